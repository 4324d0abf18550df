"""A folder of data for a report: laid out as the shipped data, or just files that can be read.

data/readings/datasets.toml ...      the layout of the shipped data
data/*.csv, *.xlsx, ...              files that `polls.read` reads, a crosswalk beside them
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

import polls
from polls.codebooks.model import Answer, Codebook, Question, codebook, read_codebook
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning
from polls.files.content import sha256_of

__all__ = ["Data", "read_folder"]

NO_EVENTS = ("date", "date_precision", "country", "event", "kind", "source_title", "source_url")
NO_SERIES = ("series", "title", "unit", "country", "frequency", "source")
OTHERS = ("crosswalk.csv", "events.csv", "sources.csv")
"""Files beside readings that hold none."""


@dataclass(frozen=True)
class Data:
    """What a folder holds: readings of whole samples and of groups, and what explains them."""

    readings: pd.DataFrame
    sources: pd.DataFrame
    events: pd.DataFrame
    official: pd.DataFrame
    book: Codebook


def read_folder(folder: Path | None) -> Data:
    """The data of a folder.

    Args:
        folder: None for the shipped data.

    Raises:
        ProblemsError: with every problem of its files.
    """
    if folder is not None and not folder.is_dir():
        problem = Problem("folder-missing", "folder not found", Place(file=str(folder)))
        raise ProblemsError([problem])
    if folder is None or (folder / "readings" / "datasets.toml").exists():
        return Data(
            polls.load(groups=True, folder=folder),
            polls.sources(folder),
            polls.events(folder=folder),
            polls.official_series(folder),
            codebook() if folder is None else read_codebook(folder / "codebook"),
        )
    return _loose(folder)


def _loose(folder: Path) -> Data:
    """Files as they were downloaded: each is read alone, all problems are told together."""
    parts, rows = [], []
    problems: list[Problem] = []
    crosswalk = folder / "crosswalk.csv"
    known = crosswalk if crosswalk.exists() else None
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.name not in OTHERS)
    for path in paths:
        if path.name.startswith("."):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ProblemsWarning)
                parts.append(polls.read(path, crosswalk=known, source=path.stem))
        except ProblemsError as error:
            problems += error.problems
            continue
        rows.append({"source": path.stem, "producer": _producer(parts[-1]), "title": path.name,
                     "sha256": sha256_of(path)})  # fmt: skip
    if not parts and not problems:
        hint = "put readings there: tables that polls.read reads, or the layout of the shipped data"
        problems.append(Problem("empty-folder", "no readings found", Place(file=str(folder)),
                                hint=hint))  # fmt: skip
    if problems:
        raise ProblemsError(problems)
    columns = ("source", "producer", "title", "url", "date_published", "date_accessed", "licence",
               "sha256", "note")  # fmt: skip
    sources = pd.DataFrame([{name: row.get(name, "") for name in columns} for row in rows])
    events = folder / "events.csv"
    readings = pd.concat(parts, ignore_index=True)
    return Data(
        readings,
        sources,
        polls.events(folder=folder) if events.exists() else _nothing(NO_EVENTS),
        _nothing(NO_SERIES),
        _with_questions(codebook(), readings),
    )


def _with_questions(book: Codebook, readings: pd.DataFrame) -> Codebook:
    """The codebook with the questions and answers that only the readings know."""
    questions = dict(book.questions)
    for question, rows in readings.groupby("question"):
        name = str(question)
        entry = questions.get(name) or Question(
            name, _first(rows["question_text"]) or name, "share of all adults", "single", None,
            prompted=True, note="",
        )  # fmt: skip
        known = {answer.id for answer in entry.answers}
        labels = rows[["answer", "answer_text"]].drop_duplicates("answer")
        added = tuple(
            Answer(row["answer"], row["answer_text"] or row["answer"], len(known) + place, 0,
                   substantive=True)
            for place, row in enumerate(labels.to_dict("records"), start=1)
            if row["answer"] not in known
        )  # fmt: skip
        questions[name] = replace(entry, answers=(*entry.answers, *added))
    return replace(book, questions=questions)


def _first(texts: pd.Series) -> str:
    given = [str(text) for text in texts if text]
    return given[0] if given else ""


def _producer(readings: pd.DataFrame) -> str:
    return ", ".join(sorted(readings["pollster"].unique()))


def _nothing(columns: tuple[str, ...]) -> pd.DataFrame:
    empty = pd.DataFrame({name: pd.Series([], dtype=str) for name in columns})
    return empty.assign(date=pd.to_datetime([])) if "date" in columns else empty

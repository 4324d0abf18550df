"""Files as they were downloaded, each read alone; what explains them is made from them."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import pandas as pd

from polls.codebooks.model import Answer, Codebook, Question
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning, raise_errors
from polls.files.content import sha256_of
from polls.ingest import read
from polls.library.tables import SOURCE_COLUMNS

__all__ = ["read_loose", "with_questions"]

OTHERS = ("crosswalk.csv", "datapackage.json", "events.csv", "sources.csv")
"""Files beside readings that hold none."""


def read_loose(folder: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The readings of all files of a folder, and a source for each file.

    Args:
        folder: files that `polls.read` reads; a `crosswalk.csv` beside them maps their labels.

    Raises:
        ProblemsError: with every problem of every file, or where none is found.
    """
    parts: list[pd.DataFrame] = []
    rows: list[dict[str, str]] = []
    problems: list[Problem] = []
    crosswalk = folder / "crosswalk.csv"
    known = crosswalk if crosswalk.exists() else None
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name in OTHERS or path.name.startswith("."):
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ProblemsWarning)
                parts.append(read(path, crosswalk=known, source=path.stem))
        except ProblemsError as error:
            problems += error.problems
            continue
        producer = ", ".join(sorted(parts[-1]["pollster"].unique()))
        digest = sha256_of(path)
        rows.append(
            {"source": path.stem, "producer": producer, "title": path.name, "sha256": digest}
        )
    if not parts and not problems:
        hint = "put readings there: tables that polls.read reads, or the layout of the shipped data"
        place = Place(file=str(folder))
        problems.append(Problem("empty-folder", "no readings found", place, hint=hint))
    raise_errors(problems)
    sources = pd.DataFrame([{name: row.get(name, "") for name in SOURCE_COLUMNS} for row in rows])
    return pd.concat(parts, ignore_index=True), sources


def with_questions(book: Codebook, readings: pd.DataFrame) -> Codebook:
    """The codebook with the questions and answers that only the readings know."""
    questions = dict(book.questions)
    for question, rows in readings.groupby("question"):
        name = str(question)
        title = next(filter(None, rows["question_text"].map(str)), name)
        entry = questions.get(name) or Question(
            name, title, "share of all adults", "single", None,
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

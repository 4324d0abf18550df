"""Cross-break tables of any pollster: answers one way, groups the other.

                              Vote in 2017      Gender
                       Total  Con  Lab  LD    Male Female
    Weighted Sample     1639  480  476  105    793    846
    Unweighted Sample   1639  497  488  108    691    948
                     %     %    %    %    %      %      %
             4-5 Apr  9-10 Apr
    Con             42    40   94    3   11     39     41

Percents alone, or counts and percents in turn; bases above or below; groups across or down;
dates on a cover or over the tables. Where a column to the left of the total is an earlier wave
(YouGov), its date is printed over it and its base is not. A date without a year belongs to the
year in which it comes before the fieldwork.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from polls.codebooks.model import codebook, fold, slug
from polls.crossbreaks.crosstab import Column, Crosstab
from polls.crossbreaks.parts import file_parts
from polls.crossbreaks.question_tables import QuestionTable, incomplete, left_out, printed_question
from polls.crossbreaks.questions import holds_answers, names_survey, read_tables
from polls.crossbreaks.rows import CellRow, Part, TextRow
from polls.crossbreaks.slides import Slide, runs, slide_parts
from polls.crossbreaks.turned import turned_part
from polls.crossbreaks.vouched import judge
from polls.errors import Place, Problem, ProblemsError
from polls.files.opened import OpenedFile
from polls.printed.bases import base_kind
from polls.printed.column_names import role_of
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork, parse_fieldwork
from polls.printed.shares import read_base
from polls.printed.whole_sample import names_whole
from polls.readers.contract import Extract, Hints

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("year", "sheet", "fieldwork", "n")


ONLY_SOME = re.compile(r"\b(only|asked (to|of)|those who)\b", re.IGNORECASE)
EXCLUDING = re.compile(r"\bexclud", re.IGNORECASE)
PRINTED_N = re.compile(r"\bn\s*=\s*([\d,]+)", re.IGNORECASE)
PREVIOUS_NOTE = "previous wave, printed beside the current one without its base"
WHOLE_BASE_NOTE = "base printed for the whole group, before exclusions"
SAMPLE_SIZE = re.compile(
    r"(?:echantillon|sample|stichprobe|muestra)\D{0,70}?(\d{1,3}(?:[ .,]\d{3})+|\d{3,5}) ?"
    r"(?:personnes|francais|adults|people|respondents|befragte|personas)"
)
ROWS = ("subject", "pollster", "client", "published")
"""Columns with such names tell rows apart: the table has a row for each poll or person."""
BANNERS = frozenset({"Race"})
"""Names that may be of a column of elections, and are here of groups of people."""
ALIKE_IN = ("country", "start", "end", "banner_text", "group_text", "answer_text", "base")
LEAST_NUMBERS, MOSTLY_GROUPS = 10, 0.5
SHORTEST_NAME = 2
NO_BASE_NOTE = "base of those asked is not printed"


def recognises(file: OpenedFile) -> bool:
    """Whether the file has tables under headings, and says when or who was asked.

    Raises:
        ProblemsError: where it is a PDF or workbook that cannot be read whole.
    """
    parts = file_parts(file, peek=True)
    names = list(map(str, file.tops[0].table)) if file.tops else []
    if file.content == "text" and any(
        role_of(name) in ROWS for name in names if name not in BANNERS
    ):
        # The whole sample and groups of it, beside a column of labels.
        groups = sum(codebook().match("group", name) is not None for name in names)
        return any(map(names_whole, names)) and groups > MOSTLY_GROUPS * len(names)
    if file.content == "pdf":
        return names_survey(parts) or any(
            sum(word.text.rstrip("%").isdigit() for word in page.words) >= LEAST_NUMBERS
            for page in file.document.pages
        )
    return names_survey(parts) or holds_answers(parts)


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """The readings of every question, for all columns that hold together.

    Args:
        file: the opened PDF, workbook or text.
        hints: `fieldwork` where the file does not say when people were asked, `n` where it
            prints no base: the size of the sample, or "none".

    Returns:
        A row for each answer and column, an earlier wave's among them; problems by table.
    """
    printed = file_parts(file, hints.sheet)
    slides = _slides(file, printed)
    parts: Sequence[Part] = slides or [turned_part(part) for part in printed]
    problems: list[Problem] = list(_unread(slides, file.name))
    if slides and not any(part.has_cells for part in slides):
        return Extract(pd.DataFrame(), problems)
    told = _told_dates(hints, problems)
    found = read_tables(parts, year=hints.year, fieldwork=told, month_first=bool(hints.month_first))
    problems += [*found.problems, *incomplete(found, file.name), *left_out(parts, found, file.name)]
    sample, without_base = _told_base(hints, problems)
    if slides and not without_base:
        sample, without_base = _sample_said(slides), True
    rows: list[dict[str, Any]] = []
    for table in found.tables:
        judged = judge(_crosstab(table, problems, without_base, hints.year))
        rows += _with_bases_of_those_asked(judged.rows)
        problems += judged.problems
    yougov = any(re.search(r"\byougov\b", text, re.IGNORECASE) for text in _words(parts))
    frame = pd.DataFrame(rows).assign(
        country=hints.country or ("GB" if yougov else ""),
        pollster=hints.pollster or ("YouGov" if yougov else _pollster_named(parts)),
        mode=hints.mode or ("online" if yougov else ""),
        lang=hints.lang or ("en" if yougov else ""),
        source=hints.source or file.name,
    )
    frame = _each_question(frame, hints.question)
    if sample is not None and not frame.empty:
        whole = (frame["group_text"] == "") & frame["n"].isna() & frame["n_weighted"].isna()
        frame["n"] = frame["n"].astype(float).where(~whole, sample)
    return Extract(frame, problems)


def _each_question(frame: pd.DataFrame, told: str) -> pd.DataFrame:
    """The rows, each with its question where the caller named one and the file holds several.

    As in other tables, the id told is followed by what tells the questions apart.
    """
    keys = [name for name in ALIKE_IN if name in frame]
    if not told or frame.empty or not frame.duplicated(keys).any():
        return frame
    if frame["question_text"].map(slug).nunique() < 2:
        return frame
    return frame.assign(question=[slug(f"{told} {text}") for text in frame["question_text"]])


def _slides(file: OpenedFile, printed: Sequence[Part]) -> list[Slide]:
    """The pages of a PDF of slides; none of one that prints bases, or tables without any."""
    if file.content != "pdf" or any(
        isinstance(row, CellRow) and base_kind(row.label) for part in printed for row in part.rows
    ):
        return []
    slides = slide_parts(file.document)
    tables = any(part.has_cells for part in slides)
    return slides if tables or not names_survey(printed) else []


UNREAD: dict[str, tuple[str, str, str]] = {
    "chart": (
        "charts-without-table",
        "numbers of charts are not read: nothing on the slides says whose they are",
        "ask the pollster for the tables, or type the numbers into a CSV with columns such as "
        "date, pollster, n and one for each answer",
    ),
    "table": (
        "slide-table-unread",
        "tables on slides are not read: their numbers do not add up to 100% for each group",
        "are they marks, or may several answers be given? Type them into a CSV",
    ),
}
"""By what a slide holds that is not read: code, title, hint."""


def _unread(slides: Sequence[Slide], file: str) -> Iterator[Problem]:
    """Pages whose numbers no one can place; an error where nothing else is read."""
    bare = [slide for slide in slides if not slide.has_cells]
    read = len(bare) < len(slides)
    pages = {
        kind: runs(slide.place.page or 0 for slide in bare if slide.unread == kind)
        for kind in ("", *UNREAD)
    }
    nothing = bool(slides) and not read and not pages["chart"] and not pages["table"]
    for kind, (code, title, hint) in UNREAD.items():
        if not pages[kind] and not (nothing and kind == "chart"):
            continue
        texts = f"; text without a table on {pages['']}" if pages[""] and kind == "chart" else ""
        yield Problem(
            code,
            title,
            Place(file=file),
            got=(f"pages {pages[kind] or 'none'} of {len(slides)}" + texts),
            expected="a table with groups down and the answers of one question across",
            hint=hint,
            severity="warning" if read else "error",
        )


def _sample_said(parts: Sequence[Part]) -> float | None:
    """The size of the sample where one line or more say it, and all the same."""
    texts = (row.text for part in parts for row in part.rows if isinstance(row, TextRow))
    sizes = {read_base(found[1]) for text in texts for found in SAMPLE_SIZE.finditer(fold(text))}
    return sizes.pop() if len(sizes) == 1 else None


def _told_dates(hints: Hints, problems: list[Problem]) -> Fieldwork | None:
    """The dates that the caller said."""
    if not hints.fieldwork:
        return None
    try:
        return parse_fieldwork(
            hints.fieldwork,
            year=hints.year,
            month_first=hints.month_first,
            place=Place(item="hint 'fieldwork'"),
        )
    except ProblemsError as error:
        problems += error.problems
        return None


def _told_base(hints: Hints, problems: list[Problem]) -> tuple[float | None, bool]:
    """The size of the sample that the caller said, and whether tables may have no base."""
    if not hints.n:
        return None, False
    sample = read_base(hints.n)
    if sample is None and fold(hints.n) != "none":
        problems.append(
            Problem(
                "not-a-base",
                "hint 'n' is not a number",
                Place(item="hint 'n'"),
                got=repr(hints.n),
                expected="the size of the sample, or 'none' where no base is printed",
            )
        )
    return sample, True


def _pollster_named(parts: Sequence[Part]) -> str:
    """The one pollster of the codebook that the file names over its tables, or ""."""
    text = " ".join(_words(parts))
    book = codebook()
    named = [
        name
        for name in book.labels("pollster")
        if len(name) > SHORTEST_NAME and re.search(rf"\b{re.escape(name)}\b", text)
    ]
    found = {book.match("pollster", name) or name for name in named}
    return found.pop() if len(found) == 1 else ""


def _words(parts: Sequence[Part]) -> Iterator[str]:
    """The lines of text before the first cells of each sheet or page."""
    for part in parts:
        for row in part.rows:
            if isinstance(row, TextRow):
                yield row.text
            elif part.has_cells:
                break
            elif isinstance(row, CellRow):
                yield " ".join([row.label, *map(str, row.cells)])


def _crosstab(
    table: QuestionTable, problems: list[Problem], without_base: bool, year: int | None
) -> Crosstab:
    question = printed_question(table.question)
    return Crosstab(
        place=table.place,
        question=question.text,
        columns=_told_apart(tuple(_columns(table, problems, year))),
        answers=table.answers,
        unweighted=table.unweighted,
        weighted=table.weighted,
        totals=table.totals,
        base=table.base if table.base != "all" else question.base,
        percent=table.percent,
        without_base=without_base,
    )


def _told_apart(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns, those whose labels differ by signs alone (`CSP+`, `CSP-`) by their labels."""
    labels: dict[tuple[str, str], set[str]] = {}
    book = codebook()
    for column in columns:
        labels.setdefault((column.head, slug(column.label)), set()).add(column.label)
    return tuple(
        replace(
            column,
            group_by=book.match("group_by", column.head) or slug(column.head) or "group",
            group=column.label,
        )
        if column.label and len(labels[column.head, slug(column.label)]) > 1
        else column
        for column in columns
    )


def _columns(table: QuestionTable, problems: list[Problem], year: int | None) -> Iterator[Column]:
    """Columns with the wave that each belongs to; `year` is of dates without one."""
    current = table.fieldwork
    bases = zip(table.unweighted, table.weighted, strict=True)
    for heading, printed, n in zip(table.headings, table.waves, bases, strict=True):
        label, date = _dated_label(heading.label)
        wave = _wave(printed or date, table, problems, year)
        if wave is not None and current is None:
            yield Column("Total", fieldwork=wave)
        elif wave is not None and current is not None and wave.end < current.start:
            yield Column("Total", fieldwork=wave, previous=True, note=PREVIOUS_NOTE)
        else:
            head = heading.head if label else ""
            yield Column(label or ("Total" if any(n) else ""), head, current)


def _dated_label(label: str) -> tuple[str, str]:
    """A label apart from a date printed with it: `Total 9-10 Apr`."""
    if looks_like_fieldwork(label):
        return "", label
    before, _, date = label.partition(" ")
    return (before, date) if date and looks_like_fieldwork(date) else (label, "")


def _wave(
    text: str, table: QuestionTable, problems: list[Problem], year: int | None
) -> Fieldwork | None:
    """A wave's dates; where they lack a year, the last one that does not follow the current."""
    current = table.fieldwork
    if not text:
        return None
    try:
        if current is None:
            return parse_fieldwork(text, year=year, place=table.place)
        wave = parse_fieldwork(text, year=current.end.year, place=table.place)
        if wave.end > current.end:
            wave = parse_fieldwork(text, year=current.end.year - 1, place=table.place)
    except ProblemsError as error:
        problems += error.problems
        return None
    return wave


def _with_bases_of_those_asked(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Bases stand over all questions of a page; a question put to some has its own, if any."""
    for row in rows:
        base = row["base"]
        total = not row["group_text"] and PREVIOUS_NOTE not in row["note"]
        printed = PRINTED_N.search(base) if total else None
        if printed:
            yield row | {"n": float(printed[1].replace(",", "")), "n_weighted": None}
        elif EXCLUDING.search(base):
            yield row | {"note": _and(row["note"], WHOLE_BASE_NOTE)}
        elif ONLY_SOME.search(base):
            yield row | {"n": None, "n_weighted": None, "note": _and(row["note"], NO_BASE_NOTE)}
        else:
            yield row


def _and(first: str, second: str) -> str:
    return f"{first}; {second}" if first else second

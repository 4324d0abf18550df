"""Eurobarometer Volume A: a question a sheet, a column for each country, in French and English.

                        UE28    UE28-UK   BE    D-W    DE    D-E   ...  CY (tcc)   UK
                        EU28    EU28-UK
    TOTAL               27382   26372    1012  1035   1540   505         500     1336
    Très bonne           1217    1236      29    58     88    32          12       35
    Very good            0.04    0.05    0.03  0.06   0.06  0.06        0.02     0.03

TOTAL is the weighted base; the unweighted one is not printed. A share is its count over TOTAL,
and each is checked against it. The Union's totals are readings of country EU with the group of
members that they cover; halves of a country are groups of it.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from polls.codebooks.model import Codebook, codebook
from polls.crossbreaks.countries import Named, countries_named, union_of
from polls.crossbreaks.crosstab import Column, Crosstab
from polls.crossbreaks.parts import file_parts
from polls.crossbreaks.question_tables import QuestionTable, incomplete, left_out, printed_question
from polls.crossbreaks.questions import read_tables
from polls.crossbreaks.rows import CellRow, HeadingRow, Part
from polls.crossbreaks.two_languages import english_label, english_lines, english_place
from polls.crossbreaks.vouched import judge
from polls.errors import Place, Problem
from polls.files.opened import OpenedFile
from polls.readers.contract import Extract, Hints
from polls.rules.keys import row_keys

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("year", "sheet")


CODES = {
    "EL": Named("EL", "GR"),
    "NC": Named("NC", "CY", "region", "CY (tcc)"),
    "CY (tcc)": Named("CY (tcc)", "CY", "region", "CY (tcc)"),
    "D-W": Named("D-W", "DE", "region", "D-W"),
    "D-E": Named("D-E", "DE", "region", "D-E"),
}
"""Headings that are no code of ISO 3166-1, or mean another country than it does there."""
CODE = re.compile(r"[A-Z]{2}")
NUMBER_OF_ITEM = re.compile(r"^[A-Z]{1,3}\d*[A-Za-z]?\d?(?:\.\d+)?\s+[-–]?\s*(?=\S)")
INSTRUCTION = re.compile(
    r"(?:(?<!\s)\s+)?\((?![^()]*DO NOT READ)"
    r"(?=[^()]*\b(?:MAX|ANSWERS?|RESPONSES?|REPONSES?|SHOW|READ|ROTAT\w+|SENSITIVE|INT\.?)\b)[^()]*\)"
)
"""Directions to the interviewer, in capitals and brackets: how many answers, in which order."""
SEVERAL_ANSWERS = re.compile(r"MULTIPLE (ANSWERS|RESPONSES)|MAX\.? ?\d+ (ANSWERS|RESPONSES)")
AVERAGE = re.compile(r"^(average of|moyenne des)\b", re.IGNORECASE)


def recognises(file: OpenedFile) -> bool:
    """Whether the file is a workbook with a total of the Union and countries over counts.

    Raises:
        ProblemsError: where it is a workbook that cannot be read whole.
    """
    return any(_is_volume(part) for part in file_parts(file, peek=True))


def _is_volume(part: Part) -> bool:
    headings = [row.headings for row in part.rows if isinstance(row, HeadingRow)]
    codes = [CODE.fullmatch(h.label) or h.label in CODES for row in headings for h in row]
    union = any(union_of(h.label) for row in headings for h in row)
    totals = any(isinstance(row, CellRow) and "TOTAL" in row.labels for row in part.rows)
    return totals and union and sum(map(bool, codes)) >= 2


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """The readings of every sheet that holds a question's answers, for all of its columns.

    Args:
        file: the opened workbook (legacy XLS).
        hints: pollster and mode default to Eurobarometer and face-to-face.

    Returns:
        A row for each answer and column; the sheets that are not read are named.
    """
    parts = file_parts(file, hints.sheet)
    found = read_tables(parts, year=hints.year, month_first=False)
    problems = [*found.problems, *incomplete(found, file.name)]
    book = codebook()
    rows: list[dict[str, Any]] = []
    for table in found.tables:
        if any(AVERAGE.match(label) for row in table.answers for label in row.labels):
            problems.append(
                Problem(
                    "averages-over-items",
                    "shares are averages over several items, not answers of people: not read",
                    Place(file=table.place.file, sheet=table.place.sheet),
                    severity="warning",
                )
            )
            continue
        judged = judge(_crosstab(table, book))
        rows += judged.rows
        problems += judged.problems
    frame = pd.DataFrame(rows).assign(
        pollster=hints.pollster or "Eurobarometer",
        mode=hints.mode or "face-to-face",
        lang=hints.lang or "en",
        source=hints.source or file.name,
    )
    problems += left_out(parts, found, file.name)
    if not frame.empty:
        frame = _told_apart(frame, file.name, problems)
    return Extract(frame, problems)


def _crosstab(table: QuestionTable, book: Codebook) -> Crosstab:
    """The table with its texts in English, and columns by country."""
    printed = _question(table)
    question = printed_question(" ".join(INSTRUCTION.sub("", printed).split()))
    pairs = [row.labels for row in table.answers if len(set(row.labels)) == 2]
    english = english_place(pairs) if pairs else 1
    answers = tuple(
        replace(row, label=english_label(row.labels, english) if row.labels else row.label)
        for row in table.answers
    )
    columns = []
    for heading in table.headings:
        whole = " ".join(filter(None, (heading.head, heading.label)))
        named = countries_named(heading, book, CODES)
        country = named[0] if named else _code_or_union(whole)
        columns.append(
            Column(
                label=country.group,
                fieldwork=table.fieldwork,
                country=country.code,
                country_text="" if country.code else whole,
                group_by=country.group_by,
                group=country.group,
            )
        )
    return Crosstab(
        place=replace(table.place, item=f"table '{question.text[:60]}'"),
        question=question.text,
        columns=tuple(columns),
        answers=answers,
        unweighted=table.unweighted,
        weighted=table.weighted,
        base=table.base if table.base != "all" else question.base,
        multiple=True if SEVERAL_ANSWERS.search(printed) else None,
        percent=table.percent,
    )


def _code_or_union(text: str) -> Named:
    """The country of a code, else a part of the Union: `EURO ZONE`, `NEM10 NMS10`."""
    if CODE.fullmatch(text):
        return Named(text, text)
    words = text.split()
    both = len(words) == 2 and all(word[-1].isdigit() for word in words)
    return Named(text, "EU", "members", words[-1] if both else text) if text else Named("", "")


def _question(table: QuestionTable) -> str:
    """The question and its item in English, without their numbers."""
    lines = english_lines([row.parts or (row.text,) for row in table.lines])
    return " ".join(NUMBER_OF_ITEM.sub("", line) for line in lines)


def _told_apart(frame: pd.DataFrame, file: str, problems: list[Problem]) -> pd.DataFrame:
    """Readings once each; questions that share their text and differ get their sheet's name.

    The left-right scale is printed three times, as ten points and in two groupings, and says
    each time how many did not know.
    """
    key = ["country", "group", "question_text", "base", "answer_text"]
    keys = row_keys(frame[name] for name in key)
    several = frame.groupby(keys)["share"].transform("nunique") > 1
    asked = row_keys(frame[name] for name in ("question_text", "base"))
    differ = pd.Series(asked).isin(set(asked[several.to_numpy()])).to_numpy()
    if differ.any():
        sheets = frame["locator"].str.extract(r"sheet '(.*)', ", expand=False)
        texts = frame["question_text"] + " (" + sheets + ")"
        frame = frame.assign(question_text=frame["question_text"].where(~differ, texts))
        keys = row_keys(frame[name] for name in key)
        problems.append(
            Problem(
                "question-printed-again",
                "several sheets hold different answers to the same question",
                Place(file=file),
                got=", ".join(dict.fromkeys(sheets[differ])),
                hint="the name of the sheet is added to the question",
                severity="warning",
            )
        )
    again = pd.Series(keys, index=frame.index).duplicated()
    if again.any():
        problems.append(
            Problem(
                "readings-printed-again",
                f"{int(again.sum())} readings are printed on several sheets, and returned once",
                Place(file=file),
                severity="warning",
            )
        )
    return frame[~again].reset_index(drop=True)

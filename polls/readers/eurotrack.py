"""YouGov EuroTrack: one column for each country, with its own bases (XLSX and PDF).

                        GB             FR        ES        DE
                        Great Britain  France    España    Deutschland
    Unweighted Sample   1,711          1,010     1,049     2,040
    Fieldwork           24-25 Oct      ...                             <- or one line for all
    Question            Do you ...     Diriez... ¿Cree ... Sind Sie .. <- where it is printed
    Too high            59             62        55        57

A column says twice which country it is: by code or name, and by the language of what is
printed in it. Where the two disagree (ES over `Sverige`, SE over Spanish) columns have been
swapped, and nothing of the table is returned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from polls.codebooks.language import language_of
from polls.codebooks.model import Codebook, codebook
from polls.crossbreaks.countries import countries_named
from polls.crossbreaks.crosstab import Column, Crosstab
from polls.crossbreaks.parts import file_parts
from polls.crossbreaks.question_tables import QuestionTable, incomplete, printed_question
from polls.crossbreaks.questions import read_tables
from polls.crossbreaks.rows import CellRow, HeadingRow
from polls.crossbreaks.vouched import judge
from polls.errors import Place, Problem, ProblemsError, did_you_mean
from polls.files.opened import OpenedFile
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork, parse_fieldwork
from polls.readers.contract import Extract, Hints

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("year", "sheet")


LANGUAGES = {"GB": "en", "UK": "en", "US": "en", "FR": "fr", "DE": "de", "ES": "es"}
"""The language that people of a country are asked in, where polltide knows the language."""
LEAST_COUNTRIES = 2
MOSTLY = 0.5


def recognises(file: OpenedFile) -> bool:
    """Whether the file has tables whose columns are countries.

    Raises:
        ProblemsError: where it is a PDF or workbook that cannot be read whole.
    """
    rows = [row for part in file_parts(file, peek=True) for row in part.rows]
    labels = [row.labels[0] for row in rows if isinstance(row, CellRow) and row.labels]
    if sum(map(looks_like_fieldwork, labels)) > MOSTLY * len(labels):
        return False  # a row for each wave, and parties of such names
    return any(isinstance(row, CellRow) and row.label for row in rows) and any(
        _are_countries(row, codebook()) for row in rows if isinstance(row, HeadingRow)
    )


def _are_countries(row: HeadingRow, book: Codebook) -> bool:
    """Whether most headings name a country: among parties `PP`, `S` and `SD` some codes occur."""
    printed = [heading for heading in row.headings if heading.head or heading.label]
    named = [countries_named(heading, book) for heading in printed]
    codes = {country.code for found in named for country in found}
    return len(codes) >= LEAST_COUNTRIES and sum(map(bool, named)) > MOSTLY * len(printed)


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """The readings of every question and country.

    Args:
        file: the opened PDF or workbook.
        hints: pollster and mode default to YouGov and online; a country is never taken from
            them, since every column says its own.

    Returns:
        A row for each answer and country, in the country's language where it is printed.
    """
    parts = file_parts(file, hints.sheet)
    found = read_tables(parts, year=hints.year)
    problems = [*found.problems, *incomplete(found, file.name)]
    book = codebook()
    rows: list[dict[str, Any]] = []
    swapped: set[Problem] = set()
    for table in found.tables:
        contradictions = set(_contradictions(table, book))
        problems += [p for p in contradictions if p not in swapped]
        swapped |= contradictions
        if contradictions:
            continue
        judged = judge(_crosstab(table, hints.year, book, problems))
        rows += judged.rows
        problems += judged.problems
    frame = pd.DataFrame(rows).assign(
        pollster=hints.pollster or "YouGov",
        mode=hints.mode or "online",
        source=hints.source or file.name,
    )
    return Extract(frame, problems)


def _contradictions(table: QuestionTable, book: Codebook) -> Iterator[Problem]:
    """Columns that name two countries, or a country twice, or speak another one's language."""
    named = [countries_named(heading, book) for heading in table.headings]
    for i, (heading, found) in enumerate(zip(table.headings, named, strict=True)):
        printed = " ".join(filter(None, (heading.head, heading.label)))
        if len(found) > 1:
            yield Problem(
                "country-columns-swapped",
                "a column names two countries",
                _column_place(table, i),
                got=" and ".join(f"'{name.text}' ({name.code})" for name in found),
                expected="a code and a name of the same country",
                hint="were columns moved without their headings?",
            )
        elif not found and (table.unweighted[i] is not None or printed):
            yield Problem(
                "unknown-country",
                "a column names no known country",
                _column_place(table, i),
                got=repr(printed),
                expected="a country of the codebook, by code or name",
                hint=did_you_mean(printed, book.labels("country")),
            )
        elif found:
            yield from _other_language(table, i, found[0].code)
    counts = Counter(found[0].code for found in named if len(found) == 1)
    for code, count in counts.items():
        if count > 1:
            yield Problem(
                "country-repeated",
                "several columns name the same country",
                table.place,
                got=f"{code} over {count} columns",
                expected="one column for each country",
            )


def _other_language(table: QuestionTable, i: int, code: str) -> Iterator[Problem]:
    """What is printed in a column in a language that is not its country's, nor English."""
    labels = " ".join(row.local[i] for row in table.answers if row.local)
    printed = f"{table.wordings[i]} {labels}".strip()
    lang = language_of(printed)
    if lang and lang not in ("en", LANGUAGES.get(code, "")):
        others = [country for country, spoken in LANGUAGES.items() if spoken == lang]
        yield Problem(
            "country-columns-swapped",
            f"the column of {code} is in the language of {', '.join(others)}",
            _column_place(table, i),
            got=repr(printed[:80]),
            expected=f"text as people are asked in {code}",
            hint="were columns moved without their headings?",
        )


def _column_place(table: QuestionTable, i: int) -> Place:
    place = table.place
    return replace(place, item=f"{place.item}, column {i + 1}")


def _crosstab(
    table: QuestionTable,
    year: int | None,
    book: Codebook,
    problems: list[Problem],
) -> Crosstab:
    question = printed_question(table.question)
    current = table.fieldwork
    columns = []
    for i, heading in enumerate(table.headings):
        named = countries_named(heading, book)
        code = named[0].code if named else ""
        labels = " ".join(row.local[i] for row in table.answers if row.local)
        when = _fieldwork(table.waves[i], year or (current.end.year if current else None), table)
        problems += when if isinstance(when, tuple) else ()
        columns.append(
            Column(
                label="",
                fieldwork=when if isinstance(when, Fieldwork) else current,
                country=code,
                country_text=" ".join(filter(None, (heading.head, heading.label))),
                lang=language_of(f"{table.wordings[i]} {labels}") or _lang(code, labels),
                question=table.wordings[i],
            )
        )
    return Crosstab(
        place=table.place,
        question=question.text,
        columns=tuple(columns),
        answers=table.answers,
        unweighted=table.unweighted,
        weighted=table.weighted,
        base=question.base,
        percent=table.percent,
    )


def _lang(code: str, labels: str) -> str:
    """The country's language where labels are printed in it, else that of the table."""
    return LANGUAGES.get(code, "") if labels else ""


def _fieldwork(
    text: str, year: int | None, table: QuestionTable
) -> Fieldwork | tuple[Problem, ...] | None:
    """The dates of one country, where they are printed over its column."""
    if not text:
        return None
    try:
        return parse_fieldwork(text, year=year, place=table.place)
    except ProblemsError as error:
        return error.problems

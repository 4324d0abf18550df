"""When people were asked: the lines of a file that say so, wherever they stand.

Fieldwork: 9th - 10th April 2018           over a table
FIELD DATES |  |  | 3 - 5 March 2024       on a cover, the dates some columns to the right
Fieldwork Dates                            ... or in the row below
3 - 5 March 2024
Date | 5 March 2024                        on a cover alone
Great Britain, 3 to 14 March 2024          a country and its dates
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from polls.codebooks.model import codebook, fold
from polls.crossbreaks.rows import CellRow, Part, TextRow
from polls.errors import Place, Problem, ProblemsError
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork, parse_fieldwork

__all__ = ["Dated", "dates_said"]

LABEL = (
    r"fieldwork( (dates?|period|conducted))?|field(work)? dates?|feldzeit|befragungszeitraum"
    r"|erhebungszeitraum|dates? d[ue] (terrain|realisation)|terrain(/fieldwork)?"
    r"|((fechas?|periodo) del? )?trabajo de campo|(fechas?|periodo) de (realizacion|campo)"
    r"|(interview(ing)?|survey|polling) dates?|dates? of (fieldwork|interview(ing|s)?|survey)"
)
SAID = re.compile(rf"(?:^|[.;/]\s*|\s)(?:{LABEL})\s*:?\s+(?P<dates>[^;|]*)")
ALONE = re.compile(rf"(?:{LABEL})\s*:?")
ON_A_COVER = re.compile(
    r"(?:dates?(?: of (?:survey|interviews?))?|datum|fecha)\s*:?\s+(?P<dates>.+)"
)
IN_A_SENTENCE = re.compile(
    r"\b(?:interrog\w*|interviews?|enquete|sondage|terrain|realise\w*|befrag\w*|entrevist\w*"
    r"|interviewed|conducted|surveyed)\b.*?\b"
    r"(?P<dates>(?:du|vom|del|from|between)\s+\d(?:[^.;]|(?<=\D\d)\.|(?<=\D\d\d)\.)*)"
)


def dates_said(text: str) -> str:
    """The dates that a line names as those of fieldwork, or "".

    Args:
        text: a line in lower case and without accents.

    >>> dates_said("sample: 1,639 adults. fieldwork: 9th - 10th april 2018")
    '9th - 10th april 2018'
    >>> dates_said("fieldwork in schools")
    ''
    """
    for found in SAID.finditer(text):
        if looks_like_fieldwork(found["dates"]):
            return found["dates"].strip()
    return ""


@dataclass
class Dated:
    """The dates that hold at one point of a file.

    `told` are those the caller said: they hold until the file prints its own. `month_first`
    says how `05/11/2016` is read; None where nobody knows.
    """

    year: int | None = None
    told: Fieldwork | None = None
    month_first: bool | None = None
    problems: list[Problem] = field(default_factory=list)
    found: Fieldwork | None = None
    awaited: bool = False

    @property
    def current(self) -> Fieldwork | None:
        """The dates printed last, else those given by the caller."""
        return self.found or self.told

    def cover(self, part: Part) -> None:
        """Take the dates of a sheet without tables, or of none if it says several."""
        said: list[str] = []
        awaited = False
        for text in _texts(part):
            folded = fold(text)
            if awaited and looks_like_fieldwork(folded):
                said.append(folded)
            awaited = ALONE.fullmatch(folded) is not None
            plain = ON_A_COVER.fullmatch(folded)
            dates = (
                dates_said(folded)
                or (plain["dates"] if plain else "")
                or _of_a_country(text)
                or _in_a_sentence(folded)
            )
            if dates and looks_like_fieldwork(dates):
                said.append(dates)
        if len(set(said)) == 1 and self.found is None:
            self.take(said[0], part.place)

    def line(self, row: TextRow, place: Place) -> bool:
        """Whether a line says when people were asked; its dates hold from now on."""
        folded = fold(row.text)
        dates = dates_said(folded) or _of_a_country(row.text) or _in_a_sentence(folded)
        if self.awaited and looks_like_fieldwork(folded):
            dates = folded
        self.awaited = ALONE.fullmatch(folded) is not None
        if dates:
            self.take(dates, place)
        return bool(dates) or self.awaited

    def take(self, text: str, place: Place) -> None:
        """The dates of a text that looks like some; a problem where they cannot be read."""
        try:
            self.found = parse_fieldwork(
                text, year=self.year, month_first=self.month_first, place=place
            )
        except ProblemsError as error:
            self.problems += error.problems


def _texts(part: Part) -> Iterator[str]:
    """The texts of a cover, row by row, and cell by cell where a row has several."""
    for row in part.rows:
        if isinstance(row, TextRow):
            yield row.text
            yield from row.parts
        elif isinstance(row, CellRow):
            yield " ".join([row.label, *(str(cell) for cell in row.cells if cell != "")])


def _of_a_country(text: str) -> str:
    """The dates of a line `Great Britain, 3 to 14 March 2024`."""
    before, _, dates = text.partition(", ")
    known = bool(dates) and codebook().match("country", before.strip()) is not None
    return dates if known and looks_like_fieldwork(dates) else ""


def _in_a_sentence(text: str) -> str:
    """The dates of a sentence: `Interviews réalisées du 29 août au 1er septembre 25.`"""
    found = IN_A_SENTENCE.search(text)
    dates = found["dates"].strip() if found else ""
    return dates if dates and looks_like_fieldwork(dates) else ""

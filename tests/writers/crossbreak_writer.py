"""Cross-break tables in the layout of YouGov's British files (XLSX and PDF), and EuroTrack."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xlsxwriter

from tests.writers.pdf_writer import Sheet, pdf_file

UK_BANNER = (
    ("", ["Total"]),
    ("Vote in 2017 GE", ["Con", "Lab", "Lib Dem"]),
    ("EU Ref 2016", ["Remain", "Leave"]),
    ("Gender", ["Male", "Female"]),
    ("Age", ["18-24", "25-49", "50-64", "65+"]),
    ("Social Grade", ["ABC1", "C2DE"]),
    ("Region", ["London", "Rest of South", "Midlands / Wales", "North", "Scotland"]),
)
Cell = str | int | float


@dataclass(frozen=True)
class Asked:
    """A question: its lines, and for each answer a cell in every column (earlier wave first)."""

    lines: Sequence[str]
    answers: dict[str, list[Cell]]


@dataclass
class Survey:
    """A file of cross-breaks; `waves` are the printed dates of the first two columns."""

    questions: Sequence[Asked]
    banner: Sequence[tuple[str, Sequence[str]]] = UK_BANNER
    waves: tuple[str, str] = ("4-5 Apr", "9-10 Apr")
    lines: Sequence[str] = (
        "YouGov / The Example Survey Results",
        "Sample Size: 1639 GB Adults",
        "Fieldwork: 9th - 10th April 2018",
    )
    weighted: list[int] = field(init=False)
    unweighted: list[int] = field(init=False)
    percent_row: bool = True
    bases: bool = True

    def __post_init__(self) -> None:
        draw = np.random.default_rng(7)
        count = len(self.labels)
        self.weighted = [1639, *map(int, draw.integers(100, 900, count - 1))]
        self.unweighted = [1639, *map(int, draw.integers(100, 900, count - 1))]

    @property
    def labels(self) -> list[tuple[str, str]]:
        """Head and label of every column, without the earlier wave."""
        return [(head, label) for head, labels in self.banner for label in labels]


def shares(seed: int, answers: int, columns: int) -> list[list[int]]:
    """Whole percentages that add up to 100 in every column: a row for each answer."""
    draw = np.random.default_rng(seed)
    return draw.multinomial(100, draw.dirichlet(np.ones(answers) * 4), size=columns).T.tolist()


def write_uk_xlsx(path: Path, survey: Survey, *, fractions: bool = False) -> None:
    """The survey as a workbook of one sheet."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Voting Intention")
        for at, text in enumerate(survey.lines):
            sheet.write(at, 0, text)
        row, column = len(survey.lines) + 1, 2
        for head, labels in survey.banner:
            if head and len(labels) > 1:
                sheet.merge_range(row, column, row, column + len(labels) - 1, head)
            elif head:
                sheet.write(row, column, head)
            sheet.write_row(row + 1, column, labels)
            column += len(labels)
        row += 2
        if survey.bases:
            sheet.write_row(row, 0, ["Weighted Sample", "", *survey.weighted])
            sheet.write_row(row + 1, 0, ["Unweighted Sample", "", *survey.unweighted])
            row += 2
        if survey.percent_row:
            sheet.write_row(row, 1, ["%"] * (len(survey.labels) + 1))
        sheet.write_row(row + 1, 1, survey.waves)
        row += 2
        for question in survey.questions:
            row += 1
            for text in question.lines:
                sheet.write(row, 0, text)
                row += 1
            for label, cells in question.answers.items():
                numbers = [
                    cell / 100 if fractions and isinstance(cell, int) else cell for cell in cells
                ]
                sheet.write_row(row, 0, [label, *numbers])
                row += 1


def write_uk_pdf(path: Path, survey: Survey, *, rows_a_page: int = 24, ruled: bool = False) -> None:
    """The survey as a PDF: headings on every page, tables running over pages."""
    left, first, pitch, size = 30.0, 250.0, 27.0, 6.0
    centres = [first + pitch * i for i in range(len(survey.labels) + 1)]
    with pdf_file(path) as sheets:
        sheet, y, room = None, 0.0, 0
        for question in survey.questions:
            lines = [wrapped for text in question.lines for wrapped in textwrap.wrap(text, 110)]
            for k, item in enumerate([*lines, *question.answers.items()]):
                if sheet is None or room == 0:
                    sheet, y = _uk_page(sheets, survey, left, centres, size, ruled)
                    room = rows_a_page
                room -= 1
                y += 12 + (6 if k == 0 else 0)
                if isinstance(item, str):
                    sheet.text(left, y, item, size=size, bold=not item.startswith("["))
                    continue
                label, cells = item
                wrapped = textwrap.wrap(label, 60)
                for text in wrapped[:-1]:
                    sheet.text(left, y, text, size=size)
                    y += 8
                sheet.text(left, y, wrapped[-1], size=size)
                for centre, cell in zip(centres, cells, strict=True):
                    sheet.text(centre, y, str(cell), align="center", size=size)


def _uk_page(
    sheets: list[Sheet],
    survey: Survey,
    left: float,
    centres: Sequence[float],
    size: float,
    ruled: bool,
) -> tuple[Sheet, float]:
    sheet = Sheet((842.0, 595.0))
    sheets.append(sheet)
    for k, text in enumerate(survey.lines[0 if len(sheets) == 1 else 1 :]):
        sheet.text(left, 30 + 10 * k, text, size=size + 1, bold=True)
    at = 1
    for head, labels in survey.banner:
        span = centres[at : at + len(labels)]
        at += len(labels)
        if head:
            sheet.text((span[0] + span[-1]) / 2, 70, head, align="center", size=size, bold=True)
            if ruled:
                sheet.rule(span[0] - 12, span[-1] + 12, 73)
    for centre, (_, label) in zip(centres[1:], survey.labels, strict=True):
        lines = textwrap.wrap(label, 8)
        for k, text in enumerate(lines):
            sheet.text(centre, 98 - 8 * (len(lines) - 1 - k), text, align="center", size=size)
    y = 112.0
    if survey.bases:
        rows = {"Weighted Sample": survey.weighted, "Unweighted Sample": survey.unweighted}
        for label, bases in rows.items():
            sheet.text(left, y, label, size=size, bold=True)
            for centre, base in zip(centres[1:], bases, strict=True):
                sheet.text(centre, y, str(base), align="center", size=size)
            y += 10
    if survey.percent_row:
        for centre in centres:
            sheet.text(centre, y, "%", align="center", size=size)
        y += 10
    for centre, text in zip(centres, survey.waves, strict=False):
        sheet.text(centre, y, text.split()[0], align="center", size=size)
        sheet.text(centre, y + 8, text.split()[1], align="center", size=size)
    sheet.text(left, 580, "www.yougov.co.uk", size=size)
    sheet.text(420, 580, str(len(sheets)), size=size, align="center")
    sheet.text(800, 580, "© 2018 YouGov plc. All Rights Reserved", size=size, align="right")
    return sheet, y + 10


@dataclass(frozen=True)
class Country:
    """A column of EuroTrack: code, printed name, bases."""

    code: str
    name: str
    weighted: int
    unweighted: int


COUNTRIES = (
    Country("GB", "Great Britain", 1700, 1711),
    Country("FR", "France", 1001, 1010),
    Country("ES", "España", 1050, 1049),
    Country("DE", "Deutschland", 2034, 2040),
    Country("SE", "Sverige", 1012, 1008),
)


def write_eurotrack_xlsx(
    path: Path,
    countries: Sequence[Country],
    questions: Sequence[Asked],
    *,
    local: Sequence[Sequence[str]] = (),
    lines: Sequence[str] = ("YouGov EuroTrack", "Fieldwork: 24 October - 8 November 2018"),
    bases: bool = True,
) -> None:
    """A sheet for each question; `local` gives a list of labels for each answer."""
    with xlsxwriter.Workbook(path) as book:
        for k, question in enumerate(questions, 1):
            sheet = book.add_worksheet(f"Q{k}")
            sheet.write_column(0, 0, [*lines, *question.lines])
            row = len(lines) + len(question.lines) + 1
            step = 2 if local else 1
            for i, country in enumerate(countries):
                at = 1 + step * i + (step - 1)
                sheet.write_column(row, at, [country.code, country.name])
                if bases:
                    sheet.write_column(row + 2, at, [country.unweighted, country.weighted])
            if bases:
                sheet.write_column(row + 2, 0, ["Unweighted Sample", "Weighted Sample"])
            row += 4
            for j, (label, cells) in enumerate(question.answers.items()):
                sheet.write(row + j, 0, label)
                for i, cell in enumerate(cells):
                    at = 1 + step * i + (step - 1)
                    sheet.write(row + j, at, cell)
                    if local:
                        sheet.write(row + j, at - 1, local[j][i])


def write_eurotrack_pdf(
    path: Path, countries: Sequence[Country], questions: Sequence[Asked]
) -> None:
    """A page for each question, the question over the headings."""
    left, first, pitch = 40.0, 300.0, 85.0
    with pdf_file(path) as sheets:
        for question in questions:
            sheet = Sheet()
            sheets.append(sheet)
            sheet.text(left, 40, "YouGov EuroTrack", bold=True, size=12)
            sheet.text(left, 56, "Fieldwork: 24 October - 8 November 2018")
            y = 80.0
            for line in textwrap.wrap(" ".join(question.lines), 100):
                sheet.text(left, y, line, bold=True)
                y += 12
            y += 14
            rows: list[tuple[str, list[Cell]]] = [
                ("", [country.code for country in countries]),
                ("", [country.name for country in countries]),
                ("Unweighted base", [f"{country.unweighted:,}" for country in countries]),
                ("Weighted base", [f"{country.weighted:,}" for country in countries]),
                ("", ["%"] * len(countries)),
                *question.answers.items(),
            ]
            for label, cells in rows:
                sheet.text(left, y, label)
                for i, cell in enumerate(cells):
                    sheet.text(first + pitch * i, y, str(cell), align="center")
                y += 14

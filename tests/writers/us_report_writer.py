"""Reports in the layout of YouGov's US cross-break PDFs, with the cells that they print."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tests.writers.pdf_writer import LANDSCAPE, Sheet, pdf_file

LEFT, FIRST_COLUMN, LINE = 36.0, 190.0, 13.0
Banner = Sequence[tuple[str, Sequence[str]]]

BANNERS: tuple[Banner, ...] = (
    (("", ["Total"]), ("Gender", ["Male", "Female"]), ("Race", ["White", "Black", "Hispanic"])),
    (("", ["Total"]), ("Age", ["18-29", "30-44", "45-64", "65+"]), ("Area", ["City", "Suburb"])),
)


@dataclass(frozen=True)
class UsTable:
    """A table to be written; `several` leaves out its totals."""

    number: str
    title: str
    question: str
    answers: Sequence[str]
    asked: str = ""
    several: bool = False
    extra_rows: Sequence[str] = ()


@dataclass(frozen=True)
class Cell:
    """What is printed for one answer in one column."""

    table: str
    head: str
    label: str
    answer: str
    text: str
    base: int


@dataclass
class Layout:
    """How a report is set; the cells that it prints are collected in `cells`.

    `listed` are the tables of its list of tables, where they are not those written. A block
    breaks over the page before the row `break_after`: 0 is the first answer; totals and bases
    come behind the answers. `turns` says so on both pages and prints the headings again.
    """

    banners: Sequence[Banner] = BANNERS
    rules: bool = True
    listed: Sequence[UsTable] | None = None
    size: tuple[float, float] = LANDSCAPE
    heading: Sequence[str] = (
        "The Example/YouGov Poll",
        "October 31 - November 2, 2020 - 1500 U.S. Adults",
    )
    base_label: str = "Unweighted N"
    break_after: int | None = None
    turns: bool = False
    off_by: int = 0
    cells: list[Cell] = field(default_factory=list)


def write_us_report(path: Path, tables: Sequence[UsTable], layout: Layout, seed: int = 1) -> None:
    """Write the report to `path`; `layout.cells` then holds all that was printed in it."""
    draw = np.random.default_rng(seed)
    with pdf_file(path) as sheets:
        _write_contents(sheets, tables if layout.listed is None else layout.listed, layout)
        for table in tables:
            total = (draw.dirichlet(np.ones(len(table.answers)) * 3), 1500)
            sheet, y = _new_page(sheets, layout)
            y = _write_caption(sheet, y, table)
            for banner in layout.banners:
                needed = LINE * (8 + 2 * len(table.answers))
                if y + needed > layout.size[1] - 30 and layout.break_after is None:
                    sheet, y = _new_page(sheets, layout)
                sheet, y = _write_block(sheets, sheet, y, table, banner, layout, draw, total)


def _new_page(sheets: list[Sheet], layout: Layout) -> tuple[Sheet, float]:
    sheet = Sheet(layout.size)
    sheets.append(sheet)
    for k, text in enumerate(layout.heading):
        sheet.text(LEFT, 40 + 14 * k, text, bold=True, size=12 - 2 * k)
    sheet.text(layout.size[0] - 40, layout.size[1] - 20, str(len(sheets)), align="right")
    return sheet, 90.0


def _write_contents(sheets: list[Sheet], tables: Sequence[UsTable], layout: Layout) -> None:
    sheet, y = _new_page(sheets, layout)
    sheet.text(LEFT, y, "List of Tables", bold=True)
    for k, table in enumerate(tables):
        *before, last = textwrap.wrap(f"{table.number}. {table.title}", 100)
        for text in [*before, last + " . " * 20 + str(2 + k)]:
            y += LINE
            sheet.text(LEFT, y, text, size=7)


def _write_caption(sheet: Sheet, y: float, table: UsTable) -> float:
    first, *more = textwrap.wrap(f"{table.number}. {table.title}", 80)
    sheet.text(LEFT, y, first, bold=True)
    for text in more:
        y += LINE
        sheet.text(LEFT, y, text, bold=True)
    for text in [*textwrap.wrap(table.question, 90), *filter(None, [table.asked])]:
        y += LINE
        sheet.text(LEFT, y, text)
    return y + 2 * LINE


def _write_block(
    sheets: list[Sheet],
    sheet: Sheet,
    y: float,
    table: UsTable,
    banner: Banner,
    layout: Layout,
    draw: np.random.Generator,
    total: tuple[np.ndarray, int],
) -> tuple[Sheet, float]:
    columns = [(head, label) for head, labels in banner for label in labels]
    pitch = min(80.0, (layout.size[0] - FIRST_COLUMN - 30) / len(columns))
    centres = [FIRST_COLUMN + pitch * k for k in range(len(columns))]
    y = _write_headings(sheet, y, banner, centres, layout)
    count = len(table.answers)
    printed = [_column(table, label, draw, total) for _, label in columns]
    for k, answer in enumerate(table.answers):
        if layout.break_after == k:
            sheet, y = _turn_page(sheets, sheet, y, banner, centres, layout)
        lines = textwrap.wrap(answer, 24)
        for i, text in enumerate(lines):
            y += LINE - (2 if i else 0)
            sheet.text(LEFT + (10 if i else 0), y, text)
        for column, centre, (cells, base) in zip(columns, centres, printed, strict=True):
            sheet.text(centre, y, cells[k], align="center")
            layout.cells.append(Cell(table.number, *column, answer, cells[k], base))
    for text in table.extra_rows:
        y += LINE
        sheet.text(LEFT, y, text)
        for centre in centres:
            sheet.text(centre, y, "12.3", align="center")
    if layout.break_after == count:
        sheet, y = _turn_page(sheets, sheet, y, banner, centres, layout)
    y += LINE + 4
    if not table.several:
        sheet.text(LEFT, y, "Totals")
        for centre, (cells, _) in zip(centres, printed, strict=True):
            numbers = [int(cell[:-1]) for cell in cells if cell != "*"]
            text = f"{sum(numbers) + layout.off_by}%" if numbers else "*"
            sheet.text(centre, y, text, align="center")
        y += LINE
    if layout.break_after == count + 1:
        sheet, y = _turn_page(sheets, sheet, y, banner, centres, layout)
        y += LINE
    if layout.base_label:
        sheet.text(LEFT, y, layout.base_label)
        for centre, (_, base) in zip(centres, printed, strict=True):
            sheet.text(centre, y, f"({base:,})", align="center")
    return sheet, y + 3 * LINE


def _turn_page(
    sheets: list[Sheet],
    sheet: Sheet,
    y: float,
    banner: Banner,
    centres: Sequence[float],
    layout: Layout,
) -> tuple[Sheet, float]:
    if not layout.turns:
        return _new_page(sheets, layout)
    middle = layout.size[0] / 2
    sheet.text(middle, y + LINE, "continued on the next page . . .", align="center")
    sheet, y = _new_page(sheets, layout)
    sheet.text(LEFT, y, "continued from previous page")
    return sheet, _write_headings(sheet, y + LINE + 2, banner, centres, layout)


def _write_headings(
    sheet: Sheet, y: float, banner: Banner, centres: Sequence[float], layout: Layout
) -> float:
    at = 0
    for head, labels in banner:
        span = centres[at : at + len(labels)]
        at += len(labels)
        if head:
            sheet.text((span[0] + span[-1]) / 2, y, head, align="center", bold=True)
            if layout.rules:
                sheet.rule(span[0] - 18, span[-1] + 18, y + 5)
    labels = [label for _, labels in banner for label in labels]
    height = max(label.count("\n") for label in labels)
    for centre, label in zip(centres, labels, strict=True):
        lines = label.split("\n")
        for k, text in enumerate(lines):
            sheet.text(centre, y + 18 + 11 * (height - len(lines) + 1 + k), text, align="center")
    if layout.rules:
        sheet.rule(LEFT, centres[-1] + 30, y + 25 + 11 * height)
    return y + 28 + 11 * height


def _column(
    table: UsTable, label: str, draw: np.random.Generator, total: tuple[np.ndarray, int]
) -> tuple[list[str], int]:
    shares, base = (
        total
        if label == "Total"
        else (draw.dirichlet(np.ones(len(table.answers)) * 3), int(draw.integers(10, 900)))
    )
    if base < 25:
        return ["*"] * len(table.answers), base
    return [f"{100 * share:.0f}%" for share in shares * (1.7 if table.several else 1)], base

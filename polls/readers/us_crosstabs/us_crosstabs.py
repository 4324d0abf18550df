"""YouGov's US cross-break report (PDF): every column checked against its printed total.

    page 6   Totals        100%   101%   ...    <- what the answers above must add up to
             Unweighted N (1,500) (1,363)  ...  <- the base of the column

The report carries its own proof: a list of tables, a total and a base under every column. A
table of the list that is not found is an error. A column that does not add up is named with
its page and left out; if that befalls more than one column in two hundred, the file as a
whole is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from polls.crossbreaks.columns import GridRow
from polls.crossbreaks.crosstab import AnswerRow, Column, Crosstab
from polls.crossbreaks.vouched import Judged, judge
from polls.errors import Place, Problem, ProblemsError
from polls.files.opened import OpenedFile
from polls.printed.bases import base_kind
from polls.printed.fieldwork import Fieldwork, parse_fieldwork
from polls.printed.shares import read_base, read_share
from polls.readers.contract import Extract, Hints
from polls.readers.us_crosstabs.layout import Block, Report, ReportTable, read_report

__all__ = ["HINTS", "ColumnCount", "count_columns", "extract", "recognises"]

HINTS = ("year",)

DATES = re.compile(r"^(?P<dates>.*?\b(?:19|20)\d\d)\b(?:\s*[-–—]\s*(?P<sample>\d[\d,]*.*))?$")
TOTALS = re.compile(r"totals?", re.IGNORECASE)
FAILING_AT_MOST = 0.005
CLEARLY_OVER = 1.1
NO_ROW = GridRow("", ())
WHOLE_SAMPLE = 0.95
"""A question put to this part of the sample or more was put to all, save those who skipped it."""


@dataclass(frozen=True)
class ColumnCount:
    """How many columns of a report are what: `checked` add up to their printed total.

    `several` allow several answers and have no total to check; both have their base read.
    `suppressed` are printed as `*` (too few asked), `empty` have no cells, `failed` are left
    out.
    """

    total: int
    checked: int
    several: int
    suppressed: int
    empty: int
    failed: int


def recognises(file: OpenedFile) -> bool:
    """Whether the file is a PDF with rows of `Unweighted N`.

    Raises:
        ProblemsError: where it is a PDF that cannot be read whole.
    """
    if file.content != "pdf":
        return False
    return any(
        re.match(r"\(?Unweighted N\b", line.text)
        for page in file.document.pages
        for line in page.lines
    )


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """All readings of a report whose columns hold together, and what does not.

    Args:
        file: the opened PDF.
        hints: country, pollster and mode default to US, YouGov and online.

    Returns:
        A row for each answer and column; the total, printed under every banner, once.
    """
    report = read_report(file.document.pages)
    problems = list(_incomplete(report, file.name))
    when = _fieldwork(report, file.name, hints, problems)
    tables = list(_crosstabs(report, file.name, when))
    judged = [(table, judge(table, strict=False)) for table in tables]
    problems += _unreliable(file.name, judged)
    problems += [problem for _, found in judged for problem in found.problems]
    problems += _unprinted(file.name, judged)
    rows = [row for _, found in judged for row in found.rows]
    rows = list(_totals_once(rows, file.name, problems))
    frame = pd.DataFrame(rows).assign(
        country=hints.country or "US",
        pollster=hints.pollster or "YouGov",
        mode=hints.mode or "online",
        lang=hints.lang or "en",
        source=hints.source or file.name,
    )
    return Extract(frame, problems)


def count_columns(file: OpenedFile) -> ColumnCount:
    """The verdicts on all columns of a report, counted.

    Args:
        file: the opened PDF.
    """
    report = read_report(file.document.pages)
    judged = [judge(table) for table in _crosstabs(report, file.name, None)]
    counts = Counter(
        "several" if verdict == "read" and found.multiple else verdict
        for found in judged
        for verdict in found.verdicts
    )
    return ColumnCount(
        total=sum(counts.values()),
        checked=counts["read"],
        several=counts["several"],
        suppressed=counts["suppressed"],
        empty=counts["empty"],
        failed=counts["failed"],
    )


def _incomplete(report: Report, file: str) -> Iterator[Problem]:
    """Tables that the list of tables names and the pages do not show, and stray numbers."""
    found = {(table.number, table.title) for table in report.tables if table.blocks}
    numbers = {number for number, _ in found}
    for entry in report.contents:
        if entry.number not in numbers:
            yield Problem(
                "table-missing",
                f"table {entry.number} of the list of tables is not found",
                Place(file=file, item=f"table {entry.number}"),
                got="no rows under that number",
                expected=f"'{entry.title}', listed for page {entry.page}",
                hint="is the file complete?",
            )
    if not report.tables:
        yield Problem(
            "no-tables", "no tables are found", Place(file=file), expected="numbered tables"
        )


def _fieldwork(
    report: Report, file: str, hints: Hints, problems: list[Problem]
) -> Fieldwork | None:
    """The dates in the running heading."""
    for text in report.heading:
        match = DATES.match(text)
        if match:
            try:
                return parse_fieldwork(match["dates"], year=hints.year, month_first=True)
            except ProblemsError:
                continue
    problems.append(
        Problem(
            "no-fieldwork",
            "no dates of fieldwork are found",
            Place(file=file, page=1),
            got=" / ".join(report.heading),
            expected="dates in the heading of the pages",
        )
    )
    return None


def _sample_size(report: Report) -> float | None:
    for text in report.heading:
        match = DATES.match(text)
        if match and match["sample"]:
            return float(match["sample"].split()[0].replace(",", ""))
    return None


def _crosstabs(report: Report, file: str, when: Fieldwork | None) -> Iterator[Crosstab]:
    """A table for every block."""
    sample = _sample_size(report)
    blocks = [block for table in report.tables for block in table.blocks]
    printed = {cell for block in blocks for cell in (_totals(block) or NO_ROW).cells}
    signed = any("%" in cell for block in blocks for row in block.rows for cell in row.cells)
    # Totals that are 100% throughout were not added up from what is printed.
    added_up = bool(printed - {"100%", "*"})
    for table, question in zip(report.tables, _questions(report.tables), strict=True):
        several = _allows_several(table) if printed else None
        for block in table.blocks:
            crosstab = _crosstab(table, block, question, file, when)
            yield replace(
                crosstab,
                base=_base(table, crosstab, sample),
                multiple=several,
                totals=crosstab.totals if added_up else (),
                signed=signed,
            )


def _allows_several(table: ReportTable) -> bool:
    """In a report with totals, a table without them, or with one far beyond 100%."""
    totals = [cell for block in table.blocks for cell in (_totals(block) or NO_ROW).cells]
    shares = [share.share for cell in totals if (share := read_share(cell, percent=True))]
    return not totals or max(shares, default=1.0) > CLEARLY_OVER


def _questions(tables: Sequence[ReportTable]) -> list[str]:
    """The question of each table; those that several tables ask are told apart.

    By the item behind the dash of the title, else by the title, else by the number.
    """
    questions = [table.question or table.title for table in tables]
    items = [re.split(r"\s+[—–|]\s+", table.title)[-1] for table in tables]
    for additions in (items, [t.title for t in tables], [f"table {t.number}" for t in tables]):
        keys = [(text, table.asked) for text, table in zip(questions, tables, strict=True)]
        shared = Counter(keys)
        questions = [
            f"{text} [{addition}]" if shared[key] > 1 and addition not in text else text
            for text, addition, key in zip(questions, additions, keys, strict=True)
        ]
    return questions


def _totals(block: Block) -> GridRow | None:
    return next((row for row in block.rows if TOTALS.fullmatch(row.label)), None)


def _crosstab(
    table: ReportTable, block: Block, question: str, file: str, when: Fieldwork | None
) -> Crosstab:
    totals = _totals(block)
    bases = {base_kind(row.label): row for row in block.rows}
    columns = tuple(Column(head.label, head.head, when) for head in block.headings)
    return Crosstab(
        place=Place(file=file, page=block.page, item=f"table {table.number}"),
        question=question,
        columns=columns,
        answers=tuple(
            AnswerRow(row.label, row.cells, f"page {block.page}, table {table.number}")
            for row in block.rows
            if row is not totals and not base_kind(row.label)
        ),
        unweighted=_bases(bases.get("n"), len(columns)),
        weighted=_bases(bases.get("n_weighted"), len(columns)),
        totals=totals.cells if totals else (),
    )


def _bases(row: GridRow | None, n_columns: int) -> tuple[float | None, ...]:
    if row is None:
        return (None,) * n_columns
    return tuple(read_base(cell.strip("()")) for cell in row.cells)


def _base(table: ReportTable, crosstab: Crosstab, sample: float | None) -> str:
    """Who was asked, as printed; `all`, or `asked` where fewer answered and no one says who."""
    if table.asked:
        return table.asked
    largest = max((base for base in crosstab.unweighted if base is not None), default=0.0)
    return "all" if sample is None or largest >= WHOLE_SAMPLE * sample else "asked"


def _unreliable(file: str, judged: Sequence[tuple[Crosstab, Judged]]) -> Iterator[Problem]:
    verdicts = [verdict for _, found in judged for verdict in found.verdicts]
    failing = verdicts.count("failed")
    if failing > FAILING_AT_MOST * len(verdicts):
        pages = sorted({t.place.page or 0 for t, found in judged if "failed" in found.verdicts})
        yield Problem(
            "too-many-columns-fail",
            "the tables cannot be relied on",
            Place(file=file),
            got=f"{failing} of {len(verdicts)} columns fail, on pages "
            + ", ".join(map(str, pages)),
            expected=f"at most {FAILING_AT_MOST:.1%} of the columns",
        )


def _unprinted(file: str, judged: Sequence[tuple[Crosstab, Judged]]) -> Iterator[Problem]:
    """One warning for all columns that are printed as stars, one for those without cells."""
    for verdict, code, title in (
        (
            "suppressed",
            "columns-suppressed",
            "columns are printed as `*` because too few were asked",
        ),
        ("empty", "columns-empty", "columns have headings and no cells"),
    ):
        count = sum(found.verdicts.count(verdict) for _, found in judged)
        if count:
            pages = sorted({t.place.page or 0 for t, f in judged if verdict in f.verdicts})
            yield Problem(
                code,
                f"{count} {title}",
                Place(file=file),
                got="pages " + ", ".join(map(str, pages)),
                severity="warning",
            )


def _totals_once(
    rows: Sequence[dict[str, Any]], file: str, problems: list[Problem]
) -> Iterator[dict[str, Any]]:
    """The total column stands under every banner: kept once, and it must not change."""
    seen: dict[tuple[str, ...], dict[str, Any]] = {}
    for row in rows:
        names = ("question_text", "base", "answer_text", "banner_text", "group_text")
        key = tuple(str(row[name]) for name in names)
        before = seen.setdefault(key, row)
        if before is row:
            yield row
        elif (before["share"], before["n"]) != (row["share"], row["n"]):
            problems.append(
                Problem(
                    "duplicate-differs",
                    "the same column is printed with different values",
                    Place(file=file, item=row["locator"]),
                    got=f"{row['share']:g} of {row['n']:g} for '{row['answer_text']}'",
                    expected=f"{before['share']:g} of {before['n']:g} as on {before['locator']}",
                )
            )

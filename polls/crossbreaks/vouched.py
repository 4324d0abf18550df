"""What can be vouched for in a cross-break table: readings, and what is named instead of read.

A column is returned as readings if it has a base, a share for every answer, and a sum that
fits; if not, it is named with its place and left out. Where counts are printed beside the
shares, they are the proof instead of the sum: a cell that leaves its count is noted and listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from polls.codebooks.model import slug
from polls.crossbreaks.by_counts import blank_cells, left_counts, shares_astray
from polls.crossbreaks.by_sums import allows_several, shares_among, sum_of, sum_slack_of
from polls.crossbreaks.crosstab import NET, NOT_PUBLISHED, AnswerRow, Cell, Crosstab
from polls.errors import Problem
from polls.printed.shares import DASHES, PrintedShare, read_share
from polls.printed.whole_sample import names_whole

__all__ = ["Judged", "judge"]

Verdict = Literal["read", "suppressed", "empty", "failed"]
MULTIPLE_NOTE = "several answers allowed"
NET_NOTE = "net of other answers"
UNWEIGHTED_NOTE = "only the weighted base is printed"
NO_BASE_NOTE = "no base is printed"


@dataclass(frozen=True)
class Judged:
    """What a table yields: rows of readings, problems, and the verdict on each column."""

    rows: list[dict[str, Any]]
    problems: list[Problem]
    verdicts: tuple[Verdict, ...]
    multiple: bool = False


def judge(table: Crosstab, *, strict: bool = True) -> Judged:
    """The readings of every column that holds together, and a problem for what does not.

    Args:
        table: the table as printed.
        strict: whether a column that fails is an error, or a warning that it is left out.
    """
    answers = shares_among(table)
    shares = [[read_share(cell, percent=table.percent) for cell in row.cells] for row in answers]
    astray, proven = shares_astray(table, answers, shares)
    multiple = allows_several(table, answers, shares)
    problems = [*_mixed(table, answers), *_other_rows(table, answers), *left_counts(table, astray)]
    problems += _hidden_cells(table, answers)
    problems += blank_cells(table, answers) if proven else ()
    failures: dict[str, list[str]] = {}
    verdicts: list[Verdict] = []
    for i, column in enumerate(table.columns):
        found = [row[i] for row in shares]
        verdict, code, detail = _verdict(table, i, answers, found, multiple, proven)
        verdicts.append(verdict)
        if code:
            failures.setdefault(code, []).append(f"{column.name}{detail}")
    problems += _failed(table, failures, "error" if strict else "warning")
    rows = [
        _reading(table, row, share, i, multiple, astray.get((row.label, i), ""))
        for row, found in zip(answers, shares, strict=True)
        for i, share in enumerate(found)
        if share is not None
        and verdicts[i] == "read"
        and not (table.columns[i].previous and row.cells[i] in DASHES)
    ]
    return Judged(rows, problems, tuple(verdicts), multiple)


def _verdict(
    table: Crosstab,
    i: int,
    answers: Sequence[AnswerRow],
    shares: Sequence[PrintedShare | None],
    multiple: bool,
    proven: bool,
) -> tuple[Verdict, str, str]:
    """Whether column `i` can be returned; if not, the code of the reason, and a detail."""
    printed = [row.cells[i] for row in answers]
    previous = table.columns[i].previous
    if printed and all(cell == "*" for cell in printed):
        return "suppressed", "", ""
    if all(cell == "" or cell in DASHES or _is_hidden(cell) for cell in printed):
        return "empty", "", ""
    if table.counted[i] is None and not previous and not table.without_base:
        return "failed", "base-missing", ""
    hidden = sum(_is_hidden(cell) for cell in printed)
    unreadable = [
        c for c, s in zip(printed, shares, strict=True) if s is None and c and not _is_hidden(c)
    ]
    if unreadable:
        return "failed", "cell-unreadable", f" ({unreadable[0]!r})"
    missing = sum(cell == "" for cell in printed)
    if missing and not previous and not proven:
        return "failed", "cell-missing", f" ({missing} of {len(printed)})"
    if any(share is not None and share.share > 1 for share in shares):
        return "failed", "share-out-of-range", ""
    if (table.totals or not multiple) and not missing and not hidden and not proven:
        parts = [s for row, s in zip(answers, shares, strict=True) if not NET.search(row.label)]
        total = read_share(table.totals[i], percent=table.percent) if table.totals else None
        expected = total.share if total is not None else 1.0
        if abs(sum_of(parts) - expected) > sum_slack_of(parts, total is not None):
            return "failed", "sum-off", f" ({100 * sum_of(parts):.3g}% for {100 * expected:.3g}%)"
    return "read", "", ""


def _is_hidden(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in NOT_PUBLISHED


def _hidden_cells(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """One warning for cells in which the source withholds the share."""
    count = sum(_is_hidden(cell) for row in answers for cell in row.cells)
    if count:
        yield Problem(
            "cells-not-published",
            f"the source publishes no share in {count} cells, which are not read",
            table.place,
            got=", ".join(sorted({str(c) for r in answers for c in r.cells if _is_hidden(c)})),
            severity="warning",
        )


def _mixed(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """Fractions among percentages: finer than everything else and below 1."""
    bare = [_bare_number(cell) for row in answers for cell in row.cells] if table.percent else []
    decimals = max((_decimals(number) for number in bare if number >= 1), default=0)
    fractions = [number for number in bare if 0 < number < 1 and _decimals(number) > decimals]
    if fractions:
        yield Problem(
            "percents-mixed",
            "percentages and fractions are mixed in one table",
            table.place,
            got=f"{len(fractions)} fractions such as {fractions[0]:g}",
            expected="percentages throughout",
            hint="is a part of the table formatted as a percentage, and a part not?",
        )


def _bare_number(cell: Cell) -> float:
    """A cell's number where it has no sign of percent; 0 where it is not a number."""
    try:
        return float(str(cell).replace(",", "."))
    except ValueError:
        return 0.0


def _decimals(number: float) -> int:
    return len(f"{number:.6f}".rstrip("0").partition(".")[2])


def _other_rows(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """Rows of means and the like are no shares: named, not read."""
    for row in table.answers:
        if row not in answers:
            yield Problem(
                "row-not-a-share",
                f"row '{row.label}' is not a share and is not read",
                table.place,
                severity="warning",
            )


HINTS = {
    "base-missing": "if the source prints none, say so: n='none', or the size of the sample: n=2000"
}
FAILURES = {
    "base-missing": ("no base is printed", "a base for every column"),
    "cell-missing": ("answers without a cell", "a cell for every answer"),
    "cell-unreadable": ("cells that are no share", "a percentage, `*`, `-` or `<0.5`"),
    "share-out-of-range": ("a share above 100%", "percentages up to 100"),
    "sum-off": ("the answers do not add up", "the printed total, or 100% within rounding"),
}


def _failed(
    table: Crosstab, reasons: dict[str, list[str]], severity: Literal["error", "warning"]
) -> Iterable[Problem]:
    for code, names in reasons.items():
        title, expected = FAILURES[code]
        yield Problem(
            code,
            f"{title}: {len(names)} of {len(table.columns)} columns are not read",
            table.place,
            got=", ".join(names),
            expected=expected,
            hint=HINTS.get(code, ""),
            severity=severity,
        )


def _reading(
    table: Crosstab, row: AnswerRow, share: PrintedShare, i: int, multiple: bool, astray: str
) -> dict[str, Any]:
    column = table.columns[i]
    when = column.fieldwork
    weighted = table.weighted[i] if table.weighted else None
    lacking = "" if column.previous or table.unweighted[i] is not None else UNWEIGHTED_NOTE
    notes = [
        column.note,
        lacking if weighted is not None or not lacking else NO_BASE_NOTE,
        astray,
        MULTIPLE_NOTE if multiple else "",
        NET_NOTE if NET.search(row.label) else "",
    ]
    whole = not column.head and (not column.label or names_whole(column.label))
    return {
        "country": column.country,
        "country_text": column.country_text,
        "group_text": "" if whole else column.label,
        "banner_text": column.head,
        "group_by": column.group_by,
        "group": column.group,
        "start": when.start.isoformat() if when else None,
        "end": when.end.isoformat() if when else None,
        "date_precision": when.precision if when else "day",
        "share": share.share,
        "precision": share.precision,
        "censored": share.censored,
        "n": table.unweighted[i],
        "n_weighted": weighted,
        "base": table.base,
        "question_text": column.question or table.question,
        "answer": "" if slug(row.label_in(i)) else row.label_in(i),
        "answer_text": row.label_in(i),
        "lang": column.lang,
        "locator": row.place_of(i),
        "note": "; ".join(note for note in notes if note),
    }

"""What counts beside the shares prove: each share is its count over the base.

    Too high    1,040   485        52.0% of 2,000 is 1,040, within the rounding of both
                52.0%  54.0%       54.0% of 1,000 is not 485: noted, and listed

Counts prove a table more surely than its sums: blank cells and several answers leave no doubt.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from polls.crossbreaks.crosstab import AnswerRow, Crosstab
from polls.errors import Problem
from polls.printed.shares import PrintedShare

__all__ = ["blank_cells", "left_counts", "share_and_count_agree", "shares_astray"]

CELLS_LISTED = 5
PROVEN = 0.9
"""Counts prove a table if this part of them fits the shares."""


def share_and_count_agree(share: float, count: float, base: float, step: float = 0.01) -> bool:
    """Whether a printed share is its printed count over the base, within the rounding of all.

    Args:
        share: from 0 to 1.
        count, base: as printed, each rounded to a whole number.
        step: the share's printed rounding step.

    >>> share_and_count_agree(0.52, 1040, 2000), share_and_count_agree(0.54, 1040, 2000)
    (True, False)
    """
    if base <= 0:
        return count == 0 and share == 0
    return abs(share - count / base) <= step + (0.5 + 0.5 * share) / base + 1e-9


def shares_astray(
    table: Crosstab,
    answers: Sequence[AnswerRow],
    shares: Sequence[Sequence[PrintedShare | None]],
) -> tuple[dict[tuple[str, int], str], bool]:
    """Cells that leave their count, with what is printed there; and whether counts prove most."""
    astray: dict[tuple[str, int], str] = {}
    asked = 0
    for row, found in zip(answers, shares, strict=True):
        for i, (share, count, base) in enumerate(
            zip(found, row.counts, table.counted, strict=False)
        ):
            if share is None or count is None or base is None or share.censored:
                continue
            asked += 1
            if not share_and_count_agree(share.share, count, base, share.precision):
                astray[row.label, i] = f"{share.share:g} is printed for {count:g} of {base:g}"
    return astray, asked > 0 and asked - len(astray) >= PROVEN * asked


def left_counts(table: Crosstab, astray: dict[tuple[str, int], str]) -> Iterator[Problem]:
    """One warning for the cells of a table that leave their counts: they are read and noted."""
    if astray:
        first = list(astray.items())[:CELLS_LISTED]
        listed = [f"{label} in {table.columns[i].name}: {what}" for (label, i), what in first]
        more = f" and {len(astray) - len(first)} more" if len(astray) > len(first) else ""
        yield Problem(
            "share-leaves-count",
            f"share and count disagree in {len(astray)} cells, which are read and noted",
            table.place,
            got="; ".join(listed) + more,
            expected="a share that is its count over the base, within rounding",
            hint="was the answer offered to a part of those asked?",
            severity="warning",
        )


def blank_cells(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """A warning for single blank cells of a table whose other cells are proven by counts."""
    blank = [
        f"{row.label} in {column.name}"
        for i, column in enumerate(table.columns)
        for row in answers
        if row.cells[i] == "" and any(other.cells[i] != "" for other in answers)
    ]
    if blank:
        yield Problem(
            "cell-missing",
            f"no share is printed in {len(blank)} cells, which are not read",
            table.place,
            got="; ".join(blank[:CELLS_LISTED]),
            severity="warning",
        )

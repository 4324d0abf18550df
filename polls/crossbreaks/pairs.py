"""Counts and percents in turn: the rows of a table that say the same twice, brought together.

    Too high       1,040   485   556         Trop élevé   13,780   500
                   52.0% 50.0% 54.0%         Too high       0.52  0.50      <- two languages
                             A     B         <- letters of significance, no numbers

Which row is which follows from the numbers: a share is its count over the base, within the
rounding of both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from polls.crossbreaks.by_counts import share_and_count_agree
from polls.crossbreaks.crosstab import NOT_A_SHARE, AnswerRow, Cell
from polls.printed.shares import DASHES, read_base, read_share

__all__ = ["Answers", "answers_in"]

LETTERS = re.compile(r"[A-Za-z*]+(?:[ ,/][A-Za-z*]+)*")
LETTERS_BEHIND = re.compile(r"(?<=[\d%])\s*[A-Za-z]{1,6}$")
TOTALS = re.compile(r"(sigma|sums?|totals?|column (total|%)|gesamt|summe|ensemble)", re.IGNORECASE)
OTHER_ROW = re.compile(
    r"^(effective (base|sample|n)|design effect|weighting efficiency|deff|margin of error"
    r"|column letters?|column names?|significance|comparison groups?|base for stats)\b",
    re.IGNORECASE,
)
"""Rows that describe the columns, neither answers nor bases."""
MOSTLY = 0.8
LEAST_PAIRED = 2 / 3

Bases = Sequence[float | None]


@dataclass(frozen=True)
class Answers:
    """The answers of one table: a row each, the sums printed below them, and what is left out."""

    rows: tuple[AnswerRow, ...]
    totals: tuple[Cell, ...] = ()
    left_out: tuple[str, ...] = ()


def answers_in(rows: Sequence[AnswerRow], bases: Sequence[Bases]) -> Answers:
    """One row for each answer, with its counts beside its shares where both are printed.

    Args:
        rows: the rows between two headings, those without a label among them.
        bases: those printed for the table, the weighted one first.

    >>> found = answers_in([AnswerRow("Yes", (520.0, 300.0)), AnswerRow("", ("52%", "60%")),
    ...                     AnswerRow("", ("", "A"))], [(1000.0, 500.0)])
    >>> [(row.label, row.cells, row.counts) for row in found.rows]
    [('Yes', ('52%', '60%'), (520.0, 300.0))]
    """
    kept = [_without_letters(row) for row in rows if not _is_letters(row)]
    described = [row.label for row in kept if OTHER_ROW.match(row.label)]
    kept = [row for row in kept if not OTHER_ROW.match(row.label)]
    paired, alone = _paired(kept, [base for base in bases if any(base)])
    means = sum(NOT_A_SHARE.match(row.label) is not None for row in alone)
    if not paired or len(paired) * 2 < LEAST_PAIRED * (len(kept) - means):
        single = [row for row in kept if row.label or any(cell != "" for cell in row.cells)]
        return _with_totals(single, described)
    left_out = [*described, *(row.label or "a row without a label" for row in alone)]
    return _with_totals(paired, left_out)


def _with_totals(rows: Sequence[AnswerRow], left_out: Sequence[str]) -> Answers:
    """The answers apart from a last row of totals, which adds up those above."""
    if len(rows) > 2 and TOTALS.fullmatch(rows[-1].label.strip()) and _all_whole(rows[-1]):
        return Answers(tuple(rows[:-1]), rows[-1].cells, tuple(left_out))
    return Answers(tuple(rows), (), tuple(left_out))


def _all_whole(row: AnswerRow) -> bool:
    """Whether all cells say 100%, or about as much."""
    shares = [_share(cell) for cell in row.cells if cell != ""]
    return bool(shares) and all(
        share is not None and (0.95 <= share <= 1.05 or 95 <= share <= 105) for share in shares
    )


def _paired(
    rows: Sequence[AnswerRow], bases: Sequence[Bases]
) -> tuple[list[AnswerRow], list[AnswerRow]]:
    """Neighbouring rows of which one holds the counts of the other, and rows without such.

    Which of the two comes first is the same throughout a table, and so is whether both have a
    label: of an answer put to a part of those asked the numbers alone would not tell.
    """
    firm = [
        (first, second, order)
        for first, second in pairwise(rows)
        for order in (_counts_first, _shares_first)
        if _shares_of(*order(first, second), bases)
    ]
    if not firm:
        return [], list(rows)
    order, _ = Counter(order for _, _, order in firm).most_common(1)[0]
    both_labelled = sum(bool(a.label and b.label) for a, b, _ in firm) * 2 > len(firm)
    pairs: list[AnswerRow] = []
    alone: list[AnswerRow] = []
    i = 0
    while i < len(rows):
        shares, counts = order(rows[i], rows[i + 1]) if i + 1 < len(rows) else (None, None)
        alike = (
            shares is not None
            and counts is not None
            and both_labelled == bool(shares.label and counts.label)
            and _look_like_pair(list(zip(shares.cells, counts.cells, strict=True)))
        )
        if shares and counts and (alike or _shares_of(shares, counts, bases)):
            pairs.append(_merged(rows[i], rows[i + 1], shares, counts))
            i += 2
        else:
            alone.append(rows[i])
            i += 1
    return pairs, alone


def _counts_first(first: AnswerRow, second: AnswerRow) -> tuple[AnswerRow, AnswerRow]:
    return second, first


def _shares_first(first: AnswerRow, second: AnswerRow) -> tuple[AnswerRow, AnswerRow]:
    return first, second


def _merged(first: AnswerRow, second: AnswerRow, shares: AnswerRow, counts: AnswerRow) -> AnswerRow:
    """The row of shares with the counts of the other one, and the labels of both."""
    return replace(
        shares,
        label=second.label or first.label,
        labels=tuple(dict.fromkeys((*first.labels, *second.labels))),
        local=second.local or first.local,
        counts=tuple(read_base(cell) for cell in counts.cells),
    )


def _shares_of(shares: AnswerRow, counts: AnswerRow, bases: Sequence[Bases]) -> bool:
    """Whether most shares are their counts over one of the bases.

    Without a base, counts are whole numbers, some over 1, and shares print a sign of percent
    or are fractions, in a row without a label.
    """
    cells = list(zip(shares.cells, counts.cells, strict=True))
    if not (shares.label and counts.label) and _look_like_pair(cells):
        return True
    for base in bases:
        agree = asked = 0
        for (cell, count_cell), n in zip(cells, base, strict=True):
            share, count = _share(cell), read_base(count_cell)
            if n is None or share is None or count is None or not n:
                continue
            share = share / 100 if share > 1 else share
            asked += 1
            agree += share_and_count_agree(share, count, n)
        if asked and agree >= MOSTLY * asked:
            return not all(share == count for share, count in cells)
    return False


def _look_like_pair(cells: Sequence[tuple[Cell, Cell]]) -> bool:
    pairs = [(share, count) for share, count in cells if share != "" and count != ""]
    numbers = [read_base(count) for _, count in pairs]
    fractions = [
        (isinstance(share, float) and share <= 1)
        or (isinstance(share, str) and (share.endswith("%") or share.strip() in DASHES))
        for share, _ in pairs
    ]
    whole = [number is not None and number.is_integer() for number in numbers]
    return bool(pairs) and all(fractions) and all(whole) and any((n or 0) > 1 for n in numbers)


def _share(cell: Cell) -> float | None:
    found = read_share(cell, percent=False)
    return None if found is None or found.censored else found.share


def _is_letters(row: AnswerRow) -> bool:
    """Letters of significance: a row without a label whose cells are short runs of letters."""
    texts = [cell for cell in row.cells if cell != ""]
    letters = [cell for cell in texts if isinstance(cell, str) and LETTERS.fullmatch(cell)]
    return not row.label and len(letters) == len(texts) and any(c != "*" for c in letters)


def _without_letters(row: AnswerRow) -> AnswerRow:
    """The row without letters printed behind its percents: `52%BC`, `52 b`."""
    if not any(isinstance(cell, str) and LETTERS_BEHIND.search(cell) for cell in row.cells):
        return row
    cells = (LETTERS_BEHIND.sub("", c) if isinstance(c, str) else c for c in row.cells)
    return replace(row, cells=tuple(cells))

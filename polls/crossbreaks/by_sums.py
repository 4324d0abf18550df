"""What the sums of answers prove: those of a single choice add up to 100%, rounding apart.

Yes    29%   33%          101% of two answers is rounding; 130% in every column says that
No     71%   68%          several answers could be given, 97% that an answer is missing
Mean    2.4   2.5   <- no share, unless the answers add up only with it
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from polls.crossbreaks.crosstab import NET, NOT_A_SHARE, AnswerRow, Crosstab
from polls.printed.balances import balances
from polls.printed.shares import PrintedShare, read_share
from polls.rules.rounding import sum_slack

__all__ = ["adds_up", "allows_several", "shares_among", "sum_of", "sum_slack_of"]

SEVERAL = re.compile(
    r"(check|tick|select|choose|pick|mark)\s+(all|any|as many|up to|no more than|two|three|four)"
    r"|all that apply|up to (two|three|four|five|2|3|4|5)|plusieurs r[eé]ponses"
    r"|mehrfach(nennung|antwort|auswahl)|varias respuestas|multiple (answers|responses|choice)",
    re.IGNORECASE,
)
UNROUNDED = 1e-6


def allows_several(
    table: Crosstab,
    answers: Sequence[AnswerRow],
    shares: Sequence[Sequence[PrintedShare | None]],
) -> bool:
    """Whether several answers could be given: recognised by the text, else by the sums.

    Printed totals are those of a single choice. Without them, answers that add up to clearly
    more than 100% in every column cannot exclude one another.
    """
    if table.multiple is not None:
        return table.multiple
    if table.totals:
        return False
    if SEVERAL.search(table.question):
        return True
    plain = [found for row, found in zip(answers, shares, strict=True) if not NET.search(row.label)]
    over = []
    for i in range(len(table.columns)):
        parts = [found[i] for found in plain]
        if sum_of(parts) > 0:
            over.append(sum_of(parts) > 1 + sum_slack_of(parts, False))
    return bool(over) and all(over)


def shares_among(table: Crosstab) -> list[AnswerRow]:
    """The rows of shares: not the means, unless the answers add up only with them.

    "Average" is a mean below a scale, and an answer between "Good" and "Poor".
    """
    plain = [row for row in table.answers if _is_share(row, table.signed)]
    named = [row for row in plain if not NOT_A_SHARE.match(row.label)]
    aside = balances([row.label for row in named], [row.cells for row in named])
    if aside:
        return [row for place, row in enumerate(named) if place not in aside]
    if len(named) == len(plain) or any(row.counts for row in named):
        return named
    fits = [_columns_that_add_up(table, rows) for rows in (named, plain)]
    return plain if fits[1] > max(fits[0], len(table.columns) / 2) else named


def _columns_that_add_up(table: Crosstab, rows: Sequence[AnswerRow]) -> int:
    """In how many columns the rows, nets left out, add up to 100%."""
    parts = [row for row in rows if not NET.search(row.label)]
    shares = [[read_share(cell, percent=table.percent) for cell in row.cells] for row in parts]
    columns = [[row[i] for row in shares] for i in range(len(table.columns))]
    return sum(map(adds_up, columns))


def _is_share(row: AnswerRow, signed: bool) -> bool:
    texts = [cell for cell in row.cells if isinstance(cell, str) and cell]
    return not (signed and texts and not any("%" in text or text in "*-–—" for text in texts))


def sum_of(shares: Iterable[PrintedShare | None]) -> float:
    """What printed shares add up to; those below a limit count as nothing."""
    return sum(share.share for share in shares if share is not None and not share.censored)


def sum_slack_of(parts: Sequence[PrintedShare | None], printed_total: bool) -> float:
    """How far rounded answers may stand off 100%, or off the total printed under them.

    A printed total adds up what is printed, or what it was rounded from: one step either way.
    """
    step = max((share.precision for share in parts if share is not None), default=0.01)
    hidden = sum(share.share for share in parts if share is not None and share.censored)
    return sum_slack(2 if printed_total else len(parts), step) + hidden + UNROUNDED


def adds_up(parts: Sequence[PrintedShare | None]) -> bool:
    """Whether printed shares are all that could be answered: 100%, rounding apart.

    >>> adds_up([read_share(cell, percent=True) for cell in (33, 33, 33)])
    True
    >>> adds_up([read_share(cell, percent=True) for cell in (33, 33, 32)])
    False
    """
    return bool(abs(sum_of(parts) - 1) <= sum_slack_of(parts, False))

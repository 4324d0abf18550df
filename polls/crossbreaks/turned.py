"""Tables with groups down and answers across, turned so that answers go down.

              Favourable  Opposed  No opinion   Total favourable   Base
    Total         40         50        10             40           1000
    SEX                                                                     <- a heading of groups
    Men           45         48         7             45            480
    Women         35         52        13             35            520

Which way a table goes follows from its sums: the answers of one group add up to 100%.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from polls.crossbreaks.by_sums import adds_up
from polls.crossbreaks.crosstab import NET, NOT_A_SHARE
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.printed.bases import base_kind
from polls.printed.shares import PrintedShare, are_percents, read_share
from polls.printed.whole_sample import names_whole

__all__ = ["turned_part"]

MOSTLY = 0.8
LEAST_GROUPS = 3
NET_LABEL = "NET: {}"


def turned_part(part: Part) -> Part:
    """The part with each table turned whose groups go down.

    Args:
        part: a sheet or page.
    """
    starts = [i for i, row in enumerate(part.rows) if isinstance(row, HeadingRow)]
    if not starts:
        return part
    rows: list[Row] = list(part.rows[: starts[0]])
    for start, end in zip(starts, [*starts[1:], len(part.rows)], strict=True):
        block = part.rows[start:end]
        rows += _turned(block) or block
    return replace(part, rows=tuple(rows))


def _turned(block: Sequence[Row]) -> list[Row]:
    """A heading and the rows below it, turned; nothing where its answers go down."""
    heading = block[0]
    if not isinstance(heading, HeadingRow):
        return []
    groups, heads = _groups(block[1:])
    labels = [" ".join(filter(None, (h.head, h.label))) for h in heading.headings]
    kinds = [base_kind(label) for label in labels]
    answers = [i for i, kind in enumerate(kinds) if not kind and not NOT_A_SHARE.match(labels[i])]
    if len(groups) < LEAST_GROUPS or len(answers) < 2 or any(base_kind(g.label) for g in groups):
        return []
    chosen = [[row.cells[i] for i in answers] for row in groups]
    percent = are_percents(cell for row in chosen for cell in row)
    shares = [[read_share(cell, percent=percent) for cell in row] for row in chosen]
    single = _single_choice(shares, [labels[i] for i in answers])
    if not single or _mostly_add_up([*zip(*shares, strict=True)]):
        return []
    columns = [Heading(head, row.label) for head, row in zip(heads, groups, strict=True)]
    found: list[Row] = [HeadingRow(tuple(columns), heading.locator)]
    for i in sorted(range(len(labels)), key=lambda i: not kinds[i]):
        if not kinds[i] and i not in answers:
            continue
        net = not kinds[i] and answers.index(i) >= single and not NET.search(labels[i])
        label = NET_LABEL.format(labels[i]) if net else labels[i]
        cells = tuple(row.cells[i] for row in groups)
        names = tuple(row.names[i] for row in groups) if groups[0].names else ()
        found.append(CellRow(label, cells, groups[0].locator, (), names, (label,)))
    return found


def _groups(rows: Sequence[Row]) -> tuple[list[CellRow], list[str]]:
    """The rows of groups, and the heading of each: the whole sample has none.

    A heading is a line of text over its groups, or stands left of them, printed once or on
    every line.
    """
    groups: list[CellRow] = []
    heads: list[str] = []
    head = ""
    beside = _have_headings_beside(rows)
    for row in rows:
        if isinstance(row, TextRow):
            head = row.text
        elif isinstance(row, CellRow) and row.label:
            if beside and len(row.labels) == 2:
                head, label = row.labels
                row = replace(row, label=label)
            head = "" if beside and names_whole(row.label) else head
            groups.append(row)
            heads.append(head)
    return groups, heads


def _have_headings_beside(rows: Sequence[Row]) -> bool:
    """Whether the first of two labels holds for several rows: it is a heading of groups."""
    labels = [row.labels for row in rows if isinstance(row, CellRow) and row.label]
    firsts = [label[0] for label in labels if len(label) == 2 and not names_whole(label[-1])]
    once = len(firsts) == len(set(firsts))
    return bool(firsts) and (not once or any(len(label) == 1 for label in labels[1:]))


def _single_choice(shares: Sequence[Sequence[PrintedShare | None]], labels: Sequence[str]) -> int:
    """How many of the columns, from the left, are the answers that add up to one; 0 for none.

    Those that follow are nets of them.
    """
    plain = [i for i, label in enumerate(labels) if not NET.search(label)]
    for count in range(len(plain), 1, -1):
        if _mostly_add_up([[row[i] for i in plain[:count]] for row in shares]):
            return plain[count - 1] + 1
    return 0


def _mostly_add_up(groups: Sequence[Sequence[PrintedShare | None]]) -> bool:
    return sum(map(adds_up, groups)) >= MOSTLY * len(groups)

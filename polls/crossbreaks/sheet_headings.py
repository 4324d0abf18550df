"""The headings of a sheet: what they say of its columns, and which stand beside the shares.

           Gender                  <- a head holds up to the next one
    Total  Male  Female  Lower     <- labels; a limit of confidence is no share
     (A)   (B)   (C)               <- letters for tests of significance, no label

Columns beside the shares (limits of confidence, letters of significance) are left out by their
headings, and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from polls.codebooks.model import codebook
from polls.crossbreaks.columns import is_number
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.rows import CellRow, HeadingRow, Row, TextRow

__all__ = ["LETTERS", "headings_in", "names_columns", "shares_only"]

BESIDE_SHARES = re.compile(
    r"\b(lcl|ucl|(lower|upper)( (confidence )?(limit|bound|ci))?|confidence (limits?|interval)"
    r"|margin of error|standard error|significance)\W*$",
    re.IGNORECASE,
)
"""Headings of columns beside shares that are not shares themselves."""
BESIDE_PERCENTS = re.compile(
    r"\b(moe|std\.?|s\.?e\.?|cv|sig\.?|rank|change|n|count|freq(uency)?|effectifs?|anzahl)\W*$",
    re.IGNORECASE,
)
"""Headings that say so only beside others that say "%": `SE` is Sweden as well."""
PERCENT_HEADING = re.compile(r"^\W*(%|per ?cent(age)?|pourcentage|prozent|estimate)\W*$", re.I)
NOTE_IN_HEADING = re.compile(r"(?:(?<!\s)\s+)?\[note \d+\]\s*", re.IGNORECASE)
LETTERS = re.compile(r"[A-Za-z*]+(?:[ ,/][A-Za-z*]+)*")


def headings_in(lines: Sequence[Sequence[str]]) -> Iterator[Heading]:
    """The last lines are labels; the first is one of heads where there are several.

    A head stands over the first of its columns (a merged cell) and holds up to the next one.
    One text over a line of heads ("Demographics") is a title of them.
    """
    if len(lines) > 2 and len(set(filter(None, lines[0]))) == 1 and _are_heads(lines[1]):
        lines = lines[1:]
    heads = lines[0] if len(lines) > 1 else [""] * len(lines[0])
    labels = lines[1:] if len(lines) > 1 else lines
    head = ""
    for i, text in enumerate(heads):
        head = text or head
        yield Heading(_clean(head), _clean(" ".join(line[i] for line in labels if line[i])))


def _are_heads(line: Sequence[str]) -> bool:
    texts = [text for text in line if text]
    known = sum(codebook().match("group_by", text) is not None for text in texts)
    return len(texts) < len(line) and known > len(texts) / 2


def _clean(text: str) -> str:
    return " ".join(NOTE_IN_HEADING.sub(" ", text).split())


def names_columns(line: Sequence[str]) -> bool:
    """Letters that name the columns for tests of significance: (A) (B) (C)."""
    letters = [text.strip("()").casefold() for text in line if text]
    single = all(len(letter) == 1 and letter.isalpha() for letter in letters)
    return single and len(letters) > 1 and letters == sorted(set(letters))


def shares_only(rows: tuple[Row, ...], width: int) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows without the columns that stand beside shares, and what those are called."""
    heads = [row.headings for row in rows if isinstance(row, HeadingRow)]
    if not heads:
        return rows, ()
    percents = any(_says_percent(heading) for line in heads for heading in line)
    named: dict[int, str] = {}
    for i in range(width):
        labels = [f"{heading[i].head} {heading[i].label}".strip() for heading in heads]
        beside = [BESIDE_SHARES, BESIDE_PERCENTS] if percents else [BESIDE_SHARES]
        if any(labels) and all(any(b.search(t) for b in beside) for t in labels if t):
            named[i] = next(label for label in labels if label)
        elif _only_letters(rows, i):
            named[i] = f"letters beside {labels[0] or 'the shares'}"
    if len(named) == width:
        return rows, ()
    kept = [i for i in range(width) if i not in named]
    shorter = [_of_columns(row, kept) for row in rows]
    return tuple(shorter), tuple(dict.fromkeys(named.values()))


def _says_percent(heading: Heading) -> bool:
    return bool(PERCENT_HEADING.match(heading.label) or heading.label.endswith("%"))


def _only_letters(rows: Sequence[Row], i: int) -> bool:
    cells = [row.cells[i] for row in rows if isinstance(row, CellRow) and row.cells[i] != ""]
    texts = [cell for cell in cells if isinstance(cell, str)]
    letters = [t for t in texts if LETTERS.fullmatch(t) and not is_number(t)]
    return len(letters) > 1 and len(letters) == len(cells)


def _of_columns(row: Row, kept: Sequence[int]) -> Row:
    """The row with some of its columns; a heading "All persons %" is one of all persons."""
    if isinstance(row, HeadingRow):
        return HeadingRow(tuple(_share_heading(row.headings[i]) for i in kept), row.locator)
    if isinstance(row, TextRow) or len(kept) == len(row.cells):
        return row
    return CellRow(
        row.label,
        tuple(row.cells[i] for i in kept),
        row.locator,
        tuple(row.beside[i] for i in kept) if row.beside else (),
        tuple(row.names[i] for i in kept) if row.names else (),
        row.labels,
    )


def _share_heading(heading: Heading) -> Heading:
    """A heading without the word for percent, which says only what the cells are."""
    if PERCENT_HEADING.match(heading.label) and heading.head:
        return Heading("", heading.head)
    label = re.sub(r"(?<=\w)\s*[,(]?\s*%\s*\)?$", "", heading.label)
    return Heading(heading.head, label) if label != heading.label else heading

"""The words of a PDF page with their boxes, in lines, and the rules drawn between them.

    y  36.0  1. Direction of Country
    y  58.2         Gender              Race           <- words of one line, left to right
    y  64.0         ________________    ____________   <- rules
    y  76.9  Total  Male     Female     Black Hispanic

Coordinates are points; `y` grows downwards, wherever it begins. Pages that are printed
sideways are turned upright first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import starmap
from operator import attrgetter, itemgetter
from pathlib import Path

from polls.errors import Problem
from polls.files.apart import apart
from polls.files.pdf_glyphs import PageContent, pdf_pages

__all__ = ["Document", "Line", "Page", "Rule", "Word", "open_pdf", "phrases"]

PHRASE_GAP = 0.62
"""A gap of this part of the font's height parts two cells of a table."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap; `left`, `right`, `top`, `bottom` in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    bold: bool = False

    @property
    def centre(self) -> float:
        """Horizontal centre, in points."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """Vertical middle, in points downwards."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Height of the font's box, in points."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin horizontal line, in points."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one height on the page, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where the first word begins, in points."""
        return self.words[0].left

    @property
    def middle(self) -> float:
        """Vertical middle of the line's first word, in points downwards."""
        return self.words[0].middle

    @property
    def height(self) -> float:
        """Height of the tallest word, in points."""
        return max(word.height for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether the line begins in bold type."""
        return self.words[0].bold


@dataclass(frozen=True)
class Page:
    """One page: its number (from 1), words in printed order, and horizontal rules."""

    number: int
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The words in lines, from the top of the page to its foot."""
        return tuple(_lines(self.words))


@dataclass(frozen=True, eq=False)
class Document:
    """A PDF that was read whole: its file, its pages, and warnings about single pages."""

    path: Path
    pages: tuple[Page, ...]
    warnings: tuple[Problem, ...] = ()


def open_pdf(path: Path) -> Document:
    """All pages of a PDF that can be read whole.

    Args:
        path: the file.

    Returns:
        The pages, and a warning for each that is a picture without text.

    Raises:
        ProblemsError: where the file is truncated, locked, broken, or a scan without text.
    """
    pages: list[Page] = []
    warnings: tuple[Problem, ...] = ()
    for found in apart(pdf_pages, path):
        if isinstance(found, PageContent):
            words, rules = starmap(Word, found.words), starmap(Rule, found.rules)
            pages.append(Page(found.number, tuple(words), tuple(rules)))
        else:
            warnings = found
    return Document(path, tuple(pages), warnings)


def phrases(words: tuple[Word, ...] | list[Word], gap: float = PHRASE_GAP) -> list[Word]:
    """Words of a line joined where only a space parts them: the cells of a heading.

    Args:
        words: words of one line, left to right.
        gap: the least gap between two cells, as a part of the font's height.

    >>> words = [Word("No", 0, 10, 0, 9), Word("degree", 12, 40, 0, 9), Word("Total", 60, 80, 0, 9)]
    >>> [phrase.text for phrase in phrases(words)]
    ['No degree', 'Total']
    """
    joined: list[Word] = []
    for word in words:
        if joined and word.left - joined[-1].right < gap * max(word.height, joined[-1].height):
            joined[-1] = _joined(joined[-1], word)
        else:
            joined.append(word)
    return joined


def _joined(first: Word, second: Word) -> Word:
    return Word(
        f"{first.text} {second.text}",
        min(first.left, second.left),
        max(first.right, second.right),
        min(first.top, second.top),
        max(first.bottom, second.bottom),
        first.bold,
    )


def _lines(words: tuple[Word, ...]) -> Iterator[Line]:
    """Words whose middles differ by less than a third of their height share a line."""
    line: list[Word] = []
    first = 0.0
    for middle, word in sorted(((w.middle, w) for w in words), key=itemgetter(0)):
        if line and middle - first > 0.33 * min(word.height, line[0].height):
            yield Line(tuple(sorted(line, key=attrgetter("left"))))
            line = []
        if not line:
            first = middle
        line.append(word)
    if line:
        yield Line(tuple(sorted(line, key=attrgetter("left"))))

"""Words in lines that a width holds, by the measure of the letters.

wrapped   all of them       a word that is wider than a line is parted
fitted    so many lines     of a longer name "…" stands for the rest
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import lru_cache

import matplotlib
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from analysis.figures.style import STANDS_IN, TYPEFACE, in_typeface, signs
from analysis.wording import printable

__all__ = ["first_lines", "fitted", "width_of", "wrapped"]

KERNED = 1.1
"""How much wider letters one by one may be than their line, where they stand closer."""


def wrapped(words: str, width: float, size: float, weight: str = "normal") -> str:
    """Words in lines that a width holds, by the measure of the letters.

    Args:
        words: what to set; a last line of one word takes another from the line before, and a
            word that is wider than a line is parted.
        width: in inches.
        size: of the type, in points.
        weight: "normal" or "bold".
    """
    return _wrapped(words, width, size, weight, tuple(matplotlib.rcParams["font.family"]))


@lru_cache(maxsize=2_000)
def _wrapped(words: str, width: float, size: float, weight: str, _family: tuple[str, ...]) -> str:
    lines: list[list[str]] = []
    # Letters are set a little wider or narrower in another format.
    width = 0.97 * width
    for word in words.split():
        for part in _parted(word, width, size, weight):
            longer = [*lines[-1], part] if lines else [part]
            if lines and (part != word or _wider(longer, width, size, weight)):
                lines.append([part])
            else:
                lines[-1:] = [longer]
    if len(lines) > 1 and len(lines[-1]) == 1 and len(lines[-2]) > 2:
        lines[-1].insert(0, lines[-2].pop())
    return "\n".join(" ".join(line) for line in lines)


def fitted(words: str, width: float, size: float, weight: str = "normal", *, lines: int = 2) -> str:
    """A name in so few lines that a width holds; of a longer one "…" stands for the rest.

    Args:
        words: the name; its own lines stay apart, and each is fitted.
        width: in inches.
        size: of the type, in points.
        weight: "normal" or "bold".
        lines: the most lines for each of its own.

    >>> fitted("a name\\n2024", 9, 10)
    'a name\\n2024'
    >>> fitted("to be or not to be " * 9, 0.5, 10)
    'to be\\nor…'
    """
    return "\n".join(
        first_lines(wrapped(line, width, size, weight), lines)
        if width_of(line, size, weight) > width
        else line
        for line in printable(words).split("\n")
    )


def width_of(words: str, size: float, weight: str = "normal") -> float:
    """How wide the widest line of some words is in the typeface in force, in inches."""
    family = tuple(matplotlib.rcParams["font.family"])
    return max(_line_width(line, family, weight) for line in words.split("\n")) * size


@lru_cache(maxsize=20_000)
def _line_width(line: str, family: tuple[str, ...], weight: str) -> float:
    """Inches for each point of the type's size; the same at any resolution."""
    if not line:
        return 0.0
    families = list(family)
    if families[0] == TYPEFACE and not line.isascii():
        line = in_typeface(line)
        if set(line) - signs():
            # Some renderers set all of such a line in the wider typeface that stands in.
            families = [STANDS_IN]
    type_of = FontProperties(family=families, weight=weight, size=100)
    return float(text_to_path.get_text_width_height_descent(line, type_of, False)[0]) / 7200


def _wider(line: Sequence[str], width: float, size: float, weight: str) -> bool:
    """Whether the words of a line are wider than a width."""
    family = tuple(matplotlib.rcParams["font.family"])
    letters = sum(_letters(word, family, weight) for word in line) * size
    if letters < width or letters > KERNED * width:
        return letters > width
    return width_of(" ".join(line), size, weight) > width


@lru_cache(maxsize=20_000)
def _letters(word: str, family: tuple[str, ...], weight: str) -> float:
    """As `_line_width`, of a word's letters one by one and of a space behind them."""
    if family[0] == TYPEFACE and not signs().issuperset(word):
        return math.nan  # its whole line may be set in another typeface
    return sum(_line_width(sign, family, weight) for sign in f"{word} ")


def _parted(word: str, width: float, size: float, weight: str) -> Iterator[str]:
    """A word whole, or in parts that a width holds."""
    # No letter is wider than two ems, and hardly one narrower than a sixth of one.
    few, many = max(int(36 * width / size), 1), max(int(432 * width / size), 2)
    while len(word) > few and width_of(word[:many], size, weight) > width:
        low, high = few, min(many, len(word))
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (
                (middle, high) if width_of(word[:middle], size, weight) <= width
                else (low, middle)
            )  # fmt: skip
        yield word[:low]
        word = word[low:]
    if word:
        yield word


def first_lines(words: str, most: int) -> str:
    """The first of some lines, an ellipsis at their end where others are left out.

    >>> first_lines("one two\\nthree", 1), first_lines("one", 1), first_lines("one", 0)
    ('one…', 'one', '')
    """
    lines = words.split("\n")
    if len(lines) <= most:
        return words
    kept = lines[: max(most, 0)]
    if kept:
        shorter = kept[-1].rsplit(" ", 1)[0] if " " in kept[-1] else kept[-1][:-2]
        kept[-1] = shorter.rstrip(",;: ") + "…"
    return "\n".join(kept)

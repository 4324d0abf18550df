"""The key of a figure's events: numbers and names in columns below the axes.

1 an event, 2 March 2024     3 another, 5 May 2025
2 a second, 3 April 2024
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from matplotlib.text import Text

from analysis.figures.fitting import fitted, width_of
from analysis.wording import printable

__all__ = ["Key", "height_of"]

LINES = 3
"""The most lines for an event's name."""

MOST_COLUMNS = 4
"""With more, little of each name would be left where it must be cut."""

GAP = 0.04
"""Inches between the key and what is above it."""


class Key:
    """The names of numbered events, set anew at every size of their figure.

    Args:
        events: number and name of each, in the order of the numbers.
        text: makes a text of the figure, of a weight and with words.
    """

    def __init__(self, events: Sequence[tuple[int, str]], text: Callable[[str, str], Text]) -> None:
        self.said = [printable(name) for _, name in events]
        self.numbers = [text("bold", str(number)) for number, _ in events]
        self.names = [text("normal", "") for _ in events]
        self.columns = 1

    @property
    def height(self) -> float:
        """Inches that the key takes as it was last set."""
        return sum(self._rows()) + GAP if self.said else 0.0

    def set(self, width: float, most: float) -> float:
        """Set the names in as many columns as whole names have room in.

        A name too long for one is wrapped; where all take more than they may, in more columns of
        one line each, the ends of the names left out.

        Args:
            width: inches across the figure.
            most: inches that the key may take.

        Returns:
            Inches that it takes.
        """
        if not self.said:
            return 0.0
        size = self._size()
        widest = max(width_of(name, size) for name in self.said) + self._indent() + 0.2
        self.columns = min(max(int(width / widest), 1), len(self.said))
        self._fit(width, LINES)
        for columns in range(self.columns, min(MOST_COLUMNS, len(self.said)) + 1):
            if self.height <= most:
                break
            self.columns = columns
            self._fit(width, 1)
        return self.height

    def place(self, width: float, height: float, foot: float) -> None:
        """Put each name beside its number.

        Args:
            width, height: inches of the figure.
            foot: inches from its lower edge to that of the key.
        """
        tall, indent = self._rows() if self.said else [], self._indent()
        for place, (sign, label) in enumerate(zip(self.numbers, self.names, strict=True)):
            column, row = divmod(place, len(tall))
            x, y = 0.004 + column / self.columns, (foot + sum(tall[row:])) / height
            sign.set_position((x, y))
            label.set_position((x + indent / width, y))

    def _fit(self, width: float, lines: int) -> None:
        own = width / self.columns - self._indent()
        for text, name in zip(self.names, self.said, strict=True):
            text.set_text(fitted(name, own, self._size(), lines=lines))

    def _rows(self) -> list[float]:
        """Inches that each row takes."""
        rows = math.ceil(len(self.said) / self.columns)
        return [max(map(height_of, self.names[row::rows])) for row in range(rows)]

    def _size(self) -> float:
        return float(self.names[0].get_fontsize()) if self.names else 0.0

    def _indent(self) -> float:
        """Inches that a number takes before its name."""
        return (0.7 + 0.62 * len(str(len(self.numbers)))) * self._size() / 72


def height_of(text: Text) -> float:
    """Inches that the lines of a text take."""
    lines = text.get_text().count("\n") + 1 if text.get_text() else 0
    return lines * float(text.get_fontsize()) * 1.26 / 72

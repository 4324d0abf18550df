"""The words around the axes of a figure, set anew at every size that the figure is given.

    headline that states the finding
    subtitle: measure, geography, unit
    |  o  readings   --- trend   ### band      labels stand beside what they name
    1 an event   2 another
    how to read it; note; source

A figure's words are wrapped, and its axes given the room between, whenever it is drawn: so
`set_size_inches` and another resolution leave nothing cut or overlapping. Of words that leave
a small figure's axes no room the ends are left out, the note's first. A report sets the words
itself, in its own type: `bare` leaves them out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING, Any

import matplotlib
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import LayoutEngine
from matplotlib.text import Text

from analysis.figures.fitting import first_lines, wrapped
from analysis.figures.key import Key, height_of
from analysis.figures.style import GREY, INK, house_style
from analysis.shown import Shown
from analysis.wording import printable
from polls.arguments import without_effect
from polls.errors import raise_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = [
    "Caption",
    "Drawing",
    "Page",
    "bare",
    "bare_size",
    "grow_axes",
    "new_figure",
    "page_of",
    "pickable",
    "refuse_with_axes",
    "shown_axes",
    "shown_figure",
    "size_of_rows",
    "with_all_words",
]


AXES = 0.42
"""Part of a figure's height that its words leave to the axes."""

KEY = 0.6
"""Part of the words' height that events may take before their names are cut."""

ROOMY = 40.0
"""Inches in which no figure's words are cut."""

STYLED = ("font.", "axes.", "xtick.", "ytick.", "grid.", "lines.")
"""Settings that what is set at each drawing depends on."""


@dataclass(frozen=True)
class Caption:
    """The words of a figure: what it finds, what it measures, where it comes from, alt text."""

    headline: str
    subtitle: str
    source: str
    note: str
    alt: str


@dataclass(frozen=True, repr=False, eq=False)
class Drawing(Shown):
    """A finished figure with its words and the exact data that it plots.

    Attributes:
        figure: its axes, and the words around them where it stands alone.
        caption: those words.
        data: one row a mark; what a sidecar holds.
        chart: the kind, as `analysis.figures.vega` knows it.
        events: number, date and event of each event numbered in the figure.
        reading: how dots, lines and bands are read, in a line.
        picks: series or pollsters that a page may show or hide; the artists of the k-th have
            ids that begin with `pick-k-`.
    """

    figure: Figure
    caption: Caption
    data: pd.DataFrame
    chart: str = "trend"
    events: tuple[tuple[int, str], ...] = ()
    reading: str = ""
    picks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """The figure knows its drawing, so that it can be saved by itself."""
        if (page := page_of(self.figure)) is not None:
            page.drawing = self

    def _headline(self) -> str:
        return f"Drawing: {self.caption.headline}"

    def _excerpt(self) -> pd.DataFrame:
        return self.data.tail(3)


@dataclass
class Room:
    """Inches kept free around the axes, apart from words: labels, ticks."""

    left: float = 0.45
    right: float = 0.15
    top: float = 0.1
    bottom: float = 0.28


class Page(LayoutEngine):
    """Words around axes, laid out at each drawing.

    Args:
        figure: the figure; it takes the page as its layout.
        caption: its words.
        key: the events' numbers and names, in the order of the numbers.
        reading: how to read what is drawn.
        room: inches beside the axes; a function where they depend on the figure's size.
    """

    _adjust_compatible = True
    _colorbar_gridspec = True

    def __init__(
        self,
        figure: Figure,
        caption: Caption,
        *,
        key: Sequence[tuple[int, str]] = (),
        reading: str = "",
        room: Callable[[], Room] = Room,
    ) -> None:
        super().__init__()
        size = matplotlib.rcParams["font.size"]
        # It is drawn later, maybe after the house style was put back.
        # Asked for one by one: to ask for all would ask for the backend, and load one.
        settings = matplotlib.rcParams
        self.style = {key: settings[key] for key in settings if key.startswith(STYLED)}
        self.caption = Caption(*map(printable, astuple(caption)))
        self.room, self.bare = room, False
        note = " ".join(part for part in (printable(reading), self.caption.note) if part)
        self.foot = (note, f"Source: {self.caption.source}" if caption.source else "")
        self.headline = _text(figure, size * 1.3, INK, "bold")
        self.subtitle = _text(figure, size * 0.95, GREY)
        small = max(size * 0.85, 7.5)
        self.notes = _text(figure, small, GREY)
        self.key = Key(key, lambda weight, words: _text(
            figure, small, INK if weight == "bold" else GREY, weight, words))  # fmt: skip
        self._words_height = 0.0
        self.after: list[Callable[[], None]] = []
        self.drawing: Drawing | None = None
        figure.set_layout_engine(self)

    def execute(self, fig: Any) -> None:
        """Wrap the words to the figure's width, give the axes the rest, then place labels."""
        now = matplotlib.rcParams
        changed = {key: value for key, value in self.style.items() if now[key] != value}
        with matplotlib.rc_context(changed) if changed else nullcontext():
            self._lay_out(fig)

    def words_height(self) -> float:
        """Inches that all words need at the width at which they were last set."""
        return self._words_height + self.key.height

    def _lay_out(self, fig: Any) -> None:
        width, height = fig.get_size_inches()
        room = self.room()
        top, bottom = room.top, room.bottom
        for text in (self.headline, self.subtitle, self.notes, *self.key.numbers, *self.key.names):
            text.set_visible(not self.bare)
        if not self.bare:
            free = max((1 - AXES) * height - top - bottom, 0.0)
            key = self.key.set(width, KEY * free)
            self._wrap(width, free - key)
            down = 0.04
            for text, gap in ((self.headline, 0.04), (self.subtitle, 0.06)):
                text.set_position((0.004, 1 - down / height))
                down += height_of(text) + gap if text.get_text() else 0
            top += down
            foot = height_of(self.notes) + 0.02
            self.notes.set_position((0.004, foot / height))
            self.key.place(width, height, foot + 0.04)
            foot += key
            bottom += foot + 0.04
        free = max(height - top - bottom, 0.3 * height)
        upper = max(min(1 - top / height, 0.98), 0.1)
        fig.subplots_adjust(top=upper, bottom=max(upper - free / height, 0.01))
        room = self.room()  # names at the sides depend on the height that is left
        left, right = min(room.left, 0.66 * width), min(room.right, 0.5 * width)
        fig.subplots_adjust(left=left / width, right=max(1 - right / width, left / width + 0.1))
        for place in self.after:
            place()

    def _wrap(self, width: float, free: float) -> None:
        """Set the words in lines, as many as have room in some inches."""
        note, source = self.foot
        parts = (
            (self.headline, self.caption.headline), (self.notes, source),
            (self.subtitle, self.caption.subtitle), (self.notes, note),
        )  # fmt: skip
        lines = [
            wrapped(words, width, float(text.get_fontsize()), str(text.get_fontweight()))
            for text, words in parts
        ]
        headline, source, subtitle, note = lines
        foot = "\n".join(filter(None, (note, source)))
        self._set(headline, subtitle, foot)
        texts = (self.headline, self.subtitle, self.notes)
        self._words_height = sum(height_of(text) + 0.05 for text in texts if text.get_text())
        if self._words_height <= free:
            return
        for place, (text, _) in enumerate(parts):
            tall = float(text.get_fontsize()) * 1.26 / 72
            lines[place] = first_lines(lines[place], int((free - 0.05) / tall))
            free -= (lines[place].count("\n") + 1) * tall + 0.05 if lines[place] else 0.0
        headline, source, subtitle, note = lines
        self._set(headline, subtitle, "\n".join(filter(None, (note, source))))

    def _set(self, headline: str, subtitle: str, foot: str) -> None:
        self.headline.set_text(headline)
        self.subtitle.set_text(subtitle)
        self.notes.set_text(foot)


def bare_size(figure: Figure) -> tuple[float, float]:
    """Inches of a figure without its words: lower by their height."""
    width, height = figure.get_size_inches()
    page = page_of(figure)
    if page is None:
        return float(width), float(height)
    page.execute(figure)
    return float(width), max(float(height) - page.words_height(), 0.3 * float(height))


@contextmanager
def bare(figure: Figure, size: tuple[float, float] | None = None) -> Iterator[None]:
    """A house figure without its words while the block runs.

    For a report, which sets the words in its own type beside the picture.

    Args:
        figure: the figure.
        size: inches of the picture; default: as it is, lower by the words' height.
    """
    page = page_of(figure)
    width, height = figure.get_size_inches()
    figure.set_size_inches(size or bare_size(figure))
    if page is not None:
        page.bare = True
    try:
        yield
    finally:
        if page is not None:
            page.bare = False
        figure.set_size_inches(width, height)


def grow_axes(figure: Figure, height: float) -> None:
    """Make a house figure so tall that its axes have a height, however long its words.

    Args:
        figure: a figure with words around it.
        height: inches that the axes need; a figure whose axes have them stays as it is.
    """
    page = page_of(figure)
    if page is None:
        return
    width, whole = figure.get_size_inches()
    page.execute(figure)
    room = page.room()
    needed = page.words_height() + room.top + height + room.bottom
    figure.set_size_inches(width, max(whole, needed))


@contextmanager
def with_all_words(figure: Figure) -> Iterator[None]:
    """A house figure so tall while the block runs that none of its words is left out.

    Args:
        figure: a figure with words around it.
    """
    page = page_of(figure)
    width, height = figure.get_size_inches()
    if page is not None:
        figure.set_size_inches(width, ROOMY)
        page.execute(figure)
        room = page.room()
        words = max(page.words_height(), page.key.height / KEY)
        needed = (words + room.top + room.bottom) / (1 - AXES) + 0.01
        figure.set_size_inches(width, max(float(height), needed))
    try:
        yield
    finally:
        figure.set_size_inches(width, height)


def pickable(artists: Iterable[Artist], place: int) -> None:
    """Give artists the ids of the `place`-th of a drawing's picks."""
    for number, artist in enumerate(artists):
        artist.set_gid(f"pick-{place}-{number}")


def page_of(figure: Figure) -> Page | None:
    """The page of a house figure; None where it has another layout."""
    engine = figure.get_layout_engine()
    return engine if isinstance(engine, Page) else None


def new_figure(figsize: tuple[float, float] | None = None) -> Figure:
    """An empty figure of the preset's size, with a canvas that can measure text."""
    figure = Figure(figsize=figsize or tuple(matplotlib.rcParams["figure.figsize"]))
    FigureCanvasAgg(figure)
    return figure


def shown_figure(figsize: tuple[float, float] | None, preset: str) -> Figure:
    """An empty figure that shows itself in a notebook, as pyplot's do.

    Call it outside `house_style`: pyplot chooses its backend and interactive mode on first
    use, and settings put back afterwards would undo that choice.

    Args:
        figsize: width and height in inches; None: the preset's.
        preset: as of `house_style`.
    """
    with house_style(preset):
        size = figsize or tuple(matplotlib.rcParams["figure.figsize"])
    from matplotlib import pyplot

    return pyplot.figure(figsize=size, facecolor="white")


def shown_axes(figsize: tuple[float, float] | None, preset: str) -> Axes:
    """Axes that fill such a figure, with room for the names beside them.

    Args:
        figsize, preset: as of `shown_figure`.
    """
    figure = shown_figure(figsize, preset)
    figure.set_layout_engine("constrained")
    return figure.add_subplot()


def size_of_rows(preset: str, height: float) -> tuple[float, float]:
    """Inches of a new figure of rows: as wide as the preset's, as high as its letters need.

    Args:
        preset: as of `house_style`.
        height: of the rows, in inches at 9 points.
    """
    with house_style(preset):
        width, size = matplotlib.rcParams["figure.figsize"][0], matplotlib.rcParams["font.size"]
    return float(width), (0.6 + height) * float(size) / 9


def refuse_with_axes(axes: Axes | None, **given: object) -> None:
    """Raise where axes are given, and with them what only a new figure has.

    Args:
        axes: the caller's, or None for a new figure.
        given: options by name; None where one is not given.
    """
    hint = "the figure of these axes has its own; leave ax= out for a new one"
    raise_errors(
        without_effect(f"{name}=", "ax=", hint)
        for name, value in given.items()
        if axes is not None and value is not None
    )


def _text(
    figure: Figure, size: float, colour: str, weight: str = "normal", words: str = ""
) -> Text:
    return figure.text(
        0, 0, words, va="top", ha="left", fontsize=size, color=colour, weight=weight,
        linespacing=1.2,
    )  # fmt: skip

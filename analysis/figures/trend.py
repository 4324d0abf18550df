"""Whole figures of trends, with their words: of one series, and of several side by side.

headline, subtitle
|  o   o --- o      48%      what is drawn stands in `analysis.figures.trend_marks`
how to read it, note, source
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import matplotlib
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.captions import how_to_read, series_caption
from analysis.figures.events import mark_events, mark_shifts, numbered
from analysis.figures.houses import draw_houses_beside, house_rows
from analysis.figures.labels import (
    Label,
    ends_of,
    fit_ends,
    label_ends,
    label_ends_inside,
    place_ends,
)
from analysis.figures.page import (
    Caption,
    Drawing,
    Page,
    Room,
    new_figure,
    pickable,
    refuse_with_axes,
    shown_figure,
)
from analysis.figures.scales import date_axis
from analysis.figures.style import LOOKS, Look, house_style
from analysis.figures.trend_marks import (
    SIGNS,
    draw_series,
    end_label,
    fit_axes,
    free_looks,
    house_markers,
    last_percent,
    name_gaps,
    plotted,
    refuse_too_many,
)
from analysis.trends.drawable import Drawable
from analysis.trends.results import Trend
from polls.arguments import arguments_checked
from polls.errors import ProblemsError, unknown

__all__ = ["draw_trends", "overlay_figure", "plot_trend", "series_figure", "trend_figure"]

NO_EVENTS = pd.DataFrame({"date": pd.to_datetime([]), "event": pd.Series([], dtype=str)})
NO_SHIFTS = pd.DataFrame({"date": pd.to_datetime([]), "size": [], "clear": []})
RATIOS = (3.1, 1)
"""Widths of a trend and of the house effects beside it."""

NARROW = 4.5
"""Inches under which there is no room for these."""

BESIDE = 0.34
"""Part of a figure's width that the names at the ends of its lines may take."""

BANDS = ("total", "opinion", "sampling", "none")


@arguments_checked
def plot_trend(
    trend: Drawable,
    axes: Axes | None = None,
    *,
    label: str | None = None,
    events: pd.DataFrame | None = None,
    color: str | None = None,
    figsize: tuple[float, float] | None = None,
    band: str = "total",
    preset: str = "report",
    caption: Caption | None = None,
) -> Axes:
    """Draw a trend: readings, line and band where readings are dense, bars where they are not.

    Args:
        trend: a fitted trend.
        axes: where to draw, in the next look that nothing on them has; where left out a new
            figure with the series' own words around it.
        label: name to set at the end of the line.
        events: columns date and event, numbered on the line; a new figure has them in its key.
        color: any colour of matplotlib; default: the country's own.
        figsize: width and height of a new figure, in inches; default: the preset's.
        band: "total" (with the opinion band faint around it), "opinion", "sampling", "none".
        preset: of type and lines: "report", "column", "slide", "web", "greyscale".
        caption: the words around a new figure; default: made from the series.

    Returns:
        The axes drawn on.

    Raises:
        ProblemsError: where no look is left on the axes, or an option is unknown or has no
            effect on axes that are given.
    """
    refuse_with_axes(axes, figsize=figsize, caption=caption)
    if band not in BANDS:
        raise ProblemsError([unknown("band", band, BANDS)])
    events = NO_EVENTS if events is None else events
    if axes is None:
        figure = shown_figure(figsize, preset)
        with house_style(preset):
            series_figure(
                trend, caption or series_caption([trend]), events, label=label or "", color=color,
                band=band, figure=figure,
            )  # fmt: skip
        return figure.axes[0]
    with house_style(preset):
        look = _look(axes, trend, label or "this trend", color)
        before = _limits(axes)
        draw_series(trend, axes, look, band)
        fit_axes(axes, [trend], band)
        _widen(axes, before)
        first, last = trend.readings["date"].agg(["min", "max"])
        place = mark_events(axes, numbered(events, first, last), trend)
        if len(events):
            low, high = axes.get_ylim()
            axes.set_ylim(low, high + 0.2 * (high - low))
        label_ends_inside(
            axes, [end_label(trend, f"{label} {last_percent(trend)}", look)] if label else []
        )
        place()
    return axes


@arguments_checked
def draw_trends(
    trends: Mapping[str, Drawable],
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    band: str = "total",
    preset: str = "report",
    caption: Caption | None = None,
) -> Axes:
    """Draw several trends onto the same axes, each with its name at its end.

    Args:
        trends: trends by the name to print beside them.
        axes: where to draw, in looks that nothing on them has; where left out a new figure
            with words around it.
        figsize, band, preset, caption: as in `plot_trend`.

    Returns:
        The axes drawn on.

    Raises:
        ProblemsError: where there are more than can be told apart without colour, or an option
            has no effect on axes that are given.
    """
    refuse_with_axes(axes, figsize=figsize, caption=caption)
    if axes is None:
        refuse_too_many(list(trends), len(LOOKS))
        caption = caption or series_caption(list(trends.values()))
        figure = shown_figure(figsize, preset)
        with house_style(preset):
            overlay_figure(trends, caption, band=band, figure=figure)
        return figure.axes[0]
    with house_style(preset):
        before = _limits(axes)
        labels, _ = _draw_named(axes, trends, band)
        _widen(axes, before)
        label_ends_inside(axes, labels)
    return axes


@arguments_checked
def trend_figure(trend: Drawable, events: pd.DataFrame | None = None) -> Drawing:
    """A trend with words made from its series: `save_figure` or `.figure.savefig` writes it.

    Args:
        trend: a fitted trend.
        events: columns date and event, to be numbered on the line.

    Returns:
        The figure with the exact data that it plots.

    >>> import polls
    >>> from analysis.trends.trend import fit_trend
    >>> german = polls.load(question="contribute_lot", country="DE", answer="agree")
    >>> list(trend_figure(fit_trend(german)).data)[:3]
    ['series', 'kind', 'date']
    """
    with house_style():
        return series_figure(
            trend, series_caption([trend]), NO_EVENTS if events is None else events
        )


def series_figure(
    trend: Drawable,
    caption: Caption,
    events: pd.DataFrame = NO_EVENTS,
    shifts: pd.DataFrame = NO_SHIFTS,
    *,
    label: str = "",
    color: str | None = None,
    band: str = "total",
    houses: bool = False,
    figure: Figure | None = None,
) -> Drawing:
    """One series with its events and shifts, in the style in force.

    Args:
        trend: a fitted trend.
        caption: the words around it.
        events: columns date and event; those outside the span are left out.
        shifts: date, size and clear of each shift to mark on the line.
        label: name to set before the value at the end of the line.
        color: any colour of matplotlib; default: the country's own.
        band: as in `plot_trend`.
        houses: whether each pollster has its marker, and its house effect stands beside.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    figure = figure or new_figure()
    effects = house_rows(trend) if isinstance(trend, Trend) and houses else pd.DataFrame()
    axes, *beside = figure.subplots(
        1, 2 if len(effects) > 1 else 1, width_ratios=RATIOS if len(effects) > 1 else None,
        squeeze=False,
    )[0]  # fmt: skip
    look = _look(axes, trend, label, color)
    draw_series(trend, axes, look, band, houses=houses)
    fit_axes(axes, [trend], band)
    names = [draw_houses_beside(other, effects) for other in beside]
    key = numbered(events, *trend.readings["date"].agg(["min", "max"]))
    end = end_label(trend, f"{label} {last_percent(trend)}".strip(), look)
    reading = how_to_read([trend], band=band, cut=axes.get_ylim()[0] > 0, shifts=len(shifts) > 0)
    if houses:
        reading = " ".join([*_marker_words(trend), reading])
    listed = tuple(zip(key["number"], key["text"], strict=True))
    room = _beside(axes, [end], len(key))
    if beside:
        room = _with_houses(figure, beside[0], room)
    page = Page(figure, caption, key=listed, reading=reading, room=room)
    page.after += [mark_events(axes, key, trend), *names]
    mark_shifts(axes, shifts, trend)
    _finish(axes, page, [end], [trend])
    picks = tuple(house_markers(trend)) if houses else ()
    return Drawing(figure, caption, plotted({"": trend}), "trend", listed, reading, picks)


def overlay_figure(
    trends: Mapping[str, Drawable],
    caption: Caption,
    *,
    band: str = "total",
    dots: bool = True,
    figure: Figure | None = None,
) -> Drawing:
    """Several series over the same time, each with its name at its end, in the style in force.

    Args:
        trends: up to four fitted trends by the name to print beside them.
        caption: the words around them.
        band: as in `plot_trend`.
        dots: whether the readings are drawn; of many series their dots would hide the lines.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    figure = figure or new_figure()
    axes = figure.add_subplot()
    labels, drawn = _draw_named(axes, trends, band, dots=dots)
    every = list(trends.values())
    reading = how_to_read(every, band=band, cut=axes.get_ylim()[0] > 0, dots=dots)
    page = Page(figure, caption, reading=reading, room=_beside(axes, labels))
    _finish(axes, page, labels, every)
    for place, (artists, end) in enumerate(zip(drawn, ends_of(axes), strict=True)):
        pickable([*artists, end], place)
    return Drawing(figure, caption, plotted(trends), "trend", (), reading, tuple(trends))


def _draw_named(
    axes: Axes, trends: Mapping[str, Drawable], band: str, *, dots: bool = True
) -> tuple[list[Label], list[list[Artist]]]:
    """The labels for the ends of the lines, and the artists of each line."""
    chosen = free_looks(axes, trends)
    labels, drawn = [], []
    for (name, trend), look in zip(trends.items(), chosen, strict=True):
        before = set(axes.get_children())
        draw_series(trend, axes, look, band, dots=dots)
        drawn.append([artist for artist in axes.get_children() if artist not in before])
        labels.append(end_label(trend, f"{name} {last_percent(trend)}", look))
    fit_axes(axes, list(trends.values()), band)
    return labels, drawn


def _look(axes: Axes, trend: Drawable, name: str, color: str | None) -> Look:
    if color is not None:
        return replace(LOOKS[0], colour=matplotlib.colors.to_hex(color).upper())
    (look,) = free_looks(axes, {name: trend})
    return look


def _beside(axes: Axes, labels: Sequence[Label], events: int = 0) -> Callable[[], Room]:
    tick = matplotlib.rcParams["ytick.labelsize"]

    def room() -> Room:
        above = 0.12 + (0.14 if events else 0)
        figure = axes.get_figure(root=True)
        assert figure is not None
        right = fit_ends(axes, labels, BESIDE * figure.get_size_inches()[0])
        return Room(left=4.3 * tick / 72, right=right, top=above, bottom=2.3 * tick / 72)

    return room


def _with_houses(figure: Figure, beside: Axes, alone: Callable[[], Room]) -> Callable[[], Room]:
    """Room for two pictures, the name at the end between them; for one where it is narrow."""
    grid = beside.get_gridspec()
    assert grid is not None

    def room() -> Room:
        width = figure.get_size_inches()[0]
        both = width >= NARROW
        beside.set_visible(both)
        grid.set_width_ratios(RATIOS if both else (1, 0.001))
        found = alone()
        figure.subplots_adjust(wspace=0.12 + 2 * found.right / width if both else 0)
        return Room(found.left, 0.15, found.top, found.bottom) if both else found

    return room


def _marker_words(trend: Drawable) -> Iterator[str]:
    named = [f"{SIGNS[marker]} {name}" for name, marker in house_markers(trend).items()]
    if named:
        yield f"{', '.join(named)}."


def _finish(axes: Axes, page: Page, labels: Sequence[Label], trends: Sequence[Drawable]) -> None:
    """Lay the page out once, then set what depends on the size of the axes."""
    size = matplotlib.rcParams["font.size"]
    label_ends(axes, labels, size)
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    page.execute(figure)
    page.after += [
        lambda: date_axis(axes), name_gaps(axes, trends), lambda: place_ends(axes)
    ]  # fmt: skip
    place_ends(axes)


def _limits(axes: Axes) -> list[tuple[float, float]] | None:
    return [axes.get_xlim(), axes.get_ylim()] if axes.has_data() else None


def _widen(axes: Axes, before: list[tuple[float, float]] | None) -> None:
    """Leave in sight what was on the axes before."""
    if before is None:
        return
    (left, right), (low, high) = before
    axes.set_xlim(min(left, axes.get_xlim()[0]), max(right, axes.get_xlim()[1]))
    axes.set_ylim(min(low, axes.get_ylim()[0]), max(high, axes.get_ylim()[1]))

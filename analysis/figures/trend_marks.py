"""The artists of a trend on axes: dots, bands where readings are dense, bars where they are not.

o  reading     === trend     ### band, the opinion band faint around it     |  bar
:::  dashed: no polls in the data     48%  its value, at its end
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence

import matplotlib
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.fitting import width_of
from analysis.figures.labels import Label
from analysis.figures.page import pickable
from analysis.figures.scales import date_axis, fit_limits, inches_of, percent_axis
from analysis.figures.stretches import LONG_GAP, Stretch, bars, inside, lined, span_of, stretches
from analysis.figures.style import COUNTRY_LOOKS, GREY, HALO, LOOKS, Look, country_look, looks
from analysis.trends.drawable import Drawable
from analysis.wording import percent
from polls.errors import Problem, ProblemsError

__all__ = [
    "SIGNS",
    "draw_series",
    "end_label",
    "fit_axes",
    "free_looks",
    "house_markers",
    "last_percent",
    "name_gaps",
    "plotted",
    "refuse_too_many",
]

MARKERS = ("o", "s", "^", "D", "v", "P")
SIGNS = dict(zip(MARKERS, "•■▲◆▼+", strict=True))
"""Markers of pollsters, and the signs that stand for them in words: such as the typeface has, as
one sign of another would set its whole line in that, in a PDF."""

MANY = 60
"""From so many readings dots are small and pale, so that the line is seen."""


def plotted(trends: Mapping[str, Drawable]) -> pd.DataFrame:
    """The data of a figure of trends, tall: a row for each dot, bar and point of a line.

    Args:
        trends: fitted trends by name.

    Returns:
        Columns series, kind (`reading`, `bar`, `trend` or `gap`), date, share, low, high, the
        other bands there are, and pollster, of readings; rows of a `gap` are points across
        which the line is dashed.
    """
    bands = [name for name in _BANDS if all(name in t.table for t in trends.values())]
    columns = ["date", "share", *bands]
    parts = []
    for name, trend in trends.items():
        dots = trend.readings.reindex(columns=["date", "share", "pollster"])
        parts.append(dots.assign(series=name, kind="reading"))
        marks = bars(trend).rename(columns={"estimate": "share"}).reindex(columns=columns)
        parts.append(marks.assign(series=name, kind="bar"))
        if lined(trend):
            line = trend.table.rename(columns={"estimate": "share"})[columns]
            parts.append(line.assign(series=name, kind=_kinds(trend)))
    kept = [part for part in parts if len(part)]
    order = ["series", "kind", *columns, "pollster"]
    whole = pd.concat(kept, ignore_index=True).reindex(columns=order)
    return whole.assign(pollster=whole["pollster"].fillna("").astype(str))


_BANDS = ("low", "high", "low_sampling", "high_sampling", "low_opinion", "high_opinion")


def draw_series(
    trend: Drawable,
    axes: Axes,
    look: Look,
    band: str = "total",
    *,
    houses: bool = False,
    dots: bool = True,
) -> None:
    """Dots for the readings; line and bands, or bars, as their density allows.

    Args:
        trend: a fitted trend.
        axes: where to draw.
        look: colour, dash and marker.
        band: which band.
        houses: whether the readings of each pollster have a marker of their own.
        dots: whether readings are drawn at all.
    """
    size = matplotlib.rcParams["lines.markersize"]
    many = len(trend.readings) > MANY
    parts = _by_marker(trend, look, apart=houses) if dots else []
    for place, (marker, rows) in enumerate(parts):
        lines = axes.plot(
            matplotlib.dates.date2num(rows["date"]), rows["share"], marker,
            color=look.colour, alpha=0.4 if many else 0.9, markeredgewidth=0,
            markersize=0.55 * size if many else size, label="readings", zorder=2,
        )  # fmt: skip
        if len(parts) > 1:
            pickable(lines, place)
    marks = bars(trend)
    if band != "none" and len(marks):
        axes.vlines(
            matplotlib.dates.date2num(marks["date"]), marks["low"], marks["high"],
            color=look.colour, alpha=0.45, linewidth=0.65 * size, zorder=1.5, label="bars",
        )  # fmt: skip
    if lined(trend):
        _draw_line(trend, axes, look, band)
    date_axis(axes)
    percent_axis(axes)


def house_markers(trend: Drawable) -> dict[str, str]:
    """A marker for each pollster, the one with most readings first; none for more than six."""
    pollsters = trend.readings["pollster"].value_counts(sort=True)
    if not 2 <= len(pollsters) <= len(MARKERS):
        return {}
    return dict(zip(pollsters.index.astype(str), MARKERS, strict=False))


def _by_marker(trend: Drawable, look: Look, *, apart: bool) -> list[tuple[str, pd.DataFrame]]:
    markers = house_markers(trend) if apart else {}
    if not markers:
        return [(look.marker, trend.readings)]
    pollster = trend.readings["pollster"]
    return [(marker, trend.readings[pollster == name]) for name, marker in markers.items()]


def _draw_line(trend: Drawable, axes: Axes, look: Look, band: str) -> None:
    parts = stretches(trend)
    for stretch in parts:
        rows = inside(trend.table, stretch)
        days = matplotlib.dates.date2num(rows["date"])
        if stretch.dense:
            for name, alpha in _shown_bands(trend.table, band):
                axes.fill_between(
                    days, rows[f"low{name}"], rows[f"high{name}"], color=look.colour,
                    alpha=alpha, linewidth=0, label=f"band{name}", zorder=1,
                )  # fmt: skip
        if len(rows) > 1:
            axes.plot(days, rows["estimate"], color=look.colour, linestyle=look.dash,
                      zorder=3, label="trend")  # fmt: skip
    for before, after in itertools.pairwise(parts):
        rows = _across(trend.table, before, after)
        axes.plot(
            matplotlib.dates.date2num(rows["date"]), rows["estimate"], color=look.colour,
            linestyle=(0, (3, 2.5)), linewidth=0.45 * matplotlib.rcParams["lines.linewidth"],
            zorder=2.5, label="no polls",
        )  # fmt: skip


def _across(table: pd.DataFrame, before: Stretch, after: Stretch) -> pd.DataFrame:
    """The last row of one stretch and the first of the next; a mood's days are its periods'."""
    every = np.arange(len(table))
    ends = span_of(table, before).stop, span_of(table, after).start
    return table.iloc[[*every[: ends[0]][-1:], *every[ends[1] :][:1]]]


def name_gaps(axes: Axes, trends: Sequence[Drawable]) -> Callable[[], None]:
    """Write “no polls in the data” into the widest time in which no series has a reading.

    Returns:
        What sets the words where they meet no line, to be called again when the size changes.
    """
    days = pd.DatetimeIndex(sorted({date for trend in trends for date in trend.readings["date"]}))
    gaps = (days[1:] - days[:-1]).to_numpy()
    lines = [trend for trend in trends if lined(trend)]
    if not lines or not len(gaps) or gaps.max() <= LONG_GAP.to_timedelta64():
        return lambda: None
    widest = int(gaps.argmax())
    ends = matplotlib.dates.date2num(days[[widest, widest + 1]])
    middle = float(ends.mean())
    heights = [
        float(np.interp(middle, matplotlib.dates.date2num(t.table["date"]), t.table["estimate"]))
        for t in lines
    ]
    size = max(0.8 * matplotlib.rcParams["font.size"], 6.5)
    forms = ("no polls in the data", "no polls\nin the data", "no polls\nin the\ndata")
    widths = [width_of(words, size) for words in forms]
    note = axes.text(
        middle, 0, "", ha="center", va="center", fontsize=size, color=GREY, linespacing=1.05,
        zorder=4, label="no polls", bbox=HALO,
    )  # fmt: skip

    def place() -> None:
        left, right = axes.get_xlim()
        room = (ends[1] - ends[0]) / (right - left) * inches_of(axes)[0]
        fitting = [w for w, width in zip(forms, widths, strict=True) if width < room - 0.06]
        note.set_text(fitting[0] if fitting else "")
        tall = size * 1.2 * (note.get_text().count("\n") + 1)
        note.set_y(_clear_height(axes, [*heights, *_numbers_between(axes, ends)], tall))

    place()
    return place


def _numbers_between(axes: Axes, ends: np.ndarray) -> list[float]:
    """The heights of events' numbers and their stems within a time, as shares."""
    heights: list[float] = []
    points = 72 * inches_of(axes)[1] / (axes.get_ylim()[1] - axes.get_ylim()[0])
    for text in axes.texts:
        if text.get_label() == "event" and ends[0] <= text.xy[0] <= ends[1]:  # type: ignore[attr-defined]
            low = float(text.xy[1])  # type: ignore[attr-defined]
            heights += list(np.linspace(low, low + float(text.get_position()[1]) / points, 5))
    return heights


def _clear_height(axes: Axes, taken: Sequence[float], points: float) -> float:
    """The lowest height at which words of some points' height meet no line."""
    low, high = axes.get_ylim()
    step = (high - low) * points / 72 / max(inches_of(axes)[1], 0.1)
    for place in np.arange(low + 0.75 * step, high - step / 2, step / 4):
        if all(abs(place - line) > 0.75 * step for line in taken):
            return float(place)
    return (low + high) / 2


def free_looks(axes: Axes, trends: Mapping[str, Drawable]) -> list[Look]:
    """A look for each trend that nothing on the axes has yet: the country's own where it can.

    Args:
        axes: where they will be drawn.
        trends: by name.

    Raises:
        ProblemsError: where there are more than can be told apart without colour.
    """
    used = {line.get_color() for line in axes.lines}
    free = [look for look in looks() if look.colour not in used]
    refuse_too_many(list(trends), len(free))
    countries = [trend.series.get("country", "") for trend in trends.values()]
    own = [country_look(country) for country in countries if country in COUNTRY_LOOKS]
    if len({look.colour for look in own}) == len(trends) and all(look in free for look in own):
        return own
    if len(countries) > 1 and len(set(countries)) == len(countries):
        return _filled(countries, free)
    return free[: len(trends)]


def _filled(countries: Sequence[str], free: list[Look]) -> list[Look]:
    """Their own looks for the countries that have one still free, what is left for the rest."""
    chosen: dict[str, Look] = {}
    for country in countries:
        look = country_look(country)
        if country in COUNTRY_LOOKS and look in free and look not in chosen.values():
            chosen[country] = look
    rest = iter([look for look in free if look not in chosen.values()])
    return [chosen.get(country) or next(rest) for country in countries]


def refuse_too_many(names: Sequence[str], room: int) -> None:
    """Refuse more names than there are looks left, and none at all."""
    if 0 < len(names) <= room:
        return
    beside = "" if room == len(LOOKS) else f", beside the {len(LOOKS) - room} drawn already"
    problem = Problem(
        "not-so-many-lines",
        "so many lines cannot be told apart in one figure",
        got=f"{len(names)}: {', '.join(names)}",
        expected=(f"1 to {room}" if room else "none more") + beside,
        hint="draw some of them on other axes; plot(only=[...]) picks some, and "
        'plot(kind="small multiples") draws all',
    )
    raise ProblemsError([problem])


def _last(trend: Drawable) -> tuple[pd.Timestamp, float]:
    """Where a series ends: its trend, or its last reading where no line is drawn."""
    if lined(trend):
        return trend.table["date"].iloc[-1], float(trend.table["estimate"].iloc[-1])
    newest = trend.readings.sort_values("date", kind="stable").iloc[-1]
    return newest["date"], float(newest["share"])


def last_percent(trend: Drawable) -> str:
    """The value at a series' end, in whole percents."""
    return percent(_last(trend)[1])


def end_label(trend: Drawable, text: str, look: Look) -> Label:
    """Words for the end of a series, in its colour."""
    date, share = _last(trend)
    return Label(text, float(matplotlib.dates.date2num(date)), share, look.colour)


def fit_axes(axes: Axes, trends: Sequence[Drawable], band: str = "total") -> None:
    """Scale to the readings, the bars and the band drawn; the opinion band may leave the axes."""
    shares: list[float] = []
    dates: list[pd.Timestamp] = []
    suffix = f"_{band}" if band in ("opinion", "sampling") else ""
    for trend in trends:
        shares += trend.readings["share"].tolist()
        dates += trend.readings["date"].agg(["min", "max"]).tolist()
        marks = bars(trend) if band != "none" else pd.DataFrame()
        if len(marks):
            shares += [*marks["low"], *marks["high"]]
        if not lined(trend):
            continue
        dates += trend.table["date"].agg(["min", "max"]).tolist()
        for stretch in stretches(trend):
            rows = inside(trend.table, stretch)
            shares += rows["estimate"].tolist()
            if stretch.dense and band != "none":
                shares += [*rows[f"low{suffix}"], *rows[f"high{suffix}"]]
    fit_limits(axes, shares, dates)


def _kinds(trend: Drawable) -> np.ndarray:
    """`trend` for the table's rows inside a stretch, `gap` for those between two."""
    known = np.zeros(len(trend.table), dtype=bool)
    parts = stretches(trend)
    for stretch in parts:
        known[span_of(trend.table, stretch)] = True
    known[span_of(trend.table, parts[-1]).stop :] = True
    return np.where(known, "trend", "gap")


def _shown_bands(table: pd.DataFrame, band: str) -> list[tuple[str, float]]:
    """Endings of the columns of the bands to draw, and how strong each is."""
    if band == "none":
        return []
    if band == "sampling":
        return [("_sampling", 0.3)]
    opinion = [("_opinion", 0.1)] if "low_opinion" in table else []
    if band == "opinion":
        return [("_opinion", 0.22)] if opinion else [("", 0.24)]
    return [*opinion, ("", 0.24)]

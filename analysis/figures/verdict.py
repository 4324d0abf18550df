"""A verdict as a figure: the readings that were weighed, or how it bends with a choice.

supported     |   o  o  o      filled: weighed; hollow: shown and not weighed

supported     |      x x x     the same sentence from other starting days
not settled   |  o o
contradicted  +------------
"""

from __future__ import annotations

import matplotlib
import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.page import Caption, Page, Room, refuse_with_axes, shown_figure
from analysis.figures.scales import date_axis, fit_limits, number_axis, percent_axis
from analysis.figures.style import GREY, INK, house_style, looks
from analysis.trends.drawable import Judged
from polls.arguments import arguments_checked

__all__ = ["plot_along", "plot_verdict"]

OUTCOMES = ("contradicted", "not settled", "supported")


@arguments_checked
def plot_verdict(
    verdict: Judged,
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    """Draw the readings behind a verdict; verdict and probability stand above them.

    Args:
        verdict: of a claim.
        axes: where to draw; default: a new figure with the sentence as its headline.
        figsize, preset: as in `plot_trend`.

    Returns:
        The axes drawn on.
    """
    refuse_with_axes(axes, figsize=figsize)
    if axes is None:
        figure = shown_figure(figsize, preset)
        with house_style(preset):
            axes = figure.add_subplot()
            _draw(axes, verdict)
            letters = matplotlib.rcParams["font.size"] / 72
            caption = Caption(f"“{verdict.sentence}”", _outcome(verdict), "", verdict.reason, "")
            reading = "Filled: a reading that was weighed; hollow: shown, not weighed."
            Page(figure, caption, reading=reading,
                 room=lambda: Room(5.2 * letters, 0.15, 0.1, 2.4 * letters))  # fmt: skip
        return axes
    with house_style(preset):
        _draw(axes, verdict)
        axes.set_title(_outcome(verdict), fontsize=matplotlib.rcParams["font.size"], color=INK)
    return axes


@arguments_checked
def plot_along(
    verdict: Judged,
    rows: pd.DataFrame,
    choice: str,
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    """Draw the verdicts on the same sentence with one choice made otherwise.

    Args:
        verdict: of a claim.
        rows: value and verdict, as `Robustness.along` returns them.
        choice: what was chosen, such as "starting day".
        axes: where to draw; default: a new figure with the sentence as its headline.
        figsize, preset: as in `plot_trend`.

    Returns:
        The axes drawn on.
    """
    refuse_with_axes(axes, figsize=figsize)
    if axes is not None:
        with house_style(preset):
            _draw_along(axes, rows, choice)
        return axes
    figure = shown_figure(figsize, preset)
    with house_style(preset):
        axes = figure.add_subplot()
        _draw_along(axes, rows, choice)
        letters = matplotlib.rcParams["font.size"] / 72
        title = f"Verdict on the same sentence by its {choice}"
        caption = Caption(f"“{verdict.sentence}”", title, "", verdict.reason, "")
        Page(figure, caption, reading=f"A dot: the sentence with another {choice}.",
             room=lambda: Room(5.2 * letters, 0.15, 0.1, 8.0 * letters))  # fmt: skip
    return axes


def _draw_along(axes: Axes, rows: pd.DataFrame, choice: str) -> None:
    """A dot a neighbour, in the row of its verdict; days on an axis of days."""
    dated = choice.endswith("day")
    places = pd.to_datetime(rows["value"]) if dated else pd.Series(range(len(rows)))
    for place, outcome in enumerate(OUTCOMES):
        look, own = looks()[place], (rows["verdict"] == outcome).to_numpy()
        axes.plot(
            matplotlib.dates.date2num(places[own]) if dated else places[own],
            [place] * int(own.sum()), look.marker, color=look.colour, linestyle="None",
            label=outcome,
        )  # fmt: skip
    axes.set_yticks(range(len(OUTCOMES)), OUTCOMES)
    axes.set_ylim(-0.5, len(OUTCOMES) - 0.5)
    if dated:
        date_axis(axes)
    else:
        axes.set_xticks(places, rows["value"])


def _draw(axes: Axes, verdict: Judged) -> None:
    readings = [item for item in verdict.readings if _day(item) is not None]
    if not readings:
        axes.text(0.5, 0.5, "no reading to show", ha="center", va="center", color=GREY,
                  transform=axes.transAxes)  # fmt: skip
        axes.set_axis_off()
        return
    names = list(dict.fromkeys(item.name for item in readings))
    size = 1.5 * matplotlib.rcParams["lines.markersize"]
    for item in readings:
        look = looks()[names.index(item.name) % len(looks())]
        axes.plot(
            [matplotlib.dates.date2num(_day(item))], [item.value], look.marker, markersize=size,
            color=look.colour, markerfacecolor=look.colour if item.counts else "white",
            label=item.name, linestyle="None",
        )  # fmt: skip
    values = [item.value for item in readings]
    if readings[0].unit == "share":
        fit_limits(axes, values, [_day(item) for item in readings])
        percent_axis(axes)
    else:
        number_axis(axes)
        axes.set_ylim(0, 1.08 * max(values))
    date_axis(axes)
    if len(names) > 1:
        handles, labels = axes.get_legend_handles_labels()
        first = {label: handle for handle, label in zip(handles, labels, strict=True)}
        axes.legend(first.values(), first.keys(), loc="best",
                    fontsize=0.85 * matplotlib.rcParams["font.size"])  # fmt: skip


def _outcome(verdict: Judged) -> str:
    chance = "" if verdict.probability is None else f", probability {verdict.probability:.0%}"
    return f"{str(verdict.verdict).capitalize()}{chance}"


def _day(item: object) -> pd.Timestamp | None:
    for name in ("end", "start", "published"):
        if (date := getattr(item, name)) is not None:
            return pd.Timestamp(date)
    return None

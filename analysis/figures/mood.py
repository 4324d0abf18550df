"""Figures of moods: one line among its readings, or several countries on one scale.

A dot is a reading moved to the mood's scale, by as much as it leaves what the mood expects of
it, so that questions of every level stand around one line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.page import Caption, Drawing, shown_figure
from analysis.figures.style import house_style
from analysis.figures.trend import draw_trends, overlay_figure, plot_trend, series_figure
from analysis.latent.results import CountryMoods, Mood
from analysis.wording import listing, readings_count
from polls.arguments import arguments_checked
from polls.codebooks.model import codebook

__all__ = ["mood_caption", "mood_figure", "plot_mood"]

NO_EVENTS = pd.DataFrame({"date": pd.to_datetime([]), "event": pd.Series([], dtype=str)})
WORDS = {"dyad_ratios": "dyad ratios", "latent": "a latent trend"}


@arguments_checked
def plot_mood(mood: Mood | CountryMoods, axes: Axes | None = None, **options: Any) -> Axes:
    """Draw a mood with its readings and bands.

    Args:
        mood: of one country or of several.
        axes: where to draw; where left out a new figure with words around it.
        options: of the line of a single mood, as `analysis.figures.trend.plot_trend` takes.

    Returns:
        The axes drawn on.
    """
    if axes is None:
        with house_style():
            size = tuple(matplotlib.rcParams["figure.figsize"])
        return mood_figure(mood, figure=shown_figure(size)).figure.axes[0]
    if isinstance(mood, CountryMoods):
        return draw_trends(_named(mood), axes)
    return plot_trend(mood, axes, **options)


def mood_figure(
    mood: Mood | CountryMoods,
    caption: Caption | None = None,
    events: pd.DataFrame = NO_EVENTS,
    *,
    figure: Figure | None = None,
) -> Drawing:
    """A mood with words around it: `save_figure` or `.figure.savefig` writes it.

    Args:
        mood: of one country or of several (up to four).
        caption: the words; default: what the mood is made of.
        events: columns date and event, marked on the line of a single mood.
        figure: an empty figure to draw in.
    """
    words = caption or mood_caption(mood)
    with house_style():
        if isinstance(mood, CountryMoods):
            return overlay_figure(_named(mood), words, figure=figure)
        return series_figure(mood, words, events, figure=figure)


def mood_caption(mood: Mood | CountryMoods) -> Caption:
    """Words for a figure of a mood: countries, method, items, years and houses."""
    names = [country_name(country) for country in
             (mood if isinstance(mood, CountryMoods) else [mood.country])]  # fmt: skip
    frame = mood.readings
    count = readings_count(len(frame))
    years = f"{frame['date'].min().year} to {frame['date'].max().year}"
    table = mood.item_table if isinstance(mood, CountryMoods) else mood.items
    items = f"{len(table)} items"
    headline = f"Mood, {listing(names)}"
    return Caption(
        headline=headline,
        subtitle=f"{items} as one, by {WORDS[mood.method]}; percent, as the average item shows it",
        source=listing(sorted({str(house) for house in frame["house"]})[:12]),
        note=f"{count} of {items}, {years}, each moved to the mood's scale.",
        alt=f"Line chart with a band and {count}, {years}: {headline}, {items} as one.",
    )


def country_name(code: str) -> str:
    """The name of a country, or of countries that count as one.

    >>> country_name("GB + FR")
    'Great Britain and France'
    """
    known = codebook().countries
    return listing([known.get(part, part) for part in code.split(" + ")])


def _named(moods: CountryMoods) -> Mapping[str, Mood]:
    return {country_name(country): moods[country] for country in moods}

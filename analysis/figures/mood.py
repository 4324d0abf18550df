"""Figures of moods: one line among its readings, or several countries on one scale.

A dot is a reading moved to the mood's scale, by as much as it leaves what the mood expects of
it, so that questions of every level stand around one line.
"""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.page import Caption, Drawing
from analysis.figures.style import house_style
from analysis.figures.trend import overlay_figure, series_figure
from analysis.latent.results import CountryMoods, Mood
from analysis.trends.summary import country_name
from analysis.wording import listing, readings_count

__all__ = ["mood_caption", "mood_figure"]

NO_EVENTS = pd.DataFrame({"date": pd.to_datetime([]), "event": pd.Series([], dtype=str)})
WORDS = {"dyad_ratios": "dyad ratios", "latent": "a latent trend"}


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
            named = {country_name(country): mood[country] for country in mood}
            return overlay_figure(named, words, figure=figure)
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
        note=f"{count} of {items}, {years}, each moved to the mood’s scale.",
        alt=f"Line chart with a band and {count}, {years}: {headline}, {items} as one.",
    )

"""The words of a figure of trends: what it shows, and how to read dots, lines and bands."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.figures.page import Caption
from analysis.figures.stretches import FEW, bars, lined, stretches
from analysis.trends.drawable import Drawable
from analysis.wording import readings_count
from polls.codebooks.model import codebook

__all__ = [
    "how_to_read",
    "series_caption",
]


def series_caption(trends: Sequence[Drawable]) -> Caption:
    """Words for a figure of trends, from what their series have in common.

    Args:
        trends: one or more trends; ids that the codebook does not know stand as they are.

    Returns:
        Question and country as headline; measure, answer and group as subtitle.
    """
    book = codebook()
    shared = _shared(trends)
    question = book.questions.get(shared.get("question", ""))
    answer = question.answer(shared.get("answer", "")) if question else None
    country = shared.get("country", "")
    title = question.title if question else shared.get("question", "")
    headline = ", ".join(filter(None, [title, book.countries.get(country, country)]))
    measure = question.measure.capitalize() if question else "Share"
    label = answer.label if answer else shared.get("answer", "")
    group = f"{shared['group_by']} {shared['group']}" if _is_part(shared) else ""
    subtitle = "; ".join(filter(None, [f"{measure}: “{label}”" if label else measure, group]))
    readings = pd.concat([trend.readings for trend in trends])
    count = readings_count(len(readings))
    years = " to ".join(dict.fromkeys(str(d.year) for d in readings["date"].agg(["min", "max"])))
    return Caption(
        headline=headline,
        subtitle=f"{subtitle}; percent",
        source=", ".join(sorted({_pollster(pollster) for pollster in readings["pollster"]})),
        note=f"{count}, {years}. {question.note if question else ''}".strip(),
        alt=f"Line chart of {count}, {years}: {headline}; {subtitle}.",
    )


def how_to_read(
    trends: Sequence[Drawable],
    *,
    band: str = "total",
    cut: bool = False,
    shifts: bool = False,
    dots: bool = True,
) -> str:
    """What dots, lines, bars and bands are, in one line for the foot of a figure.

    Args:
        trends: what the figure shows.
        band: which band is drawn.
        cut: whether the value axis starts above zero.
        shifts: whether shifts are marked.
        dots: whether readings are drawn.
    """
    with_line = [trend for trend in trends if lined(trend)]
    level = 100 * float(trends[0].table["level"].iloc[0])
    marks = "Dot: a published reading." if len(trends) == 1 else "Markers: published readings."
    said = [marks] if dots else []
    parts = [stretch for trend in with_line for stretch in stretches(trend)]
    if with_line:
        said.append("Line: the trend.")
    if band != "none" and any(stretch.dense for stretch in parts):
        faint = band == "total" and "low_opinion" in with_line[0].table
        around = "; faint: with the error that all pollsters share" if faint else ""
        said.append(f"{_BAND_NAMES[band]} {level:.0f}% interval{around}.")
    if band != "none" and any(len(bars(trend)) for trend in trends):
        said.append(f"Bar: the trend’s {level:.0f}% interval at a reading.")
    if any(len(stretches(trend)) > 1 for trend in with_line):
        said.append("Dashed: over eight months without a reading.")
    if len(with_line) < len(trends):
        said.append(f"No line is drawn through fewer than {FEW} readings.")
    if shifts:
        said.append("Triangle: a sudden shift, in points; hollow: one that chance might make.")
    if cut:
        said.append("The axis does not start at 0%.")
    return " ".join(said)


_BAND_NAMES = {
    "total": "Band:",
    "opinion": "Band, with the error that all pollsters share:",
    "sampling": "Band, sampling alone:",
}


def _shared(trends: Sequence[Drawable]) -> dict[str, str]:
    """The parts of the series' names in which all trends agree."""
    first, *others = (trend.series for trend in trends)
    return {
        part: value
        for part, value in first.items()
        if all(other.get(part) == value for other in others)
    }


def _is_part(shared: dict[str, str]) -> bool:
    """Whether the readings are of one group and not of whole samples."""
    return {"group_by", "group"} <= shared.keys() and shared["group_by"] != "all"


def _pollster(pollster: str) -> str:
    known = codebook().pollsters.get(pollster)
    return known.name if known else pollster

"""Results as PowerPoint slides, with charts that PowerPoint itself draws and can change.

One slide a result: its words as title, a chart of lines, intervals and readings, what they are
underneath, and a description for screen readers. Needs python-pptx: `pip install polltide[office]`.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from analysis.figures.captions import series_caption
from analysis.figures.page import Caption
from analysis.figures.stretches import bars, inside, lined, stretches
from analysis.figures.style import COLOURS, GREY, INK
from analysis.trends.drawable import Drawable
from analysis.trends.face import Result
from analysis.trends.several import Several
from analysis.wording import day, percent
from polls.arguments import arguments_checked
from polls.errors import Place, Problem, ProblemsError, raise_errors, unknown
from polls.files.targets import target_problems, whole_file

__all__ = ["slides"]

MOST = len(COLOURS)
"""Lines on one slide: more are not told apart."""
EPOCH = pd.Timestamp("1899-12-30")
"""Day 0 of the dates of spreadsheets."""
FONT = "Calibri"
MANY, FEW_DOTS, MANY_DOTS = 60, 6, 3
"""Readings of a line from which its dots are small, and their sizes in points."""
YEAR = 365.25
FIXED = (2000, 1, 1, 0, 0, 0)
"""The time of each part of the file, so that equal results are equal bytes."""


class Marks(NamedTuple):
    """One series of a chart: line, edge (of a band), bar or dots of one line; date and share."""

    kind: str
    line: str
    name: str
    points: pd.DataFrame


@arguments_checked
def slides(
    results: Result | Sequence[Result],
    path: str | PathLike[str],
    *,
    overwrite: bool = False,
) -> Path:
    """Write results as slides whose charts PowerPoint draws, a slide each.

    Args:
        results: a trend, a mood, or a result of several lines, of which the first four are
            drawn; or several of them.
        path: ends in `.pptx`.
        overwrite: whether a file that is there already may be replaced.

    Returns:
        The path of the written file.

    Raises:
        ProblemsError: where there is nothing to draw, the ending is another, the folder is not
            found, a file is there already, or python-pptx is not installed. Nothing is written
            then.

    >>> slides([], "deck.pptx")
    Traceback (most recent call last):
    ...
    polls.errors.ProblemsError: deck.pptx: there are no results to draw [no-results]
    """
    wanted = [results] if isinstance(results, Result) else list(results)
    target = Path(path)
    place = Place(file=str(target))
    problems = list(target_problems(target, overwrite=overwrite))
    if target.suffix.casefold() != ".pptx":
        title = "slides are a PowerPoint file"
        problems.append(unknown("ending", target.suffix, [".pptx"], place, title=title))
    if not wanted:
        problems.append(Problem("no-results", "there are no results to draw", place))
    raise_errors(problems)
    deck = _deck()
    for result in wanted:
        _add_slide(deck, _lines(result))
    packed = io.BytesIO()
    deck.save(packed)
    with whole_file(target, overwrite=overwrite) as unfinished:
        unfinished.write_bytes(_without_times(packed.getvalue()))
    return target


def _deck() -> Any:
    try:
        import pptx
        from pptx.util import Inches
    except ModuleNotFoundError:
        hint = "install polltide with its extra: polltide[office]"
        problem = Problem("library-missing", "slides need python-pptx", hint=hint)
        raise ProblemsError([problem]) from None
    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    moment = pd.Timestamp(*FIXED).to_pydatetime()
    about = deck.core_properties
    about.created = about.modified = about.last_printed = moment
    about.title, about.author, about.last_modified_by = "Trends of public opinion", "", ""
    return deck


def _lines(result: Result) -> Mapping[str, Drawable]:
    """The lines of a result by what to print for them."""
    if isinstance(result, Several):
        return {result._label(key): result[key] for key in list(result)[:MOST]}
    return {"": result}  # type: ignore[dict-item]  # a result of one line has its series


def _add_slide(deck: Any, lines: Mapping[str, Drawable]) -> None:
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    caption, drawn = series_caption(list(lines.values())), _drawn(lines)
    slide = deck.slides.add_slide(deck.slide_layouts[5])  # a title and nothing else
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = map(Inches, (0.6, 0.35, 12.1, 0.8))
    _write(title.text_frame, caption.headline, 24, INK, bold=True)
    under = slide.shapes.add_textbox(*map(Inches, (0.6, 1.1, 12.1, 0.6)))
    _write(under.text_frame, _standing(lines, caption), 16, GREY)
    kind, box = XL_CHART_TYPE.XY_SCATTER_LINES_NO_MARKERS, map(Inches, (0.6, 1.75, 12.1, 4.75))
    frame = slide.shapes.add_chart(kind, *box, _chart_data(drawn))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", caption.alt)
    _style(frame.chart, drawn)
    foot = slide.shapes.add_textbox(*map(Inches, (0.6, 6.55, 12.1, 0.7)))
    words = f"{_how_to_read(lines, drawn)} Source: {caption.source}. {caption.note}"
    _write(foot.text_frame, words, 11, GREY)
    slide.notes_slide.notes_text_frame.text = f"{caption.alt} {_standing(lines, caption)}"


def _standing(lines: Mapping[str, Drawable], caption: Caption) -> str:
    """The question's measure, then where each line stands on its last day with its interval."""
    said = []
    for name, trend in lines.items():
        last = trend.table.sort_values("date").iloc[-1]
        said.append(
            f"{f'{name}: ' if name else ''}{percent(last['estimate'])} on {day(last['date'])} "
            f"({percent(last['low'])} to {percent(last['high'])})"
        )
    return f"{caption.subtitle}. {'; '.join(said)}."


def _how_to_read(lines: Mapping[str, Drawable], drawn: Sequence[Marks]) -> str:
    """What the marks of a slide are; of bands, which scatter charts lack, their edges are drawn."""
    kinds = {marks.kind for marks in drawn}
    level = 100 * float(next(iter(lines.values())).table["level"].iloc[0])
    said = {
        "dots": "Dots: published readings.",
        "line": "Thick line: the trend.",
        "edge": f"Thin lines: its {level:.0f}% interval.",
        "bar": f"Bars: its {level:.0f}% interval at a reading.",
    }
    return " ".join(words for kind, words in said.items() if kind in kinds)


def _chart_data(drawn: Sequence[Marks]) -> Any:
    from pptx.chart.data import XyChartData

    data = XyChartData(number_format="0%")
    for marks in drawn:
        series = data.add_series(marks.name)
        for date, share in marks.points.itertuples(index=False):
            series.add_data_point((date - EPOCH).total_seconds() / 86_400, round(float(share), 7))
    return data


def _drawn(lines: Mapping[str, Drawable]) -> list[Marks]:
    """The marks of all lines, in the order of the chart's series."""
    found = []
    for line, trend in lines.items():
        label = line or "Trend"
        table = trend.table.sort_values("date")
        for stretch in stretches(trend) if lined(trend) else []:
            part = inside(table, stretch)
            for kind, column in (("line", "estimate"), ("edge", "low"), ("edge", "high")):
                if len(part) > 1 and (kind == "line" or stretch.dense):
                    words = label if kind == "line" else f"{label}, {column} of interval"
                    found.append(Marks(kind, line, words, part[["date", column]]))
        for row in bars(trend).itertuples(index=False):
            ends = pd.DataFrame({"date": [row.date] * 2, "share": [row.low, row.high]})
            found.append(Marks("bar", line, f"{label}, interval", ends))
        readings = trend.readings.sort_values("date")[["date", "share"]]
        found.append(Marks("dots", line, f"{label}, readings", readings))
    return found


def _style(chart: Any, drawn: Sequence[Marks]) -> None:
    """Colours by line, lines thick and edges thin, readings as dots, names at the lines' ends."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_MARKER_STYLE
    from pptx.util import Pt

    chart.has_legend = False
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(12), FONT
    lines = dict.fromkeys(marks.line for marks in drawn)
    colours = dict(zip(lines, COLOURS.values(), strict=False))
    for series, marks in zip(chart.plots[0].series, drawn, strict=True):
        colour = RGBColor.from_string(colours[marks.line].removeprefix("#"))
        series.smooth = False
        series.marker.style = XL_MARKER_STYLE.NONE
        if marks.kind == "dots":
            series.format.line.fill.background()
            series.marker.style = XL_MARKER_STYLE.CIRCLE
            series.marker.size = FEW_DOTS if len(marks.points) <= MANY else MANY_DOTS
            series.marker.format.fill.solid()
            series.marker.format.fill.fore_color.rgb = colour
            series.marker.format.line.fill.background()
            if len(lines) > 1:
                _name_at_end(series, marks.line, colours[marks.line])
            continue
        series.format.line.color.rgb = colour
        series.format.line.width = Pt({"line": 2.5, "edge": 0.75, "bar": 1.5}[marks.kind])
    _axes(chart, [marks.points["date"] for marks in drawn])


def _name_at_end(series: Any, name: str, colour: str) -> None:
    """The line's name beside its last reading."""
    from pptx.dml.color import RGBColor
    from pptx.enum.chart import XL_LABEL_POSITION
    from pptx.util import Pt

    last = len(list(series.iter_values())) - 1
    label = series.points[last].data_label
    _write(label.text_frame, name, 13, colour, bold=True)
    label.text_frame.paragraphs[0].runs[0].font.color.rgb = RGBColor.from_string(colour[1:])
    label.text_frame.paragraphs[0].runs[0].font.size = Pt(13)
    label.position = XL_LABEL_POSITION.RIGHT


def _axes(chart: Any, days: Sequence[pd.Series]) -> None:
    """Percents and years, from just before the first day to where names have room."""
    from pptx.dml.color import RGBColor

    dates, shares = chart.category_axis, chart.value_axis
    dates.tick_labels.number_format, dates.tick_labels.number_format_is_linked = "yyyy", False
    shares.tick_labels.number_format, shares.tick_labels.number_format_is_linked = "0%", False
    dates.has_major_gridlines = False
    shares.major_gridlines.format.line.color.rgb = RGBColor(0xDD, 0xDD, 0xDD)
    shares.format.line.fill.background()
    # A little into January, so that steps of a year's mean length never fall before it.
    first = pd.Timestamp(min(each.min() for each in days).year, 1, 4)
    last = pd.Timestamp(max(each.max() for each in days))
    years = (last - first).days / YEAR
    dates.minimum_scale = (first - EPOCH).days
    dates.maximum_scale = (last - EPOCH).days + max(0.12 * YEAR * years, 30)
    dates.major_unit = YEAR * max(1, round(years / 8))


def _write(frame: Any, words: str, size: int, colour: str, *, bold: bool = False) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN
    from pptx.util import Pt

    frame.word_wrap = True
    frame.text = words
    paragraph = frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    font = paragraph.runs[0].font
    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))


def _without_times(packed: bytes) -> bytes:
    """A package of Office, or one inside of it, with fixed times in place of those of writing."""
    fresh = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(fresh, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename.endswith(".xlsx"):
                content = _without_times(content)
            if part.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z", b"2000-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(part.filename, FIXED)
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return fresh.getvalue()

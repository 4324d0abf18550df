"""A figure's data as a Vega-Lite specification, so that others can redraw it in any tool.

The specification holds the data; it is plainer than the drawn figure, and honest: the same
marks on the same scales. https://vega.github.io/schema/vega-lite/v5.json
"""

from __future__ import annotations

import json
from typing import Any

from analysis.figures.page import Drawing
from analysis.figures.rounding import rounded
from analysis.figures.style import COLOURS

__all__ = ["vega_lite"]

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
PERCENT = {"format": ".0%"}


def vega_lite(drawing: Drawing) -> dict[str, Any]:
    """The specification of a figure.

    Args:
        drawing: a finished figure.

    Returns:
        Plain values for JSON: title, data and marks.
    """
    words = drawing.caption
    values = json.loads(rounded(drawing.data).to_json(orient="records"))
    return {
        "$schema": SCHEMA,
        "title": {"text": words.headline, "subtitle": words.subtitle},
        "description": words.alt,
        "usermeta": {"source": words.source, "note": words.note},
        "width": 600,
        "height": 320 if drawing.chart in ("trend", "cumulative", "sparkline") else {"step": 24},
        "data": {"values": values},
        "config": {"range": {"category": list(COLOURS.values())}},
        **MARKS[drawing.chart](),
    }


def _trend() -> dict[str, Any]:
    x = {"field": "date", "type": "temporal", "title": None}
    y = {"field": "share", "type": "quantitative", "axis": PERCENT, "title": None}
    colour = {"field": "series", "type": "nominal", "title": None}
    ends = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
    shared = {"x": x, "color": colour}

    def layer(kind: str, mark: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
        return {
            "transform": [{"filter": f"datum.kind == '{kind}'"}],
            "mark": mark,
            "encoding": {**shared, **more},
        }

    return {
        "layer": [
            layer("trend", {"type": "area", "opacity": 0.2}, ends),
            layer("bar", {"type": "rule", "opacity": 0.5}, ends),
            layer("trend", {"type": "line"}, {"y": y}),
            layer("gap", {"type": "line", "strokeDash": [3, 3], "size": 1}, {"y": y}),
            layer("reading", {"type": "point", "filled": True}, {"y": y}),
        ]
    }


def _dots() -> dict[str, Any]:
    return _rows("share", "label", "point")


def _rows(value: str, name: str, mark: str) -> dict[str, Any]:
    y = {"field": name, "type": "nominal", "sort": None, "title": None}
    x = {"field": value, "type": "quantitative", "axis": PERCENT, "title": None}
    ends = {"x": {**x, "field": "low"}, "x2": {"field": "high"}}
    return {
        "encoding": {"y": y},
        "layer": [
            {"mark": {"type": mark}, "encoding": {"x": x}},
            {"mark": "rule", "encoding": ends},
        ],
    }


def _dumbbells() -> dict[str, Any]:
    y = {"field": "row", "type": "nominal", "sort": None, "title": None}
    x = {"field": "share", "type": "quantitative", "axis": PERCENT, "title": None}
    return {
        "encoding": {"y": y, "x": x},
        "layer": [
            {"mark": {"type": "line", "color": "#B8B8B8", "size": 3}},
            {"mark": {"type": "point", "filled": True, "size": 80},
             "encoding": {"tooltip": [{"field": "group"}, {"field": "share", "format": ".0%"}]}},
        ],
    }  # fmt: skip


def _heat() -> dict[str, Any]:
    return {
        "mark": "rect",
        "encoding": {
            "y": {"field": "row", "type": "nominal", "sort": None, "title": None},
            "x": {"field": "year", "type": "ordinal", "title": None},
            "color": {"field": "share", "type": "quantitative", "legend": PERCENT},
        },
    }


def _cumulative() -> dict[str, Any]:
    return {
        "mark": "line",
        "encoding": {
            "x": {"field": "date", "type": "temporal", "timeUnit": "monthdate", "title": None},
            "y": {"field": "total", "type": "quantitative", "title": None},
            "color": {"field": "year", "type": "nominal"},
        },
    }


def _beside_counts() -> dict[str, Any]:
    x = {"field": "date", "type": "temporal", "title": None}
    y = {"field": "share", "type": "quantitative", "axis": PERCENT, "title": None}
    count = {"field": "value", "type": "quantitative", "title": None}

    def part(kind: str, mark: dict[str, Any], **more: Any) -> dict[str, Any]:
        kept = [{"filter": f"datum.kind == '{kind}'"}]
        return {"transform": kept, "mark": mark, "encoding": {"x": x, **more}}

    ends = {"y": {**y, "field": "low"}, "y2": {"field": "high"}}
    above = [
        part("trend", {"type": "area", "opacity": 0.2}, **ends),
        part("trend", {"type": "line"}, y=y),
    ]
    below = part("official", {"type": "bar", "width": 20}, y=count)
    return {"vconcat": [{"width": 600, "layer": above}, {"width": 600, **below}]}


def _sparkline() -> dict[str, Any]:
    x = {"field": "date", "type": "temporal", "title": None}
    y = {"field": "share", "type": "quantitative", "axis": PERCENT, "title": None}
    return {"mark": "line", "encoding": {"x": x, "y": y}}


MARKS = {
    "trend": _trend,
    "dots": _dots,
    "dumbbells": _dumbbells,
    "heat": _heat,
    "houses": lambda: _rows("points", "label", "point"),
    "changes": lambda: _rows("estimate", "label", "bar"),
    "calibration": lambda: _rows("coverage_90", "method", "point"),
    "cumulative": _cumulative,
    "beside counts": _beside_counts,
    "sparkline": _sparkline,
}
"""Kind of chart -> what draws its marks."""

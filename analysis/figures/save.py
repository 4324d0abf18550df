"""A figure on disk: PDF, SVG, the exact plotted data, alt text, and what it was made from.

    issue-gb.pdf  issue-gb.svg  issue-gb.csv  issue-gb.alt.txt  issue-gb.json

No date of writing and no random id enters a file, so that two runs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import matplotlib
import pandas as pd

from analysis.figures.style import Drawing, house_style

__all__ = ["rounded", "save_figure"]

PACKAGES = ("matplotlib", "numpy", "pandas", "scipy", "statsmodels")


def save_figure(drawing: Drawing, stem: Path, inputs: Mapping[str, Any]) -> tuple[Path, ...]:
    """Write a figure and its sidecars.

    Args:
        drawing: the finished figure.
        stem: folder and name without ending.
        inputs: what the figure was made from, as plain values for the `.json`.

    Returns:
        The five paths written: PDF, SVG, CSV, alt text, JSON.

    Raises:
        ValueError: where the figure has no alt text.
    """
    if not drawing.caption.alt.strip():
        raise ValueError(f"figure '{stem.name}' has no alt text: say chart type, data and reason")
    paths = tuple(stem.with_name(stem.name + end) for end in (".pdf", ".svg", ".csv", ".alt.txt"))
    pdf, svg, data, alt = paths
    with house_style(), matplotlib.rc_context({"svg.hashsalt": stem.name}):
        drawing.figure.savefig(pdf, metadata={"CreationDate": None})
        drawing.figure.savefig(svg, metadata={"Date": None})
    rounded(drawing.data).to_csv(data, index=False, lineterminator="\n")
    alt.write_text(drawing.caption.alt + "\n", encoding="utf-8")
    record = stem.with_name(stem.name + ".json")
    record.write_text(_record(drawing, inputs, data), encoding="utf-8")
    return (*paths, record)


def rounded(frame: pd.DataFrame, digits: int = 10) -> pd.DataFrame:
    """The frame with its floats at `digits` significant digits and its dates as ISO days.

    >>> rounded(pd.DataFrame({"share": [1 / 3]}), digits=3)["share"].tolist()
    [0.333]
    """
    result = frame.copy()
    for name in result.columns:
        if pd.api.types.is_float_dtype(result[name]):
            result[name] = [float(f"{value:.{digits}g}") for value in result[name]]
        elif pd.api.types.is_datetime64_any_dtype(result[name]):
            result[name] = result[name].dt.strftime("%Y-%m-%d")
    return result


def _record(drawing: Drawing, inputs: Mapping[str, Any], data: Path) -> str:
    words = drawing.caption
    record = {
        "headline": words.headline,
        "subtitle": words.subtitle,
        "source": words.source,
        "note": words.note,
        "inputs": dict(inputs),
        "data_sha256": hashlib.sha256(data.read_bytes()).hexdigest(),
        "versions": {
            "python": platform.python_version(),
            **{package: version(package) for package in PACKAGES},
        },
    }
    return json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n"

"""Which kinds of figure a result can be drawn as, and what each needs: where `plot()` arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.beside_counts import plot_beside_counts
from analysis.figures.changes import plot_changes
from analysis.figures.dots import draw_dots
from analysis.figures.dumbbells import breakdown_name, draw_dumbbells, latest_shares
from analysis.figures.heat import draw_heat, yearly
from analysis.figures.houses import plot_houses
from analysis.figures.multiples import plot_multiples
from analysis.figures.page import refuse_with_axes, shown_axes, size_of_rows
from analysis.figures.shares import draw_diverging, draw_stacked, tints
from analysis.figures.style import house_style
from analysis.figures.trend import draw_trends, plot_trend
from analysis.trends.drawable import Drawable
from analysis.wording import percent
from polls.arguments import arguments_checked, options_of, unknown_options, without_effect
from polls.codebooks.model import codebook
from polls.errors import Problem, ProblemsError, raise_errors, unknown

__all__ = ["plot_one", "plot_several"]

BARS = 7
"""Dates of a diverging figure: more bars would not be read."""


@arguments_checked
def plot_one(result: Any, axes: Axes | None, kind: str, options: Mapping[str, Any]) -> Axes:
    """Draw one line, or what belongs to it.

    Args:
        result: a trend.
        axes: where to draw; None: a new figure.
        kind: "line", "houses", "changes" or "beside counts".
        options: of `plot_trend`, `plot_houses`, `plot_changes` or `plot_beside_counts`.

    Raises:
        ProblemsError: where the kind or an option is unknown.
    """
    kinds: dict[str, Callable[..., Axes]] = {
        "line": plot_trend, "houses": plot_houses, "changes": plot_changes,
        "beside counts": plot_beside_counts,
    }  # fmt: skip
    _refuse_kind(kind, list(kinds))
    if kind == "houses" and not len(getattr(result, "houses", ())):
        raise ProblemsError([Problem("no-houses", "this result has no house effects")])
    _refuse_options(options, kinds[kind], kind)
    return kinds[kind](result, axes, **options)


@arguments_checked
def plot_several(
    whole: Any,
    lines: Mapping[str, Drawable],
    axes: Axes | None,
    kind: str,
    options: Mapping[str, Any],
) -> Axes:
    """Draw several lines of one result.

    Args:
        whole: the result.
        lines: the lines wanted, by what to print for them.
        axes: where to draw; None: a new figure.
        kind: as `Several.plot` lists them.
        options: of the figure.

    Raises:
        ProblemsError: where the kind or an option is unknown or does not fit the result.
    """
    answers = list(getattr(whole, "by", ())) == ["answer"]
    kinds = [
        "lines",
        "small multiples",
        "dots",
        "dumbbells",
        "then and now",
        "heat map",
        *(["stacked", "diverging"] if answers else []),
    ]
    _refuse_kind(kind, kinds)
    if kind in ("lines", "small multiples", "heat map"):
        # What is left of a whole was never read off a table, and has no reading to draw.
        lines = {name: line for name, line in lines.items() if len(line.readings)}
        if not lines:
            raise ProblemsError([Problem("no-readings", "these lines have no readings to draw")])
    if kind == "lines":
        _refuse_options(options, draw_trends, kind)
        return draw_trends(lines, axes, **options)
    if kind == "small multiples":
        _refuse_options(options, plot_multiples, kind)
        if axes is not None:
            hint = "small multiples have several axes, in a figure of their own"
            raise ProblemsError([without_effect("ax=", f"kind={kind!r}", hint)])
        return plot_multiples(lines, **options).axes[0]
    if kind == "dumbbells":
        _refuse_options(options, _dumbbells, kind)
        return _dumbbells(whole, lines, axes, **options)
    _refuse_options(options, _shown, kind)
    return _shown(whole, lines, axes, kind, **options)


def _dumbbells(
    whole: Any,
    lines: Mapping[str, Drawable],
    axes: Axes | None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
    days: int | None = None,
) -> Axes:
    """Where each line stands, or the means of its readings of some days; a row a breakdown."""
    refuse_with_axes(axes, figsize=figsize)
    rows = _standing(whole, lines) if days is None else _latest(lines, days)
    if axes is None:
        several = rows["row"].nunique()
        size = size_of_rows(preset, 0.45 * several) if several > 1 else None
        axes = shown_axes(figsize or size, preset)
    with house_style(preset):
        draw_dumbbells(axes, rows)
    return axes


def _latest(lines: Mapping[str, Drawable], days: int) -> pd.DataFrame:
    """The mean of each group's readings of the last days."""
    if days < 1:
        raise ProblemsError([Problem("wrong-option", "days is under 1", got=str(days))])
    readings = pd.concat([line.readings for line in lines.values()], ignore_index=True)
    rows = latest_shares(readings, days)
    if (rows["group_by"] == "all").any():
        hint = 'analysis.fit_trends(readings, by=["group_by", "group"])'
        raise ProblemsError([Problem("no-groups", "these lines are no groups", hint=hint)])
    return rows


def _shown(
    whole: Any,
    lines: Mapping[str, Drawable],
    axes: Axes | None,
    kind: str,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    refuse_with_axes(axes, figsize=figsize)
    if axes is None:
        axes = shown_axes(figsize, preset)
    with house_style(preset):
        rows: dict[str, Callable[[], Any]] = {
            "dots": lambda: draw_dots(axes, _now(lines)),
            "then and now": lambda: draw_dumbbells(axes, _then_and_now(lines)),
            "heat map": lambda: draw_heat(axes, _cells(lines)),
        }
        if kind in rows:
            rows[kind]()
            return axes
        names, leanings = _answers(whole, lines)
        if kind == "stacked":
            draw_stacked(axes, whole.table, names, tints(leanings))
            return axes
        days = sorted(whole.readings["date"].unique())
        step = max(-(-len(days) // BARS), 1)
        shown = list(days[::-1][::step])[::-1]
        draw_diverging(axes, whole.table, names, leanings, shown)
    return axes


def _now(lines: Mapping[str, Drawable]) -> pd.DataFrame:
    """Where each line stands on its last day with its interval, as `draw_dots` takes them."""
    ends = {name: line.table.iloc[-1] for name, line in lines.items()}
    return pd.DataFrame(
        [
            {"label": name, "share": float(end["estimate"]), "low": float(end["low"]),
             "high": float(end["high"]), "text": percent(float(end["estimate"]))}
            for name, end in ends.items()
        ]
    )  # fmt: skip


def _then_and_now(lines: Mapping[str, Drawable]) -> pd.DataFrame:
    """Each line on its first and its last day, as rows of a dumbbell figure."""
    return pd.DataFrame(
        [
            {"row": name, "group": f"{day['date'].year}:", "share": float(day["estimate"]),
             "time": day["date"]}
            for name, line in lines.items()
            for day in (line.table.iloc[0], line.table.iloc[-1])
        ]
    )  # fmt: skip


def _standing(whole: Any, lines: Mapping[str, Drawable]) -> pd.DataFrame:
    """Where each line stands on its last day: one row of a dumbbell figure, or one a breakdown."""
    by = tuple(getattr(whole, "by", ()))
    row = str(getattr(whole, "group_by", "") or ", ".join(by)).capitalize()
    breakdowns = by == ("group_by", "group")
    return pd.DataFrame(
        [
            {
                "row": breakdown_name(str(line.series["group_by"])) if breakdowns else row,
                "group": line.series["group"] if breakdowns else name,
                "share": float(line.table["estimate"].iloc[-1]),
            }
            for name, line in lines.items()
        ]
    )


def _cells(lines: Mapping[str, Drawable]) -> pd.DataFrame:
    """The means of each line's years, as `draw_heat` takes them."""
    readings = [line.readings[["date", "share"]].assign(line=name) for name, line in lines.items()]
    return yearly(pd.concat(readings, ignore_index=True), "line")


def _answers(whole: Any, lines: Mapping[str, Drawable]) -> tuple[dict[str, str], list[int]]:
    """Answers in order with what to print for them, and how each leans in the codebook."""
    question = codebook().questions.get(whole.series.get("question", ""))
    names = {str(line.series["answer"]): name for name, line in lines.items()}
    known = {entry.id: entry.polarity for entry in question.answers} if question else {}
    leanings = [known.get(answer, 0) for answer in names]
    if not any(leanings) and len(names) > 1:
        leanings = [1, *([0] * (len(names) - 2)), -1]
    return names, leanings


def _refuse_kind(kind: str, known: Sequence[str]) -> None:
    if kind not in known:
        raise ProblemsError([unknown("kind", kind, known, title="unknown kind of figure")])


def _refuse_options(options: Mapping[str, Any], function: Callable[..., Any], kind: str) -> None:
    raise_errors(unknown_options(options, options_of(function), f"a figure of kind={kind!r}"))

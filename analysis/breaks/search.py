"""Turning points: an odd poll, a real shift, a change of pace, and what happened at the time.

    kind          date        interval                   size          in that time
    level break   2022-11-07  31 Oct .. 7 Nov 2022       +7 points     ...
    outlier       2020-03-16  16 Mar 2020                -5 points     ...

Real breaks swell the fitted volatility and so hide each other: in a long series the scales
are first fitted again without the most suspicious places. Then the largest surprise of a model
without breaks is held against what chance alone would make of the largest; one that is larger
is accepted as part of the model, and the search goes on, allowing in the end a stated share of
the findings to be false (the false discovery rate: Benjamini and Hochberg 1995, Journal of the
Royal Statistical Society B 57). That something happened at the time of a break does not make
it the cause.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, ndtri

import polls
from analysis.breaks.judged import log_bayes_factor
from analysis.breaks.null_series import FOLLOWED
from analysis.breaks.shock_statistics import Surprises, surprises
from analysis.model.fitted_model import Fitted
from analysis.model.hyperparameters import fit_hyperparameters
from analysis.model.measurements import DAYS_A_YEAR, Floats, Steps, as_dates
from analysis.model.statespace import StateSpace
from analysis.shown import Shown
from analysis.trends.options import check_draws
from analysis.trends.results import Trend
from analysis.trends.summary import title_of
from polls.arguments import arguments_checked, require_columns
from polls.errors import Problem, ProblemsError

__all__ = ["TurningPoints", "turning_points"]

COLUMNS = (
    "kind", "date", "first_day", "last_day", "size", "low", "high", "unit", "statistic",
    "p_value", "events",
)  # fmt: skip


SUSPECT = 3.0
"""Statistic from which a place is left out of the fit of the scales: of 400 places without a
break about one is."""

DISMISSALS = 3
"""The search ends after so many surprises that changing volatility or wild polls explain."""

EARLIER = 0.15
"""A Bayes factor of C / a in the largest of C places is reached by chance with probability a at
most; places that are neighbours make it so much rarer."""

SAME = 0.5
"""Correlation from which two statistics are taken to speak of the same surprise."""


@dataclass(frozen=True)
class Accepted:
    """The model with the findings so far, and what accepted slopes add to each reading (T,)."""

    fitted: Fitted
    drift: Floats


@dataclass(frozen=True, repr=False, eq=False)
class TurningPoints(Shown):
    """The turning points of one series, the largest first.

    `table` has a row a finding: kind; date (of the reading from which the break shows, or
    the odd reading's own); first_day and last_day (the interval that holds it with
    probability `level`); size with low and high, in shares of 0 to 1 (of a year, for a
    change of slope: see `unit`); statistic (t); p_value (how often a series without a break
    has anything as large anywhere); events (dated texts in the interval). The first finding
    is held to `false_alarms` itself; each later one to more, since a longer list may hold
    more that is false at the same share.

    `explained` has the same columns: surprises under a constant volatility and normal errors
    that a time of turbulence or a wild poll explains nearly as well. A move between readings
    that lie months apart is one, as a rule: nothing says that it came on one day.
    """

    series: dict[str, str]
    table: pd.DataFrame
    explained: pd.DataFrame
    level: float
    false_alarms: float

    @property
    def breaks(self) -> tuple[pd.Timestamp, ...]:
        """The days of the level breaks in order, as `fit_trend(breaks=)` takes them."""
        days = self.table.loc[self.table["kind"] == "level break", "date"]
        return tuple(sorted(days))

    def sentences(self) -> tuple[str, ...]:
        """Each finding in a plain sentence; events are named as simultaneous, never as cause."""
        return tuple(_sentence(row) for _, row in self.table.iterrows())

    def summary(self) -> str:
        """The sentences as one text."""
        return "\n".join(self.sentences()) or "No turning point was found."

    def to_frame(self) -> pd.DataFrame:
        """The table, as a frame of its own."""
        return self.table.copy()

    def _headline(self) -> str:
        return f"TurningPoints: {len(self.table)} in {title_of(self.series)}"

    def _excerpt(self) -> pd.DataFrame:
        return self.table[["kind", "date", "first_day", "last_day", "size", "low", "high"]]


@arguments_checked
def turning_points(
    trend: Trend,
    *,
    false_alarms: float = 0.05,
    level: float = 0.9,
    most: int = 20,
    events: pd.DataFrame | None = None,
    seed: int = 0,
) -> TurningPoints:
    """Odd polls, level breaks and changes of slope in the readings of a trend.

    Args:
        trend: a trend of one series; its own model says what is no surprise.
        false_alarms: the share of series without any turning point that give one, at most:
            what changing volatility or wild polls explain is no finding either (see
            `analysis.breaks.judged`). The share of false findings is set to it too.
        level: probability of the date intervals and of the intervals of sizes.
        most: the search stops after so many findings.
        events: a frame of `polls.events()`; default: those of the trend's country.
        seed: of the draws that say what chance does.

    Returns:
        The findings. `fit_trend(readings, breaks=found.breaks)` lets the line jump there.

    Raises:
        ProblemsError: where the trend is of several series, or an option is not possible.

    >>> import polls
    >>> from analysis.trends.trend import fit_trend
    >>> german = polls.load(question="contribute_lot", country="DE", answer="agree")
    >>> found = turning_points(fit_trend(german))
    >>> found.to_frame().columns[:3].tolist()
    ['kind', 'date', 'first_day']
    """
    _check_options(trend, false_alarms, level, most)
    dated = polls.events(trend.series["country"]) if events is None else events
    require_columns("events", dated, ["date", "event"])
    check_draws(1, seed)
    cleaned = _without_suspects(trend.fitted)
    state = Accepted(cleaned, np.zeros(len(cleaned.steps.days)))
    rows: list[dict[str, Any]] = []
    explained: list[dict[str, Any]] = []
    too_small = 0
    while len(rows) < most and len(explained) + too_small < DISMISSALS:
        found = surprises(state.fitted, seed)
        kind, place, p_value = _least_likely(found)
        if kind is None or _expected(p_value) > false_alarms * (len(rows) + 1):
            break
        row = _finding(kind, place, p_value, state, level, dated)
        rounding = np.asarray(np.nan_to_num(trend.readings["rounding"].to_numpy(float)))
        if _within_rounding(kind, place, row, state, rounding):
            too_small += 1
        elif _holds(kind, place, state, false_alarms):
            rows.append(row)
        else:
            explained.append(row)
        state = _accept(kind, place, state)
    table, listed = (pd.DataFrame(found, columns=list(COLUMNS)) for found in (rows, explained))
    return TurningPoints(dict(trend.series), table, listed, level, false_alarms)


def _within_rounding(
    kind: Surprises, place: int, row: Mapping[str, Any], state: Accepted, rounding: Floats
) -> bool:
    """Whether a surprise is smaller than the step to which its reading was rounded."""
    years = 1.0
    if kind.kind == "slope change":
        years = float(state.fitted.steps.days[-1] - kind.after[place]) / DAYS_A_YEAR
    return bool(abs(row["size"]) * years < rounding[kind.rows[place]])


def _holds(kind: Surprises, place: int, state: Accepted, false_alarms: float) -> bool:
    """Whether a surprise is one under changing volatility and errors with heavy tails too."""
    if state.fitted.smooth:
        return True
    steps = state.fitted.steps
    factor = log_bayes_factor(state.fitted, kind.pattern(place, steps.days))
    return bool(factor > np.log(len(kind.statistic) * EARLIER / false_alarms))


def _least_likely(found: Sequence[Surprises]) -> tuple[Surprises | None, int, float]:
    """The least likely surprise of any kind, and how often chance has one as unlikely.

    A kind's statistics are judged by that kind's largest; the smallest of these
    probabilities over the kinds is then judged by its own distribution under chance.
    """
    filled = [each for each in found if len(each.statistic)]
    if not filled:
        return None, 0, 1.0
    places = [int(np.argmax(np.abs(each.statistic))) for each in filled]
    own = [each.exceedance(each.statistic[at]) for each, at in zip(filled, places, strict=True)]
    # Equal probabilities (all under the draws' reach) are parted by what fits better: the
    # likelihood that a pattern adds is (size / se)^2 / 2.
    gain = [abs(each.size[at]) / each.se[at] for each, at in zip(filled, places, strict=True)]
    best = min(range(len(filled)), key=lambda i: (own[i], -gain[i]))
    by_chance = np.min([_ranks(each.by_chance) for each in filled], axis=0)
    return filled[best], places[best], float((by_chance <= own[best]).mean())


def _expected(p_value: float) -> float:
    """How many surprises as large chance gives a series on average, of one or more at p."""
    return float(-np.log1p(-min(p_value, 1 - 1e-12)))


def _ranks(largest: Floats) -> Floats:
    """For each draw, the share of draws that are as large."""
    order = np.sort(largest)
    return 1 - np.searchsorted(order, largest, side="left") / len(order)


def _accept(kind: Surprises, place: int, state: Accepted) -> Accepted:
    """The model with a finding in it; where the scales have not been cleaned, fitted again."""
    steps, drift = state.fitted.steps, state.drift
    if kind.kind == "outlier":
        values = steps.values.copy()
        values[kind.rows[place]] = np.nan
        steps = replace(steps, values=values)
    elif kind.kind == "level break":
        steps = replace(steps, breaks=(*steps.breaks, int(kind.until[place])))
    else:
        years = np.maximum(steps.days - kind.after[place], 0) / DAYS_A_YEAR
        steps = replace(steps, values=steps.values - (years * kind.size[place])[:, None])
        drift = drift + years * kind.size[place]
    if len(steps.days) <= FOLLOWED:
        return Accepted(_refitted(state.fitted, steps), drift)
    return Accepted(replace(state.fitted, steps=steps), drift)


def _without_suspects(fitted: Fitted) -> Fitted:
    """The same readings with scales fitted without the places that look like no chance.

    Each suspect is let go in its own way, a break by a free step and an odd poll by leaving
    it out; of those that speak of the same surprise only the largest is. A short series
    cannot spare them: its scales would come out too small.
    """
    if len(fitted.steps.days) <= FOLLOWED:
        return fitted
    outliers, breaks, _ = surprises(fitted, draws=0)
    steps, values = fitted.steps, fitted.steps.values.copy()
    days: list[int] = []
    seen: list[Floats] = []
    places = [(kind, at) for kind in (outliers, breaks) for at in range(len(kind.statistic))]
    for kind, at in sorted(places, key=lambda place: -abs(place[0].statistic[place[1]])):
        if abs(kind.statistic[at]) < SUSPECT:
            break
        if any(abs(kind.directions[at] @ other) >= SAME for other in seen):
            continue
        seen.append(kind.directions[at])
        if kind is outliers:
            values[kind.rows[at]] = np.nan
        else:
            days.append(int(kind.until[at]))
    if not seen:
        return fitted
    freed = replace(steps, values=values, breaks=(*steps.breaks, *days))
    return replace(_refitted(fitted, freed), steps=steps)


def _refitted(fitted: Fitted, steps: Steps) -> Fitted:
    """The same model fitted to other steps."""
    space = StateSpace(steps, fitted.hyperparameters.scales, fitted.smooth)
    return Fitted(steps, fitted.smooth, fit_hyperparameters([space]))


def _finding(
    kind: Surprises,
    place: int,
    p_value: float,
    state: Accepted,
    level: float,
    events: pd.DataFrame,
) -> dict[str, Any]:
    """One row of the table."""
    first, last = _interval(kind, place, level)
    reach = ndtri((1 + level) / 2) * kind.se[place]
    size, low, high = (
        _in_shares(kind, place, state, kind.size[place] + offset) for offset in (0.0, -reach, reach)
    )
    inside = events[events["date"].between(first, last)]
    return {
        "kind": kind.kind,
        "date": as_dates(kind.until[[place]])[0],
        "first_day": first,
        "last_day": last,
        "size": size,
        "low": low,
        "high": high,
        "unit": "share a year" if kind.kind == "slope change" else "share",
        "statistic": float(kind.statistic[place]),
        "p_value": p_value,
        "events": "; ".join(
            f"{row['date']:%Y-%m-%d} {row['event']}" for _, row in inside.iterrows()
        ),
    }


def _interval(kind: Surprises, place: int, level: float) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The days that hold the place with probability `level`.

    Each place is as likely as its likelihood, exp(t^2 / 2), times the days it spans. Places
    whose statistics have little to do with this one's speak of other surprises.
    """
    if kind.kind == "outlier":
        day = as_dates(kind.until[[place]])[0]
        return day, day
    same = np.flatnonzero(kind.directions @ kind.directions[place] >= SAME)
    log_weight = kind.statistic[same] ** 2 / 2 + np.log((kind.until - kind.after)[same])
    weight = np.exp(log_weight - log_weight.max())
    order = np.argsort(-weight, kind="stable")
    enough = int(np.searchsorted(np.cumsum(weight[order]) / weight.sum(), level)) + 1
    inside = np.union1d(same[order[:enough]], [place])
    return as_dates(kind.after[inside]).min(), as_dates(kind.until[inside]).max()


def _in_shares(kind: Surprises, place: int, state: Accepted, size: float) -> float:
    """A size in logits, as a difference of shares (a year) at the level of the time."""
    steps = state.fitted.steps
    row = kind.rows[place]
    if kind.kind == "outlier":
        reading = steps.values[row, 0] + state.drift[row]
        return float(expit(reading) - expit(reading - size))
    space, where = state.fitted.space(np.array([kind.after[place], kind.until[place]]))
    levels = space.smoothed(state.fitted.hyperparameters.mode).levels[where, 0]
    level = float(levels.mean() + state.drift[row])
    if kind.kind == "slope change":
        return float(expit(level) * (1 - expit(level)) * size)
    return float(expit(level + size / 2) - expit(level - size / 2))


def _sentence(row: pd.Series) -> str:
    days = (
        f"on {row['date']:%Y-%m-%d}"
        if row["first_day"] == row["last_day"]
        else f"between {row['first_day']:%Y-%m-%d} and {row['last_day']:%Y-%m-%d}"
    )
    size = f"{100 * row['size']:+.1f} points ({100 * row['low']:+.1f} to {100 * row['high']:+.1f})"
    what = {
        "outlier": f"One reading {days} lies {size} off the others",
        "level break": f"The level shifted by {size} {days}",
        "slope change": f"The pace changed by {size} a year {days}",
    }[row["kind"]]
    return f"{what}; events in that time: {row['events'] or 'none listed'}."


def _check_options(trend: Trend, false_alarms: float, level: float, most: int) -> None:
    problems = []
    if trend.fitted.steps.values.shape[1] > 1 or trend.fitted.steps.levels.shape[2] > 1:
        problems.append(
            Problem(
                "several-series",
                "turning points are looked for in one series",
                got=" + ".join(filter(None, trend.series.values())),
                hint="fit the series alone with fit_trend",
            )
        )
    if not 0 < false_alarms < 1 or not 0 < level < 1 or most < 1:
        problems.append(
            Problem(
                "option-out-of-range",
                "an option is not possible",
                got=f"false_alarms={false_alarms}, level={level}, most={most}",
                expected="probabilities between 0 and 1, most of 1 or more",
            )
        )
    if problems:
        raise ProblemsError(problems)

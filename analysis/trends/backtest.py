"""Would the trend have foreseen the next reading? Rolling origin, honest to the day.

    readings before  ->  scales, prediction with intervals  ->  the reading that came

Scales are fitted anew every few readings on what was known then; the error of the reading to
come is taken from the predicted share, never from the printed one. The baselines are what
people do without a model, each given the spread of its own past errors.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, overload

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

from analysis.model.fitted_model import Fitted
from analysis.model.measurements import Floats, Integers, Steps
from analysis.model.normal_mixtures import mixture_quantile, share_moments
from analysis.model.statespace import StateSpace
from analysis.model.switching import MULTIPLIERS, SwitchingSpace
from analysis.model.system_matrices import Scale
from analysis.model.working_response import printed_of
from analysis.shown import Shown
from analysis.trends.baselines import baselines, from_past_errors
from analysis.trends.observations import Observations, observe
from analysis.trends.one_series import fit_series, scales_of, series_of
from analysis.trends.options import Model, Volatility, check_options
from polls.arguments import arguments_checked, without_effect
from polls.errors import Problem, ProblemsError, raise_errors
from polls.schema import known_from

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Backtest", "backtest"]

FIRST = 30
"""A reading is predicted where so many were out before its fieldwork began."""


@dataclass(frozen=True, repr=False, eq=False)
class Backtest(Shown):
    """What each method predicted and how it scored.

    Attributes:
        table: one row a method: readings predicted, coverage of 90% and 95% intervals, mean
            log score of the printed value (nats, higher is better), mean absolute error and
            mean width of the 90% interval (points).
        predictions: one row a method and reading: date, share, predicted, low_90, high_90,
            low_95, high_95, log_score.
    """

    table: pd.DataFrame
    predictions: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """The table, as a frame of its own."""
        return self.table.copy()

    @arguments_checked
    def plot(
        self,
        ax: Axes | None = None,
        *,
        kind: Literal["coverage", "error", "calibration"] = "coverage",
        **options: Any,
    ) -> Axes:
        """Draw how often each method's interval held, or how far it missed, as dots.

        Args:
            ax: where to draw; default: a new figure with words made of the scores.
            kind: "coverage", "error", or "calibration", both side by side in a new figure.
            options: `figsize` and `preset` (`analysis.figures.trend.plot_trend`).

        Returns:
            The axes drawn on; of both the left one.

        Raises:
            ProblemsError: where an option is unknown, or has no effect on axes that are given.
        """
        from analysis.figures.calibration import plot_scores

        return plot_scores(self.table, ax, kind, options)

    def _headline(self) -> str:
        return f"Backtest: {self.table['readings'].iloc[0]} readings predicted from those before"

    def _excerpt(self) -> pd.DataFrame:
        return self.table


class Foretelling(Protocol):
    """A result that has a test of its own, such as a mood."""

    def backtest(self) -> Any:
        """What it foretold, and how well."""


@overload
def backtest(
    readings: pd.DataFrame,
    *,
    model: Model = ...,
    robust: bool = ...,
    volatility: Volatility = ...,
    refit_every: int = ...,
) -> Backtest: ...
@overload
def backtest(readings: Foretelling) -> Any: ...
@arguments_checked
def backtest(
    readings: pd.DataFrame | Foretelling,
    *,
    model: Model = "level",
    robust: bool = False,
    volatility: Volatility = "auto",
    refit_every: int = 25,
) -> Any:
    """Predict each reading of a series from those that were out when its fieldwork began.

    Args:
        readings: a readings frame of one series, more than `FIRST` readings; or a mood, whose
            surveys are then held out whole (`analysis.latent.held_out`), as `Mood.backtest`
            with its own options does; those here are not for it.
        model: as in `fit_trend`.
        robust, volatility: as in `fit_trend`.
        refit_every: readings between two fits of the scales.

    Returns:
        Scores of the trend, the last poll, the mean of the last five and a local regression.

    Raises:
        ProblemsError: as `fit_trend`, and where there are too few readings.

    >>> import polls
    >>> asked = polls.load(question="issue_up_to_three", country="GB", answer="health")
    >>> held_out = backtest(asked.sort_values("start").head(40))
    >>> held_out.table["method"].tolist()
    ['trend', 'last poll', 'mean of last five', 'local regression']
    """
    if not isinstance(readings, pd.DataFrame) and hasattr(readings, "backtest"):
        given: dict[str, Any] = {"model": model, "robust": robust, "volatility": volatility}
        given |= {"refit_every": refit_every}
        usual = inspect.signature(backtest).parameters
        raise_errors(
            without_effect(f"{name}={value!r}", "a mood", "mood.backtest(folds=...) has its own")
            for name, value in given.items()
            if value != usual[name].default
        )
        return readings.backtest()
    check_options(model, 0.9, volatility=volatility)
    observations = observe(readings)  # type: ignore[arg-type]  # says what is wrong with others
    frame = observations.frame
    past = _known_before(frame)
    targets = np.flatnonzero([len(rows) >= FIRST for rows in past])
    if not len(targets):
        raise ProblemsError(
            [
                Problem(
                    "too-few-readings",
                    "too few readings to predict any from those before",
                    got=f"{len(frame)}, at most {max(map(len, past))} of them out before another",
                    expected=f"{FIRST} that were out before the fieldwork of another began",
                )
            ]
        )
    if refit_every < 1:
        problem = Problem(
            "option-out-of-range",
            "refit_every is a number of readings",
            got=f"{refit_every}",
            expected="1 or more",
        )
        raise ProblemsError([problem])
    blocks = np.split(targets, range(refit_every, len(targets), refit_every))
    parts: list[pd.DataFrame] = []
    fitted: Fitted | None = None
    for block in blocks:
        series = series_of(_rows(observations, past[block[0]]), None)
        fitted = fit_series(
            series, smooth=model == "smooth", robust=robust, volatility=volatility, near=fitted
        )
        found = _trend_predictions(observations, past, block, fitted)
        parts.append(found.assign(method="trend"))
    for method, centres in baselines(frame, past).items():
        parts.append(from_past_errors(frame, centres, past, targets).assign(method=method))
    predictions = pd.concat(parts, ignore_index=True)
    return Backtest(_scores(predictions), predictions)


def _known_before(frame: pd.DataFrame) -> list[Integers]:
    """For each reading the earlier ones that were out when its fieldwork began."""
    known = known_from(frame).to_numpy()
    began = frame["start"].fillna(frame["date"]).to_numpy()
    return [np.flatnonzero(known[:i] < began[i]) for i in range(len(frame))]


def _trend_predictions(
    observations: Observations, past: Sequence[Integers], targets: Integers, fitted: Fitted
) -> pd.DataFrame:
    """Predictions of some readings, with scales fitted to the past of the first of them."""
    first, smooth = past[targets[0]], fitted.smooth
    known = _rows(observations, np.arange(targets[-1] + 1))
    series = series_of(known, None)
    steps = _as_fitted(series.steps, fitted.steps, first)
    scales = scales_of(series.effects, smooth=smooth)
    parts = []
    if fitted.weight < 1:
        nodes = _nodes(fitted.hyperparameters.nodes, fitted, scales)
        means, variances = _predicted(steps, past, targets, scales, nodes, smooth)
        parts.append((means, variances, np.full_like(means, (1 - fitted.weight) / len(means))))
    if fitted.switching is not None and fitted.weight > 0:
        nodes = _nodes(fitted.switching.nodes, fitted, scales)
        means, variances, likely = _switching_predicted(steps, past, targets, scales, nodes)
        parts.append((means, variances, fitted.weight * likely))
    means, variances, weights = (np.concatenate(each) for each in zip(*parts, strict=True))
    # The error of the reading to come is taken at the predicted share.
    rows = known.frame.iloc[targets]
    expected = printed_of(rows).variance(means)
    variances = variances - steps.sampling[targets, 0, 0] + expected
    return _intervals(rows, means, np.sqrt(variances), weights)


def _nodes(found: Floats, fitted: Fitted, scales: Sequence[Scale]) -> Floats:
    """(K, J) fitted log scales, at the prior's median where the past had no such scale."""
    old = fitted.hyperparameters.names
    nodes = np.tile(np.log([scale.median for scale in scales]), (len(found), 1))
    for place, scale in enumerate(scales):
        if scale.name in old:
            nodes[:, place] = found[:, old.index(scale.name)]
    return nodes


def _by_unseen(
    steps: Steps, past: Sequence[Integers], targets: Integers
) -> Iterator[tuple[Steps, list[int]]]:
    """The steps with what was not out hidden, for the targets of which the same was not."""
    hidden = [np.setdiff1d(np.arange(row), past[row]).tobytes() for row in targets]
    for unseen in dict.fromkeys(hidden):
        values = steps.values.copy()
        values[np.frombuffer(unseen, dtype=np.int64)] = np.nan
        own = [place for place, other in enumerate(hidden) if other == unseen]
        yield replace(steps, values=values), own


def _predicted(
    steps: Steps,
    past: Sequence[Integers],
    targets: Integers,
    scales: Sequence[Scale],
    nodes: Floats,
    smooth: bool,
) -> tuple[Floats, Floats]:
    """(K, R) means and variances of R readings, each from those of its past alone."""
    means, variances = np.empty((2, len(nodes), len(targets)))
    for seen, own in _by_unseen(steps, past, targets):
        space = StateSpace(seen, scales, smooth)
        for node, theta in enumerate(nodes):
            result = space.filtered(theta)
            means[node, own] = result.forecasts[0, targets[own]]
            variances[node, own] = result.forecasts_error_cov[0, 0, targets[own]]
    return means, variances


def _switching_predicted(
    steps: Steps,
    past: Sequence[Integers],
    targets: Integers,
    scales: Sequence[Scale],
    nodes: Floats,
) -> tuple[Floats, Floats, Floats]:
    """(K, R) means, variances and weights of R readings under a switching volatility, one row
    a node and pace."""
    found = np.empty((3, len(nodes) * len(MULTIPLIERS), len(targets)))
    for seen, own in _by_unseen(steps, past, targets):
        passed = SwitchingSpace(StateSpace(seen, scales)).filtered(nodes)
        rows = np.searchsorted(np.flatnonzero(~np.isnan(seen.values[:, 0])), targets[own])
        for place, each in enumerate((passed.foreseen, passed.variance, passed.weight)):
            found[place][:, own] = each[rows].reshape(len(own), -1).T
    return found[0], found[1], found[2] / len(nodes)


def _as_fitted(steps: Steps, past: Steps, rows: Integers) -> Steps:
    """Steps of which some are taken as the fit to the past took them."""

    def taken(name: str) -> Floats:
        values = getattr(steps, name).copy()
        values[rows] = getattr(past, name)
        return np.asarray(values)

    return replace(
        steps,
        values=taken("values"),
        sampling=taken("sampling"),
        inflation=taken("inflation"),
    )


def _intervals(
    rows: pd.DataFrame, means: Floats, deviations: Floats, weights: Floats
) -> pd.DataFrame:
    share, half = rows["used_share"].to_numpy(), np.maximum(rows["rounding"], 1e-6) / 2
    edges = np.clip([share - half, share + half], 1e-9, 1 - 1e-9)
    below, above = (
        (weights * ndtr((np.log(edge / (1 - edge)) - means) / deviations)).sum(axis=0)
        for edge in edges
    )
    bounds = {
        f"{side}_{name}": expit(mixture_quantile(means, deviations, probability, weights))
        for name, tail in (("90", 0.05), ("95", 0.025))
        for side, probability in (("low", tail), ("high", 1 - tail))
    }
    return pd.DataFrame(
        {
            "date": rows["date"].to_numpy(),
            "share": share,
            "predicted": share_moments(means, deviations, weights)[0],
            **bounds,
            "log_score": np.log(np.maximum(above - below, 1e-12)),
        }
    )


def _scores(predictions: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        _score(str(method), rows) for method, rows in predictions.groupby("method", sort=False)
    )


def _score(method: str, rows: pd.DataFrame) -> dict[str, object]:
    share = rows["share"]
    return {
        "method": method,
        "readings": len(rows),
        "coverage_90": share.between(rows["low_90"], rows["high_90"]).mean(),
        "coverage_95": share.between(rows["low_95"], rows["high_95"]).mean(),
        "log_score": rows["log_score"].mean(),
        "error": 100 * (share - rows["predicted"]).abs().mean(),
        "width_90": 100 * (rows["high_90"] - rows["low_90"]).mean(),
    }


def _rows(observations: Observations, rows: Integers) -> Observations:
    return replace(observations, frame=observations.frame.iloc[rows])

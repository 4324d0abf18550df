"""Surveys held out whole: does the mood foretell an item better than the item's own past does?

    survey A   jobs crime          fold 1: A is held out, the mood made of the rest
    survey B   jobs       numbers  A's jobs and crime are predicted and looked up

A survey is one house's fieldwork; all of its items are held out together, so that none helps
to predict another (as the makers of dynamic comparative public opinion test theirs: Solt 2020,
SocArXiv, doi 10.31235/osf.io/d5n9p). Rivals are the mean of the same item in the same country,
and a trend fitted to that item alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from scipy.special import expit, ndtri

from analysis.latent.items import Items, item_list
from analysis.model.measurements import Floats, as_days
from analysis.model.sampling_error import logit_variance
from analysis.shown import Shown
from analysis.trends.observations import Observations
from analysis.trends.one_series import fit_series, series_of
from analysis.trends.options import check_draws
from polls.arguments import arguments_checked
from polls.errors import Problem, ProblemsError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["MoodBacktest", "Predict", "Refit", "held_out"]

Predict = Callable[[pd.DataFrame], tuple[Floats, Floats]]
"""Readings -> means and deviations (R,) in logits, NaN where nothing can be said."""

Refit = Callable[[Items], Predict]
"""Items -> what a mood made of them foretells."""

METHODS = ("mood", "mean of the item", "item's own trend")
LEAST_DEVIATION = 0.02
ENOUGH = 4
"""Readings foretold of an item before it is said not to belong."""

SURVEY = ["country", "house", "start", "end", "published"]


@dataclass(frozen=True, repr=False)
class MoodBacktest(Shown):
    """How well readings of surveys held out were predicted.

    Attributes:
        table: one row a method: readings predicted, error (mean absolute, points), error with
            every item counting once, coverage of the 90% interval, its mean width (points),
            log score (mean log density of the logit; higher is better).
        items: one row an item: readings predicted, error by each method, and `better`, by how
            many points the mood's error is smaller than the item's mean.
        predictions: one row a method and reading: country, item, house, date, share (in the
            mood's direction), predicted, low_90, high_90, log_score.
        surveys: how many were held out.
        unpredicted: readings held out whose item no other survey asked in that country.
    """

    table: pd.DataFrame
    items: pd.DataFrame
    predictions: pd.DataFrame
    surveys: int
    unpredicted: int

    @property
    def misfits(self) -> list[str]:
        """Items of `ENOUGH` readings that their own mean foretells better than the mood does."""
        worse = (self.items["better"] < 0) & (self.items["readings"] >= ENOUGH)
        return self.items.loc[worse, "item"].tolist()

    def summary(self) -> str:
        """What was predicted, how well, and by what it was beaten, in sentences."""
        mood, mean, own = (row["error"] for row in self.table.to_dict("records"))
        sentences = [
            f"{self.surveys} surveys were held out whole; the mood missed their readings by "
            f"{mood:.1f} points on average, the mean of the item by {mean:.1f}, the item's own "
            f"trend by {own:.1f}."
        ]
        if self.misfits:
            sentences.append(
                f"Their own mean foretells these items better: {item_list(self.misfits)}."
            )
        return " ".join(sentences)

    def to_frame(self) -> pd.DataFrame:
        """The scores, as a frame of their own."""
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
            ax, kind, options: as of `Backtest.plot`.

        Returns:
            The axes drawn on; of both measures the left one.
        """
        from analysis.figures.calibration import plot_scores

        return plot_scores(self.table, ax, kind, options)

    def _headline(self) -> str:
        return (
            f"MoodBacktest: {self.surveys} surveys held out whole, "
            f"{len(self.predictions) // len(METHODS)} readings predicted"
        )

    def _excerpt(self) -> pd.DataFrame:
        return self.table


def held_out(items: Items, refit: Refit, *, folds: int, seed: int) -> MoodBacktest:
    """Hold surveys out, a fold at a time, and predict their readings.

    Args:
        items: all readings of a mood.
        refit: makes the mood again of fewer.
        folds: into how many parts the surveys are split at random.
        seed: of the split.

    Raises:
        ProblemsError: where there are fewer surveys than folds, or none can be predicted.
    """
    check_draws(1, seed)
    frame = items.readings
    survey = frame.groupby(SURVEY, dropna=False).ngroup().to_numpy()
    count = int(survey.max()) + 1
    if not 2 <= folds <= count:
        raise ProblemsError([_too_few(folds, count)])
    fold = np.random.default_rng(seed).permutation(np.arange(count) % folds)[survey]
    parts = [part for number in range(folds) for part in _predicted(items, refit, fold == number)]
    predictions = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    if predictions.empty:
        raise ProblemsError([_too_few(folds, count)])
    known = len(predictions) // len(METHODS)
    return MoodBacktest(
        _scores(predictions), _by_item(predictions), predictions, count, len(frame) - known
    )


def _predicted(items: Items, refit: Refit, out: np.ndarray) -> Iterator[pd.DataFrame]:
    """The predictions of one fold, by each method for the same readings."""
    known, wanted = items.without(out), items.readings[out]
    pairs = known.readings.groupby(["country", "item"]).indices
    asked = list(zip(wanted["country"], wanted["item"], strict=True))
    wanted = wanted[[pair in pairs for pair in asked]]
    if wanted.empty:
        return
    mean, deviation = refit(known)(wanted)
    able = np.isfinite(mean)
    wanted, found = wanted[able], {METHODS[0]: (mean[able], deviation[able])}
    found[METHODS[1]] = _means(known.readings, wanted)
    found[METHODS[2]] = _own_trends(known.readings, wanted)
    for method, (centre, spread) in found.items():
        yield _scored(wanted, centre, spread).assign(method=method)


def _means(known: pd.DataFrame, wanted: pd.DataFrame) -> tuple[Floats, Floats]:
    """The mean logit of the item in the country, and the scatter of its readings around it."""
    rows = known.groupby(["country", "item"])["logit"]
    usual = float((known["logit"] - rows.transform("mean")).std())
    table = rows.agg(["mean", "std", "size"])
    own = table.loc[list(zip(wanted["country"], wanted["item"], strict=True))]
    spread = own["std"].fillna(usual).clip(lower=LEAST_DEVIATION) * np.sqrt(1 + 1 / own["size"])
    return own["mean"].to_numpy(), spread.to_numpy()


def _own_trends(known: pd.DataFrame, wanted: pd.DataFrame) -> tuple[Floats, Floats]:
    """What a trend of each item alone expects of its readings."""
    mean, variance = np.empty((2, len(wanted)))
    places = pd.Series(np.arange(len(wanted)), index=wanted.index)
    for (country, item), rows in wanted.groupby(["country", "item"]):
        own = known[(known["country"] == country) & (known["item"] == item)]
        own = own.sort_values("date", kind="stable").reset_index(drop=True)
        fitted = fit_series(series_of(Observations(own, {}, ()), None))
        levels = fitted.levels(as_days(rows["date"]))
        centre = levels.means[..., 0].mean(axis=0)
        scales = dict(zip([s.name for s in fitted.hyperparameters.scales],
                          np.exp(fitted.hyperparameters.mode), strict=True))  # fmt: skip
        where = places[rows.index].to_numpy()
        mean[where] = centre
        variance[where] = (
            levels.covariances[..., 0, 0].mean(axis=0)
            + levels.means[..., 0].var(axis=0)
            + scales["extra"] ** 2 + scales.get("house", 0.0) ** 2
            + logit_variance(expit(centre), rows["inverse_n"].to_numpy())
        )  # fmt: skip
    return mean, np.sqrt(variance)


def _scored(rows: pd.DataFrame, mean: Floats, deviation: Floats) -> pd.DataFrame:
    reach = ndtri(0.95) * deviation
    z = (rows["logit"].to_numpy() - mean) / deviation
    return pd.DataFrame(
        {
            "country": rows["country"].to_numpy(),
            "item": rows["item"].to_numpy(),
            "house": rows["house"].to_numpy(),
            "date": rows["date"].to_numpy(),
            "share": rows["used_share"].to_numpy(),
            "predicted": expit(mean),
            "low_90": expit(mean - reach),
            "high_90": expit(mean + reach),
            "log_score": -0.5 * z**2 - np.log(deviation) - 0.5 * np.log(2 * np.pi),
        }
    )


def _scores(predictions: pd.DataFrame) -> pd.DataFrame:
    """One row a method."""
    rows = predictions.assign(
        error=100 * (predictions["share"] - predictions["predicted"]).abs(),
        inside=predictions["share"].between(predictions["low_90"], predictions["high_90"]),
        width=100 * (predictions["high_90"] - predictions["low_90"]),
    )
    each = rows.groupby("method")
    table = each.agg(
        readings=("share", "size"),
        error=("error", "mean"),
        coverage_90=("inside", "mean"),
        width_90=("width", "mean"),
        log_score=("log_score", "mean"),
    )
    once = rows.groupby(["method", "item"])["error"].mean().groupby("method").mean()
    table.insert(2, "error_by_item", once)
    return table.loc[list(METHODS)].reset_index()


def _by_item(predictions: pd.DataFrame) -> pd.DataFrame:
    """One row an item, the worst foretold by the mood first."""
    error = 100 * (predictions["share"] - predictions["predicted"]).abs()
    wide = error.groupby([predictions["item"], predictions["method"]]).mean().unstack()
    counts = predictions[predictions["method"] == METHODS[0]].groupby("item").size()
    table = wide[list(METHODS)].assign(better=wide[METHODS[1]] - wide[METHODS[0]])
    table.insert(0, "readings", counts)
    return table.rename_axis(columns=None).sort_values("better").reset_index()


def _too_few(folds: int, count: int) -> Problem:
    return Problem(
        "too-few-surveys",
        "too few surveys to hold some out and predict them from the others",
        got=f"{folds} folds of {count} surveys",
        expected="2 folds or more, no more than surveys, and items that several surveys asked",
    )

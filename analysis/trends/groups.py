"""Groups of one survey side by side, and how far apart they are.

    65+    ----\\____      the gap between two groups, day by day, with an interval that
    18-24  ------------   knows that both answered the same survey and move partly together

The groups of one breakdown (age, vote, region) share scales, and part of their movements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr

from analysis.model.days import days_of
from analysis.model.fitted_model import Fitted
from analysis.model.measurements import Floats, Integers, as_dates, as_days
from analysis.model.normal_mixtures import mixture_quantile, normal_points
from analysis.trends.observations import observe
from analysis.trends.one_series import series_of
from analysis.trends.options import Model, check_options
from analysis.trends.results import Trend, find, make_trend
from analysis.trends.several import Stacked
from analysis.trends.shared_error import COMMON_ERROR
from analysis.trends.shared_scales import correlation, fit_joint
from polls.arguments import arguments_checked
from polls.errors import Problem, ProblemsError
from polls.schema import COLUMNS

__all__ = ["GroupTrends", "fit_groups"]


@dataclass(frozen=True, repr=False, eq=False)
class GroupTrends(Stacked):
    """Trends of the groups of one breakdown, fitted together.

    Attributes:
        parts: group -> trend.
        group_by: the breakdown, e.g. "age".
        correlation: of two groups' movements.
        notes: what was assumed, in sentences.
    """

    group_by: str
    level: float
    parts: Mapping[str, Trend]
    correlation: float
    notes: tuple[str, ...]
    joint: Fitted

    by = ("group",)

    def beyond_polls(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats]:
        """Those draws with the error that all polls share: groups of one survey share it too."""
        return {
            group: self[group].beyond_polls({group: own}, days, seed)[group]
            for group, own in paths.items()
        }

    @arguments_checked
    def gap(
        self, a: str, b: str, dates: Sequence[str | pd.Timestamp] | None = None
    ) -> pd.DataFrame:
        """How far group `a` is above group `b`, day by day, as these pollsters would find.

        What all polls get wrong together is taken to be the same in both groups.

        Args:
            a, b: groups.
            dates: days wanted; default: those of the tables.

        Returns:
            date, estimate, se, low, high (differences of shares, -1 to 1),
            probability_above (that `a` is above `b` at all), level.

        Raises:
            ProblemsError: where a group is not known, or both are the same.
        """
        if a == b:
            problem = Problem("same-group", "a gap needs two different groups", got=f"{a} twice")
            raise ProblemsError([problem])
        pair = [self[a].component, self[b].component]
        days = as_days(self[a].table["date"]) if dates is None else days_of(dates)
        found = self.joint.levels(days)
        means = found.means[..., pair]
        covariances = found.covariances[:, :, pair][..., pair]
        shares = expit(normal_points(means, covariances))
        gaps = shares[..., 0] - shares[..., 1]
        centre, deviation = gaps.mean(axis=1), gaps.std(axis=1)
        apart = means[..., 0] - means[..., 1]
        variance = covariances[..., 0, 0] + covariances[..., 1, 1] - 2 * covariances[..., 0, 1]
        return pd.DataFrame(
            {
                "date": as_dates(days),
                "estimate": gaps.mean(axis=(0, 1)),
                "se": gaps.std(axis=(0, 1)),
                "low": mixture_quantile(centre, deviation, (1 - self.level) / 2),
                "high": mixture_quantile(centre, deviation, (1 + self.level) / 2),
                "probability_above": ndtr(apart / np.sqrt(variance)).mean(axis=0),
                "level": self.level,
            }
        )


@arguments_checked
def fit_groups(
    readings: pd.DataFrame,
    *,
    model: Model = "level",
    reference: str | None = None,
    level: float = 0.9,
    dates: Sequence[str | pd.Timestamp] | None = None,
    breaks: Sequence[str | pd.Timestamp] = (),
    common_error: float = COMMON_ERROR,
) -> GroupTrends:
    """The trends of the groups of one breakdown, for the gaps between them.

    Args:
        readings: a readings frame of one country, question, answer and `group_by`, two
            groups or more.
        model, reference, level, dates, breaks, common_error: as in `fit_trend`.

    Returns:
        A mapping from group to trend, with `.gap(a, b)`.

    Raises:
        ProblemsError: as `fit_trend`, and where there is only one group.

    >>> readings = pd.DataFrame({"country": "GB", "question": "q", "answer": "yes",
    ...     "group_by": "age", "group": ["18-24", "65+"] * 2, "pollster": "A", "n": 400.0,
    ...     "share": [0.30, 0.60, 0.31, 0.58], "start": ["2024-01-07"] * 2 + ["2024-03-03"] * 2})
    >>> gap = fit_groups(readings).gap("65+", "18-24", ["2024-03-03"])
    >>> bool(0.2 < gap["low"][0] < 0.28 < gap["high"][0] < 0.36)
    True
    """
    check_options(model, level, common_error=common_error)
    together = observe(readings, several=("group",))
    if together.frame["group"].nunique() < 2:
        raise ProblemsError(
            [
                Problem(
                    "one-group",
                    "a gap needs two groups",
                    got=str(together.frame["group"].iloc[0]),
                    hint="fit_trend fits one",
                )
            ]
        )
    observed = {
        str(group): observe(rows) for group, rows in together.frame[list(COLUMNS)].groupby("group")
    }
    jumps = days_of(breaks)
    series = {group: series_of(own, reference, jumps) for group, own in observed.items()}
    _, joint = fit_joint(series, smooth=model == "smooth")
    found = find(joint, dates)
    trends = {
        group: make_trend(own, series[group], found, level, place, common_error=common_error)
        for place, (group, own) in enumerate(observed.items())
    }
    return GroupTrends(
        group_by=together.series["group_by"],
        level=level,
        parts=trends,
        correlation=correlation(joint.hyperparameters),
        notes=together.notes,
        joint=joint,
    )

"""An official series beside an attitude: side by side, and which one moves first.

    month     official   share   readings          lag  correlation  naive         honest
    2022-08     8,631     0.33   5                  -1      0.31     0.12 .. 0.48  -0.2 .. 0.7
    2022-09     7,961     0.32   4                   0      0.42     0.24 .. 0.57  -0.1 .. 0.8

Two series that each drift slowly look related at some lag even when they have nothing to do
with each other (Yule 1926). The naive interval takes every period for a fresh piece of
evidence; the honest one counts how many independent periods the two autocorrelations leave
(Bartlett 1935, Journal of the Royal Statistical Society 98). The share is the plain mean of
the readings of the period, not a smoothed trend, which would look into its own future; an
upper limit (`<0.5`) counts as half of it, as it does for a trend. A mood can be taken in place of
readings, for want of one question that was asked throughout; it does look ahead, so that of its
changes those nearby share a little, and a lead of one period is no finding.

A lead is a matter of order in time; it is not a cause.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from analysis.official.calendar_sums import Period, by_period, require_counts
from polls.arguments import arguments_checked
from polls.errors import Place, Problem, ProblemsError, raise_errors
from polls.schema import SERIES_COLUMNS, conform, readings_of, when

__all__ = ["lead_lag", "side_by_side"]

MIN_PAIRS = 12
"""Fewer pairs of periods than this carry no correlation worth an interval."""

FEWEST = 8.0
"""Levels that are worth fewer independent periods are refused: an interval for unrelated random
walks would hold 74% of the time where it says 95%."""

NOTES = {
    "split": "counts across its borders are split by days",
    "limits": "readings that are upper limits count as half the limit",
}


class Path(Protocol):
    """A result with one line, such as a mood."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a date: date and estimate."""

    @property
    def series(self) -> Mapping[str, str]:
        """country, question, answer, group_by, group."""


@arguments_checked
def side_by_side(
    official: pd.DataFrame, readings: pd.DataFrame | Path, period: Period = "M"
) -> pd.DataFrame:
    """An official series and the readings of one series, period by period.

    Args:
        official: a frame of `polls.official` for one country. Its counts are added up over
            the period, where they cover every day of it; a week across the border of two
            periods is split by days. Of counts that overlap (rolling years) the last one
            that ends in the period is taken.
        readings: a readings frame of one series; a censored one counts as half its limit.
            Or a mood: its estimate at each date of its table.
        period: month, quarter or year, no finer than the counts are: yearly counts need "Y".

    Returns:
        One row a period of the time that both cover: period (pandas Period), official (in
        its unit), share (mean of the readings, 0 to 1) and readings (how many), missing
        where there is none; note (what was split, what was an upper limit).

    Raises:
        ProblemsError: where there are several countries or several series of readings;
            where the period is too fine for the counts (the message names one that would
            do) or no period is covered; where no reading has a date.

    >>> import polls
    >>> readings = polls.load(question="issue_up_to_three", country="GB")
    >>> health = readings[readings["answer"] == "health"]
    >>> days = pd.date_range("2018-01-01", "2024-12-31")
    >>> births = pd.DataFrame({"series": "births", "country": "UK", "period_start": days,
    ...                        "date": days, "value": 2.0})
    >>> together = side_by_side(births, health, "Q")
    >>> str(together["period"].iloc[0]), list(together.columns)
    ('2018Q1', ['period', 'official', 'share', 'readings', 'note'])
    """
    readings = readings_of(readings) if isinstance(readings, pd.DataFrame) else _line(readings)
    require_counts("official", official)
    _require_one_series(official, readings)
    counted = by_period(official, period)
    share, censored = readings["share"], readings["censored"]
    measured = (
        pd.DataFrame({"share": share.where(~censored, share / 2), "limits": censored})
        .groupby(when(readings).dt.to_period(period))
        .agg(share=("share", "mean"), readings=("share", "size"), limits=("limits", "any"))
    )
    first = max(counted.index.min(), measured.index.min())
    last = min(counted.index.max(), measured.index.max())
    index = pd.period_range(first, last, freq=period, name="period")
    both = counted.reindex(index).join(measured)
    both["readings"] = both["readings"].fillna(0).astype("int64")
    flags = both[list(NOTES)].eq(True).to_numpy()
    both["note"] = [
        "; ".join(text for text, holds in zip(NOTES.values(), row, strict=True) if holds)
        for row in flags
    ]
    return both[["official", "share", "readings", "note"]].reset_index()


@arguments_checked
def lead_lag(
    official: pd.DataFrame,
    readings: pd.DataFrame | Path,
    *,
    period: Period = "M",
    max_lag: int = 12,
    changes: bool = True,
    level: float = 0.95,
) -> pd.DataFrame:
    """Correlations of an official series and an attitude at leads and lags.

    Args:
        official, readings, period: as for `side_by_side`, whose notes hold here too.
        max_lag: of how many periods, either way.
        changes: correlate changes from period to period (default), or the levels. Levels that
            both drift nearly as random walks do are refused: their common drift makes any
            correlation of them worthless.
        level: of both intervals.

    Returns:
        One row a lag: lag (periods; above 0 the official series comes first), correlation,
        n (pairs of periods), n_effective (independent pairs that they are worth), low, high
        (interval for n_effective), low_naive, high_naive (interval for n). Missing where
        there are fewer than 12 pairs. Intervals hold for one lag: of 25 lags looked at, one
        or two leave a 95% interval by chance.

    Raises:
        ProblemsError: as `side_by_side`; where the lags are not possible; where levels drift
            too far.

    Naming health as an issue has risen with emigration by the quarter, so the naive interval of
    the levels would say; that of the changes does not, and the levels are refused:

    >>> import polls
    >>> readings = polls.load(question="issue_up_to_three", country="GB")
    >>> health = readings[readings["answer"] == "health"]
    >>> emigration = polls.official("long_term_emigration")
    >>> row = lead_lag(emigration, health, period="Q", max_lag=0).iloc[0]
    >>> bool(row["low"] < 0 < row["high"])
    True
    >>> lead_lag(emigration, health, period="Q", changes=False)
    Traceback (most recent call last):
    polls.errors.ProblemsError: ...
    """
    if max_lag < 0 or not 0 < level < 1:
        raise ProblemsError(
            [
                Problem(
                    "option-out-of-range",
                    "lags or level are not possible",
                    got=f"max_lag={max_lag}, level={level}",
                    expected="max_lag of 0 or more, 0 < level < 1",
                )
            ]
        )
    both = side_by_side(official, readings, period)
    table = both[["official", "share"]].astype("float64")
    if changes:
        table = table.diff()
    x, y = table["official"].to_numpy(), table["share"].to_numpy()
    if not changes:
        _refuse_drift(x, y)
    return pd.DataFrame([_at_lag(x, y, lag, level) for lag in range(-max_lag, max_lag + 1)])


def _line(path: Path) -> pd.DataFrame:
    """A line as readings, one at each date of its table."""
    days = path.table["date"]
    return conform(
        pd.DataFrame({"start": days, "end": days, "share": path.table["estimate"], **path.series})
    )


def effective_pairs(x: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    """How many independent pairs two autocorrelated series are worth for their correlation.

    n / (1 + 2 sum_j w_j rho_x(j) rho_y(j)), the variance of a correlation of unrelated series
    (Bartlett 1935), with Parzen's weights w_j up to a quarter of the length so
    that far autocorrelations, which are mostly noise, count for little.

    >>> independent = np.random.default_rng(1).normal(size=(2, 400))
    >>> 300 < effective_pairs(*independent) <= 400
    True
    """
    pairs = int((np.isfinite(x) & np.isfinite(y)).sum())
    reach = max(1, len(x) // 4)
    lags = range(1, reach + 1)
    products = np.array([_autocorrelation(x, lag) * _autocorrelation(y, lag) for lag in lags])
    weights = _parzen(np.array(lags) / (reach + 1))
    inflation = 1 + 2 * float(np.sum(weights * products))
    together = max(_persistence(x), 0.0) * max(_persistence(y), 0.0)
    # Far autocorrelations of a drift are estimated too small; a first-order one's are not.
    worth = pairs * min(1 / max(inflation, 1.0), (1 - together) / (1 + together))
    return float(np.clip(worth, 3.0 + 1e-9, pairs))


def _refuse_drift(x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    """Refuse levels whose drifts leave too few independent periods."""
    pairs = int((np.isfinite(x) & np.isfinite(y)).sum())
    if pairs < MIN_PAIRS or effective_pairs(x, y) >= FEWEST:
        return
    raise ProblemsError(
        [
            Problem(
                "levels-drift",
                "both levels drift too far for a correlation that means anything",
                got=f"{pairs} periods worth {effective_pairs(x, y):.0f} independent ones; from one "
                f"period to the next {_persistence(x):.2f} and {_persistence(y):.2f} of a level "
                "stay",
                expected=f"{FEWEST:g} independent periods or more",
                hint="changes=True correlates changes from period to period",
            )
        ]
    )


def _persistence(values: NDArray[np.float64]) -> float:
    """How much of a level stays from one period to the next, 1 for a random walk.

    The regression of each value on the one before it, whose bias of -(1 + 3 phi) / n is taken
    off (Kendall 1954, Biometrika 41).
    """
    centred = values - np.nanmean(values)
    usable = np.isfinite(centred[1:]) & np.isfinite(centred[:-1])
    before, after = centred[:-1][usable], centred[1:][usable]
    if len(before) < 3 or not before.any():
        return 0.0
    slope = float(before @ after / (before @ before))
    return min(slope + (1 + 3 * slope) / len(before), 1.0)


def _at_lag(
    x: NDArray[np.float64], y: NDArray[np.float64], lag: int, level: float
) -> dict[str, float]:
    """Correlation of x with y `lag` periods later, and its intervals."""
    end = max(len(x) - abs(lag), 0)
    earlier, later = (x[:end], y[len(y) - end :]) if lag >= 0 else (x[len(x) - end :], y[:end])
    row = {"lag": lag, "correlation": np.nan, "n": 0, "n_effective": np.nan}
    row |= dict.fromkeys(("low", "high", "low_naive", "high_naive"), np.nan)
    usable = np.isfinite(earlier) & np.isfinite(later)
    row["n"] = int(usable.sum())
    if usable.sum() < MIN_PAIRS or not earlier[usable].std() or not later[usable].std():
        return row
    row["correlation"] = float(np.corrcoef(earlier[usable], later[usable])[0, 1])
    row["n_effective"] = effective_pairs(earlier, later)
    for suffix, n in (("", row["n_effective"]), ("_naive", float(row["n"]))):
        row[f"low{suffix}"], row[f"high{suffix}"] = _interval(row["correlation"], n, level)
    return row


def _interval(correlation: float, n: float, level: float) -> tuple[float, float]:
    """Fisher's interval of a correlation of n independent pairs."""
    centre = np.arctanh(np.clip(correlation, -1 + 1e-12, 1 - 1e-12))
    reach = ndtri((1 + level) / 2) / np.sqrt(n - 3) if n > 3 else np.inf
    return float(np.tanh(centre - reach)), float(np.tanh(centre + reach))


def _autocorrelation(values: NDArray[np.float64], lag: int) -> float:
    """The autocorrelation at one lag; periods without a value are left out."""
    centred = values - np.nanmean(values)
    products = centred[lag:] * centred[:-lag]
    # Dividing by the full length keeps the autocorrelations those of a possible process.
    return float(np.nansum(products) / np.nansum(centred**2))


def _parzen(u: NDArray[np.float64]) -> NDArray[np.float64]:
    """Parzen's lag window on 0 to 1."""
    return np.where(u <= 0.5, 1 - 6 * u**2 + 6 * u**3, 2 * (1 - u) ** 3)


def _require_one_series(official: pd.DataFrame, readings: pd.DataFrame) -> None:
    problems = []
    if official["country"].nunique() != 1:
        problems.append(
            Problem(
                "several-countries",
                "the official series is to be of one country",
                Place(item=f"official series '{next(iter(official['series']), '')}'"),
                got=", ".join(map(str, official["country"].unique())) or "no rows",
                hint="keep one country's rows first",
            )
        )
    mixed = [name for name in SERIES_COLUMNS if readings[name].nunique() != 1]
    if mixed:
        problems.append(
            Problem(
                "several-series",
                "the readings are to be of one series",
                got=", ".join(f"{readings[name].nunique()} of {name}" for name in mixed),
                expected="one country, question, answer and group",
                hint="keep one series first",
            )
        )
    elif when(readings).isna().all():
        problems.append(Problem("reading-without-date", "no reading has a date"))
    raise_errors(problems)

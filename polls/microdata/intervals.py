"""Intervals of shares by several methods, from the errors that were measured.

    method   limits
    mean     share +- t se
    logit    the same in log odds                              never beyond 0 or 1
    asin     the same in arcsines of roots
    beta     Clopper and Pearson's on the effective base       for shares near 0 or 1
    wilson   Wilson's on the effective base                    for simple samples

The effective base is n / deff; t has the design's degrees of freedom. For published readings,
which state neither, the base stands for itself (or for n / `deff`) and t is normal.

Source: Korn and Graubard (1998), Confidence intervals for proportions with small expected number
of positive counts estimated from survey data, Survey Methodology 24; Wilson (1927), JASA 22;
R's `svyciprop`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd

from polls.arguments import arguments_checked, require_columns
from polls.errors import Problem, raise_errors
from polls.microdata.choices import unknown_choice
from polls.schema import PRINTED_WAVE_COLUMNS

__all__ = [
    "SCALE",
    "Method",
    "clopper_pearson",
    "degrees_of_freedom_of",
    "design_effects",
    "intervals",
    "on_scale",
    "shrunk_base",
    "wrong_level",
]

Method = Literal["logit", "beta", "wilson", "mean", "asin"]
FREEDOM = r"degrees of freedom ([\d.]+)"
SCALE = r"on the scale (-?[\d.e+]+) to (-?[\d.e+]+)"
"""The ends of the scale, as the note of a mean or median says them."""
Limits = tuple[np.ndarray, np.ndarray]


@arguments_checked
def intervals(
    readings: pd.DataFrame,
    method: Method = "logit",
    *,
    level: float = 0.95,
    deff: float = 1.0,
) -> pd.DataFrame:
    """The readings with an interval of each share.

    Args:
        readings: a readings frame.
        method: `logit`, `beta` (Korn and Graubard), `wilson`, `mean` or `asin`.
        level: how often such an interval covers the truth, 0.95 by default.
        deff: the design effect of readings that state none, such as published ones.

    Returns:
        The frame with four columns more: `low` and `high` (0 to 1; missing where there is no
        base), `n_effective` (n / deff) and `degrees_of_freedom` (infinite where not stated).
        A share of 0 or 1 has no measured design effect: it takes the mean of those of the
        other answers of its wave.

    Raises:
        ProblemsError: where the method is not known, or the level or design effect cannot be.

    >>> reading = pd.DataFrame({"share": [0.05], "n": [200.0], "deff": [np.nan]})
    >>> intervals(reading, "wilson")[["low", "high"]].round(4).to_numpy().tolist()
    [[0.0274, 0.0896]]
    >>> intervals(reading, "wilson", deff=2.0)["n_effective"].tolist()
    [100.0]
    """
    raise_errors(_wrong_with(method, level, deff))
    require_columns("readings", readings, ["share", "n"])
    share, n = readings["share"].to_numpy(float), readings["n"].to_numpy(float)
    freedom = degrees_of_freedom_of(readings).to_numpy()
    effect = _effects(readings, deff)
    usable = (n > 0) & (share >= 0) & (share <= 1)
    effective = np.divide(n, effect, where=usable & (effect > 0), out=np.full(len(n), np.nan))
    effective[usable & (effect == 0)] = np.inf
    with np.errstate(all="ignore"):
        low, high = LIMITS[method](share, n, effective, freedom, (1 - level) / 2)
    return readings.assign(
        low=np.where(usable, np.clip(low, 0, 1), np.nan),
        high=np.where(usable, np.clip(high, 0, 1), np.nan),
        n_effective=effective,
        degrees_of_freedom=freedom,
    )


def degrees_of_freedom_of(readings: pd.DataFrame) -> pd.Series:
    """The degrees of freedom that the notes of readings state; infinite where they state none."""
    if "note" not in readings:
        return pd.Series(np.inf, index=readings.index)
    stated = readings["note"].astype(str).str.extract(FREEDOM, expand=False)
    return stated.astype(float).fillna(np.inf)


@arguments_checked
def design_effects(readings: pd.DataFrame) -> pd.DataFrame:
    """The design effect of each reading against both kinds of simple random sampling.

    Args:
        readings: readings of microdata, whose weights add up to the population.

    Returns:
        On the frame's index: `with_replacement` (R's `deff="replace"`: the variance over
        that of n draws with replacement, share (1 - share) / (n - 1)) and
        `without_replacement` (R's default: over that of n drawn from a population as large as
        the sum of the weights; missing where that is smaller than n).

    >>> reading = pd.DataFrame({"deff": [1.01], "n": [101.0], "n_weighted": [202.0]})
    >>> design_effects(reading).round(3).to_numpy().tolist()
    [[1.0, 2.0]]
    """
    require_columns("readings", readings, ["deff", "n", "n_weighted"])
    n, population = readings["n"], readings["n_weighted"]
    against = readings["deff"] * (n - 1) / n
    left = (1 - n / population).where(population > n)
    return pd.DataFrame({"with_replacement": against, "without_replacement": against / left})


@arguments_checked
def on_scale(readings: pd.DataFrame) -> pd.DataFrame:
    """Means and medians among the readings, in the codes of their scale.

    Args:
        readings: of `polls.tabulate` with `statistics`.

    Returns:
        The readings of a mean or median with two columns more: `value` and its standard error
        `se`, as codes.

    >>> people = pd.DataFrame({"q": [0, 4, 5, 10]})
    >>> from polls.microdata.tabulate import tabulate
    >>> on_scale(tabulate(people, "q", statistics="mean"))[["value", "se"]].round(3)
       value     se
    4   4.75  2.056
    """
    require_columns("readings", readings, ["answer", "note", "share", "n", "deff"])
    ends = readings["note"].str.extract(SCALE).astype(float)
    scaled = readings["answer"].isin(["mean", "median"]) & ends[0].notna()
    rows, low, width = readings[scaled], ends.loc[scaled, 0], (ends[1] - ends[0])[scaled]
    simple = rows["share"] * (1 - rows["share"]) / rows["n"]
    return rows.assign(
        value=low + width * rows["share"], se=width * (rows["deff"] * simple).pow(0.5)
    )


def _wrong_with(method: str, level: float, deff: float) -> list[Problem]:
    problems = []
    if method not in get_args(Method):
        problems.append(unknown_choice(method, "method of intervals", get_args(Method)))
    problems += wrong_level(level)
    if not deff > 0:
        title = "design effect is not above 0"
        problems.append(Problem("deff-not-positive", title, got=f"{deff:g}"))
    return problems


def wrong_level(level: float) -> list[Problem]:
    """The problem of a level of intervals or tests that is no probability."""
    if 0 < level < 1:
        return []
    title, hint = "level is not between 0 and 1", "95% is 0.95, and 5% 0.05"
    return [Problem("level-out-of-range", title, got=f"{level:g}", hint=hint)]


def _effects(readings: pd.DataFrame, deff: float) -> np.ndarray:
    """(rows,) design effects: measured, of the wave's other answers, or the one assumed."""
    if "deff" not in readings:
        return np.full(len(readings), deff)
    measured = readings["deff"]
    wave = [name for name in PRINTED_WAVE_COLUMNS if name in readings]
    if wave and len(readings):
        others = measured.groupby([readings[name] for name in wave], dropna=False, observed=True)
        measured = measured.fillna(others.transform("mean"))
    return measured.fillna(deff).to_numpy(float)


def _reach(freedom: np.ndarray, tail: float) -> np.ndarray:
    """(rows,) how many standard errors the limits are away."""
    from scipy.special import stdtrit  # slow to import, and rarely asked for

    reach = stdtrit(np.where(np.isinf(freedom), 1e12, freedom), 1 - tail)
    return np.where(freedom > 0, reach, np.nan)


def _mean(
    share: np.ndarray, _n: np.ndarray, effective: np.ndarray, freedom: np.ndarray, tail: float
) -> Limits:
    apart = _reach(freedom, tail) * np.sqrt(share * (1 - share) / effective)
    return share - apart, share + apart


def _logit(
    share: np.ndarray, n: np.ndarray, effective: np.ndarray, freedom: np.ndarray, tail: float
) -> Limits:
    from scipy.special import expit, logit

    apart = _reach(freedom, tail) / np.sqrt(effective * share * (1 - share))
    low, high = expit(logit(share) - apart), expit(logit(share) + apart)
    # The odds of 0 and 1 have no error: there the beta limits stand in.
    ends = (share == 0) | (share == 1)
    beta_low, beta_high = _beta(share, n, effective, freedom, tail)
    return np.where(ends, beta_low, low), np.where(ends, beta_high, high)


def _asin(
    share: np.ndarray, _n: np.ndarray, effective: np.ndarray, freedom: np.ndarray, tail: float
) -> Limits:
    apart = _reach(freedom, tail) / (2 * np.sqrt(effective))
    angle = np.arcsin(np.sqrt(share))
    low, high = np.clip(angle - apart, 0, np.pi / 2), np.clip(angle + apart, 0, np.pi / 2)
    return np.sin(low) ** 2, np.sin(high) ** 2


def _beta(
    share: np.ndarray, n: np.ndarray, effective: np.ndarray, freedom: np.ndarray, tail: float
) -> Limits:
    return clopper_pearson(share, shrunk_base(n, effective, freedom, tail), tail)


def shrunk_base(
    n: np.ndarray, effective: np.ndarray, freedom: np.ndarray, tail: float
) -> np.ndarray:
    """(rows,) Korn and Graubard's effective base, shrunk for few degrees of freedom."""
    shrunk = (_reach(np.maximum(n - 1, 1), tail) / _reach(freedom, tail)) ** 2
    return np.asarray(effective * np.where(np.isinf(freedom), 1.0, shrunk))


def clopper_pearson(share: np.ndarray, base: np.ndarray, tail: float) -> Limits:
    """The exact limits of shares on bases that need not be whole; the share itself on infinity."""
    from scipy.special import betaincinv

    yes, no = base * share, base * (1 - share)
    low = np.where(share > 0, betaincinv(np.maximum(yes, 1e-300), no + 1, tail), 0.0)
    high = np.where(share < 1, betaincinv(yes + 1, np.maximum(no, 1e-300), 1 - tail), 1.0)
    return np.where(np.isinf(base), share, low), np.where(np.isinf(base), share, high)


def _wilson(
    share: np.ndarray, _n: np.ndarray, effective: np.ndarray, freedom: np.ndarray, tail: float
) -> Limits:
    square = _reach(freedom, tail) ** 2 / effective
    middle = (share + square / 2) / (1 + square)
    apart = np.sqrt(square * (share * (1 - share) + square / 4)) / (1 + square)
    return middle - apart, middle + apart


LIMITS: Mapping[str, Callable[..., Limits]] = {
    "mean": _mean,
    "logit": _logit,
    "asin": _asin,
    "beta": _beta,
    "wilson": _wilson,
}

"""Differences between groups and between waves, tested on the design that they come from.

Two groups of one clustered sample share its units, so their shares vary together: the variance
of a difference is v(a) + v(b) - 2 cov(a, b). Waves are samples of their own, without covariance.

    Age      18-34 (A)   35-54 (B)   55+ (C)
    Yes      52 BC       44          41

Source: Rao and Scott (1987), as R's `svycontrast` and `svyttest`; Holm (1979), Scandinavian
Journal of Statistics 6; Benjamini and Hochberg (1995), JRSS B 57.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, pairwise
from os import PathLike
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from polls.arguments import arguments_checked, require_columns
from polls.errors import Problem, ProblemsWarning, boundary, raise_errors
from polls.microdata.asking import Asking
from polls.microdata.choices import unknown_choice
from polls.microdata.intervals import SCALE, wrong_level
from polls.microdata.naming import tabulated
from polls.microdata.rows import Tabulated

__all__ = ["Adjustment", "differences", "significance_letters"]

Adjustment = Literal["holm", "benjamini-hochberg", "none"]
Between = Literal["groups", "total", "waves"]
SERIES = ["country", "question", "group_by", "group", "answer"]
OPTIONS = frozenset(Asking.__dataclass_fields__) - {"data", "question", "about"}
NAMING = frozenset({"crosswalk", "book", "question_id"})
FAMILY = ["question", "group_by", "start", "country"]


@arguments_checked
def differences(
    data: Any,
    question: Any,
    *,
    between: Between = "groups",
    adjust: Adjustment = "holm",
    **options: Any,
) -> pd.DataFrame:
    """Differences of shares between groups or waves, with tests.

    Args:
        data: as for `polls.tabulate`.
        question: as for `polls.tabulate`.
        between: `groups` (each pair of groups of a banner), `total` (each group and the whole
            sample) or `waves` (each wave and the one before it).
        adjust: how p values are adjusted for the comparisons of a question's banner (between
            waves: of a series): `holm`, `benjamini-hochberg` or `none`.
        **options: all other arguments of `polls.tabulate`; `by=` for groups, `wave=` for waves.

    Returns:
        A row for each pair and answer: the columns of the reading that say of what, `group`
        (between waves `start`) of the one and `versus` of the other, their shares `share` and
        `versus_share`, `difference`, its standard error `se`, `degrees_of_freedom` (the design's
        less 1), `t`, `p_value` and `p_adjusted`.

    Raises:
        ProblemsError: as `polls.tabulate`, and where there is nothing to compare.

    >>> people = pd.DataFrame({"q": [1, 1, 1, 2, 2, 2, 2, 1], "sex": list("mmmmffff")})
    >>> found = differences(people, "q", by="sex")
    >>> print(*found.loc[0, ["group", "versus", "answer", "difference"]])
    f m 1 -0.5
    """
    raise_errors(_wrong_with(between, adjust, options))
    naming = {name: options.pop(name) for name in NAMING & set(options)}
    chosen = {name: options.pop(name) for name in OPTIONS & set(options)}
    asking = Asking(data, question, **chosen, about=options)
    with boundary(Path(data).name if isinstance(data, str | PathLike) else ""):
        readings, found = tabulated(asking, **naming)
    if found.warnings:
        warnings.warn(ProblemsWarning(found.warnings), stacklevel=3)
    waves = between == "waves"
    pairs = _of_waves(readings, found) if waves else _of_groups(readings, found, between)
    rows = pd.DataFrame(list(pairs))
    if rows.empty:
        title = "there is nothing to compare"
        raise_errors([Problem("nothing-to-compare", title, expected="two groups or waves")])
    return _tested(rows, adjust, between)


LETTERED = (
    "answer", "group", "versus", "share", "versus_share", "p_adjusted", "difference"
)  # fmt: skip


@arguments_checked
def significance_letters(found: pd.DataFrame, level: float = 0.05) -> pd.DataFrame:
    """The letters that tables of cross-breaks print: above which groups a share lies.

    Args:
        found: of `differences` between groups.
        level: p values (adjusted as they were asked) up to this are significant.

    Returns:
        A row for each group and answer: the columns that say of what, `share`, the group's
        `letter` and `above`, the letters of the groups that it is significantly above.

    >>> people = pd.DataFrame({"q": [1] * 90 + [2] * 110 + [1] * 10 + [2] * 190,
    ...                        "age": ["young"] * 200 + ["old"] * 200})
    >>> letters = significance_letters(differences(people, "q", by="age"))
    >>> letters.query("answer == '1'")[["group", "letter", "share", "above"]].to_numpy().tolist()
    [['old', 'A', 0.05, ''], ['young', 'B', 0.45, 'A']]
    """
    raise_errors(wrong_level(level))
    require_columns("found", found, [*FAMILY, *LETTERED])
    rows = []
    for about, part in found.groupby(FAMILY, sort=False, dropna=False):
        groups = list(dict.fromkeys([*part["group"], *part["versus"]]))
        letters = {group: _letter(place) for place, group in enumerate(groups)}
        for answer, pairs in part.groupby("answer", sort=False):
            shares = dict(zip(pairs["versus"], pairs["versus_share"], strict=True))
            shares |= dict(zip(pairs["group"], pairs["share"], strict=True))
            sure = pairs[pairs["p_adjusted"] <= level]
            above: dict[str, list[str]] = {group: [] for group in groups}
            for row in sure.to_dict("records"):
                high, low = row["group"], row["versus"]
                if row["difference"] < 0:
                    high, low = low, high
                above[high].append(letters[low])
            rows += [
                {
                    **dict(zip(FAMILY, about, strict=True)),
                    "answer": answer,
                    "group": group,
                    "letter": letters[group],
                    "share": shares.get(group, np.nan),
                    "above": "".join(sorted(above[group])),
                }
                for group in groups
            ]
    return pd.DataFrame(rows)


def _letter(place: int) -> str:
    """A, B, ... Z, then a, b, ... z, as tables name their columns; then `(53)`."""
    alphabet = ascii_uppercase + ascii_lowercase
    return alphabet[place] if place < len(alphabet) else f"({place + 1})"


def _wrong_with(between: str, adjust: str, options: Mapping[str, Any]) -> Iterator[Problem]:
    for name, chosen, known in (
        ("between", between, get_args(Between)),
        ("adjust", adjust, get_args(Adjustment)),
    ):
        if chosen not in known:
            yield unknown_choice(chosen, f"choice of {name}", known)
    needed = "wave" if between == "waves" else "by"
    if not options.get(needed):
        title = f"between={between!r} needs {needed}=, which is not given"
        yield Problem("nothing-to-compare", title, hint=f"name its variable: {needed}='...'")


def _of_groups(readings: pd.DataFrame, found: Tabulated, between: str) -> Iterator[dict[str, Any]]:
    """Pairs within one banner of one wave, from one covariance."""
    rows = found.rows
    for block, members in rows.groupby("block", sort=False):
        covariance = found.covariances[int(str(block))]
        freedom = found.degrees_of_freedom[int(str(block))]
        here = readings.loc[members.index]
        for _, same in here.groupby("answer", sort=False):
            grouped = same.index[same["group_by"] != "all"]
            for one, other in combinations(grouped, 2) if between == "groups" else ():
                places = [int(rows.loc[row, "place"]) for row in (one, other)]
                yield _pair(readings, one, other, covariance[np.ix_(places, places)], freedom - 1)
        if between == "total":
            yield from _against_total(readings, found.rows, here, covariance, freedom - 1)


def _against_total(
    readings: pd.DataFrame,
    rows: pd.DataFrame,
    here: pd.DataFrame,
    covariance: np.ndarray,
    freedom: float,
) -> Iterator[dict[str, Any]]:
    """Each group of a block and the whole sample, which every block begins with."""
    wave = [name for name in ("country", "question", "start", "end") if name in here]
    wholes = readings[readings["group_by"] == "all"]
    for row in here.index[here["group_by"] != "all"]:
        same = (wholes[wave] == here.loc[row, wave]).where(wholes[wave].notna(), True).all(axis=1)
        same &= (wholes["answer"] == here.loc[row, "answer"]) & (
            wholes["base"] == here.loc[row, "base"]
        )
        for whole in wholes.index[same]:
            places = [int(rows.loc[row, "place"]), int(rows.loc[whole, "place"])]
            yield _pair(readings, row, whole, covariance[np.ix_(places, places)], freedom)


def _of_waves(readings: pd.DataFrame, found: Tabulated) -> Iterator[dict[str, Any]]:
    """Each wave and the one before it, samples of their own."""
    rows = found.rows
    for _, same in readings.groupby([*SERIES, "base"], sort=False):
        ordered = same.sort_values("start").index
        for before, row in pairwise(ordered):
            variances, freedom = [], 0.0
            for one in (row, before):
                place, block = int(rows.loc[one, "place"]), int(rows.loc[one, "block"])
                variances.append(found.covariances[block][place, place])
                freedom += found.degrees_of_freedom[block]
            yield _pair(readings, row, before, np.diag(variances), freedom - 1)


def _pair(
    readings: pd.DataFrame, one: Any, other: Any, covariance: np.ndarray, freedom: float
) -> dict[str, Any]:
    a, b = readings.loc[one], readings.loc[other]
    waves = a["group"] == b["group"] and a["group_by"] == b["group_by"]
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    return {
        **{name: a[name] for name in (*FAMILY, "answer", "group")},
        "versus": b["start"] if waves else b["group"],
        "share": a["share"],
        "versus_share": b["share"],
        "difference": a["share"] - b["share"],
        "se": np.sqrt(max(variance, 0.0)) / _width(a),
        "degrees_of_freedom": freedom,
    }


def _width(reading: pd.Series) -> float:
    """How wide the scale of a mean is, whose covariance is in codes; 1 of a share."""
    if reading["answer"] not in ("mean", "median"):
        return 1.0
    low, high = pd.Series([reading["note"]]).str.extract(SCALE).astype(float).iloc[0]
    return float(high - low) if high > low else 1.0


def _tested(rows: pd.DataFrame, adjust: str, between: str) -> pd.DataFrame:
    """The pairs with their tests, adjusted within each family."""
    from scipy.special import stdtr  # slow to import, and rarely asked for

    known = rows["se"] > 0
    t = (rows["difference"] / rows["se"]).where(known)
    freedom = rows["degrees_of_freedom"].clip(lower=1)
    p = pd.Series(2 * stdtr(freedom, -t.abs()), rows.index)
    family = SERIES if between == "waves" else FAMILY
    adjusted = p.groupby([rows[name] for name in family], dropna=False).transform(
        lambda values: ADJUSTED[adjust](values.to_numpy())
    )
    return rows.assign(t=t, p_value=p, p_adjusted=adjusted)


def _holm(p: np.ndarray) -> np.ndarray:
    """Step down: the least p times how many there are, the next times one less, never falling."""
    order = np.argsort(p)
    stepped = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted


def _benjamini_hochberg(p: np.ndarray) -> np.ndarray:
    from scipy.stats import false_discovery_control

    return np.asarray(false_discovery_control(p))


def _of_known(adjust: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """The same for the p values that are known."""

    def adjusted(p: np.ndarray) -> np.ndarray:
        known = np.isfinite(p)
        result = p.copy()
        result[known] = adjust(p[known]) if known.any() else p[known]
        return result

    return adjusted


ADJUSTED: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "holm": _of_known(_holm),
    "benjamini-hochberg": _of_known(_benjamini_hochberg),
    "none": lambda p: p,
}

"""Small bases by a rule with a name: what may be printed, what is marked, what is withheld.

    rule       withheld                                       marked
    nchs2017   n or effective base below 30; interval of      fewer than 8 degrees of freedom;
               30 points or more; or of more than 5 points    a share of 0 or 1; a complement
               and 130% of the share                          of little precision
    base50     n below 50                                     n below 100

The interval of `nchs2017` is Korn and Graubard's at 95%, on an effective base of at most n; a
share of 0 or 1 has the interval of a simple sample of n, and as a share of 0 has no relative
width, only the other two limits withhold it.

Source: Parker and others (2017), National Center for Health Statistics data presentation
standards for proportions, Vital and Health Statistics 2 (175), and the Center's own macro that
applies them (calculate_KornGraubard_CIs 2.0); `base50` is the custom of British and German
tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, get_args

import numpy as np
import pandas as pd

from polls.arguments import arguments_checked, require_columns
from polls.errors import raise_errors
from polls.microdata.choices import unknown_choice
from polls.microdata.intervals import clopper_pearson, intervals, shrunk_base

__all__ = ["MARKED_BELOW", "WITHHELD_BELOW", "Rule", "small_bases"]

WITHHELD_BELOW, MARKED_BELOW = 50, 100
"""Bases below which `base50` withholds a share, and marks it."""

Rule = Literal["nchs2017", "base50"]
LEAST_BASE, WIDE, NARROW, RELATIVE, LEAST_FREEDOM = 30, 0.30, 0.05, 1.30, 8
TAIL = 0.025


@arguments_checked
def small_bases(readings: pd.DataFrame, rule: Rule = "nchs2017") -> pd.DataFrame:
    """The readings with what a rule withholds left out and what it marks marked.

    Args:
        readings: a readings frame.
        rule: `nchs2017` or `base50`.

    Returns:
        The frame with a column more, `reliability`: "" (as it should be), `marked` or
        `withheld`. What is withheld has no `share`; `note` says why it is marked or withheld.

    Raises:
        ProblemsError: where the rule is not known.

    >>> frame = pd.DataFrame({"share": [0.4, 0.4], "n": [900.0, 25.0], "deff": 1.0, "note": ""})
    >>> small_bases(frame)[["share", "reliability", "note"]].to_numpy().tolist()
    [[0.4, '', ''], [nan, 'withheld', 'withheld (nchs2017): base below 30']]
    """
    if rule not in get_args(Rule):
        raise_errors([unknown_choice(rule, "rule of small bases", get_args(Rule))])
    require_columns("readings", readings, ["share", "n"])
    withheld, marked = RULES[rule](readings)
    reliability = np.where(withheld != "", "withheld", np.where(marked != "", "marked", ""))
    why = np.where(withheld != "", withheld, marked)
    notes = readings["note"] if "note" in readings else [""] * len(readings)
    told = [
        "; ".join(filter(None, [note, f"{kind} ({rule}): {reason}" if kind else ""]))
        for note, kind, reason in zip(notes, reliability, why, strict=True)
    ]
    return readings.assign(
        share=readings["share"].where(reliability != "withheld"),
        note=told,
        reliability=reliability,
    )


def _nchs2017(readings: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    measured = intervals(readings)
    share, n = measured["share"].to_numpy(), measured["n"].to_numpy()
    freedom = measured["degrees_of_freedom"].to_numpy()
    ends = (share == 0) | (share == 1)
    effective = np.where(ends, n, measured["n_effective"].to_numpy())
    base = np.where(ends, n, np.fmin(shrunk_base(n, effective, freedom, TAIL), n))
    low, high = clopper_pearson(share, base, TAIL)
    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):
        imprecise = (width > NARROW) & (share > 0) & (width / share > RELATIVE)
        complement = (width > NARROW) & (share < 1) & (width / (1 - share) > RELATIVE)
    withheld = _first(
        (np.isnan(n), "base unknown"),
        (n < LEAST_BASE, "base below 30"),
        (effective < LEAST_BASE, "effective base below 30"),
        (width >= WIDE, "interval of 30 points or more"),
        (imprecise, "interval of more than 130% of the share"),
    )
    marked = _first(
        (freedom < LEAST_FREEDOM, "few degrees of freedom"),
        (ends, "nobody or everybody"),
        (complement, "imprecise complement"),
    )
    return withheld, marked


def _base50(readings: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    n = readings["n"].to_numpy()
    withheld = _first((np.isnan(n), "base unknown"), (n < WITHHELD_BELOW, "base below 50"))
    return withheld, _first((n < MARKED_BELOW, "base below 100"))


def _first(*reasons: tuple[np.ndarray, str]) -> np.ndarray:
    """(rows,) the first reason that holds, or ""."""
    return np.select([held for held, _ in reasons], [why for _, why in reasons], "").astype(object)


RULES: Mapping[str, Callable[[pd.DataFrame], tuple[np.ndarray, np.ndarray]]] = {
    "nchs2017": _nchs2017,
    "base50": _base50,
}

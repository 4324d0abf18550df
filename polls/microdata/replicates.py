"""Replicate weights as survey programmes ship them: which columns, and how their spread counts.

    kind                      scale               rscales
    BRR                       1 / R               1
    Fay                       1 / (R (1 - k)^2)   1           k: Fay's factor
    JK1                       (R - 1) / R         1
    JKn                       1                   (n_h - 1) / n_h, as documented
    JK2                       1                   1
    bootstrap                 1 / (R - 1)         1
    ACS, successive-difference 4 / R              1
    other                     as documented       as documented

The variance of an estimate is scale x sum over replicates r of rscale_r x (estimate_r - centre)^2;
the names are those of the programmes' documentation and of R's `svrepdesign`.

Source: Wolter (2007), Introduction to Variance Estimation, chapters 3 to 5.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from polls.errors import Place, Problem, did_you_mean
from polls.microdata.choices import unknown_choice

__all__ = ["ReplicateKind", "Replicates", "chosen_variables", "wrong_with_replicates"]

ReplicateKind = Literal[
    "BRR", "Fay", "JK1", "JKn", "JK2", "bootstrap", "ACS", "successive-difference", "other"
]
FROM_TO = re.compile(r"(?P<name>(?:.*?\D)?)(?P<first>\d+)\s*(?:-|to)\s*(?P=name)(?P<last>\d+)")
STATED = ("other",)


@dataclass(frozen=True)
class Replicates:
    """Replicate weights of a file.

    Args:
        variables: names of the variables in order; or one text, `repwt1-repwt80` or `repwt*`;
            or a table with a row for each respondent and a column for each replicate.
        kind: how they were made, by the documentation's name.
        fay: Fay's factor, from 0 to below 1, for the kind `Fay`.
        scale: factor of the whole sum; default: the kind's.
        rscales: a factor for each replicate, or one for all; default: the kind's.
        mse: squares are around the estimate of the whole sample (as most programmes document),
            not around the mean of the replicates (R's default).
        combined: the replicates hold whole weights; else factors of the weight.
        degrees_of_freedom: as documented; default: the rank of the replicates less 1.

    >>> Replicates("repwtp1-repwtp3", kind="Fay", fay=0.5).weight_names(["repwtp1", "x"])
    ('repwtp1', 'repwtp2', 'repwtp3')
    >>> Replicates("repwtp1-repwtp4", kind="Fay", fay=0.5).factors(4).round(2).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """

    variables: Any
    kind: ReplicateKind = "BRR"
    fay: float = 0.0
    scale: float | None = None
    rscales: Any = None
    mse: bool = False
    combined: bool = True
    degrees_of_freedom: float | None = None

    def weight_names(self, known: Iterable[str]) -> tuple[str, ...]:
        """The names of the weights among those of the data, in the order of their numbers."""
        if not isinstance(self.variables, str):
            return tuple(map(str, self.variables))
        return chosen_variables(self.variables, known)

    def factors(self, number: int) -> np.ndarray:
        """(replicates,) scale x rscales: what the square of each replicate counts with."""
        usual = {
            "BRR": 1 / number,
            "Fay": 1 / (number * (1 - self.fay) ** 2),
            "JK1": (number - 1) / number,
            "bootstrap": 1 / max(number - 1, 1),
            "ACS": 4 / number,
            "successive-difference": 4 / number,
        }.get(self.kind, 1.0)
        scale = usual if self.scale is None else self.scale
        each = np.ones(number) if self.rscales is None else np.asarray(self.rscales, dtype=float)
        return scale * np.broadcast_to(each, (number,))

    def said(self, number: int) -> str:
        """What a note says of them."""
        kind = f"Fay {self.fay:g}" if self.kind == "Fay" else self.kind
        factors = self.factors(number)
        low, high = factors.min(), factors.max()
        scale = f"{low:.6g}" if low == high else f"{low:.6g} to {high:.6g}"
        return f"{number} ({kind}, scale {scale})"


def chosen_variables(pattern: str, known: Iterable[str]) -> tuple[str, ...]:
    """The variables of a text: `w1-w80` (all from one to the other), `w*`, or one name.

    >>> chosen_variables("w*", ["w10", "x", "w2"])
    ('w2', 'w10')
    """
    span = FROM_TO.fullmatch(pattern.strip())
    if span:
        width = len(span["first"]) if span["first"].startswith("0") else 0
        numbers = range(int(span["first"]), int(span["last"]) + 1)
        return tuple(f"{span['name']}{number:0{width}d}" for number in numbers)
    if "*" not in pattern:
        return (pattern,)
    fits = re.compile("(.*)".join(map(re.escape, pattern.split("*"))))
    return tuple(sorted(filter(fits.fullmatch, known), key=_natural))


def wrong_with_replicates(
    given: Any, known: Iterable[str], weight: str, place: Place
) -> Iterator[Problem]:
    """What is wrong with replicates as they are declared, before a row is read."""
    if not isinstance(given, Replicates):
        title, expected = "replicates are no polls.Replicates", "polls.Replicates(variables, kind=)"
        yield Problem("not-replicates", title, place, got=repr(given), expected=expected)
        return
    names = list(known)
    if given.kind not in get_args(ReplicateKind):
        yield unknown_choice(given.kind, "kind of replicates", get_args(ReplicateKind))
        return
    chosen = given.weight_names(names)
    yield from _unknown_names(given, chosen, names, place)
    yield from _wrong_numbers(given, len(chosen), place)
    if not weight:
        title, hint = "replicates need the weight that they repeat", "name it: weight='...'"
        yield Problem("replicates-without-weight", title, place, hint=hint)


def _unknown_names(
    given: Replicates, chosen: Sequence[str], names: Sequence[str], place: Place
) -> Iterator[Problem]:
    unknown = [name for name in chosen if name not in names]
    if not chosen or len(unknown) == len(chosen) > 1:
        yield Problem(
            "unknown-replicates-variable",
            f"data have no variables '{given.variables}' for the replicates",
            place,
            hint=did_you_mean(str(chosen[0] if chosen else given.variables).strip("*"), names),
        )
    elif unknown:
        yield Problem(
            "unknown-replicates-variable",
            f"data have no variable '{unknown[0]}' for the replicates",
            place,
            got=f"{len(unknown)} of {len(chosen)} that are not in the data",
            hint=did_you_mean(unknown[0], names),
        )
    elif len(chosen) == 1:
        title, got = "one replicate shows no spread", f"1, '{chosen[0]}'"
        yield Problem("one-replicate", title, place, got, expected="two replicates or more")


def _wrong_numbers(given: Replicates, number: int, place: Place) -> Iterator[Problem]:
    if not 0 <= given.fay < 1 or (given.kind == "Fay") != (given.fay > 0):
        yield Problem(
            "fay-out-of-range",
            "Fay's factor does not fit the kind of replicates",
            place,
            got=f"fay={given.fay:g}, kind '{given.kind}'",
            expected="a number above 0 and below 1 for the kind Fay, none for another",
        )
    if given.kind in STATED and given.scale is None:
        title, hint = "scale of the replicates is not stated", "state it: scale=..., rscales=..."
        yield Problem("scale-not-stated", title, place, got=f"kind '{given.kind}'", hint=hint)
    if given.kind == "JKn" and given.rscales is None:
        yield Problem(
            "rscales-not-stated",
            "stratified jackknife needs a factor for each replicate",
            place,
            expected="rscales= of (n_h - 1) / n_h, as the documentation gives them",
        )
    each = np.atleast_1d(1.0 if given.rscales is None else np.asarray(given.rscales, dtype=float))
    if len(each) not in (1, number):
        yield Problem(
            "rscales-other-length",
            "factors and replicates differ in number",
            place,
            got=f"{len(each)} factors, {number} replicates",
            expected="one factor for each replicate, or one for all",
        )
    bad = [value for value in (given.scale, *each) if value is not None and not value >= 0]
    if bad:
        title = "scale of the replicates is below 0 or no number"
        yield Problem("scale-negative", title, place, got=f"{bad[0]}", expected="0 or more")


def as_columns(data: Any, given: Replicates) -> tuple[pd.DataFrame, Replicates] | Problem:
    """Replicates given as a table of their own, as columns of the respondents' frame."""
    table = pd.DataFrame(np.asarray(given.variables))
    if not isinstance(data, pd.DataFrame):
        return Problem(
            "replicates-not-in-file",
            "replicates are a table, and the data a file",
            expected="names of the file's variables",
        )
    if len(table) != len(data):
        return Problem(
            "replicates-other-length",
            "replicates and respondents differ in number",
            got=f"{len(table):,} rows of replicates, {len(data):,} respondents",
            expected="a row of replicates for each respondent",
        )
    names = [f"replicate weight {number}" for number in range(1, table.shape[1] + 1)]
    joined = pd.concat([data, table.set_axis(names, axis=1).set_axis(data.index)], axis=1)
    return joined, replace(given, variables=tuple(names))


def _natural(name: str) -> list[Any]:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]

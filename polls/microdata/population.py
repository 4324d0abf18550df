"""Finite populations: which fraction of each stratum's sampling units was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from polls.errors import Place, Problem
from polls.microdata.request import Wanted
from polls.microdata.source import Microdata
from polls.microdata.tally import Tally
from polls.microdata.variance import Strata

__all__ = ["drawn_of"]


def drawn_of(
    opened: Microdata, wanted: Wanted, found: Tally, strata: Strata
) -> tuple[Strata, list[Problem]]:
    """The strata with the fraction drawn of each, and problems with what is said of them.

    Where no value is above 1 all are fractions, else all are numbers of units.

    Args:
        opened: the data.
        wanted: with the variable of the finite population correction.
        found: the least and the greatest value said in each stratum.
        strata: the units of the sample.
    """
    if not found.population:
        return strata, []
    said = [found.population.get(number, (np.nan, np.nan)) for number in strata.ids]
    low, high = np.array(said).T
    problems = list(_varying(opened, wanted, found, strata, low, high))
    drawn = low if np.nanmax(high) <= 1 else strata.units / low
    for place in np.flatnonzero(drawn > 1) if not problems else ():
        problems.append(
            Problem(
                "fpc-below-sample",
                "population is smaller than the sample drawn from it",
                _stratum(opened, wanted, found, int(strata.ids[place])),
                got=f"{low[place]:,g}",
                expected=f"{strata.units[place]:,.0f} sampling units or more",
            )
        )
    return replace(strata, drawn=np.nan_to_num(drawn)), problems


def _varying(
    opened: Microdata,
    wanted: Wanted,
    found: Tally,
    strata: Strata,
    low: np.ndarray,
    high: np.ndarray,
) -> Iterator[Problem]:
    for place in np.flatnonzero(low < high):
        yield Problem(
            "fpc-varies",
            "finite population differs within a stratum",
            _stratum(opened, wanted, found, int(strata.ids[place])),
            got=f"{low[place]:,g} to {high[place]:,g}",
            expected="one value for all of the stratum",
        )


def _stratum(opened: Microdata, wanted: Wanted, found: Tally, number: int) -> Place:
    name = f"variable '{wanted.design.fpc}'"
    inside = f", stratum {found.stratum_names[number]}" if wanted.design.strata else ""
    return Place(file=opened.file, item=name + inside)

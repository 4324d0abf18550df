"""Finite population corrections, against R's survey package 4.1.1.

d <- data.frame(q = c(1,2,1,1,2,2,1,2,1,2,2,1), w = c(2,2,3,3,1,1,4,4,2,2,5,5),
  s = rep(1:2, each = 6), u = rep(1:6, each = 2), N = rep(c(8, 5), each = 6),
  g = c("a","b","a","b","a","b","a","a","a","a","b","b"))
design <- svydesign(id = ~u, strata = ~s, weights = ~w, fpc = ~N, data = d)
SE(svymean(~I(q == 1), design)); SE(svyby(~I(q == 1), ~g, design, svymean)); degf(design)
people <- svydesign(id = ~1, strata = ~s, weights = ~w, fpc = ~f,
  data = transform(d, f = ifelse(s == 1, 0.3, 0.6)))
SE(svymean(~I(q == 1), people))
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import polls
from polls import Design, ProblemsError

PEOPLE = pd.DataFrame(
    {
        "q": [1, 2, 1, 1, 2, 2, 1, 2, 1, 2, 2, 1],
        "w": [2, 2, 3, 3, 1, 1, 4, 4, 2, 2, 5, 5],
        "s": [1] * 6 + [2] * 6,
        "u": np.repeat([1, 2, 3, 4, 5, 6], 2),
        "g": list("abababaaaabb"),
        "N": [8] * 6 + [5] * 6,
        "f": [0.3] * 6 + [0.6] * 6,
    }
)
CLUSTERS = Design(weight="w", strata="s", psu="u", fpc="N")


@pytest.mark.parametrize("rows", [1, 5, 100])
def test_numbers_of_units_give_the_errors_of_r_survey_in_the_whole_and_in_groups(rows: int) -> None:
    readings = polls.tabulate(PEOPLE, "q", by="g", design=CLUSTERS, chunk_rows=rows)
    errors = polls.standard_errors(readings[readings["answer"] == "1"])
    expected = [0.0795062234576, 0.0760678814482, 0.1132138808296]
    assert errors.tolist() == pytest.approx(expected, rel=1e-11)
    assert readings["note"].str.endswith("finite population N; degrees of freedom 4")[:2].all()
    # degf(subset(design, g == "a")), and of "b", whose respondents are in four units only.
    freedom = polls.intervals(readings)["degrees_of_freedom"]
    assert freedom.tolist() == [4, 4, 3, 3, 2, 2]


def test_fractions_drawn_give_the_errors_of_r_survey() -> None:
    readings = polls.tabulate(PEOPLE, "q", weight="w", strata="s", fpc="f")
    assert polls.standard_errors(readings)[0] == pytest.approx(0.116731117965, rel=1e-11)


def test_the_fpc_example_of_stata_is_met() -> None:
    """Stata, fpc.dta, `svy: mean x` with the population sizes: 5.448148, .6160407."""
    units = pd.DataFrame(
        {
            "stratum": [1, 1, 1, 1, 1, 2, 2, 2],
            "unit": [1, 2, 3, 4, 5, 1, 2, 3],
            "w": [3.0] * 5 + [4.0] * 3,
            "x": [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2],
            "N": [15] * 5 + [12] * 3,
        }
    )
    parts = [
        units.assign(q="a", w=units["w"] * units["x"] / 10),
        units.assign(q="b", w=units["w"] * (1 - units["x"] / 10)),
    ]
    design = Design(weight="w", strata="stratum", psu="unit", fpc="N")
    readings = polls.tabulate(pd.concat(parts), "q", design=design)
    assert 10 * polls.standard_errors(readings)[0] == pytest.approx(0.6160407, abs=5e-8)


def test_a_lone_unit_that_is_all_of_its_stratum_adds_nothing() -> None:
    alone = PEOPLE.query("u != 5 and u != 6").assign(N=[8] * 6 + [1] * 2)
    first = PEOPLE.query("s == 1")
    whole = polls.standard_errors(polls.tabulate(alone, "q", design=CLUSTERS))
    scores = first["w"] * ((first["q"] == 1) - 12 / 20) / 20
    units = scores.groupby(first["u"]).sum()
    expected = (1 - 3 / 8) * 3 / 2 * ((units - units.mean()) ** 2).sum()
    assert whole[0] ** 2 == pytest.approx(expected)


@pytest.mark.parametrize("rows", [1, 4, 100])
@pytest.mark.parametrize("values", [[8] * 5 + [9], [9] + [8] * 5, [8, 9, 8, 8, 8, 8]])
def test_the_least_and_the_greatest_of_a_stratum_are_of_the_whole_file(
    values: list[int], rows: int
) -> None:
    people = PEOPLE.assign(N=values + [5] * 6)
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(people, "q", design=CLUSTERS, chunk_rows=rows)
    assert [problem.got for problem in raised.value.problems] == ["8 to 9"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([8] * 5 + [9] + [5] * 6, "fpc-varies"),
        ([8] * 6 + [2] * 6, "fpc-below-sample"),
        ([8] * 6 + [None] * 6, "fpc-missing"),
        ([8] * 6 + [-5] * 6, "fpc-not-positive"),
        (["eight"] * 6 + ["5"] * 6, "fpc-not-positive"),
    ],
)
def test_populations_that_cannot_be_are_one_problem(values: list[Any], code: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(PEOPLE.assign(N=values), "q", design=CLUSTERS)
    assert [problem.code for problem in raised.value.problems] == [code]

"""Replicate weights: names, scales, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import polls
from polls import Design, ProblemsError, Replicates
from polls.microdata.tally import Rank

ROWS = pd.DataFrame(
    {
        "q": [1, 2, 1, 1, 2, 2],
        "w": 1.0,
        "s": [1, 1, 1, 2, 2, 2],
        **{f"r{number}": [1.0, 2.0, 0.0, 1.0, 1.0, 1.0 + number / 10] for number in (1, 2, 10)},
    }
)


def codes_of(**options: Any) -> list[str]:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(ROWS, "q", **options)
    return [problem.code for problem in raised.value.problems]


@pytest.mark.parametrize(
    ("stated", "number", "expected"),
    [
        ({"kind": "BRR"}, 80, 1 / 80),
        ({"kind": "Fay", "fay": 0.5}, 160, 4 / 160),
        ({"kind": "Fay", "fay": 0.3}, 80, 1 / (80 * 0.49)),
        ({"kind": "JK1"}, 30, 29 / 30),
        ({"kind": "JKn", "rscales": 0.5}, 30, 0.5),
        ({"kind": "JK2"}, 62, 1.0),
        ({"kind": "bootstrap"}, 500, 1 / 499),
        ({"kind": "ACS"}, 80, 4 / 80),
        ({"kind": "successive-difference"}, 160, 4 / 160),
        ({"kind": "bootstrap", "scale": 1 / 500}, 500, 1 / 500),
        ({"kind": "other", "scale": 0.2, "rscales": 2.0}, 5, 0.4),
    ],
)
def test_each_kind_has_the_scale_of_its_documentation(
    stated: dict[str, Any], number: int, expected: float
) -> None:
    assert Replicates("r*", **stated).factors(number) == pytest.approx(np.full(number, expected))


def test_the_variance_is_the_sum_of_squares_as_scaled() -> None:
    rscales = [0.5, 1.0, 2.0]
    replicates = Replicates("r*", kind="JKn", rscales=rscales, mse=True)
    reading = polls.tabulate(ROWS, "q", design=Design(weight="w", replicates=replicates))
    shares = [np.average(ROWS["q"] == 1, weights=ROWS[name]) for name in ("r1", "r2", "r10")]
    variance = sum(scale * (share - 0.5) ** 2 for scale, share in zip(rscales, shares, strict=True))
    assert polls.standard_errors(reading)[0] ** 2 == pytest.approx(variance)
    assert "replicates 3 (JKn, scale 0.5 to 2)" in reading["note"][0]


def test_names_may_be_a_span_a_pattern_or_a_list() -> None:
    assert Replicates("r01-r03").weight_names([]) == ("r01", "r02", "r03")
    assert Replicates("r*").weight_names(ROWS) == ("r1", "r2", "r10")
    assert Replicates(["r2", "r1"]).weight_names(ROWS) == ("r2", "r1")


def test_degrees_of_freedom_may_be_documented() -> None:
    replicates = Replicates("r*", kind="JK1", degrees_of_freedom=62)
    reading = polls.tabulate(ROWS, "q", design=Design(weight="w", replicates=replicates))
    assert polls.intervals(reading)["degrees_of_freedom"].tolist() == [62, 62]


@pytest.mark.parametrize(("rank", "rows"), [(2, 30), (2, 500), (3, 30), (3, 500)])
def test_degrees_of_freedom_are_the_rank_of_the_replicates_less_one(rank: int, rows: int) -> None:
    random = np.random.default_rng(1)
    weights = random.lognormal(0, 1, (rows, 3))
    if rank == 2:
        weights[:, 2] = weights[:, 0] + 2 * weights[:, 1]
    found = Rank(3)
    for part in np.array_split(weights, 2):
        found.add(part)
    assert found.number == rank
    frame = pd.DataFrame(weights, columns=["r1", "r2", "r3"]).assign(
        q=random.choice([1, 2], rows), w=1.0
    )
    design = Design(weight="w", replicates=Replicates("r*", kind="JK1"))
    reading = polls.tabulate(frame, "q", design=design)
    assert polls.intervals(reading)["degrees_of_freedom"].tolist() == [rank - 1] * 2


@pytest.mark.parametrize(
    ("names", "title", "got"),
    [
        (["r1", "r7"], "data have no variable 'r7' for the replicates", "1 of 2"),
        (["r7"], "data have no variable 'r7' for the replicates", "1 of 1"),
        (["r7", "r8"], "data have no variables '['r7', 'r8']' for the replicates", ""),
    ],
)
def test_unknown_replicates_are_named_one_by_one_unless_all_are(
    names: list[str], title: str, got: str
) -> None:
    with pytest.raises(ProblemsError) as raised:
        replicates = Replicates(names, kind="JK1")
        polls.tabulate(ROWS, "q", design=Design(weight="w", replicates=replicates))
    (problem,) = raised.value.problems
    assert (problem.title, problem.got.partition(" that")[0]) == (title, got)


@pytest.mark.parametrize(
    ("replicates", "code"),
    [
        (Replicates("r1-r3"), "unknown-replicates-variable"),
        (Replicates("rep*"), "unknown-replicates-variable"),
        (Replicates("r1"), "one-replicate"),
        (Replicates("r*", kind="brr"), "unknown-choice"),  # type: ignore[arg-type]
        (Replicates("r*", kind="Fay"), "fay-out-of-range"),
        (Replicates("r*", kind="BRR", fay=0.5), "fay-out-of-range"),
        (Replicates("r*", kind="JKn"), "rscales-not-stated"),
        (Replicates("r*", kind="JKn", rscales=[0.5, 0.5]), "rscales-other-length"),
        (Replicates("r*", kind="other"), "scale-not-stated"),
        (Replicates("r*", kind="JK1", scale=-1), "scale-negative"),
        (Replicates(np.ones((5, 4)), kind="JK1"), "replicates-other-length"),
        ("r*", "not-replicates"),
    ],
)
def test_that_cannot_be_are_one_problem(replicates: Any, code: str) -> None:
    assert codes_of(design=Design(weight="w", replicates=replicates)) == [code]


def test_of_another_kind_they_have_the_scale_that_is_stated() -> None:
    replicates = Replicates("r*", kind="other", scale=0.2)
    readings = polls.tabulate(ROWS, "q", design=Design(weight="w", replicates=replicates))
    assert "replicates 3 (other, scale 0.2)" in readings["note"].iloc[0]


def test_beside_strata_or_without_a_weight_they_are_one_problem() -> None:
    replicates = Replicates("r*", kind="JK1")
    beside = Design(weight="w", strata="s", raked=["s"], replicates=replicates)
    assert codes_of(design=beside) == ["design-two-ways"]
    assert codes_of(design=Design(replicates=replicates)) == ["replicates-without-weight"]


def test_missing_and_wordy_replicates_are_one_problem_each() -> None:
    rows = ROWS.astype({"r1": object, "r2": object})
    rows.loc[0, "r1"], rows.loc[1, "r2"] = None, "much"
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(
            rows, "q", design=Design(weight="w", replicates=Replicates("r*", kind="JK1"))
        )
    assert [(problem.code, problem.got) for problem in raised.value.problems] == [
        ("replicates-missing", "1 (rows 1)"),
        ("replicates-not-a-number", "1 (rows 2)"),
    ]


class TestRaked:
    def test_margins_are_held_against_the_data(self) -> None:
        assert codes_of(weight="w", design=None, by="sx") == ["unknown-group-variable"]
        assert codes_of(design=Design(weight="w", raked=["q", "x"])) == ["unknown-raked-variable"]
        assert codes_of(design=Design(weight="w", before_raking="r1")) == ["margins-missing"]

    def test_what_a_margin_explains_has_no_error_and_half_explained_less(self) -> None:
        random = np.random.default_rng(1)
        past = random.choice([1, 2], 400)
        now = np.where(random.random(400) < 0.8, past, 3 - past)
        rows = pd.DataFrame({"past": past, "now": now, "w": random.uniform(0.5, 2, 400)})
        raked = Design(weight="w", raked="past")
        assert polls.standard_errors(polls.tabulate(rows, "past", design=raked)).max() < 1e-9
        with_it = polls.standard_errors(polls.tabulate(rows, "now", design=raked))[0]
        without = polls.standard_errors(polls.tabulate(rows, "now", weight="w"))[0]
        assert 0.5 < with_it / without < 0.9

    def test_a_respondent_without_a_category_is_a_problem(self) -> None:
        rows = ROWS.assign(past=[1, 2, 1, None, 2, 2])
        with pytest.raises(ProblemsError) as raised:
            polls.tabulate(rows, "q", design=Design(weight="w", raked="past"))
        assert [problem.code for problem in raised.value.problems] == ["raked-missing"]

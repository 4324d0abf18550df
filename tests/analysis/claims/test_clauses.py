"""Clauses that several kinds of claim share."""

from __future__ import annotations

from typing import Any

import pytest

from analysis.claims.clauses import pair_evidence, unlike
from analysis.claims.evidence import Known, of_series
from analysis.claims.series import Series
from analysis.claims.verdict import Outcome
from tests.writers.claim_writer import reading, readings

YES: Outcome = "supported"
NO: Outcome = "contradicted"
OPEN: Outcome = "not settled"


@pytest.mark.parametrize(
    ("outcome", "outcomes", "said"),
    [
        (OPEN, [[YES, NO]], True),
        (OPEN, [[YES, YES], [NO, YES]], True),
        (OPEN, [[YES], [NO]], False),
        (OPEN, [[OPEN, OPEN]], False),
        (YES, [[YES, NO]], False),
        (NO, [[YES, NO]], False),
    ],
)
def test_readings_of_one_day_that_differ_are_said_to_where_that_leaves_it_open(
    outcome: Outcome, outcomes: list[list[Outcome]], said: bool
) -> None:
    assert unlike(outcome, outcomes) == (", which do not all say the same" if said else "")


def known(country: str, *rows: dict[str, Any]) -> Known:
    series = Series(country, "approval", "approve")
    counted = readings(*rows).assign(date=lambda frame: frame["start"])
    return Known(series, country, {"country": country}, counted, counted.iloc[:0], 0, None)


def test_the_readings_of_pairs_are_each_named_once() -> None:
    days = ("2025-01-01", "2025-02-01", "2025-03-01")
    first = known("GB", *(reading(day, 0.4) for day in days))
    other = known("FR", *(reading(day, 0.5, country="FR") for day in days))
    rows = [each.counted.iloc for each in (first, other)]
    pairs = [
        (first, [(rows[0][0], rows[0][2]), (rows[0][1], rows[0][2])]),
        (other, [(rows[1][0], rows[1][1])]),
    ]
    found = [(item.value, str(item.end)) for item in pair_evidence(pairs)]
    expected = [(0.4, days[0]), (0.4, days[2]), (0.4, days[1]), (0.5, days[0]), (0.5, days[1])]
    assert found == expected


def test_a_pollster_s_series_is_of_its_own_country_and_answer() -> None:
    rows = readings(
        reading("2025-01-01", 0.4),
        reading("2025-01-02", 0.5, country="FR"),
        reading("2025-01-03", 0.3, answer="disapprove"),
        reading("2025-01-04", 0.6, pollster="Ipsos"),
    )
    own = Series("GB", "approval", "approve", pollster="YouGov")
    assert of_series(rows, own)["share"].tolist() == [0.4]

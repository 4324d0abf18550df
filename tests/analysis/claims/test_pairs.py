"""Which readings are set beside each other: those of both ends of a change, those of a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from analysis.claims.pairs import change_pairs, of_one_wave, side_by_side
from tests.writers.claim_writer import known_of, opinion, reading, readings

START, END = dt.date(2025, 2, 1), dt.date(2025, 6, 1)


def pairs(*rows: dict[str, Any], max_age: int = 60) -> list[tuple[float, float]]:
    made = opinion("change", start=str(START), end=str(END))
    found = change_pairs(known_of(made, *rows)[0], START, END, max_age)
    return [(float(a["share"]), float(b["share"])) for a, b in found]


IPSOS = {"pollster": "Ipsos"}
LAST = reading("2025-05-20", 0.45)

CASES: dict[str, tuple[list[dict[str, Any]], list[tuple[float, float]]]] = {
    "the last by the start and the last by the end": (
        [reading("2025-01-10", 0.40), reading("2025-01-20", 0.41), LAST],
        [(0.41, 0.45)],
    ),
    "those of the days themselves": (
        [reading("2025-02-01", 0.40), reading("2025-06-01", 0.45)],
        [(0.40, 0.45)],
    ),
    "none from before as old as it may be": (
        [reading("2024-12-03", 0.40), LAST],
        [(0.40, 0.45)],
    ),
    "none that is older": ([reading("2024-12-02", 0.40), LAST], []),
    "the first after the start where none lies before": (
        [reading("2025-02-10", 0.40), reading("2025-02-20", 0.41), LAST],
        [(0.40, 0.45)],
    ),
    "as long as it lies in the first half": ([reading("2025-04-01", 0.40), LAST], [(0.40, 0.45)]),
    "and not in the second": ([reading("2025-04-02", 0.40), LAST], []),
    "the same house before a nearer one": (
        [reading("2025-01-10", 0.40), reading("2025-01-20", 0.30, **IPSOS), LAST],
        [(0.40, 0.45)],
    ),
    "another house before one after": (
        [reading("2025-01-20", 0.30, **IPSOS), reading("2025-02-10", 0.40), LAST],
        [(0.30, 0.45)],
    ),
    "each house of the last day against itself": (
        [
            reading("2025-01-10", 0.40),
            reading("2025-01-20", 0.30, **IPSOS),
            reading("2025-05-20", 0.35, **IPSOS),
            LAST,
        ],
        [(0.30, 0.35), (0.40, 0.45)],
    ),
    "each reading of the first day against the last": (
        [reading("2025-01-20", 0.40), reading("2025-01-20", 0.41), LAST],
        [(0.40, 0.45), (0.41, 0.45)],
    ),
    "one reading alone is no change": ([LAST], []),
    "nothing is none": ([reading("2024-01-01", 0.4)], []),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_the_readings_of_both_ends_of_a_change(
    rows: list[dict[str, Any]], expected: list[tuple[float, float]]
) -> None:
    assert pairs(*rows) == expected


def test_the_last_readings_may_be_as_old_as_the_first() -> None:
    first = reading("2025-01-20", 0.40)
    assert pairs(first, reading("2025-04-02", 0.45)) == [(0.40, 0.45)]
    assert pairs(first, reading("2025-04-01", 0.45)) == []


def test_each_reading_is_set_beside_each_unless_they_are_of_one_survey() -> None:
    own = readings(reading("2025-06-01", 0.40), reading("2025-06-01", 0.41, **IPSOS))
    other = readings(reading("2025-06-01", 0.30, country="FR"))

    def beside(second: pd.DataFrame) -> list[tuple[float, float]]:
        return [(float(a["share"]), float(b["share"])) for a, b in side_by_side(own, second)]

    assert beside(other) == [(0.40, 0.30)]
    assert beside(other.assign(pollster="Kantar")) == [(0.40, 0.30), (0.41, 0.30)]


@pytest.mark.parametrize(
    ("changed", "alike"),
    [
        ({}, True),
        ({"country": "FR"}, True),
        ({"published": "2025-06-09"}, True),
        ({"pollster": "Ipsos"}, False),
        ({"base": "voters"}, False),
        ({"n": 500.0}, True),
        ({"start": "2025-05-31"}, False),
        ({"group_by": "age", "group": "65+"}, False),
    ],
)
def test_one_survey_is_of_one_house_base_and_fieldwork(
    changed: dict[str, Any], alike: bool
) -> None:
    rows = readings(reading("2025-06-01", 0.40), reading("2025-06-01", 0.30, **changed))
    assert of_one_wave(rows.iloc[0], rows.iloc[1]) is alike


@pytest.mark.parametrize(("published", "alike"), [("2025-06-01", True), ("2025-06-02", False)])
def test_without_fieldwork_the_day_of_publication_tells_surveys_apart(
    published: str, alike: bool
) -> None:
    bare = {"start": None, "end": None}
    rows = readings(
        reading("2025-06-01", 0.40, **bare),
        reading("2025-06-01", 0.30, **bare | {"published": published}),
    )
    assert of_one_wave(rows.iloc[0], rows.iloc[1]) is alike

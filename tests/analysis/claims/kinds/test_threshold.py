"""A threshold: the furthest reading of the days spoken of, and how many lie beyond."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import drawn, published, reading

ROWS = (
    reading("2024-12-10", 0.4),
    reading("2025-01-15", 0.41),
    reading("2025-02-15", 0.44),
    reading("2025-03-15", 0.42),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "without a start the latest reading is held against it": (
        {"above": 0.43},
        [
            "not settled",
            "the one reading of late is not above 43%, 42% (YouGov, 15 March 2025)",
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
    "one of several beyond it by less than its error is open": (
        {"above": 0.43, "start": "2025-01-01"},
        [
            "not settled",
            (
                "1 of 3 readings since 1 January 2025 is above 43%, the highest 44% (YouGov, 15 "
                "February 2025)"
            ),
            '0.44 "approve", YouGov, 2025-02-15',
        ],
    ),
    "printed one is enough": (
        {"above": 0.43, "start": "2025-01-01", "basis": "reading"},
        [
            "supported",
            (
                "1 of 3 readings since 1 January 2025 is above 43%, the highest 44% (YouGov, 15 "
                "February 2025)"
            ),
            '0.44 "approve", YouGov, 2025-02-15',
        ],
    ),
    "two that are below": (
        {"below": 0.415, "start": "2024-12-01", "end": "2025-02-28", "basis": "reading"},
        [
            "supported",
            (
                "2 of 3 readings from 1 December 2024 to 28 February 2025 are below 41.5%, the "
                "lowest 40% (YouGov, 10 December 2024)"
            ),
            '0.4 "approve", YouGov, 2024-12-10',
        ],
    ),
    "one at the limit is not beyond it": (
        {"below": 0.4, "start": "2024-12-01", "basis": "reading"},
        [
            "not settled",
            (
                "0 of 4 readings since 1 December 2024 are below 40%, the lowest 40% (YouGov, 10 "
                "December 2024)"
            ),
            '0.4 "approve", YouGov, 2024-12-10',
        ],
    ),
    "the one of those days that is above": (
        {"above": 0.4, "start": "2025-03-01", "basis": "reading"},
        [
            "supported",
            "the one reading since 1 March 2025 is above 40%, 42% (YouGov, 15 March 2025)",
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
    "far off it is contradicted": (
        {"above": 0.5, "start": "2025-03-01"},
        [
            "contradicted",
            "the one reading since 1 March 2025 is not above 50%, 42% (YouGov, 15 March 2025)",
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
    "without a reading in those days nothing is said": (
        {"above": 0.5, "start": "2025-04-01"},
        [
            "not checkable",
            (
                "no reading is recent enough to speak of 30 June 2025; the last is 42% (YouGov, 15 "
                "March 2025)"
            ),
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("threshold", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws whose peak is beyond the limit": (
        {"above": 0.5, "start": "2025-02-01"},
        [[[0.25, 0.5, 0.25], [0.25, 0.625, 0.25], [0.75, 0.125, 0.25], [0.25, 0.25, 0.75]]],
        [
            "not settled",
            "the trend's peak is 69% (52% to 75%), its chance of having been above 50%: 75%",
            "probability 0.75",
        ],
    ),
    "or whose low is": (
        {"below": 0.25, "start": "2025-02-01"},
        [[[0.25, 0.5, 0.25], [0.25, 0.125, 0.25], [0.75, 0.375, 0.5], [0.125, 0.25, 0.75]]],
        [
            "not settled",
            "the trend's low is 19% (13% to 36%), its chance of having been below 25%: 50%",
            "probability 0.5",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("threshold", ROWS, paths, **fields) == said

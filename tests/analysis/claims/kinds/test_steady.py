"""A steady share: the readings furthest apart, and how far the trend strays."""

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
    "all within the margin of their average": (
        {"start": "2025-01-01"},
        [
            "supported",
            (
                "3 readings since 1 January 2025 run from 41% (YouGov, 15 January 2025) to 44% "
                "(YouGov, 15 February 2025)"
            ),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-02-15',
        ],
    ),
    "one beyond it by less than its error is open": (
        {"start": "2025-01-01", "margin": 0.01},
        [
            "not settled",
            (
                "3 readings since 1 January 2025 run from 41% (YouGov, 15 January 2025) to 44% "
                "(YouGov, 15 February 2025)"
            ),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-02-15',
        ],
    ),
    "printed it is beyond": (
        {"start": "2025-01-01", "margin": 0.01, "basis": "reading"},
        [
            "contradicted",
            (
                "3 readings since 1 January 2025 run from 41% (YouGov, 15 January 2025) to 44% "
                "(YouGov, 15 February 2025)"
            ),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-02-15',
        ],
    ),
    "from before the series it is from its first reading": (
        {"start": "2024-11-01", "end": "2025-02-28"},
        [
            "supported",
            (
                "3 readings from 1 November 2024 to 28 February 2025 run from 40% (YouGov, 10 "
                "December 2024) to 44% (YouGov, 15 February 2025)"
            ),
            '0.4 "approve", YouGov, 2024-12-10',
            '0.44 "approve", YouGov, 2025-02-15',
            (
                "The series begins on 10 December 2024, after 1 November 2024: its first reading "
                "is taken."
            ),
        ],
    ),
    "one reading shows no movement": (
        {"start": "2025-03-01"},
        [
            "not checkable",
            "the one reading since 1 March 2025 shows no movement",
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
    "none says nothing": (
        {"start": "2025-04-01"},
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
    assert published("steady", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws that stay within the margin of their own average": (
        {"start": "2025-01-01", "margin": 0.0625},
        [
            [
                [0.25, 0.25, 0.25, 0.25],
                [0.125, 0.25, 0.25, 0.25],
                [0.25, 0.25, 0.375, 0.25],
                [0.25, 0.3125, 0.25, 0.3125],
            ]
        ],
        [
            "not settled",
            (
                "the trend strays up to 6 points from its average, its chance of staying within "
                "6.25 points: 50%"
            ),
            "probability 0.5",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("steady", ROWS, paths, **fields) == said

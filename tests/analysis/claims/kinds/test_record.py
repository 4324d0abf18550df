"""A record: the best reading of the days spoken of, and the best before it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import drawn, published, reading

ROWS = (
    reading("2024-12-10", 0.43),
    reading("2025-01-15", 0.41),
    reading("2025-02-15", 0.44),
    reading("2025-03-15", 0.46),
    reading("2025-04-15", 0.45),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "without a start the latest reading is held against all before": (
        {"basis": "reading"},
        [
            "contradicted",
            (
                "the highest is 45% (YouGov, 15 April 2025), and the highest of 4 readings earlier "
                "in the series is 46% (YouGov, 15 March 2025)"
            ),
            '0.45 "approve", YouGov, 2025-04-15',
            '0.46 "approve", YouGov, 2025-03-15',
            "0.615 standard errors",
        ],
    ),
    "a lead within its error is open": (
        {"start": "2025-03-01"},
        [
            "not settled",
            (
                "the highest is 46% (YouGov, 15 March 2025), and the highest of 3 readings earlier "
                "in the series is 44% (YouGov, 15 February 2025)"
            ),
            '0.46 "approve", YouGov, 2025-03-15',
            '0.44 "approve", YouGov, 2025-02-15',
            "1.231 standard errors",
        ],
    ),
    "the best reading of the days spoken of is the record": (
        {"start": "2025-03-01", "since": "2025-01-31", "basis": "reading"},
        [
            "supported",
            (
                "the highest is 46% (YouGov, 15 March 2025), and the one reading since 31 January "
                "2025 is 44% (YouGov, 15 February 2025)"
            ),
            '0.46 "approve", YouGov, 2025-03-15',
            '0.44 "approve", YouGov, 2025-02-15',
            "1.231 standard errors",
        ],
    ),
    "the reading of the last day of since is not held against it": (
        {"start": "2025-03-01", "since": "2024-12-10", "basis": "reading"},
        [
            "supported",
            (
                "the highest is 46% (YouGov, 15 March 2025), and the highest of 2 readings since "
                "10 December 2024 is 44% (YouGov, 15 February 2025)"
            ),
            '0.46 "approve", YouGov, 2025-03-15',
            '0.44 "approve", YouGov, 2025-02-15',
            "1.231 standard errors",
        ],
    ),
    "that of the day after is": (
        {"start": "2025-03-01", "since": "2024-12-09", "basis": "reading"},
        [
            "supported",
            (
                "the highest is 46% (YouGov, 15 March 2025), and the highest of 3 readings since 9 "
                "December 2024 is 44% (YouGov, 15 February 2025)"
            ),
            '0.46 "approve", YouGov, 2025-03-15',
            '0.44 "approve", YouGov, 2025-02-15',
            "1.231 standard errors",
        ],
    ),
    "a record low": (
        {"direction": "lowest", "start": "2025-01-01", "end": "2025-01-31", "basis": "reading"},
        [
            "supported",
            (
                "the lowest is 41% (YouGov, 15 January 2025), and the one reading earlier in the "
                "series is 43% (YouGov, 10 December 2024)"
            ),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.43 "approve", YouGov, 2024-12-10',
            "1.240 standard errors",
        ],
    ),
    "no record low": (
        {"direction": "lowest", "basis": "reading"},
        [
            "contradicted",
            (
                "the lowest is 45% (YouGov, 15 April 2025), and the lowest of 4 readings earlier "
                "in the series is 41% (YouGov, 15 January 2025)"
            ),
            '0.45 "approve", YouGov, 2025-04-15',
            '0.41 "approve", YouGov, 2025-01-15',
            "2.474 standard errors",
        ],
    ),
    "without one before nothing is said": (
        {"start": "2025-03-01", "since": "2025-02-20"},
        [
            "not checkable",
            (
                "the reading is 46% (YouGov, 15 March 2025), and none since 20 February 2025 is "
                "known to hold it against"
            ),
            '0.46 "approve", YouGov, 2025-03-15',
        ],
    ),
    "without one of the days spoken of nothing is said": (
        {"start": "2025-05-01"},
        [
            "not checkable",
            (
                "no reading is recent enough to speak of 30 June 2025; the last is 45% (YouGov, 15 "
                "April 2025)"
            ),
            '0.45 "approve", YouGov, 2025-04-15',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("record", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws that end beyond all before": (
        {"start": "2025-03-01"},
        [
            [
                [0.25, 0.375, 0.25, 0.5, 0.5, 0.5],
                [0.25, 0.5, 0.25, 0.25, 0.375, 0.5],
                [0.5, 0.375, 0.25, 0.25, 0.375, 0.25],
                [0.25, 0.375, 0.25, 0.25, 0.75, 0.25],
            ]
        ],
        [
            "not settled",
            "its lead in the trend is +6.3 points, a record's chance: 50%",
            "probability 0.5",
        ],
    ),
    "or below it": (
        {"start": "2025-03-01", "direction": "lowest"},
        [
            [
                [0.25, 0.375, 0.25, 0.5, 0.125, 0.5],
                [0.25, 0.5, 0.25, 0.25, 0.375, 0.5],
                [0.5, 0.375, 0.25, 0.25, 0.375, 0.25],
                [0.25, 0.375, 0.25, 0.25, 0.75, 0.25],
            ]
        ],
        [
            "not settled",
            "its lead in the trend is +0 points, a record's chance: 25%",
            "probability 0.25",
        ],
    ),
    "nothing where none lies before": (
        {"start": "2025-03-01", "since": "2025-02-20"},
        [[[0.25, 0.375, 0.25]]],
        [
            "nothing",
            "the trend has no earlier reading in that time to be held against",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("record", ROWS, paths, **fields) == said

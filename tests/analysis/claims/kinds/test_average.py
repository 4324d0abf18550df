"""An average: of others on the last day, or of the earlier readings of the series."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import drawn, published, reading

ROWS = (
    reading("2025-05-15", 0.41),
    reading("2025-05-15", 0.45, country="FR"),
    reading("2025-05-10", 0.31, country="DE"),
    reading("2025-01-10", 0.31),
    reading("2025-02-10", 0.35),
    reading("2025-03-10", 0.36),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "without others it is of all readings before the latest": (
        {},
        [
            "supported",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), the average of 3 readings before "
                "34.0%"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "or of those from a day to another": (
        {"start": "2025-02-01", "until": "2025-03-31", "direction": "below"},
        [
            "contradicted",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), the average of 2 readings before "
                "35.5%"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "both days are within": (
        {"start": "2025-02-10", "until": "2025-03-10", "by": 0.054, "basis": "reading"},
        [
            "supported",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), the average of 2 readings before "
                "35.5%"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "a lead of less than is claimed": (
        {"by": 0.08, "basis": "reading"},
        [
            "contradicted",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), the average of 3 readings before "
                "34.0%"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "that of one other is its reading": (
        {"others": ["FR"], "basis": "reading"},
        [
            "contradicted",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), that of France 45% (YouGov, 15 "
                "May 2025)"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "of several each counts alike": (
        {"others": ["FR", "DE"], "by": 0.02, "basis": "reading"},
        [
            "supported",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), the average of France and "
                "Germany 38.0%"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
            '0.31 "approve", YouGov, 2025-05-10',
        ],
    ),
    "a lead within the error of all is open": (
        {"others": ["FR", "DE"], "by": 0.02},
        [
            "not settled",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), the average of France and "
                "Germany 38.0%"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
            '0.31 "approve", YouGov, 2025-05-10',
        ],
    ),
    "below it is the mirror image": (
        {"others": ["FR", "DE"], "direction": "below"},
        [
            "contradicted",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), the average of France and "
                "Germany 38.0%"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
            '0.31 "approve", YouGov, 2025-05-10',
        ],
    ),
    "one without a reading of late is left out and said": (
        {"others": ["FR", "IT"]},
        [
            "contradicted",
            (
                "the latest reading is 41% (YouGov, 15 May 2025), that of France 45% (YouGov, 15 "
                "May 2025); Italy has no reading of late"
            ),
            '0.41 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "none with one says nothing": (
        {"others": ["IT"]},
        [
            "not checkable",
            (
                'no reading of "approve" (approval, Italy) exists; the question was asked in '
                "France, Germany and Great Britain"
            ),
        ],
    ),
    "without an earlier reading there is no average": (
        {"start": "2025-05-15"},
        [
            "not checkable",
            "no earlier reading is known of which to take an average",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("average", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "of a period the share of draws that end above their own mean before": (
        {},
        [
            [
                [0.25, 0.5, 0.5, 0.5],
                [0.25, 0.5, 0.5, 0.25],
                [0.5, 0.5, 0.5, 0.75],
                [0.25, 0.25, 0.25, 0.25],
            ]
        ],
        [
            "not settled",
            "on 30 June 2025 the trend's chance of being above it is 50%",
            "probability 0.5",
        ],
    ),
    "by more than is claimed": (
        {"by": 0.125},
        [
            [
                [0.25, 0.25, 0.25, 0.5],
                [0.25, 0.5, 0.5, 0.25],
                [0.5, 0.5, 0.5, 0.625],
                [0.25, 0.25, 0.25, 0.25],
            ]
        ],
        [
            "not settled",
            "on 30 June 2025 the trend's chance of being above it by more than 12.5 points is 25%",
            "probability 0.25",
        ],
    ),
    "below it": (
        {"direction": "below", "by": 0.125},
        [
            [
                [0.25, 0.25, 0.25, 0.0],
                [0.25, 0.5, 0.5, 0.25],
                [0.5, 0.5, 0.5, 0.375],
                [0.25, 0.25, 0.25, 0.25],
            ]
        ],
        [
            "not settled",
            "on 30 June 2025 the trend's chance of being below it by more than 12.5 points is 50%",
            "probability 0.5",
        ],
    ),
    "of others the share of draws above their mean of the last day": (
        {"others": ["FR", "DE"]},
        [
            [[0.25, 0.5], [0.25, 0.375], [0.9, 0.25]],
            [[0.9, 0.25], [0.1, 0.5], [0.1, 0.5]],
            [[0.9, 0.25], [0.1, 0.25], [0.1, 0.5]],
        ],
        [
            "not settled",
            "on 30 June 2025 the trend's chance of being above it is 33%",
            "probability 0.3333",
        ],
    ),
    "nothing where the trend has one day alone": (
        {"start": "2025-05-15"},
        [[[0.25], [0.5]]],
        [
            "nothing",
            "the trend has no earlier reading to average",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("average", ROWS, paths, **fields) == said

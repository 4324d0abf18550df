"""So many in a row: waves, or the averages of months, quarters and years."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import drawn, published, reading

ROWS = (
    reading("2025-01-15", 0.4),
    reading("2025-02-10", 0.41),
    reading("2025-02-20", 0.43),
    reading("2025-03-15", 0.43),
    reading("2025-04-15", 0.46),
    reading("2025-05-15", 0.45),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "one wave that did not rise": (
        {"times": 1},
        [
            "contradicted",
            "the last 2 waves to 15 May 2025 are 46% and 45%",
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "one that fell": (
        {"times": 1, "direction": "down"},
        [
            "supported",
            "the last 2 waves to 15 May 2025 are 46% and 45%",
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "two of which one fell": (
        {"times": 2},
        [
            "contradicted",
            "the last 3 waves to 15 May 2025 are 43%, 46% and 45%",
            '0.43 "approve", YouGov, 2025-03-15',
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "of opinion a fall within its error is open": (
        {"times": 1, "direction": "down", "basis": "trend"},
        [
            "not settled",
            "the last 2 waves to 15 May 2025 are 46% and 45%",
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "the averages of months, to the day of the last wave": (
        {"times": 3, "unit": "month", "end": "2025-04-30"},
        [
            "supported",
            "the last 4 months to 15 April 2025 are 40.0%, 42.0%, 43.0% and 46.0%",
            '0.4 "approve", YouGov, 2025-01-15',
            '0.41 "approve", YouGov, 2025-02-10',
            '0.43 "approve", YouGov, 2025-02-20',
            '0.43 "approve", YouGov, 2025-03-15',
            '0.46 "approve", YouGov, 2025-04-15',
        ],
    ),
    "as many waves above a limit as are claimed": (
        {"times": 2, "direction": "above", "limit": 0.44},
        [
            "supported",
            "the last 2 waves to 15 May 2025 are 46% and 45%",
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "months below one": (
        {"times": 3, "direction": "below", "limit": 0.44, "unit": "month"},
        [
            "contradicted",
            "the last 3 months to 15 May 2025 are 43%, 46% and 45%",
            '0.43 "approve", YouGov, 2025-03-15',
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "months of one reading each": (
        {"times": 2, "unit": "month"},
        [
            "contradicted",
            "the last 3 months to 15 May 2025 are 43%, 46% and 45%",
            '0.43 "approve", YouGov, 2025-03-15',
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "all quarters but one": (
        {"times": 1, "unit": "quarter"},
        [
            "supported",
            "the last 2 quarters to 15 May 2025 are 41.8% and 45.5%",
            '0.4 "approve", YouGov, 2025-01-15',
            '0.41 "approve", YouGov, 2025-02-10',
            '0.43 "approve", YouGov, 2025-02-20',
            '0.43 "approve", YouGov, 2025-03-15',
            '0.46 "approve", YouGov, 2025-04-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "more waves than there are": (
        {"times": 6},
        [
            "not checkable",
            "not all of the last 7 waves have a reading",
        ],
    ),
    "a year that has none before it": (
        {"times": 1, "unit": "year"},
        [
            "not checkable",
            "not all of the last 2 years have a reading",
        ],
    ),
    "long after the last": (
        {"times": 1, "max_age": 30},
        [
            "not checkable",
            (
                "no reading is recent enough to speak of 30 June 2025; the last is 45% (YouGov, 15 "
                "May 2025)"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("streak", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws whose months rise": (
        {"times": 3, "unit": "month", "end": "2025-04-30"},
        [
            [
                [0.25, 0.375, 0.5, 0.625, 0.75],
                [0.5, 0.25, 0.375, 0.25, 0.5],
                [0.75, 0.5, 0.25, 0.125, 0.0],
                [0.5, 0.5, 0.5, 0.5, 0.5],
            ]
        ],
        [
            "not settled",
            "the trend's chance of 3 in a row up is 25%",
            "probability 0.25",
        ],
    ),
    "whose waves fall": (
        {"times": 2, "direction": "down"},
        [[[0.5, 0.625, 0.75], [0.375, 0.25, 0.5], [0.25, 0.125, 0.0], [0.5, 0.5, 0.5]]],
        [
            "not settled",
            "the trend's chance of 2 in a row down is 25%",
            "probability 0.25",
        ],
    ),
    "that stay above a limit": (
        {"times": 2, "direction": "above", "limit": 0.25},
        [[[0.625, 0.75], [0.25, 0.5], [0.125, 0.0], [0.5, 0.5]]],
        [
            "not settled",
            "the trend's chance of 2 in a row above 25% is 50%",
            "probability 0.5",
        ],
    ),
    "or below one": (
        {"times": 2, "direction": "below", "limit": 0.5},
        [[[0.625, 0.75], [0.25, 0.5], [0.125, 0.0], [0.5, 0.5]]],
        [
            "not settled",
            "the trend's chance of 2 in a row below 50% is 25%",
            "probability 0.25",
        ],
    ),
    "nothing where one has no reading": (
        {"times": 6},
        [
            [
                [0.25, 0.375, 0.5, 0.625, 0.75],
                [0.5, 0.25, 0.375, 0.25, 0.5],
                [0.75, 0.5, 0.25, 0.125, 0.0],
                [0.5, 0.5, 0.5, 0.5, 0.5],
            ]
        ],
        [
            "nothing",
            "the trend has no reading in some of them",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("streak", ROWS, paths, **fields) == said

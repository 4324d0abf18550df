"""A change: both ends, how far apart they are, and whether that is as claimed."""

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
    "a rise within the error of the two readings is open": (
        {"start": "2025-01-20"},
        [
            "not settled",
            ("it rose 1 point from 41% (YouGov, 15 January 2025) to 42% (YouGov, 15 March 2025)"),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
            "0.621 standard errors",
        ],
    ),
    "printed it is one": (
        {"start": "2025-01-20", "basis": "reading"},
        [
            "supported",
            ("it rose 1 point from 41% (YouGov, 15 January 2025) to 42% (YouGov, 15 March 2025)"),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
            "0.621 standard errors",
        ],
    ),
    "and no fall": (
        {"start": "2025-01-20", "direction": "down", "basis": "reading"},
        [
            "contradicted",
            ("it rose 1 point from 41% (YouGov, 15 January 2025) to 42% (YouGov, 15 March 2025)"),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
            "0.621 standard errors",
        ],
    ),
    "by as much as it rose is a tie": (
        {"start": "2025-01-20", "by": 0.01, "basis": "reading"},
        [
            "not settled",
            ("it rose 1 point from 41% (YouGov, 15 January 2025) to 42% (YouGov, 15 March 2025)"),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
    "by more than it rose it did not": (
        {"start": "2025-01-20", "by": 0.02, "basis": "reading"},
        [
            "contradicted",
            ("it rose 1 point from 41% (YouGov, 15 January 2025) to 42% (YouGov, 15 March 2025)"),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
            "0.621 standard errors",
        ],
    ),
    "a fall by so much lies as much further off": (
        {"start": "2025-01-20", "by": 0.03, "direction": "down"},
        [
            "contradicted",
            ("it rose 1 point from 41% (YouGov, 15 January 2025) to 42% (YouGov, 15 March 2025)"),
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
            "2.483 standard errors",
        ],
    ),
    "from before the series it is one from its first reading": (
        {"start": "2024-11-20", "end": "2025-02-20"},
        [
            "supported",
            (
                "it rose 4 points from 40% (YouGov, 10 December 2024) to 44% (YouGov, 15 "
                "February 2025)"
            ),
            '0.4 "approve", YouGov, 2024-12-10',
            '0.44 "approve", YouGov, 2025-02-15',
            (
                "The series begins on 10 December 2024, after 20 November 2024: its first reading "
                "is taken."
            ),
            "2.481 standard errors",
        ],
    ),
    "so long before the series nothing is known to start from": (
        {"start": "2024-06-09"},
        [
            "not checkable",
            (
                'nothing is known near 9 June 2024 to start from: the readings of "approve" '
                "(approval, Great Britain) begin with 40% (YouGov, 10 December 2024); the last is "
                "42% (YouGov, 15 March 2025)"
            ),
            '0.4 "approve", YouGov, 2024-12-10',
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
    "long after the last reading nothing is known": (
        {"start": "2025-01-20", "as_of": "2026-01-31"},
        [
            "not checkable",
            (
                "no reading is recent enough to speak of 31 January 2026; the last is 42% "
                "(YouGov, 15 March 2025)"
            ),
            '0.42 "approve", YouGov, 2025-03-15',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_of_both_ends_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("change", ROWS, **fields) == said


TWO = (
    reading("2025-01-15", 0.43, pollster="Ipsos"),
    reading("2025-03-15", 0.47, pollster="Ipsos"),
)

HOUSES: dict[str, tuple[dict[str, Any], list[str]]] = {
    "each house is held against itself and all must say the same": (
        {"start": "2025-01-20", "basis": "reading"},
        [
            "supported",
            (
                "it rose 4 points from 43% (Ipsos, 15 January 2025) to 47% (Ipsos, 15 March "
                "2025) and it rose 1 point from 41% (YouGov, 15 January 2025) to 42% "
                "(YouGov, 15 March 2025)"
            ),
            '0.43 "approve", Ipsos, 2025-01-15',
            '0.47 "approve", Ipsos, 2025-03-15',
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
            "0.621 standard errors",
        ],
    ),
    "where they do not all say the same it is open": (
        {"start": "2025-01-20", "by": 0.02, "basis": "reading"},
        [
            "not settled",
            (
                "it rose 4 points from 43% (Ipsos, 15 January 2025) to 47% (Ipsos, 15 March "
                "2025) and it rose 1 point from 41% (YouGov, 15 January 2025) to 42% "
                "(YouGov, 15 March 2025), which do not all say the same"
            ),
            '0.43 "approve", Ipsos, 2025-01-15',
            '0.47 "approve", Ipsos, 2025-03-15',
            '0.41 "approve", YouGov, 2025-01-15',
            '0.42 "approve", YouGov, 2025-03-15',
            "0.621 standard errors",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), HOUSES.values(), ids=HOUSES)
def test_what_the_readings_of_two_houses_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("change", (*ROWS, *TWO), **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws that rose": (
        {"start": "2025-01-20"},
        [[[0.25, 0.5], [0.25, 0.375], [0.25, 0.125], [0.25, 0.25]]],
        [
            "not settled",
            (
                "the trend rose 6.3 points (−10.6 to +23.1) from 20 January 2025, its chance "
                "of having gone up: 50%"
            ),
            "probability 0.5",
        ],
    ),
    "the share of draws that fell": (
        {"start": "2025-01-20", "direction": "down"},
        [[[0.25, 0.5], [0.25, 0.375], [0.25, 0.125], [0.25, 0.25]]],
        [
            "not settled",
            (
                "the trend rose 6.3 points (−10.6 to +23.1) from 20 January 2025, its chance "
                "of having gone down: 25%"
            ),
            "probability 0.25",
        ],
    ),
    "by more than is claimed": (
        {"start": "2025-01-20", "by": 0.25},
        [[[0.25, 0.625], [0.25, 0.75], [0.25, 0.125], [0.25, 0.5]]],
        [
            "not settled",
            (
                "the trend rose 31.3 points (−6.9 to +48.1) from 20 January 2025, its chance "
                "of having gone up by more than 25 points: 50%"
            ),
            "probability 0.5",
        ],
    ),
    "from the first reading of a series that begins later": (
        {"start": "2024-11-20"},
        [[[0.25, 0.5], [0.25, 0.375], [0.25, 0.5], [0.25, 0.5]]],
        [
            "supported",
            (
                "the trend rose 25 points (+14.4 to +25) from 10 December 2024, its chance "
                "of having gone up: over 99%"
            ),
            "probability 1",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("change", ROWS, paths, **fields) == said

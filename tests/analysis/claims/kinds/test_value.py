"""A value: how far the latest readings lie from it, and how sure the trend is of it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import drawn, published, reading

ROWS = (
    reading("2025-05-15", 0.41),
    reading("2025-05-15", 0.45, pollster="Ipsos"),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "two readings of the last day on either side of it": (
        {"share": 0.43},
        [
            "supported",
            (
                "the latest readings are 45% (Ipsos, 15 May 2025) and 41% (YouGov, 15 May 2025), "
                "2 points above and 2 points below 43%"
            ),
            '0.45 "approve", Ipsos, 2025-05-15',
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "printed all must lie within the margin": (
        {"share": 0.45, "basis": "reading"},
        [
            "not settled",
            (
                "the latest readings are 45% (Ipsos, 15 May 2025) and 41% (YouGov, 15 May 2025), "
                "level with and 4 points below 45%, which do not all say the same"
            ),
            '0.45 "approve", Ipsos, 2025-05-15',
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "at the margin lies within it": (
        {"share": 0.41, "margin": 0.04, "basis": "reading"},
        [
            "supported",
            (
                "the latest readings are 45% (Ipsos, 15 May 2025) and 41% (YouGov, 15 May 2025), "
                "4 points above and level with 41%"
            ),
            '0.45 "approve", Ipsos, 2025-05-15',
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "of a house by itself as it was printed": (
        {"share": 0.45, "pollster": "Ipsos"},
        [
            "supported",
            "the latest reading is 45% (Ipsos, 15 May 2025), as claimed",
            '0.45 "approve", Ipsos, 2025-05-15',
        ],
    ),
    "of a house by itself beyond the margin": (
        {"share": 0.45, "margin": 0.03, "pollster": "YouGov", "basis": "reading"},
        [
            "contradicted",
            "the latest reading is 41% (YouGov, 15 May 2025), 4 points below 45%",
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "beyond it by less than the error is open": (
        {"share": 0.45, "margin": 0.03, "pollster": "YouGov"},
        [
            "not settled",
            "the latest reading is 41% (YouGov, 15 May 2025), 4 points below 45%",
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "far off it is contradicted": (
        {"share": 0.6},
        [
            "contradicted",
            (
                "the latest readings are 45% (Ipsos, 15 May 2025) and 41% (YouGov, 15 May 2025), "
                "15 points below and 19 points below 60%"
            ),
            '0.45 "approve", Ipsos, 2025-05-15',
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
    "long after the last reading nothing is said": (
        {"share": 0.6, "max_age": 45},
        [
            "not checkable",
            (
                "no reading is recent enough to speak of 30 June 2025; the last is 45% (Ipsos, 15 "
                "May 2025) and 41% (YouGov, 15 May 2025)"
            ),
            '0.45 "approve", Ipsos, 2025-05-15',
            '0.41 "approve", YouGov, 2025-05-15',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("value", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws within the margin": (
        {"share": 0.5, "margin": 0.125},
        [[[0.375], [0.625], [0.75], [0.5]]],
        [
            "not settled",
            (
                "the trend is 56% (39% to 73%) on 30 June 2025, its chance of lying within 12.5 "
                "points of 50%: 75%"
            ),
            "probability 0.75",
        ],
    ),
    "unsure of the side a narrow margin is open": (
        {"share": 0.5, "margin": 0.03},
        [[[0.375], [0.625], [0.75], [0.25]]],
        [
            "not settled",
            (
                "the trend is 50% (27% to 73%) on 30 June 2025, its chance of lying within 3 "
                "points of 50%: under 1%, but not surely to one side"
            ),
            "probability 0",
        ],
    ),
    "sure of the side it is contradicted": (
        {"share": 0.25, "margin": 0.03},
        [[[0.375], [0.625], [0.75], [0.5]]],
        [
            "contradicted",
            (
                "the trend is 56% (39% to 73%) on 30 June 2025, its chance of lying within 3 "
                "points of 25%: under 1%"
            ),
            "probability 0",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("value", ROWS, paths, **fields) == said


def test_a_limit_that_is_printed_is_not_exactly_nothing() -> None:
    rows = [reading("2025-05-15", 0.005, censored=True)]
    said = [
        "not settled",
        "the latest reading is <0.5% (YouGov, 15 May 2025), 0 to 0.5 points above 0%",
        '0.005 "approve", YouGov, 2025-05-15',
    ]
    assert published("value", rows, share=0.0, margin=0.001, basis="reading") == said
    assert published("value", rows, share=0.005, margin=0.001, basis="reading")[1].endswith(
        ", 0 to 0.5 points below 0.5%"
    )

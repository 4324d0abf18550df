"""A net: one answer less another, above, below or about a number."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import drawn, published, reading

ROWS = (
    reading("2025-05-15", 0.45, n=1000.0),
    reading("2025-05-15", 0.35, answer="disapprove", n=1000.0),
    reading("2025-05-15", 0.15, answer="oppose", n=1000.0),
    reading("2025-05-15", 0.5, pollster="Ipsos", n=1000.0),
    reading("2025-05-15", 0.48, pollster="Ipsos", answer="disapprove", n=1000.0),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "more say the one than the other, not in every house": (
        {"minus": ["disapprove"]},
        [
            "not settled",
            (
                "the latest readings are approve 50% (Ipsos, 15 May 2025) and 45% (YouGov, 15 May "
                "2025) and disapprove 48% (Ipsos, 15 May 2025) and 35% (YouGov, 15 May 2025), a "
                "net of +10 points, which do not all say the same"
            ),
            '0.5 "approve", Ipsos, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
            '0.48 "disapprove", Ipsos, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "in one house": (
        {"minus": ["disapprove"], "pollster": "YouGov"},
        [
            "supported",
            (
                "the latest readings are approve 45% and disapprove 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "above a number": (
        {"minus": ["disapprove"], "above": 0.05, "basis": "reading", "pollster": "YouGov"},
        [
            "supported",
            (
                "the latest readings are approve 45% and disapprove 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "a number it equals is a tie": (
        {"minus": ["disapprove"], "above": 0.1, "basis": "reading", "pollster": "YouGov"},
        [
            "not settled",
            (
                "the latest readings are approve 45% and disapprove 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "below a number": (
        {"minus": ["disapprove"], "below": 0.2},
        [
            "supported",
            (
                "the latest readings are approve 50% (Ipsos, 15 May 2025) and 45% (YouGov, 15 May "
                "2025) and disapprove 48% (Ipsos, 15 May 2025) and 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.5 "approve", Ipsos, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
            '0.48 "disapprove", Ipsos, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "not below one": (
        {"minus": ["disapprove"], "below": 0.05, "pollster": "YouGov", "basis": "reading"},
        [
            "contradicted",
            (
                "the latest readings are approve 45% and disapprove 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "about a number": (
        {"minus": ["disapprove"], "about": 0.13, "pollster": "YouGov", "basis": "reading"},
        [
            "supported",
            (
                "the latest readings are approve 45% and disapprove 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "further from it than the margin": (
        {
            "minus": ["disapprove"],
            "about": 0.05,
            "margin": 0.01,
            "pollster": "YouGov",
            "basis": "reading",
        },
        [
            "contradicted",
            (
                "the latest readings are approve 45% and disapprove 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "by less than its error is open": (
        {"minus": ["disapprove"], "about": 0.05, "margin": 0.01, "pollster": "YouGov"},
        [
            "not settled",
            (
                "the latest readings are approve 45% and disapprove 35% (YouGov, 15 May 2025), a "
                "net of +10 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "a negative number": (
        {"minus": ["disapprove", "oppose"], "about": -0.05, "pollster": "YouGov"},
        [
            "supported",
            (
                "the latest readings are approve 45% and disapprove or oppose 50% (YouGov, 15 May "
                "2025), a net of −5 points"
            ),
            '0.45 "approve", YouGov, 2025-05-15',
            '0.5 "disapprove or oppose", YouGov, 2025-05-15',
        ],
    ),
    "with an answer added": (
        {"minus": ["disapprove"], "plus": ["oppose"], "pollster": "YouGov"},
        [
            "supported",
            (
                "the latest readings are approve or oppose 60% and disapprove 35% (YouGov, 15 May "
                "2025), a net of +25 points"
            ),
            '0.6 "approve or oppose", YouGov, 2025-05-15',
            '0.35 "disapprove", YouGov, 2025-05-15',
        ],
    ),
    "without the other answer": (
        {"minus": ["neither"]},
        [
            "not checkable",
            'no reading of "neither" (approval, Great Britain) was known by 30 June 2025',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("net", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws above zero": (
        {"minus": ["disapprove"]},
        [
            [[0.4, 0.5], [0.4, 0.5], [0.4, 0.25], [0.4, 0.5]],
            [[0.3, 0.25], [0.3, 0.5], [0.3, 0.375], [0.3, 0.375]],
        ],
        [
            "not settled",
            "the trends' net is +6.3 points (−10.6 to +23.1), its chance of being above zero: 50%",
            "probability 0.5",
        ],
    ),
    "above a number": (
        {"minus": ["disapprove"], "above": 0.125},
        [
            [[0.4, 0.5], [0.4, 0.5], [0.4, 0.25], [0.4, 0.5]],
            [[0.3, 0.25], [0.3, 0.5], [0.3, 0.375], [0.3, 0.375]],
        ],
        [
            "not settled",
            (
                "the trends' net is +6.3 points (−10.6 to +23.1), its chance of being above +12.5 "
                "points: 25%"
            ),
            "probability 0.25",
        ],
    ),
    "below a number": (
        {"minus": ["disapprove"], "below": 0.125},
        [
            [[0.4, 0.5], [0.4, 0.5], [0.4, 0.25], [0.4, 0.5]],
            [[0.3, 0.25], [0.3, 0.5], [0.3, 0.375], [0.3, 0.375]],
        ],
        [
            "not settled",
            (
                "the trends' net is +6.3 points (−10.6 to +23.1), its chance of being below +12.5 "
                "points: 50%"
            ),
            "probability 0.5",
        ],
    ),
    "about a number": (
        {"minus": ["disapprove"], "about": 0.125, "margin": 0.125},
        [
            [[0.4, 0.5], [0.4, 0.5], [0.4, 0.25], [0.4, 0.5]],
            [[0.3, 0.25], [0.3, 0.5], [0.3, 0.375], [0.3, 0.375]],
        ],
        [
            "not settled",
            (
                "the trends' net is +6.3 points (−10.6 to +23.1), its chance of being about +12.5 "
                "points: 75%"
            ),
            "probability 0.75",
        ],
    ),
    "about a number below zero": (
        {"minus": ["disapprove"], "about": -0.125, "margin": 0.03},
        [
            [[0.4, 0.5], [0.4, 0.5], [0.4, 0.25], [0.4, 0.5]],
            [[0.3, 0.25], [0.3, 0.5], [0.3, 0.375], [0.3, 0.375]],
        ],
        [
            "not settled",
            (
                "the trends' net is +6.3 points (−10.6 to +23.1), its chance of being about −12.5 "
                "points: 25%"
            ),
            "probability 0.25",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("net", ROWS, paths, **fields) == said

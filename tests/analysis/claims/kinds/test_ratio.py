"""A ratio: to an earlier day, or to another series on the last day."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import drawn, published, reading

ROWS = (
    reading("2025-01-15", 0.2),
    reading("2025-05-15", 0.39),
    reading("2025-05-15", 0.41, pollster="Ipsos"),
    reading("2025-05-15", 0.2, country="FR"),
    reading("2025-05-10", 0.0, country="DE"),
    reading("2025-05-15", 0.24, country="ES", n=500.0),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "doubled is twice or more, give or take what is rounded away": (
        {"times": 2.0, "start": "2025-01-20", "basis": "reading"},
        [
            "supported",
            (
                "from 20% (YouGov, 15 January 2025) to 41% (Ipsos, 15 May 2025), by different "
                "pollsters, 2.1 times and from 20% (YouGov, 15 January 2025) to 39% (YouGov, 15 "
                "May 2025), 2 times"
            ),
            '0.2 "approve", YouGov, 2025-01-15',
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
    "of opinion it must lead by more than the errors of both": (
        {"times": 2.0, "start": "2025-01-20"},
        [
            "not settled",
            (
                "from 20% (YouGov, 15 January 2025) to 41% (Ipsos, 15 May 2025), by different "
                "pollsters, 2.1 times and from 20% (YouGov, 15 January 2025) to 39% (YouGov, 15 "
                "May 2025), 2 times"
            ),
            '0.2 "approve", YouGov, 2025-01-15',
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
    "halved is half or less": (
        {"times": 0.5, "start": "2025-01-20"},
        [
            "contradicted",
            (
                "from 20% (YouGov, 15 January 2025) to 41% (Ipsos, 15 May 2025), by different "
                "pollsters, 2.1 times and from 20% (YouGov, 15 January 2025) to 39% (YouGov, 15 "
                "May 2025), 2 times"
            ),
            '0.2 "approve", YouGov, 2025-01-15',
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
    "about twice is neither less nor more": (
        {"times": 2.0, "start": "2025-01-20", "comparison": "about", "basis": "reading"},
        [
            "supported",
            (
                "from 20% (YouGov, 15 January 2025) to 41% (Ipsos, 15 May 2025), by different "
                "pollsters, 2.1 times and from 20% (YouGov, 15 January 2025) to 39% (YouGov, 15 "
                "May 2025), 2 times"
            ),
            '0.2 "approve", YouGov, 2025-01-15',
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
    "about is missed on either side": (
        {"times": 1.8, "start": "2025-01-20", "comparison": "about", "basis": "reading"},
        [
            "contradicted",
            (
                "from 20% (YouGov, 15 January 2025) to 41% (Ipsos, 15 May 2025), by different "
                "pollsters, 2.1 times and from 20% (YouGov, 15 January 2025) to 39% (YouGov, 15 "
                "May 2025), 2 times"
            ),
            '0.2 "approve", YouGov, 2025-01-15',
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
    "at most twice, where the readings do not all say the same": (
        {
            "times": 2.0,
            "start": "2025-01-20",
            "comparison": "at most",
            "margin": 0.0,
            "basis": "reading",
        },
        [
            "not settled",
            (
                "from 20% (YouGov, 15 January 2025) to 41% (Ipsos, 15 May 2025), by different "
                "pollsters, 2.1 times and from 20% (YouGov, 15 January 2025) to 39% (YouGov, 15 "
                "May 2025), 2 times, which do not all say the same"
            ),
            '0.2 "approve", YouGov, 2025-01-15',
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
    "to another country on the last day": (
        {"times": 2.0, "others": ["FR"], "basis": "reading"},
        [
            "supported",
            (
                "the latest readings are Great Britain 41% (Ipsos, 15 May 2025) and 39% (YouGov, "
                "15 May 2025) and France 20% (YouGov, 15 May 2025), 2 times"
            ),
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
            '0.2 "approve", YouGov, 2025-05-15',
        ],
    ),
    "to one that is not as many times less": (
        {"times": 2.2, "others": ["FR"], "basis": "reading", "pollster": ""},
        [
            "contradicted",
            (
                "the latest readings are Great Britain 41% (Ipsos, 15 May 2025) and 39% (YouGov, "
                "15 May 2025) and France 20% (YouGov, 15 May 2025), 2 times"
            ),
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
            '0.2 "approve", YouGov, 2025-05-15',
        ],
    ),
    "to the error of the other as many times": (
        {"times": 1.4, "others": ["ES"]},
        [
            "supported",
            (
                "the latest readings are Great Britain 41% (Ipsos, 15 May 2025) and 39% (YouGov, "
                "15 May 2025) and Spain 24% (YouGov, 15 May 2025), 1.6 times"
            ),
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
            '0.24 "approve", YouGov, 2025-05-15',
        ],
    ),
    "to nothing": (
        {"times": 2.0, "others": ["DE"], "basis": "reading"},
        [
            "supported",
            (
                "the latest readings are Great Britain 41% (Ipsos, 15 May 2025) and 39% (YouGov, "
                "15 May 2025) and Germany 0% (YouGov, 10 May 2025), from nothing"
            ),
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
            '0 "approve", YouGov, 2025-05-10',
        ],
    ),
    "to one without readings": (
        {"times": 2.0, "others": ["IT"]},
        [
            "not checkable",
            (
                'no reading of "approve" (approval, Italy) exists; the question was asked in '
                "France, Germany, Great Britain and Spain"
            ),
        ],
    ),
    "long before the series": (
        {"times": 2.0, "start": "2024-07-01"},
        [
            "not checkable",
            (
                'nothing is known near 1 July 2024 to start from: the readings of "approve" '
                "(approval, Great Britain) begin with 20% (YouGov, 15 January 2025); the last is "
                "41% (Ipsos, 15 May 2025) and 39% (YouGov, 15 May 2025)"
            ),
            '0.2 "approve", YouGov, 2025-01-15',
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
    "long after it": (
        {"times": 2.0, "start": "2025-01-20", "max_age": 20},
        [
            "not checkable",
            (
                "no reading is recent enough to speak of 30 June 2025; the last is 41% (Ipsos, 15 "
                "May 2025) and 39% (YouGov, 15 May 2025)"
            ),
            '0.41 "approve", Ipsos, 2025-05-15',
            '0.39 "approve", YouGov, 2025-05-15',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("ratio", ROWS, **fields) == said


DOUBLED = [[[0.2, 0.4], [0.2, 0.39], [0.2, 0.375], [0.2, 0.43], [0.0, 0.1]]]
"""Draws of two days; in the last there is nothing to take twice."""

TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws that are as many times the first day": (
        {"times": 2.0, "start": "2025-01-20"},
        DOUBLED,
        [
            "not settled",
            "in the trend it is 2 times, its chance of at least 2 times: 80%",
            "probability 0.8",
        ],
    ),
    "or at most so many": (
        {"times": 2.0, "start": "2025-01-20", "comparison": "at most"},
        DOUBLED,
        [
            "not settled",
            "in the trend it is 2 times, its chance of at most 2 times: 60%",
            "probability 0.6",
        ],
    ),
    "or about": (
        {"times": 2.0, "start": "2025-01-20", "comparison": "about"},
        DOUBLED,
        [
            "not settled",
            "in the trend it is 2 times, its chance of about 2 times: 40%",
            "probability 0.4",
        ],
    ),
    "a bound of the margin is within it": (
        {"times": 2.0, "start": "2025-01-20", "comparison": "about", "margin": 0.25},
        [[[0.25, 0.625], [0.25, 0.375], [0.25, 0.65], [0.25, 0.365]]],
        [
            "not settled",
            "in the trend it is 2 times, its chance of about 2 times: 50%",
            "probability 0.5",
        ],
    ),
    "or of the other on the last day": (
        {"times": 2.0, "others": ["FR"]},
        [[[0.2, 0.4], [0.2, 0.3]], [[0.9, 0.2], [0.1, 0.2]]],
        [
            "not settled",
            "in the trend it is 1.8 times, its chance of at least 2 times: 50%",
            "probability 0.5",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("ratio", ROWS, paths, **fields) == said

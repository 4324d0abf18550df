"""A place among others: how many are ahead, on the last day and before."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import FOUR_COUNTRIES, drawn, published, reading

ROWS = (
    *FOUR_COUNTRIES,
    reading("2025-05-15", 0.45, country="NL"),
    reading("2025-01-15", 0.38, country="NL"),
    reading("2025-01-15", 0.39, country="PL"),
    reading("2025-05-15", 0.3, country="PL"),
)

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "ahead of another of the same house": (
        {"others": ["FR"]},
        [
            "supported",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025)"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "one ahead of it": (
        {"others": ["FR", "DE"], "basis": "reading"},
        [
            "contradicted",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025), France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025) and Germany 48% (YouGov, 10 "
                "May 2025)"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "one ahead makes it second": (
        {"others": ["FR", "DE"], "rank": 2, "basis": "reading"},
        [
            "supported",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025), France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025) and Germany 48% (YouGov, 10 "
                "May 2025)"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "within the errors it is open": (
        {"others": ["NL"]},
        [
            "not settled",
            "the latest readings are Great Britain 44% and Netherlands 45% (YouGov, 15 May 2025)",
            '0.44 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "two that cannot be told apart are tied": (
        {"others": ["NL"], "tied": True},
        [
            "supported",
            "the latest readings are Great Britain 44% and Netherlands 45% (YouGov, 15 May 2025)",
            '0.44 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
        ],
    ),
    "and so are they behind another": (
        {"others": ["NL", "ES"], "rank": 2, "tied": True},
        [
            "supported",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025), Netherlands 45% "
                "(YouGov, 15 May 2025) and Spain 52% (YouGov, 10 May 2025)"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.45 "approve", YouGov, 2025-05-15',
            '0.52 "approve", YouGov, 2025-05-10',
        ],
    ),
    "where none is near there is no tie": (
        {"others": ["FR"], "tied": True},
        [
            "contradicted",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025)"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "the lowest is last": (
        {"country": "FR", "pollster": "YouGov", "others": ["GB", "DE"], "place": "last"},
        [
            "supported",
            (
                "the latest readings are France 33% (YouGov, 15 May 2025), Great Britain 44% "
                "(YouGov, 15 May 2025) and Germany 48% (YouGov, 10 May 2025)"
            ),
            '0.33 "approve", YouGov, 2025-05-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "too few ahead": (
        {"others": ["FR"], "rank": 2, "basis": "reading"},
        [
            "contradicted",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025)"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "it stood there before": (
        {
            "others": ["FR", "DE", "IT"],
            "rank": 2,
            "place": "last",
            "first_since": "2025-01-12",
            "basis": "reading",
        },
        [
            "contradicted",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025), France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025) and Germany 48% (YouGov, 10 "
                "May 2025), but it was second from the end on 15 January 2025 too; Italy has no "
                "reading of late"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "the day of since is not looked at": (
        {"others": ["FR"], "first_since": "2025-01-15", "basis": "reading"},
        [
            "not checkable",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025), and no earlier wave shows all "
                "of them"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "the day after is": (
        {"others": ["FR"], "first_since": "2025-01-14", "basis": "reading"},
        [
            "contradicted",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025), but it was first on 15 "
                "January 2025 too"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "within the errors it may have stood there before": (
        {"others": ["PL"], "first_since": "2025-01-01"},
        [
            "not settled",
            "the latest readings are Great Britain 44% and Poland 30% (YouGov, 15 May 2025)",
            '0.44 "approve", YouGov, 2025-05-15',
            '0.3 "approve", YouGov, 2025-05-15',
        ],
    ),
    "never before": (
        {
            "country": "NL",
            "others": ["GB"],
            "first_since": "2025-01-01",
            "rank": 1,
            "basis": "reading",
        },
        [
            "supported",
            "the latest readings are Netherlands 45% and Great Britain 44% (YouGov, 15 May 2025)",
            '0.45 "approve", YouGov, 2025-05-15',
            '0.44 "approve", YouGov, 2025-05-15',
        ],
    ),
    "without a reading of another it has no place": (
        {"others": ["IT"]},
        [
            "not checkable",
            (
                'no reading of "approve" (approval, Italy) exists; the question was asked in '
                "6 other countries"
            ),
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("ranking", ROWS, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws of which none is ahead": (
        {"others": ["FR", "DE"]},
        [
            [[0.25, 0.5], [0.25, 0.5], [0.25, 0.375], [0.5, 0.25]],
            [[0.5, 0.25], [0.125, 0.25], [0.25, 0.5], [0.25, 0.5]],
            [[0.5, 0.375], [0.5, 0.625], [0.25, 0.25], [0.25, 0.25]],
        ],
        [
            "not settled",
            "in the trends the chance of Great Britain being first is 25%",
            (
                "The trends' levels on 30 June 2025 are Great Britain 44% (27% to 50%), France 38% "
                "(25% to 50%) and Germany 31% (25% to 59%)."
            ),
            "probability 0.25",
        ],
    ),
    "one is ahead": (
        {"others": ["FR", "DE"], "rank": 2},
        [
            [[0.25, 0.5], [0.25, 0.5], [0.25, 0.375], [0.5, 0.25]],
            [[0.5, 0.25], [0.125, 0.25], [0.25, 0.5], [0.25, 0.5]],
            [[0.5, 0.375], [0.5, 0.625], [0.25, 0.25], [0.25, 0.25]],
        ],
        [
            "not settled",
            "in the trends the chance of Great Britain being second is 50%",
            (
                "The trends' levels on 30 June 2025 are Great Britain 44% (27% to 50%), France 38% "
                "(25% to 50%) and Germany 31% (25% to 59%)."
            ),
            "probability 0.5",
        ],
    ),
    "one is behind": (
        {"others": ["FR", "DE"], "rank": 2, "place": "last"},
        [
            [[0.25, 0.5], [0.25, 0.5], [0.25, 0.375], [0.5, 0.25]],
            [[0.5, 0.25], [0.125, 0.25], [0.25, 0.5], [0.25, 0.5]],
            [[0.5, 0.375], [0.5, 0.625], [0.25, 0.25], [0.25, 0.25]],
        ],
        [
            "not settled",
            "in the trends the chance of Great Britain being second from the end is 25%",
            (
                "The trends' levels on 30 June 2025 are Great Britain 44% (27% to 50%), France 38% "
                "(25% to 50%) and Germany 31% (25% to 59%)."
            ),
            "probability 0.25",
        ],
    ),
    "and none was before": (
        {"others": ["FR"], "first_since": "2024-12-31"},
        [
            [[0.5, 0.5], [0.25, 0.5], [0.25, 0.375], [0.5, 0.25]],
            [[0.25, 0.25], [0.375, 0.25], [0.25, 0.5], [0.25, 0.5]],
        ],
        [
            "not settled",
            (
                "in the trends the chance of Great Britain being first and never before since then "
                "is 25%"
            ),
            (
                "The trends' levels on 30 June 2025 are Great Britain 44% (27% to 50%) and France "
                "38% (25% to 50%)."
            ),
            "probability 0.25",
        ],
    ),
    "nothing of a tie": (
        {"others": ["FR", "DE"], "tied": True},
        [
            [[0.25, 0.5], [0.25, 0.5], [0.25, 0.375], [0.5, 0.25]],
            [[0.5, 0.25], [0.125, 0.25], [0.25, 0.5], [0.25, 0.5]],
            [[0.5, 0.375], [0.5, 0.625], [0.25, 0.25], [0.25, 0.25]],
        ],
        [
            "nothing",
            "",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("ranking", ROWS, paths, **fields) == said

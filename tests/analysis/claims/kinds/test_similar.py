"""Others alike: in their levels, in the direction they moved, in how far they moved."""

from __future__ import annotations

from typing import Any

import pytest

from tests.writers.claim_writer import FOUR_COUNTRIES, drawn, published

READ: dict[str, tuple[dict[str, Any], list[str]]] = {
    "a level that is further off than the margin": (
        {"others": ["FR"]},
        [
            "contradicted",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and France 47% "
                "(Ipsos, 15 May 2025) and 33% (YouGov, 15 May 2025): France is 11 points below "
                "Great Britain, 5 points allowed"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "one within it": (
        {"others": ["DE"]},
        [
            "supported",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and Germany 48% "
                "(YouGov, 10 May 2025): Germany is 4 points above Great Britain, 5 points allowed"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "the margin itself is within it": (
        {"others": ["DE"], "margin": 0.04, "basis": "reading"},
        [
            "supported",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and Germany 48% "
                "(YouGov, 10 May 2025): Germany is 4 points above Great Britain, 4 points allowed"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "beyond it by less than the errors is open": (
        {"others": ["DE"], "margin": 0.03},
        [
            "not settled",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025) and Germany 48% "
                "(YouGov, 10 May 2025): Germany is 4 points above Great Britain, 3 points allowed"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "the furthest of several is named": (
        {"others": ["DE", "ES"], "margin": 0.05, "basis": "reading"},
        [
            "contradicted",
            (
                "the latest readings are Great Britain 44% (YouGov, 15 May 2025), Germany 48% "
                "(YouGov, 10 May 2025) and Spain 52% (YouGov, 10 May 2025): Spain is 8 points "
                "above Great Britain, 5 points allowed"
            ),
            '0.44 "approve", YouGov, 2025-05-15',
            '0.48 "approve", YouGov, 2025-05-10',
            '0.52 "approve", YouGov, 2025-05-10',
        ],
    ),
    "a movement against the others within its error is open": (
        {"others": ["FR", "DE"], "aspect": "direction", "start": "2025-01-20"},
        [
            "not settled",
            (
                "the changes in points since 20 January 2025 are Great Britain +4, France +17 and "
                "+3 and Germany −2"
            ),
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.3 "approve", YouGov, 2025-01-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
            '0.5 "approve", YouGov, 2025-01-10',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "all up": (
        {"others": ["FR"], "aspect": "direction", "start": "2025-01-20", "basis": "reading"},
        [
            "supported",
            (
                "the changes in points since 20 January 2025 are Great Britain +4 and France +17 "
                "and +3"
            ),
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.3 "approve", YouGov, 2025-01-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "all down": (
        {
            "country": "DE",
            "others": ["ES"],
            "aspect": "direction",
            "start": "2025-01-20",
            "basis": "reading",
        },
        [
            "supported",
            "the changes in points since 20 January 2025 are Germany −2 and Spain −8",
            '0.5 "approve", YouGov, 2025-01-10',
            '0.48 "approve", YouGov, 2025-05-10',
            '0.6 "approve", YouGov, 2025-01-10',
            '0.52 "approve", YouGov, 2025-05-10',
        ],
    ),
    "one down": (
        {"others": ["FR", "DE"], "aspect": "direction", "start": "2025-01-20", "basis": "reading"},
        [
            "contradicted",
            (
                "the changes in points since 20 January 2025 are Great Britain +4, France +17 and "
                "+3 and Germany −2"
            ),
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.3 "approve", YouGov, 2025-01-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
            '0.5 "approve", YouGov, 2025-01-10',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "changes further apart than the margin": (
        {"others": ["DE"], "aspect": "parallel", "start": "2025-01-20", "basis": "reading"},
        [
            "contradicted",
            "the changes in points since 20 January 2025 are Great Britain +4 and Germany −2",
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.5 "approve", YouGov, 2025-01-10',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "changes as far apart as the margin": (
        {
            "others": ["DE"],
            "aspect": "parallel",
            "margin": 0.06,
            "start": "2025-01-20",
            "basis": "reading",
        },
        [
            "supported",
            "the changes in points since 20 January 2025 are Great Britain +4 and Germany −2",
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.5 "approve", YouGov, 2025-01-10',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "changes apart by less than their errors is open": (
        {"others": ["DE"], "aspect": "parallel", "start": "2025-01-20"},
        [
            "not settled",
            "the changes in points since 20 January 2025 are Great Britain +4 and Germany −2",
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.5 "approve", YouGov, 2025-01-10',
            '0.48 "approve", YouGov, 2025-05-10',
        ],
    ),
    "each reading of one against each of the others": (
        {
            "others": ["FR"],
            "aspect": "parallel",
            "margin": 0.01,
            "start": "2025-01-20",
            "end": "2025-05-31",
            "basis": "reading",
        },
        [
            "not settled",
            (
                "the changes in points from 20 January 2025 to 31 May 2025 are Great Britain +4 "
                "and France +17 and +3, which do not all say the same"
            ),
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
            '0.3 "approve", YouGov, 2025-01-15',
            '0.47 "approve", Ipsos, 2025-05-15',
            '0.33 "approve", YouGov, 2025-05-15',
        ],
    ),
    "a level without a reading": (
        {"others": ["IT"]},
        [
            "not checkable",
            (
                'no reading of "approve" (approval, Italy) exists; the question was asked in '
                "France, Germany, Great Britain and Spain"
            ),
        ],
    ),
    "a movement without one": (
        {"others": ["IT"], "aspect": "direction", "start": "2025-01-20"},
        [
            "not checkable",
            (
                'no reading of "approve" (approval, Italy) exists; the question was asked in '
                "France, Germany, Great Britain and Spain"
            ),
        ],
    ),
    "a movement from long before one of them": (
        {"others": ["FR"], "aspect": "direction", "start": "2024-07-13"},
        [
            "not checkable",
            (
                'nothing is known near 13 July 2024 to start from: the readings of "approve" '
                "(approval, Great Britain) begin with 40% (YouGov, 15 January 2025); the last is "
                "44% (YouGov, 15 May 2025)"
            ),
            '0.4 "approve", YouGov, 2025-01-15',
            '0.44 "approve", YouGov, 2025-05-15',
        ],
    ),
}


@pytest.mark.parametrize(("fields", "said"), READ.values(), ids=READ)
def test_what_the_readings_say(fields: dict[str, Any], said: list[str]) -> None:
    assert published("similar", FOUR_COUNTRIES, **fields) == said


TREND: dict[str, tuple[dict[str, Any], list[Any], list[str]]] = {
    "the share of draws whose levels all lie within the margin": (
        {"others": ["FR", "DE"]},
        [
            [[0.4], [0.44], [0.5], [0.25]],
            [[0.42], [0.4], [0.5], [0.25]],
            [[0.5], [0.52], [0.5], [0.3]],
        ],
        [
            "not settled",
            "the trends' chance of all within 5 points is 50%",
            (
                "The trends' levels are Great Britain 42% (27% to 49%), France 41% (27% to 49%) "
                "and Germany 50% (33% to 52%)."
            ),
            "probability 0.5",
        ],
    ),
    "that go the same way": (
        {"others": ["FR", "DE"], "aspect": "direction", "start": "2025-01-20"},
        [
            [[0.4, 0.44], [0.4, 0.45], [0.4, 0.39], [0.4, 0.405]],
            [[0.3, 0.32], [0.3, 0.29], [0.3, 0.28], [0.3, 0.33]],
            [[0.5, 0.52], [0.5, 0.51], [0.5, 0.48], [0.5, 0.43]],
        ],
        [
            "not settled",
            "in the trends the chance of one direction is 50%",
            (
                "The trends' changes are Great Britain +2.3 points (−0.8 to +4.9), France +0.5 "
                "points (−1.9 to +2.9) and Germany −0.5 points (−6.3 to +1.9)."
            ),
            "probability 0.5",
        ],
    ),
    "whose changes lie within the margin": (
        {"others": ["FR", "DE"], "aspect": "parallel", "margin": 0.025, "start": "2025-01-20"},
        [
            [[0.4, 0.44], [0.4, 0.45], [0.4, 0.39], [0.4, 0.405]],
            [[0.3, 0.32], [0.3, 0.29], [0.3, 0.28], [0.3, 0.33]],
            [[0.5, 0.52], [0.5, 0.51], [0.5, 0.48], [0.5, 0.43]],
        ],
        [
            "not settled",
            "the trends' chance of all within 2.5 points is 50%",
            (
                "The trends' changes are Great Britain +2.3 points (−0.8 to +4.9), France +0.5 "
                "points (−1.9 to +2.9) and Germany −0.5 points (−6.3 to +1.9)."
            ),
            "probability 0.5",
        ],
    ),
    "that of the one alone": (
        {"others": ["FR"], "aspect": "parallel", "margin": 0.025, "start": "2025-01-20"},
        [
            [[0.4, 0.44], [0.4, 0.45], [0.4, 0.39], [0.4, 0.405]],
            [[0.3, 0.32], [0.3, 0.29], [0.3, 0.28], [0.3, 0.33]],
        ],
        [
            "not settled",
            "the trends' chance of all within 2.5 points is 50%",
            (
                "The trends' changes are Great Britain +2.3 points (−0.8 to +4.9) and France +0.5 "
                "points (−1.9 to +2.9)."
            ),
            "probability 0.5",
        ],
    ),
}


@pytest.mark.parametrize(("fields", "paths", "said"), TREND.values(), ids=TREND)
def test_what_the_trend_says(fields: dict[str, Any], paths: list[Any], said: list[str]) -> None:
    assert drawn("similar", FOUR_COUNTRIES, paths, **fields) == said

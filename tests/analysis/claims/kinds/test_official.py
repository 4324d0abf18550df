"""Claims on official counts: what the counts are, and whether that is as claimed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.claims.counts import REVISED
from tests.writers.claim_writer import counted, official

YEARS = official(
    ("2020-01-01", "2020-12-31", 100.0),
    ("2021-01-01", "2021-12-31", 160.0),
    ("2022-01-01", "2022-12-31", 200.0),
    ("2023-01-01", "2023-12-31", 150.0),
    ("2024-01-01", "2024-12-31", 198.0),
)
TWO = pd.concat([YEARS, YEARS.assign(country="FR", value=2 * YEARS["value"])])
REVISED_ONE = YEARS.assign(note=["", "revised", "", "", ""])
PROVISIONAL = YEARS.assign(note="provisional")
FROM_NOTHING = YEARS.assign(value=[0.0, 5.0, 10.0, 15.0, 20.0])
TIED = YEARS.assign(value=[100.0, 160.0, 200.0, 150.0, 200.0])
SHUFFLED = YEARS.iloc[[2, 4, 0, 3, 1]]
ALIKE = pd.concat([YEARS, YEARS.assign(country="FR")])
ALL = pd.concat(
    [
        TWO,
        YEARS.assign(country="EU27_2020", value=9999.0),
        YEARS.assign(country="EU", value=999.0),
        YEARS.assign(country="DE", value=[1.0, 2.0, 3.0, 4.0, np.nan]),
    ]
)


def said(kind: str, counts: pd.DataFrame, **fields: Any) -> list[str]:
    """What counts say, without the note that they all have."""
    lines = counted(kind, counts, **fields)
    assert (REVISED in lines) == (lines[0] != "not checkable")
    return [line for line in lines if line != REVISED]


VALUES: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
    "a round number leaves a fiftieth open": (
        YEARS,
        {"value": 200.0},
        [
            "supported",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "the fiftieth itself is within it": (
        FROM_NOTHING,
        {"value": 20.0, "margin": 0.0},
        [
            "supported",
            "the official count “Visits” is 20 (year to 31 December 2024)",
            "20, somewhere, 2024-12-31",
        ],
    ),
    "further off it is not the number": (
        YEARS,
        {"value": 205.0},
        [
            "contradicted",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "above is more than that": (
        YEARS,
        {"above": 198.0},
        [
            "contradicted",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "above": (
        YEARS,
        {"above": 197.0},
        [
            "supported",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "below is less than that": (
        YEARS,
        {"below": 198.0},
        [
            "contradicted",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "below": (
        YEARS,
        {"below": 199.0},
        [
            "supported",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "a revised series denies no number": (
        REVISED_ONE,
        {"value": 205.0},
        [
            "not settled",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), as since revised; "
                "the first figure is not shipped"
            ),
            "198, somewhere, 2024-12-31",
        ],
    ),
    "nor does a provisional one": (
        PROVISIONAL,
        {"below": 198.0},
        [
            "not settled",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), as since revised; "
                "the first figure is not shipped"
            ),
            "198, somewhere, 2024-12-31, provisional",
        ],
    ),
    "it supports one": (
        REVISED_ONE,
        {"value": 200.0},
        [
            "supported",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "the last period that ends by the day counts": (
        YEARS,
        {"value": 150.0, "end": "2024-12-30"},
        [
            "supported",
            "the official count “Visits” is 150 (year to 31 December 2023)",
            "150, somewhere, 2023-12-31",
        ],
    ),
    "one that ends on the day too": (
        YEARS,
        {"value": 198.0, "end": "2024-12-31"},
        [
            "supported",
            "the official count “Visits” is 198 (year to 31 December 2024)",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "without one by the day nothing is said": (
        YEARS,
        {"value": 1.0, "end": "2020-12-30"},
        [
            "not checkable",
            "no count to 30 December 2020 or before is published",
        ],
    ),
    "of several countries one must be named": (
        TWO,
        {"value": 200.0},
        [
            "not checkable",
            "`country` must name one of FR, GB",
        ],
    ),
}


@pytest.mark.parametrize(("counts", "fields", "lines"), VALUES.values(), ids=VALUES)
def test_a_value(counts: pd.DataFrame, fields: dict[str, Any], lines: list[str]) -> None:
    assert said("official_value", counts, **fields) == lines


CHANGES: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
    "less than before is no rise": (
        YEARS,
        {"start": "2022-12-31"},
        [
            "contradicted",
            (
                "the official count “Visits” went from 200 (year to 31 December 2022) to 198 (year "
                "to 31 December 2024), 1% less"
            ),
            "200, somewhere, 2022-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "it is a fall": (
        YEARS,
        {"start": "2022-12-31", "direction": "down"},
        [
            "supported",
            (
                "the official count “Visits” went from 200 (year to 31 December 2022) to 198 (year "
                "to 31 December 2024), 1% less"
            ),
            "200, somewhere, 2022-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "by as much as it rose is not more": (
        YEARS,
        {"start": "2020-12-31", "by": 98.0},
        [
            "contradicted",
            (
                "the official count “Visits” went from 100 (year to 31 December 2020) to 198 (year "
                "to 31 December 2024), 98% more"
            ),
            "100, somewhere, 2020-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "by less it is": (
        YEARS,
        {"start": "2020-12-31", "by": 97.0},
        [
            "supported",
            (
                "the official count “Visits” went from 100 (year to 31 December 2020) to 198 (year "
                "to 31 December 2024), 98% more"
            ),
            "100, somewhere, 2020-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "the part is of the first count": (
        YEARS,
        {"start": "2020-12-31", "by_share": 0.98},
        [
            "contradicted",
            (
                "the official count “Visits” went from 100 (year to 31 December 2020) to 198 (year "
                "to 31 December 2024), 98% more"
            ),
            "100, somewhere, 2020-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "the larger of both is asked for": (
        YEARS,
        {"start": "2020-12-31", "by_share": 0.97, "by": 99.0},
        [
            "contradicted",
            (
                "the official count “Visits” went from 100 (year to 31 December 2020) to 198 (year "
                "to 31 December 2024), 98% more"
            ),
            "100, somewhere, 2020-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "and either alone may be met": (
        YEARS,
        {"start": "2020-12-31", "by_share": 0.97, "by": 1.0},
        [
            "supported",
            (
                "the official count “Visits” went from 100 (year to 31 December 2020) to 198 (year "
                "to 31 December 2024), 98% more"
            ),
            "100, somewhere, 2020-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "from nothing there is no part": (
        FROM_NOTHING,
        {"start": "2020-12-31"},
        [
            "supported",
            (
                "the official count “Visits” went from 0 (year to 31 December 2020) to 20 (year to "
                "31 December 2024)"
            ),
            "0, somewhere, 2020-12-31",
            "20, somewhere, 2024-12-31",
        ],
    ),
    "without a later count nothing is said": (
        YEARS,
        {"start": "2024-12-31"},
        [
            "not checkable",
            "no later count than 198 (year to 31 December 2024) is published by 30 June 2025",
        ],
    ),
    "without one by the start nothing is said": (
        YEARS,
        {"start": "2019-12-31"},
        [
            "not checkable",
            "no count to 31 December 2019 or before is published",
        ],
    ),
    "of several countries one must be named": (
        TWO,
        {"start": "2022-12-31"},
        [
            "not checkable",
            "`country` must name one of FR, GB",
        ],
    ),
}


@pytest.mark.parametrize(("counts", "fields", "lines"), CHANGES.values(), ids=CHANGES)
def test_a_change(counts: pd.DataFrame, fields: dict[str, Any], lines: list[str]) -> None:
    assert said("official_change", counts, **fields) == lines


RECORDS: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
    "a higher one before is named": (
        YEARS,
        {},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 1 January 2020 200 (year to 31 December 2022)"
            ),
            "198, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "nor is it the lowest": (
        YEARS,
        {"direction": "lowest"},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the lowest before "
                "it since 1 January 2020 100 (year to 31 December 2020)"
            ),
            "198, somewhere, 2024-12-31",
            "100, somewhere, 2020-12-31",
        ],
    ),
    "the best of the days spoken of is the record": (
        YEARS,
        {"start": "2022-01-01", "end": "2023-12-31"},
        [
            "supported",
            (
                "the official count “Visits” is 200 (year to 31 December 2022), the highest before "
                "it since 1 January 2020 160 (year to 31 December 2021)"
            ),
            "200, somewhere, 2022-12-31",
            "160, somewhere, 2021-12-31",
        ],
    ),
    "the lowest of them": (
        YEARS,
        {"start": "2023-01-01", "since": "2020-12-31", "direction": "lowest"},
        [
            "supported",
            (
                "the official count “Visits” is 150 (year to 31 December 2023), the lowest before "
                "it since 1 January 2021 160 (year to 31 December 2021)"
            ),
            "150, somewhere, 2023-12-31",
            "160, somewhere, 2021-12-31",
        ],
    ),
    "a period that ends on the last day of since is not held against it": (
        YEARS,
        {"since": "2022-12-31"},
        [
            "supported",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 1 January 2023 150 (year to 31 December 2023)"
            ),
            "198, somewhere, 2024-12-31",
            "150, somewhere, 2023-12-31",
        ],
    ),
    "one that ends a day later is": (
        YEARS,
        {"since": "2022-12-30"},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 31 December 2022 200 (year to 31 December 2022)"
            ),
            "198, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "more than the number that it is said to have passed": (
        YEARS,
        {"since": "2022-12-31", "more_than": 197.0},
        [
            "supported",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 1 January 2023 150 (year to 31 December 2023)"
            ),
            "198, somewhere, 2024-12-31",
            "150, somewhere, 2023-12-31",
        ],
    ),
    "as much as that is not more": (
        YEARS,
        {"since": "2022-12-31", "more_than": 198.0},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 1 January 2023 150 (year to 31 December 2023)"
            ),
            "198, somewhere, 2024-12-31",
            "150, somewhere, 2023-12-31",
        ],
    ),
    "a record is not below it": (
        YEARS,
        {"since": "2022-12-31", "below": True},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 1 January 2023 150 (year to 31 December 2023)"
            ),
            "198, somewhere, 2024-12-31",
            "150, somewhere, 2023-12-31",
        ],
    ),
    "what is no record is": (
        YEARS,
        {"below": True},
        [
            "supported",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 1 January 2020 200 (year to 31 December 2022)"
            ),
            "198, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "a tie is no record": (
        TIED,
        {},
        [
            "contradicted",
            (
                "the official count “Visits” is 200 (year to 31 December 2024), the highest before "
                "it since 1 January 2020 200 (year to 31 December 2022)"
            ),
            "200, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "the order of the rows decides nothing": (
        SHUFFLED,
        {"since": "2022-12-31"},
        [
            "supported",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), the highest before "
                "it since 1 January 2023 150 (year to 31 December 2023)"
            ),
            "198, somewhere, 2024-12-31",
            "150, somewhere, 2023-12-31",
        ],
    ),
    "without one before nothing is said": (
        YEARS,
        {"end": "2020-12-31"},
        [
            "not checkable",
            "none before 100 (year to 31 December 2020) is published to hold it against",
        ],
    ),
    "nor without one since the day": (
        YEARS,
        {"since": "2023-12-31"},
        [
            "not checkable",
            (
                "none before 198 (year to 31 December 2024) since 1 January 2024 is published to "
                "hold it against"
            ),
        ],
    ),
    "nor without one of the days spoken of": (
        YEARS,
        {"start": "2025-01-01"},
        [
            "not checkable",
            "no count from 1 January 2025 to 30 June 2025 is published",
        ],
    ),
    "nor without any": (
        YEARS,
        {"end": "2019-12-31"},
        [
            "not checkable",
            "no count to 31 December 2019 or before is published",
        ],
    ),
    "of several countries one must be named": (
        TWO,
        {},
        [
            "not checkable",
            "`country` must name one of FR, GB",
        ],
    ),
}


@pytest.mark.parametrize(("counts", "fields", "lines"), RECORDS.values(), ids=RECORDS)
def test_a_record(counts: pd.DataFrame, fields: dict[str, Any], lines: list[str]) -> None:
    assert said("official_record", counts, **fields) == lines


RATIOS: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
    "1.9 times are twice": (
        YEARS,
        {"start": "2020-12-31", "times": 2.0},
        [
            "supported",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), 2 times 100 (year "
                "to 31 December 2020)"
            ),
            "198, somewhere, 2024-12-31",
            "100, somewhere, 2020-12-31",
        ],
    ),
    "and not 2.1 times": (
        YEARS,
        {"start": "2020-12-31", "times": 2.1},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), 2 times 100 (year "
                "to 31 December 2020)"
            ),
            "198, somewhere, 2024-12-31",
            "100, somewhere, 2020-12-31",
        ],
    ),
    "at most half is not twice": (
        YEARS,
        {"start": "2020-12-31", "times": 0.5},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), 2 times 100 (year "
                "to 31 December 2020)"
            ),
            "198, somewhere, 2024-12-31",
            "100, somewhere, 2020-12-31",
        ],
    ),
    "about as much": (
        YEARS,
        {"start": "2022-12-31", "times": 1.0, "comparison": "about"},
        [
            "supported",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), 1 times 200 (year "
                "to 31 December 2022)"
            ),
            "198, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "about less": (
        YEARS,
        {"start": "2022-12-31", "times": 0.9, "comparison": "about"},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), 1 times 200 (year "
                "to 31 December 2022)"
            ),
            "198, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "about more": (
        YEARS,
        {"start": "2022-12-31", "times": 1.1, "comparison": "about"},
        [
            "contradicted",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), 1 times 200 (year "
                "to 31 December 2022)"
            ),
            "198, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "as much is at least as much": (
        TIED,
        {"start": "2022-12-31", "times": 1.0, "margin": 0.0},
        [
            "supported",
            (
                "the official count “Visits” is 200 (year to 31 December 2024), 1 times 200 (year "
                "to 31 December 2022)"
            ),
            "200, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "and at most": (
        TIED,
        {"start": "2022-12-31", "times": 1.0, "margin": 0.0, "comparison": "at most"},
        [
            "supported",
            (
                "the official count “Visits” is 200 (year to 31 December 2024), 1 times 200 (year "
                "to 31 December 2022)"
            ),
            "200, somewhere, 2024-12-31",
            "200, somewhere, 2022-12-31",
        ],
    ),
    "to another country in the same period": (
        TWO,
        {"country": "FR", "other": "GB", "times": 2.0},
        [
            "supported",
            (
                "the official count “Visits” is 396 (year to 31 December 2024), 2 times that of "
                "GB, 198 (year to 31 December 2024)"
            ),
            "396, somewhere, 2024-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "and the other way round": (
        TWO,
        {"country": "GB", "other": "FR", "times": 0.5},
        [
            "supported",
            (
                "the official count “Visits” is 198 (year to 31 December 2024), 0.5 times that of "
                "FR, 396 (year to 31 December 2024)"
            ),
            "198, somewhere, 2024-12-31",
            "396, somewhere, 2024-12-31",
        ],
    ),
    "of one country of several": (
        TWO,
        {"country": "FR", "start": "2020-12-31", "times": 2.0},
        [
            "supported",
            (
                "the official count “Visits” is 396 (year to 31 December 2024), 2 times 200 (year "
                "to 31 December 2020)"
            ),
            "396, somewhere, 2024-12-31",
            "200, somewhere, 2020-12-31",
        ],
    ),
    "to nothing there is none": (
        FROM_NOTHING,
        {"start": "2020-12-31", "times": 2.0},
        [
            "not checkable",
            "there is no ratio to 0 (year to 31 December 2020)",
        ],
    ),
    "without a later count nothing is said": (
        YEARS,
        {"start": "2024-12-31", "times": 1.0},
        [
            "not checkable",
            "no later count than 198 (year to 31 December 2024) is published by 30 June 2025",
        ],
    ),
    "nor without one by the start": (
        YEARS,
        {"start": "2019-12-31", "times": 1.0},
        [
            "not checkable",
            "no count to 31 December 2019 or before is published",
        ],
    ),
    "nor by the end": (
        YEARS,
        {"start": "2019-12-31", "times": 1.0, "end": "2020-12-30"},
        [
            "not checkable",
            "no count to 30 December 2020 or before is published",
        ],
    ),
    "nor where the other has none": (
        TWO,
        {"country": "FR", "other": "IT", "times": 2.0},
        [
            "not checkable",
            "IT has no count of the same period",
        ],
    ),
    "of several countries one must be named": (
        TWO,
        {"start": "2020-12-31", "times": 2.0},
        [
            "not checkable",
            "`country` must name one of FR, GB",
        ],
    ),
}


@pytest.mark.parametrize(("counts", "fields", "lines"), RATIOS.values(), ids=RATIOS)
def test_a_ratio(counts: pd.DataFrame, fields: dict[str, Any], lines: list[str]) -> None:
    assert said("official_ratio", counts, **fields) == lines


RANKINGS: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
    "sums over countries are no countries": (
        ALL,
        {"country": "GB"},
        [
            "contradicted",
            (
                "GB has 198 (year to 31 December 2024), number 2 of 2, highest first: FR 396 and "
                "GB 198"
            ),
            "396, somewhere, 2024-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "one ahead makes it second": (
        ALL,
        {"country": "GB", "rank": 2},
        [
            "supported",
            (
                "GB has 198 (year to 31 December 2024), number 2 of 2, highest first: FR 396 and "
                "GB 198"
            ),
            "396, somewhere, 2024-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "from the other end": (
        ALL,
        {"country": "GB", "rank": 2, "place": "last", "end": "2023-12-31"},
        [
            "supported",
            (
                "GB has 150 (year to 31 December 2023), number 2 of 3, lowest first: DE 4, GB 150 "
                "and FR 300"
            ),
            "4, somewhere, 2023-12-31",
            "150, somewhere, 2023-12-31",
            "300, somewhere, 2023-12-31",
        ],
    ),
    "the lowest is last": (
        ALL,
        {"country": "DE", "place": "last", "end": "2023-12-31"},
        [
            "supported",
            (
                "DE has 4 (year to 31 December 2023), number 1 of 3, lowest first: DE 4, GB 150 "
                "and FR 300"
            ),
            "4, somewhere, 2023-12-31",
            "150, somewhere, 2023-12-31",
            "300, somewhere, 2023-12-31",
        ],
    ),
    "among those named, and one without a count is told": (
        ALL,
        {"country": "GB", "others": ["DE", "IT"], "end": "2023-12-31"},
        [
            "supported",
            "GB has 150 (year to 31 December 2023), number 1 of 2, highest first: GB 150 and DE 4",
            "150, somewhere, 2023-12-31",
            "4, somewhere, 2023-12-31",
            "1 of the others has no count of that period: left out.",
        ],
    ),
    "two without one are": (
        ALL,
        {"country": "GB", "others": ["DE", "IT", "ES"], "end": "2023-12-31"},
        [
            "supported",
            "GB has 150 (year to 31 December 2023), number 1 of 2, highest first: GB 150 and DE 4",
            "150, somewhere, 2023-12-31",
            "4, somewhere, 2023-12-31",
            "2 of the others have no count of that period: left out.",
        ],
    ),
    "a tie has no place": (
        ALIKE,
        {"country": "GB"},
        [
            "contradicted",
            (
                "GB has 198 (year to 31 December 2024), number 1 of 2, highest first: GB 198 and "
                "FR 198"
            ),
            "198, somewhere, 2024-12-31",
            "198, somewhere, 2024-12-31",
        ],
    ),
    "where no other has a count nothing is said": (
        ALL,
        {"country": "GB", "others": ["DE"]},
        [
            "not checkable",
            "no other country has a count of the same period",
        ],
    ),
    "nor where it has none itself": (
        ALL,
        {"country": "IT"},
        [
            "not checkable",
            "no count to 30 June 2025 or before is published",
        ],
    ),
}


def test_countries_have_the_names_that_the_series_gives_them() -> None:
    named = TWO.assign(place=TWO["country"].map({"GB": "Great Britain", "FR": "France"}))
    assert said("official_ranking", named, country="GB")[1] == (
        "Great Britain has 198 (year to 31 December 2024), number 2 of 2, highest first: France "
        "396 and Great Britain 198"
    )
    assert said("official_ratio", named, country="GB", other="FR", times=0.5)[1] == (
        "the official count “Visits” is 198 (year to 31 December 2024), 0.5 times that of France, "
        "396 (year to 31 December 2024)"
    )
    none = named[(named["country"] == "GB") | (named["date"] < "2024-01-01")]
    assert said("official_ratio", none, country="GB", other="FR", times=0.5)[1] == (
        "France has no count of the same period"
    )


@pytest.mark.parametrize(("counts", "fields", "lines"), RANKINGS.values(), ids=RANKINGS)
def test_a_place(counts: pd.DataFrame, fields: dict[str, Any], lines: list[str]) -> None:
    assert said("official_ranking", counts, **fields) == lines

"""Totals of a span against earlier ones, and of a year so far against earlier years."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.claims.kinds.official_total import OfficialTotalClaim
from tests.writers.claim_writer import claim, counted, official

ENDS = pd.date_range("2022-03-31", periods=10, freq="QE")
QUARTERS = official(
    *(
        (f"{end - pd.offsets.QuarterBegin(startingMonth=1):%Y-%m-%d}", f"{end:%Y-%m-%d}", value)
        for end, value in zip(
            ENDS, (10.0, 40.0, 30.0, 5.0, 6.0, 7.0, 9.0, 8.0, 20.0, 25.0), strict=True
        )
    )
)
# One quarter is not in the series, of another the count is not published.
BROKEN = QUARTERS.drop([3]).assign(value=lambda rows: rows["value"].where(rows.index != 6))
COUNTRIES = pd.concat([QUARTERS, QUARTERS.assign(country="FR")])


def daily(*holes: str, **years: float) -> pd.DataFrame:
    """Counts of every day from 2022 to March 2025: 1, but for some years and days left out."""
    days = pd.date_range("2022-01-01", "2025-03-31")
    value = pd.Series(1.0, index=days)
    for name, each in years.items():
        value[days.year == int(name[1:])] = each
    value[list(holes)] = np.nan
    return official(*((f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}", each) for day, each in value.items()))


# A wave a week: 0 on Wednesdays to 6 on Tuesdays.
DAYS = official(
    *(
        (f"{day:%Y-%m-%d}", f"{day:%Y-%m-%d}", float(place % 7))
        for place, day in enumerate(pd.date_range("2025-01-01", "2025-03-30"))
    )
)


TOTALS: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
    "a higher run before is named, and how many are": (
        QUARTERS,
        {"start": "2024-01-01", "end": "2024-06-30"},
        [
            "contradicted",
            (
                "45 visits from 1 January 2024 to 30 June 2024; of 7 such spans before, 2 of them "
                "higher, the highest is 70 (April to September 2022)"
            ),
            "45, somewhere, 2024-06-30",
            "70, somewhere, 2022-09-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 182 days, the runs held against it 181 to 184.",
        ],
    ),
    "the lowest is the mirror image": (
        QUARTERS,
        {"start": "2024-01-01", "end": "2024-06-30", "direction": "lowest"},
        [
            "contradicted",
            (
                "45 visits from 1 January 2024 to 30 June 2024; of 7 such spans before, 5 of them "
                "lower, the lowest is 11 (October 2022 to March 2023)"
            ),
            "45, somewhere, 2024-06-30",
            "11, somewhere, 2023-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 182 days, the runs held against it 181 to 184.",
        ],
    ),
    "since a day, with the higher run that began earlier": (
        QUARTERS,
        {"start": "2024-01-01", "end": "2024-06-30", "since": "2022-06-30"},
        [
            "supported",
            (
                "45 visits from 1 January 2024 to 30 June 2024; of 5 such spans since June 2022, "
                "the highest is 35 (July to December 2022); April to September 2022, begun "
                "earlier, had 70"
            ),
            "45, somewhere, 2024-06-30",
            "35, somewhere, 2022-12-31",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 182 days, the runs held against it 181 to 184.",
        ],
    ),
    "since a day within the best run": (
        QUARTERS,
        {"start": "2024-01-01", "end": "2024-06-30", "since": "2022-05-15"},
        [
            "supported",
            (
                "45 visits from 1 January 2024 to 30 June 2024; of 5 such spans since 15 May 2022, "
                "the highest is 35 (July to December 2022); April to September 2022, begun "
                "earlier, had 70"
            ),
            "45, somewhere, 2024-06-30",
            "35, somewhere, 2022-12-31",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 182 days, the runs held against it 181 to 184.",
        ],
    ),
    "one quarter against quarters": (
        QUARTERS,
        {"start": "2024-04-01", "end": "2024-06-30", "since": "2022-12-31"},
        [
            "supported",
            (
                "25 visits from 1 April 2024 to 30 June 2024; of 5 such spans since December 2022, "
                "the highest is 20 (January to March 2024)"
            ),
            "25, somewhere, 2024-06-30",
            "20, somewhere, 2024-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 91 days, the runs held against it 90 to 92.",
        ],
    ),
    "against one run alone": (
        QUARTERS,
        {"start": "2022-07-01", "end": "2022-12-31"},
        [
            "contradicted",
            (
                "35 visits from 1 July 2022 to 31 December 2022; of one such span before, the "
                "highest is 50 (January to June 2022)"
            ),
            "35, somewhere, 2022-12-31",
            "50, somewhere, 2022-06-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 184 days, the runs held against it 181.",
        ],
    ),
    "a run has no gap": (
        BROKEN,
        {"start": "2024-01-01", "end": "2024-06-30"},
        [
            "contradicted",
            (
                "45 visits from 1 January 2024 to 30 June 2024; of 3 such spans before, 2 of them "
                "higher, the highest is 70 (April to September 2022)"
            ),
            "45, somewhere, 2024-06-30",
            "70, somewhere, 2022-09-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 182 days, the runs held against it 181 to 183.",
        ],
    ),
    "one of which the second half would follow a gap is none": (
        BROKEN,
        {"start": "2024-01-01", "end": "2024-03-31"},
        [
            "contradicted",
            (
                "20 visits from 1 January 2024 to 31 March 2024; of 6 such spans before, 2 of them "
                "higher, the highest is 40 (April to June 2022)"
            ),
            "20, somewhere, 2024-03-31",
            "40, somewhere, 2022-06-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 91 days, the runs held against it 90 to 92.",
        ],
    ),
    "without an earlier run nothing is said": (
        QUARTERS,
        {"start": "2022-01-01", "end": "2022-06-30"},
        [
            "not checkable",
            "the series covers no earlier run as long in full",
        ],
    ),
    "nor without one since the day": (
        QUARTERS,
        {"start": "2024-01-01", "end": "2024-06-30", "since": "2023-12-31"},
        [
            "not checkable",
            "the series covers no earlier run as long in full",
        ],
    ),
    "nor where the series does not cover the span": (
        QUARTERS,
        {"start": "2024-01-15", "end": "2024-06-30"},
        [
            "not checkable",
            "the series does not cover the span in full",
        ],
    ),
    "as many as before in fewer days are open": (
        QUARTERS,
        {"start": "2024-01-15", "end": "2024-06-30", "total": 70.0, "total_source": "told"},
        [
            "not settled",
            (
                "70 visits from 15 January 2024 to 30 June 2024; of 7 such spans before, the "
                "highest is 70 (April to September 2022); quarters after December 2023 are "
                "unpublished"
            ),
            "70, told, 2024-06-30",
            "70, somewhere, 2022-09-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 168 days, the runs held against it 181 to 184.",
        ],
    ),
    "fewer in fewer days are open": (
        QUARTERS,
        {"start": "2024-01-15", "end": "2024-06-30", "total": 69.0},
        [
            "not settled",
            (
                "69 visits from 15 January 2024 to 30 June 2024; of 7 such spans before, the "
                "highest is 70 (April to September 2022); quarters after December 2023 are "
                "unpublished"
            ),
            "69, somewhere, 2024-06-30",
            "70, somewhere, 2022-09-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 168 days, the runs held against it 181 to 184.",
        ],
    ),
    "more are a record": (
        QUARTERS,
        {"start": "2024-01-15", "end": "2024-06-30", "total": 71.0},
        [
            "supported",
            (
                "71 visits from 15 January 2024 to 30 June 2024; of 7 such spans before, the "
                "highest is 70 (April to September 2022); quarters after December 2023 are "
                "unpublished"
            ),
            "71, somewhere, 2024-06-30",
            "70, somewhere, 2022-09-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 168 days, the runs held against it 181 to 184.",
        ],
    ),
    "what is counted goes before what is stated": (
        QUARTERS,
        {"start": "2024-01-01", "end": "2024-06-30", "total": 999.0},
        [
            "contradicted",
            (
                "45 visits from 1 January 2024 to 30 June 2024; of 7 such spans before, 2 of them "
                "higher, the highest is 70 (April to September 2022)"
            ),
            "45, somewhere, 2024-06-30",
            "70, somewhere, 2022-09-30",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 182 days, the runs held against it 181 to 184.",
        ],
    ),
    "days are named as days": (
        DAYS,
        {"start": "2025-03-24", "end": "2025-03-30"},
        [
            "not settled",
            (
                "21 visits from 24 March 2025 to 30 March 2025; of 76 such spans before, the "
                "highest is 21 (1 January 2025 to 7 January 2025)"
            ),
            "21, somewhere, 2025-03-30",
            "21, somewhere, 2025-01-07",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 7 days, the runs held against it 7.",
        ],
    ),
    "and so are unpublished ones": (
        DAYS,
        {"start": "2025-04-02", "end": "2025-04-02", "total": 7.0},
        [
            "supported",
            (
                "7 visits on 2 April 2025; of 89 such spans before, the highest is 6 (7 January "
                "2025); days after 30 March 2025 are unpublished"
            ),
            "7, somewhere, 2025-04-02",
            "6, somewhere, 2025-01-07",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 1 day, the runs held against it 1.",
        ],
    ),
    "since a day within a month": (
        DAYS,
        {"start": "2025-03-29", "end": "2025-03-30", "since": "2025-03-20"},
        [
            "contradicted",
            (
                "7 visits from 29 March 2025 to 30 March 2025; of 7 such spans since 20 March "
                "2025, 2 of them higher, the highest is 11 (24 March 2025 to 25 March 2025)"
            ),
            "7, somewhere, 2025-03-30",
            "11, somewhere, 2025-03-25",
            "Counts as now published, later revised: the series has no days of publication.",
            "The span has 2 days, the runs held against it 2.",
        ],
    ),
    "of several countries one must be named": (
        COUNTRIES,
        {"start": "2024-01-01", "end": "2024-06-30"},
        [
            "not checkable",
            "`country` must name one of FR, GB",
        ],
    ),
}


@pytest.mark.parametrize(("counts", "fields", "lines"), TOTALS.values(), ids=TOTALS)
def test_the_total_of_a_span(
    counts: pd.DataFrame, fields: dict[str, Any], lines: list[str]
) -> None:
    assert counted("official_total", counts, **fields) == lines


YEARS: dict[str, tuple[pd.DataFrame, dict[str, Any], list[str]]] = {
    "a record against all years": (
        daily(_2025=3.0),
        {"as_of": "2025-03-31"},
        [
            "supported",
            (
                "the official count “Visits” is 270 visits from 1 January to 31 March 2025, and "
                "the highest of the years 2022 to 2024 to the same day is 91 in 2024"
            ),
            "270, somewhere, 2025-03-31",
            "91, somewhere, 2024-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "against one year": (
        daily(_2025=3.0).iloc[730:],
        {"as_of": "2025-03-31"},
        [
            "supported",
            (
                "the official count “Visits” is 270 visits from 1 January to 31 March 2025, and "
                "that of 2024 to the same day is 91"
            ),
            "270, somewhere, 2025-03-31",
            "91, somewhere, 2024-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "as much as before is no record": (
        daily(),
        {"as_of": "2023-03-31"},
        [
            "contradicted",
            (
                "the official count “Visits” is 90 visits from 1 January to 31 March 2023, and "
                "that of 2022 to the same day is 90"
            ),
            "90, somewhere, 2023-03-31",
            "90, somewhere, 2022-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "not more than the number that it is said to have passed": (
        daily(_2025=3.0),
        {"as_of": "2025-03-31", "more_than": 270.0},
        [
            "contradicted",
            (
                "the official count “Visits” is 270 visits from 1 January to 31 March 2025, not "
                "more than 270, and the highest of the years 2022 to 2024 to the same day is 91 in "
                "2024"
            ),
            "270, somewhere, 2025-03-31",
            "91, somewhere, 2024-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "more than the number": (
        daily(_2025=3.0),
        {"as_of": "2025-03-31", "more_than": 269.0},
        [
            "supported",
            (
                "the official count “Visits” is 270 visits from 1 January to 31 March 2025, more "
                "than 269, and the highest of the years 2022 to 2024 to the same day is 91 in 2024"
            ),
            "270, somewhere, 2025-03-31",
            "91, somewhere, 2024-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "a year left out leaves it open": (
        daily("2023-02-10", _2025=3.0),
        {"as_of": "2025-03-31"},
        [
            "not settled",
            (
                "the official count “Visits” is 270 visits from 1 January to 31 March 2025, and "
                "the highest of the years 2022 to 2024 to the same day (left out as incomplete: "
                "2023) is 91 in 2024, while 2023 may have been higher"
            ),
            "270, somewhere, 2025-03-31",
            "91, somewhere, 2024-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "two of them": (
        daily("2023-02-10", "2024-02-10", _2025=3.0),
        {"as_of": "2025-03-31"},
        [
            "not settled",
            (
                "the official count “Visits” is 270 visits from 1 January to 31 March 2025, and "
                "that of 2022 to the same day (left out as incomplete: 2023, 2024) is 90, while "
                "2023 and 2024 may have been higher"
            ),
            "270, somewhere, 2025-03-31",
            "90, somewhere, 2022-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "one that is already higher contradicts it": (
        daily("2024-02-10", _2024=5.0, _2025=3.0),
        {"as_of": "2025-03-31"},
        [
            "contradicted",
            (
                "the official count “Visits” is 270 visits from 1 January to 31 March 2025, and "
                "that of 2024 to the same day, though incomplete, is already 450"
            ),
            "270, somewhere, 2025-03-31",
            "450, somewhere, 2024-03-31, incomplete",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "a record low": (
        daily(_2025=0.5),
        {"as_of": "2025-03-31", "direction": "lowest"},
        [
            "supported",
            (
                "the official count “Visits” is 45 visits from 1 January to 31 March 2025, and the "
                "lowest of the years 2022 to 2024 to the same day is 90 in 2022"
            ),
            "45, somewhere, 2025-03-31",
            "90, somewhere, 2022-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "of a year that lacks a day and was higher the lowest is known": (
        daily("2023-02-10", _2025=0.5),
        {"as_of": "2025-03-31", "direction": "lowest"},
        [
            "supported",
            (
                "the official count “Visits” is 45 visits from 1 January to 31 March 2025, and the "
                "lowest of the years 2022 to 2024 to the same day (left out as incomplete: 2023) "
                "is 90 in 2022"
            ),
            "45, somewhere, 2025-03-31",
            "90, somewhere, 2022-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "of one that was as low it is not": (
        daily("2023-02-10", _2023=0.5, _2025=0.5),
        {"as_of": "2025-03-31", "direction": "lowest"},
        [
            "not settled",
            (
                "the official count “Visits” is 45 visits from 1 January to 31 March 2025, and the "
                "lowest of the years 2022 to 2024 to the same day (left out as incomplete: 2023) "
                "is 90 in 2022, while 2023 may have been lower"
            ),
            "45, somewhere, 2025-03-31",
            "90, somewhere, 2022-03-31",
            "Counts as now published, later revised: the series has no days of publication.",
        ],
    ),
    "a year that lacks a day itself says nothing": (
        daily("2025-02-10", _2025=3.0),
        {"as_of": "2025-03-31"},
        [
            "not checkable",
            "the count of visits to 31 March 2025 is not complete, or no earlier year's is",
            "267, somewhere, 2025-03-31, incomplete",
        ],
    ),
}


@pytest.mark.parametrize(("counts", "fields", "lines"), YEARS.values(), ids=YEARS)
def test_the_year_so_far(counts: pd.DataFrame, fields: dict[str, Any], lines: list[str]) -> None:
    assert counted("cumulative_record", counts, **fields) == lines


def test_a_total_is_taken_from_the_series_that_states_it() -> None:
    stated = official(
        ("2024-01-01", "2024-06-30", 40.0),
        ("2024-01-01", "2024-06-30", 45.0),
        ("2024-01-01", "2024-06-30", np.nan),
        ("2024-01-01", "2024-07-31", 99.0),
        ("2024-02-01", "2024-06-30", 98.0),
    ).assign(source=["first", "second", "third", "fourth", "fifth"])
    usual = {"official": "visits", "start": "2024-01-01", "stated": "told"}

    def completed(**fields: Any) -> tuple[str, float | None, str]:
        made = claim("official_total", **(usual | fields))
        assert isinstance(made, OfficialTotalClaim)
        assert made.named == ("visits", "told")
        found = made.completed({"told": stated}.__getitem__)
        return found.stated, found.total, found.total_source

    assert completed(end="2024-06-30") == ("", 45.0, "second")
    assert completed(end="2024-05-31") == ("told", None, "")
    alone = claim("official_total", official="visits", start="2024-01-01")
    assert isinstance(alone, OfficialTotalClaim)
    assert alone.named == ("visits",)
    assert alone.completed({}.__getitem__) is alone

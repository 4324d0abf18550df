"""Which readings count for a claim on its day, and what a verdict carries of each."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.claims.counts import evidence_of_count, none_by, none_later, of_one_country
from analysis.claims.evidence import (
    Known,
    evidence_of,
    evidence_of_row,
    known_readings,
    of_last_day,
    of_series,
    sampling_errors,
)
from analysis.claims.series import Series
from analysis.claims.verdict import Evidence, Finding
from polls.codebooks.model import codebook
from tests.writers.claim_writer import official, reading, readings

OWN = Series("GB", "approval", "approve")
AS_OF = dt.date(2025, 6, 30)


def known(
    *rows: dict[str, Any], series: Series = OWN, as_of: dt.date = AS_OF, source: str = ""
) -> Known:
    return known_readings(readings(*rows), series, as_of=as_of, source=source, book=codebook())


def shares(frame: pd.DataFrame) -> list[float]:
    return [round(float(share), 6) for share in frame["share"]]


class TestKnownReadings:
    def test_what_was_published_by_the_day_counts_and_the_rest_is_told(self) -> None:
        found = known(
            reading("2025-06-28", 0.43, published="2025-07-01"),
            reading("2025-06-20", 0.42, published="2025-06-30"),
            reading("2025-06-10", 0.41),
            reading("2025-06-11", 0.50, source="the-article"),
            source="the-article",
        )
        assert shares(found.counted) == [0.41, 0.42]
        assert shares(found.own) == [0.50]
        assert (found.later, found.first) == (1, pd.Timestamp("2025-06-10"))
        assert found.name == '"approve" (approval, Great Britain)'
        assert found.parts["answer"] == "approve"
        assert found.elsewhere == ""

    def test_a_claim_without_an_article_owns_no_reading_that_names_no_source(self) -> None:
        found = known(reading("2025-06-10", 0.41, source=""))
        assert (len(found.counted), len(found.own)) == (1, 0)

    def test_readings_without_any_day_are_left_out(self) -> None:
        nowhere = reading("2025-06-10", 0.5, start=None, end=None, published=None)
        found = known(nowhere, reading("2025-06-10", 0.41))
        assert shares(found.counted) == [0.41]

    def test_the_day_is_the_middle_of_fieldwork_or_that_of_an_early_publication(self) -> None:
        long = reading("2025-06-01", 0.41, end="2025-06-11", published="2025-06-20")
        early = reading("2025-06-01", 0.42, end="2025-06-30", published="2025-06-03")
        found = known(long, early)
        assert [f"{day:%d}" for day in found.counted["date"]] == ["03", "06"]

    def test_they_are_in_order_of_day_publication_house_and_share(self) -> None:
        rows = [
            reading("2025-06-10", 0.45, pollster="B"),
            reading("2025-06-10", 0.44, pollster="B"),
            reading("2025-06-10", 0.43, pollster="A"),
            reading("2025-06-10", 0.42, pollster="C", published="2025-06-09"),
            reading("2025-06-01", 0.46, pollster="Z"),
        ]
        expected = [0.46, 0.42, 0.43, 0.44, 0.45]
        assert shares(known(*rows).counted) == shares(known(*rows[::-1]).counted) == expected

    def test_where_the_series_has_none_the_countries_that_were_asked_are_named(self) -> None:
        rows = [
            reading("2025-06-10", 0.4, country="FR"),
            reading("2025-06-10", 0.4, country="ES"),
            reading("2025-06-10", 0.4, country="IT", question="trust"),
        ]
        found = known(*rows)
        assert (found.elsewhere, found.first, found.later) == ("France and Spain", None, 0)
        asked = known(*rows, reading("2025-06-10", 0.4, answer="disapprove"))
        assert asked.elsewhere == ""

    def test_days_that_stand_in_are_counted(self) -> None:
        found = known(
            reading("2025-06-10", 0.41),
            reading("2025-06-11", 0.42, published=None),
            reading("2025-06-12", 0.43, published=None, end=None),
        )
        assert (found.unpublished, found.unended) == (2, 1)

    @pytest.mark.parametrize(
        ("sources", "gathered"),
        [("ab", False), ("abc", True), ("aab", True), ("aabb", False), ("aabbc", True)],
    )
    def test_a_series_is_gathered_where_most_readings_have_a_source_of_their_own(
        self, sources: str, gathered: bool
    ) -> None:
        rows = [
            reading(f"2025-06-{day:02}", 0.4, source=source)
            for day, source in enumerate(sources, 1)
        ]
        assert known(*rows).gathered is gathered


class TestDays:
    ROWS = tuple(
        reading(day, share)
        for day, share in (
            ("2025-01-10", 0.40), ("2025-02-10", 0.41), ("2025-02-10", 0.42), ("2025-05-10", 0.43)
        )
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("start", "end", "found"),
        [
            (None, "2025-02-10", [0.40, 0.41, 0.42]),
            ("2025-02-10", "2025-02-10", [0.41, 0.42]),
            ("2025-02-11", "2025-05-10", [0.43]),
            ("2025-02-11", "2025-05-09", []),
            ("2025-06-01", "2025-01-01", []),
        ],
    )
    def test_both_ends_of_a_window_are_within(
        self, start: str | None, end: str, found: list[float]
    ) -> None:
        first = None if start is None else dt.date.fromisoformat(start)
        window = known(*self.ROWS).between(first, dt.date.fromisoformat(end))
        assert shares(window) == found

    @pytest.mark.parametrize(
        ("day", "max_age", "found"),
        [
            ("2025-05-10", 10, [0.43]),
            ("2025-05-09", 88, [0.41, 0.42]),
            ("2025-05-09", 87, []),
            ("2025-01-09", 365, []),
        ],
    )
    def test_the_latest_are_all_of_the_last_day_that_is_not_too_old(
        self, day: str, max_age: int, found: list[float]
    ) -> None:
        assert shares(known(*self.ROWS).latest(dt.date.fromisoformat(day), max_age)) == found

    def test_the_last_day_of_nothing_is_nothing(self) -> None:
        rows = known(*self.ROWS).counted
        assert of_last_day(rows.iloc[:0]).empty
        assert shares(of_last_day(rows.iloc[:2])) == [0.41]

    @pytest.mark.parametrize(
        ("start", "begins", "late"),
        [
            ("2025-03-01", "2025-03-01", False),
            ("2025-01-10", "2025-01-10", False),
            ("2024-12-31", "2025-01-10", False),
            ("2024-12-30", "2025-01-10", True),
        ],
    )
    def test_a_series_begins_with_its_first_reading(
        self, start: str, begins: str, late: bool
    ) -> None:
        found, day = known(*self.ROWS), dt.date.fromisoformat(start)
        assert found.begins(day) == dt.date.fromisoformat(begins)
        assert found.begins_too_late(day, 10) is late

    def test_a_series_of_nothing_begins_whenever_it_is_asked(self) -> None:
        assert known().begins(dt.date(2020, 1, 1)) == dt.date(2020, 1, 1)

    def test_a_reading_is_taken_out_once(self) -> None:
        found = known(*self.ROWS)
        assert found.row(1) is found.row(1)
        assert [found.row(place)["share"] for place in (0, 3)] == [0.40, 0.43]
        assert found.houses.tolist() == ["YouGov"] * 4
        assert found.dated.astype(str).tolist()[::3] == ["2025-01-10", "2025-05-10"]


class TestSeries:
    def test_a_series_is_of_one_country_question_answer_and_group(self) -> None:
        rows = readings(
            reading("2025-06-01", 0.40),
            reading("2025-06-01", 0.41, country="FR"),
            reading("2025-06-01", 0.42, question="trust"),
            reading("2025-06-01", 0.43, answer="disapprove"),
            reading("2025-06-01", 0.44, group_by="age", group="65+"),
            reading("2025-06-01", 0.45, group_by="age", group="18-24"),
            reading("2025-06-01", 0.46, group_by="life", group="65+"),
            reading("2025-06-01", 0.47, pollster="Ipsos"),
        )
        assert shares(of_series(rows, OWN)) == [0.40, 0.47]
        assert of_series(rows, OWN).columns.tolist() == rows.columns.tolist()
        assert of_series(rows, OWN).index.tolist() == [0, 1]
        assert shares(of_series(rows, Series("GB", "approval", "approve", "age", "65+"))) == [0.44]
        house = Series("GB", "approval", "approve", pollster="Ipsos")
        found = of_series(rows, house)
        assert (shares(found), found.index.tolist()) == ([0.47], [0])

    def test_a_sum_is_of_the_waves_that_print_every_answer(self) -> None:
        rows = readings(
            reading("2025-06-02", 0.30, precision=0.01),
            reading("2025-06-02", 0.20, answer="rather", precision=0.01),
            reading("2025-06-01", 0.31, precision=0.03, published=None),
            reading("2025-06-01", 0.22, answer="rather", precision=0.04, published=None),
            reading("2025-06-03", 0.5),
            reading("2025-06-04", 0.4),
            reading("2025-06-04", 0.005, answer="rather", censored=True),
            reading("2025-06-05", 0.4),
            reading("2025-06-05", 0.1, answer="disapprove"),
        )
        found = of_series(rows, Series("GB", "approval", "approve", plus=("rather",)))
        assert shares(found)[:2] == [0.50, 0.53]
        assert [f"{day:%d}" for day in found["end"]][:2] == ["02", "01"]
        assert found["precision"].tolist()[:2] == pytest.approx([0.01 * 2**0.5, 0.05])
        assert set(found["answer"]) == {"approve+rather"}
        assert set(found["answer_text"]) == {""}
        assert found.index.tolist() == list(range(len(found)))


class TestErrors:
    @pytest.mark.parametrize(
        ("fields", "inverse_n", "rounding", "se"),
        [
            ({"share": 0.5, "n": 1000.0, "precision": 0.01}, 0.001, 1e-4 / 12, 0.0160728),
            ({"share": 0.5, "n": 1000.0}, 0.001, 0.0, 0.0158114),
            ({"share": 0.5, "n": 1000.0, "deff": 2.0}, 0.002, 0.0, 0.0223607),
            ({"share": 0.5, "n": None, "n_weighted": 400.0}, 0.0025, 0.0, 0.025),
            # Nobody of a hundred, to the point: as if half a point were meant.
            ({"share": 0.0, "n": 100.0, "precision": 0.01}, 0.01, 1e-4 / 12, 0.0076212),
            ({"share": 1.0, "n": 100.0, "precision": 0.01}, 0.01, 1e-4 / 12, 0.0076212),
            (
                {"share": 0.01, "n": 100.0, "precision": 0.01, "censored": True},
                0.01,
                0.0,
                0.0099499,
            ),
        ],
    )
    def test_a_share_errs_by_sampling_and_rounding(
        self, fields: dict[str, Any], inverse_n: float, rounding: float, se: float
    ) -> None:
        rows = readings(reading("2025-06-01", **fields)).assign(
            precision=fields.get("precision", np.nan)
        )
        found = sampling_errors(rows, codebook()).iloc[0]
        assert found["inverse_n"] == pytest.approx(inverse_n)
        assert found["rounding_variance"] == pytest.approx(rounding)
        assert found["se"] == pytest.approx(se, abs=1e-6)


def test_a_reading_is_carried_with_all_that_is_known_of_it() -> None:
    found = known(
        reading("2025-06-01", 0.4, end="2025-06-03", published="2025-06-05", note="by phone"),
        reading("2025-06-10", 0.005, censored=True, start=None, end=None),
    )
    first, last = evidence_of(found.counted, found)
    usual = {"series": "GB approval/approve", "name": '"approve" (approval, Great Britain)',
             "unit": "share", "pollster": "YouGov", "source": "somewhere",
             "counts": True}  # fmt: skip
    assert first == Evidence(
        value=0.4, start=dt.date(2025, 6, 1), end=dt.date(2025, 6, 3),
        published=dt.date(2025, 6, 5), note="by phone", **usual,
    )  # fmt: skip
    assert last == Evidence(
        value=0.005, start=None, end=None, published=dt.date(2025, 6, 10), censored=True, **usual
    )
    assert evidence_of_row(found.counted.iloc[0], found) == first
    aside = evidence_of(found.counted, found, counts=False, note="not counted")
    assert [(item.counts, item.note) for item in aside] == [
        (False, "not counted; by phone"), (False, "not counted"),
    ]  # fmt: skip


def test_a_count_is_carried_with_its_period() -> None:
    rows = official(("2024-01-01", "2024-12-31", 198.0)).assign(note="revised")
    found = evidence_of_count(rows.iloc[0], "visits", "people", "Visits")
    assert found == Evidence(
        series="visits", name="Visits", value=198.0, unit="people", start=dt.date(2024, 1, 1),
        end=dt.date(2024, 12, 31), published=None, pollster="", source="somewhere", note="revised",
    )  # fmt: skip
    for bare in (rows.assign(note=None).iloc[0], rows.drop(columns="note").iloc[0]):
        assert evidence_of_count(bare, "visits", "people", "Visits").note == ""


def test_what_is_missing_of_an_official_series_is_said() -> None:
    rows = official(("2024-12-01", "2024-12-31", 1198.0))
    end = dt.date(2025, 3, 31)
    usual = "no count to 31 March 2025 or before is published"
    assert none_by(end) == Finding("not checkable", usual)
    assert none_by(end, "so it is") == Finding("not checkable", "so it is")
    assert none_later(rows.iloc[0], end) == (
        "no later count than 1,198 (December 2024) is published by 31 March 2025"
    )
    assert of_one_country(rows) == ""
    two = pd.concat([rows, rows.assign(country="FR")])
    assert of_one_country(two) == "`country` must name one of FR, GB"

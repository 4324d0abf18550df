"""Clauses as the kinds say them, and the sentence and the notes that are made of them."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.claims.clauses import (
    band,
    begun_later,
    days_of_fieldwork,
    difference,
    gathered,
    houses,
    in_time,
    latest_clause,
    one_sided,
    points_of,
    stale,
    too_few,
    within,
)
from analysis.claims.series import Series, answer_name, series_name, series_parts, told_apart
from analysis.claims.verdict import Thresholds
from analysis.claims.words import MOST_WORDS, reason_of, sentence
from polls.codebooks.model import codebook
from tests.writers.claim_writer import AS_OF, known_of, opinion, reading, readings, told

START = dt.date(2025, 2, 1)
LIMITS = Thresholds()


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (None, AS_OF, "of late"),
        (START, AS_OF, "since 1 February 2025"),
        (START, dt.date(2025, 3, 1), "from 1 February 2025 to 1 March 2025"),
    ],
)
def test_the_days_of_a_claim_in_words(start: dt.date | None, end: dt.date, said: str) -> None:
    assert in_time(start, end, AS_OF) == said


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (
            [reading("2025-06-01", 0.5)],
            "the latest readings are Great Britain 40% and France 50% (YouGov, 1 June 2025)",
        ),
        (
            [reading("2025-06-01", 0.5), reading("2025-06-01", 0.6)],
            (
                "the latest readings are Great Britain 40% and France 50% and 60% (YouGov, 1 June "
                "2025)"
            ),
        ),
        (
            [reading("2025-06-02", 0.5)],
            (
                "the latest readings are Great Britain 40% (YouGov, 1 June 2025) and France 50% "
                "(YouGov, 2 June 2025)"
            ),
        ),
    ],
)
def test_a_house_and_day_that_all_share_is_said_once(
    second: list[dict[str, Any]], said: str
) -> None:
    first = readings(reading("2025-06-01", 0.4))
    assert latest_clause(["Great Britain", "France"], [first, readings(*second)]) == said


def test_one_series_alone_keeps_its_house_and_day() -> None:
    rows = readings(reading("2025-06-01", 0.4))
    assert latest_clause(["Great Britain"], [rows]) == (
        "the latest readings are Great Britain 40% (YouGov, 1 June 2025)"
    )


OWN = reading("2025-05-01", 0.7, source="the-article")
LATE = [reading("2025-01-01", 0.4), reading("2025-01-01", 0.42, pollster="Ipsos")]
STALE: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "asked in other countries alone": (
        [reading("2025-01-01", 0.4, country="FR")],
        [
            "not checkable",
            (
                'no reading of "approve" (approval, Great Britain) exists; the question was asked '
                "in France"
            ),
        ],
    ),
    "nothing known by the day": (
        [reading("2025-05-01", 0.4, published="2025-07-01")],
        [
            "not checkable",
            ('no reading of "approve" (approval, Great Britain) was known by 30 June 2025'),
        ],
    ),
    "all of the last day, too old": (
        LATE,
        [
            "not checkable",
            "no reading is recent enough to speak of 30 June 2025; the last is 42% (Ipsos, 1 "
            "January 2025) and 40% (YouGov, 1 January 2025)",
            '0.42 "approve", Ipsos, 2025-01-01',
            '0.4 "approve", YouGov, 2025-01-01',
        ],
    ),
    "that of the article alone": (
        [OWN],
        ["not checkable", "only the article itself prints it: 70% (YouGov, 1 May 2025)"],
    ),
    "that of the article and an old one": (
        [OWN, LATE[0]],
        [
            "not checkable",
            "only the article itself prints it: 70% (YouGov, 1 May 2025); the last other reading "
            "is 40% (YouGov, 1 January 2025)",
            '0.4 "approve", YouGov, 2025-01-01',
        ],
    ),
}


@pytest.mark.parametrize(("rows", "said"), STALE.values(), ids=STALE)
def test_what_is_said_where_no_reading_is_of_the_days(
    rows: list[dict[str, Any]], said: list[str]
) -> None:
    (known,) = known_of(opinion("value", share=0.4, source="the-article"), *rows)
    assert told(stale(known, AS_OF, AS_OF)) == said


FEW: dict[str, tuple[list[dict[str, Any]], list[str]]] = {
    "none of late": (
        [reading("2024-11-01", 0.4)],
        [
            "not checkable",
            "no reading is recent enough to speak of 30 June 2025; the last is 40% (YouGov, 1 "
            "November 2024)",
            '0.4 "approve", YouGov, 2024-11-01',
        ],
    ),
    "a series that begins too late": (
        [reading("2025-05-03", 0.4), reading("2025-06-01", 0.45)],
        [
            "not checkable",
            'nothing is known near 1 February 2025 to start from: the readings of "approve" '
            "(approval, Great Britain) begin with 40% (YouGov, 3 May 2025); the last is 45% "
            "(YouGov, 1 June 2025)",
            '0.4 "approve", YouGov, 2025-05-03',
            '0.45 "approve", YouGov, 2025-06-01',
        ],
    ),
    "one reading alone": (
        [reading("2025-05-02", 0.4)],
        [
            "not checkable",
            'for "approve" (approval, Great Britain) only 40% (YouGov, 2 May 2025) is known, and '
            "nothing near 1 February 2025 to start from",
            '0.4 "approve", YouGov, 2025-05-02',
        ],
    ),
    "two of one day": (
        [reading("2025-05-02", 0.4), reading("2025-05-02", 0.42, pollster="Ipsos")],
        [
            "not checkable",
            'for "approve" (approval, Great Britain) 42% (Ipsos, 2 May 2025) and 40% (YouGov, 2 '
            "May 2025) are known, and nothing near 1 February 2025 to start from",
            '0.42 "approve", Ipsos, 2025-05-02',
            '0.4 "approve", YouGov, 2025-05-02',
        ],
    ),
}


@pytest.mark.parametrize(("rows", "said"), FEW.values(), ids=FEW)
def test_what_is_said_where_a_change_lacks_an_end(
    rows: list[dict[str, Any]], said: list[str]
) -> None:
    (known,) = known_of(opinion("value", share=0.4, max_age=365), *rows)
    assert told(too_few(known, START, AS_OF, 90, AS_OF)) == said


def test_a_series_that_begins_after_the_day_spoken_of_has_a_note() -> None:
    (known,) = known_of(opinion("value", share=0.4), reading("2025-02-02", 0.4))
    assert begun_later(known, None) == ()
    assert begun_later(known, dt.date(2025, 2, 2)) == ()
    assert begun_later(known, START) == (
        "The series begins on 2 February 2025, after 1 February 2025: its first reading is taken.",
    )


def test_missing_waves_and_other_pollsters_are_said_in_words() -> None:
    rows = [reading(f"2025-02-0{day}", 0.4, source=f"report-{day}") for day in (1, 2, 3)]
    made = opinion("value", share=0.4)
    assert gathered(known_of(made, *rows)[0]) == " (waves are missing)"
    assert gathered(known_of(made, *rows[:2])[0]) == ""
    first, last = pd.Series({"pollster": "A"}), pd.Series({"pollster": "B"})
    assert (houses(first, first), houses(first, last)) == ("", ", by different pollsters")
    assert [points_of(size) for size in (0.01, 0.015, 0.0)] == ["1 point", "1.5 points", "0 points"]


def test_the_days_of_fieldwork_are_each_asked_for_once_and_end_with_the_window() -> None:
    rows = readings(*(reading(day, 0.4) for day in ("2025-06-01", "2025-06-01", "2025-06-09")))
    rows = rows.assign(date=rows["end"])
    days = [pd.Timestamp(f"2025-06-{day}") for day in ("01", "09", "10")]
    assert days_of_fieldwork(rows, dt.date(2025, 6, 10)) == days
    assert days_of_fieldwork(rows, dt.date(2025, 6, 9)) == days[:2]


@pytest.mark.parametrize(
    ("probability", "outcome", "said"),
    [
        (0.95, "supported", "it is 95%"),
        (0.9, "supported", "it is 90%"),
        (0.5, "not settled", "it is 50%"),
        (0.1, "contradicted", "it is 10%"),
        (0.001, "contradicted", "it is under 1%"),
    ],
)
def test_a_chance_decides_at_its_limits(probability: float, outcome: str, said: str) -> None:
    found = one_sided(probability, LIMITS, "it is", "A note.")
    assert told(found) == [outcome, said, "A note.", f"probability {probability:.4g}"]


WITHIN: dict[str, tuple[list[Any], list[str]]] = {
    "all within": ([0.01, -0.05, 0.05], ["supported", "it is over 99%", "probability 1"]),
    "some of them": ([0.25, -0.01, 0.01, 0.0], ["not settled", "it is 75%", "probability 0.75"]),
    "none, all above": ([0.25, 0.5], ["contradicted", "it is under 1%", "probability 0"]),
    "none, all below": ([-0.25, -0.5], ["contradicted", "it is under 1%", "probability 0"]),
    "none, on either side": (
        [-0.25, 0.5],
        ["not settled", "it is under 1%, but not surely to one side", "probability 0"],
    ),
    "of several comparisons every one": (
        [[0.01, 0.25], [0.01, 0.01]],
        ["not settled", "it is 50%", "probability 0.5"],
    ),
    "of which one is surely beyond": (
        [[0.25, 0.01], [0.25, -0.5]],
        ["contradicted", "it is under 1%", "probability 0"],
    ),
}


@pytest.mark.parametrize(("gaps", "said"), WITHIN.values(), ids=WITHIN)
def test_a_margin_holds_in_the_share_of_draws_within_it(gaps: list[Any], said: list[str]) -> None:
    assert told(within(np.array(gaps), 0.05, LIMITS, "it is", "A note.")) == [
        *said[:2],
        "A note.",
        said[2],
    ]


def test_draws_are_said_by_their_median_and_the_middle_nine_tenths() -> None:
    shares = np.linspace(0.3, 0.5, 21)
    assert band(shares) == "40% (31% to 49%)"
    assert difference(shares - 0.4) == "+0 points (−9 to +9)"


@pytest.mark.parametrize(
    ("lengths", "most", "kept"),
    [
        ([20, 20], 0, [0, 1]),
        ([20, 21], 0, [0]),
        ([20, 21], 1, [1]),
        ([20, 21, 19], 1, [1, 2]),
        ([20, 21, 20], 0, [0, 2]),
        ([41, 1], 0, [0]),
        ([0, 41], 0, [1]),
        ([0, 10, 30], 1, [1, 2]),
    ],
)
def test_a_reason_keeps_the_clause_that_counts_and_what_fits_beside_it(
    lengths: list[int], most: int, kept: list[int]
) -> None:
    clauses = [" ".join([f"clause{place}"] * length) for place, length in enumerate(lengths)]
    said, left_out = reason_of(clauses, most)
    assert said == sentence("; ".join(clauses[place] for place in kept))
    rest = [place for place in range(len(clauses)) if place not in kept and clauses[place]]
    assert left_out == tuple(sentence(clauses[place]) for place in rest)
    assert MOST_WORDS == 40


def test_a_sentence_has_a_capital_and_a_full_stop() -> None:
    assert (sentence("it rose to 3%"), sentence("")) == ("It rose to 3%.", "")


class TestSeries:
    def test_a_series_is_named_by_ids_for_messages(self) -> None:
        plain = Series("GB", "approval", "approve")
        every = Series("GB", "approval", "approve", "age", "65+", "Ipsos", ("rather", "oppose"))
        assert str(plain) == "GB approval/approve"
        assert str(every) == "GB approval/approve+rather+oppose age/65+ by Ipsos"
        assert every.answers == ("approve", "rather", "oppose")

    def test_a_series_is_named_as_the_codebook_words_it(self) -> None:
        book = codebook()
        series = Series("GB", "issue_up_to_three", "economy", "age", "65+", plus=("health", "x"))
        assert answer_name(series, book) == "The economy or Health or x"
        assert series_name(series, book) == (
            '"The economy or Health or x" (Most important issues facing the country, '
            "Great Britain, 65+)"
        )
        unknown = Series("FR", "taste", "sweet")
        assert series_name(unknown, book) == '"sweet" (taste, France)'

    def test_the_parts_of_a_name_are_in_words_and_the_whole_sample_has_no_group(self) -> None:
        book = codebook()
        assert series_parts(Series("ES", "taste", "sweet"), book) == {
            "answer": "sweet", "question": "taste", "country": "Spain", "group": "",
        }  # fmt: skip
        young = Series("XX", "issue_up_to_three", "economy", "age", "18-24")
        assert series_parts(young, book) == {
            "answer": "The economy", "question": "Most important issues facing the country",
            "country": "XX", "group": "18-24",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("parts", "apart"),
        [
            (["Bad|Effect|Spain|", "Good|Effect|Spain|"], ["Bad", "Good"]),
            (["Bad|Effect|Spain|", "Good|Effect|France|"], ["Bad, Spain", "Good, France"]),
            (["Bad|Effect|Spain|", "Bad|Other|Spain|"], ["Effect", "Other"]),
            (["Bad|Effect|Spain|65+", "Bad|Effect|Spain|"], ["65+", "all"]),
            (["Bad|Effect|Spain|", ""], ["Bad|Effect|Spain|", ""]),
            (["Bad|Effect|Spain|", "Bad|Effect|Spain|"], [""]),
        ],
    )
    def test_series_are_told_apart_by_what_differs(
        self, parts: list[str], apart: list[str]
    ) -> None:
        items = [
            SimpleNamespace(
                name=each,
                parts=dict(
                    zip(("answer", "question", "country", "group"), each.split("|"), strict=True)
                )
                if each
                else {},
            )
            for each in parts
        ]
        assert list(told_apart(items).values()) == apart
        assert list(told_apart(items)) == list(dict.fromkeys(parts))

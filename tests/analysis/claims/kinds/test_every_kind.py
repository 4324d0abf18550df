"""What is asked of every kind alike: its words, its days, who would have to err, its clashes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from analysis.claims.claim import Claim, CountClaim
from analysis.claims.kinds import KINDS, kind_of_claim
from analysis.claims.series import Series
from tests.writers.claim_writer import AS_OF, known_of, opinion, reading

ROWS = (
    reading("2025-01-10", 0.40),
    reading("2025-02-10", 0.42),
    reading("2025-05-10", 0.44),
    reading("2025-02-20", 0.42, country="FR"),
    reading("2025-05-10", 0.44, country="FR"),
    reading("2025-05-10", 0.30, answer="disapprove"),
)

SINCE = {"start": "2025-02-01"}
FR = {"others": ["FR"]}
MINUS = {"minus": ["disapprove"]}

WORDS: list[tuple[str, dict[str, Any], str, str]] = [
    ("value", {"share": 0.45}, "it is about 45%", "it is not within 3 points of 45%"),
    ("threshold", {"above": 0.5}, "it is above 50%", "it was never above 50%"),
    ("threshold", {"below": 0.5}, "it is below 50%", "it was never below 50%"),
    ("record", {}, "it is the highest", "it is not the highest"),
    ("record", {"direction": "lowest"}, "it is the lowest", "it is not the lowest"),
    ("change", SINCE, "it rose", "it fell"),
    ("change", SINCE | {"direction": "down"}, "it fell", "it rose"),
    (
        "change",
        SINCE | {"by": 0.01},
        "it rose by more than 1 point",
        "it did not rise by more than 1 point",
    ),
    (
        "change",
        SINCE | {"by": 0.02, "direction": "down"},
        "it fell by more than 2 points",
        "it did not fall by more than 2 points",
    ),
    ("steady", SINCE, "it stayed within 3 points", "it did not stay within 3 points"),
    (
        "streak",
        {"times": 1},
        "it rose for 1 wave in a row",
        "it did not rise for 1 wave in a row",
    ),
    (
        "streak",
        {"times": 3, "unit": "month", "direction": "down"},
        "it fell for 3 months in a row",
        "it did not fall for 3 months in a row",
    ),
    (
        "streak",
        {"times": 2, "direction": "above", "limit": 0.4},
        "it was above 40% for 2 waves in a row",
        "it was not above 40% for 2 waves in a row",
    ),
    (
        "similar",
        FR,
        "levels differ by no more than 5 points",
        "levels differ by more than 5 points",
    ),
    (
        "similar",
        FR | SINCE | {"aspect": "parallel", "margin": 0.01},
        "changes differ by no more than 1 point",
        "changes differ by more than 1 point",
    ),
    (
        "similar",
        FR | SINCE | {"aspect": "direction"},
        "all moved the same way",
        "not all moved the same way",
    ),
    ("ranking", FR, "it is first", "it is not first"),
    ("ranking", FR | {"tied": True}, "it is first with another", "it is not first with another"),
    (
        "ranking",
        FR | {"rank": 2, "place": "last", "first_since": "2019-12-31"},
        "it is second from the end for the first time since 31 December 2019",
        "it is not second from the end for the first time since 31 December 2019",
    ),
    ("average", {}, "it is above the average", "it is not above the average"),
    (
        "average",
        {"direction": "below", "by": 0.02},
        "it is below the average by more than 2 points",
        "it is not below the average by more than 2 points",
    ),
    (
        "ratio",
        SINCE | {"times": 2.0},
        "it is at least 2 times as much",
        "it is not at least 2 times as much",
    ),
    (
        "ratio",
        SINCE | {"times": 0.5},
        "it is at most 0.5 times as much",
        "it is not at most 0.5 times as much",
    ),
    (
        "ratio",
        SINCE | {"times": 1.0},
        "it is at least 1 times as much",
        "it is not at least 1 times as much",
    ),
    ("net", MINUS, "the net is above zero", "the net is not above zero"),
    (
        "net",
        MINUS | {"below": -0.1},
        "the net is below −10 points",
        "the net is not below −10 points",
    ),
    (
        "net",
        MINUS | {"about": 0.1},
        "the net is about +10 points",
        "the net is not about +10 points",
    ),
]


@pytest.mark.parametrize(("kind", "fields", "words", "denied"), WORDS)
def test_a_claim_and_its_denial_are_clauses(
    kind: str, fields: dict[str, Any], words: str, denied: str
) -> None:
    made = opinion(kind, **fields)
    assert (made.in_words(), made.denied()) == (words, denied)


DAYS: list[tuple[str, dict[str, Any], list[str]]] = [
    ("value", {"share": 0.45}, ["2025-06-30"]),
    ("value", {"share": 0.45, "end": "2025-05-31"}, ["2025-05-31"]),
    ("threshold", {"above": 0.5}, ["2025-05-10", "2025-06-30"]),
    ("threshold", SINCE | {"above": 0.5}, ["2025-02-10", "2025-05-10", "2025-06-30"]),
    (
        "threshold",
        SINCE | {"above": 0.5, "end": "2025-05-10"},
        ["2025-02-10", "2025-05-10"],
    ),
    ("steady", SINCE, ["2025-02-10", "2025-05-10", "2025-06-30"]),
    ("record", {}, ["2025-01-10", "2025-02-10", "2025-05-10", "2025-06-30"]),
    ("record", {"since": "2025-01-31"}, ["2025-02-10", "2025-05-10", "2025-06-30"]),
    ("change", SINCE, ["2025-02-01", "2025-06-30"]),
    ("change", {"start": "2025-01-01"}, ["2025-01-10", "2025-06-30"]),
    ("streak", {"times": 1}, ["2025-02-10", "2025-05-10"]),
    ("streak", {"times": 5}, []),
    ("similar", FR, ["2025-06-30"]),
    ("similar", FR | SINCE | {"aspect": "parallel"}, ["2025-02-20", "2025-06-30"]),
    ("ranking", FR, ["2025-06-30"]),
    (
        "ranking",
        FR | {"first_since": "2025-01-10"},
        ["2025-02-10", "2025-06-30"],
    ),
    ("average", {}, ["2025-01-10", "2025-02-10", "2025-06-30"]),
    ("average", FR, ["2025-06-30"]),
    ("ratio", SINCE | {"times": 2.0}, ["2025-02-01", "2025-06-30"]),
    ("ratio", {"times": 2.0, "start": "2025-01-01"}, ["2025-01-10", "2025-06-30"]),
    ("ratio", FR | {"times": 2.0}, ["2025-06-30"]),
    ("net", MINUS, ["2025-06-30"]),
]


@pytest.mark.parametrize(("kind", "fields", "days"), DAYS)
def test_the_trend_is_asked_for_the_days_of_the_claim_alone(
    kind: str, fields: dict[str, Any], days: list[str]
) -> None:
    made = opinion(kind, **fields)
    assert [f"{day:%Y-%m-%d}" for day in made.days(known_of(made, *ROWS))] == days


ERRING: list[tuple[str, dict[str, Any], str | None, str]] = [
    ("value", {"share": 0.45}, None, "all polls"),
    ("threshold", {"above": 0.5}, None, "all polls"),
    ("streak", {"times": 1}, None, "all polls"),
    ("net", MINUS, None, "all polls"),
    ("record", {}, "2025-05-09", "the latest polls"),
    ("record", SINCE, "2025-01-31", "the latest polls"),
    ("change", SINCE, "2025-04-16", "the later polls"),
    ("change", {"start": "2025-01-01"}, "2025-04-05", "the later polls"),
    ("steady", SINCE, "2025-04-16", "the later polls"),
    ("ratio", SINCE | {"times": 2.0}, "2025-04-16", "the later polls"),
    ("ratio", FR | {"times": 2.0}, None, "the polls of Great Britain"),
    ("similar", FR, None, "the polls of Great Britain"),
    ("ranking", FR, None, "the polls of Great Britain"),
    (
        "ranking",
        {"among": "answer", "others": ["disapprove"]},
        None,
        "the polls of approve",
    ),
    ("average", {}, None, "the polls of Great Britain"),
]


@pytest.mark.parametrize(("kind", "fields", "after", "whose"), ERRING)
def test_another_verdict_would_need_an_error_of_some_polls(
    kind: str, fields: dict[str, Any], after: str | None, whose: str
) -> None:
    made = opinion(kind, **fields)
    day = None if after is None else dt.date.fromisoformat(after)
    assert made.erring(known_of(made, *ROWS)[0]) == (day, whose)


UNHEARD: list[tuple[str, dict[str, Any], str | None]] = [
    ("value", {"share": 0.45}, None),
    ("value", {"share": 0.45, "max_age": 51}, None),
    ("value", {"share": 0.45, "max_age": 50}, "GB"),
    ("threshold", {"above": 0.5, "start": "2025-05-10"}, None),
    ("threshold", {"above": 0.5, "start": "2025-05-11"}, "GB"),
    ("change", {"start": "2024-07-11"}, None),
    ("change", {"start": "2024-07-10"}, "GB"),
    ("change", SINCE | {"max_age": 50}, "GB"),
    ("ratio", {"times": 2.0, "start": "2024-07-11"}, None),
    ("ratio", {"times": 2.0, "start": "2024-07-10"}, "GB"),
    ("ratio", SINCE | {"times": 2.0, "max_age": 50}, "GB"),
    ("similar", FR, None),
    ("similar", {"others": ["IT"]}, "IT"),
    ("similar", FR | {"aspect": "direction", "start": "2024-08-21"}, None),
    ("similar", FR | {"aspect": "direction", "start": "2024-08-20"}, "FR"),
    ("similar", FR | {"start": "2024-08-20"}, None),
]


@pytest.mark.parametrize(("kind", "fields", "country"), UNHEARD)
def test_the_first_series_without_a_reading_of_its_days_is_unheard(
    kind: str, fields: dict[str, Any], country: str | None
) -> None:
    made = opinion(kind, **fields)
    found = made.unheard(known_of(made, *ROWS))
    assert (found and found.series.country) == country


CLAIMED: list[tuple[str, dict[str, Any], float | None]] = [
    ("value", {"share": 0.45}, 0.45),
    ("threshold", {"above": 0.5}, 0.5),
    ("threshold", {"below": 0.4}, 0.4),
    ("streak", {"times": 2, "direction": "below", "limit": 0.4}, 0.4),
    ("streak", {"times": 2}, None),
    ("change", SINCE | {"by": 0.02}, None),
    ("net", MINUS | {"above": 0.1}, None),
]


@pytest.mark.parametrize(("kind", "fields", "number"), CLAIMED)
def test_the_number_that_a_sentence_names_is_that_of_its_readings(
    kind: str, fields: dict[str, Any], number: float | None
) -> None:
    assert opinion(kind, **fields).claimed == number


LATER = {"end": dt.date(2025, 7, 1)}
COUNT = {"official": "visits"}
CLASHES: list[tuple[str, dict[str, Any], list[tuple[str, str]]]] = [
    ("value", {"share": 0.45}, []),
    (
        "value",
        {"share": 0.45} | LATER,
        [("end lies after as_of", "end 2025-07-01, as_of 2025-06-30")],
    ),
    ("threshold", {"above": 0.5}, []),
    ("threshold", {}, [("a threshold is either `above` or `below`", "neither")]),
    (
        "threshold",
        {"above": 0.5, "below": 0.4},
        [("a threshold is either `above` or `below`", "above 0.5, below 0.4")],
    ),
    (
        "threshold",
        {"above": 0.5, "start": dt.date(2025, 7, 1)},
        [("start lies after end", "start 2025-07-01, end 2025-06-30")],
    ),
    ("threshold", {"above": 0.5, "start": AS_OF}, []),
    ("record", {"since": dt.date(2025, 6, 29)}, []),
    (
        "record",
        {"since": AS_OF},
        [("since is not before end", "since 2025-06-30, end 2025-06-30")],
    ),
    (
        "record",
        {"since": dt.date(2025, 2, 1), "start": dt.date(2025, 2, 1)},
        [("since is not before start", "since 2025-02-01, start 2025-02-01")],
    ),
    ("change", {"start": dt.date(2025, 6, 29)}, []),
    ("change", {}, [("a change begins at a `start` or at an `event`", "neither")]),
    (
        "change",
        {"start": AS_OF},
        [("start is not before end", "start 2025-06-30, end 2025-06-30")],
    ),
    (
        "change",
        {"start": dt.date(2025, 7, 1)},
        [("start lies after end", "start 2025-07-01, end 2025-06-30")],
    ),
    ("steady", {"start": AS_OF}, []),
    ("steady", {}, [("a steady share needs a `start` or an `event`", "neither")]),
    ("streak", {"times": 1}, []),
    (
        "streak",
        {"times": 1, "limit": 0.4},
        [("direction 'up' and limit do not fit", "limit 0.4")],
    ),
    (
        "streak",
        {"times": 1, "direction": "below"},
        [("direction 'below' and limit do not fit", "limit None")],
    ),
    ("streak", {"times": 1, "direction": "below", "limit": 0.4}, []),
    ("similar", {"others": ("FR",)}, []),
    ("similar", {"others": ()}, [("there is nothing to compare with", "others is empty")]),
    (
        "similar",
        {"others": ("FR", "GB")},
        [("a series is compared with itself", "GB approval/approve")],
    ),
    (
        "similar",
        {"others": ("FR",), "aspect": "parallel"},
        [("aspect 'parallel' needs a start before end", "start 2025-06-30")],
    ),
    ("similar", {"others": ("FR",), "aspect": "parallel", "start": dt.date(2025, 6, 29)}, []),
    ("similar", {"others": ("FR",), "start": AS_OF}, []),
    (
        "similar",
        {"others": ("FR",), "start": dt.date(2025, 7, 1)},
        [("start lies after end", "start 2025-07-01, end 2025-06-30")],
    ),
    ("ranking", {"others": ("FR",), "rank": 2}, []),
    (
        "ranking",
        {"others": ("FR",), "rank": 3},
        [("rank is beyond the last", "rank 3 of 2")],
    ),
    ("ranking", {"among": "answer", "rank": 3}, []),
    ("ranking", {}, [("there is nothing to compare with", "others is empty")]),
    (
        "ranking",
        {"others": ("GB",)},
        [("a series is compared with itself", "GB approval/approve")],
    ),
    ("average", {}, []),
    ("average", {"others": ("FR",)}, []),
    (
        "average",
        {"others": ("FR", "ES"), "start": dt.date(2025, 1, 1)},
        [("an average is of `others` or of a period", "both, FR and ES")],
    ),
    (
        "average",
        {"others": ("FR",), "until": dt.date(2025, 1, 1)},
        [("an average is of `others` or of a period", "both, FR")],
    ),
    (
        "average",
        {"start": dt.date(2025, 2, 1), "until": dt.date(2025, 1, 1)},
        [("start lies after until", "start 2025-02-01, until 2025-01-01")],
    ),
    ("average", {"start": dt.date(2025, 2, 1), "until": dt.date(2025, 2, 1)}, []),
    (
        "average",
        {"others": ("GB",)},
        [("a series is compared with itself", "GB approval/approve")],
    ),
    ("ratio", {"times": 2.0, "others": ("FR",)}, []),
    (
        "ratio",
        {"times": 2.0, "others": ("FR", "ES")},
        [("a ratio is to one other", "FR and ES")],
    ),
    ("ratio", {"times": 0.1, "start": dt.date(2025, 6, 29)}, []),
    ("ratio", {"times": 0.0, "others": ("FR",)}, [("times is not above 0", "0")]),
    (
        "ratio",
        {"times": 2.0, "start": AS_OF},
        [("start is not before end", "start 2025-06-30, end 2025-06-30")],
    ),
    ("net", {"minus": ("disapprove",), "above": 1.0}, []),
    ("net", {"minus": ("disapprove",), "below": -1.0}, []),
    (
        "net",
        {"minus": ("disapprove",), "above": 0.1, "about": 0.2},
        [("a net is `above`, `below` or `about` one number", "[0.1, 0.2]")],
    ),
    (
        "net",
        {"minus": ("disapprove",), "below": -1.1},
        [("a net is a share of -1 to 1", "-1.1")],
    ),
    (
        "net",
        {"minus": ("disapprove",), "about": 1.1},
        [("a net is a share of -1 to 1", "1.1")],
    ),
    (
        "net",
        {"minus": ("disapprove", "oppose"), "plus": ("oppose",)},
        [("an answer is taken from itself", "GB approval/approve+oppose")],
    ),
    ("cumulative_record", COUNT, []),
    (
        "cumulative_record",
        COUNT | LATER,
        [("end lies after as_of", "end 2025-07-01, as_of 2025-06-30")],
    ),
    ("official_value", COUNT | {"value": 1.0}, []),
    (
        "official_value",
        COUNT,
        [("a count is about one `value`, or `above` or `below` one", "[]")],
    ),
    (
        "official_value",
        COUNT | {"value": 1.0, "below": 2.0},
        [("a count is about one `value`, or `above` or `below` one", "[1.0, 2.0]")],
    ),
    ("official_change", COUNT | {"start": dt.date(2025, 6, 29)}, []),
    (
        "official_change",
        COUNT | {"start": AS_OF},
        [("start is not before end", "start 2025-06-30, end 2025-06-30")],
    ),
    (
        "official_record",
        COUNT | {"since": AS_OF},
        [("since is not before start", "since 2025-06-30, start 2025-06-30")],
    ),
    ("official_record", COUNT | {"since": dt.date(2025, 6, 29)}, []),
    ("official_record", COUNT | {"start": AS_OF}, []),
    (
        "official_record",
        COUNT | {"start": dt.date(2025, 7, 1)},
        [("start lies after end", "start 2025-07-01, end 2025-06-30")],
    ),
    (
        "official_record",
        COUNT | {"start": dt.date(2025, 2, 1), "since": dt.date(2025, 2, 1)},
        [("since is not before start", "since 2025-02-01, start 2025-02-01")],
    ),
    (
        "official_ratio",
        COUNT | {"times": 2.0},
        [("a ratio is to a `start` or to an `other` country", "start None")],
    ),
    (
        "official_ratio",
        COUNT | {"times": 2.0, "other": "FR", "start": dt.date(2025, 1, 1)},
        [("a ratio is to a `start` or to an `other` country", "start 2025-01-01")],
    ),
    ("official_ratio", COUNT | {"times": 0.1, "other": "FR"}, []),
    ("official_ratio", COUNT | {"times": 0.0, "other": "FR"}, [("times is not above 0", "0")]),
    ("official_ratio", COUNT | {"times": 2.0, "start": dt.date(2025, 6, 29)}, []),
    (
        "official_ratio",
        COUNT | {"times": 2.0, "start": AS_OF},
        [("start is not before end", "start 2025-06-30, end 2025-06-30")],
    ),
    ("official_ranking", COUNT | {"country": "GB", "others": ("FR",)}, []),
    (
        "official_ranking",
        COUNT | {"country": "GB", "others": ("FR", "GB")},
        [("a country is compared with itself", "GB")],
    ),
    ("official_total", COUNT | {"start": AS_OF}, []),
    (
        "official_total",
        COUNT | {"start": dt.date(2025, 7, 1)},
        [("start lies after end", "start 2025-07-01, end 2025-06-30")],
    ),
    (
        "official_total",
        COUNT | {"start": AS_OF, "since": AS_OF},
        [("since is not before start", "since 2025-06-30, start 2025-06-30")],
    ),
    ("official_total", COUNT | {"start": AS_OF, "since": dt.date(2025, 6, 29)}, []),
    ("official_total", COUNT | {"start": AS_OF, "stated": "told"}, []),
    (
        "official_total",
        COUNT | {"start": AS_OF, "stated": "told", "total": 0.0},
        [("the total is `stated` in a series or given as `total`", "both")],
    ),
]


@pytest.mark.parametrize(("kind", "fields", "clashes"), CLASHES)
def test_what_is_impossible_whatever_the_readings_is_told(
    kind: str, fields: dict[str, Any], clashes: list[tuple[str, str]]
) -> None:
    usual = {"id": "a", "sentence": "So it is.", "as_of": AS_OF}
    if "official" not in fields:
        usual |= {"country": "GB", "question": "approval", "answer": "approve"}
    made: Claim = kind_of_claim(kind)(**usual, **fields)
    assert list(made.clashes()) == clashes


def test_every_kind_has_its_clashes_told() -> None:
    told = {kind for kind, _, _ in CLASHES}
    assert told == set(KINDS) - {"unmeasured"}


def test_only_counts_of_several_countries_are_handed_those_of_all() -> None:
    of_all = [
        kind
        for kind in KINDS
        if issubclass(kind_of_claim(kind), CountClaim) and not kind_of_claim(kind).needs_country
    ]
    assert of_all == ["official_ratio", "official_ranking"]


OTHERS: list[tuple[dict[str, Any], list[Series]]] = [
    ({"others": ["FR"]}, [Series("FR", "approval", "approve")]),
    (
        {"among": "answer", "others": ["neither"], "plus": ["oppose"], "pollster": "Ipsos"},
        [Series("GB", "approval", "neither", pollster="Ipsos")],
    ),
    (
        {"among": "group", "group_by": "age", "group": "65+", "others": ["18-24", "sex/m", "all"]},
        [
            Series("GB", "approval", "approve", "age", "18-24"),
            Series("GB", "approval", "approve", "sex", "m"),
            Series("GB", "approval", "approve"),
        ],
    ),
]


@pytest.mark.parametrize(("fields", "others"), OTHERS)
def test_others_are_the_same_series_but_for_what_they_stand_among(
    fields: dict[str, Any], others: list[Series]
) -> None:
    made = opinion("ranking", **fields)
    assert list(made.compared) == others
    grouped = any(each.group_by != "all" for each in others)
    assert made.of_groups == grouped


def test_the_answers_taken_away_are_added_up() -> None:
    made = opinion("net", minus=["disapprove", "oppose"], plus=["neither"])
    assert made.compared == (Series("GB", "approval", "disapprove", plus=("oppose",)),)
    assert made.series == Series("GB", "approval", "approve", plus=("neither",))

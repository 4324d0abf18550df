"""Sentences on a mood are checked as those on a trend are, by its readings and its draws."""

from __future__ import annotations

import pickle
import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest

import analysis
from analysis.claims.check import check
from analysis.latent.results import CountryMoods, Mood
from polls.errors import ProblemsError, ProblemsWarning
from tests.writers.mood_items import simulate_items

MOOD = {"country": "GB", "question": "mood", "answer": "mood", "as_of": "2021-01-01"}
Made = tuple[Mood, Mood, CountryMoods]


@pytest.fixture(scope="module")
def moods() -> Made:
    """By dyad ratios, by a latent trend, and of two countries: 20 years of a steep rise."""
    truth = simulate_items(3, items=8, periods=20, asked=0.7, step=365, volatility=0.05,
                           trend=0.05, countries=("GB", "FR"))  # fmt: skip
    british = truth.readings[truth.readings["country"] == "GB"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProblemsWarning)
        made: Any = (
            analysis.mood(british),
            analysis.mood(british, method="latent"),
            analysis.mood(truth.readings, method="latent"),
        )
    return made


def verdict(made: Any, **claim: Any) -> str:
    whole = {"id": "one", "sentence": "said", "end": "2019-06-30", **MOOD, **claim}
    return check(whole, made.as_readings(), fit=made.fit).verdict


@pytest.mark.parametrize("place", [0, 1])
def test_claims_of_every_kind_are_settled_either_way(moods: Made, place: int) -> None:
    found: Any = moods[place]
    now = round(float(found.at("2019-06-30")["estimate"]), 2)
    first = float(found.at("2001-06-30")["estimate"])
    assert now - first > 0.15
    rising = {"start": "2001-01-01"}
    for kind, holds, fails in (
        ("value", {"share": now, "margin": 0.12}, {"share": now - 0.25}),
        ("threshold", {"above": now - 0.15, **rising}, {"above": now + 0.15, **rising}),
        ("change", {"by": 0.05, **rising}, {"direction": "down", **rising}),
        ("record", {"since": "2001-12-31", "start": "2015-01-01"},
         {"since": "2001-12-31", "start": "2015-01-01", "direction": "lowest"}),
        ("average", {"start": "2001-01-01"}, {"start": "2001-01-01", "direction": "below"}),
        ("ratio", {"times": 1.2, **rising, "comparison": "at least"},
         {"times": 0.8, **rising, "comparison": "at most"}),
        ("steady", {"margin": 0.9, **rising}, {"margin": 0.02, **rising}),
    ):  # fmt: skip
        # Ten years of dyad ratios leave open which year was the highest.
        settled = "not settled" if (kind, place) == ("record", 0) else "supported"
        assert verdict(found, kind=kind, **holds, max_age=400) == settled, kind
        assert verdict(found, kind=kind, **fails, max_age=400) == "contradicted", kind


@pytest.mark.parametrize("place", [0, 1])
def test_years_in_a_row_are_counted_on_the_moods_scale(moods: Made, place: int) -> None:
    found: Any = moods[place]
    for claim, expected in (
        ({"times": 5, "direction": "above", "limit": 0.5}, "supported"),
        ({"times": 5, "direction": "below", "limit": 0.5}, "contradicted"),
        ({"times": 8, "direction": "down"}, "contradicted"),
    ):
        said = {"kind": "streak", "unit": "year", "max_age": 400, **claim}
        assert verdict(found, **said) == expected
        assert verdict(found, **said, basis="trend") == expected
    assert verdict(found, kind="streak", times=3, unit="month", max_age=400) == "not checkable"


def test_a_net_is_refused_for_a_mood_is_one_answer(moods: Made) -> None:
    with pytest.raises(ProblemsError) as error:
        verdict(moods[0], kind="net", minus=["welcome"])
    (problem,) = error.value.problems
    assert (problem.code, problem.got, problem.expected) == ("unknown-answer", "'welcome'", "mood")


def test_countries_are_compared_on_their_one_scale(moods: Made) -> None:
    both = moods[2]
    gap = both["FR"].at("2019-06-30")["estimate"] - both["GB"].at("2019-06-30")["estimate"]
    place = "first" if gap < 0 else "last"
    other = "last" if gap < 0 else "first"
    ranked = {"kind": "ranking", "others": ["FR"], "max_age": 400}
    if abs(gap) > 0.15:
        assert verdict(both, **ranked, place=place) == "supported"
    assert verdict(both, **ranked, place=other) != "supported"
    moved = {"kind": "similar", "others": ["FR"], "max_age": 400, "start": "2001-01-01"}
    assert verdict(both, **moved, aspect="direction") == "supported"


def test_only_what_was_known_makes_the_mood_of_a_claims_day(moods: Made) -> None:
    for found in moods[:2]:
        rows = found.as_readings()
        early = rows[rows["end"] < "2011-01-01"]
        again = found.fit(early)
        assert len(again.readings) == len(early) < len(rows)
        assert again.table["date"].max() < pd.Timestamp("2011-01-01")
        assert found.fit(rows) is found


def test_a_mood_can_be_kept_and_made_again_elsewhere(moods: Made) -> None:
    for found in moods[:2]:
        again = pickle.loads(pickle.dumps(found))
        pd.testing.assert_frame_equal(again.table, found.table)
        pd.testing.assert_frame_equal(again.draws(5, seed=1), found.draws(5, seed=1))
        rows = again.as_readings()
        assert len(again.fit(rows[rows["end"] < "2011-01-01"]).readings) < len(rows)


def test_draws_of_opinion_are_wider_by_what_all_surveys_get_wrong(moods: Made) -> None:
    for found in (moods[0], moods[1], moods[2]["FR"]):
        dates = [found.table["date"].iloc[9]]
        polls, opinion = (
            found.draws(8000, seed=2, dates=dates, of=of).to_numpy().ravel()
            for of in ("polls", "opinion")
        )
        share = polls.mean()
        added = (opinion.var() - polls.var()) / (share * (1 - share)) ** 2
        assert added == pytest.approx(found.shared_error.variance, rel=0.1)
        row = found.at(dates[0])
        assert np.quantile(opinion, [0.05, 0.95]) == pytest.approx(
            row[["low_opinion", "high_opinion"]].to_numpy(float), abs=0.006
        )
        assert row["low_opinion"] < row["low"] < row["high"] < row["high_opinion"]


def test_the_shared_error_is_that_of_elections_and_of_the_houses_average() -> None:
    """One house stands off by all of tau, expected as 0.1 exp(0.7^2 / 2); three by a third."""
    truth = simulate_items(4, items=5, periods=12, asked=0.8, step=365)
    one = analysis.mood(truth.readings)
    expected = (0.1 * np.exp(0.7**2 / 2)) ** 2
    assert one.shared_error.houses == pytest.approx(expected)
    assert one.shared_error.common == pytest.approx(0.11**2)
    rows = truth.readings.iloc[: 3 * (len(truth.readings) // 3)].copy()
    rows["pollster"] = ["A", "B", "C"] * (len(rows) // 3)
    three = analysis.mood(rows)
    assert three.shared_error.houses == pytest.approx(expected / 3)
    assert "0.11 logits" in three.notes[-1]

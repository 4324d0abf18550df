"""What goes into a mood, what is refused, and what the result offers."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit
from scipy.stats import norm

import analysis
import polls
from analysis.latent import held_out
from analysis.latent.mood import mood
from analysis.latent.results import Mood
from analysis.model.measurements import as_days
from polls.errors import ProblemsError, ProblemsWarning
from tests.writers.mood_items import simulate_items, typed_items

PAIR = {"jobs": {2000: 0.40, 2001: 0.44, 2002: 0.41}, "crime": {2001: 0.60, 2002: 0.55, 2003: 0.58}}


def codes(error: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def quiet(readings: pd.DataFrame, method: str) -> Mood:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProblemsWarning)
        found = mood(readings, method=method)  # type: ignore[arg-type]
    assert isinstance(found, Mood)
    return found


def test_an_item_of_one_year_is_left_out_and_named() -> None:
    rows = typed_items({**PAIR, "once": {2001: 0.3}, "twice_a_year": {2002: 0.3}})
    with pytest.warns(ProblemsWarning) as caught:
        found = mood(rows)
    (problem,) = caught[0].message.problems
    assert problem.code == "item-of-one-period"
    assert problem.got == "once and twice_a_year"
    assert found.items["item"].tolist() == ["crime", "jobs"]


def test_readings_of_one_period_alone_are_refused() -> None:
    with pytest.raises(ProblemsError) as error:
        mood(typed_items({"a": {2000: 0.4}, "b": {2001: 0.5}}))
    assert codes(error) == ["items-of-one-period"]
    assert error.value.problems[0].got == "a and b"


@pytest.mark.parametrize("method", ["dyad_ratios", "latent"])
def test_items_that_never_overlap_are_refused_by_name(method: str) -> None:
    rows = typed_items({"early": {1990: 0.4, 1991: 0.5}, "late": {2005: 0.4, 2006: 0.5}})
    with pytest.raises(ProblemsError) as error:
        mood(rows, method=method)  # type: ignore[arg-type]
    assert codes(error) == ["items-never-overlap"]
    assert error.value.problems[0].got == "early and late"


def test_a_group_of_items_that_nothing_links_is_named() -> None:
    rows = typed_items({**PAIR, "old": {1980: 0.30, 1981: 0.35}})
    with pytest.warns(ProblemsWarning) as caught:
        mood(rows)
    problem = caught[0].message.problems[0]
    assert (problem.code, problem.got) == ("items-not-linked", "old")


@pytest.mark.parametrize("method", ["dyad_ratios", "latent"])
def test_all_items_flat_are_refused_by_name(method: str) -> None:
    rows = typed_items(
        {"a": dict.fromkeys((2000, 2001), 0.4), "b": dict.fromkeys((2000, 2001), 0.6)}
    )
    with pytest.raises(ProblemsError) as error:
        mood(rows, method=method)  # type: ignore[arg-type]
    assert codes(error) == ["all-items-flat"]
    assert error.value.problems[0].got == "a and b"


def test_one_flat_item_is_named_and_left_out_of_dyad_ratios() -> None:
    rows = typed_items({**PAIR, "flat": {2000: 0.5, 2001: 0.5, 2002: 0.5}})
    with pytest.warns(ProblemsWarning, match="item-flat"):
        found = mood(rows)
    assert "flat" not in found.items["item"].tolist()


def test_of_a_questions_answers_one_stands_for_it_in_its_polarity() -> None:
    """Too high is 1 in the codebook, too low -1, about right 0: the one with most readings."""
    low = {2000: 0.10, 2001: 0.08, 2002: 0.12, 2003: 0.09}
    high = {2000: 0.60, 2001: 0.66, 2003: 0.63}
    rows = pd.concat(
        [
            typed_items({"level10y": low}, answer="too_low"),
            typed_items({"level10y": high}, answer="too_high"),
            typed_items({"level10y": {2000: 0.2, 2001: 0.2, 2002: 0.2, 2003: 0.2, 2004: 0.2}},
                        answer="about_right"),
            typed_items({"issue_two": {2000: 0.2, 2001: 0.3, 2002: 0.1}}, answer="immigration"),
        ],
        ignore_index=True,
    )  # fmt: skip
    found = mood(rows, polarity={"level10y/too_low": 1, "issue_two": -1})
    assert found.items.set_index("item").loc["level10y", "answer"] == "too_low"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProblemsWarning)
        found = mood(rows)
    table = found.items.set_index("item")
    assert table.loc["level10y", ["answer", "polarity", "declared"]].tolist() == [
        "too_low", -1, True,
    ]  # fmt: skip
    assert table.loc["issue_two", ["polarity", "declared"]].tolist() == [1, False]
    assert table.loc["level10y", "mean"] == pytest.approx(1 - np.mean(list(low.values())))
    assert "8 readings of other answers of the same questions were left out." in found.notes


def test_a_polarity_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(ProblemsError) as error:
        mood(typed_items(PAIR), polarity={"job": 1, "crime": 2})
    assert codes(error) == ["unknown-item", "wrong-polarity"]
    assert "jobs" in error.value.problems[0].hint


def test_options_of_the_other_method_are_refused() -> None:
    rows = typed_items(PAIR)
    for options, code in (
        ({"method": "latent", "smoothing": False}, "option-without-effect"),
        ({"loadings": "equal"}, "option-without-effect"),
        ({"period": "W"}, "unknown-option"),
        ({"method": "dyad"}, "unknown-option"),
    ):
        with pytest.raises(ProblemsError) as error:
            mood(rows, **options)
        assert codes(error) == [code]


def test_several_countries_go_to_the_latent_trend_or_count_as_one() -> None:
    rows = pd.concat([typed_items(PAIR), typed_items(PAIR, country="UK")], ignore_index=True)
    with pytest.raises(ProblemsError, match="several-series"):
        mood(rows)
    found = mood(rows.assign(pollster=rows["country"]), together=["GB", "UK"])
    assert isinstance(found, Mood)
    assert found.series["country"] == "GB + UK"
    with pytest.raises(ProblemsError, match="unknown-country"):
        mood(rows, together=["GB", "FR"])


def test_the_face_of_a_mood_is_that_of_all_results() -> None:
    found = analysis.mood(typed_items(PAIR), smoothing=False)
    columns = ["date", "estimate", "se", "low", "high", "low_sampling", "high_sampling",
               "low_opinion", "high_opinion", "level"]  # fmt: skip
    assert list(found.table) == columns
    assert found.table["date"].dt.year.tolist() == [2000, 2001, 2002, 2003]
    assert repr(found).startswith("Mood: GB · mood; 6 readings")
    assert "<table" in found._repr_html_()
    moved = found.change("2000-06-01", "2001-06-01")
    assert moved["estimate"] == pytest.approx(found.table["estimate"].diff().iloc[1], abs=1e-9)
    assert moved["probability_above"] > 0.9
    assert "2 items make the mood." in found.summary()
    assert found.to_frame().equals(found.table)
    axes = found.plot()
    assert "Mood, Great Britain" in [text.get_text() for text in axes.figure.texts]


@pytest.mark.parametrize("method", ["dyad_ratios", "latent"])
def test_readings_stand_on_the_moods_scale_beside_what_was_printed(method: Any) -> None:
    truth = simulate_items(5, items=8, periods=24, asked=0.6)
    found = mood(truth.readings, method=method, period="M")
    assert found.readings["printed"].sum() == pytest.approx(truth.readings["share"].sum())
    day = found.readings.groupby("period", observed=True)["share"].mean()
    rows = found.rows(as_days(day.index.start_time) + 15)
    apart = day.to_numpy() - rows["estimate"].to_numpy()
    assert np.abs(apart).max() < 0.05
    assert found.readings["share"].std() < found.readings["printed"].std()


def test_a_claim_can_be_drawn_from_a_mood_as_from_a_trend() -> None:
    truth = simulate_items(6, items=6, periods=24, asked=0.6)
    found = mood(truth.readings, method="latent", period="M")
    drawn = found.draws(50, 3, pd.DatetimeIndex(["2001-06-01", "2002-06-01"]))
    assert drawn.shape == (50, 2)
    assert drawn.to_numpy().min() > 0
    assert drawn.to_numpy().max() < 1


@pytest.fixture
def no_own_trends(monkeypatch: pytest.MonkeyPatch) -> None:
    """The means of items in place of a trend fitted to each, which takes most of the time."""
    monkeypatch.setattr(held_out, "_own_trends", held_out._means)


@pytest.mark.usefixtures("no_own_trends")
@pytest.mark.parametrize("method", ["dyad_ratios", "latent"])
def test_surveys_held_out_are_met_better_than_by_the_items_means(method: str) -> None:
    parts = []
    for seed in range(3):
        truth = simulate_items(8 + seed, items=8, periods=19, asked=0.5, step=365, volatility=0.4)
        parts.append(quiet(truth.readings, method=method).backtest().predictions)
    rows = pd.concat(parts)
    errors = (rows["share"] - rows["predicted"]).abs().groupby(rows["method"]).mean()
    assert errors["mood"] < 0.6 * errors["mean of the item"]
    own = rows[rows["method"] == "mood"]
    held = own["share"].between(own["low_90"], own["high_90"]).mean()
    # Some 230 readings of 57 surveys: a standard error of 3 points.
    assert held == pytest.approx(0.9, abs=0.06)


@pytest.mark.usefixtures("no_own_trends")
@pytest.mark.parametrize("method", ["dyad_ratios", "latent"])
def test_an_item_that_moves_by_itself_is_the_one_named(method: str) -> None:
    truth = simulate_items(8, items=8, periods=19, asked=0.5, step=365, volatility=0.4)
    misfit = typed_items({"misfit": {2001 + t: 0.3 + 0.2 * (t % 2) for t in range(19)}})
    test = quiet(pd.concat([truth.readings, misfit], ignore_index=True), method=method).backtest()
    assert "misfit" in test.misfits
    worst = test.items.set_index("item")["better"]
    assert worst["misfit"] < worst.drop("misfit").median()
    assert test.summary().startswith(f"{test.surveys} surveys were held out whole")


def test_an_items_own_trend_is_a_rival_too() -> None:
    truth = simulate_items(9, items=3, periods=14, asked=0.8, step=365)
    test = mood(truth.readings).backtest(folds=2)
    scores = test.table.set_index("method")
    assert scores["readings"].nunique() == 1
    own = scores.loc["item's own trend"]
    assert own["error"] < scores.loc["mean of the item", "error"]
    assert 0.7 < own["coverage_90"] <= 1


@pytest.mark.usefixtures("no_own_trends")
def test_the_log_score_is_that_of_the_normal_whose_interval_is_given() -> None:
    truth = simulate_items(9, items=4, periods=12, asked=0.7, step=365)
    rows = mood(truth.readings).backtest(folds=2).predictions
    low, high, centre, seen = (
        logit(rows[name]) for name in ("low_90", "high_90", "predicted", "share")
    )
    expected = norm.logpdf(seen, centre, (high - low) / (2 * norm.ppf(0.95)))
    # A share of all or none is put half a respondent off before its logit is taken.
    inner = rows["share"].between(0.02, 0.98).to_numpy()
    assert rows["log_score"].to_numpy()[inner] == pytest.approx(expected[inner], abs=1e-6)


def test_the_mean_of_an_item_is_as_unsure_as_its_readings_and_their_number_say() -> None:
    known = pd.DataFrame(
        {"country": "GB", "item": ["a", "a", "a", "b"], "logit": [0.0, 0.3, 0.6, 1.0]}
    )
    wanted = pd.DataFrame({"country": "GB", "item": ["b", "a"]})
    mean, deviation = held_out._means(known, wanted)
    assert mean == pytest.approx([1.0, 0.3])
    # b has one reading: the scatter of all readings around their items stands in.
    usual = np.sqrt(2 * 0.3**2 / 3)
    assert deviation == pytest.approx([usual * np.sqrt(2), 0.3 * np.sqrt(4 / 3)])


@pytest.mark.usefixtures("no_own_trends")
def test_a_held_out_survey_never_helps_its_own_prediction() -> None:
    """Its shares may be anything: what is predicted for it stays the same."""
    truth = simulate_items(9, items=4, periods=12, asked=0.7, step=365)
    first = mood(truth.readings).backtest(folds=2)
    rows = truth.readings.copy()
    day = rows["start"].iloc[7]
    rows.loc[rows["start"] == day, "share"] = 0.9
    second = mood(rows).backtest(folds=2)
    own = first.predictions["date"] == day
    assert own.sum() > 0
    assert second.predictions.loc[own, "predicted"].to_numpy() == pytest.approx(
        first.predictions.loc[own, "predicted"].to_numpy()
    )


def test_shipped_readings_make_a_mood_with_a_number_for_every_year() -> None:
    rows = polls.load()
    rows = rows[rows["country"].isin(["GB", "UK"]) & ~rows["answer"].isin(["economy", "health"])]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProblemsWarning)
        found = mood(rows, together=["GB", "UK"])
    assert len(found.table) == found.table["date"].dt.year.nunique()
    assert found.table["estimate"].between(0.2, 0.8).all()
    assert not found.table.isna().any().any()

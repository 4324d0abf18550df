"""Every result of a fit answers to the same gestures."""

import re
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import polls
from analysis.breaks.search import COLUMNS, TurningPoints
from analysis.claims.check import check
from analysis.comparisons.compare import compare
from analysis.figures.trend import trend_figure
from analysis.latent.mood import mood
from analysis.trends.answers import fit_answers
from analysis.trends.countries import fit_countries
from analysis.trends.face import Result
from analysis.trends.groups import fit_groups
from analysis.trends.many import fit_trends
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from tests.writers.mood_items import typed_items
from tests.writers.trend_series import typed

MONTHS = pd.date_range("2022-01-01", periods=24, freq="MS").strftime("%Y-%m-%d").tolist()
RISING = np.round(np.linspace(0.30, 0.41, 24), 3)
A, B = "2022-03-01", "2023-11-01"


def one(**fields: object) -> pd.DataFrame:
    return typed(RISING, MONTHS, precision=0.001, **fields)


TWO = {
    "answers": pd.concat([one(), one(answer="no").assign(share=1 - RISING)], ignore_index=True),
    "countries": pd.concat([one(), one(country="FR")], ignore_index=True),
    "groups": pd.concat(
        [one(group_by="sex", group=each) for each in ("men", "women")], ignore_index=True
    ),
}
KEYS = {"answers": ("yes", "no"), "countries": ("GB", "FR"), "groups": ("men", "women")}


ITEMS = typed_items(
    {f"q{k}": {year: 0.3 + 0.02 * k + 0.02 * (year - 2018) for year in range(2018, 2024)}
     for k in (1, 2, 3)}
)  # fmt: skip


@pytest.fixture(scope="module")
def results() -> dict[str, Any]:
    return {
        "mood": mood(ITEMS, smoothing=False),
        "latent mood": mood(ITEMS, method="latent"),
        "moods": mood(
            pd.concat([ITEMS, ITEMS.assign(country="FR")], ignore_index=True), method="latent"
        ),
        "one": fit_trend(one()),
        "answers": fit_answers(TWO["answers"]),
        "countries": fit_countries(TWO["countries"]),
        "groups": fit_groups(TWO["groups"]),
        "many": fit_trends(TWO["countries"], by="country"),
        "an answer": fit_answers(TWO["answers"])["yes"],
    }


NAMES = ("one", "answers", "countries", "groups", "many", "an answer")
SEVERAL = ("answers", "countries", "groups", "many", "moods")
EVERY = (*NAMES, "mood", "latent mood", "moods")
BANDS = ["estimate", "se", "low", "high", "low_sampling", "high_sampling", "low_opinion",
         "high_opinion", "level"]  # fmt: skip
MOVES = ["estimate", "se", "low", "high", "low_opinion", "high_opinion", "probability_above",
         "level"]  # fmt: skip


@pytest.mark.parametrize("name", EVERY)
def test_every_kind_of_result_answers_to_the_same_gestures(
    results: dict[str, Any], name: str
) -> None:
    result, own = results[name], [*results[name].by] if name in SEVERAL else []
    assert [*result.table] == [*own, "date", *BANDS]
    day, change = result.at(B), result.change(A, B, seed=3)
    assert [*(day if own else day.to_frame().T)] == [*own, *(["date"] if own else []), *BANDS]
    assert [*(change if own else change.to_frame().T)] == [*own, *MOVES]
    numbers = day[BANDS] if own else day
    assert {str(kind) for kind in (numbers.dtypes if own else [day.dtype])} == {"float64"}
    assert float(np.min(day["estimate"])) > 0.2
    assert float(np.max(change["level"])) == result.level == 0.9
    draws = result.draws(3, seed=1)
    assert len(draws) == 3
    assert draws.columns.nlevels == 1 + len(own)
    assert draws.equals(result.draws(3, seed=1))
    pairs = result.changes([(A, B), (B, A)], seed=3)
    assert len(pairs) == 2 * max(len(result) if own else 1, 1)
    figure = plt.figure()
    axes = figure.add_subplot()
    assert result.plot(axes) is axes
    assert axes.has_data()
    assert result.plot().get_figure() is not figure
    plt.close("all")
    with pytest.raises(ProblemsError, match="not-a-date"):
        result.at("2024-13-40")


@pytest.mark.parametrize("name", NAMES)
def test_a_day_and_a_change_are_numbers_with_the_names_of_the_table(
    results: dict[str, Result], name: str
) -> None:
    result = results[name]
    day, change = result.at(B), result.change(A, B, seed=3)
    if name in SEVERAL:
        assert list(day.columns) == list(result.table.columns)
        assert (day["date"] == pd.Timestamp(B)).all()
        key = KEYS.get(name, ("GB",))[0]
        day, change = (each.set_index(result.by[0]).loc[key] for each in (day, change))
    else:
        assert day.dtype == np.float64
        assert change.dtype == np.float64
        assert day.name == pd.Timestamp(B)
        assert [*day.index] == [each for each in result.table.columns if each != "date"]
    assert day["estimate"] == pytest.approx(0.40, abs=0.02)
    assert change["estimate"] == pytest.approx(0.095, abs=0.02)
    assert change["low"] < change["estimate"] < change["high"]
    assert change["probability_above"] > 0.95


@pytest.mark.parametrize("name", NAMES)
def test_draws_have_the_moments_of_the_table(results: dict[str, Result], name: str) -> None:
    result = results[name]
    draws = result.draws(4000, seed=1, dates=[A, B])
    again = result.draws(4000, seed=1, dates=[A, B])
    pd.testing.assert_frame_equal(draws, again, check_exact=True)
    assert not draws.equals(result.draws(4000, seed=2, dates=[A, B]))
    if name in SEVERAL:
        assert draws.columns.names == [*result.by, "date"]
        key = KEYS.get(name, ("GB",))[0]
        draws, day = draws[key], result.at(B).set_index(result.by[0]).loc[key]
    else:
        day = result.at(B)
    assert draws[pd.Timestamp(B)].mean() == pytest.approx(day["estimate"], abs=5 * day["se"] / 63)
    assert draws[pd.Timestamp(B)].std() == pytest.approx(day["se"], rel=0.06)


@pytest.mark.parametrize("name", EVERY)
def test_a_result_shows_itself_in_a_few_lines_that_never_change(
    results: dict[str, Result], name: str
) -> None:
    result = results[name]
    assert len(repr(result)) < 700
    assert repr(result).count("\n") <= 8
    html = result._repr_html_()
    assert html == result._repr_html_()
    assert len(html) < 3000
    assert not re.search(r'id="|0x[0-9a-f]{6}', html)
    assert "interval" in result.summary()
    pd.testing.assert_frame_equal(result.to_frame(), result.table)
    assert result.to_frame() is not result.table


@pytest.mark.parametrize("name", SEVERAL)
def test_what_holds_several_is_a_mapping_with_plain_keys(
    results: dict[str, Result], name: str
) -> None:
    result = results[name]
    first, second = KEYS.get(name, ("GB", "FR"))
    assert {*result} == {first, second}  # type: ignore[misc]
    assert first in result  # type: ignore[operator]
    assert "nobody" not in result  # type: ignore[operator]
    assert result.get("nobody") is None  # type: ignore[attr-defined]
    assert result[first].at(B)["estimate"] == pytest.approx(  # type: ignore[index]
        result.at(B).set_index(result.by[0])["estimate"][first], abs=1e-12
    )
    with pytest.raises(ProblemsError, match=rf"unknown-key[\s\S]*did you mean '{first}'"):
        result[f"{first}s"]  # type: ignore[index]
    with pytest.raises(ProblemsError, match="unknown-key"):
        result.plot(only=[f"{first}s"])  # type: ignore[call-arg]


def test_a_key_of_two_parts_is_a_tuple_and_names_both_columns() -> None:
    trends = fit_trends(TWO["countries"], by=["country", "answer"])
    assert list(trends) == [("FR", "yes"), ("GB", "yes")]
    assert trends.table.columns[:3].tolist() == ["country", "answer", "date"]
    with pytest.raises(ProblemsError, match=r"country and answer[\s\S]*did you mean 'GB, yes'"):
        trends["GB", "yess"]


def test_an_answer_has_no_estimate_on_a_day_on_which_it_was_not_offered() -> None:
    early, late = one(), one(answer="no").assign(share=1 - RISING)
    new = typed(0.1, MONTHS[12:], answer="new", precision=0.001)
    late.loc[12:, "share"] -= 0.1
    trend = fit_answers(pd.concat([early, late, new], ignore_index=True))
    assert trend["new"].at(B)["estimate"] == pytest.approx(0.1, abs=0.02)
    with pytest.raises(ProblemsError, match="no-estimate"):
        trend["new"].at(A)


def test_answers_of_one_question_can_be_compared_from_their_joint_draws(
    results: dict[str, Result],
) -> None:
    levels = compare(results["answers"], dates=[B]).levels  # type: ignore[arg-type]
    row, yes = levels.iloc[0], results["answers"].at(B).set_index("answer").loc["yes"]
    # What one of two answers gains the other loses: the difference moves twice as far.
    assert row["high"] - row["low"] == pytest.approx(2 * (yes["high"] - yes["low"]), rel=0.06)


def test_other_results_show_themselves_in_a_few_lines_too(results: dict[str, Result]) -> None:
    trend = results["one"]
    claim = {
        "id": "x", "kind": "value", "sentence": "Yes is <b>40%</b>", "as_of": "2024-01-31",
        "country": "GB", "question": "q", "answer": "yes", "share": 0.4,
    }  # fmt: skip
    nothing = pd.DataFrame(columns=list(COLUMNS))
    shown = (
        compare(results["many"]),  # type: ignore[arg-type]
        TurningPoints({"country": "GB"}, nothing, nothing, 0.9, 0.05),
        trend_figure(trend),  # type: ignore[arg-type]
        check(claim, one()),
        polls.codebook(),
    )
    for each in shown:
        assert len(repr(each)) < 1500
        assert each._repr_html_() == each._repr_html_()
        # The strip of dots on a verdict's card is a picture.
        assert len(re.sub('src="[^"]*"', "", each._repr_html_())) < 4000
        assert "<b>" not in each._repr_html_()


def test_several_changes_are_those_of_each_pair_of_days() -> None:
    trend = fit_trend(one())
    first, last = trend.table["date"].iloc[[3, -1]]
    whole = trend.changes([(first, last)]).iloc[0]
    pd.testing.assert_series_equal(whole, trend.change(first, last), check_names=False)
    back, again = trend.changes([(last, first), (first, first)]).to_dict("records")
    assert back["estimate"] == pytest.approx(-whole["estimate"])
    assert back["probability_above"] == pytest.approx(1 - whole["probability_above"])
    assert (again["low"], again["high"], again["low_opinion"]) == (0, 0, 0)

"""fit_countries: five readings borrow what five hundred have learnt, and the result says so."""

import numpy as np
import pandas as pd
import pytest

from analysis import fit_countries, fit_trend
from analysis.model.statespace import StateSpace
from analysis.trends.observations import observe
from analysis.trends.one_series import scales_of, series_of
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed


@pytest.fixture(scope="module")
def readings():
    many = simulate(11, count=250, years=8).readings
    few = simulate(12, count=5, houses=("X",)).readings.assign(country="ES")
    return pd.concat([many, few], ignore_index=True)


@pytest.fixture(scope="module")
def together(readings):
    return fit_countries(readings)


def test_a_country_with_five_readings_takes_its_volatility_from_the_other(readings, together):
    alone = fit_trend(readings[readings["country"] == "ES"]).hyperparameters.set_index("name")
    many = fit_trend(readings[readings["country"] == "GB"]).hyperparameters.set_index("name")
    shared = together.hyperparameters.set_index("name")
    width = alone.loc["volatility", "high"] / alone.loc["volatility", "low"]
    assert shared.loc["volatility", "estimate"] == pytest.approx(
        many.loc["volatility", "estimate"], rel=0.1
    )
    assert shared.loc["volatility", "high"] / shared.loc["volatility", "low"] < width / 2


def test_what_the_prior_tells_is_its_precision_beside_what_the_readings_tell(readings, together):
    """Of the house effects' scale, whose log has a prior deviation of 0.7."""
    many = readings[readings["country"] == "GB"]
    series = series_of(observe(many), None)
    space = StateSpace(series.steps, scales_of(series.effects, smooth=False))
    theta = np.log(together.hyperparameters.set_index("name")["estimate"].to_numpy())
    step = np.array([0.0, 0.0, 0.05])
    heights = [space.loglikelihood(theta + move * step) for move in (-1, 0, 1)]
    told = -(heights[0] - 2 * heights[1] + heights[2]) / 0.05**2
    table = together.borrowed.set_index(["country", "scale"])
    row = table.loc[("GB", "house")]
    assert row["prior"] / row["own"] == pytest.approx(0.7**-2 / told, rel=0.1)
    assert row[["own", "others", "prior"]].sum() == pytest.approx(1.0)


def test_what_was_borrowed_is_told_in_figures_and_in_words(together):
    borrowed = together.borrowed.set_index(["country", "scale"])
    spain = borrowed.loc[("ES", "volatility")]
    assert spain["readings"] == 5
    assert spain["own"] < 0.1 < 0.8 < spain["others"]
    assert np.allclose(borrowed[["own", "others", "prior"]].sum(axis=1)["GB"], 1)
    assert any(note.startswith("Spain: 5 readings, which give") for note in together.notes)
    assert "Each country's level is estimated from its own readings alone." in together.notes
    assert together.correlation is None


def test_levels_are_each_countrys_own_unless_movements_are_correlated(readings, together):
    moved = readings.copy()
    moved.loc[moved["country"] == "GB", "share"] = (
        moved.loc[moved["country"] == "GB", "share"] * 0.5
    ).round(2)
    again = fit_countries(moved)["ES"].table
    assert np.abs(again["estimate"] - together["ES"].table["estimate"]).max() < 0.02


def test_correlated_countries_inform_each_other_and_the_correlation_is_found():
    random = np.random.default_rng(5)
    days = np.arange(0, 1500, 10)
    common = np.cumsum(random.normal(0, 0.5 * np.sqrt(10 / 365.25), len(days)))
    own = np.cumsum(random.normal(0, 0.15 * np.sqrt(10 / 365.25), (2, len(days))), axis=1)
    dates = pd.Timestamp("2019-01-01") + pd.to_timedelta(days, unit="D")
    frames = [
        typed(
            (1 / (1 + np.exp(-(common + walk + random.normal(0, 0.05, len(days))))))
            .round(3)
            .tolist(),
            dates.strftime("%Y-%m-%d").tolist(),
            country=country,
            precision=0.001,
        )
        for country, walk in zip(["GB", "FR"], own, strict=True)
    ]
    frames[1] = frames[1].iloc[:75]
    found = fit_countries(pd.concat(frames), correlated=True)
    apart = fit_countries(pd.concat(frames))
    assert found.correlation == pytest.approx(0.5**2 / (0.5**2 + 0.15**2), abs=0.1)
    # France has no readings in the second half; Britain's tell where it went.
    end = dates[-1]
    assert found["FR"].at(end)["se"] < 0.7 * apart["FR"].at(end)["se"]
    truth = 1 / (1 + np.exp(-(common[-1] + own[1, -1])))
    assert found["FR"].at(end)["low"] < truth < found["FR"].at(end)["high"]
    draws = found.draws(4000, 1, [end])
    assert np.corrcoef(draws.to_numpy().T)[0, 1] > 0.1


def test_draws_of_a_country_agree_with_its_table(together):
    date = together["GB"].table["date"].iloc[50]
    draws = together.draws(6000, 3, [date])["GB"]
    row = together["GB"].at(date)
    assert draws.mean().iloc[0] == pytest.approx(row["estimate"], abs=5 * row["se"] / 6000**0.5)


def test_a_reference_for_a_country_without_readings_is_refused(readings):
    with pytest.raises(ProblemsError, match="unknown-country"):
        fit_countries(readings, references={"FR": "A"})


def test_a_table_of_countries_names_each_and_so_do_its_draws(together):
    assert together.table.columns[:2].tolist() == ["country", "date"]
    assert together.by == ("country",) and together.level == 0.9
    assert set(together.table["level"]) == {0.9}
    drawn = together.draws(3, dates=["2020-01-01"])
    assert drawn.columns.names == ["country", "date"]
    assert [country for country, _ in drawn.columns] == ["ES", "GB"]

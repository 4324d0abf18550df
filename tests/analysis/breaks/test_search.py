"""Turning points: what is found, where, how large, and how rarely chance is taken for one."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.breaks import search
from analysis.breaks.judged import log_bayes_factor
from analysis.breaks.null_series import covariance_of, quiet_series
from analysis.breaks.search import turning_points
from analysis.breaks.shock_statistics import Surprises, surprises
from analysis.model.hyperparameters import fit_hyperparameters
from analysis.model.statespace import StateSpace
from analysis.trends.diagnostics import auxiliary_residuals
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from polls.schema import conform
from tests.writers.trend_series import simulate, typed

EVENTS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2020-06-01", "2021-12-25"]),
        "event": ["a vote", "a holiday"],
    }
)
WEEKS = pd.date_range("2019-01-07", periods=120, freq="7D")
BREAK = pd.Timestamp("2020-06-01")


def weekly(logit: np.ndarray, seed: int = 0) -> pd.DataFrame:
    """Weekly readings of a path, binomially sampled from 1,500 and rounded to percents."""
    random = np.random.default_rng(seed)
    share = np.round(random.binomial(1500, expit(logit)) / 1500, 2)
    return conform(
        pd.DataFrame(
            {
                "country": "GB",
                "pollster": "A",
                "question": "q",
                "answer": "yes",
                "start": WEEKS,
                "end": WEEKS,
                "share": share,
                "n": 1500.0,
            }
        )
    )


def test_statistics_are_the_auxiliary_residuals_of_the_smoother() -> None:
    # Two ways to one number: least squares on the full covariance here, the disturbance
    # smoother of statsmodels there.
    trend = fit_trend(simulate(3, count=60).readings)
    outliers, breaks, _ = surprises(trend.fitted)
    shocks = auxiliary_residuals(trend.fitted)["residual"].to_numpy()[1:-1]
    scale = np.median(np.abs(shocks)) / 0.6745
    np.testing.assert_allclose(breaks.statistic, shocks / scale, rtol=1e-6)
    inner = trend.readings["auxiliary_residual"].to_numpy()[outliers.rows]
    scale = np.median(np.abs(inner)) / 0.6745
    np.testing.assert_allclose(outliers.statistic, inner / scale, rtol=1e-6)


@pytest.mark.parametrize("model", ["level", "smooth"])
def test_the_covariance_written_out_is_the_one_that_the_filter_implies(model: str) -> None:
    trend = fit_trend(simulate(4, count=40).readings, model=model, breaks=["2021-06-01"])
    covariance = covariance_of(trend.fitted).at(trend.fitted.hyperparameters.mode)
    values = trend.fitted.steps.values[:, 0]
    _, log_determinant = np.linalg.slogdet(2 * np.pi * covariance)
    density = -0.5 * (log_determinant + values @ np.linalg.solve(covariance, values))
    space, _ = trend.fitted.space()
    assert density == pytest.approx(space.scored(trend.fitted.hyperparameters.mode)[0])


def test_quiet_series_are_judged_with_the_scales_that_a_fit_to_them_finds() -> None:
    fitted = fit_trend(simulate(5, count=30, houses=("A",)).readings).fitted
    scales = fitted.hyperparameters
    groups = quiet_series(covariance_of(fitted), scales, 20, seed=0)
    assert sorted(member for group in groups for member in group.members) == list(range(20))
    off = []
    for group in groups:
        steps = replace(fitted.steps, values=(group.root @ group.white)[:, [0]])
        refitted = fit_hyperparameters([StateSpace(steps, scales.scales)]).mode
        off.append(group.scales - refitted)
    # Rounding the log scales to 0.2 alone leaves 0.2 / sqrt(12) = 0.06.
    assert np.sqrt(np.mean(np.square(off))) < 0.1
    assert np.abs(np.mean(off, axis=0)).max() < 0.05


def test_a_level_break_is_found_with_its_size_interval_and_events() -> None:
    path = np.where(WEEKS >= BREAK, 0.4, -0.2)
    found = turning_points(fit_trend(weekly(path)), events=EVENTS)
    row = found.table.iloc[0]
    assert row["kind"] == "level break"
    assert row["first_day"] < BREAK <= row["last_day"]
    assert row["low"] < expit(0.4) - expit(-0.2) < row["high"]
    assert row["p_value"] < 0.01
    assert row["events"] == "2020-06-01 a vote"
    assert found.breaks == (BREAK,)


def test_an_odd_poll_is_an_outlier_and_not_a_break() -> None:
    readings = weekly(np.zeros(120))
    readings.loc[50, "share"] = 0.62
    table = turning_points(fit_trend(readings), events=EVENTS).table
    assert table["kind"].tolist() == ["outlier"]
    assert table["date"][0] == WEEKS[50]
    assert table["size"][0] == pytest.approx(0.12, abs=0.02)


def test_a_change_of_pace_is_a_slope_change() -> None:
    years = (WEEKS - BREAK).days.to_numpy() / 365.25
    readings = weekly(np.maximum(years, 0) * 1.5)
    row = turning_points(fit_trend(readings), events=EVENTS).table.iloc[0]
    assert row["kind"] == "slope change"
    assert row["unit"] == "share a year"
    assert abs((row["date"] - BREAK).days) < 90
    assert row["low"] < 1.5 * 0.25 < row["high"]


def test_an_accepted_break_lets_the_line_jump_where_opinion_jumped() -> None:
    path = np.where(WEEKS >= BREAK, 0.4, -0.2)
    readings = weekly(path)
    trend = fit_trend(readings, volatility="constant")
    found = turning_points(trend, events=EVENTS).breaks
    jumping = fit_trend(readings, breaks=found, volatility="constant")
    before, after = (str((BREAK + pd.Timedelta(days=days)).date()) for days in (-7, 0))

    def jump(fitted: object) -> float:
        return float(fitted.at(after)["estimate"] - fitted.at(before)["estimate"])  # type: ignore[attr-defined]

    truth = expit(0.4) - expit(-0.2)
    assert jump(jumping) == pytest.approx(truth, abs=0.02)
    assert jump(trend) < 0.8 * truth


def test_series_without_a_break_rarely_give_one() -> None:
    # At a stated 20%, 25 series give 5 at most on average, and more than 11 in one of 600
    # runs (binomial). `python -m benchmarks.turning_points` measures the rate closely.
    alarms = sum(
        len(
            turning_points(
                fit_trend(simulate(seed, count=40, houses=("A",)).readings),
                false_alarms=0.2,
                most=1,
                events=EVENTS,
            ).table
        )
        for seed in range(25)
    )
    assert alarms <= 11


def surprise_of(statistic: list[float], days: list[int]) -> Surprises:
    """A kind of surprise whose places all speak of one event."""
    count = len(statistic)
    return Surprises(
        "level break",
        after=np.array(days[:-1]),
        until=np.array(days[1:]),
        statistic=np.array(statistic),
        size=np.full(count, 0.3),
        se=np.full(count, 0.1),
        rows=np.arange(count),
        directions=np.ones((count, 1)),
        by_chance=np.linspace(0, 4, 100),
    )


def test_a_date_interval_weighs_places_by_likelihood_and_days() -> None:
    """Weights exp(t^2 / 2) times days: 10 e^2, 10 e^4.5, 30 e^3.125 and 10 e^0.5."""
    kind = surprise_of([2.0, 3.0, 2.5, 1.0], [0, 10, 20, 50, 60])
    weights = np.array([10, 10, 30, 10]) * np.exp(np.array([4.0, 9.0, 6.25, 1.0]) / 2)
    held = np.sort(weights / weights.sum())[::-1].cumsum()
    assert held[0] < 0.6 < held[1]
    first, last = search._interval(kind, 1, 0.5)
    assert (first, last) == (pd.Timestamp("1970-01-11"), pd.Timestamp("1970-01-21"))
    first, last = search._interval(kind, 1, 0.6)
    assert (first, last) == (pd.Timestamp("1970-01-11"), pd.Timestamp("1970-02-20"))
    first, last = search._interval(kind, 1, (held[1] + held[2]) / 2)
    assert (first, last) == (pd.Timestamp("1970-01-01"), pd.Timestamp("1970-02-20"))


@pytest.mark.parametrize(
    ("chances", "held", "accepted"),
    [
        ([0.04, 0.09, 0.15, 0.01], [True] * 3, [0.04, 0.09]),
        # What turbulence explains makes the list no longer.
        ([0.04, 0.09, 0.12, 0.01], [True, False, True], [0.04]),
        ([0.06, 0.01], [True], []),
    ],
)
def test_a_later_finding_is_held_to_the_share_of_all_findings_that_may_be_false(
    monkeypatch: pytest.MonkeyPatch,
    chances: list[float],
    held: list[bool],
    accepted: list[float],
) -> None:
    """At 5%: 0.04 and 0.09 pass as the first and second of a list, 0.15 not as the third."""
    trend = fit_trend(weekly(np.zeros(120)).head(20), volatility="constant")
    chance, holds = chain(chances, repeat(1.0)), chain(held, repeat(True))
    kind = surprise_of([3.0], [0, 10])
    monkeypatch.setattr(search, "surprises", lambda *_: (kind,))
    monkeypatch.setattr(search, "_least_likely", lambda _: (kind, 0, next(chance)))
    monkeypatch.setattr(search, "_finding", lambda *given: {"p_value": given[2]})
    monkeypatch.setattr(search, "_within_rounding", lambda *_: False)
    monkeypatch.setattr(search, "_holds", lambda *_: next(holds))
    monkeypatch.setattr(search, "_accept", lambda kind, place, state: state)
    assert turning_points(trend, events=EVENTS).table["p_value"].tolist() == accepted
    assert search._expected(0.15) == pytest.approx(-np.log(0.85))


def test_few_readings_have_no_turning_points() -> None:
    found = turning_points(fit_trend(weekly(np.zeros(120)).head(4)), events=EVENTS)
    assert found.table.empty
    assert found.breaks == ()


def test_sentences_say_what_was_at_the_time_and_never_why() -> None:
    path = np.where(WEEKS >= BREAK, 0.4, -0.2)
    sentence = turning_points(fit_trend(weekly(path)), events=EVENTS).sentences()[0]
    assert "events in that time: 2020-06-01 a vote" in sentence
    assert not {"because", "caused", "due", "after"} & set(sentence.lower().split())


@pytest.mark.parametrize("options", [{"false_alarms": 0}, {"level": 1.0}, {"most": 0}])
def test_impossible_options_are_refused(options: dict[str, float]) -> None:
    with pytest.raises(ProblemsError, match="option-out-of-range"):
        turning_points(fit_trend(weekly(np.zeros(120))), events=EVENTS, **options)  # type: ignore[arg-type]


def test_nothing_smaller_than_its_rounding_is_a_finding() -> None:
    """24 readings of 40%: a shift of 0.0 points is no shift."""
    dates = pd.date_range("2022-01-01", periods=24, freq="30D").strftime("%Y-%m-%d").tolist()
    flat = typed([0.40] * 24, dates, precision=0.01)
    found = turning_points(fit_trend(flat), events=EVENTS)
    assert found.table.empty
    assert found.explained.empty


def test_moves_that_turbulence_explains_are_listed_apart() -> None:
    """80 quiet weeks and 40 in which opinion moves six times as fast, without a break."""
    random = np.random.default_rng(3)
    path = np.cumsum(random.normal(0, np.where(np.arange(120) < 80, 0.02, 0.14)))
    found = turning_points(fit_trend(weekly(path), volatility="constant"), events=EVENTS)
    assert found.table.empty
    assert (found.explained["p_value"] < 0.05).all()
    assert (found.explained["date"] >= WEEKS[80]).any()
    assert found.explained.columns.tolist() == found.table.columns.tolist()


def test_turbulence_explains_a_sudden_move_and_a_quiet_series_does_not() -> None:
    """The same jump of 0.6 logits, after years of 0.1 a year and after years of 1.2 a year."""
    random = np.random.default_rng(5)
    days = np.arange(60)
    jump = np.where(days >= 40, 0.6, 0.0)
    factors = {}
    for name, volatility in (("quiet", 0.1), ("turbulent", 1.2)):
        walk = np.cumsum(random.normal(0, volatility * np.sqrt(1 / 12), 60)) + jump
        dates = pd.date_range("2018-01-01", periods=60, freq="30D").strftime("%Y-%m-%d").tolist()
        readings = typed(expit(walk - 0.3).round(2).tolist(), dates, precision=0.01)
        fitted = fit_trend(readings, volatility="constant").fitted
        factors[name] = log_bayes_factor(fitted, (days >= 40).astype(float))
    assert factors["quiet"] > 8
    assert factors["turbulent"] < 2


def test_a_pattern_of_a_finding_is_what_its_statistic_measures() -> None:
    """Directions are the whitened patterns: unit vectors along the pattern of each place."""
    fitted = fit_trend(weekly(np.zeros(120)), volatility="constant").fitted
    root = np.linalg.cholesky(covariance_of(fitted).at(fitted.hyperparameters.mode))
    for kind in surprises(fitted):
        place = len(kind.statistic) // 2
        white = np.linalg.solve(root, kind.pattern(place, fitted.steps.days))
        cosine = kind.directions[place] @ white / np.linalg.norm(white)
        assert cosine == pytest.approx(1.0, abs=1e-9)
        assert 1 / np.linalg.norm(white) == pytest.approx(kind.se[place], rel=1e-9)


def test_without_draws_the_statistics_are_the_same_and_nothing_is_said_of_chance() -> None:
    fitted = fit_trend(weekly(np.zeros(120)), volatility="constant").fitted
    for drawn, bare in zip(surprises(fitted, 3), surprises(fitted, draws=0), strict=True):
        assert drawn.by_chance.shape == (2000,)
        assert bare.by_chance.shape == (0,)
        assert np.array_equal(drawn.statistic, bare.statistic)
        assert np.array_equal(drawn.directions, bare.directions)

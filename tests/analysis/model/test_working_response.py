"""Working values: printed shares at expected ones, and printed zeros as intervals."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit
from scipy.stats import beta, binom

from analysis.model.smoothed import Errors
from analysis.model.working_response import interval_log_likelihood, printed_of, signals
from analysis.trends.observations import observe
from analysis.trends.one_series import series_of
from analysis.trends.trend import fit_trend
from tests.writers.trend_series import typed

MONTHS = [f"{2015 + month // 12}-{month % 12 + 1:02d}-01" for month in range(40)]


@pytest.mark.parametrize(("low", "high", "n"), [(0.005, 0.015, 1000), (0.0, 0.005, 800)])
def test_an_interval_is_as_likely_as_quadrature_says(low: float, high: float, n: int) -> None:
    """The binomial's probability of at most k as an integral over the beta density."""
    for signal in (-6.0, -4.8, -3.5):
        share = expit(signal)

        def at_most(edge: float, share: float = share) -> float:
            if edge <= 0:
                return 0.0
            density = beta(n * edge + 0.5, n * (1 - edge) + 0.5).pdf
            return quad(density, share, 1, points=[edge], limit=200)[0]

        ours = interval_log_likelihood(*(np.array([x]) for x in (signal, low, high, n)))
        assert np.exp(ours[0]) == pytest.approx(at_most(high) - at_most(low), abs=1e-7)


def test_whole_numbers_give_the_binomial_itself() -> None:
    """Edges half way between whole numbers: exactly 4 to 6 of 200."""
    signal = np.array([-3.7])
    ours = interval_log_likelihood(signal, *(np.array([x]) for x in (3.5 / 200, 6.5 / 200, 200)))
    theirs = binom(200, expit(signal)).pmf(range(4, 7)).sum()
    assert np.exp(ours[0]) == pytest.approx(theirs, rel=1e-9)


def test_working_values_of_a_printed_zero_are_a_newton_step() -> None:
    readings = typed([0.0], ["2024-01-01"], precision=0.01)
    printed = printed_of(observe(readings).frame)
    signal = np.array([-5.0])
    value, variance = printed.at(signal)

    def log_likelihood(at: float) -> float:
        return float(binom(1000, expit(at)).logcdf(4))

    step = 1e-3
    slope = (log_likelihood(-5 + step) - log_likelihood(-5 - step)) / (2 * step)
    bend = (
        log_likelihood(-5 + step) + log_likelihood(-5 - step) - 2 * log_likelihood(-5)
    ) / step**2
    # The edge 0.005 of 1,000 lies at 5, half a respondent beyond the 4.5 of whole numbers.
    assert value[0] == pytest.approx(-5 - slope / bend, abs=0.1)
    assert variance[0] == pytest.approx(-1 / bend, rel=0.25)


@pytest.mark.parametrize(("n", "expected"), [(1000.0, 0.0016), (2000.0, 0.0022)])
def test_forty_printed_zeros_give_what_prints_as_zero(n: float, expected: float) -> None:
    """Of a true 0.1 to 0.3%; half the step is 0.5%, and half a step less its error remains."""
    trend = fit_trend(typed([0.0] * 40, MONTHS, n=n, precision=0.01))
    middle = trend.table.iloc[20]
    assert middle["estimate"] == pytest.approx(expected, abs=0.0006)
    assert middle["low"] < 0.001 and 0.003 < middle["high"] < 0.007


def test_a_hundred_per_cent_mirrors_zero() -> None:
    zeros = fit_trend(typed([0.0] * 12, MONTHS[:12], precision=0.01)).table
    ones = fit_trend(typed([1.0] * 12, MONTHS[:12], precision=0.01)).table
    assert 1 - ones["estimate"].to_numpy() == pytest.approx(zeros["estimate"].to_numpy(), rel=1e-3)
    assert 1 - ones["high"].to_numpy() == pytest.approx(zeros["low"].to_numpy(), rel=2e-2)


def test_a_censored_cell_lies_under_its_limit() -> None:
    readings = typed([0.005] * 20, MONTHS[:20], censored=True, n=2000.0)
    series = series_of(observe(readings), None)
    assert series.printed.high == pytest.approx(0.005)
    assert series.printed.low == pytest.approx(0.0)
    assert fit_trend(readings).table["estimate"].max() < 0.004


def test_shares_away_from_the_ends_are_no_intervals() -> None:
    frame = observe(typed([0.02, 0.03, 0.5], MONTHS[:3], precision=0.01)).frame
    assert np.isnan(printed_of(frame).low).tolist() == [False, True, True]
    fine = observe(typed([0.02, 0.03, 0.5], MONTHS[:3], precision=0.001)).frame
    assert np.isnan(printed_of(fine).low).all()


def test_a_doubted_reading_leaves_more_of_its_error_to_sampling() -> None:
    """Of an error of 0.2, sampling has d v / (d v + w^2): v = 0.01, w^2 = 0.03, d = 3."""
    series = series_of(observe(typed([0.5, 0.5], MONTHS[:2], precision=0.01)), None)
    steps = series.steps
    steps = type(steps)(
        **{
            **vars(steps),
            "values": np.zeros((2, 1)),
            "sampling": np.full((2, 1, 1), 0.01),
            "inflation": np.array([1.0, 3.0]),
        }
    )
    errors = Errors(
        level=np.zeros((2, 1)),
        error=np.full((2, 1), 0.2),
        error_covariance=np.zeros((2, 1, 1)),
        prior_covariance=np.array([0.04, 0.06])[:, None, None],
        one_step=np.zeros((2, 1)),
        one_step_covariance=np.ones((2, 1, 1)),
        log_density=np.zeros(2),
        pull=np.zeros((2, 1)),
        pull_covariance=np.ones((2, 1, 1)),
    )
    assert signals(steps, errors)[:, 0] == pytest.approx([-0.2 * 0.01 / 0.04, -0.2 * 0.03 / 0.06])


def test_a_small_share_is_an_interval_where_its_step_is_more_than_its_sampling_error() -> None:
    """1% of 223 to a whole per cent: a step of one and a half errors; of 50, of less than one."""
    readings = typed([0.01] * 2, MONTHS[:2], n=[223.0, 50.0], precision=0.01)
    printed = printed_of(observe(readings).frame)
    assert printed.low == pytest.approx([0.005, np.nan], nan_ok=True)
    assert printed.high == pytest.approx([0.015, np.nan], nan_ok=True)

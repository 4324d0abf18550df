"""What is expected without a model: the last poll, the mean of five, a line through the last."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.trends.baselines import _best_so_far, _loess, baselines, from_past_errors


def frame(shares: list[float] | np.ndarray, days: list[int] | np.ndarray) -> pd.DataFrame:
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D")
    return pd.DataFrame({"date": dates, "used_share": shares, "rounding": 0.01})


def test_the_last_reading_and_the_mean_of_the_last_five_that_were_out() -> None:
    shares = np.array([0.1, 0.2, 0.4, 0.8, 0.3, 0.5, 0.7])
    past = [np.arange(max(i - 1, 0)) for i in range(7)]  # the one before is not out yet
    found = baselines(frame(shares, np.arange(7)), past)
    assert list(found) == ["last poll", "mean of last five", "local regression"]
    assert found["last poll"] == pytest.approx([np.nan, np.nan, *shares[:5]], nan_ok=True)
    five = [np.nan, np.nan, 0.1, 0.15, 0.7 / 3, 0.375, 0.36]
    assert found["mean of last five"] == pytest.approx(five, nan_ok=True)
    # Of fewer than ten readings the line is the last one.
    assert found["local regression"] == pytest.approx(found["last poll"], nan_ok=True)


def test_a_line_through_ten_readings_goes_on_to_the_day_of_the_next() -> None:
    days = np.array([0, 3, 4, 8, 9, 12, 15, 16, 20, 22, 25, 31])
    shares = 0.2 + 0.01 * days
    shares[-1] = 0.9
    past = [np.arange(i) for i in range(12)]
    found = baselines(frame(shares, days), past)["local regression"]
    assert found[9] == shares[8]  # nine are too few
    assert found[10:] == pytest.approx([0.2 + 0.25, 0.2 + 0.31])
    same = frame(shares, np.full(12, 5))
    assert baselines(same, past)["local regression"][11] == shares[10]  # no line on one day


def test_a_line_is_of_the_last_readings_of_its_window() -> None:
    days = np.arange(25.0)
    shares = np.where(days < 14, 0.9, 0.01 * days)
    past = [np.arange(i) for i in range(25)]
    last = np.append(np.nan, shares[:-1])
    assert _loess(days, shares, last, past, 10)[24] == pytest.approx(0.24)
    assert _loess(days, shares, last, past, 20)[24] != pytest.approx(0.24, abs=0.01)


def test_of_several_windows_the_one_with_the_least_squared_errors_so_far_is_taken() -> None:
    share = np.array([0.5, 0.5, 0.5, 0.5])
    near, far = np.array([0.5, 0.6, 0.7, 0.5]), np.array([0.9, 0.5, 0.4, 0.6])
    past = [np.arange(0), np.arange(1), np.arange(1, 3), np.arange(3)]
    # At first none has an error: the first; then 0 against 0.16, 0.05 against 0.01 and 0.17.
    assert _best_so_far(share, [near, far], past).tolist() == [0.5, 0.6, 0.4, 0.5]
    above, below = np.array([0.6, 0.61, 0.62, 0.63]), np.array([0.2, 0.21, 0.22, 0.23])
    assert _best_so_far(share, [below, above], past).tolist() == [0.2, 0.61, 0.62, 0.63]
    missing = np.array([np.nan, 0.6, 0.7, 0.5])
    assert _best_so_far(share, [far, missing], past)[1] == 0.6


def test_the_spread_of_past_errors_is_of_one_fewer_than_there_are() -> None:
    """Errors of 3, 4 and none of 5 points, of which the first three were out."""
    shares, centres = np.array([0.43, 0.44, 0.40, 0.5]), np.array([0.40, 0.40, 0.40, 0.45])
    past = [np.arange(0), np.arange(1), np.arange(2), np.arange(3)]
    row = from_past_errors(frame(shares, np.arange(4)), centres, past, np.array([3])).iloc[0]
    spread = np.sqrt((0.03**2 + 0.04**2) / 2)
    assert (row["share"], row["predicted"]) == (0.5, 0.45)
    for name, far in (("90", 1.6448536), ("95", 1.9599640)):
        assert row[f"low_{name}"] == pytest.approx(0.45 - far * spread)
        assert row[f"high_{name}"] == pytest.approx(0.45 + far * spread)
    exact = frame(shares, np.arange(4)).assign(rounding=0.0)
    found = from_past_errors(exact, centres, past, np.array([3])).iloc[0]
    density = np.exp(-0.5 * (0.05 / spread) ** 2) / spread / np.sqrt(2 * np.pi)
    assert found["log_score"] == pytest.approx(np.log(2e-6 * density), abs=1e-4)
    wild = from_past_errors(exact.assign(used_share=[0.4, 0.4, 0.4, 0.9]), centres, past,
                            np.array([3])).iloc[0]  # fmt: skip
    assert wild["log_score"] == pytest.approx(np.log(1e-12))

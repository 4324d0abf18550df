"""The pieces of the latent fit against dense matrices and the equations they solve."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.latent.items import find_items, scatter
from analysis.latent.latent_fit import PRIORS, _better_scales, _inverse
from analysis.latent.latent_model import INTERCEPT_SD
from analysis.latent.latent_trend import LatentTrend, _cells, middles
from analysis.latent.mood import mood
from analysis.latent.results import Mood
from analysis.model.measurements import DAYS_A_YEAR
from polls.codebooks.model import codebook
from polls.errors import ProblemsWarning
from tests.analysis.latent.test_latent_trend import EXTRA, small_model
from tests.writers.mood_items import simulate_items, typed_items

EFFECTS = np.array([0.3, -0.2, 0.25, 0.1])


def dense_walks(walks: object) -> np.ndarray:
    """The covariance of the levels."""
    diagonal, beside = walks.diagonal, walks.beside  # type: ignore[attr-defined]
    return np.linalg.inv(np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1))


def test_a_fits_variance_is_that_of_levels_and_effects_together() -> None:
    model, scales, values, sampling = small_model()
    state = model.state(scales, EFFECTS, values, sampling)
    covariance = _inverse(state.curvature)[0]
    rows, own = model.rows, state.loading[model.rows.item]
    moves = np.hstack(
        [
            rows.raw.toarray() @ rows.basis,
            state.level[model.node][:, None] * rows.contrasts[rows.item],
        ]
    )
    moves -= own[:, None] * state.follow[model.node]
    by_level = own**2 * dense_walks(state.walks).diagonal()[model.node]
    expected = np.einsum("kp,pq,kq->k", moves, covariance, moves) + by_level
    assert model.spread(state, covariance, state.follow @ covariance) == pytest.approx(
        expected, rel=1e-8
    )


def test_scales_solve_the_equations_of_an_em_step() -> None:
    """Expected squares over the scale's square, less their number, less the prior's pull, is 0."""
    model, scales, values, sampling = small_model()
    state = model.state(scales, EFFECTS, values, sampling)
    covariance = _inverse(state.curvature)[0]
    better = _better_scales(model, state, scales, EFFECTS, covariance)
    step = np.diff(np.eye(len(model.day)), axis=0)
    moved = step @ (state.level[:, None] * state.level + dense_walks(state.walks)
                    + state.follow @ covariance @ state.follow.T) @ step.T  # fmt: skip
    same, years = np.diff(model.track) == 0, np.diff(model.day) / DAYS_A_YEAR
    squares = (moved.diagonal()[same] / years[same]).sum()
    assert balance("volatility", squares, same.sum(), better.volatility) == pytest.approx(
        0, abs=1e-6
    )
    error = state.error**2 + model.spread(state, covariance, state.follow @ covariance)
    # Of a cell's error the part that sampling does not explain, and how unsure that part is.
    part = EXTRA[model.rows.item] ** 2 * state.weight
    own = part**2 * error + EXTRA[model.rows.item] ** 2 * (1 - part)
    for item, scale in enumerate(better.extra):
        asked = model.rows.item == item
        assert balance("extra", own[asked].sum(), asked.sum(), scale) == pytest.approx(0, abs=1e-6)


def balance(kind: str, squares: float, count: int, scale: float) -> float:
    median, spread, _ = PRIORS[kind]
    return squares / scale**2 - count - np.log(scale / median) / spread**2


def test_the_inverse_of_a_curvature_and_of_nothing() -> None:
    random = np.random.default_rng(2)
    root = random.normal(size=(5, 5))
    curvature = root @ root.T + 3 * np.eye(5)
    inverse, size = _inverse(curvature)
    assert inverse == pytest.approx(np.linalg.inv(curvature))
    assert size == pytest.approx(np.linalg.slogdet(curvature)[1])
    assert _inverse(np.zeros((0, 0)))[1] == 0.0


def test_one_item_of_one_house_needs_no_effects(capfd: pytest.CaptureFixture[str]) -> None:
    shares = {2000 + t: 0.3 + 0.03 * t for t in range(8)}
    found = mood(typed_items({"jobs": shares}), method="latent")
    assert found.table["estimate"].to_numpy() == pytest.approx(list(shares.values()), abs=0.02)
    assert capfd.readouterr() == ("", "")


def test_nineteen_items_in_twenty_lie_between_five_and_ninety_five_percent() -> None:
    assert expit(1.96 * INTERCEPT_SD) == pytest.approx(0.95, abs=0.005)


@pytest.fixture(scope="module")
def made() -> Mood:
    truth = simulate_items(12, items=8, periods=30, asked=0.5)
    rows = truth.readings.assign(pollster=np.where(truth.readings.index % 2, "A", "B"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProblemsWarning)
        found = mood(rows, method="latent", period="M")
    assert isinstance(found, Mood)
    return found


def trend_of(found: Mood) -> LatentTrend:
    assert isinstance(found.found, LatentTrend)
    return found.found


def test_volatilities_lie_around_the_likeliest_as_far_as_it_is_uncertain(made: Mood) -> None:
    fit = trend_of(made).fit
    logs = np.log([own.scales.volatility for own in fit.solutions])
    peak, deviation = fit.volatility
    assert logs.mean() == pytest.approx(peak)
    assert logs.std() == pytest.approx(deviation)
    assert np.diff(logs).min() > 0


def test_loadings_have_intervals_of_the_level(made: Mood) -> None:
    items = made.items
    assert (items["high"] - items["loading"]).to_numpy() == pytest.approx(1.644854 * items["se"])
    assert (items["low"] + items["high"]).to_numpy() == pytest.approx(2 * items["loading"])
    weights = items["periods"] / items["periods"].sum()
    assert (weights * items["loading"]).sum() == pytest.approx(1.0)


def test_a_prediction_is_less_sure_far_ahead_and_of_a_house_not_seen(made: Mood) -> None:
    """By the item's loading times what the level may do, and by the spread of houses."""
    trend = trend_of(made)
    near = made.readings[["country", "item", "house", "period", "inverse_n"]].iloc[-1:]
    near = near.assign(inverse_n=1e-9)
    far, strange = near.assign(period=near["period"] + 120), near.assign(house="other")
    loading = made.items.set_index("item").loc[near["item"].iloc[0], "loading"]
    spreads = []
    for rows in (near, far):
        levels, _ = trend.levels("GB", middles(rows["period"]))
        means = levels.means[:, 0, 0]
        spreads.append(levels.covariances[:, 0, 0, 0].mean() + means.var())
    variances = [trend.predict(rows)[1][0] ** 2 for rows in (near, far, strange)]
    assert spreads[1] - spreads[0] > 0.1
    assert variances[1] - variances[0] == pytest.approx(
        loading**2 * (spreads[1] - spreads[0]), rel=0.02
    )
    assert variances[2] - variances[0] == pytest.approx(
        trend.fit.middle.scales.spreads["house"] ** 2, rel=0.6
    )


def test_cells_add_up_bases_and_the_rounding_of_their_readings() -> None:
    rows = typed_items({"jobs": {2000: 0.40, 2001: 0.44}, "crime": {2000: 0.5, 2001: 0.6}})
    rows = pd.concat([rows, rows.iloc[:1].assign(start="2000-09-01", end="2000-09-01", n=3000.0,
                                                 share=0.44)], ignore_index=True)  # fmt: skip
    rows = rows.assign(
        precision=0.01, start=pd.to_datetime(rows["start"]), end=pd.to_datetime(rows["end"])
    )
    items = find_items(rows, period="A", polarity={}, book=codebook(), together=(),
                       several_countries=True)  # fmt: skip
    cells = _cells(items.readings).set_index(["item", "period"])
    own = cells.loc[("jobs", pd.Period("2000", "Y"))]
    assert own["share"] == pytest.approx((0.40 + 3 * 0.44) / 4)
    assert own["rounding_variance"] == pytest.approx((0.25**2 + 0.75**2) * 0.01**2 / 12)
    alone = cells.loc[("jobs", pd.Period("2001", "Y"))]
    assert alone["rounding_variance"] == pytest.approx(0.01**2 / 12)
    assert alone["inverse_n"] == pytest.approx(4 * own["inverse_n"])


def test_scatter_is_the_variance_of_readings_around_their_cell() -> None:
    random = np.random.default_rng(5)
    count = 500
    logits = random.normal(0.0, 0.2, (count, 2)).ravel()
    cell = np.repeat(np.arange(count), 2)
    frame = pd.DataFrame(
        {"country": "GB", "item": "jobs", "period": cell, "logit": logits,
         "used_share": expit(logits), "inverse_n": 1 / 4000}
    )  # fmt: skip
    # Sampling accounts for 1 / (4000 / 4) of 0.2^2.
    assert scatter(frame) == pytest.approx(0.2**2 - 0.001, rel=0.1)
    assert scatter(frame.assign(inverse_n=1.0)) == 0.0

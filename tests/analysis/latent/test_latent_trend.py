"""The latent trend against the Kalman smoother, finite differences and known paths."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis.latent.latent_model import INITIAL_SD, LatentModel, Rows, Scales
from analysis.latent.mood import mood
from analysis.latent.random_walks import Walks
from analysis.latent.results import CountryMoods, Mood
from analysis.model.measurements import Steps, as_days
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale
from analysis.model.working_response import Printed
from polls.errors import ProblemsWarning
from tests.writers.mood_items import ItemTruth, simulate_items

VOLATILITY, EXTRA = 0.3, np.array([0.08, 0.2, 0.1])


def small_model() -> tuple[LatentModel, Scales, np.ndarray, np.ndarray]:
    """Three items, two countries, eleven cells."""
    random = np.random.default_rng(3)
    item = np.array([0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2])
    track = np.array([0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1])
    day = np.array([0, 0, 90, 200, 200, 300, 700, 700, 50, 400, 400])
    contrasts = np.linalg.qr(np.array([[3.0], [3.0], [2.0]]), mode="complete")[0][:, 1:]
    share = random.uniform(0.3, 0.7, 11)
    raw = sparse.csr_array((np.ones(11), (np.arange(11), item)), shape=(11, 3))
    nothing = np.full((2, 11), np.nan)
    rows = Rows(
        Printed(share, np.full(11, 1e-3), np.zeros(11), *nothing), np.zeros(11), track, day,
        item, raw, contrasts, ("intercept", "intercept"), contrasts,
    )  # fmt: skip
    scales = Scales(VOLATILITY, EXTRA, {"house": 0.1, "country": 0.2, "loading": 0.4})
    values, sampling = rows.printed.at(np.log(share / (1 - share)))
    return LatentModel(rows), scales, values, sampling


def test_levels_are_those_of_the_kalman_smoother() -> None:
    model, scales, values, sampling = small_model()
    effects = np.array([0.3, -0.2, 0.25, 0.1])
    state = model.state(scales, effects, values, sampling)
    variance = sampling + EXTRA[model.rows.item] ** 2
    for track in (0, 1):
        rows = np.flatnonzero(model.rows.track == track)
        rows = rows[np.argsort(model.rows.day[rows], kind="stable")]
        loading = model.loadings(effects)[model.rows.item[rows]]
        steps = Steps(
            days=model.rows.day[rows],
            values=(values - model.offsets(effects))[rows, None],
            sampling=variance[rows, None, None],
            levels=loading[:, None, None],
            effects=np.zeros((len(rows), 1, 0)),
            initial=np.full((1, 1), INITIAL_SD**2),
            wander=np.zeros(len(rows)),
            inflation=np.ones(len(rows)),
        )
        scale = Scale("volatility", 1.0, 1.0, "", level=np.ones((1, 1)))
        smoothed = StateSpace(steps, [scale]).smoothed(np.log([VOLATILITY]))
        nodes = model.node[rows]
        assert state.level[nodes] == pytest.approx(smoothed.levels[:, 0], abs=1e-9)
        found = state.walks.variances[nodes]
        assert found == pytest.approx(smoothed.level_covariance[:, 0, 0], rel=1e-8)


def test_slope_and_curvature_are_those_of_the_loss() -> None:
    model, scales, values, sampling = small_model()
    effects = np.array([0.3, -0.2, 0.25, 0.1])
    state = model.state(scales, effects, values, sampling)
    h = 1e-5
    for place, unit in enumerate(np.eye(4)):
        up, down = (
            model.state(scales, effects + sign * h * unit, values, sampling) for sign in (1, -1)
        )
        assert (up.loss - down.loss) / (2 * h) == pytest.approx(state.slope[place], rel=1e-5)
        bent = (up.slope - down.slope) / (2 * h)
        assert bent == pytest.approx(state.curvature[place], rel=1e-4, abs=1e-4)


def test_the_loss_is_the_density_of_readings_with_levels_integrated_out() -> None:
    """Differences of the loss in one effect equal those of the dense normal log density."""
    model, scales, values, sampling = small_model()
    rows = model.rows

    def dense(effects: np.ndarray) -> float:
        load = model.loadings(effects)[rows.item]
        walk = np.minimum(rows.day[:, None], rows.day[None, :]).astype(float)
        first = np.where(rows.track == 0, 0, 50)
        walk = VOLATILITY**2 * (walk - first[:, None]) / 365.25 + INITIAL_SD**2
        walk *= rows.track[:, None] == rows.track[None, :]
        cov = load[:, None] * walk * load + np.diag(sampling + EXTRA[rows.item] ** 2)
        apart = values - model.offsets(effects)
        _, logdet = np.linalg.slogdet(cov)
        prior = model.priors(scales)
        return 0.5 * float(logdet + apart @ np.linalg.solve(cov, apart) + prior @ effects**2)

    one, two = np.array([0.3, -0.2, 0.25, 0.1]), np.array([0.1, 0.4, -0.3, 0.2])
    own = [model.state(scales, each, values, sampling).loss for each in (one, two)]
    assert own[0] - own[1] == pytest.approx(dense(one) - dense(two), rel=1e-6)


def test_walks_have_the_dense_inverse() -> None:
    track, day = np.array([0, 0, 0, 1, 1]), np.array([0, 10, 400, 5, 80])
    walks = Walks.given(track, day, np.array([4.0, 0.0, 9.0, 1.0, 2.0]), 0.5, 5.0)
    matrix = np.diag(walks.diagonal) + np.diag(walks.beside, 1) + np.diag(walks.beside, -1)
    inverse = np.linalg.inv(matrix)
    squares = walks.squared_covariance(np.eye(5))
    assert squares == pytest.approx(inverse**2, abs=1e-10)
    assert walks.variances == pytest.approx(inverse.diagonal(), rel=1e-10)
    assert walks.neighbours == pytest.approx(np.diag(inverse, 1), abs=1e-10)
    assert walks.log_determinant == pytest.approx(np.linalg.slogdet(matrix)[1])
    drawn = walks.noise(40_000, np.random.default_rng(1))
    assert np.cov(drawn.T) == pytest.approx(inverse, abs=0.02 * inverse.max())


@pytest.fixture(scope="module")
def simulated() -> list[tuple[ItemTruth, Mood]]:
    found = []
    for seed in range(6):
        truth = simulate_items(seed, items=15, periods=60, asked=0.3)
        found.append((truth, quiet(truth.readings, method="latent", period="M")))
    return found


def quiet(readings: pd.DataFrame, **options: object) -> Mood:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProblemsWarning)
        found = mood(readings, **options)  # type: ignore[arg-type]
    assert isinstance(found, Mood)
    return found


def paths(truth: ItemTruth, found: Mood) -> tuple[np.ndarray, pd.DataFrame]:
    """The true share of the average item and the mood's rows at the simulated dates.

    The average is weighted by the periods that items were asked in, as the mood's is.
    """
    rows = found.rows(as_days(truth.dates))
    weights = found.items.set_index("item")["periods"] / found.items["periods"].sum()
    loading, intercept = (
        float((weights * pd.Series(each).loc[weights.index]).sum())
        for each in (truth.loading, truth.intercept)
    )
    return 1 / (1 + np.exp(-intercept - loading * truth.level["GB"])), rows


def test_the_known_path_is_found_and_covered(simulated: list[tuple[ItemTruth, Mood]]) -> None:
    correlations, inside = [], []
    for truth, found in simulated:
        share, rows = paths(truth, found)
        correlations.append(np.corrcoef(share, rows["estimate"])[0, 1])
        inside.append(((rows["low"] <= share) & (share <= rows["high"])).mean())
    assert np.median(correlations) > 0.95
    # Six walks are worth some 60 independent days: two standard errors are 8 points.
    assert np.mean(inside) == pytest.approx(0.9, abs=0.08)


def test_loadings_volatility_and_extra_errors_are_found(
    simulated: list[tuple[ItemTruth, Mood]],
) -> None:
    z, volatility, extra = [], [], []
    for truth, found in simulated:
        items = found.items.set_index("item")
        true = pd.Series(truth.loading).loc[items.index]
        true = true / np.average(true, weights=items["periods"])
        z.append((items["loading"] - true) / items["se"])
        volatility.append(found.hyperparameters.set_index("name").loc["volatility", "estimate"])
        extra.append(items["extra"].median())
    assert np.std(np.concatenate(z)) == pytest.approx(1.0, abs=0.3)
    assert np.mean(volatility) == pytest.approx(0.3, abs=0.06)
    assert np.mean(extra) == pytest.approx(0.08, abs=0.03)


def test_an_item_turned_by_its_polarity_changes_nothing() -> None:
    truth = simulate_items(11, items=8, periods=30, asked=0.5)
    rows = truth.readings.copy()
    turned = rows["question"].isin(["item01", "item04"])
    rows.loc[turned, "share"] = 1 - rows.loc[turned, "share"]
    plain = quiet(truth.readings, method="latent", period="M")
    again = quiet(rows, method="latent", period="M", polarity={"item01": -1, "item04": -1})
    assert again.table["estimate"].to_numpy() == pytest.approx(
        plain.table["estimate"].to_numpy(), abs=1e-6
    )
    with pytest.warns(ProblemsWarning, match=r"negative-loading[^&]*item01 and item04"):
        undeclared = mood(rows, method="latent", period="M")
    assert undeclared.doubtful == ["item01", "item04"]


def test_countries_stand_on_one_scale_where_items_are_shared() -> None:
    truth = simulate_items(21, items=12, periods=40, asked=0.4, countries=("GB", "FR"), apart=0.1)
    found = mood(truth.readings, method="latent", period="M")
    assert isinstance(found, CountryMoods)
    assert list(found) == ["FR", "GB"]
    gap = truth.level["FR"].mean() - truth.level["GB"].mean()
    drawn = found.draws(2000, seed=3)
    logits = np.log(drawn / (1 - drawn))
    apart = logits["FR"].mean(axis=1) - logits["GB"].mean(axis=1)
    assert apart.mean() == pytest.approx(gap, abs=2.5 * apart.std())
    assert apart.std() < 0.2
    table = found.table
    assert table["country"].unique().tolist() == ["FR", "GB"]
    assert found.at("2002-06-01")["country"].tolist() == ["FR", "GB"]
    alone = found["GB"].draws(50, seed=1, dates=["2002-06-01"]).to_numpy()
    assert found["GB"].at("2002-06-01")["estimate"] == pytest.approx(alone.mean(), abs=0.05)


def test_draws_have_the_bands_moments(simulated: list[tuple[ItemTruth, Mood]]) -> None:
    _, found = simulated[0]
    drawn = found.draws(4000, seed=5)
    assert drawn.mean().to_numpy() == pytest.approx(found.table["estimate"].to_numpy(), abs=0.003)
    assert drawn.std().to_numpy() == pytest.approx(found.table["se"].to_numpy(), rel=0.08)
    moved = found.change("2002-01-15", "2004-01-15")
    pair = found.draws(4000, seed=0, dates=["2002-01-15", "2004-01-15"]).to_numpy()
    assert moved["estimate"] == pytest.approx((pair[:, 1] - pair[:, 0]).mean(), abs=1e-9)

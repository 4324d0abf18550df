"""Dyad ratios against numbers worked by hand and against the R package.

`reference/distrust_in_government.csv` holds 295 survey marginals on distrust in British
government (Jennings, Clarke, Moss and Stoker 2017, Public Opinion Quarterly 81, doi
10.1093/poq/nfx020); `annual_mood.csv` and `annual_items.csv` what the R package DyadRatios 1.2
returns for them by year with smoothing. The package never reads a file's last row, which is
therefore left out here.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.latent.dyad_index import fit_dyad_index
from analysis.latent.dyad_ratios import dyad_ratios
from analysis.latent.mood import mood
from polls.errors import ProblemsError, ProblemsWarning
from tests.analysis.latent.naive_dyad_ratios import naive_mood
from tests.writers.mood_items import simulate_items, typed_items

REFERENCE = Path(__file__).parent / "reference"
LEFT_AGAINST = ["bsa_govtrust2", "eb_polcor", "trustown_m"]


def distrust() -> pd.DataFrame:
    rows = pd.read_csv(REFERENCE / "distrust_in_government.csv", parse_dates=["date"]).iloc[:-1]
    return pd.DataFrame(
        {
            "country": "GB",
            "question": rows["item"],
            "answer": "distrust",
            "start": rows["date"],
            "end": rows["date"],
            "share": rows["percent"] / 100,
            "n": rows["n"].astype(float),
        }
    )


def test_equals_the_r_package_by_year_and_names_what_it_leaves_turned() -> None:
    with pytest.warns(ProblemsWarning) as caught:
        found = mood(distrust())
    (problem,) = caught[0].message.problems
    assert problem.code == "negative-loading"
    assert all(name in problem.got for name in LEFT_AGAINST)
    expected = pd.read_csv(REFERENCE / "annual_mood.csv")
    assert found.table["date"].dt.year.tolist() == expected["year"].tolist()
    assert 100 * found.table["estimate"].to_numpy() == pytest.approx(expected["mood"], abs=1e-3)
    items = pd.read_csv(REFERENCE / "annual_items.csv").set_index("item")
    own = found.items.set_index("item").loc[items.index]
    assert own["loading"].to_numpy() == pytest.approx(items["loading"], abs=1e-5)
    assert own["periods"].tolist() == items["periods"].tolist()
    assert 100 * own["mean"].to_numpy() == pytest.approx(items["mean"], abs=1e-9)
    assert 100 * own["sd"].to_numpy() == pytest.approx(items["sd"], abs=1e-9)


def test_reports_the_diagnostics_of_the_r_package() -> None:
    with pytest.warns(ProblemsWarning):
        measures = mood(distrust()).diagnostics
    assert measures["iterations"] == 5
    assert measures["reliability"] == pytest.approx(0.9171, abs=5e-5)
    assert measures["explained"] == pytest.approx(0.5065, abs=5e-5)
    assert measures["alpha_forward"] == pytest.approx(0.5113, abs=5e-5)
    assert measures["alpha_backward"] == pytest.approx(0.5, abs=1e-9)


def test_the_whole_call_by_month_takes_less_than_a_fiftieth_of_the_r_packages_time() -> None:
    """It takes 20.4 s for 864 months. Plain loops, 1.2 s on an idle machine, tell a busy one."""
    took = []
    with pytest.warns(ProblemsWarning):
        for _ in range(4):
            start = time.process_time()
            found = mood(distrust(), period="M")
            took.append(time.process_time() - start)
    assert len(found.table) == 864
    start = time.process_time()
    naive_mood(found.found.cells, smoothing=True)  # type: ignore[union-attr]
    busy = max(1.0, (time.process_time() - start) / 1.2)
    assert min(took) < busy * 20.4 / 50


@pytest.mark.parametrize("smoothing", [True, False])
@pytest.mark.parametrize("period", ["A", "M"])
def test_real_items_equal_the_published_steps_in_plain_loops(period: str, smoothing: bool) -> None:
    with pytest.warns(ProblemsWarning):
        found = mood(distrust(), period=period, smoothing=smoothing).found  # type: ignore[arg-type]
    path, loadings, iterations = naive_mood(found.cells, smoothing=smoothing)  # type: ignore[union-attr]
    assert found.found.mood == pytest.approx(path, abs=1e-5)  # type: ignore[union-attr]
    assert found.found.loadings == pytest.approx(loadings, abs=1e-7)  # type: ignore[union-attr]
    assert found.found.iterations == iterations  # type: ignore[union-attr]


GAPS = ("scattered", "a hole", "two halves", "linked by one")


@pytest.mark.parametrize("gaps", GAPS)
def test_any_gaps_equal_the_published_steps_in_plain_loops(gaps: str) -> None:
    for seed in range(8):
        random = np.random.default_rng((seed, GAPS.index(gaps)))
        periods, items = int(random.integers(12, 40)), int(random.integers(3, 9))
        walk = np.cumsum(random.normal(0, 2, periods))
        cells = 50 + walk[:, None] * random.uniform(-0.3, 1.5, items)
        cells += random.normal(0, 2, cells.shape)
        cells[random.random(cells.shape) < random.uniform(0.2, 0.7)] = np.nan
        half = periods // 2
        if gaps == "a hole":
            cells[half - 2 : half + 3] = np.nan
        if gaps in ("two halves", "linked by one"):
            cells[:half, : items // 2] = np.nan
            cells[half:, items // 2 :] = np.nan
        if gaps == "linked by one":
            cells[[2, half + 3], 0] = 48.0, 53.0
        cells = cells[:, (~np.isnan(cells)).sum(axis=0) > 1]
        held = np.flatnonzero(~np.isnan(cells).all(axis=1))
        cells = cells[held[0] : held[-1] + 1]
        for smoothing in (True, False):
            path, loadings, iterations = naive_mood(cells, smoothing=smoothing)
            found = dyad_ratios(cells, smoothing=smoothing)
            assert found.iterations == iterations
            assert found.mood == pytest.approx(path, abs=1e-4)
            assert found.loadings == pytest.approx(loadings, abs=1e-6)


def test_two_linked_items_by_hand() -> None:
    """Standardised both go 90, 110. Forward 100, 100*11/9, 100*(11/9)^2; backward retraces it.

    Mean 123.868 and deviation 24.732 become the items' own, (42 + 63) / 2 and (2 + 3) / 2.
    """
    cells = np.array([[40.0, np.nan], [44.0, 60.0], [np.nan, 66.0]])
    raw = 100 * (11 / 9) ** np.arange(3)
    expected = 52.5 + 2.5 * (raw - raw.mean()) / raw.std(ddof=1)
    found = dyad_ratios(cells, smoothing=False)
    assert found.mood == pytest.approx(expected, abs=1e-12)
    assert expected == pytest.approx([50.0874, 52.3336, 55.0790], abs=1e-4)
    assert found.reliability == pytest.approx(1.0)


def test_validities_weigh_ratios_and_pairs_count_alike_by_hand() -> None:
    """Three items in two periods: the ratio is the weighted mean of three, in each direction.

    Items rise 90 to 110 or fall 110 to 90; with one of three falling and validity 1 for all
    the forward ratio is (11/9 + 11/9 + 9/11) / 3, the same backwards for its inverse.
    """
    cells = np.array([[40.0, 60.0, 51.0], [44.0, 66.0, 50.0]])
    found = dyad_ratios(cells, smoothing=False)
    assert found.loadings == pytest.approx([1.0, 1.0, -1.0])
    assert found.mood == pytest.approx(
        (42 + 63 + 50.5) / 3 + np.array([-1, 1]) * (2 + 3 + 0.5) / 3 / np.sqrt(2)
    )
    assert found.explained == pytest.approx(1.0)


def test_smoothing_takes_the_weight_that_predicts_best() -> None:
    """One item: the forward recursion is the item itself; alpha is found by trying all."""
    random = np.random.default_rng(4)
    values = 50 + np.cumsum(random.normal(size=40)) + random.normal(0, 1.5, 40)
    found = dyad_ratios(values[:, None])
    standard = 100 + 10 * (values - values.mean()) / values.std()
    raw = standard * 100 / standard[0]

    def loss(alpha: float) -> float:
        smooth = [raw[0]]
        for value in raw[1:]:
            smooth.append(alpha * value + (1 - alpha) * smooth[-1])
        return float(sum((raw[t] - smooth[t - 1]) ** 2 for t in range(2, 40)))

    tried = np.linspace(0.5, 1.0, 5001)
    assert found.alphas[0] == pytest.approx(tried[np.argmin([loss(a) for a in tried])], abs=2e-4)


def test_a_period_without_items_keeps_the_value_before_it() -> None:
    cells = np.array([[40.0], [44.0], [np.nan], [42.0]])
    found = dyad_ratios(cells, smoothing=False)
    forward = 100 * cells[[0, 1, 1, 3], 0] / 40  # the item's own path in its own ratios
    assert found.mood[1] != found.mood[2]  # backward it keeps the value after it
    assert np.argmax(found.mood) == 1
    assert len(found.mood) == len(forward)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.2, 3.0), st.floats(-20, 20))
def test_levels_and_units_of_items_do_not_matter_to_the_shape(
    seed: int, stretch: float, shift: float
) -> None:
    random = np.random.default_rng(seed)
    cells = 50 + np.cumsum(random.normal(size=(12, 1)), axis=0) + random.normal(size=(12, 4))
    cells[random.random(cells.shape) < 0.3] = np.nan
    cells[[0, 5, 11], :] = 50 + random.normal(size=(3, 4))
    other = cells.copy()
    other[:, 0] = 50 + shift + stretch * (cells[:, 0] - 50)
    first, second = (dyad_ratios(each, smoothing=False) for each in (cells, other))
    assert first.loadings == pytest.approx(second.loadings, abs=1e-9)
    assert np.corrcoef(first.mood, second.mood)[0, 1] == pytest.approx(1.0)


def test_the_sampling_band_follows_the_bases() -> None:
    shares = {
        f"q{k}": {2000 + t: 0.3 + 0.05 * k + 0.02 * ((3 * t) % 5) for t in range(8)}
        for k in range(6)
    }
    wide, narrow = (mood(typed_items(shares, n=n)) for n in (400.0, 1600.0))
    spread = [
        float((found.table["high_sampling"] - found.table["low_sampling"]).mean())
        for found in (wide, narrow)
    ]
    assert spread[0] / spread[1] == pytest.approx(2.0, rel=0.15)
    drawn = narrow.draws(200, seed=1)
    assert drawn.mean().to_numpy() == pytest.approx(narrow.table["estimate"].to_numpy(), abs=1e-9)
    assert (narrow.table["low"] <= narrow.table["low_sampling"]).all()
    pd.testing.assert_frame_equal(drawn, narrow.draws(200, seed=1))


def test_the_sampling_band_of_items_that_rise_alike_is_that_of_their_mean() -> None:
    """Nine items without error: the mood's deviation is about a third of a cell's."""
    walk = np.cumsum(np.random.default_rng(2).normal(0, 0.03, 30))
    shares = {f"q{k}": {1990 + t: 0.5 + walk[t] for t in range(30)} for k in range(9)}
    found = mood(typed_items(shares, n=1000.0), smoothing=False)
    one = np.sqrt(0.25 / 1000) / 3
    reach = (found.table["high_sampling"] - found.table["low_sampling"]) / 2 / 1.645
    assert reach.mean() == pytest.approx(one, rel=0.2)


def test_in_periods_without_items_the_band_is_that_of_a_walk_between_two_ends() -> None:
    """The middle of two ends L periods apart misses a walk by sigma^2 L / 4, wherever between.

    A little less, for mean and spread of the whole line are held.
    """
    years = [year for year in range(1980, 2020) if not 1995 <= year < 2005]
    random = np.random.default_rng(7)
    walk = dict(zip(range(1980, 2020), np.cumsum(random.normal(0, 0.02, 40)), strict=True))
    shares = {f"q{k}": {year: 0.5 + walk[year] for year in years} for k in range(6)}
    found = mood(typed_items(shares, n=100_000.0), smoothing=False)
    index = found.found
    own = found.table.set_index(found.table["date"].dt.year)["se"]
    apart = 0.01 * index.volatility * np.sqrt(11) / 2  # type: ignore[union-attr]
    assert own.loc[1995:2004].to_numpy() == pytest.approx(0.84 * apart, rel=0.25)
    assert own.loc[1995:2004].mean() == pytest.approx(0.84 * apart, rel=0.12)
    assert own.loc[1981:1993].mean() < 0.35 * apart
    path = np.array([walk[year] for year in years])
    moved = (path[4:] - path[:-4]) / np.sqrt(np.subtract(years[4:], years[:-4]))
    rms = 100 * np.sqrt(np.mean(moved**2))
    assert index.volatility == pytest.approx(rms, rel=0.15)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def known_paths() -> list[tuple[float, float]]:
    """Coverage of the 90% band and correlation with the path behind 12 sets of items."""
    found = []
    for seed in range(12):
        truth = simulate_items(2000 + seed, items=15, periods=30, asked=0.35, step=365)
        own = mood(truth.readings)
        years = pd.PeriodIndex(truth.dates, freq="Y")
        path = 1 / (1 + np.exp(-truth.level["GB"]))
        rows = own.table.set_index(pd.PeriodIndex(own.table["date"], freq="Y")).loc[years]
        estimate = rows["estimate"].to_numpy()
        # Mean and spread of the mood are a convention.
        path = estimate.mean() + estimate.std() * (path - path.mean()) / path.std()
        inside = (rows["low"].to_numpy() <= path) & (path <= rows["high"].to_numpy())
        found.append((float(inside.mean()), float(np.corrcoef(path, estimate)[0, 1])))
    return found


def test_the_band_holds_a_known_path_as_often_as_it_says(
    known_paths: list[tuple[float, float]],
) -> None:
    inside = [each for each, _ in known_paths]
    assert np.mean(inside) == pytest.approx(0.9, abs=0.03)


def test_a_known_path_is_found(known_paths: list[tuple[float, float]]) -> None:
    """In one of twelve the walk itself hardly moved."""
    correlations = np.array([correlation for _, correlation in known_paths])
    assert correlations.mean() > 0.97
    assert (correlations > 0.95).mean() > 0.9


def test_a_day_outside_the_readings_is_refused() -> None:
    found = mood(typed_items({"q": {2000: 0.4, 2001: 0.5}, "r": {2000: 0.3, 2001: 0.35}}))
    assert found.at("2001-03-01")["estimate"] == found.table["estimate"].iloc[1]
    with pytest.raises(ProblemsError, match="date-outside-mood"):
        found.at("2002-01-01")


def test_cells_are_weighted_by_bases_and_1000_stands_in() -> None:
    rows = typed_items({"q": {2000: 0.40, 2001: 0.50}, "r": {2000: 0.40, 2001: 0.50}})
    again = rows.iloc[:1].assign(pollster="B", share=0.52, n=np.nan)
    found = mood(pd.concat([rows, again, again.assign(pollster="C", n=0.0)], ignore_index=True))
    assert isinstance(found.found, type(fit_dyad_index(found.made_of, smoothing=True)))
    assert found.found.cells[0, 0] == pytest.approx(100 * (0.40 + 0.52 + 0.52) / 3)

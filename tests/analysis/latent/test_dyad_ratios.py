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
from tests.writers.mood_items import typed_items

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


def test_months_take_a_fiftieth_of_the_r_packages_time() -> None:
    """It takes 20.4 s for 864 months; processor time, which other work does not lengthen."""
    with pytest.warns(ProblemsWarning):
        mood(distrust(), period="M")
        start = time.process_time()
        found = mood(distrust(), period="M")
        took = time.process_time() - start
    assert len(found.table) == 864
    assert took < 2 * 20.4 / 50  # twice the promise, for slower machines


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


def test_the_band_follows_the_bases_and_holds_no_level() -> None:
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

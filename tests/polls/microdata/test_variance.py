"""Linearised standard errors, against independent routes to the same numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import polls
from polls import ProblemsError
from polls.microdata import variance
from tests.writers.survey_writer import LABELS, respondents

DESIGNS = {
    "weights only": {},
    "strata": {"strata": "stratum"},
    "units": {"psu": "unit"},
    "strata and units": {"strata": "stratum", "psu": "unit"},
}


def dense_standard_error(
    frame: pd.DataFrame, code: float, inside: pd.Series, strata: str = "", psu: str = ""
) -> float:
    """sqrt(z' A z) with every respondent's influence z and the n x n matrix A written out.

    A holds n_h / (n_h - 1) (same unit - same stratum / n_h), n_h units in stratum h.
    """
    weight = frame["w"].to_numpy() * inside.to_numpy()
    share = (weight * (frame["q"] == code)).sum() / weight.sum()
    influence = weight * ((frame["q"] == code).to_numpy() - share) / weight.sum()
    stratum = frame[strata].to_numpy() if strata else np.zeros(len(frame))
    unit = frame[psu].to_numpy() if psu else np.arange(len(frame))
    same_stratum = stratum[:, None] == stratum[None, :]
    same_unit = same_stratum & (unit[:, None] == unit[None, :])
    units = np.array([len(set(unit[stratum == own])) for own in stratum], dtype=float)
    matrix = (units / (units - 1))[:, None] * (same_unit - same_stratum / units[:, None])
    return float(np.sqrt(influence @ matrix @ influence))


@pytest.mark.parametrize("design", DESIGNS.values(), ids=DESIGNS)
@pytest.mark.parametrize("base", ["all", "substantive"])
def test_standard_errors_equal_the_quadratic_form_of_the_influence_functions(
    design: dict[str, str], base: str
) -> None:
    frame = respondents()
    readings = polls.tabulate(
        frame, "q", by="region", weight="w", labels=LABELS, base=base, **design
    )
    asked = frame["q"].isin([1, 2, 3, 98, 99] if base == "all" else [1, 2, 3])
    codes = {label: code for code, label in LABELS["q"]}
    regions = {label: code for code, label in LABELS["region"]}
    for (_, reading), error in zip(
        readings.iterrows(), polls.standard_errors(readings), strict=True
    ):
        group = reading["group"]
        inside = asked if group == "all" else asked & (frame["region"] == regions[group])
        expected = dense_standard_error(frame, codes[reading["answer_text"]], inside, **design)
        assert error == pytest.approx(expected, abs=1e-10, rel=1e-10)


@settings(max_examples=25)
@given(
    seed=st.integers(0, 10_000),
    n=st.integers(40, 150),
    strata=st.integers(1, 3),
    rows=st.integers(1, 60),
)
def test_any_sample_in_any_chunks_has_the_standard_errors_of_the_quadratic_form(
    seed: int, n: int, strata: int, rows: int
) -> None:
    frame = respondents(n, seed, strata)
    assume(frame["stratum"].value_counts().min() > 1)
    readings = polls.tabulate(
        frame, "q", weight="w", strata="stratum", labels=LABELS, chunk_rows=rows
    )
    asked = frame["q"].isin([1, 2, 3, 98, 99])
    codes = {label: code for code, label in LABELS["q"]}
    for (_, reading), error in zip(
        readings.iterrows(), polls.standard_errors(readings), strict=True
    ):
        code = codes[reading["answer_text"]]
        expected = dense_standard_error(frame, code, asked, strata="stratum")
        assert error == pytest.approx(expected, abs=1e-10)


@pytest.mark.parametrize("psu", ["", "unit"])
def test_what_is_added_up_a_slab_at_a_time_is_the_same_sum(
    psu: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = respondents(200, 7, 2)
    design = {"weight": "w", "strata": "stratum"} | ({"psu": psu} if psu else {})
    found = []
    for slab in (variance.SLAB, 60, 1):
        monkeypatch.setattr(variance, "SLAB", slab)
        readings = polls.tabulate(frame, "q", by="region", labels=LABELS, **design)
        found.append(polls.standard_errors(readings).tolist())
    assert found[1] == pytest.approx(found[0], rel=1e-9)
    assert found[2] == pytest.approx(found[0], rel=1e-9)


def test_the_fpc_example_of_r_survey_and_stata_is_met() -> None:
    """`svymean(~x, withoutfpc)` of R's survey package, data(fpc): mean 5.4481, SE 0.7413.

    Stata prints 5.448148 and .7412683 for `svy: mean x` on the same data (fpc.dta without
    the population sizes). A mean of x is a share here: each unit splits its weight into
    x / 10 of "a" and the rest of "b", so the share of "a" is the mean of x / 10.
    """
    units = pd.DataFrame(
        {
            "stratum": [1, 1, 1, 1, 1, 2, 2, 2],
            "unit": [1, 2, 3, 4, 5, 1, 2, 3],
            "w": [3.0] * 5 + [4.0] * 3,
            "x": [2.8, 4.1, 6.8, 6.8, 9.2, 3.7, 6.6, 4.2],
        }
    )
    parts = [
        units.assign(q="a", w=units["w"] * units["x"] / 10),
        units.assign(q="b", w=units["w"] * (1 - units["x"] / 10)),
    ]
    readings = polls.tabulate(pd.concat(parts), "q", weight="w", strata="stratum", psu="unit")
    assert 10 * readings.loc[0, "share"] == pytest.approx(5.448148, abs=5e-7)
    assert 10 * polls.standard_errors(readings)[0] == pytest.approx(0.7412683, abs=5e-8)


def test_without_strata_and_units_the_errors_are_the_sandwich_of_weighted_least_squares() -> None:
    frame = respondents().query("q <= 3")
    readings = polls.tabulate(frame, "q", weight="w", labels=LABELS)
    fitted = sm.WLS((frame["q"] == 1).astype(float), np.ones(len(frame)), weights=frame["w"]).fit(
        cov_type="HC0"
    )
    n = len(frame)
    expected = float(fitted.bse.iloc[0]) * np.sqrt(n / (n - 1))
    assert polls.standard_errors(readings)[0] == pytest.approx(expected, rel=1e-10)


def test_clusters_give_the_clustered_sandwich_of_weighted_least_squares() -> None:
    frame = respondents(units=30).query("q <= 3")
    readings = polls.tabulate(frame, "q", weight="w", psu="unit", labels=LABELS)
    model = sm.WLS((frame["q"] == 1).astype(float), np.ones(len(frame)), weights=frame["w"])
    fitted = model.fit(
        cov_type="cluster", cov_kwds={"groups": frame["unit"], "use_correction": False}
    )
    clusters = frame["unit"].nunique()
    expected = float(fitted.bse.iloc[0]) * np.sqrt(clusters / (clusters - 1))
    assert polls.standard_errors(readings)[0] == pytest.approx(expected, rel=1e-10)


def test_equal_weights_without_a_design_have_a_design_effect_of_one() -> None:
    frame = pd.DataFrame({"q": ["yes"] * 40 + ["no"] * 60})
    readings = polls.tabulate(frame, "q")
    assert readings["deff"].tolist() == pytest.approx([100 / 99] * 2)


def test_weights_alone_cost_what_kish_says_when_they_do_not_go_with_the_answer() -> None:
    """Kish (1965): deff = 1 + the squared coefficient of variation of the weights."""
    random = np.random.default_rng(4)
    frame = pd.DataFrame(
        {"q": random.integers(0, 2, 200_000), "w": random.lognormal(0, 0.6, 200_000)}
    )
    kish = 1 + (frame["w"].std(ddof=0) / frame["w"].mean()) ** 2
    readings = polls.tabulate(frame, "q", weight="w")
    assert readings["deff"].tolist() == pytest.approx([kish] * 2, rel=0.02)


def test_the_standard_error_is_the_spread_over_repeated_cluster_samples() -> None:
    random = np.random.default_rng(5)
    shares, errors = [], []
    for _ in range(200):
        leaning = random.beta(2, 2, 40)
        unit = np.repeat(np.arange(40), 15)
        frame = pd.DataFrame({"q": (random.random(600) < leaning[unit]).astype(int), "unit": unit})
        readings = polls.tabulate(frame, "q", psu="unit").query("answer == '1'")
        shares.append(readings["share"].item())
        errors.append(polls.standard_errors(readings).item())
    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.std(shares), rel=0.12)


def test_units_numbered_anew_in_each_stratum_are_different_units() -> None:
    frame = respondents()
    apart = frame.assign(unit=frame["stratum"] * 100 + frame["unit"])
    given = {"weight": "w", "strata": "stratum", "psu": "unit", "labels": LABELS}
    pd.testing.assert_frame_equal(
        polls.tabulate(frame, "q", **given), polls.tabulate(apart, "q", **given)
    )


def test_a_unit_without_anybody_of_the_group_still_counts_as_drawn() -> None:
    """A group is a domain: dropping the others first would lose their units."""
    frame = pd.DataFrame(
        {"q": [1, 0, 1, 0, 1, 0], "unit": [1, 1, 2, 2, 3, 3], "sex": list("mmmmff")}
    )
    of_all = polls.tabulate(frame, "q", by="sex", psu="unit").query("group == 'm'")
    alone = polls.tabulate(frame[frame["sex"] == "m"], "q", by="sex", psu="unit").query(
        "group == 'm'"
    )
    assert of_all["share"].tolist() == alone["share"].tolist()
    frame["q"] = [1, 0, 1, 1, 1, 0]
    of_all = polls.tabulate(frame, "q", by="sex", psu="unit").query("group == 'm'")
    alone = polls.tabulate(frame[frame["sex"] == "m"], "q", by="sex", psu="unit").query(
        "group == 'm'"
    )
    # Scores -1/8 and 1/8 in two units; the third adds a 0: 3/2 instead of 2 times their squares.
    assert polls.standard_errors(of_all).tolist() == pytest.approx([(3 / 64) ** 0.5] * 2)
    assert polls.standard_errors(alone).tolist() == pytest.approx([(4 / 64) ** 0.5] * 2)


class TestStrataWithOneUnit:
    frame = pd.DataFrame(
        {"q": [1, 0, 1, 1, 0, 0], "stratum": list("aabbcc"), "unit": [1, 2, 1, 2, 1, 1]}
    )

    def test_are_refused_by_name_unless_a_treatment_is_chosen(self) -> None:
        with pytest.raises(ProblemsError) as caught:
            polls.tabulate(self.frame, "q", strata="stratum", psu="unit")
        (problem,) = caught.value.problems
        assert problem.code == "single-unit-stratum"
        assert problem.got == "stratum c"
        assert "centred" in problem.hint and "certainty" in problem.hint

    @pytest.mark.parametrize(
        ("treatment", "lone"), [("certainty", 0.0), ("centred", (1 / 6 * 2) ** 2 / 4)]
    )
    def test_add_nothing_or_their_distance_from_the_mean(self, treatment: str, lone: float) -> None:
        readings = polls.tabulate(
            self.frame, "q", strata="stratum", psu="unit", single_unit=treatment
        )
        # Share 1/2: scores are 1/12 and -1/12; stratum a spreads, b does not, c sums to -1/6.
        spread_of_a = 2 * ((1 / 12) ** 2 + (1 / 12) ** 2)
        assert polls.standard_errors(readings)[0] ** 2 == pytest.approx(spread_of_a + lone)


def test_an_answer_that_everybody_gave_has_no_design_effect() -> None:
    readings = polls.tabulate(pd.DataFrame({"q": ["yes"] * 10}), "q")
    assert readings["share"].tolist() == [1.0]
    assert readings["deff"].isna().all()

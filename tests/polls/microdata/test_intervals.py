"""Intervals of shares, small bases, and what is said of both."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import beta, binomtest

import polls
from polls import ProblemsError
from polls.microdata.intervals import clopper_pearson


def published(share: float, n: float, **more: Any) -> pd.DataFrame:
    return pd.DataFrame([{"share": share, "n": n, "deff": np.nan, "note": "", **more}])


def limits(readings: pd.DataFrame, method: Any, **options: Any) -> list[float]:
    found = polls.intervals(readings, method, **options)
    return [float(value) for value in found[["low", "high"]].to_numpy()[0]]


@pytest.mark.parametrize(("count", "n"), [(0, 40), (1, 40), (20, 40), (39, 40), (40, 40), (7, 500)])
@pytest.mark.parametrize(("method", "scipy"), [("beta", "exact"), ("wilson", "wilson")])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_of_simple_samples_are_those_of_scipy(
    count: int, n: int, method: Any, scipy: Any, level: float
) -> None:
    expected = binomtest(count, n).proportion_ci(level, scipy)
    found = limits(published(count / n, n), method, level=level)
    assert found == pytest.approx([expected.low, expected.high], abs=1e-9)


def test_the_exact_limits_on_everybody_are_the_share_itself() -> None:
    low, high = clopper_pearson(np.array([0.3, 0.7]), np.full(2, np.inf), 0.025)
    assert (low.tolist(), high.tolist()) == ([0.3, 0.7], [0.3, 0.7])


def test_the_clusters_of_r_survey() -> None:
    """svyciprop(~I(q == 1), clusters), 4 degrees of freedom, of the data of test_population."""
    from tests.polls.microdata.test_population import CLUSTERS, PEOPLE

    readings = polls.tabulate(PEOPLE, "q", design=CLUSTERS)
    assert limits(readings, "logit") == pytest.approx([0.340968200900581, 0.756163576593921])
    assert limits(readings, "beta") == pytest.approx([0.346072780692458, 0.756835709572746])
    assert limits(readings, "mean") == pytest.approx([0.338078864460115, 0.779568194363414])


def test_a_design_effect_shrinks_the_base_of_published_readings() -> None:
    half = limits(published(0.3, 500), "wilson")
    assert limits(published(0.3, 1000), "wilson", deff=2.0) == pytest.approx(half)
    assert limits(published(0.3, 1000, deff=2.0), "wilson") == pytest.approx(half)


def test_few_degrees_of_freedom_widen_all_of_them() -> None:
    few = published(0.3, 1000, note="degrees of freedom 5")
    for method in ("logit", "beta", "wilson", "mean", "asin"):
        wide, usual = limits(few, method), limits(published(0.3, 1000), method)
        assert wide[0] < usual[0] < 0.3 < usual[1] < wide[1]
    assert limits(few, "mean")[1] == pytest.approx(0.3 + 2.570582 * (0.21 / 1000) ** 0.5)


def test_a_share_of_nobody_takes_the_design_effect_of_the_other_answers() -> None:
    wave = pd.DataFrame({"share": [0.0, 0.5, 0.5], "n": 100.0, "deff": [np.nan, 2.0, 3.0]})
    wave["question"] = "q"
    assert polls.intervals(wave, "beta")["n_effective"].tolist() == pytest.approx([40, 50, 100 / 3])
    assert limits(wave, "beta") == pytest.approx([0, 1 - 0.025 ** (1 / 40)])
    assert limits(wave, "logit") == limits(wave, "beta")


@pytest.mark.parametrize("method", ["logit", "beta", "wilson", "mean", "asin"])
def test_no_base_has_no_interval(method: Any) -> None:
    assert np.isnan(limits(published(0.3, np.nan), method)).all()
    assert np.isnan(limits(published(0.3, 0), method)).all()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"method": "wald"}, "unknown-choice"),
        *(({"level": level}, "level-out-of-range") for level in (95, 1.5, 1.0, 0.0)),
        ({"deff": 0}, "deff-not-positive"),
    ],
)
def test_choices_that_cannot_be_are_one_problem(options: dict[str, Any], code: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        polls.intervals(published(0.3, 100), **options)
    assert [problem.code for problem in raised.value.problems] == [code]


class TestSmallBases:
    @pytest.mark.parametrize(
        ("share", "n", "deff", "freedom", "reliability", "why"),
        [
            (0.5, 1000, 1.0, 100, "", ""),
            (0.5, 29, 0.5, 28, "withheld", "base below 30"),
            (0.5, 30, 1.01, 100, "withheld", "effective base below 30"),
            (0.5, 40, 1.0, 39, "withheld", "interval of 30 points or more"),
            (0.06, 100, 1.0, 99, "withheld", "interval of more than 130% of the share"),
            (0.02, 300, 1.0, 299, "", ""),
            (0.94, 100, 1.0, 99, "marked", "imprecise complement"),
            (0.4, 1000, 1.0, 7, "marked", "few degrees of freedom"),
            (0.4, 1000, 1.0, 8, "", ""),
            (0.0, 1000, np.nan, 99, "marked", "nobody or everybody"),
        ],
    )
    def test_by_the_rule_of_the_national_center(
        self, share: float, n: int, deff: float, freedom: int, reliability: str, why: str
    ) -> None:
        reading = published(share, n, deff=deff, note=f"degrees of freedom {freedom}")
        found = polls.small_bases(reading).iloc[0]
        assert found["reliability"] == reliability
        told = f"; {reliability} (nchs2017): {why}" if reliability else ""
        assert found["note"] == f"degrees of freedom {freedom}{told}"
        assert np.isnan(found["share"]) == (reliability == "withheld")

    @pytest.mark.parametrize(
        ("share", "width", "relative", "beyond", "reliability"),
        [
            (0.5, 0.30, None, True, "withheld"),
            (0.5, 0.30, None, False, ""),
            (0.02, 0.05, None, True, "withheld"),
            (0.02, 0.05, None, False, ""),
            (0.2, None, 1.30, True, "withheld"),
            (0.2, None, 1.30, False, ""),
            (0.8, None, 1.30, True, "marked"),
            (0.8, None, 1.30, False, ""),
        ],
    )
    def test_the_limits_of_widths_are_where_the_center_drew_them(
        self,
        share: float,
        width: float | None,
        relative: float | None,
        beyond: bool,
        reliability: str,
    ) -> None:
        """30 points and over, over 5 points, over 130% of the share or of its complement."""
        wanted = width or (relative or 0) * min(share, 1 - share)

        def too_wide(base: float) -> float:
            low = beta.ppf(0.025, base * share, base * (1 - share) + 1)
            high = beta.ppf(0.975, base * share + 1, base * (1 - share))
            return float(high - low - wanted)

        base = brentq(too_wide, 5, 1e5) * (0.999 if beyond else 1.001)
        reading = published(share, 1e6, deff=1e6 / base)
        if base < 30:
            reading = reading.assign(n=base * 10, deff=10.0)
            assert polls.small_bases(reading)["note"].item().endswith("effective base below 30")
            return
        assert polls.small_bases(reading)["reliability"].item() == reliability

    @pytest.mark.parametrize(
        ("share", "n", "reliability"),
        [(0.0, 29, "withheld"), (0.0, 30, "marked"), (0.0, 60, "marked"), (1.0, 60, "marked")],
    )
    def test_nobody_or_everybody_is_marked_on_any_base_that_is_large_enough(
        self, share: float, n: int, reliability: str
    ) -> None:
        wave = pd.DataFrame({"share": [share, 0.5], "n": n, "deff": [np.nan, 9.0], "note": ""})
        found = polls.small_bases(wave.assign(question="q"))
        assert found["reliability"].tolist()[0] == reliability

    def test_a_design_better_than_a_simple_sample_gains_nothing(self) -> None:
        """The effective base is at most n: at 50% of 44 the interval is 31 points wide."""
        assert polls.small_bases(published(0.5, 44, deff=0.5))["reliability"].item() == "withheld"
        assert polls.small_bases(published(0.5, 48, deff=0.5))["reliability"].item() == ""

    def test_no_base_at_all_is_withheld(self) -> None:
        for rule in ("nchs2017", "base50"):
            found = polls.small_bases(published(0.4, np.nan), rule).iloc[0]  # type: ignore[arg-type]
            assert found["note"] == f"withheld ({rule}): base unknown"

    @pytest.mark.parametrize(("n", "expected"), [(49, "withheld"), (50, "marked"), (100, "")])
    def test_by_the_custom_of_tables(self, n: int, expected: str) -> None:
        assert polls.small_bases(published(0.4, n), "base50")["reliability"].item() == expected

    def test_an_unknown_rule_is_a_problem(self) -> None:
        with pytest.raises(ProblemsError) as raised:
            polls.small_bases(published(0.4, 10), "nchs")  # type: ignore[arg-type]
        assert raised.value.problems[0].code == "unknown-choice"

"""Readings, errors and intervals against R's survey package, to six digits and more.

reference/survey.R makes the values (survey.csv) and writes the data that are read here.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import polls
from polls import Design, Replicates

HERE = Path(__file__).parent / "reference"
PRINTED = pd.read_csv(HERE / "survey.csv").groupby("what", sort=False)["value"].apply(list)
DESIGNS = {
    "strata": ("apistrat.csv", Design(weight="pw", strata="stype", fpc="fpc")),
    "clusters": ("apiclus1.csv", Design(weight="pw", psu="dnum", fpc="fpc")),
}
JKN = [float(line) for line in (HERE / "jkn_rscales.txt").read_text().split()]
REPLICATES: dict[str, tuple[str, dict[str, Any]]] = {
    "JK1": ("jk1.csv", {"kind": "JK1"}),
    "JKn": ("jkn.csv", {"kind": "JKn", "rscales": JKN}),
    # as.svrepdesign resamples all units of one stratum, and scales for that.
    "bootstrap": (
        "bootstrap.csv",
        {"kind": "bootstrap", "scale": PRINTED["bootstrap scale"][0]},
    ),
}


def expected(what: str) -> Any:
    return pytest.approx(PRINTED[what], rel=1e-7)


def share_of(readings: pd.DataFrame, answer: str = "yes", group: str = "all") -> pd.DataFrame:
    return readings[(readings["answer"] == answer) & (readings["group_by"] == group)]


def tabulated(name: str, **options: Any) -> pd.DataFrame:
    file, design = DESIGNS[name]
    question = options.pop("question", "awards")
    return polls.tabulate(HERE / file, question, design=design, **options)


@pytest.mark.parametrize("name", DESIGNS)
class TestDesigns:
    def test_svymean(self, name: str) -> None:
        readings = tabulated(name)
        assert readings["share"].tolist() == expected(f"{name} svymean share value")
        assert polls.standard_errors(readings).tolist() == expected(f"{name} svymean share error")

    def test_svymean_of_a_scale(self, name: str) -> None:
        readings = polls.on_scale(tabulated(name, question="api00", statistics="mean"))
        mean = readings[readings["answer"] == "mean"]
        assert mean["value"].tolist() == expected(f"{name} svymean mean value")
        assert mean["se"].tolist() == expected(f"{name} svymean mean error")

    def test_svyratio_is_a_share_in_a_base(self, name: str) -> None:
        """Awards among the schools that met their target: two indicators, one over the other."""
        readings = share_of(tabulated(name, by="comp.imp"), group="comp_imp")
        yes = readings[readings["group"].str.lower() == "yes"]
        assert yes["share"].tolist() == expected(f"{name} svyratio value")
        assert polls.standard_errors(yes).tolist() == expected(f"{name} svyratio error")

    def test_svyby(self, name: str) -> None:
        readings = share_of(tabulated(name, by="stype"), group="stype")
        assert readings["share"].tolist() == expected(f"{name} svyby value")
        assert polls.standard_errors(readings).tolist() == expected(f"{name} svyby error")
        found = polls.intervals(readings)["degrees_of_freedom"].tolist()
        assert found == PRINTED[f"{name} degf of groups"]

    def test_svyby_of_crossed_groups(self, name: str) -> None:
        readings = tabulated(name, by=[("sch.wide", "stype")])
        readings = share_of(readings, group="sch_wide x stype")
        assert readings["share"].tolist() == expected(f"{name} crossed value")
        errors = PRINTED[f"{name} crossed error"]
        # R prints an error of 0 where all of a group gave the answer; a reading has none.
        found = polls.standard_errors(readings).fillna(0)
        assert found.tolist() == pytest.approx(errors, abs=1e-8)

    @pytest.mark.parametrize("method", ["logit", "beta", "mean", "asin"])
    def test_svyciprop(self, name: str, method: Any) -> None:
        interval = polls.intervals(share_of(tabulated(name)), method=method)
        found = interval[["low", "high"]].to_numpy()[0].tolist()
        assert found == expected(f"{name} svyciprop {method}")

    def test_svyquantile(self, name: str) -> None:
        readings = tabulated(name, question="api00", statistics=["mean", "median"])
        median = polls.on_scale(readings).query("answer == 'median'")
        assert median[["value", "se"]].to_numpy()[0].tolist() == pytest.approx(
            PRINTED[f"{name} svyquantile"][:2], rel=1e-7
        )

    def test_both_design_effects(self, name: str) -> None:
        effects = polls.design_effects(tabulated(name))
        replaced, default = PRINTED[f"{name} deff replace"], PRINTED[f"{name} deff"]
        assert effects["with_replacement"].tolist() == pytest.approx(replaced, rel=1e-7)
        assert effects["without_replacement"].tolist() == pytest.approx(default, rel=1e-7)


def test_design_effects_of_a_sample_of_three_quarters_of_the_population() -> None:
    """R's default is the larger one, by 1 / (1 - n / N): here 4.2 times."""
    schools = pd.read_csv(HERE / "apiclus1.csv")
    schools["pw"] *= 241 / schools["pw"].sum()
    effects = polls.design_effects(polls.tabulate(schools, "stype", weight="pw", psu="dnum"))
    assert effects["with_replacement"].tolist() == expected("dense deff replace")
    assert effects["without_replacement"].tolist() == expected("dense deff")


@pytest.mark.parametrize("name", REPLICATES)
class TestReplicates:
    def design(self, name: str, **more: Any) -> tuple[Path, Design]:
        file, stated = REPLICATES[name]
        return HERE / file, Design(weight="pw", replicates=Replicates("rw*", **stated, **more))

    def test_shares(self, name: str) -> None:
        file, design = self.design(name)
        readings = polls.tabulate(file, "awards", by="stype", design=design, chunk_rows=50)
        whole = readings[readings["group"] == "all"]
        assert whole["share"].tolist() == expected(f"{name} share value")
        assert polls.standard_errors(whole).tolist() == expected(f"{name} share error")
        groups = polls.standard_errors(share_of(readings, group="stype"))
        assert groups.tolist() == expected(f"{name} by error")
        interval = polls.intervals(share_of(readings), method="logit")
        assert interval[["low", "high"]].to_numpy()[0].tolist() == expected(f"{name} logit")
        assert interval["degrees_of_freedom"].tolist() == PRINTED[f"{name} degf"]

    def test_errors_around_the_whole_sample(self, name: str) -> None:
        file, design = self.design(name, mse=True)
        readings = polls.tabulate(file, "awards", design=design)
        assert polls.standard_errors(readings).tolist() == expected(f"{name} share mse error")

    def test_means_and_medians(self, name: str) -> None:
        file, design = self.design(name)
        readings = polls.tabulate(file, "api00", design=design, statistics=["mean", "median"])
        found = polls.on_scale(readings).set_index("answer")[["value", "se"]]
        assert found.loc["mean"].tolist() == pytest.approx(
            [*PRINTED[f"{name} mean value"], *PRINTED[f"{name} mean error"]], rel=1e-7
        )
        assert found.loc["median"].tolist() == expected(f"{name} median")


HALVES = ["101010", "100101", "011001", "010110"]
HALF = 2 * np.array([[int(unit) for unit in half] for half in HALVES])


@pytest.mark.parametrize(
    ("name", "replicates", "apart"),
    [
        ("BRR 0", {"kind": "BRR"}, 1.0),
        ("BRR 0.3", {"kind": "Fay", "fay": 0.3}, 0.7),
        ("ACS", {"kind": "successive-difference"}, 0.5),
    ],
)
def test_half_samples_and_successive_differences(
    name: str, replicates: dict[str, Any], apart: float
) -> None:
    """data(scd): survivors among arrests in three strata of two ambulances each."""
    arrests, alive = np.array([120, 78, 185, 228, 670, 530]), np.array([25, 24, 30, 49, 80, 70])
    rows = pd.DataFrame({"q": ["alive"] * 6 + ["dead"] * 6, "w": [*alive, *(arrests - alive)]})
    factors = np.tile(1 + (HALF.T - 1) * apart, (2, 1))
    design = Design(weight="w", replicates=Replicates(factors, combined=False, **replicates))
    readings = polls.tabulate(rows, "q", design=design)
    assert [readings["share"][0]] == expected(f"{name} value")
    assert [polls.standard_errors(readings)[0]] == expected(f"{name} error")


class TestRaked:
    def test_weights_that_counted_all_once_before_are_those_of_rake(self) -> None:
        design = Design(weight="raked", raked=["stype", "sch.wide"])
        readings = polls.tabulate(HERE / "raked.csv", "awards", by="stype", design=design)
        errors = polls.standard_errors(readings)
        assert errors[readings["group"] == "all"].tolist() == expected("rake share error")
        groups = share_of(readings, group="stype")
        assert polls.standard_errors(groups).tolist() == expected("rake by error")
        mean = polls.tabulate(HERE / "raked.csv", "api00", design=design, statistics="mean")
        assert polls.on_scale(mean)["se"].tolist()[-1:] == expected("rake mean error")

    def test_what_was_raked_to_has_no_error(self) -> None:
        design = Design(weight="raked", raked=["stype", "sch.wide"])
        readings = polls.tabulate(HERE / "raked.csv", "sch.wide", design=design)
        assert polls.standard_errors(readings).max() < 1e-7

    @pytest.mark.parametrize(
        ("name", "file", "design"),
        [
            (
                "calibrate",
                "calibrated.csv",
                Design(
                    weight="cal",
                    strata="stype",
                    raked=["stype", "sch.wide"],
                    before_raking="pw",
                ),
            ),
            (
                "calibrate clusters",
                "calibrated_clusters.csv",
                Design(weight="cal", psu="dnum", raked="stype", before_raking="pw"),
            ),
        ],
    )
    def test_weights_from_before_give_those_of_calibrate(
        self, name: str, file: str, design: Design
    ) -> None:
        readings = polls.tabulate(HERE / file, "awards", design=design)
        assert polls.standard_errors(readings).tolist() == expected(f"{name} share error")
        mean = polls.tabulate(HERE / file, "api00", design=design, statistics="mean")
        assert polls.on_scale(mean)["se"].tolist()[-1:] == expected(f"{name} mean error")

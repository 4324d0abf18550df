"""Readings, errors and intervals against svy, a second program beside R's survey package.

reference/svy_values.py makes the values (svy.csv) of the data that survey.R writes.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import polls
from polls import Design, Replicates
from tests.polls.microdata.test_against_r import DESIGNS, HERE, share_of

PRINTED = pd.read_csv(HERE / "svy.csv").groupby("what", sort=False)["value"].apply(list)
SAMPLES = {
    **DESIGNS,
    "JK1": ("jk1.csv", Design(weight="pw", replicates=Replicates("rw*", kind="JK1"))),
}


def tabulated(name: str, question: str, **options: Any) -> pd.DataFrame:
    file, design = SAMPLES[name]
    return polls.tabulate(HERE / file, question, design=design, **options)


def agree(readings: pd.DataFrame, what: str) -> None:
    errors = polls.standard_errors(readings)
    assert readings["share"].tolist() == pytest.approx(PRINTED[f"{what} value"], rel=1e-7)
    assert errors.tolist() == pytest.approx(PRINTED[f"{what} error"], rel=1e-7)


@pytest.mark.parametrize("name", SAMPLES)
def test_shares_groups_and_means(name: str) -> None:
    agree(share_of(tabulated(name, "awards")), f"{name} share")
    agree(share_of(tabulated(name, "awards", by="stype"), group="stype"), f"{name} by")
    found = polls.on_scale(tabulated(name, "api00", statistics="mean"))
    expected = [*PRINTED[f"{name} mean value"], *PRINTED[f"{name} mean error"]]
    assert found[["value", "se"]].to_numpy()[0].tolist() == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("name", DESIGNS)
class TestDesigns:
    def test_ratios_and_medians(self, name: str) -> None:
        targets = share_of(tabulated(name, "awards", by="comp.imp"), group="comp_imp")
        agree(targets[targets["group"].str.lower() == "yes"], f"{name} ratio")
        readings = tabulated(name, "api00", statistics=["mean", "median"])
        found = polls.on_scale(readings).query("answer == 'median'")[["value", "se"]]
        expected = [*PRINTED[f"{name} median value"], *PRINTED[f"{name} median error"]]
        assert found.to_numpy()[0].tolist() == pytest.approx(expected, rel=1e-7)

    @pytest.mark.parametrize("method", ["logit", "beta"])
    def test_intervals(self, name: str, method: Any) -> None:
        found = polls.intervals(share_of(tabulated(name, "awards")), method)
        limits = found[["low", "high"]].to_numpy()[0].tolist()
        assert limits == pytest.approx(PRINTED[f"{name} {method}"], rel=1e-7)

    def test_both_design_effects(self, name: str) -> None:
        effects = polls.design_effects(tabulated(name, "awards"))
        for kind, column in (("wr", "with_replacement"), ("wor", "without_replacement")):
            expected = pytest.approx(PRINTED[f"{name} deff {kind}"], rel=1e-7)
            assert effects[column].tolist() == expected

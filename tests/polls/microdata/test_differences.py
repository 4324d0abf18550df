"""Differences between groups and waves, their adjustment, and the letters of tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

import polls
from polls import Design, ProblemsError, Replicates
from polls.microdata.differences import _letter

HERE = Path(__file__).parent / "reference"
PRINTED = pd.read_csv(HERE / "survey.csv").groupby("what", sort=False)["value"].apply(list)


def between(*names: str, found: pd.DataFrame) -> pd.Series:
    row = found[(found["group"] == names[0]) & (found["versus"] == names[1])]
    return row[row["answer"] == "yes"].squeeze()


def test_groups_of_one_clustered_sample_have_the_errors_of_svycontrast_and_svyttest() -> None:
    design = Design(weight="pw", psu="dnum", fpc="fpc")
    found = polls.differences(HERE / "apiclus1.csv", "awards", by="stype", design=design)
    high, middle = between("e", "h", found=found), between("e", "m", found=found)
    # svyglm's coefficients of H and M against E, with fpc.
    errors, differences = PRINTED["linearised contrast"][:2], PRINTED["linearised contrast"][2:]
    assert [high["se"], middle["se"]] == pytest.approx(errors, rel=1e-7)
    assert [-high["difference"], -middle["difference"]] == pytest.approx(differences, rel=1e-7)
    assert high["degrees_of_freedom"] == 13


def test_replicates_give_the_errors_of_svycontrast() -> None:
    design = Design(weight="pw", replicates=Replicates("rw*", kind="JK1"))
    found = polls.differences(HERE / "jk1.csv", "awards", by="stype", design=design)
    pairs = [("e", "h"), ("e", "m"), ("h", "m")]
    errors = [between(*pair, found=found)["se"] for pair in pairs]
    fpc = (1 - 15 / 757) ** 0.5  # as.svrepdesign keeps the correction of the design
    assert np.array(errors) * fpc == pytest.approx(PRINTED["replicates contrast"], rel=1e-7)


def test_a_group_is_compared_with_the_whole_that_holds_it() -> None:
    people = pd.DataFrame({"q": [1, 1, 2, 1, 2, 2, 1, 2], "sex": list("mmmmffff")})
    found = polls.differences(people, "q", by="sex", between="total")
    row = found[(found["group"] == "m") & (found["answer"] == "1")].squeeze()
    inside, share = (people["sex"] == "m").to_numpy(), np.array(people["q"] == 1)
    scores = inside * (share - 0.75) / 4 - (share - 0.5) / 8
    assert row["difference"] == pytest.approx(0.25)
    assert row["se"] == pytest.approx(np.sqrt(8 / 7 * (scores**2).sum()))


def test_waves_are_compared_without_covariance() -> None:
    rows = pd.DataFrame(
        {"q": [1, 1, 2, 2] * 20 + [1, 2, 2, 2] * 20, "year": [2020] * 80 + [2022] * 80}
    )
    found = polls.differences(rows, "q", wave="year", between="waves")
    row = found[found["answer"] == "1"].squeeze()
    alone = polls.standard_errors(polls.tabulate(rows, "q", wave="year").query("answer == '1'"))
    assert row["difference"] == pytest.approx(-0.25)
    assert row["se"] == pytest.approx(np.sqrt((alone**2).sum()))
    assert row["degrees_of_freedom"] == 157
    assert str(row["versus"])[:4] == "2020"


@pytest.mark.parametrize(("adjust", "method"), [("holm", "holm"), ("benjamini-hochberg", "fdr_bh")])
def test_p_values_are_adjusted_within_a_banner(adjust: Any, method: str) -> None:
    random = np.random.default_rng(2)
    people = pd.DataFrame({"q": random.choice([1, 2, 3], 300), "age": random.integers(1, 5, 300)})
    people["sex"] = random.choice(["m", "f"], 300)
    found = polls.differences(people, "q", by=["age", "sex"], adjust=adjust)
    for _, family in found.groupby("group_by"):
        expected = multipletests(family["p_value"], method=method)[1]
        assert family["p_adjusted"].tolist() == pytest.approx(expected.tolist())
    assert len(found) == 6 * 3 + 1 * 3
    plain = polls.differences(people, "q", by=["age", "sex"], adjust="none")
    assert plain["p_adjusted"].tolist() == plain["p_value"].tolist() == found["p_value"].tolist()


def test_letters_name_the_groups_that_a_share_lies_above() -> None:
    answers = [1] * 90 + [2] * 10 + [1] * 50 + [2] * 50 + [1] * 45 + [2] * 55
    people = pd.DataFrame({"q": answers, "age": np.repeat(["a", "b", "c"], 100)})
    letters = polls.significance_letters(polls.differences(people, "q", by="age"))
    yes = letters[letters["answer"] == "1"]
    assert yes[["letter", "above"]].to_numpy().tolist() == [["A", "BC"], ["B", ""], ["C", ""]]
    assert letters[letters["answer"] == "2"]["above"].tolist() == ["", "A", "A"]
    unsure = polls.differences(people, "q", by="age").assign(p_adjusted=0.04)
    assert polls.significance_letters(unsure)["above"].tolist()[:3] == ["BC", "C", ""]
    assert set(polls.significance_letters(unsure, 0.03)["above"]) == {""}
    asked = polls.differences(people.assign(before=people["q"]), ["q", "before"], by="age")
    assert [*polls.significance_letters(asked)["question"].unique()] == ["q", "before"]


def test_columns_have_the_letters_of_tables_and_beyond_them_numbers() -> None:
    assert [_letter(place) for place in (0, 25, 26, 51, 52)] == ["A", "Z", "a", "z", "(53)"]


def test_differences_of_means_are_on_the_scale_of_the_reading() -> None:
    people = pd.DataFrame({"q": [0, 4, 10, 6, 2, 3], "sex": list("mmmfff")})
    found = polls.differences(people, "q", by="sex", statistics="mean")
    row = found[found["answer"] == "mean"].squeeze()
    m, f = people["q"][:3], people["q"][3:]
    scores = np.concatenate([(m - m.mean()) / 3, -(f - f.mean()) / 3])
    assert row["difference"] == pytest.approx((f.mean() - m.mean()) / 10)
    assert row["se"] == pytest.approx(np.sqrt(6 / 5 * (scores**2).sum()) / 10)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({}, "nothing-to-compare"),
        ({"by": "sex", "between": "waves"}, "nothing-to-compare"),
        ({"by": "sex", "adjust": "bonferoni"}, "unknown-choice"),
        ({"by": "one"}, "nothing-to-compare"),
    ],
)
def test_nothing_to_compare_is_one_problem(options: dict[str, Any], code: str) -> None:
    people = pd.DataFrame({"q": [1, 2, 1, 2], "sex": list("mmff"), "one": 1})
    with pytest.raises(ProblemsError) as raised:
        polls.differences(people, "q", **options)
    assert [problem.code for problem in raised.value.problems] == [code]


THREE = pd.DataFrame(
    {
        "q": [1, 1, 2, 1, 2, 2, 1, 2, 1, 1, 1, 2],
        "sex": list("mmmmffffxxxx"),
        "year": [2022, 2020] * 6,
    }
)
LABELS = {"q": {1: "Yes", 2: "No"}}
PAIRED = ["answer", "group", "versus", "share", "versus_share", "difference"]


def test_pairs_come_answer_by_answer_and_group_by_group_with_all_that_is_known() -> None:
    found = polls.differences(THREE, "q", by="sex", labels=LABELS)
    assert found[PAIRED].to_numpy().tolist() == [
        ["yes", "f", "m", 0.25, 0.75, -0.5], ["yes", "f", "x", 0.25, 0.75, -0.5],
        ["yes", "m", "x", 0.75, 0.75, 0.0], ["no", "f", "m", 0.75, 0.25, 0.5],
        ["no", "f", "x", 0.75, 0.25, 0.5], ["no", "m", "x", 0.25, 0.25, 0.0],
    ]  # fmt: skip
    assert found.columns.tolist() == [
        "question", "group_by", "start", "country", *PAIRED, "se", "degrees_of_freedom", "t",
        "p_value", "p_adjusted",
    ]  # fmt: skip
    assert set(found["question"]) == {"q"} and set(found["group_by"]) == {"sex"}
    first = found.iloc[0]
    # Shares of groups of four, and eleven twelfths of the sample's variance.
    assert first["se"] == pytest.approx(np.sqrt(12 / 11 * 2 * 0.25 * 0.75 / 4))
    assert first["degrees_of_freedom"] == 10
    assert first["t"] == pytest.approx(-0.5 / first["se"])
    assert first["p_value"] == pytest.approx(0.149007, abs=1e-6)
    assert first["p_adjusted"] == pytest.approx(6 * first["p_value"])


def test_groups_against_the_whole_come_group_by_group() -> None:
    found = polls.differences(THREE, "q", by="sex", labels=LABELS, between="total")
    assert found[["answer", "group", "versus"]].to_numpy().tolist() == [
        [answer, group, "all"] for group in "fmx" for answer in ("yes", "no")
    ]
    assert found["versus_share"].tolist() == pytest.approx([7 / 12, 5 / 12] * 3)
    assert set(found["degrees_of_freedom"]) == {10}
    of_waves = polls.differences(THREE, "q", by="sex", labels=LABELS, between="total", wave="year")
    whole = of_waves.groupby([of_waves["start"].dt.year, "answer"])["versus_share"].unique()
    assert {key: value.tolist() for key, value in whole.items()} == {
        (2020, "no"): [0.5], (2020, "yes"): [0.5], (2022, "no"): [pytest.approx(1 / 3)],
        (2022, "yes"): [pytest.approx(2 / 3)],
    }  # fmt: skip


def test_waves_of_every_group_are_compared_with_those_before_each_a_family() -> None:
    found = polls.differences(THREE, "q", by="sex", labels=LABELS, between="waves", wave="year")
    assert found[["answer", "group", "share", "versus_share"]].to_numpy().tolist() == [
        ["yes", "all", pytest.approx(2 / 3), 0.5], ["no", "all", pytest.approx(1 / 3), 0.5],
        ["yes", "f", 0.5, 0.0], ["no", "f", 0.5, 1.0], ["yes", "m", 0.5, 1.0],
        ["no", "m", 0.5, 0.0], ["yes", "x", 1.0, 0.5], ["no", "x", 0.0, 0.5],
    ]  # fmt: skip
    assert set(found["start"].dt.year) == {2022} and set(
        pd.to_datetime(found["versus"]).dt.year
    ) == {2020}
    assert set(found["degrees_of_freedom"]) == {9.0}
    assert found["p_adjusted"].tolist() == found["p_value"].tolist()


def test_letters_come_answer_by_answer_with_the_share_of_each_group() -> None:
    letters = polls.significance_letters(polls.differences(THREE, "q", by="sex", labels=LABELS))
    assert letters[["answer", "group", "letter", "share", "above"]].to_numpy().tolist() == [
        ["yes", "f", "A", 0.25, ""], ["yes", "m", "B", 0.75, ""], ["yes", "x", "C", 0.75, ""],
        ["no", "f", "A", 0.75, ""], ["no", "m", "B", 0.25, ""], ["no", "x", "C", 0.25, ""],
    ]  # fmt: skip
    assert letters.index.tolist() == [0, 1, 2, 3, 4, 5]

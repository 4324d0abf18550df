"""Several variables at once: multiple response, grids, crossed groups, nets, scales, recodes."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import polls
from polls import Multiple, ProblemsError
from tests.writers.survey_writer import respondents, write_spss

NEWS = pd.DataFrame(
    {
        "news_1": [1, 1, 0, 0, np.nan, 0],
        "news_2": [0, 1, 0, 1, np.nan, 0],
        "news_3": [0, 0, 1, 0, np.nan, 0],
        "first": [1, 1, 3, 2, np.nan, 98],
        "second": [np.nan, 2, np.nan, np.nan, np.nan, np.nan],
        "asked": [1, 1, 1, 1, 0, 1],
        "w": [1.0, 2.0, 1.0, 1.0, 1.0, 3.0],
    }
)


def shares(readings: pd.DataFrame) -> dict[str, float]:
    return dict(zip(readings["answer"], readings["share"].round(6), strict=True))


def codes_of(*arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(*arguments, **options)
    return [problem.code for problem in raised.value.problems]


class TestMultipleResponse:
    def test_shares_are_of_all_who_were_asked(self) -> None:
        readings = polls.tabulate(NEWS, Multiple("news_*", text="What do you read?"), weight="w")
        assert shares(readings) == {"news_1": 0.375, "news_2": 0.375, "news_3": 0.125}
        assert readings["n"].tolist() == [5, 5, 5]
        assert readings["question"].nunique() == 1
        assert readings["note"].str.startswith("left out of the base: not asked 1;").all()

    def test_a_substantive_base_holds_who_gave_any_answer(self) -> None:
        readings = polls.tabulate(NEWS, Multiple("news_1-news_3"), weight="w", base="substantive")
        assert shares(readings) == {"news_1": 0.6, "news_2": 0.6, "news_3": 0.2}
        assert readings["n"].tolist() == [4, 4, 4]

    def test_variables_may_hold_the_codes_of_answers(self) -> None:
        readings = polls.tabulate(
            NEWS,
            Multiple(["first", "second"], counted=None, name="news"),
            weight="w",
            labels={"first": {1: "Paper", 2: "Radio", 3: "Screen", 98: "Don't know"}},
        )
        assert shares(readings) == {
            "paper": 0.375,
            "radio": 0.375,
            "screen": 0.125,
            "dont_know": 0.375,
        }

    def test_the_problems_of_every_question_are_told_at_once(self) -> None:
        twice = {"dont_know": [98], "refused": [98.0]}
        gone, good = Multiple("gone_*"), Multiple(["first", "second"], counted=None)
        assert codes_of(NEWS, [gone, good]) == ["unknown-question-variable"]
        found = ["unknown-question-variable", "duplicate-code"]
        assert codes_of(NEWS, [gone, good], **twice) == found

    def test_two_questions_may_begin_with_the_same_variable(self) -> None:
        questions = [
            Multiple(["first", "second"], counted=None, name="either"),
            Multiple(["first"], counted=None, name="foremost"),
        ]
        names = {"first": {1: "Paper", 2: "Radio", 3: "Screen", 98: "Don't know"}}
        readings = polls.tabulate(NEWS, questions, weight="w", labels=names)
        radio = readings[readings["answer"] == "radio"].set_index("question")["share"]
        # Of a weight of 8, 1 named it first and 2 second.
        assert radio.to_dict() == pytest.approx({"either": 3 / 8, "foremost": 1 / 8})

    def test_who_chose_no_answer_of_substance_is_outside_a_substantive_base(self) -> None:
        readings = polls.tabulate(
            NEWS,
            Multiple(["first", "second"], counted=None, name="news"),
            weight="w",
            base="substantive",
            labels={"first": {1: "Paper", 2: "Radio", 3: "Screen", 98: "Don't know"}},
        )
        assert shares(readings) == {"paper": 0.6, "radio": 0.6, "screen": 0.2}
        assert readings["n"].tolist() == [4, 4, 4]

    def test_codes_without_a_label_follow_the_labelled_ones_by_number(self) -> None:
        readings = polls.tabulate(
            NEWS, Multiple(["first", "second"], counted=None), labels={"first": {3: "Screen"}}
        )
        assert readings["answer_text"].tolist() == ["Screen", "1", "2", "98"]

    def test_a_variable_may_say_who_was_asked(self) -> None:
        blank = NEWS.assign(news_1=NEWS["news_1"].replace(0, np.nan))[["news_1", "asked"]]
        readings = polls.tabulate(blank, Multiple(["news_1"], asked="asked"))
        assert readings[["share", "n"]].to_numpy().tolist() == [[0.4, 5]]

    def test_errors_are_those_of_each_answer_alone(self) -> None:
        one = polls.tabulate(NEWS, Multiple("news_*"), weight="w")
        alone = polls.tabulate(NEWS, "news_2", weight="w")
        assert polls.standard_errors(one)[1] == pytest.approx(polls.standard_errors(alone)[1])

    def test_sets_of_spss_are_questions_by_their_name(self, tmp_path: Path) -> None:
        path = with_sets(
            NEWS, tmp_path / "sets.sav", b"$news=D1 1 9 News used news_1 news_2 news_3\n"
        )
        readings = polls.tabulate(path, "$news", weight="w")
        assert readings["share"].round(6).tolist() == [0.375, 0.375, 0.125]
        assert readings["question_text"].unique().tolist() == ["News used"]
        assert readings["question"].unique().tolist() == ["news_used"]
        assert readings.equals(polls.tabulate(path, "news", weight="w"))

    def test_unknown_variables_are_a_problem_each(self) -> None:
        assert codes_of(NEWS, Multiple(["news_1", "new_2"])) == ["unknown-question-variable"]
        assert codes_of(NEWS, Multiple("paper_*")) == ["unknown-question-variable"]


def with_sets(frame: pd.DataFrame, path: Path, sets: bytes) -> Path:
    """An SPSS file with a record of multiple response sets, which pyreadstat cannot write."""
    pyreadstat.write_sav(frame, path)
    content = path.read_bytes()
    # The dictionary ends with record 999; extension records (7, subtype 7) stand before it.
    end = content.index(struct.pack("<ii", 999, 0))
    record = struct.pack("<iiii", 7, 7, 1, len(sets)) + sets
    path.write_bytes(content[:end] + record + content[end:])
    return path


class TestGrids:
    def test_items_are_a_question_each_from_one_pass(self, tmp_path: Path) -> None:
        frame = respondents().assign(r=lambda rows: rows["region"])
        path = write_spss(frame, tmp_path / "s.sav")
        grid = polls.tabulate(path, ["q", "r"], by="region", weight="w", chunk_rows=100)
        alone = [polls.tabulate(path, name, by="region", weight="w") for name in ("q", "r")]
        assert grid["share"].tolist() == pytest.approx(pd.concat(alone)["share"].tolist())
        assert grid["deff"].dropna().tolist() == pytest.approx(
            pd.concat(alone)["deff"].dropna().tolist()
        )
        assert grid["question"].nunique() == 2

    def test_each_may_have_an_id(self) -> None:
        ids = {"first": "mii", "news_1": "level10y"}
        with pytest.warns(polls.ProblemsWarning):
            grid = polls.tabulate(NEWS, ["first", "news_1"], question_id=ids)
        assert grid.groupby("question", sort=False)["share"].sum().round(6).to_dict() == {
            "mii": 1.0,
            "level10y": 1.0,
        }


class TestCrossedGroups:
    def test_are_groups_of_both_variables(self) -> None:
        frame = respondents().query("q <= 3").assign(sex=lambda rows: (rows["w"] > 1).map(int) + 1)
        labels = {"region": {1: "North", 2: "South", 3: "East"}, "sex": {1: "Men", 2: "Women"}}
        by: Any = ["sex", ("region", "sex")]
        readings = polls.tabulate(frame, "q", by=by, weight="w", labels=labels)
        crossed = readings[readings["group_by"] == "region x sex"]
        north = frame[(frame["region"] == 1) & (frame["sex"] == 2)]
        found = crossed[(crossed["group"] == "North x Female") & (crossed["answer"] == "1")]
        assert len(found) == 1
        assert found["share"].item() == pytest.approx(
            north.loc[north["q"] == 1, "w"].sum() / north["w"].sum()
        )
        assert found["locator"].item() == "variable q by region and sex"
        assert crossed["group"].nunique() == 6
        alone = polls.tabulate(frame, "q", by="sex", weight="w", labels=labels)
        same = readings[readings["group_by"] != "region x sex"]
        assert same["share"].tolist() == pytest.approx(alone["share"].tolist())


class TestNetsAndScales:
    people = pd.DataFrame({"q": [0, 2, 4, 10, 10, 98], "w": [1.0, 1.0, 2.0, 1.0, 1.0, 5.0]})

    def tabulated(self, **options: Any) -> pd.DataFrame:
        return polls.tabulate(self.people, "q", weight="w", dont_know=98, **options)

    def test_a_net_is_the_share_of_several_codes(self) -> None:
        net = self.tabulated(nets={"High": [4, 10]}).query("answer == 'high'")
        assert net["share"].item() == pytest.approx(4 / 11)
        assert "net of other answers" in net["note"].item()
        joined = polls.tabulate(
            self.people.assign(q=self.people["q"].replace({4: 10})), "q", weight="w"
        ).query("answer == '10'")
        assert polls.standard_errors(net).item() == pytest.approx(
            polls.standard_errors(joined).item()
        )

    def test_a_net_of_unknown_codes_is_a_problem(self) -> None:
        assert codes_of(self.people, "q", nets={"High": [5]}) == ["net-of-unknown-codes"]

    def test_means_and_medians_are_of_the_codes_of_substance(self) -> None:
        readings = self.tabulated(statistics=["mean", "median"])
        found = polls.on_scale(readings).set_index("answer")
        assert found.loc["mean", "value"] == pytest.approx(30 / 6)
        assert found.loc["median", "value"] == 4
        assert found["base"].tolist() == ["substantive"] * 2
        assert readings.loc[readings["answer"] == "mean", "share"].item() == pytest.approx(0.5)
        w, y = self.people["w"][:5], self.people["q"][:5]
        scores = w * (y - 5) / 6
        # Six respondents were drawn: who does not know has a score of 0.
        assert found.loc["mean", "se"] == pytest.approx(np.sqrt(6 / 5 * (scores**2).sum()))

    def test_a_mean_at_the_end_of_the_scale_has_no_design_effect(self) -> None:
        people = pd.DataFrame({"q": [1, 3, 3, 3], "sex": ["m", "m", "f", "f"]})
        readings = polls.tabulate(people, "q", by="sex", statistics="mean")
        means = readings[readings["answer"] == "mean"].set_index("group")
        assert means["share"].to_dict() == {"all": 0.75, "m": 0.5, "f": 1.0}
        # Scores of 1/4 and -1/4 among four units: 4/3 of 1/8, for 1/4 of two respondents.
        assert means.loc["m", "deff"] == pytest.approx(4 / 3 / 8 / (1 / 4 / 2))
        assert np.isnan(means.loc["f", "deff"])

    def test_a_scale_of_words_is_a_problem(self) -> None:
        words = pd.DataFrame({"q": ["good", "bad"]})
        assert codes_of(words, "q", statistics="mean") == ["scale-not-numbers"]
        assert codes_of(words, "q", statistics="mode") == ["unknown-choice"]

    def test_numbers_too_many_to_be_answers_have_a_mean(self) -> None:
        ages = pd.DataFrame({"income": np.arange(1, 302)})
        readings = polls.tabulate(ages, "income", statistics=["mean", "median"])
        assert polls.on_scale(readings)["value"].tolist() == pytest.approx([151, 151])
        assert len(readings) == 2
        assert codes_of(ages, "income") == ["too-many-answers"]


class TestRecodes:
    table = pd.DataFrame(
        {
            "variable": ["age", "age", "q", "q", "q"],
            "from": [18, 35, 1, 3, "else"],
            "to": [34, "up", 2, "", ""],
            "into": ["age_group", "age_group", "", "", ""],
            "code": [1, 2, 1, 2, "missing"],
            "label": ["18-34", "35+", "Yes", "No", ""],
        }
    )
    people = pd.DataFrame({"age": [18, 34, 35, 90, 50], "q": [1, 2, 3, 3, 9]})

    def test_make_groups_and_answers_by_a_table(self, tmp_path: Path) -> None:
        path = tmp_path / "recodes.csv"
        self.table.to_csv(path, index=False)
        for table in (self.table, path):
            readings = polls.tabulate(self.people, "q", by="age_group", recodes=table)
            assert readings[["group", "answer", "share", "n"]].to_numpy().tolist() == [
                ["all", "yes", 0.5, 4],
                ["all", "no", 0.5, 4],
                ["18_34", "yes", 1.0, 2],
                ["18_34", "no", 0.0, 2],
                ["35", "yes", 0.0, 2],
                ["35", "no", 1.0, 2],
            ]

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"from": [18, 30, 1, 3, "else"]}, "recodes-overlap"),
            ({"variable": ["aeg"] * 2 + ["q"] * 3}, "unknown-recoded-variable"),
            ({"code": [1, 1, 1, 2, ""]}, "recodes-two-labels"),
            ({"from": [18, 36, 1, 3, "else"]}, "recodes-gap"),
            ({"into": ["x", "x", "x", "", ""]}, "recodes-two-sources"),
        ],
    )
    def test_that_cannot_be_are_one_problem(self, change: dict[str, Any], code: str) -> None:
        table = self.table.assign(**change)
        assert code in codes_of(self.people, "q", by="age_group", recodes=table)

    def test_are_judged_in_the_order_of_their_table(self) -> None:
        table = self.table.assign(
            variable=["age", "q", "age", "q", "q"], into=["z", "z", "b", "b", "b"]
        )
        with pytest.raises(ProblemsError) as caught:
            polls.tabulate(self.people, "q", recodes=table)
        expected = [p.expected for p in caught.value.problems if p.code == "recodes-two-sources"]
        assert expected == ["one source of 'z'", "one source of 'b'"]

    def test_lack_no_column(self) -> None:
        table = self.table.drop(columns="code")
        assert codes_of(self.people, "q", recodes=table) == ["recodes-columns"]


@pytest.mark.parametrize(
    ("answers", "labels", "got"),
    [
        (["1", "2", "x", "y"], None, "x, y"),
        ([9, 9], {"q": {9: "Don't know"}}, "no answers"),
    ],
)
def test_a_scale_without_numbers_names_the_answers_that_are_none(
    answers: list[Any], labels: Any, got: str
) -> None:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(pd.DataFrame({"q": answers}), "q", statistics="mean", labels=labels)
    assert [(p.code, p.got) for p in raised.value.problems] == [("scale-not-numbers", got)]


def test_not_asked_is_no_answer_of_a_question_of_several() -> None:
    labels = {"first": {1: "Paper", 2: "Radio", 3: "Screen", 98: "Don't know", -1: "Not asked"}}
    several = Multiple(["first", "second"], counted=None, name="news")
    rows = NEWS.assign(first=[1, 1, 3, 2, -1, 98])
    found = shares(polls.tabulate(rows, several, weight="w", labels=labels))
    assert found == {"paper": 0.375, "radio": 0.375, "screen": 0.125, "dont_know": 0.375}


@pytest.mark.parametrize(
    ("name", "given"),
    [("chunk_rows", "ten"), ("encoding", 3), ("question_id", 5), ("nets", 3), ("book", "GB"),
     ("crosswalk", 2.5)],
)  # fmt: skip
def test_an_argument_of_another_kind_is_named(name: str, given: Any) -> None:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(NEWS, "news_1", **{name: given})
    (problem,) = raised.value.problems
    assert problem.title.startswith(f"{name} ") and problem.code == "wrong-argument"


def test_a_variable_that_is_not_there_is_named_beside_a_column_of_percents() -> None:
    rows = pd.DataFrame({"answer": ["yes", "no"], "percent": [60, 40]})
    assert codes_of(rows, "question") == ["unknown-question-variable"]
    assert codes_of(rows, "answer") == ["percents-given"]


def test_the_text_of_one_question_is_not_said_of_several() -> None:
    assert codes_of(NEWS, ["news_1", "news_2"], question_text="Read?") == ["option-without-effect"]
    assert len(polls.tabulate(NEWS, ["news_1"], question_text="Read?")) == 2

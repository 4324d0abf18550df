"""One pass over the rows: codes numbered, cells added up, faults counted, exports taken apart."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from polls.microdata.codes import SYSTEM_MISSING
from polls.microdata.estimates import Drawn, Estimates, Wish
from polls.microdata.exports import heads_of, joined, of_others
from polls.microdata.source import Variable
from polls.microdata.tally import CodeNumbers, PairNumbers, _numbers, _units
from polls.microdata.text import _each_of_its_own
from polls.microdata.variance import Strata, degrees_of_freedom, linearised, merged


class TestNumbers:
    def test_codes_are_numbered_as_they_come_up_and_missing_ones_are_nought(self) -> None:
        numbers = CodeNumbers(Variable("q"))
        assert numbers.numbered(pd.Series([5, None, 3, 5.0])).tolist() == [1, 0, 2, 1]
        assert numbers.numbered(pd.Series([3, 7])).tolist() == [2, 3]
        assert list(numbers) == [SYSTEM_MISSING, "5", "3", "7"]
        assert numbers.numbered(pd.Series([3])).dtype == np.int8

    def test_combinations_are_numbered_and_one_with_a_gap_is_nought(self) -> None:
        first, second = np.array([1, 1, 2, 0, 2]), np.array([1, 2, 1, 1, 1])
        numbers = PairNumbers(2)
        assert numbers.numbered(first, second).tolist() == [1, 2, 3, 0, 3]
        assert list(numbers) == [(0, 0), (1, 1), (1, 2), (2, 1)]
        whole = PairNumbers(2, missing=False)
        assert sorted(whole.numbered(first, second).tolist()) == [0, 1, 2, 3, 3]
        assert set(whole) == {(0, 1), (1, 1), (1, 2), (2, 1)}

    @pytest.mark.parametrize(
        ("given", "decimal", "numbers", "missing"),
        [
            ([1.5, None], ".", [1.5, np.nan], [False, True]),
            (["1.5", "", " NA ", "x"], ".", [1.5, np.nan, np.nan, np.nan],
             [False, True, True, False]),
            (["1,5", "2.5", None], ",", [1.5, 2.5, np.nan], [False, False, True]),
        ],
    )  # fmt: skip
    def test_weights_are_numbers_in_the_signs_of_their_file(
        self, given: list[Any], decimal: str, numbers: list[float], missing: list[bool]
    ) -> None:
        found, gone = _numbers(pd.Series(given), decimal)
        assert found.tolist() == pytest.approx(numbers, nan_ok=True)
        assert gone.tolist() == missing

    def test_a_unit_is_of_its_stratum(self) -> None:
        values, stratum = pd.Series(["a", "a", "b", None]), np.array([0, 1, 0, 0])
        units, missing = _units(values, Variable("u"), stratum)
        assert len(set(units.tolist())) == 4
        assert missing.tolist() == [False, False, False, True]
        again, _ = _units(values[::-1], Variable("u"), stratum[::-1])
        assert again.tolist() == units[::-1].tolist()


class TestCells:
    ROWS = pd.DataFrame(
        {"stratum": [0, 0, 1, 0], "group": [1, 1, 1, 2], "answer": [1, 1, 1, 1],
         "n": [1, 1, 1, 0], "weight": [1.0, 3.0, 2.0, 0.0], "respondents": 1, "spread": 0.0}
    )  # fmt: skip

    def test_rows_of_the_same_keys_are_one_cell_with_their_spread(self) -> None:
        found = merged(self.ROWS)
        assert found.to_dict("list") == {
            "stratum": [0, 0, 1], "group": [1, 2, 1], "answer": [1, 1, 1], "n": [2, 0, 1],
            "weight": [4.0, 0.0, 2.0], "respondents": [2, 1, 1], "spread": [2.0, 0.0, 0.0],
        }  # fmt: skip

    def test_it_does_not_matter_where_they_were_cut(self) -> None:
        parts = [merged(self.ROWS.iloc[:1]), merged(self.ROWS.iloc[1:])]
        pd.testing.assert_frame_equal(merged(pd.concat(parts)), merged(self.ROWS))

    def test_degrees_of_freedom_are_units_less_strata_of_who_has_a_weight(self) -> None:
        assert degrees_of_freedom(merged(self.ROWS)) == 3 - 2
        units = self.ROWS.assign(unit=[10, 10, 11, 12]).drop(columns=["respondents", "spread"])
        assert degrees_of_freedom(merged(units)) == 2 - 2
        assert degrees_of_freedom(merged(units.assign(n=1))) == 3 - 2

    def test_strata_have_their_units_and_the_single_ones_their_names(self) -> None:
        strata = Strata.of(merged(self.ROWS))
        assert (strata.ids.tolist(), strata.units.tolist(), strata.drawn.tolist()) == (
            [0, 1], [3.0, 1.0], [0.0, 0.0],
        )  # fmt: skip
        assert strata.single.tolist() == [1]
        whole = Strata(strata.ids, strata.units, np.array([0.0, 1.0]))
        assert whole.single.tolist() == []
        assert strata.among(np.array([1])).units.tolist() == [1.0]


class TestVariance:
    """Two strata with two units each: scores 1 and 3, and 5 and 5."""

    CELLS = pd.DataFrame(
        {"stratum": [0, 0, 1, 1], "unit": [1, 2, 3, 4], "row": [0, 1, 2, 2], "weight": 1.0}
    )
    SCORES = np.array([[1.0], [3.0], [5.0]])

    @pytest.mark.parametrize(
        ("drawn", "variance"), [([0.0, 0.0], 4.0), ([0.5, 0.0], 2.0), ([1.0, 0.0], 0.0)]
    )
    def test_it_is_the_spread_of_the_units_of_each_stratum(
        self, drawn: list[float], variance: float
    ) -> None:
        strata = Strata(np.array([0, 1]), np.array([2.0, 2.0]), np.array(drawn))
        # 2 / (2 - 1) times the squares of 1 around the mean of 2.
        assert linearised(self.CELLS, self.SCORES, strata)[0, 0] == pytest.approx(variance)

    @pytest.mark.parametrize(("single", "variance"), [("certainty", 4.0), ("centred", 29.0)])
    def test_a_lone_unit_adds_nothing_or_its_distance_from_nought(
        self, single: Any, variance: float
    ) -> None:
        strata = Strata(np.array([0, 1]), np.array([2.0, 1.0]), np.zeros(2))
        cells = self.CELLS.iloc[:3]
        assert linearised(cells, self.SCORES, strata, single)[0, 0] == pytest.approx(variance)

    def test_respondents_are_units_where_none_are_named(self) -> None:
        cells = self.CELLS.drop(columns="unit").assign(respondents=1, spread=0.0)
        strata = Strata(np.array([0, 1]), np.array([2.0, 2.0]), np.zeros(2))
        assert linearised(cells, self.SCORES, strata)[0, 0] == pytest.approx(4.0)


class TestEstimates:
    CELLS = merged(
        pd.DataFrame(
            {"stratum": 0, "group": [1, 1, 2, 2], "answer": [1, 2, 1, 3], "n": [1, 1, 1, 1],
             "weight": [1.0, 1.0, 2.0, 4.0], "respondents": 1, "spread": 0.0}
        )
    )  # fmt: skip
    DRAWN = Drawn(Strata(np.array([0]), np.array([4.0]), np.zeros(1)))

    def estimated(self, *wishes: Wish) -> Estimates:
        return Estimates.of(self.CELLS, wishes, self.DRAWN)

    def test_a_share_is_of_its_groups_and_its_base(self) -> None:
        base = frozenset({1, 2, 3})
        found = self.estimated(
            Wish(None, {1: 1.0}, base),
            Wish(frozenset({2}), {1: 1.0}, base),
            Wish(None, {1: 1.0}, frozenset({1, 2})),
            Wish(None, {1: 2.0, 2: 5.0}, frozenset({1, 2})),
            Wish(frozenset({9}), {1: 1.0}, base),
        )
        assert found.value.tolist() == pytest.approx(
            [3 / 8, 1 / 3, 3 / 4, 11 / 4, np.nan], nan_ok=True
        )
        assert found.n.tolist() == [4, 2, 3, 3, 0]
        assert found.n_weighted.tolist() == [8.0, 6.0, 4.0, 4.0, 0.0]
        assert found.spread.tolist() == pytest.approx(
            [3 / 8 * 5 / 8, 2 / 9, 3 / 16, (3 * 4 + 25) / 4 - (11 / 4) ** 2, 0.0]
        )
        assert np.isnan(found.deff[4])

    def test_its_design_effect_is_against_as_many_drawn_at_random(self) -> None:
        found = self.estimated(Wish(None, {1: 1.0}, frozenset({1, 2, 3})))
        scores = np.array([1 - 3 / 8, -3 / 8, 2 * (1 - 3 / 8), 4 * (-3 / 8)]) / 8
        variance = 4 / 3 * (scores**2).sum()
        assert found.variance[0] == pytest.approx(variance)
        assert found.deff[0] == pytest.approx(variance / (3 / 8 * 5 / 8 / 4))

    def test_an_answer_of_all_has_none(self) -> None:
        found = self.estimated(Wish(None, {1: 1.0, 2: 1.0, 3: 1.0}, frozenset({1, 2, 3})))
        assert (found.value[0], np.isnan(found.deff[0])) == (1.0, True)

    def test_replicates_are_around_their_mean_or_the_whole_sample(self) -> None:
        cells = self.CELLS.drop(columns=["respondents", "spread"]).assign(
            unit=[1, 2, 3, 4], replicate0=[1.0, 1.0, 0.0, 0.0], replicate1=[1.0, 0.0, 1.0, 0.0]
        )
        wish = [Wish(None, {1: 1.0}, frozenset({1, 2, 3}))]
        factors = np.array([0.5, 0.5])
        drawn = Drawn(self.DRAWN.strata, factors=factors, freedom=1.0)
        # Of the replicates 1/2 and 1, of the whole 3/8.
        assert Estimates.of(cells, wish, drawn).variance[0] == pytest.approx(0.0625)
        whole = Drawn(self.DRAWN.strata, factors=factors, mse=True, freedom=1.0)
        assert Estimates.of(cells, wish, whole).variance[0] == pytest.approx(
            0.5 * (1 / 8) ** 2 + 0.5 * (5 / 8) ** 2
        )
        assert (drawn.freedom_of(7.0), self.DRAWN.freedom_of(7.0)) == (1.0, 7.0)


class TestExports:
    ID = '{"ImportId":"Q"}'

    @pytest.mark.parametrize(
        "rows",
        [
            [["a"], ["b"]],
            [["a"], ["b"], ["c"]],
            [["Respondent ID", "Q"], ["1", "Yes"]],
            [["Respondent ID", "Q"], ["", " "]],
            [["id", "Q", ""], ["", "A", "B"]],
            [],
        ],
    )
    def test_other_files_are_no_exports(self, rows: list[list[str]]) -> None:
        assert heads_of(rows) is None

    def test_three_rows_of_heads_hold_names_and_texts(self) -> None:
        found = heads_of([["Q1", "w"], ["How?", "w"], [self.ID, self.ID], ["1", "2"]])
        assert found is not None
        assert (found.names, found.texts, found.rows) == (("Q1", "w"), {"Q1": "How?"}, 3)
        assert (found.choices, found.others) == ({}, {})

    def test_two_rows_of_heads_hold_questions_and_items(self) -> None:
        rows = [
            ["Respondent ID", "How?", "Which?", "", "", "Rate", "", "Age", ""],
            ["", "Response", "TV", "Papers", "Other (say)", "Price", "Other", "18-29", "30+"],
            ["1", "Often", "TV", "Papers", "", "4", "5", "18-29", ""],
            ["2", "Never", "TV", "", "Radio", "5", "4", "", "30+"],
        ]
        found = heads_of(rows)
        assert found is not None
        assert found.names == (
            "Respondent ID", "How?", "Which?: TV", "Which?: Papers", "Which?: Other (say)",
            "Rate: Price", "Rate: Other", "Age: 18-29", "Age: 30+",
        )  # fmt: skip
        assert (found.rows, found.texts) == (2, {})
        assert {head: (each.labels, each.single) for head, each in found.choices.items()} == {
            "Which?": (("TV", "Papers", "Other (say)"), False), "Age": (("18-29", "30+"), True),
        }  # fmt: skip
        assert found.others == {"Which?: Other (say)": ("Other (say)", "")}

    @pytest.mark.parametrize("name", ["Respondent ID", "respondent id", "RespondentID"])
    def test_the_first_column_is_known_by_its_name(self, name: str) -> None:
        found = heads_of([[name, "How?"], ["", "Response"], ["1", "Often"]])
        assert found is not None
        assert found.names == (name, "How?")
        assert heads_of([[f"{name}s", "How?"], ["", "Response"], ["1", "Often"]]) is None

    def test_columns_that_do_not_all_hold_their_answers_are_no_choice(self) -> None:
        heads = ["Respondent ID", "Which?", "", ""]
        rows = [heads, ["", "TV", "Papers", "Score"], ["1", "TV", "", "5"], ["2", "", "Papers", ""]]
        found = heads_of(rows)
        assert found is not None and found.choices == {}
        found = heads_of([*rows[:2], ["1", "TV", "", "Score"]])
        assert found is not None
        assert found.choices["Which?"].labels == ("TV", "Papers", "Score")

    def test_one_beside_a_response_is_another_answer_of_it(self) -> None:
        rows = [
            ["Respondent ID", "Party?", "", "Party?"],
            ["", "Response", "Other (say)", "Response"],
            ["1", "A", "", "x"],
        ]
        found = heads_of(rows)
        assert found is not None
        assert found.names == ("Respondent ID", "Party?", "Party?: Other (say)", "Party? (2)")
        assert found.others == {"Party?: Other (say)": ("Other (say)", "Party?")}
        own, beside = of_others("Party?: Other (say)", "Other (say)", "Party?")
        chunk = pd.DataFrame(
            {"Party?": ["A", "", None], "Party?: Other (say)": ["", "the C", None]}
        )
        assert own.make(chunk).iloc[:, 0].tolist() == ["", "Other (say)", ""]
        assert beside.make(chunk)["Party?"].fillna("").tolist() == ["A", "Other (say)", ""]
        assert [derived.variables[0].own_words for derived in (own, beside)] == ["Other (say)"] * 2
        assert beside.needs == ("Party?", "Party?: Other (say)")
        assert len(of_others("x", "Other", "")) == 1

    def test_columns_of_answers_are_joined_to_one(self) -> None:
        rows = [
            ["Respondent ID", "Which?", ""], ["", "TV", "Other"], ["1", "TV", ""], ["2", "", "x"],
        ]  # fmt: skip
        found = heads_of([*rows[:1], ["", "TV", "Papers"], *rows[2:3]])
        assert found is not None
        made = joined("Which?", found.choices["Which?"])
        chunk = pd.DataFrame(
            {"Which?: TV": ["TV", "", "TV", None], "Which?: Papers": ["", " ", "Papers", None]},
            index=[4, 5, 6, 7],
        )
        joined_up = made.make(chunk)
        assert joined_up["Which?"].tolist() == ["TV", "", "TV; Papers", ""]
        assert joined_up.index.tolist() == [4, 5, 6, 7]
        (variable,) = made.variables
        assert (variable.name, variable.text, variable.own_words) == ("Which?", "Which?", "")


def test_repeated_names_are_told_apart_by_their_place() -> None:
    assert _each_of_its_own(["a", "b", "a", "a (2)", "a"]) == (
        "a", "b", "a (2) (2)", "a (2)", "a (4)",
    )  # fmt: skip

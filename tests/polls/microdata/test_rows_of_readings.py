"""What each reading of microdata says: labels, order, notes, places on a scale, warnings."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

import polls
from polls import Design, Multiple, ProblemsError, Replicates, Waves
from polls.errors import ProblemsWarning
from polls.microdata.differences import _benjamini_hochberg, _holm, _letter, _of_known
from polls.microdata.medians import quantile
from polls.microdata.raking import Margins
from polls.microdata.small_bases import small_bases
from tests.writers.survey_writer import PEOPLE

LABELS = {"q": {1: "Yes", 2: "No", 8: "Don't know", 9: "Refused", 0: "Not asked"}}
ANSWERS = pd.DataFrame(
    {"q": [1, 1, 1, 2, 2, 8, 9, 0], "w": [1.0, 1.0, 2.0, 1.0, 1.0, 2.0, 2.0, 3.0],
     "sex": [1, 1, 2, 2, 1, 1, 2, 2]}
)  # fmt: skip


def told(rows: pd.DataFrame, question: Any = "q", **options: Any) -> list[list[Any]]:
    """Group, answer, share to four digits, base and weighted base of each reading."""
    found = polls.tabulate(rows, question, **options)
    return [
        [row["group"], row["answer"], round(row["share"], 4), row["n"], row["n_weighted"]]
        for row in found.to_dict("records")
    ]


def test_answers_stand_in_the_order_of_their_labels_in_each_group() -> None:
    labels = {**LABELS, "sex": {2: "Second", 1: "First"}}
    assert told(ANSWERS, weight="w", by="sex", labels=labels) == [
        ["all", "yes", 0.4, 7.0, 10.0],
        ["all", "no", 0.2, 7.0, 10.0],
        ["all", "dont_know", 0.2, 7.0, 10.0],
        ["all", "refused", 0.2, 7.0, 10.0],
        ["Second", "yes", 0.4, 3.0, 5.0],
        ["Second", "no", 0.2, 3.0, 5.0],
        ["Second", "dont_know", 0.0, 3.0, 5.0],
        ["Second", "refused", 0.4, 3.0, 5.0],
        ["First", "yes", 0.4, 4.0, 5.0],
        ["First", "no", 0.2, 4.0, 5.0],
        ["First", "dont_know", 0.4, 4.0, 5.0],
        ["First", "refused", 0.0, 4.0, 5.0],
    ]
    assert told(ANSWERS, weight="w", base="substantive", labels=LABELS) == [
        ["all", "yes", 0.6667, 5.0, 6.0], ["all", "no", 0.3333, 5.0, 6.0],
    ]  # fmt: skip


def test_a_note_says_who_was_left_out_and_how_the_sample_was_drawn() -> None:
    def notes(**options: Any) -> list[str]:
        return list(dict.fromkeys(polls.tabulate(ANSWERS, "q", labels=LABELS, **options)["note"]))

    assert notes() == ["left out of the base: Not asked 1; degrees of freedom 7"]
    assert notes(base="substantive", weight="w") == [
        "left out of the base: Don't know 1, Refused 1, Not asked 1; weight w; degrees of freedom 7"
    ]
    rows = PEOPLE.assign(f=10)
    full = polls.tabulate(rows, "q", weight="w", strata="s", psu="u", fpc="f")
    assert full["note"].unique().tolist() == [
        "weight w; strata s; units u; finite population f; degrees of freedom 4"
    ]
    replicated = Design(weight="w", replicates=Replicates("r*", kind="JK1", degrees_of_freedom=2))
    found = polls.tabulate(rows, "q", design=replicated)
    assert found["note"].unique().tolist() == [
        "weight w; replicates 3 (JK1, scale 0.666667); degrees of freedom 2"
    ]
    raked = Design(weight="w", raked=["sex", ("s", "u")])
    assert polls.tabulate(rows, "q", design=raked)["note"].iloc[0] == (
        "weight w; raked by sex, s x u; degrees of freedom 5"
    )


def test_a_reading_names_its_variables_and_those_of_its_group() -> None:
    rows = PEOPLE.assign(age=[1, 1, 2, 2, 1, 2])
    found = polls.tabulate(rows, "q", by=["sex", ("age", "sex")])
    assert found["locator"].unique().tolist() == [
        "variable q", "variable q by sex", "variable q by age and sex",
    ]  # fmt: skip
    assert found["group_by"].unique().tolist() == ["all", "sex", "age x sex"]
    assert found[found["group_by"] == "age x sex"]["group"].unique().tolist() == [
        "1 x 1", "1 x 2", "2 x 1", "2 x 2",
    ]  # fmt: skip
    several = polls.tabulate(rows, Multiple("r*", name="news"), by="sex")
    assert several["locator"].unique().tolist() == ["variable news", "variable news by sex"]
    assert set(several["question"]) == {"news"}


class TestScales:
    ROWS = pd.DataFrame({"q": [1, 2, 2, 5, 9], "w": [1.0, 1.0, 1.0, 1.0, 4.0]})
    OPTIONS: ClassVar[dict[str, Any]] = {"labels": {"q": {0: "None", 5: "All", 9: "Refused"}}}

    def test_a_mean_is_a_place_on_the_scale_of_all_labels(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = polls.tabulate(self.ROWS, "q", statistics="mean", **self.OPTIONS)
        mean = found[found["answer"] == "mean"].squeeze()
        assert (mean["share"], mean["n"], mean["base"]) == (0.5, 4.0, "substantive")
        assert mean["answer_text"] == "Mean"
        # The variance of 1, 2, 2, 5 is 9 / 4, over 4 and times 5/4 for the sample of five.
        assert mean["note"].endswith(
            "mean 2.5, standard error 0.8385, design effect 1.25, on the scale 0 to 5"
        )
        error = 0.8385 / 5
        assert polls.standard_errors(found).loc[mean.name] == pytest.approx(error, abs=1e-4)

    def test_a_code_that_is_declared_to_be_no_opinion_is_no_end_of_the_scale(self) -> None:
        labels = {"q": {0: "None", 5: "All", 9: "Elsewhere"}}
        found = polls.tabulate(self.ROWS, "q", statistics="mean", labels=labels, dont_know=[9])
        assert found["note"].iloc[-1].endswith("mean 2.5, standard error 0.8385, design effect "
                                               "1.25, on the scale 0 to 5")  # fmt: skip
        open_ended = polls.tabulate(self.ROWS, "q", statistics="mean", labels=labels)
        assert open_ended["note"].iloc[-1].endswith("on the scale 0 to 9")

    def test_a_median_is_the_least_value_with_half_at_or_below(self) -> None:
        rows = pd.DataFrame({"q": [1, 2, 3, 4]})
        found = polls.tabulate(rows, "q", statistics=["median", "mean"])
        assert found["answer"].tolist() == ["1", "2", "3", "4", "median", "mean"]
        assert polls.on_scale(found)["value"].tolist() == pytest.approx([2.0, 2.5])
        median, mean = found["note"].tolist()[-2:]
        assert "design effect" not in median and "design effect 1" in mean

    def test_a_group_of_whom_nobody_answered_has_no_median(self) -> None:
        rows = pd.DataFrame({"q": [1, 2, 4, None], "g": ["a", "a", "a", "b"]})
        found = polls.tabulate(rows, "q", by="g", statistics=["median"])
        medians = found[found["answer"] == "median"]
        assert medians["group"].tolist() == ["all", "a"]
        assert polls.on_scale(medians)["value"].tolist() == [2.0, 2.0]

    def test_one_value_alone_is_in_the_middle_of_its_scale(self) -> None:
        found = polls.tabulate(pd.DataFrame({"q": [3, 3]}), "q", statistics="mean")
        assert found["share"].tolist() == [1.0, 0.5]
        assert found["note"].iloc[-1].endswith("on the scale 3 to 3")

    @pytest.mark.parametrize(
        ("share", "value"), [(0.0, 1.0), (0.25, 1.0), (0.2501, 2.0), (0.5, 2.0), (1.0, 4.0)]
    )
    def test_quantiles_leave_weights_of_nothing_out(self, share: float, value: float) -> None:
        values, weights = np.array([4.0, 1.0, 2.0, 3.0, 9.0]), np.array([1.0, 1.0, 1.0, 1.0, 0.0])
        assert quantile(values, weights, share) == value


def test_nets_are_answers_of_their_own_in_the_order_they_are_named() -> None:
    found = polls.tabulate(
        ANSWERS, "q", weight="w", labels=LABELS, nets={"Either": [1, "2"], "Neither": 8}
    )
    rows = found[["answer", "share"]].round(4).to_numpy().tolist()
    assert rows[4:] == [["either", 0.6], ["neither", 0.2]]
    assert found["note"].iloc[-1].endswith("; net of other answers")


class TestWavesOfAFile:
    ROWS = pd.DataFrame(
        {"q": [1, 2, 1, 2, 1, 1], "year": [2021, 2021, 2020, 2020, 2020, 2021],
         "country": ["GB", "GB", "fr", "fr", "GB", "GB"]}
    )  # fmt: skip

    def test_they_stand_in_order_of_country_and_wave(self) -> None:
        found = polls.tabulate(
            self.ROWS, "q", wave=Waves("year", country="country"), single_unit="certainty"
        )
        rows = found[["country", "start", "end", "date_precision", "answer", "share", "n"]]
        assert [
            [row[0], f"{row[1]:%Y-%m-%d}", f"{row[2]:%Y-%m-%d}", *row[3:]]
            for row in rows.assign(share=rows["share"].round(4)).to_numpy().tolist()
        ] == [
            ["GB", "2020-01-01", "2020-12-31", "year", "1", 1.0, 1.0],
            ["GB", "2020-01-01", "2020-12-31", "year", "2", 0.0, 1.0],
            ["GB", "2021-01-01", "2021-12-31", "year", "1", 0.6667, 3.0],
            ["GB", "2021-01-01", "2021-12-31", "year", "2", 0.3333, 3.0],
            ["FR", "2020-01-01", "2020-12-31", "year", "1", 0.5, 2.0],
            ["FR", "2020-01-01", "2020-12-31", "year", "2", 0.5, 2.0],
        ]

    @pytest.mark.parametrize(
        ("fieldwork", "start", "end", "precision"),
        [
            ({2020: "3-5 March 2020", 2021: "2021"}, "2020-03-03", "2020-03-05", "day"),
            ({(2020, "GB"): "4 May 2020", 2020: "5 May 2020"}, "2020-05-04", "2020-05-04", "day"),
            ({"GB": "March 2020"}, "2020-03-01", "2020-03-31", "month"),
            (
                pd.DataFrame(
                    {"wave": [2020, 2020, 2021],
                     "start": ["2020-02-03", "2020-02-01", "2021-01-01"],
                     "end": ["2020-02-04", "2020-02-02", "2021-01-02"]}
                ),
                "2020-02-01", "2020-02-04", "day",
            ),
            (
                pd.DataFrame({"country": ["GB"], "start": ["2020-02-03"], "end": ["2020-02-04"]}),
                "2020-02-03", "2020-02-04", "day",
            ),
        ],
    )  # fmt: skip
    def test_fieldwork_is_what_is_declared_of_the_wave_and_country(
        self, fieldwork: Any, start: str, end: str, precision: str
    ) -> None:
        waves = Waves("year", country="country", fieldwork=fieldwork)
        rows = self.ROWS[self.ROWS["year"] == 2020]
        found = polls.tabulate(rows, "q", wave=waves, single_unit="certainty")
        first = found[(found["country"] == "GB")].iloc[0]
        assert (f"{first['start']:%Y-%m-%d}", f"{first['end']:%Y-%m-%d}") == (start, end)
        assert first["date_precision"] == precision

    @pytest.mark.parametrize(
        ("every", "starts"),
        [
            ("", ["2024-01-03", "2024-02-01"]),
            ("month", ["2024-01-03", "2024-02-01"]),
            ("week", ["2024-01-03", "2024-01-29"]),
            ("quarter", ["2024-01-03"]),
            ("year", ["2024-01-03"]),
        ],
    )
    def test_dates_are_parted_into_periods(self, every: Any, starts: list[str]) -> None:
        days = ["2024-01-03", "2024-01-04", "2024-01-29", "2024-02-01", None]
        rows = pd.DataFrame({"q": [1, 2, 1, 2, 1], "day": days})
        if every == "week":
            rows = rows.iloc[[0, 1, 2, 3]]
        found = polls.tabulate(rows, "q", wave=Waves("day", every=every), single_unit="certainty")
        assert [f"{day:%Y-%m-%d}" for day in dict.fromkeys(found["start"])] == starts

    def test_days_may_be_three_variables(self) -> None:
        rows = PEOPLE.assign(
            s=["GB"] * 3 + ["FR"] * 3, y=2024, m=[1, 1, 1, 2, 2, 2], d=[3, 9, 5, 1, 30, 4]
        )
        found = polls.tabulate(rows, "q", wave=Waves(country="s", dates=["y", "m", "d"]))
        assert [(f"{row.start:%Y-%m-%d}", f"{row.end:%Y-%m-%d}") for row in found.itertuples()][
            ::2
        ] == [("2024-02-01", "2024-02-04"), ("2024-01-03", "2024-01-09")]


class TestRecodes:
    @staticmethod
    def recoded(rows: list[Any], table: dict[str, list[Any]], tmp: Path | None = None) -> list[Any]:
        recodes: Any = pd.DataFrame(table)
        if tmp is not None:
            recodes.to_csv(tmp / "recodes.csv", index=False)
            recodes = tmp / "recodes.csv"
        found = polls.tabulate(pd.DataFrame({"q": rows}), "q", recodes=recodes)
        return found[["answer", "n", "share"]].to_numpy().tolist()

    def test_ranges_hold_both_ends_and_up_has_none(self, tmp_path: Path) -> None:
        table: dict[str, list[Any]] = {
            "variable": ["q"] * 3, "from": [1, 4, 8], "to": [3, "", "up"], "code": [1, 2, 3],
            "label": ["Low", "Middle", "High"],
        }  # fmt: skip
        rows = [1, 3, 2.5, 4, 8, 999]
        expected = [["low", 6.0, 0.5], ["middle", 6.0, 1 / 6], ["high", 6.0, 2 / 6]]
        for place in (None, tmp_path):
            assert self.recoded(rows, table, place) == [
                [answer, n, pytest.approx(share)] for answer, n, share in expected
            ]

    @pytest.mark.parametrize("nothing", ["", "missing"])
    def test_a_code_may_become_not_asked(self, nothing: str) -> None:
        table = {"variable": ["q", "q"], "from": ["1", "else"], "code": ["1", nothing]}
        assert self.recoded([1, 2, 3, None], table) == [["1", 1.0, 1.0]]

    def test_else_takes_what_no_row_takes_and_never_what_is_missing(self) -> None:
        table = {"variable": ["q", "q"], "from": ["a", "else"], "code": ["1", "2"]}
        assert self.recoded(["a", "b", "c", None], table) == [
            ["1", 3.0, pytest.approx(1 / 3)], ["2", 3.0, pytest.approx(2 / 3)],
        ]  # fmt: skip
        table = {"variable": ["q", "q"], "from": ["a", "system missing"], "code": ["1", "2"]}
        assert self.recoded(["a", None], table) == [["1", 2.0, 0.5], ["2", 2.0, 0.5]]

    def test_the_first_row_that_takes_a_code_decides(self) -> None:
        table = {"variable": ["q"] * 2, "from": ["a", "a"], "code": ["1", "2"]}
        assert self.recoded(["a", "a"], table) == [["1", 2.0, 1.0]]


class TestDifferences:
    ROWS = pd.DataFrame(
        {"q": [1, 1, 1, 2, 1, 2, 2, 2], "g": list("aaaabbbb"), "year": [2020] * 4 + [2021] * 4}
    )

    def test_of_two_groups_they_have_the_error_of_both(self) -> None:
        found = polls.differences(self.ROWS, "q", by="g")
        row = found.iloc[0]
        assert (row["group"], row["versus"], row["answer"]) == ("a", "b", "1")
        assert (row["share"], row["versus_share"], row["difference"]) == (0.75, 0.25, 0.5)
        # Each share has the variance 3 / 16 / 4, times 8 / 7 of one sample of eight.
        assert row["se"] == pytest.approx(np.sqrt(2 * 3 / 64 * 8 / 7))
        assert row["degrees_of_freedom"] == 6
        assert row["t"] == pytest.approx(0.5 / np.sqrt(3 / 28))
        assert row["p_value"] == pytest.approx(0.17749, abs=1e-4)
        assert row["p_adjusted"] == pytest.approx(2 * row["p_value"])

    def test_of_a_group_and_the_whole_they_share_respondents(self) -> None:
        found = polls.differences(self.ROWS, "q", by="g", between="total", adjust="none")
        assert found[["group", "versus", "answer", "difference"]].to_numpy().tolist() == [
            ["a", "all", "1", 0.25], ["a", "all", "2", -0.25],
            ["b", "all", "1", -0.25], ["b", "all", "2", 0.25],
        ]  # fmt: skip
        # What a respondent moves both by: 0 or 1/8 of the group, 1/16 of the others.
        assert found["se"].to_numpy() == pytest.approx(np.sqrt(1 / 28))
        assert found["p_adjusted"].tolist() == found["p_value"].tolist()

    def test_of_waves_each_is_held_against_the_one_before(self) -> None:
        found = polls.differences(self.ROWS, "q", wave="year", between="waves")
        row = found.iloc[0]
        assert (row["start"].year, row["versus"].year, row["difference"]) == (2021, 2020, -0.5)
        assert row["se"] == pytest.approx(np.sqrt(2 * 3 / 64 * 4 / 3))
        assert row["degrees_of_freedom"] == 5

    @pytest.mark.parametrize(
        ("p", "holm", "hochberg"),
        [
            ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06], [0.03, 0.04, 0.04]),
            ([0.5, 0.6], [1.0, 1.0], [0.6, 0.6]),
            ([0.02], [0.02], [0.02]),
        ],
    )
    def test_p_values_are_adjusted_for_how_many_there_are(
        self, p: list[float], holm: list[float], hochberg: list[float]
    ) -> None:
        assert _holm(np.array(p)).tolist() == pytest.approx(holm)
        assert _benjamini_hochberg(np.array(p)).tolist() == pytest.approx(hochberg)

    def test_those_that_are_not_known_count_for_nothing(self) -> None:
        found = _of_known(_holm)(np.array([0.01, np.nan, 0.04]))
        assert found.tolist() == pytest.approx([0.02, np.nan, 0.04], nan_ok=True)
        assert np.isnan(_of_known(_holm)(np.array([np.nan]))).all()

    def test_letters_are_those_of_tables(self) -> None:
        assert [_letter(place) for place in (0, 25, 26, 51, 52)] == ["A", "Z", "a", "z", "(53)"]


class TestSmallBases:
    @pytest.mark.parametrize(
        ("fields", "reliability", "note"),
        [
            ({"share": 0.5, "n": 900.0}, "", ""),
            ({"share": 0.5, "n": np.nan}, "withheld", "withheld (nchs2017): base unknown"),
            ({"share": 0.5, "n": 29.0}, "withheld", "withheld (nchs2017): base below 30"),
            (
                {"share": 0.5, "n": 58.0, "deff": 2.0},
                "withheld",
                "withheld (nchs2017): effective base below 30",
            ),
            (
                {"share": 0.5, "n": 40.0},
                "withheld",
                "withheld (nchs2017): interval of 30 points or more",
            ),
            (
                {"share": 0.05, "n": 100.0},
                "withheld",
                "withheld (nchs2017): interval of more than 130% of the share",
            ),
            (
                {"share": 0.95, "n": 100.0},
                "marked",
                "marked (nchs2017): imprecise complement",
            ),
            ({"share": 0.0, "n": 100.0}, "marked", "marked (nchs2017): nobody or everybody"),
            ({"share": 1.0, "n": 100.0}, "marked", "marked (nchs2017): nobody or everybody"),
            (
                {"share": 0.5, "n": 900.0, "note": "degrees of freedom 7"},
                "marked",
                "degrees of freedom 7; marked (nchs2017): few degrees of freedom",
            ),
            ({"share": 0.5, "n": 900.0, "note": "degrees of freedom 8"}, "",
             "degrees of freedom 8"),
        ],
    )  # fmt: skip
    def test_the_first_reason_is_told(
        self, fields: dict[str, Any], reliability: str, note: str
    ) -> None:
        row = pd.DataFrame([{"deff": 1.0, "note": "", **fields}])
        (found,) = small_bases(row).to_dict("records")
        assert (found["reliability"], found["note"]) == (reliability, note)
        assert np.isnan(found["share"]) == (reliability == "withheld")

    @pytest.mark.parametrize(
        ("n", "note"),
        [
            (49.0, "withheld (base50): base below 50"),
            (50.0, "marked (base50): base below 100"),
            (99.0, "marked (base50): base below 100"),
            (100.0, ""),
            (np.nan, "withheld (base50): base unknown"),
        ],
    )
    def test_tables_withhold_below_fifty_and_mark_below_a_hundred(
        self, n: float, note: str
    ) -> None:
        row = pd.DataFrame({"share": [0.5], "n": [n]})
        assert small_bases(row, "base50")["note"].tolist() == [note]


def test_margins_are_told_apart_by_their_categories() -> None:
    combinations = [(1, 1), (1, 2), (2, 1), (2, 2)]
    alone = Margins.of(combinations, [(1,)]).indicators
    assert alone.tolist() == [[1.0, 0.0], [0.0, 1.0], [1.0, 0.0], [0.0, 1.0]]
    crossed = Margins.of(combinations, [(0, 1)]).indicators
    assert crossed.tolist() == np.eye(4).tolist()
    both = Margins.of(combinations, [(0,), (1,)]).indicators
    assert both.shape == (4, 4)


def test_warnings_are_told_with_the_readings() -> None:
    with pytest.warns(ProblemsWarning, match="code-never-given"):
        found = polls.differences(PEOPLE, "q", by="sex", dont_know=98)
    assert len(found) == 2
    with pytest.raises(ProblemsError, match="unknown-group-variable"):
        polls.differences(PEOPLE, "q", by="sx")

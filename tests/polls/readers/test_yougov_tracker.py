"""YouGov trackers: every cell right, and what the sheets say about one another."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import polls
from polls.errors import Problem, ProblemsError, ProblemsWarning
from polls.ingest import examine
from polls.readers.yougov_tracker.offered import LONGEST_RARE_GAP, decide_offered
from tests.writers.tracker_workbook import (
    WAVES,
    SheetContent,
    random_sheets,
    sheet,
    with_,
    write_tracker,
    write_workbook,
)

BOTH = {"Agree": [0.61, 0.6, 0.59], "Disagree": [0.39, 0.4, 0.41]}


@pytest.fixture
def tracker(tmp_path: Path) -> Any:
    """Write a tracker and examine it as British, or read it."""

    def examined(sheets: Mapping[str, SheetContent], **hints: Any) -> Any:
        path = write_tracker(tmp_path / "tracker.xlsx", sheets)
        return examine(path, **{"country": "GB", **hints})

    return examined


def shares(readings: pd.DataFrame, answer: str, group: str = "all") -> dict[str, float]:
    rows = readings[(readings["answer"] == answer) & (readings["group"] == group)]
    return dict(zip(rows["start"].dt.strftime("%Y-%m-%d"), rows["share"], strict=True))


def codes(problems: tuple[Problem, ...], severity: str = "error") -> list[str]:
    return [problem.code for problem in problems if problem.severity == severity]


def only(problems: tuple[Problem, ...], code: str) -> Problem:
    (found,) = (problem for problem in problems if problem.code == code)
    return found


def test_every_cell_comes_out_with_its_wave_group_and_bases(tracker: Any) -> None:
    waves = [f"20{year:02}-{month:02}-11" for year in range(11, 24) for month in range(1, 13)]
    sheets = random_sheets(["All adults", "18-24", "Male", "London", "AB, C1"], 7, waves, seed=1)
    readings = tracker(sheets).readings
    assert len(readings) == 5 * 7 * len(waves)
    groups = {"All adults": "all", "AB, C1": "ABC1"}
    rows = {
        (row.group, row.answer_text, f"{row.start:%Y-%m-%d}"): (row.share, row.n, row.n_weighted)
        for row in readings.itertuples()
    }
    expected = {
        (groups.get(name, name), answer, wave): (cells[at], content.n[at], content.n_weighted[at])
        for name, content in sheets.items()
        for answer, cells in content.answers.items()
        for at, wave in enumerate(waves)
    }
    assert rows == expected


def test_reading_twice_gives_the_same_frame(tracker: Any) -> None:
    sheets = random_sheets(["All adults", "Wales"], 3, WAVES, seed=2)
    pd.testing.assert_frame_equal(tracker(sheets).readings, tracker(sheets).readings)


def test_a_reading_says_where_it_stands(tracker: Any) -> None:
    first = tracker({"AB, C1": SheetContent(BOTH)}).readings.iloc[1]
    assert first["locator"] == "'AB, C1'!C2"
    assert (first["source"], first["pollster"], first["mode"]) == (
        "tracker.xlsx",
        "YouGov",
        "online",
    )
    assert (first["answer_text"], first["lang"]) == ("Agree", "en")


def test_labels_that_are_numbers_and_apostrophes_in_sheet_names(tracker: Any) -> None:
    cells: Any = {1: [0.2] * 3, 2: [0.8] * 3}
    readings = tracker({"Didn't vote": SheetContent(cells)}).readings
    assert readings["answer_text"].unique().tolist() == ["1", "2"]
    assert readings["locator"].iloc[0] == "'Didn''t vote'!B2"


@pytest.mark.parametrize("weighted_first", [True, False])
def test_bases_are_told_apart_in_either_order(tracker: Any, weighted_first: bool) -> None:
    content = with_(SheetContent(BOTH), weighted_first=weighted_first)
    row = tracker({"All adults": content}).readings.iloc[0]
    assert (row["n"], row["n_weighted"]) == (520, 510)


def test_dates_may_be_text_or_cells_in_any_form_and_order(tracker: Any) -> None:
    waves = ["21st January 2024", date(2024, 1, 7), "13-14 Jan 2024"]
    readings = tracker({"All adults": with_(SheetContent(BOTH), waves=waves)}).readings
    assert shares(readings, "agree") == {
        "2024-01-07": 0.6,
        "2024-01-13": 0.59,
        "2024-01-21": 0.61,
    }


@pytest.mark.parametrize(
    ("cells", "step"),
    [
        (["47%", "48 %", "49%"], 0.01),
        (["47,5%", "48,0%", "49,1 %"], 0.001),
        ([47, 48, 49], 0.01),
        ([47.5, 48.25, 49.0], None),
        ([0.475, 0.48, 0.49], None),
    ],
)
def test_fractions_percents_and_percent_signs_are_the_same_shares(
    tracker: Any, cells: list[Any], step: float | None
) -> None:
    found = tracker({"All adults": sheet(Agree=cells)})
    printed = [float(str(cell).rstrip(" %").replace(",", ".")) for cell in cells]
    expected = [value if value < 1 else value / 100 for value in printed]
    assert found.readings["share"].tolist() == pytest.approx(expected, abs=1e-12)
    if step is not None:
        assert set(found.readings["precision"]) == {step}
    assert codes(found.problems) == []


def test_each_wave_has_the_rounding_step_it_was_printed_with(tracker: Any) -> None:
    readings = tracker({"All adults": sheet(Agree=[0.475, 0.48, 0.4712], No=[0.5, 0.5, 0.5])})
    assert readings.readings["precision"].tolist()[:3] == [0.001, 0.01, 0.0001]


def test_cells_below_the_limit_are_censored_and_never_zero(tracker: Any) -> None:
    cells = {"Agree": ["61%", "*", "<1%"], "Disagree": ["39%", "40%", "41%"]}
    readings = tracker({"All adults": SheetContent(cells)}).readings
    assert readings.loc[readings["answer"] == "agree", "censored"].tolist() == [False, True, True]
    assert shares(readings, "agree") == {WAVES[0]: 0.61, WAVES[1]: 0.005, WAVES[2]: 0.01}


def test_an_empty_cell_was_not_asked(tracker: Any) -> None:
    cells = {"Agree": [0.61, None, 0.59], "Disagree": [0.39, None, "n/a"]}
    readings = tracker({"All adults": SheetContent(cells)}).readings
    assert shares(readings, "agree") == {WAVES[0]: 0.61, WAVES[2]: 0.59}
    assert shares(readings, "disagree") == {WAVES[0]: 0.39}


def test_an_answer_that_no_group_gives_in_a_wave_was_not_offered(tracker: Any) -> None:
    found = tracker(
        {
            "All adults": sheet(Health=[0.4, 0.41, 0.42], Housing=[0, 0, 0.12]),
            "18-24": sheet(Health=[0.3, 0.31, 0.32], Housing=[0, 0, 0]),
        }
    )
    assert shares(found.readings, "housing") == {WAVES[2]: 0.12}
    assert shares(found.readings, "housing", "18-24") == {WAVES[2]: 0.0}
    assert only(found.problems, "answer-not-offered").got == f"{WAVES[0]} to {WAVES[1]} (2 waves)"


def test_an_answer_that_is_as_rare_before_and_after_is_a_true_zero(tracker: Any) -> None:
    none = {"All adults": [0.01, 0, 0.01], "18-24": [0.01, 0, 0]}
    found = tracker({group: sheet(Yes=[0.9] * 3, None_=cells) for group, cells in none.items()})
    assert shares(found.readings, "none", "18-24")[WAVES[1]] == 0.0
    assert only(found.problems, "zero-everywhere").got == WAVES[1]


@pytest.mark.parametrize(
    ("around", "gap"),
    [(0.08, 1), (0.01, LONGEST_RARE_GAP + 1)],
    ids=["common answer", "long gap"],
)
def test_a_common_answer_or_a_long_gap_is_not_taken_for_rarity(
    tracker: Any, around: float, gap: int
) -> None:
    waves = [f"2024-02-{day:02}" for day in range(1, gap + 3)]
    cells = [around, *[0] * gap, around]
    found = tracker(
        {
            "All adults": with_(
                sheet(Yes=[0.9] * len(waves), Rare=cells),
                waves=waves,
                n=[500] * len(waves),
                n_weighted=None,
            )
        }
    )
    assert list(shares(found.readings, "rare")) == [waves[0], waves[-1]]


def test_a_wave_without_any_answer_of_a_group_was_not_asked_of_it(tracker: Any) -> None:
    found = tracker(
        {
            "All adults": SheetContent(BOTH),
            "18-24": with_(sheet(Agree=[0, 0.7, 0.7], Disagree=[0, 0.3, 0.3]), n=[0, 40, 41]),
        }
    )
    assert WAVES[0] not in shares(found.readings, "agree", "18-24")
    assert codes(found.problems) == []


def test_groups_are_mapped_and_their_country_recognised(tmp_path: Path) -> None:
    names = [
        "All adults",
        "18-29",
        "Hispanic",
        "Other",
        "Some College+",
        "Democrat",
        "Conservative",
    ]
    path = write_tracker(tmp_path / "us.xlsx", {name: SheetContent(BOTH) for name in names})
    found = examine(path)
    groups = found.readings[["group_by", "group"]].drop_duplicates().agg("/".join, axis=1)
    assert groups.tolist() == [
        "all/all",
        "age/18-29",
        "race/Hispanic",
        "race/Other",
        "education/Some College+",
        "party/Democrat",
        "ideology/Conservative",
    ]
    assert set(found.readings["country"]) == {"US"}
    assert "'Democrat'" in only(found.problems, "country-recognised").got


def test_a_party_of_the_same_name_is_a_vote_in_britain(tracker: Any) -> None:
    readings = tracker({"Conservative": SheetContent(BOTH)}).readings
    assert set(readings["group_by"]) == {"vote"}


def test_unknown_groups_are_slugs_and_are_listed(tracker: Any) -> None:
    found = tracker({"All adults": SheetContent(BOTH), "Dog owners": SheetContent(BOTH)})
    assert set(found.readings["group"]) == {"all", "dog_owners"}
    assert "Dog owners" in [entry.label for entry in found.unmapped]


def test_a_country_that_nothing_tells_has_to_be_said(tracker: Any) -> None:
    assert "country-unknown" in codes(
        tracker({"All adults": SheetContent(BOTH)}, country="").problems
    )


def test_explanations_in_brackets_do_not_hide_a_known_label(tracker: Any) -> None:
    cells = {"Too high (much or a bit)": [0.5] * 3, "Too low": [0.5] * 3}
    found = tracker(
        {"Scottish National Party (SNP)": SheetContent(cells)}, question="level10y"
    ).readings
    assert set(found["answer"]) == {"too_high", "too_low"}
    assert set(found["group"]) == {"SNP"}


def test_a_wave_printed_twice_alike_counts_once(tracker: Any) -> None:
    waves = [WAVES[0], WAVES[1], WAVES[0]]
    cells = {"Agree": [0.61, 0.6, 0.61], "Disagree": [0.39, 0.4, 0.39]}
    content = SheetContent(cells, waves=waves, n=(520, 530, 520), n_weighted=(510, 520, 510))
    found = tracker({"All adults": content})
    assert shares(found.readings, "agree") == {WAVES[0]: 0.61, WAVES[1]: 0.6}
    assert "duplicate-wave" in codes(found.problems, "warning")


def test_a_wave_printed_twice_with_other_values_is_one_problem_with_both_columns(
    tracker: Any,
) -> None:
    content = with_(SheetContent(BOTH), waves=[WAVES[0], WAVES[1], WAVES[0]])
    sheets = {"All adults": content, "18-24": content, "Male": content}
    problem = only(tracker(sheets).problems, "duplicate-wave-differs")
    assert "columns B and D" in str(problem)
    assert "on 3 sheet(s)" in problem.got
    assert shares(tracker(sheets, duplicates="last").readings, "agree")[WAVES[0]] == 0.59
    assert shares(tracker(sheets, duplicates="first").readings, "agree")[WAVES[0]] == 0.61
    assert codes(tracker(sheets, duplicates="first").problems) == []


def test_sheets_that_disagree_in_waves_or_heading_are_reported_and_read(tracker: Any) -> None:
    short = SheetContent(
        {"Agree": [0.61], "Disagree": [0.39]}, waves=WAVES[1:2], n=[1060], n_weighted=[1060]
    )
    found = tracker(
        {
            "All adults": with_(short, question="Issues"),
            "Male": SheetContent(BOTH),
            "Female": SheetContent(BOTH),
        }
    )
    assert codes(found.problems) == []
    heading = only(found.problems, "heading-differs")
    assert (heading.place.sheet, heading.got) == ("All adults", "'Issues'")
    assert only(found.problems, "waves-missing").got == "1 of 3 waves"
    assert found.readings["question"].nunique() == 1


@pytest.mark.parametrize("n", [None, (520, 530, 540)])
def test_a_sheet_of_dates_alone_is_left_out_and_told(tracker: Any, n: Any) -> None:
    found = tracker({"All adults": SheetContent(BOTH), "18-24": SheetContent({}, n=n)})
    problem = only(found.problems, "sheet-without-answers")
    assert (problem.place.sheet, problem.severity) == ("18-24", "warning")
    assert found.readings["group"].tolist() == ["all"] * 6


def test_a_sheet_without_an_answer_of_the_others_is_reported(tracker: Any) -> None:
    found = tracker({"Male": SheetContent(BOTH), "Female": sheet(Agree=[0.6, 0.6, 0.6])})
    problem = only(found.problems, "answers-missing")
    assert (problem.place.sheet, problem.expected) == ("Female", "also 'Disagree'")


def test_missing_bases_are_reported_and_stay_missing(tracker: Any) -> None:
    content = with_(SheetContent(BOTH), n=None, n_weighted=[510, None, 530])
    found = tracker({"All adults": content})
    assert found.readings["n"].isna().all()
    assert found.readings["n_weighted"].tolist()[:3] == pytest.approx(
        [510, float("nan"), 530], nan_ok=True
    )
    assert codes(found.problems, "warning").count("base-missing") == 2


def test_a_sheet_of_numbers_without_dates_is_an_error_one_of_text_is_left_out(
    tmp_path: Path,
) -> None:
    good = SheetContent(BOTH).rows()
    numbers = [["Question", "first", "second"], ["Agree", 0.4, 0.5]]
    text = [["About this tracker", "YouGov panel"]]
    path = write_workbook(
        tmp_path / "mixed.xlsx", {"All adults": good, "18-24": numbers, "Notes": text}
    )
    problems = [
        problem
        for problem in examine(path, country="GB").problems
        if problem.code == "sheet-without-dates"
    ]
    assert [(problem.place.sheet, problem.severity) for problem in problems] == [
        ("18-24", "error"),
        ("Notes", "warning"),
    ]


def test_all_problems_of_a_file_come_at_once_each_with_its_cell(tmp_path: Path) -> None:
    path = write_tracker(
        tmp_path / "bad.xlsx",
        {
            "All adults": SheetContent(
                {"Agree": [61, 0.6, "soon"], "Disagree": [39, 40, 0.41], "": [0.1, 0.2, 0.3]},
                waves=["2024-01-07", "2024-02-31", "7 Jan"],
                n=[-5, "many", 500],
            ),
            "18-24": SheetContent({"Agree": [0.6] * 3, "agree": [0.5] * 3, "Agree ": [0.4] * 3}),
        },
    )
    with pytest.raises(ProblemsError) as raised:
        polls.read(path, country="GB")
    found = {
        (problem.code, problem.place.sheet, problem.place.cell) for problem in raised.value.problems
    }
    assert {
        ("impossible-date", "All adults", "C1"),
        ("fieldwork-without-year", "All adults", "D1"),
        ("label-missing", "All adults", "A4"),
        ("duplicate-answer", "18-24", "A4"),
    } <= found


@pytest.mark.parametrize(
    ("cells", "cell"),
    [([[0.61, 61, 0.59], [0.39, 0.4, 0.41]], "C2"), ([[61, 60, 59], [29, 0.4, 31]], "C3")],
)
def test_a_percentage_among_fractions_is_found_at_its_cell(
    tracker: Any, cells: list[list[float]], cell: str
) -> None:
    answers = {"Agree": cells[0], "Disagree": cells[1], "Neither": [cells[1][0]] * 3}
    problems = tracker({"All adults": SheetContent(answers)}).problems
    assert only(problems, "percents-mixed").place.cell == cell


def test_waves_in_percent_among_waves_in_fractions_are_named(tracker: Any) -> None:
    cells = {"Agree": [0.61, 60, 0.59], "Disagree": [0.39, 40, 0.41]}
    problem = only(tracker({"All adults": SheetContent(cells)}).problems, "percents-mixed")
    assert problem.got == f"percentages in {WAVES[1]}"


def test_unread_cells_and_bases_are_named(tracker: Any) -> None:
    cells = {"Agree": [0.61, "soon", 0.59], "Disagree": [0.39, 0.4, 0.41]}
    problems = tracker({"Male": with_(SheetContent(cells), n=[500, "many", 500])}).problems
    assert only(problems, "not-a-share").place.cell == "C2"
    assert only(problems, "not-a-base").place.cell == "C4"


def test_a_column_without_a_date_is_named(tracker: Any) -> None:
    content = with_(SheetContent(BOTH), waves=[WAVES[0], "", WAVES[2]])
    assert only(tracker({"Male": content}).problems, "wave-undated").place.cell == "C1"


def test_a_wave_that_does_not_add_up_where_all_others_do_is_reported(tracker: Any) -> None:
    waves = [f"2024-03-{day:02}" for day in range(1, 21)]
    agree = [0.6] * 20
    content = SheetContent(
        {"Agree": [*agree[:-1], 0.8], "Disagree": [0.4] * 20},
        waves=waves,
        n=[500] * 20,
        n_weighted=[500] * 20,
    )
    problem = only(tracker({"All adults": content}).problems, "sum-off")
    assert (problem.severity, problem.got) == ("warning", "1.2 over agree, disagree")


def test_a_scale_that_changed_between_waves_is_reported_with_both(tracker: Any) -> None:
    cells = {"Agree": [0.6, 0.6, 0.5], "Disagree": [0.4, 0.4, 0.3], "Neither": [None, None, 0.2]}
    problem = only(tracker({"All adults": SheetContent(cells)}).problems, "scale-changed")
    assert problem.got == "Agree / Disagree / Neither"
    assert problem.expected == "as before: Agree / Disagree"


def test_warnings_come_as_one_and_hold_the_problems(tmp_path: Path) -> None:
    path = write_tracker(tmp_path / "t.xlsx", {"All adults": SheetContent(BOTH)})
    with pytest.warns(ProblemsWarning) as caught:
        readings = polls.read(path, country="GB")
    assert len(caught) == 1 and len(readings) == 6
    (warning,) = (entry.message for entry in caught)
    assert isinstance(warning, ProblemsWarning)
    assert {problem.code for problem in warning.problems} == {"unmapped-labels"}


def test_a_fully_mapped_file_reads_in_silence(tmp_path: Path) -> None:
    cells = {
        "Too high": [0.6] * 3,
        "About right": [0.2] * 3,
        "Too low": [0.1] * 3,
        "Don't know": [0.1] * 3,
    }
    path = write_tracker(tmp_path / "t.xlsx", {"All adults": SheetContent(cells)})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        readings = polls.read(path, country="GB", question="level10y")
    assert set(readings["answer"]) == {"too_high", "about_right", "too_low", "dont_know"}


@pytest.mark.parametrize(
    ("gap", "before", "after", "rare"),
    [
        (1, 0.01, 0.01, True),
        (3, 0.01, 0.01, True),
        (4, 0.01, 0.01, False),
        (3, 0.005, 0.015, True),
        (3, 0.01, 0.012, False),
        (3, 0.0, 0.01, False),
    ],
)
def test_a_gap_of_three_waves_beside_one_step_on_average_is_rare(
    gap: int, before: float, after: float, rare: bool
) -> None:
    """Of two groups; a third prints nothing and counts for nothing."""
    share = np.array([2 * before, *[0.0] * gap, 2 * after])
    groups = np.stack([share, 0 * share, np.full(len(share), np.nan)])[:, None, :]
    found = decide_offered(groups)
    assert found.rare[0, 1:-1].tolist() == [rare] * gap
    assert found.offered[0].tolist() == [before > 0, *[rare] * gap, True]


@pytest.mark.parametrize(
    ("above", "pollster"),
    [
        ([["PEW RESEARCH"], ["Final topline, N=5,140"]], ""),
        ([["YouGov"], ["Final topline, N=5,140"]], "YouGov"),
        ([["Tracker"]], ""),
    ],
)
def test_waves_across_of_another_firm_are_not_said_to_be_yougovs(
    tmp_path: Path, above: list[list[Any]], pollster: str
) -> None:
    rows = [*above, ["Q1. Are you satisfied?"], ["", "Feb 7-11, 2024", "Jan 16-21, 2024"]]
    path = write_workbook(tmp_path / "t.xlsx", {"Q1": [*rows, ["Yes", 22, 24], ["No", 78, 76]]})
    found = examine(path, country="US")
    assert found.reader == "yougov-tracker"
    assert set(found.readings["question_text"]) == {"Are you satisfied?"}
    assert set(found.readings["group"]) == {"all"}  # the sheet names no group of people
    assert set(found.readings["pollster"]) == {pollster}
    assert ("pollster-unknown" in codes(found.problems, "warning")) is not bool(pollster)


@pytest.mark.parametrize("base", ["Unweighted base", "Number of interviews"])
def test_one_sheet_of_anybody_is_not_said_to_be_yougovs_and_online(
    tmp_path: Path, base: str
) -> None:
    rows = [["", "May 2-6, 2024", "Jun 3-23, 2024"], ["Yes", 22, 24], ["No", 78, 76]]
    path = write_workbook(tmp_path / "t.xlsx", {"Sheet1": [*rows, [base, 1005, 1010]]})
    readings = examine(path, country="US", pollster="Gallup").readings
    assert set(readings["mode"]) == {""}
    assert readings["n"].tolist() == [1005, 1010] * 2
    assert readings["answer_text"].drop_duplicates().tolist() == ["Yes", "No"]


def test_a_balance_is_left_out_of_a_tracker_and_named(tmp_path: Path) -> None:
    rows = [["Well or badly?", "2 Jan 2024", "3 Feb 2024"], ["Well", 0.32, 0.33],
            ["Badly", 0.6, 0.58], ["Net well", -0.28, -0.25], ["Unweighted base", 1700, 1800],
            ["Base", 1700, 1800]]  # fmt: skip
    path = write_workbook(tmp_path / "t.xlsx", {"All adults": rows, "Men": rows})
    found = examine(path)
    assert found.reader == "yougov-tracker"
    assert set(found.readings["answer_text"]) == {"Well", "Badly"}
    left = [problem for problem in found.problems if problem.code == "balances-ignored"]
    assert [(problem.got, problem.place.cell) for problem in left] == [("Net well", "A4")] * 2

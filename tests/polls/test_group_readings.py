"""The shipped group readings: loaded on demand, and made again from the tracker they are of."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import polls
from polls.files.content import sha256_of
from polls.library.library import data_folder
from tests.writers.tracker_workbook import QUESTION, SheetContent, write_tracker
from tools.ship_group_readings import ANSWERS, SERIES, SOURCE, main

WORDING = (
    "Which of the following do you think are the most important issues facing the country "
    "at this time? Please tick up to three."
)


def test_groups_come_only_when_asked_for() -> None:
    assert set(polls.load()["group"]) == {"all"}
    groups = polls.load(question="issue_up_to_three", groups=True).query("group != 'all'")
    assert len(groups) == 3 * (17 * 448 + 2 * 327)
    assert set(groups["group_by"]) == {
        "age",
        "sex",
        "region",
        "vote",
        "referendum2016",
        "social_grade",
    }
    assert groups[["n", "n_weighted", "locator"]].notna().all(axis=None)


def test_the_two_sexes_add_up_to_the_base_of_the_whole_sample() -> None:
    # What the tracker's keeper says of it: the sexes' unweighted bases are the wave's base.
    readings = polls.load(question="issue_up_to_three", groups=True)
    readings = readings[readings["answer"] == "health"]
    whole = readings[readings["group"] == "all"].dropna(subset="n").set_index("start")["n"]
    sexes = readings[readings["group_by"] == "sex"].groupby("start")["n"].sum()
    assert len(whole) == 448
    pd.testing.assert_series_equal(whole.sort_index(), sexes, check_names=False)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(data_folder(), folder)
    return folder


def tracker(path: Path, immigration: float) -> Path:
    """Two waves of the shipped series, in the tracker's layout."""
    labels = ("Immigration & Asylum", "The economy", "Health")
    shipped = polls.load(question="issue_up_to_three").set_index(["start", "answer"])["share"]
    waves = ["2011-02-15", "2011-03-01"]
    cells = {
        label: [shipped[pd.Timestamp(wave), answer] for wave in waves]
        for label, answer in zip(labels, ANSWERS, strict=True)
    }
    cells[labels[0]][0] = immigration
    content = SheetContent(cells, waves, n=[2502, 2104], n_weighted=[2500, 2100], question=WORDING)
    half = SheetContent(cells, waves, n=[1215, 1023], n_weighted=[1195, 961], question=WORDING)
    return write_tracker(path, {"All adults": content, "Male": half})


def test_the_tool_ships_groups_bases_and_source(data: Path, tmp_path: Path) -> None:
    path = tracker(tmp_path / "tracker.xlsx", 0.47)
    series = data / "readings" / f"{SERIES}.csv"
    before = pd.read_csv(series, dtype=str, keep_default_na=False)
    blank = before.assign(n="", n_weighted="")
    blank.to_csv(series, index=False, lineterminator="\n")
    done = CliRunner().invoke(main, [str(path), "--data", str(data)])
    assert done.exit_code == 0, done.output
    after = pd.read_csv(series, dtype=str, keep_default_na=False)
    assert after[["n", "n_weighted"]].iloc[:3].to_numpy().tolist() == [
        ["2502", "2500"],
        ["2104", "2100"],
        ["", ""],
    ]
    pd.testing.assert_frame_equal(after[["start", *ANSWERS]], before[["start", *ANSWERS]])
    groups = polls.load(groups=True, folder=data).query("source == @SOURCE")
    assert len(groups) == 6 and set(groups["group"]) == {"Male"}
    sources = polls.sources(data).set_index("source")
    assert sources.loc[SOURCE, "sha256"] == sha256_of(path)


def test_a_tracker_that_disagrees_with_the_series_changes_nothing(
    data: Path, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in data.rglob("*") if path.is_file()}
    path = tracker(tmp_path / "tracker.xlsx", 0.48)
    done = CliRunner().invoke(main, [str(path), "--data", str(data)])
    assert done.exit_code == 1
    assert "[shares-differ]" in done.stderr
    assert {path: path.read_bytes() for path in before} == before


def test_a_question_of_another_tracker_is_not_taken(data: Path, tmp_path: Path) -> None:
    other = SheetContent({"Health": [0.3, 0.3, 0.3]}, question=QUESTION)
    path = write_tracker(tmp_path / "other.xlsx", {"All adults": other})
    done = CliRunner().invoke(main, [str(path), "--data", str(data)])
    assert done.exit_code == 1
    assert "[wrong-tracker]" in done.stderr

"""`datapackage.json` beside written readings: what a stranger's tool needs to open them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import polars
import pytest

import polls

ROW = {
    "country": "GB",
    "pollster": "A",
    "question": "q",
    "answer": "yes",
    "start": "2024-03-01",
    "end": "2024-03-03",
    "share": 0.4,
    "n": 900,
    "source": "own.csv",
}


def frame(**changed: Any) -> pd.DataFrame:
    return polls.conform([ROW | changed])


def package(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "datapackage.json").read_text("utf-8"))
    return found


def test_each_file_has_its_size_sum_and_columns(tmp_path: Path) -> None:
    written = polls.write(frame(), tmp_path / "Readings 1.csv")
    (entry,) = package(tmp_path)["resources"]
    content = written.read_bytes()
    assert entry["name"] == "readings-1.csv"
    assert entry["path"] == "Readings 1.csv"
    assert entry["bytes"] == len(content)
    assert entry["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    header = content.decode().splitlines()[0].split(",")
    assert [field["name"] for field in entry["schema"]["fields"]] == header


def test_a_second_file_joins_the_first_and_replaces_its_own_entry(tmp_path: Path) -> None:
    polls.write(frame(), tmp_path / "b.csv")
    polls.write(frame(), tmp_path / "a.parquet")
    polls.write(frame(n=1000), tmp_path / "b.csv", overwrite=True)
    entries = package(tmp_path)["resources"]
    assert [entry["path"] for entry in entries] == ["a.parquet", "b.csv"]
    assert entries[1]["bytes"] == (tmp_path / "b.csv").stat().st_size


def test_what_somebody_else_said_of_the_folder_is_kept(tmp_path: Path) -> None:
    theirs = {"name": "mine", "licenses": [{"name": "CC0"}], "resources": [{"path": "other.csv"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(theirs))
    polls.write(frame(), tmp_path / "readings.csv")
    found = package(tmp_path)
    assert (found["name"], found["licenses"]) == ("mine", [{"name": "CC0"}])
    assert [entry["path"] for entry in found["resources"]] == ["other.csv", "readings.csv"]


@pytest.mark.parametrize("content", ["not json", "[]", '{"resources": 3}', '{"resources": [1]}'])
def test_a_file_of_that_name_that_is_no_package_is_left_with_a_warning(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "datapackage.json").write_text(content)
    with pytest.warns(polls.ProblemsWarning, match="not-a-data-package"):
        polls.write(frame(), tmp_path / "readings.csv")
    assert (tmp_path / "datapackage.json").read_text() == content
    assert (tmp_path / "readings.csv").stat().st_size > 0


def test_sources_that_ship_come_with_title_and_address(tmp_path: Path) -> None:
    shipped = polls.load(question="level10y", country="GB")
    polls.write(shipped, tmp_path / "readings.csv")
    (source,) = package(tmp_path)["resources"][0]["sources"]
    known = polls.sources().set_index("source").loc[shipped["source"].iloc[0]]
    assert source == {"title": f"{known['producer']}: {known['title']}", "path": known["url"]}
    polls.write(frame(), tmp_path / "own.csv")
    assert package(tmp_path)["resources"][0]["sources"] == [{"title": "own.csv"}]


def test_columns_are_of_the_kinds_that_the_written_texts_are() -> None:
    fields = {field["name"]: field for field in polls.table_schema()["fields"]}
    assert {name: field["type"] for name, field in fields.items() if field["type"] != "string"} == {
        "start": "date",
        "end": "date",
        "published": "date",
        "share": "number",
        "precision": "number",
        "censored": "boolean",
        "n": "number",
        "n_weighted": "number",
        "deff": "number",
    }
    assert fields["share"]["constraints"] == {"required": True, "minimum": 0, "maximum": 1}
    assert fields["censored"]["trueValues"] == ["True"]


def test_a_descriptor_among_own_files_is_no_table_of_readings(tmp_path: Path) -> None:
    polls.write(frame(), tmp_path / "readings.csv")
    assert len(polls.Library(tmp_path).load()) == 1


def test_frames_of_polars_come_in_and_go_out() -> None:
    there = polars.DataFrame(frame())
    assert there["share"].to_list() == [0.4]
    pd.testing.assert_frame_equal(polls.conform(there), frame())
    assert "unknown-question" in {problem.code for problem in polls.check(there)}


def test_frames_of_polars_are_written(tmp_path: Path) -> None:
    path = polls.write(polars.DataFrame(frame()), tmp_path / "readings.arrow")
    assert polars.read_ipc(path)["n"].to_list() == [900.0]


@pytest.mark.parametrize("cut", [6, 60, -3])
def test_a_damaged_arrow_file_is_one_problem(tmp_path: Path, cut: int) -> None:
    path = polls.write(frame(), tmp_path / "readings.arrow")
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(polls.ProblemsError) as raised:
        polls.read(path)
    (problem,) = raised.value.problems
    assert problem.code == "file-truncated"
    assert "Arrow file" in problem.title


def test_an_arrow_file_with_lists_in_its_cells_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lists.arrow"
    pd.DataFrame({"share": [[0.4, 0.5]]}).to_feather(path)
    with pytest.raises(polls.ProblemsError, match="column-nested"):
        polls.read(path)

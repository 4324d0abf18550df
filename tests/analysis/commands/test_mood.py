"""`polltide mood` on a file and on names that no reading has."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from analysis.cli import polltide
from tests.writers.mood_items import typed_items

PAIR = {"jobs": {2000: 0.40, 2001: 0.44, 2002: 0.41}, "crime": {2001: 0.60, 2002: 0.55, 2003: 0.58}}


def test_prints_the_mood_of_a_file_and_writes_its_table_and_figure(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    typed_items(PAIR, pollster="YouGov").to_csv(path, index=False)
    table, figure = tmp_path / "mood.csv", tmp_path / "mood.svg"
    call = ["mood", str(path), "--country", "GB", "--csv", str(table), "--figure", str(figure)]
    done = CliRunner().invoke(polltide, call, catch_exceptions=False)
    assert done.exit_code == 0
    assert "2 items make the mood." in done.output
    assert [line[:4] for line in table.read_text().splitlines()[1:]] == [
        "2000",
        "2001",
        "2002",
        "2003",
    ]
    assert figure.read_text().startswith("<?xml")
    listed = CliRunner().invoke(
        polltide, ["mood", str(path), "--country", "GB", "--items", "--json"]
    )
    assert {row["item"] for row in json.loads(listed.stdout)} == {"jobs", "crime"}


def test_names_that_no_reading_has_are_named_together(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    typed_items(PAIR, pollster="YouGov").to_csv(path, index=False)
    call = ["mood", str(path), "--country", "FR", "--without", "job"]
    problems = CliRunner().invoke(polltide, call).exception
    assert [problem.code for problem in problems.problems] == ["unknown-country", "unknown-answer"]  # type: ignore[union-attr]

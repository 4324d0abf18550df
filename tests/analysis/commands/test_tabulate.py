"""`polltide tabulate`: what a program or a person sees of microdata."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import polls
from analysis.cli import polltide
from tests.writers.survey_writer import respondents, write_spss, write_text


@pytest.fixture
def survey(tmp_path: Path) -> str:
    return str(write_spss(respondents(), tmp_path / "survey.sav"))


def run(*words: str) -> Result:
    return CliRunner().invoke(polltide, ["tabulate", *words])


def test_it_lists_shares_with_errors_design_effects_and_who_was_left_out(survey: str) -> None:
    done = run(survey, "--question", "q", "--weight", "w", "--by", "region")
    assert done.exit_code == 0
    header, first, *_ = done.stdout.splitlines()
    assert header.split() == ["group", "answer_text", "share", "se", "n", "n_weighted", "deff"]
    assert first.split()[:3] == ["all/all", "Too", "high"]
    assert "base: all; left out of the base: Not asked" in done.stdout


def test_it_prints_json_with_standard_errors(survey: str) -> None:
    done = run(survey, "--question", "q", "--psu", "unit", "--base", "substantive", "--json")
    rows = json.loads(done.stdout)
    readings = polls.tabulate(survey, "q", psu="unit", base="substantive")
    errors = polls.standard_errors(readings)
    assert [row["share"] for row in rows] == pytest.approx(readings["share"].tolist())
    assert [row["se"] for row in rows] == pytest.approx(errors.tolist())


def test_codes_are_declared_by_repeating_an_option(tmp_path: Path) -> None:
    path = str(write_text(respondents(), tmp_path / "survey.csv"))
    codes = ["--dont-know", "98", "--refused", "99", "--not-asked", "97"]
    done = run(path, "--question", "q", "--base", "substantive", *codes, "--json")
    assert [row["answer_text"] for row in json.loads(done.stdout)] == ["1", "2", "3"]


@pytest.mark.parametrize("day", ["31/12/2024", "2024-02-30", "last week"])
def test_a_day_that_is_not_written_as_an_iso_day_is_a_wrong_call(survey: str, day: str) -> None:
    done = run(survey, "--question", "q", "--start", day)
    assert done.exit_code == 2
    assert f"'{day}' is not a day written as 2024-12-31" in done.stderr


def test_a_day_is_the_start_of_every_reading(survey: str) -> None:
    done = run(survey, "--question", "q", "--start", "2024-12-31", "--json")
    assert {row["start"] for row in json.loads(done.stdout)} == {"2024-12-31T00:00:00"}


def test_help_explains_its_choices_and_their_defaults() -> None:
    printed = " ".join(run("--help").stdout.split())
    assert printed.count("[default: all]") == 1
    assert printed.count("[default: error]") == 1
    for choice in ("(error)", "(centred)", "(certainty)", "(all)", "(substantive)"):
        assert choice in printed


def test_it_writes_what_polls_tabulate_returns_and_never_over_a_file(
    survey: str, tmp_path: Path
) -> None:
    out = tmp_path / "readings.parquet"
    about = ["--country", "GB", "--pollster", "YouGov", "--start", "2024-03-03"]
    assert run(survey, "--question", "q", *about, "--out", str(out)).exit_code == 0
    assert len(polls.read(out)) == 5
    assert run(survey, "--question", "q", *about, "--out", str(out)).exit_code == 1


def test_warnings_go_to_standard_error(survey: str) -> None:
    done = run(survey, "--question", "q", "--dont-know", "77", "--json")
    assert done.exit_code == 0
    assert "code-never-given" in done.stderr
    assert json.loads(done.stdout)

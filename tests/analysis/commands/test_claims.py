"""`polltide claims`: verdicts for people and for pipelines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.claims.verdict import Thresholds
from analysis.cli import polltide
from polls.errors import ProblemsError
from tests.writers.plan_writer import table

CLAIMS = "\n".join(
    [
        table("claim", id="boats", kind="cumulative_record", sentence="A record so far this year",
              as_of=date(2025, 3, 31), official="small_boats"),
        table("claim", id="health", kind="threshold", sentence="Health has topped 50%",
              as_of=date(2020, 6, 30), country="GB", question="issue_up_to_three", answer="health",
              above=0.5, start=date(2020, 1, 1)),
    ]
)  # fmt: skip


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.toml"
    path.write_text(CLAIMS)
    return path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(polltide, ["claims", *arguments], catch_exceptions=False)


def test_json_is_a_list_of_objects_with_all_that_a_newsroom_needs(report: Path) -> None:
    found = json.loads(run(str(report), "--json").stdout)
    assert [entry["id"] for entry in found] == ["boats", "health"]
    assert {"sentence", "as_of", "verdict", "probability", "reason", "readings"} <= set(found[0])
    assert found[0]["probability"] is None
    assert found[1]["verdict"] == "supported"
    assert found[1]["probability"] > 0.9
    assert all(reading["end"] <= "2020-06-30" for reading in found[1]["readings"])


def test_the_same_call_prints_the_same_bytes(report: Path) -> None:
    assert run(str(report), "--json").stdout == run(str(report), "--json").stdout


def test_people_read_the_verdict_its_probability_and_the_reason(report: Path) -> None:
    printed = run(str(report)).stdout
    assert "supported (" in printed
    assert "As of 30 June 2020" in printed


@pytest.mark.parametrize("options", [[], ["--json"]])
@pytest.mark.parametrize(
    ("text", "got"),
    [(CLAIMS.replace("[[claim]]", "[[claims]]"), "[[claims]]"), ("", "no table")],
)
def test_a_file_without_a_claim_is_a_problem_and_never_a_silent_success(
    tmp_path: Path, text: str, got: str, options: list[str]
) -> None:
    path = tmp_path / "report.toml"
    path.write_text(text)
    with pytest.raises(ProblemsError, match="no-claims") as error:
        run(str(path), *options)
    (problem,) = error.value.problems
    assert (problem.place.file, problem.got) == (str(path), got)
    assert problem.hint == ("is [[claims]] meant to be [[claim]]?" if text else "")


def test_help_says_the_thresholds_that_hold_where_none_is_given() -> None:
    printed = " ".join(run("--help").stdout.split())
    usual = Thresholds()
    assert f"else {usual.supported}" in printed
    assert f"else {usual.contradicted}" in printed


def test_a_seed_below_zero_is_a_wrong_call(report: Path) -> None:
    assert run(str(report), "--seed", "-1").exit_code == 2


def test_thresholds_that_contradict_each_other_are_one_clear_error(report: Path) -> None:
    with pytest.raises(ProblemsError, match="contradictory-options"):
        run(str(report), "--supported", "0.05")

"""The command line as its user meets it: quick help, plain output, errors without traceback."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

import polls
from analysis.claims.kinds import KINDS as CLAIMS
from analysis.cli import COMMANDS, polltide
from analysis.report.sections import KINDS as SECTIONS

TRACKER = ["--question", "issue_up_to_three", "--answer", "immigration", "--country", "GB"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from analysis.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)])
def test_help_loads_no_heavy_library(words: list[str]) -> None:
    code = (
        "import sys\nfrom analysis.cli import polltide\n"
        f"polltide({[*words, '--help']}, standalone_mode=False)\n"
        "print('loaded', sorted({'pandas', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("loaded []\n")


def test_help_names_every_command() -> None:
    started = time.perf_counter()
    done = run("--help")
    assert time.perf_counter() - started < 2  # a loaded machine; a fifth of a second at rest
    assert done.returncode == 0
    assert all(f"  {name}" in done.stdout for name in COMMANDS)


def test_every_command_has_a_help_page() -> None:
    for name in COMMANDS:
        result = CliRunner().invoke(polltide, [name, "--help"])
        assert result.exit_code == 0, result.output
        assert result.output.startswith("Usage: ")


def test_list_gives_json_that_counts_every_reading() -> None:
    result = CliRunner().invoke(polltide, ["list", "--country", "GB", "--json"])
    rows = {
        row["question"]: row for row in json.loads(result.output) if row["pollster"] == "YouGov"
    }
    tracker = rows["issue_up_to_three"]
    assert (tracker["waves"], tracker["first"], tracker["last"]) == (
        574,
        "2011-02-15",
        "2026-08-03",
    )


def test_trend_writes_the_table_that_it_prints(tmp_path: Path) -> None:
    path = tmp_path / "trend.csv"
    result = CliRunner().invoke(polltide, ["trend", *TRACKER, "--csv", str(path), "--json"])
    printed = pd.DataFrame(json.loads(result.output))
    written = pd.read_csv(path)
    assert printed["date"].tolist() == written["date"].tolist()
    assert (printed["estimate"] - written["estimate"]).abs().max() < 1e-9


def test_a_wrong_name_is_one_message_and_exit_code_1() -> None:
    done = run("trend", "--question", "issue_up_to_thre", "--answer", "health", "--country", "GB")
    assert done.returncode == 1
    assert "did you mean 'issue_up_to_three'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_report_file_is_one_message_and_exit_code_1(tmp_path: Path) -> None:
    done = run("report", str(tmp_path / "no.toml"), "--out", str(tmp_path / "build"))
    assert done.returncode == 1
    assert done.stderr.count("file not found") == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "build").exists()


def test_trend_reaches_the_shipped_readings_of_groups() -> None:
    result = CliRunner().invoke(
        polltide, ["trend", *TRACKER, "--group", "age/18-24", "--json"], catch_exceptions=False
    )
    assert len(json.loads(result.stdout)) > 100


def test_a_group_without_its_kind_is_a_wrong_call() -> None:
    result = CliRunner().invoke(polltide, ["trend", *TRACKER, "--group", "18-24"])
    assert result.exit_code == 2
    assert "'18-24' is not group_by/group, such as age/18-24" in result.stderr


def test_list_names_groups_as_trend_takes_them() -> None:
    words = ["list", "--country", "GB", "--question", "issue_up_to_three"]
    result = CliRunner().invoke(polltide, [*words, "--groups", "--json"])
    rows = [row for row in json.loads(result.stdout) if row["pollster"] == "YouGov"]
    assert {"all/all", "age/18-24"} <= {row["group"] for row in rows}
    readings = polls.load(question="issue_up_to_three", country="GB", groups=True)
    assert sum(row["readings"] for row in rows) == (readings["pollster"] == "YouGov").sum()
    assert "age/18-24" in CliRunner().invoke(polltide, [*words, "--groups"]).stdout
    assert "age/18-24" not in CliRunner().invoke(polltide, words).stdout


def test_trend_says_of_a_wide_table_what_it_leaves_open(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("date,Too high,Too low\n05/07/2024,59,5\n06/07/2024,61,6\n07/07/2024,60,7\n")
    words = ["trend", str(path), "--question", "level10y", "--answer", "too_high"]
    words += ["--country", "GB", "--pollster", "YouGov", "--json"]
    result = CliRunner().invoke(polltide, words, catch_exceptions=False)
    rows = json.loads(result.stdout)
    assert (rows[0]["date"], rows[-1]["date"]) == ("2024-07-05", "2024-07-07")
    assert "pollster-unknown" not in result.stderr


def test_trend_never_takes_the_readings_of_another_country_for_those_wanted(tmp_path: Path) -> None:
    path = tmp_path / "two.csv"
    rows = "".join(
        f"2024-0{month}-07,{name},59\n" for month in (1, 2) for name in ("Spain", "Italy")
    )
    path.write_text("date,country,Too high\n" + rows)
    words = ["trend", str(path), "--question", "level10y", "--answer", "too_high"]
    result = CliRunner().invoke(polltide, [*words, "--country", "GB"])
    assert result.exit_code == 1
    (problem,) = result.exception.problems
    assert (problem.code, problem.expected) == ("unknown-country", "ES, IT")


def test_help_of_trend_explains_the_models_and_says_what_is_printed() -> None:
    printed = " ".join(CliRunner().invoke(polltide, ["trend", "--help"]).output.split())
    for words in ("(level)", "(smooth)", "[default: level]", "the last 12 rows", "--overwrite"):
        assert words in printed


@pytest.mark.parametrize(("name", "kinds"), [("report", SECTIONS), ("claims", CLAIMS)])
def test_every_kind_is_printed_with_its_keys(name: str, kinds: tuple[str, ...]) -> None:
    printed = CliRunner().invoke(polltide, [name, "--kinds"]).output
    assert [kind for kind in kinds if f"\n\n{kind}: " not in "\n\n" + printed] == []


def test_a_kind_says_what_each_key_holds_and_which_are_needed() -> None:
    said = {
        name: CliRunner().invoke(polltide, [name, "--kinds"]).output
        for name in ("report", "claims")
    }
    assert "    size: large or small [small]\n" in said["report"]
    assert "    question: a text in quotes [needed]\n" in said["report"]
    assert "    above: a share of 0 to 1\n" in said["claims"]
    assert "    margin: a share of 0 to 1 [0.03]\n" in said["claims"]
    assert said["claims"].count("    as_of: a day") == 1  # said once, of every claim
    assert "    line:" not in said["claims"]

"""The command line as its user meets it: quick help, plain output, errors without traceback."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
from click.testing import CliRunner

from analysis.cli import COMMANDS, polltide

TRACKER = ["--question", "issue_up_to_three", "--answer", "immigration", "--country", "GB"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from analysis.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys\nfrom analysis.cli import polltide\n"
        "polltide(['--help'], standalone_mode=False)\n"
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
    assert done.stderr.count("file is not there") == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "build").exists()

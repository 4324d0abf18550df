"""Standard input and output in place of files, and charts in the terminal."""

import io
import json

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import polls
from analysis.cli import polltide

WIDE = "date,Too high,Too low\n05/07/2024,59,5\n06/07/2024,61,6\n07/07/2024,60,7\n"
ABOUT = ["--country", "GB", "--pollster", "YouGov", "--question", "level10y"]


def ran(*arguments: str, given: str = WIDE) -> Result:
    return CliRunner().invoke(polltide, list(arguments), input=given)


def test_read_passes_readings_on_as_the_csv_that_read_takes_back() -> None:
    first = ran("read", "-", *ABOUT, "--out", "-")
    again = ran("read", "-", "--out", "-", given=first.stdout)
    assert again.stdout == first.stdout
    written = pd.read_csv(io.StringIO(first.stdout))
    assert list(written) == list(polls.schema.COLUMNS)
    assert written["share"].tolist() == [0.59, 0.05, 0.61, 0.06, 0.60, 0.07]


def test_trend_reads_standard_input_though_it_has_to_look_twice() -> None:
    done = ran("trend", "-", *ABOUT, "--answer", "too_high", "--csv", "-")
    rows = pd.read_csv(io.StringIO(done.stdout))
    assert rows["date"].iloc[[0, -1]].tolist() == ["2024-07-05", "2024-07-07"]
    assert done.exit_code == 0


def test_a_chart_has_its_first_and_last_day_and_no_table() -> None:
    done = ran("trend", "-", *ABOUT, "--answer", "too_high", "--chart")
    lines = done.stdout.splitlines()
    assert lines[15].split() == ["2024-07-05", "2024-07-07"]
    assert all(line[3:6] == "% │" for line in lines[:14])
    assert "estimate" not in done.stdout


def test_tabulate_passes_readings_on() -> None:
    people = "q,w\n" + "a,1\nb,1\na,2\n" * 5
    words = ["--question", "q", "--weight", "w", "--country", "GB", "--out", "-"]
    done = ran("tabulate", "-", *words, given=people)
    assert done.exit_code == 0, done.output
    rows = pd.read_csv(io.StringIO(done.stdout)).set_index("answer_text")
    assert rows["share"]["a"] == pytest.approx(0.75)


def test_scan_reads_standard_input() -> None:
    given = WIDE.replace("Too low", "Nonsense")
    done = ran("scan", "-", *ABOUT, "--json", given=given)
    assert [row["label"] for row in json.loads(done.stdout)] == ["Nonsense"]


@pytest.mark.parametrize(
    "words",
    [
        ["read", "-", "--json", "--out", "-"],
        ["tabulate", "-", "--question", "q", "--json", "--out", "-"],
        ["trend", "-", *ABOUT, "--answer", "too_high", "--json", "--chart"],
        ["trend", "-", *ABOUT, "--answer", "too_high", "--chart", "--csv", "-"],
    ],
)
def test_two_things_on_one_standard_output_are_a_wrong_call(words: list[str]) -> None:
    done = ran(*words)
    assert done.exit_code == 2
    assert "choose one" in done.stderr

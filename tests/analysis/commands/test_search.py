"""`polltide search` and `show`: from a word to a question, and from a question to its readings."""

import json

import pytest
from click.testing import CliRunner

from analysis.cli import polltide
from analysis.commands.chart import spark
from polls.codebooks.model import codebook
from polls.codebooks.search import search_questions


def ran(*arguments: str) -> str:
    done = CliRunner().invoke(polltide, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_all_words_must_be_there_and_accents_and_case_do_not_matter() -> None:
    found = [question.id for question in search_questions("TROP D'IMMIGRES", codebook())]
    assert found == ["too_many_agree"]


def test_words_with_a_slip_find_the_nearest_and_nonsense_finds_nothing() -> None:
    found = [question.id for question in search_questions("importent isues", codebook())]
    assert "issue_up_to_three" in found[:6]
    assert search_questions("qqqqzzzz", codebook()) == []


def test_search_prints_titles_and_counts() -> None:
    rows = {row["question"]: row for row in json.loads(ran("search", "important issues", "--json"))}
    assert rows["issue_any_open"]["countries"] == ["GB"]
    assert "issue_any_open" in ran("search", "important", "issues")
    assert "no question has these words" in ran("search", "qqqqzzzz")


def test_show_prints_the_wording_the_latest_reading_and_the_line() -> None:
    text = ran("show", "issue_two_open", "--country", "DE")
    assert "wichtigsten politischen Probleme" in text
    (line,) = [line for line in text.splitlines() if line.startswith("DE  ")]
    assert "23 readings" in line
    assert len(line.rsplit("  ", 1)[1]) == 24


@pytest.mark.parametrize(
    ("shares", "line"),
    [([0.1, 0.2, 0.3], "▁▅█"), ([0.4, 0.4], "▁▁"), ([0.0, 1.0, 0.25], "▁█▃")],
)
def test_a_spark_runs_from_the_lowest_to_the_highest(shares: list[float], line: str) -> None:
    assert spark(shares) == line

"""`polltide list`: series with their titles, answers, events."""

import json

import pytest
from click.testing import CliRunner

import polls
from analysis.cli import COMMANDS, polltide


def ran(*arguments: str) -> str:
    done = CliRunner().invoke(polltide, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_each_series_has_the_title_of_its_question() -> None:
    head, *lines = ran("list", "--country", "DE", "--question", "issue_two_open").splitlines()
    assert head.split()[-1] == "title"
    title = polls.codebook().questions["issue_two_open"].title
    assert lines[0].endswith(title if len(title) <= 40 else title[:39] + "…")


def test_answers_are_listed_in_the_codebooks_order_with_their_readings() -> None:
    rows = json.loads(ran("list", "--question", "issue_up_to_three", "--answers", "--json"))
    known = [answer.id for answer in polls.codebook().questions["issue_up_to_three"].answers]
    listed = [row["answer"] for row in rows]
    assert listed == [answer for answer in known if answer in listed]
    assert len(listed) > 10
    tracker = next(row for row in rows if row["answer"] == "health")
    assert (tracker["readings"], tracker["countries"]) == (574, "GB")


def test_events_are_those_of_the_country_and_of_the_union_in_order_of_days() -> None:
    text = ran("list", "--events", "--country", "GB")
    *lines, _, count = text.splitlines()
    assert lines[0].split() == ["date", "country", "kind", "event"]
    days = [line[:10] for line in lines[1:]]
    assert days == sorted(days)
    assert {line.split()[1] for line in lines[1:]} == {"GB", "EU"}
    assert count == f"{len(days)} events"


def test_every_column_of_the_list_begins_below_its_head() -> None:
    head, first, *_ = ran("list", "--country", "FR").splitlines()
    for name in ("country", "pollster", "first", "title"):
        at = head.index(name)
        assert first[at - 1] == " "
        assert first[at] != " "


@pytest.mark.parametrize("words", [["--answers", "--events"], ["--groups", "--answers"]])
def test_two_lists_at_once_are_a_wrong_call(words: list[str]) -> None:
    done = CliRunner().invoke(polltide, ["list", *words])
    assert done.exit_code == 2
    assert "three different lists" in done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_every_command_shows_it_in_use(name: str) -> None:
    lines = [line.strip() for line in ran(name, "--help").splitlines()]
    assert any(line.startswith(f"polltide {name}") for line in lines)

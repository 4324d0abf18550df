"""`polltide fetch` lists, says what it would do, and fetches nothing unasked."""

import json

import pytest
from click.testing import CliRunner

from analysis.cli import polltide


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "polls.fetching.download.download", lambda *_, **__: pytest.fail("the network is asked")
    )


def test_the_list_has_each_source_with_its_title() -> None:
    done = CliRunner().invoke(polltide, ["fetch", "--list"])
    assert done.exit_code == 0
    assert any(
        line.startswith("dawum ") and "German polls" in line for line in done.output.splitlines()
    )
    rows = json.loads(CliRunner().invoke(polltide, ["fetch", "--list", "--json"]).output)
    assert {"name", "title", "content", "limit_mb", "licence", "url"} == rows[0].keys()


def test_a_dry_run_names_address_and_folder() -> None:
    done = CliRunner().invoke(polltide, ["fetch", "dawum", "--dry-run", "--into", "polls_of_mine"])
    assert done.output == "dawum: https://api.dawum.de/ -> polls_of_mine\n"


def test_an_unknown_source_is_told_the_nearest() -> None:
    done = CliRunner().invoke(polltide, ["fetch", "dawom"])
    assert done.exit_code == 1
    assert "did you mean 'dawum'?" in str(done.exception)

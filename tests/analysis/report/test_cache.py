"""What was made before is taken as it was, and never where anything it depends on has changed."""

import os
import time
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.commands.report import command
from analysis.report.build import build
from analysis.report.cache import KEPT_FOR, Cache, cache_of
from analysis.report.target import contents, differences
from analysis.report.together import Helpers, helpers
from tests.writers.plan_writer import A_FIFTH, SERIES_OF_TWO_READINGS, plan_of, table, write_plan

PLAN = plan_of(
    SERIES_OF_TWO_READINGS,
    table("section", kind="year_to_date", series="small_boat_arrivals", as_of=date(2025, 3, 31)),
)


def told(plan: Path, out: Path, cache: Cache | None, processes: int = 1) -> list[str]:
    lines: list[str] = []
    with helpers(processes, "analysis.report.build") as hands:
        build(plan, out, lines.append, cache=cache, hands=hands)
    return [line for line in lines if line.startswith(("composing", "fitting"))]


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache" / "here")


def test_an_edited_section_alone_is_made_again_and_gives_what_a_build_anew_gives(
    tmp_path: Path, cache: Cache
) -> None:
    first = told(write_plan(tmp_path, PLAN), tmp_path / "a", cache)
    assert first == ["fitting 1 series", "composing and drawing 2 of 2 sections"]
    edited = write_plan(tmp_path, PLAN.replace('country = "GB"', 'country = "GB"\ntitle = "Mine"'))
    again = told(edited, tmp_path / "b", cache)
    assert again == ["fitting 1 series", "composing and drawing 1 of 2 sections"]
    anew = told(edited, tmp_path / "c", None, processes=2)
    assert anew[1] == "composing and drawing 2 of 2 sections"
    assert differences(tmp_path / "b", tmp_path / "c") == ()
    assert differences(tmp_path / "a", tmp_path / "b") == ("report.html", "report.json",
                                                           "report.pdf")  # fmt: skip


def test_another_date_makes_everything_again(tmp_path: Path, cache: Cache) -> None:
    told(write_plan(tmp_path, PLAN), tmp_path / "a", cache)
    later = write_plan(tmp_path, PLAN.replace("2026-08-31", "2026-08-30"))
    assert told(later, tmp_path / "a", cache)[1] == "composing and drawing 2 of 2 sections"


def test_another_byte_of_data_is_another_cache(tmp_path: Path) -> None:
    (tmp_path / "polls.csv").write_text("a")
    environment = {"POLLTIDE_CACHE": str(tmp_path / "cache")}
    first = cache_of(tmp_path, environment)
    assert cache_of(tmp_path, environment) == first
    assert first.folder.is_relative_to(tmp_path / "cache")
    (tmp_path / "polls.csv").write_text("b")
    assert cache_of(tmp_path, environment) != first
    assert cache_of(None, environment) != first


def test_a_damaged_entry_counts_as_missing(cache: Cache) -> None:
    cache.put([1.5], "a", 1)
    assert cache.get("a", 1) == [1.5]
    assert cache.get("a", 2) is None
    (path,) = cache.folder.iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    assert cache.get("a", 1) is None


def test_a_cache_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "cache")
    cache.put(1, "a")
    assert cache.get("a") is None


def test_what_nobody_asked_for_in_a_month_is_removed(cache: Cache) -> None:
    cache.put(1, "old")
    cache.put(2, "new")
    left = cache.folder / ".left-by-a-build-that-was-killed"
    left.mkdir()
    (left / "half").write_text("")
    long_ago = time.time() - KEPT_FOR - 60
    for path in (cache._path(("old",)), left):
        os.utime(path, (long_ago, long_ago))
    cache.tidy()
    assert (cache.get("old"), cache.get("new")) == (None, 2)
    assert len(list(cache.folder.iterdir())) == 1


def test_the_command_takes_an_unchanged_report_as_it_was_but_not_to_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLTIDE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("analysis.commands.report.PROCESSES", 1)
    plan = write_plan(
        tmp_path, PLAN[: PLAN.index("[[section]]")] + PLAN[PLAN.rindex("[[section]]") :]
    )
    run = CliRunner().invoke
    call = [str(plan), "--out", str(tmp_path / "out")]
    assert "composing and drawing 1 of 1 sections" in run(command, call).output
    first = contents(tmp_path / "out")
    (tmp_path / "out" / "report.html").write_text("touched")
    assert "nothing had changed" in run(command, call).output
    assert contents(tmp_path / "out") == first
    monkeypatch.setattr("analysis.report.cache.Cache.get", lambda *_: pytest.fail("read"))
    assert "the same bytes in two builds" in run(command, [*call, "--verify"]).output
    assert contents(tmp_path / "out") == first


def test_helpers_give_the_results_in_the_order_of_the_tasks() -> None:
    with helpers(2, "math") as hands:
        assert hands.prepare(int, "10") == 10
        assert hands.do(divmod, [3, 4, 5, 6]) == [(3, 1), (2, 2), (2, 0), (1, 4)]
        with pytest.raises(ZeroDivisionError):
            hands.do(divmod, [0, 1, 2])


def _waited(seconds: float, _: int) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_a_helper_takes_its_share_of_the_tasks() -> None:
    with helpers(2, "math") as hands:
        hands.prepare(float, "0.3")
        makers = hands.do(_waited, list(range(20)))
    assert len(set(makers)) == 2
    assert 5 <= makers.count(os.getpid()) <= 19
    assert Helpers().do(_waited_for_none, [1, 2]) == [1, 2]


def _waited_for_none(prepared: None, task: int) -> int:
    assert prepared is None
    return task


def test_what_a_report_could_not_judge_is_told_at_every_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLTIDE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("analysis.commands.report.PROCESSES", 1)
    lost = table("claim", id="lost", **{**A_FIFTH, "question": "issue_three_opne"})
    plan = write_plan(tmp_path, plan_of(table("section", kind="claims"), lost))
    call = [str(plan), "--out", str(tmp_path / "out"), "--quiet"]
    first, untouched = (CliRunner().invoke(command, call) for _ in range(2))
    plan.write_text("\n" + plan.read_text())
    edited = CliRunner().invoke(command, call)
    said = "warning: report.toml, line {}, claim 'lost': claim cannot be judged: unknown question"
    assert first.stderr.startswith(said.format(8))
    assert untouched.stderr == first.stderr
    assert edited.stderr.startswith(said.format(9))
    assert {each.exit_code for each in (first, untouched, edited)} == {0}

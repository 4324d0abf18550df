"""What changed between two versions: readings, estimates, verdicts, builds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

import polls
from analysis.claims.check import check_claims
from analysis.cli import polltide
from analysis.differences.builds import build_differences, build_verdicts
from analysis.differences.estimates import estimate_differences
from analysis.differences.readings import reading_differences
from analysis.differences.verdicts import verdict_differences
from polls.errors import ProblemsError
from tests.writers.claim_writer import claim, reading, readings

OLD = [reading(f"2025-{month:02}-15", 0.45) for month in range(1, 7)]
NEW = [*OLD[1:-1], {**OLD[-1], "share": 0.55}, reading("2025-06-28", 0.56)]


def test_readings_are_added_changed_and_withdrawn() -> None:
    found = reading_differences(readings(*OLD), readings(*NEW))
    assert found[["what", "columns"]].values.tolist() == [
        ["withdrawn", ""],
        ["changed", "share"],
        ["added", ""],
    ]
    assert found["share_old"].fillna(0).tolist() == [0.45, 0.45, 0]
    assert found["share_new"].fillna(0).tolist() == [0, 0.55, 0.56]
    assert reading_differences(readings(*OLD), readings(*reversed(OLD))).empty


def test_an_estimate_is_told_where_it_moved_by_more_than_was_asked() -> None:
    found = estimate_differences(readings(*OLD), readings(*NEW))
    assert len(found) == 1
    assert found["moved"][0] > 0.01
    assert f"{found['date'][0]:%Y-%m-%d}" == "2025-06-15"
    assert estimate_differences(readings(*OLD), readings(*NEW), more_than=0.3).empty
    assert estimate_differences(readings(*OLD), readings(*OLD)).empty


def test_a_verdict_that_changed_is_told_with_the_readings_that_did_it() -> None:
    asked = [claim("value", share=0.45, basis="reading"), claim("unmeasured", needs="x")]
    old, new = (check_claims(asked, readings(*rows), fit=None) for rows in (OLD, NEW))
    (row,) = verdict_differences(old, new).to_dict("records")
    assert (row["id"], row["old"], row["new"]) == ("value", "supported", "contradicted")
    assert row["why"] == (
        "now 56.0% (YouGov, 28 June 2025); no longer 45.0% (YouGov, 15 June 2025)"
    )


def build_of(folder: Path, share: float, *, extra: bool = False) -> Path:
    folder.mkdir()
    (folder / "one.csv").write_text(f"date,estimate\n2025-01-01,0.4\n2025-02-01,{share}\n")
    names = ["one.csv"]
    if extra:
        (folder / "two.csv").write_text("x\n1\n")
        names.append("two.csv")
    sums = [f"{hash((folder / name).read_text())}  {name}\n" for name in names]
    (folder / "MANIFEST.sha256").write_text("".join(sums))
    return folder


def test_builds_are_compared_by_their_files_and_plotted_numbers(tmp_path: Path) -> None:
    old, new = build_of(tmp_path / "a", 0.5), build_of(tmp_path / "b", 0.53, extra=True)
    files, numbers = build_differences(old, new)
    assert files.values.tolist() == [["added", "two.csv"], ["changed", "one.csv"]]
    assert numbers[["figure", "row", "column"]].values.tolist() == [
        ["one", "2025-02-01", "estimate"]
    ]
    assert numbers["moved"][0] == pytest.approx(0.03)
    assert build_differences(old, new, more_than=0.05)[1].empty
    (tmp_path / "c").mkdir()
    with pytest.raises(ProblemsError, match="not-a-report"):
        build_differences(old, tmp_path / "c")


def test_verdicts_that_two_builds_do_not_share_are_told_with_why(tmp_path: Path) -> None:
    old, new = build_of(tmp_path / "a", 0.5), build_of(tmp_path / "b", 0.5)
    for folder, outcome, decides in ((old, "Open", "It is 51%."), (new, "Holds", "It is 60%.")):
        card = {"kind": "card", "sentence": "It rose", "outcome": outcome, "decides": decides}
        same = {"kind": "card", "sentence": "It is high", "outcome": "Holds", "decides": decides}
        report = {"sections": [{"blocks": [card, same]}]}
        (folder / "report.json").write_text(json.dumps(report))
    assert build_verdicts(old, new).values.tolist() == [
        ["It rose", "Open", "Holds", "then: It is 51%. Now: It is 60%."]
    ]
    (new / "report.json").write_text(json.dumps({"sections": []}))
    assert build_verdicts(old, new)["new"].tolist() == ["no claim", "no claim"]
    run = CliRunner().invoke(polltide, ["diff", str(old), str(new)], catch_exceptions=False)
    assert "verdicts: 2 differences" in run.stdout


def test_the_command_tells_what_changed_and_exits_as_asked(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("old.csv", "new.csv")]
    shipped = polls.load(question="issue_up_to_three", country="GB").head(30)
    polls.write(shipped, paths[0])
    polls.write(shipped.iloc[1:], paths[1])
    run = CliRunner().invoke(polltide, ["diff", *paths, "--json"], catch_exceptions=False)
    found = json.loads(run.stdout)
    assert [row["what"] for row in found["readings"]] == ["withdrawn"]
    strict = ["diff", *paths, "--no-estimates", "--strict"]
    assert CliRunner().invoke(polltide, strict, catch_exceptions=False).exit_code == 3
    same = ["diff", paths[0], paths[0], "--no-estimates", "--strict"]
    assert CliRunner().invoke(polltide, same, catch_exceptions=False).exit_code == 0


def test_only_what_was_known_on_a_day_is_loaded() -> None:
    then = polls.load(question="issue_up_to_three", country="GB", as_of="2015-06-30")
    known = then["published"].fillna(then["end"])
    assert known.max() <= polls.conform([{"end": "2015-06-30"}])["end"][0]
    assert 0 < len(then) < len(polls.load(question="issue_up_to_three", country="GB"))
    with pytest.raises(ProblemsError, match="wrong-date"):
        polls.load(as_of="soon")

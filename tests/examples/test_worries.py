"""A report on another subject is built from the shipped data by a plan alone."""

import json
from pathlib import Path

from analysis.report.build import build

PLAN = Path(__file__).parents[2] / "examples" / "worries" / "report.toml"


def test_a_report_on_another_subject_needs_no_code(tmp_path: Path) -> None:
    build(PLAN, tmp_path / "build")
    report = json.loads((tmp_path / "build" / "report.json").read_text())
    assert [section["title"] for section in report["sections"]][1:5] == [
        "The list", "The environment", "Crime", "Who names health"
    ]  # fmt: skip
    said = json.dumps(report)
    assert "name the environment" in said
    data = (tmp_path / "build" / "figures" / "issue-up-to-three-crime-gb.csv").read_text()
    assert min(line.split(",")[2] for line in data.splitlines()[1:]) >= "2016-01-01"

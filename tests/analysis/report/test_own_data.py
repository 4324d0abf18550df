"""A report from files of one's own, without code and without the layout of the shipped data."""

import json
from pathlib import Path

import pandas as pd
import pytest

from analysis.report.build import build
from polls import ProblemsError
from tests.writers.plan_writer import write_plan

PLAN = """
[report]
title = "Cycle lanes <b>&</b> $5_a"
date = 2024-09-01

[[section]]
kind = "series"
question = "cycling"
answer = "support"
country = "NL"

[[section]]
kind = "sources"
"""


def own_folder(folder: Path, count: int) -> Path:
    days = pd.date_range("2022-01-03", periods=count, freq="30D").strftime("%Y-%m-%d")
    rows = [f"NL,Acme,cycling,support,{day},{day},0.{40 + k % 5},1000"
            for k, day in enumerate(days)]  # fmt: skip
    (folder / "mine").mkdir()
    text = "country,pollster,question,answer,start,end,share,n\n" + "\n".join(rows) + "\n"
    (folder / "mine" / "polls.csv").write_text(text)
    write_plan(folder, PLAN)
    return folder / "mine"


@pytest.mark.parametrize("count", [1, 14])
def test_files_that_can_be_read_make_a_report(tmp_path: Path, count: int) -> None:
    data = own_folder(tmp_path, count)
    build(tmp_path / "report.toml", tmp_path / "out", data=data)
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["title"] == "Cycle lanes <b>&</b> $5_a"
    (references,) = [b for b in report["sections"][-1]["blocks"] if b["kind"] == "references"]
    assert [item["text"] for item in references["items"]] == ["Acme: polls.csv."]
    assert "<b>&</b>" not in (tmp_path / "out" / "report.html").read_text()


def test_a_folder_that_is_missing_or_empty_is_one_problem(tmp_path: Path) -> None:
    own_folder(tmp_path, 2)
    (tmp_path / "empty").mkdir()
    for name, code in (("nowhere", "folder-missing"), ("empty", "empty-folder")):
        with pytest.raises(ProblemsError, match=code):
            build(tmp_path / "report.toml", tmp_path / "out", data=tmp_path / name)


@pytest.mark.parametrize("name", ["../../outside me", "q" * 2000])
def test_ids_of_any_data_name_files_within_the_report(tmp_path: Path, name: str) -> None:
    data = own_folder(tmp_path, 2)
    for path in (data / "polls.csv", tmp_path / "report.toml"):
        path.write_text(path.read_text().replace("support", name))
    build(tmp_path / "report.toml", tmp_path / "out", data=data)
    figures = [path.name for path in (tmp_path / "out" / "figures").iterdir()]
    assert len(figures) == 6
    assert all(figure.startswith("cycling-") for figure in figures)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "out", "report.toml"]


def test_a_plan_without_a_section_says_which_there_are(tmp_path: Path) -> None:
    path = write_plan(tmp_path, '[report]\ntitle = "T"\ndate = 2024-09-01\n')
    with pytest.raises(ProblemsError) as error:
        build(path, tmp_path / "out")
    (problem,) = error.value.problems
    assert problem.code == "no-sections"
    assert problem.expected.startswith("a [[section]] with a kind: series, ")


def test_a_series_of_two_sections_stands_once_in_front(tmp_path: Path) -> None:
    data = own_folder(tmp_path, 14)
    table = "\n[[section]]\n" + PLAN.split("[[section]]")[1].strip() + "\n"
    write_plan(tmp_path, PLAN + table)
    build(tmp_path / "report.toml", tmp_path / "out", data=data)
    front = json.loads((tmp_path / "out" / "report.json").read_text())["sections"][0]
    (standing,) = [block for block in front["blocks"] if block["kind"] == "table"]
    assert [row[0]["text"] for row in standing["rows"]] == ["Netherlands: “support”"]


def test_of_many_countries_the_first_and_the_last_are_a_sentence(tmp_path: Path) -> None:
    own_folder(tmp_path, 1)
    countries = ["NL", "BE", "BR", "KE", "JP", "AU", "CA", "MX", "PL"]
    rows = [f"{code},Acme,cycling,support,2024-01-03,2024-01-03,0.{90 - 3 * place},1000"
            for place, code in enumerate(countries)]  # fmt: skip
    text = "country,pollster,question,answer,start,end,share,n\n" + "\n".join(rows) + "\n"
    (tmp_path / "mine" / "polls.csv").write_text(text)
    plan = PLAN.replace('"series"', '"countries_now"').replace('country = "NL"\n', "")
    write_plan(tmp_path, plan)
    build(tmp_path / "report.toml", tmp_path / "out", data=tmp_path / "mine")
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    finding = report["sections"][0]["blocks"][0]
    assert finding["strong"] == "90% in Netherlands"
    assert finding["text"] == "say “support”, the most of 9 countries; the fewest: Poland 66%."
    assert report["headline"] == (
        "In the latest readings 66% (Poland) to 90% (Netherlands) say “support”"
    )

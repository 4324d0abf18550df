"""The page of a mood: its line, other countries on the same scale, and official figures beside."""

from __future__ import annotations

from dataclasses import replace

import pytest

from analysis.figures.style import house_style
from analysis.figures.vega import vega_lite
from analysis.report.data import Inputs, gather
from analysis.report.document import Figure, Prose, Table
from analysis.report.plan import read_plan
from analysis.report.sections.mood import Options, compose, judge
from polls.errors import Place
from tests.writers.plan_writer import write_plan

PLAN = """
[report]
title = "Mood"
date = 2026-06-30

[[section]]
kind = "mood"
title = "Scepticism"
countries = ["UK"]
"""
OPTIONS = Options(
    title="Scepticism",
    countries=("UK",),
    others=("FR",),
    official="long_term_net_migration",
    questions=("dcpo_culture11", "dcpo_econ11", "dcpo_better11", "dcpo_neigh2"),
)


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> Inputs:
    path = write_plan(tmp_path_factory.mktemp("plan"), PLAN)
    return gather(read_plan(path), None)


def test_every_name_that_is_unknown_is_said(inputs: Inputs) -> None:
    wrong = replace(OPTIONS, others=("XX",), official="net_migration", without=("dcpo_neigh",))
    found = judge(wrong, inputs, Place())
    assert {problem.code for problem in found} == {
        "unknown-country", "unknown-official-series", "unknown-answer"
    }  # fmt: skip
    assert judge(OPTIONS, inputs, Place()) == []


def test_a_page_has_the_line_the_countries_and_the_official_figures(inputs: Inputs) -> None:
    with house_style():
        section = compose(OPTIONS, inputs)
    figures = [block for block in section.blocks if isinstance(block, Figure)]
    assert [each.name for each in figures] == ["mood-uk", "mood-uk-and-others", "mood-uk-official"]
    own, both, counts = (each.drawing for each in figures)
    assert own.data["date"].dt.year.min() == 1981
    assert set(both.data["series"]) == {"United Kingdom", "France"}
    bars = counts.data[counts.data["kind"] == "official"]
    assert bars["date"].dt.month.unique().tolist() == [7]
    assert bars.set_index(bars["date"].dt.year)["value"].loc[2019] > 100_000
    assert vega_lite(counts)["vconcat"][1]["mark"]["type"] == "bar"
    prose = " ".join(block.text for block in section.blocks if isinstance(block, Prose))
    assert "The first question was asked in 1981" in prose
    assert "4 questions that were asked in several of these countries" in prose
    tables = [block for block in section.blocks if isinstance(block, Table)]
    assert len(tables) == 1 or tables[1].header[0] == "Changes from year to year"

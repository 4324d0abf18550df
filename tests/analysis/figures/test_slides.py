"""Slides whose charts PowerPoint draws: what is on them, read back by the library."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import analysis
import polls
from analysis.cli import polltide

pptx = pytest.importorskip("pptx")


def readings(answer: str = "yes", count: int = 14) -> pd.DataFrame:
    days = pd.date_range("2023-01-15", periods=count, freq="30D")
    return polls.conform(
        [
            {"country": "GB", "pollster": "A", "question": "q", "answer": answer, "start": day,
             "end": day, "share": 0.4 + 0.01 * place, "n": 1000, "source": "s"}
            for place, day in enumerate(days)
        ]
    )  # fmt: skip


def chart_of(path: Path, slide: int = 0) -> Any:
    shapes = pptx.Presentation(str(path)).slides[slide].shapes
    (frame,) = (shape for shape in shapes if shape.has_chart)
    return frame


def test_a_slide_has_the_readings_the_line_and_its_interval(tmp_path: Path) -> None:
    trend = analysis.fit_trend(readings())
    path = analysis.slides(trend, tmp_path / "deck.pptx")
    drawn = {series.name: series for series in chart_of(path).chart.plots[0].series}
    assert list(drawn) == [
        "Trend", "Trend, low of interval", "Trend, high of interval", "Trend, readings"
    ]  # fmt: skip
    shares = list(drawn["Trend, readings"].values)
    assert shares == pytest.approx([0.4 + 0.01 * place for place in range(14)])
    assert list(drawn["Trend"].values) == pytest.approx(trend.table["estimate"], abs=1e-7)


def test_dates_are_the_day_numbers_of_spreadsheets(tmp_path: Path) -> None:
    path = analysis.slides(analysis.fit_trend(readings()), tmp_path / "deck.pptx")
    dots = chart_of(path).chart.plots[0].series[3]
    assert float(dots._element.xVal.xpath(".//c:v")[0].text) == 44941  # 15 January 2023


def test_few_readings_have_bars_and_no_line(tmp_path: Path) -> None:
    path = analysis.slides(analysis.fit_trend(readings(count=3)), tmp_path / "deck.pptx")
    names = [series.name for series in chart_of(path).chart.plots[0].series]
    assert names == ["Trend, interval"] * 3 + ["Trend, readings"]


def test_words_say_where_it_stands_and_describe_the_chart(tmp_path: Path) -> None:
    path = analysis.slides(analysis.fit_trend(readings()), tmp_path / "deck.pptx")
    slide = pptx.Presentation(str(path)).slides[0]
    assert slide.shapes.title.text == "q, Great Britain"
    texts = " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert "% on 9 February 2024 (" in texts
    assert "Thin lines: its 90% interval." in texts
    said = chart_of(path)._element.nvGraphicFramePr.cNvPr.get("descr")
    assert said.startswith("Line chart of 14 readings, 2023 to 2024")


def test_several_lines_share_a_slide_and_are_named(tmp_path: Path) -> None:
    both = pd.concat([readings("yes"), readings("no").assign(share=0.3)])
    trends = analysis.fit_trends(both, by="answer")
    path = analysis.slides([trends], tmp_path / "deck.pptx")
    series = chart_of(path).chart.plots[0].series
    labels = [
        series[place].points[13].data_label.text_frame.text
        for place in range(len(series))
        if series[place].name.endswith("readings")
    ]
    assert labels == ["no", "yes"]


def test_equal_results_are_equal_bytes(tmp_path: Path) -> None:
    trend = analysis.fit_trend(readings())
    first = analysis.slides(trend, tmp_path / "a.pptx").read_bytes()
    assert analysis.slides(trend, tmp_path / "b.pptx").read_bytes() == first


def test_without_the_library_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trend = analysis.fit_trend(readings())
    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(polls.ProblemsError, match=r"polltide\[office\]"):
        analysis.slides(trend, tmp_path / "deck.pptx")
    assert not list(tmp_path.iterdir())


def test_the_command_writes_slides_and_workbooks_of_a_file(tmp_path: Path) -> None:
    source = polls.write(readings(), tmp_path / "own.csv")
    for name, words in (("a.pptx", "1 slide written"), ("a.xlsx", "14 readings written")):
        done = CliRunner().invoke(polltide, ["export", str(source), "--out", str(tmp_path / name)])
        assert words in done.output
        assert (tmp_path / name).stat().st_size > 5000


def test_the_command_names_the_answers_that_there_are(tmp_path: Path) -> None:
    source = str(polls.write(readings(), tmp_path / "own.csv"))
    out = str(tmp_path / "a.xlsx")
    with pytest.raises(polls.ProblemsError) as raised:
        CliRunner().invoke(
            polltide, ["export", source, "--answer", "yse", "--out", out], catch_exceptions=False
        )
    (problem,) = raised.value.problems
    assert (problem.code, problem.hint) == ("unknown-answer", "did you mean 'yes'?")


def test_too_many_series_for_slides_are_refused(tmp_path: Path) -> None:
    with pytest.raises(polls.ProblemsError, match="too-many-slides"):
        CliRunner().invoke(
            polltide, ["export", "--out", str(tmp_path / "a.pptx")], catch_exceptions=False
        )

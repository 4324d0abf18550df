"""Options that contradict each other, or that something beside them leaves without effect.

Each ends in one problem that names both; none is ignored in silence.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pyreadstat
import pytest
from click.testing import CliRunner

import analysis
import polls
from analysis.cli import polltide
from polls import Design, ProblemsError, Replicates, Waves
from tests.test_wrong_kinds import PEOPLE, held, one

ANSWERS = {"date": "Day", "answer_column": "Reply", "share_column": "Part", "lang": "en"}
LINES = "Day,Asked,Reply,Part\n2024-01-07,level10y,Too high,59%\n2024-01-07,level10y,Too low,6%\n"
WAVES = "date;Too high;Too low\n2024-01-07;59 %;6 %\n"
ASKED = {"country": "GB", "pollster": "YouGov", "question": "level10y", "lang": "en"}


def axes() -> Any:
    return plt.figure().add_subplot()


def data(name: str) -> pd.DataFrame:
    frame: pd.DataFrame = held()["readings"][name]
    return frame


def drawn(name: str, *given: Any, **options: Any) -> Callable[[], Any]:
    return lambda: held()[name].plot(*[each() for each in given], **options)


def tabulated(question: Any = "q", **options: Any) -> Callable[[], Any]:
    return lambda: polls.tabulate(PEOPLE, question, **options)


def read(name: str, **hints: Any) -> Callable[[], Any]:
    return lambda: polls.read(name, **hints)


CALLS: list[tuple[Callable[[], Any], str, str]] = [
    (lambda: analysis.fit_trend(one(), model="smooth", volatility="switching"),
     "model='smooth'", "volatility='switching'"),
    (lambda: analysis.backtest(one(), model="smooth", volatility="switching"),
     "model='smooth'", "volatility='switching'"),
    (lambda: analysis.fit_trends(data("two"), by="country", model="smooth",
                                 volatility="switching"), "model='smooth'", "volatility="),
    (lambda: analysis.fit_trends(data("two"), by="country", correlated=True),
     "trend", "'correlated'"),
    (lambda: analysis.fit_trends(data("two"), by="cuntry"), "series", "'cuntry'"),
    (lambda: analysis.fit_answers(data("answers"), robust=True),
     "fit_answers", "'robust'"),
    (lambda: analysis.fit_groups(data("groups"), volatility="auto"),
     "fit_groups", "'volatility'"),
    (lambda: analysis.fit_countries(data("two"), reference="A"),
     "fit_countries", "'references'"),
    (lambda: analysis.backtest(one(), model="spline"),
     "model", "'spline'"),
    (lambda: analysis.backtest(held()["mood"], robust=True),
     "robust=True", "mood"),
    (lambda: analysis.mood(data("items"), method="dyad_ratios", loadings="equal"),
     "method='dyad_ratios'", "loadings='equal'"),
    (lambda: analysis.mood(data("items"), item_by_country=False),
     "method='dyad_ratios'", "item_by_country=False"),
    (lambda: analysis.mood(data("items"), method="latent", smoothing=False),
     "method='latent'", "smoothing=False"),
    (lambda: analysis.mood(data("items"), together=["GB"]), "together=['GB']", "one country"),
    (drawn("trend", axes, figsize=(3, 3)), "figsize=", "ax="),
    (drawn("trend", axes, kind="houses", figsize=(3, 3)), "figsize=", "ax="),
    (drawn("line", axes, figsize=(3, 3)), "figsize=", "ax="),
    (drawn("answers", axes, figsize=(3, 3)), "figsize=", "ax="),
    (drawn("answers", axes, kind="stacked", figsize=(3, 3)), "figsize=", "ax="),
    (drawn("countries", axes, kind="dumbbells", figsize=(3, 3)), "figsize=", "ax="),
    (drawn("verdict", axes, figsize=(3, 3)), "figsize=", "ax="),
    (drawn("mood", axes, figsize=(3, 3)), "figsize=", "ax="),
    (drawn("answers", axes, kind="small multiples"), "ax=", "kind='small multiples'"),
    (drawn("trend", kind="houses", band="total"), "kind='houses'", "'band'"),
    (drawn("trends", kind="dumbbells", band="total"), "kind='dumbbells'", "'band'"),
    (drawn("groups", kind="stacked"), "kind", "'stacked'"),
    (drawn("moods", label="x"), "kind='lines'", "'label'"),
    (drawn("mood", zoom=2), "kind='line'", "'zoom'"),
    (drawn("verdict", band="total"), "plot_verdict", "'band'"),
    (drawn("trend", band="wide"), "band", "'wide'"),
    (drawn("trends", only=[]), "only=[]", "lines"),
    (tabulated(weight="w", design=Design(strata="g")), "design=", "weight="),
    (tabulated(dont_know="c", codes=polls.Codes(refused="b")), "codes=", "dont_know="),
    (tabulated(weight="w", design=Design(weight="w")), "design=", "weight="),
    (tabulated(design=Design("w", strata="g", replicates=Replicates(["w", "q"]))),
     "replicates", "strata"),
    (tabulated(design=Design(before_raking="w")), "before raking", "raked="),
    (tabulated(encoding="utf-8"), "encoding='utf-8'", "data frame"),
    (lambda: polls.tabulate("s.sav", "q", encoding="utf-8"), "encoding='utf-8'", "spss"),
    (tabulated(by="g", groups="g"), "'groups'", " by,"),
    (tabulated(wave="g", start="2024-01-01"), "wave=", "start="),
    (tabulated(wave=Waves(variable="g", every="month")), "every='month'", "variable='g'"),
    (tabulated(wave=Waves(every="month")), "every='month'", "variable="),
    (tabulated(["q", "g"], question_id="level10y"), "question_id='level10y'", "questions"),
    (tabulated(["q", "g"], question_text="Why?"), "question_text='Why?'", "questions"),
    (tabulated(question_id={"z": "level10y"}), "question_id", "'z'"),
    (tabulated(labels={"z": {"a": "Yes"}}), "label", "'z'"),
    (lambda: polls.differences(PEOPLE, "q", between="waves", by="g"), "between='waves'", "wave="),
    (lambda: polls.differences(PEOPLE, "q", wave="g"), "between='groups'", "by="),
    (lambda: polls.fetch("dawum", "f", title="x"), "title='x'", "dawum"),
    (lambda: polls.write(one(), "o.csv", owerwrite=True),
     "'owerwrite'", "'overwrite'"),
    (read("waves.csv", **ASKED, weight="w"), "'weight'", "table with a row for each poll"),
    (read("waves.csv", **ASKED, share_column="Too high"), "'share_column'", "a row for each poll"),
    (read("lines.csv", **ANSWERS, answers=["Part"]), "'answers'", "'answer_column'"),
    (read("lines.csv", **ANSWERS, question="level10y", question_column="Asked"),
     "'question'", "'question_column'"),
    (read("lines.csv", **ANSWERS, start="Day"), "'start'", "'date'"),
    (read("lines.csv", **ANSWERS, sheet="x"), "'sheet'", "text"),
    (read("s.sav", variable="q", country="GB", fieldwork="3 May 2024", encoding="utf-8"),
     "'encoding'", "spss"),
    (lambda: polls.scan("waves.csv", psu="u", **ASKED), "'psu'", "table with a row for each poll"),
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("waves.csv").write_text(WAVES)
    Path("lines.csv").write_text(LINES)
    pyreadstat.write_sav(pd.DataFrame({"q": [1.0, 2.0] * 9}), "s.sav")
    for build in ("old", "new"):
        Path(build).mkdir()
        (Path(build) / "MANIFEST.sha256").write_text("")
    return tmp_path


@pytest.mark.parametrize("place", range(len(CALLS)), ids=[f"{a} {b}" for _, a, b in CALLS])
@pytest.mark.usefixtures("folder")
def test_two_options_that_do_not_go_together_are_one_problem_that_names_both(place: int) -> None:
    call, first, second = CALLS[place]
    with pytest.raises(ProblemsError) as caught:
        call()
    plt.close("all")
    (problem,) = caught.value.problems
    assert first in str(problem)
    assert second in str(problem)


@pytest.mark.usefixtures("folder")
def test_hints_of_microdata_choose_their_reader_which_names_the_variables_it_lacks() -> None:
    with pytest.raises(ProblemsError, match=r"'zz' for the question[\s\S]*'w' for the weight"):
        polls.read("waves.csv", weight="w", variable="zz", **ASKED)


SERIES = "--question level10y --answer too_high --country GB"
COMMANDS = [
    (f"trend {SERIES} --json --chart", "--json", "--chart"),
    (f"trend {SERIES} --sheet x", "--sheet", "FILE"),
    (f"trend {SERIES} --csv same.pdf --figure same.pdf", "--csv", "--figure"),
    ("mood --country GB --items --backtest", "--items", "--backtest"),
    ("mood --country GB --method latent --no-smoothing", "--method latent", "--no-smoothing"),
    ("mood --country GB --together", "--together", "--country"),
    ("mood --country GB --json --csv -", "--json", "--csv -"),
    ("mood --country GB --csv same.pdf --figure same.pdf", "--csv", "--figure"),
    ("claims c.toml --json --format sarif", "--json", "--format sarif"),
    ("claims c.toml --robustness --format sarif", "--robustness", "--format sarif"),
    ("claims c.toml --text a.md --strict --seed 0", "--text", "--seed, --strict"),
    ("claims c.toml --text a.md --format sarif", "--text", "--format sarif"),
    ("diff old new --no-estimates --more-than 2", "--no-estimates", "--more-than"),
    ("diff old new --claims c.toml", "two builds", "--claims"),
    ("list --groups --answers", "--groups", "--answers"),
    ("list --events --question level10y", "events", "--question"),
    ("fetch --list dawum", "--list", "dawum"),
    ("fetch --title x", "--title", "no name"),
    ("fetch dawum --dry-run --json", "--dry-run", "--json"),
    ("read waves.csv --json --out -", "--json", "--out -"),
    ("scan waves.csv --json --out -", "--json", "--out -"),
    ("export --out slides.pptx --title x", "--title", "slides.pptx"),
    ("tabulate s.sav --question q --json --out -", "--json", "--out -"),
]


@pytest.mark.parametrize(("line", "first", "second"), COMMANDS, ids=[each[0] for each in COMMANDS])
@pytest.mark.usefixtures("folder")
def test_two_options_of_a_command_that_do_not_go_together_are_refused_by_name(
    line: str, first: str, second: str
) -> None:
    found = CliRunner().invoke(polltide, line.split())
    assert found.exit_code == 2
    assert first in found.output
    assert second in found.output


@pytest.mark.usefixtures("folder")
def test_a_scan_writes_its_table_and_prints_it_too() -> None:
    given = "scan waves.csv --country GB --question level10y --pollster YouGov --lang en"
    found = CliRunner().invoke(polltide, [*given.split(), "--json", "--out", "labels.csv"])
    assert found.exit_code == 0
    assert found.stdout.startswith("[")
    assert Path("labels.csv").read_text().startswith("kind,")


def test_an_answer_that_no_reading_has_is_named_by_show() -> None:
    found = CliRunner().invoke(polltide, ["show", "level10y", "--answer", "too_hight"])
    assert isinstance(found.exception, ProblemsError)
    assert "too_hight" in str(found.exception)

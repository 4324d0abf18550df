"""Every public function and method, each parameter with things of wrong kinds.

What comes back is a result or problems: never an error of Python, and never a mistake of ours.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import analysis
import polls
from polls import ProblemsError
from tests.writers.claim_writer import claim, official, reading, readings
from tests.writers.mood_items import typed_items
from tests.writers.trend_series import simulate_answers, typed

KINDS: dict[str, Any] = {"None": None, "3": 3, "text": "x", "list": [], "object": object()}
GESTURES: dict[str, tuple[Any, ...]] = {
    "at": ("2004-02-04",),
    "change": ("2003-02-04", "2004-02-04"),
    "changes": ([("2003-02-04", "2004-02-04")],),
    "draws": (5,),
    "to_csv": ("out.csv",),
    "to_arviz": (5,),
    "plot": (),
}
Call = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]


@cache
def one() -> pd.DataFrame:
    return typed([0.4, 0.42, 0.41, 0.44], [f"200{year}-02-04" for year in range(2, 6)])


@cache
def held() -> dict[str, Any]:
    """What has methods, by name."""
    answers, _ = simulate_answers(1, waves=6)
    two = pd.concat([one(), one().assign(country="FR")], ignore_index=True)
    sexes = [one().assign(group_by="sex", group=name) for name in ("men", "women")]
    items = typed_items(
        {f"q{k}": {year: 0.3 + 0.01 * k * (year - 2000) for year in range(2000, 2009)}
         for k in (1, 2, 3)}
    )  # fmt: skip
    both = pd.concat([items, items.assign(country="FR")], ignore_index=True)
    verdict = analysis.check(claim("value", share=0.4), readings(reading("2025-06-01", 0.4)))
    fitted = analysis.fit_answers(answers)
    return {
        "readings": {"answers": answers, "two": two, "groups": pd.concat(sexes), "items": items},
        "trend": analysis.fit_trend(one()),
        "answers": fitted,
        "line": fitted["a"],
        "countries": analysis.fit_countries(two),
        "groups": analysis.fit_groups(pd.concat(sexes, ignore_index=True)),
        "trends": analysis.fit_trends(two, by="country"),
        "mood": analysis.mood(items),
        "moods": analysis.mood(both, method="latent"),
        "verdict": verdict,
    }


@cache
def counts() -> pd.DataFrame:
    return official(
        *[(f"2020-{m:02d}-01", f"2020-{m:02d}-{28 + (m > 2) * 2}", 10.0 * m) for m in range(1, 13)]
    )


PEOPLE = pd.DataFrame({"q": ["a", "b", "a", "c"] * 50, "w": 1.0, "g": ["x", "y"] * 100})
ABOUT = {"country": "GB", "start": "2024-01-01", "end": "2024-01-02", "pollster": "YouGov"}


def functions() -> dict[str, Call]:
    """A call of every public function that is right, but for what is put in its place."""
    frames, trend = held()["readings"], held()["trend"]
    tabulated = polls.tabulate(PEOPLE, "q", by="g", weight="w", **ABOUT)
    apart = polls.differences(PEOPLE, "q", by="g", **ABOUT)
    series = polls.official_series()["series"].iloc[0]
    one().to_csv("r.csv", index=False)
    Path("claims.toml").write_text("")
    asked = claim("value", share=0.4)
    sayings: dict[Any, tuple[Any, ...]] = {
        polls.catalogue: (one(),), polls.check: (one(),), polls.conform: (one(),),
        polls.design_effects: (one(),), polls.events: (), polls.export: (one(), "e.xlsx"),
        polls.fetch: ([], "f"), polls.fetchable: (), polls.intervals: (tabulated,),
        polls.official: (series,), polls.official_series: (), polls.on_scale: (one(),),
        polls.read: ("r.csv",), polls.rebase: (frames["answers"],), polls.scan: ("r.csv",),
        polls.significance_letters: (apart,), polls.small_bases: (one(),), polls.sources: (),
        polls.standard_errors: (tabulated,), polls.when: (one(),), polls.write: (one(), "o.csv"),
        polls.empty_readings: (), polls.table_schema: (), polls.codebook: (),
        analysis.backtest: (one(),), analysis.check: (asked, one()),
        analysis.check_claims: ([asked], one()), analysis.compare: (held()["trends"],),
        analysis.fit_answers: (frames["answers"],), analysis.fit_countries: (frames["two"],),
        analysis.fit_groups: (frames["groups"],), analysis.fit_trend: (one(),),
        analysis.house_style: (), analysis.lead_lag: (counts(), one()),
        analysis.mood: (frames["items"],), analysis.read_claims: ("claims.toml",),
        analysis.save_figure: (analysis.trend_figure(trend), "fig"),
        analysis.side_by_side: (counts(), one()), analysis.slides: (trend, "s.pptx"),
        analysis.trend_figure: (trend,), analysis.turning_points: (trend,),
        analysis.running_totals: (counts(), "2020-06-30"),
        analysis.year_record: (analysis.year_to_date(counts(), "2020-06-30"),),
        analysis.year_to_date: (counts(), "2020-06-30"),
    }  # fmt: skip
    calls = {
        f"{each.__module__.partition('.')[0]}.{each.__name__}": (each, given, {})
        for each, given in sayings.items()
    }
    calls["polls.load"] = (polls.load, (), {"question": "issue_up_to_three"})
    calls["analysis.fit_trends"] = (analysis.fit_trends, (frames["two"],), {"by": "country"})
    calls["polls.tabulate"] = (polls.tabulate, (PEOPLE, "q"), ABOUT)
    calls["polls.differences"] = (polls.differences, (PEOPLE, "q"), {"by": "g", **ABOUT})
    return calls


def methods() -> dict[str, Call]:
    """Every public method of results, libraries and codebooks, and the classes that judge."""
    results = held()
    calls: dict[str, Call] = {}
    for name in ("trend", "answers", "line", "countries", "groups", "trends", "mood", "moods"):
        for gesture, given in GESTURES.items():
            calls[f"{name}.{gesture}"] = (getattr(results[name], gesture), given, {})
    for name in ("answers", "countries", "groups", "trends", "moods"):
        key = next(iter(results[name]))
        calls[f"{name}[]"] = (results[name].__getitem__, (key,), {})
        calls[f"{name}.get"] = (results[name].get, (key,), {})
        calls[f"{name} in"] = (results[name].__contains__, (key,), {})
    for name in ("mood", "moods"):
        rows = results["mood"].as_readings()
        calls[f"{name}.backtest"] = (results[name].backtest, (), {})
        calls[f"{name}.fit"] = (results[name].fit, (rows,), {})
    book, library = polls.codebook(), polls.Library()
    question = next(iter(book.questions))
    return {
        **calls,
        "gap": (results["groups"].gap, ("men", "women"), {}),
        "verdict.plot": (results["verdict"].plot, (), {}),
        "along": (results["verdict"].robustness.along, ("starting day",), {}),
        "Thresholds": (analysis.Thresholds, (), {}),
        "outcome": (analysis.Thresholds().outcome, (0.5,), {}),
        "Library": (polls.Library, (), {}),
        "library.load": (library.load, (), {}),
        "library.official": (library.official, ("x",), {}),
        "known_by": (library.known_by, ("2024-01-01",), {}),
        "with_readings": (library.with_readings, (one(),), {}),
        "Library.of": (polls.Library.of, (one(),), {}),
        "comparison": (book.comparison, (question, question), {}),
        "labels": (book.labels, ("answer", question), {}),
        "match": (book.match, ("country", "France"), {}),
        "usual_n": (book.usual_n, ("YouGov",), {}),
        "extended": (book.extended, ([],), {}),
    }


def wrongly(function: Callable[..., Any], given: Any, named: Any) -> Iterator[tuple[str, Any]]:
    """The call with one argument in turn of each wrong kind."""
    signature = inspect.signature(function)
    for name, parameter in signature.parameters.items():
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        for kind, value in KINDS.items():
            bound = signature.bind(*given, **named)
            bound.arguments[name] = value
            yield f"{name}={kind}", bound


@pytest.mark.parametrize("which", [functions, methods])
def test_an_argument_of_a_wrong_kind_never_ends_in_an_error_of_python(
    which: Callable[[], dict[str, Call]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("matplotlib.pyplot.show", lambda *_, **__: None)
    odd = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for called, (function, given, named) in which().items():
            for wrong, bound in wrongly(function, given, named):
                try:
                    function(*bound.args, **bound.kwargs)
                except ProblemsError as error:
                    if "mistake-in-polltide" in {problem.code for problem in error.problems}:
                        odd.append(f"{called}({wrong}): {error}")
                except Exception as error:
                    odd.append(f"{called}({wrong}): {type(error).__name__}: {error}")
                finally:
                    plt.close("all")
    assert odd == []


def test_the_walk_leaves_out_no_public_function(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    public = {
        f"{door.__name__}.{name}"
        for door in (polls, analysis)
        for name in door.__all__
        if callable(each := getattr(door, name)) and not isinstance(each, type)
    }
    assert set(functions()) == public


@pytest.mark.parametrize("option", [{"model": "smooth"}, {"robust": True}, {"refit_every": 5}])
def test_options_of_a_trend_are_refused_for_the_backtest_of_a_mood(option: dict[str, Any]) -> None:
    with pytest.raises(ProblemsError) as caught:
        analysis.backtest(held()["mood"], **option)
    (problem,) = caught.value.problems
    assert problem.code == "option-without-effect"
    (name, value), *_ = option.items()
    assert problem.title == f"{name}={value!r} has no effect with a mood"


def test_a_warning_names_the_line_that_called(tmp_path: Path) -> None:
    """The judging of arguments is no caller."""
    path = tmp_path / "waves.csv"
    path.write_text("date;Too high;Don't knw\n2024-01-07;59 %;6 %\n")
    with pytest.warns(polls.ProblemsWarning) as caught:
        polls.read(path, country="GB", pollster="YouGov", question="level10y", lang="en")
    assert caught[0].filename == __file__

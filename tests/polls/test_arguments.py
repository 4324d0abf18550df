"""Each public function with an argument of a wrong kind: one problem, whatever it is."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from typing import Any, TextIO

import numpy as np
import pandas as pd
import pytest

import analysis
import polls
from polls import ProblemsError
from polls.arguments import wrong_arguments

NOTHING = pd.DataFrame()
FUNCTIONS: dict[Any, tuple[Any, ...]] = {
    analysis.fit_trend: (NOTHING,),
    analysis.fit_answers: (NOTHING,),
    analysis.fit_countries: (NOTHING,),
    analysis.fit_groups: (NOTHING,),
    analysis.fit_trends: (NOTHING,),
    analysis.mood: (NOTHING,),
    analysis.compare: ({},),
    polls.intervals: (NOTHING,),
    polls.significance_letters: (NOTHING,),
    polls.rebase: (NOTHING,),
    polls.load: (),
    polls.check: (NOTHING,),
}
NEEDED = {analysis.fit_trends: {"by": "country"}}
UNCHECKED = (pd.DataFrame, Any)


def checked() -> Iterator[tuple[Any, str, Any]]:
    for function, given in FUNCTIONS.items():
        hints = typing.get_type_hints(function)
        for name in list(inspect.signature(function).parameters)[len(given) :]:
            if hints[name] not in UNCHECKED:
                yield function, name, hints[name]


CHECKED = list(checked())
LISTS = [
    (function, name)
    for function, name, hint in CHECKED
    if "Sequence" in str(hint) and not str(hint).startswith("str |")
]


@pytest.mark.parametrize(("function", "name"), [case[:2] for case in CHECKED])
def test_an_argument_of_no_kind_at_all_is_one_problem_that_names_it(
    function: Any, name: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        function(*FUNCTIONS[function], **{**NEEDED.get(function, {}), name: object()})
    assert [problem.code for problem in caught.value.problems] == ["wrong-argument"]
    assert caught.value.problems[0].title.startswith(f"{name} takes ")


@pytest.mark.parametrize(("function", "name"), LISTS)
def test_a_text_where_a_list_is_wanted_is_one_problem_and_not_one_a_letter(
    function: Any, name: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        function(*FUNCTIONS[function], **{name: "country"})
    (problem,) = caught.value.problems
    assert (problem.title, problem.hint) == (f"{name} takes a list", f"{name}=['country']")


def test_options_of_many_series_are_judged_once() -> None:
    two = pd.DataFrame({"country": ["GB", "FR"]})
    for options, code in (({"robst": True}, "unknown-option"), ({"robust": 1}, "wrong-argument")):
        with pytest.raises(ProblemsError) as caught:
            analysis.fit_trends(two, by="country", **options)
        assert [problem.code for problem in caught.value.problems] == [code]


def takes(
    number: float = 0.0,
    whole: int = 0,
    flag: bool = False,
    names: typing.Sequence[str] | None = None,
    table: typing.Mapping[str, int] | None = None,
    choice: typing.Literal["a", "b"] = "a",
) -> None: ...


@pytest.mark.parametrize(
    ("name", "fits", "wrong"),
    [
        ("number", [1, 0.5, np.float64(1)], [True, "1", None]),
        ("whole", [1, np.int64(3)], [1.0, True]),
        ("flag", [True, np.True_], [0, "yes"]),
        ("names", [None, [], ("a",), pd.Series(["a"])], ["a", 1]),
        ("table", [None, {}], [[], "a"]),
        ("choice", ["a", "z"], [1, ["a"]]),
    ],
)
def test_kinds_are_told_apart(name: str, fits: list[Any], wrong: list[Any]) -> None:
    """Which texts a choice allows its function says itself, with the nearest."""
    assert [value for value in fits if wrong_arguments(takes, {name: value})] == []
    assert [value for value in wrong if not wrong_arguments(takes, {name: value})] == []


def test_a_size_may_be_a_list_and_a_file_whatever_writes() -> None:
    def draw(figsize: tuple[float, float], to: str | TextIO) -> None: ...

    class Notebook:
        def write(self, _: str) -> None: ...

    assert wrong_arguments(draw, {"figsize": [3.4, 2.2], "to": Notebook()}) == []
    wrong = wrong_arguments(draw, {"figsize": 3.4, "to": object()})
    assert [problem.title for problem in wrong] == [
        "figsize takes a tuple", "to takes a text or an open file",
    ]  # fmt: skip

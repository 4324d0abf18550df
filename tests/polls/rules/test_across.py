"""Rules across readings: one problem for one cause, with both sides of what disagrees."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from polls.errors import PROBLEMS_SHOWN, Problem, ProblemsError
from polls.rules.values import check

ROW = {
    "country": "GB",
    "pollster": "YouGov",
    "question": "level10y",
    "answer": "too_high",
    "start": "2024-01-07",
    "end": "2024-01-07",
    "share": 0.59,
    "source": "waves.csv",
}


def problems(*changes: dict[str, Any], **options: Any) -> list[Problem]:
    """All problems of the rows, but not that a made-up question is not in the codebook."""
    found = check(pd.DataFrame([{**ROW, **change} for change in changes]), **options)
    return [problem for problem in found if problem.got != "'q'"]


def codes(*changes: dict[str, Any], **options: Any) -> list[str]:
    return [problem.code for problem in problems(*changes, **options)]


def test_a_sound_reading_has_no_problems() -> None:
    assert codes({}) == []


@pytest.mark.parametrize(("base", "rounded"), [("n", 1000), ("n_weighted", 1001)])
def test_a_subgroup_larger_than_the_sample_is_one_problem_for_all_answers(
    base: str, rounded: int
) -> None:
    whole = [{"answer": answer, base: 1000, "share": 0.3} for answer in ("too_high", "too_low")]
    part = [{**row, "group_by": "sex", "group": "Male", base: rounded} for row in whole]
    assert problems(*whole, *part) == []
    (problem,) = problems(*whole, *({**row, base: 1002} for row in part))
    assert problem.code == "subgroup-larger-than-base"
    assert problem.severity == ("error" if base == "n" else "warning")
    assert (problem.got, problem.expected) == (
        "1002 in Male",
        "at most the 1000 of the whole sample",
    )


@pytest.mark.parametrize(
    ("share", "code", "severity"),
    [(0.59, "duplicate", "warning"), (0.61, "duplicate-differs", "error")],
)
def test_the_same_reading_twice(share: float, code: str, severity: str) -> None:
    (problem,) = problems({"locator": "line 2"}, {"locator": "line 9", "share": share})
    assert (problem.code, problem.severity) == (code, severity)
    assert "line 2" in problem.got and "line 9" in problem.got


@pytest.mark.parametrize(("dont_know", "off"), [(0.14, False), (0.15, False), (0.17, True)])
def test_answers_add_up_to_one_within_their_rounding(dont_know: float, off: bool) -> None:
    shares = {"too_high": 0.59, "about_right": 0.21, "too_low": 0.06, "dont_know": dont_know}
    rows = [{"answer": answer, "share": share} for answer, share in shares.items()]
    assert codes(*rows) == (["sum-off"] if off else [])
    assert codes(*({**row, "note": "sum verified"} for row in rows)) == []


def test_waves_of_an_unknown_question_are_held_to_what_nearly_all_of_them_do() -> None:
    waves = [f"2024-03-{day:02}" for day in range(1, 21)]
    rows = [
        {"question": "q", "answer": answer, "share": share, "start": wave, "end": wave}
        for wave in waves
        for answer, share in (("yes", 0.6), ("no", 0.4))
    ]
    assert codes(*rows) == []
    rows[0]["share"] = rows[2]["share"] = 0.7
    (problem,) = problems(*rows)
    assert (problem.code, problem.severity) == ("sum-off", "warning")
    assert problem.got == "1.1 over yes, no, and 1 more waves of the group"


def test_a_wave_that_is_printed_twice_still_adds_up_to_one() -> None:
    wave = [{"question": "q", "answer": "a"}, {"question": "q", "answer": "b", "share": 0.41}]
    groups = [row | {"group_by": "x", "group": str(i)} for i in range(10) for row in wave]
    assert codes(*wave, *wave, *groups) == ["duplicate", "duplicate"]


def test_a_question_with_several_answers_may_add_up_to_anything() -> None:
    rows = [{"question": "q", "answer": answer, "share": 0.7} for answer in ("a", "b", "c")]
    assert codes(*rows) == []


def test_very_many_problems_are_kept_but_not_all_printed() -> None:
    error = ProblemsError(Problem("code", f"problem {n}") for n in range(PROBLEMS_SHOWN + 7))
    assert len(error.problems) == PROBLEMS_SHOWN + 7
    assert str(error).endswith("and 7 more: `.problems` holds all")

"""Messages that people can read, however long the labels are that they tell of."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from polls.errors import ALIKE, Place, Problem, ProblemsError, did_you_mean, shortened
from polls.ingest import examine

LONG = "Whether or not people who live here should be asked again " * 40


def test_very_long_labels_are_shortened_in_every_part_of_a_message(tmp_path: Path) -> None:
    path = tmp_path / "polls.csv"
    path.write_text(f"date,pollster,n,{LONG},No\n2024-03-05,YouGov,900,50,150\n")
    with pytest.raises(ProblemsError) as refused:
        examine(path, country="GB", question="q", ignore=[LONG + "?"])
    assert "…" in str(refused.value)
    assert max(map(len, str(refused.value).splitlines())) < 1_300
    assert any(LONG.strip() in problem.got for problem in refused.value.problems)  # whole here


def test_each_label_is_shortened_so_that_those_beside_it_can_be_read() -> None:
    place = Place(file="a.csv", item=f"GB/{'slug_of_' * 90}/yes")
    problem = Problem(
        "unmapped-labels", "labels not known", place,
        got=f"'{LONG}', 'Don't know', \"{LONG}\", 'No'", hint=f"write '{LONG}' shorter",
    )  # fmt: skip
    where, facts, hint = str(problem).splitlines()
    assert where.endswith("_slug_of_slu…/yes: labels not known [unmapped-labels]")
    assert facts.count("…") == 2
    assert facts.endswith("…\", 'No'") and "…', 'Don't know', \"Whether" in facts
    assert hint.endswith("…' shorter")
    assert LONG in problem.got  # the value holds it whole


@pytest.mark.parametrize("text", ["'" * 100_000, "('a" * 40_000, "'" + "a'b" * 40_000, "x" * 10**6])
def test_shortening_costs_no_more_than_reading(text: str) -> None:
    start = time.process_time()
    assert len(shortened(text)) <= 600
    assert time.process_time() - start < 1


def test_a_part_without_long_labels_is_left_as_it_is() -> None:
    text = ", ".join(f"'answer {number}'" for number in range(45))
    assert shortened(text) == text


WORD = st.text("abc", min_size=1, max_size=6)


@given(word=WORD, known=st.lists(WORD, max_size=3))
def test_every_word_that_is_near_enough_is_offered(word: str, known: list[str]) -> None:
    near = any(fuzz.ratio(word, candidate) >= ALIKE for candidate in known)
    assert bool(did_you_mean(word, known)) == near

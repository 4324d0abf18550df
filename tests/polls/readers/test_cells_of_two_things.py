"""Cells of copied web tables that print two things: a base and who was asked, a share and seats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from polls.ingest import Examination, examine

HINTS = {"country": "US", "question": "vote", "lang": "en"}


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Any]:
    def examined(text: str, **hints: Any) -> Examination:
        path = tmp_path / "polls.csv"
        path.write_text(text)
        return examine(path, **{**HINTS, **hints})

    yield examined


def said(found: Examination, code: str) -> str:
    (problem,) = (problem for problem in found.problems if problem.code == code)
    return problem.got


@pytest.mark.parametrize(
    ("cell", "n", "base"),
    [
        ("2,703 (LV)", 2703, "LV"),
        ("1,048 RV", 1048, "RV"),
        ("1000 registered voters", 1000, "registered voters"),
        ("n = 1.003 Befragte", 1003, "Befragte"),
        ("980(V)", 980, "V"),
    ],
)
def test_a_base_is_parted_from_who_was_asked(table: Any, cell: str, n: float, base: str) -> None:
    rows = (
        f'Poll source,Date(s) administered,Sample size[b],Yes,No\nA,5 May 2024,"{cell}",49%,51%\n'
    )
    readings = table(rows).readings
    assert readings["pollster"][0] == "A"
    assert readings["n"].tolist() == [n, n]
    assert readings["base"].tolist() == [base, base]


def test_people_that_differ_within_a_table_are_groups(table: Any) -> None:
    text = "date,pollster,n,Yes,No\n5 May 2024,A,1000 (RV),49,51\n5 May 2024,A,900 (LV),48,52\n"
    readings = table(text).readings
    assert readings["group"].tolist() == ["rv", "rv", "lv", "lv"]
    assert readings["n"].tolist() == [1000, 1000, 900, 900]


def test_the_part_of_a_rolling_sample_is_left_out_and_said(table: Any) -> None:
    text = 'date,pollster,Sample size,Yes,No\n5 May 2024,Nanos,"1,000 (1/4)",49,51\n'
    found = table(text)
    assert found.readings["n"].tolist() == [1000, 1000]
    assert said(found, "columns-ignored") == "columns 'Sample size: rolling'"


def test_a_base_that_is_not_known_is_blank(table: Any) -> None:
    text = "date,pollster,n,Yes,No\n5 May 2024,A,?,49,51\n6 May 2024,A,1000,49,51\n"
    assert table(text).readings["n"].isna().tolist() == [True, True, False, False]


@pytest.mark.parametrize("seats", ["143", "140–146", "140/146"])
def test_seats_beside_shares_are_left_out_and_said(table: Any, seats: str) -> None:
    text = f"date,pollster,PP,PSOE\n5 May 2024,40dB,34.0 {seats},28.9 112\n6 May 2024,A,,29.0 110\n"
    found = table(text, country="ES")
    assert found.readings["share"].tolist() == [0.34, 0.289, 0.29]
    assert said(found, "columns-ignored") == "columns 'PP: seats', 'PSOE: seats'"


def test_thousands_with_a_space_are_no_share_with_seats(table: Any) -> None:
    text = "date,pollster,n,Yes,No\n5 May 2024,A,1 003,49,51\n6 May 2024,A,1 010,50,50\n"
    assert table(text).readings["n"].tolist() == [1003, 1003, 1010, 1010]


@pytest.mark.parametrize("label", ["Basis (ungew.)", "Base (unwtd)", "Unwgt base"])
def test_short_names_of_unweighted_bases_are_known(table: Any, label: str) -> None:
    text = f"Total,Men,Women\n{label},1002,489,513\nYes,52%,54%,50%\nNo,48%,46%,50%\n"
    found = table(f",{text}", pollster="A", fieldwork="5 March 2024", country="DE")
    assert found.readings["n"].tolist()[:3] == [1002, 489, 513]

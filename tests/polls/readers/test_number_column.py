"""Tables with a row for each number, where no head says which column holds the shares."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from polls.errors import ProblemsError
from polls.ingest import Examination, examine
from tests.writers.ods_writer import write_ods
from tests.writers.sheets_writer import write_sheets

PLAIN = {"country": "GB", "pollster": "YouGov", "question": "q"}
POLLS = {
    "2024-01-07": {"Red": 41.5, "Blue": 38.0, "Green": 19.6, "Pink": 0.9},
    "2024-02-04": {"Red": 0.5, "Blue": 0.7, "Green": 48.8, "Pink": 50.0},
    "2024-03-03": {"Red": 30.0, "Blue": 25.1, "Green": 24.9, "Pink": 20.0},
}
"""A poll with most answers under one percent too: no column of fractions."""
SHARES = [round(share / 100, 3) for poll in POLLS.values() for share in poll.values()]


def rows_of(
    head: Sequence[str], beside: Sequence[Sequence[Any]] = (), *, scale: float = 1
) -> list[list[Any]]:
    """A table of the polls, with further columns that go round through some values."""
    rows: list[list[Any]] = [list(head)]
    for day, poll in POLLS.items():
        for label, share in poll.items():
            more = [values[(len(rows) - 1) % len(values)] for values in beside]
            rows.append([day, label, round(share * scale, 6), *more])
    return rows


def read(tmp_path: Path, rows: Sequence[Sequence[Any]], ending: str, **hints: Any) -> Examination:
    path = tmp_path / f"long.{ending}"
    if ending == "ods":
        write_ods(path, {"polls": rows})
    elif ending == "xlsx":
        write_sheets(path, {"polls": rows})
    else:
        path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n")
    return examine(path, **{**PLAIN, **hints})


def problem(found: Examination, code: str) -> Any:
    (one,) = [problem for problem in found.problems if problem.code == code]
    return one


def refusal(tmp_path: Path, rows: Sequence[Sequence[Any]]) -> Any:
    """The one problem that a table is refused for."""
    with pytest.raises(ProblemsError) as refused:
        read(tmp_path, rows, "csv")
    (one,) = refused.value.problems
    return one


def errors(found: Examination) -> list[str]:
    return [problem.code for problem in found.problems if problem.severity == "error"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "ods"])
@pytest.mark.parametrize(
    ("head", "beside"),
    [
        (["date", "party", "Votes"], []),
        (["Datum", "Partei", "Stimmen", "Rang"], [(1, 2, 3, 4)]),
        (["fecha", "partido", "dato", "escaños"], [(140, 120, 60, 3)]),
        (["date", "parti", "voix", "marge"], [(3.1, 2.9)]),
        (["date", "answer", "figure"], []),
        (["Datum", "Partei", "Anteil in Prozent", "poll id"], [(7,)]),
        (["fecha", "Liste", "Zahl", "partyid"], [(1, 2, 3, 4)]),
        (["date", "candidate", "number", "plusminus"], [(3.0,)]),
    ],
)
def test_the_one_column_whose_numbers_add_up_holds_the_shares(
    tmp_path: Path, ending: str, head: list[str], beside: list[Any]
) -> None:
    found = read(tmp_path, rows_of(head, beside), ending)
    assert errors(found) == []
    assert found.readings["share"].tolist() == SHARES
    assert found.readings["answer_text"].tolist() == ["Red", "Blue", "Green", "Pink"] * 3
    assert set(found.readings["group"]) == {"all"}
    said = problem(found, "shares-taken")
    assert said.got == f"column {head[2]!r}, of the answers in column {head[1]!r}"
    assert said.severity == "warning"


def test_fractions_add_up_to_one(tmp_path: Path) -> None:
    found = read(tmp_path, rows_of(["date", "party", "votes"], scale=0.01), "csv")
    assert found.readings["share"].tolist() == SHARES
    assert found.readings["answer_text"].tolist()[:2] == ["Red", "Blue"]


def test_ids_bases_and_clients_beside_are_none_of_the_shares(tmp_path: Path) -> None:
    rows = rows_of(
        ["Date", "Party", "Votes", "Poll ID", "Respondents", "Media Outlet", "Pollster"],
        [[1] * 4 + [2] * 4 + [3] * 4, [1003], ["The Daily"], ["Ipsos"]],
    )
    found = read(tmp_path, rows, "csv", pollster="")
    assert errors(found) == []
    assert found.readings["share"].tolist() == SHARES
    assert set(found.readings["n"]) == {1003}
    assert set(found.readings["client"]) == {"The Daily"}
    assert set(found.readings["pollster"]) == {"Ipsos"}


def test_the_party_of_a_candidate_is_no_answer_of_its_own(tmp_path: Path) -> None:
    rows = rows_of(["date", "candidate", "votes", "party"], [("Left", "Left", "Right", "Right")])
    found = read(tmp_path, rows, "csv")
    assert found.readings["answer_text"].tolist()[:2] == ["Red", "Blue"]
    assert found.readings["share"].tolist() == SHARES


def test_parties_of_which_some_are_not_listed_have_shares_of_less_than_all(tmp_path: Path) -> None:
    rows = rows_of(["date", "party", "votes"], scale=0.7)
    found = read(tmp_path, rows, "csv")
    assert found.readings["answer_text"].tolist() == ["Red", "Blue", "Green", "Pink"] * 3
    assert problem(found, "shares-taken")
    asked = refusal(tmp_path, [["date", "camp", "zzz"], *rows[1:]])
    assert asked.code == "labels-unknown"
    assert "answer_column='camp', share_column='zzz'" in asked.hint
    told = read(
        tmp_path, [["date", "camp", "zzz"], *rows[1:]], "csv",
        answer_column="camp", share_column="zzz",
    )  # fmt: skip
    assert told.readings["share"].tolist() == found.readings["share"].tolist()


def test_of_several_columns_that_add_up_one_is_asked_for_in_one_message(tmp_path: Path) -> None:
    before = [45.0, 35.0, 10.0, 10.0]
    for labels in ("party", "answer"):
        rows = rows_of(["date", labels, "now", "then"], [before])
        said = refusal(tmp_path, rows)
        assert said.code == "which-shares"
        assert said.got == f"columns 'now', 'then' beside the answers in '{labels}'"
        assert f"answer_column='{labels}', share_column='now'" in said.hint
        told = read(tmp_path, rows, "csv", answer_column=labels, share_column="then")
        assert told.readings["share"].tolist() == [share / 100 for share in before] * 3
        grouped = read(tmp_path, rows, "csv", answer_column=labels, group_columns=["now", "then"])
        assert errors(grouped) == []
        assert grouped.readings["share"].tolist()[::2] == SHARES
        assert grouped.readings["group"].tolist() == ["now", "then"] * 12


def test_columns_named_after_groups_hold_the_shares_of_each(tmp_path: Path) -> None:
    found = read(tmp_path, rows_of(["date", "answer", "Men", "Women"], [[40, 30, 20, 10]]), "csv")
    assert errors(found) == []
    assert found.readings["group"].nunique() == 2
    assert found.readings["share"].tolist()[::2] == SHARES


def test_a_column_of_fractions_beside_one_of_percentages_is_no_group_of_the_same_question(
    tmp_path: Path,
) -> None:
    rows = rows_of(["date", "answer", "Men", "Women"], [[0.4, 0.3, 0.2, 0.1]])
    found = read(tmp_path, rows, "csv")
    assert "percents-mixed" in errors(found)
    assert "'Women'" in problem(found, "percents-mixed").got
    signed = rows_of(["date", "answer", "Men", "Women"], [["40%", "30%", "20%", "10%"]])
    assert errors(read(tmp_path, signed, "csv")) == []


@pytest.mark.parametrize(
    "numbers",
    [(80, 30, 10, 5), (40, 30, 20, 60)],  # one adds up to over 100, the other is of an answer
)
def test_groups_that_give_one_answer_stay_groups(tmp_path: Path, numbers: tuple[int]) -> None:
    days = ("2024-01-07", "2024-02-04")
    parties = ("Red", "Blue", "Green", "Pink")
    rows = [[day, *pair] for day in days for pair in zip(parties, numbers, strict=True)]
    for head in ("Approve", "zzz") if sum(numbers) > 103 else ("Approve",):
        found = read(tmp_path, [["date", "party", head], *rows], "csv")
        assert errors(found) == []
        assert set(found.readings["answer_text"]) == {head}
        assert found.readings["group"].nunique() == 4


def test_supporters_of_american_parties_are_groups_though_two_add_up_to_all(
    tmp_path: Path,
) -> None:
    rows = [[day, party, number] for day in ("2024-01-07", "2024-02-04")
            for party, number in (("Dem", 91), ("Rep", 9))]  # fmt: skip
    found = read(tmp_path, [["date", "party", "zzz"], *rows], "csv")
    assert set(found.readings["answer_text"]) == {"zzz"}
    assert found.readings["group"].nunique() == 2


def test_ratings_of_three_people_that_happen_to_add_up_once_are_of_three_questions(
    tmp_path: Path,
) -> None:
    ratings = {
        "2024-01-07": {"Ann": 30, "Bob": 35, "Cleo": 35},
        "2024-02-04": {"Ann": 38, "Bob": 40, "Cleo": 42},
        "2024-03-03": {"Ann": 20, "Bob": 33, "Cleo": 61},
    }
    rows = [[day, *pair] for day, rated in ratings.items() for pair in rated.items()]
    found = read(tmp_path, [["date", "politician", "zzz"], *rows], "csv")
    assert found.readings["question"].nunique() == 3


@pytest.mark.parametrize("head", ["poll", "number", "results"])
def test_numbers_that_no_answer_is_named_after_are_shares_whatever_they_add_up_to(
    tmp_path: Path, head: str
) -> None:
    rows = rows_of(["date", "party", head], scale=1.4)  # with a count of two parties beside
    found = read(tmp_path, rows, "csv")
    assert errors(found) == []
    assert found.readings["answer_text"].tolist() == ["Red", "Blue", "Green", "Pink"] * 3
    assert found.readings["share"].tolist()[:2] == [0.581, 0.532]
    assert problem(found, "shares-taken")


def test_the_number_of_a_poll_beside_an_answer_holds_no_shares(tmp_path: Path) -> None:
    rows = rows_of(["date", "party", "numbers", "poll", "Approve"], [(1, 2, 3, 4), (60, 20, 30, 9)])
    found = read(tmp_path, [row[:2] + row[3:] for row in rows], "csv")
    assert set(found.readings["answer_text"]) == {"Approve"}
    assert found.readings["share"].tolist() == [0.6, 0.2, 0.3, 0.09] * 3

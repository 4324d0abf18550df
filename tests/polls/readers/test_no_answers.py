"""What stands among the answers of a table and is none: balances, counts, a row for a head."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from polls.errors import ProblemsError
from polls.ingest import Examination, examine
from polls.printed.balances import balances

HINTS = {"country": "GB", "pollster": "Ipsos", "question": "level10y", "lang": "en"}


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Any]:
    def examined(text: str, **hints: Any) -> Examination:
        path = tmp_path / "polls.csv"
        path.write_text(text)
        return examine(path, **{**HINTS, **hints})

    yield examined


def answers(found: Examination) -> list[str]:
    return found.readings["answer_text"].drop_duplicates().tolist()


def warnings_of(found: Examination) -> dict[str, str]:
    return {problem.code: problem.got for problem in found.problems}


@pytest.mark.parametrize(
    ("labels", "numbers", "found"),
    [
        (["Yes", "No", "Net yes"], [[50, 52], [40, 38], [10, 14]], {2}),
        (["Yes", "No", "NET"], [[0.5, 0.52], [0.4, 0.38], [0.1, 0.14]], {2}),
        (["Yes", "No", "Net yes"], [["50%"], ["40%"], ["+11.5"]], {2}),  # each one rounded
        (["Yes", "No", "Net yes"], [["50%"], ["40%"], ["+11.6"]], set()),
        (["Yes", "No", "Net yes"], [[36], [38], ["-2"]], {2}),
        (["Yes", "No", "Saldo"], [[0.5, ""], [0.4, ""], [10, ""]], {2}),  # points by fractions
        (["Oui", "Non", "Solde"], [[50, "-"], [40, "-"], [10, "-"]], {2}),
        (["Good", "Fair", "Bad", "Net: good"], [[20], [30], [35], [50]], set()),  # a sum
        (["Good", "Fair", "Bad", "Net: good"], [[20], [15], [5], [35]], set()),
        (["Yes", "No", "Internet"], [[50], [40], [10]], set()),
        (["Yes", "No", "Net yes"], [[50, 52], [40, 38], [10, 30]], set()),
        (["Net yes"], [[10]], set()),
        (["Yes", "No", "Net yes"], [["x"], ["x"], [10]], set()),
    ],
)
def test_a_balance_is_named_as_one_and_is_the_difference_of_two_answers(
    labels: list[str], numbers: list[list[Any]], found: set[int]
) -> None:
    assert balances(labels, numbers) == found


def test_a_column_of_balances_is_left_out_and_named(table: Any) -> None:
    found = table("date,Too high,Too low,net\n2024-01-05,50,40,10\n2024-02-05,52,38,14\n")
    assert answers(found) == ["Too high", "Too low"]
    assert warnings_of(found)["columns-ignored"] == "columns 'net'"


def test_a_column_of_sums_that_is_called_a_net_stays(table: Any) -> None:
    text = "date,Far too high,Too high,Too low,Net: high\n"
    assert "Net: high" in answers(table(f"{text}2024-01-05,20,30,40,50\n"))


@pytest.mark.parametrize(
    "text",
    [
        ",7 Jan 2024,11 Feb 2024\nToo high,45,46\nToo low,40,39\nNet too high,5,7\n",
        "date,answer,share\n2024-01-07,Too high,45\n2024-01-07,Too low,40\n"
        "2024-01-07,Net too high,5\n2024-02-11,Too high,46\n2024-02-11,Too low,39\n"
        "2024-02-11,Net too high,7\n",
        "date,answer,Total,18-24\n2024-01-07,Too high,45,30\n2024-01-07,Too low,40,50\n"
        "2024-01-07,Net too high,5,-20\n",
    ],
)
def test_rows_of_balances_are_left_out_and_named(table: Any, text: str) -> None:
    found = table(text)
    assert answers(found) == ["Too high", "Too low"]
    assert warnings_of(found)["balances-ignored"].startswith("'Net too high' in ")


def test_a_balance_in_a_cross_break_is_left_out_and_named(table: Any) -> None:
    text = (
        "Fieldwork: 3rd - 5th May 2024,,\n,Total,Male\nUnweighted base,1020,500\n"
        "Agree,52%,50%\nDisagree,40%,45%\nDon't know,8%,5%\nNet agree,+12%,+5%\n"
    )
    found = table(text)
    assert found.reader == "cross-breaks"
    assert answers(found) == ["Agree", "Disagree", "Don't know"]
    assert "row-not-a-share" in warnings_of(found)


def test_counts_beside_percents_are_no_answers_and_their_total_is_the_base(table: Any) -> None:
    found = table(
        "date,high_pct,low_pct,high_n,low_n,total_n\n"
        "2024-01-05,91,9,91,9,1000\n2024-02-05,90,10,90,10,1010\n"
    )
    assert answers(found) == ["high_pct", "low_pct"]
    assert found.readings["n"].tolist() == [1000, 1000, 1010, 1010]
    assert warnings_of(found)["columns-ignored"] == "columns 'high_n', 'low_n'"


def test_how_many_gave_each_answer_is_no_base(table: Any) -> None:
    rows = [("Too high", 52, 518), ("About right", 30, 305), ("Too low", 18, 177)]
    text = "month,response,weighted_pct,unweighted_n\n" + "".join(
        f"2024-0{month},{answer},{share},{n + month}\n"
        for month in (1, 2)
        for answer, share, n in rows
    )
    found = table(text)
    assert found.readings["n"].isna().all()
    assert warnings_of(found)["counts-of-answers"] == "6 of 6 rows"
    alike = table("date,answer,share,n\n2024-01-07,Too high,59,900\n2024-01-07,Too low,11,880\n")
    assert alike.readings["n"].tolist() == [900, 880]  # not all answered each item


@pytest.mark.parametrize(("head", "base"), [("Anzahl", 1003), ("count", 1003), ("Nummer", None)])
def test_a_bare_number_of_a_poll_is_its_base_where_it_can_be(
    table: Any, head: str, base: int | None
) -> None:
    text = f"Feldstart;Feldende;{head};Too high;Too low\n05.01.2024;09.01.2024;1003;62;33\n"
    readings = table(text).readings
    assert readings["n"].dropna().tolist() == ([base] * 2 if base else [])
    assert readings["end"].dt.strftime("%F").tolist() == ["2024-01-09"] * 2
    long = table(f"date;answer;share;{head}\n2024-01-05;Too high;62;1003\n")
    assert long.readings["n"].isna().all()  # how many said so, as far as anyone can tell


@pytest.mark.parametrize("label", ["Ne se prononce pas", "No sé", "Se abstiene"])
def test_an_answer_with_the_word_se_is_no_standard_error(table: Any, label: str) -> None:
    across = table(
        f",7 Jan 2024,11 Feb 2024\nToo high,59,58\nToo low,39,40\n{label},2,2\nn,999,999\n"
    )
    down = table(f"date,Too high,Too low,{label}\n2024-01-07,59,39,2\n2024-02-11,58,40,2\n")
    assert answers(across) == answers(down) == ["Too high", "Too low", label]


def test_a_table_without_heads_is_refused(table: Any) -> None:
    with pytest.raises(ProblemsError) as raised:
        table("2024-01-05,YouGov,52,30,18\n2024-02-05,YouGov,53,29,18\n")
    (problem,) = raised.value.problems
    assert (problem.code, problem.got) == (
        "heads-missing", "'2024-01-05', 'YouGov', '52', '30'"
    )  # fmt: skip


def test_separators_at_the_ends_of_rows_part_no_cells(table: Any) -> None:
    found = table("date;Too high;n\n2024-01-05;52;1000;\n2024-02-05;53;1010;;\n")
    assert found.readings["share"].tolist() == [0.52, 0.53]
    assert found.readings["n"].tolist() == [1000, 1010]
    with pytest.raises(ProblemsError, match="file is not a table"):
        table("date;Too high;n\n2024-01-05;52;1000;7\n")
    with pytest.raises(ProblemsError, match="file is not a table"):
        table(f"date;Too high;n\n2024-01-05;52;1000{';' * 9}\n")
    assert table(f"date;Too high;n\n2024-01-05;52;1000{';' * 8}\n").readings["n"].tolist() == [1000]


@pytest.mark.parametrize(("people", "group"), [("A", "all"), ("LV", "lv")])
def test_who_was_asked_stands_behind_how_many(table: Any, people: str, group: str) -> None:
    text = "date,Too high,Too low,n\n2024-02-05,53,29,1000 RV\n"
    found = table(f'{text}2024-01-05,52,30,"1,005 {people}"\n')
    assert found.readings["n"].tolist() == [1000, 1000, 1005, 1005]
    assert found.readings["group"].tolist() == ["rv", "rv", group, group]


def test_numbered_and_dated_rows_are_waves_and_no_groups(table: Any) -> None:
    found = table(
        "Vague,Dates,n=,Too high,Too low,Ne se prononce pas\n"
        "Vague 12,du 12 au 14 mars 2024,1 005,61 %,37 %,2 %\n"
        "Vague 13,les 28 et 29 mai 2024,1 003,63 %,35 %,2 %\n"
    )
    assert found.reader == "poll-table"
    assert found.readings["start"].dt.strftime("%F").unique().tolist() == [
        "2024-03-12", "2024-05-28"
    ]  # fmt: skip
    assert found.readings["n"].unique().tolist() == [1005, 1003]

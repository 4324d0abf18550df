"""What a printed table vouches for: bases, sums, counts, and what is named instead of read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from polls.crossbreaks.by_counts import (
    CELLS_LISTED,
    left_counts,
    share_and_count_agree,
    shares_astray,
)
from polls.crossbreaks.by_sums import shares_among
from polls.crossbreaks.crosstab import AnswerRow, Column, Crosstab
from polls.crossbreaks.vouched import Judged, judge
from polls.errors import Place
from polls.printed.shares import PrintedShare, read_share


def table(*cells: tuple[Any, ...], columns: tuple[Column, ...] = (), **others: Any) -> Crosstab:
    """A table of answers A, B, C ... with a base of 1,000 in each column."""
    rows = tuple(
        AnswerRow(label, values, f"row {label}")
        for label, values in zip("ABCDEFGH", cells, strict=False)
    )
    count = len(cells[0])
    columns = columns or (Column(""), *(Column(f"g{i}") for i in range(1, count)))
    usual: dict[str, Any] = {"unweighted": (1000.0,) * count}
    return Crosstab(Place(), others.pop("question", "How?"), columns, rows, **(usual | others))


def codes(judged: Judged) -> list[str]:
    return [problem.code for problem in judged.problems]


def told(judged: Judged, code: str) -> str:
    (problem,) = (problem for problem in judged.problems if problem.code == code)
    return problem.got


@pytest.mark.parametrize(
    ("share", "count", "base", "step", "agree"),
    [
        (0.52, 1040, 2000, 0.01, True),
        (0.53, 1040, 2000, 0.01, True),
        (0.5303, 1040, 2000, 0.01, True),
        (0.5305, 1040, 2000, 0.01, False),
        (0.521, 1040, 2000, 0.001, True),
        (0.5213, 1040, 2000, 0.001, True),
        (0.5215, 1040, 2000, 0.001, False),
        (0.5097, 1040, 2000, 0.01, True),
        (0.5095, 1040, 2000, 0.01, False),
        (0.95, 18, 20, 0.01, True),
        (0.96, 18, 20, 0.01, False),
        (0.0, 0, 0, 0.01, True),
        (0.0, 1, 0, 0.01, False),
        (0.1, 0, 0, 0.01, False),
    ],
)
def test_a_share_is_its_count_over_the_base_within_the_rounding_of_all_three(
    share: float, count: float, base: float, step: float, agree: bool
) -> None:
    """|share - count / base| <= step + (0.5 + 0.5 share) / base, all of 1,040 of 2,000 = 0.52."""
    assert share_and_count_agree(share, count, base, step) is agree


def test_shares_are_printed_to_a_whole_per_cent_unless_it_is_said() -> None:
    assert share_and_count_agree(0.5, 509_000, 1e6)
    assert not share_and_count_agree(0.5, 511_000, 1e6)


def test_a_column_that_holds_together_is_read_with_its_base_and_places() -> None:
    names = ("B2", "C2")
    sound = table(("29%", "33%"), ("71%", "67%"), weighted=(990.0, None))
    answers = (replace(sound.answers[0], names=names), sound.answers[1])
    found = judge(replace(sound, answers=answers, unweighted=(1000.0, 480.0)))
    assert found.problems == [] and found.verdicts == ("read", "read")
    whole, group, *_ = found.rows
    assert (whole["share"], whole["n"], whole["n_weighted"]) == (0.29, 1000.0, 990.0)
    assert (group["share"], group["n"], group["n_weighted"]) == (0.33, 480.0, None)
    assert (whole["group_text"], group["group_text"]) == ("", "g1")
    assert (whole["locator"], found.rows[2]["locator"]) == ("row A, cell B2", "row B")
    assert (whole["precision"], whole["censored"], whole["note"]) == (0.01, False, "")
    assert [row["answer_text"] for row in found.rows] == ["A", "A", "B", "B"]


@pytest.mark.parametrize(
    ("cells", "verdict"),
    [
        (("30%", "33%", "38%"), "read"),
        (("30%", "33%", "36%"), "read"),
        (("30%", "33%", "35%"), "failed"),
        (("30%", "33%", "39%"), "failed"),
        (("20%", "20%", "20%", "20%", "22%"), "read"),
        (("20%", "20%", "20%", "20%", "23%"), "failed"),
        (("30.0%", "33.3%", "36.8%"), "read"),
        (("30.0%", "33.3%", "36.9%"), "failed"),
        (("95%", "*", "4%"), "read"),
        (("95%", "*", "3%"), "failed"),
        (("99%", "<2%", "3%"), "read"),
    ],
)
def test_answers_add_up_within_their_rounding(cells: tuple[str, ...], verdict: str) -> None:
    """One step for three answers, two for five, and what hides under a limit."""
    found = judge(table(*((cell, cell) for cell in cells), multiple=False))
    assert found.verdicts == (verdict, verdict)
    assert codes(found) == ([] if verdict == "read" else ["sum-off"])
    assert bool(found.rows) is (verdict == "read")


@pytest.mark.parametrize(("total", "verdict"), [("101%", "read"), ("102%", "failed")])
def test_a_printed_total_is_what_answers_add_up_to(total: str, verdict: str) -> None:
    cells = [("20%",)] * 5
    found = judge(table(*cells, totals=(total,)))
    assert found.verdicts == (verdict,)
    if verdict == "failed":
        assert told(found, "sum-off") == "Total (100% for 102%)"


def test_what_is_failed_is_an_error_or_a_warning_that_it_is_left_out() -> None:
    off = table(("50%", "50%"), ("40%", "50%"), multiple=False)
    (strict,), (lenient,) = judge(off).problems, judge(off, strict=False).problems
    assert (strict.severity, lenient.severity) == ("error", "warning")
    assert strict.title == "the answers do not add up: 1 of 2 columns are not read"
    assert [row["group_text"] for row in judge(off).rows] == ["g1", "g1"]


@pytest.mark.parametrize(
    ("first", "verdict", "code", "got"),
    [
        (("*", "*"), "suppressed", "", ""),
        (("-", "-"), "empty", "", ""),
        (("[c]", "n/a"), "empty", "cells-not-published", "[c], n/a"),
        (("30%", "n.k."), "failed", "cell-unreadable", "g ('n.k.')"),
        (("30%", ""), "failed", "cell-missing", "g (1 of 2)"),
        (("130%", "10%"), "failed", "share-out-of-range", "g"),
        (("100%", "0%"), "read", "", ""),
        (("30%", ".."), "read", "cells-not-published", ".."),
    ],
)
def test_a_column_that_says_nothing_or_what_is_no_share(
    first: tuple[str, str], verdict: str, code: str, got: str
) -> None:
    cells = [(cell, sound) for cell, sound in zip(first, ("40%", "60%"), strict=True)]
    found = judge(table(*cells, columns=(Column("g"), Column("h"))))
    assert found.verdicts == (verdict, "read")
    assert codes(found) == ([code] if code else [])
    if code:
        assert told(found, code) == got
        assert found.problems[0].severity == ("error" if verdict == "failed" else "warning")


def test_without_a_base_nothing_is_read_unless_the_caller_says_that_none_is_printed() -> None:
    lacking = table(("40%", "40%"), ("60%", "60%"), unweighted=(None, 480.0))
    assert judge(lacking).verdicts == ("failed", "read")
    assert codes(judge(lacking)) == ["base-missing"]
    found = judge(replace(lacking, without_base=True))
    assert found.verdicts == ("read", "read")
    assert [row["note"] for row in found.rows] == ["no base is printed", ""] * 2
    weighted = judge(replace(lacking, weighted=(900.0, None)))
    assert [row["note"] for row in weighted.rows] == ["only the weighted base is printed", ""] * 2
    assert [row["n_weighted"] for row in weighted.rows] == [900.0, None] * 2


def test_the_column_of_an_earlier_wave_needs_no_base_and_may_have_gaps() -> None:
    columns = (Column("now"), Column("before", previous=True, note="wave of May"))
    found = judge(
        table(("40%", "45%"), ("60%", ""), ("0%", "-"), columns=columns, unweighted=(1000.0, None))
    )
    assert found.verdicts == ("read", "read")
    shares = [(row["group_text"], row["share"], row["note"]) for row in found.rows]
    assert shares == [
        ("now", 0.4, ""),
        ("before", 0.45, "wave of May"),
        ("now", 0.6, ""),
        ("now", 0.0, ""),
    ]


@pytest.mark.parametrize(
    ("question", "cells", "multiple"),
    [
        ("Tick all that apply", ("40%", "30%"), True),
        ("Which? Select up to three", ("40%", "30%"), True),
        ("Mehrfachnennungen möglich", ("40%", "30%"), True),
        ("Plusieurs réponses possibles", ("40%", "30%"), True),
        ("Which of these?", ("60%", "70%"), True),
        ("Which of these?", ("50%", "51%"), False),
        ("Select one", ("40%", "60%"), False),
    ],
)
def test_several_answers_are_known_by_the_text_or_by_sums(
    question: str, cells: tuple[str, str], multiple: bool
) -> None:
    found = judge(table(*((cell, cell) for cell in cells), question=question))
    assert found.multiple is multiple and set(found.verdicts) == {"read"}
    assert [row["note"] for row in found.rows] == 4 * [
        "several answers allowed" if multiple else ""
    ]


@pytest.mark.parametrize(("last", "multiple"), [("22%", False), ("23%", True)])
def test_several_answers_add_up_to_more_than_rounding_leaves_of_so_many(
    last: str, multiple: bool
) -> None:
    found = judge(table(*[("20%",)] * 4, (last,)))
    assert found.multiple is multiple and found.verdicts == ("read",)


def test_several_answers_need_every_column_that_prints_any() -> None:
    two = table(("60%", "40%"), ("70%", "60%"))
    assert (judge(two).multiple, judge(two).verdicts) == (False, ("failed", "read"))
    suppressed = table(("60%", "*"), ("70%", "*"))
    assert judge(suppressed).verdicts == ("read", "suppressed")
    assert not judge(replace(two, totals=("130%", "100%"))).multiple


def test_nets_are_read_noted_and_left_out_of_sums() -> None:
    sound = table(("40%",), ("60%",), ("100%",), multiple=False)
    labels = ("Good", "Bad", "NET: any")
    rows = [replace(row, label=x) for row, x in zip(sound.answers, labels, strict=True)]
    found = judge(replace(sound, answers=tuple(rows)))
    assert [row["note"] for row in found.rows] == ["", "", "net of other answers"]
    for label in ("Net: any", "any (Net)", "any (net)", "TOTAL any", "Total any", "net any"):
        again = judge(replace(sound, answers=(*rows[:2], replace(rows[2], label=label))))
        assert again.verdicts == ("read",), label


def test_means_are_named_unless_the_answers_add_up_only_with_them() -> None:
    def labelled(cells: list[str], labels: list[str]) -> Crosstab:
        found = table(*((cell, cell) for cell in cells), multiple=False)
        rows = [replace(row, label=x) for row, x in zip(found.answers, labels, strict=True)]
        return replace(found, answers=tuple(rows))

    mean = judge(labelled(["40%", "60%", "3.2"], ["Good", "Bad", "Mean"]))
    assert codes(mean) == ["row-not-a-share"] and len(mean.rows) == 4
    assert mean.problems[0].severity == "warning"
    scale = judge(labelled(["40%", "35%", "25%"], ["Good", "Average", "Poor"]))
    assert scale.problems == [] and len(scale.rows) == 6


def test_rows_without_a_sign_of_percent_are_no_shares_where_all_others_have_one() -> None:
    signed = table(("40%",), ("60%",), ("12.5",), ("-",), ("*",), signed=True, multiple=False)
    found = judge(signed)
    assert codes(found) == ["row-not-a-share"]
    assert [row["answer_text"] for row in found.rows] == ["A", "B", "D", "E"]


def test_fractions_among_percentages_are_named() -> None:
    found = judge(table(("40",), ("59",), ("0.45",), ("0.25",), multiple=True))
    assert told(found, "percents-mixed") == "2 fractions such as 0.45"
    assert codes(judge(table(("40.5",), ("59",), ("0.5",), multiple=False))) == []
    assert "percents-mixed" not in codes(judge(table((0.4,), (0.6,), percent=False)))


def counted(cells: list[str], counts: list[float]) -> Crosstab:
    found = table(*((cell,) for cell in cells))
    rows = [replace(row, counts=(n,)) for row, n in zip(found.answers, counts, strict=True)]
    return replace(found, answers=tuple(rows), multiple=False)


def test_counts_prove_a_table_whose_sum_is_off_and_name_what_leaves_them() -> None:
    off = judge(counted(["40%", "30%", "20%"], [400, 300, 200]))
    assert off.verdicts == ("read",) and off.problems == []
    astray = judge(counted(["40%", "30%", "36%"], [400, 300, 300]))
    assert astray.verdicts == ("failed",)
    assert told(astray, "share-leaves-count") == "C in Total: 0.36 is printed for 300 of 1000"
    assert [problem.severity for problem in astray.problems] == ["warning", "error"]
    nine = judge(counted(["12%"] + ["11%"] * 7, [100.0] + [110] * 7))
    assert nine.verdicts == ("failed",)  # one of eight is more than a tenth


@pytest.mark.parametrize("first", [None, read_share("*", percent=True)])
def test_a_cell_without_a_share_says_nothing_of_those_after_it(first: PrintedShare | None) -> None:
    printed = table(("", "60%"), columns=(Column("g"), Column("h")))
    row = replace(printed.answers[0], counts=(600.0, 250.0))
    found = [[first, read_share("60%", percent=True)]]
    astray, proven = shares_astray(printed, [row], found)
    assert list(astray) == [("A", 1)] and not proven
    assert shares_astray(printed, [replace(row, counts=(None, 600.0))], found) == ({}, True)


def test_one_count_in_ten_may_leave_its_share() -> None:
    rows = [AnswerRow(f"a{i}", ("10%",), counts=(100.0,)) for i in range(9)]
    bad = AnswerRow("odd", ("20%",), counts=(100.0,))
    ten = Crosstab(Place(), "", (Column(""),), (*rows, bad), (1000.0,), multiple=False)
    found = judge(ten)
    assert found.verdicts == ("read",)
    assert [row["note"] for row in found.rows][-2:] == [
        "",
        "0.2 is printed for 100 of 1000",
    ]
    worse = replace(bad, cells=("30%",))
    assert judge(replace(ten, answers=(*rows[1:], worse))).verdicts == ("failed",)


def test_counts_are_parts_of_the_weighted_base_where_there_is_one() -> None:
    halves = replace(counted(["40%", "60%"], [200, 300]), weighted=(500.0,))
    assert judge(halves).problems == []
    assert codes(judge(replace(halves, weighted=(None,)))) == ["share-leaves-count"]


def test_a_blank_cell_beside_proven_ones_is_named_and_the_others_read() -> None:
    found = judge(counted(["40%", "60%", ""], [400, 600, 0]))
    assert found.verdicts == ("read",)
    assert told(found, "cell-missing") == "C in Total"
    assert found.problems[0].severity == "warning"
    assert len(found.rows) == 2


def test_a_column_is_named_by_its_head_or_country() -> None:
    assert Column("Male", "Sex").name == "Sex: Male"
    assert (Column("Male").name, Column("").name) == ("Male", "Total")
    assert Column("x", country="DE", group="East").name == "DE (East)"
    assert Column("x", country="DE").name == "DE"


@pytest.mark.parametrize(
    "word",
    [*("..", "...", "…", ":", "[c]", "[x]", "[z]", "[u]", "[low]", "na", "n/a", "n.a.", "N.A.")],
)
def test_cells_that_say_that_nothing_is_published_fail_no_column(word: str) -> None:
    found = judge(table((word, "40%"), (word, "60%"), columns=(Column("g"), Column("h"))))
    assert found.verdicts == ("empty", "read")
    assert told(found, "cells-not-published") == word


@pytest.mark.parametrize(
    ("column", "group"),
    [
        (Column(""), ""),
        (Column("All adults"), ""),
        (Column("Total"), ""),
        (Column("Total", head="Sex"), "Total"),
        (Column("Women"), "Women"),
    ],
)
def test_a_column_of_everybody_has_no_group_unless_it_stands_under_a_head(
    column: Column, group: str
) -> None:
    found = judge(table(("40%",), ("60%",), columns=(column,)))
    assert [row["group_text"] for row in found.rows] == [group, group]


@pytest.mark.parametrize(
    ("averages", "answers"),
    [
        ((35, 35, 35), "ABC"),
        ((35, 35, 4), "ABC"),
        # Without it none of the columns adds up, with it one of three: that may be chance.
        ((35, 4, 4), "AC"),
    ],
)
def test_an_average_is_an_answer_where_most_columns_add_up_with_it_alone(
    averages: tuple[int, ...], answers: str
) -> None:
    printed = table((40,) * 3, averages, (25,) * 3)
    labels = dict(zip("ABC", ("Good", "Average", "Poor"), strict=True))
    rows = tuple(replace(row, label=labels[row.label]) for row in printed.answers)
    found = shares_among(replace(printed, answers=rows))
    assert [row.label for row in found] == [labels[name] for name in answers]


@pytest.mark.parametrize(("beyond", "said"), [(0, "Z: odd"), (2, "Z: odd and 2 more")])
def test_of_many_cells_that_leave_their_counts_a_few_are_listed(beyond: int, said: str) -> None:
    astray = {(f"answer {place}", 0): "odd" for place in range(CELLS_LISTED + beyond)}
    (problem,) = left_counts(table((40,), columns=(Column("Z"),)), astray)
    assert problem.got.endswith(said)
    assert problem.got.count("answer") == CELLS_LISTED

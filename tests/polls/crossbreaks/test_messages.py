"""What is said of a printed table that does not hold together, word for word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from polls.crossbreaks.crosstab import AnswerRow, Column, Crosstab
from polls.crossbreaks.question_tables import Tables, incomplete
from polls.crossbreaks.vouched import judge
from polls.errors import Place, Problem

PLACE = Place(file="a.xlsx", sheet="Q1")


def table(*answers: tuple[Any, ...], **fields: Any) -> Crosstab:
    """A table of the answers A, B, C of all and of one group, with bases of 1,000 and 500."""
    counts = fields.pop("counts", [()] * len(answers))
    rows = tuple(
        AnswerRow(label, cells, f"row {label}", counts=each)
        for label, cells, each in zip(fields.pop("labels", "ABC"), answers, counts, strict=False)
    )
    usual: dict[str, Any] = {"unweighted": (1000.0, 500.0)}
    return Crosstab(PLACE, "How?", (Column(""), Column("Men")), rows, **(usual | fields))


def problem(code: str, title: str, severity: Any = "error", **said: str) -> Problem:
    return Problem(code, title, PLACE, severity=severity, **said)


WHOLE = "the printed total, or 100% within rounding"
SUM = "the answers do not add up: 1 of 2 columns are not read"
CASES: dict[str, tuple[Crosstab, list[Problem]]] = {
    "a table that holds together": (table(("60%", "61%"), ("40%", "39%")), []),
    "no base": (
        table(("60%", "60%"), ("40%", "40%"), unweighted=(None, None)),
        [
            problem(
                "base-missing",
                "no base is printed: 2 of 2 columns are not read",
                got="Total, Men",
                expected="a base for every column",
                hint="if the source prints none, say so: n='none', or the size of the sample: "
                "n=2000",
            )
        ],
    ),
    "a cell that is blank": (
        table(("60%", "60%"), ("40%", "")),
        [
            problem(
                "cell-missing",
                "answers without a cell: 1 of 2 columns are not read",
                got="Men (1 of 2)",
                expected="a cell for every answer",
            )
        ],
    ),
    "a word for a share": (
        table(("60%", "many"), ("40%", "40%")),
        [
            problem(
                "cell-unreadable",
                "cells that are no share: 1 of 2 columns are not read",
                got="Men ('many')",
                expected="a percentage, `*`, `-` or `<0.5`",
            )
        ],
    ),
    "more than everybody": (
        table(("60%", "160%"), ("40%", "40%")),
        [
            problem(
                "share-out-of-range",
                "a share above 100%: 1 of 2 columns are not read",
                got="Men",
                expected="percentages up to 100",
            )
        ],
    ),
    "less than everybody": (
        table(("60%", "60%"), ("40%", "35%")),
        [problem("sum-off", SUM, got="Men (95% for 100%)", expected=WHOLE)],
    ),
    "another sum than is printed": (
        table(("60%", "60%"), ("40%", "40%"), totals=("100%", "98%")),
        [problem("sum-off", SUM, got="Men (100% for 98%)", expected=WHOLE)],
    ),
    "fractions among percentages": (
        table(("60", "0.61"), ("40", "0.39"), percent=True),
        [
            problem(
                "percents-mixed",
                "percentages and fractions are mixed in one table",
                got="2 fractions such as 0.61",
                expected="percentages throughout",
                hint="is a part of the table formatted as a percentage, and a part not?",
            ),
            problem(
                "sum-off", SUM, got="Men (1% for 100%)", expected=WHOLE
            ),
        ],
    ),
    "a row of means": (
        table(("60%", "60%"), ("40%", "40%"), ("2.1", "2.2"), labels=("A", "B", "Mean")),
        [problem("row-not-a-share", "row 'Mean' is not a share and is not read", "warning")],
    ),
    "shares that leave their counts": (
        table(
            ("60%", "60%"), ("40%", "40%"),
            counts=[(600.0, 250.0), (400.0, 200.0)],
        ),
        [
            problem(
                "share-leaves-count",
                "share and count disagree in 1 cells, which are read and noted",
                "warning",
                got="A in Men: 0.6 is printed for 250 of 500",
                expected="a share that is its count over the base, within rounding",
                hint="was the answer offered to a part of those asked?",
            )
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("printed", "said"), CASES.values(), ids=CASES)
def test_each_fault_is_told_with_its_place_and_what_was_expected(
    printed: Crosstab, said: list[Problem]
) -> None:
    if printed.answers[0].counts:
        printed = replace(printed, weighted=())
    assert judge(printed).problems == said
    lax = judge(printed, strict=False).problems
    failing = ("base-missing", "cell-missing", "cell-unreadable", "share-out-of-range", "sum-off")
    expected = [
        replace(each, severity="warning") if each.code in failing else each for each in said
    ]
    assert lax == expected


def test_a_file_without_tables_or_dates_says_what_was_expected() -> None:
    missing, undated = (
        list(incomplete(Tables(()), "a.pdf")),
        list(incomplete(Tables((), (problem("a", "b"),)), "a.pdf")),
    )
    place = Place(file="a.pdf")
    none = Problem(
        "no-tables", "no tables are found", place,
        expected="answers with their shares under headings",
    )  # fmt: skip
    assert missing == undated == [none]

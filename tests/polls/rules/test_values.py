"""Every rule of a readings frame, broken one at a time and then all together."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls import check, conform
from polls.errors import ProblemsError
from polls.schema import COLUMNS

TODAY = "2026-01-01"
GOOD = {
    "country": "GB",
    "pollster": "YouGov",
    "question": "level10y",
    "answer": "too_high",
    "start": "2024-01-07",
    "end": "2024-01-08",
    "share": 0.47,
    "n": 1759.0,
    "source": "a-source",
}


def codes(*changes: dict[str, object]) -> list[str]:
    """The codes of the problems of rows that are good but for some changes."""
    rows = pd.DataFrame([GOOD | change for change in changes])
    return [problem.code for problem in check(rows, as_of=TODAY)]


def test_a_good_reading_has_no_problem() -> None:
    assert codes({}) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"country": "UKK"}, "unknown-country"),
        ({"share": 1.2}, "share-out-of-range"),
        ({"share": -0.1}, "share-out-of-range"),
        ({"share": None}, "share-missing"),
        ({"end": "2024-01-06"}, "end-before-start"),
        ({"start": "2027-01-01", "end": "2027-01-02"}, "fieldwork-in-future"),
        ({"start": "1824-01-07", "end": "1824-01-08"}, "fieldwork-too-early"),
        ({"start": None, "end": None}, "no-date"),
        ({"date_precision": "week"}, "unknown-date-precision"),
        ({"n": 0}, "base-not-positive"),
        ({"n": -5}, "base-not-positive"),
        ({"n_weighted": 0}, "base-not-positive"),
        ({"deff": -1}, "base-not-positive"),
        ({"precision": 1.01}, "precision-out-of-range"),
        ({"precision": -0.01}, "precision-out-of-range"),
    ],
)
def test_one_broken_rule_is_one_problem(change: dict[str, object], code: str) -> None:
    assert codes(change) == [code]


def test_an_unknown_country_is_told_how_it_is_written() -> None:
    (problem,) = check(pd.DataFrame([GOOD | {"country": "Espagne"}]), as_of=TODAY)
    assert problem.hint == "Espagne is written ES"


def test_percents_among_fractions_are_seen_even_where_each_could_be_either() -> None:
    found = codes({"share": 0.9, "answer": "a"}, {"share": 47, "answer": "b"})
    assert "percents-mixed" in found


def test_a_column_of_percents_is_one_problem() -> None:
    shares = {"too_high": 59, "about_right": 21, "too_low": 6, "dont_know": 14}
    rows = pd.DataFrame([GOOD | {"answer": a, "share": s} for a, s in shares.items()])
    (problem,) = check(rows, as_of=TODAY)
    assert problem.got == "59, and 3 more shares over 1"
    assert "divide by 100" in problem.hint


def test_a_column_that_is_not_one_is_named_with_the_nearest() -> None:
    (problem,) = check(pd.DataFrame([GOOD | {"polster": "YouGov"}]), as_of=TODAY)
    assert (problem.code, problem.hint) == ("unknown-column", "did you mean 'pollster'?")


def test_unknown_ids_are_errors_of_shipped_data_and_warnings_elsewhere() -> None:
    rows = pd.DataFrame([GOOD | {"question": "level10yy"}, GOOD | {"answer": "too_hihg"}])
    for known_ids, severity in ((True, "error"), (False, "warning")):
        found = check(rows, as_of=TODAY, known_ids=known_ids)
        assert [problem.code for problem in found] == ["unknown-question", "unknown-answer"]
        assert {problem.severity for problem in found} == {severity}
        assert "'level10y'" in found[0].hint and "'too_high'" in found[1].hint


def test_the_slug_of_the_text_beside_it_is_how_a_label_without_id_is_kept() -> None:
    text = {"question_text": "Do you like tea?", "question": "do_you_like_tea"}
    assert codes(text | {"answer": "yes"}) == []
    assert codes({"answer": "far_too_high", "answer_text": "Far too high"}) == []
    rows = pd.DataFrame([GOOD | text])
    found = {problem.code for problem in check(rows, as_of=TODAY, known_ids=True)}
    assert found == {"unknown-question"}


@pytest.mark.parametrize("column", ["question", "answer"])
def test_a_reading_of_nothing_is_an_error(column: str) -> None:
    (problem,) = check(pd.DataFrame([GOOD | {column: ""}, GOOD]), as_of=TODAY)
    assert (problem.code, problem.severity) == (f"{column}-missing", "error")


@pytest.mark.parametrize(
    ("change", "nearest"),
    [
        ({"mode": "Online"}, "'online'"),
        ({"mode": "online2"}, "'online'"),
        ({"base": "substantiv"}, "'substantive'"),
    ],
)
def test_a_misspelt_word_is_told_the_nearest(change: dict[str, str], nearest: str) -> None:
    (problem,) = [
        problem
        for problem in check(pd.DataFrame([GOOD | change, GOOD | change]), as_of=TODAY)
        if problem.code.startswith("unknown")
    ]
    assert problem.severity == "warning"
    assert nearest in problem.hint


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"published": "2024-01-08"}, []),
        ({"published": "2024-01-09"}, []),
        ({"published": "2024-01-07"}, ["published-before-fieldwork"]),
        ({"start": "2023-12-30", "published": "2024-01-06"}, ["published-before-fieldwork"]),
        # Of a month only its first day is sure to lie before publication.
        (
            {
                "start": "2024-01-01",
                "end": "2024-01-31",
                "date_precision": "month",
                "published": "2024-01-20",
            },
            [],
        ),
        (
            {
                "start": "2024-01-01",
                "end": "2024-01-31",
                "date_precision": "month",
                "published": "2023-12-31",
            },
            ["published-before-fieldwork"],
        ),
        ({"start": None, "published": "2024-01-06"}, ["published-before-fieldwork"]),
        ({"end": None, "published": "2024-01-06"}, ["published-before-fieldwork"]),
        ({"start": None, "end": None, "published": "2024-01-06"}, []),
    ],
)
def test_nothing_is_published_before_it_was_asked(
    change: dict[str, str | None], found: list[str]
) -> None:
    assert codes(change) == found


def test_what_was_published_too_early_is_told_with_both_days() -> None:
    (problem,) = check(pd.DataFrame([GOOD | {"published": "2023-01-08"}]), as_of=TODAY)
    assert problem.got == "fieldwork 2024-01-07 to 2024-01-08, published 2023-01-08"
    assert (problem.severity, str(problem.place).startswith("a-source")) == ("error", True)
    assert "year" in problem.hint


def test_a_language_is_its_code_and_a_base_may_be_put_in_any_words() -> None:
    assert codes({"lang": "english"}) == ["unknown-lang"]
    assert codes({"base": "all who voted", "lang": "en"}) == []


def test_all_problems_come_at_once_errors_first() -> None:
    rows = pd.DataFrame(
        [
            GOOD | {"country": "XX"},
            GOOD | {"share": 1.2, "start": "2024-02-01", "end": "2024-01-01"},
        ]
    )
    problems = check(rows, as_of=TODAY)
    assert {problem.code for problem in problems} >= {
        "unknown-country",
        "share-out-of-range",
        "end-before-start",
    }
    severities = [problem.severity for problem in problems]
    assert severities == sorted(severities, key=lambda severity: severity != "error")


def test_a_problem_names_source_series_and_date() -> None:
    (problem,) = check(pd.DataFrame([GOOD | {"share": 2, "locator": "table 3"}]), as_of=TODAY)
    assert str(problem.place) == "a-source, table 3 (GB/level10y/too_high/all/all 2024-01-07)"


@given(
    st.lists(
        st.fixed_dictionaries(
            {"share": st.floats(0, 1), "n": st.integers(1, 5000), "day": st.integers(0, 700)}
        ),
        min_size=1,
        max_size=20,
        unique_by=lambda row: row["day"],
    )
)
def test_readings_that_keep_the_rules_are_never_refused(rows: list[dict[str, float]]) -> None:
    days = [pd.Timestamp("2023-01-01") + pd.Timedelta(days=row["day"]) for row in rows]
    frame = pd.DataFrame(
        [
            GOOD | {"share": row["share"], "n": row["n"], "start": day, "end": day}
            for row, day in zip(rows, days, strict=True)
        ]
    )
    assert check(frame, as_of=TODAY) == []


def test_conform_gives_every_column_its_type_and_keeps_every_row() -> None:
    frame = conform([GOOD, {"country": "FR"}])
    assert {name: str(kind) for name, kind in frame.dtypes.items()} == dict(COLUMNS)
    assert len(frame) == 2
    assert frame.loc[1, ["group", "pollster"]].tolist() == ["all", ""]


def test_conform_refuses_a_column_that_it_would_lose() -> None:
    with pytest.raises(ProblemsError) as caught:
        conform([{"polster": "YouGov"}])
    (problem,) = caught.value.problems
    assert (problem.code, problem.got) == ("unknown-column", "'polster'")
    assert problem.hint == "did you mean 'pollster'?"


@pytest.mark.parametrize(("n", "right"), [(0.4, False), (1, True), (1e9, True), (1e300, False)])
def test_a_base_is_a_number_of_people(n: float, right: bool) -> None:
    assert ("base-impossible" in codes({"n": n})) is not right


def test_no_day_is_in_the_future_unless_one_is_given() -> None:
    late = pd.DataFrame([GOOD | {"start": "2090-01-01", "end": "2090-01-02"}])
    assert "fieldwork-in-future" not in [problem.code for problem in check(late)]
    assert [problem.code for problem in check(late, as_of="2090-01-01")] == ["fieldwork-in-future"]
    assert "fieldwork-in-future" not in [p.code for p in check(late, as_of="2090-01-02")]


def test_problems_that_are_not_wanted_are_left_out() -> None:
    frame = pd.DataFrame([GOOD | {"start": None, "end": None, "share": 1.5}])
    assert {problem.code for problem in check(frame)} == {"no-date", "share-out-of-range"}
    assert [problem.code for problem in check(frame, but={"no-date"})] == ["share-out-of-range"]
    assert [p.code for p in check(frame, but={"share-out-of-range"})] == ["no-date"]

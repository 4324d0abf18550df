"""Tidy files in polltide's own columns, as people type them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import polls
from polls.codebooks.model import codebook
from polls.errors import ProblemsError
from polls.ingest import Examination, examine
from tests.writers.tracker_workbook import write_workbook

HEADER = "country;pollster;question;answer;start;share;n"


@pytest.fixture
def typed(tmp_path: Path) -> Any:
    def examined(text: str, **hints: Any) -> Examination:
        path = tmp_path / "readings.csv"
        path.write_text(text, encoding="utf-8")
        return examine(path, **hints)

    return examined


def test_decimal_commas_percent_signs_and_printed_dates(typed: Any) -> None:
    found = typed(
        f"{HEADER}\n"
        "GB;YouGov;level10y;too_high;6-8 Jan 2024;0,595;1.759\n"
        "GB;YouGov;level10y;too_low;6-8 Jan 2024;6 %;1 759\n"
        "GB;YouGov;level10y;about_right;2024-02;<1%;\n"
    )
    rows = found.readings
    assert rows["share"].tolist() == [0.595, 0.06, 0.01]
    assert rows["precision"].tolist() == [0.001, 0.01, 0.01]
    assert rows["censored"].tolist() == [False, False, True]
    assert rows["n"].tolist()[:2] == [1759, 1759]
    assert rows["end"].dt.strftime("%Y-%m-%d").tolist() == [
        "2024-01-08",
        "2024-01-08",
        "2024-02-29",
    ]
    assert rows["date_precision"].tolist() == ["day", "day", "month"]
    assert rows["locator"].tolist() == ["line 2, share", "line 3, share", "line 4, share"]


def test_every_cell_that_cannot_be_read_is_named(typed: Any) -> None:
    found = typed(
        f"{HEADER}\n"
        "GB;YouGov;level10y;too_high;January;0,59;1759\n"
        "GB;YouGov;level10y;too_low;2024-01-07;much;1759\n"
        "GB;YouGov;level10y;about_right;2024-01-07;0.2;some\n"
    )
    errors = [problem for problem in found.problems if problem.severity == "error"]
    assert {(problem.code, problem.place.line, problem.place.item) for problem in errors} == {
        ("fieldwork-without-year", 2, "column 'start'"),
        ("not-a-share", 3, "column 'share'"),
        ("not-a-number", 4, "column 'n'"),
    }


def test_percents_among_fractions_are_an_error(typed: Any) -> None:
    found = typed(
        f"{HEADER}\n"
        "GB;YouGov;level10y;too_high;2024-01-07;59;1759\n"
        "GB;YouGov;level10y;too_low;2024-01-07;0.06;1759\n"
    )
    errors = {problem.code for problem in found.problems if problem.severity == "error"}
    assert errors >= {"percents-mixed", "share-out-of-range"}


def test_unknown_columns_are_named_with_the_nearest(typed: Any) -> None:
    with pytest.raises(ProblemsError, match="did you mean 'answer_text'"):
        typed("country,pollster,question,answer_txt,start,share\nGB,YouGov,q,a,2024-01-07,0.5\n")


def test_headers_may_be_written_as_titles(typed: Any) -> None:
    found = typed(
        " Country ;Pollster;Question;Answer;Answer text;Start;SHARE;N\n"
        "GB;YouGov;level10y;too_high;Too high;2024-01-07;0.59;1759\n"
        "GB;YouGov;level10y;too_low;Too low;2024-01-07;0.06;1759\n"
    )
    assert (found.reader, found.problems) == ("readings", ())
    rows = found.readings[["answer", "answer_text", "share", "n"]]
    assert rows.to_numpy().tolist() == [
        ["too_high", "Too high", 0.59, 1759],
        ["too_low", "Too low", 0.06, 1759],
    ]


def codes(found: Examination, severity: str) -> list[str]:
    return [problem.code for problem in found.problems if problem.severity == severity]


def test_unknown_ids_are_warnings_that_name_the_nearest_once_each(typed: Any) -> None:
    found = typed(
        f"{HEADER};mode;lang;base\n"
        "GB;YouGov;levell10y;yes;2024-01-07;0,59;1759;online;en;all\n"
        "GB;YouGov;levell10y;no;2024-01-07;0,41;1759;online;en;all\n"
        "GB;YouGov;level10y;too_hihg;2024-01-07;0,59;1759;on-line;english;substantiv\n"
        "GB;YouGov;level10y;too_hihg;2024-02-07;0,58;1759;on-line;english;substantiv\n"
    )
    assert codes(found, "error") == []
    told = {problem.code: problem.hint for problem in found.problems}
    assert len(found.problems) == len(told) == 5
    assert "'level10y'" in told["unknown-question"] and "'too_high'" in told["unknown-answer"]
    assert "'online'" in told["unknown-mode"] and "'substantive'" in told["unknown-base"]
    assert "unknown-lang" in told


def test_a_label_where_an_id_belongs_is_mapped_as_in_other_files(typed: Any) -> None:
    text = codebook().questions["level10y"].wordings[0].text
    found = typed(
        f"{HEADER}\n"
        "GB;YouGov;level10y;Too high;2024-01-07;0,59;1759\n"
        f'GB;YouGov;"{text}";Too low;2024-01-07;0,06;1759\n'
    )
    assert found.problems == ()
    assert found.readings["question"].tolist() == ["level10y", "level10y"]
    assert found.readings["answer"].tolist() == ["too_high", "too_low"]


def test_scan_lists_unknown_ids_and_its_rows_map_them(tmp_path: Path) -> None:
    path, rows = tmp_path / "r.csv", tmp_path / "crosswalk.csv"
    path.write_text(
        "country,pollster,question,answer,start,share,lang\n"
        "GB,YouGov,levell10y,Too high,2024-01-07,0.59,en\n"
        "GB,YouGov,level10y,too_hihg,2024-02-07,0.59,en\n"
    )
    stub = polls.scan(path)
    assert stub["label"].tolist() == ["levell10y", "Too high", "too_hihg"]
    stub.assign(id=["level10y", "too_high", "too_high"]).to_csv(rows, index=False)
    found = examine(path, crosswalk=rows)
    assert found.problems == ()
    assert set(found.readings["answer"]) == {"too_high"}


def test_a_reading_without_question_or_answer_is_an_error(typed: Any) -> None:
    found = typed(
        f"{HEADER}\n"
        "GB;YouGov;level10y;;2024-01-07;0,59;1759\n"
        "GB;YouGov;;too_high;2024-02-07;0,59;1759\n"
    )
    assert sorted(codes(found, "error")) == ["answer-missing", "question-unknown"]


def test_what_is_known_is_read_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    polls.write(polls.load(question="level10y", country="GB"), path)
    assert codes(examine(path), "error") == []
    assert not {code for code in codes(examine(path), "warning") if code.startswith("unknown")}


def test_a_row_without_a_share_is_told_as_what_it_is(typed: Any) -> None:
    found = typed(
        f"{HEADER}\n"
        "GB;YouGov;level10y\n"
        "GB;YouGov;level10y;too_high;2024-01-07;;1759\n"
        "GB;YouGov;level10y;too_low;2024-01-07;–;1759\n"
        "GB;YouGov;level10y;about_right;2024-01-07;0,21\n"
    )
    told = [(problem.code, problem.place.line, problem.got) for problem in found.problems]
    assert told == [
        ("share-missing", 2, "3 of 7 fields in the line"),
        ("share-missing", 3, ""),
        ("share-missing", 4, "–"),
        ("rows-cut-short", None, "6 fields in line 5"),
    ]
    assert found.readings["answer"].tolist() == ["about_right"]


def test_percents_in_a_tidy_file_are_one_problem(typed: Any) -> None:
    rows = {"too_high": 59, "about_right": 21, "too_low": 6, "dont_know": 14}
    lines = [f"GB;YouGov;level10y;{answer};2024-01-07;{n};1759" for answer, n in rows.items()]
    (problem,) = typed("\n".join([HEADER, *lines])).problems
    assert (problem.code, problem.place.line) == ("share-out-of-range", 2)


@pytest.mark.parametrize(("country", "day"), [("GB", "2024-01-07"), ("US", "2024-07-01")])
def test_the_country_of_a_row_tells_its_days_from_its_months(
    typed: Any, country: str, day: str
) -> None:
    found = typed(f"{HEADER}\n{country};YouGov;level10y;too_high;07/01/2024;0,59;1759\n")
    assert str(found.readings["start"].iloc[0].date()) == day


def test_days_and_months_of_two_orders_are_asked_for(typed: Any) -> None:
    line = "YouGov;level10y;too_high;07/01/2024;0,59;1759"
    found = typed(f"{HEADER}\nGB;{line}\nUS;{line}\n")
    assert codes(found, "error") == ["ambiguous-date", "ambiguous-date"]


def test_a_file_of_names_alone_holds_no_readings(typed: Any) -> None:
    found = typed(f"{HEADER}\n")
    assert codes(found, "error") == ["no-readings"]


def test_a_line_that_ends_early_is_said(typed: Any) -> None:
    whole = "GB;YouGov;level10y;too_high;2024-01-07;0.59;1759\n"
    assert typed(f"{HEADER}\n{whole}").problems == ()
    (warning,) = typed(f"{HEADER}\n{whole}GB;YouGov;level10y;too_low;2024-01-07;0.1\n").problems
    assert (warning.code, warning.got) == ("rows-cut-short", "6 fields in line 3")


def test_problems_of_the_rules_name_the_line_too(typed: Any) -> None:
    found = typed(f"{HEADER}\nGB;YouGov;level10y;too_high;2024-01-07;0,59;0\n")
    (problem,) = found.problems
    assert problem.code == "base-not-positive"
    assert problem.place.line == 2
    assert str(problem.place).startswith("readings.csv, line 2, share (GB/level10y/too_high")


def test_two_headers_of_one_column_are_refused(typed: Any) -> None:
    with pytest.raises(ProblemsError, match="duplicate column 'n'"):
        typed(f"{HEADER};N\nGB;YouGov;level10y;too_high;2024-01-07;0,59;1759;1759\n")


def test_a_column_of_another_name_is_told_its_own(typed: Any) -> None:
    with pytest.raises(ProblemsError) as raised:
        typed("country;question;answer;share;Comment\nGB;level10y;too_high;0,59;2024-01-07\n")
    (problem,) = raised.value.problems
    assert (problem.code, problem.hint) == ("unknown-column", "did you mean 'note'?")
    assert problem.expected.startswith("country, pollster, client, mode, question, answer")


@pytest.mark.parametrize("more", ["", ";n_obs"])
def test_a_table_dated_in_other_words_is_read_as_anybodys(typed: Any, more: str) -> None:
    base = ";1000" if more else ""
    text = f"country;question;answer;share;date{more}\n"
    found = typed(f"{text}GB;level10y;too_high;0,59;2024-01-07{base}\n")
    assert found.reader == "poll-table"
    (row,) = found.readings.to_dict("records")
    assert (row["answer"], row["share"], f"{row['start']:%F}") == ("too_high", 0.59, "2024-01-07")
    assert not more or row["n"] == 1000


def test_a_table_with_a_column_for_each_answer_is_no_readings_frame(typed: Any) -> None:
    head = "question;pollster;start;end;n;Too high;Too low\n"
    found = typed(f"{head}level10y;YouGov;2024-01-05;2024-01-07;1500;59;11\n")
    assert found.reader == "poll-table"
    assert found.readings["share"].tolist() == [0.59, 0.11]


def test_columns_without_shares_are_no_readings(typed: Any) -> None:
    with pytest.raises(ProblemsError, match="column 'share' is missing"):
        typed("country,pollster,question,answer,start\nGB,YouGov,q,a,2024-01-07\n")


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2024-01-09", "2024-01-07", "end-before-start"),
        ("1920-01-09", "1920-01-10", "impossible-date"),
        ("2924-01-09", "2924-01-10", "impossible-date"),
    ],
)
def test_impossible_fieldwork_is_an_error(typed: Any, start: str, end: str, code: str) -> None:
    found = typed(
        f"country,pollster,question,answer,start,end,share\nGB,YouGov,q,a,{start},{end},0.5\n"
    )
    assert code in {problem.code for problem in found.problems if problem.severity == "error"}


def test_a_workbook_of_readings_names_sheet_and_cell(tmp_path: Path) -> None:
    rows = [
        ["country", "question", "answer", "start", "share"],
        ["GB", "q", "a", "2024-01-07", "x"],
    ]
    path = write_workbook(tmp_path / "r.xlsx", {"cover": [["Readings"]], "data": rows})
    (problem,) = (p for p in examine(path).problems if p.code == "not-a-share")
    assert (problem.place.sheet, problem.place.cell) == ("data", "E2")


def test_whole_numbers_and_missing_values_of_a_parquet_file(tmp_path: Path) -> None:
    path = tmp_path / "r.parquet"
    frame = pd.DataFrame(
        {
            "country": ["GB", "GB"],
            "question": ["q", "q"],
            "answer": ["yes", "no"],
            "start": pd.to_datetime(["2024-01-07", "2024-01-07"]),
            "share": [1, 0],
            "n": pd.array([1000, None], dtype="Int64"),
            "note": ["checked", None],
        }
    )
    frame.to_parquet(path)
    found = examine(path, pollster="YouGov")
    assert found.readings["note"].tolist() == ["checked", ""]
    assert found.readings["n"].isna().tolist() == [False, True]
    assert [p for p in found.problems if p.severity == "error"] == []


def test_a_column_of_texts_may_be_of_numbers_with_blanks(tmp_path: Path) -> None:
    """As a spreadsheet saves waves that are numbered where some have no number."""
    frame = pd.DataFrame(
        {
            "country": "GB", "pollster": "YouGov", "question": "level10y", "answer": "too_high",
            "start": ["2024-01-06", "2024-02-06"], "share": [0.5, 0.25],
            "locator": pd.Series([12.0, None], dtype="float32"),
        }
    )  # fmt: skip
    path = tmp_path / "readings.parquet"
    frame.to_parquet(path)
    assert examine(path).readings["locator"].tolist() == ["12.0", ""]

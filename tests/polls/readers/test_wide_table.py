"""Hand-kept tables with a row a wave, as people in four countries save them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from polls.errors import ProblemsError
from polls.ingest import Examination, examine
from tests.writers.tracker_workbook import write_workbook

HINTS = {"country": "GB", "pollster": "YouGov", "question": "level10y", "lang": "en"}


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Any]:
    def examined(text: str, encoding: str = "utf-8", **hints: Any) -> Examination:
        path = tmp_path / "waves.csv"
        path.write_bytes(text.encode(encoding))
        return examine(path, **{**HINTS, **hints})

    yield examined


def codes(found: Examination, severity: str = "error") -> list[str]:
    return [problem.code for problem in found.problems if problem.severity == severity]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_french_table_in_any_encoding_and_with_any_separator(
    table: Any, encoding: str, separator: str
) -> None:
    rows = [
        ["dates de terrain", "institut", "Trop élevé", "Pas assez élevé", "échantillon"],
        ["du 3 au 5 mars 2024", "Elabe", "59,5 %", "6 %", "1 002"],
        ["du 28 février au 2 mars 2025", "CSA", "61 %", "<1 %", "1 010"],
    ]
    text = "\n".join(separator.join(row) for row in rows)
    found = table(text, encoding, country="FR", pollster="", lang="fr")
    readings = found.readings
    assert readings["share"].tolist() == [0.595, 0.06, 0.61, 0.01]
    assert readings["precision"].tolist() == [0.001, 0.001, 0.01, 0.01]
    assert readings["censored"].tolist() == [False, False, False, True]
    assert readings["n"].tolist() == [1002, 1002, 1010, 1010]
    assert readings["pollster"].tolist() == ["Elabe", "Elabe", "CSA", "CSA"]
    assert readings["answer_text"].unique().tolist() == ["Trop élevé", "Pas assez élevé"]
    assert [str(day.date()) for day in readings["start"].unique()] == ["2024-03-03", "2025-02-28"]


@pytest.mark.parametrize(
    ("header", "n"),
    [
        ("Datum;Zu hoch;Zu niedrig;Befragte", 1000),
        ("Feldzeit;Zu hoch;Zu niedrig;Fallzahl", 1000),
        ("Monat;Zu hoch;Zu niedrig;Base", 1000),
    ],
)
def test_german_columns_with_points_between_thousands(table: Any, header: str, n: int) -> None:
    found = table(f"{header}\n12.-14. Mai 2023;59,0;6,5;1.000\n", country="DE", lang="de")
    assert found.readings["share"].tolist() == [0.59, 0.065]
    assert set(found.readings["n"]) == {n}


def test_spanish_dates_and_country_column(table: Any) -> None:
    text = "fecha;país;encuestadora;Demasiado alto;muestra\n" + (
        "del 2 al 6 de septiembre de 2024;España;CIS;47%;4.027\n"
    )
    found = table(text, country="", pollster="", lang="es")
    row = found.readings.iloc[0]
    assert (row["country"], row["pollster"], row["n"]) == ("ES", "CIS", 4027)


def test_separate_columns_of_start_and_end_and_publication(table: Any) -> None:
    found = table("start,end,published,Too high\n2024-01-05,2024-01-07,2024-01-09,59\n")
    row = found.readings.iloc[0]
    assert [str(row[name].date()) for name in ("start", "end", "published")] == [
        "2024-01-05",
        "2024-01-07",
        "2024-01-09",
    ]


def test_a_column_of_dates_without_a_known_name_is_recognised_by_its_cells(table: Any) -> None:
    found = table("when we asked,Too high,Too low\n7 January 2024,59%,6%\n")
    assert codes(found) == []
    assert str(found.readings["start"].iloc[0].date()) == "2024-01-07"


def test_declared_columns_go_before_recognised_ones(table: Any) -> None:
    text = "date,asked on,answered,weighted,Too high,Lead\n2020,2024-01-07,1759,1700,59,53\n"
    found = table(text, date="asked on", n="answered", n_weighted="weighted", answers=["Too high"])
    row = found.readings.iloc[0]
    assert len(found.readings) == 1
    assert (str(row["start"].date()), row["n"], row["n_weighted"]) == ("2024-01-07", 1759, 1700)
    assert "'Lead'" in next(p.got for p in found.problems if p.code == "columns-ignored")


def test_a_declared_column_that_is_not_there_is_named_with_the_nearest(table: Any) -> None:
    with pytest.raises(ProblemsError, match="did you mean 'Sample'"):
        table("date,Too high,Sample\n2024-01-07,59,1000\n", n="Samples")


def test_known_answers_get_their_ids_and_empty_cells_were_not_asked(table: Any) -> None:
    found = table("date,Too high,About right,Too low\n2024-01-07,59%,21%,\n2024-02-04,60%,,7%\n")
    pairs = list(zip(found.readings["answer"], found.readings["share"], strict=True))
    assert pairs == [
        ("too_high", 0.59),
        ("about_right", 0.21),
        ("too_high", 0.6),
        ("too_low", 0.07),
    ]


def test_columns_named_by_the_ids_of_answers_are_those_answers(table: Any) -> None:
    found = table("date,too_high,about_right\n2024-01-07,59%,21%\n")
    assert found.readings["answer"].tolist() == ["too_high", "about_right"]
    assert [problem.code for problem in found.problems] == []


def test_american_and_european_days_are_learnt_from_the_column_or_asked_for(table: Any) -> None:
    text = "date,Too high\n05/12/2024,59%\n05/28/2024,60%\n"
    found = table(text, country="", lang="")
    assert str(found.readings["start"].iloc[0].date()) == "2024-05-12"
    text = "date,Too high\n05/12/2024,59%\n"
    assert "ambiguous-date" in codes(table(text, country="", lang=""))
    assert str(table(text).readings["start"].iloc[0].date()) == "2024-12-05"


def test_a_title_above_the_table_does_not_hide_it(table: Any) -> None:
    found = table("Our tracker\n\ndate;Too high;Too low\n2024-01-07;59%;6%\n")
    assert found.readings["locator"].tolist() == ["line 4, Too high", "line 4, Too low"]


def test_a_group_column_names_the_group(table: Any) -> None:
    found = table("date,group,Too high\n2024-01-07,All adults,59%\n2024-01-07,18-24,40%\n")
    assert found.readings["group"].tolist() == ["all", "18-24"]


def test_problems_of_a_table_come_at_once_with_their_lines(table: Any) -> None:
    text = (
        "date,Too high,About right,Too low,sample size\n"
        "2024-01-07,59,21,0.06,1759\n"
        "2024-02-31,60,20,7,1800\n"
        "2024-03-03,61,x,6,many\n"
    )
    found = table(text)
    errors = {(p.code, p.place.line) for p in found.problems if p.severity == "error"}
    assert errors == {
        ("percents-mixed", 2),
        ("impossible-date", 3),
        ("not-a-share", 4),
        ("not-a-base", 4),
    }


def test_a_wave_given_twice_with_other_values_is_an_error_with_both_places(table: Any) -> None:
    found = table("date,Too high\n2024-01-07,59%\n2024-01-07,61%\n")
    (problem,) = (p for p in found.problems if p.severity == "error")
    assert problem.code == "duplicate-differs"
    assert "line 2" in problem.got and "line 3" in problem.got


def test_answers_that_do_not_add_up_are_an_error(table: Any) -> None:
    found = table("date,Too high,About right,Too low,Don't know\n2024-01-07,59%,21%,16%,14%\n")
    assert codes(found) == ["sum-off"]


def test_a_language_that_is_not_the_countrys_is_reported(table: Any) -> None:
    found = table("date,Demasiado alto\n2024-01-07,59%\n", country="SE", lang="es")
    assert "country-language" in codes(found, "warning")


def test_what_the_file_does_not_say_has_to_be_said(table: Any) -> None:
    found = table("date,Too high\n2024-01-07,59%\n", question="", pollster="", country="")
    assert sorted(codes(found)) == ["country-unknown", "question-unknown"]
    assert "pollster-unknown" in codes(found, "warning")


def test_the_same_table_as_workbook_or_parquet(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["date", "Too high", "Too low", "sample size"],
        [date(2024, 1, 7), 0.59, 0.06, 1759],
        [date(2024, 2, 4), 0.6, 0.07, 1800],
    ]
    workbook = examine(write_workbook(tmp_path / "w.xlsx", {"Sheet1": rows}), **HINTS)
    packed = tmp_path / "w.parquet"
    pd.DataFrame(rows[1:], columns=rows[0]).to_parquet(packed)
    other = examine(packed, **HINTS)
    assert (workbook.reader, other.reader) == ("wide-table", "wide-table")
    assert workbook.readings["locator"].tolist()[0] == "'Sheet1'!B2"
    plain = ["locator", "source"]
    pd.testing.assert_frame_equal(
        workbook.readings.drop(columns=plain), other.readings.drop(columns=plain)
    )


def test_a_column_name_that_stands_twice_is_named(table: Any) -> None:
    with pytest.raises(ProblemsError, match="duplicate column 'Too high'"):
        table("date,Too high,Too high\n2024-01-07,59%,61%\n")


@pytest.mark.parametrize("header", ["date,Answer,Percent", "date,Response,Share"])
def test_a_tidy_table_under_other_names_is_not_taken_for_waves(table: Any, header: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        table(f"{header}\n2024-01-07,Too high,59\n2024-01-07,Too low,6\n")
    (problem,) = raised.value.problems
    assert problem.code == "tidy-column"
    assert "question, answer, start and share" in problem.expected


def test_a_column_of_shares_that_is_called_so_can_be_declared(table: Any) -> None:
    found = table("date,share\n2024-01-07,59%\n", answers=["share"])
    assert found.readings["share"].tolist() == [0.59]


def test_a_column_of_country_codes_needs_no_crosswalk(table: Any) -> None:
    text = "date,country,Too high\n2024-01-07,FR,59%\n2024-01-07,France,59%\n"
    found = table(text, country="", pollster="Elabe")
    assert found.readings["country"].tolist() == ["FR", "FR"]
    assert "unmapped-labels" not in codes(found, "warning")


@pytest.mark.parametrize("dash", ["-", "–", " — "])
def test_a_dash_typed_by_hand_is_a_blank_and_not_nobody(table: Any, dash: str) -> None:
    found = table(f"date,Too high,Too low,n\n2024-05-07,{dash},5%,{dash}\n2024-06-07,50%,6%,900\n")
    assert codes(found) == []
    assert found.readings["answer"].tolist() == ["too_low", "too_high", "too_low"]
    assert found.readings["n"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize("cells", ["1,0\n2024-02-07,1,0", "0.5,0.1\n2024-02-07,0.7,0.2"])
def test_a_scale_that_is_open_is_told(table: Any, cells: str) -> None:
    found = table(f"date,Too high,Too low\n2024-01-07,{cells}\n")
    assert codes(found, "warning") == ["scale-open"]
    assert "percent sign" in found.problems[0].hint


@pytest.mark.parametrize(
    "cells",
    ["0.59,0.06", "0.6,0.4", "1%,0%", "59,6", "0.5,0.1\n2024-02-07,0.55,0.1"],
)
def test_a_scale_that_is_plain_is_read_without_a_word(table: Any, cells: str) -> None:
    found = table(f"date,Too high,Too low\n2024-01-07,{cells}\n")
    assert "scale-open" not in codes(found, "warning")


def test_a_share_out_of_range_is_shown_as_printed(table: Any) -> None:
    found = table("date,Too high,Too low\n2024-05-07,159,5\n2024-06-07,50,5\n")
    (problem,) = found.problems
    assert (problem.code, problem.place.line, problem.place.item) == (
        "share-out-of-range",
        2,
        "column 'Too high'",
    )
    assert (problem.got, problem.expected) == ("'159'", "a percentage from 0 to 100")


def test_the_order_of_day_and_month_is_told_by_a_column_of_codes(table: Any) -> None:
    text = "date,country,Too high\n05/12/2024,{},59%\n"
    days = {
        code: str(table(text.format(code), country="", lang="").readings["start"].iloc[0].date())
        for code in ("FR", "US")
    }
    assert days == {"FR": "2024-12-05", "US": "2024-05-12"}


def test_a_header_alone_is_no_table(table: Any) -> None:
    with pytest.raises(ProblemsError, match="format of the file is not recognised"):
        table("date,Too high,Too low\n")

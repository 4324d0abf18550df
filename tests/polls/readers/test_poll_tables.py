"""Hand-kept tables with a row a wave, as people in four countries save them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from polls.errors import ProblemsError
from polls.ingest import Examination, examine
from tests.writers.sheets_writer import write_sheets
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


def test_thousands_under_an_unknown_name_are_no_percentages(table: Any) -> None:
    rows = ("2024-01-07,40,60,{}", "2024-02-07,41,59,{}")
    text = "date,Yes,No,Reached\n" + "\n".join(rows)
    for bases in (('"1,003"', '"1,010"'), ('"1,003"', '"9,999"')):
        found = table(text.format(*bases))
        assert found.readings["share"].tolist() == [0.4, 0.6, 0.41, 0.59]
        (warning,) = (p for p in found.problems if p.code == "columns-ignored")
        assert "'Reached'" in warning.got
    kept = table(text.format("3.125", '"1,010"'))
    assert kept.readings["answer"].nunique() == 3


def test_a_row_that_is_cut_off_is_said_and_a_blank_at_its_end_is_none(table: Any) -> None:
    text = "date,Yes,No,Unsure,n\n2024-01-07,40%,50%,10%,\n2024-02-07,41%,50%,9%,1000\n"
    assert "rows-cut-short" not in codes(table(text), "warning")
    cut = table(text + "2024-03-07,42%,4")
    assert cut.readings["share"].tolist()[-2:] == [0.42, 0.04]
    (warning,) = (p for p in cut.problems if p.code == "rows-cut-short")
    assert (warning.got, warning.expected) == ("3 fields in line 4", "5 fields")


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
    assert problem.code == "rows-alike"
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
    assert (workbook.reader, other.reader) == ("poll-table", "poll-table")
    assert workbook.readings["locator"].tolist()[0] == "'Sheet1'!B2"
    plain = ["locator", "source"]
    pd.testing.assert_frame_equal(
        workbook.readings.drop(columns=plain), other.readings.drop(columns=plain)
    )


def test_a_column_name_that_stands_twice_is_named(table: Any) -> None:
    with pytest.raises(ProblemsError, match="duplicate column 'Too high'"):
        table("date,Too high,Too high\n2024-01-07,59%,61%\n")


@pytest.mark.parametrize("header", ["date,Answer,Percent", "date,Response,Share"])
def test_a_table_with_a_row_for_each_number_is_read_as_one(table: Any, header: str) -> None:
    found = table(f"{header}\n2024-01-07,Too high,59\n2024-01-07,Too low,0.5\n")
    pairs = list(zip(found.readings["answer"], found.readings["share"], strict=True))
    assert pairs == [("too_high", 0.59), ("too_low", 0.005)]
    assert found.readings["locator"].tolist()[1].startswith("line 3, ")


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


def test_dates_of_a_table_are_written_one_way_whatever_the_country(table: Any) -> None:
    text = "date,Too high,Too low\n05/28/2024,59,6\n06/07/2024,58,7\n"
    days = table(text).readings["start"].drop_duplicates()
    assert [str(day.date()) for day in days] == ["2024-05-28", "2024-06-07"]


def test_a_header_alone_is_no_table(table: Any) -> None:
    with pytest.raises(ProblemsError, match="format of the file is not recognised"):
        table("date,Too high,Too low\n")


PLAIN = {"country": "GB", "pollster": "A", "question": "q", "lang": "en"}


def days(found: Examination) -> list[tuple[str, str]]:
    rows = found.readings[["start", "end"]].drop_duplicates()
    return [(str(a.date()), str(b.date())) for a, b in rows.itertuples(index=False)]


@pytest.mark.parametrize(
    "header",
    [
        "start_date,end_date", "StartDate,EndDate", "start.date,end.date", "fw_start,fw_end",
        "debut_enquete,fin_enquete", "Période début,Période fin", "Beginn,Ende",
        "Fecha de inicio,Fecha final", "Fieldwork Start,Fieldwork End",
    ],
)  # fmt: skip
def test_first_and_last_days_under_any_names(table: Any, header: str) -> None:
    found = table(f"{header},Yes,No\n2024-02-02,2024-02-09,42,58\n", **PLAIN)
    assert days(found) == [("2024-02-02", "2024-02-09")]
    assert sorted(found.readings["answer"]) == ["no", "yes"]


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("year,month,day", ["2010,1,20", "2010,1,29"], ["2010-01-20", "2010-01-29"]),
        ("Jahr,Monat,Tag", ["2010,Januar,20", ",,29"], ["2010-01-20", "2010-01-29"]),
    ],
)
def test_year_month_and_day_in_columns_of_their_own(
    table: Any, header: str, cells: list[str], expected: list[str]
) -> None:
    text = "\n".join([f"{header},Yes", *(f"{cell},{40 + n}" for n, cell in enumerate(cells))])
    assert [first for first, _ in days(table(text, **PLAIN))] == expected


def test_year_and_month_alone_are_months_and_days_beside_them_days(table: Any) -> None:
    found = table("year,month,Yes\n2024,1,40\n2024,2,41\n", **PLAIN)
    assert days(found) == [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29")]
    assert set(found.readings["date_precision"]) == {"month"}
    found = table("Year,Month,Fieldwork,Yes\n1955,Jul,2-13,47\n,Aug,3-9,44.5\n", **PLAIN)
    assert days(found) == [("1955-07-02", "1955-07-13"), ("1955-08-03", "1955-08-09")]


def with_days(*rows: str) -> str:
    lines = (f"A,{row},2024,1000,{40 + place},30" for place, row in enumerate(rows))
    return "\n".join(["pollster,day,month,year,n,Yes,No", *lines])


@pytest.mark.parametrize("month", ["4", "April"])
def test_days_from_and_to_stand_beside_a_month_in_words_or_figures(table: Any, month: str) -> None:
    found = table(with_days("1,3", f"12-14,{month}", "5,5"), **PLAIN)
    assert ("2024-04-12", "2024-04-14") in days(found)


@pytest.mark.parametrize("day", ["1e999", "1.5", "99"])
@pytest.mark.parametrize("month", ["4", "13", "0", "April", "1e999"])
def test_a_day_or_month_that_is_none_is_a_problem_of_its_line(
    table: Any, day: str, month: str
) -> None:
    found = table(with_days("1,3", f"{day},{month}", "5,5"), **PLAIN)
    (problem,) = [each for each in found.problems if each.severity == "error"]
    assert problem.code in ("unreadable-fieldwork", "impossible-date")
    assert problem.place.line == 3


def test_sizes_that_look_like_years_are_never_the_dates(table: Any) -> None:
    found = table("Interviewed,Asked on,Yes\n2010,2024-01-07,59\n2024,2024-02-04,60\n", **PLAIN)
    assert [first for first, _ in days(found)] == ["2024-01-07", "2024-02-04"]
    assert found.readings["n"].tolist() == [2010, 2024]


def test_what_is_no_answer_is_left_out_and_named_once(table: Any) -> None:
    text = (
        "id,date,Yes,No,con_lead,MoE,rank,turnout,Sample size (n),url,\n"
        "7,2024-01-07,40,60,20,3.1,1,63,80,x.org,50\n"
    )
    found = table(text, **PLAIN)
    assert sorted(found.readings["answer"]) == ["no", "yes"]
    assert found.readings["n"].tolist() == [80, 80]
    assert set(found.readings["precision"]) == {0.01}
    (warning,) = (p for p in found.problems if p.code == "columns-ignored")
    for name in ("id", "con_lead", "MoE", "rank", "turnout", "url", "(column 11)"):
        assert repr(name) in warning.got


def test_clients_tell_two_polls_of_one_day_apart(table: Any) -> None:
    text = "date,Pollster/client,Yes\n2024-01-05,YouGov/The Daily,42\n2024-01-05,YouGov/Weekly,44\n"
    readings = table(text, **{**PLAIN, "pollster": ""}).readings
    assert readings["client"].tolist() == ["The Daily", "Weekly"]
    assert set(readings["pollster"]) == {"YouGov"}


def test_columns_of_people_are_groups_and_whole_samples_are_all(table: Any) -> None:
    text = (
        "date,population,party,Yes\n2024-01-05,all,all,42\n2024-01-05,rv,all,47\n"
        "2024-01-05,all,R,30\n2024-01-05,rv,R,31\n"
    )
    readings = table(text, **PLAIN).readings
    pairs = list(zip(readings["group_by"], readings["group"], strict=True))
    assert pairs == [("all", "all"), ("population", "rv"), ("party", "r"),
                     ("population_party", "rv_r")] or len(set(pairs)) == 4  # fmt: skip
    assert readings["share"].tolist() == [0.42, 0.47, 0.30, 0.31]


def test_codes_of_states_are_groups_and_no_countries(table: Any) -> None:
    text = "date,state,Yes\n2024-01-05,IN,42\n2024-01-05,PA,47\n2024-01-05,CA,44\n"
    readings = table(text, **{**PLAIN, "country": "US"}).readings
    assert set(readings["country"]) == {"US"}
    assert readings["group"].tolist() == ["in", "pa", "ca"]


def test_an_area_that_is_a_country_is_the_country(table: Any) -> None:
    text = "date,area,Yes\n2024-01-05,GB,42\n2024-02-05,UK,47\n"
    assert table(text, **PLAIN).readings["country"].tolist() == ["GB", "UK"]


def test_a_long_table_in_french_with_the_party_of_each_candidate(table: Any) -> None:
    text = (
        "candidat,parti,intentions,erreur_sup,id,nom_institut,debut_enquete,fin_enquete,echantillon\n"
        "A. Exemple,Rouge,16.0,18.0,p1,Ifop,2024-01-02,2024-01-05,1501\n"
        "B. Exemple,Bleu,0.5,1.0,p1,Ifop,2024-01-02,2024-01-05,1501\n"
    )
    readings = table(text, **{**PLAIN, "country": "FR", "pollster": ""}).readings
    assert readings["share"].tolist() == [0.16, 0.005]
    assert set(readings["group"]) == {"all"}
    assert readings["answer_text"].tolist() == ["A. Exemple", "B. Exemple"]
    assert readings["n"].tolist() == [1501, 1501]


def test_subjects_of_a_wide_table_are_questions_of_their_own(table: Any) -> None:
    text = ",president,sondage,Yes\n2024-01-05,vge,Ifop,60\n2024-01-05,chirac,Ifop,52\n"
    readings = table(text, **{**PLAIN, "pollster": ""}).readings
    assert readings["question"].tolist() == ["q_vge", "q_chirac"]
    assert readings["pollster"].tolist() == ["Ifop", "Ifop"]


def test_a_row_for_each_answer_and_a_column_for_each_group(table: Any) -> None:
    text = (
        "date_start,date_end,sample_size,satisfaction,total,male\n"
        "2024-01-02,2024-01-05,1001,Good,0.42,0.47\n2024-01-02,2024-01-05,1001,Bad,0.58,0.53\n"
        "2024-02-02,2024-02-05,1000,Good,0.44,0.45\n2024-02-02,2024-02-05,1000,Bad,0.56,0.55\n"
    )
    readings = table(text, **PLAIN).readings
    assert readings["answer"].tolist() == ["good", "good", "bad", "bad"] * 2
    assert readings.loc[readings["group"] == "all", "n"].tolist() == [1001, 1001, 1000, 1000]
    assert readings.loc[readings["group"] != "all", "n"].isna().all()


@pytest.mark.parametrize("whole", ["", "All adults", "a", "--", "Total", "Ensemble des Français"])
def test_cells_of_groups_that_name_everybody(table: Any, whole: str) -> None:
    text = (
        f"date,population,n,Yes,No\n2024-01-05,{whole},1001,60,40\n2024-01-05,Women,500,70,30\n"
        f"2024-02-05,{whole},1001,61,39\n2024-02-05,Women,500,69,31\n"
    )
    readings = table(text, **PLAIN).readings
    shares = readings.loc[readings["group"] == "all", "share"]
    assert shares.tolist() == [0.6, 0.4, 0.61, 0.39]


def test_fractions_where_so_many_are_elected_are_shares_and_whole_numbers_seats(
    table: Any,
) -> None:
    head = "date_start,date_end,sample_size,satisfaction,total,male,const_seats_3\n"
    rows = [("Good", 0.42, 0.47, "0.45"), ("Bad", 0.58, 0.53, "0.55")]
    text = head + "".join(
        f"2024-0{month}-02,2024-0{month}-05,1001,{answer},{total},{men},{three}\n"
        for month in (1, 2)
        for answer, total, men, three in rows
    )
    readings = table(text, **PLAIN).readings
    of_three = readings.loc[readings["group"] != "all", "share"].tolist()
    assert of_three == [0.47, 0.45, 0.53, 0.55] * 2
    counted = table(text.replace("0.45\n", "45\n").replace("0.55\n", "55\n"), **PLAIN)
    (left,) = (p.got for p in counted.problems if p.code == "columns-ignored")
    assert "'const_seats_3'" in left


def test_what_a_program_keeps_for_itself_is_no_answer(table: Any) -> None:
    text = "date,Red,Blue,_coreTotal\n2024-01-05,60,40,90\n2024-02-05,61,39,91\n"
    found = table(text, **PLAIN)
    assert found.readings["answer"].unique().tolist() == ["red", "blue"]
    (left,) = (p.got for p in found.problems if p.code == "columns-ignored")
    assert "'_coreTotal'" in left


def test_rows_of_a_copied_web_table_that_hold_no_poll_are_named(table: Any) -> None:
    text = (
        "Dates conducted,Pollster,Sample size,Red,Blue,Lead\n"
        '5–6 Mar 2024[a],YouGov†,"2,010[b]",24%[c],44%,20\n'
        "4 Mar,The budget,The budget,The budget,The budget,The budget\n"
        "1–4 Mar 2024,2019 general election,–,40%,30%,10\n"
    )
    found = table(text, **{**PLAIN, "pollster": ""})
    assert found.readings["share"].tolist() == [0.24, 0.44]
    assert found.readings["n"].tolist() == [2010, 2010]
    assert set(found.readings["pollster"]) == {"YouGov"}
    (warning,) = (p for p in found.problems if p.code == "columns-ignored")
    assert "2 row(s) without a poll (line 3; line 4)" in warning.got


@pytest.mark.parametrize("word", ["", "NA", "N/A", "Not Available", "-", "n.a."])
def test_what_was_not_published_is_blank_in_any_words(table: Any, word: str) -> None:
    found = table(f"date,Yes,No,n\n2024-01-07,40,{word},{word}\n2024-02-07,40,60,9\n", **PLAIN)
    assert codes(found) == []
    assert found.readings["share"].tolist() == [0.4, 0.4, 0.6]
    assert found.readings["n"].isna().tolist() == [True, False, False]


@pytest.mark.parametrize(("cell", "n"), [("1204.0", 1204), ("351.19", 351.19), ("1 204", 1204)])
def test_bases_with_decimals(table: Any, cell: str, n: float) -> None:
    assert table(f"date,Yes,n\n2024-01-07,40,{cell}\n", **PLAIN).readings["n"].tolist() == [n]


@pytest.mark.parametrize(
    ("cells", "over"),
    [("34,33,34", False), ("35,33,34", True), ("26,26,25,25", True), ("21,21,20,20,20", False),
     ("33.4,33.4,33.3", False), ("33.4,33.4,33.4", True)],
)  # fmt: skip
def test_sums_beyond_what_rounding_does_are_named(table: Any, cells: str, over: bool) -> None:
    """One step for three or four answers, two for five."""
    heads = ",".join("ABCDE"[: cells.count(",") + 1])
    found = table(f"date,{heads}\n2024-01-07,{cells}\n2024-02-04,{cells}\n", **PLAIN)
    assert ("sum-over-100" in [problem.code for problem in found.problems]) is over


def test_seats_and_counts_are_told_from_shares(table: Any) -> None:
    found = table("date;Red;Blue\n2024-01-07;70;50\n2024-02-04;66;54\n", **PLAIN)
    (warning,) = (p for p in found.problems if p.code == "sum-over-100")
    assert "120, not 100: are the numbers seats?" in warning.title
    with pytest.raises(ProblemsError, match="numbers of people, not shares"):
        table("date;Red;Blue\n2024-01-07;700;500\n2024-02-04;660;540\n", **PLAIN)


def test_sheets_of_polls_are_all_read_and_the_others_named(tmp_path: Path) -> None:
    def sheet(day: str, yes: int) -> list[list[Any]]:
        return [["date", "Yes", "No"], [day, yes, 100 - yes]]

    sheets = {
        "Notes": [["read me"]],
        "2023": sheet("2023-01-07", 30),
        "2024": sheet("2024-01-07", 40),
    }
    path = write_workbook(tmp_path / "t.xlsx", sheets)
    found = examine(path, **PLAIN)
    assert found.readings["share"].tolist() == [0.3, 0.7, 0.4, 0.6]
    assert set(found.readings["question"]) == {"q"}
    (warning,) = (p for p in found.problems if p.code == "sheets-left-out")
    assert warning.got == "'Notes'"
    assert len(examine(path, sheet="2024", **PLAIN).readings) == 2
    same = {"Constituency": sheet("2024-01-07", 40), "List": sheet("2024-01-07", 35)}
    found = examine(write_workbook(tmp_path / "s.xlsx", same), **PLAIN)
    assert set(found.readings["question"]) == {"q_constituency", "q_list"}


def test_polls_that_differ_in_their_numbers_alone_need_a_word(table: Any) -> None:
    text = "date,pollster,race,sponsorship,Yes\n2024-01-07,A,x,m,40\n2024-01-07,A,x,k,42\n"
    (problem,) = (p for p in table(text, **PLAIN).problems if p.severity == "error")
    assert (problem.code, "group_columns=['sponsorship']" in problem.hint) == ("rows-alike", True)
    assert table(text, duplicates="last", **PLAIN).readings["share"].tolist() == [0.42]
    groups = table(text, group_columns=["sponsorship"], **PLAIN).readings["group"]
    assert groups.tolist() == ["m", "k"]


def test_any_table_can_be_read_whose_columns_are_told(table: Any) -> None:
    text = "aa,bb,cc,dd,ee\n7 Jan 2024,Acme,Yes,40,1000\n7 Jan 2024,Acme,No,60,1000\n"
    hints = {"pollster_column": "bb", "answer_column": "cc", "share_column": "dd", "n": "ee"}
    found = table(text, start="aa", **hints, **{**PLAIN, "pollster": ""})
    assert found.readings["share"].tolist() == [0.4, 0.6]
    assert set(found.readings["n"]) == {1000}
    with pytest.raises(ProblemsError, match="declared column 'ff' is missing"):
        table(text, client_column="ff", **PLAIN)


def test_a_table_without_dates_asks_for_them_and_takes_them(table: Any) -> None:
    with pytest.raises(ProblemsError, match="no column holds dates") as raised:
        table("candidate,Good,Bad\nA,40,60\nB,30,70\n", **PLAIN)
    assert "fieldwork='...'" in raised.value.problems[0].hint
    found = table("candidate,Good,Bad\nA,40,60\nB,30,70\n", fieldwork="3-5 March 2024", **PLAIN)
    assert days(found) == [("2024-03-03", "2024-03-05")]


def test_dates_without_years_over_a_new_year_are_refused(table: Any) -> None:
    found = table("date,Yes\n3 Jan,40\n28 Dec,41\n", year=2022, **PLAIN)
    assert codes(found) == ["years-missing"]


def test_hints_that_say_nothing_about_a_file_are_refused(table: Any) -> None:
    with pytest.raises(ProblemsError) as raised:
        table("date,Yes\n2024-01-07,40\n", weight="w", **PLAIN)
    (problem,) = raised.value.problems
    assert problem.code == "hint-not-taken"
    assert "microdata" in problem.hint
    with pytest.raises(ProblemsError, match="hint 'year' cannot be 'soon'"):
        table("date,Yes\n2024-01-07,40\n", year="soon", **PLAIN)


def test_a_bad_row_of_a_table_is_left_out_when_told_and_named(table: Any) -> None:
    text = (
        "date;Too high;Too low;n\n2024-01-07;59;41;1000\n2024-02-31;58;42;1000\n"
        "2024-03-07;57;43;1010\n2024-04-07;many;44;990\n"
    )
    assert set(codes(table(text))) == {"impossible-date", "not-a-share"}
    found = table(text, on_error="skip")
    assert codes(found) == []
    assert found.readings["share"].tolist() == [0.59, 0.41, 0.57, 0.43]
    skipped = next(p for p in found.problems if p.code == "lines-skipped")
    assert skipped.got == "lines 3 (impossible-date), 5 (not-a-share)"


def test_a_bad_row_of_one_sheet_leaves_the_same_row_of_another(tmp_path: Path) -> None:
    head = ["date", "pollster", "Too high", "Too low"]
    path = write_sheets(
        tmp_path / "waves.xlsx",
        {
            "Old": [head, ["2023-01-07", "A", 0.59, 0.41], ["2023-02-31", "A", 0.58, 0.42]],
            "New": [head, ["2024-01-07", "A", 0.55, 0.45], ["2024-02-07", "A", 0.54, 0.46]],
        },
    )
    found = examine(path, country="GB", question="level10y", on_error="skip")
    assert codes(found) == []
    assert found.readings["share"].tolist() == [0.59, 0.41, 0.55, 0.45, 0.54, 0.46]
    skipped = next(p for p in found.problems if p.code == "lines-skipped")
    assert skipped.got == "lines 'Old' 3 (impossible-date)"


def test_a_client_column_goes_before_the_client_behind_a_pollster(table: Any) -> None:
    text = (
        "date;Pollster/client;Client;Too high;Too low\n"
        "2024-01-07;YouGov/The Times;;59;41\n2024-02-07;YouGov/The Times;The Daily;58;42\n"
    )
    readings = table(text, pollster="").readings
    assert readings["pollster"].unique().tolist() == ["YouGov"]
    assert readings["client"].tolist() == ["The Times"] * 2 + ["The Daily"] * 2


def test_a_damaged_sheet_is_one_problem_with_the_words_of_the_library(tmp_path: Path) -> None:
    whole = write_sheets(tmp_path / "whole.xlsx", {"data": [["date", "Yes"], ["2024-01-07", 0.4]]})
    path = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            inside = source.read(name)
            sheet = name.startswith("xl/worksheets/sheet")
            target.writestr(name, inside.replace(b"v>", b"w>") if sheet else inside)
    with pytest.raises(ProblemsError) as caught:
        examine(path, country="GB", question="level10y")
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.file) == ("sheet-damaged", "damaged.xlsx")
    assert "Expecting" in problem.got

"""Tables as producers and their readers write them, whose columns say several things."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from polls.errors import ProblemsError
from polls.ingest import Examination, examine
from tests.writers.survey_writer import write_stata
from tests.writers.tracker_workbook import write_workbook
from tests.writers.web_page_writer import write_plain_page

HINTS = {"country": "DE", "question": "vote"}


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Any]:
    def examined(text: str, name: str = "polls.csv", **hints: Any) -> Examination:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return examine(path, **{**HINTS, **hints})

    yield examined


def codes(found: Examination, severity: str = "error") -> list[str]:
    return [problem.code for problem in found.problems if problem.severity == severity]


def days(found: Examination, column: str = "start") -> list[str]:
    return [str(day)[:10] for day in found.readings[column]]


PAGE = """
<tr><th>&nbsp;</th><th>SPD</th><th>CDU</th><th>Befragte</th><th>Zeitraum</th></tr>
<tr><td>27.09.2009</td><td>23,0 %</td><td>33,8 %</td><td colspan="2">Bundestagswahl</td></tr>
<tr><td>05.01.2024</td><td>15 %</td><td>30 %</td><td>≈2.000</td><td>27.12.–03.01.</td></tr>
<tr><td>15.12.2023</td><td>14,5 %</td><td>31 %</td><td>O • 1.204</td><td>08.12.-13.12</td></tr>
<tr><td>01.12.2023</td><td>14 %</td><td>32 %</td><td></td><td></td></tr>
"""


def test_fieldwork_without_a_year_is_of_the_publication_beside_it(tmp_path: Path) -> None:
    path = write_plain_page(tmp_path / "firm.htm", PAGE)
    found = examine(path, **HINTS)
    assert codes(found) == []
    assert found.readings["share"].tolist() == [0.15, 0.3, 0.145, 0.31, 0.14, 0.32]
    assert days(found)[::2] == ["2023-12-27", "2023-12-08", "2023-12-01"]
    assert days(found, "end")[::2] == ["2024-01-03", "2023-12-13", "2023-12-01"]
    assert days(found, "published")[::2] == ["2024-01-05", "2023-12-15", "2023-12-01"]
    assert found.readings["n"].tolist()[:4] == [2000, 2000, 1204, 1204]
    assert found.readings["mode"].tolist()[::2] == ["", "online", ""]
    said = next(p for p in found.problems if p.code == "published-for-fieldwork")
    assert said.got == "1 row(s), the first of them here"
    left = next(p for p in found.problems if p.code == "rows-ignored")
    assert "1 row(s) without a poll" in left.got


def test_a_base_glued_to_its_days_is_taken_apart(table: Any) -> None:
    found = table(
        "Institut;Befragte;Datum;Partei;Pct\n"
        "INSA;T • 1.04006.05.–08.05.;10.05.2019;CDU;27 %\n"
        "INSA;T • 1.04006.05.–08.05.;10.05.2019;SPD;12 %\n"
        "Forsa;T • 99123.03.–13.04.;20.04.2010;CDU;41 %\n"
        "Forsa;T;19.04.2007;CDU;40 %\n"
        "Allensbach;T • ~ 1.20028.09.–13.10.;25.10.2005;CDU;45,0 %\n"
        "Landtagswahl am 13.03.2016;Landtagswahl am 13.03.2016;Landtagswahl am 13.03.2016;CDU;"
        "27,0 %\n"
    )
    assert codes(found) == []
    readings = found.readings
    assert readings["share"].tolist() == [0.27, 0.12, 0.41, 0.4, 0.45]
    assert readings["n"].fillna(0).tolist() == [1040, 1040, 991, 0, 1200]
    assert readings["mode"].tolist() == ["phone"] * 5
    began = ["2019-05-06", "2019-05-06", "2010-03-23", "2007-04-19", "2005-09-28"]
    ended = ["2019-05-08", "2019-05-08", "2010-04-13", "2007-04-19", "2005-10-13"]
    assert (days(found), days(found, "end")) == (began, ended)


def test_the_month_of_publication_stands_in_where_its_day_is_missing(table: Any) -> None:
    found = table(
        "PublYearMonth,Company,M,S,n,PublDate,collectPeriodFrom,collectPeriodTo,house\n"
        "2026-jun,Novus,18.3,30.1,5617,2026-06-19,2026-06-03,2026-06-16,Novus\n"
        "2011-maj,Demoskop,31.6,32.5,NA,NA,NA,NA,Demoskop\n",
        country="SE",
    )
    assert codes(found) == []
    assert found.readings["answer"].tolist() == ["m", "s", "m", "s"]
    assert days(found)[::2] == ["2026-06-03", "2011-05-01"]
    assert found.readings["date_precision"].tolist()[::2] == ["day", "month"]


def test_parties_whose_names_are_codes_of_countries_are_no_eurotrack(table: Any) -> None:
    found = table("date,pollster,S,SD,PT,ES\n2024-01-05,Novus,30,20,9,41\n", country="SE")
    assert found.reader == "poll-table"
    assert found.readings["share"].tolist() == [0.3, 0.2, 0.09, 0.41]


def test_answers_of_groups_are_read_under_their_own_bases(table: Any) -> None:
    found = table(
        "Start,End,Pollster,SampleSize,Pop,Category,Yes,No,Unsure,Rep Sample,Rep Yes,Rep No\n"
        "6/28/2019,7/1/2019,ABC,1008,a,begin,37,59,4,232,7,87\n"
        "7/2/2019,7/3/2019,CBS,900,a,remove,40,55,5,210,8,85\n",
        country="US",
    )
    assert codes(found) == []
    first = found.readings.iloc[:5]
    assert first["answer"].tolist() == ["yes", "no", "unsure", "yes", "no"]
    assert first["group"].tolist() == ["all", "all", "all", "rep", "rep"]
    assert first["n"].tolist() == [1008, 1008, 1008, 232, 232]
    assert first["question"].unique().tolist() == ["vote_begin"]


def test_a_group_in_brackets_has_no_base_of_the_whole(table: Any) -> None:
    found = table(
        "date,pollster,n,Approve,Disapprove,Approve (Republican),Total approve\n"
        "2024-01-05,YouGov,1500,40,50,31,44\n",
        country="US",
    )
    readings = found.readings
    assert readings["answer"].tolist() == ["approve", "disapprove", "approve", "total_approve"]
    assert readings["group"].tolist() == ["all", "all", "Republican", "all"]
    assert readings["n"].fillna(0).tolist() == [1500, 1500, 0, 1500]


def test_percentages_below_one_are_percentages_where_the_row_leaves_nobody_out(
    table: Any,
) -> None:
    whole = table(
        "date,pollster,A,B,Other,Undecided\n2024-01-05,X,39,60,0.7,0.3\n2024-02-05,X,41,56,2,1\n"
    )
    assert codes(whole) == []
    assert whole.readings["share"].tolist()[:4] == [0.39, 0.6, 0.007, 0.003]
    mixed = table(
        "date,pollster,A,B,Other,Undecided\n2024-01-05,X,39,48,0.7,0.3\n2024-02-05,X,41,56,2,1\n"
    )
    assert "percents-mixed" in codes(mixed)


def test_candidates_are_the_answers_whatever_comes_before_them(tmp_path: Path) -> None:
    lists = [
        {"candidat": "A. Un", "parti": ["P", "Q"], "intentions": 40},
        {"candidat": None, "parti": "R", "intentions": 35},
        {"candidat": "C. Trois", "parti": "S", "intentions": 25},
    ]
    poll = {"institut": "Ifop", "debut": "2021-06-03", "fin": "2021-06-06", "region": "Nord"}
    rounds = [{"tour": "Premier tour", "candidats": lists}]
    path = tmp_path / "polls.json"
    path.write_text(json.dumps([{**poll, "tours": rounds}]), encoding="utf-8")
    found = examine(path, country="FR", question="vote")
    assert codes(found) == []
    assert found.readings["answer"].tolist() == ["a_un", "r", "c_trois"]
    assert found.readings["question"].unique().tolist() == ["vote_premier_tour"]
    assert found.readings["group"].unique().tolist() == ["Nord"]


def test_counters_flags_and_days_of_the_month_are_no_answers(table: Any) -> None:
    rows = [
        f"{i},2024-01-{i:02d},{20 + i % 7},YouGov,{40 + i},{60 - i - i % 3},{i % 2}"
        for i in range(1, 13)
    ]
    rows.append("13,2024-01-13,9,YouGov,NA,NA,0")
    found = table("Row,day of poll,Date,pollster,A,B,national\n" + "\n".join(rows))
    assert found.readings["answer"].unique().tolist() == ["a", "b"]
    numbered = table(
        "entry,date,pollster,A,B\n"
        + "\n".join(f"{i},2024-01-{i:02d},X,40,60" for i in range(1, 13))
    )
    assert numbered.readings["answer"].unique().tolist() == ["a", "b"]
    ignored = next(p for p in numbered.problems if p.code == "columns-ignored")
    assert "'entry'" in ignored.got


def test_wordings_tell_polls_of_one_day_apart_where_no_question_is_told(table: Any) -> None:
    text = (
        "Question,Start,Pollster,Support,Oppose\n"
        "arm-teachers,2018-02-20,YouGov,40,55\nbackground,2018-02-20,YouGov,90,8\n"
    )
    found = table(text, question="", country="US")
    assert codes(found) == []
    assert found.readings["question"].tolist() == ["arm_teachers"] * 2 + ["background"] * 2


def test_a_table_of_a_database_is_refused_with_what_it_lacks(table: Any) -> None:
    found_problem = None
    try:
        table("Id,Date,Parliament_ID,Institute_ID,Parties\n3763,2025-02-19,9,5,8\n")
    except ValueError as error:
        found_problem = str(error)
    assert found_problem is not None
    assert "[numbers-not-named]" in found_problem
    assert "'Parliament_ID', 'Institute_ID'" in found_problem


def test_initials_of_candidates_are_subjects_and_the_caller_says_when(table: Any) -> None:
    found = table(
        "candidate_id,mention_1,mention_2,mention_3\nEP,10,34,56\nJB,17,21,62\nXY,20,30,50\n",
        fieldwork="10-11 July 2024",
        country="FR",
    )
    assert found.reader == "poll-table"
    assert found.readings["question"].unique().tolist() == ["vote_ep", "vote_jb", "vote_xy"]
    assert set(days(found)) == {"2024-07-10"}


def test_a_line_that_is_wrong_says_how_to_leave_it_out(table: Any) -> None:
    text = "start,end,pollster,A,B\n2024-01-05,2024-01-02,X,40,60\n2024-02-05,2024-02-06,X,41,59\n"
    found = table(text)
    first = next(p for p in found.problems if p.code == "end-before-start")
    assert first.hint == (
        "are the dates swapped?; or leave such lines out, each named: on_error='skip'"
    )
    assert table(text, on_error="skip").readings["share"].tolist() == [0.41, 0.59]


def test_sheets_of_results_are_left_out_and_ignored_columns_choose_no_sheet(
    tmp_path: Path,
) -> None:
    heads = ["date", "pollster", "A", "B", "Note 1"]
    sheets = {
        "2015": [heads, ["2015-01-05", "X", 40, 60, 7]],
        "2019": [heads, ["2019-01-05", "X", 45, 55, 7]],
        "Results": [["party", "date", "seats"], ["A", "2015-03-01", 28], ["B", "2019-04-01", 30]],
    }
    write_workbook(tmp_path / "polls.xlsx", sheets)
    found = examine(tmp_path / "polls.xlsx", **HINTS, ignore=["Note 1"])
    assert found.readings["share"].tolist() == [0.4, 0.6, 0.45, 0.55]
    left = next(p for p in found.problems if p.code == "sheets-left-out")
    assert left.got == "'Results'"


def test_all_sheets_that_are_wrong_are_named_together(tmp_path: Path) -> None:
    twice = [["date", "A", "A"], ["2015-01-05", 40, 60]]
    write_workbook(tmp_path / "polls.xlsx", {"one": twice, "two": twice})
    with pytest.raises(ValueError, match=r"(?s)sheet 'one'.*sheet 'two'.*sheet=\['...'\]"):
        examine(tmp_path / "polls.xlsx", **HINTS)


def test_published_results_in_a_statistics_file_are_no_respondents(tmp_path: Path) -> None:
    frame = pd.DataFrame({"date_start": ["2011-08-16"], "sample_size": [1001.0], "total": [0.42]})
    frame = frame.assign(q=1.0, region=1.0)
    path = write_stata(frame, tmp_path / "shares.dta")
    with pytest.raises(ValueError, match="results-not-respondents"):
        examine(path, **HINTS)


def test_braces_in_a_cell_are_no_dates(table: Any) -> None:
    found = table("date,pollster,source,A,B\n2024-01-05,X,{q4} of {7},40,60\n")
    assert found.readings["share"].tolist() == [0.4, 0.6]


NUMBERED = """\
question_id,race_id,state,pollster,sample_size,start_date,end_date,answer,candidate_id,party,pct
901,11,Ohio,Alpha,500,3/25/21,3/27/21,Ames,71,DEM,48
901,11,Ohio,Alpha,500,3/25/21,3/27/21,Burr,72,REP,44
902,12,Iowa,Alpha,600,3/25/21,3/27/21,Cole,73,DEM,41
902,12,Iowa,Alpha,600,3/25/21,3/27/21,Dunn,74,REP,50
903,11,Ohio,Beta,700,4/25/21,4/28/21,Ames,71,DEM,47
903,11,Ohio,Beta,700,4/25/21,4/28/21,Burr,72,REP,45
904,11,Ohio,Beta,700,4/25/21,4/28/21,Ames,71,DEM,43
904,11,Ohio,Beta,700,4/25/21,4/28/21,Burr,72,REP,42
905,12,Iowa,Beta,650,5/25/21,5/28/21,Cole,73,DEM,40
905,12,Iowa,Beta,650,5/25/21,5/28/21,Dunn,74,REP,51
"""


def test_the_number_of_a_poll_is_no_question_and_that_of_a_candidate_no_subject(
    tmp_path: Path,
) -> None:
    path = tmp_path / "polls.csv"
    path.write_text(NUMBERED)
    found = examine(path, country="US", question="vi")
    assert [p.title for p in found.problems if p.severity == "error"] == []
    readings = found.readings
    assert readings["question"].tolist() == [
        *["vi_11"] * 2, *["vi_12"] * 2, *["vi_11_903"] * 2, *["vi_11_904"] * 2, *["vi_12"] * 2
    ]  # fmt: skip
    assert readings["group_by"].unique().tolist() == ["state"]
    assert readings["group"].tolist() == [
        *["ohio"] * 2, *["iowa"] * 2, *["ohio"] * 4, *["iowa"] * 2
    ]  # fmt: skip
    assert readings["answer"].unique().tolist() == ["ames", "burr", "cole", "dunn"]
    (numbered,) = [p for p in found.problems if p.code == "polls-numbered"]
    assert numbered.got == "4 numbers"


def test_answers_down_and_groups_across_are_known_by_the_names_of_groups(tmp_path: Path) -> None:
    path = tmp_path / "candidates.csv"
    path.write_text(
        "Candidate,Total,Male,Female,18-29,65+\nAmes,49,51,47,31,58\nBurr,51,49,53,69,42\n"
    )
    found = examine(path, country="US", question="vi", fieldwork="7-10 December 2019", n="none")
    assert [p.title for p in found.problems if p.severity == "error"] == []
    readings = found.readings
    assert readings["answer"].unique().tolist() == ["ames", "burr"]
    assert readings.loc[readings["group"] == "all", "share"].tolist() == [0.49, 0.51]
    assert len(readings) == 10


def test_limits_of_an_estimate_are_no_answers_and_a_state_is_none(tmp_path: Path) -> None:
    path = tmp_path / "averages.csv"
    rows = [
        f"{candidate},{state},{party},2024-09-{day:02},{share},{share - 2},{share + 2}"
        for day in (1, 2)
        for state, plus in (("Ohio", 1), ("Iowa", 2), ("Utah", 3), ("Maine", 4))
        for candidate, party, share in (("Ames", "DEM", 46 - plus), ("Burr", "REP", 48 + plus))
    ]
    path.write_text("\n".join(["candidate,state,party,date,pct_estimate,lo,hi", *rows]))
    readings = examine(path, country="US", question="vi", pollster="Mean").readings
    assert len(readings) == 16
    assert readings["answer"].unique().tolist() == ["ames", "burr"]
    assert readings["group"].nunique() == 4 and set(readings["group_by"]) == {"state"}
    assert readings["share"].tolist()[:4] == [0.45, 0.49, 0.44, 0.5]


def test_the_free_voters_are_a_party_and_no_dates_of_fieldwork(tmp_path: Path) -> None:
    path = tmp_path / "umfragen.csv"
    path.write_text(
        "Datum,CDU,SPD,FW,Institut\n2024-01-07,30,15,3.5,INSA\n2024-02-07,31,14,3,INSA\n"
        "2024-02-25,33,12,2.4,Endergebnis\n"
    )
    found = examine(path, country="DE", question="vi")
    assert found.readings.loc[found.readings["answer"] == "fw", "share"].tolist() == [0.035, 0.03]
    assert set(found.readings["pollster"]) == {"INSA"}


def test_tables_of_a_database_are_refused_for_the_numbers_that_they_name_things_by(
    tmp_path: Path,
) -> None:
    for name in ("id_candidat,id_hypothese,resultat", "Id,PId,Result"):
        path = tmp_path / "resultats.csv"
        path.write_text(f"{name}\n1,1,7\n2,1,3\n1,2,8\n")
        with pytest.raises(ProblemsError) as raised:
            examine(path, country="FR", question="vi")
        assert [problem.code for problem in raised.value.problems] == ["numbers-not-named"]


def test_italian_and_swedish_heads_are_known(table: Any) -> None:
    found = table(
        "Sondaggista,Committente,Pubblicato,Campione,Registro,Rossi,Bianchi\n"
        "Alfa,La Rete,2024-01-08,1200,IT-01,45.2,54.8\n"
        "Beta,La Rete,2024-01-08,900,IT-02,47.0,53.0\n",
        country="IT",
    )
    assert codes(found) == []
    assert found.readings["share"].tolist() == [0.452, 0.548, 0.47, 0.53]
    assert found.readings["pollster"].tolist()[::2] == ["Alfa", "Beta"]
    assert found.readings["client"].tolist()[::2] == ["La Rete"] * 2
    assert found.readings["n"].tolist()[::2] == [1200, 900]
    assert days(found, "published")[::2] == ["2024-01-08"] * 2
    found = table(
        "PublYearMonth,Company,M,S,n,PublDate,collectPeriodFrom,collectPeriodTo\n"
        "2024-feb,Alfa,20.5,35.1,1204,2024-02-20,2024-02-05,2024-02-14\n"
        "1997-K3,Beta,30.2,34.5,NA,NA,NA,NA\n",
        country="SE",
    )
    assert codes(found) == []
    assert days(found)[::2] == ["2024-02-05", "1997-07-01"]
    assert days(found, "end")[::2] == ["2024-02-14", "1997-09-30"]
    assert found.readings["share"].tolist() == [0.205, 0.351, 0.302, 0.345]


@pytest.mark.parametrize(
    "rows",
    [
        "49,44,7,0.5268,0.4732\n52,46,2,0.5306,0.4694\n43,47,10,0.4778,0.5222\n",
        "49.5,43.5,7,0.53,0.47\n52,46,2,0.53,0.47\n43,47,10,0.48,0.52\n",
        "49,44,4,0.5268,\n52,46,1,0.5306,\n43,47,7,0.4778,\n",
    ],
    ids=["more decimals", "add up to one", "one alone"],
)
def test_a_column_of_fractions_beside_percentages_is_told_and_can_be_left_out(
    table: Any, rows: str
) -> None:
    days = ("2024-01-05", "2024-02-05", "2024-03-05")
    lines = "".join(f"{day},X,{row}\n" for day, row in zip(days, rows.splitlines(), strict=True))
    text = "date,pollster,A,B,None,A of valid,B of valid\n" + lines
    found = table(text)
    names = [name for name in ("A of valid", "B of valid") if f",{name}" in text]
    names = names if rows.splitlines()[0][-1] != "," else names[:1]
    problem = next(p for p in found.problems if p.severity == "error")
    assert (problem.code, codes(found)) == ("percents-mixed", ["percents-mixed"])
    assert problem.got == f"fractions in {', '.join(map(repr, names))}"
    kept = table(text, ignore=["A of valid", "B of valid"])
    assert codes(kept) == []
    assert kept.readings["share"].tolist()[-3:] == [0.43, 0.47, kept.readings["share"].iloc[-1]]
    assert len(kept.readings) == 9


def test_small_percentages_with_decimals_are_no_column_of_fractions(table: Any) -> None:
    found = table(
        "date,pollster,A,B,C,D\n2024-01-05,X,49.5,49.5,0.4,0.6\n"
        "2024-02-05,X,50.5,48.5,0.5,0.5\n2024-03-05,X,52.5,46.5,0.6,0.4\n"
    )
    assert codes(found) == []
    assert found.readings["share"].tolist()[:4] == [0.495, 0.495, 0.004, 0.006]


def test_answers_named_beside_their_shares_are_called_by_those_names(table: Any) -> None:
    found = table(
        "race,pollster,polldate,samplesize,cand1_name,cand1_party,cand1_pct,cand2_name,"
        "cand2_party,cand2_pct,cand3_pct,cand1_actual,bias,rightcall\n"
        "Gov NY,Alfa,2024-01-05,364,Ann Lee,DEM,26,Bo Ray,REP,57,9,33.2,-9.8,1\n"
        "Gov OH,Beta,2024-01-06,540,Generic,DEM,37,Generic,REP,52,,44.7,0.9,0\n",
        country="US",
    )
    assert codes(found) == []
    readings = found.readings
    assert readings["answer_text"].tolist() == [
        "Ann Lee", "Bo Ray", "cand3_pct", "Generic DEM", "Generic REP",
    ]  # fmt: skip
    assert readings["share"].tolist() == [0.26, 0.57, 0.09, 0.37, 0.52]
    assert readings["question"].tolist()[::3] == ["vote_gov_ny", "vote_gov_oh"]
    left = next(p for p in found.problems if p.code == "columns-ignored")
    assert left.got == "columns 'cand1_actual', 'bias', 'rightcall'"


def test_a_column_that_repeats_another_is_read_once_and_limits_are_no_answers(table: Any) -> None:
    found = table(
        "Institut,Dates,A - B,LO,D,Institut,INF A,INF LO,INF D,SUP A,SUP LO,SUP D\n"
        "X,24-28 mai 2024,14 ,34 ,nc,X,11.7,30.4,0,16.3,37.5,0\n"
        "Y,24-27 mai 2024,13 ,32 ,<0.5 ,Y,10.9,28.5,0,15.1,35.5,0.9\n",
        country="FR",
    )
    assert codes(found) == []
    assert found.readings["answer_text"].tolist() == ["A - B", "LO", "A - B", "LO", "D"]
    assert found.readings["share"].tolist() == [0.14, 0.34, 0.13, 0.32, 0.005]
    assert found.readings["censored"].tolist() == [False] * 4 + [True]
    left = next(p for p in found.problems if p.code == "columns-ignored")
    assert "'INF A', 'INF LO', 'INF D', 'SUP A', 'SUP LO', 'SUP D'" in left.got
    with pytest.raises(ProblemsError) as caught:
        table("date,X,A,A\n2024-01-05,1,40,41\n2024-02-05,2,42,43\n")
    assert [problem.code for problem in caught.value.problems] == ["duplicate-column"]


def test_lists_of_a_feed_can_be_chosen_and_what_is_said_of_answers_is_none(tmp_path: Path) -> None:
    def poll(day: str, first: float) -> dict[str, Any]:
        said = {"ensemble": 70, "detail": {"Un": 81, "Deux": 66}}
        votes = {"Un": first, "Deux": 100 - first}
        return {
            "institut": "X",
            "date_fin": day,
            "interroges": 1002,
            "tour": [{"intentions": votes, "certitude": said}],
            "reports": [{"de": "Un", "vers": "Deux"}],
        }

    path = tmp_path / "feed.json"
    polls = [poll("2024-01-05", 52.5), poll("2024-02-05", 51.0)]
    polls[0]["tour"][0]["certitude"]["detail"] = None
    feed = {"sondages": polls}
    path.write_text(json.dumps(feed), encoding="utf-8")
    for hints in ({}, {"sheet": "sondages.tour"}):
        found = examine(path, country="FR", question="vote", **hints)
        assert codes(found) == []
        assert found.readings["answer_text"].tolist() == ["Un", "Deux"] * 2
        assert found.readings["share"].tolist() == [0.525, 0.475, 0.51, 0.49]
        assert found.readings["n"].tolist() == [1002] * 4
    missing = [p for p in _problems(path, sheet="sondages.tours") if p.code == "sheet-missing"]
    assert missing[0].hint == "did you mean 'sondages.tour' or 'sondages.reports'?"


def _problems(path: Path, **hints: Any) -> tuple[Any, ...]:
    with pytest.raises(ProblemsError) as caught:
        examine(path, country="FR", question="vote", **hints)
    return caught.value.problems


@pytest.mark.parametrize(
    ("head", "rows", "named"),
    [
        ("A,B,C,Unsure", ["50,40,10,12", "51,39,10,11", "52,38,10,9", "53,37,10,8"], ["Unsure"]),
        (
            "A,B,C,Abstention,Unsure",
            ["50,40,10,58,", "51,39,10,57,8", "52,38,10,,9", "53,37,10,,", "50,40,10,,"],
            ["Abstention", "Unsure"],
        ),
        ("A,B,C,D", ["50,40,5,5", "51,39,6,4", "52,38,6,4", "53,37,6,4"], []),
        ("A,B,C,D", ["70,60,50,40", "71,62,53,44", "72,63,54,45", "73,66,57,48"], []),
    ],
    ids=["always", "sometimes", "none", "several answers"],
)
def test_a_column_on_top_of_everybody_is_named(
    table: Any, head: str, rows: list[str], named: list[str]
) -> None:
    lines = "".join(f"2024-0{month}-05,X,{row}\n" for month, row in enumerate(rows, 1))
    found = table(f"date,pollster,{head}\n{lines}")
    assert codes(found) == []
    said = [p for p in found.problems if p.code == "column-on-top"]
    assert [p.hint for p in said] == (
        [f"if it is no answer, leave it out: ignore={named}"] * bool(named)
    )
    if named:
        assert (
            codes(table(f"date,pollster,{head}\n{lines}", ignore=named), "warning").count(
                "column-on-top"
            )
            == 0
        )


def test_a_firm_of_several_countries_is_not_taken_for_the_one_of_spain(table: Any) -> None:
    found = table("date,pollster,A,B\n2003-08-04,Gallup,52,48\n", country="SE")
    assert found.readings["pollster"].tolist() == ["Gallup", "Gallup"]
    spanish = table("date,pollster,A,B\n2003-08-04,Gallup Spain,52,48\n", country="ES")
    assert spanish.readings["pollster"].tolist() == ["Gallup España"] * 2


def test_answers_of_groups_beside_those_of_all_are_no_part_of_the_total(table: Any) -> None:
    head = "date,pollster,n,Yes,No,Yes (Republican),No (Republican)\n"
    found = table(f"{head}2024-03-05,A,900,52,48,30,70\n2024-04-05,A,910,51,49,31,69\n")
    assert codes(found) == []
    assert "sum-over-100" not in codes(found, "warning")
    over = table(f"{head}2024-03-05,A,900,92,48,30,70\n2024-04-05,A,910,91,49,31,69\n")
    (said,) = [p for p in over.problems if p.code == "sum-over-100"]
    assert said.got == "140 to 140 in 2 of 2 rows"


def test_lines_whose_dates_cannot_be_read_are_alike_with_none_and_can_be_left_out(
    table: Any,
) -> None:
    dated = "".join(f"2024-0{month}-05,A,900,52,48\n" for month in range(1, 6))
    text = f"date,pollster,n,Yes,No\n{dated}exit,A,900,51,49\nlate,A,900,50,50\n"
    assert set(codes(table(text))) == {"unreadable-fieldwork"}
    found = table(text, on_error="skip")
    assert codes(found) == []
    assert found.readings["share"].tolist() == [0.52, 0.48] * 5


def test_what_tells_polls_apart_is_no_column_that_was_told_already(table: Any) -> None:
    rows = [f"2024-03-05,{party},{wording},{yes}" for party, wording, yes in (
        ("all", "a", 40), ("", "b", 41), ("Right", "a", 30), ("Right", "b", 31))]  # fmt: skip
    text = "\n".join(["date,camp,form,Yes", *rows])
    first = table(text)
    (problem,) = [p for p in first.problems if p.code == "rows-alike"]
    assert "'camp' or 'form'" in problem.hint
    second = table(text, group_columns=["camp"])
    (problem,) = [p for p in second.problems if p.code == "rows-alike"]
    assert problem.hint.startswith("is it 'form'? Say what it is: group_columns=['form']")


def test_the_title_of_a_firm_is_its_name(table: Any) -> None:
    found = table("start_date,end_date,firm_title,Yes,No\n2024-03-04,2024-03-05,Acme,52,48\n")
    assert found.readings["pollster"].tolist() == ["Acme", "Acme"]


def test_an_answer_that_is_counted_with_another_has_no_share_of_its_own(table: Any) -> None:
    text = (
        "date,pollster,Left,Centre,Right,UdC\n2024-03-05,A,40,20,40,w.Centre\n"
        "2024-04-05,A,41,19,40,with centre\n2024-05-05,A,41,15,40,4\n"
        "2024-06-05,A,41,15,40,4\n2024-07-05,A,41,14,40,5\n"
    )
    found = table(text)
    assert codes(found) == []
    assert len(found.readings) == 18
    (said,) = [p for p in found.problems if p.code == "counted-together"]
    assert said.got == "2 cell(s), the first 'w.Centre'"
    assert codes(table(text.replace("w.Centre", "w.Nobody"))) == ["not-a-share"]


def test_a_table_that_is_said_to_print_no_base_needs_no_column_of_that_name(table: Any) -> None:
    found = table("date,pollster,Yes,No\n2024-03-05,A,52,48\n", n="none")
    assert codes(found) == []
    assert found.readings["n"].isna().all()


def test_a_column_called_size_holds_bases_and_one_called_org_pollsters(table: Any) -> None:
    found = table("org,field_date_to,size,Yes,No\nIpsos,2024-03-05,900,52,48\n")
    assert codes(found) == []
    assert found.readings["n"].tolist() == [900, 900]
    assert found.readings["pollster"].tolist() == ["Ipsos", "Ipsos"]


def test_a_poll_of_many_small_parties_is_one_of_percentages(table: Any) -> None:
    """Seven parties below one percent, and six above, as a national poll of Spain prints them."""
    small = "0.5,0.7,0.5,0.8,0.6,0.3,0.3"
    others = "".join(f"2024-0{month}-05,38.1,37.9,5.1,11.4,{small}\n" for month in range(1, 5))
    head = "date,A,B,C,D,E,F,G,H,I,J,K\n"
    found = table(f"{head}{others}2024-06-05,34.6,35.9,4.9,11.4,{small}\n")
    assert codes(found) == []
    assert codes(table(f"{head}2024-06-05,34.6,35.9,4.9,11.4,{small}\n")) == []
    last = found.readings["share"].tolist()[-11:]
    assert last == [0.346, 0.359, 0.049, 0.114, 0.005, 0.007, 0.005, 0.008, 0.006, 0.003, 0.003]
    # Of answers that are large elsewhere such numbers are fractions: a mistake.
    for odd in (".346,.359,4.9,11.4,0.9,0.9", "0.346,0.359,50,0.1,0.1,0.04"):
        usual = "".join(f"2024-0{month}-05,38.1,37.9,5,11,4,4\n" for month in range(1, 5))
        wrong = table(f"date,A,B,C,D,E,F\n{usual}2024-06-05,{odd}\n")
        assert "percents-mixed" in codes(wrong)


@pytest.mark.parametrize("head", ["poll_id", "Poll ID", "survey_id"])
def test_two_polls_of_a_firm_on_one_day_are_told_apart_by_their_number(
    table: Any, head: str
) -> None:
    rows = "NW1,A,2024-03-05,52,48\nNW2,A,2024-03-05,50,50\nNW3,A,2024-04-05,51,49\n"
    found = table(f"{head},pollster,date,Yes,No\n{rows}")
    assert codes(found) == []
    assert found.readings["question"].tolist() == ["vote_nw1"] * 2 + ["vote_nw2"] * 2 + ["vote"] * 2
    (said,) = [problem for problem in found.problems if problem.code == "polls-numbered"]
    assert said.got == "4 numbers"


def test_an_id_of_a_poll_of_several_rows_tells_it_from_another_and_one_of_a_row_does_not(
    table: Any,
) -> None:
    rows = ["{},A,2024-03-05,Yes,52", "{},A,2024-03-05,No,48",
            "{},A,2024-03-05,Yes,50", "{},A,2024-03-05,No,50",
            "{},A,2024-04-05,Yes,51", "{},A,2024-04-05,No,49"]  # fmt: skip
    head = "id,pollster,date,answer,pct\n"
    of_polls = zip(rows, (1, 1, 2, 2, 3, 3), strict=True)
    found = table(head + "\n".join(row.format(number) for row, number in of_polls))
    assert codes(found) == []
    assert found.readings["question"].tolist() == ["vote_1"] * 2 + ["vote_2"] * 2 + ["vote"] * 2
    alone = table(head + "\n".join(row.format(number) for number, row in enumerate(rows)))
    assert codes(alone) == ["rows-alike"]


def test_parties_whose_letters_differ_in_an_accent_are_two_in_one_poll(table: Any) -> None:
    """A and Å are two parties of Denmark; Écolo and Ecolo in two polls are one."""
    both = table("date,A,Å,Ø\n2024-03-05,52,10,38\n2024-04-05,50,10,40\n")
    assert codes(both) == []
    assert both.readings["answer"].tolist() == ["a", "å", "ø"] * 2
    text = "date,answer,pct\n2024-03-05,Écolo,52\n2024-03-05,B,48\n2024-04-05,Ecolo,50\n"
    one = table(text + "2024-04-05,B,50\n")
    assert one.readings["answer"].tolist() == ["ecolo", "b", "ecolo", "b"]


DATED = """year conducted,date conducted,sample size,Yes,No
2010,5-7 May,"1,216",52,48
2010,{},unknown[a],51,49
2011,3 January,900,50,50
"""


def test_a_year_beside_days_is_of_their_fieldwork(table: Any) -> None:
    found = table(DATED.format("4 May"))
    assert codes(found) == []
    assert days(found, "end") == ["2010-05-07"] * 2 + ["2010-05-04"] * 2 + ["2011-01-03"] * 2
    assert found.readings["published"].isna().all()
    assert found.readings["n"].fillna(0).tolist() == [1216, 1216, 0, 0, 900, 900]


def test_a_date_that_a_spreadsheet_gave_the_year_of_its_typing_is_told(table: Any) -> None:
    found = table(DATED.format("2017-05-04"))
    (problem,) = [problem for problem in found.problems if problem.severity == "error"]
    assert (problem.code, problem.got) == ("years-disagree", "2017-05-04 beside 2010")
    assert problem.place.line == 3
    # Over a new year either is right; and a column of years alone may be of an election.
    assert codes(table(DATED.format("28 December 2009 - 2 January 2010"))) == []
    election = "year,date,Yes,No\n2020,2019-05-04,52,48\n2020,2020-05-04,50,50\n"
    assert codes(table(election)) == []
    assert codes(table(election.replace("2020-05-04", "5 May"))) == ["years-disagree"]


def test_numbers_of_responses_are_bases(table: Any) -> None:
    found = table("institute,N_response,end_date,A,B\nGMS,1003,2024-03-05,52,48\n")
    assert found.readings["n"].tolist() == [1003, 1003]

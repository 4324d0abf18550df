"""A folder of data of one's own, and one message for each thing wrong in it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import polls
from polls import ProblemsError
from polls.library.library import data_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small folder in the layout of the shipped one."""
    root = tmp_path / "data"
    shutil.copytree(data_folder() / "codebook", root / "codebook")
    shutil.copytree(data_folder() / "official", root / "official")
    (root / "readings").mkdir()
    (root / "readings" / "datasets.toml").write_text(
        '[own]\nconstant = { country = "GB", pollster = "YouGov", source = "own" }\n'
    )
    (root / "readings" / "own.csv").write_text(
        "question,answer,start,end,share,n\n"
        "issue_up_to_three,health,2024-01-07,2024-01-08,0.47,1759\n"
        "issue_up_to_three,health,2024-02-04,2024-02-05,0.45,\n"
    )
    columns = "source,producer,title,url,date_published,date_accessed,licence,sha256,note\n"
    (root / "sources.csv").write_text(columns + "own,Me,My table,https://example.org,,,,,\n")
    (root / "events.csv").write_text(
        "date,date_precision,country,event,kind,source_title,source_url\n"
        "2024-07-04,day,GB,Election,election,A page,https://example.org\n"
    )
    return root


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def problems(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsError) as error:
        polls.load(folder=folder)
    return [(problem.code, str(problem.place)) for problem in error.value.problems]


def test_a_folder_of_ones_own_is_read_like_the_shipped_one(folder: Path) -> None:
    readings = polls.load(folder=folder)
    assert readings["share"].tolist() == [0.47, 0.45]
    assert readings["n"].tolist()[0] == 1759
    assert readings["n"].isna().tolist() == [False, True]
    assert polls.events(folder=folder)["event"].tolist() == ["Election"]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("readings/own.csv", "health,2024-01", "helth,2024-01", "unknown-answer"),
        ("readings/own.csv", "issue_up_to_three,health,2024-01", "issue,health,2024-01",
         "unknown-question"),
        ("readings/own.csv", "2024-01-07", "2024-01-37", "impossible-date"),
        ("readings/own.csv", "0.47", "forty", "not-a-number"),
        ("readings/own.csv", "0.47", "47", "share-out-of-range"),
        ("readings/own.csv", "answer", "anwser", "unknown-column"),
        ("readings/datasets.toml", 'source = "own"', 'source = "other"', "missing-source"),
        ("readings/datasets.toml", 'country = "GB"', 'country = "GX"', "unknown-country"),
        ("readings/datasets.toml", "[own]", "[own", "file-malformed"),
        ("sources.csv", "producer,title", "producr,title", "column-missing"),
        ("codebook/answers.csv", "issue_up_to_three,health,Health,3",
         "issue_up_to_three,health,Health,third", "not-a-number"),
        ("codebook/answers.csv", "question,answer,label", "question,answer,lable",
         "column-missing"),
        ("codebook/countries.csv", "GB,Great Britain", "GB,Great,Britain", "file-malformed"),
    ],
)  # fmt: skip
def test_a_malformed_file_is_one_clear_problem(
    folder: Path, file: str, old: str, new: str, code: str
) -> None:
    rewrite(folder / file, lambda text: text.replace(old, new, 1))
    found = problems(folder)
    assert found[0][0] == code
    assert found[0][1]


@pytest.mark.parametrize(
    "file", ["readings/own.csv", "readings/datasets.toml", "sources.csv", "codebook/answers.csv"]
)
def test_a_missing_file_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    assert [code for code, _ in problems(folder)] == ["file-missing"]
    assert problems(folder)[0][1].endswith(file)


def test_problems_of_several_rows_come_at_once_with_their_lines(folder: Path) -> None:
    rewrite(folder / "readings" / "own.csv", lambda text: text.replace("2024", "x024"))
    found = problems(folder)
    assert found == [
        ("impossible-date", "own.csv, line 2"),
        ("impossible-date", "own.csv, line 3"),
    ]


def test_each_file_names_the_lines_of_its_first_column_that_cannot_be_read(folder: Path) -> None:
    readings = folder / "readings"
    whole = (readings / "own.csv").read_text()
    one = (readings / "datasets.toml").read_text()
    (readings / "datasets.toml").write_text(one + one.replace("own]", "other]"))
    (readings / "own.csv").write_text(whole.replace("2024-01", "x024-01").replace("0.4", "many"))
    (readings / "other.csv").write_text(whole.replace("0.45", "many").replace("health", "helth"))
    assert problems(folder) == [
        ("impossible-date", "own.csv, line 2"),
        ("not-a-number", "other.csv, line 3"),
    ]


def test_two_rows_with_one_key_and_two_values_are_both_shown(folder: Path) -> None:
    row = "issue_up_to_three,health,2024-01-07,2024-01-08,0.49,1759\n"
    rewrite(folder / "readings" / "own.csv", lambda text: text + row)
    with pytest.raises(ProblemsError) as error:
        polls.load(folder=folder)
    (problem,) = error.value.problems
    assert problem.code == "duplicate-differs"
    assert "0.47" in problem.got
    assert "0.49" in problem.got


def test_an_unknown_country_or_question_asked_for_is_an_error_not_an_empty_frame() -> None:
    with pytest.raises(ProblemsError, match="did you mean 'issue_up_to_three'"):
        polls.load(question="issue_up_to_thre")
    with pytest.raises(ProblemsError, match="no reading of this country"):
        polls.load(country="SX")


def test_official_counts_are_those_of_the_home_office() -> None:
    # Home Office, small boat activity, daily: people from 1 January to 31 March by year.
    published = {2018: 7, 2019: 199, 2020: 465, 2021: 1363, 2022: 4548, 2023: 3793, 2024: 5435,
                 2025: 6642, 2026: 4441}  # fmt: skip
    daily = polls.official("small_boat_arrivals")
    spring = daily[daily["date"].dt.month <= 3]
    assert spring.groupby(spring["date"].dt.year)["value"].sum().to_dict() == published


def test_the_tracker_has_the_shares_its_producer_prints() -> None:
    # Tracker "The most important issues facing the country", first, highest and last wave.
    readings = polls.load(question="issue_up_to_three", country="GB")
    tracker = readings[readings["answer"] == "immigration"].set_index("start")["share"]
    assert tracker[pd.Timestamp("2011-02-15")] == 0.47
    assert tracker[pd.Timestamp("2026-08-03")] == 0.48
    assert readings["answer"].isin(["immigration", "economy", "health"]).sum() == 3 * 574


class TestLibrary:
    def test_nothing_is_read_before_it_is_asked_for_and_nothing_twice(self, folder: Path) -> None:
        (folder / "events.csv").rename(folder / "later.csv")
        library = polls.Library(folder)
        assert library.readings["share"].tolist() == [0.47, 0.45]
        (folder / "later.csv").rename(folder / "events.csv")
        assert library.events["event"].tolist() == ["Election"]
        shutil.rmtree(folder)
        assert library.readings["share"].tolist() == [0.47, 0.45]
        assert library.events["event"].tolist() == ["Election"]
        assert library.book.questions["issue_up_to_three"].id == "issue_up_to_three"

    def test_what_is_handed_out_is_the_callers_own(self, folder: Path) -> None:
        library = polls.Library(str(folder))
        for part in ("readings", "sources", "events", "official_series"):
            frame = getattr(library, part)
            frame["own"] = 1
            assert "own" not in getattr(library, part)
        frame = library.readings
        frame.loc[0, "share"] = 0.9
        assert library.readings["share"].tolist() == [0.47, 0.45]

    def test_a_frame_stands_for_the_shipped_library_with_those_readings(self) -> None:
        frame = pd.DataFrame({"country": ["GB"], "share": [0.4], "mine": ["x"]}, index=[7])
        library = polls.Library.of(frame)
        assert library.readings[["country", "group", "share"]].values.tolist() == [
            ["GB", "all", 0.4]
        ]
        assert repr(library) == "Library(1 readings, shipped data)"
        assert library.sources.equals(polls.sources())
        assert library.official("small_boat_arrivals").equals(polls.official("small_boat_arrivals"))
        assert polls.Library.of(library) is library

    def test_readings_known_by_a_day_are_those_published_or_ended_by_then(self) -> None:
        rows = [
            {"share": 0.1, "end": "2024-03-05", "published": "2024-03-08"},
            {"share": 0.2, "end": "2024-03-07"},
            {"share": 0.3, "start": "2024-03-01", "date_precision": "month"},
        ]
        library = polls.Library.of(polls.conform(rows))
        assert library.known_by("2024-03-07").readings["share"].tolist() == [0.2]
        assert library.known_by("2024-03-08").readings["share"].tolist() == [0.1, 0.2]
        assert library.load(as_of="2024-03-31")["share"].tolist() == [0.1, 0.2, 0.3]

    def test_groups_come_where_they_are_asked_for(self) -> None:
        rows = [{"share": 0.1}, {"share": 0.2, "group_by": "sex", "group": "women"}]
        library = polls.Library.of(polls.conform(rows))
        assert library.load()["share"].tolist() == [0.1]
        assert library.load(groups=True)["share"].tolist() == [0.1, 0.2]

    def test_files_as_downloaded_are_a_library_too(self, tmp_path: Path) -> None:
        text = "country,pollster,question,answer,start,end,share,n\n"
        row = "GB,Acme,cats,{answer},2024-01-0{day},2024-01-0{day},{share},900\n"
        for name, answer, day, share in (("a", "yes", 3, 0.4), ("b", "no", 5, 0.6)):
            (tmp_path / f"{name}.csv").write_text(
                text + row.format(answer=answer, day=day, share=share)
            )
        library = polls.Library(tmp_path)
        assert library.readings["source"].tolist() == ["a", "b"]
        assert library.sources[["source", "producer", "title"]].values.tolist() == [
            ["a", "Acme", "a.csv"],
            ["b", "Acme", "b.csv"],
        ]
        assert [answer.id for answer in library.book.questions["cats"].answers] == ["yes", "no"]
        assert library.events.empty
        assert library.events["date"].dtype.kind == "M"
        assert library.official_series.empty
        with pytest.raises(ProblemsError, match="unknown-official-series"):
            library.official("small_boat_arrivals")
        assert polls.load(folder=tmp_path, answer="YES")["share"].tolist() == [0.4]

    def test_a_folder_that_does_not_exist_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ProblemsError, match=r"nowhere: folder not found \[folder-missing\]"):
            polls.Library(tmp_path / "nowhere")

    def test_an_empty_folder_says_what_belongs_there(self, tmp_path: Path) -> None:
        with pytest.raises(ProblemsError, match=r"no readings found \[empty-folder\]"):
            polls.Library(tmp_path).load()

    def test_an_unknown_key_of_a_dataset_is_a_problem(self, folder: Path) -> None:
        rewrite(folder / "readings" / "datasets.toml", lambda text: text + "grups = true\n")
        assert problems(folder) == [("unknown-field", "datasets.toml, [own]")]


def test_events_are_of_a_country_by_code_or_name_and_of_none_that_is_unknown() -> None:
    german = polls.events("Germany")
    pd.testing.assert_frame_equal(german, polls.events("de"))
    assert set(german["country"]) <= {"DE", "EU"}
    with pytest.raises(polls.ProblemsError, match="unknown country"):
        polls.events("Germnay")

"""The shipped data keeps every rule that polls/data/README.md states, row by row."""

import re
from pathlib import Path

import pandas as pd
import pytest

import polls
from polls.codebooks.model import codebook, fold
from polls.library import library

DATA = library.data_folder()
BOOK = codebook()
LANGUAGES = {
    "GB": "en",
    "UK": "en",
    "FR": "fr",
    "ES": "es",
    "DE": "de",
    "IT": "it",
    "SE": "sv",
    "DK": "da",
    "PL": "pl",
}
BASES = {
    "all",
    "substantive",
    "eligible_voters",
    "registered_voters",
    "aged_14_and_over",
    "aged_15_and_over",
    "aged_16_and_over",
    "aged_16_to_64",
    "aged_16_to_74",
    "aged_18_to_75",
    "split_ballot_a",
    "split_ballot_b",
}
DEDUCED = ("deduced", "probably", "from the text", "from the context", "from the series")
"""Words of a note that would say that a date was worked out and not stated."""


def table(name: str) -> pd.DataFrame:
    """One of the shipped CSV files, as text."""
    return pd.read_csv(DATA / name, dtype="str", keep_default_na=False)


@pytest.fixture(scope="module")
def readings() -> pd.DataFrame:
    return polls.load(groups=True)


@pytest.fixture(scope="module")
def gathered() -> pd.DataFrame:
    """The readings that were gathered one by one, as text."""
    return pd.concat(
        [table("readings/press.csv"), table("readings/press_groups.csv")], ignore_index=True
    )


def rows_where(frame: pd.DataFrame, mask: pd.Series) -> list[str]:
    """What identifies the rows of a mask, for a readable failure."""
    names = ["country", "question", "answer", "start", "published", "source"]
    return [" ".join(map(str, row)) for row in frame.loc[mask, names].to_numpy()]


def test_no_reading_breaks_a_rule(readings: pd.DataFrame) -> None:
    problems = polls.check(readings, known_ids=True)
    # The other issues of the British tracker are shipped of the waves that one download holds,
    # and this wave is not among them.
    assert [(problem.code, problem.severity) for problem in problems] == [
        ("scale-changed", "warning")
    ]
    assert "GB/issue_up_to_three/immigration/all/all 2017-06-22" in str(problems[0].place)


def test_every_file_of_readings_is_declared() -> None:
    declared = (DATA / "readings" / "datasets.toml").read_text(encoding="utf-8")
    names = {path.stem for path in (DATA / "readings").iterdir() if path.suffix != ".toml"}
    assert names <= set(re.findall(r"^\[(\w+)", declared, re.MULTILINE))


def test_every_source_is_used_and_every_use_has_a_source() -> None:
    used = set(polls.load(groups=True)["source"]) | set(polls.official_series()["source"])
    for series in polls.official_series()["series"]:
        used |= set(polls.official(series)["source"])
    assert used == set(polls.sources()["source"])


def test_every_source_names_producer_and_title_and_can_be_found_again() -> None:
    sources = polls.sources()
    assert (sources[["source", "producer", "title"]] != "").all(axis=None)
    found = sources["url"].str.match(r"https?://\S+$") | sources["note"].str.startswith("file ")
    # A press page without an address is found by its producer, title and date.
    dated = sources["date_published"] != ""
    unfound = sources.loc[~found & ~dated, "source"].tolist()
    assert unfound == ["ipsos-issues-2024-06"]


def test_source_dates_are_dates_and_not_after_the_day_they_were_read() -> None:
    sources = polls.sources()
    for column in ("date_published", "date_accessed"):
        assert sources[column].str.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?").all(), column
    both = sources[(sources["date_published"] != "") & (sources["date_accessed"] != "")]
    assert (both["date_published"] <= both["date_accessed"]).all()


def test_every_reading_says_where_it_stands(readings: pd.DataFrame) -> None:
    assert rows_where(readings, readings["locator"] == "") == []


def test_no_date_was_worked_out(gathered: pd.DataFrame) -> None:
    assert rows_where(gathered, gathered["note"].str.contains("|".join(DEDUCED))) == []


def test_months_and_years_stand_as_their_first_and_last_day(gathered: pd.DataFrame) -> None:
    rough = gathered[(gathered["date_precision"] != "day") & (gathered["start"] != "")]
    last = pd.to_datetime(rough["end"]) + pd.Timedelta(days=1)
    assert rough["start"].str.endswith("-01").all()
    assert (last.dt.day == 1).all()
    years = rough["date_precision"] == "year"
    assert (rough.loc[years, "start"].str[4:] == "-01-01").all()
    assert (rough.loc[years, "end"].str[4:] == "-12-31").all()


def test_a_month_of_publication_stands_as_its_last_day(gathered: pd.DataFrame) -> None:
    rough = gathered[(gathered["date_precision"] == "month") & (gathered["start"] == "")]
    last = pd.to_datetime(rough["published"]) + pd.Timedelta(days=1)
    assert (last.dt.day == 1).all()
    assert rough["note"].str.contains("published in the month").all()


def test_fieldwork_ends_before_its_publication(readings: pd.DataFrame) -> None:
    exact = readings["date_precision"] == "day"
    assert rows_where(readings, exact & (readings["published"] < readings["end"])) == []


def test_shares_are_printed_to_their_stated_precision(gathered: pd.DataFrame) -> None:
    steps = gathered["share"].astype(float) / gathered["precision"].astype(float)
    assert rows_where(gathered, (steps - steps.round()).abs() > 1e-6) == []


def test_bases_are_named_in_one_way(readings: pd.DataFrame) -> None:
    assert set(readings["base"]) <= BASES


def test_the_base_of_a_group_is_its_own(readings: pd.DataFrame) -> None:
    groups = readings[readings["group"] != "all"]
    wave = ["country", "pollster", "question", "source", "start", "published"]
    whole = readings[readings["group"] == "all"].drop_duplicates(wave)
    both = groups.merge(whole[[*wave, "n"]], on=wave, suffixes=("", "_whole"))
    assert not (both["n"] == both["n_whole"]).any()


def test_groups_are_named_in_pairs(readings: pd.DataFrame) -> None:
    assert ((readings["group_by"] == "all") == (readings["group"] == "all")).all()
    assert readings["group_by"].str.fullmatch(r"[a-z_0-9]+").all()


def test_texts_are_in_the_language_of_the_country_or_in_english(readings: pd.DataFrame) -> None:
    own = readings["lang"] == readings["country"].map(LANGUAGES)
    assert rows_where(readings, ~own & ~readings["lang"].isin(["en", ""])) == []
    # Reported in a language nobody was asked in: a translation, not the wording.
    printed = (readings["question_text"] != "") | (readings["answer_text"] != "")
    assert rows_where(readings, printed & (readings["lang"] == "")) == []


def test_spain_is_never_read_as_sweden(gathered: pd.DataFrame) -> None:
    spanish = ["CIS", "Simple Lógica", "SocioMétrica", "Gallup España", "Funcas", "40dB"]
    assert set(gathered.loc[gathered["pollster"].isin(spanish), "country"]) == {"ES"}
    assert not ((gathered["country"] == "SE") & (gathered["lang"] == "es")).any()
    assert BOOK.match("country", "Spain") == "ES"
    assert BOOK.match("country", "Sweden") == "SE"


def test_every_shipped_question_is_complete_in_the_codebook(readings: pd.DataFrame) -> None:
    for name in sorted(set(readings["question"])):
        question = BOOK.questions[name]
        assert question.title and question.measure and question.answers, name
        assert question.choice == "multiple" or question.max_choices is None, name
        assert [answer.order for answer in question.answers] == sorted(
            {answer.order for answer in question.answers}
        ), name
        ids = {answer.id for answer in question.answers}
        assert all(set(answer.net_of) <= ids for answer in question.answers), name
        assert {answer.polarity for answer in question.answers} <= {-1, 0, 1}, name


def test_the_codebook_holds_no_question_without_readings(readings: pd.DataFrame) -> None:
    assert set(BOOK.questions) == set(readings["question"])


def test_every_question_says_what_it_may_be_compared_with() -> None:
    compared = set().union(*(comparison.questions for comparison in BOOK.comparisons))
    assert compared == set(BOOK.questions)
    assert all(comparison.why.endswith(".") for comparison in BOOK.comparisons)


def test_a_question_of_several_countries_says_how_far_they_compare(
    readings: pd.DataFrame,
) -> None:
    countries = readings.groupby("question")["country"].nunique()
    several = set(countries.index[countries > 1])
    said = {min(c.questions) for c in BOOK.comparisons if len(c.questions) == 1}
    assert several <= said


def test_wordings_belong_to_a_question_and_carry_a_translation() -> None:
    wordings = table("codebook/wordings.csv")
    assert set(wordings["question"]) <= set(BOOK.questions)
    assert set(wordings["pollster"]) <= set(BOOK.pollsters)
    assert (wordings[["lang", "text", "translation"]] != "").all(axis=None)


def test_printed_labels_lead_to_one_answer_each() -> None:
    crosswalk = table("codebook/crosswalk.csv")
    crosswalk["label"] = crosswalk["label"].map(fold)
    keys = ["kind", "question", "pollster", "lang", "code", "label"]
    assert crosswalk[crosswalk.duplicated(keys, keep=False)].to_dict("records") == []
    for row in crosswalk[crosswalk["kind"] == "answer"].itertuples():
        assert BOOK.questions[str(row.question)].answer(str(row.id)) is not None, row
    questions = crosswalk.loc[crosswalk["kind"] == "question", "id"]
    assert set(questions) <= set(BOOK.questions)


def test_no_two_pollsters_share_a_name() -> None:
    names = [
        name
        for house in BOOK.pollsters.values()
        for name in {fold(name) for name in (house.id, house.name, *house.aliases)}
    ]
    assert len(names) == len(set(names))


def test_houses_that_changed_their_name_are_one_house() -> None:
    assert {"TNS Sofres", "Kantar", "Emnid"} <= set(BOOK.pollsters["Verian"].aliases)
    assert "Ipsos MORI" in BOOK.pollsters["Ipsos"].aliases


def test_events_are_short_dated_and_cited() -> None:
    events = polls.events()
    assert events["date"].notna().all()
    assert events["event"].str.len().between(3, 40).all()
    assert events["source_url"].str.startswith("http").all()
    assert set(events["country"]) <= {"GB", "FR", "DE", "ES", "EU"}
    assert not events.duplicated(["country", "event", "date"]).any()


def test_official_series_count_each_period_once() -> None:
    for series in polls.official_series()["series"]:
        frame = polls.official(series)
        assert not frame.duplicated(["country", "date"]).any(), series
        assert (frame["period_start"] <= frame["date"]).all(), series
        assert (frame["source"] != "").all(), series


def test_articles_are_not_quoted(gathered: pd.DataFrame) -> None:
    assert "evidence" not in gathered
    assert gathered["note"].str.len().max() <= 160
    assert gathered["locator"].str.len().max() <= 80


def test_the_readme_names_every_file() -> None:
    text = (DATA / "README.md").read_text(encoding="utf-8")
    for path in sorted(Path(DATA / "readings").iterdir()):
        assert path.name in text or path.stem in text, path.name


def test_returns_add_up_to_the_totals_that_the_government_states() -> None:
    quarters = polls.official("returns_enforced_and_voluntary").set_index("date")["value"]
    runs = quarters.rolling(3).sum()
    assert runs["2017-09-30"] == 25_225
    assert (runs.max(), runs.idxmax()) == (35_892, pd.Timestamp("2012-06-30"))
    assert int((runs > 24_103).sum()) == 43
    parts = [polls.official(f"returns_{kind}")["value"] for kind in ("enforced", "voluntary")]
    assert (sum(parts).to_numpy() == quarters.to_numpy()).all()  # type: ignore[union-attr]
    stated = polls.official("returns_enforced_and_voluntary_stated").iloc[0]
    assert (stated["value"], stated["period_start"]) == (24_103, pd.Timestamp("2024-07-05"))


def test_detections_of_all_routes_are_at_least_those_of_the_routes_that_are_listed() -> None:
    total = polls.official("frontex_detections").set_index("date")["value"]
    named = [
        series for series in polls.official_series()["series"] if series.startswith("frontex_")
    ]
    routes = [
        polls.official(series).set_index("date")["value"]
        for series in named
        if series != "frontex_detections"
    ]
    assert len(routes) == 5
    assert (sum(routes) <= total).all()
    assert total.index[[0, -1]].strftime("%Y-%m-%d").tolist() == ["2009-01-31", "2025-09-30"]


def test_readings_tabulated_from_microdata_say_so_and_carry_their_design_effect() -> None:
    readings = polls.load(question="issue_three_open", country="ES")
    tabulated = readings[readings["note"].str.contains("not a printed figure")]
    assert len(tabulated) == 12
    assert (tabulated["deff"] > 1).all()
    october = tabulated[tabulated["start"] == "2023-10-02"].iloc[0]
    assert (october["share"], october["n"]) == (0.0820, 4029)

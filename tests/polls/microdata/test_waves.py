"""Files of several waves: series in one call, each wave a sample of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

import polls
from polls import Design, ProblemsError, Waves

DESIGN = Design(weight="w", strata="stratum", psu="unit")


def pooled(n: int = 400) -> pd.DataFrame:
    random = np.random.default_rng(3)
    year = random.choice([2018, 2020, 2022], n)
    return pd.DataFrame(
        {
            "year": year,
            "cntry": random.choice(["GB", "DE"], n),
            "q": random.choice([1, 2], n),
            "sex": random.choice([1, 2], n),
            "w": random.lognormal(0, 0.4, n),
            "stratum": random.integers(0, 2, n),
            "unit": random.integers(0, 4, n),
            "day": pd.to_datetime(year.astype(str))
            + pd.to_timedelta(random.integers(240, 300, n), "D"),
        }
    )


def codes_of(*arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(*arguments, **options)
    return [problem.code for problem in raised.value.problems]


def test_a_year_makes_a_series_equal_to_the_years_alone() -> None:
    rows = pooled()
    series = polls.tabulate(rows, "q", design=DESIGN, wave="year", by="sex", country="GB")
    alone = [
        polls.tabulate(rows[rows["year"] == year], "q", design=DESIGN, by="sex")
        for year in (2018, 2020, 2022)
    ]
    together = pd.concat(alone, ignore_index=True)
    for column in ("share", "n", "n_weighted", "deff"):
        assert series[column].tolist() == pytest.approx(together[column].tolist())
    assert series["note"].tolist() == together["note"].tolist()
    assert series["date_precision"].unique().tolist() == ["year"]
    assert series["start"].dt.year.unique().tolist() == [2018, 2020, 2022]


def test_a_wave_is_dated_by_its_label_where_its_code_says_nothing() -> None:
    rows = pooled().assign(round=lambda frame: frame["year"].map({2018: 9, 2020: 10, 2022: 11}))
    labels = {"round": {9: "Autumn round, September 2018", 10: "2020", 11: "May 2022"}}
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(rows, "q", wave="round", labels=labels)
    assert [problem.got for problem in raised.value.problems] == ["Autumn round, September 2018"]
    labels["round"][9] = "September 2018"
    found = polls.tabulate(rows, "q", wave="round", labels=labels)
    assert found["end"].dt.strftime("%Y-%m-%d").unique().tolist() == [
        "2018-09-30", "2020-12-31", "2022-05-31",
    ]  # fmt: skip


def test_dates_make_a_wave_of_each_period_from_its_first_to_its_last_day() -> None:
    rows = pooled()
    series = polls.tabulate(rows, "q", wave=Waves("day", every="year"), country="GB")
    yes = series[series["answer"] == "1"]
    days = rows.groupby("year")["day"]
    assert yes["start"].tolist() == days.min().tolist()
    assert yes["end"].tolist() == days.max().tolist()
    assert yes["n"].tolist() == rows["year"].value_counts().sort_index().tolist()
    chunks = polls.tabulate(rows, "q", wave=Waves("day", every="year"), country="GB", chunk_rows=50)
    pd.testing.assert_frame_equal(chunks, series)
    every: tuple[tuple[Any, str], ...] = (
        ("", "M"), ("month", "M"), ("quarter", "Q"), ("week", "W"), ("year", "Y"),
    )  # fmt: skip
    for period, letter in every:
        found = polls.tabulate(rows, "q", wave=Waves("day", every=period))
        assert found["start"].nunique() == rows["day"].dt.to_period(letter).nunique()


def test_pooled_rounds_have_the_fieldwork_of_each_country() -> None:
    rows = pooled()
    waves = Waves("year", country="cntry", dates="day")
    series = polls.tabulate(rows, "q", design=DESIGN, wave=waves)
    one = rows[(rows["year"] == 2020) & (rows["cntry"] == "DE")]
    found = series[(series["country"] == "DE") & (series["start"].dt.year == 2020)]
    assert found["start"].unique().tolist() == [one["day"].min()]
    alone = polls.tabulate(one, "q", design=DESIGN)
    assert found["deff"].tolist() == pytest.approx(alone["deff"].tolist())
    assert series.groupby(["country", "start"]).ngroups == 6


def test_two_letters_are_a_country_s_code_whatever_their_label_and_a_longer_code_has_one() -> None:
    rows = pd.DataFrame({"q": [1, 2] * 4, "land": ["fr"] * 4 + ["276"] * 4, "year": 2020})
    labels = {"land": [("fr", "First"), ("276", "Germany")]}
    waves = Waves("year", country="land")
    series = polls.tabulate(rows, "q", wave=waves, labels=labels)
    assert sorted(series["country"].unique()) == ["DE", "FR"]


def test_dates_may_be_three_variables_and_fieldwork_may_be_declared(tmp_path: Path) -> None:
    rows = pooled().assign(round=lambda frame: frame["year"].map({2018: 9, 2020: 10, 2022: 11}))
    parts = rows.assign(y=rows["day"].dt.year, m=rows["day"].dt.month, d=rows["day"].dt.day)
    three = polls.tabulate(parts, "q", wave=Waves("round", dates=("y", "m", "d")))
    one = polls.tabulate(rows, "q", wave=Waves("round", dates="day"))
    pd.testing.assert_frame_equal(three, one)
    texts = {9: "3 September 2018 - 4 March 2019", 10: "2020", 11: "5-9 May 2022"}
    declared = polls.tabulate(rows, "q", wave=Waves("round", fieldwork=texts))
    assert declared["end"].dt.strftime("%Y-%m-%d").unique().tolist()[::2] == [
        "2019-03-04",
        "2022-05-09",
    ]
    table = pd.DataFrame(
        {
            "wave": [9, 10, 11],
            "start": "2018-01-01",
            "end": ["2018-02-01", "2018-03-01", "2018-04-01"],
        }
    )
    path = tmp_path / "fieldwork.csv"
    table.to_csv(path, index=False)
    for given in (table, path):
        known = polls.tabulate(rows, "q", wave=Waves("round", fieldwork=given))
        assert known["end"].dt.month.unique().tolist() == [2, 3, 4]


@pytest.mark.parametrize("countries", [["GB", "DE"], ["DE"]])
def test_declared_fieldwork_is_of_the_country_that_it_names(countries: list[str]) -> None:
    table = pd.DataFrame(
        {
            "wave": [2018, 2018],
            "country": ["GB", "DE"],
            "start": ["2018-09-01", "2018-10-01"],
            "end": ["2018-09-30", "2018-11-05"],
        }
    )
    rows = pooled().query("year == 2018")
    rows = rows[rows["cntry"].isin(countries)]
    waves = Waves("year", country="cntry", fieldwork=table)
    read = polls.tabulate(rows, "q", wave=waves).groupby("country")["end"].unique()
    expected = {"GB": "2018-09-30", "DE": "2018-11-05"}
    assert {country: [str(day.date()) for day in days] for country, days in read.items()} == {
        country: [expected[country]] for country in countries
    }
    alike = Waves("year", country="cntry", fieldwork=table.drop(columns="country").head(1))
    assert polls.tabulate(rows, "q", wave=alike)["end"].dt.day.unique().tolist() == [30]


def test_dates_of_spss_are_days(tmp_path: Path) -> None:
    rows = pooled(60)[["q", "day"]].assign(day=lambda frame: frame["day"].dt.date)
    pyreadstat.write_sav(rows, tmp_path / "s.sav")
    read = polls.tabulate(tmp_path / "s.sav", "q", wave=Waves("day", every="year"))
    expected = polls.tabulate(pooled(60), "q", wave=Waves("day", every="year"))
    assert read["start"].tolist() == expected["start"].tolist()
    assert read["share"].tolist() == expected["share"].tolist()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"wave": "yaer"}, "unknown-wave-variable"),
        ({"wave": "sex"}, "wave-without-dates"),
        ({"wave": 3}, "not-waves"),
        ({"wave": "year", "start": "2020-01-01"}, "option-without-effect"),
        ({"wave": Waves("year", every="decade")}, "unknown-choice"),  # type: ignore[arg-type]
    ],
)
def test_waves_that_cannot_be_are_one_problem(options: dict[str, Any], code: str) -> None:
    assert set(codes_of(pooled(), "q", **options)) == {code}


@pytest.mark.parametrize("dates", ["dya", ("y", "month", "day")])
def test_a_variable_of_dates_that_the_data_lack_is_told(dates: Any) -> None:
    names = {"dya", "y", "month"} & set(np.atleast_1d(dates))
    assert codes_of(pooled(), "q", wave=Waves("year", dates=dates)) == (
        ["unknown-wave-variable"] * len(names)
    )


def test_each_wave_without_dates_is_told() -> None:
    assert codes_of(pooled(), "q", wave="sex") == ["wave-without-dates"] * 2


def test_a_wave_without_dates_is_told_with_what_was_declared_of_it() -> None:
    rows = pd.DataFrame({"q": [1, 2, 1, 2], "round": ["first", "first", "second", "second"]})
    waves = Waves("round", fieldwork={"first": "last spring"})
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(rows, "q", wave=waves)
    assert [problem.got for problem in raised.value.problems] == ["last spring", "second"]


def test_a_series_goes_into_a_trend_with_its_errors() -> None:
    import analysis

    random = np.random.default_rng(1)
    year = np.repeat(np.arange(2010, 2018), 120)
    rows = pd.DataFrame({"year": year, "q": random.choice([1, 2], len(year))})
    rows["w"] = random.lognormal(0, 0.5, len(year))
    series = polls.tabulate(
        rows,
        "q",
        weight="w",
        wave="year",
        country="GB",
        labels={"q": {1: "Yes", 2: "No"}},
    )
    yes = series[series["answer"] == "yes"]
    assert yes["deff"].between(1.05, 1.8).all()
    trend = analysis.fit_trend(yes)
    assert trend.table["estimate"].between(0.3, 0.7).all()


def test_of_data_without_rows_it_is_told_that_they_have_none() -> None:
    rows = pd.DataFrame({"q": [], "round": []})
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(rows, "q", wave=Waves("round", every="week"))
    assert [problem.code for problem in raised.value.problems] == ["no-respondents"]

"""fit_trends: many series, the same results whoever does the work."""

import sys

import joblib
import pandas as pd
import pytest

from analysis import fit_trend, fit_trends
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed


@pytest.fixture(scope="module")
def readings():
    countries = ["DE", "ES", "FR", "GB"]
    return pd.concat(
        [
            simulate(seed, count=25).readings.assign(country=country)
            for seed, country in enumerate(countries)
        ],
        ignore_index=True,
    )


@pytest.fixture(scope="module")
def serial(readings):
    return fit_trends(readings, by=["country"])


def assert_same_bits(left, right):
    assert list(left) == list(right)
    for key in left:
        pd.testing.assert_frame_equal(left[key].table, right[key].table, check_exact=True)
        pd.testing.assert_frame_equal(left[key].houses, right[key].houses, check_exact=True)
        pd.testing.assert_frame_equal(
            left[key].draws(5, 1), right[key].draws(5, 1), check_exact=True
        )


def test_each_series_gets_the_trend_it_gets_alone(readings, serial):
    alone = fit_trend(readings[readings["country"] == "FR"])
    pd.testing.assert_frame_equal(serial["FR"].table, alone.table, check_exact=True)


def test_readings_and_tables_of_all_lines_stand_under_one_another(serial):
    table, rows = serial.table, serial.readings
    assert table.index.tolist() == list(range(sum(len(line.table) for line in serial.values())))
    assert rows.index.tolist() == list(range(sum(len(line.readings) for line in serial.values())))
    assert list(dict.fromkeys(table["country"])) == ["DE", "ES", "FR", "GB"]
    assert rows["country"].tolist() == [
        country for country, line in serial.items() for _ in range(len(line.readings))
    ]


def test_a_change_is_told_from_four_thousand_draws(serial):
    days = ("2020-01-01", "2021-01-01")
    told = serial["GB"].change(*days)
    assert told.equals(serial["GB"].change(*days, n=4000, seed=0))
    assert not told.equals(serial["GB"].change(*days, n=4001))
    assert not told.equals(serial["GB"].change(*days, seed=1))


def test_two_processes_give_the_serial_results(readings, serial):
    assert_same_bits(fit_trends(readings, by=["country"], n_jobs=2), serial)


def has_fitted():
    """Whether this process has loaded the trend engine, as only a fit makes a worker do."""
    return "analysis.trends.trend" in sys.modules


@pytest.mark.filterwarnings("ignore")
def test_a_dask_cluster_of_two_workers_gives_the_serial_results(readings, serial):
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
        joblib.parallel_config("dask"),
    ):
        found = fit_trends(readings, by=["country"])
        fitted_there = client.run(has_fitted)
    assert list(fitted_there.values()) == [True, True]
    assert_same_bits(found, serial)


def test_a_series_that_cannot_be_fitted_is_named_and_the_others_too():
    good = typed([0.4], ["2024-01-01"])
    bad = typed([0.4, 0.5], ["2024-01-01", None], country="FR", end=None)
    worse = typed([0.4, 1.5], ["2024-01-01", "2024-02-01"], country="DE")
    with pytest.raises(ProblemsError) as raised:
        fit_trends(pd.concat([good, bad, worse]), by=["country"])
    named = {(problem.code, problem.place.item.split(",")[0]) for problem in raised.value.problems}
    assert named == {("reading-without-date", "series FR"), ("share-out-of-range", "series DE")}


@pytest.mark.parametrize(
    ("name", "given"),
    [("model", "spline"), ("level", 1.5), ("together", "yes"), ("common_error", -1.0),
     ("volatility", "wild")],
)  # fmt: skip
def test_an_option_that_all_series_share_is_refused_once(name, given):
    two = pd.concat([typed([0.4], ["2024-01-01"], country=country) for country in ("GB", "FR")])
    with pytest.raises(ProblemsError) as raised:
        fit_trends(two, by="country", **{name: given})
    (problem,) = raised.value.problems
    assert problem.place.item == "" and name in str(problem)


@pytest.mark.parametrize(
    ("asked", "processes"), [(None, None), (1, 1), (2, 2), (9, 3), (-1, -1), (-3, -1)]
)
def test_there_are_never_more_processes_than_series(asked, processes, monkeypatch):
    taken = []

    def parallel(n_jobs, return_as):
        taken.append(n_jobs)
        return joblib.Parallel(n_jobs=1, return_as=return_as)

    monkeypatch.setattr("analysis.trends.many.Parallel", parallel)
    three = pd.concat([typed([0.4], ["2024-01-01"], answer=answer) for answer in "abc"])
    assert list(fit_trends(three, by="answer", n_jobs=asked)) == ["a", "b", "c"]
    assert taken == [processes]


@pytest.mark.parametrize(
    ("n_jobs", "code"), [(0, "option-out-of-range"), ("two", "wrong-argument")]
)
def test_processes_are_a_number_of_them(n_jobs, code):
    with pytest.raises(ProblemsError) as raised:
        fit_trends(typed([0.4], ["2024-01-01"]), by="answer", n_jobs=n_jobs)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_a_column_that_names_no_series_is_refused_with_the_nearest():
    with pytest.raises(ProblemsError, match="did you mean 'country'"):
        fit_trends(typed([0.4], ["2024-01-01"]), by=["contry"])


def test_the_joint_table_keeps_the_keys(serial):
    table = serial.table
    assert table.columns[0] == "country"
    assert set(table["country"]) == {"DE", "ES", "FR", "GB"}
    assert len(table) == sum(len(trend.table) for trend in serial.values())


@pytest.mark.parametrize("seen", [True, False])
def test_progress_is_shown_where_somebody_looks(seen, monkeypatch):
    shown = []

    def bar(work, total, desc, disable):
        shown.append((total, desc, disable))
        return work

    monkeypatch.setattr("analysis.trends.many.tqdm", bar)
    monkeypatch.setattr("sys.stderr.isatty", lambda: seen, raising=False)
    fit_trends(typed([0.4], ["2024-01-01"]), by="country", volatility="constant")
    assert shown == [(1, "trends", not seen)]

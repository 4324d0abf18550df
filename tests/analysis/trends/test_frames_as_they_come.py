"""Frames as people have them: each is fitted as what it says, or is one clear problem."""

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis.trends.answers import fit_answers
from analysis.trends.many import fit_trends
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from tests.writers.trend_series import typed

MONTHS = pd.date_range("2022-01-01", periods=24, freq="MS").strftime("%Y-%m-%d").tolist()
RANDOM = np.random.default_rng(4)
READINGS = typed(np.round(RANDOM.binomial(1000, 0.4, 24) / 1000, 3), MONTHS, precision=0.001)


class Foreign:
    """A frame of another library, of which only Arrow's interface is known."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.table = pa.Table.from_pandas(frame, preserve_index=False)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self.table.__arrow_c_stream__(requested_schema)


FRAMES = {
    "time zone": READINGS.assign(start=READINGS["start"].dt.tz_localize("America/New_York")),
    "categories": READINGS.astype({"country": "category", "pollster": "category"}),
    "nullable": READINGS.convert_dtypes(),
    "arrow": READINGS.convert_dtypes(dtype_backend="pyarrow"),
    "texts in censored": READINGS.assign(censored="False"),
    "repeated index": READINGS.set_index(pd.Index([0] * 24)),
    "another library": Foreign(READINGS),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_gives_the_trend_of_what_it_says(name: str) -> None:
    table = fit_trend(FRAMES[name]).table  # type: ignore[arg-type]
    pd.testing.assert_frame_equal(table, fit_trend(READINGS).table, check_exact=True)


def test_texts_that_are_no_truth_and_values_of_another_kind_are_all_named_at_once() -> None:
    odd = READINGS.astype({"share": object, "censored": object})
    odd.loc[3, "share"], odd.loc[5, "censored"] = "40%", "perhaps"
    with pytest.raises(ProblemsError, match=r"'40%'[\s\S]*40% is 0.4[\s\S]*'perhaps'") as caught:
        fit_trend(odd)
    assert {problem.code for problem in caught.value.problems} == {"unreadable-value"}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_gives_the_trends_of_what_it_says(name: str) -> None:
    trends = fit_trends(FRAMES[name], by=["country", "answer"])  # type: ignore[arg-type]
    assert list(trends) == [("GB", "yes")]
    pd.testing.assert_frame_equal(
        trends["GB", "yes"].table, fit_trend(READINGS).table, check_exact=True
    )


def test_a_name_that_two_columns_have_is_one_problem() -> None:
    twice = pd.concat([READINGS, READINGS[["share", "n", "n"]]], axis=1)
    with pytest.raises(ProblemsError) as caught:
        fit_trend(twice)
    found = [(problem.title, problem.got) for problem in caught.value.problems]
    assert found == [
        ("duplicate column 'share'", "2 of them"),
        ("duplicate column 'n'", "3 of them"),
    ]


def test_more_workers_than_series_are_not_started() -> None:
    trends = fit_trends(READINGS, by="answer", n_jobs=64)
    assert list(trends) == ["yes"]


@pytest.mark.parametrize(
    "by, jobs", [([], 1), ("answers", 1), ("answer", 0), ("answer", "two"), ("answer", 1.5)]
)
def test_impossible_options_of_many_series_are_one_problem(by: Any, jobs: Any) -> None:
    with pytest.raises(ProblemsError) as caught:
        fit_trends(READINGS, by=by, n_jobs=jobs)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("column, told", [("mode", "online"), ("base", "all")])
def test_a_poll_from_two_sources_counts_once_and_the_note_says_so(column: str, told: str) -> None:
    twice = pd.concat([READINGS, READINGS.assign(**{column: told})], ignore_index=True)
    trend = fit_trend(twice)
    pd.testing.assert_frame_equal(trend.table, fit_trend(READINGS).table)
    assert trend.notes[0].startswith("24 repeated readings, given a second time")


def test_two_polls_that_differ_both_count_where_one_does_not_state_its_mode() -> None:
    other = READINGS.assign(mode="online", share=READINGS["share"] + 0.01)
    assert len(fit_trend(pd.concat([READINGS, other])).readings) == 48


def test_readings_on_another_base_have_an_offset_of_their_own() -> None:
    usual = READINGS.assign(base="all")
    later = {name: READINGS[name] + pd.Timedelta("9D") for name in ("start", "end")}
    without = READINGS.assign(base="substantive", share=READINGS["share"] + 0.1, **later)
    trend = fit_trend(pd.concat([usual, without.iloc[:12]], ignore_index=True))
    offsets = trend.wordings.set_index("wording")
    assert offsets.loc["q", "effect"] == 0
    assert offsets.loc["q (substantive)", "points"] == pytest.approx(0.1, abs=0.015)
    assert trend.table["estimate"].mean() == pytest.approx(0.4, abs=0.015)


def test_answers_of_which_several_may_be_ticked_are_never_rescaled() -> None:
    parts = {"a": 0.60, "b": 0.55, "c": 0.50}
    ticked = pd.concat([READINGS.assign(answer=name, share=p) for name, p in parts.items()])
    with pytest.raises(ProblemsError, match=r"several-choices[\s\S]*165%[\s\S]*fit_trends"):
        fit_answers(ticked)
    # Rounding alone never makes a refusal.
    rounded = {"a": 0.34, "b": 0.34, "c": 0.34}
    fit_answers(pd.concat(
        [READINGS.assign(answer=name, share=p, precision=0.01) for name, p in rounded.items()]
    ))  # fmt: skip


def test_an_answer_called_rest_is_an_answer() -> None:
    parts = {"yes": 0.5, "rest": 0.3}
    trend = fit_answers(pd.concat([READINGS.assign(answer=k, share=p) for k, p in parts.items()]))
    day = trend.at(MONTHS[-1]).set_index("answer")["estimate"]
    assert day["rest"] == pytest.approx(0.3, abs=0.01)
    assert day["not_shown"] == pytest.approx(0.2, abs=0.01)


def test_each_answer_has_its_own_design_effect() -> None:
    parts = {"yes": (0.5, 1.0), "no": (0.3, 1.0), "maybe": (0.2, 9.0)}
    rows = [READINGS.assign(answer=k, share=p, deff=d) for k, (p, d) in parts.items()]
    plain = [each.assign(deff=1.0) for each in rows]
    found, base = (fit_answers(pd.concat(each)).table for each in (rows, plain))
    width = [
        (t["high_sampling"] - t["low_sampling"]).groupby(t["answer"]).mean() for t in (found, base)
    ]
    assert width[0]["maybe"] > 1.8 * width[1]["maybe"]
    assert width[0]["yes"] < 1.5 * width[1]["yes"]


def test_readings_that_scatter_less_than_sampling_are_told_from_those_that_do_not() -> None:
    random = np.random.default_rng(8)
    honest = typed(random.binomial(1000, 0.4, 24) / 1000, MONTHS, precision=0.001)
    herded = honest.assign(share=0.4 + (honest["share"] - 0.4) / 5)
    measures = [fit_trend(each).diagnostics for each in (honest, herded)]
    assert measures[0]["scatter"] == pytest.approx(1.0, abs=0.3)
    assert measures[1]["scatter"] == pytest.approx(measures[0]["scatter"] / 5, rel=0.02)
    assert measures[0]["scatter_pairs"] == 23
    assert measures[0]["deff_assumed"] == 24
    assert fit_trend(honest.assign(deff=1.3)).diagnostics["deff_assumed"] == 0


def test_the_probability_integral_transform_is_even_where_the_model_is_right() -> None:
    trend = fit_trend(READINGS)
    assert trend.readings["pit"].between(0, 1).all()
    assert trend.diagnostics["pit_p"] > 0.05

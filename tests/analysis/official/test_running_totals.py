"""An official series added up from 1 January: what it says, and how it is drawn in one call."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import polls
from analysis.figures.cumulative import totals_caption
from analysis.figures.style import COLOURS
from analysis.official.running_totals import RunningTotals, running_totals
from polls.errors import ProblemsError


def daily(years: dict[int, float], last: str) -> pd.DataFrame:
    """A series with the same count on every day of a year."""
    days = pd.date_range(f"{min(years)}-01-01", last, unit="s")
    counts = [years[day.year] for day in days]
    return pd.DataFrame(
        {"series": "visits_by_day", "country": "GB", "period_start": days, "date": days,
         "value": counts}
    )  # fmt: skip


@pytest.fixture
def falling() -> RunningTotals:
    return running_totals(daily({2021: 1.0, 2022: 3.0, 2023: 4.0, 2024: 2.0}, "2024-07-01"))


def names(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_totals_begin_again_each_year_and_end_with_the_last_day(falling: RunningTotals) -> None:
    last = falling.table.groupby("year")["total"].last()
    assert last.to_dict() == {2021: 365.0, 2022: 1095.0, 2023: 1460.0, 2024: 2.0 * 183}
    assert falling.as_of.isoformat() == "2024-07-01"
    assert falling.title == "visits by day"
    assert falling.record_year == 2023


def test_small_boat_arrivals_are_the_published_sums() -> None:
    series = polls.official("small_boat_arrivals")
    totals = running_totals(series, "2025-03-31", title="Arrivals", unit="people")
    assert totals.table["total"].iloc[-1] == 6642
    assert totals.record_year == 2025
    assert str(totals.news) == (
        "6,642 by 31 March 2025, 22% more than by the same day in 2024, the most since counting "
        "began in 2018"
    )
    assert totals.summary().endswith("A record; the highest to that day before was 5,435 in 2024.")
    assert totals_caption(totals).subtitle == "Arrivals; running total from 1 January, people"


def test_nothing_after_the_day_is_in_the_totals() -> None:
    series = daily({2021: 1.0, 2022: 3.0, 2023: 4.0, 2024: 2.0}, "2024-07-01")
    early = running_totals(series, "2024-02-01")
    assert early.table["date"].max() == pd.Timestamp("2024-02-01")
    assert str(early.news).startswith(
        "64 by 1 February 2024, 50% fewer than by the same day in 2023"
    )


def test_the_fewest_are_dated_by_the_last_year_that_had_fewer(falling: RunningTotals) -> None:
    assert str(falling.news) == (
        "366 by 1 July 2024, 50% fewer than by the same day in 2023, the fewest since 2021"
    )
    assert falling.news.change == pytest.approx(366 / 728 - 1)
    assert repr(falling).splitlines()[0] == f"RunningTotals: visits by day; {falling.news}"


def test_without_a_complete_year_before_nothing_is_compared() -> None:
    totals = running_totals(daily({2024: 2.0}, "2024-07-01"))
    assert str(totals.news) == "366 by 1 July 2024, with no complete year before to compare"
    assert totals.record is None
    assert totals.record_year is None
    assert totals.summary() == f"{totals.news}."


def test_an_empty_series_and_a_day_before_it_are_problems() -> None:
    series = daily({2024: 2.0}, "2024-07-01")
    for given in (series.iloc[:0], series):
        with pytest.raises(ProblemsError, match="before the series begins"):
            running_totals(given, "2023-01-01")
    with pytest.raises(ProblemsError, match="before the series begins"):
        running_totals(series.iloc[:0])


def test_a_line_a_year_stands_on_own_axes_in_one_call(falling: RunningTotals) -> None:
    axes = Figure((3.4, 2.2)).add_subplot()
    assert falling.plot(axes) is axes
    assert len(axes.lines) == 4
    assert names(axes) == ["2021", "2022", "2023: 1,460", "2024: 366"]
    assert to_hex(axes.lines[-1].get_color()).upper() == COLOURS["vermilion"]
    # The names lie inside the axes, to the right of the last day.
    assert axes.get_xlim()[1] > axes.lines[0].get_xdata()[-1]


def test_a_new_figure_has_the_news_above_it(falling: RunningTotals) -> None:
    axes = falling.plot(preset="column", figsize=(3.4, 2.8))
    words = " ".join(text.get_text().replace("\n", " ") for text in axes.get_figure().texts)
    assert str(falling.news) in words
    plt.close(axes.get_figure())


@pytest.mark.parametrize(
    ("options", "said"),
    [({"kind": "bars"}, "unknown kind of figure"), ({"colour": "red"}, "colour")],
)
def test_unknown_kinds_and_options_are_named(
    falling: RunningTotals, options: dict[str, str], said: str
) -> None:
    with pytest.raises(ProblemsError, match=said):
        falling.plot(**options)

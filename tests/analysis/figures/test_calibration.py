"""Scores of a test on past readings, drawn as dots in one call."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from analysis.latent.held_out import MoodBacktest
from analysis.trends.backtest import Backtest
from polls.errors import ProblemsError

SCORES = pd.DataFrame(
    {"method": ["trend", "last poll"], "readings": [50, 50], "coverage_90": [0.92, 0.85],
     "coverage_95": [0.96, 0.9], "log_score": [-2.0, -2.2], "error": [1.851, 2.2],
     "width_90": [8.0, 9.0]}
)  # fmt: skip
NOTHING = pd.DataFrame()


@pytest.fixture(params=["trend", "mood"])
def tested(request: pytest.FixtureRequest) -> Backtest | MoodBacktest:
    if request.param == "trend":
        return Backtest(SCORES, NOTHING)
    return MoodBacktest(SCORES, NOTHING, NOTHING, 5, 0)


def dots(axes: Axes) -> list[float]:
    return [float(x) for x in axes.collections[0].get_offsets()[:, 0]]


def words(axes: Axes) -> str:
    return " ".join(text.get_text().replace("\n", " ") for text in axes.get_figure().texts)


def test_coverage_is_a_dot_a_method_beside_what_was_promised(
    tested: Backtest | MoodBacktest,
) -> None:
    axes = tested.plot(Figure((3.4, 2.2)).add_subplot())
    assert dots(axes) == [0.92, 0.85]
    assert axes.lines[0].get_xdata() == [0.9, 0.9]
    assert [text.get_text() for text in axes.texts] == ["92.0%", "85.0%"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["trend", "last poll"]
    assert axes.get_title(loc="left") == "Readings inside the 90% interval"


def test_errors_are_points_from_zero(tested: Backtest | MoodBacktest) -> None:
    axes = tested.plot(Figure((3.4, 2.2)).add_subplot(), kind="error")
    assert dots(axes) == [1.851, 2.2]
    assert axes.get_xlim()[0] == 0
    assert [text.get_text() for text in axes.texts] == ["1.85", "2.20"]


def test_a_new_figure_says_what_the_first_method_came_to(tested: Backtest | MoodBacktest) -> None:
    both = tested.plot(kind="calibration")
    assert len(both.get_figure().axes) == 2
    assert "92% of 50 readings fell inside the 90% interval of the trend" in words(both)
    error = tested.plot(kind="error")
    assert len(error.get_figure().axes) == 1
    assert "The trend missed 50 readings by 1.9 points on average" in words(error)
    plt.close("all")


def test_print_without_colour_has_none(tested: Backtest | MoodBacktest) -> None:
    axes = tested.plot(Figure().add_subplot(), preset="greyscale")
    for colour in (axes.lines[0].get_color(), *axes.collections[0].get_facecolors()):
        red, green, blue = to_rgb(colour)
        assert red == green == blue
    plt.close("all")


def test_two_panels_are_no_picture_for_given_axes(tested: Backtest | MoodBacktest) -> None:
    with pytest.raises(ProblemsError, match="kind='calibration'"):
        tested.plot(Figure().add_subplot(), kind="calibration")
    with pytest.raises(ProblemsError, match="figsize"):
        tested.plot(Figure().add_subplot(), figsize=(3.0, 2.0))
    with pytest.raises(ProblemsError, match="colour"):
        tested.plot(colour="red")

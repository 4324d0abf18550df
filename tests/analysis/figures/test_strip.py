"""The strip of dots on the card of a verdict: where readings stand beside what is claimed."""

from __future__ import annotations

from typing import Any

import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from analysis.claims.check import check, check_claims
from analysis.claims.series import told_apart
from analysis.claims.verdict import Verdict
from analysis.figures.strip import draw_strip, strip_figure, strip_rows
from analysis.figures.style import COLOURS, house_style
from tests.writers.claim_writer import claim, reading, readings


def judged(kind: str, *rows: dict[str, Any], **fields: Any) -> Verdict:
    return check(claim(kind, **{"basis": "reading", **fields}), readings(*rows), fit=None)


def about_a_half(**fields: Any) -> Verdict:
    return judged("value", reading("2025-05-15", 0.44), share=0.5, **fields)


def drawn(verdict: Verdict) -> Axes:
    with house_style():
        axes = Figure((3.7, 1.0)).add_subplot()
        draw_strip(axes, strip_rows(verdict), verdict.claimed)
    return axes


def dots(axes: Axes) -> dict[tuple[float, float], Any]:
    """Where each dot lies -> how it is drawn."""
    return {
        (float(x), float(y)): line
        for line in axes.lines
        for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True)
        if line.get_marker() == "o"
    }


def words(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


@pytest.mark.parametrize(
    ("kind", "fields", "number"),
    [
        ("value", {"share": 0.5}, 0.5),
        ("threshold", {"above": 0.4, "start": "2025-01-01"}, 0.4),
        ("threshold", {"below": 0.6, "start": "2025-01-01"}, 0.6),
        ("streak", {"times": 1, "direction": "above", "limit": 0.3}, 0.3),
        ("change", {"start": "2025-01-01", "by": 0.1}, None),
    ],
)
def test_a_verdict_knows_the_number_that_its_sentence_names(
    kind: str, fields: dict[str, Any], number: float | None
) -> None:
    found = judged(kind, reading("2025-01-15", 0.4), reading("2025-05-15", 0.44), **fields)
    assert found.claimed == number
    assert found.as_dict()["claimed"] == number


def test_the_number_claimed_is_a_dashed_line_with_its_name() -> None:
    axes = drawn(about_a_half())
    (line,) = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert list(line.get_xdata()) == [0.5, 0.5]
    assert to_hex(line.get_color()).upper() == COLOURS["vermilion"]
    assert words(axes) == ["44%", "claimed 50%"]
    low, high = axes.get_xlim()
    assert low < 0.44 < 0.5 < high


def test_without_a_number_there_is_no_line() -> None:
    moved = judged("change", reading("2025-01-15", 0.4), reading("2025-05-15", 0.44),
                   start="2025-01-01")  # fmt: skip
    assert not [line for line in drawn(moved).lines if line.get_linestyle() == "--"]


def test_an_earlier_reading_is_pale_and_a_line_leads_to_the_latest() -> None:
    moved = judged("change", reading("2024-05-15", 0.4), reading("2025-05-15", 0.44),
                   start="2024-05-15")  # fmt: skip
    axes = drawn(moved)
    found = dots(axes)
    assert found[(0.4, 0.0)].get_alpha() == 0.4
    assert found[(0.44, 0.0)].get_alpha() is None
    (line,) = axes.collections
    assert line.get_segments()[0].tolist() == [[0.4, 0.0], [0.44, 0.0]]
    assert words(axes) == ["40% (2024) → 44% (2025)"]


def test_a_reading_that_is_not_weighed_is_hollow() -> None:
    own = judged(
        "value", reading("2025-05-15", 0.44), reading("2025-05-20", 0.5, source="article"),
        share=0.5, source="article",
    )  # fmt: skip
    axes = drawn(own)
    found = dots(axes)
    assert found[(0.5, 0.0)].get_markerfacecolor() == "white"
    assert found[(0.44, 0.0)].get_markerfacecolor() == COLOURS["blue"]
    assert words(axes)[0] == "44%"  # beside the dot farthest to the right, of what was weighed


def test_series_have_a_row_each_named_by_what_tells_them_apart() -> None:
    alike = judged(
        "similar", reading("2025-05-15", 0.44), reading("2025-05-15", 0.5, country="FR"),
        others=["FR"], aspect="level",
    )  # fmt: skip
    with house_style():
        drawing = strip_figure(alike, told_apart(alike.readings))
    assert drawing is not None
    axes = drawing.figure.axes[0]
    assert [text.get_text() for text in axes.get_yticklabels()] == ["Great Britain", "France"]
    assert set(dots(axes)) == {(0.44, 0.0), (0.5, -1.0)}
    assert drawing.caption.alt == "Strip of dots, a dot a reading. Great Britain: 44%; France: 50%."


def test_a_single_point_does_not_fill_the_scale() -> None:
    low, high = drawn(judged("value", reading("2025-05-15", 0.44), share=0.45)).get_xlim()
    assert high - low >= 0.1


def test_words_beside_the_dots_end_within_the_strip() -> None:
    moved = judged("change", reading("2024-05-15", 0.2), reading("2025-05-15", 0.9),
                   start="2024-05-15")  # fmt: skip
    with house_style():
        drawing = strip_figure(moved)
        assert drawing is not None
        drawing.figure.draw_without_rendering()
        axes = drawing.figure.axes[0]
        inside = axes.get_window_extent().x1
        assert max(text.get_window_extent().x1 for text in axes.texts) <= inside + 2


def test_a_claim_without_readings_has_no_strip() -> None:
    later = readings(reading("2025-07-15", 0.44))
    (nothing,) = check_claims([claim("value", share=0.5)], later, fit=None)
    assert nothing.readings == ()
    assert strip_figure(nothing) is None
    assert "<img" not in nothing._repr_html_()
    (text,) = nothing.plot(kind="strip").texts
    assert text.get_text() == "no reading to show"


def test_a_notebook_shows_a_card() -> None:
    html = about_a_half(sentence="Half <b>agree</b>")._repr_html_()
    assert html.startswith(
        "<div><p><strong>✗ Fails</strong> “Half &lt;b&gt;agree&lt;/b&gt;”</p><img"
    )
    assert 'alt="Strip of dots, a dot a reading. 44%; claimed 50%."' in html
    assert html == about_a_half(sentence="Half <b>agree</b>")._repr_html_()


def test_the_figure_of_readings_along_their_days_shows_the_number_too() -> None:
    axes = about_a_half().plot()
    (line,) = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert list(line.get_ydata()) == [0.5, 0.5]
    low, high = axes.get_ylim()
    assert low < 0.44 < 0.5 < high


def test_a_strip_can_be_drawn_on_axes_of_ones_own() -> None:
    figure = Figure((4, 2))
    axes = figure.add_subplot()
    assert about_a_half().plot(axes, kind="strip") is axes
    assert axes.get_title("left") == "Contradicted"

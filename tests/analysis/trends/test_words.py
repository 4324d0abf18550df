"""What results say of themselves, word for word, from numbers that are written down."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.trends.countries import _borrowed, _information, _notes
from analysis.trends.many import fit_trends
from analysis.trends.several import Several
from analysis.trends.summary import country_name, origin, standing, title_of
from tests.writers.trend_series import typed

LAST = pd.Timestamp("2024-03-01")


def result(first: str, **opinion: float) -> Any:
    """A result from a day to the first of March 2024, which moved by three points in a year."""
    asked: list[Any] = []

    def change(a: pd.Timestamp, b: pd.Timestamp) -> dict[str, float]:
        asked.append((a, b))
        return {"estimate": 0.03, "low": -0.01, "high": 0.07, "probability_above": 0.875}

    row = {"estimate": 0.41, "low": 0.38, "high": 0.44, **opinion}
    return SimpleNamespace(
        table=pd.DataFrame({"date": [pd.Timestamp(first), LAST]}), title="GB · yes", level=0.9,
        at=lambda day: row if day == LAST else {}, change=change, asked=asked,
    )  # fmt: skip


def test_a_result_says_where_it_stands_and_how_it_moved_in_a_year_if_it_goes_back_so_far() -> None:
    now = "GB · yes: 41% on 1 March 2024 (90% interval 38% to 44%)."
    year = "Over the year before: +3 points (−1 to +7), higher with a chance of 88%."
    whole = result("2023-03-02")  # 365 days
    assert standing(whole) == [now, year]
    assert whole.asked == [(pd.Timestamp("2023-03-02"), LAST)]
    assert standing(result("2023-03-03")) == [now]
    (said,) = standing(result("2024-01-01", low_opinion=0.3, high_opinion=0.5))
    assert said == now.replace("44%)", "44%; opinion itself 30% to 50%)")


def test_readings_are_told_with_their_houses_and_days() -> None:
    dates = pd.to_datetime(["2024-02-01", "2024-01-01", "2024-03-01"])
    frame = pd.DataFrame({"house": ["B", "A", "B"], "date": dates})
    told: Any = SimpleNamespace(readings=frame)
    assert origin(told) == "From 3 readings of B and A, 1 January 2024 to 1 March 2024."
    told.readings = frame[:1]
    assert origin(told) == "From 1 reading of B, 1 February 2024 to 1 February 2024."


def test_a_title_leaves_out_the_whole_sample_and_what_is_not_said() -> None:
    series = {"country": "GB", "answer": "", "group_by": "all", "group": "all"}
    assert title_of(series) == "GB"
    assert title_of({**series, "group_by": "sex", "group": "men"}) == "GB · sex · men"
    assert country_name("GB + XX") == "Great Britain and XX"


def spaces() -> dict[str, Any]:
    """Two countries whose readings tell 3 and 1 of one log scale, nothing and 8 of another."""

    def space(readings: int, *told: float) -> Any:
        return SimpleNamespace(
            scales=[SimpleNamespace(name="volatility"), SimpleNamespace(name="extra")],
            steps=SimpleNamespace(days=np.zeros(readings)),
            gradient=lambda theta: -np.array(told) * theta,
        )

    return {"GB": space(5, 3.0, -2.0), "FR": space(2, 1.0, 8.0)}


SHARED: Any = SimpleNamespace(
    scales=[SimpleNamespace(name=name, spread=spread)
            for name, spread in (("extra", 0.5), ("common volatility", 1.0), ("volatility", 1.0))],
    mode=np.log([0.1, 0.1, 0.2]),
)  # fmt: skip


def test_what_is_known_of_a_scale_is_shared_out_by_what_each_country_and_the_prior_tell() -> None:
    """Of volatility 3 + 1 + 1, of extra error 0 + 8 + 4: a bulge tells nothing."""
    assert _information(spaces()["GB"], np.ones(2)) == pytest.approx([3, 0], abs=1e-9)
    table = _borrowed(spaces(), SHARED)
    assert table.columns.tolist() == ["country", "readings", "scale", "own", "others", "prior"]
    expected = {
        ("GB", 5, "volatility"): (3 / 5, 1 / 5, 1 / 5), ("GB", 5, "extra"): (0, 8 / 12, 4 / 12),
        ("FR", 2, "volatility"): (1 / 5, 3 / 5, 1 / 5), ("FR", 2, "extra"): (8 / 12, 0, 4 / 12),
    }  # fmt: skip
    found = table.set_index(["country", "readings", "scale"])
    assert list(found.index) == list(expected)
    assert found.to_numpy() == pytest.approx(np.array(list(expected.values())), abs=1e-9)


@pytest.mark.parametrize("correlated", [False, True])
def test_countries_say_what_they_share_and_what_each_borrowed(correlated: bool) -> None:
    shared: Any = SimpleNamespace(scales=SHARED.scales, mode=np.log([0.2, 0.1]))
    trends: Any = {"GB": SimpleNamespace(notes=("one",)), "XX": SimpleNamespace(notes=())}
    borrowed = _borrowed(spaces(), SHARED)
    apart = "Each country's level is estimated from its own readings alone."
    together = (
        "The levels share part of their movements (correlation 0.20), so that one country's "
        "readings also move the others' trends."
    )
    tell = "readings, which give {} of what is known about the volatility; {} comes from"
    rest = "the other countries' readings, 20% from the prior."
    assert _notes(trends, borrowed, shared, correlated) == (
        "Great Britain, XX share: extra, common volatility, volatility.",
        together if correlated else apart,
        f"Great Britain: 5 {tell.format('60%', '20%')} {rest}",
        f"France: 2 {tell.format('20%', '60%')} {rest}",
        "GB: one",
    )


def test_notes_of_many_series_begin_with_their_keys() -> None:
    rows = typed([0.4, 0.5], ["2024-01-01", "2024-03-01"])
    both = pd.concat([rows, rows.assign(country="FR", n=np.nan)])
    found = fit_trends(both, by=["country", "answer"], volatility="constant")
    assert found.title == "2 by country, answer" and found.level == 0.9
    assert found.notes[0] == (
        "FR/yes: 2 of 2 readings have no published base: A has no usual base either, so 300 is "
        "assumed."
    )
    assert [note.partition(":")[0] for note in found.notes] == ["FR/yes"] * 2 + ["GB/yes"]
    one = fit_trends(rows, by="country", volatility="constant")
    assert list(one) == ["GB"] and one.notes[0].startswith("GB: ")
    lines = found.summary().split("\n")
    assert lines[0].startswith("France · yes: 4") and lines[1].startswith("Great Britain · yes: 4")
    assert lines[2] == "From 4 readings in all."


def test_the_last_day_of_each_line_is_shown_in_the_order_of_lines() -> None:
    days = pd.to_datetime(["2024-01-01", "2024-02-01"] * 2)
    table = pd.DataFrame({"answer": ["yes", "yes", "no", "no"], "date": days, "estimate": range(4)})
    several: Any = SimpleNamespace(
        table=table, by=("answer",), _shown_columns=lambda: ["answer", "estimate"]
    )
    assert Several._excerpt(several).to_numpy().tolist() == [["yes", 1], ["no", 3]]

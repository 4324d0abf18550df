"""Moves between two days from draws that are written down, and what may be drawn of a result."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.trends.drawable import day_of, enough
from analysis.trends.face import Result
from analysis.trends.moves import moved
from analysis.trends.several import Line, _text, drawn_together
from polls.errors import ProblemsError


def test_a_move_is_the_last_day_less_the_first_with_its_bounds_and_chance() -> None:
    paths = np.array([[0.0, 9.0, 0.1], [0.1, 9.0, 0.1], [0.2, 9.0, 0.5], [0.5, 9.0, 0.3],
                      [0.0, 9.0, 0.2]])  # fmt: skip
    found = moved(paths, 2 * paths, np.array([0, 2]), 0.5)
    moves = np.array([0.1, 0.0, 0.3, -0.2, 0.2])
    assert found == pytest.approx(
        {
            "estimate": 0.08, "se": moves.std(), "low": 0.0, "high": 0.2, "low_opinion": 0.0,
            "high_opinion": 0.4, "probability_above": 3 / 5 + 1 / 10, "level": 0.5,
        }
    )  # fmt: skip
    alone = moved(paths, None, np.array([2, 0]), 0.5)
    assert (alone["estimate"], alone["probability_above"]) == pytest.approx((-0.08, 0.3))
    assert "low_opinion" not in alone


class Drawn(Result):
    """A result of which nothing is known but its draws."""

    by, level = (), 0.5

    def paths(self, days: Any, n: int, seed: int) -> Any:
        return {(): np.arange(n)[:, None] * np.arange(len(days))[None] / 100}


def test_a_result_without_a_shared_error_has_no_band_of_opinion() -> None:
    found = Drawn().changes([("2024-01-01", "2024-01-02")], n=5)
    assert found.columns.tolist() == ["estimate", "se", "low", "high", "probability_above", "level"]
    assert found["estimate"].tolist() == pytest.approx([0.02])
    with pytest.raises(ProblemsError, match="no-shared-error"):
        Drawn().draws(5, dates=["2024-01-01"], of="opinion")
    days = Drawn().draws(5, dates=["2024-01-02", "2024-01-01"])
    assert days.columns.tolist() == list(pd.to_datetime(["2024-01-02", "2024-01-01"]))


@pytest.mark.parametrize("known", [True, False])
def test_a_line_has_the_shared_error_that_the_whole_has(known: bool) -> None:
    whole: Any = SimpleNamespace(
        paths=lambda days, n, seed: {"yes": np.full((n, len(days)), seed), "no": None},
        beyond_polls=lambda paths, *_: {"yes": paths["yes"] + 1} if known else None,
    )
    own = Line(whole, "yes", {}, pd.DataFrame())
    found = own.beyond_polls({(): np.zeros((5, 2))}, np.array([3, 4]), 7)
    assert (found and found[()].tolist()) == ([[8, 8]] * 5 if known else None)


def test_three_days_of_readings_are_enough_for_a_line() -> None:
    for days, drawn in ((["2024-01-01"] * 3 + ["2024-01-02"], False), (["1", "2", "3"], True)):
        trend: Any = SimpleNamespace(readings=pd.DataFrame({"date": days}))
        assert enough(trend) is drawn


def test_a_reading_is_of_the_end_of_its_fieldwork_else_its_start_else_its_publication() -> None:
    days = {"start": "2024-01-01", "end": "2024-01-03", "published": "2024-01-09"}
    for name in ("end", "start", "published"):
        reading = SimpleNamespace(**days)
        assert day_of(reading) == pd.Timestamp(days[name])
        days[name] = None  # type: ignore[assignment]
    assert day_of(SimpleNamespace(**days)) is None


def test_lines_of_one_fit_share_its_paths_and_lines_of_one_scale_their_order() -> None:
    """Levels that tell which fit, which seed and which draw they are of."""

    def fit(name: int, mode: object) -> Any:
        def paths(days: Any, n: int, seed: int) -> Any:
            draws = name + seed / 10 + np.arange(n) / 100
            return np.stack([draws, -draws], axis=1)[:, None].repeat(len(days), axis=1)

        return SimpleNamespace(paths=paths, hyperparameters=SimpleNamespace(mode=mode))

    one, other, mode = fit(0, shared := object()), fit(1, shared), object()
    lines: Any = {
        "a": SimpleNamespace(fitted=one, component=0),
        "b": SimpleNamespace(fitted=one, component=1),
        "c": SimpleNamespace(fitted=other, component=0),
        "d": SimpleNamespace(fitted=fit(2, mode), component=0),
    }
    found = drawn_together(lines, np.array([3, 4]), 6, 0)
    logits = {name: np.log(own / (1 - own)) for name, own in found.items()}
    assert [own.shape for own in found.values()] == [(6, 2)] * 4
    assert logits["b"] == pytest.approx(-logits["a"], abs=1e-9)
    assert sorted(logits["a"][:, 0]) == pytest.approx(np.arange(6) / 100, abs=1e-9)
    order = (100 * logits["a"][:, 0]).round().astype(int)
    assert found["c"][:, 0] == pytest.approx(expit(1.2 + order / 100))
    again = drawn_together(lines, np.array([3, 4]), 6, 0)
    assert all((again[name] == own).all() for name, own in found.items())


def test_keys_are_written_with_commas_between_their_parts() -> None:
    assert (_text("GB"), _text(("GB", "yes"))) == ("GB", "GB, yes")

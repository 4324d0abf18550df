"""What series fitted together share: scales, part of their moves, where a search starts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analysis.trends.observations import observe
from analysis.trends.one_series import series_of
from analysis.trends.shared_scales import (
    _joint_scale,
    _joint_space,
    _spaces,
    correlation,
    fit_joint,
    fit_shared,
)
from tests.writers.trend_series import typed


def test_the_correlation_of_two_levels_is_the_common_part_of_the_variance() -> None:
    shared: Any = SimpleNamespace(mode=np.log([0.2, 0.1, 0.7]))
    assert correlation(shared) == pytest.approx(0.01 / (0.01 + 0.04))


class NearError(Exception):
    """Ends a fit at its first search, and says near what it looked."""


@pytest.mark.parametrize("fit", [fit_shared, fit_joint])
def test_each_round_looks_near_the_scales_of_the_one_before(
    fit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def searched(spaces: Any, near: Any = None) -> None:
        raise NearError(near, len(spaces))

    def settled(series: Any, fit: Any, **_: Any) -> None:
        fit(series, "the last scales")

    monkeypatch.setattr("analysis.trends.shared_scales.fit_hyperparameters", searched)
    monkeypatch.setattr("analysis.trends.shared_scales.settle", settled)
    series = series_of(observe(typed([0.4], ["2024-01-01"])), None)
    with pytest.raises(NearError) as raised:
        fit({"a": series, "b": series}, smooth=False)
    assert raised.value.args == ("the last scales", 2 if fit is fit_shared else 1)


def test_a_joint_space_holds_each_reading_on_the_level_and_effects_of_its_own_series() -> None:
    dates = ["2024-01-01", "2024-01-20", "2024-02-01"]
    first = series_of(observe(typed([0.4, 0.5, 0.6], dates, pollster=["A", "B", "B"])), None, [9])
    second = series_of(observe(typed([0.2, 0.3], dates[1:], pollster=["A", "B"])), None)
    joint = _joint_space(_spaces([first, second], False))
    steps = joint.steps
    assert np.diff(steps.days).tolist() == [19, 0, 12, 0]
    assert steps.levels[:, 0].tolist() == [[1, 0], [1, 0], [0, 1], [1, 0], [0, 1]]
    own, other = first.steps, second.steps
    for name in ("values", "sampling", "wander", "inflation"):
        both = [getattr(own, name), getattr(other, name)]
        expected = [both[0][0], both[0][1], both[1][0], both[0][2], both[1][1]]
        assert getattr(steps, name) == pytest.approx(np.array(expected)), name
    assert steps.effects[:, 0, 0] == pytest.approx(
        [*own.effects[:2, 0, 0], 0, own.effects[2, 0, 0], 0]
    )
    assert steps.effects[:, 0, 1] == pytest.approx([0, 0, *other.effects[:1, 0, 0], 0,
                                                    other.effects[1, 0, 0]])  # fmt: skip
    assert steps.initial.tolist() == [[25, 0], [0, 25]] and steps.breaks == (9,)
    walk, common, extra, house = joint.scales
    assert walk.level is not None and walk.level.tolist() == [[1, 0], [0, 1]]
    assert common.level is not None and common.level.tolist() == [[1, 1], [1, 1]]
    assert extra.extra is not None and extra.extra.tolist() == [[1, 0], [0, 1]]
    assert house.effects is not None and house.effects.tolist() == [[1, 0], [0, 1]]
    assert extra.effects is None and house.extra is None and extra.level is None


def test_a_series_without_a_kind_of_effect_has_none_of_its_scale() -> None:
    """One house alone has no free effect, but shares the scale of the other's."""
    dates = ["2024-01-01", "2024-01-20"]
    one = series_of(observe(typed([0.4, 0.5], dates)), None)
    two = series_of(observe(typed([0.4, 0.5], dates, pollster=["A", "B"])), None)
    spaces = _spaces([one, two], False)
    names = ["volatility", "extra", "house"]
    assert [[scale.name for scale in space.scales] for space in spaces] == [names, names]
    shapes = [space.scales[2].effects for space in spaces]
    assert [None if shape is None else shape.tolist() for shape in shapes] == [[], [[1.0]]]
    joint = _joint_scale([space.scales[2] for space in spaces])
    assert joint.effects is not None and joint.effects.tolist() == [[1.0]]

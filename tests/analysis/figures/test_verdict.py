"""Figures of verdicts: how a verdict bends with a choice behind its claim."""

from __future__ import annotations

from typing import Any

import matplotlib.dates
import pandas as pd
import pytest

from analysis.claims.check import check
from analysis.claims.verdict import Verdict
from polls.errors import ProblemsError
from tests.writers.claim_writer import claim, reading, readings

SHARES = (0.40, 0.40, 0.50, 0.50, 0.45, 0.45)


def risen(**fields: Any) -> Verdict:
    """Whether it rose since March: from 40% it did, from 50% it fell."""
    rows = [reading(f"2025-{month:02}-15", share) for month, share in enumerate(SHARES, 1)]
    asked = claim("change", **{"start": "2025-03-15", "basis": "reading", **fields})
    return check(asked, readings(*rows), fit=None)


def test_the_verdict_stands_against_the_starting_day() -> None:
    found = risen()
    assert found.robustness is not None
    rows = found.robustness.along("starting day")
    assert set(rows["verdict"]) == {"supported", "contradicted"}
    axes = found.plot(kind="starting day")
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == ["contradicted", "not settled", "supported"]
    for line in axes.lines[:3]:
        own = rows[rows["verdict"] == line.get_label()]
        days = matplotlib.dates.date2num(pd.to_datetime(own["value"]))
        assert list(line.get_xdata()) == list(days)
        assert list(line.get_ydata()) == [labels.index(str(line.get_label()))] * len(own)
    figure = axes.figure
    figure.draw_without_rendering()
    assert any("by its starting day" in text.get_text() for text in figure.texts)


def test_a_choice_without_steps_is_named_along_the_axis() -> None:
    found = risen(by=0.02)
    assert found.robustness is not None
    axes = found.plot(kind="threshold")
    named = [text.get_text() for text in axes.get_xticklabels()]
    assert named == found.robustness.along("threshold")["value"].tolist()


@pytest.mark.parametrize(("start", "kind"), [("2025-03-15", "model"), ("2024-01-15", "model")])
def test_a_choice_that_the_verdict_does_not_have_is_one_error(start: str, kind: str) -> None:
    with pytest.raises(ProblemsError, match=r"unknown (choice|kind)"):
        risen(start=start).plot(kind=kind)

"""The calibration benchmark runs, and its scores mean what they say."""

from __future__ import annotations

from benchmarks.verdict_calibration import bins, score


def test_every_claim_of_a_world_is_scored_against_its_truth() -> None:
    scores = score(2)
    assert len(scores) == 26
    assert scores["probability"].between(0, 1).all()
    assert bins(scores)["claims"].sum() == 26
    sure = scores[scores["verdict"] == "supported"]
    assert sure["true"].mean() >= 0.75

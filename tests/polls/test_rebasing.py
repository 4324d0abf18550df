"""From all who were asked to those with an opinion."""

from __future__ import annotations

import pandas as pd
import pytest

from polls import ProblemsError, conform, rebase


def wave(**shares: float) -> pd.DataFrame:
    rows = [
        {"country": "GB", "question": "level10y", "answer": answer, "share": share,
         "start": "2024-01-07", "n": 1000, "deff": 1.2, "base": "all"}
        for answer, share in shares.items()
    ]  # fmt: skip
    return conform(rows)


def test_shares_bases_and_steps_are_those_of_the_people_who_remain() -> None:
    found = rebase(wave(too_high=0.6, too_low=0.2, dont_know=0.2))
    assert found["share"].tolist() == [0.75, 0.25]
    assert found["n"].tolist() == [800, 800]
    assert found["precision"].tolist() == [0.0125, 0.0125]
    assert found["deff"].tolist() == [1.2, 1.2]
    assert set(found["base"]) == {"substantive"}
    assert set(found["note"]) == {"rebased without dont_know"}


def test_a_wave_without_dont_knows_stays_as_it_is() -> None:
    readings = wave(too_high=0.6, too_low=0.4)
    pd.testing.assert_frame_equal(rebase(readings), readings)


def test_what_to_leave_out_can_be_told() -> None:
    found = rebase(wave(yes=0.3, no=0.3, skip=0.4), leave_out=["skip"])
    assert found["share"].tolist() == [0.5, 0.5]


def test_a_limit_cannot_be_taken_out_of_a_base() -> None:
    readings = wave(too_high=0.6, dont_know=0.01).assign(censored=[False, True])
    with pytest.raises(ProblemsError, match="rebase-unsure"):
        rebase(readings)

"""Of claims given a probability p, a share p is true: worlds whose exact posterior is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from analysis.claims.check import check_claims
from analysis.claims.read import parse_claims
from analysis.claims.verdict import Verdict
from tests.writers.claim_writer import readings

DAYS = pd.DatetimeIndex(["2025-01-10", "2025-06-10"])
COUNTRIES = ("GB", "FR")
LEVEL, STEP, SHARED, NOISE = 0.5, 0.3, 0.11, 0.065
"""Standard deviations in logits: of opinion on the first day and of its move to the second, of
the error that all polls share (0.3 alike on both days), and of a reading."""
OPINION = np.array([[LEVEL**2, LEVEL**2], [LEVEL**2, LEVEL**2 + STEP**2]])
ERROR = SHARED**2 * np.array([[1.0, 0.3], [0.3, 1.0]])
WORLDS = 30


class ExactTrend:
    """The exact posterior of opinion, or of what pollsters find, given the two readings."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.heard = logit(rows.sort_values("start")["share"].to_numpy())

    def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> pd.DataFrame:
        wanted = OPINION + (ERROR if of == "polls" else 0.0)
        gain = wanted @ np.linalg.inv(OPINION + ERROR + NOISE**2 * np.eye(2))
        spread = wanted - gain @ wanted.T
        drawn = np.random.default_rng(seed).multivariate_normal(gain @ self.heard, spread, n)
        place = [int(np.argmin(abs(DAYS - day))) for day in pd.DatetimeIndex(dates)]
        return pd.DataFrame(expit(drawn[:, place]), columns=dates)


def judged(world: int) -> list[tuple[Verdict, str, bool]]:
    """The verdicts on some claims of one world, what each is of, and whether it is true."""
    random = np.random.default_rng([7, world])
    zero = np.zeros(2)
    truth = {c: random.multivariate_normal(zero, OPINION) for c in COUNTRIES}
    rows = []
    for country, levels in truth.items():
        heard = levels + random.multivariate_normal(zero, ERROR) + random.normal(0, NOISE, 2)
        shares = expit(heard)
        rows += [
            {
                "country": country, "pollster": "A", "question": "q", "answer": "a",
                "start": day, "end": day, "published": day, "share": share, "n": 1000.0,
            }
            for day, share in zip(DAYS, shares, strict=True)
        ]  # fmt: skip
    (before, now), (_, other) = (expit(truth[country]) for country in COUNTRIES)
    near = round(float(rows[1]["share"] + random.normal(0, 0.03)), 3)
    claims: list[tuple[dict[str, Any], str, bool]] = [
        ({"kind": "value", "share": near, "margin": 0.03}, "levels", abs(now - near) <= 0.03),
        ({"kind": "threshold", "above": near}, "levels", now > near),
        ({"kind": "threshold", "below": near}, "levels", now < near),
        ({"kind": "ranking", "others": ["FR"]}, "levels", now > other),
        ({"kind": "similar", "others": ["FR"], "margin": 0.1}, "levels", abs(now - other) <= 0.1),
        ({"kind": "change", "start": "2025-01-10"}, "changes", now > before),
        ({"kind": "change", "start": "2025-01-10", "by": 0.03}, "changes", now - before > 0.03),
        ({"kind": "record", "start": "2025-06-01"}, "changes", now > before),
    ]
    usual = {"sentence": "So it is.", "as_of": "2025-06-10", "country": "GB", "question": "q",
             "answer": "a"}  # fmt: skip
    tables = [usual | table | {"id": f"c{i}"} for i, (table, _, _) in enumerate(claims)]
    verdicts = check_claims(
        parse_claims({"claim": tables}), readings(*rows), fit=ExactTrend, seed=world
    )
    return [(v, of, bool(holds)) for v, (_, of, holds) in zip(verdicts, claims, strict=True)]


def test_of_claims_given_a_probability_that_share_is_true(monkeypatch: Any) -> None:
    # A trend is exact here from two readings on.
    monkeypatch.setattr("analysis.claims.draws.MIN_READINGS", 2)
    found = pd.DataFrame(
        [
            {"of": of, "p": verdict.probability_opinion, "true": holds,
             "polls": verdict.probability_polls}
            for world in range(WORLDS)
            for verdict, of, holds in judged(world)
        ]
    )  # fmt: skip
    assert found["p"].notna().all()
    for _, part in found.groupby("of"):
        for _, some in part.groupby(part["p"].mul(5).astype(int).clip(upper=4)):
            spread = np.sqrt((some["p"] * (1 - some["p"])).sum())
            assert abs((some["true"] - some["p"]).sum()) < 3 * spread + 1
        # How well probabilities tell true from false, and that those of the polls do it worse.
        scores = {name: ((part[name] - part["true"]) ** 2).mean() for name in ("p", "polls")}
        assert scores["p"] < 0.2
    levels = found[found["of"] == "levels"]
    assert ((levels["polls"] - levels["true"]) ** 2).mean() > (
        (levels["p"] - levels["true"]) ** 2
    ).mean()

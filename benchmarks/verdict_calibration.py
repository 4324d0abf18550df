"""Are the probabilities of verdicts honest? Among claims given p, a share p should be true.

Worlds are drawn from the model's own priors: two countries, a daily path of opinion each,
polls binomially sampled and rounded to percents; and a question of three answers, of which
each respondent gives one. All polls are off together: by the house, and by an error of 0.11
logits that every pollster shares and that fades in part within a year. Claims of every kind
are checked against the polls by `analysis.check`, as a newsroom would, and then against the
path of opinion itself; claims on levels and on changes are shown apart.

    python -m benchmarks.verdict_calibration [worlds]
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.claims.check import check_claims
from analysis.claims.read import parse_claims
from analysis.trends.one_series import PRIORS
from analysis.trends.question_waves import ratios_of, shares_of
from analysis.trends.shared_error import COMMON_ERROR, SharedError
from polls.schema import conform

__all__ = ["World", "draw_world", "main", "score"]

FIRST_DAY = pd.Timestamp("2020-01-01")
LAST_DAY = pd.Timestamp("2024-12-31")
COUNTRIES = ("GB", "FR")
ANSWERS = ("yes", "no", "unsure")
SHARES = np.array([0.46, 0.46, 0.08])
"""Where the three answers begin, give or take 0.3 logits: the first two are hard to rank."""


@dataclass(frozen=True)
class World:
    """Polls and the truth behind them: a share a day and country, or a day and answer."""

    readings: pd.DataFrame
    truth: pd.DataFrame

    def at(self, country: str, days: Sequence[pd.Timestamp]) -> np.ndarray:
        """The true shares on some days."""
        return self.truth[country].reindex(pd.DatetimeIndex(list(days))).to_numpy()


def draw_scales(random: np.random.Generator, *names: str) -> list[float]:
    """Scales of the trend from their priors."""
    chosen = [PRIORS[name] for name in names]
    return [
        float(median * np.exp(spread * random.standard_normal())) for median, spread, _ in chosen
    ]


def draw_world(random: np.random.Generator) -> World:
    """A world from the priors of the trend's scales."""
    days = pd.date_range(FIRST_DAY, LAST_DAY, unit="s")
    truth, rows = {}, []
    shared = draw_shared_error(random)
    for country in COUNTRIES:
        volatility, extra = draw_scales(random, "volatility", "extra")
        steps = random.normal(0, volatility / np.sqrt(365.25), len(days))
        level = random.normal(0, 0.7) + np.cumsum(steps)
        truth[country] = expit(level)
        polled = np.sort(random.choice(len(days), random.integers(8, 40), replace=False))
        n = random.integers(800, 2500)
        off = shared.draws(polled, 1, [int(random.integers(2**31))])[0, 0]
        heard = expit(level[polled] + off + random.normal(0, extra, len(polled)))
        for day, share in zip(days[polled], random.binomial(n, heard) / n, strict=True):
            rows.append({"country": country, "start": day, "share": round(share, 2), "n": n})
    answers, shares = draw_answers(random, days, shared)
    frame = pd.concat([pd.DataFrame(rows).assign(question="q", answer="a"), answers])
    readings = conform(frame.assign(end=frame["start"], published=frame["start"], pollster="A"))
    return World(readings, pd.DataFrame(truth, index=days).join(shares))


def draw_shared_error(random: np.random.Generator) -> SharedError:
    """What all polls get wrong together: the one house's distance, and the common error."""
    (house,) = draw_scales(random, "house")
    return SharedError(house**2, COMMON_ERROR**2)


def draw_answers(
    random: np.random.Generator, days: pd.DatetimeIndex, shared: SharedError
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Polls of a question of three answers, and the true share of each on every day."""
    *volatility, extra = draw_scales(random, "volatility", "volatility", "extra")
    steps = random.normal(0, np.array(volatility) / np.sqrt(365.25), (len(days), 2))
    levels = ratios_of(SHARES) + random.normal(0, 0.3, 2) + np.cumsum(steps, axis=0)
    offered = np.ones(len(ANSWERS), dtype=bool)
    polled = np.sort(random.choice(len(days), random.integers(8, 40), replace=False))
    n = random.integers(800, 2500)
    heard = shares_of(levels[polled] + random.normal(0, extra, (len(polled), 2)), offered)
    seed = [int(random.integers(2**31))]
    heard = shared.added_to_parts(heard[None], polled, seed)[0]
    rows = [
        {"question": "choice", "country": "GB", "answer": answer, "start": day, "n": n,
         "share": round(count / n, 2)}
        for day, shares in zip(days[polled], heard, strict=True)
        for answer, count in zip(ANSWERS, random.multinomial(n, shares), strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows), pd.DataFrame(shares_of(levels, offered), days, list(ANSWERS))


def draw_claims(world: World, random: np.random.Generator) -> list[dict[str, Any]]:
    """A claim of each kind about the last years, near enough to be in doubt."""
    usual = {
        "sentence": "So it is.",
        "as_of": LAST_DAY.date(),
        "country": "GB",
        "question": "q",
        "answer": "a",
        "max_age": 2000,
    }
    britain = world.readings[world.readings["answer"] == "a"].query("country == 'GB'")
    choice = {"kind": "ranking", "among": "answer", "question": "choice", "answer": "yes"}
    last = float(britain.sort_values("start")["share"].iloc[-1])
    near = float(np.clip(round(last + random.normal(0, 0.05), 2), 0.02, 0.98))
    start = (LAST_DAY - pd.Timedelta(days=int(random.integers(60, 900)))).date()
    first = britain["start"].min().date()
    start = max(start, first)
    tables: list[dict[str, Any]] = [
        {"kind": "value", "share": near, "margin": float(random.choice([0.02, 0.05, 0.1]))},
        {"kind": "threshold", "above": near, "start": start},
        {"kind": "threshold", "below": near, "start": start},
        {"kind": "record", "start": start},
        {"kind": "record", "start": start, "direction": "lowest"},
        {"kind": "change", "start": start, "by": float(random.choice([0.0, 0.02, 0.05]))},
        {"kind": "change", "start": start, "direction": "down"},
        {"kind": "similar", "others": ["FR"], "margin": float(random.choice([0.1, 0.2]))},
        {"kind": "similar", "others": ["FR"], "aspect": "direction", "start": start},
        {"kind": "similar", "others": ["FR"], "aspect": "parallel", "start": start},
        {"kind": "ranking", "among": "country", "others": ["FR"]},
        {**choice, "others": ["no"]},
        {**choice, "others": ["no", "unsure"], "place": "last"},
    ]
    return [usual | table | {"id": f"claim-{i}"} for i, table in enumerate(tables)]


def is_true(table: dict[str, Any], world: World) -> bool:
    """Whether a claim holds in the world itself; a path is looked at where it was measured."""
    kind = table["kind"]
    if table.get("among") == "answer":
        own, *others = (world.truth[name].iloc[-1] for name in ("yes", *table["others"]))
        return bool(own < min(others) if table.get("place") == "last" else own > max(others))
    own_rows = (world.readings["country"] == "GB") & (world.readings["answer"] == "a")
    polled = world.readings.loc[own_rows, "start"]
    start = pd.Timestamp(str(table.get("start", LAST_DAY.date())))
    inside = [*polled[polled >= start], LAST_DAY]
    now, other = world.at("GB", [LAST_DAY])[0], world.at("FR", [LAST_DAY])[0]
    before, other_before = world.at("GB", [start])[0], world.at("FR", [start])[0]
    if kind == "value":
        return bool(abs(now - table["share"]) <= table["margin"])
    if kind == "threshold":
        path = world.at("GB", inside)
        if "above" in table:
            return bool(path.max() > table["above"])
        return bool(path.min() < table["below"])
    if kind == "record":
        sign = -1 if table.get("direction") == "lowest" else 1
        earlier = world.at("GB", list(polled[polled < start]))
        return bool((sign * world.at("GB", inside)).max() > (sign * earlier).max())
    if kind == "change":
        sign = -1 if table.get("direction") == "down" else 1
        return bool(sign * (now - before) > table.get("by", 0.0))
    if kind == "ranking":
        return bool(now > other)
    if table.get("aspect") == "direction":
        return bool(np.sign(now - before) == np.sign(other - other_before))
    if table.get("aspect") == "parallel":
        return bool(abs((other - other_before) - (now - before)) <= 0.05)
    return bool(abs(now - other) <= table["margin"])


def is_of_change(table: dict[str, Any]) -> bool:
    """Whether a claim is on a movement, in which part of the shared error cancels."""
    moving = table.get("aspect") in ("direction", "parallel")
    return table["kind"] in ("change", "record") or moving


def score(worlds: int, seed: int = 0) -> pd.DataFrame:
    """Probability and truth of every claim of some worlds: world, kind, probability, true."""
    rows = []
    for number in range(worlds):
        random = np.random.default_rng([seed, number])
        world = draw_world(random)
        tables = draw_claims(world, random)
        verdicts = check_claims(parse_claims({"claim": tables}), world.readings, seed=number)
        for table, verdict in zip(tables, verdicts, strict=True):
            if verdict.probability_opinion is not None:
                rows.append(
                    {
                        "world": number,
                        "kind": f"{table['kind']} {table.get('among', '')}".strip(),
                        "of": "changes" if is_of_change(table) else "levels",
                        "verdict": verdict.verdict,
                        "probability": verdict.probability_opinion,
                        "true": is_true(table, world),
                    }
                )
    return pd.DataFrame(rows)


def bins(scores: pd.DataFrame) -> pd.DataFrame:
    """Ten bins of probability: claims, mean probability, share true, and the difference in
    standard errors, sqrt(sum p(1-p)), as if the claims of a world were independent."""
    rows = []
    place = scores["probability"].mul(10).astype(int).clip(upper=9)
    for at in sorted(place.unique()):
        inside = scores[place == at]
        expected = inside["probability"]
        rows.append(
            {
                "bin": f"{at / 10:.1f} to {at / 10 + 0.1:.1f}",
                "claims": len(inside),
                "probability": expected.mean(),
                "true": inside["true"].mean(),
                "standard_errors": (inside["true"] - expected).sum()
                / np.sqrt((expected * (1 - expected)).sum()),
            }
        )
    return pd.DataFrame(rows)


def main(worlds: int = 200) -> int:
    """Print the ten bins, and how often verdicts are right; 1 where a bin is 3 errors off."""
    began = time.perf_counter()
    scores = score(worlds)
    print(f"{len(scores)} claims in {worlds} worlds, {time.perf_counter() - began:.0f} s\n")
    table = bins(scores)
    for what, some in scores.groupby("of"):
        print(f"Claims on {what}")
        print(bins(some).to_string(index=False, float_format="%.3f") + "\n")
    print("All")
    print(table.to_string(index=False, float_format="%.3f"))
    by_kind = scores.assign(miss=scores["true"] - scores["probability"]).groupby("kind")
    print("\nMean of truth minus probability, in standard errors, by kind")
    print((by_kind["miss"].mean() / by_kind["miss"].sem()).to_string(float_format="%.2f"))
    print("\nShare of claims that are true, by verdict")
    print(scores.groupby("verdict")["true"].agg(["size", "mean"]).to_string(float_format="%.3f"))
    return int((table["standard_errors"].abs() > 3).any())


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))

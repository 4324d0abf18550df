"""Small writers for tests of claims: readings of a neutral question, and claim tables."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.claim import Claim, CountClaim, SeriesClaim
from analysis.claims.evidence import Known, known_readings
from analysis.claims.read import parse_claims
from analysis.claims.verdict import Finding, Thresholds
from polls.codebooks.model import codebook
from polls.schema import conform


def reading(day: str, share: float, **fields: Any) -> dict[str, Any]:
    """One reading of approval in Great Britain, taken and published on a day."""
    usual = {
        "country": "GB", "pollster": "YouGov", "question": "approval", "answer": "approve",
        "n": 2000.0, "source": "somewhere",
    }  # fmt: skip
    return {**usual, "start": day, "end": day, "published": day, "share": share, **fields}


def official(*rows: tuple[str, str, float], country: str = "GB") -> pd.DataFrame:
    """An official series of visits: first day, last day and count of each period."""
    starts, ends, values = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "series": "visits", "country": country, "period_start": pd.to_datetime(list(starts)),
            "date": pd.to_datetime(list(ends)), "value": list(values), "source": "somewhere",
            "note": "",
        }
    )  # fmt: skip


FOUR_COUNTRIES = (
    reading("2025-01-15", 0.4),
    reading("2025-05-15", 0.44),
    reading("2025-01-15", 0.3, country="FR"),
    reading("2025-05-15", 0.33, country="FR"),
    reading("2025-05-15", 0.47, country="FR", pollster="Ipsos"),
    reading("2025-01-10", 0.5, country="DE"),
    reading("2025-05-10", 0.48, country="DE"),
    reading("2025-01-10", 0.6, country="ES"),
    reading("2025-05-10", 0.52, country="ES"),
)
"""A question in four countries, in January and in May; in one by two pollsters."""


def readings(*rows: dict[str, Any]) -> pd.DataFrame:
    """A readings frame of such rows."""
    return conform(list(rows))


def claim_table(kind: str, **fields: Any) -> dict[str, Any]:
    """A `[[claim]]` table on that question, as of the end of June 2025."""
    usual = {"id": kind, "kind": kind, "sentence": "So it is.", "as_of": "2025-06-30"}
    if kind != "unmeasured" and "official" not in fields:
        usual |= {"country": "GB", "question": "approval", "answer": "approve"}
    return {**usual, **fields}


def claim(kind: str, **fields: Any) -> Claim:
    """That table, parsed."""
    return parse_claims({"claim": [claim_table(kind, **fields)]})[0]


class FlatTrend:
    """A trend that is known: a share at every date, with normal noise common to all dates."""

    def __init__(self, share: float, spread: float, slope: float = 0.0) -> None:
        self.share, self.spread, self.slope = share, spread, slope

    def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> pd.DataFrame:
        noise = np.random.default_rng(seed).normal(scale=self.spread, size=(n, 1))
        years = (pd.DatetimeIndex(dates) - pd.Timestamp("2025-06-30")).days.to_numpy() / 365.25
        return pd.DataFrame(self.share + self.slope * years + noise, columns=dates)


class JointTrend:
    """Answers whose shares are known: what the first gains the second loses."""

    def __init__(self, shares: dict[str, float], spread: float) -> None:
        self.shares, self.spread = shares, spread

    def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> pd.DataFrame:
        noise = np.random.default_rng(seed).normal(scale=self.spread, size=n)
        moves = [noise, -noise, *(0 * noise for _ in range(len(self.shares) - 2))]
        columns = pd.MultiIndex.from_product([dates, self.shares], names=["date", "answer"])
        each = [share + move for share, move in zip(self.shares.values(), moves, strict=True)]
        return pd.DataFrame(np.column_stack(each * len(dates)), columns=columns)


AS_OF = dt.date(2025, 6, 30)


def opinion(kind: str, **fields: Any) -> SeriesClaim:
    """A claim on opinion on that question."""
    made = claim(kind, **fields)
    assert isinstance(made, SeriesClaim)
    return made


def known_of(made: SeriesClaim, *rows: dict[str, Any]) -> list[Known]:
    """What counts of the series of a claim by which it can be judged, its own first."""
    frame, book = readings(*rows), codebook()
    known = [
        known_readings(frame, each, as_of=made.as_of, source=made.source, book=book)
        for each in (made.series, *made.compared)
    ]
    return made.heard(known)


def told(finding: Finding) -> list[str]:
    """All that a finding holds, a line each: outcome, clause, readings, notes, numbers."""
    lines = [finding.outcome or "nothing", finding.text]
    for item in finding.readings:
        name = f" {item.name.partition(' (')[0]}" if item.name.startswith('"') else ""
        note = f", {item.note}" if item.note else ""
        lines.append(f"{item.value:.6g}{name}, {item.pollster or item.source}, {item.end}{note}")
    lines += finding.notes
    if finding.jump > 0.0005:
        lines.append(f"{finding.jump:.3f} standard errors")
    if finding.probability is not None:
        lines.append(f"probability {finding.probability:.4g}")
    return lines


def published(
    kind: str, rows: Sequence[dict[str, Any]], *, one_whole: bool = False, **fields: Any
) -> list[str]:
    """What readings say of a claim."""
    made = opinion(kind, **fields)
    return told(made.published(known_of(made, *rows), one_whole=one_whole))


def drawn(
    kind: str, rows: Sequence[dict[str, Any]], paths: Sequence[Any], **fields: Any
) -> list[str]:
    """What paths of the trend, a row a draw and a column a day, say of a claim."""
    made = opinion(kind, **fields)
    arrays = [np.array(path, dtype=float) for path in paths]
    return told(made.drawn(known_of(made, *rows), arrays, Thresholds()))


def counted(kind: str, counts: pd.DataFrame, **fields: Any) -> list[str]:
    """What an official series of visits says of a claim."""
    made = claim(kind, official="visits", **fields)
    assert isinstance(made, CountClaim)
    return told(made.counted(counts, "visits", "Visits (of a day)"))

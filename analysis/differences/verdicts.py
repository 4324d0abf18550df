"""Which verdicts are no longer the same, and which readings did it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from analysis.claims.verdict import Evidence, Verdict
from analysis.wording import chance, day, listing, printed

__all__ = ["verdict_differences"]


def verdict_differences(old: Sequence[Verdict], new: Sequence[Verdict]) -> pd.DataFrame:
    """The claims whose verdict changed, with why.

    Args:
        old, new: verdicts on the same claims from two versions of the data, matched by their ids.

    Returns:
        id, sentence, old, new, why; a claim that only one has is listed with "no claim".
    """
    before = {verdict.id: verdict for verdict in old}
    after = {verdict.id: verdict for verdict in new}
    rows = []
    for name in dict.fromkeys([*before, *after]):
        first, last = before.get(name), after.get(name)
        known = last or first
        assert known is not None  # one of them has it
        pair = tuple("no claim" if each is None else each.verdict for each in (first, last))
        if pair[0] != pair[1]:
            rows.append([name, known.sentence, *pair, _why(first, last)])
    return pd.DataFrame(rows, columns=["id", "sentence", "old", "new", "why"])


def _why(first: Verdict | None, last: Verdict | None) -> str:
    """The readings that only one of two verdicts rests on, else the move of its probability."""
    if first is None or last is None:
        return "only one version has the claim"
    came = [_said(item) for item in last.readings if item not in first.readings]
    went = [_said(item) for item in first.readings if item not in last.readings]
    parts = [f"now {listing(came)}"] if came else []
    parts += [f"no longer {listing(went)}"] if went else []
    if not parts and None not in (first.probability, last.probability):
        parts = [f"chance {_chance(first)}, now {_chance(last)}"]
    return "; ".join(parts) or last.reason


def _chance(verdict: Verdict) -> str:
    return "not known" if verdict.probability is None else chance(verdict.probability)


def _said(item: Evidence) -> str:
    value = printed(item.value, 0.001, censored=item.censored)
    if item.unit != "share":
        value = f"{item.value:,.0f} {item.unit}"
    end = item.end or item.published
    return (
        f"{value} ({', '.join(part for part in (item.pollster, day(end) if end else '') if part)})"
    )

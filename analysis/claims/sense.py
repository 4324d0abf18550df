"""Whether a claim can mean anything at all: shares within 0 and 1, days in order, one limit.

The same rules hold for a claim read from a file and for one made in a notebook.
"""

from __future__ import annotations

from collections.abc import Iterator

from analysis.claims.kinds import (
    ChangeClaim,
    Claim,
    CumulativeRecordClaim,
    RankingClaim,
    RecordClaim,
    SeriesClaim,
    SimilarClaim,
    ThresholdClaim,
)
from polls.errors import Place, Problem

__all__ = ["contradictions"]

SHARES = ("share", "margin", "above", "below", "by")
"""The fields that are shares of 0 to 1, in whichever kind of claim has them."""


def contradictions(claim: Claim, place: Place) -> list[Problem]:
    """What is impossible about a claim, whatever the readings.

    >>> import datetime as dt
    >>> from analysis.claims.kinds import Series, ThresholdClaim
    >>> day = dt.date(2025, 3, 31)
    >>> claim = ThresholdClaim(id="a", sentence="It topped 40%", as_of=day, start=day, end=day,
    ...                        series=Series("GB", "approval", "approve"), above=40)
    >>> print(contradictions(claim, Place())[0])
    above is not a share [share-out-of-range]
        got 40, expected a share of 0 to 1
        hint: did you mean 0.4?
    """
    found = [
        Problem(
            "share-out-of-range",
            f"{name} is not a share",
            place,
            got=f"{value:g}",
            expected="a share of 0 to 1",
            hint=f"did you mean {value / 100:g}?" if 1 < value <= 100 else "",
        )
        for name in SHARES
        if (value := getattr(claim, name, None)) is not None and not 0 <= value <= 1
    ]
    return found + [
        Problem("contradictory-options", title, place, got=got) for title, got in _clashes(claim)
    ]


def _clashes(claim: Claim) -> Iterator[tuple[str, str]]:
    """What contradicts what, and the values."""
    if isinstance(claim, SeriesClaim | CumulativeRecordClaim) and claim.end > claim.as_of:
        yield "end lies after as_of", f"end {claim.end}, as_of {claim.as_of}"
    if isinstance(claim, ThresholdClaim) and (claim.above is None) == (claim.below is None):
        limits = "neither" if claim.above is None else f"above {claim.above}, below {claim.below}"
        yield "a threshold is either `above` or `below`", limits
    if isinstance(claim, ThresholdClaim | RecordClaim | SimilarClaim):
        start = claim.start or claim.end
        if start > claim.end:
            yield "start lies after end", f"start {start}, end {claim.end}"
        if isinstance(claim, RecordClaim) and claim.since is not None and claim.since >= start:
            name = "start" if claim.start else "end"
            yield f"since does not lie before {name}", f"since {claim.since}, {name} {start}"
    if isinstance(claim, ChangeClaim) and claim.start >= claim.end:
        yield "start does not lie before end", f"start {claim.start}, end {claim.end}"
    if isinstance(claim, SimilarClaim) and claim.aspect != "level" and claim.start == claim.end:
        yield f"aspect '{claim.aspect}' needs a start before end", f"start {claim.start}"
    if isinstance(claim, SimilarClaim | RankingClaim):
        yield from _others(claim)


def _others(claim: SimilarClaim | RankingClaim) -> Iterator[tuple[str, str]]:
    if not claim.others:
        yield "there is nothing to compare with", "others is empty"
    if claim.series in claim.compared:
        yield "a series is compared with itself", str(claim.series)

"""Verdicts as ClaimReview (schema.org, JSON-LD), their readings and sources as evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.claims.verdict import Evidence, Outcome, Verdict

__all__ = ["claim_reviews"]

RATINGS: Mapping[Outcome, int] = {"contradicted": 1, "not settled": 3, "supported": 5}
"""On a scale of 1 (false) to 5 (true); what is not checkable has a word and no number."""


def claim_reviews(
    verdicts: Sequence[Verdict], sources: pd.DataFrame, *, author: str = "polltide"
) -> dict[str, Any]:
    """The verdicts as one JSON-LD document.

    Args:
        verdicts: as `check_claims` returns them.
        sources: the sources table, for the titles and addresses of the readings.
        author: who publishes the reviews.

    >>> claim_reviews([], pd.DataFrame({"source": []}))["@context"]
    'https://schema.org'
    """
    known = sources.set_index("source").to_dict("index")
    return {
        "@context": "https://schema.org",
        "@graph": [_review(verdict, known, author) for verdict in verdicts],
    }


def _review(verdict: Verdict, sources: Mapping[Any, Any], author: str) -> dict[str, Any]:
    rating: dict[str, Any] = {"@type": "Rating", "alternateName": verdict.verdict}
    if verdict.verdict in RATINGS:
        rating |= {"ratingValue": RATINGS[verdict.verdict], "worstRating": 1, "bestRating": 5}
    counted = [reading for reading in verdict.readings if reading.counts]
    return {
        "@type": "ClaimReview",
        "@id": f"#{verdict.id}",
        "claimReviewed": verdict.sentence,
        "datePublished": verdict.as_of.isoformat(),
        "author": {"@type": "Organization", "name": author},
        "reviewRating": rating,
        "reviewBody": verdict.reason,
        "itemReviewed": {"@type": "Claim", "name": verdict.sentence},
        "citation": [_citation(reading, sources.get(reading.source, {})) for reading in counted],
    }


def _citation(reading: Evidence, source: Mapping[str, Any]) -> dict[str, Any]:
    percent = reading.unit == "share"
    days = [day.isoformat() for day in (reading.start, reading.end) if day is not None]
    observation: dict[str, Any] = {
        "@type": "Observation",
        "name": reading.name,
        "value": round(100 * reading.value, 6) if percent else reading.value,
        "unitText": "percent" if percent else reading.unit,
        "observationDate": "/".join(dict.fromkeys(days)),
    }
    cited = {
        "@type": "Dataset",
        "name": str(source.get("title", "")) or reading.source,
        "url": str(source.get("url", "")),
        "creator": str(source.get("producer", "")) or reading.pollster,
    }
    return {**{name: value for name, value in cited.items() if value}, "about": observation}

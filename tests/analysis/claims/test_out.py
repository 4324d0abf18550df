"""Verdicts for other programs: JSON with its schema, ClaimReview, SARIF."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from analysis.claims.check import check_claims
from analysis.claims.out.claim_review import claim_reviews
from analysis.claims.out.json_schema import json_schema
from analysis.claims.out.sarif import sarif
from analysis.claims.verdict import Verdict
from tests.writers.claim_writer import claim, reading, readings

CLAIMS = [
    claim("value", id="near", share=0.45),
    claim("value", id="far", share=0.70),
    claim("unmeasured", id="none", needs="a series"),
]
VERDICTS = check_claims(CLAIMS, readings(reading("2025-06-15", 0.45)), fit=None)
SOURCES = pd.DataFrame(
    {"source": ["somewhere"], "title": ["A poll"], "url": ["https://example.org"], "producer": [""]}
)


def misfits(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """What in a value the parts of JSON Schema that we use would refuse."""
    if "anyOf" in schema:
        return min((misfits(value, each, at) for each in schema["anyOf"]), key=len)
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{at}: {value!r}"]
    kinds = {"object": dict, "array": list, "string": str, "number": (int, float),
             "boolean": bool, "null": type(None)}  # fmt: skip
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, kinds[kind]) for kind in wanted):  # type: ignore[arg-type]
        return [f"{at}: {value!r} is not {wanted}"]
    if isinstance(value, list):
        return [m for i, v in enumerate(value) for m in misfits(v, schema["items"], f"{at}/{i}")]
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        found = [f"{at}: {name} missing" for name in schema["required"] if name not in value]
        found += [f"{at}: {name} unknown" for name in value if name not in known]
        return found + [
            m for n, v in value.items() if n in known for m in misfits(v, known[n], f"{at}/{n}")
        ]
    return []


def as_json(verdicts: tuple[Verdict, ...], *, robustness: bool = False) -> Any:
    return json.loads(json.dumps([each.as_dict(robustness=robustness) for each in verdicts]))


def test_verdicts_keep_to_the_schema_and_a_slip_would_be_seen() -> None:
    assert misfits(as_json(VERDICTS), json_schema()) == []
    assert misfits(as_json(VERDICTS, robustness=True), json_schema()) == []
    broken = as_json(VERDICTS)
    broken[0]["verdict"] = "true"
    broken[1]["surprise"] = 1
    assert len(misfits(broken, json_schema())) == 2


def test_a_claim_review_cites_the_reading_and_its_source() -> None:
    near, far, none = claim_reviews(VERDICTS, SOURCES)["@graph"]
    assert near["@type"] == "ClaimReview"
    assert near["reviewRating"] == {
        "@type": "Rating", "alternateName": "supported",
        "ratingValue": 5, "worstRating": 1, "bestRating": 5,
    }  # fmt: skip
    assert far["reviewRating"]["ratingValue"] == 1
    assert "ratingValue" not in none["reviewRating"]
    (cited,) = near["citation"]
    assert (cited["name"], cited["url"]) == ("A poll", "https://example.org")
    assert cited["about"]["value"] == 45
    assert cited["about"]["observationDate"] == "2025-06-15"


def test_sarif_places_each_verdict_at_its_claim() -> None:
    from dataclasses import replace

    placed = [replace(each, line=10 * place) for place, each in enumerate(CLAIMS, start=1)]
    (run,) = sarif(VERDICTS, placed, "report.toml")["runs"]
    assert [result["level"] for result in run["results"]] == ["none", "error", "note"]
    assert [result["kind"] for result in run["results"]] == ["pass", "fail", "fail"]
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run["results"]]
    assert [region["startLine"] for region in regions] == [10, 20, 30]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= rules

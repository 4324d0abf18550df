"""Verdicts for other programs: JSON with its schema, ClaimReview, SARIF."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

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
    placed = [replace(each, line=10 * place) for place, each in enumerate(CLAIMS, start=1)]
    (run,) = sarif(VERDICTS, placed, "report.toml")["runs"]
    assert [result["level"] for result in run["results"]] == ["none", "error", "note"]
    assert [result["kind"] for result in run["results"]] == ["pass", "fail", "fail"]
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in run["results"]]
    assert [region["startLine"] for region in regions] == [10, 20, 30]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= rules


ITEM = VERDICTS[0].readings[0]


def test_a_claim_review_is_what_schema_org_says_it_is() -> None:
    (near, *_) = claim_reviews(VERDICTS, SOURCES)["@graph"]
    assert near == {
        "@type": "ClaimReview", "@id": "#near", "claimReviewed": "So it is.",
        "datePublished": "2025-06-30",
        "author": {"@type": "Organization", "name": "polltide"},
        "reviewRating": {"@type": "Rating", "alternateName": "supported", "ratingValue": 5,
                         "worstRating": 1, "bestRating": 5},
        "reviewBody": VERDICTS[0].reason,
        "itemReviewed": {"@type": "Claim", "name": "So it is."},
        "citation": [
            {"@type": "Dataset", "name": "A poll", "url": "https://example.org",
             "creator": "YouGov",
             "about": {"@type": "Observation", "name": '"approve" (approval, Great Britain)',
                       "value": 45.0, "unitText": "percent", "observationDate": "2025-06-15"}}
        ],
    }  # fmt: skip
    (named,) = claim_reviews(VERDICTS[:1], SOURCES, author="Somebody")["@graph"]
    assert named["author"]["name"] == "Somebody"


@pytest.mark.parametrize(
    ("outcome", "rating"),
    [("contradicted", 1), ("not settled", 3), ("supported", 5), ("not checkable", None)],
)
def test_a_rating_is_of_one_to_five(outcome: Any, rating: int | None) -> None:
    verdict = replace(VERDICTS[0], verdict=outcome)
    (review,) = claim_reviews([verdict], SOURCES)["@graph"]
    assert review["reviewRating"].get("ratingValue") == rating
    assert review["reviewRating"]["alternateName"] == outcome


@pytest.mark.parametrize(
    ("changed", "cited"),
    [
        ({"source": "unknown"}, {"name": "unknown", "creator": "YouGov"}),
        ({"source": "unknown", "pollster": ""}, {"name": "unknown"}),
    ],
)
def test_a_source_that_is_not_known_is_named_by_its_id(
    changed: dict[str, Any], cited: dict[str, str]
) -> None:
    verdict = replace(VERDICTS[0], readings=(replace(ITEM, **changed),))
    (citation,) = claim_reviews([verdict], SOURCES)["@graph"][0]["citation"]
    citation.pop("about")
    assert citation == {"@type": "Dataset", **cited}


def test_counts_and_spans_of_days_are_cited_as_they_are() -> None:
    count = replace(ITEM, value=6642.0, unit="people", start=dt.date(2025, 1, 1))
    aside = replace(ITEM, counts=False)
    verdict = replace(VERDICTS[0], readings=(count, aside))
    (citation,) = claim_reviews([verdict], SOURCES)["@graph"][0]["citation"]
    assert citation["about"] == {
        "@type": "Observation", "name": '"approve" (approval, Great Britain)', "value": 6642.0,
        "unitText": "people", "observationDate": "2025-01-01/2025-06-15",
    }  # fmt: skip


def test_a_run_of_sarif_holds_its_rules_and_results() -> None:
    found = sarif(VERDICTS[:1], CLAIMS[:1], "report.toml")
    assert (found["$schema"], found["version"]) == (
        "https://json.schemastore.org/sarif-2.1.0.json", "2.1.0",
    )  # fmt: skip
    (run,) = found["runs"]
    assert run["tool"]["driver"]["name"] == "polltide"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [
        "contradicted", "not-settled", "not-checkable", "supported",
    ]  # fmt: skip
    assert all(rule["shortDescription"]["text"].endswith(".") for rule in
               run["tool"]["driver"]["rules"])  # fmt: skip
    assert run["results"] == [
        {
            "ruleId": "supported", "level": "none", "kind": "pass",
            "message": {"text": f"So it is.: supported. {VERDICTS[0].reason}"},
            "locations": [{"physicalLocation": {"artifactLocation": {"uri": "report.toml"}}}],
            "partialFingerprints": {"claim": "near"},
        }
    ]  # fmt: skip
    levels = {"contradicted": "error", "not settled": "warning", "not checkable": "note"}
    for outcome, level in levels.items():
        verdict = replace(VERDICTS[0], verdict=outcome)  # type: ignore[arg-type]
        (result,) = sarif([verdict], CLAIMS[:1], "x")["runs"][0]["results"]
        assert (result["level"], result["kind"]) == (level, "fail")


def test_the_schema_names_every_field_and_allows_no_other() -> None:
    schema = json_schema()
    assert (schema["$schema"], schema["title"], schema["type"]) == (
        "https://json-schema.org/draft/2020-12/schema", "Verdicts on claims", "array",
    )  # fmt: skip
    item = schema["items"]
    text, number = {"type": "string"}, {"type": "number"}
    chance = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
    day = {"type": "string", "format": "date"}
    assert item["additionalProperties"] is False
    assert [name for name in item["properties"] if name not in item["required"]] == ["robustness"]
    plain = {name: item["properties"][name] for name in (
        "id", "kind", "sentence", "as_of", "probability", "probability_polls",
        "probability_opinion", "reason", "published_says", "trend_says", "notes",
    )}  # fmt: skip
    assert plain == {
        "id": text, "kind": text, "sentence": text, "as_of": day, "probability": chance,
        "probability_polls": chance, "probability_opinion": chance, "reason": text,
        "published_says": text, "trend_says": text, "notes": {"type": "array", "items": text},
    }  # fmt: skip
    assert item["properties"]["decided_by"] == {"enum": ["trend", "readings", "counts", "nothing"]}
    assert item["properties"]["claimed"]["type"] == ["number", "null"]
    reading_ = item["properties"]["readings"]["items"]
    assert reading_["required"] == list(reading_["properties"]) == [
        "series", "name", "value", "unit", "start", "end", "published", "pollster", "source",
        "counts", "note", "censored",
    ]  # fmt: skip
    assert {reading_["properties"][name]["type"] for name in ("counts", "censored")} == {"boolean"}
    nullable = {"type": ["string", "null"], "format": "date"}
    assert [reading_["properties"][name] for name in ("start", "end", "published")] == [
        nullable
    ] * 3
    problem = item["properties"]["problems"]["items"]
    assert problem["properties"] == {
        **dict.fromkeys(("code", "title", "got", "expected", "hint", "severity"), text),
        "place": {"type": "object"},
    }  # fmt: skip
    bends, none = item["properties"]["robustness"]["anyOf"]
    assert none == {"type": "null"}
    assert {name: each.get("type") for name, each in bends["properties"].items()} == {
        "share": "number", "by_choice": "object", "matters": "string", "counter": "string",
        "break_even": ["number", "null"], "sentence": "string", "neighbours": "array",
    }  # fmt: skip
    assert bends["properties"]["by_choice"]["additionalProperties"] == number
    near = bends["properties"]["neighbours"]["items"]["properties"]
    assert near == {
        "choice": text, "value": text, "nearness": number, "probability": chance,
        "verdict": {"enum": ["supported", "contradicted", "not settled", "not checkable"]},
    }  # fmt: skip

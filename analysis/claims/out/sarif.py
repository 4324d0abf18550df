"""Verdicts as SARIF 2.1.0, which pipelines show beside the line of the claim."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.claims.claim import Claim
from analysis.claims.verdict import Outcome, Verdict

__all__ = ["sarif"]

LEVELS: Mapping[Outcome, str] = {
    "contradicted": "error",
    "not settled": "warning",
    "not checkable": "note",
    "supported": "none",
}
RULES: Mapping[Outcome, str] = {
    "contradicted": "What was published by its day contradicts the claim.",
    "not settled": "What was published by its day neither supports nor contradicts the claim.",
    "not checkable": "Nothing that was published by its day measures the claim.",
    "supported": "What was published by its day supports the claim.",
}


def sarif(verdicts: Sequence[Verdict], claims: Sequence[Claim], file: str) -> dict[str, Any]:
    """The verdicts as one run, each at the line of its claim.

    Args:
        verdicts: as `check_claims` returns them.
        claims: the claims, in the same order.
        file: where they are written, relative to the project.

    >>> sarif([], [], "report.toml")["version"]
    '2.1.0'
    """
    rules = [
        {"id": _rule(outcome), "shortDescription": {"text": text}}
        for outcome, text in RULES.items()
    ]
    results = [
        _result(verdict, claim, file) for verdict, claim in zip(verdicts, claims, strict=True)
    ]
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": {"name": "polltide", "rules": rules}}, "results": results}],
    }


def _result(verdict: Verdict, claim: Claim, file: str) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": file}}
    if claim.line:
        location["region"] = {"startLine": claim.line}
    return {
        "ruleId": _rule(verdict.verdict),
        "level": LEVELS[verdict.verdict],
        "kind": "pass" if verdict.verdict == "supported" else "fail",
        "message": {"text": f"{verdict.sentence}: {verdict.verdict}. {verdict.reason}"},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"claim": verdict.id},
    }


def _rule(outcome: Outcome) -> str:
    return outcome.replace(" ", "-")

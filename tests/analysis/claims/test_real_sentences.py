"""Sentences that were printed, in four languages, with what a fact-checker would say of each."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import polls
from analysis.claims.check import check_claims
from analysis.claims.read import parse_claims

FILE = Path(__file__).parent / "data" / "real_sentences.toml"


def test_no_verdict_on_a_printed_sentence_is_wrong() -> None:
    sentences = tomllib.loads(FILE.read_text(encoding="utf-8"))["sentence"]
    claims = parse_claims({"claim": [entry["claim"] for entry in sentences]})
    verdicts = check_claims(claims, polls.load())
    said = {entry["claim"]["id"]: entry["says"] for entry in sentences}
    wrong = {v.id: (v.verdict, v.reason) for v in verdicts if v.verdict != said[v.id]}
    assert wrong == {}
    assert all(len(verdict.reason.split()) <= 40 for verdict in verdicts)
    assert set(Counter(entry["lang"] for entry in sentences)) == {"en", "fr", "de", "es"}
    assert len(sentences) >= 40

"""Row labels of the two bases: how many answered, and how many after weighting.

Unweighted base  208        n            the respondents who were really asked
Base             214        n_weighted   the same after weighting
"""

from __future__ import annotations

import re
from typing import Literal

from polls.codebooks.model import fold

__all__ = ["base_kind"]

BaseKind = Literal["n", "n_weighted", ""]

BASE_TEXT = """
    base bases basis sample size n total totals count respondents adults effectif effectifs
    echantillon stichprobe befragte fallzahl muestra entrevistas
"""
BASE_WORDS = frozenset(BASE_TEXT.split())
UNWEIGHTED_TEXT = "unweighted unwtd unwgt ungewichtet ungewichtete ungew raw brut brute"
UNWEIGHTED_WORDS = frozenset(UNWEIGHTED_TEXT.split())
WEIGHTED_TEXT = "weighted wtd wgt gewichtet gewichtete gew ponderee pondere ponderes ponderada pond"
WEIGHTED_WORDS = frozenset(WEIGHTED_TEXT.split())
SIZE = re.compile(r"(?<=\w)\s*[:=]\s*\d[\d\s.,]*$")
NEGATIONS = frozenset({"non", "no", "not", "nicht", "sin"})


def base_kind(label: str) -> BaseKind:
    """Which base a row label names, or "" where it names none.

    A plain `Base` is the weighted one: pollsters that print one base print that.

    >>> base_kind("Unweighted base"), base_kind("Base"), base_kind("Base non pondérée")
    ('n', 'n_weighted', 'n')
    >>> base_kind("Too high"), base_kind("Total")
    ('', '')
    """
    named = SIZE.sub("", fold(label))  # `Base: 1,005` names what `Base` does
    words = "".join(c if c.isalnum() else " " for c in named).split()
    weighted = sum(word in WEIGHTED_WORDS for word in words)
    unweighted = sum(word in UNWEIGHTED_WORDS for word in words)
    negations = sum(word in NEGATIONS for word in words)
    bases = sum(word in BASE_WORDS for word in words)
    if not words or weighted + unweighted + negations + bases < len(words):
        return ""
    if unweighted or (weighted and negations):
        return "n"
    if weighted or words in (["base"], ["basis"], ["bases"]):
        return "n_weighted"
    return "n" if words in (["n"], ["sample"], ["sample", "size"], ["respondents"]) else ""

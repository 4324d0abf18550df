"""Choices of a few words, and the problem of a word that is none of them."""

from __future__ import annotations

from collections.abc import Collection

from polls.errors import Problem, did_you_mean

__all__ = ["unknown_choice"]


def unknown_choice(chosen: object, kind: str, known: Collection[str]) -> Problem:
    """The problem of a choice that does not exist.

    Args:
        chosen: what the caller gave.
        kind: what it should be one of, in words: `choice of base`.
        known: the words that may be chosen.

    >>> print(unknown_choice("logt", "method of intervals", ["logit", "beta"]))
    'logt' is no method of intervals [unknown-choice]
        expected logit, beta
        hint: did you mean 'logit'?
    """
    return Problem(
        "unknown-choice",
        f"'{chosen}' is no {kind}",
        expected=", ".join(known),
        hint=did_you_mean(str(chosen), known),
    )

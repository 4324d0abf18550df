"""Clauses made into the one sentence of a reason: at most forty words, the rest as notes."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["MOST_WORDS", "reason_of", "sentence"]

MOST_WORDS = 40


def reason_of(clauses: Sequence[str], most: int = 0) -> tuple[str, tuple[str, ...]]:
    """The clauses that fit into one sentence, and those that do not.

    Args:
        clauses: in the order of the sentence, those that may be left out last.
        most: the place of the one that must be kept.

    Returns:
        The sentence, and each clause left out as a sentence of its own.

    >>> reason_of(["it rose", "", "the trend agrees"])
    ('It rose; the trend agrees.', ())
    """
    kept: set[int] = set()
    order = [most, *(place for place in range(len(clauses)) if place != most)]
    for place in order:
        words = sum(len(clauses[each].split()) for each in {*kept, place})
        if clauses[place] and (words <= MOST_WORDS or not kept):
            kept.add(place)
    said = "; ".join(clauses[place] for place in sorted(kept))
    left_out = [clause for place, clause in enumerate(clauses) if clause and place not in kept]
    return sentence(said), tuple(map(sentence, left_out))


def sentence(clause: str) -> str:
    """A clause with a capital and a full stop.

    >>> sentence("it rose")
    'It rose.'
    """
    return f"{clause[:1].upper()}{clause[1:]}." if clause else ""

"""The checkable sentences of an article: matched to known claims, or as stubs to complete.

A stub guesses the kind of claim from its marks, and question, answer and country from the
codebook's words; every guess is marked as one. Nothing is judged unasked.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from analysis.claims.claim import Claim
from analysis.claims.text.marks import Mark, MarkKind, marks_of
from analysis.claims.text.passages import Sentence, sentences_of
from polls.codebooks.model import Codebook

__all__ = ["Checkable", "scan_text", "stubs"]

ALIKE = 75
"""Least likeness (0 to 100) of a sentence to a claim that is taken for the same."""

LIKELY = 60
"""Least likeness of words to a question's words at which it is guessed."""

COUNTRIES: Mapping[str, str] = {
    "GB": r"\b(?:Brit\w*|Grande-Bretagne|Großbritannien|Gran Bretaña|UK|United Kingdom)\b",
    "FR": r"\b(?:France|French|Fran[cç]\w+|Frankreich|Francia)\b",
    "DE": r"\b(?:German\w*|Allemagne|Allemands?|Deutsch\w*|Alemania|alem[aá]n\w*)\b",
    "ES": r"\b(?:Spain|Spanish|Spaniards|Espa[gñ]n?\w*|Spanien|españ\w+)\b",
    "IT": r"\b(?:Ital\w+|Itali\w+)\b",
}
KINDS: Sequence[tuple[MarkKind, str]] = (
    ("streak", "streak"),
    ("record", "record"),
    ("ratio", "ratio"),
    ("ranking", "ranking"),
    ("steady", "steady"),
    ("change", "change"),
    ("points", "change"),
    ("comparison", "ranking"),
    ("share", "value"),
    ("count", "official_value"),
)
"""Which kind of claim a mark speaks for, the most telling first."""


@dataclass(frozen=True)
class Checkable:
    """A sentence with its marks, and the known claims that say the same."""

    sentence: Sentence
    marks: tuple[Mark, ...]
    claims: tuple[str, ...]
    guesses: Mapping[str, str]

    def as_dict(self) -> dict[str, object]:
        """The same as plain values, for JSON."""
        return {
            "line": self.sentence.line,
            "sentence": self.sentence.text,
            "marks": [
                {"kind": mark.kind, "text": mark.text, "start": mark.start, "value": mark.value}
                for mark in self.marks
            ],
            "claims": list(self.claims),
            "guesses": dict(self.guesses),
        }


def scan_text(path: Path, claims: Sequence[Claim], book: Codebook) -> tuple[Checkable, ...]:
    """Every sentence of an article that holds something to check.

    Args:
        path: the article, as text, Markdown or HTML.
        claims: those that are known, to be matched.
        book: the codebook, whose words are the guesses.

    Returns:
        The sentences in order; those without a number, comparison or superlative left out.

    Raises:
        ProblemsError: where the article cannot be read.
    """
    found = []
    for sentence in sentences_of(path):
        marks = marks_of(sentence.text)
        if marks:
            same = _same(sentence.text, marks, claims)
            guesses = {} if same else _guesses(sentence.text, marks, book)
            found.append(Checkable(sentence, marks, same, guesses))
    return tuple(found)


def stubs(found: Sequence[Checkable], *, file: str, as_of: dt.date | None = None) -> str:
    """The sentences that no known claim covers, as `[[claim]]` tables to complete.

    Args:
        found: as `scan_text` returns them.
        file: the article's name, for the comments.
        as_of: the article's day, where it is known.
    """
    day = as_of.isoformat() if as_of else "YYYY-MM-DD"
    tables: list[str] = []
    for each in found:
        if each.claims:
            continue
        said = ", ".join(mark.text for mark in each.marks)
        lines = [
            f"# {file}, line {each.sentence.line}: {said}",
            "[[claim]]",
            f'id = "line-{each.sentence.line}-{len(tables) + 1}"',
            f"sentence = {json.dumps(each.sentence.text, ensure_ascii=False)}",
            f"as_of = {day}",
            *(f"{name} = {value} # a guess" for name, value in each.guesses.items()),
        ]
        tables.append("\n".join(lines))
    return "\n\n".join(tables) + ("\n" if tables else "")


def _same(text: str, marks: Sequence[Mark], claims: Sequence[Claim]) -> tuple[str, ...]:
    """The claims that say what a sentence says: alike in words, and in numbers if it has any."""
    numbers = {round(mark.value, 6) for mark in marks if mark.value is not None}
    alike = []
    for claim in claims:
        own = {round(m.value, 6) for m in marks_of(claim.sentence) if m.value is not None}
        likeness = fuzz.token_set_ratio(_plain(claim.sentence), _plain(text))
        if own and not own & numbers:
            continue
        if likeness >= (ALIKE - 15 if own else ALIKE):
            alike.append(claim.id)
    return tuple(alike)


def _guesses(text: str, marks: Sequence[Mark], book: Codebook) -> dict[str, str]:
    """Fields of a claim that the words of a sentence suggest, as they are written in TOML."""
    kinds = {mark.kind for mark in marks}
    kind = next(name for mark, name in KINDS if mark in kinds)
    guesses = {"kind": f'"{kind}"'}
    country = next((c for c, words in COUNTRIES.items() if re.search(words, text)), "")
    if country:
        guesses["country"] = f'"{country}"'
    if kind == "official_value":
        number = next(mark.value for mark in marks if mark.kind == "count")
        return {**guesses, "official": '""', "value": f"{number:.0f}"}
    best = process.extractOne(
        text, _labels(book), scorer=fuzz.token_set_ratio, processor=_plain, score_cutoff=LIKELY
    )
    if best is not None:
        question, answer, _ = best[2]
        guesses |= {"question": f'"{question}"', "answer": f'"{answer}"'}
    share = next((mark.value for mark in marks if mark.kind == "share"), None)
    if kind == "value" and share is not None:
        guesses["share"] = f"{share:.6g}"
    return guesses


def _labels(book: Codebook) -> dict[tuple[str, str, int], str]:
    """Question and answer -> their words, as the codebook and as pollsters have them."""
    texts = {
        question.id: [question.title, *(wording.text for wording in question.wordings)]
        for question in book.questions.values()
    }
    return {
        (question.id, answer.id, place): f"{text} {answer.label}"
        for question in book.questions.values()
        for answer in question.answers
        if answer.substantive
        for place, text in enumerate(texts[question.id])
    }


def _plain(text: str) -> str:
    """Words without marks or capitals, numbers and short words left out."""
    return " ".join(word for word in re.findall(r"[^\W\d_]+", text.lower()) if len(word) > 3)

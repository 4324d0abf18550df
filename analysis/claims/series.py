"""Which readings belong together: one country, question, answer (or sum of answers) and group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from polls.codebooks.model import Codebook

__all__ = [
    "Named",
    "Series",
    "answer_name",
    "country_in_words",
    "series_name",
    "series_parts",
    "told_apart",
]


class Named(Protocol):
    """What has the name of a series, and its parts as `series_parts` gives them."""

    @property
    def name(self) -> str:
        """The series in words."""

    @property
    def parts(self) -> Mapping[str, str]:
        """Answer, question, country and group in words; empty for what is no series."""


@dataclass(frozen=True)
class Series:
    """One country, question, answer and group.

    `plus` are answers of the same question that are added to `answer`, wave by wave; with
    `pollster` the readings of that house alone belong to the series.
    """

    country: str
    question: str
    answer: str
    group_by: str = "all"
    group: str = "all"
    pollster: str = ""
    plus: tuple[str, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The answers added up, the first being `answer`."""
        return (self.answer, *self.plus)

    @property
    def answer_id(self) -> str:
        """The id of the answer, or of the sum: `bad`, `very_bad+bad`."""
        return "+".join(self.answers)

    def __str__(self) -> str:
        """The series in one word for messages.

        >>> str(Series("GB", "approval", "approve"))
        'GB approval/approve'
        """
        group = "" if self.group_by == "all" else f" {self.group_by}/{self.group}"
        house = f" by {self.pollster}" if self.pollster else ""
        return f"{self.country} {self.question}/{self.answer_id}{group}{house}"


def answer_name(series: Series, book: Codebook) -> str:
    """The answer of a series, or the answers of a sum, as the codebook words them."""
    question = book.questions.get(series.question)
    known = {} if question is None else {each.id: each.label for each in question.answers}
    return " or ".join(known.get(answer, answer) for answer in series.answers)


def country_in_words(code: str, countries: Mapping[str, str]) -> str:
    """The name of a country by the codebook's `countries`, or its code where they have none.

    >>> country_in_words("ES", {"ES": "Spain"}), country_in_words("XX", {})
    ('Spain', 'XX')
    """
    return countries.get(code, code)


def series_parts(series: Series, book: Codebook) -> dict[str, str]:
    """Answer, question, country and group of a series in the codebook's words.

    The group of the whole sample is "".
    """
    question = book.questions.get(series.question)
    return {
        "answer": answer_name(series, book),
        "question": question.title if question else series.question,
        "country": country_in_words(series.country, book.countries),
        "group": "" if series.group_by == "all" else series.group,
    }


def series_name(series: Series, book: Codebook) -> str:
    """A series in the codebook's words, for sentences.

    >>> from polls.codebooks.model import codebook
    >>> series_name(Series("GB", "issue_up_to_three", "economy"), codebook())
    '"The economy" (Most important issues facing the country, Great Britain)'
    """
    answer, *rest = series_parts(series, book).values()
    return f'"{answer}" ({", ".join(filter(None, rest))})'


def told_apart(items: Iterable[Named]) -> dict[str, str]:
    """Series in words -> what tells each from the others.

    Args:
        items: such as the readings of a verdict; where one is of no series nothing is shortened.
    """
    parts = {item.name: item.parts for item in items}
    if not all(parts.values()):
        return {name: name for name in parts}
    apart = [
        part
        for part in ("answer", "question", "country", "group")
        if len({each[part] for each in parts.values()}) > 1
    ]
    return {name: ", ".join(each[part] or "all" for part in apart) for name, each in parts.items()}

"""Which readings belong together: one country, question, answer (or sum of answers) and group."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from polls.codebooks.model import Codebook

__all__ = ["Series", "answer_name", "name_parts", "series_name", "told_apart"]

NAME = re.compile(
    r'(?P<answer>"[^"]*") \((?P<question>.*), (?P<country>[A-Z]{2})(, (?P<group>[^()]*))?\)$'
)
"""A series in words, as `series_name` writes it."""


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


def series_name(series: Series, book: Codebook) -> str:
    """A series in the codebook's words, for sentences.

    >>> from polls.codebooks.model import codebook
    >>> series_name(Series("GB", "issue_up_to_three", "economy"), codebook())
    '"The economy" (Most important issues facing the country, GB)'
    """
    question = book.questions.get(series.question)
    text = question.title if question else series.question
    group = "" if series.group_by == "all" else f", {series.group}"
    return f'"{answer_name(series, book)}" ({text}, {series.country}{group})'


def name_parts(name: str) -> dict[str, str]:
    """Answer, question, country and group of a series in words; empty for any other name.

    >>> name_parts('"The economy" (Most important issues facing the country, GB)')["country"]
    'GB'
    """
    found = NAME.match(name)
    return {part: words or "" for part, words in found.groupdict().items()} if found else {}


def told_apart(names: Iterable[str]) -> dict[str, str]:
    """Series in words -> what tells each from the others.

    >>> told_apart(['"Bad" (Effect, GB)', '"Bad" (Effect, FR)'])
    {'"Bad" (Effect, GB)': 'GB', '"Bad" (Effect, FR)': 'FR'}
    >>> told_apart(['"Bad" (Effect, GB, 65+)', '"Bad" (Effect, GB)'])
    {'"Bad" (Effect, GB, 65+)': '65+', '"Bad" (Effect, GB)': 'all'}
    """
    parts = {name: name_parts(name) for name in dict.fromkeys(names)}
    if not all(parts.values()):
        return {name: name for name in parts}
    apart = [
        part
        for part in ("answer", "question", "country", "group")
        if len({each[part] for each in parts.values()}) > 1
    ]
    return {
        name: ", ".join(each[part].strip('"') or "all" for part in apart)
        for name, each in parts.items()
    }

"""Questions, answers and labels: what a printed label means.

    kind    question  pollster  lang  label               id
    answer  level10y  YouGov    en    Too high            too_high
    group             YouGov    en    I voted to Remain   referendum2016/Remain

The codebook is a folder of small tables that a person can read and edit in a spreadsheet.
A label is looked up folded (case, accents, apostrophes, `&`), never guessed: a label
without a row stays unmapped, and `polls.scan` lists it with the nearest known ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Literal

from polls.arguments import require_arguments
from polls.files.small_csv import read_rows

__all__ = [
    "TABLES",
    "Answer",
    "Codebook",
    "Comparison",
    "CrosswalkRow",
    "Pollster",
    "Question",
    "Wording",
    "codebook",
    "fold",
    "slug",
    "slug_with_accents",
]

Kind = Literal["question", "answer", "group", "group_by", "group_country", "country", "pollster"]
"""What a label names. `group_by` is the heading over groups; `group_country` says which
country a group can only be of."""

SHOWN_QUESTIONS = 10
"""Questions that a notebook lists of a codebook."""


@dataclass(frozen=True)
class Answer:
    """One answer of a question: its place on the scale, and whether it is substantive.

    `polarity` is -1, 0 or 1 along the question's scale; `net_of` names the answers that a
    net answer ("too high" of a five-way scale) sums up.
    """

    id: str
    label: str
    order: int
    polarity: int
    substantive: bool
    net_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wording:
    """A question as it was asked, in the language it was asked in, with a translation."""

    country: str
    pollster: str
    lang: str
    text: str
    translation: str


@dataclass(frozen=True)
class Question:
    """One question: title, measure, how many answers may be chosen, its answers in order."""

    id: str
    title: str
    measure: str
    choice: Literal["single", "multiple"]
    max_choices: int | None
    prompted: bool
    note: str
    answers: tuple[Answer, ...] = ()
    wordings: tuple[Wording, ...] = ()

    def answer(self, answer_id: str) -> Answer | None:
        """The answer with that id, if the question has it."""
        return next((answer for answer in self.answers if answer.id == answer_id), None)


@dataclass(frozen=True)
class Pollster:
    """One house, with the names it has traded under and the base it usually has."""

    id: str
    name: str
    aliases: tuple[str, ...]
    usual_n: float | None
    usual_n_note: str


@dataclass(frozen=True)
class Comparison:
    """Whether the readings of two questions may be set side by side, and why."""

    questions: frozenset[str]
    comparable: bool
    why: str


@dataclass(frozen=True)
class CrosswalkRow:
    """A printed label and the id it stands for; blank fields match anything."""

    kind: str
    label: str
    id: str
    question: str = ""
    pollster: str = ""
    lang: str = ""
    code: str = ""


@dataclass(frozen=True, repr=False)
class Codebook:
    """All that is known about questions, answers, groups, countries and pollsters.

    >>> book = codebook()
    >>> book.match("country", "Frankreich")
    'FR'
    >>> book.match("country", "Atlantis") is None
    True
    """

    questions: Mapping[str, Question]
    pollsters: Mapping[str, Pollster]
    countries: Mapping[str, str]
    comparisons: tuple[Comparison, ...] = ()
    crosswalk: tuple[CrosswalkRow, ...] = ()

    def __repr__(self) -> str:
        counts = f"{len(self.questions)} questions, {len(self.pollsters)} pollsters"
        return f"Codebook: {counts}, {len(self.countries)} countries, {len(self.rows):,} labels"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(each.id)}</td><td>{escape(each.title)}</td></tr>"
            for each in list(self.questions.values())[:SHOWN_QUESTIONS]
        )
        return f"<div><p>{escape(repr(self))}</p><table>{rows}</table></div>"

    def match(
        self, kind: Kind, label: str, *, question: str = "", pollster: str = "", lang: str = ""
    ) -> str | None:
        """The id that a printed label stands for, or None where no row maps it.

        A row that names the question, pollster or language applies only there; the row that
        names most of them wins.
        """
        if not isinstance(label, str) or not isinstance(kind, str):
            require_arguments(Codebook.match, {"kind": kind, "label": label})
        wanted = {"question": question, "pollster": pollster, "lang": lang}
        best: tuple[int, str] | None = None
        for row in self._rows_by_label.get((kind, fold(label)), ()):
            named = {name: getattr(row, name) for name in wanted if getattr(row, name)}
            if all(wanted[name] in ("", value) for name, value in named.items()):
                score = sum(wanted[name] == value for name, value in named.items())
                if best is None or score > best[0]:
                    best = (score, row.id)
        return best[1] if best else None

    def labels(self, kind: Kind, question: str = "") -> tuple[str, ...]:
        """The printed labels known for a kind, for hints."""
        require_arguments(Codebook.labels, {"kind": kind, "question": question})
        return tuple(
            dict.fromkeys(
                row.label
                for row in self.rows
                if row.kind == kind and row.question in ("", question or row.question)
            )
        )

    def usual_n(self, pollster: str) -> float | None:
        """The number of respondents a pollster usually has, where it does not publish it."""
        require_arguments(Codebook.usual_n, {"pollster": pollster})
        house = self.pollsters.get(pollster)
        return house.usual_n if house else None

    def comparison(self, first: str, second: str) -> Comparison | None:
        """What the codebook says about comparing two questions; None where it is silent."""
        require_arguments(Codebook.comparison, {"first": first, "second": second})
        pair = frozenset({first, second})
        return next((entry for entry in self.comparisons if entry.questions == pair), None)

    def extended(self, rows: Iterable[CrosswalkRow]) -> Codebook:
        """A codebook that knows these crosswalk rows too; they go before the shipped ones."""
        require_arguments(Codebook.extended, {"rows": rows})
        return replace(self, crosswalk=(*rows, *self.crosswalk))

    @cached_property
    def rows(self) -> tuple[CrosswalkRow, ...]:
        """The crosswalk, then what the other tables imply: names, aliases, labels, wordings."""
        return (*self.crosswalk, *self._implied_rows())

    def _implied_rows(self) -> Iterator[CrosswalkRow]:
        for code, name in self.countries.items():
            yield CrosswalkRow("country", name, code)
        for house in self.pollsters.values():
            for alias in (house.name, *house.aliases):
                yield CrosswalkRow("pollster", alias, house.id)
        for question in self.questions.values():
            for wording in question.wordings:
                yield CrosswalkRow(
                    "question", wording.text, question.id, "", wording.pollster, wording.lang
                )
            for answer in question.answers:
                yield CrosswalkRow("answer", answer.label, answer.id, question.id)

    @cached_property
    def _rows_by_label(self) -> Mapping[tuple[str, str], tuple[CrosswalkRow, ...]]:
        found: dict[tuple[str, str], tuple[CrosswalkRow, ...]] = {}
        for row in self.rows:
            key = (row.kind, fold(row.label))
            found[key] = (*found.get(key, ()), row)
        return found


@lru_cache(maxsize=1 << 15)
def fold(label: str) -> str:
    """A label without what printing varies: case, accents, apostrophes, `&`, spacing.

    >>> fold("Law &  Order") == fold("law and order")
    True
    >>> fold("Don’t know")
    "don't know"
    """
    plain = label.replace("’", "'").replace("‘", "'").replace("&", " and ").casefold()
    decomposed = unicodedata.normalize("NFKD", plain)
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


NEGATIVE = re.compile(r"^\s*[-−](?=\d)")
"""The sign of a number: -5 and 5 on one scale are two answers."""


@lru_cache(maxsize=1 << 15)
def slug(text: str) -> str:
    """An id made from printed text, for what the codebook does not know yet.

    >>> slug("Support a 4-day week?")
    'support_a_4_day_week'
    >>> slug("-5")
    'minus_5'
    """
    plain = NEGATIVE.sub("minus ", fold(text).replace("'", ""))
    return "_".join("".join(c if c.isalnum() else " " for c in plain).split())


def slug_with_accents(text: str) -> str:
    """Likewise, where accents tell labels apart: A and Å are two Danish parties.

    >>> slug_with_accents("Å"), slug("Å"), slug_with_accents("Parti A")
    ('å', 'a', 'parti_a')
    """
    plain = unicodedata.normalize("NFC", text).replace("’", "").replace("'", "").casefold()
    return slug(text) if plain.isascii() else "_".join(re.findall(r"[^\W_]+", plain))


@lru_cache(maxsize=1)
def codebook() -> Codebook:
    """The shipped codebook, read once.

    >>> codebook().questions["issue_two"].title
    'Most important issues facing the country'
    """
    return read_codebook(Path(str(files("polls") / "data" / "codebook")))


def read_codebook(folder: Path) -> Codebook:
    """The codebook in a folder of tables (questions, answers, wordings, pollsters, ...).

    Raises:
        ProblemsError: where a table is missing, malformed, or a number in it cannot be read.
    """
    answers = _by_question(_rows(folder, "answers"))
    wordings = _by_question(_rows(folder, "wordings"))
    return Codebook(
        questions={
            row["question"]: _question(
                row, answers.get(row["question"], []), wordings.get(row["question"], [])
            )
            for row in _rows(folder, "questions")
        },
        pollsters={row["pollster"]: _pollster(row) for row in _rows(folder, "pollsters")},
        countries={row["country"]: row["name"] for row in _rows(folder, "countries")},
        comparisons=tuple(
            Comparison(
                frozenset({row["question"], row["other"]}), row["comparable"] == "yes", row["why"]
            )
            for row in _rows(folder, "comparable")
        ),
        crosswalk=tuple(CrosswalkRow(**row) for row in _rows(folder, "crosswalk")),
    )


TABLES: Mapping[str, tuple[str, ...]] = {
    "questions": ("question", "title", "measure", "choice", "max_choices", "prompted", "note"),
    "answers": ("question", "answer", "label", "order", "polarity", "substantive", "net_of"),
    "wordings": ("question", "country", "pollster", "lang", "text", "translation"),
    "pollsters": ("pollster", "name", "aliases", "usual_n", "usual_n_note"),
    "countries": ("country", "name"),
    "comparable": ("question", "other", "comparable", "why"),
    "crosswalk": ("kind", "question", "pollster", "lang", "code", "label", "id"),
}
"""The tables of a codebook and their columns."""

WHOLE = ("max_choices", "order", "polarity", "usual_n")
"""Columns that hold whole numbers or nothing."""


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    columns = TABLES[table]
    whole = tuple(name for name in columns if name in WHOLE)
    return read_rows(folder / f"{table}.csv", columns, whole)


def _by_question(rows: list[dict[str, str]]) -> dict[str, list[dict[str, str]]]:
    grouped: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        grouped.setdefault(row["question"], []).append(row)
    return grouped


def _question(
    row: dict[str, str], answers: list[dict[str, str]], wordings: list[dict[str, str]]
) -> Question:
    return Question(
        id=row["question"],
        title=row["title"],
        measure=row["measure"],
        choice="multiple" if row["choice"] == "multiple" else "single",
        max_choices=int(row["max_choices"]) if row["max_choices"] else None,
        prompted=row["prompted"] == "yes",
        note=row["note"],
        answers=tuple(sorted(map(_answer, answers), key=lambda answer: answer.order)),
        wordings=tuple(
            Wording(
                wording["country"],
                wording["pollster"],
                wording["lang"],
                wording["text"],
                wording["translation"],
            )
            for wording in wordings
        ),
    )


def _answer(row: dict[str, str]) -> Answer:
    return Answer(
        id=row["answer"],
        label=row["label"],
        order=int(row["order"] or 0),
        polarity=int(row["polarity"] or 0),
        substantive=row["substantive"] == "yes",
        net_of=tuple(row["net_of"].split()),
    )


def _pollster(row: dict[str, str]) -> Pollster:
    return Pollster(
        id=row["pollster"],
        name=row["name"],
        aliases=tuple(alias.strip() for alias in row["aliases"].split("|") if alias.strip()),
        usual_n=float(row["usual_n"]) if row["usual_n"] else None,
        usual_n_note=row["usual_n_note"],
    )

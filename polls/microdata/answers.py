"""A question of microdata: which of its codes are answers, and which of them the base holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from polls.codebooks.model import slug
from polls.errors import Place, Problem, one_of
from polls.microdata.codes import SYSTEM_MISSING, Kind, by_value, kind_of_label, number_of
from polls.microdata.request import Base, Question, Wanted
from polls.microdata.several import CHOSEN, NO_OPINION
from polls.microdata.source import Microdata, Variable

__all__ = ["Answer", "Asked", "Code", "asked_of", "in_order"]

IN_BASE: Mapping[Base, tuple[Kind, ...]] = {
    "all": ("substantive", "dont_know", "refused"),
    "substantive": ("substantive",),
}
MAX_ANSWERS = 200
KIND_WORDS: Mapping[Kind, str] = {
    "substantive": "an answer",
    "dont_know": "don't know",
    "refused": "a refusal",
    "not_asked": "not asked",
}


@dataclass(frozen=True)
class Code:
    """One code that came up: its number in the tally, its label, its kind.

    `id` is empty unless another code's label has the same slug, or the label is a number
    below 0.
    """

    number: int
    code: str
    label: str
    kind: Kind
    id: str = ""


@dataclass(frozen=True)
class Answer:
    """What a reading is given for: an answer, a net of several, a mean or a median.

    Args:
        label: as printed.
        id: its id, "" to look the label up.
        counts: by number of the code, what who gave it counts; a mean counts codes.
        base: numbers of the codes in the base.
        base_name: `all` or `substantive`.
        statistic: `share`, `net`, `mean` or `median`.
        scale: of means and medians, the least and the greatest code.
    """

    label: str
    id: str
    counts: Mapping[int, float]
    base: frozenset[int]
    base_name: Base
    statistic: str = "share"
    scale: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True)
class Asked:
    """A question's variable with the codes that came up, in order, and who is in its base."""

    name: str
    codes: tuple[Code, ...]
    base: Base
    answers: tuple[Answer, ...] = ()

    @property
    def counted(self) -> tuple[Code, ...]:
        """The codes that are in the base."""
        return tuple(code for code in self.codes if code.kind in IN_BASE[self.base])

    def left_out(self, cells: pd.DataFrame) -> str:
        """Who of these cells is not in the base, with unweighted counts: `Refused 12, ...`."""
        n = cells.groupby("answer")["n"].sum()
        outside = [code for code in self.codes if code not in self.counted and code.number in n]
        return ", ".join(f"{code.label} {n[code.number]:,}" for code in outside if n[code.number])


def asked_of(
    opened: Microdata, wanted: Wanted, question: Question, found: Iterable[str]
) -> tuple[Asked, list[Problem]]:
    """The question of a variable, and problems with codes that nobody can tell apart.

    Args:
        opened: the data.
        wanted: the base, the nets and statistics, and the kinds of codes that the caller knows.
        question: which question.
        found: its codes, in the order of their numbers in the tally.
    """
    variable = opened.variables[question.name]
    numbers = {code: number for number, code in enumerate(found)}
    place = Place(file=opened.file, item=f"variable '{question.name}'")
    own_words = [_own_words(place, variable.own_words)] if variable.own_words else []
    if question.item is not None:
        return _of_item(wanted, question, variable, numbers), own_words
    different = len(numbers.keys() - {SYSTEM_MISSING})
    if different > MAX_ANSWERS and not wanted.statistics:
        title = "variable has too many answers to be a question"
        got, most = f"{different:,} different values", f"at most {MAX_ANSWERS}"
        hint = "for a mean or median of numbers ask statistics=['mean', 'median']"
        too_many = Problem("too-many-answers", title, place, got, most, hint)
        return Asked(question.name, (), wanted.base), [too_many]
    declared = dict(wanted.codes.declared(variable))
    labels = {code: variable.label(code) for code in in_order(variable, numbers)}
    times = Counter(slug(label) for label in labels.values())
    codes = tuple(
        Code(
            numbers[code],
            code,
            label,
            declared.get(code) or kind_of_label(label),
            slug(f"{label} code {code}") if times[slug(label)] > 1 else "",
        )
        for code, label in labels.items()
    )
    unclear = [
        _unclear(place, code)
        for code in codes
        if code.kind == "substantive" and variable.declared_missing(code.code)
    ]
    never = [
        _never_given(place, code, kind, codes)
        for code, kind in declared.items()
        if code not in numbers and all(code != known for known, _ in variable.labels)
    ]
    asked = Asked(question.name, codes, wanted.base)
    never += [*_without_label(place, asked, variable), *own_words]
    nets, wrong = _nets(asked, wanted, variable, place)
    scales, no_scale = _scales(asked, wanted, variable, place)
    shares = _shares(asked) if different <= MAX_ANSWERS else ()
    answers = (*shares, *nets, *scales)
    return Asked(question.name, codes, wanted.base, answers), [*unclear, *never, *wrong, *no_scale]


def in_order(variable: Variable, codes: Iterable[str]) -> list[str]:
    """Codes in the order of the variable's labels, those without one after them by value."""
    labelled = {code: position for position, (code, _) in enumerate(variable.labels)}
    return sorted(codes, key=lambda code: (labelled.get(code, len(labelled)), by_value(code)))


def _shares(asked: Asked) -> tuple[Answer, ...]:
    base = frozenset(code.number for code in asked.counted)
    return tuple(
        Answer(code.label, code.id, {code.number: 1.0}, base, asked.base) for code in asked.counted
    )


def _nets(
    asked: Asked, wanted: Wanted, variable: Variable, place: Place
) -> tuple[list[Answer], list[Problem]]:
    """Several answers as one, each code of them once."""
    numbers = {code.code: code.number for code in asked.codes}
    base = frozenset(code.number for code in asked.counted)
    came_up = (code.code for code in asked.codes)
    labels = dict.fromkeys([*(code for code, _ in variable.labels), *came_up])
    nets, problems = [], []
    for label, given in wanted.nets.items():
        codes = [variable.code(code) for code in given]
        unknown = [code for code in codes if code not in labels]
        if unknown or not codes:
            problems.append(
                Problem(
                    "net-of-unknown-codes",
                    f"net '{label}' is of a code that no label knows and nobody gave",
                    place,
                    got=", ".join(unknown) or "no code",
                    expected=one_of(code for code in labels if code != SYSTEM_MISSING),
                )
            )
        counts = {numbers[code]: 1.0 for code in codes if code in numbers}
        nets.append(Answer(label, "", counts, base, asked.base, "net"))
    return nets, problems


def _scales(
    asked: Asked, wanted: Wanted, variable: Variable, place: Place
) -> tuple[list[Answer], list[Problem]]:
    """Means and medians of the codes of substance, where these are numbers."""
    if not wanted.statistics:
        return [], []
    substance = [code for code in asked.codes if code.kind == "substantive"]
    values = {code.number: number_of(code.code) for code in substance}
    odd = [code.label for code in substance if values[code.number] is None]
    numbers = {number: value for number, value in values.items() if value is not None}
    if odd or not numbers:
        title, got = "scale has answers that are no numbers", ", ".join(odd[:5]) or "no answers"
        hint = "give them numbers by recodes=, or name them in dont_know=, refused=, not_asked="
        return [], [Problem("scale-not-numbers", title, place, got, "codes as numbers", hint)]
    labelled = map(number_of, _labels_of_substance(asked, variable))
    ends = [*numbers.values(), *(value for value in labelled if value is not None)]
    base = frozenset(numbers)
    scale = (min(ends), max(ends))
    return [
        Answer(name.capitalize(), name, numbers, base, "substantive", name, scale)
        for name in wanted.statistics
    ], []


def _labels_of_substance(asked: Asked, variable: Variable) -> Iterator[str]:
    """The codes that have labels of substance, given or not."""
    given = {code.code: code.kind for code in asked.codes}
    for code, label in variable.labels:
        kind = given.get(code) or kind_of_label(label)
        if kind == "substantive" and not variable.declared_missing(code):
            yield code


def _of_item(
    wanted: Wanted, question: Question, variable: Variable, numbers: Mapping[str, int]
) -> Asked:
    """An answer of a question of several: who chose it, of all asked or of who chose any."""
    assert question.item is not None
    item = question.item
    codes = tuple(
        Code(
            number,
            code,
            "not asked" if code == SYSTEM_MISSING else variable.label(code),
            _kind_in_item(code, item.kind),
        )
        for code, number in numbers.items()
    )
    asked = Asked(question.name, codes, wanted.base)
    if item.kind not in IN_BASE[wanted.base]:
        return asked
    base = frozenset(code.number for code in asked.counted)
    counts = {numbers[CHOSEN]: 1.0} if CHOSEN in numbers else {}
    answer = Answer(item.label, "", counts, base, wanted.base)
    return Asked(question.name, codes, wanted.base, (answer,))


def _kind_in_item(code: str, kind: Kind) -> Kind:
    if code == SYSTEM_MISSING:
        return "not_asked"
    return kind if code == CHOSEN else "dont_know" if code == NO_OPINION else "substantive"


def _never_given(place: Place, code: str, kind: Kind, given: Iterable[Code]) -> Problem:
    return Problem(
        "code-never-given",
        f"nobody gave the code that is declared to mean {KIND_WORDS[kind]}",
        place,
        got=repr(code),
        expected=one_of(entry.code for entry in given if entry.code != SYSTEM_MISSING),
        severity="warning",
    )


def _without_label(place: Place, asked: Asked, variable: Variable) -> list[Problem]:
    """A warning of answers that no label knows, beyond the ends of a scale that has labels."""
    labelled = {code for code, _ in variable.labels}
    substance = list(_labels_of_substance(asked, variable))
    numbers = [number for number in map(number_of, substance) if number is not None]
    if len(substance) < 2:
        return []

    def between(code: str) -> bool:
        number = number_of(code)
        return number is not None and bool(numbers) and min(numbers) < number < max(numbers)

    odd = [
        entry.code
        for entry in asked.codes
        if entry.kind == "substantive" and entry.code not in labelled and not between(entry.code)
    ]
    if not odd:
        return []
    return [
        Problem(
            "code-without-label",
            "answers were given that no label knows",
            place,
            got=one_of(odd),
            expected=one_of(code for code, _ in variable.labels),
            hint="label them, or name them in dont_know=, refused= or not_asked=",
            severity="warning",
        )
    ]


def _own_words(place: Place, answer: str) -> Problem:
    return Problem(
        "own-words-joined",
        "what people wrote in their own words is counted as one answer",
        place,
        got=repr(answer),
        hint="to tell the texts apart, code them in a column of their own",
        severity="warning",
    )


def _unclear(place: Place, code: Code) -> Problem:
    labelled = f" ({code.label})" if code.label != code.code else ", which has no label"
    return Problem(
        "missing-code-unclear",
        "code is declared missing, but not why",
        place,
        got=f"{code.code}{labelled}",
        expected="don't know, refused or not asked",
        hint="name the code in dont_know=, refused= or not_asked=",
    )

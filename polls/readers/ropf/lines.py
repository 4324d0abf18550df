"""The lines of a Rich Opinion Poll File, taken apart and kept as printed.

    •PF: ACME •C: The Times •FS: 2021-07 •FE: 2021-07-20 •SS: 600–700 A:55 B:43 •O:2
    &                                               •SC: E           A:60 C:<0.5 •O:39
    A: GB001 •A: AP •EN: Apple Party •FR: Parti de la pomme
    ‡ a comment

A line with `•` first is a poll, `&` another response of the poll above it, a key first an
electoral list. A field is a key and a colon after a blank; keys of metadata begin with `•`.

Source: the format's definition in the README of filipvanlaenen/asapop and the patterns of its
parser (Line, OpinionPollLine, ResponseScenarioLine, ElectoralListLine).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date

from polls.errors import Place, Problem, did_you_mean

__all__ = ["ElectoralList", "Poll", "Response", "RopfFile", "parse_lines"]

POLL_FIELDS: Mapping[str, str] = {
    "A": "area",
    "C": "commissioners",
    "EX": "excluded",
    "FE": "end",
    "FS": "start",
    "N": "no_response",
    "O": "other",
    "PD": "published",
    "PF": "firm",
    "PFP": "partner",
    "SC": "scope",
    "SS": "sample_size",
    "U": "unit",
    "VS": "verified_sum",
}
RESPONSE_FIELDS = frozenset({"A", "EX", "N", "O", "SC", "SS", "VS"})
INHERITED = ("area", "scope", "sample_size", "excluded")

YEAR = r"(?:19[3-9]\d|20\d\d)"
DAY = rf"{YEAR}-\d\d-\d\d"
DAY_MONTH_OR_YEAR = rf"{DAY}|{YEAR}-(?:0[1-9]|1[0-2])|{YEAR}"
NUMBER = r"\d+(?:\.\d+)?"
FORMS: Mapping[str, tuple[str, str]] = {
    "start": (DAY_MONTH_OR_YEAR, "a day, month or year, such as 2021-07-14, 2021-07 or 2021"),
    "end": (DAY_MONTH_OR_YEAR, "a day, month or year, such as 2021-07-14, 2021-07 or 2021"),
    "published": (DAY, "a day, such as 2021-07-27"),
    "sample_size": (r"(?:[≈≥~]|>=)?\d+|\d+\s*[–-]\s*\d+", "1000, ≈1000, ≥1000 or 600–700"),
    "excluded": (NUMBER, "a percentage, such as 12.5"),
    "verified_sum": (NUMBER, "a percentage, such as 102"),
    "other": (rf"<?{NUMBER}", "a percentage, such as 43, 42.5 or <0.5"),
    "no_response": (rf"<?{NUMBER}", "a percentage, such as 43, 42.5 or <0.5"),
    "unit": (r"%|S", "% (percentages) or S (seats)"),
}
FIELD = re.compile(r"(?:^|(?<=\s))(•?[^\W_]+(?:\+[^\W_]+)*):")
COMMENT = "‡"


@dataclass(frozen=True)
class Response:
    """One set of results of a poll, every value as printed, "" where it is not.

    `results` are pairs of a key (`A`, or `A+B` for a joint list) and a value.
    """

    line: int
    results: tuple[tuple[str, str], ...] = ()
    other: str = ""
    no_response: str = ""
    area: str = ""
    scope: str = ""
    sample_size: str = ""
    excluded: str = ""
    verified_sum: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """All percentages of the response."""
        rest = (self.other, self.no_response)
        return (*(value for _, value in self.results), *filter(None, rest))


@dataclass(frozen=True)
class Poll:
    """One poll as printed, with its responses, the main one first."""

    responses: tuple[Response, ...]
    firm: str = ""
    partner: str = ""
    commissioners: tuple[str, ...] = ()
    start: str = ""
    end: str = ""
    published: str = ""
    unit: str = ""


POLL_NAMES = frozenset(entry.name for entry in fields(Poll))
RESPONSE_NAMES = frozenset(entry.name for entry in fields(Response))


@dataclass(frozen=True)
class ElectoralList:
    """A list or candidate: the id, the abbreviation, and (language, name) pairs."""

    id: str
    abbreviation: str = ""
    names: tuple[tuple[str, str], ...] = ()

    def name(self, lang: str) -> str:
        """The name in a language, else in English, else any, else the abbreviation."""
        by_choice = {lang.upper(): 0, "EN": 1, "N": 2}
        ranked = sorted(self.names, key=lambda pair: by_choice.get(pair[0], 3))
        return ranked[0][1] if ranked else self.abbreviation


@dataclass(frozen=True)
class RopfFile:
    """The polls in order, the electoral lists by key, and what is wrong with the lines."""

    polls: tuple[Poll, ...]
    lists: Mapping[str, ElectoralList]
    problems: list[Problem] = field(default_factory=list)


def parse_lines(text: str, file: str = "") -> RopfFile:
    """A file's text as polls and electoral lists; every problem names its line.

    >>> found = parse_lines("•PF: ACME •PD: 2021-07-27 A:55 B:<0.5\\nA: •A: AP •EN: Apple Party")
    >>> found.polls[0].responses[0].results, found.lists["A"].name("en")
    ((('A', '55'), ('B', '<0.5')), 'Apple Party')
    """
    polls: list[Poll] = []
    lists: dict[str, ElectoralList] = {}
    problems: list[Problem] = []
    for number, printed in enumerate(text.splitlines(), 1):
        line, place = printed.strip(), Place(file=file, line=number)
        response = line.startswith("&")
        before, pairs = _fields(line.removeprefix("&").strip())
        keys = [key for key, _ in pairs]
        if not line or line.startswith(COMMENT):
            continue
        if response and pairs and not before:
            problems += _wrong(pairs, RESPONSE_FIELDS, place)
            if polls:
                polls[-1] = _with_response(polls[-1], pairs, number)
            else:
                problems.append(_without_poll(place, line))
        elif pairs and not before and keys[0].startswith("•"):
            problems += _wrong(pairs, frozenset(POLL_FIELDS), place)
            polls.append(_poll(pairs, number))
            problems += _incomplete(polls[-1], place)
        elif len(pairs) > 1 and not before and all(key.startswith("•") for key in keys[1:]):
            lists[keys[0]] = _electoral_list(pairs)
        else:
            problems.append(_unknown_line(place, line))
    return RopfFile(tuple(polls), lists, problems)


def _fields(line: str) -> tuple[str, list[tuple[str, str]]]:
    """What stands before the first key, and the pairs of key and value."""
    marks = [mark for mark in FIELD.finditer(line) if _is_key(mark[1])]
    if not marks:
        return line, []
    ends = [*(mark.start() for mark in marks[1:]), len(line)]
    values = [line[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)]
    pairs = list(zip((mark[1] for mark in marks), values, strict=True))
    return line[: marks[0].start()].strip(), pairs


def _is_key(text: str) -> bool:
    """Keys are capitals of any alphabet, then digits: `The Times: a` has none."""
    names = text.removeprefix("•").split("+")
    return all(name.isupper() and not name[0].isdigit() for name in names)


def _values(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The metadata of a line by the names of the dataclasses' fields, commissioners apart."""
    named = ((POLL_FIELDS.get(key[1:], ""), value) for key, value in pairs if key[0] == "•")
    return {name: value for name, value in named if name and name != "commissioners"}


def _response(values: Mapping[str, str], pairs: Sequence[tuple[str, str]], line: int) -> Response:
    known = {name: value for name, value in values.items() if name in RESPONSE_NAMES}
    results = tuple((key, value) for key, value in pairs if key[0] != "•")
    return Response(line, results, **known)


def _poll(pairs: Sequence[tuple[str, str]], line: int) -> Poll:
    values = _values(pairs)
    return Poll(
        (_response(values, pairs, line),),
        commissioners=tuple(value for key, value in pairs if key == "•C"),
        **{name: value for name, value in values.items() if name in POLL_NAMES},
    )


def _with_response(poll: Poll, pairs: Sequence[tuple[str, str]], line: int) -> Poll:
    """A poll with one more response, which takes from the main one what it does not say."""
    main = poll.responses[0]
    values = {name: getattr(main, name) for name in INHERITED} | _values(pairs)
    return replace(poll, responses=(*poll.responses, _response(values, pairs, line)))


def _electoral_list(pairs: Sequence[tuple[str, str]]) -> ElectoralList:
    names = tuple((key[1:], value) for key, value in pairs[1:] if key not in ("•A", "•R"))
    abbreviation = next((value for key, value in pairs if key == "•A"), pairs[0][0])
    return ElectoralList(pairs[0][1], abbreviation, names)


def _wrong(
    pairs: Sequence[tuple[str, str]], allowed: frozenset[str], place: Place
) -> Iterator[Problem]:
    """Fields that are unknown, given twice, or not of their form."""
    for number, (key, value) in enumerate(pairs):
        bare = key.removeprefix("•")
        if key.startswith("•") and bare not in allowed:
            known = [f"•{name}" for name in sorted(allowed)]
            title, hint = f"field {key} is not known here", did_you_mean(key, known)
            yield Problem("unknown-field", title, place, expected=", ".join(known), hint=hint)
            continue
        if key != "•C" and key in [earlier for earlier, _ in pairs[:number]]:
            yield Problem("field-twice", f"field {key} is given twice", place, got=value)
        name = POLL_FIELDS[bare] if key.startswith("•") else "other"
        form, expected = FORMS.get(name, (".+", "a text"))
        if not re.fullmatch(form, value) or (form.startswith(DAY) and not _of_calendar(value)):
            yield Problem("malformed-field", f"{key} cannot be read", place, repr(value), expected)


def _of_calendar(value: str) -> bool:
    """Whether a printed day, month or year is one of the calendar: not the 30th of February."""
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def _incomplete(poll: Poll, place: Place) -> Iterator[Problem]:
    if not (poll.start or poll.end or poll.published):
        expected = "•FS, •FE or •PD"
        yield Problem("poll-without-date", "poll has no date", place, expected=expected)
    if not (poll.firm or poll.commissioners):
        expected = "•PF or •C"
        yield Problem("poll-without-firm", "poll names nobody", place, expected=expected)
    if not poll.responses[0].values:
        yield Problem("poll-without-results", "poll has no results", place)


def _without_poll(place: Place, line: str) -> Problem:
    title = "line continues a poll, but none stands above it"
    return Problem("response-without-poll", title, place, got=repr(line))


def _unknown_line(place: Place, line: str) -> Problem:
    expected = "a poll (•PF: ...), a response (& ...), a list (A: •A: ...) or a comment (‡)"
    return Problem("unknown-line", "line is no part of the format", place, repr(line), expected)

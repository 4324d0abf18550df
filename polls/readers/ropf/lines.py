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

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace

from polls.errors import Place, Problem
from polls.readers.ropf.fields import POLL_FIELDS, RESPONSE_FIELDS, wrong_fields

__all__ = ["ElectoralList", "Poll", "Response", "RopfFile", "parse_lines"]

INHERITED = ("area", "scope", "sample_size", "excluded")
FIELD = re.compile(r"(?:^|(?<=\s))(•?[^\W_]+(?:\+[^\W_]+)*):")
LINE_END = re.compile(r"\r\n|\r|\n")
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
    other_or_no_response: str = ""
    area: str = ""
    scope: str = ""
    sample_size: str = ""
    excluded: str = ""
    unit: str = ""
    unexplained: str = ""
    verified_sum: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """All percentages, or numbers of seats, of the response."""
        rest = (self.other, self.no_response, self.other_or_no_response)
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
    """The polls in order, the electoral lists by key, and what is wrong with the lines.

    Lines with a problem are in `problems` alone, as are the responses of a poll whose own
    line cannot be read.
    """

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
    above: Poll | None = None  # the poll that a line with `&` continues
    for number, printed in enumerate(LINE_END.split(text), 1):
        line, place = printed.strip(), Place(file=file, line=number)
        if not line or line.startswith(COMMENT):
            continue
        before, pairs = _fields(line.removeprefix("&").strip())
        wrong: list[Problem] = []
        if line.startswith("&"):
            wrong = list(_wrong_response(before, pairs, above, place))
            if above is not None and not wrong:
                above = polls[-1] = _with_response(above, pairs, number)
        elif pairs and not before and pairs[0][0].startswith("•"):
            poll = _poll(pairs, number)
            wrong = [*wrong_fields(pairs, frozenset(POLL_FIELDS), place), *_incomplete(poll, place)]
            above = None if wrong else poll
            polls += [] if wrong else [poll]
        elif len(pairs) > 1 and not before and all(key[0] == "•" for key, _ in pairs[1:]):
            key, name = pairs[0]
            title = f"duplicate list key {key}"
            found = lists.setdefault(key, _electoral_list(pairs))
            same = found == _electoral_list(pairs)
            wrong = [] if same else [Problem("duplicate-list", title, place, got=name)]
        else:
            above, wrong = None, [_unknown_line(place, line)]
        problems += wrong
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
        commissioners=tuple(value for key, value in pairs if key == "•C" and value),
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


def _wrong_response(
    before: str, pairs: Sequence[tuple[str, str]], above: Poll | None, place: Place
) -> Iterator[Problem]:
    if before or not pairs:
        yield _unknown_line(place, f"& {before}")
        return
    yield from wrong_fields(pairs, RESPONSE_FIELDS, place)
    if all(key.startswith("•") for key, _ in pairs):
        yield Problem("poll-without-results", "response has no results", place)
    if above is None:
        title = "line continues a poll, but the line above cannot be read"
        yield Problem("response-without-poll", title, place)


def _incomplete(poll: Poll, place: Place) -> Iterator[Problem]:
    if not (poll.start or poll.end or poll.published):
        expected = "•FS, •FE or •PD"
        yield Problem("poll-without-date", "poll has no date", place, expected=expected)
    if not (poll.firm or poll.commissioners):
        expected = "•PF or •C"
        yield Problem("poll-without-firm", "poll names nobody", place, expected=expected)
    if not poll.responses[0].results:
        yield Problem("poll-without-results", "poll has no results", place)
    dates = [(name, getattr(poll, name)) for name in ("start", "end", "published")]
    given = [(name, printed) for name, printed in dates if printed]
    for (earlier, first), (later, last) in itertools.pairwise(given):
        # What is printed to the month is compared to the month.
        if last[: len(first)] < first[: len(last)]:
            yield Problem(
                "dates-out-of-order",
                f"{later} of the poll is before its {earlier}",
                place,
                got=f"{first}, then {last}",
                expected="•FS, •FE and •PD in order",
            )


def _unknown_line(place: Place, line: str) -> Problem:
    expected = "a poll (•PF: ...), a response (& ...), a list (A: •A: ...) or a comment (‡)"
    got = repr(line if len(line) < 120 else f"{line[:120]}...")
    return Problem("unknown-line", "line is no part of the format", place, got, expected)

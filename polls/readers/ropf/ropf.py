"""Rich Opinion Poll Files (ROPF, of ASAPOP): polls in lines, kept as printed, then read.

    •PF: ACME •FS: 2021-07 •FE: 2021-07-20 •SS: 600–700 A:55 B:43 •O:2    a poll
    &                                           A:50 B:40 C:<0.5 •O:9     asked otherwise

    answer       share  precision  censored  n    start       date_precision
    apple_party  0.55   0.01       no        600  2021-07-01  month

What a reading cannot hold stands in its note: commissioners, the sample size where it is
not a plain number, what was excluded, a total that was verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pandas as pd

from polls.codebooks.model import slug
from polls.errors import Place, Problem, ProblemsError, did_you_mean
from polls.files.opened import OpenedFile
from polls.printed.fieldwork import parse_fieldwork
from polls.printed.shares import read_share
from polls.readers.contract import Extract, Hints
from polls.readers.ropf.lines import ElectoralList, Poll, Response, RopfFile, parse_lines
from polls.schema import SUM_VERIFIED

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("encoding",)

FIRST_POLL = re.compile(r"^\s*•(?:PF|PFP|C|FS|FE|PD|SC|SS|A)\s*:", re.MULTILINE)
SCOPES = {
    "": "",
    "N": "",
    "E": "european",
    "P": "presidential",
    "P1": "presidential first round",
    "P2": "presidential second round",
}
COUNTRY_OF_ID = re.compile(r"([A-Z]{2})\d{3,}[A-Z]?")


def recognises(file: OpenedFile) -> bool:
    """Whether the file is text with a line that begins with a poll's metadata."""
    return bool(FIRST_POLL.search(file.head))


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """One row for each result of each response, in the order of the file.

    Args:
        file: the opened text file.
        hints: `country` (else told by the ids of the electoral lists), `lang` of the names,
            `question` (else `voting_intention`), `encoding`.

    Raises:
        ProblemsError: where no line can be read.
    """
    found = parse_lines(file.text(hints.encoding), file.name)
    problems = [*found.problems, *_unknown_lists(found, file.name)]
    wrong = {problem.place.line for problem in problems}
    rows: list[dict[str, Any]] = []
    for poll in found.polls:
        if wrong & {response.line for response in poll.responses}:
            continue
        if poll.unit == "S":
            problems.append(_seats(poll, file.name))
            continue
        for response in poll.responses:
            problems += _totals_off(response, file.name)
            rows += _rows(poll, response, found, hints)
    if not rows:
        raise ProblemsError(problems)
    country, recognised = _country(found, hints, file.name)
    return Extract(pd.DataFrame(rows).assign(country=country), [*problems, *recognised])


def _rows(
    poll: Poll, response: Response, found: RopfFile, hints: Hints
) -> Iterator[dict[str, Any]]:
    decimals = max(len(value.partition(".")[2]) for value in response.values)
    lang = hints.lang or "en"
    about = {
        "pollster": poll.firm,
        "question": _question(poll, response, hints.question or "voting_intention"),
        **({"group_by": "area", "group": response.area} if response.area else {}),
        **_dates(poll),
        "precision": round(10.0 ** -(decimals + 2), decimals + 2),
        "n": _respondents(response),
        "base": "substantive" if response.excluded else "all" if response.no_response else "",
        "lang": lang,
        "locator": f"line {response.line}",
        "note": "; ".join(_notes(poll, response)),
    }
    names = {key: _name(key, found, lang) for key, _ in response.results}
    named = [("", names[key], value) for key, value in response.results]
    named += [
        ("other", "Other", response.other),
        ("no_response", "No response", response.no_response),
    ]
    for answer, text, value in named:
        cell = read_share(value, percent=True) if value else None
        if cell is not None:
            printed = {"answer": answer, "answer_text": text}
            yield {**about, **printed, "share": cell.share, "censored": cell.censored}


def _question(poll: Poll, response: Response, question: str) -> str:
    """The id of what was asked: elections of another scope and other lists are other questions."""
    scope = SCOPES.get(response.scope, response.scope)
    same = [r for r in poll.responses if (r.scope, r.area) == (response.scope, response.area)]
    number = same.index(response) + 1
    return slug(f"{question} {scope} {f'alternative {number}' if number > 1 else ''}")


def _dates(poll: Poll) -> dict[str, Any]:
    """First and last day, as far as printed, with the precision of the coarser of the two."""
    dates: dict[str, Any] = {"published": poll.published or None}
    precisions = []
    for name in ("start", "end"):
        printed = getattr(poll, name)
        if printed:
            span = parse_fieldwork(printed)
            dates[name] = str(getattr(span, name))
            precisions.append(span.precision)
        else:
            dates[name] = None
    coarsest = [kind for kind in ("year", "month", "day") if kind in precisions]
    return {**dates, "date_precision": coarsest[0] if coarsest else "day"}


def _respondents(response: Response) -> float | None:
    """The number of respondents behind the results: the lower end, less what was excluded."""
    lower = re.search(r"\d+", response.sample_size)
    if lower is None:
        return None
    return round(int(lower[0]) * (1 - float(response.excluded or 0) / 100))


def _notes(poll: Poll, response: Response) -> Iterator[str]:
    if poll.partner:
        yield f"with {poll.partner}"
    if poll.commissioners:
        yield f"commissioned by {', '.join(poll.commissioners)}"
    if response.sample_size and (not response.sample_size.isdigit() or response.excluded):
        yield f"sample size {response.sample_size}"
    if response.excluded:
        yield f"{response.excluded}% excluded"
    if response.scope:
        yield f"scope {response.scope}"
    if response.verified_sum:
        yield f"{SUM_VERIFIED} ({response.verified_sum}%)"
    if response != poll.responses[0]:
        yield f"alternative to line {poll.responses[0].line}"


def _name(key: str, found: RopfFile, lang: str) -> str:
    """The printed name of a list, or the names of a joint one; the key where none is given."""
    unknown = ElectoralList("")
    names = [found.lists.get(part, unknown).name(lang) or part for part in key.split("+")]
    return " + ".join(names)


def _unknown_lists(found: RopfFile, file: str) -> Iterator[Problem]:
    """Keys without a line of their own, in a file that has such lines."""
    for poll in found.polls if found.lists else ():
        for response in poll.responses:
            keys = [part for key, _ in response.results for part in key.split("+")]
            for key in dict.fromkeys(keys):
                if key not in found.lists:
                    yield Problem(
                        "unknown-electoral-list",
                        f"no line says what {key} is",
                        Place(file=file, line=response.line),
                        expected=f"one of {', '.join(found.lists)}",
                        hint=did_you_mean(key, found.lists),
                    )


def _totals_off(response: Response, file: str) -> Iterator[Problem]:
    """Results that add up to more than rounding allows, or less where "other" is among them.

    A censored result counts as anything up to its limit.
    """
    values = [float(value.lstrip("<")) for value in response.values]
    lower = sum(
        value for value, text in zip(values, response.values, strict=True) if text[0] != "<"
    )
    upper = sum(values)
    decimals = max(len(value.partition(".")[2]) for value in response.values)
    slack = max((len(values) - 1) // 2, 1) * 10.0**-decimals + 1e-9
    place, got = Place(file=file, line=response.line), f"{upper:g}"
    if response.verified_sum:
        stated = float(response.verified_sum)
        if not lower - 1e-9 <= stated <= upper + 1e-9:
            title, expected = "results do not add up to the verified sum", f"{stated:g} (•VS)"
            yield Problem("verified-sum-differs", title, place, got, expected)
    elif lower > 100 + slack or (response.other and upper < 100 - slack):
        yield Problem(
            "results-off",
            "results do not add up",
            place,
            got,
            f"100 within {slack:.3g}",
            f"if the source really prints this total, add •VS: {upper:g}",
        )


def _seats(poll: Poll, file: str) -> Problem:
    return Problem(
        "seats-left-out",
        "results are seats, not shares, and left out",
        Place(file=file, line=poll.responses[0].line),
        severity="warning",
    )


def _country(found: RopfFile, hints: Hints, file: str) -> tuple[str, list[Problem]]:
    """The country of the hints, else the one that all ids of electoral lists begin with."""
    matches = [COUNTRY_OF_ID.fullmatch(entry.id) for entry in found.lists.values()]
    codes = {match[1] for match in matches if match}
    if hints.country or len(codes) != 1 or not all(matches):
        return hints.country, []
    code = codes.pop()
    return code, [
        Problem(
            "country-recognised",
            f"country is taken as {code} from the ids of the electoral lists",
            Place(file=file),
            hint=f"say another, if it is not: country='{code}'",
            severity="warning",
        )
    ]

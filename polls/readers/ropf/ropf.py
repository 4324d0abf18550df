"""Rich Opinion Poll Files (ROPF, of ASAPOP): polls in lines, kept as printed, then read.

    •PF: ACME •FS: 2021-07 •FE: 2021-07-20 •SS: 600–700 A:55 B:43 •O:2    a poll
    &                                           A:50 B:40 C:<0.5 •O:9     asked otherwise

    answer       share  precision  censored  n    start       date_precision
    apple_party  0.55   0.01       no        600  2021-07-01  month

What a reading cannot hold stands in its note: a partner, the sample size where it is not a
plain number, what was excluded, a result printed as a range, a total that was verified.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from polls.codebooks.model import slug
from polls.errors import Place, Problem, ProblemsError, did_you_mean
from polls.files.opened import OpenedFile
from polls.printed.fieldwork import parse_fieldwork
from polls.readers.contract import Extract, Hints
from polls.readers.ropf.fields import SCOPES, SHARE_LIMITS
from polls.readers.ropf.lines import Poll, Response, RopfFile, parse_lines
from polls.readers.ropf.totals import adds_up, limits, printed_step, totals_off
from polls.schema import SUM_VERIFIED

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("encoding", "on_error")

FIRST_POLL = re.compile(r"^[^\S\n]*•(?:PF|PFP|C|FS|FE|PD|SC|SS|A)\s*:", re.MULTILINE)
COUNTRY_OF_ID = re.compile(r"([A-Z]{2})(?:\d{3,8}|\d{4}[A-Z])")
WHOLE_SAMPLES: Mapping[str, str] = {"GB": "GBN"}
"""The area that is the whole of a country: GB is Great Britain, and so is the area GBN."""
TOLD_APART = ("pollster", "client", "question", "group", "start", "end", "base")
"""What tells two polls of one file apart, where their days are known."""


def recognises(file: OpenedFile) -> bool:
    """Whether the file is text with a line that begins with a poll's metadata."""
    return bool(FIRST_POLL.search(file.head))


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """One row for each result of each response, in the order of the file.

    Args:
        file: an opened text.
        hints: `country` (else recognised by the ids of the electoral lists), `lang` of the names,
            `question` (else `voting_intention`), `encoding`.

    Raises:
        ProblemsError: where no line can be read.
    """
    found = parse_lines(file.text(hints.encoding), file.name)
    country, recognised = _country(found, hints, file.name)
    lang, question = hints.lang or "en", hints.question or "voting_intention"
    names, whole = _names(found, lang), WHOLE_SAMPLES.get(country, "")
    problems = [*found.problems, *_unknown_lists(found, file.name)]
    rows: list[dict[str, Any]] = []
    seats: list[int] = []
    for poll in found.polls:
        for response, asked in zip(poll.responses, _questions(poll, question), strict=True):
            if response.unit == "S":
                seats.append(response.line)
                continue
            problems += totals_off(response, Place(file=file.name, line=response.line))
            rows += _rows(poll, response, asked, names, whole)
    problems += _repeated(rows, file.name)
    wrong = {f"line {problem.place.line}" for problem in problems}
    rows = [row for row in rows if row["locator"] not in wrong]
    problems += [
        *_seats(seats, file.name),
        *_ranges(rows, file.name),
        *_areas(found, file.name),
    ]
    if not rows:
        raise ProblemsError(problems)
    frame = pd.DataFrame(rows).assign(country=country, lang=lang)
    return Extract(frame, [*problems, *recognised])


def _rows(
    poll: Poll, response: Response, question: str, names: Mapping[str, str], whole: str
) -> Iterator[dict[str, Any]]:
    base, n = _base(response)
    about = {
        "pollster": poll.firm,
        "client": ", ".join(poll.commissioners),
        "question": question,
        "group_by": "area" if response.area not in ("", whole) else "",
        "group": response.area if response.area != whole else "",
        **_dates(poll),
        "n": n,
        "base": base,
        "locator": f"line {response.line}",
    }
    note = "; ".join(_notes(poll, response))
    step = printed_step(response.values) / 100
    named = [("", " + ".join(names.get(k, k) for k in key.split("+")), value)
             for key, value in response.results]  # fmt: skip
    named += [
        ("other", "Other", response.other),
        ("no_response", "No response", response.no_response),
        ("other_or_no_response", "Other or no response", response.other_or_no_response),
    ]
    for answer, text, value in named:
        if value:
            printed = {"answer": answer, "answer_text": text}
            yield {**about, **printed, **_share(value, step), "note": _with_range(note, value)}


def _share(value: str, step: float) -> dict[str, Any]:
    """A result as a share: an upper limit where censored, the middle of a range."""
    lower, upper = limits(value)
    censored = value.startswith("<")
    middle = upper if censored else (lower + upper) / 2
    width = 0.0 if censored else upper - lower
    return {
        "share": round(middle / 100, 10),
        "precision": round(step + width / 100, 10),
        "censored": censored,
    }


def _with_range(note: str, value: str) -> str:
    if SHARE_LIMITS.fullmatch(value) is None:
        return note
    return "; ".join(filter(None, (note, f"printed as {value}%")))


def _questions(poll: Poll, question: str) -> list[str]:
    """The id of what each response answers: elections of another scope and other lists are
    other questions."""
    asked: Counter[tuple[str, str, bool]] = Counter()
    ids = []
    for response in poll.responses:
        scope = SCOPES.get(response.scope, "")
        kind = scope, response.area, response.unit == "S"
        asked[kind] += 1
        number = asked[kind]
        ids.append(slug(f"{question} {scope} {f'alternative {number}' if number > 1 else ''}"))
    return ids


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


def _base(response: Response) -> tuple[str, float | None]:
    """Who was counted, and the number of them: the lower end where a range is printed.

    Where the results hold those who did not respond, nobody was left out, whatever else is
    said to be excluded.
    """
    lower = re.search(r"\d+", response.sample_size)
    size = float(lower[0]) if lower else None
    if (response.no_response or response.other_or_no_response) and adds_up(response):
        return "all", size
    if response.excluded:
        excluded = float(response.excluded) / 100
        return "substantive", None if size is None else float(round(size * (1 - excluded)))
    return "", size


def _notes(poll: Poll, response: Response) -> Iterator[str]:
    if poll.partner:
        yield f"with {poll.partner}"
    if response.sample_size and (not response.sample_size.isdigit() or response.excluded):
        yield f"sample size {response.sample_size}"
    if response.excluded:
        yield f"{response.excluded}% excluded"
    if response.unexplained:
        yield f"PR {response.unexplained}%"
    if response.scope:
        yield f"scope {response.scope}"
    if response.verified_sum:
        yield f"{SUM_VERIFIED} ({response.verified_sum}%)"
    if response != poll.responses[0]:
        yield f"alternative to line {poll.responses[0].line}"


def _names(found: RopfFile, lang: str) -> dict[str, str]:
    """The printed name of each list; those that two share are told apart by their keys."""
    names = {key: entry.name(lang) or key for key, entry in found.lists.items()}
    shared = Counter(map(slug, names.values()))
    return {
        key: f"{name} ({key})" if shared[slug(name)] > 1 else name for key, name in names.items()
    }


def _unknown_lists(found: RopfFile, file: str) -> Iterator[Problem]:
    """Keys without a line of their own, in a file that has such lines."""
    hints: dict[str, str] = {}
    for poll in found.polls if found.lists else ():
        for response in poll.responses:
            keys = [part for key, _ in response.results for part in key.split("+")]
            for key in dict.fromkeys(keys):
                if key not in found.lists:
                    if key not in hints:
                        hints[key] = did_you_mean(key, found.lists)
                    yield Problem(
                        "unknown-electoral-list",
                        f"no line defines {key}",
                        Place(file=file, line=response.line),
                        expected=f"one of {', '.join(found.lists)}",
                        hint=hints[key],
                    )


def _repeated(rows: Sequence[Mapping[str, Any]], file: str) -> Iterator[Problem]:
    """Lines of one firm, client and days that give different results to the same question."""
    polls: dict[tuple[Any, ...], dict[str, dict[str, float]]] = {}
    for row in rows:
        if row["date_precision"] == "day":
            published = row["published"] if row["start"] is None else ""
            key = (*(row[name] for name in TOLD_APART), published)
            results = polls.setdefault(key, {}).setdefault(row["locator"], {})
            results[row["answer_text"]] = row["share"]
    for lines in polls.values():
        first, *others = lines.values()
        if all(results == first for results in others):
            continue
        for locator in lines:
            yield Problem(
                "poll-repeated",
                "polls of one firm, client and fieldwork give different results",
                Place(file=file, line=int(locator.removeprefix("line "))),
                got="other results on " + ", ".join(other for other in lines if other != locator),
                hint="keep the one whose source can be checked, or tell them apart by •C",
            )


def _seats(lines: Sequence[int], file: str) -> Iterator[Problem]:
    if lines:
        yield Problem(
            "seats-left-out",
            f"results of {len(lines)} line(s) are seats, not shares, and left out",
            Place(file=file, line=lines[0]),
            got="lines " + ", ".join(map(str, lines)),
            severity="warning",
        )


def _ranges(rows: Sequence[Mapping[str, Any]], file: str) -> Iterator[Problem]:
    lines = dict.fromkeys(row["locator"] for row in rows if "printed as" in row["note"])
    if lines:
        yield Problem(
            "range-halved",
            "results printed as ranges are read as their middle, with the range as precision",
            Place(file=file),
            got=", ".join(lines),
            severity="warning",
        )


def _areas(found: RopfFile, file: str) -> Iterator[Problem]:
    """Areas that are numbers: a list called A may have been meant, which takes no bullet."""
    for response in (each for poll in found.polls for each in poll.responses):
        if re.fullmatch(r"[<>]?\d[\d.,]*%?", response.area):
            yield Problem(
                "area-is-a-number",
                "•A names an area, and this one is a number",
                Place(file=file, line=response.line),
                got=f"•A: {response.area}",
                hint="write the result of a list that is called A without the bullet",
                severity="warning",
            )


def _country(found: RopfFile, hints: Hints, file: str) -> tuple[str, list[Problem]]:
    """The country of the hints, else the one that most ids of electoral lists begin with."""
    matches = [COUNTRY_OF_ID.fullmatch(entry.id) for entry in found.lists.values()]
    codes = Counter(match[1] for match in matches if match)
    code, count = codes.most_common(1)[0] if codes else ("", 0)
    if hints.country or count <= len(matches) / 2:
        return hints.country, []
    return code, [
        Problem(
            "country-recognised",
            f"country is taken as {code} from the ids of the electoral lists",
            Place(file=file),
            got=f"{count} of {len(matches)} ids begin with it",
            hint=f"say another, if it is not: country='{code}'",
            severity="warning",
        )
    ]

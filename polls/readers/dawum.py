"""The polls of dawum.de as its API gives them: surveys that name parties and firms by number.

    "Surveys":    {"3000": {"Date": "2024-03-08", "Institute_ID": "5", "Parliament_ID": "0",
                            "Survey_Period": {"Date_Start": "2024-03-05", "Date_End": ...},
                            "Surveyed_Persons": "1201", "Results": {"1": 30.5, "2": 15}}}
    "Parties":    {"1": {"Shortcut": "CDU/CSU", "Name": ...}}
    "Institutes": {"5": {"Name": "Forsa"}}

Polls of a Landtag are of the people of that Land: its name is their group, and its election
another question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from polls.codebooks.model import slug
from polls.errors import Place, Problem, ProblemsError
from polls.files.opened import OpenedFile
from polls.printed.shares import PrintedShare, read_base, read_share
from polls.readers.contract import Extract, Hints

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("encoding",)

NAMED = {
    "Institute_ID": ("Institutes", "Name"),
    "Tasker_ID": ("Taskers", "Name"),
    "Parliament_ID": ("Parliaments", "Name"),
    "Method_ID": ("Methods", "Name"),
}
"""Numbers of a survey: the table that says what they are, and in which of its fields."""
MODES = {"Online": "online", "Telefon": "phone", "Persönlich": "face-to-face"}
WHOLE_COUNTRY = ("Bundestag", "EU", "Europawahl")
HALF_EXACT = 1e-6
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def recognises(file: OpenedFile) -> bool:
    """Whether the file is JSON with surveys that hold results by number."""
    if not file.is_json or not isinstance(file.json, dict):
        return False
    surveys = file.json.get("Surveys")
    first = next(iter(surveys.values()), None) if isinstance(surveys, dict) else None
    return isinstance(first, dict) and "Results" in first


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """One row for each result of each survey, in the order of the file.

    Args:
        file: an opened JSON file.
        hints: `country` (else DE), `question` (else `voting_intention`).

    Raises:
        ProblemsError: where the file does not say what its numbers stand for.
    """
    data = file.json
    missing = [name for name in ("Parties", "Institutes") if not isinstance(data.get(name), dict)]
    if missing:
        raise ProblemsError(
            [
                Problem(
                    "numbers-not-named",
                    "surveys name parties and firms by number, "
                    "and the file does not say which those are",
                    Place(file=file.name),
                    got=f"no {' and no '.join(repr(name) for name in missing)}",
                    expected="the whole file as dawum.de publishes it",
                )
            ]
        )
    rows: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for key, survey in data["Surveys"].items():
        place = Place(file=file.name, item=f"survey {key}")
        wrong = list(_wrong(survey, data, place))
        problems += wrong
        if not wrong:
            rows += _rows(key, survey, data, hints.question or "voting_intention")
    if not rows:
        raise ProblemsError(problems or [Problem("no-readings", "file holds no surveys")])
    frame = pd.DataFrame(rows).assign(country=hints.country or "DE", lang=hints.lang or "de")
    return Extract(frame, problems)


def _wrong(survey: Any, data: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """What of a survey cannot be read."""
    if not isinstance(survey, dict) or not isinstance(survey.get("Results"), dict):
        yield Problem("survey-without-results", "survey has no results", place)
        return
    for field, (table, _) in NAMED.items():
        number = str(survey.get(field, ""))
        if number and table in data and not _entry(data, table, number):
            yield Problem("unknown-number", f"no entry of {table} has this number", place, number)
    period = _mapping(survey.get("Survey_Period"))
    dates = [survey.get("Date"), period.get("Date_Start"), period.get("Date_End")]
    for printed in dates:
        if printed and not (
            DAY.fullmatch(str(printed)) and pd.notna(pd.to_datetime(str(printed), errors="coerce"))
        ):
            expected = "a day, such as 2024-03-05"
            yield Problem("malformed-field", "date cannot be read", place, repr(printed), expected)
    for party, value in survey["Results"].items():
        if not _entry(data, "Parties", party):
            yield Problem("unknown-number", "no entry of Parties has this number", place, party)
        share = read_share(value, percent=True)
        if share is None or not 0 <= share.share <= 1:
            yield Problem("not-a-share", "result is no percentage", place, repr(value), "0 to 100")


def _rows(
    key: str, survey: Mapping[str, Any], data: Mapping[str, Any], question: str
) -> Iterator[dict[str, Any]]:
    period = _mapping(survey.get("Survey_Period"))
    parliament = _entry(data, "Parliaments", survey.get("Parliament_ID", ""))
    shortcut = str(parliament.get("Shortcut", ""))
    land = shortcut if shortcut not in ("", *WHOLE_COUNTRY) else ""
    election = "" if shortcut in ("", "Bundestag") else str(parliament.get("Election", shortcut))
    method = _named(survey, "Method_ID", data)
    values = {party: read_share(value, percent=True) for party, value in survey["Results"].items()}
    step = _step([share for share in values.values() if share is not None])
    about = {
        "pollster": _named(survey, "Institute_ID", data),
        "client": _named(survey, "Tasker_ID", data),
        "mode": MODES.get(method, ""),
        "question": slug(f"{question} {election}"),
        "group_by": "area" if land else "",
        "group": land,
        "start": period.get("Date_Start"),
        "end": period.get("Date_End"),
        "published": survey.get("Date"),
        "n": _size(survey),
        "locator": f"survey {key}",
        "note": f"asked by {method}" if method and method not in MODES else "",
    }
    for party, share in values.items():
        if share is not None:
            entry = _entry(data, "Parties", party)
            text = str(entry.get("Shortcut") or entry.get("Name") or party)
            printed = {"share": share.share, "precision": step, "censored": share.censored}
            yield {**about, "answer_text": text, **printed}


def _step(shares: Sequence[PrintedShare]) -> float:
    """The rounding step of a survey: half points where all of its decimals are 0 or 5."""
    finest = min((share.precision for share in shares), default=0.01)
    halves = all(abs(share.share * 200 - round(share.share * 200)) < HALF_EXACT for share in shares)
    return 0.005 if finest < 0.01 and halves else finest


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _entry(data: Mapping[str, Any], table: str, number: object) -> Mapping[str, Any]:
    """What a table says of a number, nothing where it has none such."""
    return _mapping(_mapping(data.get(table)).get(str(number)))


def _named(survey: Mapping[str, Any], field: str, data: Mapping[str, Any]) -> str:
    table, name = NAMED[field]
    return str(_entry(data, table, survey.get(field, "")).get(name, ""))


def _size(survey: Mapping[str, Any]) -> float | None:
    """How many were asked; 0 stands for a size that is not published."""
    size = read_base(str(survey.get("Surveyed_Persons") or ""))
    return size or None

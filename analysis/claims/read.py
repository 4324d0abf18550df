"""Claims read from a TOML file: one `[[claim]]` table each, all problems raised together.

[[claim]]
id = "approval-record"
kind = "record"
sentence = "Approval is the highest since 2019"
as_of = 2025-03-31
country = "GB"
question = "approval"
answer = "approve"
since = 2019-12-31
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from analysis.claims.claim import Claim, UnmeasuredClaim, contradictions
from analysis.claims.kinds import KINDS, kind_of_claim
from analysis.claims.verdict import Thresholds
from polls.arguments import arguments_checked
from polls.errors import Place, Problem, boundary, did_you_mean, raise_errors
from polls.files.toml_tables import read_table, read_toml

__all__ = ["UnreadClaim", "parse_claims", "parse_thresholds", "read_claims"]


@dataclass(frozen=True, kw_only=True)
class UnreadClaim(UnmeasuredClaim):
    """A table that is not a claim; `problems` say why."""

    kind = "unread"
    problems: tuple[Problem, ...]

    def why(self) -> str:
        """What is wrong with the table, and where."""
        line = f"line {self.line}: " if self.line else ""
        return line + "; ".join(problem.title for problem in self.problems)


@boundary()
@arguments_checked
def read_claims(
    path: Path | str,
    *,
    events: pd.DataFrame | None = None,
    on_error: Literal["raise", "keep"] = "raise",
) -> tuple[tuple[Claim, ...], Thresholds]:
    """The claims of a file, and the thresholds between verdicts that it sets.

    Args:
        path: a TOML file with `[[claim]]` tables and, if wanted, a table `[verdicts]` with
            `supported` and `contradicted`; other tables are not looked at.
        events: the events that a claim may name (`polls.events()`).
        on_error: "keep" gives a table with problems as a claim that is `not checkable`, so
            that the others can be judged.

    Returns:
        The claims in the order of the file, and the thresholds.

    Raises:
        ProblemsError: with every problem of every claim, each with its line.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "claims.toml"
    ...     lines = ["[[claim]]", "id = 'up'", "kind = 'change'", "sentence = 'It rose'",
    ...              "country = 'GB'", "question = 'issue_up_to_three'", "answer = 'health'",
    ...              "as_of = 2024-12-31", "start = 2024-01-01", "direction = 'up'"]
    ...     _ = path.write_text("\\n".join(lines))
    ...     claims, thresholds = read_claims(path)
    >>> claims[0].sentence, thresholds.supported
    ('It rose', 0.9)
    """
    document, text = read_toml(path)
    name = Path(path).name
    lines = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(r"\s*\[\[\s*claim\s*\]\]", line)
    ]
    return (
        parse_claims(document, file=name, lines=lines, events=events, on_error=on_error),
        parse_thresholds(document, file=name),
    )


def parse_claims(
    document: Mapping[str, Any],
    *,
    file: str = "",
    lines: Sequence[int] = (),
    events: pd.DataFrame | None = None,
    on_error: Literal["raise", "keep"] = "raise",
) -> tuple[Claim, ...]:
    """The claims of a parsed document, checked as far as they can be without readings.

    Args:
        document: a mapping with a list of tables under `claim`.
        file: its name, for messages.
        lines: the line of each claim, for messages.
        events: the events that a claim may name: columns date and event.
        on_error: as in `read_claims`.

    Raises:
        ProblemsError: with every problem of every claim.

    >>> parse_claims({"claim": [{"id": "jobs", "kind": "unmeasured", "sentence": "Jobs grew",
    ...                          "as_of": "2025-03-31", "needs": "a series of jobs"}]})[0].id
    'jobs'
    """
    tables = document.get("claim", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        title = "claims are tables in double brackets"
        raise_errors([Problem("field-malformed", title, Place(file=file), "[claim]", "[[claim]]")])
    claims: list[Claim] = []
    problems: list[Problem] = []
    for position, table in enumerate(tables):
        line = lines[position] if position < len(lines) else None
        name = str(table.get("id", f"number {position + 1}"))
        place = Place(file=file, line=line, item=f"claim '{name}'")
        claim, found = _claim(table, place, events)
        if claim and any(claim.id == other.id for other in claims):
            title = "duplicate id of a claim"
            found = [*found, Problem("duplicate-claim", title, place, got=claim.id)]
        problems += found
        if found:
            claims.append(_unread(table, name, line, found))
        elif claim:
            claims.append(claim)
    if on_error == "raise":
        raise_errors(problems)
    return tuple(claims)


def _unread(table: Mapping[str, Any], name: str, line: int | None, found: list[Problem]) -> Claim:
    as_of = table.get("as_of")
    return UnreadClaim(
        id=name,
        sentence=str(table.get("sentence", "")),
        as_of=as_of if type(as_of) is dt.date else dt.date.min,
        line=line,
        problems=tuple(found),
    )


def parse_thresholds(document: Mapping[str, Any], *, file: str = "") -> Thresholds:
    """The thresholds of the table `[verdicts]`, or the shipped ones where it is left out."""
    place = Place(file=file, item="[verdicts]")
    thresholds, problems = read_table(document.get("verdicts", {}), Thresholds, place)
    raise_errors(problems)
    assert thresholds is not None  # read_table returns an instance or problems
    return thresholds


def _claim(
    table: Mapping[str, Any], place: Place, events: pd.DataFrame | None
) -> tuple[Claim | None, list[Problem]]:
    """The claim of one table, or what is wrong with it."""
    kind = table.get("kind")
    if "official" in table and f"official_{kind}" in KINDS:
        kind = f"official_{kind}"
    if kind not in KINDS:
        code = "field-missing" if kind is None else "field-malformed"
        return None, [
            Problem(
                code,
                "field 'kind' is missing" if kind is None else "unknown kind of claim",
                place,
                got="" if kind is None else repr(kind),
                expected=", ".join(KINDS),
                hint=did_you_mean(str(kind), KINDS),
            )
        ]
    rest = {name: value for name, value in table.items() if name != "kind"}
    rest, problems = _with_event(rest, place, events)
    if isinstance(related := rest.get("related"), list) and "country" in rest:
        own = {"country": rest["country"]}
        rest["related"] = [own | item if isinstance(item, dict) else item for item in related]
    claim, found = read_table(rest, kind_of_claim(str(kind)), place, line=place.line)
    problems += found
    if claim is not None and not problems:
        problems += contradictions(claim, place)
    return claim, problems


def _with_event(
    table: dict[str, Any], place: Place, events: pd.DataFrame | None
) -> tuple[dict[str, Any], list[Problem]]:
    """A table with the day of the event that it names as its start."""
    if "event" not in table:
        return table, []
    event = table["event"]
    if "start" in table:
        title = "a claim begins at a `start` or at an `event`"
        got = f"start {table['start']}, event {event!r}"
        return table, [Problem("contradictory-options", title, place, got=got)]
    days = {} if events is None else dict(zip(events["event"], events["date"], strict=True))
    if event in days:
        return {**table, "start": days[event].date()}, []
    hint = did_you_mean(str(event), days) or "give the day itself instead"
    problem = Problem("unknown-event", "unknown event", place, got=repr(event), hint=hint)
    # A day that contradicts nothing, so that the event is the one problem.
    return {**table, "start": "1900-01-01"}, [problem]

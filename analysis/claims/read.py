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

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.claims.fields import Fields
from analysis.claims.kinds import (
    ChangeClaim,
    Claim,
    CumulativeRecordClaim,
    RankingClaim,
    RecordClaim,
    Series,
    SimilarClaim,
    ThresholdClaim,
    UnmeasuredClaim,
    ValueClaim,
)
from analysis.claims.sense import contradictions
from analysis.claims.verdict import Thresholds
from polls.errors import Place, Problem, ProblemsError, raise_errors

__all__ = ["parse_claims", "parse_thresholds", "read_claims"]


def read_claims(
    path: Path | str, *, events: pd.DataFrame | None = None
) -> tuple[tuple[Claim, ...], Thresholds]:
    """The claims of a file, and the thresholds between verdicts that it sets.

    Args:
        path: a TOML file with `[[claim]]` tables and, if wanted, a table `[verdicts]` with
            `supported` and `contradicted`; other tables are not looked at.
        events: the events that a claim may name (`polls.events()`).

    Returns:
        The claims in the order of the file, and the thresholds.

    Raises:
        ProblemsError: with every problem of every claim, each with its line.
    """
    file = Path(path)
    try:
        text = file.read_text(encoding="utf-8")
        document = tomllib.loads(text)
    except FileNotFoundError:
        raise ProblemsError(
            [Problem("file-missing", "file is not there", Place(file=str(path)))]
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem("file-malformed", "file is not TOML", Place(file=str(path)))
        raise ProblemsError(
            [Problem(problem.code, problem.title, problem.place, got=str(error))]
        ) from None
    lines = [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(r"\s*\[\[\s*claim\s*\]\]", line)
    ]
    return (
        parse_claims(document, file=file.name, lines=lines, events=events),
        parse_thresholds(document, file=file.name),
    )


def parse_claims(
    document: Mapping[str, Any],
    *,
    file: str = "",
    lines: list[int] | None = None,
    events: pd.DataFrame | None = None,
) -> tuple[Claim, ...]:
    """The claims of a parsed document, checked as far as they can be without readings.

    Args:
        document: a mapping with a list of tables under `claim`.
        file: its name, for messages.
        lines: the line of each claim, for messages.
        events: the events that a claim may name: columns date and event.

    Raises:
        ProblemsError: with every problem of every claim.

    >>> parse_claims({"claim": [{"id": "jobs", "kind": "unmeasured", "sentence": "Jobs grew",
    ...                          "as_of": "2025-03-31", "needs": "a series of jobs"}]})[0].id
    'jobs'
    """
    days = {} if events is None else dict(zip(events["event"], events["date"], strict=True))
    claims: list[Claim] = []
    problems: list[Problem] = []
    for position, table in enumerate(document.get("claim", [])):
        line = lines[position] if lines and position < len(lines) else None
        name = str(table.get("id", f"number {position + 1}"))
        fields = Fields(table, Place(file=file, line=line, item=f"claim '{name}'"), events=days)
        claim = _claim(fields)
        if claim and any(claim.id == other.id for other in claims):
            fields.note("duplicate-claim", "the id of a claim stands twice", got=claim.id)
        # A field that could not be read stands here as a harmless value, which means nothing.
        problems += fields.problems or (contradictions(claim, fields.place) if claim else [])
        if claim:
            claims.append(claim)
    raise_errors(problems)
    return tuple(claims)


def parse_thresholds(document: Mapping[str, Any], *, file: str = "") -> Thresholds:
    """The thresholds of the table `[verdicts]`, or the shipped ones where it is left out."""
    usual = Thresholds()
    fields = Fields(document.get("verdicts", {}), Place(file=file, item="[verdicts]"))
    supported = fields.share("supported", usual.supported)
    contradicted = fields.share("contradicted", usual.contradicted)
    fields.note_unread(("supported", "contradicted"))
    raise_errors(fields.problems)
    return Thresholds(supported, contradicted)


def _claim(fields: Fields) -> Claim | None:
    """The claim of one table; None where its kind is not known."""
    kind = fields.choice("kind", tuple(BUILDERS))
    if fields.problems:
        return None
    common = {
        "id": fields.text("id"),
        "sentence": fields.text("sentence"),
        "as_of": fields.day("as_of"),
        "source": fields.text("source", ""),
        "line": fields.place.line,
    }
    claim = BUILDERS[kind](fields, common)
    fields.note_unread(claim.__dataclass_fields__)
    return claim


def _series_claim(fields: Fields, common: dict[str, Any]) -> dict[str, Any]:
    """The fields of every claim on opinion, checked for days that contradict each other."""
    series = _series(fields)
    related = []
    for table in fields.tables("related"):
        inner = Fields({"country": series.country} | dict(table), fields.place)
        related.append(_series(inner))
        inner.note_unread(("country", "question", "answer", "group_by", "group"))
        fields.problems += inner.problems
    end = fields.day("end", common["as_of"])
    return common | {
        "series": series,
        "related": tuple(related),
        "end": end,
        "basis": fields.choice("basis", ("trend", "reading"), "trend"),
        "max_age": fields.days("max_age", 365),
    }


def _series(fields: Fields) -> Series:
    return Series(
        country=fields.text("country"),
        question=fields.text("question"),
        answer=fields.text("answer"),
        group_by=fields.text("group_by", "all"),
        group=fields.text("group", "all"),
    )


def _value(fields: Fields, common: dict[str, Any]) -> ValueClaim:
    return ValueClaim(
        **_series_claim(fields, common),
        share=fields.share("share"),
        margin=fields.share("margin", ValueClaim.margin),
    )


def _threshold(fields: Fields, common: dict[str, Any]) -> ThresholdClaim:
    return ThresholdClaim(
        **_series_claim(fields, common),
        start=fields.day("start", None),
        above=fields.share("above", None),
        below=fields.share("below", None),
    )


def _record(fields: Fields, common: dict[str, Any]) -> RecordClaim:
    return RecordClaim(
        **_series_claim(fields, common),
        start=fields.day("start", None),
        since=fields.day("since", None),
        direction=fields.choice("direction", ("highest", "lowest"), "highest"),
    )


def _change(fields: Fields, common: dict[str, Any]) -> ChangeClaim:
    given = _series_claim(fields, common)
    event, start = fields.text("event", ""), fields.day("start", None)
    if bool(event) == (start is not None):
        title = "a change begins at a `start` or at an `event`"
        got = f"start {start}, event {event!r}" if event else "neither"
        fields.note("contradictory-options", title, got=got)
    elif event:
        start = fields.day_of_event("event")
    return ChangeClaim(
        **given,
        start=start or given["end"],
        event=event,
        direction=fields.choice("direction", ("up", "down"), "up"),
        by=fields.share("by", 0.0),
    )


def _similar(fields: Fields, common: dict[str, Any]) -> SimilarClaim:
    given = _series_claim(fields, common)
    return SimilarClaim(
        **given,
        others=fields.texts("others"),
        start=fields.day("start", given["end"]),
        aspect=fields.choice("aspect", ("level", "direction", "parallel"), "level"),
        margin=fields.share("margin", SimilarClaim.margin),
    )


def _ranking(fields: Fields, common: dict[str, Any]) -> RankingClaim:
    return RankingClaim(
        **_series_claim(fields, common),
        among=fields.choice("among", ("country", "answer")),
        others=fields.texts("others"),
        place=fields.choice("place", ("first", "last"), "first"),
    )


def _cumulative(fields: Fields, common: dict[str, Any]) -> CumulativeRecordClaim:
    return CumulativeRecordClaim(
        **common,
        official=fields.text("official"),
        country=fields.text("country", ""),
        end=fields.day("end", common["as_of"]),
        direction=fields.choice("direction", ("highest", "lowest"), "highest"),
        more_than=fields.number("more_than", None),
    )


def _unmeasured(fields: Fields, common: dict[str, Any]) -> UnmeasuredClaim:
    return UnmeasuredClaim(**common, needs=fields.text("needs"))


BUILDERS: Mapping[str, Callable[[Fields, dict[str, Any]], Claim]] = {
    "value": _value,
    "threshold": _threshold,
    "record": _record,
    "change": _change,
    "similar": _similar,
    "ranking": _ranking,
    "cumulative_record": _cumulative,
    "unmeasured": _unmeasured,
}
"""Kind of claim, as written in the file -> what makes it of a table."""

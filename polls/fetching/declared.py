"""The sources that may be fetched, declared in a table and never worked out.

[[source]]
name = "yougov-gb-important-issues"     what a person asks for
url = "https://..."                     where it is; {title} where there is one address a title
content = "workbook"                    what must come: a web page instead is refused
limit_mb = 30                           what comes is never larger
hints = { country = "GB" }              what `polls.read` is told about the file
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from polls.errors import Place, Problem, ProblemsError, did_you_mean, one_of, raise_errors

__all__ = ["CONTENTS", "Declared", "declared_sources", "named"]

CONTENTS: Mapping[str, str] = {
    "workbook": ".xlsx",
    "legacy workbook": ".xls",
    "pdf": ".pdf",
    "text": ".csv",
    "ropf": ".ropf",
    "json": ".json",
    "web page": ".html",
}
"""What a source may hold -> the ending of its file."""


@dataclass(frozen=True)
class Declared:
    """A source that may be fetched.

    Args:
        name: what a person asks for.
        title: what it is.
        url: its address; `{slug}` stands for what the list of titles says.
        content: what it holds, one of `CONTENTS`.
        limit_mb: the largest file that is taken, in megabytes.
        licence: under which it may be used.
        list_url: address of a JSON list of titles and slugs, where `url` has `{slug}`.
        hints: what `polls.read` is told; empty where the file holds no readings.
        readings: whether it holds readings, and not official counts.
    """

    name: str
    title: str
    url: str
    content: str
    limit_mb: float
    licence: str
    list_url: str = ""
    hints: Mapping[str, Any] = field(default_factory=dict)
    readings: bool = True

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.name + CONTENTS[self.content]


def declared_sources(path: Path) -> dict[str, Declared]:
    """The declared sources of a table, by name.

    Args:
        path: a TOML file with a `[[source]]` table for each.

    Raises:
        ProblemsError: with everything that is wrong with it.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("source", [])
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem("bad-toml", "not a TOML file", Place(file=path.name), got=str(error))
        raise ProblemsError([problem]) from None
    problems = [
        problem
        for number, table in enumerate(tables, 1)
        for problem in _wrong_with(table, Place(file=path.name, item=f"source {number}"))
    ]
    names = [str(table.get("name", "")) for table in tables]
    problems += [
        Problem("duplicate-source", "duplicate source", Place(file=path.name), got=name)
        for name in sorted({name for name in names if names.count(name) > 1})
    ]
    raise_errors(problems)
    return {table["name"]: Declared(**table) for table in tables}


def named(name: str, known: Mapping[str, Declared]) -> Declared:
    """The declared source of a name.

    Raises:
        ProblemsError: where there is none of this name, with the nearest.
    """
    if name in known:
        return known[name]
    raise ProblemsError(
        [
            Problem(
                "unknown-source",
                "unknown source to fetch",
                got=name,
                expected=one_of(known),
                hint=did_you_mean(name, known),
            )
        ]
    )


def _wrong_with(table: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    known = {each.name for each in fields(Declared)}
    for key in sorted(table.keys() - known):
        yield Problem("unknown-key", "unknown key", place, got=key, hint=did_you_mean(key, known))
    required = ("name", "title", "url", "content", "limit_mb", "licence")
    for key in required:
        if not table.get(key):
            yield Problem("missing-key", f"'{key}' is missing", place)
    content = str(table.get("content", ""))
    if content and content not in CONTENTS:
        yield Problem("unknown-content", "unknown content", place, content, one_of(CONTENTS))
    for key in ("url", "list_url"):
        address = str(table.get(key, ""))
        if address and not address.startswith(("https://", "http://")):
            yield Problem("not-a-web-address", "not a web address", place, address, "https://...")
    if ("{slug}" in str(table.get("url", ""))) != bool(table.get("list_url")):
        yield Problem(
            "list-without-slug",
            "a list of titles needs an address with {slug}, and the other way round",
            place,
        )

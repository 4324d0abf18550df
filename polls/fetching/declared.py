"""The sources that may be fetched, declared in a table and never worked out.

[[source]]
name = "yougov-gb-important-issues"     what a person asks for
url = "https://..."                     where it is; {title} where there is one address a title
content = "workbook"                    what must come: a web page instead is refused
limit_mb = 30                           what comes is never larger
hints = { country = "GB" }              for `polls.read`
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any, Literal

from polls.errors import Place, Problem, ProblemsError, raise_errors, unknown
from polls.files.toml_tables import read_table, read_toml
from polls.library.library import data_folder

__all__ = ["CONTENTS", "Declared", "declared_sources", "named"]

Content = Literal["workbook", "legacy workbook", "pdf", "text", "ropf", "json", "web page"]

CONTENTS: Mapping[Content, str] = {
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
        hints: hints for `polls.read`; empty where the file holds no readings.
        readings: whether it holds readings, and not official counts.
    """

    name: str
    title: str
    url: str
    content: Content
    limit_mb: float
    licence: str
    list_url: str = ""
    hints: dict[str, Any] = field(default_factory=dict)
    readings: bool = True

    @property
    def file(self) -> str:
        """The name of its file."""
        return self.name + CONTENTS[self.content]


def declared_sources(path: str | PathLike[str] | None = None) -> dict[str, Declared]:
    """The declared sources of a table, by name.

    Args:
        path: a TOML file with a `[[source]]` table for each; default: the shipped one.

    Raises:
        ProblemsError: with everything that is wrong with it.
    """
    path = data_folder() / "fetchable.toml" if path is None else Path(path)
    document, _ = read_toml(path)
    tables = document.get("source", [])
    found: dict[str, Declared] = {}
    problems: list[Problem] = []
    for number, table in enumerate(tables, 1):
        place = Place(file=path.name, item=f"source {number}")
        source, wrong = read_table(table, Declared, place)
        problems += wrong
        if source is None:
            continue
        problems += _wrong_with(source, place)
        if source.name in found:
            problems.append(Problem("duplicate-source", "duplicate source", place, source.name))
        found[source.name] = source
    raise_errors(problems)
    return found


def named(name: str, known: Mapping[str, Declared]) -> Declared:
    """The declared source of a name.

    Raises:
        ProblemsError: where there is none of this name, with the nearest.
    """
    if name in known:
        return known[name]
    raise ProblemsError([unknown("source", name, known, title="unknown source to fetch")])


def _wrong_with(source: Declared, place: Place) -> Iterator[Problem]:
    for address in (source.url, source.list_url):
        if address and not address.startswith(("https://", "http://")):
            yield Problem("not-a-web-address", "not a web address", place, address, "https://...")
    if ("{slug}" in source.url) != bool(source.list_url):
        title = "a list of titles needs an address with {slug}, and the other way round"
        yield Problem("list-without-slug", title, place)

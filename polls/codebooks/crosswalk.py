"""A crosswalk kept beside a project: what `polls.scan` wrote and a person completed.

    kind,question,pollster,lang,code,label,id,nearest
    answer,level10y,YouGov,en,,Far too high,too_high,too_high
    group,,YouGov,en,,Hispanic: Other,race/Other,

The columns are those of the shipped crosswalk; further ones (`nearest`) are for the person
and are not read. A label may be written with the heading it stands under, or the country,
before it (`Ideology: Conservative`, `US: Conservative`) where it means another thing there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import get_args

from polls.codebooks.model import TABLES, Codebook, CrosswalkRow, Kind
from polls.errors import Place, Problem, did_you_mean, raise_errors, unknown
from polls.files.small_csv import lines_of, read_text_table

__all__ = ["CROSSWALK_COLUMNS", "read_crosswalk"]

CROSSWALK_COLUMNS = TABLES["crosswalk"]
KINDS: tuple[str, ...] = get_args(Kind)


def read_crosswalk(path: Path, book: Codebook) -> tuple[CrosswalkRow, ...]:
    """The rows of a crosswalk file, checked against the codebook.

    Args:
        path: a CSV with the columns `CROSSWALK_COLUMNS`.
        book: the codebook whose countries the rows may name.

    Raises:
        ProblemsError: with every incomplete or impossible row, by line.
    """
    table = read_text_table(path, CROSSWALK_COLUMNS)
    rows = tuple(
        CrosswalkRow(**{entry.name: str(row[entry.name]).strip() for entry in fields(CrosswalkRow)})
        for row in table.to_dict("records")
    )
    raise_errors(_row_problems(zip(lines_of(path), rows, strict=True), path.name, book))
    return rows


def _row_problems(
    rows: Iterable[tuple[int, CrosswalkRow]], file: str, book: Codebook
) -> Iterator[Problem]:
    for line, row in rows:
        place = Place(file=file, line=line)
        if row.kind not in KINDS:
            yield unknown("kind", row.kind, KINDS, place, title="unknown kind of label")
        if not row.label or not row.id:
            yield Problem(
                "crosswalk-incomplete",
                "row has no label" if not row.label else f"no id is given for '{row.label}'",
                place,
                hint="complete the row, or delete it: its label then stays a slug",
            )
        elif row.kind == "group" and "/" not in row.id:
            yield Problem(
                "group-id",
                "id of a group names no kind of group",
                place,
                got=repr(row.id),
                expected="group_by/group, such as age/18-24",
            )
        elif row.kind == "country" and row.id not in book.countries:
            yield Problem(
                "unknown-country",
                "country is not known",
                place,
                got=repr(row.id),
                expected="an ISO 3166-1 alpha-2 code of the codebook",
                hint=did_you_mean(row.id, book.countries),
            )

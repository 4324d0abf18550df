"""Tables in JSON: lists of records, however deep they lie.

    [{"institut": "A", "debut": "2021-06-03", "tours": [{"liste": "X", "intentions": 32}]}]

    institut  debut       liste  intentions        a row for each innermost record, which
    A         2021-06-03  X      32                takes what is said around it

A mapping of numbered records is a list of them; a mapping of plain values adds its keys as
columns, under its own name only where they would clash.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.tables import Grid

__all__ = ["looks_like_json", "parsed_json", "record_grids"]

MOST_CELLS = 20_000_000
MOST_COLUMNS = 200
"""More names than a record of a poll has: the state of a web page, say."""
TOP = "records"
Record = dict[str, Any]


def looks_like_json(head: str) -> bool:
    """Whether a text begins as a JSON list or mapping does.

    >>> [looks_like_json(text) for text in ('[{"a": 1}]', ' {"a"', "{draft}", "[1] a note")]
    [True, True, False, False]
    """
    text = "".join(head.split())[:3]
    if text[:2] == "[]":
        return text == "[]"
    return text[:1] in ("[", "{") and text[1:2] in ("[", "{", '"', "]", "}")


def parsed_json(text: str, file: str) -> Any:
    """The value that a JSON text holds.

    Raises:
        ProblemsError: where it is no JSON, has a key twice in a mapping, a number that is
            none, or is nested too deeply.
    """
    twice: dict[str, int] = {}

    def mapping(pairs: list[tuple[str, Any]]) -> Record:
        found = dict(pairs)
        if len(found) < len(pairs):
            times = Counter(name for name, _ in pairs)
            for name in found:
                if times[name] > 1:
                    twice[name] = twice.get(name, 0) + 1
        return found

    try:
        value = json.loads(
            text, object_pairs_hook=mapping, parse_constant=_no_number, parse_float=_finite
        )
    except json.JSONDecodeError as error:
        place = Place(file=file, line=error.lineno)
        raise _refused("json-malformed", "file is no valid JSON", place, error.msg) from None
    except RecursionError:
        title = "JSON is nested too deeply"
        raise _refused("json-too-deep", title, Place(file=file), "") from None
    except ValueError as error:  # a number of thousands of digits, or NaN
        title = "JSON holds a number that cannot be read"
        raise _refused("json-number", title, Place(file=file), str(error)) from None
    if twice:
        got = ", ".join(f"'{name}' in {count} mapping(s)" for name, count in twice.items())
        title = "duplicate key in a mapping"
        raise _refused("duplicate-key", title, Place(file=file), got)
    return value


def _finite(number: str) -> float:
    found = float(number)
    return found if isfinite(found) else _no_number(number)


def _no_number(text: str) -> float:
    raise ValueError(text)


def _refused(code: str, title: str, place: Place, got: str) -> ProblemsError:
    return ProblemsError([Problem(code, title, place, got, hint="is the file complete?")])


def record_grids(value: Any, file: str) -> Iterator[Grid]:
    """The tables of a JSON value, the one with most rows first.

    Raises:
        ProblemsError: where there is none, or more cells than can be held.
    """
    tables: dict[str, list[Record]] = {}
    parted: set[str] = set()
    before = -1
    while before < len(parted):  # a mapping that is parted in one record is so in all
        before = len(parted)
        tables = _tables(value, file, parted)
    found = False
    for path, rows in sorted(tables.items(), key=lambda item: -len(item[1])):
        if 1 < len({name for row in rows for name in row}) <= MOST_COLUMNS:
            found = True
            table = pd.DataFrame(rows, dtype=object)
            yield Grid(table.where(table.notna(), ""), file, path, first_row=1)
    if not found:
        expected = "a list of records with a poll, or a number of one, in each"
        title, place = "JSON holds no list of polls", Place(file=file)
        raise ProblemsError([Problem("no-records", title, place, expected=expected)])


def _tables(value: Any, file: str, parted: set[str]) -> dict[str, list[Record]]:
    """The innermost records, by where they lie."""
    tables: dict[str, list[Record]] = {}
    cells = 0
    for path, row in _rows(value, {}, "", parted):
        tables.setdefault(path, []).append(row)
        cells += len(row)
        if cells > MOST_CELLS:
            got = f"more than {MOST_CELLS:,} cells"
            raise _refused("file-too-large", "JSON is too large", Place(file=file), got)
    return tables


def _rows(value: Any, around: Record, path: str, parted: set[str]) -> Iterator[tuple[str, Record]]:
    """Each innermost record, with the plain values of those around it, and where it lies."""
    if not isinstance(value, dict):
        for item in _records(value):
            yield from _rows(item, around, path or TOP, parted)
        return
    record, inner = _split(value, around, parted)
    if not inner and path:
        yield path, record
    for name, items in inner.items():
        below = f"{path}.{name}" if path else name
        for item in items:
            yield from _rows(item, record, below, parted)


def _split(
    value: Mapping[str, Any], around: Record, parted: set[str]
) -> tuple[Record, dict[str, list[Any]]]:
    """The plain values of a record, added to those around it, and the lists of records in it.

    What a mapping says of things that the record names already keeps the name of the mapping,
    which joins `parted`.
    """
    record = dict(around)
    inner: dict[str, list[Any]] = {}
    for name, part in value.items():
        records = _records(part)
        if records:
            inner[name] = records
        elif isinstance(part, dict):
            plain, deeper = _split(part, {}, parted)
            if any(key in record or key in value for key in plain):
                parted.add(name)
            record |= {f"{name}.{key}" if name in parted else key: plain[key] for key in plain}
            inner |= {f"{name}.{key}": items for key, items in deeper.items()}
        else:
            record[name if name not in around else _free(name, record)] = _plain(part)
    return record, inner


def _free(name: str, record: Record) -> str:
    number = 2
    while f"{name}_{number}" in record:
        number += 1
    return f"{name}_{number}"


def _records(part: Any) -> list[Any]:
    """The records of a list, or of a mapping whose keys number or name them."""
    if isinstance(part, list):
        return part if part and all(isinstance(item, dict) for item in part) else []
    if isinstance(part, dict) and len(part) > 1:
        items = list(part.values())
        if all(isinstance(item, dict) and item for item in items):
            shared = set(items[0]).intersection(*items[1:])
            return [{"key": key, **item} for key, item in part.items()] if shared else []
    return []


def _plain(part: Any) -> Any:
    if part is None:
        return ""
    if isinstance(part, bool):
        return "true" if part else "false"
    if isinstance(part, list):
        return ", ".join(str(_plain(item)) for item in part if not isinstance(item, (dict, list)))
    return part

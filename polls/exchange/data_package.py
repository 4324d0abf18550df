"""A `datapackage.json` beside written readings: what each file is, and what its columns hold.

    readings.csv  readings.parquet  datapackage.json
                                      resources: readings.csv, readings.parquet, each with its
                                      size, hash, Table Schema and the sources of its rows

By the Data Package standard, version 2 (https://datapackage.org), so that other tools open the
files with types and meanings. One that is there keeps all that it says of other files.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from polls.errors import Place, Problem, ProblemsWarning
from polls.exchange.table_schema import table_schema
from polls.files.content import sha256_of
from polls.files.targets import whole_file
from polls.library.functions import sources
from polls.library.tables import web_address

__all__ = ["DESCRIPTOR", "describe"]

DESCRIPTOR = "datapackage.json"
FORMATS: Mapping[str, dict[str, Any]] = {
    ".csv": {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"},
    ".parquet": {"format": "parquet", "mediatype": "application/vnd.apache.parquet"},
    ".arrow": {"format": "arrow", "mediatype": "application/vnd.apache.arrow.file"},
    ".xlsx": {
        "format": "xlsx",
        "mediatype": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "dialect": {
            "$schema": "https://datapackage.org/profiles/2.0/tabledialect.json",
            "sheetName": "data",
            "excel": {"sheet": "data"},  # what the standard's Python tool looks for
        },
    },
}


def describe(readings: pd.DataFrame, target: Path) -> None:
    """Say in the `datapackage.json` beside a written file what the file is.

    Where what is there is no data package it is left as it is, with a warning.

    Args:
        readings: the readings frame that was written.
        target: the written file.
    """
    if not target.is_file():  # standard output as a file
        return
    path = target.parent / DESCRIPTOR
    package = _package(path)
    if package is None:
        hint = "move it away, and write again, to have the file described"
        title = "file beside the readings is no data package: left as it is"
        problem = Problem(
            "not-a-data-package", title, Place(file=str(path)), hint=hint, severity="warning"
        )
        warnings.warn(ProblemsWarning([problem]), stacklevel=4)
        return
    others = [entry for entry in package["resources"] if entry.get("path") != target.name]
    package["resources"] = sorted(
        [*others, _resource(readings, target)], key=lambda entry: str(entry.get("path"))
    )
    with whole_file(path, overwrite=True) as unfinished:
        text = json.dumps(package, indent=1, ensure_ascii=False)
        unfinished.write_text(text + "\n", encoding="utf-8", newline="\n")


def _package(path: Path) -> dict[str, Any] | None:
    """The package that is there, a fresh one where none is, None where a file is none."""
    if not path.exists():
        return {
            "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
            "name": "readings",
            "title": "Readings of published polls",
            "description": "One row for each published number.",
            "resources": [],
        }
    try:
        package = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    resources = package.get("resources") if isinstance(package, dict) else None
    if not isinstance(resources, list) or not all(isinstance(entry, dict) for entry in resources):
        return None
    return dict(package)


def _resource(readings: pd.DataFrame, target: Path) -> dict[str, Any]:
    return {
        "name": re.sub(r"[^a-z0-9._-]", "-", target.name.casefold()),
        "path": target.name,
        "type": "table",
        **FORMATS[target.suffix.casefold()],
        "bytes": target.stat().st_size,
        "hash": f"sha256:{sha256_of(target)}",
        "schema": table_schema(),
        "sources": _sources(readings),
    }


def _sources(readings: pd.DataFrame) -> list[dict[str, str]]:
    """The sources of the rows: with title and address where they ship, by their ids where not."""
    known = sources().set_index("source")
    entries = []
    for source in sorted(set(readings["source"]) - {""}):
        entry = {"title": source}
        if source in known.index:
            row = known.loc[source]
            entry = {"title": f"{row['producer']}: {row['title']}"}
            if address := web_address(row["url"]):
                entry["path"] = address
        entries.append(entry)
    return entries

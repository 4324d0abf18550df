"""What changed between two builds of a report: its files, the numbers in its figures, verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from polls.errors import Place, Problem, raise_errors

__all__ = ["build_differences", "build_verdicts", "is_build"]

MANIFEST = "MANIFEST.sha256"
KEYS = ("series", "country", "question", "answer", "group", "date", "label", "kind", "part", "year")
"""Columns that tell the rows of a figure's data apart, where it has them."""


def is_build(folder: Path) -> bool:
    """Whether a folder is a build of a report."""
    return (folder / MANIFEST).is_file()


def build_differences(
    old: Path, new: Path, *, more_than: float = 0.01
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The files that two builds do not have alike, and the plotted numbers that moved.

    Args:
        old, new: folders of builds.
        more_than: the smallest move to list, in the unit of the figure's data (0.01: a point).

    Returns:
        Files: what ("added", "changed", "withdrawn") and file. Numbers: figure, row (what tells
        it apart), column, old, new, moved; the largest first.

    Raises:
        ProblemsError: where a folder is no build.
    """
    _refuse_others(old, new)
    before, after = _sums(old), _sums(new)
    what = {
        **{name: "added" for name in after if name not in before},
        **{name: "withdrawn" for name in before if name not in after},
        **{name: "changed" for name in after if before.get(name, after[name]) != after[name]},
    }
    files = pd.DataFrame(sorted((w, n) for n, w in what.items()), columns=["what", "file"])
    tables = [name for name, said in what.items() if said == "changed" and name.endswith(".csv")]
    moved = [_moved(old / name, new / name, more_than) for name in sorted(tables)]
    columns = ["figure", "row", "column", "old", "new", "moved"]
    numbers = pd.concat([pd.DataFrame(columns=columns), *moved], ignore_index=True)
    return files, numbers.sort_values(
        "moved", key=lambda m: m.abs(), ascending=False, ignore_index=True
    )


def build_verdicts(old: Path, new: Path) -> pd.DataFrame:
    """The sentences whose verdict is not the same in two builds, with why.

    Args:
        old, new: folders of builds; sentences are matched by their words.

    Returns:
        sentence, old, new (the words of the verdicts; "no claim" where one has none), why (what
        decided then and what decides now).

    Raises:
        ProblemsError: where a folder is no build.
    """
    _refuse_others(old, new)
    before, after = (_cards(folder) for folder in (old, new))
    none = ("no claim", "")
    rows = []
    for sentence in dict.fromkeys([*before, *after]):
        (was, then), (now, decides) = before.get(sentence, none), after.get(sentence, none)
        if was != now:
            why = f"then: {then}" if now == none[0] else decides
            if then and decides:
                why = f"then: {then} Now: {decides}"
            rows.append([sentence, was, now, why])
    return pd.DataFrame(rows, columns=["sentence", "old", "new", "why"])


def _cards(folder: Path) -> dict[str, tuple[str, str]]:
    """Each sentence that a build checked: its verdict and what decided it."""
    path = folder / "report.json"
    if not path.is_file():
        return {}
    found = _found(json.loads(path.read_text(encoding="utf-8")))
    return {card["sentence"]: (card["outcome"], card["decides"]) for card in found}


def _found(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if value.get("kind") == "card":
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _found(each)


def _refuse_others(*folders: Path) -> None:
    expected = f"a folder with {MANIFEST}"
    raise_errors(
        Problem("not-a-report", "folder is no build", Place(file=str(folder)), expected=expected)
        for folder in folders
        if not is_build(folder)
    )


def _sums(folder: Path) -> dict[str, str]:
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def _moved(old: Path, new: Path, more_than: float) -> pd.DataFrame:
    """The numbers of one figure's data that moved, in rows that both have."""
    before, after = (
        _keyed(pd.read_csv(path, dtype_backend="numpy_nullable")) for path in (old, new)
    )
    rows = []
    for column in before.columns.intersection(after.columns):
        both = pd.concat([before[column], after[column]], axis=1, join="inner").dropna()
        both.columns = pd.Index(["old", "new"])
        if not all(pd.api.types.is_numeric_dtype(kind) for kind in both.dtypes):
            continue
        moved = (both["new"] - both["old"]).astype(float)
        for row in moved.index[moved.abs() > more_than]:
            values = (float(both.loc[row, "old"]), float(both.loc[row, "new"]))
            rows.append(
                [old.stem, " · ".join(map(str, row[:-1])), column, *values, float(moved[row])]
            )
    return pd.DataFrame(rows, columns=["figure", "row", "column", "old", "new", "moved"])


def _keyed(table: pd.DataFrame) -> pd.DataFrame:
    """A table indexed by what tells its rows apart, and by their order where that is not all."""
    named = [name for name in table.columns if name in KEYS]
    texts = [
        name
        for name in table.columns
        if name not in named and not pd.api.types.is_numeric_dtype(table[name])
    ]
    keys = [*named, *texts]
    order = table.groupby(keys, dropna=False).cumcount() if keys else pd.Series(range(len(table)))
    return table.assign(_order=order.to_numpy()).set_index([*keys, "_order"])

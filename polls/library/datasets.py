"""Readings kept as small tables: what is the same in every row of a file is said once.

readings/datasets.toml   what is the same in every row of a file
readings/*.csv           what differs from row to row (Parquet where there are many)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polls.codebooks.model import Codebook
from polls.errors import Place, Problem, ProblemsError, did_you_mean, raise_errors
from polls.files.columns import columns_grid
from polls.files.small_csv import Kind, read_text_table, typed_together
from polls.files.toml_tables import read_table, read_toml
from polls.rules.values import check
from polls.schema import COLUMNS, DATE_COLUMNS, NUMBER_COLUMNS, conform

__all__ = ["read_datasets"]

KINDS: dict[str, Kind] = {
    **dict.fromkeys(NUMBER_COLUMNS, "number"),
    **dict.fromkeys(DATE_COLUMNS, "date"),
}


@dataclass(frozen=True)
class Dataset:
    """A table of `datasets.toml`: a file of readings, and what is the same in all its rows.

    Args:
        file: its name; default: the table's own, with `.csv`.
        groups: whether it holds readings of groups.
        answers: columns that each hold the shares of one answer, with its printed text.
        constant: columns that are the same in every row.
    """

    file: str = ""
    groups: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    constant: dict[str, Any] = field(default_factory=dict)


def read_datasets(
    folder: Path, *, groups: bool, sources: pd.DataFrame, book: Codebook
) -> pd.DataFrame:
    """The readings of the files that `datasets.toml` names, checked against every rule.

    Args:
        folder: that holds `datasets.toml` and the files.
        groups: also the files of groups, which are many times larger than the others.
        sources: the table of sources, which each reading must name one of.
        book: the codebook that the readings' ids are of.

    Returns:
        A readings frame, in the order of the files.

    Raises:
        ProblemsError: with every problem of every file.
    """
    declared, _ = read_toml(folder / "datasets.toml")
    texts: list[tuple[Path, pd.DataFrame]] = []
    packed: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for name, table in declared.items():
        entry, wrong = read_table(table, Dataset, Place(file="datasets.toml", item=f"[{name}]"))
        problems += wrong
        if entry is None or (entry.groups and not groups):
            continue
        path = folder / (entry.file or f"{name}.csv")
        try:
            if path.suffix == ".parquet":
                packed.append(_completed(_packed(path), path, entry))
            else:
                texts.append((path, _completed(read_text_table(path), path, entry)))
        except ProblemsError as error:
            problems.extend(error.problems)
    whole, wrong = typed_together(texts, KINDS)
    problems += wrong
    readings = pd.concat(map(conform, (whole, *packed)), ignore_index=True)
    problems += _unknown_sources(readings, sources)
    problems += check(readings, book=book, known_ids=True)
    raise_errors(problems)
    return readings


def _completed(table: pd.DataFrame, path: Path, entry: Dataset) -> pd.DataFrame:
    """The rows of a file with what `datasets.toml` says of them all."""
    if entry.answers:
        table = _one_row_an_answer(table, entry.answers)
    table = table.assign(**entry.constant)
    if "end" not in table:
        table["end"] = table["start"]
    raise_errors(
        Problem(
            "unknown-column",
            f"column '{name}' is not part of a readings frame",
            Place(file=path.name),
            hint=did_you_mean(str(name), COLUMNS),
        )
        for name in table.columns
        if name not in COLUMNS
    )
    return table


def _packed(path: Path) -> pd.DataFrame:
    """A Parquet file: what ships is opened here, what a stranger may have made apart."""
    shipped = Path(str(files("polls"))) in path.parents
    return pd.read_parquet(path) if shipped else columns_grid(path).table


def _one_row_an_answer(table: pd.DataFrame, answers: dict[str, str]) -> pd.DataFrame:
    """A table with a column for each answer, as one with a row for each printed share."""
    shares = pd.concat([table[name] for name in answers], ignore_index=True)
    shares = shares[shares.notna() & (shares != "")]
    answer, row = np.divmod(shares.index.to_numpy(), len(table))
    tall = table.drop(columns=list(answers)).take(row).reset_index(drop=True)
    tall["answer"] = pd.array(list(answers), dtype="str").take(answer)
    tall["answer_text"] = pd.array(list(answers.values()), dtype="str").take(answer)
    tall["share"] = shares.to_numpy()
    return tall


def _unknown_sources(readings: pd.DataFrame, table: pd.DataFrame) -> list[Problem]:
    known = set(table["source"])
    if known.issuperset(readings["source"].unique()):
        return []
    missing = readings.loc[~readings["source"].isin(known)]
    return [
        Problem(
            "missing-source",
            "readings name a source that sources.csv does not have",
            Place(item=f"{len(rows)} readings of {', '.join(rows['question'].unique())}"),
            got=repr(source),
            hint=did_you_mean(str(source), table["source"]) or "add the source to sources.csv",
        )
        for source, rows in missing.groupby("source")
    ]

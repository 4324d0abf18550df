"""The labels of a file that the codebook does not know, as crosswalk rows to complete.

    kind    question  pollster  lang  label          id   nearest
    answer  level10y  YouGov    en    Far too high        too_high (Too high)

A person writes the ids, deletes what shall stay a slug, and hands the table to
`polls.read(path, crosswalk=...)`.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from os import PathLike
from typing import Any

import pandas as pd

from polls.codebooks.crosswalk import CROSSWALK_COLUMNS
from polls.codebooks.model import Codebook, codebook, fold
from polls.harmonise import Unmapped
from polls.ingest import examine

__all__ = ["scan", "stub_rows"]

NEAREST_LISTED = 3


def scan(
    path: str | PathLike[str],
    *,
    crosswalk: str | PathLike[str] | None = None,
    book: Codebook | None = None,
    **hints: Any,
) -> pd.DataFrame:
    """Stub crosswalk rows for the labels of a file that no row maps yet.

    Args:
        path, crosswalk, book, **hints: as for `polls.read`.

    Returns:
        The columns of a crosswalk, `id` empty, and `nearest`: the ids of the known labels
        most like the printed one, each with that label. Empty where everything is mapped.

    Raises:
        ProblemsError: where the file cannot be read at all.
    """
    found = examine(path, crosswalk=crosswalk, book=book, **hints)
    return stub_rows(found.unmapped, book or codebook())


def stub_rows(unmapped: Sequence[Unmapped], book: Codebook) -> pd.DataFrame:
    """Unmapped labels as crosswalk rows without an id, with the nearest known labels.

    >>> label = Unmapped("country", "Frankriech", "Frankriech")
    >>> stub_rows([label], codebook())["nearest"].tolist()
    ['FR (Frankreich); FR (France)']
    """
    rows = [
        {
            "kind": entry.kind,
            "question": entry.question,
            "pollster": entry.pollster,
            "lang": entry.lang,
            "code": "",
            "label": entry.label,
            "id": "",
            "nearest": "; ".join(_nearest(entry, book)),
        }
        for entry in unmapped
    ]
    return pd.DataFrame(rows, columns=[*CROSSWALK_COLUMNS, "nearest"], dtype=str)


def _nearest(entry: Unmapped, book: Codebook) -> list[str]:
    """The known labels most like a printed one, compared folded, nearest first."""
    known = {
        fold(row.label): row
        for row in reversed(book.rows)
        if row.kind == entry.kind and row.question in ("", entry.question)
    }
    near = difflib.get_close_matches(fold(entry.label), list(known), n=NEAREST_LISTED)
    return [f"{known[label].id} ({known[label].label})" for label in near]

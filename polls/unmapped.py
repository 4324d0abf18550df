"""The labels of a file that the codebook does not know, as crosswalk rows to complete.

    kind    question  pollster  lang  label          id   nearest
    answer  level10y  YouGov    en    Far too high        too_high (Too high)

A person writes the ids, deletes what shall stay a slug, and hands the table to
`polls.read(path, crosswalk=...)`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from os import PathLike
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from polls.arguments import arguments_checked
from polls.codebooks.crosswalk import CROSSWALK_COLUMNS
from polls.codebooks.model import Codebook, CrosswalkRow, codebook, fold
from polls.errors import ProblemsWarning
from polls.harmonise import Unmapped
from polls.ingest import examine

__all__ = ["scan", "stub_rows"]

NEAREST_LISTED = 3
NEAR_ENOUGH = 60
"""Of 100, by the words that two labels share."""


@arguments_checked
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
        A label of several pollsters, questions or languages has one row, blank in those.

    Raises:
        ProblemsError: where the file cannot be read at all.

    Warns:
        ProblemsWarning: of the errors for which `polls.read` would refuse the file.

    >>> import tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "waves.csv"
    ...     _ = path.write_text("date;Too high;Don't knw\\n2024-01-07;59 %;6 %\\n")
    ...     rows = scan(path, country="GB", pollster="YouGov", question="level10y", lang="en")
    >>> rows[["kind", "label", "id"]].to_dict("records")
    [{'kind': 'answer', 'label': "Don't knw", 'id': ''}]
    """
    found = examine(path, crosswalk=crosswalk, book=book, **hints)
    errors = [problem for problem in found.problems if problem.severity == "error"]
    if errors:
        warnings.warn(ProblemsWarning(errors), stacklevel=3)
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
        for entry in _merged(unmapped)
    ]
    return pd.DataFrame(rows, columns=[*CROSSWALK_COLUMNS, "nearest"], dtype=str)


def _merged(unmapped: Sequence[Unmapped]) -> Iterable[Unmapped]:
    """Each label once: what differs between its uses is left blank, which matches anything."""
    uses: dict[tuple[str, str, str], list[Unmapped]] = {}
    for entry in unmapped:
        uses.setdefault((entry.kind, fold(entry.label), entry.id), []).append(entry)
    for entries in uses.values():
        same = {
            name: getattr(entries[0], name)
            for name in ("question", "pollster", "lang")
            if len({getattr(entry, name) for entry in entries}) == 1
        }
        yield Unmapped(entries[0].kind, entries[0].label, entries[0].id, **same)


def _nearest(entry: Unmapped, book: Codebook) -> list[str]:
    """The known labels most like a printed one, by the words they share, nearest first.

    Labels that share all words of one of them are equally near by that measure; among them
    the order of letters decides.
    """
    known: dict[str, CrosswalkRow] = {
        fold(row.label): row
        for row in reversed(book.rows)
        if row.kind == entry.kind and row.question in ("", entry.question)
    }
    label = fold(entry.label)
    near = process.extract(
        label, list(known), scorer=fuzz.token_set_ratio, score_cutoff=NEAR_ENOUGH, limit=None
    )
    near.sort(key=lambda found: (-found[1], -fuzz.token_sort_ratio(label, found[0])))
    texts = [f"{known[name].id} ({known[name].label})" for name, _, _ in near]
    return list(dict.fromkeys(texts))[:NEAREST_LISTED]

"""Delimited text with a row for each respondent: codes as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pandas as pd

from polls.files.opened import OpenedFile
from polls.files.text import require_encoding
from polls.microdata.exports import heads_of, joined, of_others
from polls.microdata.source import Microdata, SetOfVariables, Variable, repeated_names

__all__ = ["open_text_file"]


def open_text_file(file: OpenedFile, encoding: str = "") -> Microdata:
    """Microdata in a delimited file.

    Args:
        file: the opened file.
        encoding: declared by the caller; default: recognised.

    Raises:
        ProblemsError: where a row has a field too few or too many.
    """
    if encoding:
        require_encoding(encoding)
    heads = heads_of(file.delimited_top(encoding))
    names = list(heads.names) if heads else list(file.delimited_names(encoding))
    twice = repeated_names(names)
    decimal = "." if file.layout.separator in (",", "") else ","
    above = (heads.names, heads.rows) if heads else ((), 0)
    if twice:
        above = (_each_of_its_own(names), above[1] or 1)

    def chunks(wanted: list[str], rows: int) -> Iterator[pd.DataFrame]:
        return file.delimited_chunks(wanted, rows, encoding, above)

    texts = heads.texts if heads else {}
    variables = {name: Variable(name, texts.get(name, ""), decimal=decimal) for name in names}
    variables = {name: variable for name, variable in variables.items() if name not in twice}
    opened = Microdata(file.name, variables, chunks, repeated=twice)
    for name, (answer, beside) in heads.others.items() if heads else ():
        for derived in of_others(name, answer, beside):
            opened = opened.with_derived(derived)
    for head, choice in heads.choices.items() if heads else ():
        if choice.single:
            opened = opened.with_derived(joined(head, choice))
        else:
            declared = SetOfVariables(head, head, choice.variables, None)
            opened = replace(opened, sets={**opened.sets, head: declared})
    return opened


def _each_of_its_own(names: Sequence[str]) -> tuple[str, ...]:
    """Names for all columns, as the table is read by them; those of the repeated are not seen."""
    taken = set(names)
    found: dict[str, None] = {}
    for place, name in enumerate(names):
        own = name
        while own in found or (own != name and own in taken):
            own = f"{own} ({place})"
        found[own] = None
    return tuple(found)

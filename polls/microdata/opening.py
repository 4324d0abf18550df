"""Opening microdata: a frame, or a file whose format is recognised by its content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from polls.arguments import without_effect
from polls.errors import Place, Problem, ProblemsError, raise_errors
from polls.files.opened import OpenedFile
from polls.microdata.codes import code_of
from polls.microdata.source import Labels, Microdata, Variable, repeated_names
from polls.microdata.spss_stata import open_statistics_file
from polls.microdata.text import open_text_file

__all__ = ["open_microdata"]

# How an SPSS file with a password begins, after its first eight bytes.
ENCRYPTED_SPSS = b"ENCRYPTEDSAV"


def open_microdata(
    data: pd.DataFrame | OpenedFile, labels: Mapping[str, Labels] | None = None, encoding: str = ""
) -> Microdata:
    """Microdata from a frame or a file, the file's format recognised by its content.

    Args:
        data: a frame with a row for each respondent, or an opened SPSS (.sav, .zsav, .por),
            Stata (.dta) or delimited text file.
        labels: labels by code, or (code, label) pairs, for variables of data that carry no
            labels; they go before the file's own.
        encoding: of a text file; default: recognised.

    Raises:
        ProblemsError: where the file is missing, empty, encrypted, cut off or no microdata.
    """
    raise_errors([*_not_labels(labels or {}), *_not_text(data, encoding)])
    if isinstance(data, pd.DataFrame):
        opened = _from_frame(data)
    else:
        if data.content in ("spss", "spss-portable", "stata"):
            opened = open_statistics_file(data)
        elif data.content == "text":
            opened = open_text_file(data, encoding)
        else:
            raise ProblemsError([_not_microdata(data)])
    labels = labels or {}
    if not set(labels) & set(opened.variables):  # one table may serve files of other variables too
        raise_errors(opened.lacks(name, "label") for name in labels)
    return _labelled(opened, labels)


def _not_text(data: pd.DataFrame | OpenedFile, encoding: str) -> Iterator[Problem]:
    """An encoding of what is no text."""
    kind = "a data frame" if isinstance(data, pd.DataFrame) else f"{data.content} content"
    if encoding and kind != "text content":
        yield without_effect(f"encoding={encoding!r}", kind, "it is for text files: leave it out")


def _not_labels(labels: Any) -> Iterator[Problem]:
    """Labels in a form that pairs no code with its label."""
    if not isinstance(labels, Mapping):
        labels = {"": labels}
    for name, given in labels.items():
        pairs = list(given.items()) if isinstance(given, Mapping) else given
        paired = isinstance(pairs, Sequence) and all(
            isinstance(pair, Sequence) and not isinstance(pair, str) and len(pair) == 2
            for pair in pairs
        )
        if not name or not paired or isinstance(pairs, str):
            yield Problem(
                "labels-not-paired",
                "labels are not given as codes with their labels",
                Place(item=f"variable '{name}'" if name else ""),
                got=repr(given),
                expected="{variable: {code: label}} or {variable: [(code, label), ...]}",
            )


def _labelled(opened: Microdata, labels: Mapping[str, Labels]) -> Microdata:
    variables = dict(opened.variables)
    for name in set(labels) & set(variables):
        variable, said = variables[name], labels[name]
        pairs = said.items() if isinstance(said, Mapping) else said
        given = tuple((code_of(code, variable.decimal), str(label)) for code, label in pairs)
        codes = {code for code, _ in given}
        kept = tuple(pair for pair in variable.labels if pair[0] not in codes)
        variables[name] = replace(variable, labels=(*given, *kept))
    return replace(opened, variables=variables)


def _from_frame(frame: pd.DataFrame) -> Microdata:
    def chunks(wanted: list[str], rows: int) -> Iterator[pd.DataFrame]:
        for first in range(0, len(frame), rows):
            chunk = frame.iloc[first : first + rows, [names.index(name) for name in wanted]]
            yield chunk.set_axis(wanted, axis=1)

    # A frame made of bare rows numbers its columns.
    names = [str(name) for name in frame]
    twice = repeated_names(names)
    variables = {name: Variable(name) for name in names if name not in twice}
    return Microdata("", variables, chunks, repeated=twice)


def _not_microdata(file: OpenedFile) -> Problem:
    with file.path.open("rb") as stream:
        encrypted = ENCRYPTED_SPSS in stream.read(64)
    if encrypted:
        return Problem(
            "file-encrypted",
            "SPSS file is encrypted",
            Place(file=file.name),
            hint="open it with its password and save it without one",
        )
    return Problem(
        "file-empty" if file.content == "empty" else "not-microdata",
        "file is empty" if file.content == "empty" else "file holds no microdata",
        Place(file=file.name),
        got=f"{file.content} content",
        expected="an SPSS file (.sav, .zsav, .por), a Stata file (.dta) or delimited text",
    )

"""Microdata, a row for each respondent, read a chunk at a time: SPSS, Stata, CSV, or a frame.

    q1   weight  region  psu          q1: "Is the level ...?"  1 Too high
    1    0.83    3       1204                                  2 About right
    98   1.21    1       0877                                  98 Don't know (user missing)

A file is opened for its variables (names, texts, labels, declared missing codes), then gives
the wanted columns in chunks, so that a file larger than memory can be tabulated. Labels are
(code, label) pairs with codes as text: a file may label 1, 1.0 and `.a`, or give two codes
one label, and a dict keyed by code would lose one of them.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.microdata.codes import code_of
from polls.readers.content import content_of

__all__ = ["Labels", "Microdata", "Variable", "open_microdata"]

Labels = Sequence[tuple[object, str]]
Chunks = Callable[[list[str], int], Iterator[pd.DataFrame]]

# How an SPSS file with a password begins, after its first eight bytes.
ENCRYPTED_SPSS = b"ENCRYPTEDSAV"
DELIMITERS = (",", ";", "\t", "|")
STATA_ENDING = b"</stata_dta>"
TEXT_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True)
class Variable:
    """One variable: its name, its text, its labels, and the codes declared missing.

    `missing` holds ranges, both ends included; a single code is a range of one.
    """

    name: str
    text: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    def label(self, code: str) -> str:
        """The label of a code, or the code itself where it has none; told apart where two
        codes share one label.
        """
        label = next((text for known, text in self.labels if known == code), code)
        shared = [known for known, text in self.labels if text == label]
        return f"{label} ({code})" if len(shared) > 1 else label

    def declared_missing(self, code: str) -> bool:
        """Whether the file declares the code as missing."""
        return any(_within(code, low, high) for low, high in self.missing)


@dataclass(frozen=True)
class Microdata:
    """Opened microdata: the file's name, its variables, and its rows in chunks.

    `chunks(names, rows)` yields frames of the named columns; `decimal` is the sign that its
    text numbers use.
    """

    file: str
    variables: Mapping[str, Variable]
    chunks: Chunks
    decimal: str = "."


def open_microdata(
    data: pd.DataFrame | Path, labels: Mapping[str, Labels] | None = None, encoding: str = ""
) -> Microdata:
    """Microdata from a frame or a file, the file's format told by its content.

    Args:
        data: a frame with a row for each respondent, or an SPSS (.sav, .zsav), Stata (.dta)
            or delimited text file.
        labels: (code, label) pairs for variables of data that carry no labels; they go
            before the file's own.
        encoding: of a text file; default: UTF-8, else Windows-1252.

    Raises:
        ProblemsError: where the file is missing, empty, encrypted, cut off or no microdata.
    """
    if isinstance(data, pd.DataFrame):
        opened = _from_frame(data)
    else:
        kind = content_of(data)
        if kind in ("spss", "stata"):
            opened = _from_statistics_file(data, "sav" if kind == "spss" else "dta")
        elif kind == "text":
            opened = _from_text(data, encoding or _encoding_of(data))
        else:
            raise ProblemsError([_not_microdata(data, kind)])
    return _labelled(opened, labels or {})


def _labelled(opened: Microdata, labels: Mapping[str, Labels]) -> Microdata:
    variables = dict(opened.variables)
    for name in set(labels) & set(variables):
        given = tuple((code_of(code), str(label)) for code, label in labels[name])
        codes = {code for code, _ in given}
        kept = tuple(pair for pair in variables[name].labels if pair[0] not in codes)
        old = variables[name]
        variables[name] = Variable(name, old.text, (*given, *kept), old.missing)
    return Microdata(opened.file, variables, opened.chunks, opened.decimal)


def _from_frame(frame: pd.DataFrame) -> Microdata:
    def chunks(names: list[str], rows: int) -> Iterator[pd.DataFrame]:
        for first in range(0, len(frame), rows):
            yield frame.iloc[first : first + rows][names]

    names = [name for name in frame if isinstance(name, str)]
    _refuse_repeated(names, "")
    return Microdata("", {name: Variable(name) for name in names}, chunks)


def _from_statistics_file(path: Path, kind: str) -> Microdata:
    import pyreadstat

    reader = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_dta
    if kind == "dta":
        _judge_stata_ending(path)

    def read(**options: Any) -> tuple[pd.DataFrame, Any]:
        try:
            # Without user_missing codes such as 98 and 99 would come back as one blank.
            return reader(path, user_missing=True, disable_datetime_conversion=True, **options)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
            raise ProblemsError([_damaged(path, str(error))]) from None

    _, facts = read(metadataonly=True)

    def chunks(names: list[str], rows: int) -> Iterator[pd.DataFrame]:
        first = 0
        while True:
            chunk, _ = read(usecols=names, row_offset=first, row_limit=rows)
            for name in chunk if kind == "dta" else ():
                if facts.readstat_variable_types[name] != "string" and chunk[name].dtype == object:
                    chunk[name] = chunk[name].map(_stata_code)
            if len(chunk):
                yield chunk[names]
            first += rows
            if len(chunk) < rows or first == facts.number_rows:
                return

    described = _described_by_spss if kind == "sav" else _described_by_stata
    variables = {name: described(name, facts) for name in facts.column_names}
    return Microdata(path.name, variables, chunks)


def _described_by_spss(name: str, facts: Any) -> Variable:
    """A variable as pyreadstat describes it, its dict of labels taken apart into pairs."""
    labels = facts.variable_value_labels.get(name, {})
    ranges = [(entry["lo"], entry["hi"]) for entry in facts.missing_ranges.get(name, [])]
    return Variable(
        name,
        facts.column_names_to_labels.get(name) or "",
        tuple((code_of(code), label) for code, label in labels.items()),
        tuple((code_of(low), code_of(high)) for low, high in ranges),
    )


def _described_by_stata(name: str, facts: Any) -> Variable:
    """The same; numbers have the missing values `.a` to `.z`, declared by Stata itself."""
    labels = facts.variable_value_labels.get(name, {})
    number = facts.readstat_variable_types[name] != "string"
    return Variable(
        name,
        facts.column_names_to_labels.get(name) or "",
        tuple((code_of(_stata_code(code)), label) for code, label in labels.items()),
        tuple((f".{letter}", f".{letter}") for letter in ascii_lowercase) if number else (),
    )


def _stata_code(value: object) -> object:
    """A code of a Stata variable of numbers: a missing value `a` as Stata writes it, `.a`."""
    return f".{value}" if isinstance(value, str) else value


def _judge_stata_ending(path: Path) -> None:
    """Raise where a Stata file lacks its last mark: its labels stand behind its data."""
    with path.open("rb") as stream:
        modern = stream.read(len(b"<stata_dta>")) == b"<stata_dta>"
        stream.seek(max(path.stat().st_size - 64, 0))
        if modern and STATA_ENDING not in stream.read():
            raise ProblemsError([_damaged(path, "the end of the file is missing")])


def _from_text(path: Path, encoding: str) -> Microdata:
    """A delimited file, its cells read as text; a row with a field too few is an error.

    Arrow tells such rows, pandas fills them up with blanks.
    """
    import pyarrow as pa
    from pyarrow import csv

    with path.open(encoding=encoding) as stream:
        delimiter = max(DELIMITERS, key=stream.readline().count)

    def opened(names: list[str]) -> csv.CSVStreamingReader:
        return csv.open_csv(
            path,
            csv.ReadOptions(use_threads=False, block_size=TEXT_BLOCK_BYTES, encoding=encoding),
            csv.ParseOptions(delimiter=delimiter),
            csv.ConvertOptions(
                include_columns=names, column_types={name: pa.string() for name in names}
            ),
        )

    def chunks(names: list[str], rows: int) -> Iterator[pd.DataFrame]:
        try:
            with opened(names) as reader:
                for block in reader:
                    for first in range(0, block.num_rows, rows):
                        yield block.slice(first, rows).to_pandas()
        except (pa.ArrowInvalid, UnicodeError) as error:
            raise ProblemsError([_damaged(path, str(error), "text-damaged")]) from None

    try:
        with opened([]) as reader:
            columns = reader.schema.names
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise ProblemsError([_damaged(path, str(error), "text-damaged")]) from None
    _refuse_repeated(columns, path.name)
    variables = {name: Variable(name) for name in columns}
    return Microdata(path.name, variables, chunks, "." if delimiter == "," else ",")


def _encoding_of(path: Path) -> str:
    """UTF-8 where the whole file is valid UTF-8 (with or without a mark), else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        stream.seek(0)
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _within(code: str, low: str, high: str) -> bool:
    try:
        return float(low) <= float(code) <= float(high)
    except ValueError:
        return code == low


def _not_microdata(path: Path, kind: str) -> Problem:
    with path.open("rb") as stream:
        encrypted = ENCRYPTED_SPSS in stream.read(64)
    if encrypted:
        return Problem(
            "file-encrypted",
            "SPSS file is encrypted",
            Place(file=path.name),
            hint="open it with its password and save it without one",
        )
    return Problem(
        "file-empty" if kind == "empty" else "not-microdata",
        "file is empty" if kind == "empty" else "file holds no microdata",
        Place(file=path.name),
        got=f"{kind} content",
        expected="an SPSS file (.sav, .zsav), a Stata file (.dta) or delimited text",
    )


def _refuse_repeated(names: list[str], file: str) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        title = "two variables have the same name"
        raise ProblemsError(
            [
                Problem("variable-repeated", title, Place(file=file), repr(name), hint="rename one")
                for name in repeated
            ]
        )


def _damaged(path: Path, message: str, code: str = "file-truncated") -> Problem:
    return Problem(
        code,
        "file is cut off or damaged",
        Place(file=path.name),
        got=message,
        hint="download it again",
    )

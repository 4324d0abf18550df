"""The numbers that stand in a file, found by other means than the readers have.

waves.csv     cells, by the csv module            cross.pdf     words, in the order of the file
waves.xlsx    cells, from the XML of its sheets   survey.sav    weighted shares of its codes
page.html     the text of its cells               claims.toml   tables, by tomllib
"""

from __future__ import annotations

import csv
import ctypes
import io
import json
import re
import struct
import tomllib
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np

from polls.files.apart import apart

__all__ = ["digits_of", "numbers_of", "printed_in", "survey_shares", "tables_in"]

NUMBER = re.compile(r"[<≈~]?\s*([-+]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[-+]?\d+)?)\s*%?", re.I)
THOUSANDS = re.compile(r"\d{1,3}(?:[,.\s]\d{3})+")
IN_GERMAN = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+")
DIGITS = re.compile(r"\d+(?:[.,]\d+)?")
SURVEY = (".sav", ".zsav", ".dta")
NOT_ASKED = "Not asked"

csv.field_size_limit(1 << 30)


def printed_in(path: Path) -> list[object]:
    """Every cell, word or value that a file prints."""
    return list(PRINTED[path.suffix](path))


def numbers_of(cells: list[object]) -> Counter[float]:
    """The numbers that stand alone in a cell, and how often each does."""
    found = (_number(cell) for cell in cells)
    return Counter(round(number, 9) for number in found if number is not None)


def digits_of(cells: list[object]) -> set[float]:
    """Every number that can be made out in a cell, as well among other signs."""
    found = set(numbers_of(cells))
    for cell in cells:
        if isinstance(cell, str):
            found |= {round(float(text.replace(",", ".")), 9) for text in DIGITS.findall(cell)}
            found |= {float(re.sub(r"\D", "", text)) for text in THOUSANDS.findall(cell)}
    return found


def _number(cell: object) -> float | None:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if np.isfinite(cell) else None
    if not isinstance(cell, str) or len(cell) > 400:
        return None
    if THOUSANDS.fullmatch(cell.strip()) and "." not in cell:
        return float(re.sub(r"\D", "", cell))
    if IN_GERMAN.fullmatch(cell.strip()):
        return float(cell.strip().replace(".", "").replace(",", "."))
    found = NUMBER.fullmatch(cell.strip())
    number = float(found[1].replace(",", ".")) if found else np.inf
    return number if np.isfinite(number) else None


def _text(path: Path) -> str:
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data[1:2] == b"\0" or data[:1] == b"\0":
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        replaced = data.decode("utf-8", "replace")
        return replaced if replaced.count("\ufffd") < 4 else data.decode("cp1252", "replace")


def _cells(path: Path) -> Iterator[object]:
    lines = io.StringIO(_text(path), newline="")
    for row in csv.reader(lines):
        yield from row


def _words(path: Path) -> Iterator[object]:
    yield from re.split(r"[\s:•]+", _text(path))


class _Cells(HTMLParser):
    """The texts between the tags of cells and rows."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = [""]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("td", "th", "tr", "table"):
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.handle_starttag(tag, ())

    def handle_data(self, data: str) -> None:
        self.texts[-1] += data


def _page(path: Path) -> Iterator[object]:
    parser = _Cells()
    parser.feed(_text(path))
    yield from parser.texts


def _values(path: Path) -> Iterator[object]:
    found: list[object] = []

    def seen(pairs: list[tuple[str, object]]) -> None:
        found.extend(value for _, value in pairs)

    json.loads(_text(path), object_pairs_hook=seen)
    yield from found


def _workbook(path: Path) -> Iterator[object]:
    """The cells of an XLSX or ODS file, as its parts have them."""
    with zipfile.ZipFile(path) as archive:
        texts: list[str] = []
        if "xl/sharedStrings.xml" in archive.namelist():
            strings = ElementTree.fromstring(archive.read("xl/sharedStrings.xml"))
            texts = ["".join(item.itertext()) for item in strings if _tag(item) == "si"]
        for name in archive.namelist():
            if name == "content.xml":
                yield from _document_cells(ElementTree.fromstring(archive.read(name)))
            elif "worksheets/" in name and name.endswith(".xml"):
                yield from _sheet_cells(ElementTree.fromstring(archive.read(name)), texts)


def _sheet_cells(sheet: ElementTree.Element, texts: list[str]) -> Iterator[object]:
    for cell in sheet.iter():
        if _tag(cell) == "c":
            value = "".join("".join(part.itertext()) for part in cell if _tag(part) in ("v", "is"))
            if cell.get("t") != "s":
                yield value
            elif value.isdecimal() and int(value) < len(texts):
                yield texts[int(value)]


def _document_cells(content: ElementTree.Element) -> Iterator[object]:
    for cell in content.iter():
        if _tag(cell) == "table-cell":
            values = (value for name, value in cell.items() if name.endswith("}value"))
            yield next(values, "".join(cell.itertext()))


def _legacy(path: Path) -> Iterator[object]:
    """The cells of a legacy workbook whose records stand one after the other, as ours do."""
    data, at = path.read_bytes(), 512
    while at + 4 <= len(data):
        kind, length = struct.unpack_from("<HH", data, at)
        body = data[at + 4 : at + 4 + length]
        if kind == 0x0203 and length >= 14:
            yield struct.unpack_from("<d", body, 6)[0]
        elif kind == 0x0204 and length >= 9:
            yield body[9:].decode("utf-16-le" if body[8] & 1 else "latin-1", "replace")
        at += 4 + length


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _columns(path: Path) -> Iterator[object]:
    for column in apart(parquet_numbers, path):
        yield from column


def parquet_numbers(path: Path) -> Iterator[list[Any]]:
    """The columns of numbers of a Parquet file."""
    import pyarrow
    from pyarrow import parquet

    table = parquet.read_table(path)
    for name in table.column_names:
        if pyarrow.types.is_floating(table.schema.field(name).type):
            yield table[name].to_pylist()


def _pages(path: Path) -> Iterator[object]:
    for text in apart(pdf_texts, path):
        yield from text.split()


def pdf_texts(path: Path) -> Iterator[str]:
    """The text of each page of a PDF; what lies beside the page parts the words around it."""
    import pypdfium2
    from pypdfium2 import raw

    x, x_end, y, y_end = (ctypes.c_double() for _ in range(4))
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        left, bottom, right, top = page.get_mediabox()
        letters = []
        for at in range(text.count_chars()):
            raw.FPDFText_GetCharBox(text, at, x, x_end, y, y_end)
            inside = left <= x_end.value and x.value <= right
            inside = inside and bottom <= y_end.value and y.value <= top
            letters.append(chr(raw.FPDFText_GetUnicode(text, at)) if inside else " ")
        yield "".join(letters)


PRINTED: dict[str, Callable[[Path], Iterator[object]]] = {
    **dict.fromkeys((".xlsx", ".ods"), _workbook),
    ".csv": _cells,
    ".xls": _legacy,
    ".html": _page,
    ".json": _values,
    ".parquet": _columns,
    ".pdf": _pages,
    ".ropf": _words,
}


def survey_shares(path: Path) -> list[float]:
    """The weighted share of each code of the question, those not asked left out."""
    (shares,) = apart(code_shares, path)
    return sorted(shares)


def code_shares(path: Path) -> Iterator[list[float]]:
    """Likewise, in the process that opens files."""
    import pyreadstat

    read = pyreadstat.read_dta if path.suffix == ".dta" else pyreadstat.read_sav
    frame, meta = read(path, user_missing=True)
    labels = meta.variable_value_labels.get("q", {})
    asked = frame[frame["q"].notna() & (frame["q"].map(labels) != NOT_ASKED)]
    sums = asked.groupby(asked["q"].map(str))["w"].sum()
    yield list(sums[sums > 0] / sums.sum())


def tables_in(path: Path, name: str) -> list[dict[str, Any]]:
    """The tables of a TOML file under one name."""
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return list(found.get(name, []))

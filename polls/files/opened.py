"""A file opened once, and everything that readers may want of it, each made on first use.

    file = OpenedFile(path)
    file.content      "text", "zip", "pdf", ...       from the first bytes, never the name
    file.head         the beginning of a text         enough to recognise it
    file.text()       the whole text
    file.tables()     its tables: of delimited text, of each sheet, of Parquet
    file.web_page     tables and what they leave out  a saved web page
    file.json         the value                       JSON
    file.workbook     sheets and cells                XLSX, XLS, ODS
    file.document     pages, words, rules             PDF
    file.statistics   variables and chunks of rows    SPSS, Stata

Readers are handed the same opened file one after the other; what one of them makes of it and
another wants too is `kept` with it. Nothing is remembered beyond it. What is odd about the
file itself (bytes outside its encoding, pages without text) is in `warnings`.
"""

from __future__ import annotations

import codecs
import csv
import io
import shutil
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

from polls.errors import Problem
from polls.files.apart import apart
from polls.files.columns import columns_grid
from polls.files.content import Content, content_of
from polls.files.delimited import delimited_chunks, delimited_names
from polls.files.json_records import looks_like_json, parsed_json, record_grids
from polls.files.pdf_words import Document, open_pdf
from polls.files.statistics_file import StatisticsFile, open_statistics_file
from polls.files.tables import Grid, sheet_grids, text_grid, text_head
from polls.files.text import Layout, decoded, encoding_of, layout_of
from polls.files.web_page import WebPage, looks_like_html, read_web_page
from polls.files.workbook import Workbook, open_workbook

__all__ = ["OpenedFile"]

HEAD_BYTES = 65_536
ROWS_PEEKED = 40
BLOCK_BYTES = 1 << 20
TOP_SIGNS = 1 << 20

T = TypeVar("T")


def _spooled(path: Path) -> Path | None:
    """Standard input (`-`) or a pipe as a file of its own, as it can be read only once."""
    if str(path) != "-" and not (path.exists() and not path.is_file() and not path.is_dir()):
        return None
    with tempfile.NamedTemporaryFile(delete=False) as spooled:
        if str(path) == "-":
            shutil.copyfileobj(sys.stdin.buffer, spooled)
        else:
            with path.open("rb") as stream:
                shutil.copyfileobj(stream, spooled)
    return Path(spooled.name)


class OpenedFile:
    """A file that is opened once for all readers.

    Args:
        path: the file, a pipe, or `-` for standard input.

    >>> file = OpenedFile(Path(__file__))
    >>> file.content, file.head.splitlines()[0][3:14]
    ('text', 'A file open')
    """

    def __init__(self, path: Path) -> None:
        spooled = _spooled(path)
        if spooled is not None:
            weakref.finalize(self, spooled.unlink, missing_ok=True)
        self.path = spooled or path
        self.name = "standard input" if spooled is not None else path.name
        self._texts: dict[str, tuple[str, tuple[Problem, ...]]] = {}
        self._tables: dict[str, tuple[Grid, ...]] = {}
        self._kept: dict[Callable[[OpenedFile], object], object] = {}

    @cached_property
    def content(self) -> Content:
        """The kind of content, recognised by the first bytes.

        Raises:
            ProblemsError: where the file is missing or cannot be opened.
        """
        return content_of(self.path)

    @property
    def holds_cells(self) -> bool:
        """Whether the content may be a workbook: XLSX, ODS or XLS."""
        return self.content in ("zip", "ole")

    @cached_property
    def head(self) -> str:
        """The beginning of a text, in its recognised encoding; "" of any other file."""
        if self.content != "text":
            return ""
        with self.path.open("rb") as stream:
            data = stream.read(HEAD_BYTES)
        decoder = codecs.getincrementaldecoder(encoding_of([data]))(errors="replace")
        return decoder.decode(data)

    def text(self, encoding: str = "") -> str:
        """The whole text.

        Args:
            encoding: declared by the caller; default: recognised.

        Raises:
            ProblemsError: where the declared encoding is unknown, or the text is not in it.
        """
        if encoding not in self._texts:
            self._texts[encoding] = decoded(self.path.read_bytes(), encoding, self.name)
        return self._texts[encoding][0]

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is odd about the file itself, as far as it was opened."""
        found = [problem for _, problems in self._texts.values() for problem in problems]
        opened = (self.__dict__.get(name) for name in ("document", "web_page", "workbook"))
        return (*found, *(problem for one in opened if one for problem in one.warnings))

    @cached_property
    def encoding(self) -> str:
        """The encoding of a text of any size, recognised block by block."""
        with self.path.open("rb") as stream:
            return encoding_of(iter(lambda: stream.read(BLOCK_BYTES), b""))

    @cached_property
    def layout(self) -> Layout:
        """How a text is cut into cells, and the lines above its header."""
        return layout_of(self.head)

    @cached_property
    def top(self) -> Grid | None:
        """The first rows of the first table, where that is all that is asked; None without one.

        Raises:
            ProblemsError: as for `tops`.
        """
        # A workbook may have hundreds of sheets, each to be laid out as a table.
        grids = sheet_grids(self.workbook) if self.holds_cells else iter(self.tops)
        first = next(grids, None)
        return first and first.top(ROWS_PEEKED)

    @cached_property
    def tops(self) -> tuple[Grid, ...]:
        """The first rows of each table, to tell what the file is; none where it has no tables.

        Raises:
            ProblemsError: where a workbook, Parquet or Arrow file is damaged.
        """
        if self.is_json or self.is_web_page:
            grids: tuple[Grid, ...] = self.tables()
        elif self.content == "text":
            grids = (text_head(self.head, self.layout, self.name, ROWS_PEEKED),)
        elif self.content in ("parquet", "arrow"):
            grids = (columns_grid(self.path, ROWS_PEEKED),)
        elif self.holds_cells:
            grids = self.tables()
        else:
            return ()
        return tuple(grid.top(ROWS_PEEKED) for grid in grids)

    def tables(self, encoding: str = "") -> tuple[Grid, ...]:
        """The tables: one of a text, Parquet or Arrow file, one for each sheet that holds any.

        Args:
            encoding: of a text; default: recognised.

        Raises:
            ProblemsError: where the file is damaged, or no table at all.
        """
        if encoding not in self._tables:
            self._tables[encoding] = tuple(self._read_tables(encoding))
        return self._tables[encoding]

    def _read_tables(self, encoding: str) -> Iterator[Grid]:
        if self.is_web_page:
            yield from self.web_page.grids
        elif self.is_json:
            yield from record_grids(self.json, self.name)
        elif self.content == "text":
            text = self.text(encoding)
            yield text_grid(text, layout_of(text), self.name)
        elif self.content in ("parquet", "arrow"):
            yield columns_grid(self.path)
        elif self.holds_cells:
            yield from sheet_grids(self.workbook)

    @cached_property
    def is_web_page(self) -> bool:
        """Whether a text is the source of a web page."""
        return looks_like_html(self.head)

    @cached_property
    def is_json(self) -> bool:
        """Whether a text is JSON."""
        return looks_like_json(self.head)

    @cached_property
    def web_page(self) -> WebPage:
        """The tables of a saved web page.

        Raises:
            ProblemsError: where it holds none.
        """
        return read_web_page(self.text(), self.name)

    @cached_property
    def json(self) -> Any:
        """The value of a JSON text.

        Raises:
            ProblemsError: where it is no valid JSON.
        """
        return parsed_json(self.text(), self.name)

    @cached_property
    def workbook(self) -> Workbook:
        """The workbook, its sheets read on first use.

        Raises:
            ProblemsError: where the file is damaged, encrypted, too large, or no workbook.
        """
        return open_workbook(self.path)

    @cached_property
    def document(self) -> Document:
        """The pages of a PDF.

        Raises:
            ProblemsError: where the file is cut off, locked, broken, or a scan without text.
        """
        return open_pdf(self.path)

    @cached_property
    def statistics(self) -> StatisticsFile:
        """The variables and rows of an SPSS or Stata file.

        Raises:
            ProblemsError: where the file is cut off or damaged.
        """
        if self.content not in ("spss", "spss-portable", "stata"):
            raise ValueError(f"not an SPSS or Stata file: {self.content}")
        return open_statistics_file(self.path, self.content)

    def delimited_names(self, encoding: str = "") -> tuple[str, ...]:
        """The column names of delimited text of any size."""
        (names,) = apart(delimited_names, self.path, encoding or self.encoding, self.layout)
        return names

    def delimited_chunks(
        self,
        names: list[str],
        rows: int,
        encoding: str = "",
        heads: tuple[Sequence[str], int] = ((), 0),
    ) -> Iterator[pd.DataFrame]:
        """The named columns of delimited text of any size, in frames of texts.

        Args:
            names: the columns wanted.
            rows: the most rows of a frame.
            encoding: declared by the caller; default: recognised.
            heads: as for `polls.files.delimited.delimited_chunks`.

        Raises:
            ProblemsError: where a row has a field too few or too many.
        """
        found = encoding or self.encoding
        return apart(delimited_chunks, self.path, found, self.layout, names, rows, heads)

    def delimited_top(self, encoding: str = "") -> list[list[str]]:
        """The first rows of delimited text, heads among them; none where it is no table."""
        with self.path.open(
            encoding=encoding or self.encoding, errors="replace", newline=""
        ) as stream:
            for _ in range(self.layout.skipped):
                stream.readline()
            text = stream.read(TOP_SIGNS)
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=self.layout.separator or ","))
        except csv.Error:
            return []
        return rows[:-1] if len(text) == TOP_SIGNS else rows

    def kept(self, make: Callable[[OpenedFile], T]) -> T:
        """What `make` makes of the file, made once for all who want it."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return self._kept[make]  # type: ignore[return-value]

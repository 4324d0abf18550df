"""Tables of a real report of 247 pages, read with polltide and with pdfplumber's words.

pdfplumber finds the words and rules, polltide's own clustering makes tables of both, so that
cells can be compared one by one and the times compare like with like. What pdfplumber makes
of the same pages by itself (`extract_tables`) is timed on a part of them.

    python -m benchmarks.pdf_tables [report.pdf]
"""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from polls.files.pdf_words import Page, Rule, Word, open_pdf
from polls.readers.us_crosstabs.layout import read_report

__all__ = ["main", "plumbed_pages"]

FILES = Path(os.environ.get("POLLTIDE_FILES", Path(__file__).parents[2] / "shared" / "files"))
REAL = FILES / "yougov_us_crosstabs_2020-11.pdf"
PAGES_AS_TABLES = slice(4, 24)
PLACES = ("x0", "x1", "top", "bottom")


def plumbed_pages(path: Path) -> list[Page]:
    """The pages of a PDF with the words and rules that pdfplumber finds."""
    import pdfplumber

    pages = []
    with pdfplumber.open(path) as document:
        for number, page in enumerate(document.pages, 1):
            words = tuple(
                Word(word["text"].replace("∗", "*"), *(word[k] for k in PLACES))
                for word in page.extract_words(x_tolerance=1.5)
            )
            rules = tuple(
                Rule(shape["x0"], shape["x1"], (shape["top"] + shape["bottom"]) / 2)
                for shape in (*page.lines, *page.rects)
                if shape["height"] < 2.5 and shape["width"] >= 8
            )
            pages.append(Page(number, words, rules))
            page.flush_cache()
    return pages


def cells(pages: Any) -> list[tuple[object, ...]]:
    """Every printed cell of a report: table, page, column, row, text."""
    return [
        (table.number, block.page, heading.head, heading.label, row.label, cell)
        for table in read_report(pages).tables
        for block in table.blocks
        for row in block.rows
        for heading, cell in zip(block.headings, row.cells, strict=True)
    ]


def main(arguments: list[str] | None = None) -> None:
    """Print both times, their ratio, and how many cells agree."""
    given = sys.argv[1:] if arguments is None else arguments
    path = Path(given[0]) if given else REAL
    if not path.exists():
        print(f"{path} is not here: nothing to measure")
        return
    own, own_time = timed(lambda: cells(open_pdf(path).pages))
    other, other_time = timed(lambda: cells(plumbed_pages(path)))
    alike = (Counter(own) & Counter(other)).total()
    print(f"polltide                       {own_time:7.2f} s  {len(own):,} cells")
    print(f"pdfplumber's words, same tables{other_time:7.2f} s  {len(other):,} cells")
    print(f"ratio {other_time / own_time:.1f}; {alike:,} cells the same")
    count, seconds = timed(lambda: own_tables(path))
    print(f"pdfplumber's extract_tables    {seconds:7.2f} s for {count} pages")


def own_tables(path: Path) -> int:
    """How many pages pdfplumber turned into tables by itself, as text without rules."""
    import pdfplumber

    settings = {"vertical_strategy": "text", "horizontal_strategy": "text"}
    with pdfplumber.open(path) as document:
        return sum(bool(page.extract_tables(settings)) for page in document.pages[PAGES_AS_TABLES])


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """What some work returns, and the seconds of processor time it took."""
    start = time.process_time()
    return work(), time.process_time() - start


if __name__ == "__main__":
    main()

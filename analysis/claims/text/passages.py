"""The sentences of a text file, Markdown or web page, each with the line on which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lxml.html

from analysis.claims.text.marks import MONTHS
from polls.errors import Place, Problem, ProblemsError

__all__ = ["Sentence", "sentences_of"]

BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "blockquote", "figcaption")
ASIDE = ("script", "style", "nav", "header", "footer", "aside", "form", "noscript")
BLOCK = re.compile(r"^\s{0,3}(?:#{1,6}\s+|>\s?|[-*+]\s+|\d{1,2}[.)]\s+)")
"""What begins a block by itself in Markdown: a heading, a quotation, a point of a list."""

MARKUP = re.compile(BLOCK.pattern + r"|[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}")
LINK = re.compile(r"!?\[([^\[\]]*)\]\([^)\[]*\)")
ABBREVIATED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|St|vs|etc|No|Nr|bzw|ca|z\.B|d\.h|u\.a|Mio|Mrd|aprox|Sr|Sra|M|[A-Z])\.$"
)
ORDINAL = re.compile(r"\b\d{1,2}\.$")
"""A number with a point: a day in German, unless a sentence ends with it."""
END = re.compile(r"(?<=[.!?…])[\"”»’')\]]*\s+(?=[\"“«‘'(\[¿¡]*[A-ZÀ-ÖØ-Þ0-9])")


@dataclass(frozen=True)
class Sentence:
    """One sentence and the line on which it begins, counted from 1."""

    text: str
    line: int


def sentences_of(path: Path) -> tuple[Sentence, ...]:
    """The sentences of an article.

    Args:
        path: a file of text, Markdown or HTML, told by its content.

    Raises:
        ProblemsError: where it cannot be opened, or holds no text.
    """
    text = _text(path)
    web = re.search(r"<(?:html|body|p|div|article)\b", text[:5000], re.IGNORECASE)
    blocks = _of_html(text) if web else _of_lines(text)
    found = tuple(sentence for block, begins in blocks for sentence in _cut(block, begins))
    if not found:
        raise ProblemsError([Problem("no-text", "file holds no text", Place(file=str(path)))])
    return found


def _text(path: Path) -> str:
    place = Place(file=str(path))
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise ProblemsError([Problem("file-missing", "file not found", place)]) from None
    except OSError as error:
        title = "file cannot be opened"
        got = error.strerror or type(error).__name__
        raise ProblemsError([Problem("file-unreadable", title, place, got=got)]) from None
    if b"\x00" in content[:1024] or content.startswith(b"%PDF"):
        expected = "text, Markdown or HTML"
        problem = Problem("not-text", "file is not text", place, expected=expected)
        raise ProblemsError([problem])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _of_lines(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Paragraphs: lines up to a blank one, a heading or a point of a list by itself.

    With each, where in it the lines of the file begin: (place, line).
    """
    kept: list[str] = []
    begins: list[tuple[int, int]] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        plain = MARKUP.sub("", LINK.sub(r"\1", line)).strip()
        new = bool(BLOCK.match(line))
        if kept and (not plain or new):
            yield " ".join(kept), begins
            kept, begins = [], []
        if plain:
            begins.append((sum(len(each) + 1 for each in kept), number))
            kept.append(plain)


def _of_html(text: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """The innermost blocks of a page, without its menus and scripts."""
    parser = lxml.html.HTMLParser(encoding="utf-8")
    page: Any = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    for element in [*page.iter(*ASIDE)]:
        element.drop_tree()
    for block in page.iter(*BLOCKS):
        if not any(inner is not block for inner in block.iter(*BLOCKS)):
            said = " ".join(block.text_content().split())
            if said:
                yield said, [(0, block.sourceline or 1)]


def _cut(block: str, begins: list[tuple[int, int]]) -> Iterator[Sentence]:
    """The sentences of a paragraph, each with the line on which it begins."""
    begin = 0
    for end in [*END.finditer(block), None]:
        stop = len(block) if end is None else end.start()
        before = block[begin:stop]
        if end is not None and (ABBREVIATED.search(before) or _day(before, block[end.end() :])):
            continue
        if said := before.strip():
            line = max(number for place, number in begins if place <= begin)
            yield Sentence(said, line)
        begin = stop if end is None else end.end()


def _day(before: str, after: str) -> bool:
    """Whether a point belongs to the day of a date: 4. Juli."""
    return bool(ORDINAL.search(before) and re.match(rf"(?:{MONTHS})\b", after))

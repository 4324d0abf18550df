"""The glyphs of a PDF's pages, joined to words, by pdfium.

PDF text is glyphs at places. Glyphs are taken with pdfium's loose boxes: they have the height
of the font, so that `-` or `*` lies on the same line as the digits beside it (the tight boxes
do not). What leaves this module are plain values.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import lazy_loader

from polls.errors import Place, Problem, ProblemsError, raise_errors

if TYPE_CHECKING:
    import pypdfium2
else:
    # Loaded with the first PDF: it takes longer than all of the readers.
    pypdfium2 = lazy_loader.load("pypdfium2")

__all__ = ["PageContent", "pdf_pages"]

WORD_GAP = 0.22
"""A gap of this part of the font's height parts two words where no space is printed."""
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\x02": "-", "\ufffe": "-", "∗": "*"}
)
RULE_THICKNESS, RULE_LENGTH = 2.5, 8.0
"""In points: what is thinner and longer than this is a rule."""
FONT_NAME = ctypes.create_string_buffer(128)
"""Where pdfium, which is not for several threads either, writes the name of a font."""
END_OF_FILE = 2048
"""Bytes at the end of a file in which a whole PDF has its end mark."""
MOST_PAGES = 5_000

PlainWord = tuple[str, float, float, float, float, bool]
"""Text, left, right, top and bottom in points, and whether it is bold."""
PlainRule = tuple[float, float, float]
"""Left, right and y, in points."""


class PageContent(NamedTuple):
    """What one page holds: its number (from 1), words in printed order, horizontal rules."""

    number: int
    words: list[PlainWord]
    rules: list[PlainRule]


def pdf_pages(path: Path) -> Iterator[PageContent | tuple[Problem, ...]]:
    """The pages of a PDF that can be read whole, then the warnings about single pages.

    Raises:
        ProblemsError: where the file is truncated, locked, broken, or a scan without text.
    """
    problem = _truncated(path)
    if problem is not None:
        raise ProblemsError([problem])
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise ProblemsError([_not_opened(path, error)]) from None
    with closing(document):
        if len(document) > MOST_PAGES:
            raise ProblemsError([_too_many_pages(path, len(document))])
        silent: list[int] = []
        problems: list[Problem] = []
        for number in range(1, len(document) + 1):
            try:
                page = _page(document, number)
            except pypdfium2.PdfiumError as error:
                problems.append(_page_broken(path, number, error))
                continue
            if not page.words:
                silent.append(number)
            problems += _oversized(path, page, max(document.get_page_size(number - 1)))
            yield page
        raise_errors(problems)
        warnings = (*problems, *_pictures(path, document, silent))
        raise_errors(warnings)
        yield warnings


def _page(document: pypdfium2.PdfDocument, number: int) -> PageContent:
    with closing(document[number - 1]) as page:
        with closing(page.get_textpage()) as text:
            count = text.count_chars()
            turn = _turn(text, count)
            words = list(_words(text, count, turn))
        return PageContent(number, words, list(_rules(page, turn)))


def _turn(text: pypdfium2.PdfTextPage, count: int) -> int:
    """Clockwise quarter turns of the page's letters, as most of a sample of them stand."""
    sample = range(0, count, max(1, count // 40))
    angles = Counter(
        round(pypdfium2.raw.FPDFText_GetCharAngle(text, i) / 1.5708) % 4
        for i in sample
        if not pypdfium2.raw.FPDFText_IsGenerated(text, i)
    )
    return angles.most_common(1)[0][0] if angles else 0


def _upright(left: float, bottom: float, right: float, top: float, turn: int) -> tuple[float, ...]:
    """A box in PDF coordinates as left, right, top, bottom of the upright page."""
    if turn == 1:
        return -top, -bottom, -right, -left
    if turn == 2:
        return -right, -left, bottom, top
    if turn == 3:
        return bottom, top, left, right
    return left, right, -top, -bottom


def _words(text: pypdfium2.PdfTextPage, count: int, turn: int) -> Iterator[PlainWord]:
    """Glyphs in printed order, joined until a space, a gap or another line comes."""
    box = pypdfium2.raw.FS_RECTF()
    at = ctypes.byref(box)
    handle = text.raw
    get_box, get_code = pypdfium2.raw.FPDFText_GetLooseCharBox, pypdfium2.raw.FPDFText_GetUnicode
    letters: list[str] = []
    left = right = top = bottom = 0.0
    bold = False
    for i in range(count):
        code = get_code(handle, i)
        space = code <= 32 or code == 160
        if not space:
            get_box(handle, i, at)
            x, x_end, y, y_end = (
                (box.left, box.right, -box.top, -box.bottom)
                if turn == 0
                else _upright(box.left, box.bottom, box.right, box.top, turn)
            )
        if letters:
            size = bottom - top
            near = not space and -size < x - right < WORD_GAP * size
            if not near or not top < (y + y_end) / 2 < bottom:
                word = "".join(letters).translate(LIGATURES)
                yield (word, left, right, top, bottom, bold)
                letters = []
        if space:
            continue
        if not letters:
            left, right, top, bottom = x, x_end, y, y_end
            bold = _is_bold(handle, i)
        elif y < top or y_end > bottom:
            top, bottom = min(top, y), max(bottom, y_end)
        letters.append(chr(code))
        right = x_end if x_end > right else right
    if letters:
        yield ("".join(letters).translate(LIGATURES), left, right, top, bottom, bold)


def _is_bold(text: pypdfium2.raw.FPDF_TEXTPAGE, i: int) -> bool:
    """Whether glyph `i` is set in a font whose name says that it is bold."""
    pypdfium2.raw.FPDFText_GetFontInfo(text, i, FONT_NAME, len(FONT_NAME), None)
    name = FONT_NAME.value.lower()
    return b"bold" in name or b"black" in name or b"heavy" in name


def _rules(page: pypdfium2.PdfPage, turn: int) -> Iterator[PlainRule]:
    for shape in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = shape.get_bounds()
        x, x_end, y, y_end = _upright(left, bottom, right, top, turn)
        if y_end - y <= RULE_THICKNESS and x_end - x >= RULE_LENGTH:
            yield x, x_end, (y + y_end) / 2


def _truncated(path: Path) -> Problem | None:
    """pdfium mends a truncated file with the pages that are left, so the end is looked for."""
    data = path.read_bytes()
    if b"%%EOF" in data[-END_OF_FILE:]:
        return None
    return Problem(
        "pdf-truncated",
        "the PDF has no end",
        Place(file=path.name),
        got=f"{len(data):,} bytes without an end mark",
        hint="the download was cut short: fetch the file again",
    )


def _not_opened(path: Path, error: pypdfium2.PdfiumError) -> Problem:
    locked = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
    return Problem(
        "pdf-encrypted" if locked else "pdf-broken",
        "the PDF is locked with a password" if locked else "the PDF cannot be opened",
        Place(file=path.name),
        got="" if locked else str(error),
        hint="save a copy without the password" if locked else "fetch the file again",
    )


def _too_many_pages(path: Path, pages: int) -> Problem:
    return Problem(
        "file-too-large",
        "the PDF has too many pages",
        Place(file=path.name),
        got=f"{pages:,}",
        expected=f"up to {MOST_PAGES:,}",
        hint="keep the pages with the tables",
    )


def _page_broken(path: Path, number: int, error: pypdfium2.PdfiumError) -> Problem:
    return Problem(
        "pdf-broken",
        "the page cannot be read",
        Place(file=path.name, page=number),
        got=str(error),
        hint="fetch the file again",
    )


def _oversized(path: Path, page: PageContent, most: float) -> Iterator[Problem]:
    """Words larger than their page: nobody sees them, and they mark no column."""
    found = [word[0] for word in page.words if word[4] - word[3] > most]
    if found:
        yield Problem(
            "words-oversized",
            f"{len(found)} word(s) are larger than the page, and mark no column",
            Place(file=path.name, page=page.number),
            got=", ".join(found[:3]),
            hint="fetch the file again, and hold the table against the page as it is shown",
            severity="warning",
        )


def _pictures(path: Path, document: pypdfium2.PdfDocument, silent: list[int]) -> Iterator[Problem]:
    """Pages that show a picture and have no text: a scan, or a cover."""
    if silent and len(silent) == len(document):
        yield Problem(
            "pdf-without-text",
            "the PDF has no text",
            Place(file=path.name),
            got=f"{len(silent)} pages of pictures or nothing",
            expected="tables printed as text",
            hint="a scan has to go through text recognition, and be checked, before it is read",
        )
        return
    for number in silent:
        with closing(document[number - 1]) as page:
            pictures = any(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        if pictures:
            yield Problem(
                "page-without-text",
                "the page is a picture without text",
                Place(file=path.name, page=number),
                hint="if it shows a table, that table is not read",
                severity="warning",
            )

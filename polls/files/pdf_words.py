"""The words of a PDF page with their boxes, in lines, and the rules drawn between them.

    y  36.0  1. Direction of Country
    y  58.2         Gender              Race           <- words of one line, left to right
    y  64.0         ________________    ____________   <- rules
    y  76.9  Total  Male     Female     Black Hispanic

PDF text is glyphs at places. Glyphs are taken with pdfium's loose boxes: they have the height
of the font, so that `-` or `*` lies on the same line as the digits beside it (the tight boxes
do not). Coordinates are points; `y` grows downwards, wherever it begins. Pages that are
printed sideways are turned upright first.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter, itemgetter
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from polls.errors import Place, Problem, ProblemsError, raise_errors

__all__ = ["Document", "Line", "Page", "Rule", "Word", "open_pdf", "phrases"]

WORD_GAP = 0.22
"""A gap of this part of the font's height parts two words where no space is printed."""
PHRASE_GAP = 0.62
"""A gap of this part of the font's height parts two cells of a table."""
LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\x02": "-", "\ufffe": "-", "∗": "*"}
)
RULE_THICKNESS, RULE_LENGTH = 2.5, 8.0
"""In points: what is thinner and longer than this is a rule."""
FONT_NAME = ctypes.create_string_buffer(128)
"""Where pdfium, which is not for several threads either, writes the name of a font."""
END_OF_FILE = 2048
"""Bytes at the end of a file in which a whole PDF has its end mark."""


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a gap; `left`, `right`, `top`, `bottom` in points."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    bold: bool = False

    @property
    def centre(self) -> float:
        """Horizontal centre, in points."""
        return (self.left + self.right) / 2

    @property
    def middle(self) -> float:
        """Vertical middle, in points downwards."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """Height of the font's box, in points."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin horizontal line, in points."""

    left: float
    right: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one height on the page, left to right."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    @property
    def left(self) -> float:
        """Where the first word begins, in points."""
        return self.words[0].left

    @property
    def middle(self) -> float:
        """Vertical middle of the line's first word, in points downwards."""
        return self.words[0].middle

    @property
    def height(self) -> float:
        """Height of the tallest word, in points."""
        return max(word.height for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether the line begins in bold type."""
        return self.words[0].bold


@dataclass(frozen=True)
class Page:
    """One page: its number (from 1), words in printed order, and horizontal rules."""

    number: int
    words: tuple[Word, ...]
    rules: tuple[Rule, ...]

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The words in lines, from the top of the page to its foot."""
        return tuple(_lines(self.words))


@dataclass(frozen=True, eq=False)
class Document:
    """A PDF that was read whole: its file, its pages, and warnings about single pages."""

    path: Path
    pages: tuple[Page, ...]
    warnings: tuple[Problem, ...] = ()


def open_pdf(path: Path) -> Document:
    """All pages of a PDF that can be read whole.

    Args:
        path: the file.

    Returns:
        The pages, and a warning for each that is a picture without text.

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
        pages: list[Page] = []
        problems: list[Problem] = []
        for number in range(1, len(document) + 1):
            try:
                pages.append(_page(document, number))
            except pypdfium2.PdfiumError as error:
                problems.append(_page_broken(path, number, error))
        raise_errors(problems)
        warnings = list(_pictures(path, document, pages))
        raise_errors(warnings)
    return Document(path, tuple(pages), tuple(warnings))


def phrases(words: tuple[Word, ...] | list[Word], gap: float = PHRASE_GAP) -> list[Word]:
    """Words of a line joined where only a space parts them: the cells of a heading.

    Args:
        words: words of one line, left to right.
        gap: the least gap between two cells, as a part of the font's height.

    >>> words = [Word("No", 0, 10, 0, 9), Word("degree", 12, 40, 0, 9), Word("Total", 60, 80, 0, 9)]
    >>> [phrase.text for phrase in phrases(words)]
    ['No degree', 'Total']
    """
    joined: list[Word] = []
    for word in words:
        if joined and word.left - joined[-1].right < gap * max(word.height, joined[-1].height):
            joined[-1] = _joined(joined[-1], word)
        else:
            joined.append(word)
    return joined


def _joined(first: Word, second: Word) -> Word:
    return Word(
        f"{first.text} {second.text}",
        min(first.left, second.left),
        max(first.right, second.right),
        min(first.top, second.top),
        max(first.bottom, second.bottom),
        first.bold,
    )


def _lines(words: tuple[Word, ...]) -> Iterator[Line]:
    """Words whose middles differ by less than a third of their height share a line."""
    line: list[Word] = []
    first = 0.0
    for middle, word in sorted(((w.middle, w) for w in words), key=itemgetter(0)):
        if line and middle - first > 0.33 * min(word.height, line[0].height):
            yield Line(tuple(sorted(line, key=attrgetter("left"))))
            line = []
        if not line:
            first = middle
        line.append(word)
    if line:
        yield Line(tuple(sorted(line, key=attrgetter("left"))))


def _page(document: pypdfium2.PdfDocument, number: int) -> Page:
    with closing(document[number - 1]) as page:
        with closing(page.get_textpage()) as text:
            count = text.count_chars()
            turn = _turn(text, count)
            words = tuple(_words(text, count, turn))
        return Page(number, words, tuple(_rules(page, turn)))


def _turn(text: pypdfium2.PdfTextPage, count: int) -> int:
    """Clockwise quarter turns of the page's letters, as most of a sample of them stand."""
    sample = range(0, count, max(1, count // 40))
    angles = Counter(
        round(pdfium.FPDFText_GetCharAngle(text, i) / 1.5708) % 4
        for i in sample
        if not pdfium.FPDFText_IsGenerated(text, i)
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


def _words(text: pypdfium2.PdfTextPage, count: int, turn: int) -> Iterator[Word]:
    """Glyphs in printed order, joined until a space, a gap or another line comes."""
    box = pdfium.FS_RECTF()
    at = ctypes.byref(box)
    handle = text.raw
    get_box, get_code = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetUnicode
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
                yield Word(word, left, right, top, bottom, bold)
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
        yield Word("".join(letters).translate(LIGATURES), left, right, top, bottom, bold)


def _is_bold(text: pdfium.FPDF_TEXTPAGE, i: int) -> bool:
    """Whether glyph `i` is set in a font whose name says that it is bold."""
    pdfium.FPDFText_GetFontInfo(text, i, FONT_NAME, len(FONT_NAME), None)
    name = FONT_NAME.value.lower()
    return b"bold" in name or b"black" in name or b"heavy" in name


def _rules(page: pypdfium2.PdfPage, turn: int) -> Iterator[Rule]:
    for shape in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        left, bottom, right, top = shape.get_bounds()
        x, x_end, y, y_end = _upright(left, bottom, right, top, turn)
        if y_end - y <= RULE_THICKNESS and x_end - x >= RULE_LENGTH:
            yield Rule(x, x_end, (y + y_end) / 2)


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
    locked = error.err_code == pdfium.FPDF_ERR_PASSWORD
    return Problem(
        "pdf-encrypted" if locked else "pdf-broken",
        "the PDF is locked with a password" if locked else "the PDF cannot be opened",
        Place(file=path.name),
        got="" if locked else str(error),
        hint="save a copy without the password" if locked else "fetch the file again",
    )


def _page_broken(path: Path, number: int, error: pypdfium2.PdfiumError) -> Problem:
    return Problem(
        "pdf-broken",
        "the page cannot be read",
        Place(file=path.name, page=number),
        got=str(error),
        hint="fetch the file again",
    )


def _pictures(path: Path, document: pypdfium2.PdfDocument, pages: list[Page]) -> Iterator[Problem]:
    """Pages that show a picture and have no text: a scan, or a cover."""
    silent = [page.number for page in pages if not page.words]
    if silent and len(silent) == len(pages):
        yield Problem(
            "pdf-without-text",
            "the PDF has no text",
            Place(file=path.name),
            got=f"{len(pages)} pages of pictures or nothing",
            expected="tables printed as text",
            hint="a scan has to go through text recognition, and be checked, before it is read",
        )
        return
    for number in silent:
        with closing(document[number - 1]) as page:
            pictures = any(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        if pictures:
            yield Problem(
                "page-without-text",
                "the page is a picture without text",
                Place(file=path.name, page=number),
                hint="if it shows a table, that table is not read",
                severity="warning",
            )

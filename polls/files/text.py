"""Text from bytes, and the layout of delimited text: found from the bytes, and found once.

    encoding   declared, else a mark, else UTF-8, else UTF-16, else Windows-1252
    separator  a line `sep=;`, else the sign that cuts the lines below the header like the header
    header     the first line that is cut at all

Spreadsheets in France, Spain and Germany still save CSV in Windows-1252. Text that is valid
UTF-8 is taken as such: accented Windows-1252 text practically never is. A few stray bytes in
UTF-8 text are replaced, and each line of them is named.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from polls.errors import Place, Problem, ProblemsError, did_you_mean

__all__ = ["Layout", "decoded", "encoding_of", "layout_of", "records_of", "require_encoding"]

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
USUAL_ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1")
UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
REPLACED = "\ufffd"
LINES_NAMED = 5

SEPARATORS = ";\t,|"
SEPARATOR_LINE = re.compile(r"\s*\"?sep=(?P<sign>[;,|\t])\"?\s*", re.IGNORECASE)
LINES_SNIFFED = 20
DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
ESCAPED = re.compile(r"[\udc80-\udcff]")
"""Bytes that are no UTF-8, as `surrogateescape` decodes them."""


class Layout(NamedTuple):
    """How text is cut into cells: `separator` ("" where none is found) and lines to skip.

    The line after the `skipped` ones is the header.
    """

    separator: str
    skipped: int


def decoded(data: bytes, encoding: str = "", file: str = "") -> tuple[str, tuple[Problem, ...]]:
    """Bytes as text, and a warning that names the lines of bytes that are not in its encoding.

    Args:
        data: the whole text.
        encoding: declared by the caller; default: recognised.
        file: name of the file, for the problems.

    Raises:
        ProblemsError: where the declared encoding is unknown, or the bytes are not in it.

    >>> decoded("Députés d’Évry".encode("cp1252"))[0]
    'Députés d’Évry'
    """
    if encoding:
        return _as_declared(data, encoding, file), ()
    if not _utf16_without_mark(data):
        try:  # most text is UTF-8, and nothing has to be counted
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = REPLACED
        if REPLACED not in text:
            return text, ()
    found = encoding_of([data])
    text = data.decode(found, errors="replace")
    if REPLACED not in text:
        return text, ()
    return text, tuple(_bad_bytes(data, text, found, file))


def encoding_of(blocks: Iterable[bytes]) -> str:
    """The encoding of text that comes in blocks, as Python names it.

    Where some bytes are not UTF-8, the text is UTF-8 all the same if more of its accented
    letters are; a last letter that is cut off does not count.

    >>> encoding_of([b"plain"]), encoding_of(["é".encode("cp1252")])
    ('utf-8-sig', 'cp1252')
    >>> encoding_of(["Trop élevé, trop élevée ".encode(), bytes([255])])
    'utf-8-sig'
    """
    decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
    letters = stray = 0
    for number, block in enumerate(blocks):
        if number == 0:
            if block.startswith(UTF16_MARKS):
                return "utf-16"
            if wide := _utf16_without_mark(block):
                return wide
        if block.isascii() and not decoder.getstate()[0]:
            continue
        text = decoder.decode(block)
        escaped = len(ESCAPED.findall(text))
        letters += len(NOT_ASCII.findall(text)) - escaped
        stray += escaped
    stray += bool(decoder.getstate()[0]) and not letters
    return "utf-8-sig" if letters > stray or not stray else "cp1252"


def _utf16_without_mark(head: bytes) -> str:
    """Text whose every other byte is zero is UTF-16, mostly of Latin letters."""
    sample = head[:4096]
    if len(sample) < 4 or b"\0" not in sample:
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if odd > 0.7 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.1 * half else ""


def require_encoding(encoding: str) -> None:
    """Raise where no encoding has the name."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        raise ProblemsError(
            [
                Problem(
                    "unknown-encoding",
                    "unknown encoding",
                    got=repr(encoding),
                    expected=f"a name such as {', '.join(USUAL_ENCODINGS)}",
                    hint=did_you_mean(encoding, USUAL_ENCODINGS),
                )
            ]
        ) from None


def _as_declared(data: bytes, encoding: str, file: str) -> str:
    require_encoding(encoding)
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeError as error:
        before = data[: error.start] if isinstance(error, UnicodeDecodeError) else b""
        problem = Problem(
            "wrong-encoding",
            f"text is not in the declared encoding '{encoding}'",
            Place(file=file, line=before.count(b"\n") + 1),
            got=error.reason if isinstance(error, UnicodeDecodeError) else str(error),
            hint="leave the encoding out: it is then recognised",
        )
    except LookupError:  # a codec that is no text encoding, such as base64
        problem = Problem(
            "unknown-encoding",
            "unknown encoding",
            got=repr(encoding),
            expected=f"a name such as {', '.join(USUAL_ENCODINGS)}",
        )
    raise ProblemsError([problem])


def _bad_bytes(data: bytes, text: str, encoding: str, file: str) -> Iterator[Problem]:
    if encoding == "cp1252":
        places = [
            data.count(b"\n", 0, found.start()) for found in UNDEFINED_IN_CP1252.finditer(data)
        ]
    elif encoding.startswith("utf-8"):
        lines = data.split(b"\n")
        places = [number for number, line in enumerate(lines) if not _is_utf8(line)]
    else:
        places = [n for n, line in enumerate(text.split("\n")) if REPLACED in line]
    lines_at = list(dict.fromkeys(place + 1 for place in places))
    if not lines_at:
        return  # the text prints the sign itself
    named = ", ".join(map(str, lines_at[:LINES_NAMED]))
    more = f" and {len(lines_at) - LINES_NAMED} more" if len(lines_at) > LINES_NAMED else ""
    yield Problem(
        "bad-bytes",
        f"bytes that are not in the encoding ({encoding.removesuffix('-sig')}) are replaced",
        Place(file=file, line=lines_at[0]),
        got=f"line {named}{more}",
        hint="correct the lines, or declare the encoding: encoding='...'",
        severity="warning",
    )


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def layout_of(text: str) -> Layout:
    """The separator of delimited text, and the lines above its header.

    The sign that cuts the lines below the header into as many cells as the header wins, the
    fewer lines above it and the more cells the better: a decimal comma does not, as the
    header has none.

    >>> layout_of("date;Yes\\n2024-01-07;0,4\\n"), layout_of("sep=;\\nq;w\\nYes;1\\n")
    (Layout(separator=';', skipped=0), Layout(separator=';', skipped=1))
    """
    lines = _first_lines(text)
    declared = SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    if declared:
        header, _ = _header_and_score(lines[1:], declared["sign"])
        return Layout(declared["sign"], 1 + max(header, 0))
    best, most = Layout("", 0), 0.0
    signs = [sign for sign in SEPARATORS if sign != "," or not _cut_numbers_alone(lines)]
    for separator in signs:
        header, score = _header_and_score(lines, separator)
        if score > most:
            best, most = Layout(separator, header), score
    return best


def _cut_numbers_alone(lines: Sequence[str]) -> bool:
    """Whether every comma stands in a number, and something else cuts the first line."""
    commas = sum(line.count(",") for line in lines)
    first = next((line for line in lines if line.strip()), "")
    cut = any(_header_and_score([first], sign)[0] == 0 for sign in SEPARATORS if sign != ",")
    return cut and commas == sum(len(DECIMAL_COMMA.findall(line)) for line in lines)


def records_of(text: str, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    """Each record of delimited text from its header on, and the line that it begins on.

    A cell in quotes may hold several lines, so the number of a record is not that of its line.

    >>> list(records_of('a,b\\n"1\\n2",3\\n4,5\\n', Layout(",", 0)))
    [(1, ['a', 'b']), (2, ['1\\n2', '3']), (4, ['4', '5'])]
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=layout.separator or ",")
    line = 1
    for number, record in enumerate(reader):
        if number >= layout.skipped:
            yield line, record
        line = reader.line_num + 1


def _first_lines(text: str) -> list[str]:
    """The first lines, parted as files part them (not at form feeds or odd separators)."""
    head: list[str] = []
    start = 0
    while len(head) < LINES_SNIFFED and start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        head += text[start:end].rstrip("\r").split("\r")
        start = end + 1
    return head[:LINES_SNIFFED]


def _header_and_score(lines: Sequence[str], separator: str) -> tuple[int, float]:
    """The place of the first line that the sign cuts, -1 for none, and how alike the rest is."""
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error:
        return -1, 0.0
    header = next((n for n, row in enumerate(rows) if sum(map(bool, row)) > 1), None)
    if header is None:
        return -1, 0.0
    below = [row for row in rows[header + 1 :] if any(row)]
    alike = sum(len(row) == len(rows[header]) for row in below) / max(len(below), 1)
    return header, alike + len(rows[header]) / 1000 - header / 50

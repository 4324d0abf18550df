"""What kind of file this is, recognised by its first bytes and never by its name.

PK..        zip: a workbook (XLSX)     %PDF   PDF            PAR1  Parquet
D0 CF 11 E0 OLE: encrypted or .xls     $FL2   SPSS .sav      <stata_dta>, 0x72..  Stata
ARROW1      Arrow (Feather)            anything else that is text             text
"""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from typing import Literal

from polls.errors import Place, Problem, ProblemsError
from polls.files.text import encoding_of

__all__ = ["Content", "content_of", "sha256_of"]

Content = Literal[
    "zip", "ole", "pdf", "parquet", "arrow", "spss", "spss-portable", "stata", "text", "empty",
    "unknown",
]  # fmt: skip

SIGNATURES: tuple[tuple[bytes, Content], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"ARROW1", "arrow"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"<stata_dta>", "stata"),
)
# Stata before 13 opens with its release number, then the byte order (1 or 2), then a 1.
OLD_STATA_RELEASES = frozenset({0x69, 0x6C, 0x6E, 0x6F, 0x71, 0x72, 0x73})
SPSS_PORTABLE = b"SPSS PORT FILE"
"""In the first 200 bytes of SPSS's portable files, five times in different alphabets."""
SAMPLE_BYTES = 65_536
NO_CONTROLS = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\v\f\r\x1b"})


def content_of(path: Path) -> Content:
    """The kind of content of a file.

    Args:
        path: the file.

    Raises:
        ProblemsError: where the file is missing or cannot be opened.

    >>> content_of(Path(__file__))
    'text'
    """
    head = _head(path)
    if not head.strip():
        return "empty"
    for mark, kind in SIGNATURES:
        if head.startswith(mark):
            return kind
    if head[0] in OLD_STATA_RELEASES and head[1:3] in (b"\x01\x01", b"\x02\x01"):
        return "stata"
    if SPSS_PORTABLE in head[:200]:
        return "spss-portable"
    # A PDF may begin with a few stray bytes; its readers look through the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return "text" if _is_text(head) else "unknown"


def _is_text(head: bytes) -> bool:
    """Whether bytes are text: no character in them is one that steers a machine."""
    encoding = encoding_of([head])
    if encoding.startswith("utf-16"):
        try:
            # The sample may end in the middle of a character.
            head = codecs.getincrementaldecoder(encoding)().decode(head).encode("utf-8")
        except UnicodeError:
            return False
    # DOS programs end a text with 0x1A.
    return not head.rstrip(b"\x1a").translate(None, delete=NO_CONTROLS)


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal, as the sources table keeps it."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(SAMPLE_BYTES)
    except OSError as error:
        raise ProblemsError(
            [
                Problem(
                    "file-missing" if isinstance(error, FileNotFoundError) else "file-unreadable",
                    "file cannot be opened",
                    Place(file=str(path)),
                    got=error.strerror or type(error).__name__,
                )
            ]
        ) from None

"""What kind of file this is, told by its first bytes and never by its name.

PK..        zip: a workbook (XLSX)     %PDF   PDF            PAR1  Parquet
D0 CF 11 E0 OLE: encrypted or .xls     $FL2   SPSS .sav      <stata_dta>, 0x72..  Stata
anything else that is text             text
"""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path
from typing import Literal

from polls.errors import Place, Problem, ProblemsError, did_you_mean

__all__ = ["Content", "content_of", "decoded", "sha256_of"]

Content = Literal["zip", "ole", "pdf", "parquet", "spss", "stata", "text", "empty", "unknown"]

SIGNATURES: tuple[tuple[bytes, Content], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"<stata_dta>", "stata"),
)
# Stata before 13 opens with its release number, then the byte order (1 or 2), then a 1.
OLD_STATA_RELEASES = frozenset({0x69, 0x6C, 0x6E, 0x6F, 0x71, 0x72, 0x73})
UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAMPLE_BYTES = 65_536
USUAL_ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1")
NO_CONTROLS = bytes({*range(0x20, 0x7F), *range(0x80, 0x100), *b"\t\n\v\f\r\x1b"})


def content_of(path: Path) -> Content:
    """The kind of content of a file.

    Args:
        path: the file.

    Raises:
        ProblemsError: where the file is not there or cannot be opened.

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
    # A PDF may begin with a few stray bytes; its readers look through the first kilobyte.
    if b"%PDF-" in head[:1024]:
        return "pdf"
    return "text" if _is_text(head) else "unknown"


def _is_text(head: bytes) -> bool:
    """Whether bytes are text: no character in them is one that steers a machine."""
    if head.startswith(UTF16_MARKS):
        try:
            # The sample may end in the middle of a character.
            head = codecs.getincrementaldecoder("utf-16")().decode(head).encode("utf-8")
        except UnicodeDecodeError:
            return False
    # DOS programs end a text with 0x1A.
    return not head.rstrip(b"\x1a").translate(None, delete=NO_CONTROLS)


def decoded(data: bytes, encoding: str = "") -> str:
    """Bytes as text: the declared encoding, else its mark, else UTF-8, else Windows-1252.

    Spreadsheets in France, Spain and Germany still save CSV in Windows-1252. Text that is
    valid UTF-8 is taken as such: accented Windows-1252 text practically never is.

    Raises:
        ProblemsError: where the declared encoding is not known, or the bytes are not in it.

    >>> decoded("Députés d’Évry".encode("cp1252"))
    'Députés d’Évry'
    """
    if encoding:
        return _as_declared(data, encoding)
    if data.startswith(UTF16_MARKS):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def sha256_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal, as the sources table keeps it."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _as_declared(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except LookupError:
        problem = Problem(
            "unknown-encoding",
            "encoding is not known",
            got=repr(encoding),
            expected=f"a name such as {', '.join(USUAL_ENCODINGS)}",
            hint=did_you_mean(encoding, USUAL_ENCODINGS),
        )
    except UnicodeError as error:
        before = data[: error.start] if isinstance(error, UnicodeDecodeError) else b""
        problem = Problem(
            "wrong-encoding",
            f"text is not in the declared encoding '{encoding}'",
            Place(line=before.count(b"\n") + 1),
            got=error.reason if isinstance(error, UnicodeDecodeError) else str(error),
            hint="leave the encoding out: it is then recognised",
        )
    raise ProblemsError([problem])


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

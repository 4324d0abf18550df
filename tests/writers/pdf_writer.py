"""A small writer of PDF pages with text at places, for fixtures in the layout of real files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import matplotlib
import numpy as np
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

LANDSCAPE = (792.0, 612.0)
PORTRAIT = (595.0, 842.0)


@dataclass
class Sheet:
    """One page: `y` runs down from its top, in points."""

    size: tuple[float, float] = LANDSCAPE
    figure: Figure = field(init=False)

    def __post_init__(self) -> None:
        self.figure = Figure(figsize=(self.size[0] / 72, self.size[1] / 72))

    def text(
        self, x: float, y: float, text: str, *, align: str = "left", size: float = 9.0,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Text whose baseline begins, is centred or ends at `x`, `y`."""
        self.figure.text(
            x / self.size[0],
            1 - y / self.size[1],
            text.replace("$", r"\$"),
            ha=align,
            va="baseline",
            fontsize=size,
            weight="bold" if bold else "normal",
            family="DejaVu Sans",
        )

    def rule(self, left: float, right: float, y: float) -> None:
        """A thin horizontal line."""
        height = 1 - y / self.size[1]
        line = Line2D(
            [left / self.size[0], right / self.size[0]], [height, height], lw=0.6, color="black"
        )
        self.figure.add_artist(line)

    def picture(self) -> None:
        """A grey picture over the page, as of a scan."""
        axes = self.figure.add_axes((0.1, 0.1, 0.8, 0.8))
        axes.axis("off")
        axes.imshow(np.linspace(0, 1, 400).reshape(20, 20), cmap="gray")


@contextmanager
def pdf_file(path: Path) -> Iterator[list[Sheet]]:
    """A list to put sheets into; they are written to `path` at the end."""
    sheets: list[Sheet] = []
    yield sheets
    settings = {"pdf.fonttype": 42, "pdf.compression": 6}
    with matplotlib.rc_context(settings), PdfPages(path, metadata={"CreationDate": None}) as pdf:
        for sheet in sheets:
            pdf.savefig(sheet.figure)


def write_locked_pdf(path: Path, password: str = "secret") -> None:
    """An empty PDF that opens with a password only (standard handler, 40-bit RC4)."""
    padding = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
    padded = (password.encode() + padding)[:32]
    identity = bytes(16)
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)
    key = hashlib.md5(padded + owner + b"\xfc\xff\xff\xff" + identity).digest()[:5]
    user = _rc4(key, padding)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>",
        b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>"
        % (owner.hex().encode(), user.hex().encode()),
    ]
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    trailer = b"<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<%s><%s>]>>" % (
        (identity.hex().encode(),) * 2
    )
    path.write_bytes(
        data
        + b"xref\n0 5\n0000000000 65535 f \n"
        + table
        + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(data))
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    i = j = 0
    out = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)

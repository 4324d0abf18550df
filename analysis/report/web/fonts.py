"""The report's typeface for a page: only the letters that the page uses, inside its style."""

from __future__ import annotations

import base64
import io
import string
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from analysis.figures.style import font_files
from analysis.report.together import Helpers

__all__ = ["web_fonts"]

ALWAYS = string.printable + "éèçñüßœ−–“”‘’×▲▼✓·…→"
"""Letters that are kept, whatever the page says now."""

WEIGHTS = {"Regular": (400, "normal"), "Bold": (700, "normal")}


def web_fonts(text: str, hands: Helpers) -> str:
    """`@font-face` rules with the fonts inside.

    Args:
        text: what the page says.
        hands: who cut the fonts down.

    Returns:
        CSS.
    """
    letters = "".join(sorted({*text, *ALWAYS}))
    paths = {path.stem.rsplit("-", 1)[-1]: path for path in font_files()}
    fonts = hands.do(_subset, [(str(paths[name]), letters) for name in WEIGHTS])
    return "\n".join(
        f'@font-face{{font-family:"Source Sans Pro";font-weight:{weight};font-style:{style};'
        f'src:url(data:font/woff;base64,{base64.b64encode(font).decode()}) format("woff");}}'
        for font, (weight, style) in zip(fonts, WEIGHTS.values(), strict=True)
    )


def _subset(_: Any, task: tuple[str, str]) -> bytes:
    path, text = task
    options = Options()
    options.layout_features = ["kern", "tnum", "lnum"]
    options.hinting = False
    options.notdef_outline = True  # a sign that no typeface has is seen to be missing
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    target = io.BytesIO()
    with TTFont(path, recalcTimestamp=False, lazy=True) as font:
        subsetter.subset(font)
        font.flavor = "woff"
        font.save(target)
    return target.getvalue()

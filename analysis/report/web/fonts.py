"""The report's typeface for a page: only the letters that the page uses, inside its style."""

from __future__ import annotations

import base64
import io
import string

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from analysis.figures.style import font_files

__all__ = ["web_fonts"]

ALWAYS = string.printable + "éèçñüßœ−–“”‘’×▲▼✓·…→"
"""Letters that are kept, whatever the page says now."""

WEIGHTS = {"Regular": (400, "normal"), "Bold": (700, "normal")}


def web_fonts(text: str) -> str:
    """`@font-face` rules with the fonts inside.

    Args:
        text: what the page says.

    Returns:
        CSS.
    """
    rules = []
    for path in font_files():
        name = path.stem.rsplit("-", 1)[-1]
        if name not in WEIGHTS:
            continue
        weight, style = WEIGHTS[name]
        data = base64.b64encode(_subset(str(path), text + ALWAYS)).decode()
        rules.append(
            f'@font-face{{font-family:"Source Sans Pro";font-weight:{weight};font-style:{style};'
            f'src:url(data:font/woff;base64,{data}) format("woff");}}'
        )
    return "\n".join(rules)


def _subset(path: str, text: str) -> bytes:
    font = TTFont(path, recalcTimestamp=False)
    options = Options()
    options.layout_features = ["kern", "tnum", "lnum"]
    options.hinting = False
    options.notdef_outline = True  # a sign that no typeface has is seen to be missing
    subsetter = Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff"
    target = io.BytesIO()
    font.save(target)
    return target.getvalue()

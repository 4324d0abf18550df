"""A figure's SVG as part of a page: few digits, ids of its own, colours that a dark page turns."""

from __future__ import annotations

import re
from html import escape

__all__ = ["inline_svg"]

PAPER = {
    "#ffffff": "var(--paper)", "white": "var(--paper)", "#222222": "var(--ink)",
    "#5a5a5a": "var(--grey)", "#444444": "var(--grey)", "#dddddd": "var(--rule)",
    "#efefef": "var(--strip)", "#c4c4c4": "var(--pale)", "#b5b5b5": "var(--pale)",
    "#b8b8b8": "var(--pale)", "#8a8a8a": "var(--mark)", "#bbbbbb": "var(--rule)",
    "#0072b2": "var(--blue)", "#d55e00": "var(--vermilion)", "#009e73": "var(--green)",
    "#cc79a7": "var(--purple)", "#007e5c": "var(--green-text)", "#b25000": "var(--vermilion-text)",
}  # fmt: skip
"""Colours of figures -> the page's own, which a dark scheme sets otherwise."""

NUMBER = re.compile(r"-?(?<!\d)\d+\.\d{2,}")
ID = re.compile(r'(id="|url\(#|href="#)([A-Za-z][\w.-]*)')
COLOUR = re.compile(r"(fill|stroke): (#[0-9a-f]{6}|white)")


def inline_svg(svg: str, name: str, alt: str) -> str:
    """An SVG file of matplotlib as an element of a page.

    Args:
        svg: the file's text.
        name: of the figure: every id begins with it, so that none is there twice.
        alt: what it shows.

    >>> inline_svg('<svg width="9pt" viewBox="0 0 9 9"><path d="M 1.2345 0"/></svg>', "f", "A dot")
    '<svg role="img" aria-label="A dot" viewBox="0 0 9 9"><path d="M1.2 0"/></svg>'
    """
    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.S)
    body = NUMBER.sub(lambda number: f"{float(number.group()):.1f}".rstrip("0").rstrip("."), body)
    used = set(re.findall(r'(?:url\(#|href="#)([\w.-]+)', body))
    body = re.sub(r' id="([^"]*)"', lambda i: i.group() if i.group(1) in used else "", body)
    body = ID.sub(lambda found: f"{found.group(1)}{name}-{found.group(2)}", body)
    body = COLOUR.sub(lambda found: f"{found.group(1)}: {_turned(found.group(2))}", body)
    body = re.sub(r"\s*\n\s*", " ", body).replace("> <", "><")
    box = re.search(r'viewBox="[^"]*"', body)
    assert box is not None  # matplotlib writes one
    opening = f'<svg role="img" aria-label="{escape(alt)}" {box.group()}>'
    body = re.sub(r"([MLQCz]) (?=[-\d])| (?=[LQCz] ?[-\d\"])", r"\1", body)
    body = body.replace("font-family: 'Source Sans Pro', 'DejaVu Sans'; ", "")
    return re.sub(r"<svg[^>]*>", lambda _: opening, body, count=1).strip()


def _turned(colour: str) -> str:
    return PAPER.get(colour, colour)

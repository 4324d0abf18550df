"""A figure's SVG as part of a page: few digits, short ids, colours that a dark page turns."""

from __future__ import annotations

import math
import re
from html import escape

import numpy as np

from analysis.figures.style import COLOURS, readable

__all__ = ["inline_svg", "lean", "thinned"]

PAPER = {
    "#ffffff": "var(--paper)", "white": "var(--paper)", "#222222": "var(--ink)",
    "#5a5a5a": "var(--grey)", "#444444": "var(--grey)", "#dddddd": "var(--rule)",
    "#efefef": "var(--strip)", "#c4c4c4": "var(--pale)", "#b5b5b5": "var(--pale)",
    "#b8b8b8": "var(--pale)", "#8a8a8a": "var(--mark)", "#bbbbbb": "var(--rule)",
    **{readable(tone).lower(): f"var(--{name}-text)" for name, tone in COLOURS.items()},
    **{tone.lower(): f"var(--{name})" for name, tone in COLOURS.items()},
}  # fmt: skip
"""Colours of figures -> the page's own, which a dark scheme sets otherwise."""

NUMBER = re.compile(r"-?(?<!\d)\d+\.\d{2,}")
ID = re.compile(r'(id="|url\(#|href="#)([A-Za-z][\w.-]*)')
PICK = re.compile(r' id="(pick-\d+)-\d+"')
COLOUR = re.compile(r"(fill|stroke): (#[0-9a-f]{6}|white)")
LINES = re.compile(r' d="((?:[ML] [-\d.]+ [-\d.]+ ?\n?|z ?\n?)+)"')
ALIKE = re.compile(
    r'(?:<path d="[^"]*"((?: clip-path="[^"]*")? style="[^"]*")/>)(?:<path d="[^"]*"\1/>)+'
)
USES = re.compile(r"(<g[^>]*)>((?:\s*<use [^>]*/>){2,})\s*</g>")

WORDS = re.compile(r">([^<>]*[^<>\s][^<>]*)<")
ASIDE = "\ue000"
"""Stands around the number of words that are put aside."""

STRAIGHT = re.compile(r' d="([MLz\d. -]+)"')
STEPS = re.compile(r"[MLz]|-?(?:\d+\.?\d*|\.\d+)")

CLOSE = 0.2
"""Points of type by which a line may be moved: less than any screen shows."""


def inline_svg(svg: str, name: str, alt: str) -> str:
    """An SVG file of matplotlib as an element of a page.

    Args:
        svg: the file's text.
        name: every id begins with it, so that none is there twice.
        alt: what it shows.

    >>> inline_svg('<svg width="9pt" viewBox="0 0 9 9"><path d="M 1.2345 0"/></svg>', "f", "A dot")
    '<svg role="img" aria-label="A dot" viewBox="0 0 9 9"><path d="M1.2 0"/></svg>'
    """
    words: list[str] = []

    def put_aside(found: re.Match[str]) -> str:
        words.append(found.group(1))
        return f">{ASIDE}{len(words) - 1}{ASIDE}<"

    body = svg[svg.index("<svg") :]
    body = re.sub(r"<metadata>.*?</metadata>", "", body, flags=re.S)
    body = re.sub(r'<style type="text/css">.*?</style>', "", body, flags=re.S)
    # What is read stays as it is: only marks are written shorter.
    body = WORDS.sub(put_aside, body)
    body = NUMBER.sub(lambda number: f"{float(number.group()):.1f}".rstrip("0").rstrip("."), body)
    body = PICK.sub(r' class="\1"', body)
    body = USES.sub(_styled_once, body)
    used = set(re.findall(r'(?:url\(#|href="#)([\w.-]+)', body))
    body = re.sub(r' id="([^"]*)"', lambda i: i.group() if i.group(1) in used else "", body)
    short = {long: f"{name}{place:x}" for place, long in enumerate(sorted(used))}
    body = ID.sub(lambda found: found.group(1) + short.get(found.group(2), found.group(2)), body)
    body = COLOUR.sub(lambda found: f"{found.group(1)}: {PAPER.get(found[2], found[2])}", body)
    body = re.sub(r"\s*\n\s*", " ", body).replace("> <", "><")
    body = _without_plain_groups(body)
    body = ALIKE.sub(_said_once, body)
    box = re.search(r'viewBox="[^"]*"', body)
    assert box is not None  # matplotlib writes one
    opening = f'<svg role="img" aria-label="{escape(alt)}" {box.group()}>'
    body = re.sub(r"(?<=[MLQCz]) (?=[-\d])| (?=[LQCz] ?[-\d\"])", "", body)
    body = STRAIGHT.sub(lambda path: f' d="{_by_steps(path.group(1))}"', body)
    body = body.replace("font-family: 'Source Sans Pro', 'DejaVu Sans'; ", "")
    body = body.replace("xlink:href", "href").replace("; ", ";").replace(": ", ":")
    body = re.sub(f"{ASIDE}(\\d+){ASIDE}", lambda place: words[int(place.group(1))], body)
    return re.sub(r"<svg[^>]*>", lambda _: opening, body, count=1).strip()


def lean(svg: str) -> str:
    """An SVG file without points and digits that nobody sees.

    Args:
        svg: the file's text.
    """
    return LINES.sub(lambda path: f' d="{_fewer(path.group(1))}"', svg)


def thinned(points: np.ndarray, close: float = CLOSE) -> np.ndarray:
    """The points of a line without which it would look another.

    Args:
        points: (k, 2) float.
        close: how far the line may be moved, in the unit of the points.

    Returns:
        (j, 2) float, the first and the last among them (Douglas and Peucker 1973,
        Cartographica 10).

    >>> thinned(np.array([[0, 0], [1, 0.01], [2, 0], [3, 5.0]])).tolist()
    [[0.0, 0.0], [2.0, 0.0], [3.0, 5.0]]
    """
    places = points.tolist()  # most pieces are of a few points: arrays would take longer
    kept = {0, len(places) - 1}
    left = [(0, len(places) - 1)]
    while left:
        first, last = left.pop()
        if last - first < 2:
            continue
        (x, y), (x_end, y_end) = places[first], places[last]
        across, up = x_end - x, y_end - y
        between = places[first + 1 : last]
        if length := math.hypot(across, up):
            away = [abs(across * (b - y) - up * (a - x)) / length for a, b in between]
        else:
            away = [math.hypot(a - x, b - y) for a, b in between]
        if (most := max(away)) > close:
            middle = first + 1 + away.index(most)
            kept.add(middle)
            left += [(first, middle), (middle, last)]
    return points[sorted(kept)]


def _fewer(path: str) -> str:
    parts = []
    for part in path.split("M ")[1:]:
        closed = "z" in part
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", part)]
        points = np.array(numbers).reshape(-1, 2)
        if len(points) > 3:
            points = thinned(points)
        said = " L ".join(f"{x:.2f} {y:.2f}" for x, y in points.tolist())
        parts.append(f"M {said}{' z' if closed else ''}")
    return " ".join(parts)


def _by_steps(path: str) -> str:
    """A path of straight lines, each end told from the one before it, in tenths as it was.

    >>> _by_steps("M10.5 20L11 19.9L11.3 20.1z")
    'M10.5 20l.5-.1.3.2z'
    """
    said, at, first = [""], (0, 0), (0, 0)
    parts = iter(STEPS.findall(path))
    before, line = "", False
    for part in parts:
        if part == "z":
            said.append("z")
            at, before, line = first, "", False
            continue
        if part in "ML":
            before, line = ("M", False) if part == "M" else (before, line)
            part = next(parts)
        place = (round(10 * float(part)), round(10 * float(next(parts))))
        if before == "M":
            said.append(f"M{_tenths(place[0])}{_apart(_tenths(place[1]), 'M')}")
            first, before = place, ""
        else:
            steps = [_tenths(new - old) for new, old in zip(place, at, strict=True)]
            said.append(_apart(steps[0], said[-1]) if line else f"l{steps[0]}")
            said.append(_apart(steps[1], steps[0]))
            line = True
        at = place
    return "".join(said)


def _tenths(count: int) -> str:
    """So many tenths, as short as a path takes them."""
    words = f"{abs(count) / 10:g}"
    return ("-" if count < 0 else "") + (words.removeprefix("0") if words != "0" else words)


def _apart(number: str, before: str) -> str:
    """A number after another; a sign or a second point parts them by itself."""
    alone = number[0] == "-" or (number[0] == "." and "." in before)
    return number if alone else f" {number}"


def _without_plain_groups(body: str) -> str:
    """Without groups that say nothing of what is in them."""
    kept, opened = [], []
    for part in re.split(r"(<g[^>]*>|</g>)", body.replace("<g/>", "")):
        if part.startswith("<g") and not part.endswith("/>"):
            opened.append(part != "<g>")
            kept.append(part if opened[-1] else "")
        elif part == "</g>":
            kept.append(part if opened.pop() else "")
        else:
            kept.append(part)
    return "".join(kept)


def _said_once(found: re.Match[str]) -> str:
    """Lines that look alike in one group."""
    look = found.group(1)
    return f"<g{look}>{found.group().replace(look, '')}</g>"


def _styled_once(found: re.Match[str]) -> str:
    """Marks that look alike, their look said once for all."""
    styles = set(re.findall(r' style="([^"]*)"', found.group(2)))
    if len(styles) != 1 or "style=" in found.group(1):
        return found.group()
    (style,) = styles
    marks = found.group(2).replace(f' style="{style}"', "")
    return f'{found.group(1)} style="{style}">{marks}</g>'

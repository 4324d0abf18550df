"""One house style for every figure: presets, a typeface, and looks that survive greyscale.

    report    the width of a page        column   of a journal       slide   for the last row
    web       a screen                   greyscale  print without colour

Series differ by colour, dash and marker together, so that print without colour
loses nothing, and a country has the same look in every figure. The presets are packaged files
read with `rc_context`: importing this module changes nothing for the user's own figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, get_args

import font_source_sans_pro
import matplotlib
import numpy as np
from matplotlib import font_manager
from matplotlib.colors import to_hex, to_rgb

from polls.errors import ProblemsError, unknown

__all__ = [
    "COLOURS",
    "FADED",
    "GREY",
    "HALO",
    "INK",
    "LACKING",
    "LOOKS",
    "ON_FILLS",
    "STANDS_IN",
    "TYPEFACE",
    "Look",
    "Preset",
    "contrast",
    "country_look",
    "font_files",
    "house_style",
    "in_typeface",
    "lacking_signs",
    "looks",
    "readable",
    "signs",
    "stand_in_files",
]

Preset = Literal["report", "column", "slide", "web", "greyscale"]

TYPEFACE, STANDS_IN = "Source Sans Pro", "DejaVu Sans"

LACKING = "\ufffd"
"""Printed for a sign that both typefaces lack."""

JOINERS = "[\u200d\ufe0e\ufe0f]"
"""What makes one sign of several, or chooses its look."""

COLOURS = {"blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#CC79A7"}
"""Okabe and Ito's palette, the four of at least 3:1 contrast on white."""

INK = "#222222"
GREY = "#5A5A5A"
ON_FILLS = ("#222223", "#FEFEFE")
"""Dark and light of words on a filled ground, which a dark page leaves as they are."""
FADED = "#8A8A8A"
"""Of marks that stand back; text is never so light."""


HALO = {"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.8}
"""The ground of words that lie on lines; an outline would turn them into shapes in an SVG."""


@dataclass(frozen=True)
class Look:
    """How one series is drawn: colour, dash and marker, each enough to tell it apart."""

    colour: str
    dash: Any
    marker: str


LOOKS: tuple[Look, ...] = (
    Look(COLOURS["blue"], "solid", "o"),
    Look(COLOURS["vermilion"], (0, (5, 1.5)), "s"),
    Look(COLOURS["green"], (0, (1.2, 1.2)), "^"),
    Look(COLOURS["purple"], (0, (6, 1.5, 1.2, 1.5)), "D"),
)

COUNTRY_LOOKS = {"GB": 0, "UK": 0, "DE": 1, "FR": 2, "ES": 3}
"""Which look is a country's own; the others take them in the order of the alphabet."""


@contextmanager
def house_style(preset: str = "report") -> Iterator[None]:
    """The house style while the block runs; the user's own settings come back after it.

    Args:
        preset: one of `Preset`.

    Raises:
        ProblemsError: where there is no such preset.

    >>> before = matplotlib.rcParams["font.size"]
    >>> with house_style("slide"):
    ...     matplotlib.rcParams["font.size"]
    16.0
    >>> matplotlib.rcParams["font.size"] == before
    True
    """
    if preset not in get_args(Preset):
        raise ProblemsError(
            [unknown("preset", preset, get_args(Preset), title="unknown preset of figures")]
        )
    _register_typeface()
    with matplotlib.rc_context(_settings(preset)):
        yield


@cache
def _settings(preset: str) -> Any:
    """What every preset shares, and what is a preset's own."""
    folder = files("analysis.figures") / "presets"
    settings: Any = {}
    for name in ("polltide", preset):
        path = str(folder / f"{name}.mplstyle")
        settings |= dict(matplotlib.rc_params_from_file(path, use_default_template=False))
    return settings


def font_files() -> tuple[Path, ...]:
    """The typeface of figures and reports: regular, bold and italic, as TrueType files."""
    named = ("Regular", "Semibold", "Bold", "It")
    folder = Path(font_source_sans_pro.font_directory)
    return tuple(folder / f"SourceSansPro-{name}.ttf" for name in named)


def stand_in_files() -> tuple[Path, ...]:
    """The typeface of signs that the first one lacks: regular, bold, and both slanted."""
    folder = Path(matplotlib.get_data_path(), "fonts", "ttf")
    named = ("", "-Bold", "-Oblique", "-BoldOblique")
    return tuple(folder / f"{STANDS_IN.replace(' ', '')}{name}.ttf" for name in named)


@cache
def signs(*, standing_in: bool = False) -> frozenset[str]:
    """The signs that the typeface has, or that one of the two has.

    Args:
        standing_in: whether those of the typeface that stands in count.

    >>> "問" in signs(standing_in=True), "ש" in signs(), "ש" in signs(standing_in=True)
    (False, False, True)
    """
    held = [font_files()[0], *([stand_in_files()[0]] if standing_in else [])]
    maps = [font_manager.get_font(str(path)).get_charmap() for path in held]
    return frozenset(chr(code) for each in maps for code in each) | {"\n", "\t"}


def lacking_signs(words: str) -> list[str]:
    """The signs that no typeface of a PDF has, in order.

    >>> lacking_signs("water: 水")
    ['水']
    """
    return [] if words.isascii() else sorted(set(words) - signs(standing_in=True))


def in_typeface(words: str) -> str:
    """Words with a mark for every sign that both typefaces lack, and no joiners after marks.

    >>> in_typeface("water: 水")
    'water: �'
    """
    if lacking := lacking_signs(words):
        words = words.translate({ord(sign): LACKING for sign in lacking})
    return re.sub(f"{LACKING}{JOINERS}+", LACKING, words)


@cache
def _register_typeface() -> None:
    manager = font_manager.fontManager
    own = Path(matplotlib.get_data_path(), "fonts", "ttf")
    listed = {font.fname for font in manager.ttflist}
    for path in sorted(own.glob("DejaVuSans*")):
        if str(path) not in listed:
            manager.addfont(path)
    # Of fonts of one name the first is taken: a system's may be of another version, and stands
    # at a place of its own among the fonts of a PDF.
    manager.ttflist.sort(key=lambda font: not font.fname.startswith(str(own)))
    for path in font_files():
        manager.addfont(path)


def looks() -> tuple[Look, ...]:
    """The looks in the colours of the preset in force."""
    cycle = matplotlib.rcParams["axes.prop_cycle"].by_key().get("color", [])
    if len(cycle) < len(LOOKS):
        return LOOKS
    return tuple(
        replace(look, colour=to_hex(colour).upper())
        for look, colour in zip(LOOKS, cycle, strict=False)
    )


def country_look(country: str) -> Look:
    """The look that a country has in every figure.

    >>> country_look("GB") == country_look("UK") == looks()[0]
    True
    """
    place = COUNTRY_LOOKS.get(country, sum(map(ord, country)))
    return looks()[place % len(LOOKS)]


def contrast(colour: str, ground: str = "#FFFFFF") -> float:
    """The contrast ratio of two colours (WCAG 2.1, section 1.4.3).

    >>> contrast("#000000")
    21.0
    """
    light = sorted(_luminance(each) for each in (colour, ground))
    return float((light[1] + 0.05) / (light[0] + 0.05))


def readable(colour: str, least: float = 4.5) -> str:
    """A colour, darkened as far as text in it needs on white.

    >>> readable("#0072B2")
    '#0072B2'
    >>> contrast(readable("#CC79A7")) >= 4.5
    True
    """
    red, green, blue = to_rgb(colour)
    while contrast(to_hex((red, green, blue))) < least:
        red, green, blue = 0.96 * red, 0.96 * green, 0.96 * blue
    return to_hex((red, green, blue)).upper()


def _luminance(colour: str) -> float:
    channels = np.array(to_rgb(colour))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])

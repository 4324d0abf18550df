"""Columns that are countries: which one each is, by code or by name in any language.

GB             FR        D-W          CY (tcc)     UE28 EU28    EU28-UK
Great Britain  France    DE, a part   CY, a part   EU, and which members
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from polls.codebooks.model import Codebook
from polls.crossbreaks.headings import Heading

__all__ = ["Named", "countries_named", "union_of"]

PIECES = re.compile(r"\s*[/|(),:;\n–—-]\s*|\s+")
UNION = re.compile(r"(?:(?:UE|EU|EC|CE)[\w+-]*\s+)?(?P<members>EU-?\d{0,2}(?:\s?[-+]\s?[A-Z]{2})*)")


@dataclass(frozen=True)
class Named:
    """A country as a heading names it: the text that does, the code, and a part of it or ""."""

    text: str
    code: str
    group_by: str = ""
    group: str = ""


def countries_named(
    heading: Heading, book: Codebook, codes: Mapping[str, Named] | None = None
) -> tuple[Named, ...]:
    """The countries that a heading names, by code or in any language, each once.

    Args:
        heading: what is printed over the column.
        book: the codebook that knows the countries.
        codes: headings with a meaning of their own in this kind of file.
    """
    whole = " ".join(filter(None, (heading.head, heading.label)))
    if codes and whole in codes:
        return (codes[whole],)
    union = union_of(whole)
    if union is not None:
        return (union,)
    found: dict[str, Named] = {}
    for text in (heading.head, heading.label):
        known = _country(text, book)
        # `EU` and `GE` of `EU Ref 2016` and `Vote in 2017 GE` are no countries.
        pieces = [text] if known or any(map(str.isdigit, text)) else _pieces(text)
        for piece in pieces:
            code = _country(piece, book)
            if code:
                found.setdefault(code, Named(piece, code))
    if "GB" in found:
        found.pop("UK", None)  # "UK / Great Britain": the sample is the one that is named
    return tuple(found.values())


def union_of(text: str) -> Named | None:
    """The European Union with the members that a heading counts, or None where it names none.

    >>> union_of("UE28-UK EU28-UK").group, union_of("EU27").code, union_of("EE")
    ('EU28-UK', 'EU', None)
    """
    found = UNION.fullmatch(" ".join(text.split()))
    if found is None:
        return None
    members = found["members"].replace(" ", "")
    return Named(text, "EU", "members", members) if members != "EU" else Named(text, "EU")


def _pieces(text: str) -> Iterator[str]:
    """All runs of neighbouring words, longest first: `ES España`, `Great Britain (GB)`."""
    words = [word for word in PIECES.split(text) if word]
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


def _country(text: str, book: Codebook) -> str:
    if text in book.countries:
        return text
    # Two letters are a code, in capitals, or no country: "es" and "de" are words.
    return (book.match("country", text) or "") if len(text) > 2 else ""

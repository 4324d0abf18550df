"""Labels of the whole sample, among labels of groups.

All persons total   Total   Ensemble des Français   Gesamt   All adults    the whole sample
All women           Total in work                                          groups
"""

from __future__ import annotations

from polls.codebooks.model import fold

__all__ = ["cell_names_whole", "names_whole"]

WHOLE = frozenset(
    [
        "all",
        "total",
        "totals",
        "overall",
        "everyone",
        "everybody",
        "ensemble",
        "gesamt",
        "insgesamt",
        "alle",
        "tous",
        "todos",
        "toda",
        "totale",
        "nationwide",
        "national",
    ]
)
BESIDE = frozenset(
    [
        "persons",
        "people",
        "adults",
        "respondents",
        "sample",
        "general",
        "des",
        "de",
        "les",
        "los",
        "the",
        "of",
        "in",
        "francais",
        "francaises",
        "befragte",
        "befragten",
        "personen",
        "personnes",
        "interrogees",
        "repondants",
        "gb",
        "uk",
        "great",
        "britain",
        "british",
        "us",
        "answering",
        "population",
        "muestra",
        "encuestados",
        "base",
        "participants",
        "voters",
    ]
)


CELLS = frozenset({"", "--", "a", "adults", "us", "usa"})
"""What else a cell of a column of groups may say."""


def cell_names_whole(cell: str) -> bool:
    """Whether a cell of a column of groups names everybody, or no group.

    >>> [cell_names_whole(cell) for cell in ("", "a", "All adults", "--", "US", "lv", "Women")]
    [True, True, True, True, True, False, False]
    """
    return fold(cell).strip() in CELLS or names_whole(cell)


def names_whole(label: str) -> bool:
    """Whether a label names everybody who was asked.

    >>> [names_whole(label) for label in ("All persons total", "Ensemble des Français", "GB")]
    [True, True, False]
    >>> [names_whole(label) for label in ("All women", "Total 18-24", "")]
    [False, False, False]
    """
    words = set("".join(c if c.isalnum() else " " for c in fold(label)).split())
    return bool(words & WHOLE) and words <= WHOLE | BESIDE

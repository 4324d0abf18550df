"""What a row says beside questions and answers: who was asked, how many, and what is no data.

YouGov Survey Results                  a title            Table 3    as well
Sample Size: 1639 GB Adults            the sample         Note: ...  a footnote
Base: all who work                     who was asked      Total  1639  480   their number
"""

from __future__ import annotations

import re

from polls.codebooks.model import fold
from polls.crossbreaks.rows import CellRow, TextRow
from polls.printed.shares import read_base
from polls.printed.whole_sample import names_whole

__all__ = [
    "are_people",
    "counts_people",
    "filled",
    "is_footnote",
    "is_title",
    "names_sample",
    "who_was_asked",
]

SAMPLE = re.compile(r"^(sample sizes?|stichprobe|taille de l'echantillon|echantillon|muestra)\b")
FOOTNOTE = re.compile(
    r"^(\*|†|note\b|nb\b|source:|©|www\.|date published|release date|some cells refer|freeze panes"
    r"|(return|back) to |(significance|confidence) level\b|sig(nificance)?\.? test"
    r"|(columns?|cells?|proportions|means) tested\b|comparison groups?\b|overlap formulae)",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"^yougov\b|\bsurvey results\b|\beurotrack\b|^volume [a-z]\b|^(standard )?eurobarometer \d"
    r"|^d[ée]tail des r[ée]sultats|^index$"
    r"|^(table|tabelle|tableau|tabla|question|pregunta|frage)[ _]?[a-z]?\d{1,4}[a-z]?[.:]?$"
    r"|^page \d",
    re.IGNORECASE,
)
BASE_LINE = re.compile(
    r"^(?:(?:un)?weighted )?base\s*:\s*(?P<who>.+)"
    r"|^(?P<some>\((?:if|only|base|asked|ask|filter|si|seulement)\b.*\))$",
    re.IGNORECASE,
)
EVERYBODY = re.compile(
    r"\(?(all|total|everyone|all those asked|ensemble|alle befragten|total muestra)"
    r"( (respondents|adults|people|participants|voters|sample|answering|uk|gb|british|aged"
    r"|[\d+-]+|online|adult))*( (in|from|across) .*)?\)?",
    re.IGNORECASE,
)
"""Who was asked, where it is everybody of the sample."""
LARGEST_PERCENT = 105


def names_sample(row: TextRow) -> bool:
    """Whether a line says how many were asked.

    >>> names_sample(TextRow("Sample Size: 1639 GB Adults", "")), names_sample(TextRow("How?", ""))
    (True, False)
    """
    return bool(SAMPLE.match(fold(row.text)))


def is_title(text: str) -> bool:
    """Whether a line names the survey, the table or the page."""
    return bool(TITLE.search(text))


def is_footnote(text: str) -> bool:
    """Whether a line is a note below a table, or a link."""
    return bool(FOOTNOTE.match(text))


def who_was_asked(row: TextRow) -> str:
    """Whom a line names as those asked, `all` for everybody of the sample, "" where it does not.

    >>> who_was_asked(TextRow("Base: all who work", "")), who_was_asked(TextRow("(All adults)", ""))
    ('all who work', '')
    >>> who_was_asked(TextRow("Base: All adults in Great Britain", ""))
    'all'
    """
    base = BASE_LINE.match(row.parts[-1] if row.parts else row.text)
    if not base:
        return ""
    who: str = base["who"] or base["some"]
    return "all" if EVERYBODY.fullmatch(who) else who


def counts_people(row: CellRow) -> bool:
    """A row of totals that are numbers of people: whole, and more than a hundred percent.

    `TOTAL` over all else is a base however few were asked.
    """
    return are_people(row) and names_whole(row.label)


def are_people(row: CellRow) -> bool:
    """Whether the cells of a row are numbers of people by their size."""
    numbers = [read_base(cell) for cell in row.cells if cell != ""]
    whole = all(number is not None and number.is_integer() for number in numbers)
    most = max((number or 0 for number in numbers), default=0)
    return whole and most > (0 if row.label == "TOTAL" else LARGEST_PERCENT)


def filled(row: CellRow) -> int:
    """How many cells of a row are not empty."""
    return sum(cell != "" for cell in row.cells)

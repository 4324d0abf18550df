"""A cross-break table as printed, the one form to which every layout is brought.

columns       Total    Male   18-24
unweighted    1,500    683    (20)
answers   Yes   29%     33%     *
          No    71%     68%     *     <- `*` down the whole column: too few asked
totals         100%    101%     *     <- where printed: what the answers must add up to
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from polls.errors import Place
from polls.printed.fieldwork import Fieldwork

__all__ = ["NET", "NOT_A_SHARE", "NOT_PUBLISHED", "AnswerRow", "Cell", "Column", "Crosstab"]

Cell = str | float

NET = re.compile(r"\bNET\b|\([Nn]et\)|^net[ :-]|^Net ?:|^TOTAL\b|^Total \S")
NOT_A_SHARE = re.compile(
    r"^(mean|median|average|std\.?|standard (deviation|error|dev)|variance|moyenne|mediane|médiane"
    r"|ecart[- ]type|mittelwert|durchschnitt|promedio|desviacion|index|indice|net score|s\.?d\.?$"
    r"|s\.?e\.?$|référence/reference)\b",
    re.IGNORECASE,
)
NOT_PUBLISHED = frozenset(
    {"..", "...", "…", ":", "[c]", "[x]", "[z]", "[u]", "[low]", "na", "n/a", "n.a."}
)
"""What a table prints where a share is too uncertain, or not available."""


@dataclass(frozen=True)
class Column:
    """One column: its label and banner head, and what is particular to it.

    `previous` marks the column of an earlier wave, for which no base is printed; `question`
    is the wording of one country, where it is printed; `group_by` and `group` say what part of
    a country the column is, where its heading is a code for it.
    """

    label: str
    head: str = ""
    fieldwork: Fieldwork | None = None
    country: str = ""
    country_text: str = ""
    lang: str = ""
    question: str = ""
    previous: bool = False
    note: str = ""
    group_by: str = ""
    group: str = ""

    @property
    def name(self) -> str:
        """Label with its head, or the country and the part of it, for messages."""
        if self.country:
            return f"{self.country} ({self.group})" if self.group else self.country
        return f"{self.head}: {self.label}" if self.head else self.label or "Total"


@dataclass(frozen=True)
class AnswerRow:
    """One answer: its label, one printed cell for each column, and where the row stands.

    `local` holds the label of each column, where a table of several countries prints them,
    `names` the name of each cell in a workbook; `counts` what is printed beside the shares,
    `labels` the texts of the label, one in each language where there are several.
    """

    label: str
    cells: tuple[Cell, ...]
    locator: str = ""
    local: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    counts: tuple[float | None, ...] = ()
    labels: tuple[str, ...] = ()

    def place_of(self, i: int) -> str:
        """Where the cell of column `i` stands."""
        return f"{self.locator}, cell {self.names[i]}" if self.names else self.locator

    def label_in(self, i: int) -> str:
        """The label that holds for column `i`."""
        return (self.local[i] if self.local else "") or self.label


@dataclass(frozen=True)
class Crosstab:
    """One printed table, or the part of it under one banner.

    `unweighted` and `weighted` hold a base for each column, None where it is not printed;
    `totals` the printed sums, empty where the table has no such row. `percent` says whether
    a bare `47` is a percentage (else 0.47 is a fraction); `multiple` whether several answers
    could be given, None where only the text and the sums can tell; `signed` whether every
    share has its sign of percent, so that rows without are something else; `without_base`
    whether the caller said that no base is printed.
    """

    place: Place
    question: str
    columns: tuple[Column, ...]
    answers: tuple[AnswerRow, ...]
    unweighted: tuple[float | None, ...]
    weighted: tuple[float | None, ...] = ()
    totals: tuple[Cell, ...] = ()
    base: str = "all"
    multiple: bool | None = None
    percent: bool = True
    signed: bool = False
    without_base: bool = False

    @property
    def counted(self) -> tuple[float | None, ...]:
        """The base that printed counts are parts of: the weighted one where it is printed."""
        pairs = zip(self.weighted or (None,) * len(self.columns), self.unweighted, strict=True)
        return tuple(n if weighted is None else weighted for weighted, n in pairs)

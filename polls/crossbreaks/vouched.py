"""A cross-break table as printed, and what can be vouched for in it.

    columns       Total    Male   18-24
    unweighted    1,500    683    (20)
    answers   Yes   29%     33%     *
              No    71%     68%     *     <- `*` down the whole column: too few asked
    totals         100%    101%     *     <- where printed: what the answers must add up to

Every layout (US report, UK tables, EuroTrack) is brought to this form, and judged here: a
column is returned as readings if it has a base, a share for every answer, and a sum that
fits; if not, it is named with its place and left out. Where counts are printed beside the
shares, they are the proof instead of the sum: a cell that leaves its count is noted and listed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from polls.codebooks.model import slug
from polls.errors import Place, Problem
from polls.printed.fieldwork import Fieldwork
from polls.printed.shares import DASHES, PrintedShare, read_share
from polls.printed.whole_sample import names_whole
from polls.rules.rounding import sum_slack

__all__ = ["AnswerRow", "Cell", "Column", "Crosstab", "Judged", "judge", "share_and_count_agree"]

Cell = str | float
Verdict = Literal["read", "suppressed", "empty", "failed"]

SEVERAL = re.compile(
    r"(check|tick|select|choose|pick|mark)\s+(all|any|as many|up to|no more than|two|three|four)"
    r"|all that apply|up to (two|three|four|five|2|3|4|5)|plusieurs r[eé]ponses"
    r"|mehrfach(nennung|antwort|auswahl)|varias respuestas|multiple (answers|responses|choice)",
    re.IGNORECASE,
)
NET = re.compile(r"\bNET\b|\([Nn]et\)|^net[ :-]|^Net ?:|^TOTAL\b|^Total \S")
NOT_A_SHARE = re.compile(
    r"^(mean|median|average|std\.?|standard (deviation|error|dev)|variance|moyenne|mediane|médiane"
    r"|ecart[- ]type|mittelwert|durchschnitt|promedio|desviacion|index|indice|net score|s\.?d\.?$"
    r"|s\.?e\.?$|référence/reference)\b",
    re.IGNORECASE,
)
MULTIPLE_NOTE = "several answers allowed"
NET_NOTE = "net of other answers"
UNWEIGHTED_NOTE = "only the weighted base is printed"
NO_BASE_NOTE = "no base is printed"
NOT_PUBLISHED = frozenset(
    {"..", "...", "…", ":", "[c]", "[x]", "[z]", "[u]", "[low]", "na", "n/a", "n.a."}
)
"""What a table prints where a share is too uncertain, or not available."""
UNROUNDED = 1e-6
CELLS_LISTED = 5
PROVEN = 0.9
"""Counts prove a table if this part of them fits the shares."""


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


@dataclass(frozen=True)
class Judged:
    """What a table yields: rows of readings, problems, and the verdict on each column."""

    rows: list[dict[str, Any]]
    problems: list[Problem]
    verdicts: tuple[Verdict, ...]
    multiple: bool = False


def share_and_count_agree(share: float, count: float, base: float, step: float = 0.01) -> bool:
    """Whether a printed share is its printed count over the base, within the rounding of all.

    Args:
        share: from 0 to 1.
        count, base: as printed, each rounded to a whole number.
        step: the share's printed rounding step.

    >>> share_and_count_agree(0.52, 1040, 2000), share_and_count_agree(0.54, 1040, 2000)
    (True, False)
    """
    if base <= 0:
        return count == 0 and share == 0
    return abs(share - count / base) <= step + (0.5 + 0.5 * share) / base + 1e-9


def judge(table: Crosstab, *, strict: bool = True) -> Judged:
    """The readings of every column that holds together, and a problem for what does not.

    Args:
        table: the table as printed.
        strict: whether a column that fails is an error, or a warning that it is left out.
    """
    answers = _shares_among(table)
    shares = [[read_share(cell, percent=table.percent) for cell in row.cells] for row in answers]
    astray, proven = _astray(table, answers, shares)
    multiple = _allows_several(table, answers, shares)
    problems = [*_mixed(table, answers), *_other_rows(table, answers), *_left_counts(table, astray)]
    problems += _hidden_cells(table, answers)
    problems += _blank_cells(table, answers) if proven else ()
    failures: dict[str, list[str]] = {}
    verdicts: list[Verdict] = []
    for i, column in enumerate(table.columns):
        found = [row[i] for row in shares]
        verdict, code, detail = _verdict(table, i, answers, found, multiple, proven)
        verdicts.append(verdict)
        if code:
            failures.setdefault(code, []).append(f"{column.name}{detail}")
    problems += _failed(table, failures, "error" if strict else "warning")
    rows = [
        _reading(table, row, share, i, multiple, astray.get((row.label, i), ""))
        for row, found in zip(answers, shares, strict=True)
        for i, share in enumerate(found)
        if share is not None
        and verdicts[i] == "read"
        and not (table.columns[i].previous and row.cells[i] in DASHES)
    ]
    return Judged(rows, problems, tuple(verdicts), multiple)


def _verdict(
    table: Crosstab,
    i: int,
    answers: Sequence[AnswerRow],
    shares: Sequence[PrintedShare | None],
    multiple: bool,
    proven: bool,
) -> tuple[Verdict, str, str]:
    """Whether column `i` can be returned; if not, the code of the reason, and a detail."""
    printed = [row.cells[i] for row in answers]
    previous = table.columns[i].previous
    if printed and all(cell == "*" for cell in printed):
        return "suppressed", "", ""
    if all(cell == "" or cell in DASHES or _is_hidden(cell) for cell in printed):
        return "empty", "", ""
    if table.counted[i] is None and not previous and not table.without_base:
        return "failed", "base-missing", ""
    hidden = sum(_is_hidden(cell) for cell in printed)
    unreadable = [
        c for c, s in zip(printed, shares, strict=True) if s is None and c and not _is_hidden(c)
    ]
    if unreadable:
        return "failed", "cell-unreadable", f" ({unreadable[0]!r})"
    missing = sum(cell == "" for cell in printed)
    if missing and not previous and not proven:
        return "failed", "cell-missing", f" ({missing} of {len(printed)})"
    if any(share is not None and share.share > 1 for share in shares):
        return "failed", "share-out-of-range", ""
    if (table.totals or not multiple) and not missing and not hidden and not proven:
        parts = [s for row, s in zip(answers, shares, strict=True) if not NET.search(row.label)]
        total = read_share(table.totals[i], percent=table.percent) if table.totals else None
        expected = total.share if total is not None else 1.0
        if abs(_sum(parts) - expected) > _slack(parts, total is not None):
            return "failed", "sum-off", f" ({100 * _sum(parts):.3g}% for {100 * expected:.3g}%)"
    return "read", "", ""


def _is_hidden(cell: Cell) -> bool:
    return isinstance(cell, str) and cell.strip().casefold() in NOT_PUBLISHED


def _hidden_cells(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """One warning for cells in which the source withholds the share."""
    count = sum(_is_hidden(cell) for row in answers for cell in row.cells)
    if count:
        yield Problem(
            "cells-not-published",
            f"the source publishes no share in {count} cells, which are not read",
            table.place,
            got=", ".join(sorted({str(c) for r in answers for c in r.cells if _is_hidden(c)})),
            severity="warning",
        )


def _blank_cells(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """A warning for single blank cells of a table whose other cells are proven by counts."""
    blank = [
        f"{row.label} in {column.name}"
        for i, column in enumerate(table.columns)
        for row in answers
        if row.cells[i] == "" and any(other.cells[i] != "" for other in answers)
    ]
    if blank:
        yield Problem(
            "cell-missing",
            f"no share is printed in {len(blank)} cells, which are not read",
            table.place,
            got="; ".join(blank[:CELLS_LISTED]),
            severity="warning",
        )


def _sum(shares: Iterable[PrintedShare | None]) -> float:
    return sum(share.share for share in shares if share is not None and not share.censored)


def _slack(parts: Sequence[PrintedShare | None], printed_total: bool) -> float:
    """How far rounded answers may stand off 100%, or off the total printed under them.

    A printed total adds up what is printed, or what it was rounded from: one step either way.
    """
    step = max((share.precision for share in parts if share is not None), default=0.01)
    hidden = sum(share.share for share in parts if share is not None and share.censored)
    return sum_slack(2 if printed_total else len(parts), step) + hidden + UNROUNDED


def _allows_several(
    table: Crosstab,
    answers: Sequence[AnswerRow],
    shares: Sequence[Sequence[PrintedShare | None]],
) -> bool:
    """Whether several answers could be given: recognised by the text, else by the sums.

    Printed totals are those of a single choice. Without them, answers that add up to clearly
    more than 100% in every column cannot exclude one another.
    """
    if table.multiple is not None:
        return table.multiple
    if table.totals:
        return False
    if SEVERAL.search(table.question):
        return True
    plain = [found for row, found in zip(answers, shares, strict=True) if not NET.search(row.label)]
    over = []
    for i in range(len(table.columns)):
        parts = [found[i] for found in plain]
        if _sum(parts) > 0:
            over.append(_sum(parts) > 1 + _slack(parts, False))
    return bool(over) and all(over)


def _mixed(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """Fractions among percentages: finer than everything else and below 1."""
    bare = [_bare_number(cell) for row in answers for cell in row.cells] if table.percent else []
    decimals = max((_decimals(number) for number in bare if number >= 1), default=0)
    fractions = [number for number in bare if 0 < number < 1 and _decimals(number) > decimals]
    if fractions:
        yield Problem(
            "percents-mixed",
            "percentages and fractions are mixed in one table",
            table.place,
            got=f"{len(fractions)} fractions such as {fractions[0]:g}",
            expected="percentages throughout",
            hint="is a part of the table formatted as a percentage, and a part not?",
        )


def _bare_number(cell: Cell) -> float:
    """A cell's number where it has no sign of percent; 0 where it is not a number."""
    try:
        return float(str(cell).replace(",", "."))
    except ValueError:
        return 0.0


def _decimals(number: float) -> int:
    return len(f"{number:.6f}".rstrip("0").partition(".")[2])


def _shares_among(table: Crosstab) -> list[AnswerRow]:
    """The rows of shares: not the means, unless the answers add up only with them.

    "Average" is a mean below a scale, and an answer between "Good" and "Poor".
    """
    plain = [row for row in table.answers if _is_share(row, table.signed)]
    named = [row for row in plain if not NOT_A_SHARE.match(row.label)]
    if len(named) == len(plain) or any(row.counts for row in named):
        return named
    fits = [_adds_up(table, rows) for rows in (named, plain)]
    return plain if fits[1] > max(fits[0], len(table.columns) / 2) else named


def _adds_up(table: Crosstab, rows: Sequence[AnswerRow]) -> int:
    """In how many columns the rows, nets left out, add up to 100%."""
    parts = [row for row in rows if not NET.search(row.label)]
    shares = [[read_share(cell, percent=table.percent) for cell in row.cells] for row in parts]
    columns = ([row[i] for row in shares] for i in range(len(table.columns)))
    return sum(abs(_sum(column) - 1) <= _slack(column, False) for column in columns)


def _is_share(row: AnswerRow, signed: bool) -> bool:
    texts = [cell for cell in row.cells if isinstance(cell, str) and cell]
    return not (signed and texts and not any("%" in text or text in "*-–—" for text in texts))


def _astray(
    table: Crosstab,
    answers: Sequence[AnswerRow],
    shares: Sequence[Sequence[PrintedShare | None]],
) -> tuple[dict[tuple[str, int], str], bool]:
    """Cells that leave their count, with what is printed there; and whether counts prove most."""
    astray: dict[tuple[str, int], str] = {}
    asked = 0
    for row, found in zip(answers, shares, strict=True):
        for i, (share, count, base) in enumerate(
            zip(found, row.counts, table.counted, strict=False)
        ):
            if share is None or count is None or base is None or share.censored:
                continue
            asked += 1
            if not share_and_count_agree(share.share, count, base, share.precision):
                astray[row.label, i] = f"{share.share:g} is printed for {count:g} of {base:g}"
    return astray, asked > 0 and asked - len(astray) >= PROVEN * asked


def _left_counts(table: Crosstab, astray: dict[tuple[str, int], str]) -> Iterator[Problem]:
    """One warning for the cells of a table that leave their counts: they are read and noted."""
    if astray:
        first = list(astray.items())[:CELLS_LISTED]
        listed = [f"{label} in {table.columns[i].name}: {what}" for (label, i), what in first]
        more = f" and {len(astray) - len(first)} more" if len(astray) > len(first) else ""
        yield Problem(
            "share-leaves-count",
            f"share and count disagree in {len(astray)} cells, which are read and noted",
            table.place,
            got="; ".join(listed) + more,
            expected="a share that is its count over the base, within rounding",
            hint="was the answer offered to a part of those asked?",
            severity="warning",
        )


def _other_rows(table: Crosstab, answers: Sequence[AnswerRow]) -> Iterator[Problem]:
    """Rows of means and the like are no shares: named, not read."""
    for row in table.answers:
        if row not in answers:
            yield Problem(
                "row-not-a-share",
                f"row '{row.label}' is not a share and is not read",
                table.place,
                severity="warning",
            )


HINTS = {
    "base-missing": "if the source prints none, say so: n='none', or the size of the sample: n=2000"
}
FAILURES = {
    "base-missing": ("no base is printed", "a base for every column"),
    "cell-missing": ("answers without a cell", "a cell for every answer"),
    "cell-unreadable": ("cells that are no share", "a percentage, `*`, `-` or `<0.5`"),
    "share-out-of-range": ("a share above 100%", "percentages up to 100"),
    "sum-off": ("the answers do not add up", "the printed total, or 100% within rounding"),
}


def _failed(
    table: Crosstab, reasons: dict[str, list[str]], severity: Literal["error", "warning"]
) -> Iterable[Problem]:
    for code, names in reasons.items():
        title, expected = FAILURES[code]
        yield Problem(
            code,
            f"{title}: {len(names)} of {len(table.columns)} columns are not read",
            table.place,
            got=", ".join(names),
            expected=expected,
            hint=HINTS.get(code, ""),
            severity=severity,
        )


def _reading(
    table: Crosstab, row: AnswerRow, share: PrintedShare, i: int, multiple: bool, astray: str
) -> dict[str, Any]:
    column = table.columns[i]
    when = column.fieldwork
    weighted = table.weighted[i] if table.weighted else None
    lacking = "" if column.previous or table.unweighted[i] is not None else UNWEIGHTED_NOTE
    notes = [
        column.note,
        lacking if weighted is not None or not lacking else NO_BASE_NOTE,
        astray,
        MULTIPLE_NOTE if multiple else "",
        NET_NOTE if NET.search(row.label) else "",
    ]
    whole = not column.head and (not column.label or names_whole(column.label))
    return {
        "country": column.country,
        "country_text": column.country_text,
        "group_text": "" if whole else column.label,
        "banner_text": column.head,
        "group_by": column.group_by,
        "group": column.group,
        "start": when.start.isoformat() if when else None,
        "end": when.end.isoformat() if when else None,
        "date_precision": when.precision if when else "day",
        "share": share.share,
        "precision": share.precision,
        "censored": share.censored,
        "n": table.unweighted[i],
        "n_weighted": weighted,
        "base": table.base,
        "question_text": column.question or table.question,
        "answer": "" if slug(row.label_in(i)) else row.label_in(i),
        "answer_text": row.label_in(i),
        "lang": column.lang,
        "locator": row.place_of(i),
        "note": "; ".join(note for note in notes if note),
    }

"""From rows of text, headings and cells to the tables of single questions.

    Fieldwork: ...          holds for all that follows; on a cover for all sheets
    headings, bases         hold until the next headings
    % %  4-5 Apr 9-10 Apr   dates of the columns, until the next such row
    text, text              a question; the last line may be an item of a longer stem
    answers                 until the next text: one table
    (next page) headings    alike: the table goes on

Nothing is judged here: `vouched` does that.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from polls.codebooks.model import fold
from polls.crossbreaks.by_sums import adds_up
from polls.crossbreaks.columns import is_number
from polls.crossbreaks.crosstab import NOT_A_SHARE, NOT_PUBLISHED, AnswerRow
from polls.crossbreaks.dated import Dated, dates_said
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.pairs import answers_in
from polls.crossbreaks.question_tables import CODE, QuestionTable, Tables
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.said_by_rows import (
    are_people,
    counts_people,
    filled,
    is_footnote,
    is_title,
    names_sample,
    who_was_asked,
)
from polls.crossbreaks.turned import turned_part
from polls.errors import Place
from polls.printed.balances import may_be_balance
from polls.printed.bases import base_kind
from polls.printed.column_names import role_of
from polls.printed.fieldwork import Fieldwork, lacks_year, looks_like_fieldwork
from polls.printed.shares import read_base, read_share

__all__ = ["holds_answers", "names_survey", "read_tables"]

TITLE_LENGTH = 60
LEAST_ANSWERS = 2
MOSTLY = 0.8
ITEM = re.compile(r"[^?.:…]{1,80}")


def names_survey(parts: Sequence[Part]) -> bool:
    """Whether there is a line that says when or who was asked, and headings over cells."""
    rows = [row for part in parts for row in part.rows]
    return (
        any(
            names_sample(row) or who_was_asked(row) or dates_said(fold(row.text))
            for row in rows
            if isinstance(row, TextRow)
        )
        and any(isinstance(row, HeadingRow) for row in rows)
        and any(isinstance(row, CellRow) and row.label for row in rows)
    )


def holds_answers(parts: Sequence[Part]) -> bool:
    """Whether a table has answers that add up, group by group, under headings of groups.

    Such a table need not say when or who was asked: the caller may.
    """
    rows = [row for part in parts for row in part.rows if isinstance(row, CellRow) and row.labels]
    if sum(map(_is_of_a_wave, rows)) * 2 > len(rows):
        return False
    fits: list[bool] = []
    columns = 0
    for table in read_tables([turned_part(part) for part in parts if part.has_cells]).tables:
        if len(table.answers) < LEAST_ANSWERS:
            return False
        columns += len(table.headings)
        for i in range(len(table.headings)):
            cells = [row.cells[i] for row in table.answers if not NOT_A_SHARE.match(row.label)]
            if any(isinstance(cell, str) and cell.casefold() in NOT_PUBLISHED for cell in cells):
                continue
            shares = [read_share(cell, percent=table.percent) for cell in cells]
            if any(share is None for share in shares):
                return False
            fits.append(adds_up(shares))
    return columns > 1 and bool(fits) and sum(fits) >= MOSTLY * len(fits)


def _is_of_a_wave(row: CellRow) -> bool:
    """Whether a row is headed by dates, or numbered and dated: `Wave 12 | 12-14 March 2024`."""
    first, *more = row.labels
    # Ages look like days: `18-24`.
    dated = any(looks_like_fieldwork(label) and not lacks_year(label) for label in more)
    return looks_like_fieldwork(first) or dated


def read_tables(
    parts: Sequence[Part],
    *,
    year: int | None = None,
    fieldwork: Fieldwork | None = None,
    month_first: bool | None = None,
) -> Tables:
    """The tables of all sheets or pages, in printed order.

    Args:
        parts: the sheets or pages.
        year: of dates that are printed without one.
        fieldwork: dates that the caller said, for tables that print none.
        month_first: whether `05/11/2016` is the 11th of May; None where nobody knows.
    """
    dated = Dated(year, fieldwork, month_first)
    for part in parts:
        if part.alone and not part.has_cells:
            dated.cover(part)
    state = _State(dated)
    for part in parts:
        if part.alone and not part.has_cells:
            continue
        state.begin(part)
        over = _lines_over_headings(part.rows)
        state.over_headings(part.rows[:over], part.place)
        state.read(part.rows[over:], part.place)
    state.close()
    return Tables(tuple(state.tables), tuple(dated.problems))


@dataclass
class _State:
    """What holds at one point of the reading, and the tables closed so far."""

    dated: Dated
    tables: list[QuestionTable] = field(default_factory=list)
    running: set[str] = field(default_factory=set)
    above: list[TextRow] = field(default_factory=list)
    headings: tuple[Heading, ...] = ()
    bases: dict[str, tuple[float | None, ...]] = field(default_factory=dict)
    waves: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    texts: list[TextRow] = field(default_factory=list)
    stem: str = ""
    asked: str = "all"
    answers: list[AnswerRow] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    alone: bool = field(init=False)
    bases_below: bool = field(init=False)
    bases_used: bool = False

    def begin(self, part: Part) -> None:
        """A new sheet starts afresh; on a new page everything holds on."""
        self.alone = part.alone
        if part.alone:
            self.close()
            self.headings, self.bases, self.waves, self.wordings = (), {}, (), ()
            self.texts, self.above, self.stem, self.asked = [], [], "", "all"
        first = next((r for r in part.rows if isinstance(r, CellRow) and r.label), None)
        self.bases_below = (
            first is not None
            and not base_kind(first.label)
            and not counts_people(first)
            and not self.bases
        )

    def over_headings(self, rows: Sequence[Row], place: Place) -> None:
        """Lines over the headings of a page or sheet: title and sample, or else the question.

        What ran over an earlier page is no question. Lines over the dates are titles where
        others follow, and so is what stands over a question with a number.
        """
        titles: list[TextRow] = []
        new: list[TextRow] = []
        for row in rows:
            if not isinstance(row, TextRow):
                continue
            if self.dated.line(row, place):
                titles, new = new or titles, []
            elif not self.mark(row, place):
                if row.text not in self.running and not is_title(row.text):
                    new.append(row)
                if not self.alone:
                    self.running.add(row.text)
        found = new or titles
        if found:
            self.close()
            numbered = next((i for i, row in enumerate(found) if CODE.match(row.text)), 0)
            self.above = found[numbered:]

    def read(self, rows: Sequence[Row], place: Place) -> None:
        for row in rows:
            if isinstance(row, TextRow):
                if not self.mark(row, place) and not is_title(row.text):
                    self.close()
                    self.texts.append(row)
            elif isinstance(row, HeadingRow):
                self.heading(row)
            else:
                self.cells(row, place)

    def mark(self, row: TextRow, place: Place) -> bool:
        """Whether the line says when or who was asked, or is a footnote."""
        if self.dated.line(row, place):
            return True
        asked = who_was_asked(row)
        if asked:
            self.close()
            self.asked = asked
            return True
        return names_sample(row) or is_footnote(row.text)

    def heading(self, row: HeadingRow) -> None:
        if row.headings != self.headings:
            self.close()
            self.headings, self.bases, self.waves, self.wordings = row.headings, {}, (), ()

    def cells(self, row: CellRow, place: Place) -> None:
        kind = base_kind(row.label) or ("n_weighted" if self.is_whole(row) else "")
        if not kind and role_of(row.label) == "n" and are_people(row):
            kind = "n"
        texts = [cell for cell in row.cells if isinstance(cell, str) and cell]
        if kind:
            self.base(kind, row)
        elif not row.label and all(text == "%" for text in texts) and len(texts) == filled(row):
            return
        elif (
            texts
            and len(texts) == filled(row)
            and all(map(looks_like_fieldwork, texts))
            and (not row.label or not all(map(is_number, texts)))
        ):
            self.waves = tuple(str(cell) for cell in row.cells)
        elif (
            texts
            and not any(map(is_number, texts))
            and len(texts) == filled(row)
            and not may_be_balance(row.label)
        ):
            self.wordings = tuple(str(cell) for cell in row.cells)
        else:
            if not self.answers:
                self.place = place
            self.answers.append(
                AnswerRow(row.label, row.cells, row.locator, row.beside, row.names, (), row.labels)
            )

    def is_whole(self, row: CellRow) -> bool:
        """Whether a row of totals over the answers holds the bases: nothing else does."""
        return not self.answers and "n_weighted" not in self.bases and counts_people(row)

    def base(self, kind: str, row: CellRow) -> None:
        """Other bases than before begin another table; the same ones only run over pages."""
        bases = tuple(
            read_base(cell.strip("()") if isinstance(cell, str) else cell) for cell in row.cells
        )
        if self.answers and not self.bases_below and self.bases.get(kind) != bases:
            self.close()
            self.bases = {}
        if self.bases_used and not self.answers and not self.bases_below:
            self.bases = {}
        self.bases_used = False
        self.bases[kind] = bases

    def close(self) -> None:
        """The table of the answers so far, if there are any."""
        if not self.answers:
            return
        width = len(self.answers[0].cells)
        headings = self.headings or (Heading("", ""),) * width
        blank = (None,) * width
        lines = tuple(self.texts or self.above)
        question = self.question()
        weighted, unweighted = self.bases.get("n_weighted", blank), self.bases.get("n", blank)
        found = answers_in(self.answers, [weighted, unweighted])
        # Dates over every column are those of a table of waves: they go before what is told.
        own = self.dated.found is None and all(self.waves) and len(self.waves) > 1
        self.tables.append(
            QuestionTable(
                replace(self.place, item=f"table '{question[:TITLE_LENGTH]}'"),
                question,
                headings,
                found.rows,
                unweighted,
                weighted,
                self.waves or ("",) * width,
                self.wordings or ("",) * width,
                None if own else self.dated.current,
                lines,
                self.asked,
                found.totals,
                found.left_out,
            )
        )
        self.answers, self.texts, self.asked = [], [], "all"
        self.bases_used = True
        if self.bases_below:
            self.bases = {}

    def question(self) -> str:
        """The lines over the answers; a short single line is an item of the stem before it."""
        texts = [row.text for row in self.texts or self.above]
        if len(texts) > 1 and ITEM.fullmatch(texts[-1]):
            self.stem = " ".join(texts[:-1])
        elif len(texts) == 1 and self.stem and ITEM.fullmatch(texts[0]):
            return f"{self.stem} {texts[0]}"
        else:
            self.stem = ""
        return " ".join(texts)


def _lines_over_headings(rows: Sequence[Row]) -> int:
    """How many lines of text stand over the first headings, before any cells."""
    first = next((i for i, row in enumerate(rows) if not isinstance(row, TextRow)), 0)
    return first if rows and isinstance(rows[first], HeadingRow) else 0

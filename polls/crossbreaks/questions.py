"""From rows of text, headings and cells to the tables of single questions.

    Fieldwork: ...          holds for all that follows
    headings, bases         hold until the next headings
    % %  4-5 Apr 9-10 Apr   dates of the columns, until the next such row
    text, text              a question; the last line may be an item of a longer stem
    answers                 until the next text: one table
    (next page) headings    alike: the table goes on

Nothing is judged here: `crosstab` does that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from polls.codebooks.model import fold
from polls.crossbreaks.columns import is_number
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.pdf_rows import page_parts
from polls.crossbreaks.sheet_rows import CellRow, HeadingRow, Part, Row, TextRow, sheet_parts
from polls.crossbreaks.vouched import AnswerRow
from polls.errors import Place, Problem, ProblemsError
from polls.files.opened import OpenedFile
from polls.printed.bases import base_kind
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork, parse_fieldwork
from polls.printed.shares import read_base

__all__ = [
    "Question",
    "QuestionTable",
    "Tables",
    "file_parts",
    "incomplete",
    "names_survey",
    "printed_question",
    "read_tables",
]

SAMPLE = re.compile(r"^(sample sizes?|stichprobe|taille de l'echantillon|echantillon|muestra)\b")
FIELDWORK = re.compile(
    r"(^|[.;]\s|\s)(fieldwork( dates?)?|feldzeit|befragungszeitraum|dates? du terrain|terrain"
    r"|trabajo de campo)\s*:\s*(?P<dates>[^;|]*)"
)
FOOTNOTE = re.compile(r"^(\*|†|note\b|nb\b|base:|source:|©|www\.)", re.IGNORECASE)
TITLE = re.compile(r"^yougov\b|\bsurvey results\b|\beurotrack\b", re.IGNORECASE)
NOTE_BEHIND = re.compile(r"\s*\[([^\[\]]*)\]\s*$")
NOTE_BEFORE = re.compile(r"^\[([^\[\]]*)\]\s*")
HOW_MANY = re.compile(r"(please )?(tick|select|choose|pick)\b", re.IGNORECASE)
TITLE_LENGTH = 60
ITEM = re.compile(r"[^?.:…]{1,80}")


@dataclass(frozen=True)
class Question:
    """A question as printed, and who was asked or counted (`all`, or the printed note)."""

    text: str
    base: str = "all"


@dataclass(frozen=True)
class QuestionTable:
    """One question's answers under the headings that hold for them.

    `unweighted` and `weighted` hold a base for each column, None where none is printed;
    `waves` and `wordings` the text printed for a column, "" for none.
    """

    place: Place
    question: str
    headings: tuple[Heading, ...]
    answers: tuple[AnswerRow, ...]
    unweighted: tuple[float | None, ...]
    weighted: tuple[float | None, ...]
    waves: tuple[str, ...]
    wordings: tuple[str, ...]
    fieldwork: Fieldwork | None

    @property
    def percent(self) -> bool:
        """Whether bare numbers are percentages: some are above 1, or all are 0 or 1."""
        values = [cell for row in self.answers for cell in row.cells]
        numbers = [float(v) if not isinstance(v, str) else _number(v) for v in values]
        return any(n > 1 for n in numbers) or all(n == int(n) for n in numbers)


@dataclass(frozen=True)
class Tables:
    """All tables of a file, and what is wrong with its dates."""

    tables: tuple[QuestionTable, ...]
    problems: tuple[Problem, ...] = ()


def file_parts(file: OpenedFile, *, peek: bool = False) -> list[Part]:
    """The sheets or pages of a workbook or PDF; none of any other file.

    Args:
        file: the opened file.
        peek: whether the top of a workbook will do, to tell what the file is.

    Raises:
        ProblemsError: where the file cannot be read whole.
    """
    if file.content == "pdf":
        return file.kept(_pages)
    if file.holds_cells:
        return file.kept(_tops) if peek else sheet_parts(file.workbook)
    return []


# Several readers look at a file before one reads it.
def _pages(file: OpenedFile) -> list[Part]:
    return page_parts(file.document)


def _tops(file: OpenedFile) -> list[Part]:
    return sheet_parts(file.workbook, peek=True)


def names_survey(parts: Sequence[Part]) -> bool:
    """Whether there is a line that says when or who was asked, and headings over cells."""
    rows = [row for part in parts for row in part.rows]
    texts = [fold(row.text) for row in rows if isinstance(row, TextRow)]
    return (
        any(SAMPLE.match(text) or FIELDWORK.search(text) for text in texts)
        and any(isinstance(row, HeadingRow) for row in rows)
        and any(isinstance(row, CellRow) and row.label for row in rows)
    )


def incomplete(found: Tables, file: str) -> Iterator[Problem]:
    """What a file must say and does not: tables, and when people were asked."""
    if not found.tables:
        yield Problem(
            "no-tables",
            "no tables are found",
            Place(file=file),
            expected="answers with their shares under headings",
        )
    dated = all(table.fieldwork or any(table.waves) for table in found.tables)
    if not dated and not found.problems:
        yield Problem(
            "no-fieldwork",
            "no dates of fieldwork are found",
            Place(file=file),
            expected="a line such as 'Fieldwork: 9th - 10th April 2018'",
        )


def printed_question(text: str) -> Question:
    """A question and the note in brackets behind or before it.

    >>> printed_question("Voting intention [excluding those who would not vote]")
    Question(text='Voting intention', base='excluding those who would not vote')
    """
    for note in (NOTE_BEHIND, NOTE_BEFORE):
        found = note.search(text)
        rest = note.sub("", text)
        if found and found[1].strip() and rest.strip() and not HOW_MANY.match(found[1].strip()):
            return Question(rest, found[1].strip())
    return Question(text)


def read_tables(parts: Sequence[Part], *, year: int | None = None) -> Tables:
    """The tables of all sheets or pages, in printed order.

    Args:
        parts: the sheets or pages.
        year: of dates that are printed without one.
    """
    state = _State(year)
    for part in parts:
        state.begin(part)
        over = _lines_over_headings(part.rows)
        state.over_headings(part.rows[:over], part.place)
        state.read(part.rows[over:], part.place)
    state.close()
    return Tables(tuple(state.tables), tuple(state.problems))


@dataclass
class _State:
    """What holds at one point of the reading, and the tables closed so far."""

    year: int | None
    tables: list[QuestionTable] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    fieldwork: Fieldwork | None = None
    running: set[str] = field(default_factory=set)
    above: list[str] = field(default_factory=list)
    headings: tuple[Heading, ...] = ()
    bases: dict[str, tuple[float | None, ...]] = field(default_factory=dict)
    waves: tuple[str, ...] = ()
    wordings: tuple[str, ...] = ()
    texts: list[str] = field(default_factory=list)
    stem: str = ""
    answers: list[AnswerRow] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    bases_below: bool = False

    def begin(self, part: Part) -> None:
        """A new sheet starts afresh; on a new page everything holds on."""
        if part.place.sheet:
            self.close()
            self.headings, self.bases, self.waves, self.wordings = (), {}, (), ()
            self.texts, self.above, self.stem = [], [], ""
        first = next((r for r in part.rows if isinstance(r, CellRow) and r.label), None)
        self.bases_below = first is not None and not base_kind(first.label) and not self.bases

    def over_headings(self, rows: Sequence[Row], place: Place) -> None:
        """Lines over the headings of a page or sheet: title and sample, or else the question.

        What ran over an earlier page is no question.
        """
        new = []
        for row in rows:
            if isinstance(row, TextRow) and not self.mark(row, place):
                if row.text not in self.running and not TITLE.search(row.text):
                    new.append(row.text)
                self.running.add(row.text)
        if new:
            self.close()
            self.above = new

    def read(self, rows: Sequence[Row], place: Place) -> None:
        for row in rows:
            if isinstance(row, TextRow):
                if not self.mark(row, place):
                    self.close()
                    self.texts.append(row.text)
            elif isinstance(row, HeadingRow):
                self.heading(row)
            else:
                self.cells(row, place)

    def mark(self, row: TextRow, place: Place) -> bool:
        """Whether the line says when or who was asked, or is a footnote."""
        text = fold(row.text)
        dates = FIELDWORK.search(text)
        if dates and looks_like_fieldwork(dates["dates"]):
            self.dated(dates["dates"], place)
            return True
        return bool(SAMPLE.match(text) or FOOTNOTE.match(row.text))

    def dated(self, text: str, place: Place) -> None:
        try:
            self.fieldwork = parse_fieldwork(text, year=self.year, place=place)
        except ProblemsError as error:
            self.problems += error.problems

    def heading(self, row: HeadingRow) -> None:
        if row.headings != self.headings:
            self.close()
            self.headings, self.bases, self.waves, self.wordings = row.headings, {}, (), ()

    def cells(self, row: CellRow, place: Place) -> None:
        kind = base_kind(row.label)
        texts = [cell for cell in row.cells if isinstance(cell, str) and cell]
        if kind:
            self.base(kind, row)
        elif not row.label and all(text == "%" for text in texts) and len(texts) == _filled(row):
            return
        elif texts and len(texts) == _filled(row) and all(map(looks_like_fieldwork, texts)):
            self.waves = tuple(str(cell) for cell in row.cells)
        elif texts and not any(map(is_number, texts)) and len(texts) == _filled(row):
            self.wordings = tuple(str(cell) for cell in row.cells)
        else:
            if not self.answers:
                self.place = place
            self.answers.append(AnswerRow(row.label, row.cells, row.locator, row.beside, row.names))

    def base(self, kind: str, row: CellRow) -> None:
        """Other bases than before begin another table; the same ones only run over pages."""
        bases = tuple(
            read_base(cell.strip("()") if isinstance(cell, str) else cell) for cell in row.cells
        )
        if self.answers and not self.bases_below and self.bases.get(kind) != bases:
            self.close()
            self.bases = {}
        self.bases[kind] = bases

    def close(self) -> None:
        """The table of the answers so far, if there are any."""
        if not self.answers:
            return
        width = len(self.answers[0].cells)
        headings = self.headings or (Heading("", ""),) * width
        blank = (None,) * width
        question = self.question()
        self.tables.append(
            QuestionTable(
                replace(self.place, item=f"table '{question[:TITLE_LENGTH]}'"),
                question,
                headings,
                tuple(self.answers),
                self.bases.get("n", blank),
                self.bases.get("n_weighted", blank),
                self.waves or ("",) * width,
                self.wordings or ("",) * width,
                self.fieldwork,
            )
        )
        self.answers, self.texts = [], []
        if self.bases_below:
            self.bases = {}

    def question(self) -> str:
        """The lines over the answers; a short single line is an item of the stem before it."""
        texts = self.texts or self.above
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


def _filled(row: CellRow) -> int:
    return sum(cell != "" for cell in row.cells)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        return 0.0

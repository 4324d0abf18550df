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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from polls.codebooks.model import fold
from polls.crossbreaks.columns import is_number
from polls.crossbreaks.dated import Dated, dates_said
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.pairs import answers_in
from polls.crossbreaks.sheet_rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.turned import turned_part
from polls.crossbreaks.vouched import NOT_A_SHARE, NOT_PUBLISHED, AnswerRow, Cell
from polls.errors import Place, Problem
from polls.printed.bases import base_kind
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork
from polls.printed.shares import read_base, read_share

__all__ = [
    "Question",
    "QuestionTable",
    "Tables",
    "holds_answers",
    "incomplete",
    "left_out",
    "names_survey",
    "printed_question",
    "read_tables",
]

SAMPLE = re.compile(r"^(sample sizes?|stichprobe|taille de l'echantillon|echantillon|muestra)\b")
FOOTNOTE = re.compile(
    r"^(\*|†|note\b|nb\b|source:|©|www\.|date published|release date|some cells refer|freeze panes"
    r"|(return|back) to )",
    re.IGNORECASE,
)
TITLE = re.compile(
    r"^yougov\b|\bsurvey results\b|\beurotrack\b|^volume [a-z]\b|^(standard )?eurobarometer \d"
    r"|^d[ée]tail des r[ée]sultats|^index$"
    r"|^(table|tabelle|tableau|tabla)[ _]?[a-z]?\d{1,4}[a-z]?[.:]?$|^page \d",
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
WHOLE_ROW = frozenset({"total", "totals", "gesamt", "ensemble", "all", "all respondents"})
CODE = re.compile(
    r"^(?:table[ _]?\w{1,6}[.:]\s+|\[?(?=[A-Za-z_]{0,8}\d)[A-Z][A-Za-z_]{0,5}\d{1,3}[A-Za-z_]{0,2}"
    r"(?:[._]\d{1,3})?[A-Za-z]?\]?(?:\s*[.:)-]\s*|\s+))(?=\S)"
)
"""A number before a question: `Q1.`, `QA4b.2`, `V001.`, `Table 3:`."""
NOTE_BEHIND = re.compile(r"(?:(?<!\s)\s+)?\[([^\[\]]*)\]\s*$")
NOTE_BEFORE = re.compile(r"^\[([^\[\]]*)\]\s*")
HOW_MANY = re.compile(r"(please )?(tick|select|choose|pick)\b", re.IGNORECASE)
TITLE_LENGTH = 60
LISTED = 12
LEAST_ANSWERS = 2
MOSTLY, CLOSE = 0.8, 0.0301
LARGEST_PERCENT = 105
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
    `waves` and `wordings` the text printed for a column, "" for none; `lines` the lines over
    the answers, `base` who was asked, `totals` the sums printed below the answers, `left_out`
    the labels of rows that are neither answers nor bases.
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
    lines: tuple[TextRow, ...] = ()
    base: str = "all"
    totals: tuple[Cell, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def percent(self) -> bool:
        """Whether bare numbers are percentages: some are above 1, or all are 0 or 1."""
        rows = [row for row in self.answers if not NOT_A_SHARE.match(row.label)]
        values = [cell for row in rows or self.answers for cell in row.cells]
        numbers = [float(v) if not isinstance(v, str) else _number(v) for v in values]
        return any(n > 1 for n in numbers) or all(n == int(n) for n in numbers)


@dataclass(frozen=True)
class Tables:
    """All tables of a file, and what is wrong with its dates."""

    tables: tuple[QuestionTable, ...]
    problems: tuple[Problem, ...] = ()


def names_survey(parts: Sequence[Part]) -> bool:
    """Whether there is a line that says when or who was asked, and headings over cells."""
    rows = [row for part in parts for row in part.rows]
    texts = [fold(row.text) for row in rows if isinstance(row, TextRow)]
    return (
        any(SAMPLE.match(text) or BASE_LINE.match(text) or dates_said(text) for text in texts)
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
            hint="say them: fieldwork='9 - 10 April 2018'",
        )


def left_out(parts: Sequence[Part], found: Tables, file: str) -> Iterator[Problem]:
    """What is not read, each kind in one warning: sheets, columns beside shares, other rows.

    Args:
        parts: all sheets or pages.
        found: their tables.
        file: the name of the file.
    """
    read = {table.place.sheet for table in found.tables}
    sheets = [part.place.sheet for part in parts if part.place.sheet not in read]
    columns = [f"{p.place.sheet}: {name}".removeprefix(": ") for p in parts for name in p.left_out]
    rows = [
        f"{t.place.sheet}: {name}".removeprefix(": ") for t in found.tables for name in t.left_out
    ]
    for names, code, title in (
        (sheets, "sheets-not-read", "sheets hold no table of answers"),
        (columns, "columns-not-read", "columns beside the shares are not read"),
        (rows, "rows-not-read", "rows that are neither answers nor bases are not read"),
    ):
        if names:
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            yield Problem(
                code,
                f"{len(names)} {title}",
                Place(file=file),
                got=", ".join(map(repr, names[:LISTED])) + more,
                severity="warning",
            )


def holds_answers(parts: Sequence[Part]) -> bool:
    """Whether a table has answers that add up, group by group, under headings of groups.

    Such a table need not say when or who was asked: the caller may.
    """
    rows = [row for part in parts for row in part.rows if isinstance(row, CellRow)]
    labels = [row.labels[0] for row in rows if row.labels]
    if sum(map(looks_like_fieldwork, labels)) * 2 > len(labels):
        return False  # a row for each wave
    sums: list[float] = []
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
            sums.append(sum(share.share for share in shares if share is not None))
    fits = sum(abs(total - 1) <= CLOSE for total in sums)
    return columns > 1 and bool(sums) and fits >= MOSTLY * len(sums)


def printed_question(text: str) -> Question:
    """A question without its number, and the note in brackets behind or before it.

    >>> printed_question("Voting intention [excluding those who would not vote]")
    Question(text='Voting intention', base='excluding those who would not vote')
    """
    text = CODE.sub("", text)
    for note in (NOTE_BEHIND, NOTE_BEFORE):
        found = note.search(text)
        rest = note.sub("", text)
        if found and found[1].strip() and rest.strip() and not HOW_MANY.match(found[1].strip()):
            return Question(rest, found[1].strip())
    return Question(text)


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
    alone: bool = True
    bases_below: bool = False
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
            and not _is_whole(first)
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
                if row.text not in self.running and not TITLE.search(row.text):
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
                if not self.mark(row, place) and not TITLE.search(row.text):
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
        base = BASE_LINE.match(row.parts[-1] if row.parts else row.text)
        if base:
            if self.answers:
                self.close()
            who = base["who"] or base["some"]
            self.asked = "all" if EVERYBODY.fullmatch(who) else who
            return True
        return bool(SAMPLE.match(fold(row.text)) or FOOTNOTE.match(row.text))

    def heading(self, row: HeadingRow) -> None:
        if row.headings != self.headings:
            self.close()
            self.headings, self.bases, self.waves, self.wordings = row.headings, {}, (), ()

    def cells(self, row: CellRow, place: Place) -> None:
        kind = base_kind(row.label) or ("n_weighted" if self.is_whole(row) else "")
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
            self.answers.append(
                AnswerRow(row.label, row.cells, row.locator, row.beside, row.names, (), row.labels)
            )

    def is_whole(self, row: CellRow) -> bool:
        """Whether a row of totals over the answers holds the bases: nothing else does."""
        return not self.answers and "n_weighted" not in self.bases and _is_whole(row)

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
                self.dated.current,
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


def _is_whole(row: CellRow) -> bool:
    """A row of totals that are numbers of people: whole, and more than a hundred percent.

    `TOTAL` over all else is a base however few were asked.
    """
    numbers = [read_base(cell) for cell in row.cells if cell != ""]
    whole = all(number is not None and number == int(number) for number in numbers)
    most = max((number or 0 for number in numbers), default=0)
    people = whole and most > (0 if row.label == "TOTAL" else LARGEST_PERCENT)
    return people and fold(row.label) in WHOLE_ROW


def _filled(row: CellRow) -> int:
    return sum(cell != "" for cell in row.cells)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        return 0.0

"""What each column of a table of polls is: told by hints first, then by name and by values.

    start_date  pollster  population  Too high  Too low  Lead   url
    start       pollster  group       answer    answer   left   left

A name proposes, the cells decide: a column of dates holds dates, a base numbers, a country
countries; a column that fails the test is left over again. Left-over columns of shares are
answers, all others are left out, and named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from polls.codebooks.model import Codebook, codebook
from polls.errors import Problem, did_you_mean
from polls.files.tables import Grid
from polls.printed.column_names import MONTH, Role, role_of, words_of
from polls.printed.fieldwork import lacks_year, looks_like_fieldwork
from polls.printed.shares import left_blank, read_base, read_share
from polls.readers.contract import Hints
from polls.readers.poll_tables.group_answers import (
    GroupAnswers,
    bases_of_groups,
    group_answers,
)

__all__ = ["DATE_ROLES", "Columns", "assign", "holds_dates", "holds_shares", "missing_columns"]

MOSTLY = 0.5
CELLS_LOOKED_AT = 400
LEAST_COUNTED, ONE_BY_ONE = 10, 0.9
ADDS_UP, LARGEST_FRACTION = 0.1, 0.05
DATE_ROLES = ("date", "start", "end", "published")
DATE_PARTS = ("year", "month", "day")
TOLD: dict[str, Role] = {
    "date": "date",
    "start": "start",
    "end": "end",
    "published": "published",
    "n": "n",
    "n_weighted": "n_weighted",
    "pollster_column": "pollster",
    "client_column": "client",
    "country_column": "country",
    "mode_column": "mode",
    "question_column": "question",
    "answer_column": "answer",
    "share_column": "share",
}
"""The hints that name one column each, and the role that they give it."""
SINGLE = (*DATE_ROLES, *DATE_PARTS, "n", "n_weighted", "pollster", "client", "pollster_client",
          "mode", "country", "question", "answer", "share", "lang", "note")  # fmt: skip
"""Roles that one column has; of two with the name the first has it, the other is left out."""
AREAS = frozenset({"area", "geography", "geo", "nation"})
"""Names of columns of groups whose cells may be countries; codes of states are no countries."""
ZERO_AND_ONE = frozenset({"0", "1", "0.0", "1.0"})
YES_AND_NO = frozenset({"true", "false", "yes", "no", "0", "1", "t", "f"})
UNNAMED = "(column "
"""How columns without a name are called: one may hold dates, but is no answer."""
WHOLE_COLUMNS = frozenset({"total", "all", "gesamt", "ensemble", "overall", "gb", "national"})


@dataclass
class Columns:
    """The columns of a table by what they are; "" or nothing where there is none.

    `roles` has the single ones by role; `answers` are columns of shares; with `across` those
    columns are groups, and the answers are in the column of that role. `attributes` are those
    of the answers, such as the party of a candidate: they name an answer without a label.
    `published_else` says when a poll was published whose other column of that is empty;
    `of_groups` has the columns of answers of one group, `bases` the columns of their bases.
    """

    roles: dict[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    population: str = ""
    subjects: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    across: bool = False
    left: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    published_else: str = ""
    of_groups: GroupAnswers = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)

    @property
    def long(self) -> bool:
        """Whether the table has a row for each number."""
        return not self.across and "answer" in self.roles and "share" in self.roles

    @property
    def dated(self) -> bool:
        """Whether any column says when people were asked, or when the poll was published."""
        return any(role in self.roles for role in (*DATE_ROLES, "year", "month"))


def missing_columns(grid: Grid, hints: Hints) -> list[Problem]:
    """Columns that hints name and the table lacks."""
    names = list(map(str, grid.table))
    declared = [
        *(getattr(hints, hint) for hint in TOLD),
        *hints.answers, *hints.group_columns,
    ]  # fmt: skip
    return [
        Problem(
            "column-missing",
            f"declared column '{name}' is missing",
            grid.place(),
            got=", ".join(names),
            hint=did_you_mean(name, names),
        )
        for name in dict.fromkeys(declared)
        if name and name not in names
    ]


def assign(grid: Grid, hints: Hints, book: Codebook) -> Columns:
    """The columns of a table by what they are.

    Args:
        grid: the table; the first rows will do to recognise it.
        hints: columns that the caller names; they go before all else.
        book: the codebook, which knows countries and pollsters.
    """
    table = {name: _cells(grid.table[name]) for name in map(str, grid.table)}
    told = {name: role for hint, role in TOLD.items() if (name := getattr(hints, hint))}
    found = Columns()
    open_names: list[str] = []
    for name in sorted(table, key=lambda name: name not in told):  # what is told goes first
        role = told.get(name) or role_of(name)
        if name in hints.ignore or (name not in told and not table[name]):
            found.left.append(name)
        elif name in hints.answers:
            found.answers.append(name)
        elif name in hints.group_columns:
            found.groups.append(name)
        elif name in told:
            found.roles[role] = name
        else:
            _place(found, name, _tested(name, role, table[name], book), open_names, told)
    _settle_dates(found, table, open_names, told)
    alone = found.roles.get("n_weighted", "")
    if "n" not in found.roles and words_of(alone) == ("base",) and alone not in told:
        found.roles["n"] = found.roles.pop("n_weighted")  # just `base` is the unweighted one
    if "pollster" not in found.roles and "pollster_client" not in found.roles:
        _pollster_by_values(found, table, open_names, book)
    _settle_answers(grid, found, table, open_names, hints)
    _drop_repeated_subjects(grid, found)
    order = {name: place for place, name in enumerate(table)}
    for names in (found.answers, found.left, found.groups, found.subjects):
        names.sort(key=order.__getitem__)
    if hints.answers:
        found.answers = list(hints.answers)
    return found


def _cells(column: pd.Series) -> list[Any]:
    """The cells of a column that hold something, as many as are worth a look."""
    printed = [cell for cell in column if not left_blank(cell)]
    printed = printed or [cell for cell in column if pd.notna(cell) and cell != ""]
    step = max(1, len(printed) // CELLS_LOOKED_AT)
    return printed[::step]


def _tested(name: str, role: Role, cells: Sequence[Any], book: Codebook) -> Role:
    """The role that a name proposes, where the cells bear it out."""
    if role in DATE_ROLES and not (holds_dates(cells) or _all_years(cells)):
        return ""
    if role in DATE_PARTS:
        return role if _are_parts(role, cells) else "date" if holds_dates(cells) else "other"
    if role in ("n", "n_weighted"):
        read = [read_base(cell) is not None for cell in cells]
        return role if sum(read) >= MOSTLY * len(read) else "other"
    if role in ("pollster", "client", "mode", "pollster_client") and _mostly(
        read_base(cell) is not None for cell in cells
    ):
        return "other"
    if role in ("pollster", "client") and holds_dates(cells):
        return "date"
    if role in ("client", "group", "subject") and _yes_or_no(cells):
        return "other"
    if role == "country" or (role == "group" and words_of(name)[-1] in AREAS):
        return "country" if _mostly(_country(str(cell), book) for cell in cells) else "group"
    if role == "share" and not holds_shares(cells):
        return "other"
    if role in ("note", "lang") and holds_shares(cells):
        return ""
    return role


def _place(
    found: Columns, name: str, role: Role, open_names: list[str], told: dict[str, Role]
) -> None:
    if role in SINGLE:
        if role not in found.roles:
            found.roles[role] = name
        elif role == "published" and not found.published_else:
            months = [one for one in (found.roles[role], name) if {*words_of(one)} & MONTH]
            found.published_else = months[0] if months else name
            if months[:1] == [found.roles[role]]:
                found.roles[role] = name
        elif words_of(name) == (role,) and found.roles[role] not in told:
            # `pollster` is the column of pollsters, not `firm`.
            found.left.append(found.roles[role])
            found.roles[role] = name
        elif role == "country":
            found.groups.append(name)
        else:
            found.left.append(name)
    elif role == "group":
        found.groups.append(name)
    elif role == "population" and not found.population:
        found.population = name
    elif role == "subject":
        found.subjects.append(name)
    elif role == "other":
        found.left.append(name)
    else:
        open_names.append(name)


def _settle_dates(
    found: Columns, table: dict[str, list[Any]], open_names: list[str], told: dict[str, Role]
) -> None:
    """One way of dating: by hints, by start and end, by one column, or by year, month and day."""
    roles = found.roles
    for role in DATE_ROLES:  # numbers of a column named as dates are years only where told
        name = roles.get(role)
        if name and name not in told and _all_years(table[name]) and _other_dates(roles, role):
            found.left.append(roles.pop(role))
    told_date = [role for role in ("date", "start", "end") if roles.get(role) in told]
    if told_date == ["date"]:
        found.left += [roles.pop(role) for role in ("start", "end") if role in roles]
    elif "start" in roles and "date" in roles and roles["date"] not in told:
        found.left.append(roles.pop("date"))
    elif "date" in roles and "end" in roles and roles["end"] not in told:
        found.left.append(roles.pop("end"))
    if not any(role in roles for role in ("date", "start", "end")):
        dated = [name for name in open_names if holds_dates(table[name])]
        if dated and "month" not in roles:
            roles["date"] = dated[0]
            open_names.remove(dated[0])
    if {"year", "month"} <= roles.keys() and not roles.keys() & {"date", "start", "end"}:
        _days_beside_months(found, table, open_names)
    others = [name for name in open_names if holds_dates(table[name])]
    for name in others:
        open_names.remove(name)
    found.left += others
    _publication_beside(found, table, others, told)
    days_alone = "date" in roles and not holds_dates(table[roles["date"]])
    if roles.keys() & {"date", "start", "end"} and not days_alone:
        found.left += [roles.pop(part) for part in ("month", "day") if part in roles]
    elif "day" in roles and "month" not in roles:
        found.left.append(roles.pop("day"))


def _publication_beside(
    found: Columns, table: dict[str, list[Any]], others: Sequence[str], told: dict[str, Role]
) -> None:
    """Of two columns of dates the one without years is of fieldwork, the other of publication.

    So it is on wahlrecht.de, where the year of fieldwork is that of the publication beside it.
    """
    roles = found.roles
    if "date" not in roles or "published" in roles or roles["date"] in told:
        return
    named = [name for name in found.left if name in others or role_of(name) == "date"]
    full = [name for name in named if table[name] and holds_dates(table[name])]
    bare = [name for name in full if _lack_years(table[name])]
    if _lack_years(table[roles["date"]]):
        full = [name for name in full if name not in bare]
        if full:
            roles["published"] = full[0]
            found.left.remove(full[0])
    elif bare:
        roles["published"] = roles["date"]
        roles["date"] = bare[0]
        found.left.remove(bare[0])


def _lack_years(cells: Sequence[Any]) -> bool:
    return _mostly(lacks_year(cell) for cell in cells if looks_like_fieldwork(cell))


def _days_beside_months(found: Columns, table: dict[str, list[Any]], open_names: list[str]) -> None:
    """A column such as `Fieldwork` with `2-13` beside columns of years and months."""
    for name in open_names:
        if role_of(name) == "date" and _mostly(
            looks_like_fieldwork(f"{cell} January 2000") for cell in table[name]
        ):
            found.roles["date"] = name
            open_names.remove(name)
            return


def _drop_repeated_subjects(grid: Grid, found: Columns) -> None:
    """Of two columns of subjects one is left out where the other says all that it says."""
    for name in list(found.subjects):
        others = [other for other in found.subjects if other != name]
        texts = grid.table[name].astype(str)
        told = (texts.groupby(grid.table[other].astype(str)).nunique().max() for other in others)
        if any(most == 1 for most in told):
            found.subjects.remove(name)
            found.left.append(name)


def _other_dates(roles: dict[str, str], role: str) -> bool:
    return any(other in roles for other in (*DATE_ROLES, "year") if other != role)


def _pollster_by_values(
    found: Columns, table: dict[str, list[Any]], open_names: list[str], book: Codebook
) -> None:
    """The first column whose cells are mostly pollsters that the codebook knows."""
    for name in (*open_names, *found.left):
        texts = dict.fromkeys(map(str, table[name]))
        if _mostly(
            text in book.pollsters or book.match("pollster", text) is not None for text in texts
        ):
            found.roles["pollster"] = name
            (open_names if name in open_names else found.left).remove(name)
            return


def _add_up(grid: Grid, shares: Sequence[str]) -> bool:
    """Whether the columns hold the answers of each row: most rows add up to all of them."""
    of_groups = group_answers(shares, codebook())
    shares = [name for name in shares if name not in of_groups]
    columns = [
        [
            0.0 if (share := read_share(cell, percent=True)) is None else share.share
            for cell in cells
        ]
        for cells in (grid.table[name] for name in shares)
    ]
    totals = np.sum(columns, axis=0) if columns else np.zeros(0)
    if len(totals) and totals.max() < LARGEST_FRACTION:
        totals = totals * 100
    printed = totals[totals > 0]
    return bool(len(printed)) and float((np.abs(printed - 1) <= ADDS_UP).mean()) > MOSTLY


def _columns_of_shares(
    grid: Grid, table: dict[str, list[Any]], open_names: Sequence[str]
) -> list[str]:
    """The columns that hold shares by their cells, and are called nothing else."""
    shares = [
        name
        for name in open_names
        if holds_shares(table[name])
        and not name.startswith(UNNAMED)
        and role_of(name) not in (*DATE_ROLES, *DATE_PARTS)
        and not _counts(table[name])
    ]
    flags = _flags(grid, shares, table)
    return [name for name in shares if name not in flags]


def _flags(grid: Grid, shares: Sequence[str], table: dict[str, list[Any]]) -> list[str]:
    """Columns of 0 and 1 that say no and yes: those filled where no share is printed."""
    flags = [name for name in shares if set(map(str, table[name])) <= ZERO_AND_ONE]
    others = [name for name in shares if name not in flags]
    if not flags or not others:
        return []
    blank = ~_filled(grid, others).any(axis=1)
    return [name for name in flags if (_filled(grid, [name])[:, 0] & blank).any()]


def _filled(grid: Grid, names: Sequence[str]) -> np.ndarray:
    columns = [[not left_blank(cell) for cell in grid.table[name]] for name in names]
    return np.array(columns, dtype=bool).T


def _most_told_apart(grid: Grid, labels: list[str], roles: dict[str, str]) -> list[str]:
    """Of columns of labels the one with most different ones in each poll: its answers.

    A poll has many candidates, and one or two rounds.
    """
    poll = [roles[role] for role in (*DATE_ROLES, "pollster", "client", "n") if role in roles]
    labels = sorted(labels, key=lambda name: words_of(name)[-1:] == ("id",))  # initials last
    if not poll or len(labels) < 2:
        return labels[:1]
    texts = grid.table[list(dict.fromkeys([*poll, *labels]))].astype(str)
    counts = texts.groupby(poll, sort=False)[list(labels)].nunique().mean()
    return [max(labels, key=lambda name: float(counts[name]))]


def _settle_groups(found: Columns, table: dict[str, list[Any]], open_names: list[str]) -> None:
    """Columns with the answers of one group, and those with the bases of such groups."""
    found.of_groups = group_answers(found.answers, codebook())
    groups = dict.fromkeys(group for _, group in found.of_groups.values())
    rest = [name for name in (*open_names, *found.left) if name in table]
    found.bases = bases_of_groups(rest, groups, codebook())
    bases = set(found.bases.values())
    found.left = [name for name in found.left if name not in bases]
    found.answers = [name for name in found.answers if name not in bases]
    open_names[:] = [name for name in open_names if name not in bases]


def _settle_answers(
    grid: Grid, found: Columns, table: dict[str, list[Any]], open_names: list[str], hints: Hints
) -> None:
    """Answers in columns, or in rows: then one column holds the shares and one their labels."""
    roles = found.roles
    shares = _columns_of_shares(grid, table, open_names)
    texts = [name for name in open_names if name not in shares and _labels(table[name])]
    totals = [name for name in found.left if _is_whole(name) and holds_shares(table[name])]
    if "share" in roles and "answer" not in roles:
        labels = [*found.subjects, *found.groups, *texts]
        labels = [name for name in labels if len(set(map(str, table[name]))) > 1]
        roles.update(zip(("answer",), _most_told_apart(grid, labels, roles), strict=False))
    if "share" not in roles and "answer" in roles and len(shares) == 1 and not hints.answers:
        roles["share"] = shares[0]
    if totals and texts and "answer" not in roles and shares and not hints.answers:
        roles["answer"] = texts[0]  # a row for each answer of a wave, a column for each group
    several = "answer" in roles and "share" not in roles and len(shares) + len(totals) > 1
    if several and not _add_up(grid, shares):
        found.across = True
        found.left = [name for name in found.left if name not in totals]
        shares = [*totals, *shares]
    if found.long:
        shares = []
    elif not found.across and "share" in roles:
        shares.append(roles.pop("share"))
    if not found.across and not found.long and "answer" in roles:
        found.subjects.append(roles.pop("answer"))  # a category of questions
    for names in (found.subjects, found.groups):
        if roles.get("answer") in names:
            names.remove(roles["answer"])
    if not hints.answers:
        found.answers += shares
    if not found.across and not found.long:
        _settle_groups(found, table, open_names)
    used = {*roles.values(), *found.answers, *found.groups, *found.subjects, *found.left}
    found.left += [name for name in open_names if name not in used]


def _counts(cells: Sequence[Any]) -> bool:
    """Whether cells number the rows: from 0 or 1, most one after another, upwards or downwards."""
    if len(cells) < LEAST_COUNTED or not all(_is_number(cell) for cell in cells):
        return False
    numbers = [float(str(cell).replace(",", ".")) for cell in cells]
    steps = np.diff(numbers)
    return bool(
        min(numbers) <= 1 and (steps == steps[0]).mean() > ONE_BY_ONE and abs(steps[0]) == 1
    )


def _is_whole(name: str) -> bool:
    return name.strip().casefold() in WHOLE_COLUMNS


def _labels(cells: Sequence[Any]) -> bool:
    """Whether the cells are few words that repeat, as labels of answers do."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return len(texts) > MOSTLY * len(cells) and 1 < len(set(texts)) <= max(2, len(texts) // 2)


def holds_dates(cells: Sequence[Any]) -> bool:
    """Whether most cells name dates; numbers alone never do."""
    return _mostly(
        looks_like_fieldwork(cell)
        and (not _is_number(cell) or len(str(cell).strip()) == len("20240105"))
        for cell in cells
    )


def holds_shares(cells: Sequence[Any]) -> bool:
    """Whether most cells are shares, and at least half of them of at most 100%."""
    read = [share.share for cell in cells if (share := read_share(cell, percent=True)) is not None]
    possible = sum(share <= 1 for share in read)
    most = len(read) > MOSTLY * len(cells) and possible >= MOSTLY * len(read)
    return bool(read) and most and not _yes_or_no(cells)


def _is_number(cell: Any) -> bool:
    try:
        float(str(cell).strip().replace(",", "."))
    except ValueError:
        return False
    return True


def _all_years(cells: Sequence[Any]) -> bool:
    return bool(cells) and all(
        _is_number(cell) and 1930 <= float(str(cell).replace(",", ".")) <= 2100 for cell in cells
    )


def _are_parts(role: Role, cells: Sequence[Any]) -> bool:
    """Whether cells are years, months (as numbers or names) or days of the month."""
    if role == "year":
        return _all_years(cells)
    most = 12 if role == "month" else 31
    return _mostly(
        1 <= float(str(cell).replace(",", ".")) <= most
        if _is_number(cell)
        else role == "month" and looks_like_fieldwork(f"{cell} 2000")
        for cell in cells
    )


def _yes_or_no(cells: Sequence[Any]) -> bool:
    words = {str(cell).strip().casefold() for cell in cells}
    return bool(words) and words <= YES_AND_NO and not words <= {"0", "1"}


def _country(cell: str, book: Codebook) -> bool:
    text = cell.strip()
    return text in book.countries or (len(text) > 2 and book.match("country", text) is not None)


def _mostly(tests: Iterator[bool] | Any) -> bool:
    results = list(tests)
    return bool(results) and sum(map(bool, results)) > MOSTLY * len(results)

"""What each column of a table of polls is: recognised by hints first, then by name and by values.

    start_date  pollster  population  Too high  Too low  Lead   url
    start       pollster  group       answer    answer   left   left

A name proposes, the cells decide: a column of dates holds dates, a base numbers, a country
countries; a column that fails the test is left over again. Left-over columns of shares are
answers, all others are left out, and named.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

import pandas as pd

from polls.codebooks.model import Codebook, fold
from polls.errors import Problem, did_you_mean
from polls.files.tables import Grid
from polls.printed.column_names import (
    JUST_BASE,
    MONTH,
    NO_ANSWER,
    SEATS,
    SIZE,
    Role,
    role_of,
    words_of,
)
from polls.printed.fieldwork import looks_like_fieldwork
from polls.printed.shares import left_blank, read_base, read_share
from polls.printed.whole_sample import names_whole
from polls.readers.contract import Hints
from polls.readers.poll_tables.answer_columns import settle_answers
from polls.readers.poll_tables.cells import (
    MOSTLY,
    all_years,
    are_parts,
    counted_with,
    holds_dates,
    holds_labels,
    holds_shares,
    lack_years,
    mostly,
    names_country,
    yes_or_no,
)
from polls.readers.poll_tables.columns import DATE_PARTS, DATE_ROLES, Columns

__all__ = ["assign", "missing_columns"]

CELLS_LOOKED_AT = 400
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
LIMITS = {"lo": "hi", "lower": "upper", "lwr": "upr"}
OTHER_LIMIT = LIMITS | {other: one for one, other in LIMITS.items()}
POLL_IDS = (("poll", "id"), ("pollid",), ("survey", "id"), ("id", "sondage"), ("umfrage", "id"),
            ("encuesta", "id"), ("id", "encuesta"))  # fmt: skip
"""Words of columns that number the polls."""
NUMBERED = (("anzahl",), ("count",), ("nb",))
"""Words of columns of bases in a table with a row for each poll."""
AREAS = frozenset({"area", "geography", "geo", "nation"})
"""Names of columns of groups whose cells may be countries; codes of states are no countries."""


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
    folded = frozenset(map(fold, map(str, grid.table)))
    table = {name: _cells(grid.table[name], folded) for name in map(str, grid.table)}
    told = {name: role for hint, role in TOLD.items() if (name := getattr(hints, hint))}
    found = Columns()
    open_names: list[str] = []
    for name in sorted(table, key=lambda name: name not in told):  # hints go first
        role = told.get(name) or role_of(name)
        role = "" if role == "other" and _lone_limit(name, table) else role
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
    if "n" not in found.roles and words_of(alone) in JUST_BASE and alone not in told:
        found.roles["n"] = found.roles.pop("n_weighted")
    if "n" not in found.roles:
        _sizes(found, table, open_names)
    if "pollster" not in found.roles and "pollster_client" not in found.roles:
        _pollster_by_values(found, table, open_names, book)
    settle_answers(grid, found, table, open_names, hints, book)
    _names_of_answers(grid, found)
    _numbers_of_polls(grid, found)
    _drop_repeated_subjects(grid, found)
    order = {name: place for place, name in enumerate(table)}
    for names in (found.answers, found.left, found.groups, found.subjects):
        names.sort(key=order.__getitem__)
    if hints.answers:
        found.answers = list(hints.answers)
    return found


def _sizes(found: Columns, table: dict[str, list[Any]], open_names: list[str]) -> None:
    """A column of sizes or numbers that are no shares holds the bases.

    Where answers stand in rows, a number may be that of the people who gave each.
    """
    rows = "answer" in found.roles or any(holds_labels(table[name]) for name in open_names)
    for names in (open_names, [] if rows else found.left):
        for name in list(names):
            cells = table[name]
            bases = bool(cells) and mostly(read_base(cell) is not None for cell in cells)
            sized = words_of(name) == SIZE if names is open_names else words_of(name) in NUMBERED
            if sized and bases and not holds_shares(cells):
                found.roles["n"] = name
                names.remove(name)
                return


def _lone_limit(name: str, names: Iterable[str]) -> bool:
    """Whether a name could be a limit of an interval, and the other one is missing.

    `LO` and `UPR` are parties of France.
    """
    other = OTHER_LIMIT.get(" ".join(words_of(name)))
    return other is not None and all(" ".join(words_of(one)) != other for one in names)


def _cells(column: pd.Series, names: Container[str]) -> list[Any]:
    """The cells of a column that hold something of its own, as many as are worth a look."""
    printed = [cell for cell in column if not left_blank(cell)]
    printed = printed or [cell for cell in column if pd.notna(cell) and cell != ""]
    step = max(1, len(printed) // CELLS_LOOKED_AT)
    looked_at = printed[::step]
    return [cell for cell in looked_at if not counted_with(cell, names)] or looked_at


def _tested(name: str, role: Role, cells: Sequence[Any], book: Codebook) -> Role:
    """The role that a name proposes, where the cells bear it out."""
    if role in ("", "other", "subject") and _names_groups(name, cells, book):
        return "group"
    if role in DATE_ROLES and not (holds_dates(cells) or all_years(cells)):
        return ""
    if role in DATE_PARTS:
        return role if are_parts(role, cells) else "date" if holds_dates(cells) else "other"
    if role in ("n", "n_weighted"):
        read = [read_base(cell) is not None for cell in cells]
        return role if sum(read) >= MOSTLY * len(read) else "other"
    if role in ("pollster", "client", "mode", "pollster_client") and mostly(
        read_base(cell) is not None for cell in cells
    ):
        return "other"
    if role in ("pollster", "client") and holds_dates(cells):
        return "date"
    if role in ("client", "group", "subject") and yes_or_no(cells):
        return "other"
    if role == "country" or (role == "group" and words_of(name)[-1] in AREAS):
        return "country" if mostly(names_country(str(cell), book) for cell in cells) else "group"
    if role == "share" and not holds_shares(cells):
        return "other"
    words = {*words_of(name)}
    if role == "other" and words & SEATS and words & NO_ANSWER <= SEATS and _are_fractions(cells):
        return ""  # seats are whole numbers: these are shares where so many are elected
    if role in ("note", "lang") and holds_shares(cells):
        return ""
    return role


def _are_fractions(cells: Sequence[Any]) -> bool:
    """Whether most cells are numbers between 0 and 1, and none is above."""
    read = [share.share for cell in cells if (share := read_share(cell, percent=False))]
    return bool(read) and max(read) <= 1 and mostly(0 < share < 1 for share in read)


def _names_groups(name: str, cells: Sequence[Any], book: Codebook) -> bool:
    """Whether a column is headed as groups are, and most of its cells are such groups.

    `Race` may name elections, `Education` may be an issue with shares.
    """
    group_by = book.match("group_by", " ".join(name.replace("_", " ").split()))
    texts = dict.fromkeys(str(cell).strip() for cell in cells if isinstance(cell, str))
    if group_by is None or holds_shares(cells) or not texts:
        return False
    known = [book.match("group", text) or "" for text in texts if not names_whole(text)]
    return role_of(name) != "subject" or mostly(one.startswith(group_by) for one in known)


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
    for role in DATE_ROLES:  # numbers of a column named as dates are years only where hints say so
        name = roles.get(role)
        if (
            name
            and name not in told
            and all_years(table[name])
            and any(other in roles for other in (*DATE_ROLES, "year") if other != role)
        ):
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
    bare = [name for name in full if lack_years(table[name])]
    if lack_years(table[roles["date"]]):
        full = [name for name in full if name not in bare]
        if full:
            roles["published"] = full[0]
            found.left.remove(full[0])
    elif bare:
        roles["published"] = roles["date"]
        roles["date"] = bare[0]
        found.left.remove(bare[0])


def _days_beside_months(found: Columns, table: dict[str, list[Any]], open_names: list[str]) -> None:
    """A column such as `Fieldwork` with `2-13` beside columns of years and months."""
    for name in open_names:
        if role_of(name) == "date" and mostly(
            looks_like_fieldwork(f"{cell} January 2000") for cell in table[name]
        ):
            found.roles["date"] = name
            open_names.remove(name)
            return


def _names_of_answers(grid: Grid, found: Columns) -> None:
    """A subject with one answer alone is another name of it: no question has one answer."""
    answers = grid.table[found.roles["answer"]].astype(str) if found.long else None
    if answers is None or answers.nunique() < 2:
        return
    for name in list(found.subjects):
        if answers.groupby(grid.table[name].astype(str)).nunique().max() == 1:
            found.subjects.remove(name)
            found.left.append(name)


def _numbers_of_polls(grid: Grid, found: Columns) -> None:
    """Ids that never come again on another day number the polls: they name no subject."""
    dates = [found.roles[role] for role in DATE_ROLES if role in found.roles][:1]
    days = grid.table[dates[0]].astype(str) if dates else None
    if days is None or days.nunique() < 2:
        return
    for name in list(found.subjects):
        cells = grid.table[name].astype(str).str.strip()
        if cells[cells != ""].str.isdigit().all() and days.groupby(cells).nunique().max() == 1:
            found.subjects.remove(name)
            found.numbers.append(name)
    for name in [] if found.numbers else list(found.left):
        cells = grid.table[name].astype(str).str.strip()
        alone = words_of(name) == ("id",) and found.long and cells.nunique() < len(cells)
        if (alone or words_of(name) in POLL_IDS) and days.groupby(cells).nunique().max() == 1:
            found.left.remove(name)
            found.numbers.append(name)
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


def _pollster_by_values(
    found: Columns, table: dict[str, list[Any]], open_names: list[str], book: Codebook
) -> None:
    """The first column whose cells are mostly pollsters that the codebook knows."""
    for name in (*open_names, *found.left):
        texts = dict.fromkeys(map(str, table[name]))
        if mostly(
            text in book.pollsters or book.match("pollster", text) is not None for text in texts
        ):
            found.roles["pollster"] = name
            (open_names if name in open_names else found.left).remove(name)
            return

"""Recodes declared in a table, not in code: which codes of a variable become which.

    variable  from  to  into       code  label
    age       18    34  age_group  1     18-34
    age       35    54  age_group  2     35-54
    age       55    up  age_group  3     55+
    region    1         region     1     North
    region    2         region     1     North

A row takes the codes from `from` to `to`, both included; one code alone where `to` is empty, all
from it up where it is `up`. A code that no row takes is a problem, unless a row takes `else`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polls.errors import Place, Problem, ProblemsError, did_you_mean, raise_errors
from polls.microdata.codes import SYSTEM_MISSING, code_of, number_of
from polls.microdata.several import codes_of
from polls.microdata.source import Derived, Microdata, Variable

__all__ = ["recoded"]

NEEDED = ("variable", "from", "code")
KNOWN = ("variable", "from", "to", "into", "code", "label")
ELSE = "else"
MISSING = ("", "missing")


def recoded(opened: Microdata, table: Any) -> Microdata:
    """The data with the recoded variables.

    Args:
        opened: the data.
        table: a frame or a CSV with the columns `variable` (the source), `from` (a code, or
            `else`), `to` (the end of a range, empty for one code, `up` for no end), `into` (the
            name of the new variable; default: the source's), `code` (the new code; empty for
            not asked) and `label`.

    Raises:
        ProblemsError: where columns are missing, variables are unknown, ranges overlap.
    """
    rows = _rows(table)
    raise_errors(_wrong_with(rows, opened))
    for (source, into), part in rows.groupby(["variable", "into"], sort=False):
        opened = opened.with_derived(_derived(opened, str(source), str(into), part))
    return opened


def _rows(table: Any) -> pd.DataFrame:
    if isinstance(table, str | PathLike):
        path = Path(table)
        if not path.is_file():
            raise ProblemsError([Problem("file-not-found", "file not found", Place(str(path)))])
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
    try:
        rows = pd.DataFrame(table)
    except (TypeError, ValueError):
        title = "recodes are no table"
        problem = Problem("recodes-no-table", title, got=repr(table), expected="a frame or a CSV")
        raise ProblemsError([problem]) from None
    missing = [name for name in NEEDED if name not in rows]
    unknown = [name for name in rows if name not in KNOWN]
    if missing or unknown:
        title = "recodes lack a column" if missing else "recodes have an unknown column"
        name = str((missing or unknown)[0])
        problem = Problem(
            "recodes-columns",
            title,
            got=f"'{name}'",
            expected=", ".join(KNOWN),
            hint=did_you_mean(name, KNOWN) if unknown else "",
        )
        raise ProblemsError([problem])
    rows = rows.astype(object).where(rows.notna(), "")
    for name in KNOWN:
        rows[name] = rows[name].map(_text) if name in rows else ""
    rows["into"] = rows["into"].where(rows["into"] != "", rows["variable"])
    return rows


def _text(value: Any) -> str:
    return str(value).strip() if isinstance(value, str) else code_of(value)


def _wrong_with(rows: pd.DataFrame, opened: Microdata) -> Iterator[Problem]:
    place = Place(file=opened.file, item="recodes")
    made: set[str] = set()
    for source, part in rows.groupby("variable", sort=False):
        if source in opened.repeated:
            yield opened.lacks(str(source), "recoded")
        elif source not in opened.variables and source not in made:
            yield Problem(
                "unknown-recoded-variable",
                f"data have no variable '{source}' to recode",
                place,
                expected=opened.listed,
                hint=did_you_mean(str(source), opened.variables),
            )
        made |= set(part["into"])
    for into, part in rows.groupby("into", sort=False):
        if part["variable"].nunique() > 1:
            title, got = "a variable is made of two others", ", ".join(part["variable"].unique())
            yield Problem("recodes-two-sources", title, place, got, f"one source of '{into}'")
            continue
        labels = part[part["label"] != ""].groupby("code")["label"].nunique()
        if (labels > 1).any():
            code = labels.index[labels > 1][0]
            yield Problem(
                "recodes-two-labels",
                "a new code has two labels",
                place,
                got=f"code {code} of '{into}'",
                expected="one label",
            )
        spans = sorted(span for span in map(_span, part.to_dict("records")) if span)
        for (_, high), (low, _) in pairwise(spans):
            if low <= high:
                title = "ranges of recodes overlap"
                yield Problem("recodes-overlap", title, place, got=f"{low:g} of '{into}' twice")


def _span(row: Mapping[Any, Any]) -> tuple[float, float] | None:
    """The range of numbers that a row takes; none for text and `else`."""
    try:
        low = float(row["from"])
        if row["to"] in ("up", "+", "inf"):
            return low, np.inf
        return low, float(row["to"]) if row["to"] else low
    except ValueError:
        return None


def _derived(opened: Microdata, source: str, into: str, rows: pd.DataFrame) -> Derived:
    variable = opened.variables[source]
    taken: dict[str, str | None] = {}

    def new_code(code: str) -> str | None:
        number = number_of(code)
        for row in rows.to_dict("records"):
            span = _span(row)
            if row["from"] == code or (
                span and number is not None and span[0] <= number <= span[1]
            ):
                return None if row["code"] in MISSING else str(row["code"])
        other = rows.loc[rows["from"] == ELSE, "code"]
        if code == SYSTEM_MISSING or len(other):
            return None if code == SYSTEM_MISSING or other.iloc[0] in MISSING else other.iloc[0]
        raise ProblemsError(
            [
                Problem(
                    "recodes-gap",
                    f"no row of the recodes takes a code of '{source}'",
                    Place(file=opened.file, item=f"variable '{into}'"),
                    got=code,
                    expected="a row for every code that is given",
                    hint=f"add a row for {code}, or one whose `from` is `{ELSE}`",
                )
            ]
        )

    def make(chunk: pd.DataFrame) -> pd.DataFrame:
        codes = codes_of(chunk[source], variable)
        for code in set(codes) - set(taken):
            taken[code] = new_code(code)
        return pd.DataFrame({into: pd.Series(codes, index=chunk.index, dtype=object).map(taken)})

    labels = tuple(
        dict.fromkeys((row["code"], row["label"]) for _, row in rows.iterrows() if row["label"])
    )
    text = variable.text if into == source else ""
    return Derived((Variable(into, text, labels),), (source,), make)

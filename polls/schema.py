"""The one data model: a readings frame, one row for each published number.

    country pollster question  answer    group_by group  start       end         share  n
    GB      YouGov   level10y  too_high  all      all    2024-01-07  2024-01-08  0.59   1759

What was printed is kept as printed (`question_text`, `share` with its rounding step in
`precision`); what is derived stands beside it. Provenance (`source`, `locator`) is a column
of every row, because frame attributes are lost on concat and pivot. Text that is not known
is an empty string, numbers and dates that are not published are missing values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import pandas as pd

from polls.arguments import not_readings
from polls.errors import Problem, ProblemsError, raise_errors, unknown

__all__ = [
    "COLUMNS",
    "DATE_COLUMNS",
    "DATE_PRECISIONS",
    "KEY_COLUMNS",
    "MEANINGS",
    "MODES",
    "NUMBER_COLUMNS",
    "PRINTED_COLUMNS",
    "PRINTED_WAVE_COLUMNS",
    "SERIES_COLUMNS",
    "SUM_VERIFIED",
    "TEXT_COLUMNS",
    "WAVE_COLUMNS",
    "as_pandas",
    "conform",
    "empty_readings",
    "known_from",
    "readings_of",
    "when",
]

TEXT: Final = "str"
DATE: Final = "datetime64[s]"
NUMBER: Final = "float64"

COLUMNS: Mapping[str, str] = {
    "country": TEXT,
    "pollster": TEXT,
    "client": TEXT,
    "mode": TEXT,
    "question": TEXT,
    "answer": TEXT,
    "group_by": TEXT,
    "group": TEXT,
    "start": DATE,
    "end": DATE,
    "published": DATE,
    "date_precision": TEXT,
    "share": NUMBER,
    "precision": NUMBER,
    "censored": "bool",
    "n": NUMBER,
    "n_weighted": NUMBER,
    "deff": NUMBER,
    "base": TEXT,
    "question_text": TEXT,
    "answer_text": TEXT,
    "lang": TEXT,
    "source": TEXT,
    "locator": TEXT,
    "note": TEXT,
}
"""Column names, in order, with their dtypes; a censored cell (`<0.5`) holds its upper limit."""

PRINTED_COLUMNS: tuple[str, ...] = ("group_text", "banner_text", "country_text")
"""Columns of rows as printed, beside those of a readings frame; "" where nothing is printed.

`group_text` is the label of the group (`18-24`), `banner_text` the heading over it (`Age`),
`country_text` the printed name of the country where a column or row is one."""

MEANINGS: Mapping[str, str] = {
    "country": "ISO 3166-1 alpha-2, UK or EU; GB is Great Britain, which is not the United Kingdom",
    "pollster": "who measured",
    "client": "for whom: the paper, broadcaster or office that paid; empty where not stated",
    "mode": "how: online, phone, face-to-face; empty where not stated",
    "question": "id of the question, or a slug of its text where the codebook has none",
    "answer": "id of the answer, or a slug of its text",
    "group_by": "what the group is a part by: all, age, sex, region, ...",
    "group": "the group of people, such as 18-24; all for the whole sample",
    "start": "first day of fieldwork",
    "end": "last day of fieldwork",
    "published": "day of publication",
    "date_precision": "whether the dates are known to the day, month or year",
    "share": "share of the base that gave the answer, from 0 to 1",
    "precision": "step to which the share was rounded before it was printed",
    "censored": "true where only an upper limit was printed (<0.5): share is that limit",
    "n": "unweighted base: how many were asked; empty where not published",
    "n_weighted": "weighted base",
    "deff": "design effect of the share, where measured",
    "base": "who was asked or counted: all, substantive (don't-knows left out), ...",
    "question_text": "the question as printed",
    "answer_text": "the answer as printed",
    "lang": "language of the printed text",
    "source": "id in the table of sources, or the name of the file",
    "locator": "where in the source: sheet and cell, page, or line",
    "note": "what else is to be known",
}
"""What each column holds, in words for whoever opens a written file."""

TEXT_COLUMNS: tuple[str, ...] = tuple(name for name, kind in COLUMNS.items() if kind == TEXT)
REPEATED = frozenset(TEXT_COLUMNS) - {"locator"}
"""Columns of the same few texts."""

DATE_COLUMNS: tuple[str, ...] = tuple(name for name, kind in COLUMNS.items() if kind == DATE)
NUMBER_COLUMNS: tuple[str, ...] = tuple(name for name, kind in COLUMNS.items() if kind == NUMBER)

SERIES_COLUMNS: tuple[str, ...] = ("country", "question", "answer", "group_by", "group")
"""The columns that say which series a reading belongs to."""

KEY_COLUMNS: tuple[str, ...] = (
    "country",
    "pollster",
    "client",
    "mode",
    "question",
    "answer",
    "group_by",
    "group",
    "base",
    "start",
    "end",
    "published",
)
"""The columns that identify a reading: two rows alike in all of them report the same number.

`published` counts only where the dates of fieldwork are missing."""

WAVE_COLUMNS: tuple[str, ...] = tuple(name for name in KEY_COLUMNS if name != "answer")
"""The columns that identify a wave of one question in one group, whoever reports of it."""

PRINTED_WAVE_COLUMNS: tuple[str, ...] = ("source", *WAVE_COLUMNS)
"""Those of a wave as one source prints it: its answers add up."""

DATE_PRECISIONS: tuple[str, ...] = ("day", "month", "year")

MODES: tuple[str, ...] = ("online", "phone", "face-to-face")
"""How people are asked; empty where it is not stated."""

SUM_VERIFIED = "sum verified"
"""In `note`: the source's answers really are printed with a total that leaves 100%."""

DTYPES = {name: pd.Series(dtype=kind).dtype for name, kind in COLUMNS.items()}

YEAR_1, YEAR_9999 = pd.Timestamp(datetime.min), pd.Timestamp(datetime.max)
"""The days that have a year of four digits, which is all that Python's own dates can be."""

TRUTH: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "1", "1.0"), True),
    **dict.fromkeys(("false", "no", "0", "0.0", ""), False),
}
"""What stands for true and false in a column of either."""

DEFAULTS: Mapping[str, Any] = {
    "group_by": "all",
    "group": "all",
    "date_precision": "day",
    "precision": 0.01,
    "censored": False,
}


def empty_readings() -> pd.DataFrame:
    """A readings frame without rows.

    >>> list(empty_readings().columns) == list(COLUMNS)
    True
    """
    return conform(pd.DataFrame())


def conform(
    rows: pd.DataFrame | Sequence[Mapping[str, Any]], *, coded: bool = False
) -> pd.DataFrame:
    """Rows with any of the columns, as a readings frame with all of them in order and typed.

    Args:
        rows: a frame or a list of mappings; columns left out get their default (group
            `all`, day precision, a rounding step of 0.01) or stay empty.
        coded: keep texts as categories, all but `locator`, which differs in every row: the
            rules compare the same few texts again and again, and so a hundred times cheaper.

    Returns:
        A new frame with the columns and dtypes of `COLUMNS` and a fresh index. Values are
        not judged here: that is `polls.check`.

    Raises:
        ProblemsError: where a column is not one of `COLUMNS`, its values cannot be turned into
            its dtype or its name occurs twice, a problem a column.

    >>> frame = conform([{"country": "GB", "share": 0.47, "start": "2024-01-07"}])
    >>> frame.loc[0, ["country", "group", "pollster"]].tolist()
    ['GB', 'all', '']
    """
    given = as_pandas(rows)
    if not given.columns.is_unique:
        raise ProblemsError(list(_duplicates(given)))
    if list(given) == list(DTYPES) and all(_conforms(given[name], coded) for name in DTYPES):
        return given.reset_index(drop=True)
    raise_errors(
        unknown("column", name, COLUMNS, title="unknown column of a readings frame")
        for name in given.columns
        if name not in COLUMNS
    )
    columns, problems = {}, []
    for name, kind in COLUMNS.items():
        try:
            columns[name] = (
                _coded(given, name) if coded and name in REPEATED else _typed(given, name, kind)
            )
        except (ValueError, TypeError) as error:
            problems.append(_unreadable(given[name], name, kind, error))
    if problems:
        raise ProblemsError(problems)
    return pd.DataFrame(columns, index=pd.RangeIndex(len(given)))


def when(readings: pd.DataFrame) -> pd.Series:
    """The date of each reading: the middle of its fieldwork, else the day it was published.

    Args:
        readings: a readings frame.

    Returns:
        A datetime64 series on the same index; NaT where neither is known.

    >>> rows = [{"start": "2024-03-01", "end": "2024-03-05"}, {"published": "2024-04-02"}]
    >>> when(conform(rows)).dt.strftime("%d %b").tolist()
    ['03 Mar', '02 Apr']
    """
    if not isinstance(readings, pd.DataFrame):
        readings = readings_of(readings)
    start = readings["start"].fillna(readings["end"])
    end = readings["end"].fillna(readings["start"])
    return (start + (end - start) / 2).fillna(readings["published"])


def known_from(readings: pd.DataFrame) -> pd.Series:
    """The day from which each reading is known: its publication, else the end of its fieldwork.

    Args:
        readings: a readings frame.

    Returns:
        A datetime64 series on the same index. Where fieldwork has no end its first day stands
        in, or the last of the month or year that is all that is known of it; else NaT.

    >>> rows = [{"end": "2024-03-05", "published": "2024-03-08"},
    ...         {"start": "2024-03-01", "date_precision": "month"},
    ...         {"start": "2024-01-01", "date_precision": "year"}]
    >>> known_from(conform(rows)).dt.strftime("%d %b").tolist()
    ['08 Mar', '31 Mar', '31 Dec']
    """
    start, precision = readings["start"], readings["date_precision"]
    start = start.mask(precision == "month", start + pd.offsets.MonthEnd(0))
    start = start.mask(precision == "year", start + pd.offsets.YearEnd(0))
    return readings["published"].fillna(readings["end"]).fillna(start)


def readings_of(given: Any) -> pd.DataFrame:
    """The readings in a frame that may lack columns, or have others of the caller's own.

    Args:
        given: a frame of pandas, or any that speaks Arrow's interface.

    Returns:
        A readings frame; columns that are not of `COLUMNS` play no part.

    Raises:
        ProblemsError: where it is no frame, or a column holds what is not of its kind.

    >>> readings_of(pd.DataFrame({"share": [0.4], "colour": ["red"]}))["group"].tolist()
    ['all']
    """
    if not isinstance(given, pd.DataFrame) and not hasattr(given, "__arrow_c_stream__"):
        raise ProblemsError([not_readings(given)])
    frame = as_pandas(given)
    return conform(frame.loc[:, [name in COLUMNS for name in frame]])


def as_pandas(rows: Any) -> pd.DataFrame:
    """Rows as a pandas frame: any frame that speaks Arrow's interface, or a list of mappings."""
    if isinstance(rows, pd.DataFrame):
        return rows
    if hasattr(rows, "__arrow_c_stream__"):
        return pd.DataFrame.from_arrow(rows)  # type: ignore[attr-defined, no-any-return]
    if isinstance(rows, Iterable) and not isinstance(rows, str | bytes | Mapping):
        listed = list(rows)
        if all(isinstance(row, Mapping) for row in listed):
            return pd.DataFrame(listed)
    raise ProblemsError([not_readings(rows)])


def _conforms(values: pd.Series, coded: bool) -> bool:
    """Whether a column has its dtype already, and as categories no gaps."""
    if coded and values.name in REPEATED:
        return isinstance(values.dtype, pd.CategoricalDtype) and not values.hasnans
    return bool(values.dtype == DTYPES[str(values.name)])


def _duplicates(given: pd.DataFrame) -> Iterator[Problem]:
    """Columns of one name: which of them is meant cannot be known."""
    for name in dict.fromkeys(given.columns[given.columns.duplicated()]):
        times = int((given.columns == name).sum())
        title = f"duplicate column '{name}'"
        yield Problem("duplicate-column", title, got=f"{times} of them", hint="drop all but one")


def _truth(value: Any) -> Any:
    """What a text or number says of yes and no; a gap stays one."""
    if pd.isna(value):
        return value
    if (said := TRUTH.get(str(value).strip().casefold())) is None:
        raise ValueError(f"neither true nor false: {value!r}")
    return said


def _unreadable(values: pd.Series, name: str, kind: str, error: Exception) -> Problem:
    """The problem of a column that holds something else than it should, with its first values."""
    expected = {
        DATE: "dates such as 2024-03-07",
        NUMBER: "numbers such as 0.4",
        "bool": "true or false",
    }.get(kind, "text")
    bad = [value for value in values if not _readable(value, name, kind)]
    hint = ""
    if any("%" in str(value) for value in bad):
        hint = "a share is a number of 0 to 1: 40% is 0.4"
    return Problem(
        "unreadable-value",
        f"column '{name}' holds what is not of its kind",
        got=", ".join(map(repr, bad[:3])) or str(error),
        expected=expected,
        hint=hint,
    )


def _readable(value: Any, name: str, kind: str) -> bool:
    try:
        _typed(pd.DataFrame({name: [value]}), name, kind)
    except (ValueError, TypeError):
        return False
    return True


def _typed(given: pd.DataFrame, name: str, kind: Any) -> pd.Series:
    """One column of `given`, or its default, with a fresh index and the wanted dtype."""
    default: Any = DEFAULTS.get(name, "" if kind == TEXT else None)
    if name not in given.columns:
        filled: pd.Series = pd.Series(default, index=pd.RangeIndex(len(given)), dtype=kind)
        return filled
    values = given[name].reset_index(drop=True)
    if kind == DATE:
        days = pd.to_datetime(values, format="ISO8601")
        # The day is the one printed, in whatever time zone it was.
        dates = (days if days.dt.tz is None else days.dt.tz_localize(None)).astype(DATE)
        if dates.min() < YEAR_1 or dates.max() > YEAR_9999:
            raise ValueError("a year of four digits")
        return dates
    if kind == "bool" and not pd.api.types.is_bool_dtype(values.dtype):
        values = values.map(_truth)
    if kind == TEXT and isinstance(values.dtype, pd.CategoricalDtype):
        # Each distinct text is converted once, then repeated.
        texts = pd.array([*values.cat.categories.astype(object), ""], dtype=kind)
        return pd.Series(texts.take(values.cat.codes.to_numpy()), copy=False)
    if default is not None and values.hasnans:
        if values.dtype == kind:
            return values.fillna(default)
        values = values.astype(object).where(values.notna(), default)
    return values.astype(kind)


def _coded(given: pd.DataFrame, name: str) -> pd.Series:
    """One column of text as categories, gaps filled with its default."""
    default = DEFAULTS.get(name, "")
    if name not in given.columns:
        return pd.Series(default, index=pd.RangeIndex(len(given)), dtype="category")
    values = given[name].reset_index(drop=True)
    if not isinstance(values.dtype, pd.CategoricalDtype) or values.hasnans:
        return _typed(given, name, TEXT).astype("category")
    return values

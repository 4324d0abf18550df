"""A file of several waves: which rows are one survey, and when it was in the field.

    essround  cntry  inwdate                   country  start       end
    9         GB     2018-09-03        ->      GB       2018-08-31  2019-02-22
    9         DE     2018-10-01                DE       2018-08-29  2019-03-04

Each wave of each country is a sample of its own: its strata and units are its own, even where
another numbers its strata alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any, Literal, get_args

import pandas as pd

from polls.arguments import without_effect
from polls.errors import Place, Problem, ProblemsError
from polls.microdata.choices import unknown_choice
from polls.microdata.codes import code_of
from polls.microdata.design import several
from polls.microdata.source import Derived, Microdata, Variable
from polls.printed.fieldwork import parse_fieldwork

__all__ = ["Waves", "fieldwork_of", "resolved_waves", "wrong_with_waves"]

Period = Literal["", "year", "quarter", "month", "week"]
PERIODS: Mapping[str, str] = {"year": "Y", "quarter": "Q", "month": "M", "week": "W"}
WAVE, DAY = "wave of fieldwork", "day of fieldwork"
DAYS_SAMPLED = 2_000


@dataclass(frozen=True)
class Waves:
    """The variables that say which wave a row is of, and when and where it was.

    Args:
        variable: of the wave (a round, a year), or of dates; "" for one wave in each country.
        every: where the variable holds dates, how long a wave is; default: a month.
        country: variable of the country, in a file of several.
        dates: variable of the dates of interviews, or three of year, month and day: the
            first and the last of a wave are its fieldwork.
        fieldwork: what is known of it otherwise: a table (frame or CSV) with the columns
            `wave`, `start`, `end` and, for several countries, `country`; or texts by wave,
            `{9: "31 August 2018 - 22 February 2019"}`.
    """

    variable: str = ""
    every: Period = ""
    country: str = ""
    dates: Any = ""
    fieldwork: Any = None

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that tell the parts of the file apart."""
        return tuple(name for name in (self.variable, self.country) if name)

    @property
    def named(self) -> tuple[str, ...]:
        """All variables that are named."""
        return (*self.variables, *filter(None, several(self.dates or ())))

    def days(self, chunk: pd.DataFrame) -> pd.Series:
        """The day of each row's interview."""
        return pd.to_datetime(chunk[DAY])


def wrong_with_waves(waves: Waves, opened: Microdata) -> Iterator[Problem]:
    """Variables that the data lack, periods that do not exist."""
    for name in waves.named:
        if name not in opened.variables:
            yield opened.lacks(name, "wave")
    if waves.every and not waves.variable:
        yield without_effect(f"every={waves.every!r}", "no variable of dates", "variable= names it")
    if waves.every not in get_args(Period):
        yield unknown_choice(waves.every, "choice of every", PERIODS)
    if len(tuple(several(waves.dates or ()))) not in (0, 1, 3):
        title, expected = "dates are no variable", "one variable, or those of year, month and day"
        yield Problem("dates-not-three", title, got=repr(waves.dates), expected=expected)


def resolved_waves(opened: Microdata, waves: Waves) -> tuple[Microdata, Waves]:
    """The data with the wave and the day of each row as variables of their own."""
    dated = _holds_dates(opened, waves.variable) if waves.variable else False
    if dated:
        source, every = waves.variable, PERIODS[waves.every or "month"]
        variable = opened.variables[source]

        def of_period(chunk: pd.DataFrame) -> pd.DataFrame:
            days = _as_days(chunk[source], variable)
            period = days.dt.to_period(every).astype(str)
            return pd.DataFrame({WAVE: period.where(days.notna(), None), DAY: days})

        made = (Variable(WAVE), Variable(DAY))
        opened = opened.with_derived(Derived(made, (source,), of_period))
        return opened, replace(waves, variable=WAVE, dates=DAY)
    if waves.every:
        beside, hint = f"variable={waves.variable!r}", "it holds waves, no dates"
        raise ProblemsError([without_effect(f"every={waves.every!r}", beside, hint)])
    if waves.dates:
        names = tuple(map(str, several(waves.dates)))
        variables = [opened.variables[name] for name in names]

        def of_days(chunk: pd.DataFrame) -> pd.DataFrame:
            if len(names) == 1:
                return pd.DataFrame({DAY: _as_days(chunk[names[0]], variables[0])})
            numbers = {
                part: pd.to_numeric(chunk[name], errors="coerce")
                for part, name in zip(("year", "month", "day"), names, strict=True)
            }
            return pd.DataFrame({DAY: pd.to_datetime(pd.DataFrame(numbers), errors="coerce")})

        opened = opened.with_derived(Derived((Variable(DAY),), names, of_days))
        return opened, replace(waves, dates=DAY)
    return opened, waves


def fieldwork_of(
    waves: Waves,
    wave: tuple[str, str],
    country: str,
    seen: tuple[pd.Timestamp, pd.Timestamp] | None,
    file: str,
) -> tuple[dict[str, Any], list[Problem]]:
    """When a wave was in the field: as declared, else as its interviews say, else as it is named.

    Args:
        waves: what the caller says.
        wave: code and label of the wave.
        country: code of its country, or "".
        seen: first and last day of its interviews, where they are known.
        file: its name.

    Returns:
        `start`, `end` and `date_precision`, and problems.
    """
    if not waves.variable and seen is None and waves.fieldwork is None:
        return {}, []
    declared = _declared(waves.fieldwork, wave[0], country)
    if isinstance(declared, dict):
        return declared, []
    if seen is not None and not declared:
        return {"start": seen[0], "end": seen[1], "date_precision": "day"}, []
    place = Place(file=file, item=f"wave {wave[1]}" + (f", {country}" if country else ""))
    for text in (declared, wave[1], wave[0]) if not declared else (declared,):
        try:
            parsed = parse_fieldwork(str(text), place=place) if text else None
        except ProblemsError:
            continue
        if parsed is not None:
            dates = {"start": str(parsed.start), "end": str(parsed.end)}
            return {**dates, "date_precision": parsed.precision}, []
    return {}, [
        Problem(
            "wave-without-dates",
            "nothing says when the wave was in the field",
            place,
            got=str(declared or wave[1]),
            expected="a year or date as its name, dates= of interviews, or fieldwork=",
            hint="say it: wave=polls.Waves(variable, fieldwork={wave: '3-5 March 2024'})",
        )
    ]


def _declared(given: Any, wave: str, country: str) -> Any:
    """What is declared of a wave in a country: dates as a dict, a text, or nothing."""
    if given is None:
        return ""
    if isinstance(given, str | PathLike):
        given = pd.read_csv(Path(given), dtype=str)
    if isinstance(given, Mapping):
        texts = {
            tuple(map(code_of, key)) if isinstance(key, tuple) else (code_of(key),): text
            for key, text in given.items()
        }
        return texts.get((wave, country)) or texts.get((wave,)) or texts.get((country,)) or ""
    table = pd.DataFrame(given)
    fits = pd.Series(True, index=table.index)
    if "wave" in table:
        fits &= table["wave"].map(code_of) == wave
    if "country" in table and country:
        fits &= table["country"].astype(str) == country
    rows = table[fits]
    if rows.empty:
        return ""
    return {
        "start": pd.to_datetime(rows["start"]).min(),
        "end": pd.to_datetime(rows["end"]).max(),
        "date_precision": "day",
    }


def _holds_dates(opened: Microdata, name: str) -> bool:
    variable = opened.variables[name]
    if variable.date:
        return True
    for chunk in opened.chunks([name], DAYS_SAMPLED):
        values = chunk[name].dropna()
        if pd.api.types.is_datetime64_any_dtype(values):
            return True
        texts = values.astype(str)
        return bool(len(texts)) and bool(texts.str.fullmatch(r"\d{4}-\d{2}-\d{2}([ T].*)?").all())
    return True  # of no rows, which is what is wrong then


def _as_days(values: pd.Series, variable: Variable) -> pd.Series:
    if variable.date and pd.api.types.is_numeric_dtype(values):
        unit, _, origin = variable.date.partition(" since ")
        step = pd.Timedelta(1, "s" if unit == "seconds" else "D")
        return (pd.Timestamp(origin) + values.astype(float) * step).dt.normalize()
    return pd.to_datetime(values, errors="coerce").dt.normalize()

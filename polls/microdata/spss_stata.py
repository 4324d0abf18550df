"""SPSS and Stata files as microdata, with the codes that they declare missing."""

from __future__ import annotations

from polls.files.opened import OpenedFile
from polls.microdata.codes import code_of, without_codes
from polls.microdata.source import DateUnit, Microdata, SetOfVariables, Variable

__all__ = ["open_statistics_file"]

SPSS_DATES = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE")


def open_statistics_file(file: OpenedFile) -> Microdata:
    """Microdata in an SPSS or Stata file.

    Raises:
        ProblemsError: where the file is cut off or damaged.
    """
    opened = file.statistics
    variables = {
        entry.name: Variable(
            entry.name,
            entry.text,
            without_codes((code_of(code), label) for code, label in entry.labels),
            tuple((code_of(low), code_of(high)) for low, high in entry.missing),
            date=_date_unit(entry.format),
        )
        for entry in opened.variables
    }
    sets = {
        entry.name: SetOfVariables(
            entry.name,
            entry.text,
            entry.variables,
            None if entry.counted is None else code_of(entry.counted),
        )
        for entry in opened.sets
    }
    return Microdata(file.name, variables, opened.chunks, sets)


def _date_unit(shown: str) -> DateUnit:
    """In which unit a variable counts days, taken from how the file shows it."""
    if shown.upper().startswith(SPSS_DATES):
        return "seconds since 1582-10-14"
    return "days since 1960-01-01" if shown.startswith("%td") else ""

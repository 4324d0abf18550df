"""SPSS and Stata files as microdata, with the codes that they declare missing."""

from __future__ import annotations

from polls.files.opened import OpenedFile
from polls.files.statistics_file import StatisticsVariable
from polls.microdata.codes import code_of
from polls.microdata.source import Microdata, Variable

__all__ = ["open_statistics_file"]


def open_statistics_file(file: OpenedFile) -> Microdata:
    """Microdata in an SPSS or Stata file.

    Raises:
        ProblemsError: where the file is cut off or damaged.
    """
    opened = file.statistics
    variables = {entry.name: _variable(entry) for entry in opened.variables}
    return Microdata(file.name, variables, opened.chunks)


def _variable(described: StatisticsVariable) -> Variable:
    return Variable(
        described.name,
        described.text,
        tuple((code_of(code), label) for code, label in described.labels),
        tuple((code_of(low), code_of(high)) for low, high in described.missing),
    )

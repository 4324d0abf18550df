"""Ingestion: any published table of poll results becomes one tidy frame of readings."""

from polls.catalogue import catalogue
from polls.check import check
from polls.codebook import Codebook, codebook
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning
from polls.library import events, load, official, official_series, sources
from polls.read import read
from polls.scan import scan
from polls.schema import COLUMNS, conform, empty_readings, when
from polls.tabulate import standard_errors, tabulate
from polls.write import write

__all__ = [
    "COLUMNS",
    "Codebook",
    "Place",
    "Problem",
    "ProblemsError",
    "ProblemsWarning",
    "catalogue",
    "check",
    "codebook",
    "conform",
    "empty_readings",
    "events",
    "load",
    "official",
    "official_series",
    "read",
    "scan",
    "sources",
    "standard_errors",
    "tabulate",
    "when",
    "write",
]

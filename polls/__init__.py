"""Ingestion: any published table of poll results becomes one tidy frame of readings."""

from polls.catalogue import catalogue
from polls.check import check
from polls.codebook import Codebook, codebook
from polls.errors import Place, Problem, ProblemsError
from polls.library import events, load, official, official_series, sources
from polls.schema import COLUMNS, conform, empty_readings, when

__all__ = [
    "COLUMNS",
    "Codebook",
    "Place",
    "Problem",
    "ProblemsError",
    "catalogue",
    "check",
    "codebook",
    "conform",
    "empty_readings",
    "events",
    "load",
    "official",
    "official_series",
    "sources",
    "when",
]

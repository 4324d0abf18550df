"""Ingestion: any published table of poll results becomes one tidy frame of readings."""

from polls.codebooks.model import Codebook, codebook
from polls.coverage import catalogue
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning
from polls.files.write import write
from polls.ingest import read
from polls.library import events, load, official, official_series, sources
from polls.microdata.design import Codes, Design
from polls.microdata.differences import differences, significance_letters
from polls.microdata.intervals import design_effects, intervals, on_scale
from polls.microdata.replicates import Replicates
from polls.microdata.several import Multiple
from polls.microdata.small_bases import small_bases
from polls.microdata.tabulate import standard_errors, tabulate
from polls.microdata.waves import Waves
from polls.rebasing import rebase
from polls.rules.values import check
from polls.schema import COLUMNS, conform, empty_readings, when
from polls.unmapped import scan

__all__ = [
    "COLUMNS",
    "Codebook",
    "Codes",
    "Design",
    "Multiple",
    "Place",
    "Problem",
    "ProblemsError",
    "ProblemsWarning",
    "Replicates",
    "Waves",
    "catalogue",
    "check",
    "codebook",
    "conform",
    "design_effects",
    "differences",
    "empty_readings",
    "events",
    "intervals",
    "load",
    "official",
    "official_series",
    "on_scale",
    "read",
    "rebase",
    "scan",
    "significance_letters",
    "small_bases",
    "sources",
    "standard_errors",
    "tabulate",
    "when",
    "write",
]


def __dir__() -> list[str]:
    return sorted(__all__)

"""Ingestion: any published table of poll results becomes one tidy frame of readings."""

import importlib.util as _importing
import warnings as _warnings
from pathlib import Path as _Path

from polls.codebooks.model import Codebook, codebook
from polls.coverage import catalogue
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning
from polls.exchange.export import export
from polls.exchange.table_schema import table_schema
from polls.exchange.write import write
from polls.fetching.fetch import Fetched, fetch, fetchable
from polls.ingest import read
from polls.library.functions import events, load, official, official_series, sources
from polls.library.library import Library
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
    "Fetched",
    "Library",
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
    "export",
    "fetch",
    "fetchable",
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
    "table_schema",
    "tabulate",
    "when",
    "write",
]


def __dir__() -> list[str]:
    return sorted(__all__)


def _warn_of_a_hidden_package() -> None:
    """Say so where a file of the user's own, such as a notebook's neighbour, hides `analysis`."""
    spec = _importing.find_spec("analysis")
    origin = _Path(spec.origin) if spec is not None and spec.origin else None
    if origin is not None and origin.resolve().parents[1] != _Path(__file__).resolve().parents[1]:
        _warnings.warn(
            f"'{origin}' hides polltide's package `analysis`: `import analysis` gives that file. "
            "Rename it, or move it to another folder.",
            stacklevel=3,
        )


_warn_of_a_hidden_package()

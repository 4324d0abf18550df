"""Ingestion: any published table of poll results becomes one tidy frame of readings.

What is public is listed, with types, in `__init__.pyi` beside this file. Each part is loaded on
first use, so that the help of a command costs nothing.
"""

import importlib.util as _importing
import warnings as _warnings
from pathlib import Path as _Path

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


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

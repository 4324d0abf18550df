"""From readings to estimates, verdicts, figures and a report.

What is public is listed, with types, in `__init__.pyi` beside this file. Each part is loaded on
first use, so that `import analysis` costs nothing.
"""

from importlib.util import find_spec as _find_spec
from pathlib import Path as _Path

import lazy_loader

_spec = _find_spec("polls")
if (
    _spec is not None
    and _spec.origin
    and _Path(_spec.origin).resolve().parents[1] != _Path(__file__).resolve().parents[1]
):
    raise ImportError(
        f"'{_spec.origin}' hides polltide's package `polls`: "
        "rename it, or move it to another folder."
    )

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

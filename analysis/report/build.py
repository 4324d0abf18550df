"""One build: judge the plan, compose and draw every section, typeset, then replace the last."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

from analysis.report.cache import Cache
from analysis.report.compose import compose
from analysis.report.data import gather
from analysis.report.plan import read_plan
from analysis.report.target import files_of, fresh_folder, refuse_target
from analysis.report.together import Helpers
from analysis.report.typeset import typeset
from polls import Library
from polls.errors import ProblemsWarning, boundary

__all__ = ["build"]


@boundary()
def build(
    plan_path: Path,
    out: Path,
    tell: Callable[[str], None] = lambda _: None,
    *,
    data: Path | Library | None = None,
    cache: Cache | None = None,
    hands: Helpers | None = None,
) -> tuple[Path, ...]:
    """Build the report.

    Args:
        plan_path: `report.toml`.
        out: the folder to put the report in; an earlier report there is replaced whole.
        tell: called with one line as each stage begins.
        data: a library, or the folder of one; default: the shipped one.
        cache: what was made before; default: everything is made anew.
        hands: who work on it; default: this process alone.

    Returns:
        The files of the report, in order of name.

    Raises:
        ProblemsError: with every problem of the plan or the data, or where nothing can be
            written at `out`, which is checked before anything is fitted; `out` is then untouched.

    Warns:
        ProblemsWarning: of the claims that are at fault and so cannot be checked.
    """
    plan = read_plan(plan_path)
    refuse_target(out)
    tell("reading the data")
    hands = hands or Helpers()
    hands.prepare(gather, plan, data, cache)
    document = compose(hands, tell)
    with fresh_folder(out) as fresh:
        typeset(document, fresh, tell, hands)
    if unmet := [problem for section in document.sections for problem in section.problems]:
        warnings.warn(ProblemsWarning(unmet), stacklevel=3)
    return files_of(out)

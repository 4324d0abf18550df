"""What a plan may say: every kind of section and of claim, with its keys."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import click

from polls.files.toml_tables import fields_in_words

__all__ = ["claim_kinds", "kinds_option", "section_kinds"]

Kinds = dict[str, tuple[str, dict[str, tuple[str, str]]]]
"""Kind -> what it is for, and its keys as `fields_in_words` gives them."""


def section_kinds() -> Kinds:
    """Every kind of section of a report, in the order in which they are usually put."""
    from analysis.report.sections import KINDS, section_module  # heavy: only when it is asked for

    found = {}
    for kind in KINDS:
        module = section_module(kind)
        about = (inspect.getdoc(module) or "").partition("\n\n")[0]
        purpose = f"{' '.join(about.split())} {_whole(module.Options)}"
        found[kind] = (purpose, fields_in_words(module.Options))
    return found


def claim_kinds() -> Kinds:
    """Every kind of claim; before them, once, the keys that all claims of a family have."""
    from analysis.claims.claim import Claim, CountClaim, SeriesClaim
    from analysis.claims.kinds import KINDS, kind_of_claim

    families = {"every claim on opinion": SeriesClaim, "every claim on a count": CountClaim}
    found = {"every claim": (_whole(Claim), _keys(Claim, without=()))}
    for name, family in families.items():
        found[name] = (_whole(family), _keys(family, without=fields_in_words(Claim)))
    for kind in KINDS:
        made = kind_of_claim(kind)
        shared = next((each for each in families.values() if issubclass(made, each)), Claim)
        found[kind] = (_whole(made), _keys(made, without=fields_in_words(shared)))
    return found


def _keys(made: type, without: Iterable[str]) -> dict[str, tuple[str, str]]:
    left_out = {*without, "line"}  # set by the reader of the file
    return {name: told for name, told in fields_in_words(made).items() if name not in left_out}


def kinds_option(kinds: Callable[[], Kinds], what: str) -> Callable[[Any], Any]:
    """`--kinds`: print every kind with its keys, and stop.

    Args:
        kinds: the kinds, asked only when they are to be printed.
        what: their name in the help.
    """

    def told(context: click.Context, _param: click.Parameter, value: bool) -> None:
        if value:
            click.echo("\n\n".join(_told(kind, *rest) for kind, rest in kinds().items()))
            context.exit()

    return click.option(
        "--kinds", is_flag=True, is_eager=True, expose_value=False, callback=told,
        help=f"Print every kind of {what} with its keys, and stop.",
    )  # fmt: skip


def _told(kind: str, purpose: str, keys: dict[str, tuple[str, str]]) -> str:
    lines = [click.wrap_text(f"{kind}: {purpose}", subsequent_indent="  ")]
    for name, (holds, usual) in keys.items():
        lines.append(f"    {name}: {holds}" + (f" [{usual}]" if usual else ""))
    return "\n".join(lines)


def _whole(documented: Any) -> str:
    return " ".join((inspect.getdoc(documented) or "").split())

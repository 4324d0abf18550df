"""The kinds of claim: what a sentence says, in terms that can be checked. One file a kind.

value              a share is about x                       "70% think that ..."
threshold          it went above or below x                 "has topped 40%", "a majority"
record             the highest or lowest since a day        "the highest since 2019"
change             up or down between two days              "rising since the election"
similar            levels, direction or movement alike      "and similar in ..."
ranking            first or last among others               "the main issue"
cumulative_record  so far this year, a count                "a record for the time of year"
unmeasured         nothing that is shipped measures it
"""

from __future__ import annotations

from functools import cache
from importlib import import_module

from analysis.claims.claim import Claim

__all__ = ["KINDS", "kind_of_claim"]

KINDS: tuple[str, ...] = (
    "value",
    "threshold",
    "record",
    "change",
    "similar",
    "ranking",
    "cumulative_record",
    "unmeasured",
)
"""The kinds of claim, each a module of this package with one class of claim."""


@cache
def kind_of_claim(kind: str) -> type[Claim]:
    """The class of a kind of claim.

    >>> kind_of_claim("value").__name__
    'ValueClaim'
    """
    module = import_module(f"analysis.claims.kinds.{kind}")
    (name,) = module.__all__
    found: type[Claim] = getattr(module, name)
    return found

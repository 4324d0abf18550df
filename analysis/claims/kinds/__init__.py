"""The kinds of claim: what a sentence says, in terms that can be checked. One file a kind.

value              a share is about x                       "70% think that ..."
threshold          it went above or below x                 "has topped 40%", "a majority"
record             the highest or lowest since a day        "the highest since 2019"
change             up or down between two days              "rising since the election"
similar            levels, direction or movement alike      "and similar in ..."
ranking            first, n-th or last among others         "the main issue"
ratio              so many times another                    "twice as many", "halved"
average            above or below an average                "above the European average"
net                one answer less another                  "more say bad than good"
steady             hardly any movement                      "has stayed within 3 points"
streak             so many times in a row                   "for the sixth month in a row"
cumulative_record  so far this year, a count                "a record for the time of year"
official_value     a count is, or has passed, a number      "net migration of 504,000"
official_change    a count went up or down                  "has fallen since 2023"
official_ratio     a count is so many times another         "doubled in a year"
official_record    the highest count, or below the record   "a record day"
official_ranking   a country's place by its count           "the most arrivals in Europe"
official_total     a count over a span, among runs as long  "24,000 since the election"
unmeasured         nothing that is shipped measures it

A table that names an `official` series need not write `official_` before its kind.
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
    "ratio",
    "average",
    "net",
    "steady",
    "streak",
    "cumulative_record",
    "official_value",
    "official_change",
    "official_ratio",
    "official_record",
    "official_ranking",
    "official_total",
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

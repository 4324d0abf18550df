"""What the results of one response add up to, and how far rounding may take them from 100.

    30.5 29.5 14.5 10.5 10 5.5     printed in half points: 100.5 is within 6 x 0.5 / 2 of 100

Source: ResponseScenario.resultsAddUp and ResultValue.Precision of filipvanlaenen/asapop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from polls.errors import Place, Problem
from polls.readers.ropf.fields import SHARE_LIMITS
from polls.readers.ropf.lines import Response

__all__ = ["adds_up", "limits", "printed_step", "totals_off"]

EXACT = 1e-5


def limits(value: str) -> tuple[float, float]:
    """The lowest and highest percentage that a printed result stands for, rounding apart.

    >>> limits("43.5"), limits("<0.5"), limits("5–6")
    ((43.5, 43.5), (0.0, 0.5), (5.0, 6.0))
    """
    if value.startswith("<"):
        return 0.0, float(value[1:])
    found = SHARE_LIMITS.fullmatch(value)
    if found:
        return float(found["lower"]), float(found["upper"])
    return float(value), float(value)


def printed_step(values: Iterable[str]) -> float:
    """The step, in points, to which the results of a response were rounded before printing.

    >>> [printed_step(values) for values in (["55", "43"], ["30.5", "10.0", "9"], ["9.5", "1.2"])]
    [1.0, 0.5, 0.1]
    """
    decimals = [number.partition(".")[2] for number in _numbers(values)]
    longest = max(map(len, decimals))
    if longest == 1 and all(digit in ("", "0", "5") for digit in decimals):
        return 0.5
    return 10.0**-longest


def adds_up(response: Response) -> bool:
    """Whether the results are all that could be answered: 100 within their rounding."""
    lower, upper = _sum(response)
    slack = _slack(response)
    return lower <= 100 + slack and upper >= 100 - slack


def totals_off(response: Response, place: Place) -> Iterator[Problem]:
    """Results that add up to more than rounding allows, or less where "other" is among them.

    A censored result counts as anything up to its limit.
    """
    lower, upper = _sum(response)
    got = f"{upper:g}"
    if response.verified_sum:
        stated = float(response.verified_sum)
        if not lower - EXACT <= stated <= upper + EXACT:
            title, expected = "results do not add up to the verified sum", f"{stated:g} (•VS)"
            yield Problem("verified-sum-differs", title, place, got, expected)
        return
    complete = response.other or response.other_or_no_response
    slack = _slack(response)
    if lower > 100 + slack or (complete and upper < 100 - slack):
        yield Problem(
            "results-off",
            "results do not add up",
            place,
            got,
            f"100 within {slack:.3g}",
            f"if the source really prints this total, add •VS: {upper:g}",
        )


def _sum(response: Response) -> tuple[float, float]:
    both = [limits(value) for value in response.values]
    return sum(lower for lower, _ in both), sum(upper for _, upper in both)


def _slack(response: Response) -> float:
    """Half a step for each result; the coarsest step that the digits allow, as ASAPOP has it."""
    decimals = {number.partition(".")[2].rstrip("0") for number in _numbers(response.values)}
    step = 1.0 if decimals == {""} else 0.5 if decimals <= {"", "5"} else 0.1
    return len(response.values) * step / 2 + EXACT


def _numbers(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        found = SHARE_LIMITS.fullmatch(value)
        yield from (found["lower"], found["upper"]) if found else (value.lstrip("<"),)

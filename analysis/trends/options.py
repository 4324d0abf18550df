"""Options that every kind of trend takes, and what they may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from polls.arguments import without_effect
from polls.errors import Problem, ProblemsError, raise_errors, unknown

__all__ = ["MIN_READINGS", "Model", "Volatility", "check_draws", "check_options", "unknown_option"]

Model = Literal["level", "smooth"]
Volatility = Literal["auto", "constant", "switching"]

MIN_READINGS = 3
"""A trend that is shown needs two movements at least: below this the readings stand alone."""


def check_options(
    model: str = "level",
    level: float = 0.9,
    together: Sequence[str] = (),
    common_error: float = 0.0,
    volatility: str = "constant",
) -> None:
    """Refuse options that no trend knows, or that leave each other without effect."""
    allowed: dict[str, tuple[str, tuple[str, ...]]] = {"model": (model, ("level", "smooth"))}
    allowed |= {"volatility": (volatility, ("auto", "constant", "switching"))}
    allowed |= {f"together[{i}]": (name, ("question",)) for i, name in enumerate(together)}
    raise_errors(
        unknown_option(option, value, known)
        for option, (value, known) in allowed.items()
        if value not in known
    )
    if model == "smooth" and volatility == "switching":
        hint = "the volatility of a smooth trend is constant; that of a level may switch"
        raise ProblemsError([without_effect("volatility='switching'", "model='smooth'", hint)])
    if not 0 < level < 1:
        raise ProblemsError(
            [Problem("level-out-of-range", "band level is not between 0 and 1", got=f"{level:g}")]
        )
    if not 0 <= common_error < 5:
        raise ProblemsError(
            [
                Problem(
                    "option-out-of-range",
                    "the common error is a standard deviation in logits",
                    got=f"common_error={common_error}",
                    expected="0 (none) or more, such as 0.11; 1 would be 23 points at 50%",
                )
            ]
        )


def check_draws(n: int, seed: int) -> None:
    """Refuse numbers of draws, or seeds, that there are none of."""
    raise_errors(
        Problem("option-out-of-range", f"{name} is not possible", got=f"{name}={value}",
                expected=f"{least} or more")
        for name, value, least in (("n", n, 1), ("seed", seed, 0))
        if value < least
    )  # fmt: skip


def unknown_option(option: str, value: object, known: Sequence[str]) -> Problem:
    """What is wrong with an option that takes one of a few words."""
    return unknown("option", value, known, title=f"unknown {option}")

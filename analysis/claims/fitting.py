"""From the readings of a claim to what their trend says: fit each, or all answers together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.claims.draws import Draw, JointDraws, apart, nets_of, together
from analysis.claims.evidence import Known
from analysis.claims.kinds import SeriesClaim
from analysis.claims.trended import trend_finding
from analysis.claims.verdict import Finding, Thresholds
from analysis.trends.options import MIN_READINGS
from analysis.wording import listing
from polls.codebooks.model import Codebook
from polls.errors import ProblemsError
from polls.schema import COLUMNS

__all__ = ["Fit", "Fits", "fitted_finding", "remember"]

Fit = Callable[[pd.DataFrame], JointDraws]
"""A readings frame -> its trend."""


@dataclass(frozen=True)
class Fits:
    """How trends are fitted: to one series, and to all answers of a question."""

    alone: Fit
    together: Fit


def fitted_finding(
    claim: SeriesClaim,
    known: Sequence[Known],
    whole: pd.DataFrame | None,
    fits: Fits,
    limits: Thresholds,
    book: Codebook,
    seed: int,
) -> Finding:
    """What the trend says; without an outcome, and with the reason, where there is no trend.

    Args:
        claim: a claim on opinion.
        known: the readings of the claim's own series, then of each series compared.
        whole: the readings of all answers, where those compared are parts of one whole.
        fits: how trends are fitted.
        limits: the probabilities that part the verdicts.
        book: the nets among answers.
        seed: of the draws.
    """
    if sparse := _too_sparse(known):
        return Finding(None, sparse)
    try:
        draw = _drawn(known, whole, fits, book, seed)
    except ProblemsError as error:
        titles = listing([problem.title for problem in error.problems])
        return Finding(None, f"there is no trend: {titles}")
    return trend_finding(claim, known, draw, thresholds=limits)


def remember(fit: Fit) -> Fit:
    """The same fit, done once for claims that rest on the same readings."""
    fitted: dict[tuple[object, ...], JointDraws] = {}

    def remembered(readings: pd.DataFrame) -> JointDraws:
        key = tuple(pd.util.hash_pandas_object(readings, index=False))
        if key not in fitted:
            fitted[key] = fit(readings)
        return fitted[key]

    return remembered


def _drawn(
    known: Sequence[Known], whole: pd.DataFrame | None, fits: Fits, book: Codebook, seed: int
) -> Draw:
    if whole is None:
        return apart([fits.alone(each.counted[list(COLUMNS)]) for each in known], seed)
    answers = [each.series.answer for each in known]
    return together(fits.together(whole), answers, nets_of(known[0].series, book), seed)


def _too_sparse(known: Sequence[Known]) -> str:
    """Which series have too few readings for a trend; empty where none has."""
    sparse = [each for each in known if each.counted["date"].nunique() < MIN_READINGS]
    if not sparse:
        return ""
    by_country = len({each.series.country for each in known}) > 1
    names = [each.series.country if by_country else each.series.answer for each in sparse]
    which = f" ({listing(names)})" if len(known) > 1 else ""
    return f"no trend is fitted to fewer than {MIN_READINGS} readings{which}"

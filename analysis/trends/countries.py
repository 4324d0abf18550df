"""Several countries together: what one country's readings teach about another's scales.

    GB  o ooo oo o oooo ooo     volatility, extra error and house spread are the same
    ES        o       o         everywhere; each country's level walks on its own,
                                or partly together with the others'

Five readings cannot tell how fast opinion moves; five hundred of another country can. The
level of a country is learnt from its own readings alone, unless movements are correlated.
What was borrowed is part of the result.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.model.days import days_of
from analysis.model.fitted_model import Fitted
from analysis.model.hyperparameters import Hyperparameters
from analysis.model.measurements import Floats
from analysis.model.posterior import curvature
from analysis.model.statespace import StateSpace
from analysis.trends.observations import Observations, observe
from analysis.trends.one_series import series_of
from analysis.trends.options import Model, check_options
from analysis.trends.results import Trend, find, make_trend
from analysis.trends.several import Stacked
from analysis.trends.shared_error import COMMON_ERROR
from analysis.trends.shared_scales import correlation, fit_joint, fit_shared
from polls.arguments import arguments_checked
from polls.codebooks.model import codebook
from polls.errors import Problem, raise_errors
from polls.schema import COLUMNS

__all__ = ["CountryTrends", "fit_countries"]


@dataclass(frozen=True, repr=False, eq=False)
class CountryTrends(Stacked):
    """Trends of countries that were fitted together.

    Attributes:
        parts: country -> trend.
        level: of the bands.
        borrowed: one row a country and scale: its readings, and `own`, `others`, `prior`, the
            fractions of what is known about the scale that its own readings, the other
            countries' and the prior give (of the curvature of the log posterior).
        hyperparameters: the shared scales, as in `Trend`.
        correlation: of the countries' movements; None where they were not taken together.
        notes: what was shared, in sentences.
    """

    parts: Mapping[str, Trend]
    level: float
    borrowed: pd.DataFrame
    hyperparameters: pd.DataFrame
    correlation: float | None
    notes: tuple[str, ...]

    by = ("country",)


@arguments_checked
def fit_countries(
    readings: pd.DataFrame,
    *,
    model: Model = "level",
    references: Mapping[str, str] | None = None,
    level: float = 0.9,
    dates: Sequence[str | pd.Timestamp] | None = None,
    breaks: Sequence[str | pd.Timestamp] = (),
    correlated: bool = False,
    common_error: float = COMMON_ERROR,
) -> CountryTrends:
    """The trends of one question and answer in several countries, with shared scales.

    Args:
        readings: a readings frame of one question, answer and group.
        model, level, dates, breaks, common_error: as in `fit_trend`.
        references: country -> reference house; default: the houses' average.
        correlated: whether the countries' levels also share movements; how far is estimated.

    Returns:
        A mapping from country to trend, which also says what each country borrowed.

    Raises:
        ProblemsError: as `fit_trend`.

    >>> readings = pd.DataFrame({"country": ["GB", "GB", "FR"], "question": "q",
    ...     "answer": "yes", "pollster": "A", "share": [0.40, 0.43, 0.62], "n": 1500.0,
    ...     "start": ["2024-01-07", "2024-03-03", "2024-02-01"]})
    >>> sorted(fit_countries(readings))
    ['FR', 'GB']
    """
    check_options(model, level, common_error=common_error)
    observed = {
        str(country): observe(rows)
        for country, rows in observe(readings, several=("country",))
        .frame[list(COLUMNS)]
        .groupby("country")
    }
    raise_errors(_unknown_references(references or {}, observed))
    jumps = days_of(breaks)
    series = {
        country: series_of(own, (references or {}).get(country), jumps)
        for country, own in observed.items()
    }
    smooth = model == "smooth"
    joint: Fitted | None = None
    if correlated:
        spaces, joint = fit_joint(series, smooth=smooth)
        shared = joint.hyperparameters
    else:
        spaces, shared = fit_shared(series, smooth=smooth)
    trends = {}
    found = find(joint, dates) if joint else None
    for place, (country, space) in enumerate(spaces.items()):
        own = found or find(
            Fitted(space.steps, smooth, replace(shared, scales=tuple(space.scales))), dates
        )
        trends[country] = make_trend(
            observed[country],
            series[country],
            own,
            level,
            place if joint else 0,
            common_error=common_error,
        )
    borrowed = _borrowed(spaces, shared)
    return CountryTrends(
        parts=trends,
        level=level,
        borrowed=borrowed,
        hyperparameters=shared.table(level),
        correlation=correlation(shared) if joint else None,
        notes=_notes(trends, borrowed, shared, joint is not None),
    )


def _unknown_references(
    references: Mapping[str, str], observed: Mapping[str, Observations]
) -> Iterator[Problem]:
    for country in references:
        if country not in observed:
            yield Problem(
                "unknown-country",
                "a reference house is given for a country without readings",
                got=repr(country),
                expected=", ".join(observed),
            )


def _borrowed(spaces: Mapping[str, StateSpace], shared: Hyperparameters) -> pd.DataFrame:
    """Where the knowledge of each scale comes from, by the curvature at the shared mode."""
    names = [scale.name for scale in next(iter(spaces.values())).scales]
    places = [[scale.name for scale in shared.scales].index(name) for name in names]
    theta = shared.mode[places]
    own = {country: _information(space, theta) for country, space in spaces.items()}
    prior = np.array([shared.scales[place].spread ** -2.0 for place in places])
    total = prior + sum(own.values())
    return pd.DataFrame(
        {
            "country": country,
            "readings": len(spaces[country].steps.days),
            "scale": name,
            "own": information[k] / total[k],
            "others": (total[k] - prior[k] - information[k]) / total[k],
            "prior": prior[k] / total[k],
        }
        for country, information in own.items()
        for k, name in enumerate(names)
    )


def _information(space: StateSpace, theta: Floats) -> Floats:
    """(J,) what a country's own readings tell about each log scale."""
    known = curvature(space.gradient, theta, space.gradient(theta))
    return np.maximum(-np.diag(known), 0.0)


def _notes(
    trends: Mapping[str, Trend],
    borrowed: pd.DataFrame,
    shared: Hyperparameters,
    correlated: bool,
) -> tuple[str, ...]:
    names = codebook().countries
    scales = ", ".join(scale.name for scale in shared.scales)
    sentences = [f"{', '.join(names.get(c, c) for c in trends)} share: {scales}."]
    if correlated:
        sentences.append(
            "The levels share part of their movements "
            f"(correlation {correlation(shared):.2f}), so that one country's readings also "
            "move the others' trends."
        )
    else:
        sentences.append("Each country's level is estimated from its own readings alone.")
    for country, row in borrowed.drop_duplicates("country").set_index("country").iterrows():
        sentences.append(
            f"{names.get(str(country), str(country))}: {row['readings']} readings, which give "
            f"{row['own']:.0%} of what is known about the {row['scale']}; {row['others']:.0%} "
            f"comes from the other countries' readings, {row['prior']:.0%} from the prior."
        )
    own = (f"{country}: {note}" for country, trend in trends.items() for note in trend.notes)
    return (*sentences, *own)

"""Many questions, one mood: `mood(readings)` by dyad ratios or by a latent trend.

jobs      o     o        o              each question was asked now and then; together they
crime        o     o   o                say where opinion as a whole went
numbers   o      o    o     o
mood      ~~~~~~~~~~~~~~~~~~~
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from analysis.latent.dyad_index import fit_dyad_index, middle_dates
from analysis.latent.held_out import Predict
from analysis.latent.items import PERIODS, Items, find_items, item_list, scatter
from analysis.latent.latent_fit import PRIORS
from analysis.latent.latent_trend import fit_latent_trend, middles
from analysis.latent.results import CountryMoods, Mood, latent_rows
from analysis.latent.summaries import (
    doubts,
    house_rows,
    item_rows,
    measures,
    said_of_items,
    scale_rows,
)
from analysis.model.measurements import as_days
from analysis.trends.options import check_options, unknown_option
from analysis.trends.shared_error import COMMON_ERROR, SharedError
from polls.arguments import arguments_checked, without_effect
from polls.codebooks.model import Codebook, codebook
from polls.errors import Problem, ProblemsWarning, raise_errors

__all__ = ["mood"]

Method = Literal["dyad_ratios", "latent"]
Period = Literal["D", "M", "Q", "A"]
Loadings = Literal["item", "equal"]


@arguments_checked
def mood(
    readings: pd.DataFrame,
    *,
    method: Method = "dyad_ratios",
    period: Period = "A",
    smoothing: bool = True,
    level: float = 0.9,
    together: Sequence[str] = (),
    polarity: Mapping[str, int] | None = None,
    loadings: Loadings = "item",
    item_by_country: bool = True,
    book: Codebook | None = None,
) -> Mood | CountryMoods:
    """The mood behind many questions.

    Args:
        readings: a readings frame of any questions and answers; of the answers of a question
            that the codebook gives a polarity one is used, that with most readings.
        method: "dyad_ratios", Stimson's algorithm, for one country; "latent", a trend behind
            all items, for one or several.
        period: of the mood: "D" day, "M" month, "Q" quarter, "A" year.
        smoothing: of dyad ratios, exponential, as Stimson has it.
        level: of the bands.
        together: countries that count as one, such as Great Britain and the United Kingdom.
        polarity: question, or question/answer -> 1 or -1, before what the codebook says. An
            item without any counts as 1.
        loadings: "item", each its own; "equal", all 1. Of the latent trend.
        item_by_country: whether an item may stand higher in one country than in another. Of
            the latent trend of several countries.
        book: a codebook; default: the shipped one.

    Returns:
        The mood; of readings of several countries, a mapping from country to mood.

    Raises:
        ProblemsError: where readings or options cannot be used, no item has two periods, no
            two items overlap, or all are flat.

    Warns:
        ProblemsWarning: with the items that were left out, that nothing links to the others,
            or that have no declared polarity and load negatively.

    >>> readings = pd.DataFrame({"country": "GB", "pollster": "A", "n": 1000.0, "answer": "yes",
    ...     "question": ["jobs", "jobs", "crime", "crime"], "share": [0.40, 0.44, 0.60, 0.66],
    ...     "start": ["1990-06-01", "1991-06-01", "1991-06-01", "1992-06-01"]})
    >>> found = mood(readings, smoothing=False)
    >>> found.table["estimate"].round(4).tolist()
    [0.5009, 0.5233, 0.5508]
    """
    _check(method, period, smoothing, level, loadings, item_by_country)
    items = find_items(
        readings,
        period=period,
        polarity=polarity or {},
        book=book or codebook(),
        together=together,
        several_countries=method == "latent",
    )
    if method == "dyad_ratios":
        moods = _dyad_moods(items, smoothing, level)
    else:
        moods = _latent_moods(items, level, loadings, item_by_country)
    first = next(iter(moods.values()))
    raised = [*items.warnings, *_negative(first.items)]
    if raised:
        warnings.warn(ProblemsWarning(raised), stacklevel=3)
    return first if len(moods) == 1 else CountryMoods(moods)


def _check(
    method: str,
    period: str,
    smoothing: bool,
    level: float,
    loadings: str,
    item_by_country: bool,
) -> None:
    known = {
        "method": (method, ("dyad_ratios", "latent")),
        "period": (period, tuple(PERIODS)),
        "loadings": (loadings, ("item", "equal")),
    }
    problems = [
        unknown_option(option, value, allowed)
        for option, (value, allowed) in known.items()
        if value not in allowed
    ]
    other = {
        "latent": {"smoothing=False": not smoothing},
        "dyad_ratios": {
            f"loadings={loadings!r}": loadings != "item",
            "item_by_country=False": not item_by_country,
        },
    }
    problems += [
        without_effect(option, f"method={method!r}")
        for option, given in other.get(method, {}).items()
        if given
    ]
    raise_errors(problems)
    check_options(level=level)


def _dyad_moods(items: Items, smoothing: bool, level: float) -> dict[str, Mood]:
    found = fit_dyad_index(items, smoothing=smoothing)
    result = found.found
    frame = items.readings[items.readings["item"].isin(found.items)].reset_index(drop=True)
    expected, _ = found.fits(frame)
    estimate = result.mood[found.periods.get_indexer(pd.PeriodIndex(frame["period"]))] / 100
    frame = _on_scale(frame, estimate + frame["used_share"] - expected)
    table = items.table.set_index("item").loc[list(found.items)].reset_index()
    table = table.assign(
        mean=np.nanmean(found.cells, axis=0) / 100,
        sd=np.nanstd(found.cells, axis=0) / 100,
        loading=result.loadings,
    )
    table["doubt"] = doubts(table["loading"].where(table["periods"] > 3, 1.0), table["loading"])
    diagnostics = {
        "readings": float(len(frame)),
        "items": float(len(table)),
        "reliability": result.reliability,
        "explained": result.explained,
        "alpha_forward": result.alphas[0],
        "alpha_backward": result.alphas[1],
        "iterations": float(result.iterations),
        "converged": float(result.converged),
    }
    country, error = frame["country"].iloc[0], _shared_error(frame, None)
    made = Mood(
        series=_series(items, country),
        method="dyad_ratios",
        level=level,
        table=found.table(level, error),
        items=table,
        houses=pd.DataFrame(),
        hyperparameters=pd.DataFrame(),
        diagnostics=pd.Series(diagnostics, name="value"),
        readings=frame,
        notes=(*items.notes, said_of_items(table), error.note),
        found=found,
        made_of=items,
        refit=partial(_refit_dyad, smoothing=smoothing),
        remake=partial(_dyad_moods, smoothing=smoothing, level=level),
        shared_error=error,
    )
    return {country: made}


def _latent_moods(
    items: Items, level: float, loadings: str, item_by_country: bool
) -> dict[str, Mood]:
    found = fit_latent_trend(items, loadings=loadings, item_by_country=item_by_country)
    table, scales, values = (
        item_rows(items, found, level), scale_rows(found, level), measures(items, found)
    )  # fmt: skip
    options: dict[str, Any] = {"loadings": loadings, "item_by_country": item_by_country}
    moods = {}
    for country in found.countries:
        frame = items.readings[items.readings["country"] == country].reset_index(drop=True)
        days = middles(frame["period"])
        levels, _ = found.levels(country, days)
        mean, _ = found.predict(frame)
        centre = levels.means[..., 0].mean(axis=0)
        span = pd.period_range(frame["period"].min(), frame["period"].max())
        grid = as_days(middle_dates(span))
        error = _shared_error(frame, found.fit.middle.scales.spreads["house"])
        moods[country] = Mood(
            series=_series(items, country),
            method="latent",
            level=level,
            table=latent_rows(found, country, grid, level, error),
            houses=house_rows(found, level),
            readings=_on_scale(frame, expit(centre + frame["logit"].to_numpy() - mean)),
            items=table,
            hyperparameters=scales,
            diagnostics=values,
            notes=(*items.notes, said_of_items(table), error.note),
            found=found,
            made_of=items,
            refit=partial(_refit_latent, **options),
            remake=partial(_latent_moods, level=level, **options),
            shared_error=error,
        )
    return moods


def _shared_error(frame: pd.DataFrame, spread: float | None) -> SharedError:
    """What the surveys of a mood get wrong together.

    Args:
        frame: the readings of one country.
        spread: standard deviation of houses in logits; where it is not known, or of one house
            alone, what is expected of it beforehand stands in.
    """
    parts = frame["house"].value_counts(normalize=True)
    if spread is None or len(parts) == 1:
        median, log_spread, _ = PRIORS["house"]
        spread = median * float(np.exp(log_spread**2 / 2))
    return SharedError(spread**2 * float((parts**2).sum()), COMMON_ERROR**2)


def _refit_dyad(items: Items, smoothing: bool) -> Predict:
    found = fit_dyad_index(items, smoothing=smoothing)
    own = scatter(items.readings)

    def predict(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        share, spread = found.fits(rows)
        share = np.clip(share, 0.005, 0.995)
        binomial = share * (1 - share)
        variance = (spread / binomial) ** 2 + own + rows["inverse_n"].to_numpy() / binomial
        return logit(share), np.sqrt(variance)

    return predict


def _refit_latent(items: Items, loadings: str, item_by_country: bool) -> Predict:
    return fit_latent_trend(items, loadings=loadings, item_by_country=item_by_country).predict


def _on_scale(frame: pd.DataFrame, share: pd.Series | np.ndarray) -> pd.DataFrame:
    """Readings whose share is on the mood's scale, what was printed beside it."""
    return frame.assign(printed=frame["share"], share=np.clip(share, 0.0, 1.0))


def _series(items: Items, country: str) -> dict[str, str]:
    first = items.readings.iloc[0]
    return {
        "country": country,
        "question": "mood",
        "answer": "",
        "group_by": str(first["group_by"]),
        "group": str(first["group"]),
    }


def _negative(table: pd.DataFrame) -> list[Problem]:
    """Items that no one gave a polarity and that move against the mood."""
    wrong = table.loc[~table["declared"] & (table["loading"] < 0), "item"].tolist()
    if not wrong:
        return []
    return [
        Problem(
            "negative-loading",
            "items without a declared polarity move against the mood",
            got=item_list(wrong),
            hint="declare their polarity in the codebook or by polarity={...}, or leave them out",
            severity="warning",
        )
    ]

"""One question in several countries: the first and the latest reading of each, side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

import polls
from analysis.figures.dots import dots_figure
from analysis.figures.dumbbells import dumbbells_figure
from analysis.figures.page import Caption, Drawing
from analysis.model.working_response import printed_of
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Block, Figure, Finding, Section
from analysis.trends.observations import ASSUMED_N, observe
from analysis.wording import curly, fieldwork, listing, percent
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge", "sampling_interval"]

LEVEL = 0.9

LISTED = 8
"""Countries that a sentence may list."""

MONTHS = pd.Timedelta(days=120)
"""A first reading nearer than this to the latest is no other time."""


@dataclass(frozen=True)
class Options:
    """The question, the answer and the countries; none named means all that were asked."""

    question: str
    answer: str
    countries: tuple[str, ...] = ()
    says: str = ""
    title: str = ""


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series named."""
    return judge_series(inputs, place, options.question, options.answer, options.countries)


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    every = _all(options, inputs)
    dated = every.assign(when=polls.when(every)).sort_values("when", kind="stable")
    latest = dated.drop_duplicates("country", keep="last").reset_index(drop=True)
    ranked = latest.sort_values("share", ascending=False, kind="stable").to_dict("records")
    said = [f"{inputs.country(row['country'])} {percent(row['share'])}" for row in ranked]
    says = options.says or f"say “{answer.label}”"
    headline = f"In the latest readings {_range(ranked, inputs)} {says}"
    low, high = sampling_interval(latest.drop(columns="when"))
    labels, usual = _labels(latest, inputs)
    rows = pd.DataFrame(
        {
            "label": labels,
            "share": latest["share"],
            "low": low,
            "high": high,
            "text": [percent(share) for share in latest["share"]],
        }
    )
    caption = Caption(
        headline=headline,
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; latest reading, percent",
        source=f"{inputs.producers(latest)}; processed by polltide",
        note=f"{usual} {curly(question.note)}".strip(),
        alt=(
            f"Dot plot, a row for each country: {question.measure}, answer {answer.label}. "
            f"{listing(said)}."
        ),
    )
    reading = (
        f"Line: {LEVEL:.0%} sampling interval from the published base, else from {ASSUMED_N:.0f}."
    )
    name = f"{options.question}-{options.answer}".replace("_", "-")
    about = {"question": options.question, "answer": options.answer, "readings": len(every),
             "sources": sorted(every["source"].unique())}  # fmt: skip
    blocks: list[Block] = [
        Figure(f"{name}-now", dots_figure(rows, caption, reading=reading), about)
    ]
    if drawing := _then_and_now(dated, inputs, caption, says):
        blocks.append(Figure(f"{name}-then-now", drawing, about))
    spread = ranked[0]["share"] - ranked[-1]["share"]
    strong = f"{percent(ranked[0]['share'])} in {inputs.country(ranked[0]['country'])}"
    finding = Finding(strong, f"{says}{_others(said)}.", spread / 5, headline)
    title = options.title or f"{question.title}: countries side by side"
    return Section(title, tuple(blocks), (finding,), page=False)


def _others(said: list[str]) -> str:
    """The other countries after the first; of many only the last."""
    if len(said) > LISTED:
        return f", the most of {len(said)} countries; the fewest: {said[-1]}"
    return f"; {listing(said[1:])}" if len(said) > 1 else ""


def sampling_interval(readings: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each share that sampling and rounding leave, on the logit scale.

    A base that is not published is taken as `ASSUMED_N`: the pollster's usual base is that of
    its home country.

    Args:
        readings: a readings frame of one question and answer, k countries with one row each.

    Returns:
        Two (k,) float arrays, the lower and the upper end as shares of 0 to 1.
    """
    based = readings.assign(n=readings["n"].fillna(readings["n_weighted"]).fillna(ASSUMED_N))
    observed = observe(based, several=("country",)).frame.set_index("country")
    frame = observed.loc[readings["country"]]
    centre = frame["logit"].to_numpy()
    variance = printed_of(frame).variance(centre)
    reach = norm.ppf(0.5 + LEVEL / 2) * np.sqrt(variance)
    return expit(centre - reach), expit(centre + reach)


def _labels(latest: pd.DataFrame, inputs: Inputs) -> tuple[list[str], str]:
    """A name for each row, and what most of the readings share, said once."""
    records = latest.to_dict("records")
    names = [inputs.country(row["country"]) for row in records]
    measured = [(str(row["pollster"]), fieldwork(row)) for row in records]
    common, times = Counter(measured).most_common(1)[0]
    if times <= len(records) / 2:
        own = zip(names, measured, strict=True)
        return [f"{name}\n{pollster}, {when}" for name, (pollster, when) in own], ""
    labels = []
    for name, (pollster, when) in zip(names, measured, strict=True):
        other = when if pollster == common[0] else f"{pollster}, {when}"
        labels.append(name if (pollster, when) == common else f"{name} ({other})")
    if times == len(records):
        return labels, f"All: {common[0]}, {common[1]}."
    return labels, f"Where no other is named: {common[0]}, {common[1]}."


def _then_and_now(
    dated: pd.DataFrame, inputs: Inputs, caption: Caption, says: str
) -> Drawing | None:
    """First and latest reading of the countries that have two times; none where fewer than two."""
    rows = []
    for country, part in dated.groupby("country", sort=False):
        first, last = part.iloc[0], part.iloc[-1]
        if last["when"] - first["when"] < MONTHS:
            continue
        for row in (first, last):
            rows.append({"row": inputs.country(str(country)), "share": float(row["share"]),
                         "group": f"{row['when'].year}:", "time": row["when"].year})  # fmt: skip
    if len(rows) < 4:
        return None
    frame = pd.DataFrame(rows)
    ends = frame.groupby("row", sort=False)["share"]
    first_share, last_share = ends.first(), ends.last()
    change = (last_share - first_share).sort_values(kind="stable", ascending=False)
    order = {name: place for place, name in enumerate(change.index)}
    frame = frame.sort_values("row", key=lambda names: names.map(order), kind="stable")
    top = str(change.index[0])
    of_top = frame.loc[frame["row"] == top, "time"]
    headline = (
        f"The share rose most in {top}: from {percent(float(first_share[top]))} in "
        f"{of_top.min()} to {percent(float(last_share[top]))} in {of_top.max()}"
        if change.iloc[0] > 0
        else f"The share rose nowhere between {frame['time'].min()} and {frame['time'].max()}"
    )
    words = Caption(
        headline,
        caption.subtitle.replace("latest reading", "first and latest reading"),
        caption.source,
        "",
        f"Dumbbell chart, a row for each country, of those who {says}. {headline}.",
    )
    return dumbbells_figure(frame, words, reading="Hollow: the first reading; filled: the latest.")


def _range(ranked: list[dict[Any, Any]], inputs: Inputs) -> str:
    first, last = ranked[0], ranked[-1]
    if first is last:
        return f"{percent(first['share'])} in {inputs.country(first['country'])}"
    return (
        f"{percent(last['share'])} ({inputs.country(last['country'])}) to "
        f"{percent(first['share'])} ({inputs.country(first['country'])})"
    )


def _all(options: Options, inputs: Inputs) -> pd.DataFrame:
    held = sorted(inputs.readings["country"].unique(), key=inputs.country)
    countries = options.countries or tuple(held)
    parts = [inputs.series(options.question, options.answer, country) for country in countries]
    return pd.concat(parts, ignore_index=True)

"""Who thinks so: the groups of one question as dumbbells, and the widest gap over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

import polls
from analysis.figures.dumbbells import (
    breakdown_name,
    dumbbells_figure,
    latest_shares,
    printable_groups,
    resting_on_few,
)
from analysis.figures.page import Caption, new_figure
from analysis.figures.trend import overlay_figure
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Block, Figure, Finding, Section
from analysis.trends.groups import fit_groups
from analysis.wording import dashed, listing, month, percent, points_unsigned
from polls.errors import Place, Problem, unknown

__all__ = ["Options", "compose", "judge"]

DAYS = 60
"""Readings of so many days are averaged."""

WINDOW = pd.Timedelta(days=DAYS)

PEOPLE = {
    "age": "those aged {}", "vote": "{} voters", "referendum2016": "{} voters",
    "social_grade": "those of grade {}", "region": "people in {}",
}  # fmt: skip
"""What the people of a group are called in a sentence, by breakdown."""


@dataclass(frozen=True)
class Options:
    """The question, answer and country; `groups` are breakdowns, none named means all."""

    question: str
    answer: str
    country: str
    groups: tuple[str, ...] = ()
    says: str = ""
    title: str = ""


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series or the breakdowns named, or that there are no groups."""
    problems = judge_series(inputs, place, options.question, options.answer, [options.country])
    if problems:
        return problems
    held = sorted(_rows(options, inputs)["group_by"].unique())
    if not held:
        return [Problem("no-groups", "no reading of groups of this series", place)]
    return [
        unknown("breakdown", name, held, place, title="no reading of this breakdown")
        for name in options.groups
        if name not in held
    ]  # fmt: skip


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    readings = _rows(options, inputs)
    if options.groups:
        readings = readings[readings["group_by"].isin(list(options.groups))]
    days = polls.when(readings)
    last = days.max()
    rows = latest_shares(readings, DAYS)
    few = resting_on_few(readings[days > last - WINDOW])
    where = inputs.country(options.country)
    widest = _widest(rows)
    says = options.says or f"say “{answer.label}”"
    people = PEOPLE.get(str(widest["by"]), "“{}”")
    headline = (
        f"{breakdown_name(str(widest['by']))} divides most: {percent(widest['high'])} of "
        f"{people.format(dashed(str(widest['above'])))} {says}, against "
        f"{percent(widest['low'])} of {people.format(dashed(str(widest['below'])))}"
    )
    producers = f"{inputs.producers(readings)}; processed by polltide"
    first = (last - WINDOW + pd.Timedelta(days=1)).date()
    caption = Caption(
        headline=f"{headline} ({month(last)})",
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; {where}, percent",
        source=producers,
        note=(
            f"Mean of the readings from {month(first)} to {month(last)}, weighted by base. "
            f"{_bases(readings[days > last - WINDOW])}"
            + (f" Base under 100: {listing([dashed(name) for _, name in few])}." if few else "")
        ),
        alt=(
            f"Dumbbell chart, a row for each breakdown, of {question.measure}, answer "
            f"{answer.label}, {where}. {headline}."
        ),
    )
    name = f"{options.question}-{options.answer}-{options.country.lower()}".replace("_", "-")
    about = {"question": options.question, "answer": options.answer, "country": options.country,
             "readings": len(readings), "sources": sorted(readings["source"].unique())}  # fmt: skip
    reading = "Dot: a group, the lowest and the highest named; hollow: those between."
    drawing = dumbbells_figure(
        rows[["row", "group", "share", "mark"]], caption, reading=reading, row=4.2
    )
    blocks: list[Block] = [Figure(f"{name}-groups", drawing, about)]
    over_time, gap = _over_time(widest, readings, caption, name, about, inputs)
    blocks += over_time
    strong = percent(widest["high"])
    rest = headline.partition(strong)[2].strip()
    # An old gap says less about today.
    fresh = 0.5 if (inputs.date - last).days < 400 else 0.15
    weight = fresh * (widest["high"] - widest["low"])
    wider = "; no other breakdown divides as much" if rows["row"].nunique() > 1 else ""
    finding = Finding(strong, f"{rest} ({month(last)}){gap}{wider}.", weight)
    return Section(options.title or f"Who thinks so, {where}", tuple(blocks), (finding,))


def _over_time(
    widest: dict[str, Any],
    readings: pd.DataFrame,
    caption: Caption,
    name: str,
    about: dict[str, Any],
    inputs: Inputs,
) -> tuple[list[Block], str]:
    """The two groups farthest apart as trends, where each has readings enough, and their gap."""
    pair = [str(widest["above"]), str(widest["below"])]
    rows = readings[(readings["group_by"] == widest["by"]) & readings["group"].isin(pair)]
    if polls.when(rows).nunique() < 10 or rows["group"].nunique() < 2:
        return [], ""
    key = ("groups", name, str(widest["by"]), *pair)
    fitted = inputs.once(key, lambda: fit_groups(rows))
    ends = fitted[pair[0]].readings["date"].agg(["min", "max"])
    gap = fitted.gap(pair[0], pair[1], [str(day) for day in ends])
    then, now = (float(value) for value in gap["estimate"])
    low, high = float(gap["low"].iloc[1]), float(gap["high"].iloc[1])
    moved = "wider" if now > then else "narrower"
    headline = (
        f"The gap between {listing(list(map(dashed, pair)))}: an estimated "
        f"{points_unsigned(now)} in {month(ends['max'])}, {moved} than the "
        f"{points_unsigned(then)} of {month(ends['min'])}"
    )
    words = Caption(
        headline=headline,
        subtitle=caption.subtitle,
        source=caption.source,
        note=(
            f"{fitted.level:.0%} interval of the last gap: {points_unsigned(low).split()[0]} to "
            f"{points_unsigned(high)}, given that both groups answered the same surveys."
        ),
        alt=f"Line chart of two groups over time. {headline}.",
    )
    drawing = overlay_figure(
        {dashed(group): fitted[group] for group in pair},
        words,
        figure=new_figure((6.7, 5.6)),
        dots=False,
    )
    interval = f"{points_unsigned(low).split()[0]}–{points_unsigned(high).split()[0]}"
    gap_words = f", {points_unsigned(now)} apart ({fitted.level:.0%} interval {interval})"
    return [Figure(f"{name}-gap", drawing, about)], gap_words


def _rows(options: Options, inputs: Inputs) -> pd.DataFrame:
    """The readings of groups whose bases are large enough to print, small ones marked."""
    frame = inputs.groups
    rows = frame[
        (frame["question"] == options.question)
        & (frame["answer"] == options.answer)
        & (frame["country"] == options.country)
    ]
    return printable_groups(rows)


def _widest(latest: pd.DataFrame) -> dict[str, Any]:
    by = latest["group_by"].iloc[0]
    part = latest[latest["group_by"] == by].sort_values("share", kind="stable")
    low, high = part.iloc[0], part.iloc[-1]
    return {"by": by, "below": low["group"], "above": high["group"],
            "low": float(low["share"]), "high": float(high["share"])}  # fmt: skip


def _bases(readings: pd.DataFrame) -> str:
    known = readings["n"].dropna()
    if known.empty:
        return "Bases are not published."
    return (
        f"Bases of groups in a wave from {known.min():,.0f} to {known.max():,.0f}; "
        "groups of under 50 are not shown."
    )

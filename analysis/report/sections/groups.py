"""Who thinks so: the groups of one question as dumbbells, and the widest gap over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

import polls
from analysis.figures.dumbbells import dumbbells_figure
from analysis.figures.page import Caption, new_figure
from analysis.figures.trend import overlay_figure
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Block, Figure, Finding, Section
from analysis.trends.groups import fit_groups
from analysis.wording import dashed, listing, month, percent, points_unsigned
from polls.errors import Place, Problem, unknown

__all__ = ["Options", "compose", "judge"]

WINDOW = pd.Timedelta(days=60)
"""Readings so long before the last are averaged, so that a dot is not one poll's luck."""

NAMES = {
    "age": "Age", "vote": "Vote", "referendum2016": "2016 referendum", "sex": "Sex",
    "social_grade": "Social grade", "region": "Region", "education": "Education",
}  # fmt: skip

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
    latest = _latest(readings[days > last - WINDOW])
    few = _marked(readings[days > last - WINDOW])
    where = inputs.country(options.country)
    widest = _widest(latest)
    says = options.says or f"say “{answer.label}”"
    people = PEOPLE.get(str(widest["by"]), "“{}”")
    headline = (
        f"{_name(widest['row'])} divides most: {percent(widest['high'])} of "
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
    rows = latest.assign(
        row=[_name(by) for by in latest["row"]],
        mark=[
            "*" if pair in few else "" for pair in zip(latest["row"], latest["group"], strict=True)
        ],
    )
    about = {"question": options.question, "answer": options.answer, "country": options.country,
             "readings": len(readings), "sources": sorted(readings["source"].unique())}  # fmt: skip
    reading = "Dot: a group, the lowest and the highest named; hollow: those between."
    drawing = dumbbells_figure(rows, caption, reading=reading, row=4.2)
    blocks: list[Block] = [Figure(f"{name}-groups", drawing, about)]
    over_time, gap = _over_time(widest, readings, caption, name, about, inputs)
    blocks += over_time
    strong = percent(widest["high"])
    rest = headline.partition(strong)[2].strip()
    # An old gap says less about today.
    fresh = 0.5 if (inputs.date - last).days < 400 else 0.15
    weight = fresh * (widest["high"] - widest["low"])
    wider = "; no other breakdown divides as much" if latest["row"].nunique() > 1 else ""
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


def _marked(latest: pd.DataFrame) -> list[tuple[str, str]]:
    """The groups whose latest readings all have small bases, with their breakdowns."""
    small = latest[latest["reliability"] == "marked"]
    large = latest[latest["reliability"] != "marked"]
    pairs = [set(zip(part["group_by"], part["group"], strict=True)) for part in (small, large)]
    return sorted(pairs[0] - pairs[1])


def _rows(options: Options, inputs: Inputs) -> pd.DataFrame:
    """The readings of groups whose bases are large enough to print, small ones marked."""
    frame = inputs.groups
    rows = frame[
        (frame["question"] == options.question)
        & (frame["answer"] == options.answer)
        & (frame["country"] == options.country)
    ]
    judged = polls.small_bases(rows, "base50")
    return judged[judged["n"].isna() | (judged["reliability"] != "withheld")]


def _latest(readings: pd.DataFrame) -> pd.DataFrame:
    """The mean of each group's latest readings: row (the breakdown), group, share."""
    weight = readings["n"].fillna(1.0)
    sums = readings.assign(weighted=readings["share"] * weight, weight=weight)
    found = sums.groupby(["group_by", "group"], sort=False)[["weighted", "weight"]].sum()
    shares = (found["weighted"] / found["weight"]).rename("share").reset_index()
    shares = shares.rename(columns={"group_by": "row"})
    spread = shares.groupby("row")["share"].agg(lambda part: part.max() - part.min())
    several = shares.groupby("row")["share"].size() > 1
    order = spread[several].sort_values(ascending=False, kind="stable").index
    parts = [shares[shares["row"] == by] for by in order]
    return pd.concat(parts, ignore_index=True) if parts else shares


def _widest(latest: pd.DataFrame) -> dict[str, Any]:
    by = latest["row"].iloc[0]
    part = latest[latest["row"] == by].sort_values("share", kind="stable")
    low, high = part.iloc[0], part.iloc[-1]
    return {"row": by, "by": by, "below": low["group"], "above": high["group"],
            "low": float(low["share"]), "high": float(high["share"])}  # fmt: skip


def _bases(readings: pd.DataFrame) -> str:
    known = readings["n"].dropna()
    if known.empty:
        return "Bases are not published."
    return (
        f"Bases of groups in a wave from {known.min():,.0f} to {known.max():,.0f}; "
        "groups of under 50 are not shown."
    )


def _name(breakdown: object) -> str:
    text = str(breakdown)
    return NAMES.get(text, text.replace("_", " ").capitalize())

"""Many questions joined into one mood: the line, its items, other countries, official counts.

[[section]]
kind = "mood"
title = "..."                      # what the questions are about
countries = ["GB", "UK"]           # taken as one
others = ["FR", "DE"]              # set beside them on one scale, by the questions they share
official = "..."                   # an official series that the mood may move with
without = ["question/answer"]      # what is not about it
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.figures.beside_counts import beside_counts_figure
from analysis.figures.mood import mood_figure
from analysis.figures.page import Caption, new_figure
from analysis.latent.mood import mood
from analysis.latent.results import CountryMoods, Mood
from analysis.official.lead_lag import lead_lag
from analysis.report.data import Inputs, seven_digits
from analysis.report.document import Block, Figure, Finding, Prose, Section, Table
from analysis.report.tables import question_cells
from analysis.trends.summary import country_name
from analysis.wording import listing, percent, readings_count
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning, unknown

__all__ = ["Options", "compose", "judge"]

ITEMS = 6
"""Items in the table, those asked in most years."""

SIZE = (6.7, 3.3)
"""Inches of a figure with its words: two and the table of items fill a page."""

SEVERAL = 5
"""Questions in a year from which on a line rests on more than the luck of one."""

MOST_LAGS = 2
"""Years by which the one may come before the other: more leave too few pairs."""


JUDGED_LATE = True
"""Whether there is a mood in the readings is known once it is fitted."""

UNKNOWN = {
    "country": "no reading of this country",
    "question": "no reading of this question",
    "answer": "no reading of this answer",
    "official-series": "unknown official series",
}
"""What is not known -> the title of the problem."""


@dataclass(frozen=True)
class Options:
    """What the questions are about, the countries, what is set beside, and what is left out."""

    title: str
    countries: tuple[str, ...]
    others: tuple[str, ...] = ()
    official: str = ""
    questions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the names given, or with the readings that they leave."""
    frame = inputs.readings
    known: Mapping[str, set[str]] = {
        "country": set(frame["country"]),
        "question": set(frame["question"]),
        "answer": set(frame["question"]) | set(frame["question"] + "/" + frame["answer"]),
        "official-series": set(inputs.official["series"]),
    }
    named = {
        "country": (*options.countries, *options.others),
        "question": options.questions,
        "answer": options.without,
        "official-series": (options.official,) if options.official else (),
    }
    problems = [
        unknown(what, name, sorted(known[what]), place, title=UNKNOWN[what])
        for what, names in named.items()
        for name in names
        if name not in known[what]
    ]
    if problems:
        return problems
    try:
        _mood(options, inputs)
        if options.others:
            _moods(options, inputs)
        if options.official:
            _beside(options, inputs)
    except ProblemsError as error:
        return list(error.problems)
    return []


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    found = _mood(options, inputs)
    table = found.table
    estimates = table["estimate"].to_numpy()
    places = (int(estimates.argmin()), int(estimates.argmax()), -1)
    low, high, last = (table.iloc[place].to_dict() for place in places)
    where = country_name(found.country)
    count = f"{readings_count(len(found.readings))} of {len(found.items)} questions"
    finding = _said_of_level(options.title, low, high, last)
    caption = Caption(
        headline=finding,
        subtitle=f"{options.title}, {where}: what the average question would show; percent",
        source=f"{inputs.producers(found.readings)}; processed by polltide",
        note=f"{count} taken as one. Each reading is moved to the mood’s scale.",
        alt=f"Line chart with a band, {where}: {options.title}, {count}. {finding}.",
    )
    inputs_of = {"countries": options.countries, "without": options.without,
                 "readings": len(found.readings)}  # fmt: skip
    name = "mood-" + "-".join(options.countries).lower()
    blocks: list[Block] = [
        Figure(name, mood_figure(found, caption, figure=new_figure(SIZE)), inputs_of),
        Prose(
            "Each question has its own level and its own loading on one line that walks from year "
            "to year; houses differ by constants, and what sampling does not explain is estimated "
            f"for each question. {_said_of_beginning(found)} {said_of_doubtful(found)}"
        ),
        _items(found, inputs),
    ]
    if options.others:
        blocks += _other_countries(options, inputs, name)
    if options.official:
        blocks += _official(options, inputs, name)
    moved = abs(float(last["estimate"]) - float(high["estimate"]))
    found_most = Finding("", f"{finding}.", moved / 4)
    return Section(f"{options.title}: many questions, one mood", tuple(blocks), (found_most,))


def _said_of_level(
    title: str, low: Mapping[Any, Any], high: Mapping[Any, Any], last: Mapping[Any, Any]
) -> str:
    """Where the mood stands, and its highest and lowest year where they are others."""
    year = last["date"].year
    said = [
        f"the {word} {percent(row['estimate'])} in {row['date'].year}"
        for word, row in (("lowest", low), ("highest", high))
        if row["date"].year != year
    ]
    extreme = "highest" if high["date"].year == year else "lowest"
    own = "" if len(said) == 2 else f", the {extreme}"
    rest = f"; {listing(said)}" if said else ""
    return f"{title}: an estimated {percent(last['estimate'])} in {year}{own}{rest}"


def _said_of_beginning(found: Mood) -> str:
    """From when on there are questions, and from when on there are several."""
    years = found.readings["period"].dt.year
    several = found.readings.groupby(years)["item"].nunique()
    first = int(years.min())
    often = several.index[several >= SEVERAL]
    since = f", and {SEVERAL} or more in a year since {often.min()}" if len(often) else ""
    return (
        f"The first question was asked in {first}{since}: before, the line rests on few "
        "surveys, and in years without any it is carried across."
    )


def _other_countries(options: Options, inputs: Inputs, name: str) -> list[Block]:
    """The moods of several countries on one scale, and what links them."""
    moods = _moods(options, inputs)
    rows = pd.concat([mood.readings for mood in moods.values()])
    shared = rows["item"].unique()
    last = {country_name(code): moods[code].table.iloc[-1] for code in moods}
    ranked = sorted(last, key=lambda each: -float(last[each]["estimate"]))
    years = {name: last[name]["date"].year for name in ranked}
    common = years[ranked[0]] if len(set(years.values())) == 1 else None
    stand = listing(
        [
            f"{name} {percent(last[name]['estimate'])}" + ("" if common else f" ({years[name]})")
            for name in ranked
        ]
    )
    headline = f"On one scale{f' in {common}' if common else ''}, by estimate: {stand}"
    linked = f"{len(shared)} questions that were asked in several of these countries"
    count = readings_count(len(rows))
    caption = Caption(
        headline=headline,
        subtitle=f"{options.title}: what the average question would show; percent",
        source=f"{inputs.producers(rows)}; processed by polltide",
        note=f"{count} of {linked}.",
        alt=f"Line chart with bands, {listing(ranked)}: {options.title}, {count}. {headline}.",
    )
    figure = Figure(
        f"{name}-and-others", mood_figure(moods, caption, figure=new_figure(SIZE)),
        {"countries": options.countries, "others": options.others, "readings": len(rows)},
    )  # fmt: skip
    return [
        Prose("Other countries on the same scale", "heading"),
        figure,
        Prose(
            f"These lines are made of the {linked}, which put them on one scale; a question may "
            "stand higher in one country than in another by an amount that is estimated. The scale "
            "is that of these questions, so that a line is not at the height that it has alone."
        ),
    ]


def _official(options: Options, inputs: Inputs, name: str) -> list[Block]:
    """The mood above an official series, and how their changes go together."""
    found = _mood(options, inputs)
    counts, leads = _beside(options, inputs)
    entry = inputs.official.set_index("series").loc[options.official]
    title = str(entry["title"])
    named = title[0].lower() + title[1:]
    where = country_name(found.country)
    said, headline = _said_of_leads(leads, named)
    producer = inputs.sources.set_index("source").loc[entry["source"], "producer"]
    years = f"{counts['date'].min().year} to {counts['date'].max().year}"
    caption = Caption(
        headline=headline,
        subtitle=f"{options.title}, {where}, and {named}, {years}",
        source=f"{producer}; {inputs.producers(found.readings)}; processed by polltide",
        note="Each bar is the last figure of a year, drawn in its middle.",
        alt=f"Line chart above a bar chart, {where}, {years}: {options.title} and {title}. "
        f"{headline}.",
    )
    drawing = beside_counts_figure(found, counts, (options.title, title), caption)
    rows = tuple(
        (_lag(int(row["lag"])), str(int(row["n"])), _signed(row["correlation"]),
         f"{_signed(row['low'])} to {_signed(row['high'])}")
        for row in leads.dropna().to_dict("records")
    )  # fmt: skip
    header = ("Changes from year to year", "Pairs", "Correlation", "95% interval")
    return [
        Prose(f"Beside official figures: {title.lower()}", "heading"),
        Figure(f"{name}-official", drawing, {"official": options.official}),
        Prose(said),
        Table(header, rows, (0.46, 0.14, 0.18, 0.22), "How their changes go together", (1, 2, 3)),
    ]


def _said_of_leads(leads: pd.DataFrame, named: str) -> tuple[str, str]:
    """What the correlations of changes say, and in a headline."""
    known = leads.dropna()
    if not (known["lag"] == 0).any():
        return "There are too few years for a correlation of changes.", "Too few years to compare"
    clear = known[(known["low"] > 0) | (known["high"] < 0)]
    same = known[known["lag"] == 0].iloc[0].astype(float).to_dict()
    words = (
        f"Changes of the mood and of {named} from year to year correlate by "
        f"{_signed(same['correlation'])} in the same year (95% interval {_signed(same['low'])} to "
        f"{_signed(same['high'])}, {int(same['n'])} pairs of years). "
    )
    if clear.empty:
        words += "No lag of a year either way has an interval that leaves out 0: "
        words += "whether the mood follows the figures cannot be told from so few years. "
        headline = "So few years do not tell whether the mood follows the figures"
    else:
        lags = listing([_lag(int(lag)).lower() for lag in clear["lag"]])
        words += f"An interval leaves out 0 for: {lags}. "
        headline = f"Their changes go together: {lags}"
    words += (
        "The mood is smoothed, so that changes of neighbouring years share a little, and order in "
        "time is not cause."
    )
    return words, headline


def _lag(lag: int) -> str:
    if lag == 0:
        return "In the same year"
    return f"The figures {'come first' if lag > 0 else 'follow'} by {abs(lag)} year" + (
        "s" if abs(lag) > 1 else ""
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def said_of_doubtful(found: Mood) -> str:
    """Which questions do not seem to belong, in a sentence."""
    names = found.doubtful
    return (
        f"Questions that hardly move with it, or against it: {listing(names)}."
        if names
        else "No question moves against it."
    )


def _mood(options: Options, inputs: Inputs) -> Mood:
    """The mood, made on first use."""
    found: Mood = _made(options, inputs, options.countries)
    return found


def _moods(options: Options, inputs: Inputs) -> CountryMoods:
    """The moods of the countries and of the others on one scale, made on first use."""
    found: CountryMoods = _made(options, inputs, (*options.countries, *options.others))
    return found


def _made(options: Options, inputs: Inputs, countries: tuple[str, ...]) -> Any:
    def make() -> Mood | CountryMoods:
        frame = inputs.readings
        pairs = frame["question"] + "/" + frame["answer"]
        wanted = frame["country"].isin(countries) & (frame["group_by"] == "all")
        wanted &= ~frame["question"].isin(options.without) & ~pairs.isin(options.without)
        if options.questions:
            wanted &= frame["question"].isin(options.questions)
        if countries != options.countries:
            wanted &= _shared(frame, countries, options)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ProblemsWarning)  # the section says the same
            together = options.countries if len(options.countries) > 1 else ()
            found = mood(frame[wanted], method="latent", together=together)
        if isinstance(found, Mood):
            return _settled(found)
        return CountryMoods({country: _settled(each) for country, each in found.moods.items()})

    return inputs.once(("mood", options, countries), make)


def _settled(found: Mood) -> Mood:
    """A mood in the digits that every processor agrees on."""
    return replace(found, table=seven_digits(found.table), readings=seven_digits(found.readings))


def _shared(frame: pd.DataFrame, countries: tuple[str, ...], options: Options) -> pd.Series:
    """Whether a reading's question was asked in several countries, those taken as one counting
    as one."""
    place = frame["country"].where(~frame["country"].isin(options.countries), "together")
    asked = place[frame["country"].isin(countries)].groupby(frame["question"]).nunique()
    return frame["question"].isin(asked.index[asked > 1])


def _beside(options: Options, inputs: Inputs) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The official series, and how its changes and the mood's correlate."""
    series = inputs.library.official(options.official)
    series = series[(series["date"] <= inputs.date) & series["country"].isin(options.countries)]
    leads = lead_lag(series, _mood(options, inputs), period="Y", max_lag=MOST_LAGS)
    return series, leads


def _items(found: Mood, inputs: Inputs) -> Table:
    most = found.items.sort_values("periods", ascending=False, kind="stable").head(ITEMS)
    cells = question_cells(inputs, most["question"])
    rows = tuple(
        (
            cells[row["question"]],
            str(row["readings"]),
            str(row["periods"]),
            percent(row["mean"]),
            f"{row['loading']:.2f}".replace("-", "−"),
        )
        for row in most.to_dict("records")
    )
    header = ("Question", "Readings", "Years", "Mean", "Loading")
    return Table(header, rows, (0.56, 0.12, 0.1, 0.1, 0.12), "The questions asked in most years",
                 (1, 2, 3, 4))  # fmt: skip

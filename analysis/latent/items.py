"""Which item a reading is of, which way it points, and what was left out.

    question  answer      polarity   item
    jobs      agree        1         jobs      its share as printed
    welcome   agree       -1         welcome   1 - share, so that all items point one way
    numbers   about_right  0         --        another answer of the question stands for it

The answers of one question are parts of one whole, so that of those with a declared polarity
one alone is taken: that with most readings. Polarity is the codebook's, or what the caller
declares; where there is none it is taken as 1, and a negative loading then is worth a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analysis.latent.dyad_ratios import LEAST_SPREAD
from analysis.model.sampling_error import logit_variance
from analysis.trends.observations import observe
from analysis.wording import listing
from polls.arguments import without_effect
from polls.codebooks.model import Codebook
from polls.errors import Problem, ProblemsError, raise_errors, unknown
from polls.schema import COLUMNS

__all__ = ["PERIODS", "Items", "find_items", "item_list", "scatter"]

PERIODS = {"D": "day", "M": "month", "Q": "quarter", "A": "year"}
"""Letter -> what a period is."""

NAMED = 12
"""So many items are named in a message, the rest counted."""


@dataclass(frozen=True)
class Items:
    """Readings of items that make a mood.

    Attributes:
        readings: as `Observations.frame`, with `item`, `period`, `turned`
            and `reading`, a number that stays when others are left out; `used_share` and
            `logit` are those of the mood's own direction.
        table: one row an item: item, question, answer, polarity, declared, readings, periods.
        notes: what was assumed and left out, in sentences.
        warnings: what the caller should know before using the mood.
    """

    readings: pd.DataFrame
    table: pd.DataFrame
    notes: tuple[str, ...]
    warnings: tuple[Problem, ...]

    def without(self, held_out: np.ndarray) -> Items:
        """The items as if some readings (boolean, one a reading) had not been made."""
        rows = self.readings[~held_out]
        return replace(self, readings=rows.reset_index(drop=True), table=_table(rows))


def find_items(
    readings: pd.DataFrame,
    *,
    period: str,
    polarity: Mapping[str, int],
    book: Codebook,
    together: Sequence[str],
    several_countries: bool,
) -> Items:
    """The items among some readings, each turned to point the mood's way.

    Args:
        readings: a readings frame.
        period: a letter of `PERIODS`.
        polarity: question, or question/answer -> 1 or -1; goes before the codebook.
        book: the polarity of answers.
        together: countries that count as one.
        several_countries: whether the mood may have several.

    Raises:
        ProblemsError: where readings cannot be used, no item has two periods, no two items
            ever overlap, or all of them are flat.
    """
    merged, notes = _merged(readings, together)
    several = ("question", "answer", *(("country",) if several_countries else ()))
    observed = observe(merged, several)
    frame = observed.frame
    raise_errors(_unknown_polarity(polarity, frame))
    frame = _answers(frame, polarity, book)
    left_out = len(observed.frame) - len(frame)
    if left_out:
        notes.append(f"{left_out:,} readings of other answers of the same questions were left out.")
    frame = _turned(frame, period)
    once = frame.drop_duplicates(["item", "country", "period"])["item"].value_counts()
    single = sorted(once.index[once < 2])
    kept = frame[~frame["item"].isin(single)].reset_index(drop=True)
    kept = kept.assign(reading=np.arange(len(kept)))
    if kept.empty:
        raise ProblemsError([_too_few(single, PERIODS[period])])
    flat = _flat(kept)
    if len(flat) == kept["item"].nunique():
        raise ProblemsError([_all_flat(flat)])
    groups = _components(kept)
    raise_errors(_apart(groups, period))
    return Items(
        kept,
        _table(kept),
        (*observed.notes, *notes),
        tuple(_warnings(single, flat, groups, period)),
    )


def scatter(frame: pd.DataFrame) -> float:
    """Variance, in logits, of readings around their own item and period beyond sampling.

    What opinion does within a period, and what one survey has of its own: a mood by period
    says nothing of it, a survey held out has it.
    """
    cells = frame.groupby(["country", "item", "period"])
    apart = frame["logit"] - cells["logit"].transform("mean")
    size = cells["logit"].transform("size")
    sampling = logit_variance(frame["used_share"], frame["inverse_n"])
    free = float((1 - 1 / size).sum())
    excess = float((apart**2).sum() - (sampling * (1 - 1 / size)).sum())
    return max(excess / free, 0.0) if free > 0 else 0.0


def item_list(names: Sequence[str]) -> str:
    """Names of items, the rest counted where they are many.

    >>> item_list(["jobs", "crime"])
    'jobs and crime'
    """
    more = len(names) - NAMED
    return listing([*names[:NAMED], f"{more} more"] if more > 0 else list(names))


def _merged(readings: pd.DataFrame, together: Sequence[str]) -> tuple[pd.DataFrame, list[str]]:
    """The readings with a base of 0 taken as not published, and countries that count as one."""
    if not isinstance(readings, pd.DataFrame):
        return readings, []  # `observe` says what is wrong
    frame = readings[[name for name in readings if name in COLUMNS]].copy()
    if "n" in frame:
        frame["n"] = frame["n"].where(frame["n"] != 0)
    if not together or "country" not in frame:
        return frame, []
    known = sorted(frame["country"].unique())
    if len(set(together)) < 2:
        beside, hint = "one country", "name those that count as one, such as ['GB', 'UK']"
        raise_errors([without_effect(f"together={list(together)}", beside, hint)])
    raise_errors(
        unknown(
            "country", code, known, title="no reading is of a country that is to count with others"
        )
        for code in together
        if code not in known
    )
    name = " + ".join(together)
    frame["country"] = frame["country"].where(~frame["country"].isin(together), name)
    return frame, [f"Readings of {listing(list(together))} are taken together."]


def _unknown_polarity(polarity: Mapping[str, int], frame: pd.DataFrame) -> Iterator[Problem]:
    known = sorted({*frame["question"], *(frame["question"] + "/" + frame["answer"])})
    for name, sign in polarity.items():
        if name not in known:
            yield unknown(
                "item", name, known, title="polarity is declared of an item without readings"
            )
        if sign not in (1, -1):
            yield Problem(
                "wrong-polarity", "polarity is 1 or -1", got=f"{name}: {sign!r}", expected="1 or -1"
            )


def _answers(frame: pd.DataFrame, polarity: Mapping[str, int], book: Codebook) -> pd.DataFrame:
    """The rows of the answers that stand for their questions, with their polarity.

    Of answers with as many readings a net goes before its parts, then polarity 1 before -1.
    """
    counts = frame.groupby(["question", "answer"])["share"].size().rename("count").reset_index()
    found = [
        _polarity(question, answer, polarity, book)
        for question, answer in zip(counts["question"], counts["answer"], strict=True)
    ]
    table = counts.assign(
        polarity=[sign for sign, _, _ in found],
        declared=[declared for _, declared, _ in found],
        net=[net for _, _, net in found],
    )
    polar = table["polarity"] != 0
    # A question with answers that point somewhere is stood for by one of them.
    has_polar = polar.groupby(table["question"]).transform("any")
    order = ["count", "net", "polarity", "answer"]
    table = table[polar | ~has_polar].sort_values(order, ascending=[False, False, False, True])
    table["rank"] = np.arange(len(table))
    ranked = frame.merge(table[["question", "answer", "polarity", "declared", "rank"]],
                         on=["question", "answer"])  # fmt: skip
    best = ranked.groupby(["country", "question"])["rank"].transform("min")
    taken = ranked[~ranked["declared"] | (ranked["rank"] == best)]
    taken = taken.assign(polarity=taken["polarity"].where(taken["polarity"] != 0, 1))
    return taken.drop(columns="rank").sort_values("date", kind="stable", ignore_index=True)


def _polarity(
    question: str, answer: str, polarity: Mapping[str, int], book: Codebook
) -> tuple[int, bool, bool]:
    """Which way an answer points (0: nowhere), whether that is declared, and if it is a net."""
    entry = book.questions.get(question)
    known = entry.answer(answer) if entry else None
    net = bool(known and known.net_of)
    for name in (f"{question}/{answer}", question):
        if name in polarity:
            return polarity[name], True, net
    sign = known.polarity if known else 0
    return sign, sign != 0, net


def _turned(frame: pd.DataFrame, period: str) -> pd.DataFrame:
    """The rows with their item and period, shares and logits in the mood's direction."""
    answers = frame.groupby("question")["answer"].nunique()
    alone = frame["question"].map(answers) == 1
    turned = (frame["polarity"] < 0).to_numpy()
    share = frame["used_share"].to_numpy()
    dates = frame["date"].dt.to_period("Y" if period == "A" else period)
    return frame.assign(
        item=frame["question"].where(alone, frame["question"] + "/" + frame["answer"]),
        period=dates,
        turned=turned,
        used_share=np.where(turned, 1 - share, share),
        logit=np.where(turned, -frame["logit"], frame["logit"]),
    )


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    named = ["item", "question", "answer", "polarity", "declared"]
    table = frame[named].drop_duplicates("item").sort_values("item").set_index("item")
    table["readings"] = frame["item"].value_counts()
    table["periods"] = frame[["item", "period"]].drop_duplicates()["item"].value_counts()
    return table.reset_index()


def _flat(frame: pd.DataFrame) -> list[str]:
    """Items that never move."""
    reach = frame.groupby("item")["used_share"].agg(np.ptp)
    return sorted(reach.index[100 * reach < LEAST_SPREAD])


def _components(frame: pd.DataFrame) -> list[list[str]]:
    """Groups of items that periods and countries link, the largest first."""
    items, names = pd.factorize(frame["item"])
    places = frame.groupby(["country", "period"]).ngroup().to_numpy() + len(names)
    size = int(places.max()) + 1
    links = coo_array((np.ones(len(items)), (items, places)), shape=(size, size))
    _, label = connected_components(links, directed=False)
    groups = pd.Series(names).groupby(label[: len(names)]).apply(list)
    return sorted(groups.tolist(), key=len, reverse=True)


def _apart(groups: Sequence[Sequence[str]], period: str) -> Iterator[Problem]:
    if len(groups) > 1 and len(groups[0]) == 1:
        yield Problem(
            "items-never-overlap",
            f"no two items were asked in the same {PERIODS[period]}, so that nothing links them",
            got=item_list([group[0] for group in groups]),
            expected="items whose periods overlap",
            hint="a longer period, or an item that was asked beside others, would link them",
        )


def _warnings(
    single: list[str], flat: list[str], groups: Sequence[Sequence[str]], period: str
) -> Iterator[Problem]:
    word = PERIODS[period]
    if single:
        yield Problem(
            "item-of-one-period",
            f"items asked in one {word} only are left out: they cannot show change",
            got=item_list(single),
            severity="warning",
        )
    if flat:
        yield Problem(
            "item-flat",
            "items that never move cannot show change",
            got=item_list(flat),
            severity="warning",
        )
    _, *others = groups
    if others:
        yield Problem(
            "items-not-linked",
            f"items share no {word} with the others: how high the mood was in their time is not "
            "measured against the rest",
            got="; ".join(item_list(group) for group in others[:NAMED]),
            severity="warning",
        )


def _too_few(single: list[str], word: str) -> Problem:
    return Problem(
        "items-of-one-period",
        f"no item was asked in two {word}s or more",
        got=item_list(single),
        expected=f"an item with readings of two {word}s",
        hint="a shorter period may part its readings",
    )


def _all_flat(flat: list[str]) -> Problem:
    return Problem(
        "all-items-flat",
        "no item ever moves, so that there is no mood to find",
        got=item_list(flat),
    )

"""From all who were asked to those with an opinion: don't-knows and refusals left out of a base.

    base all             too_high .59  too_low .21  dont_know .20   n 1,000
    base substantive     too_high .74  too_low .26                  n   800

Sources print one or the other; only readings of one base can be set side by side.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from polls.arguments import arguments_checked
from polls.codebooks.model import Codebook, codebook
from polls.errors import Problem, ProblemsError
from polls.microdata.codes import kind_of_label
from polls.rules.keys import row_keys
from polls.rules.places import place_of
from polls.schema import PRINTED_WAVE_COLUMNS, conform

__all__ = ["rebase"]

NOTE = "rebased without {}"
DIGITS = 12


@arguments_checked
def rebase(
    readings: pd.DataFrame,
    *,
    leave_out: str | Sequence[str] | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """Readings of all who were asked, as shares of those who gave a substantive answer.

    Args:
        readings: a readings frame.
        leave_out: ids of the answers to leave out; default: those that the codebook calls
            not substantive, or whose printed text says don't know, refused or not asked.
        book: the codebook; default: the shipped one.

    Returns:
        A readings frame: each share divided by 1 minus the shares left out of its wave and
        group; `precision` divided by the same and `n` and `n_weighted` multiplied by it,
        `deff` kept, `base` substantive, and in `note` what was left out. Waves without such
        an answer, and those whose base is substantive already, are as they were.

    Raises:
        ProblemsError: where an answer to leave out is censored or counted twice in a wave,
            so that what remains is not known, or where nothing remains.

    >>> rows = [{"country": "GB", "question": "level10y", "answer": answer, "share": share,
    ...          "start": "2024-01-07", "n": 1000, "base": "all"}
    ...         for answer, share in (("too_high", 0.6), ("too_low", 0.2), ("dont_know", 0.2))]
    >>> rebase(conform(rows))[["answer", "share", "n", "base"]].values.tolist()
    [['too_high', 0.75, 800.0, 'substantive'], ['too_low', 0.25, 800.0, 'substantive']]
    """
    frame = conform(readings)
    of_all = (frame["base"] != "substantive").to_numpy()
    out = _left_out(frame, leave_out, book or codebook()) & of_all
    keys = row_keys(frame[name] for name in PRINTED_WAVE_COLUMNS)
    problems = [
        Problem(
            "rebase-unsure",
            "what is left out of the base is not known exactly",
            place_of(frame.iloc[row]),
            got=f"{frame['answer'].iloc[row]}: {frame['share'].iloc[row]:g}",
            expected="one share, not only a limit, for each answer left out",
            hint="leave the wave out",
        )
        for row in np.flatnonzero(out & _unsure(frame, keys))
    ]
    gone = np.bincount(keys[out], frame["share"].fillna(0).to_numpy()[out], len(frame) or 1)[keys]
    remains = 1 - gone
    problems += [
        Problem(
            "rebase-nothing-left",
            "no substantive answer remains",
            place_of(frame.iloc[row]),
            got=f"{gone[row]:g} left out",
        )
        for row in np.flatnonzero(out & (remains <= 0))
    ]
    if problems:
        raise ProblemsError(problems)
    changed = gone > 0
    names = (
        pd.Series(frame["answer"].where(out, ""))
        .groupby(keys)
        .agg(lambda answers: ", ".join(sorted(set(answers) - {""})))
    )
    notes = pd.Series([NOTE.format(names[key]) for key in keys], frame.index, dtype="str")
    frame["share"] = (frame["share"] / remains).round(DIGITS)
    frame["precision"] = (frame["precision"] / remains).round(DIGITS)
    for base in ("n", "n_weighted"):
        frame[base] = frame[base].where(~changed, (frame[base] * remains).round())
    frame["base"] = frame["base"].where(~changed, "substantive")
    joined = [
        f"{note}; {new}" if note else new for note, new in zip(frame["note"], notes, strict=True)
    ]
    frame["note"] = frame["note"].where(~changed, pd.Series(joined, frame.index, dtype="str"))
    return frame[~out].reset_index(drop=True)


def _left_out(
    frame: pd.DataFrame, leave_out: str | Sequence[str] | None, book: Codebook
) -> np.ndarray:
    """(rows,) bool: whether each reading is of an answer to leave out."""
    if leave_out is not None:
        return (
            frame["answer"]
            .isin([leave_out] if isinstance(leave_out, str) else leave_out)
            .to_numpy()
        )
    names = ["question", "answer", "answer_text"]
    told: dict[tuple[str, str, str], bool] = {}
    for question, answer, text in frame[names].drop_duplicates().itertuples(index=False):
        known = book.questions.get(question)
        entry = known.answer(answer) if known else None
        told[question, answer, text] = (
            not entry.substantive
            if entry
            else kind_of_label(text or answer.replace("_", " ")) != "substantive"
        )
    return np.array([told[row] for row in frame[names].itertuples(index=False, name=None)], bool)


def _unsure(frame: pd.DataFrame, keys: np.ndarray) -> np.ndarray:
    """(rows,) bool: whether a share is only a limit, missing, or given twice in its wave."""
    twice = pd.DataFrame({"key": keys, "answer": frame["answer"]}).duplicated(keep=False)
    return (frame["censored"] | frame["share"].isna() | twice).to_numpy()

"""The plain sentences of a comparison of trends, and of what it cannot tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from analysis.wording import beside, chance, day, moved, points_between

__all__ = ["direction_sentences", "level_sentences", "movement_sentences"]


def level_sentences(levels: pd.DataFrame, apart: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Who lies above whom on the last day compared, and which levels are not compared."""
    if len(levels):
        for _, row in levels[levels["date"] == levels["date"].max()].iterrows():
            side = "above" if row["estimate"] > 0 else "below"
            sure = max(row["probability_above"], 1 - row["probability_above"])
            yield (
                f"On {day(row['date'].date())} {row['first']} lies "
                f"{beside(row['estimate'])} {row['second']} "
                f"({points_between(row['low'], row['high'])}; {side} with a chance of "
                f"{chance(sure)})."
            )
    for (first, second), why in apart.items():
        yield f"The levels of {first} and {second} are not compared: {why}"


def direction_sentences(
    directions: pd.DataFrame, window: tuple[pd.Timestamp, pd.Timestamp]
) -> Iterator[str]:
    """How far each moved over the window, and whether the same way."""
    for _, row in directions.iterrows():
        yield (
            f"{row['first']} {moved(row['change_first'])} and {row['second']} "
            f"{moved(row['change_second'])} from {day(window[0].date())} to "
            f"{day(window[1].date())}: the same way with a chance of "
            f"{chance(row['probability_same_direction'])}."
        )


def movement_sentences(
    movements: pd.DataFrame, sparse: Mapping[str, int], periods: int
) -> Iterator[str]:
    """How movements correlate, and which trends have too few readings to say."""
    for _, row in movements.dropna(subset=["correlation"]).iterrows():
        yield (
            f"The movements of {row['first']} and {row['second']} correlate at "
            f"{row['correlation']:.2f} ({row['low']:.2f} to {row['high']:.2f}) from period to "
            "period."
        )
    for name, count in sparse.items():
        yield (
            f"{name} has readings in {count} of {periods} periods: too sparse for its movements "
            "to be set beside others'."
        )

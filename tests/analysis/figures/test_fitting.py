"""Words in lines: full, and never wider than they may be."""

from __future__ import annotations

from itertools import pairwise

import matplotlib
import pytest

from analysis.figures.fitting import width_of, wrapped
from analysis.figures.style import house_style

PLAIN = (
    "To. Ty, Va, Wo P, AVAVAVA 11 Tax and Vote: fifty-five per cent of adults in Great Britain"
    " name immigration among the country’s top three issues – more than in any month before"
)


@pytest.mark.parametrize("weight", ["normal", "bold"])
@pytest.mark.parametrize("words", [PLAIN, f"{PLAIN} {'שלום ' * 20}{PLAIN}", "AVAV " * 40])
@pytest.mark.parametrize("family", [["Source Sans Pro", "DejaVu Sans"], ["DejaVu Sans"]])
def test_a_line_takes_each_word_that_it_has_room_for(
    words: str, weight: str, family: list[str]
) -> None:
    with house_style(), matplotlib.rc_context({"font.family": family}):
        for tenths in range(11, 60):
            width = tenths / 10
            lines = wrapped(words, width, 9, weight).split("\n")
            assert " ".join(lines).split() == words.split()
            assert all(width_of(line, 9, weight) <= 0.97 * width for line in lines)
            # The last line may have been given a word of the line before.
            for line, after in pairwise(lines[:-1]):
                longer = f"{line} {after.split()[0]}"
                assert width_of(longer, 9, weight) > 0.97 * width

"""Columns that hold the answers of one group of people, named after both.

    Yes   No   Rep Sample   Rep Yes   Rep No        Approve   Approve (Republican)
    all   all  n of Rep     Rep       Rep           all       Republican

The rest of such a name, beside the name of another answer, must be a group that the codebook
knows, or a short name of an American party: `Total favourable` is no answer of a group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from polls.codebooks.model import Codebook
from polls.printed.column_names import SAMPLES, words_of
from polls.printed.whole_sample import names_whole

__all__ = ["PARTISANS", "GroupAnswers", "bases_of_groups", "group_answers", "is_group"]

PARTISANS = frozenset({"rep", "dem", "ind", "gop", "democratic", "republican", "independent"})
"""Names of groups that are no label of a group in the codebook, folded."""

GroupAnswers = Mapping[str, tuple[str, str]]
"""By column: the answer, as its own column is called, and the group as printed."""


def group_answers(names: Sequence[str], book: Codebook) -> GroupAnswers:
    """The columns of answers that are those of one group.

    Args:
        names: the columns of answers.
        book: the codebook, which knows groups.
    """
    plain = {words_of(name): name for name in reversed(names)}
    found: dict[str, tuple[str, str]] = {}
    for name in names:
        for rest, words in _cut(words_of(name)):
            if words in plain and plain[words] != name and is_group(rest, book):
                found[name] = (plain[words], " ".join(rest).capitalize())
                break
    return found


def bases_of_groups(names: Iterable[str], groups: Iterable[str], book: Codebook) -> dict[str, str]:
    """The columns of the bases of groups, by group: `Rep Sample` is that of `Rep`.

    Args:
        names: columns of any kind.
        groups: groups as `group_answers` gives them.
        book: the codebook, which knows groups.
    """
    wanted = set(groups)
    found: dict[str, str] = {}
    for name in names:
        for rest, words in _cut(words_of(name)):
            group = " ".join(rest).capitalize()
            if set(words) <= SAMPLES and group in wanted and is_group(rest, book):
                found.setdefault(group, name)
    return found


def is_group(words: Sequence[str], book: Codebook) -> bool:
    """Whether words name a group of people."""
    text = " ".join(words)
    if names_whole(text):
        return False
    return text in PARTISANS or book.match("group", text) is not None


def _cut(words: Sequence[str]) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words before and after each place, each side once as the rest."""
    for at in range(1, len(words)):
        yield tuple(words[:at]), tuple(words[at:])
        yield tuple(words[at:]), tuple(words[:at])

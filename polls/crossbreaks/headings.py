"""What is printed over the columns of a table: heads of banners, and labels below them.

                 Gender           Race           <- heads, centred over the columns they span
             ______________   ____________       <- rules, where they are drawn
     Total   Male    Female   Black   Rest of    <- labels, on one line or several
                                      country

A rule under a head shows what it spans. Without one, a head spans the run of columns that it
is centred over: all heads are placed together, so that they fill the columns as well as can be.
A head over one column alone is the first line of its label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from polls.crossbreaks.columns import Slots
from polls.files.pdf_words import Line, Rule, Word, phrases

__all__ = ["Heading", "headings", "labels_over"]

UNCOVERED, UNCOVERED_FIRST = 0.4, 0.1
"""Cost of a column without a head, in columns that a head stands off its centre: less at the
left, where totals stand."""
OFF_CENTRE = 0.2
"""A phrase that stands off every column by this part of a column is over several of them."""


@dataclass(frozen=True)
class Heading:
    """What is printed over a column: the head of its banner ("" for none) and its label."""

    head: str
    label: str


def headings(lines: Sequence[Line], slots: Slots, rules: Sequence[Rule]) -> list[Heading]:
    """Heads and labels of all columns.

    Args:
        lines: the lines over the first row, from top to bottom.
        slots: the columns.
        rules: the horizontal rules of the page; those between the lines show what a head
            spans.

    Returns:
        A heading for each column, empty where nothing is printed over it.
    """
    if not lines:
        return [Heading("", "")] * len(slots.centres)
    top, bottom = lines[0].middle, lines[-1].middle
    between = [rule for rule in rules if top < rule.y < bottom]
    spans = _head_rules(lines, between)
    if spans:
        return _ruled_headings(lines, slots, spans)
    return _centred_headings(lines, slots, between)


def labels_over(lines: Sequence[Line], slots: Slots) -> list[str]:
    """What the lines print over each column, from top to bottom, "" for nothing.

    Args:
        lines: lines without cells.
        slots: the columns.
    """
    return _labels([phrases(line.words) for line in lines], slots)


def _head_rules(lines: Sequence[Line], rules: Sequence[Rule]) -> list[Rule]:
    """The rules that each have one head over them, or none where the drawing shows no spans."""
    for rule in rules:
        over = [
            [phrase for phrase in phrases(line.words) if rule.left <= phrase.centre <= rule.right]
            for line in lines
            if line.middle < rule.y
        ]
        if len(_stacked(over)) != 1:
            return []
    return list(rules)


def _ruled_headings(lines: Sequence[Line], slots: Slots, rules: Sequence[Rule]) -> list[Heading]:
    """Text over a rule is the head of the columns the rule spans; all other text is labels."""
    heads: dict[Rule, list[str]] = {rule: [] for rule in rules}
    labels: list[list[Word]] = []
    for line in lines:
        below: list[Word] = []
        for phrase in phrases(line.words):
            under = [
                rule
                for rule in rules
                if rule.y > phrase.middle and rule.left <= phrase.centre <= rule.right
            ]
            if under:
                heads[min(under, key=lambda rule: rule.y)].append(phrase.text)
            else:
                below.append(phrase)
        labels.append(below)
    texts = _labels(labels, slots)
    headings: list[Heading] = []
    for centre, label in zip(slots.centres, texts, strict=True):
        over = sorted(
            (rule for rule in rules if rule.left <= centre <= rule.right), key=lambda r: r.y
        )
        alone = [
            rule
            for rule in over
            if sum(rule.left <= centre <= rule.right for centre in slots.centres) == 1
        ]
        for rule in reversed(alone):
            label = _of_one_column(" ".join(heads[rule]), label)
        texts_over = [" ".join(heads[rule]) for rule in over if rule not in alone]
        headings.append(Heading(": ".join(texts_over), label))
    return headings


def _of_one_column(head: str, label: str) -> str:
    """What stands over one column alone parts no groups: it is the first line of its label."""
    return f"{head} {label}".strip().replace("- ", "-")


def _centred_headings(
    lines: Sequence[Line], slots: Slots, between: Sequence[Rule]
) -> list[Heading]:
    """Heads by what they are centred over; rules, if any, only part heads from labels."""
    count = _head_lines(lines, slots, between)
    heads = _stacked([phrases(line.words) for line in lines[:count]])
    below = [phrases(line.words) for line in lines[count:]]
    texts = [""] * len(slots.centres)
    covered = [
        i
        for i, centre in enumerate(slots.centres)
        if not between or any(rule.left <= centre <= rule.right for rule in between)
    ] or list(range(len(slots.centres)))
    labels = _labels(below, slots)
    for head, (start, end) in zip(heads, _spans(heads, slots, covered, below), strict=True):
        if start == end:
            labels[covered[start]] = _of_one_column(head.text, labels[covered[start]])
            continue
        for column in covered[start : end + 1]:
            texts[column] = head.text
    return [Heading(head, label) for head, label in zip(texts, labels, strict=True)]


def _head_lines(lines: Sequence[Line], slots: Slots, between: Sequence[Rule]) -> int:
    """How many of the lines hold heads: those over a rule, the bold one, or one off centre."""
    if len(lines) < 2:
        return 0
    if between:
        highest = min(rule.y for rule in between)
        return sum(line.middle < highest for line in lines)
    off_centre = any(
        abs(slots.centres[slots.index(phrase.centre)] - phrase.centre) > OFF_CENTRE * slots.pitch
        for phrase in phrases(lines[0].words)
    )
    return int(off_centre or (lines[0].bold and not lines[-1].bold))


def _stacked(lines: Sequence[Sequence[Word]]) -> list[Word]:
    """Phrases of several lines that stand under one another made one, left to right."""
    stacks: list[Word] = []
    for phrase in (phrase for line in lines for phrase in line):
        beside = [s for s in stacks if s.right <= phrase.left or phrase.right <= s.left]
        parts = [*(s for s in stacks if s not in beside), phrase]
        stack = Word(
            " ".join(part.text for part in parts),
            min(part.left for part in parts),
            max(part.right for part in parts),
            min(part.top for part in parts),
            phrase.bottom,
        )
        stacks = [*beside, stack]
    return sorted(stacks, key=lambda stack: stack.left)


def _labels(lines: Sequence[Sequence[Word]], slots: Slots) -> list[str]:
    """The label of each column, its lines joined from top to bottom."""
    labels: list[list[str]] = [[] for _ in slots.centres]
    for line in lines:
        taken = {slots.index(phrase.centre) for phrase in line}
        for phrase in line:
            home = slots.index(phrase.centre)
            for part in _parts(phrase, slots, taken - {home}):
                labels[slots.index(part.centre)].append(part.text)
    return [" ".join(parts).replace("- ", "-") for parts in labels]


def _parts(phrase: Word, slots: Slots, others: set[int]) -> list[Word]:
    """A phrase that reaches over the centres of several free columns is as many labels."""
    covered = [
        i
        for i, centre in enumerate(slots.centres)
        if phrase.left <= centre <= phrase.right and i not in others
    ]
    words = phrase.text.split(" ")
    if len(covered) < 2 or len(words) < 2:
        return [phrase]
    letter = (phrase.right - phrase.left) / len(phrase.text)
    parts: dict[int, list[Word]] = {}
    at = phrase.left
    for text in words:
        word = Word(text, at, at + letter * len(text), phrase.top, phrase.bottom)
        nearest = min(covered, key=lambda i, word=word: abs(slots.centres[i] - word.centre))  # type: ignore[misc]
        parts.setdefault(nearest, []).append(word)
        at = word.right + letter
    return [
        Word(
            " ".join(word.text for word in found),
            slots.centres[i],
            slots.centres[i],
            phrase.top,
            phrase.bottom,
        )
        for i, found in parts.items()
    ]


def _spans(
    heads: Sequence[Word],
    slots: Slots,
    covered: Sequence[int],
    labels: Sequence[Sequence[Word]],
) -> list[tuple[int, int]]:
    """The run of columns of each head: as centred as can be, as few columns left out as can be.

    Dynamic programming over heads and columns from left to right; the cost of a run is how
    far its head stands off its middle, in columns: the middle of columns of equal width, or
    of columns as wide as their labels.
    """
    edges = _edges(slots, labels)
    lefts, rights = [edges[i][0] for i in covered], [edges[i][1] for i in covered]
    centres = [slots.centres[i] for i in covered]
    # best[j]: cost and runs of the heads so far, all within the first j columns.
    best: list[tuple[float, list[tuple[int, int]]] | None]
    best = [(UNCOVERED_FIRST * j, []) for j in range(len(covered) + 1)]
    for head in heads:
        following: list[tuple[float, list[tuple[int, int]]] | None] = [None] * (len(covered) + 1)
        for end in range(1, len(covered) + 1):
            options = []
            for start in range(end):
                before = best[start]
                if before is not None:
                    off = min(
                        abs(head.centre - (lefts[start] + rights[end - 1]) / 2),
                        abs(head.centre - (centres[start] + centres[end - 1]) / 2),
                    )
                    cost = before[0] + off / slots.pitch
                    options.append((cost, [*before[1], (start, end - 1)]))
            left_out = following[end - 1]
            if left_out is not None:
                options.append((left_out[0] + UNCOVERED, left_out[1]))
            following[end] = min(options, key=lambda option: option[0]) if options else None
        best = following
    last = best[len(covered)]
    if last is not None:
        return last[1]
    # More heads than columns cannot be placed in order: each goes to the nearest column.
    within = replace(slots, centres=tuple(centres))
    return [(within.index(head.centre),) * 2 for head in heads]


def _edges(slots: Slots, labels: Sequence[Sequence[Word]]) -> list[tuple[float, float]]:
    """Left and right edge of each column, as wide as its widest label or a few digits."""
    half = [slots.height] * len(slots.centres)
    for phrase in (phrase for line in labels for phrase in line):
        column = slots.index(phrase.centre)
        half[column] = max(half[column], (phrase.right - phrase.left) / 2)
    return [(centre - h, centre + h) for centre, h in zip(slots.centres, half, strict=True)]

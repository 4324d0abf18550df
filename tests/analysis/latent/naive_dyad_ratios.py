"""Dyad ratios as the paper tells them, period by period in plain loops, to be compared with.

Stimson (2018), Bulletin of Sociological Methodology 137-138, doi 10.1177/0759106318761614. No
line is shared with the package: no matrices, alpha by golden section, sums by hand. The two
habits of the R package that are faults are left out: every cell enters, signs are never turned.
"""

from __future__ import annotations

import math

import numpy as np

Cells = list[list[float]]


def naive_mood(cells: np.ndarray, *, smoothing: bool) -> tuple[list[float], list[float], int]:
    """Mood by period, loading by item, and iterations, of (T, V) percent with NaN as gaps."""
    values = cells.tolist()
    periods, items = range(len(values)), range(len(values[0]))
    own = [[t for t in periods if not math.isnan(values[t][v])] for v in items]
    means = [sum(values[t][v] for t in own[v]) / len(own[v]) for v in items]
    spreads = [
        math.sqrt(sum((values[t][v] - means[v]) ** 2 for t in own[v]) / len(own[v])) for v in items
    ]
    standard = [[100 + 10 * (values[t][v] - means[v]) / spreads[v] for v in items] for t in periods]
    validity, before = [1.0 for _ in items], [1.0 for _ in items]
    target, unit, tolerance, last = 0.0, 1.0, 0.001, math.inf
    for iteration in range(1, 51):
        asked = [[v for v in items if t in own[v]] for t in periods]
        ahead = _walk(standard, asked, validity, 100.0, list(periods))
        if smoothing:
            ahead = _smooth(ahead)
        back = _walk(standard, asked, validity, ahead[-1], list(periods)[::-1])
        if smoothing:
            back = _smooth(back)
        both = [(a + b) / 2 for a, b in zip(ahead, back, strict=True)]
        centre = sum(both) / len(both)
        deviation = math.sqrt(sum((m - centre) ** 2 for m in both) / (len(both) - 1))
        mood = [target + unit * (m - centre) / deviation for m in both]
        loadings = [_correlation([values[t][v] for t in own[v]], [mood[t] for t in own[v]])
                    for v in items]  # fmt: skip
        figure = max((abs(loadings[v] - before[v]) * len(own[v]) / len(values)
                      for v in items if len(own[v]) > 3), default=0.0)  # fmt: skip
        if figure > last:
            tolerance *= 2
        if figure <= tolerance and iteration > 1:
            break
        last, before = figure, loadings
        validity = [r * r for r in loadings]
        target = sum(h * m for h, m in zip(validity, means, strict=True)) / sum(validity)
        unit = sum(h * s for h, s in zip(validity, spreads, strict=True)) / sum(validity)
    return mood, loadings, iteration


def _walk(
    standard: Cells, asked: list[list[int]], validity: list[float], start: float, order: list[int]
) -> list[float]:
    mood = {order[0]: start}
    for place, j in enumerate(order[1:], start=1):
        chained = []
        for i in order[:place]:
            shared = [v for v in asked[j] if v in asked[i]]
            if shared:
                weight = sum(validity[v] for v in shared)
                ratios = sum(validity[v] * standard[j][v] / standard[i][v] for v in shared)
                chained.append(ratios / weight * mood[i])
        mood[j] = sum(chained) / len(chained) if chained else mood[order[place - 1]]
    return [mood[t] for t in sorted(mood)]


def _smooth(mood: list[float]) -> list[float]:
    def smoothed(alpha: float) -> list[float]:
        found = [mood[0]]
        for value in mood[1:]:
            found.append(alpha * value + (1 - alpha) * found[-1])
        return found

    def loss(alpha: float) -> float:
        line = smoothed(alpha)
        return sum((mood[t] - line[t - 1]) ** 2 for t in range(2, len(mood)))

    # From 0.75 downhill in small steps, then by golden section between the last two.
    step = 0.002 if loss(0.752) < loss(0.75) else -0.002
    alpha = 0.75
    while 0.5 < alpha + step < 1.0 and loss(alpha + step) < loss(alpha):
        alpha += step
    low, high = max(alpha - 0.002, 0.5), min(alpha + 0.002, 1.0)
    if loss(low) == loss(alpha) == loss(high):
        return smoothed(0.75)
    ratio = (math.sqrt(5) - 1) / 2
    for _ in range(60):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, right) if loss(left) <= loss(right) else (left, high)
    return smoothed((low + high) / 2)


def _correlation(one: list[float], other: list[float]) -> float:
    a, b = sum(one) / len(one), sum(other) / len(other)
    cross = sum((x - a) * (y - b) for x, y in zip(one, other, strict=True))
    size = sum((x - a) ** 2 for x in one) * sum((y - b) ** 2 for y in other)
    return cross / math.sqrt(size) if size > 0 else 0.0

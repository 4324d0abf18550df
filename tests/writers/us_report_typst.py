"""US cross-break reports set by typst: columns as wide as their text, rules that join up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import typst

from tests.writers.us_report_writer import Cell

HEADS = {
    "Gender": ["Male", "Female"],
    "Age": ["18-29", "30-44", "45-64", "65+"],
    "Family Income (3 category)": ["Under $50K", "$50-100K", "$100K or more"],
    "Region": ["Northeast", "Midwest", "South", "West"],
    "Voter Registration (2 category)": ["Registered", "Not registered"],
    "2016 Vote": ["Clinton", "Trump"],
    "Ideology": ["Lib", "Mod", "Con"],
    "News Interest": ["Most of the time", "Some of the time", "Hardly at all"],
}
WORDS = [
    *("the", "of", "people", "town", "economy", "very", "somewhat", "approve", "country", "more"),
    *("less", "likely", "because", "think", "2016", "100,000", "50%", "never", "(other)", "not"),
    *("don’t", "know", "—", "sure"),
]
PREAMBLE = """
#set page(width: 792pt, height: 612pt, margin: (x: 36pt, top: 80pt, bottom: 40pt), header: [
  *The Example/YouGov Poll* \\ *October 6 - 8, 2019 - 1500 US Adult citizens* #v(6pt)])
#set text(size: 8.5pt)
#set table(stroke: none, inset: (x: 4pt, y: 2pt))
"""


def write_typst_report(path: Path, count: int, seed: int) -> tuple[list[str], list[Cell]]:
    """Write a report of `count` random tables; returns their numbers and all printed cells."""
    draw = np.random.default_rng(seed)
    numbers = [f"{k}{'ABC'[k % 3] if k % 4 == 0 else ''}" for k in range(1, count + 1)]
    titles = [_phrase(draw, 2, 9) for _ in numbers]
    source = [PREAMBLE, "= List of Tables"]
    for number, title in zip(numbers, titles, strict=True):
        source.append(
            f"#block[#text({_text(f'{number}. {title} ')})#box(width: 1fr, repeat[. ]) 5]"
        )
    source.append("#pagebreak()")
    cells: list[Cell] = []
    for number, title in zip(numbers, titles, strict=True):
        answers = sorted({_phrase(draw, 1, 14) for _ in range(draw.integers(2, 10))})
        source.append(f"*#text({_text(f'{number}. {title}')})* \\")
        source.append(f"#text({_text(_phrase(draw, 6, 40))})")
        total = _column(draw, len(answers), 1500)
        names = draw.permutation(list(HEADS))
        for heads in (names[:4], names[4:]):
            columns = [("", "Total"), *((h, label) for h in heads for label in HEADS[h])]
            printed = [
                total if not head else _column(draw, len(answers), int(draw.integers(5, 1400)))
                for head, _ in columns
            ]
            source.append(_table(columns, heads, answers, printed))
            for (head, label), (texts, _, base) in zip(columns, printed, strict=True):
                cells += [
                    Cell(number, head, label, answer, text, base)
                    for answer, text in zip(answers, texts, strict=True)
                ]
    path.write_bytes(typst.compile("\n".join(source).encode()))
    return numbers, cells


def _phrase(draw: np.random.Generator, least: int, most: int) -> str:
    return " ".join(draw.choice(WORDS, draw.integers(least, most + 1))).capitalize()


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _column(draw: np.random.Generator, count: int, base: int) -> tuple[list[str], str, int]:
    if base < 25:
        return ["*"] * count, "*", base
    shares = draw.multinomial(100, draw.dirichlet(np.ones(count))) + (draw.random(count) < 0.1)
    return [f"{share}%" for share in shares], f"{sum(shares)}%", base


def _table(
    columns: Sequence[tuple[str, str]],
    heads: Sequence[str],
    answers: Sequence[str],
    printed: Sequence[tuple[list[str], str, int]],
) -> str:
    def row(label: str, texts: Sequence[str]) -> list[str]:
        return [label, *(f"align(center + bottom, text({_text(text)}))" for text in texts)]

    parts = ["table.hline()", "[]", "[]"]
    at = 2
    for head in heads:
        span = len(HEADS[head])
        parts.append(f"table.cell(colspan: {span}, align: center, strong({_text(head)}))")
        parts.append(f"table.hline(y: 1, start: {at}, end: {at + span}, stroke: 0.4pt)")
        at += span
    parts += [*row("[]", [label for _, label in columns]), "table.hline()"]
    for k, answer in enumerate(answers):
        label = f"par(hanging-indent: 8pt, text({_text(answer)}))"
        parts += row(label, [texts[k] for texts, _, _ in printed])
    parts += ["table.hline()", *row("[Totals]", [total for _, total, _ in printed])]
    parts += [*row("[Unweighted N]", [f"({base:,})" for *_, base in printed]), "table.hline()"]
    widths = f"(110pt,) + {len(columns)} * (auto,)"
    return f"#block(breakable: false, table(columns: {widths}, {', '.join(parts)}))"

"""Sentences that were printed, each a card: its verdict, what decides, the readings behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.claims.check import check_claims
from analysis.claims.claim import Claim
from analysis.claims.read import read_claims
from analysis.claims.series import told_apart
from analysis.claims.verdict import SIGNS, Evidence, Outcome, Verdict
from analysis.figures.strip import strip_figure, value_in_words
from analysis.report.data import Inputs
from analysis.report.document import Block, Card, Cell, Figure, Finding, Prose, Section, Table, Tone
from analysis.report.plan import Plan
from analysis.report.tables import source_cell
from analysis.trends.trend import fit_trend
from analysis.wording import chance, curly, day, fieldwork, listing, percent
from polls.errors import Place, Problem, ProblemsError

__all__ = ["Options", "compose", "judge", "reads"]

ORDER: tuple[Outcome, ...] = ("supported", "contradicted", "not settled", "not checkable")

TOLD: Mapping[Outcome, tuple[str, str]] = {
    "supported": ("holds", "hold"), "contradicted": ("fails", "fail"),
    "not settled": ("is open", "are open"),
    "not checkable": ("cannot be checked", "cannot be checked"),
}  # fmt: skip
"""What one sentence does by its verdict, and what several do."""

TONES: Mapping[Outcome, Tone] = {
    "supported": "good", "contradicted": "bad", "not settled": "open", "not checkable": "mute",
}  # fmt: skip
"""The tone of each verdict, beside its sign and word: never colour alone."""

SHOWN = 8
"""Readings in the table of a card; the rest stand in the files of the report."""

OFTEN = 3
"""The fewest cards with the same note for which it is said once, where they are a third of all."""

LONG = 3
"""Readings from which a table is not printed twice."""

MOST = 4
"""Numbers that decide, on the front page."""

LONGEST = 130
"""Letters of a reason on the front page."""


@dataclass(frozen=True)
class Options:
    """The claims are the `[[claim]]` tables of the same file; `origin` says where they are from.

    `robustness` asks of each how far its verdict bends, which takes a second or two a claim.
    """

    origin: str = ""
    title: str = ""
    robustness: bool = False


def reads(plan: Plan) -> object:
    """What else of the plan the section depends on: the claims."""
    return plan.others


def judge(_: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the tables as a whole, or that there are none.

    A claim that is itself at fault takes no other with it: it cannot be checked, and says why.
    """
    try:
        claims, _thresholds = read_claims(inputs.plan.path, events=inputs.events, on_error="keep")
    except ProblemsError as error:
        return list(error.problems)
    return [] if claims else [Problem("no-claims", "there is no [[claim]] to check", place)]


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    claims, thresholds = read_claims(inputs.plan.path, events=inputs.events, on_error="keep")
    # The line of a claim moves with every edit above it, and no reader of a report looks for it.
    unplaced = tuple(replace(claim, line=None) for claim in claims)
    verdicts = inputs.once(
        ("verdicts", unplaced, thresholds),
        lambda: check_claims(unplaced, inputs.library, thresholds=thresholds, fit=fit_trend),
    )
    ranked = sorted(verdicts, key=lambda verdict: ORDER.index(verdict.verdict))
    origin = f"{options.origin.rstrip('.')}. " if options.origin else ""
    common = _common_notes(verdicts)
    intro = Prose(
        f"{origin}Each sentence is held against what was published by its day. It holds at a "
        f"probability of {percent(thresholds.supported)} or more, fails at "
        f"{percent(thresholds.contradicted)} or less, and is open between; a claim that a share "
        "is near a number fails only where the truth lies as surely on one side of it."
        + "".join(f" {curly(note)}" for note in map(_as_sentence, common))
    )
    cards = [_card(verdict, inputs, common, bend=options.robustness) for verdict in ranked]
    blocks: tuple[Block, ...] = (intro, *_without_repeats(cards))
    tally = Counter(verdict.verdict for verdict in verdicts)
    several = [(name, tally[name]) for name in ORDER if tally[name]]
    said = listing([f"{count} {TOLD[name][count > 1]}" for name, count in several])
    held = tally["supported"]
    summary = Table(
        ("Verdict", "Sentence", "What decides"),
        tuple(map(_line, ranked)),
        (0.185, 0.455, 0.36),
        f"Which sentences hold: {held} of {len(verdicts)}",
    )
    alone = f"The one sentence checked {TOLD[verdicts[0].verdict][0]}."
    finding = (
        Finding(f"Of {len(verdicts)} sentences checked", f"{said}.", 0.0)
        if len(verdicts) > 1
        else Finding("", alone, 0.0)
    )
    title = options.title or "Claims and verdicts"
    return Section(title, blocks, (finding,), verdicts=summary, page=False,
                   problems=_unjudged(claims, verdicts, inputs.plan.path.name))  # fmt: skip


def _unjudged(
    claims: Sequence[Claim], verdicts: Sequence[Verdict], file: str
) -> tuple[Problem, ...]:
    """Warnings of the claims that are at fault, each with its place in the plan."""
    return tuple(
        replace(
            problem,
            title=f"claim cannot be judged: {problem.title}",
            place=replace(problem.place, file=file, line=claim.line),
            severity="warning",
        )
        for claim, verdict in zip(claims, verdicts, strict=True)
        for problem in verdict.problems
    )


def _line(verdict: Verdict) -> tuple[Cell | str, ...]:
    sign, word = SIGNS[verdict.verdict]
    mark = Cell(f"{sign} {word}", strong=True, tone=TONES[verdict.verdict])
    return (mark, _sentence(verdict), _decides(verdict))


def _common_notes(verdicts: Sequence[Verdict]) -> list[str]:
    """Notes that many verdicts share: they are said once, before the cards."""
    told = Counter(note for verdict in verdicts for note in dict.fromkeys(verdict.notes))
    return [note for note, times in told.items() if times >= max(OFTEN, len(verdicts) / 3)]


def _card(verdict: Verdict, inputs: Inputs, common: Sequence[str], *, bend: bool) -> Card:
    sign, word = SIGNS[verdict.verdict]
    shown = sorted(verdict.readings, key=lambda item: not item.counts)[:SHOWN]
    question = _shared_question(shown)
    asked = [f"Readings of “{question}”."] if question else []
    found = verdict.robustness if bend else None
    own = [_as_sentence(note) for note in verdict.notes if note not in common]
    bends = [found.sentence] if found else []
    said = tuple(curly(" ".join(lines)) for lines in ([*own, *asked], bends) if lines)
    strip = strip_figure(verdict, told_apart(verdict.readings))
    return Card(
        word, sign, TONES[verdict.verdict], _sentence(verdict), curly(verdict.reason), said,
        _table(shown, question, inputs) if shown else None,
        Figure(f"claim-{verdict.id}", strip, words=False) if strip else None,
        _cited(shown, inputs),
    )  # fmt: skip


def _table(shown: Sequence[Evidence], question: str, inputs: Inputs) -> Table:
    """The readings in full, for a page on which they can be opened."""
    rows = tuple(_evidence(item, inputs, question) for item in shown)
    header = ("Answer" if question else "Series", "Value", "When", "Source")
    widths = (0.21, 0.06, 0.21, 0.52) if question else (0.335, 0.115, 0.22, 0.33)
    return Table(header, rows, widths, "", (1,))


def _cited(shown: Sequence[Evidence], inputs: Inputs) -> tuple[Cell, ...]:
    """The same readings in the room beside the strip: by source, then by day."""
    short = told_apart(shown)
    found: dict[tuple[str, str, str], list[str]] = {}
    for item in shown:
        name = short[item.name]
        value = f"{name} {_value(item)}" if name and name != item.name else _value(item)
        found.setdefault((item.source, _when(item), _not_weighed(item)), []).append(value)
    cells = []
    for (source, when, note), values in found.items():
        words = f"{listing(list(dict.fromkeys(values)))}, {when}{f' ({note})' if note else ''}"
        cells.append(replace(source_cell(inputs, source), small=curly(words)))
    return tuple(cells)


def _without_repeats(cards: Sequence[Card]) -> Iterator[Card]:
    """The cards; one whose long table stands on an earlier card names that card's sentence."""
    shown: list[Card] = []
    for card in cards:
        table = card.evidence
        if table is None or len(table.rows) < LONG:
            yield card
            continue
        earlier = next((other for other in shown if other.evidence == table), None)
        if earlier is None:
            shown.append(card)
            yield card
        else:
            told = f"The readings are those under “{earlier.sentence}”."
            yield replace(card, lines=(*card.lines, told), evidence=None, strip=None, cited=())


def _as_sentence(note: str) -> str:
    return note[:1].upper() + note[1:].rstrip(".") + "."


def _sentence(verdict: Verdict) -> str:
    """The sentence that was checked; a claim that has none has its name."""
    return verdict.sentence or f"Claim “{verdict.id}”"


def _decides(verdict: Verdict) -> str:
    """The numbers that decide, or what is missing."""
    if verdict.probability is not None:
        held = f"{_weighed(verdict)}chance that it holds: {chance(verdict.probability)}"
        return held[:1].upper() + held[1:]
    weighed = [item for item in verdict.readings if item.counts]
    if verdict.verdict == "not checkable" or not weighed:
        return _first_clause(verdict)
    if weighed[0].unit != "share":
        return ", ".join(
            _value(item) + (f" ({item.end.year})" if item.end else "") for item in weighed[:MOST]
        )
    if len({item.series for item in weighed}) == len(weighed) > 1:
        short = told_apart(weighed)
        said = ((short[item.name], item) for item in weighed[:MOST])
        return ", ".join(f"{name} {_value(item)}" for name, item in said)
    return f"{_value(weighed[-1])}, {weighed[-1].pollster}"


def _weighed(verdict: Verdict) -> str:
    weighed = [item for item in verdict.readings if item.counts and item.unit == "share"]
    if not weighed:
        return ""
    first, last = weighed[0], weighed[-1]
    if len(weighed) == 1:
        return f"{_value(last)}; "
    if first.series == last.series:
        return f"{_value(first)} → {_value(last)}; "
    # One number of several series would stand for all of them.
    return ""


def _first_clause(verdict: Verdict) -> str:
    reason = verdict.reason
    for item in verdict.readings:
        # The answer alone names a series well enough beside its sentence.
        if item.parts:
            reason = reason.replace(item.name, f'"{item.parts["answer"]}"')
    for stop in (";", ": ", ". "):
        reason = reason.split(stop)[0]
    short = reason if len(reason) <= LONGEST else reason[:LONGEST].rsplit(" ", 1)[0] + " …"
    return curly(short.rstrip("."))


def _value(item: Evidence) -> str:
    words = value_in_words(item)
    return words if item.unit == "share" else f"{words} {item.unit}"


def _shared_question(items: Sequence[Evidence]) -> str:
    """The question of all of them, to be said once at their head; "" where they have several."""
    asked = {item.parts.get("question", "") for item in items}
    return asked.pop() if len(asked) == 1 else ""


def _evidence(item: Evidence, inputs: Inputs, question: str) -> tuple[Cell | str, ...]:
    name, parts = item.name, item.parts
    if question and parts:
        name = ", ".join(filter(None, (f'"{parts["answer"]}"', parts["country"], parts["group"])))
    source = replace(source_cell(inputs, item.source), small=curly(_not_weighed(item)))
    return (curly(name), _value(item), _when(item), source)


def _not_weighed(item: Evidence) -> str:
    """Why a reading is shown and not weighed; "" where it is weighed."""
    if item.counts:
        return ""
    return f"not weighed: {item.note.removeprefix('not counted: ')}".removesuffix(": ")


def _when(item: Evidence) -> str:
    """The days of fieldwork, or counted, and of publication as far as they are known."""
    start = item.start or item.end
    if start is None and item.published is None:
        return "not published"
    known = {"start": start, "end": item.end or start, "published": item.published}
    words = fieldwork({**known, "date_precision": "day"})
    if start is None or item.published is None:
        return words
    return f"{words}; published {day(item.published)}"

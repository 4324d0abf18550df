"""What in a sentence can be checked: shares, counts, ratios, comparisons, superlatives.

70% · 7 in 10 · two thirds · 24,000 · 2,4 Millionen · twice · the highest since 2019 · more than
in France · le plus haut depuis 2019 · so hoch wie nie · el mayor desde 2018
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Mark", "MarkKind", "marks_of"]

MarkKind = Literal[
    "share",
    "points",
    "count",
    "ratio",
    "record",
    "streak",
    "steady",
    "change",
    "comparison",
    "ranking",
]

UNITS: Mapping[str, int] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
    "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "ein": 1, "zwei": 2, "drei": 3, "vier": 4,
    "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "dos": 2, "tres": 3,
    "eleven": 11, "twelve": 12, "onze": 11, "douze": 12, "elf": 11, "zwölf": 12, "once": 11,
    "une": 1, "uno": 1, "una": 1, "eine": 1, "einer": 1, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, "vingt": 20, "trente": 30,
    "quarante": 40, "cinquante": 50, "soixante": 60, "zwanzig": 20, "dreißig": 30, "vierzig": 40,
    "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90, "veinte": 20,
    "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70, "ochenta": 80,
    "noventa": 90, "doce": 12, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10,
}  # fmt: skip
PARTS: Mapping[str, float] = {
    "half": 1 / 2, "a third": 1 / 3, "one third": 1 / 3, "two thirds": 2 / 3, "two-thirds": 2 / 3,
    "a quarter": 1 / 4, "three quarters": 3 / 4, "three-quarters": 3 / 4, "a fifth": 1 / 5,
    "la moitié": 1 / 2, "un tiers": 1 / 3, "deux tiers": 2 / 3, "un quart": 1 / 4,
    "trois quarts": 3 / 4, "die hälfte": 1 / 2, "ein drittel": 1 / 3, "zwei drittel": 2 / 3,
    "ein viertel": 1 / 4, "drei viertel": 3 / 4, "la mitad": 1 / 2, "un tercio": 1 / 3,
    "dos tercios": 2 / 3, "un cuarto": 1 / 4, "tres cuartos": 3 / 4,
    "jeder zweite": 1 / 2, "jede zweite": 1 / 2, "jeder dritte": 1 / 3, "jede dritte": 1 / 3,
    "jeder vierte": 1 / 4, "jede vierte": 1 / 4, "jeder fünfte": 1 / 5, "jede fünfte": 1 / 5,
    "jeder zehnte": 1 / 10, "jede zehnte": 1 / 10,
}  # fmt: skip
RATIOS: Mapping[str, float] = {
    "twice": 2.0, "doubled": 2.0, "doubling": 2.0, "double": 2.0, "halved": 0.5, "halve": 0.5,
    "halves": 0.5, "halving": 0.5, "doubles": 2.0, "tripled": 3.0,
    "trebled": 3.0, "doublé": 2.0, "verdoppelt": 2.0, "halbiert": 0.5,
    "duplicado": 2.0, "el doble": 2.0, "le double": 2.0, "el triple": 3.0, "le triple": 3.0,
    "triplé": 3.0, "triplicado": 3.0, "verdreifacht": 3.0, "doppelt": 2.0, "dreimal": 3.0,
    "viermal": 4.0, "fünfmal": 5.0,
}  # fmt: skip
SCALES: Mapping[str, float] = {
    "thousand": 1e3, "million": 1e6, "millions": 1e6, "billion": 1e9, "mille": 1e3, "mil": 1e3,
    "millones": 1e6, "tausend": 1e3, "millionen": 1e6, "mio.": 1e6, "milliards": 1e9,
}  # fmt: skip

NUMBER = r"(?<!\d)(?:\d{1,3}(?:[.,\u00a0\u202f ’']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)"
PERCENT = r"(?:\s?%|\s(?:per\s?cent|percent|pour cent|por ciento|por cien|Prozent)\b)"
POINTS = r"\s(?:percentage\s)?(?:points?\b|puntos\b|Prozentpunkte?n?\b|pts\b)"
MONTHS = (
    r"January|February|March|April|May|June|July|August|September|October|November|December|"
    r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"Januar|Februar|März|Juni|Juli|Oktober|Dezember|enero|febrero|marzo|abril|mayo|junio|julio|"
    r"agosto|septiembre|octubre|noviembre|diciembre"
)
MAJORITY = (
    r"(?:a|une|eine|una|the|la|die) (?:\w+ )?"
    r"(?:majority|majorité|Mehrheit|mayoría)"
    r"|most (?:people|adults|voters|respondents|men|women|Britons|Americans|of (?:them|those|the))"
    r"|la plupart des?|die meisten (?:Menschen|Befragten|Deutschen|Wähler)|la mayor parte de"
)
ORDINALS = (
    r"first|second|third|fourth|fifth|premier|première|deuxième|troisième|quatrième|cinquième"
    r"|erste\w?|zweite\w?|dritte\w?|vierte\w?|zweitwichtigste\w?|drittwichtigste\w?"
    r"|primer[oa]?|segund[oa]|tercer[oa]?|cuart[oa]|quint[oa]"
)
TOPIC = (
    r"issue|concern|problem|worry|préoccupation|sujet|problème|Problem|Thema|Sorge"
    r"|problema|preocupación|inquietud"
)
WORD_NUMBERS = "|".join(UNITS)


def _words(table: Mapping[str, float]) -> str:
    return "|".join(map(re.escape, table))


PATTERNS: tuple[tuple[MarkKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))  # type: ignore[misc]
    for kind, pattern in (
        ("points", rf"(?P<n>{NUMBER}){POINTS}|\b(?P<unit>{WORD_NUMBERS}){POINTS}"),
        ("share", rf"(?P<n>{NUMBER}){PERCENT}|\b(?P<unit>{WORD_NUMBERS}){PERCENT}"),
        # The first of two numbers that share one sign: "von 38 auf 31 Prozent".
        ("share", rf"(?P<n>{NUMBER})(?=\s(?:to|auf|à|al?)\s(?:{NUMBER}){PERCENT})"),
        (
            "share",
            rf"\b(?P<of>{WORD_NUMBERS}|\d{{1,3}})\s(?:\w+\s)?(?:in|out of|sur|von|de cada)\s"
            rf"(?P<base>{WORD_NUMBERS}|\d{{1,4}})\b",
        ),
        ("share", rf"\b(?P<majority>{MAJORITY})\b"),
        (
            "streak",
            r"\b(?:months?|years?|times?|waves?|quarters?) (?:running|in a row)\b"
            r"|\bconsecuti(?:ve|v[oa]s?)\b|\bconsécuti(?:f|ve)s?\b|\b(?:in|en) (?:Folge|suite)\b"
            r"|\bd'affilée\b|\beach of the (?:last|past)\b|\bcha(?:cun|que) des \w* ?derni"
            r"|\bin jedem der (?:letzten|vergangenen)\b|\bcada uno de los últimos\b",
        ),
        # Not the half of a year.
        ("share", rf"(?<!first )(?<!second )\b(?P<part>{_words(PARTS)})\b"),
        (
            "ratio",
            rf"\b(?P<ratio>{_words(RATIOS)})\b"
            rf"|\b(?P<n>{NUMBER})[\s-](?:times|fold|fois|veces|mal)\b"
            rf"|\b(?P<unit>{WORD_NUMBERS})[\s-](?:times|fold|fois|veces)\b",
        ),
        (
            "record",
            r"\b(?:(?:the\s)?(?:highest|lowest|largest|smallest|biggest|most|fewest)\b[^.;]{0,40}?\bsince\b"
            r"|\b(?:highest|lowest|largest|smallest|biggest|most|fewest)\b[^.;,]{0,30}?\b(?:for|in)"
            r" [\w-]+ (?:months|years|decades)\b"
            r"|(?:all-time|record)(?:\s(?:high|low|level|number|day))?\b|never (?:before|been)"
            r"|(?:le plus (?:haut|bas|élevé|faible))|niveau record|jamais atteint"
            r"|so (?:hoch|niedrig|viele)\b[^.;,]{0,30}? (?:wie nie|zuletzt)\b"
            r"|Rekord\w*|(?:Höchst|Tiefst)(?:stand|wert)"
            r"|\b(?:for the first time|pour la première fois|erstmals|zum ersten Mal)\b"
            r"|\bpor primera vez\b|\bso \w+ wie (?:seit|zuletzt)\b|\bSpitzenreiter\b"
            r"|récord|(?:el|la|lo) (?:más|menos) (?:alt|baj)[oa]|máximo|mínimo)",
        ),
        (
            "ranking",
            r"\b(?:the (?:top|main|number one|most important|biggest)"
            r" (?:issue|concern|problem|worry)"
            rf"|(?:{ORDINALS})(?: \w+)? (?:{TOPIC})\w*"
            r"|tops? the list|(?:first|second|third|fourth|fifth) (?:most|place|among)|ranks? \w+"
            rf"|(?:{ORDINALS}) (?:puesto|lugar|posición|place|rang|position|Platz|Stelle)"
            r"|Platz (?:\d|eins|zwei|drei|vier|fünf)|en tête|an der Spitze|a la cabeza"
            r"|la première préoccupation|le premier sujet|wichtigste[sn]? (?:Problem|Thema)"
            r"|(?:principal|primer|mayor) (?:problema|preocupación))\b",
        ),
        (
            "change",
            r"\b(?:ris(?:es|en|ing)|rose|up from|increased?|grow(?:s|n|ing)|grew|climb(?:ed|ing)"
            r"|jump(?:ed|s)?|surged?|soar(?:ed|ing)|fall(?:s|en|ing)?|fell|drop(?:ped|s)?"
            r"|declin(?:ed|es|ing)|(?:up|down) (?:from|on|by)|dipped|slipped|sank|slumped"
            r"|augment(?:e|é|ation)|progress(?:e|é)|bais(?:se|sé)|recul(?:e|é)"
            r"|gestiegen|steigt|stieg|gesunken|sinkt|sank|ging(?=\b[^.;]{0,60}?\bzurück)|zurückgegangen"
            r"|zugenommen|sub(?:e|ió|ido)|aument(?:a|ó|ado)|baj(?:a|ó|ado)|ca(?:e|yó|ído)|crec(?:e|ió|ido))\b",
        ),
        (
            "steady",
            r"\b(?:unchanged|stable|steady|flat|inchangée?s?|unverändert\w*|stabil|sin cambios"
            r"|estables?)\b",
        ),
        (
            "comparison",
            r"\b(?:more|fewer|less|higher|lower|greater|plus|moins|mehr|weniger|höher|niedriger|más|menos)"
            r"\b[^.;,]{0,60}?\b(?:than|que|als)\b"
            r"|\b(?:ahead of|behind|outstrips?|outnumber\w*|similar (?:to|in)|compared with"
            r"|devance\w*|dépasse\w*|devant|derrière|(?:inférieur|supérieur)\w* (?:à|au)"
            r"|(?:inferior|superior) al?|por (?:delante|detrás) del?|supera\w*"
            r"|liegt(?=\b[^.;]{0,50}?\b(?:vor|hinter)\b))\b"
            r"|\b(?:above|below|under|over)\b[^.;,]{0,30}?\b(?:average|peak)\b"
            r"|\bovert(?:akes?|aken|ook)\b|\büberhol(?:t|te|ten)\b"
            r"|\b(?:au-dessus|en dessous|au-dessous) de la moyenne\b"
            r"|\b(?:über|unter) dem\b[^.;,]{0,30}?(?:schnitt|mittel)\b"
            r"|\bpor (?:encima|debajo) de la media\b",
        ),
        (
            "count",
            rf"(?<![\w%£€$.,-])(?P<n>{NUMBER})(?:\s(?P<scale>{_words(SCALES)}))?(?![\w%-])",
        ),
    )
)


@dataclass(frozen=True)
class Mark:
    """Something in a sentence that can be checked.

    `start` and `end` are its place in the sentence, `value` a share of 0 to 1 (also for
    points), a ratio or a count; None for words alone.
    """

    kind: MarkKind
    text: str
    start: int
    end: int
    value: float | None = None


def marks_of(sentence: str) -> tuple[Mark, ...]:
    """The marks of a sentence, in order; of marks that overlap the first kind found.

    >>> [(mark.kind, mark.value) for mark in marks_of("70% think so, up from 6 in 10 in 2019")]
    [('share', 0.7), ('change', None), ('share', 0.6)]
    """
    found: list[Mark] = []
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(sentence):
            apart = all(match.end() <= mark.start or match.start() >= mark.end for mark in found)
            if not apart or (kind == "count" and _is_date(sentence, match)):
                continue
            value = _value(kind, match)
            if kind == "share" and value is not None and value > 10:
                continue
            found.append(Mark(kind, match[0].strip(), match.start(), match.end(), value))
    return tuple(sorted(found, key=lambda mark: mark.start))


def _is_date(sentence: str, match: re.Match[str]) -> bool:
    """Whether a bare number is a year, a day of a month, a clock time or a small count."""
    digits = match["n"]
    if match["scale"]:
        return False
    if re.fullmatch(r"(?:19|20)\d\d", digits):
        return True
    after, before = sentence[match.end() :], sentence[: match.start()]
    if re.match(rf"\.?\s*(?:de\s)?(?:{MONTHS})\b", after, re.IGNORECASE):
        return True
    if re.search(rf"(?:{MONTHS})\s$", before, re.IGNORECASE) or re.match(
        r"\s?(?::|h\b|Uhr)", after
    ):
        return True
    return (_number(digits) or 0) < 100


def _value(kind: MarkKind, match: re.Match[str]) -> float | None:
    groups: Iterator[tuple[str, str]] = (
        (name, text) for name, text in match.groupdict().items() if text
    )
    known = dict(groups)
    if "of" in known:
        words = (known["of"], known["base"])
        of, base = (float(w) if w.isdigit() else UNITS.get(w.lower()) for w in words)
        return of / base if of is not None and base else None
    if "majority" in known:
        return 1 / 2
    if "unit" in known:
        return UNITS[known["unit"].lower()] / (100 if kind in ("share", "points") else 1)
    if "part" in known:
        return PARTS[known["part"].lower()]
    if "ratio" in known:
        return RATIOS[known["ratio"].lower()]
    if "n" not in known:
        return None
    number = _number(known["n"])
    if number is None:
        return None
    if kind in ("share", "points"):
        return number / 100
    return number * SCALES.get(known.get("scale", "").lower(), 1.0)


def _number(text: str) -> float | None:
    """A number as printed in English, French, German or Spanish.

    A mark before exactly three last digits parts thousands, another one the decimals.
    """
    plain = re.sub(r"[\u00a0\u202f ’']", "", text)
    plain = re.sub(r"[.,](?=\d{3}(?:[.,]|$))", "", plain)
    try:
        return float(plain.replace(",", "."))
    except ValueError:
        return None

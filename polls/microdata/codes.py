"""What an answer code means: an answer, a don't-know, a refusal, or a question not asked.

    code  label                     kind
    1     Too high                  substantive
    98    Don't know                dont_know      asked, no opinion
    99    Refused                   refused        asked, no answer
    97    Not asked (split ballot)  not_asked      never in any base
    (no value: system missing)      not_asked

The three ways of having no answer are different facts and stay apart. What the caller
declares goes first, then what the label says; a code that the file declares missing under a
label that says neither is a problem, because nobody but its maker can tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal

import pandas as pd

from polls.codebooks.model import fold

__all__ = [
    "BLANKS",
    "SYSTEM_MISSING",
    "Kind",
    "by_value",
    "code_of",
    "kind_of_label",
    "number_of",
    "without_codes",
]

Kind = Literal["substantive", "dont_know", "refused", "not_asked"]

SYSTEM_MISSING = "system missing"
"""The code of a missing value, in words so that it is its own label."""
BLANKS = frozenset({"", ".", "NA", "N/A", "#N/A", "#NULL!", "<NA>"})
"""How text writes it (an empty field, SPSS and Stata, R, spreadsheets), unless a label names it."""
NUMBERED = re.compile(r"^\(?(-?\d{1,4})\s*[.):=-]+[\s-]*(?=[^\W\d])")
"""A label that repeats its code: `88.- No sabe`, `(9) Refused`."""
PUNCTUATION = re.compile(r"(?:(?<!\s)\s+)?[(\[/,:–—]|(?<!\s)\s+-\s+")
WHOLE = {
    ".": re.compile(r"(-?(?:0|[1-9]\d*))\.0+"),
    # Beside decimal commas `1.000` and `1,000` may be a thousand.
    ",": re.compile(r"(-?(?:0|[1-9]\d*))[.,](?!000$)0+"),
}

PHRASES: tuple[tuple[Kind, str], ...] = (
    ("dont_know", "don't know, dont know, do not know, dk, not sure, unsure, can't say"),
    ("dont_know", "can't choose, weiss nicht, weiss ich nicht, ne sait pas, ne sais pas, nsp"),
    ("dont_know", "ne se prononce pas, ne se prononcent pas, no sabe, no se, ns, n.s."),
    ("refused", "refused, refusal, refuse, refused to answer, no answer, na/refused, refus"),
    ("refused", "prefer not to say, prefer not to answer, rather not say, sans reponse"),
    ("refused", "keine angabe, k.a., verweigert, antwort verweigert"),
    ("refused", "no contesta, nc, n.c., se niega a contestar"),
    (
        "not_asked",
        "not asked, not applicable, inapplicable, inap, iap, skipped, question not asked, "
        "system missing",
    ),
    ("not_asked", "not in wave, nicht gefragt, nicht erhoben, trifft nicht zu, filter"),
    ("not_asked", "non pose, non posee, non concerne, sans objet, no procede, no preguntado"),
)
KINDS: dict[str, Kind] = {
    # Without the point at their end, which labels lose too.
    phrase.strip(" ."): kind
    for kind, phrases in PHRASES
    for phrase in phrases.split(",")
}


def code_of(value: Any, decimal: str = ".") -> str:
    """A code as text, the same however a file stores it.

    Args:
        value: as stored: a number, text or a missing value.
        decimal: the sign that numbers kept as text use, `.` or `,`.

    >>> code_of(98.0), code_of("98"), code_of("98,0", decimal=","), code_of(" None ")
    ('98', '98', '98', 'None')
    >>> code_of(float("nan"))
    'system missing'
    """
    if pd.isna(value):
        return SYSTEM_MISSING
    text = str(value).strip()
    whole = WHOLE[decimal].fullmatch(text)
    return whole[1] if whole else text


def number_of(code: str) -> float | None:
    """The number that a code is; None where it is none.

    >>> number_of("-1.5"), number_of("a")
    (-1.5, None)
    """
    try:
        return float(code)
    except ValueError:
        return None


def by_value(code: str) -> tuple[float, str]:
    """A key that sorts codes by their numbers, those without one last.

    >>> sorted(["a", "10", "9"], key=by_value)
    ['9', '10', 'a']
    """
    number = number_of(code)
    return (float("inf") if number is None else number, code)


def without_codes(labels: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Labels without the codes that all of them repeat; where one does not, as they are.

    >>> without_codes([("1", "1.- Aprueba"), ("88", "88.- No sabe")])
    (('1', 'Aprueba'), ('88', 'No sabe'))
    >>> without_codes([("1", "1-2 times"), ("2", "3 or more")])
    (('1', '1-2 times'), ('2', '3 or more'))
    """
    pairs = tuple(labels)
    repeated = [NUMBERED.match(label) for _, label in pairs]
    same = [
        found is not None and found[1] == code
        for (code, _), found in zip(pairs, repeated, strict=True)
    ]
    if len(pairs) < 2 or not all(same):
        return pairs
    return tuple((code, NUMBERED.sub("", label)) for code, label in pairs)


def kind_of_label(label: str) -> Kind:
    """The kind that a label names, in English, French, German or Spanish.

    A phrase counts as the whole label or as what stands before its punctuation, never as the
    beginning of a sentence.

    >>> kind_of_label("Don’t know (DO NOT READ OUT)"), kind_of_label("Keine Angabe")
    ('dont_know', 'refused')
    >>> kind_of_label("Refuse them entry"), kind_of_label("88.- No sabe")
    ('substantive', 'dont_know')
    >>> kind_of_label("Refused / don't know"), kind_of_label("Refused/not applicable")
    ('dont_know', 'refused')
    """
    whole = NUMBERED.sub("", fold(label)).strip("()[]*. ")
    parts = [part.strip(" .") for part in PUNCTUATION.split(whole)]
    kinds = [KINDS.get(part, "substantive") for part in (whole, *parts)]
    if kinds[0] != "substantive" or kinds[1] == "substantive":
        return kinds[0]
    # A code for both, `Don't know / refused`, says that there is no opinion for either reason.
    return "dont_know" if "dont_know" in kinds else kinds[1]

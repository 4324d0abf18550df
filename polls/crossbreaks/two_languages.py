"""Texts printed in French and in English: which is which, and what to keep.

    QA1 Trouvez-vous ... ?    QA1 Do you think ... ?     side by side, or one below the other
    Trop élevé                Too high                   two columns of labels, or two rows

Labels are too short for their small words to tell; accents and elisions do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from polls.codebooks.language import language_of
from polls.codebooks.model import fold

__all__ = ["english_label", "english_lines", "english_place"]

FRENCH_SIGN = re.compile(
    r"[àâçèéêëîïôùûœ]|\b[cdjlmnqst]['’]|\b(?:nsp|oui|non|autres?|aucun)\b", re.I
)
CODE = re.compile(r"[A-Z]{1,3}\d[\w.]*")


def english_label(labels: Sequence[str], english: int) -> str:
    """The English one of the labels of a row; the only one where both languages share it.

    Args:
        labels: as printed, in one language or two.
        english: which of two labels is the English one in this table, from `english_place`.

    >>> english_label(("Trop élevé", "Too high"), 1), english_label(("15-24",), 1)
    ('Too high', '15-24')
    """
    return labels[english] if len(labels) == 2 else labels[-1] if labels else ""


def english_place(pairs: Sequence[Sequence[str]]) -> int:
    """Which of two texts is English, judged over all pairs of a table or file.

    >>> english_place([("Trop élevé", "Too high"), ("NSP", "DK")])
    1
    """
    first, second = (" ".join(pair[i] for pair in pairs) for i in (0, 1))
    langs = language_of(first), language_of(second)
    if langs in (("en", "fr"), ("fr", "en")):
        return langs.index("en")
    return 0 if _french(first) < _french(second) else 1


def english_lines(lines: Sequence[Sequence[str]]) -> list[str]:
    """The lines over a table in English alone.

    Args:
        lines: the texts of each line: two where both languages stand side by side, else one;
            a line of one text that begins with the number of another one is its translation.

    >>> english_lines([("QA1 Diriez-vous que la vie est belle ?",), ("QA1 Is life good or not?",)])
    ['QA1 Is life good or not?']
    """
    pairs = [line for line in lines if len(line) == 2 and line[0] != line[1]]
    place = english_place(pairs) if pairs else 1
    texts = [line[place] if len(line) == 2 else " ".join(line) for line in lines]
    found: dict[str, str] = {}
    for text in texts:
        code = CODE.match(text)
        key = code[0] if code else text
        if (
            key not in found
            or language_of(found[key]) == "fr"
            or (language_of(text) != "fr" and _french(found[key]) > _french(text))
        ):
            found[key] = text
    return list(found.values())


def _french(text: str) -> int:
    return len(FRENCH_SIGN.findall(text)) + (language_of(fold(text)) == "fr")

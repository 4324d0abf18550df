"""Which of the four languages a printed text is in, recognised by its small words.

    "Which of the following do you think are ..."   which of the do you are   en

Questions of polls are long enough for that; a text in which no language leads stays open.
"""

from __future__ import annotations

from polls.codebooks.model import fold

__all__ = ["language_of"]

SMALL_WORDS = {
    "en": "the of do you which is are to and in that or have has following should would",
    "fr": "le la les des du est et vous que qui dans pour avez ou au aux selon plus",
    "de": "der die das und ist sie zu den ob oder nicht in ihrer wie welche sind wurden",
    "es": "el la los las que de y es en usted cree por para cual cuales su son o",
}


def language_of(text: str) -> str:
    """The language of a text (`en`, `fr`, `de`, `es`), or "" where none leads clearly.

    >>> language_of("Diriez-vous que le niveau des impôts est trop élevé dans le pays ?")
    'fr'
    >>> language_of("Housing")
    ''
    """
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    hits = {
        lang: sum(word in small.split() for word in words) for lang, small in SMALL_WORDS.items()
    }
    first, second = sorted(hits.values(), reverse=True)[:2]
    return max(hits, key=hits.__getitem__) if first >= 2 and first > second else ""

"""How people were asked, in the words that tables print."""

from __future__ import annotations

from polls.codebooks.model import fold
from polls.schema import MODES

__all__ = ["mode_of"]

WORDS = {
    "online": "online internet web panel cawi enligne",
    "phone": "phone telephone telefon telefonisch telefonica cati ivr landline cell",
    "face-to-face": "face f2f capi papi personal presencial personlich",
}
LETTERS = {"T": "phone", "O": "online"}
"""As wahlrecht.de and dawum.de print them; `TOM`, both together, is neither."""
MODE_OF = {word: mode for mode, words in WORDS.items() for word in words.split()}


def mode_of(text: str) -> str:
    """A printed mode as one of `polls.schema.MODES`, or as printed where it names none or two.

    >>> mode_of("Internet"), mode_of("Live Phone"), mode_of("T"), mode_of("IVR/Online")
    ('online', 'phone', 'phone', 'IVR/Online')
    """
    if text in MODES:
        return text
    if text in LETTERS:
        return LETTERS[text]
    words = "".join(c if c.isalnum() else " " for c in fold(text)).split()
    found = {MODE_OF[word] for word in words if word in MODE_OF}
    return found.pop() if len(found) == 1 else text

"""Questions of a codebook found by words of their titles, wordings and answers."""

from __future__ import annotations

from rapidfuzz import fuzz

from polls.codebooks.model import Codebook, Question, fold

__all__ = ["search_questions"]

NEAR = 75.0
"""A word this near to one of a question's, of 100, is taken for it where nothing fits exactly."""


def search_questions(words: str, book: Codebook) -> list[Question]:
    """The questions that hold all of some words, in any language that the codebook has.

    Args:
        words: any words, in any case, with or without accents.
        book: the codebook.

    Returns:
        Those that hold every word; where there is none, those that come near; best first.

    >>> from polls.codebooks.model import codebook
    >>> [question.id for question in search_questions("important issues up to three", codebook())]
    ['issue_up_to_three']
    """
    wanted = fold(words).split()
    texts = {question.id: _text(question) for question in book.questions.values()}
    exact = [key for key, text in texts.items() if all(word in text for word in wanted)]
    if exact:
        # A title that holds the words says more than a long wording that does.
        titles = {key: fold(f"{key} {book.questions[key].title}") for key in exact}
        exact.sort(key=lambda key: -fuzz.token_set_ratio(fold(words), titles[key]))
        return [book.questions[key] for key in exact]
    near = {key: _nearness(wanted, text.split()) for key, text in texts.items()}
    return [book.questions[key] for key in sorted(near, key=lambda key: -near[key]) if near[key]]


def _nearness(wanted: list[str], words: list[str]) -> float:
    """How near the least near of some words comes to any of a text's, 0 where it does not."""
    least = min((max(fuzz.ratio(word, other) for other in words) for word in wanted), default=0.0)
    return least if least >= NEAR else 0.0


def _text(question: Question) -> str:
    """All words of a question, folded."""
    wordings = (f"{each.text} {each.translation}" for each in question.wordings)
    answers = (answer.label for answer in question.answers)
    return fold(" ".join([question.id, question.title, question.note, *wordings, *answers]))

"""Rules of ids and words: who was asked what, by whom, and how, in terms that are known.

    question levell10y    not in the codebook       did you mean 'level10y'?
    mode     on-line      not one of three words    did you mean 'online'?

An empty question or answer is an error, as is a country without a code. What the codebook
does not know may be a project's own: it is a warning, given once for each id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal

import pandas as pd

from polls.codebooks.model import Codebook, codebook, slug
from polls.errors import Problem, did_you_mean, unknown
from polls.rules.keys import first_rows, row_keys
from polls.rules.places import place_of
from polls.schema import MODES

__all__ = ["ID_RULES", "ids_known"]

SPOKEN_IN = {
    "fr": frozenset({"FR", "BE", "CH", "LU", "CA"}),
    "de": frozenset({"DE", "AT", "CH", "LU", "BE", "IT"}),
    "es": frozenset({"ES", "US", "MX", "AR", "CL", "CO", "PE", "VE", "UY"}),
}
LANGUAGE_CODE = re.compile(r"[a-z]{2}|")
USUAL_BASES = ("all", "substantive")


def _countries_known(frame: pd.DataFrame, book: Codebook, _: Any) -> Iterator[Problem]:
    shipped = codebook().countries
    for country in frame.loc[~frame["country"].isin(list(book.countries)), "country"].unique():
        first = frame[(frame["country"] == country).to_numpy()].iloc[0]
        meant = book.match("country", country) or codebook().match("country", country)
        yield Problem(
            "unknown-country",
            "country is not in the codebook" if country in shipped else "unknown country",
            place_of(first),
            got=repr(country),
            expected="an ISO 3166-1 alpha-2 code",
            hint=f"{country} is written {meant}" if meant else did_you_mean(country, shipped),
            severity="warning" if country in shipped else "error",
        )


def _country_speaks_language(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """A question in Spanish was not asked in Sweden: ES is not SE.

    A warning, as a French report may print what was asked in Germany; English says nothing,
    as questions of all countries are published in it.
    """
    for lang, countries in SPOKEN_IN.items():
        odd = frame[((frame["lang"] == lang) & ~frame["country"].isin(countries)).to_numpy()]
        for country in odd["country"].unique():
            yield Problem(
                "country-language",
                "question is in a language that is not the country's",
                place_of(odd[odd["country"] == country].iloc[0]),
                got=f"country {country}, language {lang}",
                expected=f"one of {', '.join(sorted(countries))}",
                hint="is the country right? ES is Spain, SE is Sweden",
                severity="warning",
            )


def ids_known(
    frame: pd.DataFrame, book: Codebook, severity: Literal["error", "warning"]
) -> Iterator[Problem]:
    """Questions, answers and pollsters that the codebook does not know, each once.

    Args:
        frame: a readings frame.
        book: the codebook.
        severity: of the problems. Where they are warnings, an id that a crosswalk gives is
            known, and so is the slug of the text beside it, under which labels are kept.
    """
    own = None if severity == "error" else _own_ids(book)
    for problem in (*_questions_known(frame, book, own), *_pollsters_known(frame, book)):
        yield replace(problem, severity=severity)


def _own_ids(book: Codebook) -> frozenset[tuple[str, str]]:
    """The ids that a crosswalk gives, which the tables of questions need not have."""
    return frozenset(
        (row.kind, row.id) for row in book.crosswalk if row.kind in ("question", "answer")
    )


def _questions_known(
    frame: pd.DataFrame, book: Codebook, own: frozenset[tuple[str, str]] | None
) -> Iterator[Problem]:
    names = ["question", "question_text", "answer", "answer_text"]
    # Texts, of which there are many, are looked at only where they may explain an id.
    differ = names if own is not None else ["question", "answer"]
    first = first_rows(row_keys(frame[name] for name in differ))
    words = frame[names].iloc[first].astype(str)
    told = {("", ""), *((question, "") for question in book.questions)}
    for place, (question, asked, answer, printed) in zip(
        first, words.itertuples(index=False), strict=True
    ):
        known = book.questions.get(question)
        if (question, "") not in told and not _of_a_label("question", question, asked, own):
            told.add((question, ""))
            yield _unknown("question", question, frame.iloc[place], book.questions)
        if known is None or answer == "" or known.answer(answer) is not None:
            continue
        if (question, answer) not in told and not _of_a_label("answer", answer, printed, own):
            told.add((question, answer))
            answers = [option.id for option in known.answers]
            problem = _unknown("answer", answer, frame.iloc[place], answers)
            title = f"answer is not one of question '{question}'"
            yield replace(problem, title=title, expected=", ".join(answers))


def _of_a_label(kind: str, word: str, printed: str, own: frozenset[tuple[str, str]] | None) -> bool:
    """Whether an id is what the printed label beside it is kept under."""
    return own is not None and (word == slug(printed) or (kind, word) in own)


def _unknown(kind: str, word: str, row: pd.Series, known: Iterable[str]) -> Problem:
    return unknown(kind, word, known, place_of(row), title=f"{kind} is not in the codebook")


def _pollsters_known(frame: pd.DataFrame, book: Codebook) -> Iterator[Problem]:
    firsts = frame.drop_duplicates("pollster")
    unknown_ones = firsts[~firsts["pollster"].isin(["", *book.pollsters]).to_numpy()]
    for _, row in unknown_ones.sort_values("pollster").iterrows():
        yield _unknown("pollster", row["pollster"], row, book.pollsters)


def _question_and_answer_named(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    for column in ("question", "answer"):
        empty = frame[(frame[column] == "").to_numpy()]
        if len(empty):
            yield Problem(
                f"{column}-missing",
                f"{column} is empty",
                place_of(empty.iloc[0]),
                got=f"{len(empty):,} such reading(s), the first of them here",
                expected=f"the id of the {column}, or its printed text in {column}_text",
            )


def _words_known(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """Words of columns with few of them; a base may be put in any words, but not misspelt."""
    odd = {
        "mode": [word for word in frame["mode"].unique() if word not in ("", *MODES)],
        "lang": [word for word in frame["lang"].unique() if not LANGUAGE_CODE.fullmatch(word)],
        "base": [
            word
            for word in frame["base"].unique()
            if word not in USUAL_BASES and did_you_mean(word, USUAL_BASES)
        ],
    }
    expected = {
        "mode": ", ".join(MODES),
        "lang": "two small letters, such as en, fr, de, es (ISO 639-1)",
        "base": ", ".join(USUAL_BASES) + ", or words of its own",
    }
    known = {"mode": MODES, "lang": (), "base": USUAL_BASES}
    for column, words in odd.items():
        for word in words:
            yield Problem(
                f"unknown-{column}",
                f"{column} is not one that is known",
                place_of(frame[frame[column] == word].iloc[0]),
                got=repr(word),
                expected=expected[column],
                hint=did_you_mean(word, known[column]),
                severity="warning",
            )


ID_RULES = (
    _question_and_answer_named,
    _countries_known,
    _country_speaks_language,
    _words_known,
)

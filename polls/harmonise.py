"""From labels as printed to ids: the one place where a reader's rows meet the codebook.

    "Too high"       -> answer too_high         a crosswalk row maps it
    "Far too high"   -> answer far_too_high     none does: its slug stands in, and it is listed
    "Age" "18-24"    -> group_by age, group 18-24

Nothing is guessed: a label is mapped by a row of the crosswalk or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from polls.codebooks.language import language_of
from polls.codebooks.model import Codebook, Kind, codebook, slug, slug_with_accents
from polls.errors import Place, Problem
from polls.printed.whole_sample import names_whole
from polls.rules.keys import distinct_rows
from polls.schema import PRINTED_COLUMNS, conform

__all__ = ["Harmonised", "Unmapped", "harmonise"]

EXPLANATION = re.compile(r"(?:(?<!\s)\s+)?\([^()]*\)\s*$")
HEADING_COLON = re.compile(r"(?P<head>\S+(?: \S+){0,3}?)\s*:\s+(?P<name>.+)")
HEADING_GAP = re.compile(r"\s*[|/,]\s*|\s+[-–—]\s+|\s+")
AMOUNT = re.compile(
    r"[^\w(]*\d|(under|over|less than|more than|moins de|plus de|unter|über) \D?\d", re.I
)
"""Ages and incomes: 18-34, $50,000 or more, Under 30."""
UNKNOWN_GROUP_BY = "group"

MAPPED = (
    "country", "pollster", "client", "mode", "lang", "question", "question_text", "base", "source",
    "answer", "answer_text", "group_by", "group",
)  # fmt: skip
"""The columns that mapping needs."""


@dataclass(frozen=True)
class Unmapped:
    """A printed label that no crosswalk row maps, and the id that stands in for it.

    `typed` tells that it stood where an id belongs.
    """

    kind: Kind
    label: str
    id: str
    question: str = ""
    pollster: str = ""
    lang: str = ""
    typed: bool = False


POLL = ("country", "pollster", "client", "mode", "question", "start", "end", "published",
        "banner_text", "group_text", "group_by", "group")  # fmt: skip
"""Columns that polls and groups are told apart by."""


@dataclass(frozen=True)
class Harmonised:
    """Rows of a readings frame, the labels that stayed unmapped, and what could not be told.

    The texts of `rows` are categories; `polls.conform` makes a readings frame of them.
    """

    rows: pd.DataFrame
    unmapped: tuple[Unmapped, ...]
    problems: tuple[Problem, ...]


def harmonise(
    printed: pd.DataFrame, book: Codebook, file: str, told: Mapping[str, str] | None = None
) -> Harmonised:
    """Rows as printed as a readings frame.

    Args:
        printed: rows with columns of `COLUMNS` and `PRINTED_COLUMNS`, any of them.
        told: what the caller says, by column; it fills what the rows leave open and never
            overrules what is printed.
        book: the codebook whose crosswalk maps the labels.
        file: name of the file, the source where none is given.
    """
    rows = _filled(printed, {"source": file, **(told or {})})
    mapper = Mapper(book)
    rows["pollster"] = _each(rows, ["pollster"], mapper.pollster)
    if "lang" not in printed:  # a file that has the column says what it knows
        rows["lang"] = _each(rows, ["lang", "question_text"], mapper.lang)
    rows["country"] = _each(rows, ["country", "country_text"], mapper.country)
    problems = [replace(problem, place=Place(file=file)) for problem in mapper.problems]
    problems += _settle_country(rows, book, file)
    asked_by = ["pollster", "lang"]
    questions = _each(rows, ["question", "question_text", *asked_by], mapper.question)
    rows = rows.assign(question=questions, question_typed=rows["question"])
    asked = ["question", "question_typed", "question_text"]
    rows["answer"] = _each(rows, ["answer", "answer_text", *asked, *asked_by], mapper.answer)
    rows["answer"] = _accents_apart(rows)
    grouped = ["group_by", "group", "banner_text", "group_text", "country", *asked_by]
    groups = _each(rows, grouped, mapper.group)
    rows["group_by"] = groups.map(lambda found: found.partition("/")[0])
    rows["group"] = groups.map(lambda found: found.partition("/")[2])
    problems += _unsettled(rows, file)
    coded = conform(rows.drop(columns=["question_typed", *PRINTED_COLUMNS]), coded=True)
    return Harmonised(coded, tuple(dict.fromkeys(mapper.unmapped)), tuple(problems))


class Mapper:
    """Looks labels up in a codebook and remembers those it did not find."""

    def __init__(self, book: Codebook) -> None:
        self.book = book
        self.unmapped: list[Unmapped] = []
        self.problems: list[Problem] = []

    def pollster(self, name: str) -> str:
        """The id of a pollster under any of its names; the name itself where it is unknown."""
        if name in self.book.pollsters:
            return name
        return self._found("pollster", [name], name, typed=True) if name else ""

    def lang(self, lang: str, question_text: str) -> str:
        """The language given, else the one that the question is recognised to be in."""
        return lang or language_of(question_text)

    def country(self, code: str, printed: str) -> str:
        """The code of a country, from itself or from its printed name."""
        named = self.book.match("country", printed) if printed else None
        if printed in self.book.countries:
            named = printed
        if code in self.book.countries and named not in (None, code):
            self.problems.append(
                Problem(
                    "country-swapped",
                    "code and name of the country disagree",
                    got=f"{code} for '{printed}'",
                    expected=f"{named} for '{printed}'",
                    hint="are the columns of two countries swapped?",
                )
            )
        if code in self.book.countries or code in codebook().countries or not (code or printed):
            return code
        return named or self._found("country", [printed or code], printed or code)

    def question(self, given: str, text: str, pollster: str, lang: str) -> str:
        """The id given, or the one of what is given or printed, else as given or a slug."""
        if given in self.book.questions or not (given or text):
            return given
        if not given and text in self.book.questions:
            return text
        label, stand_in = _label_of(given, text)
        return self._found(
            "question", [label], stand_in, pollster=pollster, lang=lang, typed=bool(given)
        )

    def answer(
        self,
        given: str,
        text: str,
        question: str,
        question_typed: str,
        question_text: str,
        pollster: str,
        lang: str,
    ) -> str:
        """The id given, or the one of what is given or printed, else as given or a slug."""
        known = self.book.questions.get(question)
        if (known and known.answer(given)) or not (given or text):
            return given
        if known and not given and known.answer(text):
            return text
        label, stand_in = _label_of(given, text)
        # A crosswalk made by `scan` names a question by its stand-in until it has an id.
        before = question_typed or slug(question_text)
        questions = [question, before] if before else [question]
        labels = [label, EXPLANATION.sub("", label)]
        return self._found("answer", labels, stand_in, questions, pollster, lang, typed=bool(given))

    def group(
        self,
        group_by: str,
        group: str,
        banner: str,
        label: str,
        country: str,
        pollster: str,
        lang: str,
    ) -> str:
        """`group_by/group`: as given, or of the printed label under its heading."""
        if group_by or group:
            return f"{group_by or UNKNOWN_GROUP_BY}/{group}"
        if not label:
            return "all/all"
        where = {"pollster": pollster, "lang": lang}
        if not banner and self.book.match("group", label, **where) is None:
            banner, label = self._heading_apart(label, country, where)
        bare = EXPLANATION.sub("", label)
        heads = [head for head in (banner, country) if head]
        labels = [f"{head}: {name}" for head in heads for name in (label, bare)]
        kind_of_group = self._kind_of_group(banner, where)
        if kind_of_group is not None:
            return self._under_heading(kind_of_group, labels, [label, bare], where)
        if not banner:
            labels += [label, bare]
        stand_in = f"{slug(banner) or UNKNOWN_GROUP_BY}/{slug(label) or label}"
        written = f"{banner}: {label}" if banner else label
        return self._found("group", labels, stand_in, [""], pollster, lang, written)

    def _kind_of_group(self, banner: str, where: dict[str, str]) -> str | None:
        """The `group_by` of a heading, with or without an explanation in brackets."""
        found = self.book.match("group_by", banner, **where) if banner else None
        bare = EXPLANATION.sub("", banner)
        return found or (self.book.match("group_by", bare, **where) if bare else None)

    def _heading_apart(self, label: str, country: str, where: dict[str, str]) -> tuple[str, str]:
        """The heading that a label begins with, and the rest: `Age: 18-34`, `Age 18-34`.

        A space alone parts them where the rest is known to be such a group, or is an amount.
        """
        colon = HEADING_COLON.fullmatch(label)
        head = colon["head"] if colon else ""
        if colon and not names_whole(head) and self.book.match("group", head, **where) is None:
            return head, colon["name"]
        for gap in reversed([*HEADING_GAP.finditer(label)]):
            head, name = label[: gap.start()], label[gap.end() :]
            group_by = self.book.match("group_by", head, **where)
            if group_by is None or not name:
                continue
            for text in (name, f"{country}: {name}"):
                known_by, _, _ = (self.book.match("group", text, **where) or "").partition("/")
                known = bool(known_by) and group_by.startswith(known_by)
                if known or gap[0].strip() or AMOUNT.match(name):
                    return head, name
        return "", label

    def _under_heading(
        self, group_by: str, labels: list[str], names: list[str], where: dict[str, str]
    ) -> str:
        """The id of a label under a known heading: `Vote in 2017` and `Con`.

        A label keeps its own name where it is known under a heading of that kind: `Con` is
        `vote/Conservative`, and so `vote2017/Conservative` under `Vote in 2017`.
        """
        for label in labels:
            found = self.book.match("group", label, **where)
            if found is not None:
                return found
        for name in names:
            known_by, _, group = (self.book.match("group", name, **where) or "").partition("/")
            if group and (known_by == "all" or group_by.startswith(known_by)):
                return f"{known_by if known_by == 'all' else group_by}/{group}"
        stand_in = f"{group_by}/{names[0]}"
        return self._found("group", labels[:1], stand_in, [""], where["pollster"], where["lang"])

    def _found(
        self,
        kind: Kind,
        labels: Sequence[str],
        stand_in: str,
        questions: Sequence[str] = ("",),
        pollster: str = "",
        lang: str = "",
        written: str = "",
        typed: bool = False,
    ) -> str:
        for label in labels:
            for question in questions:
                found = self.book.match(
                    kind, label, question=question, pollster=pollster, lang=lang
                )
                if found is not None:
                    return found
        self.unmapped.append(
            Unmapped(kind, written or labels[0], stand_in, questions[0], pollster, lang, typed)
        )
        return stand_in


def _label_of(given: str, text: str) -> tuple[str, str]:
    """What to look up, and what stands in where nothing is found.

    The slug of a printed text was never an id: a label without one is kept so.
    """
    if given and given != slug(text):
        return given, given
    return text, slug(text)


def _filled(printed: pd.DataFrame, told: Mapping[str, str]) -> pd.DataFrame:
    """The rows with all columns that mapping needs; blanks hold what the caller says."""
    rows = printed.copy()
    for name in (*MAPPED, *PRINTED_COLUMNS):
        value = told.get(name, "")
        if name not in rows:
            rows[name] = pd.Series(value, index=rows.index, dtype="category")
        elif value:
            blank = (rows[name] == "").to_numpy() | rows[name].isna().to_numpy()
            if blank.any():
                rows[name] = rows[name].astype(object).where(~blank, value)
    return rows


def _each(rows: pd.DataFrame, columns: Sequence[str], look_up: Callable[..., str]) -> pd.Series:
    """What `look_up` says of the values of some columns, asked once for each combination."""
    combinations, codes = distinct_rows(rows, columns)
    texts = combinations.astype(object).fillna("")
    answers = [look_up(*map(str, values)) for values in texts.itertuples(index=False)]
    distinct = list(dict.fromkeys(answers))
    places = np.array([distinct.index(answer) for answer in answers], dtype=np.int64)
    coded = pd.Categorical.from_codes(places[codes], categories=pd.Index(distinct, dtype=object))
    return pd.Series(coded, index=rows.index)


def _accents_apart(rows: pd.DataFrame) -> pd.Series:
    """The answers, those of one poll apart whose labels differ in their accents alone.

    In two polls such labels are one answer in two spellings.
    """
    pairs = distinct_rows(rows, ["answer", "answer_text"])[0].astype(str)
    labels = pairs.rename(columns={"answer_text": "text"})
    labels = labels[labels["answer"] == labels["text"].map(slug)]
    labels["own"] = labels["text"].map(slug_with_accents)
    several = labels.groupby("answer")["own"].transform("nunique") > 1
    if not several.any():
        return rows["answer"]
    own = dict(zip(labels["text"][several], labels["own"][several], strict=True))
    answers, texts = rows["answer"].astype(str), rows["answer_text"].astype(str)
    found = rows[[name for name in POLL if name in rows]].astype(str)
    found = found.assign(answer=answers, own=texts.map(own))[texts.isin(own)]
    counts = found.groupby([*found.columns.drop("own")])["own"].nunique()
    apart = set(counts[counts > 1].index.get_level_values("answer"))
    mended = answers.where(~(answers.isin(apart) & texts.isin(own)), texts.map(own))
    return mended.astype("category")


def _unsettled(rows: pd.DataFrame, file: str) -> list[Problem]:
    """What neither the file nor the hints say: the question, and who asked it."""
    found: list[Problem] = []
    if (rows["question"] == "").any():
        found.append(
            Problem(
                "question-unknown",
                "file does not say which question was asked",
                Place(file=file),
                hint="say it: question='...' (its id) or question_text='...' (its wording)",
            )
        )
    if (rows["pollster"] == "").any():
        found.append(
            Problem(
                "pollster-unknown",
                "file does not say who asked",
                Place(file=file),
                hint="say it: pollster='...'",
                severity="warning",
            )
        )
    return found


def _settle_country(rows: pd.DataFrame, book: Codebook, file: str) -> list[Problem]:
    """Fill the country from groups that only one has, or say that it is not known."""
    blank = (rows["country"] == "").to_numpy()
    if not blank.any():
        return []
    telling = {
        str(label): country
        for label in rows.loc[blank, "group_text"].unique()
        if (country := book.match("group_country", str(label)))
    }
    if len(set(telling.values())) != 1:
        return [
            Problem(
                "country-unknown",
                "country is not known",
                Place(file=file),
                got=", ".join(f"'{label}' ({code})" for label, code in telling.items()),
                expected="one country",
                hint="say it: country='GB'",
            )
        ]
    code = next(iter(telling.values()))
    settled = pd.Series(code, rows.index, dtype="category")
    rows["country"] = settled if blank.all() else rows["country"].astype(object).where(~blank, code)
    return [
        Problem(
            "country-recognised",
            f"country is taken as {code} from its groups",
            Place(file=file),
            got=", ".join(map(repr, telling)),
            hint=f"say another, if it is not: country='{code}'",
            severity="warning",
        )
    ]

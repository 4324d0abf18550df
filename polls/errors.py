"""Problems as values: what is wrong, where, what was expected, and what to do.

A reader or a check collects every problem it meets and raises them together, once:

    tracker.xlsx, sheet 'London', cell C7: share out of range [share-out-of-range]
        got 1.31, expected a share of 0 to 1
        hint: is the cell a percentage? Divide by 100.
"""

from __future__ import annotations

import errno
import re
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

__all__ = [
    "Place",
    "Problem",
    "ProblemsError",
    "ProblemsWarning",
    "boundary",
    "counted",
    "did_you_mean",
    "one_of",
    "raise_errors",
    "shortened",
    "unforeseen",
    "unknown",
]


PROBLEMS_SHOWN = 50
OF_A_KIND = 3
"""How many problems of one kind are printed in full; the others of the kind are counted."""
MOST_OF_LABEL, MOST_OF_PART = 100, 600
"""How many letters of a quoted label or an id, and of a part of a message, are printed."""
MOST_LOOKED_AT = 10_000
LONG_LABEL = re.compile(
    r"""(?<![\w'"])(?P<quote>['"])(?P<label>(?:(?!(?P=quote)(?:\W|$)).){100,3000}?)(?P=quote)(?!\w)"""
)
LONG_ID = re.compile(r"""[^\s/'"]{100,}""")


@dataclass(frozen=True)
class Place:
    """Where in the input something stands; parts that do not apply stay empty.

    >>> str(Place(file="tracker.xlsx", sheet="London", cell="C7"))
    "tracker.xlsx, sheet 'London', cell C7"
    """

    file: str = ""
    sheet: str = ""
    cell: str = ""
    page: int | None = None
    line: int | None = None
    item: str = ""

    def __str__(self) -> str:
        parts = [
            self.file,
            f"sheet '{self.sheet}'" if self.sheet else "",
            f"cell {self.cell}" if self.cell else "",
            f"page {self.page}" if self.page is not None else "",
            f"line {self.line}" if self.line is not None else "",
            self.item,
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with the input, with all that is needed to mend it.

    `code` is stable and meant for programs; `title` is meant for people. A problem of
    severity "error" stops the work, a "warning" is reported and the work goes on. `more` counts
    others of its kind, where they are not shown. Printed, very long labels are shortened; the
    fields hold them whole.

    >>> problem = Problem("unknown-country", "country not known", Place(line=3), got="UKK",
    ...                   expected="an ISO 3166-1 alpha-2 code", hint="did you mean 'UK'?")
    >>> print(problem)
    line 3: country not known [unknown-country]
        got UKK, expected an ISO 3166-1 alpha-2 code
        hint: did you mean 'UK'?
    """

    code: str
    title: str
    place: Place = field(default_factory=Place)
    got: str = ""
    expected: str = ""
    hint: str = ""
    severity: Literal["error", "warning"] = "error"
    more: int = 0

    def __str__(self) -> str:
        where, title = shortened(str(self.place)), shortened(self.title)
        lines = [f"{where}: {title} [{self.code}]" if where else f"{title} [{self.code}]"]
        facts = [
            f"got {shortened(self.got)}" if self.got else "",
            f"expected {shortened(self.expected)}" if self.expected else "",
        ]
        if any(facts):
            lines.append("    " + ", ".join(fact for fact in facts if fact))
        if self.hint:
            lines.append(f"    hint: {shortened(self.hint)}")
        if self.more:
            lines.append(f"    and {self.more:,} more of this kind")
        return "\n".join(lines)

    def as_dict(self) -> dict[str, Any]:
        """The problem as plain values, for JSON."""
        return asdict(self)


class ProblemsError(ValueError):
    """All problems of one input, raised together; `.problems` holds them as values."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(_listed(self.problems))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        # Keeps the problems when a worker process hands the error back to its parent.
        return type(self), (self.problems,)


class ProblemsWarning(UserWarning):
    """All warnings about one input, given together; `.problems` holds them as values."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__(_listed(self.problems))


def shortened(text: str) -> str:
    """A part of a message with an ellipsis in the place of what would hide the rest.

    >>> shortened("'Yes', '" + "Should we " * 200 + "?', 'No'")[-17:]
    " Should w…', 'No'"
    >>> len(shortened("no quotes " * 200))
    600
    """
    if len(text) <= MOST_OF_LABEL:
        return text
    text = LONG_LABEL.sub(
        lambda found: _cut(found[0][:-1], MOST_OF_LABEL) + found[0][-1], text[:MOST_LOOKED_AT]
    )
    text = LONG_ID.sub(lambda found: _cut(found[0], MOST_OF_LABEL), text)
    return _cut(text, MOST_OF_PART)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def counted(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, of each kind the first few; the last shown says how many more there are.

    A kind is a code with its title and severity, in one file and sheet.

    >>> many = [Problem("not-a-base", "base cannot be read", Place(line=n)) for n in range(2, 900)]
    >>> print(*counted(many), sep="\\n")
    line 2: base cannot be read [not-a-base]
    line 3: base cannot be read [not-a-base]
    line 4: base cannot be read [not-a-base]
        and 895 more of this kind
    """
    kinds: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        place = problem.place
        kind = (problem.code, problem.title, problem.severity, place.file, place.sheet)
        kinds.setdefault(kind, []).append(problem)
    shown: list[Problem] = []
    for alike in kinds.values():
        more = len(alike) - OF_A_KIND
        shown += alike[: OF_A_KIND - 1] if more > 0 else alike
        if more > 0:
            shown.append(replace(alike[OF_A_KIND - 1], more=more))
    return tuple(shown)


def _listed(problems: tuple[Problem, ...]) -> str:
    """The problems as text, those of a kind counted."""
    kinds = counted(problems)
    more = len(kinds) - PROBLEMS_SHOWN
    shown = [str(problem) for problem in kinds[:PROBLEMS_SHOWN]]
    return "\n".join([*shown, f"and {more:,} more: `.problems` holds all"] if more > 0 else shown)


def raise_errors(problems: Iterable[Problem]) -> None:
    """Raise a `ProblemsError` with the problems of severity "error", if there are any.

    >>> raise_errors([Problem("odd-wording", "wording changed", severity="warning")])
    """
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise ProblemsError(errors)


def unknown(
    what: str,
    word: object,
    known: Iterable[object],
    place: Place | None = None,
    *,
    title: str = "",
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    """The problem of a word that is not one of those known, with the nearest of them.

    Args:
        what: what the word should name, as in the code of the problem: `country`.
        word: the word.
        known: the words that are known.
        place: where it is.
        title: for people; default: "unknown" and what.
        severity: of the problem.

    >>> print(unknown("answer", "econmy", ["health", "economy"]))
    unknown answer [unknown-answer]
        got 'econmy', expected health, economy
        hint: did you mean 'economy'?
    """
    words = [str(each) for each in known]
    title = title or f"unknown {what.replace('-', ' ').replace('_', ' ')}"
    near = did_you_mean(str(word), words)
    return Problem(
        f"unknown-{what}", title, place or Place(), repr(word), one_of(words), near, severity
    )


def one_of(known: Iterable[str], most: int = 20) -> str:
    """The allowed words, for `expected`; only their number where a list would hide the hint.

    >>> one_of(["GB", "FR"])
    'GB, FR'
    >>> one_of(map(str, range(229)))
    'one of 229 that are known'
    """
    words = list(known)
    return ", ".join(words) if len(words) <= most else f"one of {len(words)} that are known"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint with the nearest known words, or an empty string where none is near.

    >>> did_you_mean("econmy", ["health", "economy"])
    "did you mean 'economy'?"
    """
    folded = {candidate.casefold(): candidate for candidate in known}
    if not any(_may_be_alike(word.casefold(), candidate) for candidate in folded):
        return ""
    from rapidfuzz import fuzz, process  # here, as most runs have nothing to guess

    near = process.extract(
        word.casefold(), list(folded), scorer=fuzz.ratio, limit=3, score_cutoff=ALIKE
    )
    if not near:
        return ""
    return "did you mean " + " or ".join(f"'{folded[name]}'" for name, _, _ in near) + "?"


ALIKE = 60
"""How much of two words must be the same, of 100, for one to be a guess at the other."""


def _may_be_alike(one: str, other: str) -> bool:
    """Whether two words have letters enough in common, in whatever order."""
    common = (Counter(one) & Counter(other)).total()
    return 2 * common * 100 >= ALIKE * (len(one) + len(other))


LIBRARY_WORDS = 300
MISTAKES = (AssertionError, AttributeError, IndexError, KeyError, NameError, TypeError)
"""What code raises that is itself wrong, and no library on purpose."""


def unforeseen(error: BaseException, file: str = "") -> Problem:
    """An error that nobody foresaw as a problem: a library's of a file, or a mistake of ours.

    Libraries are handed files in `polls.files` alone, so an error that comes from there is
    about the file; any other is a mistake of polltide.

    Args:
        error: as it was caught.
        file: what was being read.

    >>> unforeseen(MemoryError()).code
    'out-of-memory'
    """
    words = " ".join(str(error).split())[:LIBRARY_WORDS]
    got = f"{type(error).__name__}: {words}" if words else type(error).__name__
    if isinstance(error, MemoryError):
        hint = "is the file damaged? If it is sound, it needs a larger machine"
        return Problem("out-of-memory", "there is not enough memory", Place(file=file), hint=hint)
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Problem(
            "disk-full",
            "the disk is full",
            Place(file=str(error.filename or file)),
            got=error.strerror or "",
            hint="nothing was replaced; make room and try again",
        )
    frames = list(traceback.walk_tb(error.__traceback__))
    names = [str(frame.f_globals.get("__name__", "")) for frame, _ in frames]
    ours = [at for at, name in enumerate(names) if name.split(".")[0] in ("polls", "analysis")]
    innermost = names[ours[-1]] if ours else ""
    by_itself = bool(ours) and ours[-1] == len(names) - 1
    if isinstance(error, (OSError, RecursionError)) or (
        innermost.startswith("polls.files.") and not (by_itself and isinstance(error, MISTAKES))
    ):
        return Problem(
            "file-unreadable",
            "file cannot be read",
            Place(file=file),
            got=got,
            hint="is it damaged? Make or download it again",
        )
    at = f", {innermost}, line {frames[ours[-1]][1]}" if ours else ""
    return Problem(
        "mistake-in-polltide",
        "polltide made a mistake",
        Place(file=file),
        got=f"{got}{at}",
        hint="please report it, with the file if you may",
    )


@contextmanager
def boundary(file: str = "") -> Iterator[None]:
    """Lets no exception out but `ProblemsError`; also a decorator.

    Args:
        file: what is read, named where a problem names no file.

    Raises:
        ProblemsError: any exception as a problem, the exception as its cause.

    >>> with boundary("a.csv"):
    ...     raise RecursionError("too deep")
    Traceback (most recent call last):
        ...
    polls.errors.ProblemsError: a.csv: file cannot be read [file-unreadable]...
    """
    try:
        yield
    except ProblemsError as error:
        if not file or all(problem.place.file for problem in error.problems):
            raise
        named = (
            p if p.place.file else replace(p, place=replace(p.place, file=file))
            for p in error.problems
        )
        raise ProblemsError(named) from error.__cause__
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of a library in Rust is no Exception
        raise ProblemsError([unforeseen(error, file)]) from error

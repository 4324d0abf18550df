"""What a caller says of a survey file, in its several forms, to opened data and one request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from polls.arguments import without_effect
from polls.errors import Place, Problem, did_you_mean, raise_errors
from polls.files.opened import OpenedFile
from polls.microdata.design import Codes, Design, said_once, several
from polls.microdata.opening import open_microdata
from polls.microdata.recoding import recoded
from polls.microdata.replicates import Replicates, as_columns
from polls.microdata.request import Question, Wanted
from polls.microdata.several import Multiple, declared_multiple, items_of, wrong_with_multiple
from polls.microdata.source import Labels, Microdata
from polls.microdata.variance import SingleUnit
from polls.microdata.waves import Waves, resolved_waves, wrong_with_waves
from polls.schema import as_pandas

__all__ = ["ABOUT_COLUMNS", "Asking", "asked_for", "asked_of", "said_of_several"]

ABOUT_COLUMNS = (
    "country",
    "pollster",
    "mode",
    "start",
    "end",
    "published",
    "date_precision",
    "question_text",
    "lang",
    "source",
)
PERCENTS = "percent percentage pct % share prozent anteil pourcentage porcentaje"
COUNTS = "count counts freq frequency n cases anzahl effectif frecuencia"
SUMMED = {"percents": frozenset(PERCENTS.split()), "counts": frozenset(COUNTS.split())}
"""Names of columns that sum up respondents, by what they hold."""
MOST_ANSWERS = 200
SHORT_FORMS = ("strata", "psu", "fpc", "dont_know", "refused", "not_asked")


@dataclass(frozen=True)
class Asking:
    """The arguments of `polls.tabulate` that say what is tallied; see there."""

    data: Any
    question: Any
    weight: str = ""
    design: Design | None = None
    codes: Codes | None = None
    by: Any = ()
    base: Any = "all"
    labels: Mapping[str, Labels] | None = None
    recodes: Any = None
    nets: Mapping[str, Sequence[Any]] | None = None
    statistics: Any = ()
    wave: str | Waves | None = None
    single_unit: SingleUnit = "error"
    encoding: str = ""
    chunk_rows: int = 100_000
    about: Mapping[str, Any] = field(default_factory=dict)


def asked_for(asking: Asking) -> tuple[Microdata, Wanted, dict[str, Any]]:
    """The opened data, what is wanted of them, and what holds for all readings.

    Raises:
        ProblemsError: with all that is wrong with the arguments, or with the file.
    """
    about = dict(asking.about)
    short = {name: about.pop(name) for name in SHORT_FORMS if name in about}
    if asking.weight:
        short["weight"] = asking.weight
    sample, codes, twice = said_once(asking.design, asking.codes, short)
    raise_errors([*twice, *_wrong_with(asking, about)])
    data, sample = _with_replicates(asking.data, sample)
    file = OpenedFile(Path(data)) if isinstance(data, str | PathLike) else as_pandas(data)
    opened = open_microdata(file, asking.labels, asking.encoding)
    raise_errors(_of_readings(opened))
    if asking.recodes is not None:
        opened = recoded(opened, asking.recodes)
    opened, questions = _questions(opened, asking, codes)
    raise_errors(_of_a_table(opened, questions))
    waves = Waves(asking.wave) if isinstance(asking.wave, str) else asking.wave or Waves()
    if not list(wrong_with_waves(waves, opened)):
        opened, waves = resolved_waves(opened, waves)
    wanted = Wanted(
        questions,
        tuple(tuple(map(str, several(crossing))) for crossing in several(asking.by)),
        sample,
        asking.base,
        codes,
        asking.single_unit,
        asking.chunk_rows,
        waves,
        {str(label): tuple(several(of)) for label, of in (asking.nets or {}).items()},
        tuple(several(asking.statistics)),
    )
    return opened, wanted, about


def _with_replicates(data: Any, design: Design) -> tuple[Any, Design]:
    """Replicates given as a table of their own join the respondents' frame."""
    given = design.replicates
    if not isinstance(given, Replicates) or not hasattr(given.variables, "shape"):
        return data, design
    frame = data if isinstance(data, str | PathLike) else as_pandas(data)
    joined = as_columns(frame, given)
    if isinstance(joined, Problem):
        raise_errors([joined])
        return data, design
    return joined[0], replace(design, replicates=joined[1])


def _questions(
    opened: Microdata, asking: Asking, codes: Codes
) -> tuple[Microdata, tuple[Question, ...]]:
    """The questions of a variable, of a set, of `Multiple`, or of a grid of them."""
    given = asking.question
    listed = given if isinstance(given, list | tuple) else [given]
    questions: list[Question] = []
    problems: list[Problem] = []
    for one in listed:
        multiple = one if isinstance(one, Multiple) else _set_of(opened, str(one))
        if multiple is None:
            questions.append(Question(str(one)))
            continue
        wrong = list(wrong_with_multiple(opened, multiple, codes))
        problems += wrong
        if not wrong:
            opened, items = items_of(opened, multiple, codes, asking.chunk_rows)
            name = multiple.name or multiple.names(opened.variables)[0]
            questions += [Question(item.variable, item, name) for item in items]
    if not questions and not problems:
        title, expected = "no question is named", opened.listed
        problems.append(Problem("no-question", title, Place(file=opened.file), expected=expected))
    raise_errors(problems)
    return opened, tuple(questions)


def asked_of(opened: Microdata, name: str) -> tuple[Microdata, tuple[Question, ...]]:
    """The question that a variable or a declared set of variables holds, and the data for it.

    Args:
        opened: the data.
        name: of the variable or the set.
    """
    return _questions(opened, Asking(opened.file, name), Codes())


def _set_of(opened: Microdata, name: str) -> Multiple | None:
    """The set of variables that the file declares under a name, with or without its `$`."""
    if name in opened.variables:
        return None
    for known in (name, f"${name}", name.removeprefix("$")):
        if known in opened.sets:
            return declared_multiple(opened.sets[known])
    return None


def _wrong_with(asking: Asking, about: Mapping[str, Any]) -> Iterator[Problem]:
    own = [entry.name for entry in fields(asking) if entry.name != "about"]
    known = (*ABOUT_COLUMNS, *SHORT_FORMS, *own)
    for name in about:
        if name not in ABOUT_COLUMNS:
            yield Problem(
                "unknown-option",
                f"tabulate takes no option '{name}'",
                expected=", ".join(known),
                hint=did_you_mean(name, known),
            )
    data = asking.data
    if not (isinstance(data, pd.DataFrame | str | PathLike) or hasattr(data, "__arrow_c_stream__")):
        title, got = "data are no frame and no file", type(data).__name__
        yield Problem("not-microdata", title, got=got, expected="a frame or the path of a file")
    if "question_text" in about:
        yield from said_of_several("question_text", about["question_text"], asking.question)
    if asking.wave is not None and not isinstance(asking.wave, str | Waves):
        title, got = "wave is no variable and no polls.Waves", repr(asking.wave)
        yield Problem("not-waves", title, got=got, expected="a variable's name or polls.Waves(...)")
    elif asking.wave:
        said = [name for name in ("start", "end") if name in about]
        country = isinstance(asking.wave, Waves) and asking.wave.country and "country" in about
        said += ["country"] if country else []
        if said:
            hint = "what differs by wave is not the same for all of them"
            yield without_effect(" / ".join(f"{name}=" for name in said), "wave=", hint)


def said_of_several(name: str, said: object, question: Any) -> Iterator[Problem]:
    """What belongs to one question, said of a list of several."""
    if said and isinstance(said, str) and isinstance(question, list | tuple) and len(question) > 1:
        hint = "tabulate each alone, or leave it out"
        yield without_effect(f"{name}={said!r}", "several questions", hint)


def _of_readings(opened: Microdata) -> Iterator[Problem]:
    """A file of readings has a column of shares, and no respondents."""
    names = {name.strip().casefold() for name in opened.variables}
    if {"question", "answer", "share"} <= names:
        yield Problem(
            "not-microdata",
            "data hold readings, a row for each published number",
            Place(file=opened.file),
            expected="a row for each respondent",
            hint="polls.read reads them",
        )


def _of_a_table(opened: Microdata, questions: tuple[Question, ...]) -> Iterator[Problem]:
    """A table of answers with their percents or counts has no respondents either."""
    summed = {
        kind: name
        for name in opened.variables
        for kind, words in SUMMED.items()
        if name.strip().casefold() in words
    }
    known = [question.name for question in questions if question.name in opened.variables]
    if not summed or not known:
        return
    chunk = next(iter(opened.chunks(known[:1], MOST_ANSWERS + 1)), None)
    answers = pd.Series(dtype=object) if chunk is None else chunk[known[0]].dropna()
    repeated = known[0] not in summed.values() and not answers.is_unique
    if len(answers) < 2 or len(answers) > MOST_ANSWERS or repeated:
        return
    for kind, name in summed.items():
        yield Problem(
            f"{kind}-given",
            f"data hold {kind} of answers, not respondents",
            Place(file=opened.file, item=f"variable '{name}'"),
            got=f"{len(answers)} rows, each an answer of its own",
            expected="a row for each respondent",
            hint="polls.read reads tables of results",
        )

"""One pass over microdata: every chunk summed up to cells, every fault of its rows counted.

    chunk -> integer codes -> cells (stratum x unit x group x answer) -> merged with the last

What is kept grows with the number of cells, never with the number of respondents, unless
each is a unit of its own by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from polls.errors import Place, Problem
from polls.files.delimited import plain_numbers
from polls.microdata.codes import BLANKS, SYSTEM_MISSING
from polls.microdata.design import Design
from polls.microdata.request import Wanted
from polls.microdata.source import Microdata, Variable
from polls.microdata.variance import merged

__all__ = ["CodeNumbers", "PairNumbers", "Tally", "tally"]

FAULTS = {
    "weight-missing": ("weights are missing", "a weight for every respondent, 0 for none"),
    "weight-not-a-number": ("weights are not numbers", "a number of 0 or more"),
    "weight-negative": ("weights are negative", "a number of 0 or more"),
    "strata-missing": ("respondents have no stratum", "a stratum for every respondent"),
    "fpc-missing": ("respondents have no finite population", "a number for every respondent"),
    "fpc-not-positive": ("finite populations are not above 0", "a size, or a fraction drawn"),
    "psu-missing": ("respondents have no sampling unit", "a sampling unit for every respondent"),
    "replicates-missing": ("replicate weights are missing", "every replicate of everybody"),
    "replicates-not-a-number": ("replicate weights are not numbers", "numbers"),
    "before_raking-missing": ("weights before raking are missing", "a weight for everybody"),
    "before_raking-not-a-number": ("weights before raking are no numbers of 0 or more", "numbers"),
    "raked-missing": ("respondents have no category of a margin", "a category for everybody"),
}
ROWS_SHOWN = 5
PENDING_CELLS = 500_000
VALUES_AT_A_TIME = 6_000_000
ODD = np.uint64(0x9E3779B97F4A7C15)


class CodeNumbers:
    """The codes of one variable in the order they came up; a missing one is number 0."""

    def __init__(self, variable: Variable) -> None:
        self._code = variable.code
        self._numbers: dict[str, int] = {SYSTEM_MISSING: 0}

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def numbered(self, values: pd.Series) -> np.ndarray:
        """(rows,) the number of each value's code, in the smallest integers that hold all."""
        positions, distinct = pd.factorize(values)
        numbers = [self._numbers.setdefault(self._code(v), len(self._numbers)) for v in distinct]
        # factorize gives -1 to what is missing: the last of the list.
        smallest = np.min_scalar_type(-len(self._numbers))
        return np.array([*numbers, 0], dtype=smallest)[positions]


class PairNumbers:
    """Combinations of numbers in the order they came up; one with a missing part is number 0.

    `parts` is what a combination of missing parts would be.
    """

    def __init__(self, parts: int, *, missing: bool = True) -> None:
        self._missing = missing
        self._numbers: dict[tuple[int, ...], int] = {(0,) * parts: 0} if missing else {}

    def __iter__(self) -> Iterator[tuple[int, ...]]:
        return iter(self._numbers)

    def numbered(self, *parts: np.ndarray) -> np.ndarray:
        """(rows,) the number of each row's combination."""
        together = np.zeros(len(parts[0]), dtype=np.int64)
        for part in parts:
            together = together * (int(part.max(initial=0)) + 1) + part
        distinct, first, place = np.unique(together, return_index=True, return_inverse=True)
        numbers = np.empty(len(distinct), dtype=np.int64)
        for index, row in enumerate(first):
            combination = tuple(int(part[row]) for part in parts)
            gap = self._missing and 0 in combination
            numbers[index] = 0 if gap else self._numbers.setdefault(combination, len(self._numbers))
        return numbers[place].astype(np.min_scalar_type(-len(self._numbers) - 1))


class Cells:
    """The cells of one banner, merged now and then: as often as their number doubles."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []
        self._settled = 0

    def add(self, rows: pd.DataFrame) -> None:
        """Add the respondents of a chunk."""
        self._parts.append(merged(rows))
        values = sum(part.size for part in self._parts) // 8
        if values > 2 * self._settled + PENDING_CELLS:
            self._settled = self.merged().size // 8

    def merged(self) -> pd.DataFrame:
        """All cells so far, each once."""
        if len(self._parts) > 1:
            # The parts are let go before they are sorted: they may be as many as the rows.
            together = pd.concat(self._parts, ignore_index=True)
            self._parts = []
            self._parts = [merged(together)]
        return self._parts[0]


class Rank:
    """The rank of replicate weights, from random sums of the rows: a few more than columns."""

    def __init__(self, columns: int) -> None:
        self._random = np.random.default_rng(0)
        self._sums = np.zeros((columns + 10, columns))

    def add(self, weights: np.ndarray) -> None:
        """Add the replicate weights (rows, replicates) of a chunk."""
        most = 20 * weights.shape[1]
        if len(weights) > most:
            bucket = np.sort(self._random.integers(0, most, len(weights)))
            signed = weights * self._random.choice([-1.0, 1.0], len(weights))[:, None]
            weights = np.add.reduceat(signed, np.flatnonzero(np.diff(bucket, prepend=-1)))
        self._sums += self._random.normal(size=(len(self._sums), len(weights))) @ weights

    @property
    def number(self) -> int:
        """The rank, at the tolerance of R's `degf`."""
        return int(np.linalg.matrix_rank(self._sums, rtol=1e-5))


@dataclass
class Tally:
    """What a pass over the data found.

    `cells` holds the cells of each question and banner (of the whole sample, where there is
    none); `answers` (for each question), `groups` (codes for each variable of groups),
    `crossings` (for each banner) and `strata` what stands behind their numbers; a stratum is
    of one part (a wave, a country), and `parts` are these; `population` the least and the
    greatest finite population that each stratum is said to have; `dates` the first and last
    day of each part; `faults` is by code: how many rows and the first of them.
    """

    cells: dict[tuple[int, int], Cells]
    answers: list[CodeNumbers]
    groups: dict[str, CodeNumbers]
    crossings: list[PairNumbers]
    strata_codes: CodeNumbers
    part_codes: dict[str, CodeNumbers]
    parts: PairNumbers
    strata: PairNumbers
    margin_codes: dict[str, CodeNumbers]
    margins: PairNumbers
    rank: Rank | None = None
    population: dict[int, tuple[float, float]] = field(default_factory=dict)
    faults: dict[str, tuple[int, list[int]]] = field(default_factory=dict)
    dates: dict[int, tuple[pd.Timestamp, pd.Timestamp]] = field(default_factory=dict)
    rows: int = 0

    @property
    def stratum_names(self) -> list[str]:
        """The code of each stratum."""
        codes = list(self.strata_codes)
        return [codes[stratum] for _, stratum in self.strata]

    @property
    def part_of_stratum(self) -> np.ndarray:
        """(strata,) the part that each stratum is of."""
        return np.array([part for part, _ in self.strata], dtype=np.int64)

    def problems(self, file: str, design: Design) -> list[Problem]:
        """The faults, one problem each."""
        if not self.rows:
            return [Problem("no-respondents", "data have no rows", Place(file=file))]
        found = []
        for code, (count, first) in self.faults.items():
            title, expected = FAULTS[code]
            role = code.partition("-")[0]
            name = design.roles.get(role, "")
            place = Place(file=file, item=f"variable '{name}'" if name else role)
            shown = ", ".join(map(str, first)) + (", ..." if count > len(first) else "")
            found.append(Problem(code, title, place, f"{count:,} (rows {shown})", expected))
        if not found and self.cells[0, 0].merged()["weight"].sum() == 0:
            place = Place(file=file, item=f"variable '{design.weight}'")
            found.append(Problem("weights-all-zero", "all weights are 0", place))
        return found

    def count_fault(self, code: str, faulty: np.ndarray) -> None:
        """Note the rows of the present chunk that have a fault."""
        if faulty.any():
            count, first = self.faults.get(code, (0, []))
            rows = (np.flatnonzero(faulty)[:ROWS_SHOWN] + self.rows + 1).tolist()
            self.faults[code] = (count + int(faulty.sum()), [*first, *rows][:ROWS_SHOWN])


def tally(opened: Microdata, wanted: Wanted) -> Tally:
    """Cells of each question in each banner, and the faults of the rows.

    Args:
        opened: the data.
        wanted: which questions, groups and design.
    """
    found = _empty(opened, wanted)
    names = wanted.variables
    at_a_time = min(wanted.chunk_rows, max(VALUES_AT_A_TIME // len(names), 1000))
    for chunk in opened.chunks(list(names), at_a_time):
        rows = _coded(chunk, opened.variables, wanted, found)
        groups = {name: found.groups[name].numbered(chunk[name]) for name in found.groups}
        answers = [
            numbers.numbered(chunk[question.name])
            for numbers, question in zip(found.answers, wanted.questions, strict=True)
        ]
        inside = (rows.pop("part") > 0).to_numpy()
        for banner, crossing in enumerate(wanted.banners):
            parts = [groups[name] for name in crossing]
            group = found.crossings[banner].numbered(*parts) if parts else np.int8(0)
            for question, answer in enumerate(answers):
                counted = rows.assign(group=group, answer=answer)
                found.cells[question, banner].add(counted if inside.all() else counted[inside])
        found.rows += len(chunk)
    return found


def _empty(opened: Microdata, wanted: Wanted) -> Tally:
    variables, design = opened.variables, wanted.design
    numbers = {name: CodeNumbers(variables[name]) for name in wanted.group_variables}
    margins = dict.fromkeys(name for margin in design.margins for name in margin)
    pairs = [(q, b) for q in range(len(wanted.questions)) for b in range(len(wanted.banners))]
    return Tally(
        cells={pair: Cells() for pair in pairs},
        answers=[CodeNumbers(variables[question.name]) for question in wanted.questions],
        groups=numbers,
        crossings=[PairNumbers(len(crossing)) for crossing in wanted.banners],
        strata_codes=CodeNumbers(variables.get(design.strata, Variable(""))),
        part_codes={name: CodeNumbers(variables[name]) for name in wanted.waves.variables},
        parts=PairNumbers(max(len(wanted.waves.variables), 1)),
        strata=PairNumbers(2, missing=False),
        margin_codes={name: CodeNumbers(variables[name]) for name in margins},
        margins=PairNumbers(max(len(margins), 1), missing=False),
        rank=Rank(len(wanted.replicates)) if wanted.replicates else None,
    )


def _coded(
    chunk: pd.DataFrame, variables: Mapping[str, Variable], wanted: Wanted, found: Tally
) -> pd.DataFrame:
    """The respondents of a chunk as cells of one, their faults counted."""
    design = wanted.design
    part = _parts(chunk, wanted, found)
    stratum: np.ndarray = np.zeros(len(chunk), dtype=np.int8)
    if design.strata:
        stratum = found.strata_codes.numbered(chunk[design.strata])
        found.count_fault("strata-missing", stratum == 0)
    rows = pd.DataFrame({"stratum": found.strata.numbered(part, stratum), "part": part})
    rows["weight"] = 1.0
    if design.weight:
        rows["weight"] = _weights(chunk[design.weight], variables[design.weight].decimal, found)
    rows["n"] = (rows["weight"] > 0).astype(np.int32)
    if design.psu:
        rows["unit"], missing = _units(
            chunk[design.psu], variables[design.psu], rows["stratum"].to_numpy()
        )
        found.count_fault("psu-missing", missing)
    else:
        rows["respondents"], rows["spread"] = np.int32(1), 0.0
    if design.fpc:
        _note_population(chunk[design.fpc], variables[design.fpc].decimal, rows, found)
    if design.margins:
        _add_margins(rows, chunk, variables, wanted, found)
    if wanted.replicates:
        return _with_replicates(rows, chunk, variables, wanted, found)
    return rows


def _parts(chunk: pd.DataFrame, wanted: Wanted, found: Tally) -> np.ndarray:
    """(rows,) the number of the wave and country of each respondent, 0 where it is missing."""
    waves = wanted.waves
    if not waves.variables:
        return found.parts.numbered(np.ones(len(chunk), dtype=np.int8))
    part = found.parts.numbered(
        *(found.part_codes[name].numbered(chunk[name]) for name in waves.variables)
    )
    if waves.dates:
        days = waves.days(chunk)
        for number in set(part.tolist()):
            of_part = days[part == number]
            low, high = of_part.min(), of_part.max()
            if pd.notna(low):
                before = found.dates.get(number, (low, high))
                found.dates[number] = (min(low, before[0]), max(high, before[1]))
    return part


def _add_margins(
    rows: pd.DataFrame,
    chunk: pd.DataFrame,
    variables: Mapping[str, Variable],
    wanted: Wanted,
    found: Tally,
) -> None:
    """The combination of the raked variables of each row, and its weight before raking."""
    codes = [numbers.numbered(chunk[name]) for name, numbers in found.margin_codes.items()]
    found.count_fault("raked-missing", np.any([code == 0 for code in codes], axis=0))
    rows["margin"] = found.margins.numbered(*codes)
    before = wanted.design.before_raking
    rows["before"] = 1.0
    if before:
        given, missing = _numbers(chunk[before], variables[before].decimal)
        bad = ~missing & ~(np.isfinite(given) & (given >= 0))
        found.count_fault("before_raking-missing", missing)
        found.count_fault("before_raking-not-a-number", bad)
        rows["before"] = np.where(missing | bad, 0.0, given)


def _with_replicates(
    rows: pd.DataFrame,
    chunk: pd.DataFrame,
    variables: Mapping[str, Variable],
    wanted: Wanted,
    found: Tally,
) -> pd.DataFrame:
    """The rows with their replicate weights; those of some kinds may be negative."""
    weights = np.empty((len(chunk), len(wanted.replicates)))
    faulty = np.zeros((2, len(chunk)), dtype=bool)
    for column, name in enumerate(wanted.replicates):
        given, missing = _numbers(chunk[name], variables[name].decimal)
        known = np.isfinite(given)
        faulty |= [missing, ~missing & ~known]
        weights[:, column] = np.where(known, given, 0.0)
    found.count_fault("replicates-missing", faulty[0])
    found.count_fault("replicates-not-a-number", faulty[1])
    replicates = wanted.design.replicates
    if replicates is not None and not replicates.combined:
        weights *= rows["weight"].to_numpy()[:, None]
    if found.rank is not None:
        found.rank.add(weights)
    columns = {f"replicate {number}": weights[:, number] for number in range(weights.shape[1])}
    return pd.concat([rows, pd.DataFrame(columns, copy=False)], axis=1)


def _note_population(given: pd.Series, decimal: str, rows: pd.DataFrame, found: Tally) -> None:
    """Widen what each stratum of the chunk says of its population; the faults are counted."""
    said, missing = _numbers(given, decimal)
    known = np.isfinite(said) & (said > 0)
    found.count_fault("fpc-missing", missing)
    found.count_fault("fpc-not-positive", ~missing & ~known)
    by_stratum = pd.Series(said[known]).groupby(rows["stratum"].to_numpy()[known])
    for stratum, low, high in by_stratum.agg(["min", "max"]).itertuples():
        before = found.population.get(stratum, (low, high))
        found.population[stratum] = (min(low, before[0]), max(high, before[1]))


def _units(
    values: pd.Series, variable: Variable, stratum: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) a number for each stratum's unit, and whether the unit is missing.

    There may be as many units as respondents, so they are not listed but hashed to 64 bits:
    among two million two share a number with a probability of one in ten million.
    """
    positions, distinct = pd.factorize(values)
    # Whole numbers are their own codes, and are not looked at one by one.
    plain = distinct.dtype == "str" and distinct.str.fullmatch(r"[0-9]{1,18}").all()
    codes = np.array(
        [*(distinct if plain else map(variable.code, distinct)), SYSTEM_MISSING], dtype=object
    )
    hashed = pd.util.hash_array(codes, categorize=False)[positions]
    return hashed + stratum.astype(np.uint64) * ODD, (codes == SYSTEM_MISSING)[positions]


def _weights(given: pd.Series, decimal: str, found: Tally) -> np.ndarray:
    """(rows,) weights, 0 where they are at fault; the faults are counted."""
    weights, missing = _numbers(given, decimal)
    negative = np.less(weights, 0, where=np.isfinite(weights), out=np.zeros(len(weights), bool))
    found.count_fault("weight-missing", missing)
    found.count_fault("weight-not-a-number", ~missing & ~np.isfinite(weights))
    found.count_fault("weight-negative", negative)
    return np.where(np.isfinite(weights) & ~negative, weights, 0.0)


def _numbers(given: pd.Series, decimal: str) -> tuple[np.ndarray, np.ndarray]:
    """(rows,) values as numbers, NaN for what is none, and whether the value is missing."""
    if pd.api.types.is_numeric_dtype(given):
        return given.to_numpy(dtype=float, na_value=np.nan), given.isna().to_numpy()
    if decimal == "." and (plain := plain_numbers(given)) is not None:
        return plain, given.isna().to_numpy()
    text = given.astype("str").str.strip().str.replace(decimal, ".", regex=False)
    missing = (given.isna() | text.isin(BLANKS)).to_numpy()
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=float), missing

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
from polls.microdata.codes import BLANKS, SYSTEM_MISSING
from polls.microdata.design import Design
from polls.microdata.request import Wanted
from polls.microdata.source import Microdata, Variable
from polls.microdata.variance import merged

__all__ = ["CodeNumbers", "Tally", "tally"]

FAULTS = {
    "weight-missing": ("weights are missing", "a weight for every respondent, 0 for none"),
    "weight-not-a-number": ("weights are not numbers", "a number of 0 or more"),
    "weight-negative": ("weights are negative", "a number of 0 or more"),
    "strata-missing": ("respondents have no stratum", "a stratum for every respondent"),
    "fpc-missing": ("respondents have no finite population", "a number for every respondent"),
    "fpc-not-positive": ("finite populations are not above 0", "a size, or a fraction drawn"),
    "psu-missing": ("respondents have no sampling unit", "a sampling unit for every respondent"),
}
ROWS_SHOWN = 5
PENDING_CELLS = 500_000
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


class Cells:
    """The cells of one banner, merged now and then: as often as their number doubles."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []
        self._settled = 0

    def add(self, rows: pd.DataFrame) -> None:
        """Add the respondents of a chunk."""
        self._parts.append(merged(rows))
        if sum(map(len, self._parts)) > 2 * self._settled + PENDING_CELLS:
            self._settled = len(self.merged())

    def merged(self) -> pd.DataFrame:
        """All cells so far, each once."""
        if len(self._parts) > 1:
            # The parts are let go before they are sorted: they may be as many as the rows.
            together = pd.concat(self._parts, ignore_index=True)
            self._parts = []
            self._parts = [merged(together)]
        return self._parts[0]


@dataclass
class Tally:
    """What a pass over the data found.

    `cells` holds the cells of each banner (of the whole sample, where there is none);
    `answers`, `groups` (a list of codes for each banner) and `strata` the codes behind their
    numbers; `population` the least and the greatest finite population correction said of each
    stratum; `faults` how many rows have a fault and the first of them, counted from 1.
    """

    cells: list[Cells]
    groups: list[CodeNumbers]
    answers: CodeNumbers
    strata: CodeNumbers
    population: dict[int, tuple[float, float]] = field(default_factory=dict)
    faults: dict[str, tuple[int, list[int]]] = field(default_factory=dict)
    rows: int = 0

    def problems(self, file: str, design: Design) -> list[Problem]:
        """The faults, one problem each."""
        if not self.rows:
            return [Problem("no-respondents", "data have no rows", Place(file=file))]
        variable = design.roles
        found = []
        for code, (count, first) in self.faults.items():
            title, expected = FAULTS[code]
            place = Place(file=file, item=f"variable '{variable[code.partition('-')[0]]}'")
            shown = ", ".join(map(str, first)) + (", ..." if count > len(first) else "")
            found.append(Problem(code, title, place, f"{count:,} (rows {shown})", expected))
        if not found and self.cells[0].merged()["weight"].sum() == 0:
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
    """Cells of a question in each banner, and the faults of the rows.

    Args:
        opened: the data.
        wanted: which question, groups and design.
    """
    by, design, variables = wanted.by, wanted.design, opened.variables
    found = Tally(
        cells=[Cells() for _ in by or ("",)],
        groups=[CodeNumbers(variables[name]) for name in by],
        answers=CodeNumbers(variables[wanted.question]),
        strata=CodeNumbers(variables.get(design.strata, Variable(""))),
    )
    names = list(dict.fromkeys([wanted.question, *by, *design.variables]))
    for chunk in opened.chunks(names, wanted.chunk_rows):
        rows = _coded(chunk, variables, wanted, found)
        for place, cells in enumerate(found.cells):
            group = found.groups[place].numbered(chunk[by[place]]) if by else np.int8(0)
            cells.add(rows.assign(group=group))
        found.rows += len(chunk)
    return found


def _coded(
    chunk: pd.DataFrame, variables: Mapping[str, Variable], wanted: Wanted, found: Tally
) -> pd.DataFrame:
    """The respondents of a chunk as cells of one, their faults counted."""
    design = wanted.design
    rows = pd.DataFrame({"stratum": np.zeros(len(chunk), dtype=np.int8)})
    if design.strata:
        rows["stratum"] = found.strata.numbered(chunk[design.strata])
        found.count_fault("strata-missing", (rows["stratum"] == 0).to_numpy())
    rows["answer"] = found.answers.numbered(chunk[wanted.question])
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
    return rows


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
    codes = np.array([*map(variable.code, distinct), SYSTEM_MISSING], dtype=object)
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
    text = given.astype("str").str.strip().str.replace(decimal, ".", regex=False)
    missing = (given.isna() | text.isin(BLANKS)).to_numpy()
    return pd.to_numeric(text, errors="coerce").to_numpy(dtype=float), missing

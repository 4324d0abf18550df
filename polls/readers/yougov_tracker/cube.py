"""All sheets of a tracker laid over one another: (sheets, answers, waves).

          wave 1  wave 2  wave 3
All adults  .47     .46     .48         sheets may lack waves or answers of other sheets;
18-24        -      .21     .24         what a sheet does not print is NaN
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count, groupby

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.compute

from polls.files.workbook import cell_name
from polls.printed.fieldwork import Fieldwork
from polls.readers.yougov_tracker.problems import usual_heading
from polls.readers.yougov_tracker.sheet import TrackerSheet

__all__ = ["Cube", "constant"]

UNNAMED_SHEET = re.compile(
    r"(sheet|tabelle|feuil|feuille|hoja|data|table) ?\d*"
    r"|(q|question|frage|pregunta|tableau|tabla|blatt)[ _.]?\d+[a-z]?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cube:
    """Shares and bases of all sheets on one list of answers and one of waves.

    Args:
        sheets: the sheets, in order.
        answers: every label that any sheet prints, in order of first appearance.
        waves: every wave that any sheet has, in order of date.
        shares: (sheets, answers, waves) from 0 to 1, NaN where nothing is printed.
        censored: (sheets, answers, waves) bool.
        steps, n, n_weighted: (sheets, waves) rounding steps and bases.
        row_numbers: (sheets, answers) the answers' rows in their sheets, from 0.
        columns: (sheets, waves) the waves' columns in their sheets, from 0.
    """

    sheets: Sequence[TrackerSheet]
    answers: Sequence[str]
    waves: Sequence[Fieldwork]
    shares: np.ndarray
    censored: np.ndarray
    steps: np.ndarray
    n: np.ndarray
    n_weighted: np.ndarray
    row_numbers: np.ndarray
    columns: np.ndarray

    @classmethod
    def of(cls, sheets: Sequence[TrackerSheet]) -> Cube:
        """The cube of sheets that each have a wave at most once."""
        answers = list(dict.fromkeys(answer for sheet in sheets for answer in sheet.answers))
        # Neighbours mostly have the same waves, and are looked up once.
        alike = [(asked, list(found)) for asked, found in groupby(sheets, lambda each: each.waves)]
        waves = sorted({wave for asked, _ in alike for wave in asked})
        shape = len(sheets), len(answers), len(waves)
        cube = cls(
            sheets,
            answers,
            waves,
            shares=np.full(shape, np.nan),
            censored=np.zeros(shape, dtype=bool),
            steps=np.full((shape[0], shape[2]), np.nan),
            n=np.full((shape[0], shape[2]), np.nan),
            n_weighted=np.full((shape[0], shape[2]), np.nan),
            row_numbers=np.zeros(shape[:2], dtype=int),
            columns=np.zeros((shape[0], shape[2]), dtype=int),
        )
        answer_at = {answer: place for place, answer in enumerate(answers)}
        wave_at = {wave: place for place, wave in enumerate(waves)}
        places = count()
        for asked, found in alike:
            columns = [wave_at[wave] for wave in asked]
            for sheet in found:
                rows = [answer_at[answer] for answer in sheet.answers]
                cube._lay(next(places), sheet, rows, columns)
        return cube

    def rows(self, kept: np.ndarray) -> pd.DataFrame:
        """One row for each cell that is kept, in order of sheet, answer and wave.

        Args:
            kept: (sheets, answers, waves) bool.
        """
        sheet, answer, wave = np.nonzero(kept)
        usual = usual_heading(self.sheets)
        starts = np.array([found.start for found in self.waves], dtype="datetime64[s]")
        ends = np.array([found.end for found in self.waves], dtype="datetime64[s]")
        return pd.DataFrame(
            {
                "question_text": _coded(sheet, [usual or found.question for found in self.sheets]),
                "answer_text": _coded(answer, self.answers),
                "group_text": _coded(sheet, self._groups()),
                "start": starts[wave],
                "end": ends[wave],
                "date_precision": _coded(wave, [found.precision for found in self.waves]),
                "share": self.shares[kept],
                "precision": self.steps[sheet, wave],
                "censored": self.censored[kept],
                "n": self.n[sheet, wave],
                "n_weighted": self.n_weighted[sheet, wave],
                "locator": self._locators(sheet, answer, wave),
            }
        )

    def _groups(self) -> list[str]:
        """The group of each sheet: its name, but for one that a spreadsheet gave it."""
        names = [found.name.strip() for found in self.sheets]
        return ["" if len(names) == 1 and UNNAMED_SHEET.fullmatch(name) else name for name in names]

    def _lay(self, place: int, sheet: TrackerSheet, rows: list[int], columns: list[int]) -> None:
        """Lay one sheet into its place of the arrays."""
        shares = sheet.table.shares
        # A wave in which a sheet prints nothing above 0 was not asked of that group.
        asked = np.nan_to_num(shares).max(axis=0, initial=0.0) > 0
        self.shares[place][np.ix_(rows, columns)] = np.where(asked, shares, np.nan)
        self.censored[place][np.ix_(rows, columns)] = sheet.table.censored
        self.steps[place, columns] = sheet.table.steps
        self.n[place, columns] = sheet.n
        self.n_weighted[place, columns] = sheet.n_weighted
        self.row_numbers[place, rows] = sheet.rows
        self.columns[place, columns] = sheet.columns

    def _locators(self, sheet: np.ndarray, answer: np.ndarray, wave: np.ndarray) -> pd.Series:
        """The cell of each reading, as a spreadsheet names it: `'All adults'!C7`."""
        letters = [cell_name(0, column)[:-1] for column in range(int(self.columns.max()) + 1)]
        names = ["'" + found.name.replace("'", "''") + "'!" for found in self.sheets]
        numbers = list(map(str, range(1, int(self.row_numbers.max()) + 2)))
        text = pyarrow.large_string()
        joined = pyarrow.compute.binary_join_element_wise(
            pyarrow.array(names, text).take(pyarrow.array(sheet)),
            pyarrow.array(letters, text).take(pyarrow.array(self.columns[sheet, wave])),
            pyarrow.array(numbers, text).take(pyarrow.array(self.row_numbers[sheet, answer])),
            pyarrow.scalar("", text),
        )
        return pd.Series(pd.array(joined, dtype="str"))


def constant(value: str, rows: int) -> pd.Series:
    """A column of one text."""
    return _coded(np.zeros(rows, dtype=int), [value])


def _coded(codes: np.ndarray, values: Sequence[str]) -> pd.Series:
    """Repeated text as a column: each distinct value is stored once."""
    distinct = list(dict.fromkeys(values))
    places = np.array([distinct.index(value) for value in values])
    return pd.Series(pd.Categorical.from_codes(places[codes], categories=pd.Index(distinct)))

"""A small survey of a clustered, stratified sample, and its files as institutes deliver them."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat

import polls

QUESTION_TEXT = "Is the number of libraries too high, about right or too low?"
ANSWERS = [(1, "Too high"), (2, "About right"), (3, "Too low")]
MISSING = [(97, "Not asked"), (98, "Don't know"), (99, "Refused")]
REGIONS = [(1, "North"), (2, "South"), (3, "East")]
LABELS = {"q": [*ANSWERS, *MISSING], "region": REGIONS}


def respondents(n: int = 600, seed: int = 1, strata: int = 4, units: int = 6) -> pd.DataFrame:
    """Answers that differ by unit, unequal weights, don't-knows, refusals, and not asked."""
    random = np.random.default_rng(seed)
    stratum = random.integers(0, strata, n)
    unit = random.integers(0, units, n)
    leaning = random.normal(size=(strata, units))[stratum, unit]
    latent = leaning + random.normal(size=n)
    q = np.select([latent > 0.5, latent > -0.5], [1.0, 2.0], 3.0)
    q[random.random(n) < 0.08] = 98
    q[random.random(n) < 0.05] = 99
    q[random.random(n) < 0.04] = 97
    q[random.random(n) < 0.03] = np.nan
    return pd.DataFrame(
        {
            "q": q,
            "region": random.integers(1, 4, n).astype(float),
            "w": random.lognormal(0, 0.5, n).round(4),
            "stratum": stratum.astype(float),
            "unit": unit.astype(float),
        }
    )


def write_spss(frame: pd.DataFrame, path: Path, compress: bool = False) -> Path:
    """An SPSS file that declares 97 to 99 as missing, as most institutes do."""
    pyreadstat.write_sav(
        frame,
        path,
        column_labels={"q": QUESTION_TEXT},
        variable_value_labels={name: dict(pairs) for name, pairs in LABELS.items()},
        missing_ranges={"q": [{"lo": 97, "hi": 99}]},
        compress=compress,
    )
    return path


def write_stata(frame: pd.DataFrame, path: Path) -> Path:
    """A Stata file with extended missing values: .n not asked, .d don't know, .r refused."""
    letters = {97.0: "n", 98.0: "d", 99.0: "r"}
    coded = frame.assign(q=frame["q"].map(lambda code: letters.get(code, code)).astype(object))
    labels = dict(ANSWERS) | {letters[float(code)]: label for code, label in MISSING}
    pyreadstat.write_dta(
        coded,
        path,
        column_labels={"q": QUESTION_TEXT},
        variable_value_labels={"q": labels, "region": dict(REGIONS)},
        missing_user_values={"q": ["n", "d", "r"]},
    )
    return path


def write_text(frame: pd.DataFrame, path: Path, delimiter: str = ",", decimal: str = ".") -> Path:
    """A delimited file of bare codes, without labels."""
    frame.to_csv(path, index=False, sep=delimiter, decimal=decimal)
    return path


PEOPLE = pd.DataFrame(
    {
        "q": [1, 2, 1, 2, 1, 2],
        "w": [1.0, 2.0, 1.0, 1.0, 1.0, 1.0],
        "s": [1, 1, 1, 2, 2, 2],
        "u": [1, 2, 3, 1, 2, 3],
        "sex": [1, 1, 1, 2, 2, 2],
        "r1": [1.0, 2.0, 0.0, 1.0, 1.0, 1.0],
        "r2": [2.0, 1.0, 1.0, 0.0, 1.0, 1.0],
        "r3": [0.0, 2.0, 1.0, 1.0, 2.0, 1.0],
    }
)
"""Six respondents of two strata with three units each, and three replicates of their weights."""


def told(rows: pd.DataFrame, question: Any, folder: Path, **options: Any) -> list[str]:
    """The lines of what is said where a file of some rows is tabulated: problems, then warnings."""
    path = folder / "people.csv"
    rows.to_csv(path, index=False)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            polls.tabulate(path, question, **options)
            said = []
        except polls.ProblemsError as error:
            said = [str(error)]
    said += [str(each.message) for each in warned]
    return "\n".join(said).split("\n")

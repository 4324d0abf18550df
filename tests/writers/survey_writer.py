"""A small survey of a clustered, stratified sample, and its files as institutes deliver them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

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

"""Sound files of every format, from which wrong ones are made."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pandas as pd

import polls
from tests.fuzz.tables import ROWS, TABLES, write_table
from tests.writers.crossbreak_writer import (
    UK_BANNER,
    Asked,
    Cell,
    Survey,
    shares,
    write_uk_pdf,
    write_uk_xlsx,
)
from tests.writers.survey_writer import respondents, write_spss, write_stata

__all__ = ["write_seeds"]

COLUMNS = 1 + sum(len(labels) for _, labels in UK_BANNER)

ROPF = """•PF: Pollster A •C: Client •FS: 2024-01-03 •FE: 2024-01-05 •SC: N •SS: 1003 A:40 B:35 C:25
•PF: Pollster B •FS: 2024-02-03 •FE: 2024-02-05 •SC: N •SS: 600-700 •U: % A:41 B:58.5 •O:<0.5
"""
PAGE = """<!doctype html><html><body><table><tr><th>Date</th><th>Firm</th><th>Sample</th>
<th>A</th><th>B</th></tr><tr><td>3-5 Jan 2024</td><td>Firm A</td><td>1,003</td><td>40</td>
<td>60</td></tr><tr><td>3-5 Feb 2024</td><td>Firm B</td><td>1,010</td><td>41</td><td>59</td></tr>
</table></body></html>
"""
RECORDS = (
    '[{"institut": "A", "debut": "2024-01-03", "fin": "2024-01-05", "n": 1003, "Too high": 40,'
    ' "Too low": 60}, {"institut": "A", "debut": "2024-02-03", "fin": "2024-02-05", "n": 1004,'
    ' "Too high": 41, "Too low": 59}]'
)
CLAIMS = """[verdicts]
supported = 0.9
contradicted = 0.1

[[claim]]
id = "health-rose"
kind = "change"
sentence = "Health rose among the worries"
country = "GB"
question = "issue_up_to_three"
answer = "health"
as_of = 2024-12-31
start = 2024-01-01
direction = "up"

[[claim]]
id = "jobs"
kind = "unmeasured"
sentence = "Jobs grew"
as_of = "2025-03-31"
needs = "a series of jobs"
"""
PLAN = """[report]
title = "What published polls say"
date = 2025-11-24

[[section]]
kind = "series"
title = "Health in Great Britain"
question = "issue_up_to_three"
answer = "health"
country = "GB"
says = "name health"

[[section]]
kind = "groups"
title = "Who thinks so"
question = "issue_up_to_three"
answer = "health"
country = "GB"
says = "name health"

[[section]]
kind = "sources"
title = "Where the numbers are from"
"""


def write_seeds(folder: Path) -> list[Path]:
    """Sound files, in order of name."""
    for name, text in (
        ("poll.ropf", ROPF),
        ("page.html", PAGE),
        ("records.json", RECORDS),
        ("claims.toml", CLAIMS),
        ("plan.toml", PLAN),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    for name, endings in TABLES.items():
        for ending in endings:
            write_table(folder / f"{name}.{ending}", ROWS[name])
    table: list[list[Cell]] = [list(row) for row in shares(3, 2, COLUMNS)]
    answers_by_group: dict[str, list[Cell]] = dict(zip(("Well", "Badly"), table, strict=True))
    survey = Survey((Asked(["How well are things going in your town?"], answers_by_group),))
    write_uk_xlsx(folder / "cross.xlsx", survey)
    write_uk_pdf(folder / "cross.pdf", survey)
    people = respondents(200)
    write_spss(people, folder / "survey.sav")
    write_spss(people, folder / "survey.zsav", compress=True)
    write_stata(people, folder / "survey.dta")
    _write_readings(folder)
    return sorted(folder.iterdir())


def _write_readings(folder: Path) -> None:
    """Tidy readings, without what is written beside them for other programs."""
    row = {"country": "GB", "pollster": "A", "question": "q", "answer": "yes"}
    dates = pd.date_range("2024-01-01", periods=20, freq="D")
    readings = polls.conform(
        [
            row | {"start": day, "end": day, "n": 1000.0 + i, "share": 0.4 + i / 100}
            for i, day in enumerate(dates)
        ]
    )
    with tempfile.TemporaryDirectory() as apart:
        for name in ("readings.parquet", "readings.csv"):
            polls.write(readings, Path(apart) / name)
            shutil.move(Path(apart) / name, folder / name)

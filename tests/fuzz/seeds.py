"""Sound files of every format, from which wrong ones are made, and how each is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

import polls
from tests.writers.crossbreak_writer import (
    UK_BANNER,
    Asked,
    Survey,
    shares,
    write_uk_pdf,
    write_uk_xlsx,
)
from tests.writers.survey_writer import respondents, write_spss, write_stata
from tests.writers.tracker_workbook import sheet, write_tracker, write_workbook

__all__ = ["HINTS", "write_seeds"]

COLUMNS = 1 + sum(len(labels) for _, labels in UK_BANNER)

WAVES = """date,Too high,About right,Too low,Don't know,n
2024-01-07,59%,22%,11%,8%,1500
2024-02-07,58%,23%,12%,7%,1510
2024-03-07,57%,24%,12%,7%,1520
"""
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
WAVE_HINTS = {"country": "GB", "pollster": "YouGov", "question": "level10y", "lang": "en"}
HINTS: dict[str, dict[str, Any]] = {
    "waves.csv": WAVE_HINTS,
    "waves.xlsx": WAVE_HINTS,
    "tracker.xlsx": {"country": "GB"},
    "cross.xlsx": {"country": "GB"},
    "cross.pdf": {"country": "GB"},
    "page.html": {"country": "GB", "question": "level10y"},
    "records.json": {"country": "FR", "question": "level10y"},
    "survey.sav": {"variable": "q", "weight": "w", "fieldwork": "5 March 2024", "country": "GB"},
    "survey.zsav": {"variable": "q", "weight": "w", "fieldwork": "5 March 2024", "country": "GB"},
    "survey.dta": {"variable": "q", "weight": "w", "fieldwork": "5 March 2024", "country": "GB"},
}
"""What a file is read with, by its name; nothing for the others."""


def write_seeds(folder: Path) -> list[Path]:
    """Sound files, in order of name."""
    for name, text in (
        ("waves.csv", WAVES),
        ("poll.ropf", ROPF),
        ("page.html", PAGE),
        ("records.json", RECORDS),
    ):
        (folder / name).write_text(text, encoding="utf-8")
    rows = [line.split(",") for line in WAVES.splitlines()]
    write_workbook(folder / "waves.xlsx", {"data": [rows[0], *map(_typed, rows[1:])]})
    answers = {"Yes": [0.4, 0.5, 0.6], "No": [0.6, 0.5, 0.4]}
    write_tracker(
        folder / "tracker.xlsx", {"All adults": sheet(**answers), "18-24": sheet(**answers)}
    )
    table = [list(row) for row in shares(3, 2, COLUMNS)]
    answers_by_group = dict(zip(("Well", "Badly"), table, strict=True))
    survey = Survey((Asked(["How well are things going in your town?"], answers_by_group),))
    write_uk_xlsx(folder / "cross.xlsx", survey)
    write_uk_pdf(folder / "cross.pdf", survey)
    people = respondents(200)
    write_spss(people, folder / "survey.sav")
    write_spss(people, folder / "survey.zsav", compress=True)
    write_stata(people, folder / "survey.dta")
    row = {"country": "GB", "pollster": "A", "question": "q", "answer": "yes", "share": 0.4}
    dates = pd.date_range("2024-01-01", periods=20, freq="D")
    readings = [row | {"start": day, "end": day, "n": 1000.0} for day in dates]
    polls.write(polls.conform(readings), folder / "readings.parquet", overwrite=True)
    polls.write(polls.conform(readings), folder / "readings.csv", overwrite=True)
    return sorted(folder.iterdir())


def _typed(cells: list[str]) -> list[Any]:
    return [cells[0], *(float(cell.rstrip("%")) / 100 for cell in cells[1:-1]), float(cells[-1])]

"""From Eurobarometer workbooks to shipped rows: halves of a sample, counts, the same bytes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import polls
from polls.files.content import sha256_of
from tests.writers.sheets_writer import volume_a, write_sheets
from tools.ship_eurobarometer import ship, shipped_rows

HEADS = ["UE28\nEU28", "BE", "D-W", "DE", "FR", "ES", "UK"]
TOTAL = [27000, 1000, 1000, 1500, 1000, 1010, 1300]
YES = [13500, 500, 250, 375, 300, 505, 975]
NO = [13500, 500, 750, 1125, 700, 505, 325]
ANSWERS = [
    ("L'immigration", "Immigration", YES, [0.5, 0.5, 0.25, 0.25, 0.3, 0.5, 0.75]),
    ("Crime", "Crime", NO, [0.5, 0.5, 0.75, 0.75, 0.7, 0.5, 0.25]),
]
QUESTION = (
    "QA3a Quels sont les deux problèmes ... ?",
    "QA3a What do you think are the two most important issues facing (OUR COUNTRY) at the moment?",
)


@pytest.mark.filterwarnings("ignore::polls.ProblemsWarning")
def test_rows_hold_the_issue_for_four_countries_with_their_half_of_the_sample(
    tmp_path: Path,
) -> None:
    rows = volume_a(HEADS, TOTAL, ANSWERS, question=QUESTION, asked=("(SI)", "(IF 'SPLIT A ')"))
    path = write_sheets(tmp_path / "a.xlsx", {"QA3a": rows})
    shipped = shipped_rows(polls.read(path, source="eurobarometer-0"))
    assert shipped["country"].tolist() == ["UK", "FR", "ES", "DE"]
    assert shipped["share"].tolist() == ["0.75", "0.30", "0.50", "0.25"]
    assert shipped["n_weighted"].tolist() == ["1300", "1000", "1010", "1500"]
    assert set(shipped["base"]) == {"split_ballot_a"} and set(shipped["question"]) == {"issue_two"}
    assert set(shipped["answer"]) == {"immigration"} and set(shipped["note"]) == {""}


def test_workbooks_of_the_sources_table_are_read_and_their_bytes_recorded(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "files"
    (data / "readings").mkdir(parents=True)
    folder.mkdir()
    book = write_sheets(
        tmp_path / "b.xlsx", {"QA3a": volume_a(HEADS, TOTAL, ANSWERS, question=QUESTION)}
    )
    path = book.rename(folder / "EB_1_Volume_A.xls")
    columns = ["source", "producer", "sha256", "note"]
    named = ["eurobarometer-1", "EC", "", "file EB 1 Volume A.xls"]
    pd.DataFrame([named], columns=columns).to_csv(data / "sources.csv", index=False)
    ship(folder, data)
    sources = pd.read_csv(data / "sources.csv", dtype=str)
    assert sources["sha256"].tolist() == [sha256_of(path)]
    first = (data / "readings" / "eurobarometer.csv").read_bytes()
    ship(folder, data)
    assert (data / "readings" / "eurobarometer.csv").read_bytes() == first
    assert len(first.splitlines()) == 5
    path.unlink()
    with pytest.raises(polls.ProblemsError, match="file not found: EB 1 Volume A"):
        ship(folder, data)

"""Files of tables through `polls.read`: recognised by content, read whole or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import polls
from polls.errors import ProblemsError
from polls.files.columns import columns_grid
from polls.files.tables import _refuse_too_wide
from polls.ingest import examine
from tests.polls.readers.test_cross_breaks import WEEK
from tests.polls.readers.test_eurotrack import COUNTRIES, LEVEL
from tests.polls.readers.test_us_crosstabs import TABLES
from tests.writers.crossbreak_writer import (
    Survey,
    write_eurotrack_pdf,
    write_eurotrack_xlsx,
    write_uk_pdf,
    write_uk_xlsx,
)
from tests.writers.pdf_writer import Sheet, pdf_file, write_locked_pdf
from tests.writers.us_report_writer import Layout, write_us_report


def write_scan(path: Path) -> None:
    with pdf_file(path) as sheets:
        sheets.append(Sheet())
        sheets[0].picture()


def write_cut_pdf(path: Path) -> None:
    write_uk_pdf(path, Survey((WEEK,)))
    path.write_bytes(path.read_bytes()[:-2500])


FORMATS: list[tuple[str, Callable[[Path], None], int]] = [
    ("us-crosstabs", lambda path: write_us_report(path, TABLES[:1], Layout()), 36),
    ("cross-breaks", lambda path: write_uk_xlsx(path, Survey((WEEK,))), 120),
    ("cross-breaks", lambda path: write_uk_pdf(path, Survey((WEEK,))), 120),
    ("eurotrack", lambda path: write_eurotrack_xlsx(path, COUNTRIES, [LEVEL]), 15),
    ("eurotrack", lambda path: write_eurotrack_pdf(path, COUNTRIES, [LEVEL]), 15),
]


@pytest.mark.parametrize(("reader", "write", "count"), FORMATS)
def test_a_format_is_told_by_content_and_read_to_a_frame(
    tmp_path: Path, reader: str, write: Callable[[Path], None], count: int
) -> None:
    path = tmp_path / "download.bin"
    write(path)
    found = examine(path)
    assert found.reader == reader
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    assert len(found.readings) == count
    assert (found.readings["pollster"] == "YouGov").all()
    assert found.readings["locator"].ne("").all()


@pytest.mark.parametrize(
    ("write", "code"),
    [
        (write_scan, "pdf-without-text"),
        (write_locked_pdf, "pdf-encrypted"),
        (write_cut_pdf, "pdf-truncated"),
    ],
)
def test_a_pdf_that_cannot_be_read_whole_is_refused_with_one_message(
    tmp_path: Path, write: Callable[[Path], None], code: str
) -> None:
    path = tmp_path / "tables.pdf"
    write(path)
    with pytest.raises(ProblemsError) as caught:
        polls.read(path)
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_table_with_a_wrong_sum_stops_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    answers = {label: list(cells) for label, cells in WEEK.answers.items()}
    answers["Tend to oppose"][4] = 97
    write_uk_xlsx(path, Survey((type(WEEK)(WEEK.lines, answers),)))
    with pytest.raises(ProblemsError) as caught:
        polls.read(path)
    (problem,) = caught.value.problems
    assert problem.code == "sum-off"
    assert str(problem.place).startswith("a.xlsx, sheet 'Voting Intention', table 'Would you")
    assert "Vote in 2017 GE: Lib Dem" in problem.got


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + b"IHDR",
        bytes(range(255, 0, -1)) * 4,
        b"\xff\xfe" + bytes(range(0xD8, 0xFF)),
    ],
)
def test_what_is_no_text_is_not_called_text(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "waves.csv"
    path.write_bytes(content)
    with pytest.raises(ProblemsError) as caught:
        polls.read(path)
    (problem,) = caught.value.problems
    assert problem.code == "unknown-format"
    assert problem.got.startswith("neither text nor")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_text_in_any_encoding_is_text(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "waves.bin"
    path.write_bytes("date;Trop élevé\n2024-01-07;59 %\n".encode(encoding))
    found = examine(path, country="FR", pollster="Elabe", question="level10y", lang="fr")
    assert found.readings["share"].tolist() == [0.59]


def test_a_text_wider_than_any_table_is_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("," * 16_384 + "\n" + "1," * 16_384 + "1\n")
    with pytest.raises(ProblemsError) as raised:
        examine(path, country="GB", question="q")
    (problem,) = raised.value.problems
    assert (problem.code, problem.got) == ("too-many-columns", "16,385")
    _refuse_too_wide(16_384, "widest.csv")


@pytest.mark.parametrize("rows", [None, 1])
def test_texts_that_are_no_text_are_a_damaged_file(tmp_path: Path, rows: int | None) -> None:
    path = tmp_path / "a.parquet"
    pd.DataFrame({"country": ["GB"], "answer": ["yesyesyes"]}).to_parquet(path, compression=None)
    path.write_bytes(path.read_bytes().replace(b"yesyesyes", b"yes\xff\xfeyes "))
    with pytest.raises(ProblemsError) as raised:
        columns_grid(path, rows)
    (problem,) = raised.value.problems
    assert problem.code == "file-truncated"
    assert "UTF8" in problem.got

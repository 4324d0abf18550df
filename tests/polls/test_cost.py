"""Twice the input takes about twice the time, of every kind; all is read in one's own process.

Processor time counts, the least of some runs, so that a busy machine decides nothing; sizes are
such that what grows with the square would take four times as long.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polls.errors import ProblemsError
from polls.ingest import examine
from tests.writers.crossbreak_writer import Asked, Survey, write_uk_pdf, write_uk_xlsx
from tests.writers.ods_writer import write_ods
from tests.writers.tracker_workbook import SheetContent, write_tracker, write_workbook

RATIO = 2.5
HINTS = {"country": "GB", "question": "q", "pollster": "A"}


def day(i: int) -> str:
    return f"{1950 + i % 70}-{i // 70 % 12 + 1:02d}-{i // 840 % 28 + 1:02d}"


def waves(n: int) -> str:
    rows = (f"{day(i)},{i % 50 + 10}%,{90 - i % 50}%,{1000 + i}" for i in range(n))
    return "\n".join(["date,Yes,No,n", *rows])


def bad_dates(n: int) -> str:
    rows = (f"32 March {i},{i % 50 + 10}%,{90 - i % 50}%,1000" for i in range(n))
    return "\n".join(["date,Yes,No,n", *rows])


def wide(n: int) -> str:
    heads = ",".join(f"answer {i}" for i in range(n))
    return f"date,{heads}\n2024-01-07,{','.join(['0.1'] * n)}\n2024-02-07,{','.join(['0.1'] * n)}\n"


def quoted(n: int) -> str:
    rows = (f'{day(i)},"A\n\nB",40%,60%' for i in range(n))
    return "\n".join(["date,note,Yes,No", *rows])


def spaces(n: int) -> str:
    return "date,Yes,No\n2024-01-07," + " " * (200 * n) + "40%,60%\n"


def ropf(n: int) -> str:
    poll = "•PF: Firm {} •FS: {} •FE: {} •SC: N •SS: 1003 A:40 B:35 C:25"
    return "\n".join(poll.format(i, day(i), day(i)) for i in range(n))


def records(n: int) -> str:
    rows = (f'{{"date": "{day(i)}", "Yes": {i % 50 + 10}, "No": {90 - i % 50}}}' for i in range(n))
    return f"[{','.join(rows)}]"


def page(n: int) -> str:
    rows = (f"<tr><td>{day(i)}</td><td>{i % 50 + 10}</td><td>{90 - i % 50}</td></tr>"
            for i in range(n))  # fmt: skip
    return f"<table><tr><th>Date</th><th>Yes</th><th>No</th></tr>{''.join(rows)}</table>"


def tidy(n: int) -> str:
    rows = (f"GB,A,q,yes,0.4,{day(i)},{1000 + i}" for i in range(n))
    return "\n".join(["country,pollster,question,answer,share,start,n", *rows])


def sheet_of_waves(path: Path, n: int) -> None:
    head, *below = (line.split(",") for line in waves(n).splitlines())
    rows = [[date, float(yes[:-1]) / 100, float(no[:-1]) / 100, int(base)]
            for date, yes, no, base in below]  # fmt: skip
    (write_ods if path.suffix == ".ods" else write_workbook)(path, {"data": [head, *rows]})


def tracker(path: Path, n: int) -> None:
    dates = [f"{2000 + i // 12}-{i % 12 + 1:02d}-07" for i in range(n)]
    shares = [0.01 * (i % 50 + 10) for i in range(n)]
    content = SheetContent(
        {"Yes": shares, "No": [1 - share for share in shares]}, dates, [900] * n, [900.0] * n
    )
    write_tracker(path, dict.fromkeys(("All adults", "18-24", "65+", "Men", "Women"), content))


def cross_breaks(path: Path, n: int) -> None:
    asked = [
        Asked(
            [f"How well is thing {i} going in your town?"], {"Well": [60] * 20, "Badly": [40] * 20}
        )
        for i in range(n)
    ]
    (write_uk_pdf if path.suffix == ".pdf" else write_uk_xlsx)(path, Survey(asked))


WRITTEN: dict[str, tuple[Callable[[Path, int], None], str, int, dict[str, str]]] = {
    "waves": (sheet_of_waves, "xlsx", 400, HINTS),
    "waves of OpenDocument": (sheet_of_waves, "ods", 400, HINTS),
    "tracker": (tracker, "xlsx", 60, {"country": "GB"}),
    "cross-breaks": (cross_breaks, "xlsx", 20, {"country": "GB"}),
    "cross-breaks in PDF": (cross_breaks, "pdf", 16, {"country": "GB"}),
}

KINDS: dict[str, tuple[Callable[[int], str], str, int]] = {
    "waves": (waves, "csv", 400),
    "bad dates": (bad_dates, "csv", 150),
    "wide": (wide, "csv", 60),
    "quoted": (quoted, "csv", 400),
    "spaces": (spaces, "csv", 2_000),
    "ropf": (ropf, "ropf", 60),
    "records": (records, "json", 400),
    "page": (page, "html", 300),
    "tidy": (tidy, "csv", 1_500),
}


def seconds(path: Path, hints: dict[str, str] = HINTS) -> float:
    """The least processor time of two readings."""
    taken = []
    for _ in range(2):
        began = time.process_time()
        with suppress(ProblemsError):
            examine(path, **hints)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(more=st.integers(0, 20))
def test_twice_the_input_takes_less_than_two_and_a_half_times_as_long(
    kind: str, more: int, tmp_path: Path
) -> None:
    made, ending, usual = KINDS[kind]
    paths = [tmp_path / f"{size}.{ending}" for size in (usual + more, 2 * (usual + more))]
    for path in paths:
        path.write_text(made(int(path.stem)), encoding="utf-8")
    assert_twice_at_most(paths, HINTS)


@pytest.mark.parametrize("kind", WRITTEN)
@settings(max_examples=1, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(more=st.integers(0, 4))
def test_workbooks_and_pages_twice_as_long_take_no_more_than_that_either(
    kind: str, more: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLTIDE_APART", "off")  # what the libraries take counts here
    write, ending, usual, hints = WRITTEN[kind]
    paths = [tmp_path / f"{size}.{ending}" for size in (usual + more, 2 * (usual + more))]
    for path in paths:
        write(path, int(path.stem))
    assert len(examine(paths[0], **hints).readings) * 2 == len(examine(paths[1], **hints).readings)
    assert_twice_at_most(paths, hints)


def assert_twice_at_most(paths: list[Path], hints: dict[str, str]) -> None:
    once, twice = (seconds(path, hints) for path in paths)
    if twice > RATIO * once + 0.02:
        once, twice = (seconds(path, hints) for path in paths)
    assert twice <= RATIO * once + 0.02

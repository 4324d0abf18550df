"""The judge of wrong files can fail: it sees what is lost, made up, slow, large or thrown."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from polls.errors import Problem, ProblemsError
from polls.files import apart
from polls.files.opened import OpenedFile
from polls.readers.contract import Extract, Hints
from polls.readers.poll_tables import poll_tables
from tests.fuzz import judging
from tests.fuzz.judging import Wrong, judged, wrong_file
from tests.fuzz.measured import Measured
from tests.fuzz.mutators import STREAM
from tests.fuzz.printed import printed_in
from tests.fuzz.reading import Taken, taken
from tests.fuzz.seeds import write_seeds
from tests.fuzz.silence import lost
from tests.fuzz.tables import ROWS, Change, changed, lost_by, write_table


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sound")
    return {path.name: path for path in write_seeds(folder)}


def without_rows(found: Taken, *rows: int) -> Taken:
    kept = found.rows.drop(index=list(rows)).reset_index(drop=True)
    return Taken(kept, found.words)


@pytest.mark.parametrize(
    "name", ["cross.pdf", "page.html", "poll.ropf", "readings.csv", "readings.parquet",
             "records.json", "survey.dta", "survey.sav", "tracker.ods", "tracker.xlsx",
             "waves.csv", "claims.toml", "plan.toml"],
)  # fmt: skip
def test_a_sound_file_lost_nothing_and_one_row_less_is_seen(
    name: str, sounds: dict[str, Path]
) -> None:
    sound = sounds[name]
    usual = taken(sound)
    assert len(usual.rows) > 1
    assert lost(sound, usual, sound, usual) == ""
    assert lost(sound, usual, sound, without_rows(usual, len(usual.rows) - 1)) != ""


def test_a_word_excuses_what_is_left_out_and_not_what_is_made_up(sounds: dict[str, Path]) -> None:
    sound = sounds["waves.csv"]
    usual = taken(sound)
    fewer = without_rows(usual, 0)
    told = Taken(fewer.rows, usual.words | {"waves.csv, line 2: left out"})
    assert lost(sound, usual, sound, fewer) == "lost: a share of 0.591, which still stands there"
    assert lost(sound, usual, sound, told) == ""
    other = usual.rows.assign(share=np.where(usual.rows.index == 3, 0.31, usual.rows["share"]))
    made_up = Taken(other, told.words)
    assert lost(sound, usual, sound, made_up) == "made up: a share of 0.31"
    other_base = Taken(usual.rows.assign(n=1515.0), told.words)
    assert lost(sound, usual, sound, other_base) == "made up: a base of 1515.0"


def changed_waves(change: Callable[[pd.DataFrame], pd.DataFrame], sound: Path) -> tuple[Taken, ...]:
    usual = taken(sound)
    return usual, Taken(change(usual.rows.copy()), usual.words)


@pytest.mark.parametrize(
    ("done", "change", "wrong"),
    [
        (Change("order"), lambda rows: rows.iloc[::-1], ""),
        (Change("order"), lambda rows: rows.iloc[1:], "16 shares, now 15: [0.591]"),
        (
            Change("order"),
            lambda rows: rows.assign(n=1500.0),
            "n of 0.582: 1510.0, now 1500.0",
        ),
        (Change("without", "data", 1, old=("59.1%", "21.8%")), lambda rows: rows.iloc[2:], ""),
        (
            Change("without", "data", 1, old=("59.1%", "21.8%")),
            lambda rows: rows.iloc[3:],
            "14 shares, now 13: [0.113]",
        ),
        (Change("cell", "data", 1, 1, ("59.1%",), "#N/A"), lambda r: r[1:], "'#N/A' is not read"),
        (Change("cell", "data", 1, 1, ("59.1%",), ""), lambda rows: rows.iloc[1:], ""),
        (
            Change("cell", "data", 1, 1, ("59.1%",), "40"),
            lambda rows: rows.assign(share=[0.4, *rows["share"][1:]]),
            "",
        ),
        (
            Change("cell", "data", 1, 1, ("59.1%",), "40"),
            lambda rows: rows.assign(share=[0.41, *rows["share"][1:]]),
            "'40' is not read",
        ),
        (
            Change("cell", "data", 1, 0, ("2024-01-07",), "32 March 2024"),
            lambda rows: rows.assign(start=pd.Timestamp("2024-03-31")),
            "another day of 0.591: 2024-03-31 00:00:00 to 2024-01-07 00:00:00",
        ),
        (Change("cell", "data", 1, 5, ("1500",), ""), lambda rows: rows.assign(n=np.nan), ""),
        (
            Change("cell", "data", 1, 5, ("1500",), "0.4"),
            lambda rows: rows.assign(n=np.nan),
            "another base of 0.591: nan",
        ),
    ],
)
def test_what_is_known_to_be_changed_is_all_that_may_differ(
    done: Change,
    change: Callable[[pd.DataFrame], pd.DataFrame],
    wrong: str,
    sounds: dict[str, Path],
) -> None:
    usual, found = changed_waves(change, sounds["waves.csv"])
    assert lost_by(done, usual, found) == wrong


def test_a_reader_that_drops_the_last_row_is_caught(
    sounds: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def outcomes() -> list[str]:
        numbers = (f"quiet.{at}" for at in range(12))
        sound = [sounds["waves.csv"]]
        return [judged(wrong_file(sound, tmp_path, number)).outcome for number in numbers]

    whole = poll_tables.extract

    def short(file: OpenedFile, hints: Hints) -> Extract:
        found = whole(file, hints)
        return Extract(found.rows.iloc[:-1], found.problems)

    usual = outcomes()
    assert set(usual) == {"read", "refused"}
    monkeypatch.setattr(poll_tables, "extract", short)
    assert outcomes() == ["silent" if outcome == "read" else outcome for outcome in usual]


def reading(work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    def instead(_: Path) -> Taken:
        work()
        return Taken(pd.DataFrame(), frozenset())

    monkeypatch.setattr(judging, "taken", instead)
    found = judged(Wrong(Path("a.csv"), lambda _: ""))
    return found.outcome, found.got


def thrown(error: BaseException) -> Any:
    raise error


@pytest.mark.parametrize(
    ("error", "outcome", "got"),
    [
        (KeyError("n"), "uncaught", "KeyError: 'n'"),
        (ProblemsError([Problem("file-empty", "file is empty")]), "refused", "file-empty"),
        (
            ProblemsError([Problem("mistake-in-polltide", "polltide made a mistake")]),
            "uncaught",
            "polltide made a mistake [mistake-in-polltide]",
        ),
    ],
)
def test_an_exception_is_a_fault_and_a_problem_none(
    error: BaseException, outcome: str, got: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert reading(lambda: thrown(error), monkeypatch) == (outcome, got)


def test_much_memory_and_time_are_seen_each_file_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the system does not say what a process takes")
    monkeypatch.setattr(judging, "MOST_SECONDS", 0.3)
    monkeypatch.setattr(judging, "MOST_BYTES", 1 << 62)

    def busy() -> None:
        until = time.process_time() + 0.4
        while time.process_time() < until:
            pass

    assert reading(busy, monkeypatch)[0] == "slow"
    assert reading(lambda: None, monkeypatch)[0] == "read"
    with Measured() as before:
        pass
    with Measured() as much:
        bytearray(200 << 20)[:: 1 << 12] = b"x" * (200 << 8)
    with Measured() as after:
        pass
    assert much.size - before.size > 150 << 20
    assert after.size - before.size < 50 << 20
    monkeypatch.setattr(judging, "MOST_BYTES", 1 << 20)
    assert reading(lambda: b"x" * (200 << 20), monkeypatch) == ("large", "read ")


def test_memory_of_the_process_that_opens_files_counts(
    sounds: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the system does not say what a process takes")
    monkeypatch.setattr(apart, "_idle", [])
    with Measured() as measured:
        taken(sounds["tracker.xlsx"])
    (worker,) = (kept.process.pid for kept in apart._idle)
    apart._end_idle()
    assert measured.size >= 0.9 * measured.peaks[worker] > 10 << 20


@pytest.mark.parametrize(("told", "megabytes"), [("", 0), ("more", 50)])
def test_of_a_process_that_was_there_before_only_what_it_takes_more_counts(
    told: str, megabytes: int
) -> None:
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("the system does not say what a process takes")
    program = """
import sys
held = b"x" * (200 << 20)
print("ready", flush=True)
if sys.stdin.readline():
    more = b"x" * (50 << 20)
    print("done", flush=True)
    sys.stdin.read()
"""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdout.readline()
        with Measured() as measured:
            if told:
                child.stdin.write(b"more\n")
                child.stdin.flush()
                child.stdout.readline()
        child.stdin.close()
    assert megabytes - 1 <= measured.size >> 20 <= megabytes + 30


def test_a_number_always_makes_the_same_file(sounds: dict[str, Path], tmp_path: Path) -> None:
    def made(number: str) -> tuple[str, bytes]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        texts = [path for name, path in sounds.items() if path.suffix in (".csv", ".html")]
        path = wrong_file(texts, folder, number).path
        return path.name, path.read_bytes()

    first = [made(f"1.{at}") for at in range(30)]
    assert first == [made(f"1.{at}") for at in range(30)]
    assert len({content for _, content in first}) > 20


def test_every_kind_of_change_is_made_to_every_format(tmp_path: Path) -> None:

    kinds = {changed(ROWS["waves"], random.Random(seed))[1].kind for seed in range(40)}
    assert kinds == {"cell", "order", "without", "double"}
    for ending in ("csv", "html", "json", "ods", "xlsx"):
        write_table(tmp_path / f"waves.{ending}", ROWS["waves"])
        shares = taken(tmp_path / f"waves.{ending}").rows["share"].round(9).tolist()
        assert shares[:5] == [0.591, 0.218, 0.113, 0.078, 0.582]


def test_a_word_beside_the_page_of_a_pdf_parts_those_around_it(
    sounds: dict[str, Path], tmp_path: Path
) -> None:
    before, moved = b"1 0 -0 1 568.28125 473 cm", b"1 0 -0 1 568.28125 2147483648 cm"

    def without_482(stream: re.Match[bytes]) -> bytes:
        with suppress(zlib.error):
            drawn = zlib.decompress(stream[1]).replace(before, moved)
            return b"stream\n" + zlib.compress(drawn) + b"\nendstream"
        return stream[0]

    path = tmp_path / "cross.pdf"
    path.write_bytes(STREAM.sub(without_482, sounds["cross.pdf"].read_bytes()))
    words = printed_in(path)
    at = words.index("456")
    assert words[at + 1] == "503"
    assert printed_in(sounds["cross.pdf"])[at + 1 : at + 3] == ["482", "503"]

"""What is written is whole, and what a killed process left is swept."""

from __future__ import annotations

import errno
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

import pytest

from polls.errors import ProblemsError
from polls.files.targets import put_in_place, scratch_beside, whole_file


def dead_process() -> int:
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


def scratch_of(target: Path, process: int) -> Path:
    node = re.sub(r"[^A-Za-z0-9]", "", platform.node())
    made = target.parent / f".{target.name}-{node}-{process}-abc"
    made.mkdir()
    return made


def test_folders_of_dead_processes_are_swept_and_those_of_living_ones_stay(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    dead, living = scratch_of(target, dead_process()), scratch_of(target, os.getpid())
    with whole_file(target) as unfinished:
        unfinished.write_text("x")
    assert not dead.exists() and living.exists()
    assert target.read_text() == "x"


def test_a_folder_that_was_moved_away_when_its_process_died_is_put_back(tmp_path: Path) -> None:
    out = tmp_path / "build"
    last = scratch_of(out, dead_process()) / "last"
    last.mkdir()
    (last / "report.pdf").write_text("good")
    with scratch_beside(out):
        assert (out / "report.pdf").read_text() == "good"
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_folder_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchanges: bool
) -> None:
    if not exchanges:
        monkeypatch.setattr("polls.files.targets._exchanged", lambda *_: False)
    out = tmp_path / "build"
    for text in ("first", "second"):
        with scratch_beside(out) as scratch:
            (scratch / "fresh").mkdir()
            (scratch / "fresh" / "a").write_text(text)
            put_in_place(scratch / "fresh", out, scratch)
        assert (out / "a").read_text() == text
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "a.csv", tmp_path / "b.csv"
    real.write_text("old")
    link.symlink_to(real)
    with whole_file(link, overwrite=True) as unfinished:
        unfinished.write_text("new")
    assert link.is_symlink() and real.read_text() == "new"


def test_a_full_disk_is_told_as_such_and_nothing_is_left(tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    with pytest.raises(ProblemsError) as raised, whole_file(target):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert [problem.code for problem in raised.value.problems] == ["disk-full"]
    assert list(tmp_path.iterdir()) == []

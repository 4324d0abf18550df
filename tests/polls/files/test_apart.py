"""Files are opened in a process of their own, and what happens to it is a problem of the file."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from polls.errors import Problem, ProblemsError
from polls.files.apart import apart


def counted(_: Path, most: int) -> Iterator[int]:
    yield from range(most)


def process_of(_: Path) -> Iterator[int]:
    yield os.getpid()


def text_of(path: Path) -> Iterator[str]:
    yield path.read_text()


def crash(_: Path) -> Iterator[int]:
    yield 1
    ctypes.string_at(0)


def hoard(_: Path) -> Iterator[int]:
    held = []
    while True:
        held.append(bytearray(os.urandom(1 << 20)) * 8)
        yield len(held)


def spin(_: Path) -> Iterator[int]:
    while True:
        yield from ()


def panic(_: Path) -> Iterator[int]:
    raise BaseException("index out of bounds")  # as a library in Rust does
    yield 0


def refuse(_: Path) -> Iterator[int]:
    raise ProblemsError([Problem("odd", "file is odd")])
    yield 0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "a.bin"
    found.write_bytes(b"1")
    return found


def problem_of(work: object, path: Path) -> Problem:
    with pytest.raises(ProblemsError) as raised:
        list(apart(work, path))  # type: ignore[arg-type]
    (problem,) = raised.value.problems
    return problem


def test_values_come_in_order_from_another_process(path: Path) -> None:
    assert list(apart(counted, path, 3)) == [0, 1, 2]
    assert next(apart(process_of, path)) != os.getpid()


def test_a_worker_is_kept_and_asking_it_again_takes_no_time(path: Path) -> None:
    first = next(iter(list(apart(process_of, path))))
    started = time.process_time()
    assert list(apart(process_of, path)) == [first]
    assert time.process_time() - started < 0.05


def test_a_path_is_that_of_the_folder_where_one_is_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(name)
        monkeypatch.chdir(tmp_path / name)
        assert list(apart(text_of, Path("a.txt"))) == [name]


def test_two_files_can_be_open_at_a_time(path: Path) -> None:
    first, second = apart(counted, path, 3), apart(counted, path, 3)
    assert [next(first), next(second), next(first), next(second)] == [0, 0, 1, 1]
    first.close()
    second.close()
    assert list(apart(counted, path, 2)) == [0, 1]


def test_a_crash_is_a_problem_with_the_file_and_the_signal(path: Path) -> None:
    problem = problem_of(crash, path)
    assert (problem.code, problem.place.file) == ("file-ends-process", "a.bin")
    assert problem.got == "Segmentation fault"
    assert list(apart(counted, path, 2)) == [0, 1]


def test_memory_is_limited(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLTIDE_MEMORY", "300")
    problem = problem_of(hoard, path)
    assert (problem.code, problem.got) == ("file-takes-too-much", "more than 300 MB of memory")


def test_processor_time_is_limited(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLTIDE_SECONDS", "1")
    problem = problem_of(spin, path)
    assert problem.code == "file-takes-too-much"
    # A busy machine reaches the limit by the clock first.
    assert problem.got in ("more than 1 seconds of processor time", "more than 12 seconds")


def test_a_panic_is_a_problem_and_the_worker_lives_on(path: Path) -> None:
    first = list(apart(process_of, path))
    with pytest.raises(ProblemsError, match="index out of bounds"):
        list(apart(panic, path))
    assert problem_of(refuse, path).code == "odd"
    assert list(apart(process_of, path)) == first


def test_files_can_be_opened_in_this_process(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLTIDE_APART", "off")
    assert list(apart(process_of, path)) == [os.getpid()]


def test_a_limit_that_is_no_number_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLTIDE_MEMORY", "much")
    assert problem_of(process_of, path).code == "wrong-limit"


def test_a_worker_ends_with_a_script_that_has_no_main_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[3])!r})\n"
        "from pathlib import Path\n"
        "from tests.polls.files.test_apart import process_of\n"
        "from polls.files.apart import apart\n"
        "print(next(apart(process_of, Path(sys.argv[0]))))\n"
        "list(apart(process_of, Path(sys.argv[0])))\n"
        "os._exit(0)\n"  # no time to say goodbye
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    worker = int(done.stdout)
    until = time.monotonic() + 20
    while Path(f"/proc/{worker}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{worker}").exists()

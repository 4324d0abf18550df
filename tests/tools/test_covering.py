"""What a run of tests says of the lines that each of them passes over."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from polls.codebooks.model import codebook
from polls.printed import fieldwork


def test_caches_of_a_room_are_emptied_and_those_of_other_rooms_kept() -> None:
    covering = pytest.importorskip("tools.covering", exc_type=ImportError)
    book = codebook()
    fieldwork.parse_fieldwork("5 March 2024")
    assert fieldwork._tried.cache_info().currsize > 0
    covering.forget("polls.print")
    assert fieldwork._tried.cache_info().currsize > 0
    covering.forget("polls.printed")
    assert fieldwork._tried.cache_info().currsize == 0
    assert codebook() is book


ROOM = """
def halved(count):
    assert count >= 0
    while count == 7:
        pass
    return count / 2
"""

TESTS = """
import pytest

import room


def test_of_a_kind():
    room.halved("4")


@pytest.mark.parametrize("count", range(9))
def test_of_many(count):
    raise TypeError


def test_of_the_code():
    room.halved(-1)


def test_without_an_end():
    room.halved(7)


def test_of_a_value():
    assert room.halved(4) == 3


def test_of_nothing():
    pass


def test_of_a_refusal():
    with pytest.raises(ValueError):
        room.halved(4)
"""


SHARING = """
import pytest

import room


@pytest.fixture(scope="module")
def half():
    return room.halved(4)


@pytest.mark.parametrize("expected", [2, 2.0])
def test_of_a_half(half, expected):
    assert half == expected


def test_of_something_else():
    assert room
"""


def test_all_tests_of_a_fixture_pass_over_its_lines(tmp_path: Path) -> None:
    pytest.importorskip("tools.covering", exc_type=ImportError)
    for name, code in {"room/__init__.py": ROOM, "test_a.py": SHARING}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(code)
    ended = scripted(tmp_path, 'covering.learn("room", ["test_a.py"], Path("told.json"))')
    told = json.loads((tmp_path / "told.json").read_text())
    assert ended == 0
    assert told["executable"] == {"room/__init__.py": [2, 3, 4, 5, 6]}
    both = ["test_a.py::test_of_a_half[2.0]", "test_a.py::test_of_a_half[2]"]
    expected = {"2": [""], "3": both, "4": both, "6": both}
    assert {line: sorted(tests) for line, tests in told["lines"]["room/__init__.py"].items()} == (
        expected
    )


def scripted(folder: Path, work: str) -> int:
    """The status of some work in a process of its own."""
    lines = [
        *("import sys", "from pathlib import Path"),
        f'sys.path[:0] = [{str(Path.cwd())!r}, "."]',
        *("from tools import covering", "covering.LEAST_SECONDS = 0.5", f"sys.exit({work})"),
    ]
    (folder / "script.py").write_text("\n".join(lines))
    ended = subprocess.run([sys.executable, "script.py"], cwd=folder, capture_output=True)
    return ended.returncode


def judged(tmp_path: Path, *tests: str) -> tuple[int, str]:
    """The status of some tests and what is said of them, in a process of its own."""
    places = {"room/__init__.py": ROOM, "test_a.py": TESTS, "test_b.py": TESTS}
    for name, code in places.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(code)
    (tmp_path / "said.txt").unlink(missing_ok=True)
    seconds = dict.fromkeys(tests, 0.0)
    status = scripted(tmp_path, f'covering.run("room", {seconds!r}, Path("said.txt"))')
    said = tmp_path / "said.txt"
    return status, said.read_text() if said.exists() else ""


def test_a_mistake_is_judged_until_a_test_fails_by_an_assertion(
    tmp_path: Path,
) -> None:
    pytest.importorskip("tools.covering", exc_type=ImportError)
    errors = ("test_a.py::test_of_a_kind", "test_a.py::test_of_the_code")
    slow = "test_a.py::test_without_an_end"
    _, said = judged(tmp_path, *errors, "test_a.py::test_of_a_value", "test_b.py::test_of_nothing")
    assert said == "assertion AssertionError in test_a.py::test_of_a_value"
    _, said = judged(tmp_path, slow, errors[1])
    assert said == "error _TooLongError in test_a.py::test_without_an_end"
    _, said = judged(tmp_path, *errors, slow, "test_b.py::test_of_a_refusal")
    assert said == "assertion Failed in test_b.py::test_of_a_refusal"
    assert judged(tmp_path, "test_a.py::test_of_nothing") == (0, "")


def test_a_file_whose_tests_end_in_errors_is_left_for_the_next_one(
    tmp_path: Path,
) -> None:
    pytest.importorskip("tools.covering", exc_type=ImportError)
    many = [f"test_a.py::test_of_many[{count}]" for count in range(3)]
    _, said = judged(tmp_path, *many[:2], "test_a.py::test_of_a_value")
    assert said == "assertion AssertionError in test_a.py::test_of_a_value"
    _, said = judged(tmp_path, *many, "test_a.py::test_of_a_value", "test_b.py::test_of_nothing")
    assert said == "error TypeError in test_a.py::test_of_many[0]"
    _, said = judged(tmp_path, *many, "test_a.py::test_of_a_value", "test_b.py::test_of_a_value")
    assert said == "assertion AssertionError in test_b.py::test_of_a_value"


def test_of_the_fates_of_mistakes_only_assertions_and_the_unnoticed_count() -> None:
    mutants = pytest.importorskip("tools.mutants", exc_type=ImportError)
    fates = {"by an assertion": 6, "lived": 1, "no test": 1, "ends in an error": 9, "equivalent": 2}
    assert mutants.share(fates) == 0.75
    assert mutants.counted(["lived", "equivalent", "by an assertion", "ends in an error"]) == 2
    head, row = mutants.table({"polls/printed": fates}, {"polls/printed": 0.985}).splitlines()
    assert head.split("  ")[-1].strip() == "lines passed over"
    assert row.split() == ["polls/printed", "6", "1", "1", "75%", "9", "2", "98%"]

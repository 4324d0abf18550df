"""Files made to break a reader: a collection that may lie in a folder beside the project."""

from __future__ import annotations

from pathlib import Path

import pytest

from polls.ingest import examine
from tests.fuzz.judging import SOUND, Wrong, judged
from tests.fuzz.reading import LABELS

ROOT = Path(__file__).parents[3]
COLLECTIONS = [folder for above in ROOT.parents[:2] for folder in above.glob("*/cases/hostile")]
FILES = sorted(path for folder in COLLECTIONS[:1] for path in folder.iterdir())
LOSE_NUMBERS = ("s_1", "s_2", "s_err", "s_form", "t3", "t4")
"""Files whose numbers vanish or change unless something is said."""

pytestmark = pytest.mark.skipif(not FILES, reason="there is no collection of hostile files")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_hostile_file_is_read_or_refused_in_little_time_and_memory(path: Path) -> None:
    found = judged(Wrong(path, lambda _: ""))
    assert found.outcome in SOUND, found


@pytest.mark.parametrize("name", LOSE_NUMBERS)
def test_what_would_be_lost_of_a_hostile_file_is_said(name: str) -> None:
    (path,) = (path for path in FILES if path.stem == name)
    found = examine(path, country="GB", pollster="YouGov", question="level10y")
    assert {problem.code for problem in found.problems} - LABELS

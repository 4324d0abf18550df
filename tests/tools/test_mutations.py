"""Which mistakes are made in a file, and which would be none."""

from __future__ import annotations

from pathlib import Path

import pytest

CODE = """
from typing import Literal

Side = Literal["left", "right"]
LEAST: int = 3


def enough(count: int, side: Side = "left") -> bool:
    assert count >= 0
    pairs = zip([count], [side], strict=True)
    return count > LEAST
"""


def test_mistakes_are_made_in_values_and_none_in_types_or_assertions(tmp_path: Path) -> None:
    mutations = pytest.importorskip("tools.mutations", exc_type=ImportError)
    (tmp_path / "sides.py").write_text(CODE)
    made = list(mutations.mutants_of(tmp_path, tmp_path, 1))
    changed = {mutant.before for mutant in made}
    kept = 'def enough(count: int, side: Side = "left") -> bool:'
    zipped = "pairs = zip([count], [side], strict=True)"
    assert changed == {"LEAST: int = 3", kept, zipped, "return count > LEAST"}
    others = {mutant.after for mutant in made if mutant.before == zipped}
    assert others == {
        "pairs = None", "pairs = zip(None, [side], strict=True)",
        "pairs = zip([count], None, strict=True)", "pairs = zip([side], strict=True)",
        "pairs = zip([count], strict=True)",
    }  # fmt: skip
    bounds = {mutant.after for mutant in made if mutant.before == "return count > LEAST"}
    assert "return count >= LEAST" in bounds
    again = mutations.mutants_of(tmp_path, tmp_path, 1)
    assert [mutant.key for mutant in again] == [mutant.key for mutant in made]

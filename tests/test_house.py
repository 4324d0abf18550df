"""The floors of the house: who may import whom, and what an import may cost."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
SUBJECT = ("immigra", "migrant", "asylum", "refugee", "small_boat")


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh interpreter holds after a statement."""
    code = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("heavy", ["statsmodels", "matplotlib", "typst", "analysis"])
def test_importing_polls_loads_nothing_of_the_upper_floors(heavy: str) -> None:
    assert heavy not in loaded_by("import polls")


@pytest.mark.parametrize("heavy", ["statsmodels", "matplotlib", "typst", "scipy"])
def test_importing_analysis_loads_no_part_before_its_first_use(heavy: str) -> None:
    assert heavy not in loaded_by("import analysis, analysis.cli")


def test_every_room_stands_in_the_contracts_and_few_modules_lie_flat() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    floors = [c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers"]
    assert {"polls", "analysis"} <= {
        c["containers"][0] for c in floors if c.get("exhaustive") and "containers" in c
    }
    flat = {"polls": 9, "analysis": 4, "polls/readers": 14}
    lying = {place: len(list((REPOSITORY / place).glob("*.py"))) for place in flat}
    assert {place: lying[place] <= flat[place] for place in flat} == dict.fromkeys(flat, True)


def test_no_module_names_the_subject_of_the_shipped_data() -> None:
    named = [
        path.relative_to(REPOSITORY).as_posix()
        for folder in ("polls", "analysis")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        if any(word in path.read_text(encoding="utf-8").casefold() for word in SUBJECT)
    ]
    assert named == []


DIALECT = (
    "stands twice", "stand twice", "is not there.", "is not there\"", "-twice\"", "not-told",
    "not-said", " is told,", " told by ", "keyed by", "which is none",
)  # fmt: skip
"""Turns of phrase that a reader would have to learn; plain English has words for each."""


def test_code_speaks_plain_english() -> None:
    spoken = [
        f"{path.relative_to(REPOSITORY).as_posix()}: {phrase}"
        for folder in ("polls", "analysis")
        for path in sorted((REPOSITORY / folder).rglob("*.py"))
        for phrase in DIALECT
        if phrase in " ".join(path.read_text(encoding="utf-8").split())
    ]
    assert spoken == []

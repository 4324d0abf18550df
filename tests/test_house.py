"""The floors of the house: who may import whom, and what an import may cost."""

import subprocess
import sys

import pytest


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

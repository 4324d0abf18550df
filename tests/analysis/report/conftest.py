"""The shipped report, built once for all tests of it."""

from pathlib import Path

import pytest

from analysis.report.build import build

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the shipped report."""
    out = tmp_path_factory.mktemp("shipped") / "build"
    build(REPOSITORY / "report.toml", out)
    return out

"""What is installed from a wheel works outside the repository, and is built the same each time."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


def built(kind: str, folder: Path) -> Path:
    """The wheel or source archive of this repository, built into a folder."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder)],
        cwd=REPOSITORY, check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (archive,) = folder.iterdir()
    return archive


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("wheel"))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_wheel_has_the_same_bytes_twice(wheel: Path, tmp_path: Path) -> None:
    assert sha256(built("wheel", tmp_path / "again")) == sha256(wheel)


def test_a_source_archive_has_the_same_bytes_twice(tmp_path: Path) -> None:
    first, second = (built("sdist", tmp_path / name) for name in ("first", "second"))
    assert sha256(first) == sha256(second)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds nothing of polltide but what the wheel brings."""
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index",
         "--target", str(folder), str(wheel)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder


def outside(installed: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command run from the wheel alone, in a folder of the user's own."""
    # -P and -S would hide the libraries too: the installed folder simply goes first.
    code = "import polls; from analysis.cli import main; print(polls.__file__); main()"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


def test_the_report_is_built_from_a_wheel_outside_the_repository(
    installed: Path, tmp_path: Path
) -> None:
    plan = tmp_path / "report.toml"
    plan.write_bytes((REPOSITORY / "report.toml").read_bytes())
    done = outside(installed, tmp_path, "report", "report.toml", "--out", "build")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0].startswith(str(installed))
    assert (tmp_path / "build" / "report.pdf").read_bytes().startswith(b"%PDF-")
    assert (tmp_path / "build" / "report.html").stat().st_size > 10_000


def test_the_data_that_ship_are_in_the_wheel(installed: Path, tmp_path: Path) -> None:
    done = outside(installed, tmp_path, "list", "--country", "ES")
    assert done.returncode == 0, done.stderr
    assert "Pew" in done.stdout

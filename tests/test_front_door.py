"""The front doors: what is listed there, of which type, and nothing besides."""

import ast
import inspect
import os
import subprocess
import sys
import typing
from pathlib import Path

import pytest

import analysis
import polls

STUB = Path(analysis.__file__).with_suffix(".pyi")


@pytest.mark.parametrize("door", [analysis, polls])
def test_completion_shows_what_is_public_and_nothing_else(door: typing.Any) -> None:
    assert dir(door) == sorted(door.__all__)
    assert all(getattr(door, name) is not None for name in door.__all__)
    assert not any(name.startswith("_") for name in door.__all__)


@pytest.mark.parametrize(("door", "taken"), [(analysis, False), (polls, True)])
def test_every_class_of_a_public_function_can_be_imported_from_the_doors(
    door: typing.Any, taken: bool
) -> None:
    """What functions return, and of `polls` what they take; protocols of `analysis` are met."""
    doors = [getattr(door, name) for door in (polls, analysis) for name in door.__all__]
    classes = [each for each in doors if isinstance(each, type)]
    functions = [getattr(door, name) for name in door.__all__]
    hints = [typing.get_type_hints(each) for each in functions if inspect.isfunction(each)]
    named = [
        part
        for each in hints
        for name, kind in each.items()
        if taken or name == "return"
        for part in _parts(kind)
        if getattr(part, "__module__", "").split(".")[0] in ("analysis", "polls")
    ]
    assert named
    assert [part for part in named if part not in classes] == []


def test_type_checkers_are_told_that_the_packages_are_typed() -> None:
    for door in (analysis, polls):
        assert (Path(door.__file__ or "").parent / "py.typed").exists()


def test_no_module_at_the_door_is_called_like_a_function_there() -> None:
    for door in (analysis, polls):
        folder = Path(door.__file__ or "").parent
        modules = {path.stem for path in folder.iterdir() if path.suffix == ".py" or path.is_dir()}
        assert not modules & set(door.__all__)


def test_the_stub_names_each_thing_once() -> None:
    names = [alias.asname for node in ast.parse(STUB.read_text()).body for alias in node.names]  # type: ignore[attr-defined]
    assert sorted(names) == sorted(analysis.__all__)


def _parts(kind: typing.Any) -> list[typing.Any]:
    """A type and those inside its brackets."""
    inside = kind if isinstance(kind, list) else typing.get_args(kind)
    return [kind, *(part for each in inside for part in _parts(each))]


@pytest.mark.parametrize(
    ("name", "code", "said"),
    [
        ("analysis.py", "import polls", "analysis.py' hides polltide's package `analysis`"),
        ("polls.py", "import analysis", "polls.py' hides polltide's package `polls`"),
    ],
)
def test_a_file_of_ones_own_that_hides_a_package_is_told(
    tmp_path: Path, name: str, code: str, said: str
) -> None:
    (tmp_path / name).write_text("")
    folders = os.pathsep.join([str(tmp_path), str(STUB.parents[1])])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": folders}, cwd=tmp_path,
    )  # fmt: skip
    assert said in done.stderr


@pytest.mark.parametrize("door", [analysis, polls])
def test_every_public_function_shows_itself_in_use(door: typing.Any) -> None:
    functions = [getattr(door, name) for name in door.__all__]
    functions = [each for each in functions if callable(each) and not isinstance(each, type)]
    without = [each.__name__ for each in functions if ">>>" not in (each.__doc__ or "")]
    assert len(functions) > 10
    assert without == []

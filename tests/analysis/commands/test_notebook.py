"""`polltide notebook`: notebooks are written once, and what is missing is named."""

import importlib.util
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.commands import notebook
from polls.errors import ProblemsError


def test_a_notebook_of_the_user_is_left_as_it_is(tmp_path: Path) -> None:
    first = CliRunner().invoke(notebook.command, [str(tmp_path), "--no-start"])
    assert first.exit_code == 0
    names = [path.stem for path in notebook.notebook_sources()]
    assert sorted(path.stem for path in tmp_path.glob("*.ipynb")) == names
    own = tmp_path / f"{names[0]}.ipynb"
    own.write_text("mine", encoding="utf-8")
    again = CliRunner().invoke(notebook.command, [str(tmp_path), "--no-start"])
    assert own.read_text(encoding="utf-8") == "mine"
    assert again.output.count("left as it is") == len(names)


def test_without_jupyterlab_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        notebook, "find_spec", lambda name: None if name == "jupyterlab" else find(name)
    )
    with pytest.raises(ProblemsError, match=r"without jupyterlab\n.*polltide\[notebooks\]"):
        CliRunner().invoke(notebook.command, [str(tmp_path / "new")], catch_exceptions=False)
    assert not (tmp_path / "new").exists()

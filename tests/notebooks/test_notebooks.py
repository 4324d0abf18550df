"""Every notebook runs from top to bottom, shows every figure, and is made the same each time."""

import json
import re
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest

from analysis.commands.notebook import notebook_of
from tools.make_notebooks import executed

REPOSITORY = Path(__file__).parents[2]
NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.py"))

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def draws(cell: nbformat.NotebookNode) -> bool:
    """Whether a code cell makes a figure, or ends with one."""
    return bool(re.search(r"\.plot\(|\.figure$", cell["source"]))


def pictures(cell: nbformat.NotebookNode) -> int:
    outputs = cell.get("outputs", [])
    return sum("image/png" in output.get("data", {}) for output in outputs)


def test_there_are_notebooks() -> None:
    assert len(NOTEBOOKS) >= 6


@pytest.mark.filterwarnings("ignore")  # of the kernel's process, not of this project
@each_notebook
def test_a_notebook_runs_and_shows_every_figure(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))  # this code, wherever it is installed from
    notebook = executed(path)
    code = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    shown = {number: pictures(cell) for number, cell in enumerate(code) if draws(cell)}
    assert set(shown.values()) == {1}, shown
    assert draws(code[-1]), "the last cell of a notebook is a figure worth keeping"
    outputs = [output for cell in code for output in cell["outputs"]]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert not any("execution" in cell["metadata"] for cell in code)  # no times
    unrun = notebook_of(path)
    assert [(cell["id"], cell["source"]) for cell in notebook.cells] == [
        (cell["id"], cell["source"]) for cell in unrun.cells
    ]
    nbformat.write(notebook, tmp_path / "executed.ipynb")
    nbformat.validate(nbformat.read(tmp_path / "executed.ipynb", as_version=4))


@each_notebook
def test_a_notebook_is_its_script_and_the_same_each_time(path: Path) -> None:
    first, second = (nbformat.writes(notebook_of(path)) for _ in range(2))
    assert first == second
    back = jupytext.writes(nbformat.reads(first, as_version=4), fmt="py:percent")
    assert cells_of(back) == cells_of(path.read_text(encoding="utf-8"))


def cells_of(script: str) -> str:
    """A percent script without its header, which names the version of jupytext."""
    return script.partition("# %%")[2].strip()


@each_notebook
def test_a_notebook_opens_with_its_title(path: Path) -> None:
    first = notebook_of(path).cells[0]
    assert first["cell_type"] == "markdown"
    assert first["source"].startswith("# ")


def test_plot_leaves_interactive_mode_and_backend_as_they_were() -> None:
    """In a process of its own: pyplot chooses its backend on first use."""
    program = """
import json, warnings
import matplotlib
matplotlib.use("module://matplotlib_inline.backend_inline")
import pandas as pd
import analysis
matplotlib.interactive(True)
before = (matplotlib.is_interactive(), matplotlib.get_backend())
readings = pd.DataFrame({"country": "GB", "question": "q", "answer": "yes", "pollster": "A",
    "start": pd.date_range("2024-01-07", periods=6, freq="28D").astype(str), "share": 0.4,
    "n": 1500.0})
trend = analysis.fit_trend(readings)
both = analysis.fit_trends(pd.concat([readings, readings.assign(country="FR")]), by="country")
seen = []
for draw in (trend.plot, lambda: trend.plot(kind="houses"), both.plot,
             lambda: both.plot(kind="small multiples"), lambda: both.plot(kind="dumbbells")):
    draw()
    seen.append((matplotlib.is_interactive(), matplotlib.get_backend()))
print(json.dumps([before, *seen]))
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        cwd=REPOSITORY, capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    states = json.loads(done.stdout)
    assert len(states) == 6
    assert states[0][0] is True
    assert all(state == states[0] for state in states), states

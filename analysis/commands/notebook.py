"""`polltide notebook`: the worked examples as notebooks, opened in JupyterLab."""

from __future__ import annotations

import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

__all__ = ["command", "notebook_of", "notebook_sources"]

INSTALL = 'pip install "polltide[notebooks]"'
NEEDED = ("jupyterlab", "jupytext", "ipykernel")


@click.command("notebook")
@click.argument(
    "folder", type=click.Path(file_okay=False, path_type=Path), default="polltide-notebooks"
)
@click.option("--no-start", is_flag=True, help="Write the notebooks, and do not start JupyterLab.")
def command(folder: Path, no_start: bool) -> None:
    """Put the worked examples into FOLDER and start JupyterLab there.

    A notebook that is there already is left as it is. FOLDER is polltide-notebooks by default.

    \b
    polltide notebook my-notebooks
    """
    from polls.errors import raise_errors

    raise_errors(_missing(NEEDED[1:] if no_start else NEEDED))
    folder.mkdir(parents=True, exist_ok=True)
    for source in notebook_sources():
        target = folder / f"{source.stem}.ipynb"
        if target.exists():
            click.echo(f"{target}: left as it is")
            continue
        _write(source, target)
        click.echo(target)
    if not no_start:
        sys.exit(_jupyterlab(folder))


def notebook_sources() -> list[Path]:
    """The worked examples as percent scripts: of the repository, or those that a wheel brings.

    >>> [path.stem for path in notebook_sources()][0]
    '01_start_here'

    Raises:
        ProblemsError: where neither has any.
    """
    from polls.errors import Place, Problem, ProblemsError

    repository = Path(__file__).parents[2] / "notebooks"
    installed = Path(sysconfig.get_path("data")) / "share" / "polltide" / "notebooks"
    for folder in (repository, installed):
        if found := sorted(folder.glob("*.py")):
            return found
    raise ProblemsError(
        [
            Problem(
                "no-notebooks",
                "this installation has no notebooks",
                Place(file=str(installed)),
                expected="the worked examples as .py files",
                hint="install polltide again, or take them from its repository",
            )
        ]
    )


def notebook_of(source: Path) -> Any:
    """A percent script as a notebook; its cells have the same ids each time.

    Args:
        source: the script.

    Returns:
        An `nbformat` notebook without outputs.

    >>> [cell["id"] for cell in notebook_of(notebook_sources()[0]).cells[:2]]
    ['cell-0', 'cell-1']
    """
    import jupytext

    notebook = jupytext.read(source)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
    # Saved in JupyterLab it stays a notebook, and writes no script of the same name.
    notebook.metadata.pop("jupytext", None)
    return notebook


def _write(source: Path, target: Path) -> None:
    import nbformat

    from polls.files.targets import whole_file

    with whole_file(target, overwrite=False) as unfinished:
        nbformat.write(notebook_of(source), unfinished)


def _missing(wanted: tuple[str, ...]) -> Any:
    from polls.errors import Problem

    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        yield Problem(
            "not-installed",
            "notebooks need libraries that are not installed",
            got=f"without {', '.join(missing)}",
            hint=f"install them: {INSTALL}",
        )


def _jupyterlab(folder: Path) -> int:
    import subprocess

    return subprocess.run([sys.executable, "-m", "jupyterlab", str(folder)], check=False).returncode

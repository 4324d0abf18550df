"""Run the notebooks and keep them with their outputs.

    python -m tools.make_notebooks --out build/notebooks

Only the scripts in `notebooks/` are kept in the repository; what is made carries no time, no
random id and no path of the machine.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from analysis.commands.notebook import notebook_of, notebook_sources

__all__ = ["executed", "main"]


def executed(source: Path, timeout: int = 300) -> Any:
    """A notebook run from top to bottom, with its outputs.

    Args:
        source: the percent script; it runs in its own folder.
        timeout: seconds for a cell.

    Raises:
        nbclient.exceptions.CellExecutionError: where a cell fails.
    """
    client = NotebookClient(
        notebook_of(source),
        timeout=timeout,
        kernel_name="python3",
        record_timing=False,
        resources={"metadata": {"path": str(source.parent)}},
    )
    return client.execute()


def main() -> None:
    """Write every notebook, or those named, with outputs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="such as 01_start_here; default: all")
    parser.add_argument("--out", type=Path, default=Path("build/notebooks"))
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    for source in notebook_sources():
        if not arguments.names or source.stem in arguments.names:
            nbformat.write(executed(source), arguments.out / f"{source.stem}.ipynb")
            print(arguments.out / f"{source.stem}.ipynb")


if __name__ == "__main__":
    main()

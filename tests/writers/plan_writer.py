"""The plan of a report as a file."""

from __future__ import annotations

from pathlib import Path

__all__ = ["write_plan"]


def write_plan(folder: Path, text: str) -> Path:
    """Write `report.toml` into a folder and return its path."""
    path = folder / "report.toml"
    path.write_text(text, encoding="utf-8")
    return path

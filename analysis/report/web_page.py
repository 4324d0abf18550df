"""The document as one HTML page."""

from __future__ import annotations

from pathlib import Path

from analysis.report.document import Document

__all__ = ["web_page"]


def web_page(document: Document, pictures: Path) -> str:
    """The page."""
    return f"<!doctype html><title>{document.title}</title>{pictures.name}"

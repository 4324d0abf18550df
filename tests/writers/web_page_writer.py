"""Saved web pages in the layout of an encyclopaedia's pages of polls."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

HEADS = (
    '<tr><th rowspan="2">Dates<br>conducted</th><th rowspan="2">Pollster</th>'
    '<th rowspan="2">Sample<br />size</th><th colspan="2">Parties</th></tr>\n'
    '<tr><th>Left<sup class="reference">[a]</sup></th><th>Right</th></tr>\n'
    '<tr><th colspan="3"></th><th style="background:red"></th><th></th></tr>'
)


def poll_row(*cells: str) -> str:
    """A row of a poll, each cell with the marks that such pages put in them."""
    first, *others = cells
    marked = [f'<td data-sort-value="1"><span style="display:none">0001</span>{first}</td>']
    marked += [f'<td style="background:#eee"><b>{cell}</b></td>' for cell in others]
    return f"<tr>{''.join(marked)}</tr>"


def event_row(day: str, text: str) -> str:
    """A row that tells an event across the table."""
    return f'<tr><td>{day}</td><td colspan="4"><i>{text}</i></td></tr>'


def write_web_page(path: Path, tables: Sequence[tuple[str, Sequence[str]]]) -> Path:
    """A page with a table under each heading; rows are pieces of HTML."""
    body = "\n".join(
        f'<h3>{heading}<span class="mw-editsection">[edit]</span></h3>\n'
        f'<table class="wikitable"><tbody>{HEADS}{"".join(rows)}</tbody></table>'
        for heading, rows in tables
    )
    path.write_text(
        "<!DOCTYPE html>\n<html><head><title>Polls</title><style>td {}</style></head><body>"
        f"<h1>Opinion polling for the 2029 election</h1><table><tr><td>menu</td></tr></table>"
        f"{body}<script>var a = '<table>';</script></body></html>",
        encoding="utf-8",
    )
    return path


def write_plain_page(path: Path, rows: str) -> Path:
    """A page with one table, as wahlrecht.de's pages of single firms have it."""
    path.write_text(
        f'<!DOCTYPE html>\n<html><body><h1>Umfragen</h1><table class="wilko">{rows}</table>'
        "</body></html>",
        encoding="utf-8",
    )
    return path

"""The document as one HTML page: self-contained, for any screen, whole without script.

The page asks no server for anything, and says so to the browser, which then allows nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import Any

from analysis.report.document import (
    Block,
    Card,
    Document,
    Figure,
    Prose,
    References,
    Section,
    Table,
)
from analysis.report.together import Helpers
from analysis.report.web.blocks import (
    card_element,
    list_item,
    prose_element,
    references_element,
    table_element,
    text_of,
)
from analysis.report.web.figures import figure_element
from analysis.report.web.fonts import web_fonts

__all__ = ["web_page"]


def web_page(document: Document, hands: Helpers) -> str:
    """The page.

    Args:
        document: the report, its figures drawn.
        hands: who work on it.

    Returns:
        The text of an HTML file.
    """
    title = document.headline or document.title
    body = "\n".join(hands.do(_section, list(enumerate(document.sections))))
    script = _read("page.js")
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(script)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{text_of(document.title)}</title>",
            f"<style>{web_fonts(text_of(title) + body, hands)}{_read('page.css')}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#main">To the content</a>',
            '<div class="page">',
            _contents(document),
            '<main id="main">',
            "<header>",
            f'<p class="kicker">{text_of(document.kicker)}</p>',
            f"<h1>{text_of(title)}</h1>",
            f'<p class="sub">{text_of(document.subtitle)}</p>' if document.subtitle else "",
            "</header>",
            body,
            "</main>",
            "</div>",
            f"<script>{script}</script>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _policy(script: str) -> str:
    """What the page may do: its own style, its own script, pictures that it makes itself."""
    known = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{known}'; "
        "font-src data:; img-src data: blob:"
    )


def _read(name: str) -> str:
    return (files("analysis.report.web") / name).read_text(encoding="utf-8")


def _contents(document: Document) -> str:
    items = [
        f'<li><a href="#{_anchor(section, place)}">{text_of(section.title)}</a></li>'
        for place, section in enumerate(document.sections)
    ]
    return f'<nav aria-label="Contents"><ol>{"".join(items)}</ol></nav>'


def _anchor(section: Section, place: int) -> str:
    return f"s{place}-{section.anchor}"


def _section(_: Any, task: tuple[int, Section]) -> str:
    place, section = task
    anchor = _anchor(section, place)
    cards = any(isinstance(block, Card) for block in section.blocks)
    parts = [
        f'<section aria-labelledby="{anchor}"{" class=claims" if cards else ""}>',
        f'<h2 id="{anchor}">{text_of(section.title)}</h2>',
    ]
    if cards:
        parts.append(_filter())
    listed: list[str] = []
    for number, block in enumerate(section.blocks):
        if isinstance(block, Prose) and block.role == "item":
            listed.append(f"<li>{list_item(block)}</li>")
            continue
        if listed:
            parts.append(f"<ul>{''.join(listed)}</ul>")
            listed = []
        parts.append(_block(block, f"{anchor}-{number}"))
    if listed:
        parts.append(f"<ul>{''.join(listed)}</ul>")
    return "\n".join([*parts, "</section>"])


def _filter() -> str:
    """Which verdicts are shown: the style sheet does it, so that it works without script."""
    choices = [("all", "All", " checked"), ("good", "Holds", ""), ("bad", "Fails", ""),
               ("open", "Open", ""), ("mute", "Cannot be checked", "")]  # fmt: skip
    inputs = "".join(
        f'<input type="radio" name="verdicts" id="only-{tone}"{checked}>'
        f'<label for="only-{tone}">{word}</label>'
        for tone, word, checked in choices
    )
    return f'<fieldset class="filter"><legend>Verdicts shown</legend>{inputs}</fieldset>'


def _block(block: Block, anchor: str) -> str:
    if isinstance(block, Prose):
        return prose_element(block)
    if isinstance(block, Table):
        return table_element(block)
    if isinstance(block, Figure):
        return figure_element(block)
    if isinstance(block, Card):
        return card_element(block)
    assert isinstance(block, References)
    return references_element(block, anchor)

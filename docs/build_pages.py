"""Pages that are made from the code and the data, so that they cannot drift from them."""

from __future__ import annotations

import ast
import doctest
import html
import io
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pandas as pd
from latex2mathml.converter import convert
from matplotlib import pyplot
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

import analysis
import polls
from analysis.commands.kinds import claim_kinds, section_kinds
from analysis.report.plan import Heading
from polls.files.toml_tables import fields_in_words

ROOT = Path(__file__).parents[1]
GALLERY = "images/gallery/{}.png"
CODE = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"\$\$([^$]+)\$\$")
INLINE = re.compile(r"(?<![\\$\w])\$([^$\n]{1,200}(?:\n[^$\n]{1,200})?)\$(?!\w)")


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages to those that are written."""
    pages = {
        "plan.md": plan_kinds(),
        "errors.md": error_codes(),
        "series.md": shipped_series(),
        "reference/index.md": reference(),
        # In the repository its links are to the pages' sources, in the site to the pages.
        "llms.txt": (ROOT / "docs/llms.txt").read_text("utf-8").replace(".md)", ".html)"),
    }
    files.remove(files.src_uris["llms.txt"])
    for name, text in pages.items():
        files.append(File.generated(config, name, content=text))
    for name, image in gallery_images().items():
        files.append(File.generated(config, name, content=image))
    return files


def gallery_images() -> dict[str, bytes]:
    """The figures of the gallery by path, each drawn by the code of its block."""
    pyplot.switch_backend("Agg")
    names: dict[str, Any] = {}
    images: dict[str, bytes] = {}
    for number, code in enumerate(CODE.findall((ROOT / "docs/gallery.md").read_text("utf-8"))):
        for example in doctest.DocTestParser().get_examples(code):
            exec(compile(example.source, "gallery.md", "exec"), names)
        if pyplot.get_fignums():
            drawn = io.BytesIO()
            pyplot.gcf().savefig(drawn, dpi=144, metadata={"Software": None})
            images[GALLERY.format(number)] = drawn.getvalue()
            pyplot.close("all")
    return images


def with_images(markdown: str) -> str:
    """The gallery's page with the figure of each block above its code."""
    title, shown = "", []
    blocks = 0
    for part in re.split(
        r"(^## [^\n]*$|^```python\n.*?^```$)", markdown, flags=re.DOTALL | re.MULTILINE
    ):
        if part.startswith("## "):
            title = part.removeprefix("## ")
        if part.startswith("```python"):
            if blocks:  # the first block only imports
                shown.append(f"![{title}]({GALLERY.format(blocks)})\n\n")
            blocks += 1
        shown.append(part)
    return "".join(shown)


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Show the gallery's figures; turn equations into MathML, which needs no script or network."""
    if page.file.src_uri == "gallery.md":
        return with_images(markdown)
    parts = re.split(r"(```.*?```)", markdown, flags=re.DOTALL)
    return "".join(part if part.startswith("```") else _with_mathml(part) for part in parts)


def _with_mathml(text: str) -> str:
    text = BLOCK.sub(lambda found: convert(found[1], display="block"), text)
    # In a span, so that an equation at the start of a line stays in its paragraph.
    return INLINE.sub(lambda found: f"<span>{convert(found[1])}</span>", text)


def error_codes() -> str:
    """A table of every code of a problem, with its titles and hints, read from the source."""
    found: dict[str, set[str]] = defaultdict(set)
    hints: dict[str, set[str]] = defaultdict(set)
    for path in sorted([*ROOT.glob("polls/**/*.py"), *ROOT.glob("analysis/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem":
                code, title, *_ = [*map(_text, node.args), "", ""]
                told = {each.arg: _text(each.value) for each in node.keywords}
                if code and "…" not in code and code.islower():
                    found[code].add(title)
                    hints[code].add(told.get("hint", ""))
    rows = [
        f"| `{code}` | {_cell('; '.join(sorted(titles - {''})))} "
        f"| {_cell('; '.join(sorted(hints[code] - {''})))} |"
        for code, titles in sorted(found.items())
    ]
    return "\n".join(
        [
            "# Error codes",
            "",
            "Bad input is told as problems: a title, a stable code, the place (file, sheet, cell, "
            "page or line), what was found, what was expected, and a hint. All problems of an "
            "input come at once: `ProblemsError.problems` holds them as values, and the command "
            "line prints them and ends with exit code 1. `…` stands for words of the input.",
            "",
            "| code | what it says | what to do |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )


def plan_kinds() -> str:
    """Every kind of section and of claim that a plan may name, with its keys."""
    heading = {"[report]": (Heading.__doc__ or "", fields_in_words(Heading))}
    parts = {
        "The heading": heading,
        "Sections: `[[section]]` tables": section_kinds(),
        "Claims: `[[claim]]` tables": claim_kinds(),
    }
    lines = [
        "# What a plan may say",
        "",
        "A plan is a TOML file that `polltide report` builds and `polltide claims` checks. A key "
        "that is not marked as needed may be left out; what it then is stands in brackets.",
        "",
    ]
    for title, kinds in parts.items():
        lines += [f"## {title}", ""]
        for kind, (purpose, keys) in kinds.items():
            lines += [f"### {kind}", "", " ".join(purpose.split()), ""]
            for name, (holds, usual) in keys.items():
                lines.append(f"- `{name}`: {holds}" + (f" [{usual}]" if usual else ""))
            lines.append("")
    return "\n".join(lines)


def shipped_series() -> str:
    """Every shipped question with its wording, its readings by country, and a small chart."""
    readings, book = polls.load(), polls.codebook()
    lines = [
        "# What ships",
        "",
        f"{len(readings):,} readings of whole samples, {readings['question'].nunique()} questions, "
        f"{readings['country'].nunique()} countries. Use the search above for a word of a "
        "question; `polltide list` prints the same from the command line.",
        "",
    ]
    for identity, rows in readings.groupby("question", sort=True):
        question = book.questions[str(identity)]
        lines += [f"## {question.title}", "", f"`{identity}`: {question.measure}.", ""]
        if question.note:
            lines += [question.note, ""]
        lines += [
            "| country | answer | readings | from | to | latest | |",
            "|---|---|---:|---|---|---:|---|",
        ]
        for (country, answer), series in rows.groupby(["country", "answer"], sort=True):
            dated = series.assign(date=polls.when(series)).sort_values("date")
            latest = dated["share"].iloc[-1]
            dates = " to ".join(dict.fromkeys(dated["date"].iloc[[0, -1]].dt.strftime("%Y-%m")))
            lines.append(
                f"| {country} | {answer} | {len(dated)} | {dates} | {100 * latest:.0f}% "
                f"| {_spark(dated)} |"
            )
        lines.append("")
    return "\n".join(lines)


def reference() -> str:
    """Every public name of both packages, with its signature and docstring."""
    lines = ["# Reference", "", "Everything that `import polls` and `import analysis` give.", ""]
    for package in (polls, analysis):
        lines += [
            f"## `{package.__name__}`",
            "",
            (package.__doc__ or "").strip().split("\n")[0],
            "",
        ]
        for name in sorted(package.__all__):
            each = getattr(package, name)
            module = getattr(each, "__module__", "") or ""
            if module.startswith(("polls", "analysis")):
                lines += [f"::: {module}.{name}", "    options:", "      heading_level: 3", ""]
    return "\n".join(lines)


def _spark(dated: pd.DataFrame, width: int = 90, height: int = 18) -> str:
    """The readings as dots in a small SVG, from 0 to 100%."""
    if len(dated) < 2:
        return ""
    days = dated["date"].astype("int64")
    across = (days - days.min()) / max(int(days.max() - days.min()), 1)
    dots = "".join(
        f'<circle cx="{2 + x * (width - 4):.1f}" cy="{height - 2 - y * (height - 4):.1f}" r="1.3"/>'
        for x, y in zip(across, dated["share"], strict=True)
    )
    label = f"{len(dated)} readings from {100 * dated['share'].iloc[0]:.0f}% to "
    label += f"{100 * dated['share'].iloc[-1]:.0f}%"
    return (
        f'<svg role="img" aria-label="{label}" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" fill="currentColor">{dots}</svg>'
    )


def _text(node: ast.expr) -> str:
    """A text as it stands in the code, with … for what is filled in."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _text(part) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    if isinstance(node, ast.BinOp):
        return _text(node.left) + _text(node.right)
    return "" if not isinstance(node, ast.IfExp) else f"{_text(node.body)} / {_text(node.orelse)}"


def _cell(text: str) -> str:
    return html.escape(text, quote=False).replace("|", "\\|")

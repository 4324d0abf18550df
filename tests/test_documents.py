"""README and documentation: every command line in them is one that `polltide` takes.

Their Python blocks are run as doctests, README's claim is judged here.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from analysis.cli import COMMANDS, polltide

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINE = re.compile(r"^    (?:\w+=\w+ )?polltide (?P<words>[^#|<>\n]+)", re.MULTILINE)


def called() -> list[tuple[str, str]]:
    return [
        (page.relative_to(ROOT).as_posix(), found["words"].strip())
        for page in PAGES
        for found in LINE.finditer(page.read_text("utf-8"))
    ]


def test_pages_show_commands() -> None:
    assert {page for page, _ in called()} >= {"README.md", "docs/how-to/command-line.md"}
    assert len(called()) > 15


@pytest.mark.parametrize(("page", "words"), called())
def test_every_command_line_of_a_page_is_taken(page: str, words: str) -> None:
    name, *rest = shlex.split(words)
    assert name in COMMANDS, f"{page}: polltide {words}"
    command = polltide.get_command(click.Context(polltide), name)
    assert command is not None
    assert command.make_context(name, rest).params


def test_the_list_for_language_models_names_pages_that_there_are() -> None:
    text = (ROOT / "docs/llms.txt").read_text("utf-8")
    named = set(re.findall(r"\]\(([^)]+)\)", text))
    written = {page.relative_to(ROOT / "docs").as_posix() for page in PAGES[1:]}
    assert named == written


def test_the_claim_of_the_readme_is_judged_as_written(tmp_path: Path) -> None:
    block = re.search(r"```toml\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert block is not None
    (tmp_path / "claims.toml").write_text(block[1], encoding="utf-8")
    done = CliRunner().invoke(polltide, ["claims", str(tmp_path / "claims.toml")])
    assert done.exit_code == 0, done.output
    assert "supported" in done.output
    assert "48% (YouGov" not in done.output  # a reading after the claim's day


def test_the_report_of_the_page_on_own_topics_is_built_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs/how-to/own-report.md").read_text("utf-8")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_polls").mkdir()
    for language, name in (("csv", "waves.csv"), ("toml", "my_report.toml")):
        block = re.search(rf"```{language}\n(.*?)```", page, re.DOTALL)
        assert block is not None
        (tmp_path / name).write_text(block[1], encoding="utf-8")
    words = [found["words"].strip() for found in LINE.finditer(page)]
    assert [line.split()[0] for line in words] == ["read", "report"]
    for line in words:
        done = CliRunner().invoke(polltide, shlex.split(line))
        assert done.exit_code == 0, done.output
    written = (tmp_path / "build/report.html").read_text("utf-8")
    assert "60% of adults in Great Britain say crime is rising" in written
    assert "The one sentence checked " in written


def test_the_shell_is_told_how_to_complete() -> None:
    code = "from analysis.cli import polltide; polltide(prog_name='polltide')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False,
        env={"_POLLTIDE_COMPLETE": "bash_complete", "COMP_WORDS": "polltide li", "COMP_CWORD": "1"},
        cwd=ROOT,
    )  # fmt: skip
    assert done.stdout.split(",")[1].strip() == "list"

"""The `polltide` command: a table of commands, each loaded only when it is called.

    polltide list
    polltide report report.toml --out build

Exit codes: 0 done; 1 the input has problems, each printed on standard error; 2 the call
itself is wrong.
"""

from __future__ import annotations

import atexit
import gc
import sys
from importlib import import_module

import click

__all__ = ["main", "polltide"]

COMMANDS: dict[str, tuple[str, str]] = {
    "report": ("report", "Build the report that report.toml describes."),
    "trend": ("trend", "Fit the trend of one series, as table, figure or JSON."),
    "mood": ("mood", "Join many questions into one mood, as table, figure or JSON."),
    "claims": ("claims", "Check every claim of report.toml and say what follows."),
    "diff": ("diff", "Tell what changed between two files of readings, or two builds."),
    "list": ("list", "List the shipped series, their spans and gaps."),
    "search": ("search", "Find questions by words of their titles, wordings or answers."),
    "show": ("show", "Show a question: wordings, answers, readings by country."),
    "fetch": ("fetch", "Fetch declared sources into a folder, with their hashes."),
    "read": ("read", "Read published tables into one file of readings."),
    "export": ("export", "Write readings as an accessible workbook, trends as PowerPoint slides."),
    "tabulate": ("tabulate", "Tabulate microdata (SPSS, Stata, CSV) to weighted readings."),
    "scan": ("scan", "List labels that the codebook does not know, as rows to complete."),
    "notebook": ("notebook", "Open the worked examples as notebooks in JupyterLab."),
    "check": ("check", "Report everything that is wrong with files of readings."),
}
"""Command -> (module in `analysis.commands`, one line of help)."""


class LazyGroup(click.Group):
    """A group that knows its commands' help lines without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _ = COMMANDS[cmd_name]
        command: click.Command = import_module(f"analysis.commands.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands from their help lines."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="polltide")
def polltide() -> None:
    """From published poll tables to trends, verdicts and a report anyone can rebuild."""


def main() -> None:
    """Run the command line; problems of the input are printed, never a traceback.

    So is what the system refuses, such as a file that may not be written; a traceback is
    left for what no input should bring about.
    """
    # What is loaded ends with the process: no last search for garbage, a third of a second.
    atexit.register(gc.freeze)
    try:
        polltide()
    except (OSError, ValueError) as error:
        from analysis.commands.messages import problems_of, spoken  # heavy: only when needed
        from polls.errors import counted

        problems = problems_of(error)
        if not problems:
            raise
        for problem in counted(problems):
            click.echo(str(spoken(problem)), err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""`polltide mood`: many questions joined into one mood, as a table, a figure or JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.commands.options import refuse_beside
from analysis.commands.targets import figure_option, is_stdout, refuse_targets, write_result

__all__ = ["command"]

ROWS_SHOWN = 12


@click.command("mood")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option(
    "--country", "countries", multiple=True, required=True,
    help="ISO 3166-1 alpha-2 code; several for several moods on one scale (latent).",
)  # fmt: skip
@click.option("--together", is_flag=True, help="Take the countries as one, such as GB and UK.")
@click.option(
    "--question", "questions", multiple=True, help="Only this question; may be given several times."
)
@click.option(
    "--without", multiple=True,
    help="Leave out a question, or an answer (question/answer); may be given several times.",
)  # fmt: skip
@click.option(
    "--method", type=click.Choice(["dyad_ratios", "latent"]), default="dyad_ratios",
    show_default=True, help="Stimson's dyad ratios, or a latent trend behind all items.",
)  # fmt: skip
@click.option(
    "--period", type=click.Choice(["D", "M", "Q", "A"]), default="A", show_default=True,
    help="Day, month, quarter or year.",
)  # fmt: skip
@click.option("--no-smoothing", is_flag=True, help="Do not smooth dyad ratios.")
@click.option("--items", "show_items", is_flag=True, help="Print the items in place of the mood.")
@click.option("--backtest", is_flag=True, help="Hold surveys out, and print how well they are met.")
@click.option(
    "--csv",
    "table",
    type=click.Path(path_type=Path),
    help="Write the whole table here; - for standard output.",
)
@figure_option
@click.option("--overwrite", is_flag=True, help="Replace files that are there; never FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole table as objects.")
def command(
    file: Path | None,
    countries: tuple[str, ...],
    together: bool,
    questions: tuple[str, ...],
    without: tuple[str, ...],
    method: Any,
    period: Any,
    no_smoothing: bool,
    show_items: bool,
    backtest: bool,
    table: Path | None,
    figure: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Join the questions of FILE, or of the shipped readings, into one mood.

    Prints the last 12 rows of the table (--csv and --json give all), then what was assumed.

    \b
    polltide mood --country GB --figure mood.pdf
    """
    from analysis.commands.messages import problems_heard, warn

    refuse_beside("--items", {"--backtest": backtest and show_items})
    refuse_beside("--method latent", {"--no-smoothing": no_smoothing and method == "latent"})
    refuse_beside("one --country", {"--together": together and len(set(countries)) == 1})
    if (as_json or show_items or backtest) and is_stdout(table):
        raise click.UsageError("--json, --items, --backtest and --csv - all print: choose one.")
    refuse_targets(file, table, figure, overwrite=overwrite)
    from analysis.figures.mood import mood_figure  # heavy: only when it is called
    from analysis.latent.mood import mood
    from analysis.latent.results import Mood

    rows = _readings(file, countries, questions, without)
    with problems_heard() as heard:
        found = mood(
            rows,
            method=method,
            period=period,
            smoothing=not no_smoothing,
            together=countries if together else (),
        )
    warn(heard)
    write_result(found, table, figure, lambda: mood_figure(found), overwrite=overwrite)
    if is_stdout(table):
        return
    items = found.items if isinstance(found, Mood) else found.item_table
    shown = items if show_items else found.backtest().table if backtest else found.table
    _print(shown, found.notes, as_json=as_json, whole=show_items or backtest)


def _readings(
    file: Path | None,
    countries: tuple[str, ...],
    questions: tuple[str, ...],
    without: tuple[str, ...],
) -> Any:
    """The readings wanted; every country, question or answer that no reading has is named."""
    import polls
    from polls.errors import Place, raise_errors, unknown

    rows = polls.load() if file is None else _read(file)
    pairs = rows["question"] + "/" + rows["answer"]
    known = {
        "country": sorted(set(rows["country"])),
        "question": sorted(set(rows["question"])),
        "answer": sorted({*rows["question"], *pairs}),
    }
    asked = [
        *(("country", code) for code in countries),
        *(("question", name) for name in questions),
        *(("answer", name) for name in without),
    ]
    raise_errors(
        unknown(
            what,
            name,
            known[what],
            Place(file=str(file or "the shipped readings")),
            title=f"no reading has this {what}",
        )
        for what, name in asked
        if name not in known[what]
    )
    wanted = rows["country"].isin(countries) & ~rows["question"].isin(without)
    wanted &= ~pairs.isin(without) & (rows["group_by"] == "all")
    return rows[wanted & (rows["question"].isin(questions) if questions else True)]


def _read(file: Path) -> Any:
    from analysis.commands.messages import warn
    from polls.errors import raise_errors
    from polls.ingest import examine_all

    (found,) = examine_all([file])
    raise_errors(found.problems)
    warn(found.problems)
    return found.readings


def _print(rows: Any, notes: tuple[str, ...], *, as_json: bool, whole: bool) -> None:
    if "date" in rows:
        rows = rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d"))
    if as_json:
        click.echo(rows.to_json(orient="records", double_precision=10, indent=1))
        return
    if not whole:
        columns = [name for name in ("country", "date", "estimate", "low", "high") if name in rows]
        rows = rows[columns].tail(ROWS_SHOWN)
    click.echo(rows.to_string(index=False, float_format="{:.3f}".format))
    for note in notes:
        click.echo(note)

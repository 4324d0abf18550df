"""`polltide show`: one question with its wordings, answers and readings."""

from __future__ import annotations

from typing import Any

import click

from analysis.commands.chart import spark

__all__ = ["command"]

SPARK_WIDTH = 24


@click.command("show")
@click.argument("question")
@click.option("--country", help="Only this country (ISO 3166-1 alpha-2).")
@click.option("--answer", help="Only this answer.")
def command(question: str, country: str | None, answer: str | None) -> None:
    """Show a question: as it was asked, its answers, its readings by country.

    The line beside a series runs from its first reading to its last, from its lowest trend
    to its highest.

    \b
    polltide show issue_up_to_three --country GB
    """
    import polls

    readings = polls.load(question=question, country=country, answer=answer)
    known = polls.codebook().questions[question]
    click.echo(f"{known.title} [{question}]\n{known.measure}. {known.note}".rstrip())
    for wording in known.wordings:
        said = f" ({wording.translation})" if wording.translation != wording.text else ""
        click.echo(f"  {wording.country} {wording.pollster}: {wording.text}{said}")
    click.echo("")
    for line in _series(readings, known):
        click.echo(line)


def _series(readings: Any, question: Any) -> list[str]:
    import polls
    from analysis.wording import reading, readings_count

    labels = {each.id: each.label for each in question.answers}
    lines = []
    for (country, key), rows in readings.groupby(["country", "answer"], sort=True):
        ordered = rows.iloc[polls.when(rows).argsort(kind="stable")]
        latest = reading(ordered.iloc[-1])
        lines.append(
            f"{country}  {labels.get(key, key)} [{key}]: {readings_count(len(rows))}, "
            f"latest {latest}  {_trend_spark(rows)}".rstrip()
        )
    return lines


def _trend_spark(rows: Any) -> str:
    """The trend of a series in blocks; nothing where it has too few dates for one."""
    import pandas as pd

    import polls
    from analysis.trends.options import MIN_READINGS
    from analysis.trends.trend import fit_trend
    from polls.errors import ProblemsError

    dates = polls.when(rows)
    if dates.nunique() < MIN_READINGS:
        return ""
    days = pd.date_range(dates.min(), dates.max(), periods=SPARK_WIDTH).floor("D")
    try:
        return spark(fit_trend(rows, dates=list(days)).table["estimate"].tolist())
    except ProblemsError:
        return ""

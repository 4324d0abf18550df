"""`polltide list`: what the shipped data hold."""

from __future__ import annotations

import json
from typing import Any

import click

__all__ = ["command"]


@click.command("list")
@click.option("--question", help="Only this question of the codebook.")
@click.option("--country", help="Only this country (ISO 3166-1 alpha-2).")
@click.option("--groups", is_flag=True, help="Also those of groups: by age, sex, region, ...")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def command(question: str | None, country: str | None, groups: bool, as_json: bool) -> None:
    """List the shipped series: question, country, pollster, span, waves, longest gap.

    With --groups, each has its group, in the words that `polltide trend --group` takes.
    """
    import polls  # heavy: only when it is called

    readings = polls.load(question=question, country=country, groups=groups)
    table = _of_groups(readings) if groups else polls.catalogue(readings)
    if as_json:
        click.echo(json.dumps([_plain(row) for row in table.to_dict("records")], indent=1))
        return
    click.echo(_lines(table))


def _of_groups(readings: Any) -> Any:
    """The catalogue of each group, one below the other, series by series."""
    import pandas as pd

    from polls.coverage import SERIES, catalogue

    tables = [
        catalogue(rows).assign(group=f"{group_by}/{group}")
        for (group_by, group), rows in readings.groupby(["group_by", "group"])
    ]
    table = pd.concat(tables, ignore_index=True)
    table.insert(len(SERIES), "group", table.pop("group"))
    return table.sort_values([*SERIES, "group"], ignore_index=True)


def _plain(row: dict[Any, Any]) -> dict[str, Any]:
    dated = {"first": f"{row['first']:%Y-%m-%d}", "last": f"{row['last']:%Y-%m-%d}"}
    gap = None if row["gap_days"] != row["gap_days"] else round(row["gap_days"])
    return {**row, **dated, "gap_days": gap}


def _lines(table: Any) -> str:
    shown = table.assign(
        first=table["first"].dt.strftime("%Y-%m"),
        last=table["last"].dt.strftime("%Y-%m"),
        gap=[f"{days:.0f}" if days == days else "" for days in table["gap_days"]],
        dated=[f"{100 * share:.0f}%" for share in table["with_fieldwork"]],
        based=[f"{100 * share:.0f}%" for share in table["with_base"]],
    )
    columns = {
        "question": "question", "country": "country", "pollster": "pollster", "group": "group",
        "readings": "readings", "waves": "waves", "first": "first", "last": "last",
        "gap": "longest gap (days)", "dated": "with fieldwork", "based": "with base",
    }  # fmt: skip
    columns = {name: title for name, title in columns.items() if name in shown}
    text: str = shown[list(columns)].rename(columns=columns).to_string(index=False)
    return f"{text}\n\n{int(table['readings'].sum())} readings in {len(table)} series"

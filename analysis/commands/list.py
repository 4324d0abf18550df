"""`polltide list`: what the shipped data hold, as series, answers or events."""

from __future__ import annotations

import json
from typing import Any

import click

__all__ = ["command"]

TITLE_WIDTH = 40


@click.command("list")
@click.option("--question", help="Only this question of the codebook.")
@click.option("--country", help="Only this country (ISO 3166-1 alpha-2).")
@click.option("--groups", is_flag=True, help="Also those of groups: by age, sex, region, ...")
@click.option("--answers", is_flag=True, help="List answers with their labels instead.")
@click.option("--events", is_flag=True, help="List the dated events instead.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def command(
    question: str | None,
    country: str | None,
    groups: bool,
    answers: bool,
    events: bool,
    as_json: bool,
) -> None:
    """List the shipped series: question, country, pollster, span, waves, longest gap.

    With --groups, each has its group, in the words that `polltide trend --group` takes.

    \b
    polltide list --country FR
    polltide list --question level10y_five --answers
    polltide list --events --country GB
    """
    if sum((groups, answers, events)) > 1:
        raise click.UsageError("--groups, --answers and --events are three different lists.")
    if events and question:
        raise click.UsageError("events belong to no question: leave --question out.")
    if events:
        rows, text = _events(country)
    elif answers:
        rows, text = _answers(question, country)
    else:
        rows, text = _series(question, country, groups)
    click.echo(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else text)


def _events(country: str | None) -> tuple[list[dict[str, Any]], str]:
    import polls

    table = polls.events(country)
    table["date"] = table["date"].dt.strftime("%Y-%m-%d")
    shown = table[["date", "country", "kind", "event"]]
    lines = _aligned(shown)
    rows = [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]
    return rows, f"{lines}\n\n{len(table)} events"


def _answers(question: str | None, country: str | None) -> tuple[list[dict[str, Any]], str]:
    """A row for each answer that has readings, in the codebook's order."""
    import pandas as pd

    import polls

    readings = polls.load(question=question, country=country)
    held = readings.groupby(["question", "answer"]).agg(
        readings=("share", "size"), countries=("country", lambda them: " ".join(sorted(set(them))))
    )
    rows = [
        {"question": known.id, "answer": answer.id, "label": answer.label,
         "readings": int(held["readings"][known.id, answer.id]),
         "countries": str(held["countries"][known.id, answer.id])}
        for known in polls.codebook().questions.values()
        for answer in known.answers
        if (known.id, answer.id) in held.index
    ]  # fmt: skip
    return rows, f"{_aligned(pd.DataFrame(rows))}\n\n{len(rows)} answers"


def _series(
    question: str | None, country: str | None, groups: bool
) -> tuple[list[dict[str, Any]], str]:
    import polls

    readings = polls.load(question=question, country=country, groups=groups)
    table = _of_groups(readings) if groups else polls.catalogue(readings)
    titles = {known.id: known.title for known in polls.codebook().questions.values()}
    table["title"] = table["question"].map(titles).fillna("")
    return [_plain(row) for row in table.to_dict("records")], _lines(table)


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
        title=[f"{t[: TITLE_WIDTH - 1]}…" if len(t) > TITLE_WIDTH else t for t in table["title"]],
    )
    columns = {
        "question": "question", "country": "country", "pollster": "pollster", "group": "group",
        "readings": "readings", "waves": "waves", "first": "first", "last": "last",
        "gap": "longest gap (days)", "dated": "with fieldwork", "based": "with base",
        "title": "title",
    }  # fmt: skip
    columns = {name: name_shown for name, name_shown in columns.items() if name in shown}
    text = _aligned(shown[list(columns)].rename(columns=columns))
    return f"{text}\n\n{int(table['readings'].sum())} readings in {len(table)} series"


def _aligned(table: Any) -> str:
    """A table as lines: texts set from the left, numbers from the right."""
    import pandas as pd

    columns = []
    for name in table:
        cells = [str(name), *table[name].astype(str)]
        width = max(map(len, cells))
        number = pd.api.types.is_numeric_dtype(table[name])
        columns.append([cell.rjust(width) if number else cell.ljust(width) for cell in cells])
    return "\n".join("  ".join(cells).rstrip() for cells in zip(*columns, strict=True))

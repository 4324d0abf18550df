"""`polltide search`: questions of the codebook by words."""

from __future__ import annotations

import json
from typing import Any

import click

__all__ = ["command"]


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def command(words: tuple[str, ...], as_json: bool) -> None:
    """Find questions by words of their titles, wordings or answers, in any language.

    \b
    polltide search most important issues
    polltide search "trop d'immigrés"
    """
    import polls
    from analysis.wording import readings_count
    from polls.codebooks.search import search_questions

    found = search_questions(" ".join(words), polls.codebook())
    readings = polls.load()
    held = readings.groupby("question").agg(
        readings=("share", "size"), countries=("country", lambda names: sorted(set(names)))
    )
    rows: list[dict[str, Any]] = [
        {
            "question": question.id,
            "title": question.title,
            "readings": int(held["readings"].get(question.id, 0)),
            "countries": list(held["countries"].get(question.id, [])),
        }
        for question in found
    ]
    if as_json:
        click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    if not rows:
        click.echo("no question has these words; `polltide list` names all of them")
        return
    width = max(len(str(row["question"])) for row in rows)
    for row in rows:
        where = f"{readings_count(row['readings'])}, {' '.join(row['countries'])}"
        click.echo(f"{row['question']:<{width}}  {row['title']} ({where})")

"""`polltide export`: readings as a workbook for people, trends as slides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from analysis.commands.options import given, refuse_beside
from analysis.commands.targets import refuse_unwritable

__all__ = ["command"]

FORMATS = (".xlsx", ".pptx")
MOST_SLIDES = 40
"""A slide takes a fit: more than these are asked for by mistake."""


@click.command("export")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), required=True,
    help="A .xlsx to write, a table a sheet; or a .pptx, the trend of a series a slide.",
)  # fmt: skip
@click.option("--question", multiple=True, help="Only this question; may be given several times.")
@click.option("--country", multiple=True, help="Only this country; may be given several times.")
@click.option("--answer", multiple=True, help="Only this answer; may be given several times.")
@click.option("--groups", is_flag=True, help="Also groups of people, by age, sex, region, ...")
@click.option("--title", default="Readings of published polls", help="On the workbook's cover.")
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
def command(
    files: tuple[Path, ...],
    out: Path,
    question: tuple[str, ...],
    country: tuple[str, ...],
    answer: tuple[str, ...],
    groups: bool,
    title: str,
    overwrite: bool,
) -> None:
    """Write the readings of FILES, or the shipped ones, for people who open Excel or PowerPoint.

    FILES are such as `polltide read --out` writes. The workbook has a cover, contents, notes,
    sources, and a sheet for each question and country; PowerPoint draws the slides' charts
    itself, so that they can be changed there.

    \b
    polltide export --question issue_up_to_three --country GB --out issues.xlsx
    polltide export --question level10y --answer too_high --out slides.pptx
    """
    if out.suffix.casefold() not in FORMATS:
        raise click.BadParameter(
            f"'{out}' does not end in {' or '.join(FORMATS)}.", param_hint="'--out'"
        )
    slides = out.suffix.casefold() == ".pptx"
    refuse_beside(f"--out {out}", {"--title": slides and given("title")})
    refuse_unwritable(out, inputs=files, overwrite=overwrite)
    wanted = {"question": question, "country": country, "answer": answer}
    readings = _readings(files, {name: list(given) for name, given in wanted.items() if given})
    if not groups:
        readings = readings[readings["group_by"] == "all"]
    import polls

    if slides:
        count = _write_slides(readings, out, overwrite)
        click.echo(f"{count} {'slide' if count == 1 else 'slides'} written to {out}")
    else:
        polls.export(readings, out, title=title, overwrite=overwrite)
        click.echo(f"{len(readings):,} readings written to {out}")


def _readings(files: tuple[Path, ...], wanted: dict[str, Any]) -> Any:
    """The readings wanted; each value that no reading has is a problem with the nearest ones."""
    from analysis.commands.several_files import joined
    from polls.errors import Place, raise_errors, unknown
    from polls.ingest import examine_all
    from polls.library.functions import load

    if not files:
        return load(**wanted, groups=True)
    found = examine_all(files)
    raise_errors(problem for entry in found for problem in entry.problems)
    readings = joined(found)
    place = Place(file=", ".join(map(str, files)))
    raise_errors(
        unknown(name, value, sorted(readings[name].unique()), place,
                title=f"no reading has this {name}")
        for name, values in wanted.items()
        for value in values
        if value not in set(readings[name])
    )  # fmt: skip
    for name, values in wanted.items():
        readings = readings[readings[name].isin(values)]
    return readings


def _write_slides(readings: Any, out: Path, overwrite: bool) -> int:
    from analysis.figures.slides import slides
    from analysis.trends.many import fit_trends
    from polls.errors import Problem, raise_errors
    from polls.schema import SERIES_COLUMNS

    count = len(readings[list(SERIES_COLUMNS)].drop_duplicates())
    if count > MOST_SLIDES:
        hint = "choose with --question, --country and --answer; `polltide list` names them"
        title = "too many series for slides"
        problem = Problem(
            "too-many-slides", title, got=f"{count:,}", expected=f"up to {MOST_SLIDES}", hint=hint
        )
        raise_errors([problem])
    trends = fit_trends(readings, by=SERIES_COLUMNS)
    slides(list(trends.values()), out, overwrite=overwrite)
    return len(trends)

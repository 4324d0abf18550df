"""From the Volume A workbooks of the Standard Eurobarometer to the readings that ship.

    python -m tools.ship_eurobarometer "Eurobarometer (EU Open Data)"

writes, below polls/data:

    readings/eurobarometer.csv   a row for each published number of the questions that ship
    sources.csv                  the sha256 of each workbook in the row of its source

A workbook is told by its name, which the sources table notes (`file VolumeAEB634...xls`). The
same files give the same bytes. Where a workbook has errors, or none is found for a source of
the series, nothing is written.
"""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import click
import pandas as pd
from tqdm import tqdm

import polls
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning, raise_errors
from polls.files.content import sha256_of
from polls.library.library import data_folder

__all__ = ["main", "ship", "shipped_rows"]

SERIES = "eurobarometer"
NAMED_BY = re.compile(r"^file (?P<name>\S.*\.xls)$")
COUNTRIES = ("UK", "FR", "ES", "DE")
QUESTIONS = (
    "contribute_lot",
    "feeling_eu",
    "feeling_non_eu",
    "issue_eu_two",
    "issue_personal_two",
    "issue_two",
    "issue_two_open",
    "measures_irregular",
)
HALF = re.compile(r"\bSPLIT(?: BALLOT)? (?P<half>[AB])\b")
COLUMNS = (
    "country", "question", "answer", "start", "end", "date_precision", "share", "n_weighted",
    "base", "source", "locator", "note",
)  # fmt: skip


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="Another folder of shipped data.")
def main(folder: Path, data: Path | None) -> None:
    """Turn the workbooks in FOLDER into shipped readings."""
    try:
        ship(folder, data or data_folder())
    except ProblemsError as error:
        raise click.ClickException(str(error)) from None


def ship(folder: Path, data: Path) -> None:
    """Read all workbooks of the series and write what ships of them.

    Raises:
        ProblemsError: where a workbook is missing or has errors; nothing is written then.
    """
    sources = pd.read_csv(data / "sources.csv", dtype=str, keep_default_na=False)
    files = _files(sources, folder)
    found = []
    for source, path in tqdm(files.items(), unit="workbook", disable=None):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ProblemsWarning)
            found.append(shipped_rows(polls.read(path, source=source)))
    rows = pd.concat(found, ignore_index=True)
    place = sources["source"].isin(list(files))
    sums = sources["source"].map({source: sha256_of(path) for source, path in files.items()})
    sources["sha256"] = sources["sha256"].where(~place, sums)
    rows.to_csv(data / "readings" / f"{SERIES}.csv", index=False, lineterminator="\n")
    sources.to_csv(data / "sources.csv", index=False, lineterminator="\n")
    surveys = rows.groupby("question")["source"].nunique()
    click.echo(f"{len(rows):,} readings of {len(files)} workbooks; surveys by question:")
    click.echo(surveys.to_string())


def _files(sources: pd.DataFrame, folder: Path) -> dict[str, Path]:
    """The workbook of each source whose note names one; folders may spell spaces as `_`."""
    known = {_spelled(path.name): path for path in sorted(folder.iterdir())}
    named: dict[str, Path] = {}
    missing = []
    for source, note in zip(sources["source"], sources["note"], strict=True):
        file = NAMED_BY.fullmatch(note) if source.startswith(f"{SERIES}-") else None
        if file and _spelled(file["name"]) in known:
            named[source] = known[_spelled(file["name"])]
        elif file:
            missing.append(
                Problem("file-missing", f"file not found: {file['name']}", Place(source))
            )
    raise_errors(missing)
    return named


def _spelled(name: str) -> str:
    return name.replace(" ", "_").casefold()


def shipped_rows(readings: pd.DataFrame) -> pd.DataFrame:
    """The rows that ship of one workbook, as text, in the order of the codebook's questions.

    Args:
        readings: of the workbook.
    """
    kept = readings[
        readings["question"].isin(QUESTIONS)
        & readings["country"].isin(COUNTRIES)
        & (readings["group"] == "all")
    ]
    issue = kept["question"].str.startswith("issue_")
    kept = kept[~issue | (kept["answer"] == "immigration")]
    order = [kept["question"].map(QUESTIONS.index), kept["country"].map(COUNTRIES.index)]
    kept = kept.assign(_q=order[0], _c=order[1]).sort_values(["_q", "_c"], kind="stable")
    half = kept["base"].str.extract(HALF, expand=True)["half"].str.lower()
    return pd.DataFrame(
        {
            "country": kept["country"],
            "question": kept["question"],
            "answer": kept["answer"],
            "start": kept["start"].dt.strftime("%Y-%m-%d"),
            "end": kept["end"].dt.strftime("%Y-%m-%d"),
            "date_precision": kept["date_precision"],
            "share": kept["share"].map("{:.2f}".format),
            "n_weighted": kept["n_weighted"].map("{:.0f}".format),
            "base": kept["base"].where(half.isna(), "split_ballot_" + half.fillna("")),
            "source": kept["source"],
            "locator": kept["locator"],
            "note": _notes(kept),
        }
    )[list(COLUMNS)]


def _notes(kept: pd.DataFrame) -> pd.Series:
    """What a row says beside its numbers: that no list was shown, or that a count disagrees."""
    counts = kept["note"].str.extract(r"(?P<said>\S+ is printed for \S+ of \S+)", expand=False)
    open_question = kept["question"].str.endswith("_open")
    return counts.fillna("").where(~open_question, "asked without a list")


if __name__ == "__main__":
    main()

"""From a downloaded YouGov tracker to the group readings and wave bases that ship.

    python -m tools.ship_group_readings yougov_gb_tracker_important_issues_2024.xlsx

writes, below polls/data:

    readings/yougov_gb_important_issues_groups.parquet   a row a wave and group, a column an answer
    readings/yougov_gb_important_issues.csv              bases of the waves that the tracker has
    readings/yougov_gb_other_issues.csv                  the other issues, whole samples
    sources.csv                                          the row of the file, with its sha256

The same file gives the same bytes. Where the tracker's whole sample disagrees with a shipped
reading, nothing is written.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import click
import pandas as pd

import polls
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning, raise_errors
from polls.files.content import sha256_of
from polls.library.library import data_folder

__all__ = ["main"]

SERIES = "yougov_gb_important_issues"
OTHER_FILE = "yougov_gb_other_issues"
SOURCE = "yougov-gb-tracker-important-issues-2024"
QUESTION = "issue_up_to_three"
ANSWERS = ("immigration", "economy", "health")
OTHERS = (
    "crime", "tax", "pensions", "education", "family_life", "housing", "environment",
    "leaving_eu", "transport", "welfare", "defence",
)  # fmt: skip


@click.command()
@click.argument("tracker", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--data", type=click.Path(path_type=Path), help="Another folder of shipped data.")
def main(tracker: Path, data: Path | None) -> None:
    """Turn the TRACKER workbook into shipped group readings and bases."""
    try:
        ship(tracker, data or data_folder())
    except ProblemsError as error:
        raise click.ClickException(str(error)) from None


def ship(tracker: Path, folder: Path) -> None:
    """Read the tracker and write what ships of it below a folder of data.

    Raises:
        ProblemsError: where the tracker has errors, asks another question, or disagrees with
            what is shipped; nothing is written then.
    """
    with warnings.catch_warnings(record=True, category=ProblemsWarning) as caught:
        warnings.simplefilter("always")
        readings = polls.read(tracker, country="GB", pollster="YouGov", source=SOURCE)
    for warning in caught:
        click.echo(str(warning.message), err=True)
    asked = readings[readings["question"] == QUESTION]
    readings = asked[asked["answer"].isin(ANSWERS)]
    if readings.empty:
        place = Place(file=tracker.name)
        raise ProblemsError([Problem("wrong-tracker", f"tracker does not ask {QUESTION}", place)])
    whole = wide(readings[readings["group"] == "all"])
    groups = wide(readings[readings["group"] != "all"])
    series = folder / "readings" / f"{SERIES}.csv"
    attached = with_bases(text_table(series), whole)
    sources = with_source(text_table(folder / "sources.csv"), tracker)
    packed = series.with_name(f"{SERIES}_groups.parquet")
    groups.to_parquet(packed, index=False, compression="zstd")
    attached.to_csv(series, index=False, lineterminator="\n")
    others = other_issues(asked[asked["answer"].isin(OTHERS)])
    others.to_csv(folder / "readings" / f"{OTHER_FILE}.csv", index=False, lineterminator="\n")
    sources.to_csv(folder / "sources.csv", index=False, lineterminator="\n")
    click.echo(
        f"{len(groups) * len(ANSWERS):,} group readings of {groups['start'].nunique()} waves and "
        f"{groups['group'].nunique()} groups; bases of {(attached['n'] != '').sum()} waves"
    )


def wide(readings: pd.DataFrame) -> pd.DataFrame:
    """Readings with a row for each wave and group, a column for each answer, and both bases.

    Args:
        readings: of one question; the sheet they stand on becomes the locator.
    """
    sheet = "sheet " + readings["locator"].str.extract(r"^('.*')!")[0]
    keys = ["group_by", "group", "locator", "start"]
    table = readings.assign(locator=sheet).pivot_table(
        index=[*keys, "n", "n_weighted"], columns="answer", values="share", sort=False
    )
    rows = table.reset_index().rename_axis(columns=None)
    return rows[[*keys, *ANSWERS, "n", "n_weighted"]]


def other_issues(readings: pd.DataFrame) -> pd.DataFrame:
    """The other issues of the list, whole samples: a row a wave, blank where not on the list."""
    whole = readings[readings["group"] == "all"]
    table = whole.pivot_table(index=["start", "n", "n_weighted"], columns="answer", values="share")
    rows = table.reset_index().rename_axis(columns=None)
    rows["start"] = rows["start"].dt.strftime("%Y-%m-%d")
    for name in ("n", "n_weighted"):
        rows[name] = [f"{base:g}" for base in rows[name]]
    return rows.reindex(columns=["start", *OTHERS, "n", "n_weighted"])


def with_bases(series: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """The shipped series with the bases that the tracker prints for the same dates.

    Args:
        series: the file as text, a row a wave.
        whole: the tracker's whole sample, as `wide` returns it.

    Raises:
        ProblemsError: where a share of the tracker is not the shipped one.
    """
    tracked = whole.assign(start=whole["start"].dt.strftime("%Y-%m-%d"))
    both = series.reset_index(names="row").merge(tracked, on="start", suffixes=("", "_tracked"))
    raise_errors(
        Problem(
            "shares-differ",
            "tracker and shipped series disagree",
            Place(file=f"{SERIES}.csv", item=f"{date} {answer}"),
            got=f"{tracker:g}",
            expected=shipped,
        )
        for answer in ANSWERS
        for date, shipped, tracker in zip(
            both["start"], both[answer], both[f"{answer}_tracked"], strict=True
        )
        if abs(float(shipped) - tracker) > 1e-9
    )
    attached = series.copy()
    for name in ("n", "n_weighted"):
        attached.loc[both["row"], name] = [f"{base:g}" for base in both[f"{name}_tracked"]]
    return attached


def with_source(table: pd.DataFrame, tracker: Path) -> pd.DataFrame:
    """The sources table with the row of the tracker file, replaced if it is there."""
    row = {
        "source": SOURCE,
        "producer": "YouGov",
        "title": "The most important issues facing the country (tracker, Great Britain, by group)",
        "url": "https://yougov.co.uk",
        "sha256": sha256_of(tracker),
        "note": "download with waves to 2024-01-07; also the bases of those waves",
    }
    rest = table[table["source"] != SOURCE]
    place = int(rest["source"].str.startswith("yougov-gb-tracker").sum())
    added = pd.concat([rest.iloc[:place], pd.DataFrame([row]), rest.iloc[place:]]).fillna("")
    return added[list(table)]


def text_table(path: Path) -> pd.DataFrame:
    """A CSV with every cell as the text it is, so that what is not changed stays as it was."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


if __name__ == "__main__":
    main()

"""What changes nothing: the order of rows, columns and sheets, the size of weights, a cut."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import polls
from polls.ingest import examine
from tests.writers.survey_writer import respondents
from tests.writers.tracker_workbook import sheet, write_tracker, write_workbook

HINTS = {"country": "GB", "question": "q", "pollster": "A"}
DESIGN = {"weight": "w", "strata": "stratum", "psu": "unit"}
FEW = settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])

HEADS = ["date", "Yes", "No", "Not sure", "n"]
POLLS = [[f"2024-{month:02d}-07", 0.30 + month / 100, 0.5, 0.2 - month / 100, 1000 + month]
         for month in range(1, 10)]  # fmt: skip


def found(path: Path, **hints: Any) -> pd.DataFrame:
    """Readings in an order of their own, without the place that they were read from."""
    readings = examine(path, **HINTS | hints).readings
    kept = readings.drop(columns=["locator", "source"])
    return kept.sort_values(["start", "group", "answer"], ignore_index=True)


@FEW
@given(seed=st.integers(0, 10_000), ending=st.sampled_from(["csv", "xlsx", "html", "json"]))
def test_rows_and_columns_in_any_order_give_the_same_readings(
    seed: int, ending: str, tmp_path: Path
) -> None:
    def written(name: str, frame: pd.DataFrame) -> Path:
        path = tmp_path / f"{name}.{ending}"
        if ending == "csv":
            frame.to_csv(path, index=False)
        elif ending == "xlsx":
            write_workbook(path, {"data": [list(frame), *frame.to_numpy(object).tolist()]})
        elif ending == "html":
            frame.to_html(path, index=False)
        else:
            frame.to_json(path, orient="records")
        return path

    frame = pd.DataFrame(POLLS, columns=HEADS)
    chance = random.Random(seed)
    columns, rows = chance.sample(HEADS, 5), chance.sample(range(len(POLLS)), len(POLLS))
    usual = found(written("usual", frame))
    assert len(usual) == 27
    assert found(written("shuffled", frame.loc[rows, columns])).equals(usual)


@FEW
@given(order=st.permutations(["18-24", "65+", "Men", "Women"]))
def test_sheets_of_groups_in_any_order_give_the_same_readings(
    order: list[str], tmp_path: Path
) -> None:
    def sheets(groups: list[str]) -> dict[str, Any]:
        shares = {name: 0.3 + len(name) / 20 for name in groups}
        return {"All adults": sheet(Yes=[0.4, 0.5], No=[0.6, 0.5])} | {
            name: sheet(Yes=[share, 0.5], No=[1 - share, 0.5]) for name, share in shares.items()
        }

    usual = write_tracker(tmp_path / "usual.xlsx", sheets(sorted(order)))
    shuffled = write_tracker(tmp_path / "shuffled.xlsx", sheets(order))
    hints = {"question": "", "pollster": ""}
    assert len(found(usual, **hints)) == 20
    assert found(shuffled, **hints).equals(found(usual, **hints))


def estimates(frame: pd.DataFrame, **options: Any) -> pd.DataFrame:
    rows = polls.tabulate(frame, "q", by="region", country="GB", **(DESIGN | options))
    errors = polls.standard_errors(rows)
    return rows.assign(error=np.asarray(errors)).set_index(["group", "answer"])


@FEW
@given(seed=st.integers(1, 1_000), factor=st.sampled_from([1e-3, 0.5, 3.0, 1e4]))
def test_weights_of_any_size_give_the_same_shares_bases_and_errors(
    seed: int, factor: float
) -> None:
    people = respondents(300, seed)
    usual = estimates(people)
    scaled = estimates(people.assign(w=factor * people["w"]))
    for column in ("share", "n", "error"):
        assert scaled[column].to_numpy() == pytest.approx(usual[column].to_numpy(), rel=1e-9)


@FEW
@given(seed=st.integers(1, 1_000))
def test_respondents_in_any_order_give_the_same_shares_bases_and_errors(seed: int) -> None:
    people = respondents(300, seed)
    usual, shuffled = estimates(people), estimates(people.sample(frac=1, random_state=seed))
    for column in ("share", "n", "error"):
        there = shuffled[column].reindex(usual.index)
        assert there.to_numpy() == pytest.approx(usual[column].to_numpy(), rel=1e-9)


@FEW
@given(seed=st.integers(1, 1_000), cut=st.integers(60, 240))
def test_parts_merged_by_their_weights_are_the_whole(seed: int, cut: int) -> None:
    people = respondents(300, seed)
    parts = [people.iloc[:cut], people.iloc[cut:]]
    answered = [part[part["q"].isin([1, 2, 3, 98, 99])] for part in parts]
    weights = [part["w"].sum() for part in answered]
    counts = [len(part) for part in answered]

    def plain(frame: pd.DataFrame) -> pd.DataFrame:
        return polls.tabulate(frame, "q", weight="w", country="GB").set_index("answer")

    whole, first, second = map(plain, [pd.concat(answered), *answered])
    for answer, row in whole.iterrows():
        shares = [table["share"].get(answer, 0.0) for table in (first, second)]
        assert row["share"] == pytest.approx(np.average(shares, weights=weights), rel=1e-9)
        assert row["n"] == sum(counts)
    assert whole["share"].sum() == pytest.approx(1.0)

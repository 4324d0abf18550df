"""Row keys: the same groups as pandas finds, for any columns."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.rules import keys
from polls.rules.keys import first_rows, row_keys

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["GB", "FR", ""]),
        st.none() | st.integers(0, 2),
        st.sampled_from([None, "2024-01-07", "2024-01-08"]),
    ),
    max_size=12,
)


def columns(rows: list[tuple[str, int | None, str | None]]) -> list[pd.Series]:
    frame = pd.DataFrame(rows, columns=["country", "n", "start"])
    text = frame["country"].astype("str")
    dates = pd.to_datetime(frame["start"])
    gaps = text.where(text != "").astype("category")
    return [text, text.astype("category"), gaps, frame["n"].astype("float64"), dates]


@given(rows=ROWS)
def test_keys_number_the_groups_of_pandas_in_order_of_appearance(
    rows: list[tuple[str, int | None, str | None]],
) -> None:
    found = columns(rows)
    frame = pd.concat(found, axis=1, keys=list("abcde"))
    expected = frame.groupby(list("abcde"), sort=False, dropna=False, observed=True).ngroup()
    assert row_keys(found).tolist() == expected.tolist()


@pytest.mark.parametrize("column", range(5))
def test_keys_of_one_column_have_no_gaps(column: int) -> None:
    rows = [("GB", 1, "2024-01-08"), ("", None, None), ("GB", 1, "2024-01-08"), ("FR", 0, None)]
    values = columns(rows)[column]
    assert row_keys([values[2:]]).tolist() == [0, 1]
    assert first_rows(row_keys([values])).tolist()[:2] == [0, 1]


def test_very_many_combinations_do_not_overflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "LARGEST_KEY", 10)
    found = columns([("GB", 0, None), ("FR", 1, "2024-01-07"), ("GB", 0, None), ("", 2, None)])
    assert row_keys(found).tolist() == [0, 1, 0, 2]


def test_no_columns_are_no_keys() -> None:
    assert row_keys([]).tolist() == []

"""Records in JSON become tables, and JSON that is none becomes one problem."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from polls.errors import ProblemsError
from polls.files.json_records import looks_like_json, parsed_json, record_grids
from polls.ingest import examine


def tables_of(value: Any) -> dict[str, list[dict[str, Any]]]:
    return {grid.sheet: grid.table.to_dict("records") for grid in record_grids(value, "a.json")}


def test_innermost_records_take_what_is_said_around_them() -> None:
    value = [
        {
            "region": "North",
            "polls": [
                {"id": 1, "start": "2021-06-03", "rounds": [
                    {"round": "first", "lists": [{"name": "A", "share": 55, "parties": ["P", "Q"]},
                                                 {"name": "B", "share": 45, "parties": []}]}]},
            ],
        }
    ]  # fmt: skip
    around = {"region": "North", "id": 1, "start": "2021-06-03", "round": "first"}
    assert tables_of(value) == {
        "records.polls.rounds.lists": [
            {**around, "name": "A", "share": 55, "parties": "P, Q"},
            {**around, "name": "B", "share": 45, "parties": ""},
        ]
    }


def test_a_mapping_of_values_adds_columns_and_a_mapping_of_records_rows() -> None:
    value = {
        "source": "x",
        "polls": {
            "7": {"date": "2024-03-05", "results": {"Yes": 47, "No": 53}, "n": {"date": "later"}},
            "8": {"date": "2024-04-05", "results": {"Yes": 46, "No": None}, "n": {"date": "now"}},
        },
    }
    assert tables_of(value)["polls"] == [
        {"source": "x", "key": "7", "date": "2024-03-05", "Yes": 47, "No": 53, "n.date": "later"},
        {"source": "x", "key": "8", "date": "2024-04-05", "Yes": 46, "No": "", "n.date": "now"},
    ]


def test_a_plain_list_of_records_is_read_as_any_table_is(tmp_path: Path) -> None:
    records = [
        {"date": "2024-03-05", "pollster": "A", "n": 1000, "results": {"Yes": 47, "No": 53}},
        {"date": "2024-04-05", "pollster": "A", "n": None, "results": {"Yes": 46.5, "No": 53.5}},
    ]
    path = tmp_path / "polls.json"
    path.write_text(json.dumps(records))
    readings = examine(path, country="GB", question="q").readings
    assert readings["share"].tolist() == [0.47, 0.53, 0.465, 0.535]
    assert readings["n"].fillna(0).tolist() == [1000, 1000, 0, 0]
    assert readings["start"].dt.month.tolist() == [3, 3, 4, 4]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('[{"date": "2024-01-05", "Yes": 4', "json-malformed"),
        ('[{"date": "2024-01-05", "date": "2024-01-06"}]', "duplicate-key"),
        ('[{"a":' * 50_000, "json-too-deep"),
        ('[{"a": ' + "9" * 5000 + "}]", "json-number"),
        ('[{"date": "2024-01-05", "Yes": NaN}]', "json-number"),
        ('[{"date": "2024-01-05", "Yes": 1e400}]', "json-number"),
        ('[{"date": "2024-01-05", "Yes": -1e400}]', "json-number"),
        ('{"name": "no list", "other": 1}', "no-records"),
        ('[{"a": 1}, 2]', "no-records"),
        ("[]\n", "no-records"),
        (json.dumps({"polls": [{f"c{k}": k for k in range(300)}] * 2}), "no-records"),
    ],
)
def test_json_that_holds_no_polls_is_one_problem(tmp_path: Path, text: str, code: str) -> None:
    path = tmp_path / "polls.json"
    path.write_text(text)
    with pytest.raises(ProblemsError) as caught:
        examine(path, country="GB")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_every_key_that_comes_twice_is_named() -> None:
    with pytest.raises(ProblemsError, match="'a' in 2 mapping") as caught:
        parsed_json('[{"a": 1, "a": 2}, {"a": 1, "a": 2, "b": 1, "b": 1}]', "a.json")
    assert "'b' in 1 mapping" in caught.value.problems[0].got


def test_only_json_looks_like_json() -> None:
    assert all(map(looks_like_json, ('[{"a": 1}]', '\n { "a": 1', "{}", "[[1]]")))
    assert not any(map(looks_like_json, ("{draft} date;a", "[1] note", "date;a", "")))

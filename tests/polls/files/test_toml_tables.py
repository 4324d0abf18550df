"""A TOML table becomes a dataclass, or every misfit of it is named."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import pytest

from polls import Place, ProblemsError
from polls.files.toml_tables import read_table, read_toml

PLACE = Place("report.toml", item="section 1")


@dataclass(frozen=True)
class Options:
    question: str
    countries: tuple[str, ...] = ()
    since: datetime.date | None = None
    events: bool = True


def test_values_of_the_declared_types_are_taken() -> None:
    table = {"question": "q", "countries": ["GB", "FR"], "since": datetime.date(2019, 1, 1)}
    options, problems = read_table(table, Options, PLACE)
    assert options == Options("q", ("GB", "FR"), datetime.date(2019, 1, 1), True)
    assert problems == []


def test_an_unknown_key_is_named_with_the_nearest_known_one() -> None:
    _, (problem,) = read_table({"question": "q", "contries": ["GB"]}, Options, PLACE)
    assert problem.code == "unknown-field"
    assert problem.hint == "did you mean 'countries'?"
    assert problem.place == PLACE


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("question", 3),
        ("countries", "GB"),
        ("countries", [1]),
        ("since", "2019"),
        ("since", "2019-02-30"),
        ("events", 1),
    ],
)
def test_a_value_of_another_type_is_refused(key: str, value: object) -> None:
    options, problems = read_table({"question": "q", key: value}, Options, PLACE)
    assert options is None
    assert [problem.code for problem in problems] == ["field-malformed"]
    assert problems[0].got == (repr(value) if isinstance(value, str) else str(value))


def test_all_misfits_are_reported_at_once() -> None:
    _, problems = read_table({"events": "yes", "colour": "red"}, Options, PLACE)
    assert sorted(problem.code for problem in problems) == [
        "field-malformed",
        "field-missing",
        "unknown-field",
    ]


@pytest.mark.parametrize("text", ["a = " + "[" * 5_000, "a = " + "9" * 5_000, "a = 'b", "a = b"])
def test_what_is_no_toml_or_beyond_all_depth_and_digits_names_the_file(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "claims.toml"
    path.write_text(text)
    with pytest.raises(ProblemsError) as raised:
        read_toml(path)
    (problem,) = raised.value.problems
    assert (problem.code, problem.place.file) == ("file-malformed", str(path))

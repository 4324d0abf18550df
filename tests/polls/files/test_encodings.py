"""Text files in a declared encoding: read as declared, or one problem that says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

import polls

TABLE = "date;Trop nombreux;Décidément pas\n2024-01-07;59 %;6 %\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "waves.csv"
    path.write_bytes(TABLE.encode("cp1252"))
    return path


def found(path: Path, encoding: str) -> polls.Problem:
    with pytest.raises(polls.ProblemsError) as error:
        polls.read(path, country="FR", question="q", pollster="A", encoding=encoding)
    (problem,) = error.value.problems
    return problem


def test_an_encoding_that_nobody_knows_is_a_problem_with_the_nearest_name(table: Path) -> None:
    problem = found(table, "cp1253a")
    assert problem.code == "unknown-encoding"
    assert problem.hint == "did you mean 'cp1252'?"


@pytest.mark.parametrize("encoding", ["ascii", "utf-8", "idna"])
def test_a_file_that_is_not_in_the_declared_encoding_is_a_problem(
    table: Path, encoding: str
) -> None:
    problem = found(table, encoding)
    assert problem.code == "wrong-encoding"
    assert problem.place.line == 1


@pytest.mark.filterwarnings("ignore::polls.errors.ProblemsWarning")
def test_the_declared_encoding_is_taken(table: Path) -> None:
    readings = polls.read(table, country="FR", question="q", pollster="A", encoding="latin-1")
    assert readings["answer_text"].tolist() == ["Trop nombreux", "Décidément pas"]

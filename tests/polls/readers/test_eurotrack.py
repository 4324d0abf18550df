"""EuroTrack: every country's cell with its own bases, and columns that cannot be swapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from polls.errors import Problem
from polls.files.opened import OpenedFile
from polls.readers.contract import Extract, Hints
from polls.readers.eurotrack import extract, recognises
from tests.writers.crossbreak_writer import (
    COUNTRIES,
    Asked,
    Country,
    shares,
    write_eurotrack_pdf,
    write_eurotrack_xlsx,
)

LEVEL = Asked(
    ["Do you think that there are too many or too few bicycles in your country?"],
    dict(zip(["Too many", "About right", "Too few"], shares(1, 3, 5), strict=True)),
)
WORTH = Asked(
    ["And on the whole, are bicycles good or bad for the place you live in? [Please tick one]"],
    dict(zip(["Good", "Neither", "Bad", "Don't know"], shares(2, 4, 5), strict=True)),
)
LOCAL = (
    ("Too many", "Trop de vélos dans le pays", "Hay demasiadas en el país",
     "Es sind zu viele", "För många"),
    ("About right", "Le bon nombre", "Las que son", "Es sind nicht zu viele", "Lagom"),
    ("Too few", "Pas assez, il en faut plus", "Son pocas", "Die sind zu selten", "För få"),
)  # fmt: skip


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in problems if problem.severity == "error"]


def cells_read(found: Extract, questions: Sequence[Asked]) -> int:
    """Checks each printed cell with its bases; returns how many there were."""
    rows = found.rows.set_index(["question_text", "answer_text", "country"])
    count = 0
    for question in questions:
        for label, cells in question.answers.items():
            for country, cell in zip(COUNTRIES, cells, strict=True):
                row = rows.loc[(" ".join(question.lines), label, country.code)]
                assert row["share"] == pytest.approx(int(cell) / 100)
                assert (row["n"], row["n_weighted"]) == (country.unweighted, country.weighted)
                assert (row["start"], row["end"]) == ("2018-10-24", "2018-11-08")
                count += 1
    return count


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_every_cell_is_read_with_the_bases_of_its_country(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    write = write_eurotrack_xlsx if kind == "xlsx" else write_eurotrack_pdf
    write(path, COUNTRIES, [LEVEL, WORTH])
    assert recognises(OpenedFile(path))
    found = extract(OpenedFile(path), Hints())
    assert codes(found.problems) == []
    assert cells_read(found, [LEVEL, WORTH]) == len(found.rows) == 7 * 5
    assert set(found.rows["group_text"]) == {""}


def test_local_labels_are_kept_with_their_language(tmp_path: Path) -> None:
    write_eurotrack_xlsx(tmp_path / "a.xlsx", COUNTRIES, [LEVEL], local=LOCAL)
    found = extract(OpenedFile(tmp_path / "a.xlsx"), Hints())
    assert codes(found.problems) == []
    assert len(found.rows) == 15
    texts = {
        country: rows["answer_text"].tolist() for country, rows in found.rows.groupby("country")
    }
    for i, country in enumerate(COUNTRIES):
        assert texts[country.code] == [labels[i] for labels in LOCAL]
    langs = found.rows.drop_duplicates("country").set_index("country")["lang"]
    assert langs[["FR", "ES", "DE"]].tolist() == ["fr", "es", "de"]


@pytest.mark.parametrize("kind", ["xlsx", "pdf"])
def test_spain_under_the_code_of_sweden_is_refused(tmp_path: Path, kind: str) -> None:
    swapped = [
        replace(country, name={"ES": "Sverige", "SE": "España"}.get(country.code, country.name))
        for country in COUNTRIES
    ]
    path = tmp_path / f"a.{kind}"
    write = write_eurotrack_xlsx if kind == "xlsx" else write_eurotrack_pdf
    write(path, swapped, [LEVEL])
    found = extract(OpenedFile(path), Hints())
    assert codes(found.problems) == ["country-columns-swapped"] * 2
    assert {p.place.item[-8:] for p in found.problems} == {"column 3", "column 5"}
    assert found.rows.empty


def test_labels_in_the_language_of_another_country_are_refused(tmp_path: Path) -> None:
    local = [(a, b, e, d, c) for a, b, c, d, e in LOCAL]  # Spanish and Swedish changed places
    write_eurotrack_xlsx(tmp_path / "a.xlsx", COUNTRIES, [LEVEL], local=local)
    found = extract(OpenedFile(tmp_path / "a.xlsx"), Hints())
    (problem,) = [p for p in found.problems if p.severity == "error"]
    assert problem.code == "country-columns-swapped"
    assert problem.place.item.endswith("column 5") and "ES" in problem.title
    assert found.rows.empty


def test_unknown_and_repeated_countries_are_named_together(tmp_path: Path) -> None:
    odd = [*COUNTRIES[:3], Country("XX", "Atlantis", 900, 900), COUNTRIES[1]]
    write_eurotrack_xlsx(tmp_path / "a.xlsx", odd, [LEVEL])
    assert set(codes(extract(OpenedFile(tmp_path / "a.xlsx"), Hints()).problems)) == {
        "unknown-country",
        "country-repeated",
    }


def test_tables_without_bases_are_refused(tmp_path: Path) -> None:
    write_eurotrack_xlsx(tmp_path / "a.xlsx", COUNTRIES, [LEVEL, WORTH], bases=False)
    found = extract(OpenedFile(tmp_path / "a.xlsx"), Hints())
    assert codes(found.problems) == ["base-missing"] * 2
    assert {problem.place.sheet for problem in found.problems} == {"Q1", "Q2"}
    assert found.rows.empty


def test_wordings_and_dates_of_single_countries_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Q1")
        for at, row in enumerate([
            ["YouGov EuroTrack"],
            ["", "GB", "FR", "ES"],
            ["Fieldwork", "24-25 Oct 2018", "26-29 Oct 2018", "25 Oct - 2 Nov 2018"],
            ["Unweighted base", 1711, 1010, 1049],
            ["Question", "Are there too many of them in the country?",
             "Diriez-vous que dans le pays il y en a trop ou pas assez ?",
             "¿Cree usted que en el país hay demasiadas o que son pocas?"],
            ["Yes", 60, 55, 48],
            ["No", 40, 45, 52],
        ]):  # fmt: skip
            sheet.write_row(at, 0, row)
    found = extract(OpenedFile(path), Hints())
    assert codes(found.problems) == []
    rows = found.rows[found.rows["answer_text"] == "Yes"].set_index("country")
    assert rows["share"].tolist() == [0.60, 0.55, 0.48]
    assert rows["n"].tolist() == [1711, 1010, 1049]
    assert rows["lang"].tolist() == ["en", "fr", "es"]
    assert rows["end"].tolist() == ["2018-10-25", "2018-10-29", "2018-11-02"]
    assert rows.loc["FR", "question_text"].startswith("Diriez-vous")

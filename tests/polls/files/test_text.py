"""The encoding and the layout of text, told from the text."""

from __future__ import annotations

import pytest

from polls.files.text import decoded, encoding_of, layout_of


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_accents_come_out_of_any_usual_encoding(encoding: str) -> None:
    text = "date;Trop élevé;Décidément pas\n2024-01-07;59;6\n" * 3
    assert decoded(text.encode(encoding)) == (text, ())


def test_a_stray_byte_in_utf8_is_named_by_its_line_and_spoils_nothing_else() -> None:
    data = "Trop élevé;élevée\n41".encode() + b"\xff\n"
    text, (problem,) = decoded(data, file="t.csv")
    assert text.startswith("Trop élevé")
    assert (problem.code, problem.place.line, problem.severity) == ("bad-bytes", 2, "warning")


def test_a_letter_cut_off_at_the_end_of_a_block_is_whole_in_the_next() -> None:
    data = "é".encode() * 5
    assert encoding_of([data[:5], data[5:]]) == "utf-8-sig"


@pytest.mark.parametrize(
    ("text", "layout"),
    [
        ("sep=;\nq;w\nYes;1\n", (";", 1)),
        ("date;Yes\n2024-01-07;0,4\n2024-02-07;0,5\n", (";", 0)),
        ("a;b;c\n1,0;2,0;3,0\n1,5;2,0;3,0\n", (";", 0)),
        ("date;Yes;No;n\n2024-01-07;0,4;0,6;900\n2024-02-07;0,5;0,5\n", (";", 0)),
        ("1,2,3\n4,5,6\n", (",", 0)),
        ("Our tracker\n\ndate,Yes\n2024-01-07,4\n", (",", 2)),
        ("one\ntwo\n", ("", 0)),
    ],
)
def test_the_separator_and_the_header(text: str, layout: tuple[str, int]) -> None:
    assert tuple(layout_of(text)) == layout

"""What a run of tests says of the lines that each of them passes over."""

from __future__ import annotations

import pytest

from polls.codebooks.model import codebook
from polls.printed import fieldwork


def test_caches_of_a_room_are_emptied_and_those_of_other_rooms_kept() -> None:
    covering = pytest.importorskip("tools.covering", exc_type=ImportError)
    book = codebook()
    fieldwork.parse_fieldwork("5 March 2024")
    assert fieldwork._tried.cache_info().currsize > 0
    covering.forget("polls.print")
    assert fieldwork._tried.cache_info().currsize > 0
    covering.forget("polls.printed")
    assert fieldwork._tried.cache_info().currsize == 0
    assert codebook() is book

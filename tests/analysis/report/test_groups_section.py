"""Who thinks so: which groups are shown, and which are marked."""

from types import SimpleNamespace
from typing import Any, cast

import pandas as pd

from analysis.figures.dumbbells import resting_on_few
from analysis.report.data import Inputs
from analysis.report.sections.groups import Options, _rows

ROW = {"question": "q", "answer": "yes", "country": "GB", "group_by": "age", "share": 0.4,
       "note": ""}  # fmt: skip
OPTIONS = Options("q", "yes", "GB")


def shown(*bases: float) -> pd.DataFrame:
    rows = [{**ROW, "group": f"of {base}", "n": base} for base in bases]
    return _rows(OPTIONS, cast(Inputs, SimpleNamespace(groups=pd.DataFrame(rows))))


def test_groups_of_under_fifty_are_not_shown_and_unknown_bases_are() -> None:
    assert shown(49, 50, 99, float("nan"))["group"].tolist() == ["of 50", "of 99", "of nan"]


def test_groups_of_under_a_hundred_in_all_their_readings_are_marked() -> None:
    assert resting_on_few(shown(99, 100)) == [("age", "of 99")]
    twice: Any = pd.concat([shown(99), shown(100).assign(group="of 99")])
    assert resting_on_few(twice) == []

"""The typeface of figures is that of two packages, whatever a system has installed."""

from __future__ import annotations

import shutil
from pathlib import Path

import matplotlib
import pytest
from matplotlib.font_manager import FontProperties, fontManager

from analysis.figures import style

STANDS_IN = "DejaVu Sans"


def test_a_font_of_the_system_never_stands_in_for_the_one_of_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSans.ttf")
    another = Path(shutil.copy(own, tmp_path))
    monkeypatch.setattr(fontManager, "ttflist", list(fontManager.ttflist))
    fontManager.addfont(another)
    fontManager.ttflist.insert(0, fontManager.ttflist.pop())
    assert Path(fontManager.findfont(FontProperties(family=[STANDS_IN]))) == another
    style._register_typeface.cache_clear()
    with style.house_style("report"):
        found = Path(fontManager.findfont(FontProperties(family=[STANDS_IN])))
    assert found.resolve() == own.resolve()

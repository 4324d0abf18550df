"""Printed figures are compared with what the files of a folder give, no further than rounding."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from benchmarks import printed_figures

LINES = """file,question,answers,by,group,weight,base,unit,printed,step,source
a.csv,q,1;2,,,w,all,percent,67,1,press
a.csv,q,1,sex,2,w,all,percent,33.4,0.1,press
a.csv,q,3,,,,all,count,1,1,codebook
b.csv,q,1,,,,all,percent,50,1,press
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    printed = tmp_path / "printed.csv"
    printed.write_text(LINES)
    monkeypatch.setattr(printed_figures, "PRINTED", printed)
    people = {"q": [1, 2, 3, 1], "sex": [1, 1, 2, 2], "w": [2.0, 0.67, 2.0, 1.0]}
    pd.DataFrame(people).to_csv(tmp_path / "a.csv", index=False)
    return tmp_path


def test_each_figure_of_a_file_that_is_there_is_compared(folder: Path) -> None:
    found = printed_figures.compared(folder)
    assert found["file"].tolist() == ["a.csv"] * 3
    assert found["ours"].tolist() == pytest.approx([100 * 3.67 / 5.67, 100 / 3, 1.0])
    assert found["agrees"].tolist() == [False, False, True]


def test_a_figure_further_off_than_its_rounding_ends_with_an_error(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        printed_figures.main(str(folder))
    shown = capsys.readouterr().out
    assert "a.csv                        q         1;2: printed 67, ours 64.73  APART" in shown
    assert "1 of 3 figures agree" in shown
    assert "not in the folder: ESS9GB.sav, kept by anthonybmasters/rstudio-cloud" in shown


def test_without_a_folder_it_says_where_the_files_are(capsys: pytest.CaptureFixture[str]) -> None:
    printed_figures.main()
    assert len(capsys.readouterr().out.splitlines()) == len(printed_figures.REPOSITORIES)
    known = set(pd.read_csv(printed_figures.PRINTED)["file"])
    assert known == set(printed_figures.REPOSITORIES)

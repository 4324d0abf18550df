"""Real survey files beside the figures that their producers printed.

`data/printed_of_microdata.csv` has a line for each printed figure: file, question, answers that
are added up, group, weight, base, figure, its rounding step and who printed it. The files belong
to their producers and are not here; whoever has some of them in a folder checks those:

    python -m benchmarks.printed_figures FOLDER
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import pandas as pd

import polls

__all__ = ["PRINTED", "compared", "main"]

PRINTED = Path(__file__).parent / "data" / "printed_of_microdata.csv"
ROUNDING = 1e-6
REPOSITORIES = {
    "Encuesta CEP 84 Dic 2019 v1.sav": "francisco-vr/e_01_CEP2019",
    "3269.sav": "48u51r0/evaluacion-presidente",
    "ESS9GB.sav": "anthonybmasters/rstudio-cloud",
    "dec13_excerpt.csv": "pewresearch/pewmethods (dec13_excerpt, written as CSV)",
    "audit_of_political_engagement_14_2017.tab": "matthew-brett/cfd2020",
    "TPL_Testing_Survey_FourthWave_YouGov.sav": "thepolicylab/COVID-YouGovSurveyAnalysis",
}
"""Public repositories on GitHub that keep the files."""


def compared(folder: Path) -> pd.DataFrame:
    """The printed figures of the files in a folder, each with ours and whether they agree.

    Args:
        folder: where the survey files are.

    Returns:
        The lines of the table whose file is there, with `ours` (percent or count, as printed)
        and `agrees`: no further apart than the printed figure was rounded.
    """
    printed = pd.read_csv(PRINTED, dtype=str, keep_default_na=False)
    printed = printed[[(folder / file).is_file() for file in printed["file"]]]
    ours = [_ours(folder, line) for _, line in printed.iterrows()]
    figures, steps = printed["printed"].astype(float), printed["step"].astype(float)
    apart = (pd.Series(ours, printed.index, dtype=float) - figures).abs()
    return printed.assign(ours=ours, agrees=apart <= steps / 2 + ROUNDING)


def _ours(folder: Path, line: pd.Series) -> float:
    """The figure of one line, tabulated anew."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", polls.ProblemsWarning)
        readings = polls.tabulate(
            folder / line["file"],
            line["question"],
            by=line["by"] or (),
            weight=line["weight"],
            base=line["base"],
        )
    group = line["group"] or "all"
    rows = readings[(readings["group"] == group)].set_index("answer")
    share = rows.loc[line["answers"].split(";"), "share"].sum()
    return float(share * (100 if line["unit"] == "percent" else rows["n"].iloc[0]))


def main(folder: str = "") -> None:
    """Print a line for each figure; end with an error where one is further off than rounding."""
    found = compared(Path(folder)) if folder else pd.DataFrame()
    for file in [file for file in REPOSITORIES if found.empty or file not in set(found["file"])]:
        print(f"not in the folder: {file}, kept by {REPOSITORIES[file]}")
    for _, line in found.iterrows():
        answers = line["answers"] if len(line["answers"]) < 40 else line["answers"][:37] + "..."
        group = f" ({line['by']} {line['group']})" if line["by"] else ""
        print(
            f"{line['file'][:28]:28} {line['question']:9} {answers}{group}: printed "
            f"{line['printed']}, ours {line['ours']:.2f}{'' if line['agrees'] else '  APART'}"
        )
    if not found.empty:
        print(f"{int(found['agrees'].sum())} of {len(found)} figures agree")
        if not found["agrees"].all():
            sys.exit("apart by more than the printed figures were rounded")


if __name__ == "__main__":
    main(*sys.argv[1:2])

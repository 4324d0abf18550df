"""Two million respondents: how long, in what memory, and what do R's survey and svy say?

Each program reads the same CSV in a process of its own, whose peak memory Linux states. Ours
runs in all designs and may need at most 600 MB. R runs where `Rscript` with its survey package
is found, svy where a Python that has it is named; what is absent is said and skipped:

    python -m benchmarks.microdata [rows] [path of a Python with svy] [a design's name]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv

__all__ = ["AGREE", "DESIGNS", "LIMIT_MB", "main", "measured", "write_respondents"]

LIMIT_MB, AGREE = 600, 1e-6
REPLICATES = 80
LABELS = [(1, "Too high"), (2, "About right"), (3, "Too low"), (98, "Don't know"), (99, "Refused")]
OURS = """
import sys, time
import polls
path, design = sys.argv[1], {design}
began = time.perf_counter()
found = polls.tabulate(path, "q", by="age", design=design, labels={{"q": {labels}}})
seconds = time.perf_counter() - began
found = found[(found["answer"] == "too_high") & (found["group_by"] != "all")].sort_values("group")
peak = [int(line.split()[1]) for line in open("/proc/self/status") if line[:5] == "VmHWM"][0] / 1024
print(seconds, peak, *found["share"], *polls.standard_errors(found))
"""
SVY = """
import sys, time
import polars as pl, svy
began = time.perf_counter()
data = pl.read_csv(sys.argv[1]).with_columns((pl.col("q") == 1).cast(pl.Float64).alias("y"))
sample = svy.Sample(data, {design})
found = sample.estimation.mean("y", by="age"{how}).to_polars().sort("age")
seconds = time.perf_counter() - began
peak = [int(line.split()[1]) for line in open("/proc/self/status") if line[:5] == "VmHWM"][0] / 1024
print(seconds, peak, *found["est"], *found["se"])
"""
R = """
suppressMessages(library(survey))
began <- proc.time()[["elapsed"]]
data <- read.csv(commandArgs(TRUE)[1])
design <- {design}
found <- svyby(~I(as.numeric(q == 1)), ~age, design, svymean)
seconds <- proc.time()[["elapsed"]] - began
status <- readLines("/proc/self/status")
peak <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", status, value = TRUE))) / 1024
cat(seconds, peak, format(c(found[, 2], found[, 3]), digits = 15))
"""
CLUSTERED = "50 strata, 5,000 units"
REPLICATED = f"{REPLICATES} replicates"
DESIGNS = {
    "weights only": "polls.Design(weight='w')",
    CLUSTERED: "polls.Design(weight='w', strata='stratum', psu='unit')",
    "50 strata, every respondent a unit": (
        "polls.Design(weight='w', strata='stratum', psu='respondent')"
    ),
    REPLICATED: "polls.Design(weight='w', replicates=polls.Replicates('rep*', kind='BRR'))",
}
IN_R = {
    CLUSTERED: "svydesign(id = ~unit, strata = ~stratum, weights = ~w, data = data)",
    REPLICATED: (
        "svrepdesign(repweights = data[grep('^rep', names(data))], weights = ~w, type = 'BRR', "
        "data = data[c('q', 'age', 'w')])"
    ),
}
IN_SVY = {
    CLUSTERED: ("svy.Design(stratum='stratum', psu='unit', wgt='w')", ""),
    REPLICATED: (
        f"svy.Design(wgt='w', rep_wgts=svy.BrrWgts(prefix='rep', n_reps={REPLICATES}))",
        ", method='replication', variance_center='rep_mean'",
    ),
}


def write_respondents(path: Path, rows: int) -> None:
    """A CSV of a clustered sample: 5,000 units in 50 strata, six ages, five answers, weights,
    replicates, and columns that nobody asks for.
    """
    random = np.random.default_rng(1)
    leaning = random.normal(size=5_000)
    names = [f"rep{number}" for number in range(1, REPLICATES + 1)]
    for first in range(0, rows, 200_000):
        n = min(200_000, rows - first)
        unit = random.integers(0, 5_000, n)
        latent = leaning[unit] + random.normal(size=n)
        steps = [latent > 0.5, latent > -0.5, latent > -1.5, latent > -2.0]
        frame = pd.DataFrame(
            {
                "respondent": np.arange(first, first + n),
                "q": np.select(steps, [1, 2, 3, 98], 99),
                "age": random.integers(1, 7, n),
                "w": random.lognormal(0, 0.5, n).round(6),
                "stratum": unit % 50,
                "unit": unit,
                **{f"other{number}": random.normal(size=n).round(4) for number in range(7)},
            }
        )
        halves = pd.DataFrame(random.integers(0, 3, (n, REPLICATES)), columns=names)
        together = pa.Table.from_pandas(pd.concat([frame, halves], axis=1), preserve_index=False)
        options = csv.WriteOptions(include_header=first == 0, quoting_style="none")
        with path.open("ab") as file:
            csv.write_csv(together, file, options)


def programs(design: str, folder: Path, python: str) -> Iterator[tuple[str, list[str]]]:
    """Each program that can tabulate a design, with its command."""
    code = OURS.format(design=DESIGNS[design], labels=LABELS)
    yield "polltide", [sys.executable, "-c", code]
    if design in IN_R and shutil.which("Rscript"):
        script = folder / "survey.R"
        script.write_text(R.format(design=IN_R[design]))
        yield "R survey", ["Rscript", str(script)]
    if design in IN_SVY and python:
        described, how = IN_SVY[design]
        yield "svy", [python, "-c", SVY.format(design=described, how=how)]


def measured(call: list[str]) -> tuple[float, float, np.ndarray]:
    """Seconds, peak memory (MB), and the shares and errors that a program prints."""
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    seconds, peak, *values = map(float, done.stdout.split())
    return seconds, peak, np.array(values)


def main(rows: int = 2_000_000, python: str = "", only: str = "") -> None:
    """Print a line for each design and program; end with an error where a promise is missed."""
    if not shutil.which("Rscript"):
        print("skipped: R survey (Rscript not found)")
    if not python:
        print("skipped: svy (no Python that has it was named)")
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "respondents.csv"
        write_respondents(path, rows)
        print(f"{rows:,} respondents, {path.stat().st_size / 1e6:,.0f} MB")
        for design in [only] if only else DESIGNS:
            ours: np.ndarray | None = None
            for name, call in programs(design, Path(folder), python):
                seconds, peak, values = measured([*call, str(path)])
                ours = values if ours is None else ours
                apart = float(np.max(np.abs(values / ours - 1)))
                line = f"{design}, {name}: {seconds:.1f} s, peak {peak:,.0f} MB"
                print(line + ("" if name == "polltide" else f", apart by {apart:.1e}"), flush=True)
                if apart > AGREE or (name == "polltide" and peak > LIMIT_MB):
                    missed.append(f"{design}, {name}")
    if missed:
        sys.exit(f"more than {LIMIT_MB} MB, or apart by more than {AGREE:g}: {', '.join(missed)}")


if __name__ == "__main__":
    rows, *others = sys.argv[1:] or ["2000000"]
    main(int(rows), *others)

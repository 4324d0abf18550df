"""Tabulation beside R's survey and svy: the same shares and errors, in what time and memory?

R is used where `Rscript` is found; svy where a Python that has it is named:

    python -m benchmarks.microdata_beside [rows] [path of a Python with svy]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

__all__ = ["AGREE", "main", "write_people"]

AGREE = 1e-6
OURS = """
import resource, sys, time
import polls
began = time.perf_counter()
found = polls.tabulate(sys.argv[1], "q", by="age", weight="w", strata="stratum", psu="unit")
seconds = time.perf_counter() - began
found = found[(found["answer"] == "1") & (found["group_by"] != "all")].sort_values("group")
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(seconds, peak, *found["share"], *polls.standard_errors(found))
"""
SVY = """
import resource, sys, time
import polars as pl, svy
began = time.perf_counter()
data = pl.read_csv(sys.argv[1]).with_columns((pl.col("q") == 1).cast(pl.Float64).alias("y"))
sample = svy.Sample(data, svy.Design(stratum="stratum", psu="unit", wgt="w"))
found = sample.estimation.mean("y", by="age").to_polars().sort("age")
seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(seconds, peak, *found["est"], *found["se"])
"""
R = """
suppressMessages(library(survey))
began <- proc.time()[["elapsed"]]
data <- read.csv(commandArgs(TRUE)[1])
design <- svydesign(id = ~unit, strata = ~stratum, weights = ~w, data = data)
found <- svyby(~I(as.numeric(q == 1)), ~age, design, svymean)
seconds <- proc.time()[["elapsed"]] - began
status <- readLines("/proc/self/status")
peak <- as.numeric(gsub("[^0-9]", "", grep("VmHWM", status, value = TRUE))) / 1024
cat(seconds, peak, format(c(found[, 2], found[, 3]), digits = 15))
"""


def write_people(path: Path, rows: int) -> None:
    """A CSV of a clustered sample: 5,000 units in 50 strata, six ages, three answers."""
    random = np.random.default_rng(1)
    unit = random.integers(0, 5_000, rows)
    latent = random.normal(size=5_000)[unit] + random.normal(size=rows)
    pd.DataFrame(
        {
            "q": np.select([latent > 0.5, latent > -0.5], [1, 2], 3),
            "age": random.integers(1, 7, rows),
            "w": random.lognormal(0, 0.5, rows).round(6),
            "stratum": unit % 50,
            "unit": unit,
        }
    ).to_csv(path, index=False)


def measured(call: list[str]) -> tuple[float, float, np.ndarray]:
    """Seconds, peak memory (MB), and the shares and errors that a program prints."""
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    seconds, peak, *values = map(float, done.stdout.split())
    return seconds, peak, np.array(values)


def main(rows: int = 2_000_000, python: str = "") -> None:
    """Print a line for each program; end with an error where one disagrees."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        write_people(path, rows)
        programs = {"polltide": [sys.executable, "-c", OURS, str(path)]}
        if shutil.which("Rscript"):
            code = Path(folder) / "survey.R"
            code.write_text(R)
            programs["R survey"] = ["Rscript", str(code), str(path)]
        if python:
            programs["svy"] = [python, "-c", SVY, str(path)]
        print(f"{rows:,} respondents, {path.stat().st_size / 1e6:,.0f} MB")
        ours: np.ndarray | None = None
        apart = []
        for name, call in programs.items():
            seconds, peak, values = measured(call)
            ours = values if ours is None else ours
            far = float(np.max(np.abs(values / ours - 1)))
            apart += [name] if far > AGREE else []
            print(f"{name}: {seconds:.1f} s, peak {peak:,.0f} MB, apart by {far:.1e}", flush=True)
    if apart:
        sys.exit(f"apart by more than {AGREE:g}: {', '.join(apart)}")


if __name__ == "__main__":
    rows, python = (*sys.argv[1:3], *("2000000", "")[len(sys.argv[1:3]) :])
    main(int(rows), python)

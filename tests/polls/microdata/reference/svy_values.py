"""Reference values of svy 0.35 for the tests beside, of the data that survey.R writes.

With a Python that has svy: python svy_values.py > svy.csv
"""

from pathlib import Path

import polars as pl
import svy

HERE = Path(__file__).parent
YES = (pl.col("awards") == "Yes").cast(pl.Float64).alias("yes")
BOTH = ((pl.col("awards") == "Yes") & (pl.col("comp.imp") == "Yes")).cast(pl.Float64)
TARGET = (pl.col("comp.imp") == "Yes").cast(pl.Float64)


def sample(file: str, **design: object) -> svy.Sample:
    data = pl.read_csv(HERE / file, null_values="NA").with_columns(YES)
    if "comp.imp" in data.columns:
        data = data.with_columns(BOTH.alias("both"), TARGET.alias("target"))
    return svy.Sample(data, svy.Design(**design))


def printed(what: str, values: list[float]) -> None:
    for place, value in enumerate(values, 1):
        print(f"{what},{place},{value:.15g}")


def both(what: str, found: svy.Estimate) -> None:
    rows = found.to_polars()
    printed(f"{what} value", rows["est"].to_list())
    printed(f"{what} error", rows["se"].to_list())


SAMPLES = {
    "strata": sample("apistrat.csv", wgt="pw", stratum="stype", pop_size="fpc"),
    "clusters": sample("apiclus1.csv", wgt="pw", psu="dnum", pop_size="fpc"),
    "JK1": sample("jk1.csv", wgt="pw", rep_wgts=svy.JackknifeWgts(prefix="rw", n_reps=15)),
}
print("what,place,value")
for name, drawn in SAMPLES.items():
    how = {"method": "replication"} if name == "JK1" else {}
    estimation = drawn.estimation
    both(f"{name} share", estimation.mean("yes", **how))
    both(f"{name} mean", estimation.mean("api00", **how))
    both(f"{name} by", estimation.mean("yes", by="stype", **how))
    if name != "JK1":
        both(f"{name} ratio", estimation.ratio("both", "target"))
        for method in ("logit", "beta"):
            found = estimation.prop("awards", ci_method=method).to_polars()
            yes = found.filter(pl.col("awards") == "Yes")
            printed(f"{name} {method}", [yes["lci"][0], yes["uci"][0]])
        for kind in ("wr", "wor"):
            found = estimation.prop("awards", deff=kind).to_polars()
            printed(f"{name} deff {kind}", found["deff"].to_list())
        both(f"{name} median", estimation.median("api00"))

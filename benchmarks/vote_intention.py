"""Polls of vote intention fitted by polltide and by kronikas: do they agree, and in what time?

    python -m benchmarks.vote_intention

The polls of the last 120 days before the German federal election of 2017, all parties together.
kronikas (0.2) samples a random walk on a weekly grid with Dirichlet errors, by its defaults;
`fit_answers` solves one in continuous time. Both are asked for the same days, those of kronikas'
grid. kronikas is nothing that this project needs: without it there is no comparison.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.model.days import days_of
from analysis.trends.answers import AnswersTrend, fit_answers
from benchmarks.election_calibration import DATA
from benchmarks.trend_mcmc import timed

__all__ = ["apart", "main", "polls_of", "readings_of"]

ELECTION, DAYS = "2017-09-24", 120
ABOUT_THE_SAME = 0.5
"""So many points may the two estimates of a share differ on average."""


def main() -> int:
    """Print differences and times; 1 where the estimates are further apart than they should be."""
    if importlib.util.find_spec("kronikas") is None:
        print("kronikas is not installed, nothing to compare with: pip install kronikas==0.2.0")
        return 0
    warnings.simplefilter("ignore")
    polls = polls_of(ELECTION)
    trend, own = timed(lambda: fit_answers(readings_of(polls), common_error=0))
    sampled, other = timed(lambda: _sampled(polls))
    print(f"{len(polls)} polls of {polls['pollster'].nunique()} houses: seconds of fit_answers "
          f"{own}, of kronikas {other}")  # fmt: skip
    found = apart(trend, sampled.latent_trend_dataframe(), polls["end"].max())
    print(found.round(2).to_string())
    mean = float(found["differ"].mean())
    print(f"estimates differ by {mean:.2f} points on average")
    return int(mean > ABOUT_THE_SAME)


def polls_of(election: str) -> pd.DataFrame:
    """One row a poll before a German election: pollster, end, n, then percents of all parties."""
    rows = pd.read_parquet(DATA / "election_polls.parquet")
    first = pd.Timestamp(election) - pd.Timedelta(days=DAYS)
    rows = rows[rows["race"].str.startswith(f"DE{election[:4]}_") & (rows["end"] >= first)]
    party = rows["race"].str.split("_").str[1]
    keys = ["pollster", "end", "n"]
    wide = rows.assign(party=party).drop_duplicates([*keys, "party"])
    shares = 100 * wide.pivot(index=keys, columns="party", values="share").dropna()
    return shares.assign(others=100 - shares.sum(axis=1)).round(6).reset_index()


def readings_of(polls: pd.DataFrame) -> pd.DataFrame:
    """Those polls as readings."""
    rows = polls.melt(["pollster", "end", "n"], var_name="answer", value_name="share")
    plain: dict[str, Any] = {"country": "DE", "question": "vote", "precision": 0.005}
    return rows.assign(start=rows["end"], share=rows["share"] / 100, **plain)


def _sampled(polls: pd.DataFrame) -> Any:
    kronikas: Any = importlib.import_module("kronikas")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "polls.csv"
        polls.rename(columns={"end": "date", "n": "sample_size"}).to_csv(path, index=False)
        config = kronikas.ModelConfig(progressbar=False)
        today = polls["end"].max().date()
        return kronikas.ElectionForecast(path, ELECTION, today=today, config=config).run()


def apart(trend: AnswersTrend, other: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """One row a party, in points: both estimates on the last day, mean difference and widths.

    Args:
        trend: the fit.
        other: kronikas' table: a row a day of its grid, columns `X_mean`, `X_p_5` and `X_p_95`.
        last: the day of the last poll; later days are left out.
    """
    theirs = other.set_axis(pd.DatetimeIndex(other.index))
    first = trend.readings["date"].min()
    theirs = theirs[(theirs.index >= first) & (theirs.index <= last)]
    table = trend.rows(days_of(theirs.index)).set_index("answer")
    rows = {}
    for answer in trend.answers:
        own = 100 * table.loc[answer, ["estimate", "low", "high"]].to_numpy()
        named = [theirs[f"{answer}_{name}"].to_numpy() for name in ("mean", "p_5", "p_95")]
        rows[answer] = {
            "estimate": own[-1, 0],
            "kronikas": named[0][-1],
            "differ": np.abs(own[:, 0] - named[0]).mean(),
            "width": (own[:, 2] - own[:, 1]).mean(),
            "width of kronikas": (named[2] - named[1]).mean(),
        }
    return pd.DataFrame(rows).T


if __name__ == "__main__":
    sys.exit(main())

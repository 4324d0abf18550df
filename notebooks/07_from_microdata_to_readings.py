# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # From microdata to readings
#
# A file of respondents holds more than a table of percentages: what its weights and its clusters
# cost. A sample of 2,400 interviews can be worth half as many. The survey of this page is
# simulated, so that the truth is known.

# %%
import warnings

import numpy as np
import pandas as pd

import analysis
import polls

# The codebook knows neither the question of this page nor its pollster, and would say so.
warnings.simplefilter("ignore", polls.ProblemsWarning)
random = np.random.default_rng(7)


def survey(truth: float, towns: int = 60, size: int = 40) -> pd.DataFrame:
    """Forty people in each of sixty towns; towns differ, and the young answer less often."""
    town = np.repeat(np.arange(towns), size)
    young = random.random(towns * size) < 0.2
    lean = truth + random.normal(0, 0.08, towns)[town] - 0.1 * young + 0.035
    return pd.DataFrame(
        {
            "q": np.where(random.random(towns * size) < lean, 1, 2),
            "age": np.where(young, 1, 2),
            "weight": np.where(young, 0.35 / 0.2, 0.65 / 0.8),
            "region": town % 4,
            "town": town,
        }
    )


respondents = survey(truth=0.45)
respondents.head(3)

# %% [markdown]
# ## One call
#
# Weights, strata and sampling units are named; the standard errors are linearised, and the design
# effect says how many times the variance exceeds that of a simple random sample.

# %%
asked = {
    "weight": "weight",
    "strata": "region",
    "psu": "town",
    "labels": {"q": [(1, "Yes"), (2, "No")], "age": [(1, "18-34"), (2, "35+")]},
    "country": "GB",
    "pollster": "Simulated",
    "question_id": "library_fees",
    "question_text": "Should public libraries charge fees?",
}
one = polls.tabulate(respondents, "q", by="age", start="2024-05-01", end="2024-05-28", **asked)
one[["group", "answer", "share", "n", "deff"]].round(3)

# %%
whole = one[(one["group_by"] == "all") & (one["answer"] == "yes")]
error = float(polls.standard_errors(whole).iloc[0])
worth = float(whole["n"].iloc[0] / whole["deff"].iloc[0])
f"{len(respondents):,} interviews are worth {worth:,.0f}; standard error {100 * error:.1f} points"

# %% [markdown]
# ## Intervals and differences
#
# Korn and Graubard's interval stands on the effective base and the design's degrees of freedom.
# The two ages share their towns, so their difference is tested with its covariance.

# %%
polls.intervals(whole, "beta")[["share", "low", "high", "n_effective", "degrees_of_freedom"]].round(
    3
)

# %%
ages = polls.differences(respondents, "q", by="age", **asked)
ages[["group", "versus", "answer", "difference", "se", "p_adjusted"]].round(4)

# %% [markdown]
# ## Twelve years in one file, one trend
#
# The wave is named, and each year is a sample of its own. The readings go into a trend like any
# others, with the errors that were measured.

# %%
levels = [0.36, 0.35, 0.35, 0.36, 0.38, 0.38, 0.41, 0.44, 0.47, 0.46, 0.45, 0.44]
truths = dict(zip(range(2013, 2025), levels, strict=True))
years = pd.concat([survey(truth).assign(year=year) for year, truth in truths.items()])
fieldwork = {year: f"1-28 May {year}" for year in truths}
readings = polls.tabulate(years, "q", wave=polls.Waves("year", fieldwork=fieldwork), **asked)
trend = analysis.fit_trend(readings[readings["answer"] == "yes"])

# %% [markdown]
# ## A figure worth keeping
#
# The line, its band, and (as black crosses) the truth that the simulation started from.

# %%
axes = trend.plot()
days = pd.to_datetime([f"{year}-05-14" for year in truths])
axes.plot(days, list(truths.values()), "x", color="black", zorder=5)

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
# # Start here
#
# Published polls in, a trend that can be defended out. The question of this page: how many people
# in Great Britain name immigration among the country's most important issues, and has that
# changed since the general election of July 2024?

# %%
import analysis
import polls
from analysis.figures.page import Caption
from analysis.figures.trend import series_figure

readings = polls.load(question="issue_up_to_three", country="GB")
named = readings[(readings["answer"] == "immigration") & (readings["start"] >= "2023-06-01")]
f"{len(named)} readings, {named['start'].min():%B %Y} to {named['end'].max():%B %Y}"

# %% [markdown]
# One row is one published number, kept as it was printed, with where it was read.

# %%
named[["question", "answer", "start", "end", "share", "n", "pollster", "source", "locator"]].tail(3)

# %% [markdown]
# ## The trend
#
# The line is what the readings say together. The band holds 90% of what they leave open:
# sampling, rounding, and what differs from wave to wave beyond sampling.

# %%
trend = analysis.fit_trend(named)
trend.plot()

# %% [markdown]
# The level on a day, and the change between two days, each with its interval.

# %%
trend.at("2025-03-31")

# %%
trend.change("2024-07-04", "2025-03-31")

# %% [markdown]
# What the model assumed is said in plain words, always.

# %%
trend.notes

# %% [markdown]
# ## A figure worth keeping
#
# The same readings with events numbered on the line. The headline is taken from
# the result, so that it cannot contradict the figure. An event marks a date; that it was the
# cause is not said.

# %%
then, now = (trend.at(day)["estimate"] for day in ("2023-12-31", "2025-12-31"))
events = polls.events("GB")
wanted = ["General election", "Local elections in England"]
caption = Caption(
    headline=f"From {then:.0%} at the end of 2023 to {now:.0%} two years later",
    subtitle="adults in Great Britain who name immigration among up to three issues, percent",
    source="YouGov; processed by polltide",
    note="",
    alt=f"Line chart with a band: {then:.0%} in December 2023, {now:.0%} in December 2025.",
)
with analysis.house_style():
    drawing = series_figure(trend, caption, events[events["event"].isin(wanted)])
drawing.figure

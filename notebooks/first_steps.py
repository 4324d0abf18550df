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
# # First steps
#
# Published polls in, a trend that can be defended out. Open this file with Jupyter (jupytext
# shows it as a notebook); `make notebooks` runs it from top to bottom.

# %%
import analysis
import polls

# %% [markdown]
# ## What there is

# %%
readings = polls.load()
polls.catalogue(readings).head(10)

# %% [markdown]
# One row is one published number, kept as printed, with where it was read.

# %%
readings[["country", "question", "answer", "start", "share", "n", "source", "locator"]].tail(3)

# %% [markdown]
# ## A trend
#
# The band holds 90% of what the readings leave open: sampling, rounding, what sampling does not
# explain, and how little is known of these.

# %%
tracker = polls.load(question="issue_up_to_three", country="GB")
trend = analysis.fit_trend(tracker[tracker["answer"] == "immigration"])
trend

# %%
trend.plot()

# %% [markdown]
# The level on a day, and the change between two days, each with its interval.

# %%
trend.at("2025-03-31")

# %%
trend.change("2024-07-04", "2025-03-31")

# %% [markdown]
# What the model needed beyond sampling, and what was assumed.

# %%
trend.hyperparameters

# %%
trend.notes

# %% [markdown]
# ## Countries and groups side by side
#
# Countries that are fitted together lend each other what they know of how fast opinion moves and
# how far readings scatter; `borrowed` says how much of it each took from the others.

# %%
surveys = polls.load(question="issue_two")
surveys = surveys[surveys["country"].isin(["FR", "DE", "ES"])]
countries = analysis.fit_countries(surveys[surveys["answer"] == "immigration"])
countries.plot()

# %%
countries.borrowed

# %%
analysis.compare(countries, start="2016-01-01", end="2019-12-31")

# %% [markdown]
# Groups of one survey answered the same questions on the same days, and their gap knows it.

# %%
by_age = polls.load(groups=True, question="issue_up_to_three", country="GB")
by_age = by_age[(by_age["group_by"] == "age") & (by_age["answer"] == "immigration")]
groups = analysis.fit_groups(by_age[by_age["start"] >= "2020-01-01"])
groups.gap("65+", "18-24").tail(3)

# %% [markdown]
# ## A sentence
#
# Claims are data; each is held against what was published by its day.

# %%
claims, thresholds = analysis.read_claims("../report.toml", events=polls.events())
verdicts = analysis.check_claims(claims, readings, thresholds=thresholds, fit=analysis.fit_trend)
{verdict.id: (verdict.verdict, verdict.probability) for verdict in verdicts}

# %% [markdown]
# ## Your own table
#
# `polls.read("download.xlsx")` takes a tracker download, a cross-break table or a CSV to the
# same frame; `polls.scan("download.xlsx")` lists the labels it does not know yet.

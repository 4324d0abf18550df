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
# # Many questions, one mood
#
# No question on immigration was asked in Britain every year, and no two surveys ask the same one.
# Dozens of items, each asked now and then, are joined here into one line, first by Stimson's dyad
# ratios, then by a latent trend with house effects and an error for each item.

# %%
import warnings

import pandas as pd

import analysis
import polls
from analysis.figures.beside_counts import beside_counts_figure
from analysis.figures.mood import mood_figure
from analysis.figures.page import Caption
from analysis.figures.style import house_style

warnings.simplefilter("ignore", polls.ProblemsWarning)  # the notes of a mood say the same
readings = polls.load()
british = readings[readings["country"].isin(["GB", "UK"])]
british = british[~british["question"].str.startswith("issue")]
f"{len(british)} readings of {british['question'].nunique()} questions"

# %% [markdown]
# Questions that only ask whether immigration is an issue are left out: to name it is not yet to be
# for or against. All others point to the same side, as the codebook has it.
#
# ## Dyad ratios
#
# British samples and those of the United Kingdom are taken together, which is said in the notes.

# %%
ratios = analysis.mood(british, together=["GB", "UK"])
ratios.items.sort_values("periods", ascending=False).head(8)

# %%
ratios.plot()

# %% [markdown]
# ## A latent trend
#
# The same items, each with its own intercept and loading, around one random walk. Houses differ by
# constants; what sampling does not explain is estimated for each item.

# %%
mood = analysis.mood(british, method="latent", together=["GB", "UK"])
mood

# %% [markdown]
# Items that do not seem to belong are named. They are not thrown out in silence.

# %%
mood.doubtful

# %% [markdown]
# ## A figure worth keeping

# %%
peak = mood.table.loc[mood.table["estimate"].idxmin()]
first, last = mood.table["date"].iloc[0].year, mood.table["date"].iloc[-1].year
drawing = mood_figure(
    mood,
    Caption(
        headline=f"Scepticism was lowest in {peak['date'].year} and has risen since",
        subtitle=f"{len(mood.items)} questions as one, Great Britain and United Kingdom; percent",
        source="academic surveys, trackers and press reports, each named in the readings",
        note="Each reading is moved to the mood's scale: what the average question would show.",
        alt=(
            "Line chart with a band: the mood about immigration in Britain, "
            f"{first} to {last}, lowest in {peak['date'].year}."
        ),
    ),
)
drawing.figure

# %% [markdown]
# ## Does it move with net migration?
#
# Changes from year to year, at lags of a year either way. The two drifts are worth few independent
# years, so that the interval is wide; and the mood is smoothed, so that neighbouring years share a
# little. Order in time is not cause.

# %%
net = polls.official("long_term_net_migration")
analysis.lead_lag(net, mood, period="Y", max_lag=1)

# %%
yearly = net.groupby(net["date"].dt.year).tail(1)
yearly = yearly.assign(date=yearly["date"] - pd.Timedelta(days=182))
with house_style():
    beside = beside_counts_figure(
        mood,
        yearly,
        ("Scepticism, percent", "Long-term net migration in the year, people"),
        Caption(
            headline="So few years do not tell whether the mood follows the figures",
            subtitle="Mood about immigration, and long-term net migration to the United Kingdom",
            source="UK Office for National Statistics; surveys as above",
            note="Each bar is the year to December, drawn in its middle.",
            alt="Line chart of the mood above a bar chart of net migration, 2012 to 2025.",
        ),
    )
beside.figure

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
# No question on immigration was asked every year, and no two surveys ask the same one. Dozens of
# items, each asked now and then, are joined here into one line: first by Stimson's dyad ratios,
# then by a latent trend with house effects and an error for each item.

# %%
import warnings

import pandas as pd

import analysis
import polls
from analysis.figures.mood import mood_figure
from analysis.figures.style import Caption

warnings.simplefilter("ignore", polls.ProblemsWarning)  # the notes of a mood say the same
readings = polls.load()
about = ~readings["answer"].isin(["economy", "health"])
british = readings[about & readings["country"].isin(["GB", "UK"])]
len(british), british["question"].nunique()

# %% [markdown]
# ## Dyad ratios
#
# British samples and those of the United Kingdom are taken together, which is said in the notes.
# Every item points to the sceptical side, as the codebook has it; naming immigration as an issue
# has no side of its own and counts as it is.

# %%
ratios = analysis.mood(british, together=["GB", "UK"])
ratios.diagnostics

# %%
ratios.items.sort_values("periods", ascending=False).head(12)

# %% [markdown]
# ## A latent trend
#
# The same items, each with its own intercept and loading, around one random walk. Houses differ by
# constants; what sampling does not explain is estimated for each item.

# %%
mood = analysis.mood(british, method="latent", together=["GB", "UK"])
mood

# %%
columns = ["item", "periods", "loading", "low", "high"]
mood.items.sort_values("periods", ascending=False)[columns].head(12)

# %% [markdown]
# Items that do not seem to belong are named:

# %%
mood.doubtful

# %% [markdown]
# ## Does it foretell what it has not seen?
#
# Surveys are held out whole and predicted from the others. Of items asked once in years the mood
# knows more than their own past does; a tracker asked every week is its own best witness.

# %%
test = analysis.backtest(mood)
test.table

# %%
test.items.head(8)

# %% [markdown]
# ## How it moves with migration
#
# Changes of the yearly mood beside changes of net migration (year to the same date). Few years
# are worth few pairs, which is what the honest interval says.

# %%
net = polls.official("long_term_net_migration")
as_readings = polls.conform(
    pd.DataFrame(
        {
            "country": "UK",
            "question": "mood",
            "answer": "mood",
            "start": mood.table["date"],
            "end": mood.table["date"],
            "share": mood.table["estimate"],
        }
    )
)
analysis.lead_lag(net, as_readings, period="Y", max_lag=2)

# %% [markdown]
# ## Four countries on one scale
#
# Questions that were asked in several countries carry the scale; an item may stand somewhat higher
# in one country than in another.

# %%
four = readings[about & readings["country"].isin(["GB", "UK", "FR", "DE", "ES"])]
moods = analysis.mood(four, method="latent", together=["GB", "UK"])
moods.plot()

# %%
moods.hyperparameters

# %% [markdown]
# ## The figure

# %%
first, last = mood.table.iloc[0], mood.table.iloc[-1]
peak = mood.table.loc[mood.table["estimate"].idxmin()]
drawing = mood_figure(
    mood,
    Caption(
        headline=f"Scepticism fell until {peak['date'].year} and has risen since",
        subtitle=f"{len(mood.items)} questions as one, Great Britain and United Kingdom; percent",
        source="academic surveys, trackers and press reports, each named in the readings",
        note="Each reading is moved to the mood's scale: what the average question would show.",
        alt=(
            "Line chart with a band: the mood about immigration in Britain, "
            f"{first['date'].year} to {last['date'].year}, lowest in {peak['date'].year}."
        ),
    ),
    polls.events("UK")[["date", "event"]].head(0),
)
drawing.figure

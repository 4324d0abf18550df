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
# # Compare countries
#
# In the autumn of 2015 Europe seemed to worry as one. Did Germany, France and Spain rise together,
# and did they fall together? The question of the Eurobarometer is the same everywhere: the two
# most important issues that face the country.

# %%
import analysis
import polls

readings = polls.load(question="issue_two")
readings = readings[readings["country"].isin(["DE", "FR", "ES"])]
named = readings[readings["answer"] == "immigration"]
named.groupby("country")["share"].agg(["size", "min", "max"]).round(2)

# %% [markdown]
# Countries that are fitted together lend each other what they know of how fast opinion moves and
# how far readings scatter; `borrowed` says how much each took from the others.

# %%
countries = analysis.fit_countries(named)
countries.borrowed

# %%
countries.plot()

# %% [markdown]
# ## What can be said, and what cannot
#
# A comparison names the higher of two levels with its probability, tells whether both moved the
# same way, and does not claim a correlation of movements that the waves cannot show.

# %%
comparison = analysis.compare(countries, start="2014-06-01", end="2019-12-31")
for sentence in comparison.sentences:
    print(sentence)

# %%
comparison.directions.round(3)

# %% [markdown]
# ## A figure worth keeping
#
# A panel for each country, on the same scale.

# %%
countries.plot(kind="small multiples")

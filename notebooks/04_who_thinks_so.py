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
# # Who thinks so
#
# The old and the young were never asked apart: both answered the same questionnaire on the same
# days. So their gap is known better than two separate samples would tell, and it is computed so.

# %%
import analysis
import polls

readings = polls.load(groups=True, question="issue_up_to_three", country="GB")
by_age = readings[(readings["group_by"] == "age") & (readings["answer"] == "immigration")]
by_age = by_age[by_age["start"] >= "2022-01-01"]
by_age.groupby("group")["share"].agg(["size", "min", "max"]).round(2)

# %%
groups = analysis.fit_groups(by_age)
groups

# %% [markdown]
# ## The gap
#
# People aged 65 and over less people under 25, as shares, with an interval that knows that the
# errors of one wave are common to both.

# %%
gap = groups.gap("65+", "18-24")
gap.tail(4)

# %% [markdown]
# Where each age stands at the end:

# %%
groups.plot(kind="dumbbells", figsize=(6.3, 1.9))

# %% [markdown]
# ## A figure worth keeping
#
# Every age rises and falls on the same days, and the order of the ages never changes.

# %%
groups.plot()

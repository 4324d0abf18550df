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
# # House effects, and the errors that pollsters share
#
# Two pollsters ask the same question and differ by three points, again and again: a house effect,
# and it can be measured. Should all of them miss in the same direction, no number of polls tells:
# averaging more of them narrows the band of the polls, not the doubt about opinion itself.

# %%
import analysis
import polls

readings = polls.load(country="FR", question="too_many_agree")
agree = readings[readings["answer"] == "agree"]
agree.groupby("pollster")["share"].agg(["size", "min", "max"]).round(2)

# %% [markdown]
# ## What each house adds
#
# Differences from the average of the houses, in points. With a handful of readings each the
# intervals are wide, and they say so.

# %%
trend = analysis.fit_trend(agree)
trend.houses

# %%
trend.plot(kind="houses")

# %% [markdown]
# ## Two bands, two questions
#
# `low` to `high`: what these pollsters would find. `low_opinion` to `high_opinion`: opinion itself,
# as past elections have shown polls to miss it all together.

# %%
bands = ["low", "high", "low_opinion", "high_opinion"]
trend.table.set_index("date")[["estimate", *bands]].tail(3).round(3)

# %%
trend.plot(label="agree")

# %% [markdown]
# More polls narrow the first band and leave the second nearly as it was: here with the many waves
# of a British tracker.

# %%
british = polls.load(country="GB", question="issue_up_to_three")
british = british[(british["answer"] == "immigration") & (british["start"] >= "2024-01-01")]
many = analysis.fit_trend(british)
few = analysis.fit_trend(british.iloc[::8])
for name, found in {"every wave": many, "one wave in eight": few}.items():
    wide = found.table.iloc[len(found.table) // 2]
    polls_band = 100 * (wide["high"] - wide["low"])
    opinion_band = 100 * (wide["high_opinion"] - wide["low_opinion"])
    print(f"{name}: polls {polls_band:.1f} points wide, opinion {opinion_band:.1f} points wide")

# %% [markdown]
# ## A figure worth keeping
#
# Every wave of the British tracker: the dark band is of the polls, the faint one of opinion.

# %%
many.plot()

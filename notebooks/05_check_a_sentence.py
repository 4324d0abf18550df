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
# # Check a sentence before you print it
#
# "Immigration is the top issue." "It has doubled." Such sentences are data: what they say, of whom,
# and on what day. Each is held against what had been published by its day, and one word comes back:
# supported, contradicted, or not settled.

# %%
import analysis
import polls

readings = polls.load(question="issue_up_to_three", country="GB")
readings = readings[readings["start"] >= "2024-01-01"]
about = {"country": "GB", "question": "issue_up_to_three", "answer": "immigration"}

# %% [markdown]
# A level. The sentence stands in the claim as it would be printed.

# %%
half = analysis.check(
    {
        "id": "half", "kind": "threshold", "as_of": "2025-09-30", "start": "2025-07-01",
        "sentence": "Half the country now names immigration as a top issue",
        "above": 0.5, **about,
    },
    readings,
)  # fmt: skip
half

# %% [markdown]
# A change. Published on the last day of March 2025, it may lean on nothing that came later.

# %%
rising = analysis.check(
    {
        "id": "rising", "kind": "change", "as_of": "2025-03-31",
        "sentence": "Concern about immigration has risen in the year to March 2025",
        "direction": "up", "start": "2024-03-31", "end": "2025-03-31", **about,
    },
    readings,
)  # fmt: skip
rising

# %% [markdown]
# The reason names readings and probability; what would turn the verdict is told too.

# %%
print(rising.reason)
print(rising.robustness.sentence)

# %% [markdown]
# ## A figure worth keeping
#
# The readings that were weighed, with the sentence and what became of it.

# %%
rising.plot()

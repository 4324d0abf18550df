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
# # Read your own download
#
# A table from a pollster's site becomes a frame of readings with one call. What is wrong with it
# comes all at once, each problem with its place; what is not known is never guessed. The
# table of this page is made up, so that it can be broken on purpose.

# %%
import warnings
from pathlib import Path
from tempfile import mkdtemp

import analysis
import polls

folder = Path(mkdtemp())
download = folder / "download.csv"
download.write_text(
    """country;question;answer;start;end;share;n;pollster
GB;library_fees;yes;3.1.2024;5.1.2024;41%;1012;Example Polls
GB;library_fees;yes;7.2.2024;9.2.2024;412%;1004;Example Polls
GB;library_fees;yes;6.3.2024;3.3.2024;44%;998;Example Polls
GB;library_fees;yes;3.4.2024;5.4.2024;forty-six;1021;Example Polls
""",
    encoding="utf-8",
)

# %% [markdown]
# Semicolons, percent signs and dates as they are printed need no setting. Three rows are wrong:

# %%
try:
    polls.read(download)
except polls.ProblemsError as error:
    for problem in error.problems:
        print(problem)

# %% [markdown]
# The rows are put right in the file, never in passing. (Here it is written anew, with a few more
# waves.) The codebook does not know the question, and a warning says so: the numbers are kept
# under the names in the file.

# %%
waves = [41, 41, 44, 46, 45, 48, 47, 50, 49, 52, 51, 53]
lines = ["country;question;answer;start;end;share;n;pollster"]
for month, share in enumerate(waves, start=1):
    lines.append(f"GB;library_fees;yes;3.{month}.2024;5.{month}.2024;{share}%;1010;Example Polls")
download.write_text("\n".join(lines), encoding="utf-8")

with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always", polls.ProblemsWarning)
    readings = polls.read(download)
print(*(warning.message for warning in said))

# %%
readings[["question", "answer", "start", "end", "share", "n", "locator"]].head(4)

# %% [markdown]
# `polls.scan` lists the names that are not known, as rows of a crosswalk to complete.

# %%
polls.scan(download)[["kind", "label", "nearest"]]

# %% [markdown]
# ## A figure worth keeping

# %%
trend = analysis.fit_trend(readings)
trend.change("2024-01-05", "2024-12-05")

# %%
trend.plot(label="yes")

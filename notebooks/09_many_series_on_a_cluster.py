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
# # Many series on a Dask cluster
#
# A trend for every country at once. The same call that runs on one core runs on a
# cluster, and gives the same numbers to the last bit; so nothing has to be checked twice.

# %%
import logging

import joblib
from distributed import Client, LocalCluster

import analysis
import polls

logging.getLogger("distributed").setLevel(logging.WARNING)  # that a worker leaves is no news

readings = polls.load(question="issue_two")
named = readings[(readings["answer"] == "immigration") & (readings["start"] >= "2014-01-01")]
named.groupby("country")["share"].agg(["size", "min", "max"]).round(2)

# %% [markdown]
# Here the cluster is this machine, with two workers as threads. On a real one the address of its
# scheduler goes into `Client(...)`, and no other line changes.

# %%
cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None)
with cluster, Client(cluster), joblib.parallel_config("dask"):
    trends = analysis.fit_trends(named, by="country")
list(trends)

# %% [markdown]
# Fitted again without a cluster, one of them, to see that it is the same:

# %%
alone = analysis.fit_trend(named[named["country"] == "DE"])
bool((alone.table["estimate"] == trends["DE"].table["estimate"]).all())

# %% [markdown]
# ## A figure worth keeping
#
# All of them, a panel each.

# %%
trends.plot(kind="small multiples")

#!/bin/sh
# Rewrites the hash-pinned locks from pyproject.toml; needs uv. No index address is written.
set -eu
cd "$(dirname "$0")/.."
dev="--extra dask --extra notebooks --group dev"
lock() {
    uv pip compile pyproject.toml requirements/build.in "$@" --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
}
lock -o requirements/run.txt
# Word splitting is wanted: several options.
lock $dev -o requirements/dev.txt
lock --extra docs -o requirements/docs.txt
lock $dev --group bench -o requirements/bench.txt
lock $dev --group fuzz -o requirements/fuzz.txt
lock $dev --group mutants -o requirements/mutants.txt
lock $dev --resolution lowest-direct -o requirements/oldest.txt

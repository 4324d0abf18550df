#!/bin/sh
# Rewrites the hash-pinned locks from pyproject.toml; needs uv. No index address is written.
set -eu
cd "$(dirname "$0")/.."
lock() {
    uv pip compile pyproject.toml requirements/build.in "$@" --universal --python-version 3.11 \
        --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet
}
lock -o requirements/run.txt
lock --extra dev -o requirements/dev.txt
lock --extra docs -o requirements/docs.txt
lock --extra dev --extra bench -o requirements/bench.txt
lock --extra dev --resolution lowest-direct -o requirements/oldest.txt

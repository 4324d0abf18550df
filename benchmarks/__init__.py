"""Measurements too long for the tests; `python -m benchmarks` runs them all."""

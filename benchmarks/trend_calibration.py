"""The backtest of the real British waves, answer by answer: what the report prints."""

from __future__ import annotations

from analysis.backtesting import backtest
from benchmarks.trend_mcmc import gb_waves

__all__ = ["main"]


def main() -> None:
    """Print coverage, log score and errors of the trend and its baselines."""
    for answer in ("immigration", "economy", "health"):
        print(answer)
        print(backtest(gb_waves(answer)).table.round(3).to_string(index=False))


if __name__ == "__main__":
    main()

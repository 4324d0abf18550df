"""From readings to estimates, verdicts, figures and a report.

The parts are loaded on first use, so that `import analysis` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

PARTS: dict[str, str] = {
    "Trend": "analysis.trends.results",
    "AnswersTrend": "analysis.trends.answers",
    "Backtest": "analysis.trends.backtest",
    "CountryTrends": "analysis.trends.countries",
    "GroupTrends": "analysis.trends.groups",
    "Trends": "analysis.trends.many",
    "CountryMoods": "analysis.latent.results",
    "Mood": "analysis.latent.results",
    "MoodBacktest": "analysis.latent.held_out",
    "backtest": "analysis.trends.backtest",
    "fit_answers": "analysis.trends.answers",
    "fit_countries": "analysis.trends.countries",
    "fit_groups": "analysis.trends.groups",
    "fit_trend": "analysis.trends.trend",
    "mood": "analysis.latent.mood",
    "compare": "analysis.comparisons.compare",
    "lead_lag": "analysis.official.lead_lag",
    "side_by_side": "analysis.official.lead_lag",
    "turning_points": "analysis.breaks.search",
    "check": "analysis.claims.check",
    "check_claims": "analysis.claims.check",
    "read_claims": "analysis.claims.read",
    "year_record": "analysis.official.year_to_date",
    "year_to_date": "analysis.official.year_to_date",
    "fit_trends": "analysis.trends.many",
}
"""Public name -> the module that defines it."""

__all__ = sorted(PARTS)


def __getattr__(name: str) -> Any:
    if name not in PARTS:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    return getattr(import_module(PARTS[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *PARTS})

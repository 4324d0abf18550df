"""From readings to estimates, verdicts, figures and a report.

The parts are loaded on first use, so that `import analysis` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

PARTS: dict[str, str] = {
    "Trend": "analysis.trend",
    "AnswersTrend": "analysis.answers",
    "Backtest": "analysis.backtesting",
    "CountryTrends": "analysis.countries",
    "GroupTrends": "analysis.groups",
    "Trends": "analysis.trends",
    "backtest": "analysis.backtesting",
    "fit_answers": "analysis.answers",
    "fit_countries": "analysis.countries",
    "fit_groups": "analysis.groups",
    "fit_trend": "analysis.trend",
    "compare": "analysis.comparison",
    "lead_lag": "analysis.leads",
    "side_by_side": "analysis.leads",
    "turning_points": "analysis.turning",
    "check": "analysis.claims.checking",
    "check_claims": "analysis.claims.checking",
    "read_claims": "analysis.claims.parse",
    "year_record": "analysis.official",
    "year_to_date": "analysis.official",
    "fit_trends": "analysis.trends",
}
"""Public name -> the module that defines it."""

__all__ = sorted(PARTS)


def __getattr__(name: str) -> Any:
    if name not in PARTS:
        raise AttributeError(f"module 'analysis' has no attribute '{name}'")
    return getattr(import_module(PARTS[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *PARTS})

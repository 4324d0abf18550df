"""What no shipped series measures; which one would, is said."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.claims.claim import UnmeasuredClaim

__all__ = ["NeedsClaim"]


@dataclass(frozen=True, kw_only=True)
class NeedsClaim(UnmeasuredClaim):
    """A claim that no shipped series measures; `needs` says which series would."""

    kind = "unmeasured"
    needs: str

    def why(self) -> str:
        """Which series would be needed."""
        return f"no shipped series measures it: it would need {self.needs}"

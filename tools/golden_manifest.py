"""What the shipped report must hold, as a manifest under version control: a line a file.

    python -m tools.golden_manifest build

A file that rests on the data alone has its checksum; of one that holds estimates, or that is
made by a library (PDF, SVG, fonts of the page), the name alone is kept.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

__all__ = ["GOLDEN", "golden_lines"]

GOLDEN = Path(__file__).parents[1] / "tests" / "analysis" / "report" / "golden_manifest.txt"

FROM_DATA = (
    "figures/issue-up-to-three-gb-heat.csv",
    "figures/issue-up-to-three-immigration-gb-groups.csv",
    "figures/level10y-five-too-high-then-now.csv",
    "figures/small-boat-arrivals-by-year.csv",
    "figures/small-boat-arrivals-by-year.alt.txt",
)
"""Files without an estimate."""


def golden_lines(build: Path) -> list[str]:
    """The manifest of a build.

    Args:
        build: the folder of the shipped report.
    """
    lines = []
    for path in sorted(build.rglob("*")):
        name = path.relative_to(build).as_posix()
        if path.is_file():
            known = name in FROM_DATA
            lines.append(
                f"{hashlib.sha256(path.read_bytes()).hexdigest() if known else '-'}  {name}"
            )
    return lines


if __name__ == "__main__":
    GOLDEN.write_text("\n".join(golden_lines(Path(sys.argv[1]))) + "\n", encoding="utf-8")

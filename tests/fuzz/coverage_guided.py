"""Inputs that atheris finds by coverage: `python -m tests.fuzz.coverage_guided TARGET [SECONDS]`.

Targets: dates, ropf, words. `make fuzz` installs atheris, which is there for Linux alone.
Whatever raises anything but a problem is a mistake; atheris keeps the input in `build/fuzz`.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

if __name__ == "__main__" and find_spec("atheris") is None:
    sys.exit(print("atheris is not there for this system: nothing is tried by coverage"))

atheris = pytest.importorskip("atheris")

with atheris.instrument_imports(include=["polls"]):
    from polls.errors import ProblemsError
    from polls.files.pdf_words import Word, _lines, phrases
    from polls.printed.fieldwork import looks_like_fieldwork, month_first_in, parse_fieldwork
    from polls.readers.ropf.lines import parse_lines

KEPT = Path("build/fuzz")


def dates(data: bytes) -> None:
    """A cell that may hold dates."""
    text = data.decode("utf-8", "replace")
    looks_like_fieldwork(text)
    month_first_in([text])
    for month_first in (True, False, None):
        found = parse_fieldwork(text, year=2024, month_first=month_first)
        assert found.start <= found.end, text


def ropf(data: bytes) -> None:
    """The lines of a file of the open polls format."""
    parse_lines(data.decode("utf-8", "replace"))


def words(data: bytes) -> None:
    """Words anywhere on a page, in lines and phrases that lose none."""
    source = atheris.FuzzedDataProvider(data)
    found = []
    for number in range(source.ConsumeIntInRange(0, 40)):
        left, top = source.ConsumeFloatInRange(-1e4, 1e4), source.ConsumeFloatInRange(-1e4, 1e4)
        width, height = source.ConsumeFloatInRange(0, 500), source.ConsumeFloatInRange(0, 50)
        found.append(Word(f"w{number}", left, left + width, top, top + height))
    lines = list(_lines(tuple(found)))
    assert sum(len(line.words) for line in lines) == len(found)
    for line in lines:
        assert sum(len(phrase.text.split()) for phrase in phrases(line.words)) == len(line.words)


TARGETS = {"dates": dates, "ropf": ropf, "words": words}
BEGINNINGS = {
    "dates": ("28 April-2 May 2023", "du 3 au 5 mars 2024", "05/12/2024", "Q2 2024", "Feb '23"),
    "ropf": (
        "•PF: ACME •C: The Times •FS: 2021-07-14 •FE: 2021-07-20 •SC: N •SS: 600-700 •U: % A:55 "
        "B:<0.5 •O:2\n  & •SC: N A:1\nA: Apple Party •A: APP •EN: Apple •FR: Pomme\n",
    ),
    "words": ("x" * 200,),
}
"""What the inputs begin with, which atheris changes."""


def main(target: str, seconds: str = "120") -> None:
    """Try inputs of one target for so long."""
    warnings.simplefilter("ignore")
    KEPT.mkdir(parents=True, exist_ok=True)

    def once(data: bytes) -> None:
        with suppress(ProblemsError):
            TARGETS[target](data)

    with tempfile.TemporaryDirectory() as corpus:
        for number, text in enumerate(BEGINNINGS[target]):
            (Path(corpus) / str(number)).write_text(text, encoding="utf-8")
        limits = [f"-max_total_time={seconds}", "-max_len=400", "-verbosity=0"]
        kept = f"-artifact_prefix={KEPT}/{target}-"
        atheris.Setup([sys.argv[0], *limits, "-print_final_stats=1", kept, corpus], once)
        atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])

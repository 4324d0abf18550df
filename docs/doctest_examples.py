"""Lets the reference show the doctest of a docstring as an example, and not as prose."""

from __future__ import annotations

import re
from typing import Any

import griffe

FIRST_EXAMPLE = re.compile(r"^(?=>>> )", re.MULTILINE)


class DoctestExamples(griffe.Extension):
    """Puts a heading for examples before the first `>>>` of each docstring."""

    def on_instance(self, *, obj: griffe.Object, **_: Any) -> None:
        """Called by griffe for every object that it has read."""
        if obj.docstring is None or "Examples:" in obj.docstring.value:
            return
        parts = FIRST_EXAMPLE.split(obj.docstring.value, maxsplit=1)
        if len(parts) == 2:
            example = "\n".join(f"    {line}".rstrip() for line in parts[1].splitlines())
            obj.docstring.value = f"{parts[0]}Examples:\n{example}"

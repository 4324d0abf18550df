"""One table of a TOML file, read field by field; what is wrong is collected, never guessed.

[[claim]]              fields.text("id")      -> "arrivals"
id = "arrivals"        fields.day("as_of")    -> 2025-03-31
as_of = 2025-03-31     fields.share("above")  -> a problem: "not given"
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from polls.errors import Place, Problem, did_you_mean

__all__ = ["Fields"]

REQUIRED: Any = object()
"""The default of a field that must be given."""


class Fields:
    """A table and the problems met while reading it.

    A field that is wrong is noted in `problems` and read as its default, or as a harmless
    value of its type, so that the other fields are read as well.
    """

    def __init__(
        self,
        table: Mapping[str, Any],
        place: Place,
        *,
        events: Mapping[str, dt.datetime] | None = None,
    ) -> None:
        self.table = table
        self.place = place
        self.events = events or {}
        self.problems: list[Problem] = []
        self.read: set[str] = set()

    def text(self, name: str, default: str = REQUIRED) -> str:
        """A field of text that is not blank."""
        value = self._take(name, default, "")
        if isinstance(value, str) and (value.strip() or name not in self.table):
            return value
        return str(self._wrong(name, value, "text", ""))

    def texts(self, name: str, default: tuple[str, ...] = REQUIRED) -> tuple[str, ...]:
        """A field that is a list of texts, none twice."""
        value = self._take(name, default, ())
        listed = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
        if listed and len(set(value)) == len(value) and (value or name not in self.table):
            return tuple(value)
        self._wrong(name, value, "a list of texts, none of them twice", ())
        return ()

    def choice(self, name: str, options: tuple[str, ...], default: str = REQUIRED) -> Any:
        """A field that is one of a few words."""
        value = self._take(name, default, options[0])
        if value in options:
            return value
        hint = did_you_mean(str(value), options)
        return self._wrong(name, value, " or ".join(options), options[0], hint)

    def day(self, name: str, default: Any = REQUIRED) -> Any:
        """A field that is a day, as a TOML date or as ISO text."""
        value = self._take(name, default, dt.date.min)
        if isinstance(value, dt.datetime):
            value = value.date()
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                value = dt.date.fromisoformat(value)
        if isinstance(value, dt.date) or (value is None and name not in self.table):
            return value
        return self._wrong(name, value, "a day as YYYY-MM-DD", dt.date.min)

    def day_of_event(self, name: str) -> dt.date | None:
        """A field that names an event, as the event's day; None where it is not known."""
        event = self.text(name)
        if event in self.events:
            return self.events[event].date()
        hint = did_you_mean(event, self.events) or "give the day itself instead"
        self._wrong(name, event, "an event of the events table", None, hint, "unknown-event")
        return None

    def share(self, name: str, default: Any = REQUIRED) -> Any:
        """A field that is a share of 0 to 1."""
        value = self.number(name, default)
        if value is None or 0 <= value <= 1:
            return value
        hint = f"a share of 0 to 1: did you mean {value / 100:g}?" if 1 < value <= 100 else ""
        return self._wrong(name, value, "a share of 0 to 1", 0.0, hint, "share-out-of-range")

    def number(self, name: str, default: Any = REQUIRED) -> Any:
        """A field that is a number."""
        value = self._take(name, default, 0.0)
        if value is None and name not in self.table:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        return self._wrong(name, value, "a number", 0.0)

    def days(self, name: str, default: int) -> int:
        """A field that is a number of days, one or more."""
        value = self._take(name, default, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value
        return int(self._wrong(name, value, "a whole number of days", default))

    def tables(self, name: str) -> tuple[Mapping[str, Any], ...]:
        """A field that is a list of tables; empty where it is left out."""
        value = self._take(name, [], [])
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            return tuple(value)
        self._wrong(name, value, "a list of tables", [])
        return ()

    def note(self, code: str, title: str, *, got: str = "", expected: str = "") -> None:
        """Note a problem of the table as a whole."""
        self.problems.append(Problem(code, title, self.place, got=got, expected=expected))

    def note_unread(self, known: Iterable[str]) -> None:
        """Note every field that nothing has asked for."""
        for name in self.table:
            if name not in self.read:
                hint = did_you_mean(name, known)
                self.problems.append(
                    Problem("unknown-field", f"field '{name}' is not known", self.place, hint=hint)
                )

    def _take(self, name: str, default: Any, harmless: Any) -> Any:
        self.read.add(name)
        if name not in self.table and default is REQUIRED:
            self.problems.append(
                Problem("field-missing", f"field '{name}' is not given", self.place)
            )
            return harmless
        return self.table.get(name, default)

    def _wrong(
        self,
        name: str,
        value: Any,
        expected: str,
        harmless: Any,
        hint: str = "",
        code: str = "field-malformed",
    ) -> Any:
        title = f"field '{name}' cannot be used"
        # A field that is missing has been noted already, and stands here as its harmless value.
        if name in self.table:
            self.problems.append(
                Problem(code, title, self.place, got=repr(value), expected=expected, hint=hint)
            )
        return harmless

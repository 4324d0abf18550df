"""The fields of a poll's line: their names, what each may hold, and what is wrong with them.

    •FS: 2021-07     a day, month or year      •SS: 600–700   a size, or its limits
    •SC: N2          one of eight scopes       A:5–6          a percentage, or its limits

Source: the README of filipvanlaenen/asapop and the patterns of its parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from polls.errors import Place, Problem, did_you_mean

__all__ = ["POLL_FIELDS", "RESPONSE_FIELDS", "SCOPES", "SHARE_LIMITS", "wrong_fields"]

POLL_FIELDS: Mapping[str, str] = {
    "A": "area",
    "C": "commissioners",
    "EX": "excluded",
    "FE": "end",
    "FS": "start",
    "N": "no_response",
    "O": "other",
    "ON": "other_or_no_response",
    "PD": "published",
    "PF": "firm",
    "PFP": "partner",
    "PR": "unexplained",
    "SC": "scope",
    "SS": "sample_size",
    "U": "unit",
    "VS": "verified_sum",
}
"""`PR` is found in files; the definition of the format does not say what it is."""
RESPONSE_FIELDS = frozenset({"A", "EX", "N", "O", "ON", "PR", "SC", "SS", "U", "VS"})
SCOPES: Mapping[str, str] = {
    "N": "",
    "ND": "district vote",
    "N2": "two-party preferred",
    "E": "european",
    "P": "presidential",
    "P1": "presidential first round",
    "P2": "presidential second round",
    "R": "regional",
}
"""What was asked about, and how that question differs from the one of a national election."""

YEAR = r"(?:19[3-9]\d|20\d\d)"
DAY = rf"{YEAR}-\d\d-\d\d"
DAY_MONTH_OR_YEAR = rf"{DAY}|{YEAR}-(?:0[1-9]|1[0-2])|{YEAR}"
PERCENT = r"(?:\d{1,2}(?:\.\d{1,6})?|100(?:\.0{1,6})?)"
SEATS = r"\d{1,4}(?:\.\d{1,6})?"
SIZE = r"[1-9]\d{0,8}"
SHARE_LIMITS = re.compile(r"(?P<lower>[\d.]+)\s?[–-]\s?(?P<upper>[\d.]+)")
FORMS: Mapping[str, tuple[str, str]] = {
    "start": (DAY_MONTH_OR_YEAR, "a day, month or year, such as 2021-07-14, 2021-07 or 2021"),
    "end": (DAY_MONTH_OR_YEAR, "a day, month or year, such as 2021-07-14, 2021-07 or 2021"),
    "published": (DAY, "a day, such as 2021-07-27"),
    "sample_size": (
        rf"(?:[≈≥~]|>=)?{SIZE}|{SIZE}\s?[–-]\s?{SIZE}",
        "1000, ≈1000, ≥1000 or 600–700",
    ),
    "excluded": (r"\d{1,2}(?:\.\d{1,6})?", "a percentage below 100, such as 12.5"),
    "verified_sum": (SEATS, "a total, such as 102"),
    "unexplained": (PERCENT, "a percentage, such as 0.1"),
    "unit": (r"%|S", "% (percentages) or S (seats)"),
    "scope": ("|".join(SCOPES), f"one of {', '.join(SCOPES)}"),
}
RESULT_FORMS: Mapping[str, tuple[str, str]] = {
    "%": (rf"<?{PERCENT}|{PERCENT}\s?[–-]\s?{PERCENT}", "a percentage: 43, 42.5, <0.5 or 5–6"),
    "S": (rf"{SEATS}|{SEATS}\s?[–-]\s?{SEATS}", "a number of seats, such as 12 or 11–13"),
}
RESULTS = frozenset({"", "other", "no_response", "other_or_no_response"})
MAY_BE_BLANK = frozenset({"commissioners", "partner"})


def wrong_fields(
    pairs: Sequence[tuple[str, str]], allowed: frozenset[str], place: Place
) -> Iterator[Problem]:
    """Fields that are unknown, given twice, not of their form, or at odds with another.

    Args:
        pairs: keys, with their bullet, and values of a line.
        allowed: the keys of metadata that this kind of line may have.
        place: of the line.
    """
    unit = next((value for key, value in pairs if key == "•U"), "%")
    met: set[str] = set()
    for key, value in pairs:
        name = POLL_FIELDS.get(key[1:], "") if key.startswith("•") else ""
        if key.startswith("•") and key[1:] not in allowed:
            known = [f"•{field}" for field in sorted(allowed)]
            title, hint = f"field {key} is not known here", did_you_mean(key, known)
            yield Problem("unknown-field", title, place, expected=", ".join(known), hint=hint)
            continue
        if key in met and key != "•C":
            hint = "a partner is given as •PFP" if key == "•PF" else ""
            title = f"duplicate field {key}"
            yield Problem("duplicate-field", title, place, got=value, hint=hint)
        met.add(key)
        form, expected = FORMS.get(name, (".+", "a text"))
        if name in RESULTS:
            form, expected = RESULT_FORMS.get(unit, RESULT_FORMS["%"])
        if not _of_form(value, form, may_be_blank=name in MAY_BE_BLANK):
            got = repr(value if len(value) < 60 else f"{value[:60]}...")
            yield Problem("malformed-field", f"{key} cannot be read", place, got, expected)
    if "•ON" in met and met & {"•O", "•N"}:
        title = "•ON counts what •O and •N count"
        yield Problem("fields-overlap", title, place, expected="•ON alone, or •O and •N")


def _of_form(value: str, form: str, *, may_be_blank: bool) -> bool:
    if not value:
        return may_be_blank
    return bool(re.fullmatch(form, value)) and (not form.startswith(DAY) or _of_calendar(value))


def _of_calendar(value: str) -> bool:
    """Whether a printed day, month or year is one of the calendar: not the 30th of February."""
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True

"""What `polltide claims --json` prints, as a JSON Schema (draft 2020-12)."""

from __future__ import annotations

from typing import Any, get_args

from analysis.claims.verdict import Decider, Outcome

__all__ = ["json_schema"]

TEXT = {"type": "string"}
NUMBER = {"type": "number"}
CHANCE = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
DAY = {"type": "string", "format": "date"}
DAY_OR_NULL = {"type": ["string", "null"], "format": "date"}


def json_schema() -> dict[str, Any]:
    """The schema of a list of verdicts, each with its readings and, if asked for, how it bends.

    >>> sorted(json_schema()["items"]["properties"]["verdict"]["enum"])
    ['contradicted', 'not checkable', 'not settled', 'supported']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Verdicts on claims",
        "type": "array",
        "items": _object(
            {
                "id": TEXT,
                "kind": TEXT,
                "sentence": TEXT,
                "as_of": DAY,
                "verdict": {"enum": list(get_args(Outcome))},
                "decided_by": {"enum": list(get_args(Decider))},
                "probability": CHANCE,
                "probability_polls": CHANCE,
                "probability_opinion": CHANCE,
                "claimed": {
                    "type": ["number", "null"],
                    "description": "the number that the sentence names, in the readings' unit",
                },
                "reason": TEXT,
                "published_says": TEXT,
                "trend_says": TEXT,
                "readings": {"type": "array", "items": _reading()},
                "notes": {"type": "array", "items": TEXT},
                "problems": {"type": "array", "items": _problem()},
                "robustness": {"anyOf": [_robustness(), {"type": "null"}]},
            },
            optional=("robustness",),
        ),
    }


def _object(properties: dict[str, Any], optional: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def _reading() -> dict[str, Any]:
    return _object(
        {
            "series": TEXT,
            "name": TEXT,
            "value": {**NUMBER, "description": "a share of 0 to 1, or a count in `unit`"},
            "unit": TEXT,
            "start": DAY_OR_NULL,
            "end": DAY_OR_NULL,
            "published": DAY_OR_NULL,
            "pollster": TEXT,
            "source": {**TEXT, "description": "id in the table of sources"},
            "counts": {"type": "boolean", "description": "false: shown and not weighed"},
            "note": TEXT,
            "censored": {"type": "boolean", "description": "true: only an upper limit is printed"},
        }
    )


def _problem() -> dict[str, Any]:
    place = {"type": "object"}
    names = ("code", "title", "got", "expected", "hint", "severity")
    return _object({**dict.fromkeys(names, TEXT), "place": place})


def _robustness() -> dict[str, Any]:
    neighbour = _object(
        {
            "choice": TEXT,
            "value": TEXT,
            "nearness": NUMBER,
            "verdict": {"enum": list(get_args(Outcome))},
            "probability": CHANCE,
        }
    )
    return _object(
        {
            "share": {**NUMBER, "description": "of neighbouring claims with the same verdict"},
            "by_choice": {"type": "object", "additionalProperties": NUMBER},
            "matters": TEXT,
            "counter": TEXT,
            "break_even": {"type": ["number", "null"], "description": "above 0: polls too low"},
            "sentence": TEXT,
            "neighbours": {"type": "array", "items": neighbour},
        }
    )

"""What the columns of a readings frame hold, as a Table Schema that other tools read.

Table Schema is part of the Data Package standard, version 2 (https://datapackage.org).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from polls.schema import COLUMNS, DATE, DATE_PRECISIONS, MEANINGS, NUMBER

__all__ = ["table_schema"]

TYPES: Mapping[str, dict[str, Any]] = {
    DATE: {"type": "date"},
    NUMBER: {"type": "number"},
    "bool": {"type": "boolean", "trueValues": ["True"], "falseValues": ["False"]},
}
CONSTRAINTS: Mapping[str, dict[str, Any]] = {
    **{name: {"required": True} for name in ("country", "question", "answer", "group_by", "group")},
    "date_precision": {"required": True, "enum": list(DATE_PRECISIONS)},
    "share": {"required": True, "minimum": 0, "maximum": 1},
    "precision": {"minimum": 0},
    "n": {"minimum": 0},
    "n_weighted": {"minimum": 0},
    "deff": {"minimum": 0},
}


def table_schema() -> dict[str, Any]:
    """The Table Schema of a readings frame: its columns, their types, meanings and limits.

    Returns:
        A mapping that `json.dump` takes, in the form of version 2 of the standard.

    >>> fields = table_schema()["fields"]
    >>> [(field["name"], field["type"]) for field in fields if field["name"] in ("start", "share")]
    [('start', 'date'), ('share', 'number')]
    """
    fields = []
    for name, kind in COLUMNS.items():
        field = {"name": name, **TYPES.get(kind, {"type": "string"}), "description": MEANINGS[name]}
        if name in CONSTRAINTS:
            field["constraints"] = CONSTRAINTS[name]
        fields.append(field)
    return {
        "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
        "fields": fields,
        "missingValues": [""],
    }

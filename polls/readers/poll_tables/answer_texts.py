"""What the answer of each number is called: by its column, by its row, or beside it."""

from __future__ import annotations

from polls.files.tables import Grid
from polls.readers.poll_tables.cells import text_of
from polls.readers.poll_tables.columns import Columns
from polls.readers.poll_tables.numbered import named_apart
from polls.readers.poll_tables.shares import Numbers

__all__ = ["answer_texts"]


def answer_texts(grid: Grid, columns: Columns, numbers: Numbers) -> list[str]:
    """The label of the answer of each number, as printed.

    Args:
        grid: the table.
        columns: its columns by what they are.
        numbers: its shares.
    """
    if "answer" not in columns.roles:
        alone = columns.of_groups
        texts = [alone[name][0] if name in alone else name for name in numbers.column]
        named = {name for names in columns.labels.values() for name in names}
        cells = {name: list(map(text_of, grid.table[name])) for name in named}
        rows = numbers.row.tolist()
        apart = {row: named_apart(columns.labels, cells, row) for row in set(rows) if named}
        return [
            apart.get(row, {}).get(name) or text
            for name, row, text in zip(numbers.column, rows, texts, strict=True)
        ]
    labels = [columns.roles["answer"], *columns.attributes]
    printed = grid.table[labels].to_numpy(dtype=object)
    return [next(filter(None, map(text_of, printed[row])), "") for row in numbers.row.tolist()]

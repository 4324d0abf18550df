"""The columns of a table of polls by what they are."""

from __future__ import annotations

from dataclasses import dataclass, field

from polls.readers.poll_tables.group_answers import GroupAnswers
from polls.readers.poll_tables.numbered import Labels

__all__ = ["DATE_PARTS", "DATE_ROLES", "Columns"]

DATE_ROLES = ("date", "start", "end", "published")
DATE_PARTS = ("year", "month", "day")


@dataclass
class Columns:
    """The columns of a table by what they are; "" or nothing where there is none.

    `roles` has the single ones by role; `answers` are columns of shares; with `across` those
    columns are groups, and the answers are in the column of that role. `attributes` are those
    of the answers, such as the party of a candidate: they name an answer without a label.
    `published_else` says when a poll was published whose other column of that is empty;
    `numbers` number the polls or their questions: no number comes again on another day.
    `of_groups` has the columns of answers of one group, `bases` the columns of their bases.
    `labels` has by column of shares those that name its answer row by row. `taken` is whether
    no head, but cells, said which column holds the shares of a long table; `asked` has the
    column of answers and those that may hold their shares, where several may.
    """

    roles: dict[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    population: str = ""
    subjects: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    across: bool = False
    left: list[str] = field(default_factory=list)
    attributes: list[str] = field(default_factory=list)
    published_else: str = ""
    of_groups: GroupAnswers = field(default_factory=dict)
    bases: dict[str, str] = field(default_factory=dict)
    labels: Labels = field(default_factory=dict)
    taken: bool = False
    asked: tuple[str, ...] = ()

    @property
    def long(self) -> bool:
        """Whether the table has a row for each number."""
        return not self.across and "answer" in self.roles and "share" in self.roles

    @property
    def dated(self) -> bool:
        """Whether any column says when people were asked, or when the poll was published."""
        return any(role in self.roles for role in (*DATE_ROLES, "year", "month"))

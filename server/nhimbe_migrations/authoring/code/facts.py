"""Facts of the real database: one read-only command that prints counts and nothing else, and the file they are saved in.

The person runs the command and may save what it prints as `nhimbe-migrations.facts.json` at the top of the repository.
Nothing is asked of the database by this program.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.authoring.compose.commands import d1_query_command
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.errors import ArgumentError

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["FACTS_FILE", "Facts", "facts_command", "saved_facts"]

FACTS_FILE = "nhimbe-migrations.facts.json"
_SEPARATOR = " "


@dataclass(frozen=True, slots=True)
class Facts:
    """Counts of a database, by folded names."""

    rows: dict[str, int] = field(default_factory=dict)
    nulls: dict[tuple[str, str], int] = field(default_factory=dict)
    duplicates: dict[tuple[str, str], int] = field(default_factory=dict)
    """(table, column) → rows whose value another row has too."""


def facts_command(project: Project, columns: Sequence[str]) -> str:
    """Return the command: rows of every table, and NULLs and duplicates of each of `columns` (`table.column`).

    Raises:
        ArgumentError: there is no such table or column.
    """
    counts = [*_counts(project.schema(), columns)]
    if not counts:
        raise ArgumentError("There is no table to count.", way_out="Write a migration first.")
    pages = (counts[at : at + _COLUMNS] for at in range(0, len(counts), _COLUMNS))
    return d1_query_command(project.repository, "; ".join(f"SELECT {', '.join(page)}" for page in pages))


_COLUMNS = 50
"""Counts in one query; D1 allows a hundred columns, and only five parts of a UNION."""


def _counts(schema: Schema, columns: Sequence[str]) -> Iterator[str]:
    for table in schema.tables:
        yield _count(f"{table.name} rows", quoted(table.name))
    for asked in columns:
        table_name, _, column_name = asked.rpartition(".")
        found = schema.table(table_name)
        column = found.column(column_name) if found is not None else None
        if found is None or column is None:
            raise ArgumentError(f"There is no column {asked!r}.", way_out="Write it as table.column.")
        name, of = quoted(column.name), quoted(found.name)
        yield _count(f"{found.name}.{column.name} nulls", f"{of} WHERE {name} IS NULL")
        repeated = f"SELECT {name} FROM {of} GROUP BY {name} HAVING count(*) > 1"
        yield _count(f"{found.name}.{column.name} duplicates", f"{of} WHERE {name} IN ({repeated})")


def _count(fact: str, of: str) -> str:
    return f"(SELECT count(*) FROM {of}) AS {quoted(fact)}"


def saved_facts(project: Project) -> Facts:
    """Return what the saved file tells; nothing where there is none, or it is no output of the command."""
    text = project.usable_text(FACTS_FILE)
    facts = Facts()
    if not text:
        return facts
    try:
        for fact, count in _told(json.loads(text)):
            subject, _, kind = fact.rpartition(_SEPARATOR)
            table, _, column = subject.rpartition(".")
            if kind == "rows":
                facts.rows[folded(subject)] = count
            elif kind == "nulls":
                facts.nulls[folded(table), folded(column)] = count
            elif kind == "duplicates":
                facts.duplicates[folded(table), folded(column)] = count
    except (ValueError, RecursionError):
        return Facts()
    return facts


def _told(data: Any) -> Iterator[tuple[str, int]]:  # noqa: ANN401 JSON
    """Every count in what wrangler prints with --json, however it wraps the rows."""
    if isinstance(data, list):
        for item in data:
            yield from _told(item)
    elif isinstance(data, dict):
        if "results" in data:
            yield from _told(data["results"])
            return
        for fact, count in data.items():
            if isinstance(count, int) and not isinstance(count, bool) and count >= 0:
                yield str(fact), count

"""One query for the real database: does it hold, after a migration, what the migration makes, and no more of what it takes?

D1 answers `sqlite_master` and the `pragma_…()` table functions, and takes at most five parts of a UNION, so the names
stand in a JSON list and one query compares them all. It returns a row for each thing that is wrong, and none otherwise.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.schema.model import Column, Schema, Table
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["counting_query", "rebuilt_tables", "verification_query"]

_COUNTS = 50
"""Tables in one query of counts; D1 allows a hundred columns."""


def verification_query(before: Schema, after: Schema, *, references: bool = False) -> str | None:
    """Return the query that tells what is missing or still there; None where the schema stays as it was.

    With `references` it also tells which tables hold rows whose parent is not there.
    """
    wanted, gone = [*_new(before, after)], [*_old(before, after)]
    if not wanted and not gone:
        return None
    tables = {name for kind, name, _ in (*wanted, *gone) if kind == "column"}
    there = "SELECT type || ' ' || name AS what, '' AS is_a FROM sqlite_master"
    if tables:
        there += (
            " UNION ALL SELECT 'column ' || t.name || '.' || c.name, ' ' || c.type || iif(c.\"notnull\", ' NOT NULL', '')"
            f" FROM sqlite_master t, pragma_table_xinfo(t.name) c WHERE t.name COLLATE NOCASE IN {_list(sorted(tables))}"
            " AND t.type = 'table'"
        )
    problems = []
    if wanted:
        problems.append(
            f"SELECT 'missing: ' || value AS problem FROM json_each({_json(_said(wanted))}) "
            "WHERE value COLLATE NOCASE NOT IN (SELECT what || is_a FROM there)"
        )
    if gone:
        problems.append(
            f"SELECT 'still there: ' || value AS problem FROM json_each({_json(_said(gone))}) "
            "WHERE value COLLATE NOCASE IN (SELECT what FROM there)"
        )
    if references:
        problems.append(
            "SELECT 'rows without their parent: ' || count(*) || ' of ' || \"table\" AS problem "
            'FROM pragma_foreign_key_check GROUP BY "table"'
        )
    return f"WITH there AS ({there}) {' UNION ALL '.join(problems)};"


def counting_query(tables: Sequence[str]) -> str:
    """Return the query that counts the rows of `tables`, the first fifty of them, a column each."""
    counts = (f"(SELECT count(*) FROM {quoted(name)}) AS {quoted(name)}" for name in tables[:_COUNTS])
    return f"SELECT {', '.join(counts)};"


def rebuilt_tables(before: Schema, after: Schema) -> tuple[str, ...]:
    """Return the tables that are there before and after under one name and another definition, and who references them.

    Those are the tables whose rows a rebuild has to carry over, or could take along.
    """
    changed = [
        table.name for table in before.tables if (then := after.table(table.name)) is not None and then.sql != table.sql
    ]
    reached = [name for table in changed for name in before.reached_by_delete(table) if after.table(name) is not None]
    return tuple(dict.fromkeys((*changed, *reached)))


_Thing = tuple[str, str, str]
"""Kind, table or name, and what follows: of a column `.name TYPE`."""


def _new(before: Schema, after: Schema) -> Iterator[_Thing]:
    for kind, item in after.objects():
        found = before.find(kind, item.name)
        if found is None:
            yield _stored(kind), item.name, ""
        if isinstance(item, Table):
            old = found if isinstance(found, Table) else None
            for column in item.columns:
                was = old.column(column.name) if old is not None else None
                if was is None or _typed(was) != _typed(column):
                    yield "column", item.name, f".{column.name}{_typed(column)}"


def _old(before: Schema, after: Schema) -> Iterator[_Thing]:
    for kind, item in before.objects():
        found = after.find(kind, item.name)
        if found is None:
            yield _stored(kind), item.name, ""
        elif isinstance(item, Table) and isinstance(found, Table):
            for column in item.columns:
                if found.column(column.name) is None:
                    yield "column", item.name, f".{column.name}"


def _stored(kind: str) -> str:
    """The word that `sqlite_master` has for it."""
    return "table" if kind == "virtual table" else kind


def _typed(column: Column) -> str:
    return f" {column.type}{' NOT NULL' if column.notnull else ''}"


def _said(things: Sequence[_Thing]) -> list[str]:
    return list(dict.fromkeys(f"{kind} {name}{rest}" for kind, name, rest in things))


def _json(items: Sequence[str]) -> str:
    return _literal(json.dumps(items, ensure_ascii=False, separators=(",", ":")))


def _list(names: Sequence[str]) -> str:
    return f"({', '.join(_literal(name) for name in names)})"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

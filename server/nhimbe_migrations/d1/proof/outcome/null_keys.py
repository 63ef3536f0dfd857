"""Rows that have NULL as their key after a migration, and had none before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.result import NULL_KEY, look_first
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.actions import WriteRows
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from collections.abc import Collection

    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["null_keys"]


def null_keys(ends: BothEnds, touched: Collection[str], migration_sql: str) -> Iterator[Finding]:
    """Yield a finding for every table of `touched` (folded names) that has got rows without a key."""
    for table in ends.now.tables:
        if folded(table.name) not in touched or not _may_be_null(table):
            continue
        old = ends.was.table(table.name)
        fresh = _count(ends.after, table) - (_count(ends.before, old) if old and _may_be_null(old) else 0)
        if fresh > 0:
            rows = "1 row" if fresh == 1 else f"{fresh} rows"
            query = ends.losses.keyless(table.name, table.primary_key, fresh)
            line, written = _writer(table, migration_sql)
            yield NULL_KEY.finding(
                f"{rows} of {table.name} have NULL as {', '.join(table.primary_key)}, their key.",
                line=line,
                severity="error" if written else None,
                help=NULL_KEY.help if written else look_first(query, NULL_KEY.help),
            )


def _may_be_null(table: Table) -> bool:
    """SQLite keeps NULL out of a rowid, of a table WITHOUT ROWID or STRICT, and where NOT NULL says so."""
    keyed = [column for column in table.columns if column.primary_key]
    rowid = len(keyed) == 1 and keyed[0].type.upper() == "INTEGER"
    return bool(keyed) and not rowid and not table.without_rowid and not all(column.notnull for column in keyed)


def _count(shadow: Shadow, table: Table) -> int:
    absent = " OR ".join(f"{quoted(column)} IS NULL" for column in table.primary_key)
    return int(shadow.ask(f"SELECT count(*) FROM {quoted(table.name)} WHERE {absent}")[0][0])


def _writer(table: Table, migration_sql: str) -> tuple[int | None, bool]:
    """Line of the last INSERT into the table, and whether it writes rows out (VALUES)."""
    found: tuple[int | None, bool] = (None, False)
    for statement in Script.of(migration_sql).statements:
        action = statement.action
        if (
            isinstance(action, WriteRows)
            and action.verb == "INSERT"
            and folded(action.table.name) == folded(table.name)
        ):
            found = statement.line, not any(word.says("SELECT") for word in statement.significant)
    return found

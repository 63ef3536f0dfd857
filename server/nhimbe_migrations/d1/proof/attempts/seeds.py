"""New rows with keys written out, tried where the database holds such a row already: somebody made it by hand, or an application did.

The rows of the proof keep out of the way of what the migration inserts, since a database that has all of it already is
none that the migration was written for. One such row is what stops a file in production, though: each key is tried by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from nhimbe_migrations.d1.proof.attempts.merged_inserts import MergedInserts
from nhimbe_migrations.d1.proof.counting.advice import how_to_look
from nhimbe_migrations.d1.proof.referenced_rows import NamedRow, with_rows
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS
from nhimbe_migrations.d1.proof.snapshot import Snapshot, open_image
from nhimbe_migrations.d1.rows.reading.needs import Needs
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.schema.near_names import plain
from nhimbe_migrations.d1.shadow.errors import EngineError
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

__all__ = ["seeds_taken"]

_MOST = 8
"""Keys that are tried: a file of seeds is much of a kind."""


def seeds_taken(image: Snapshot, merged: MergedInserts, needs: Needs, said: Sequence[Finding]) -> Iterator[Finding]:
    """Yield a warning for each key that stops the migration where a row has it already; `image` is one on which it runs."""
    told: set[tuple[str, int | None]] = set()
    migration_sql = merged.source
    for statement, row in islice(_keys(migration_sql, image.schema), _MOST):
        error, taken = _tried(image, merged, row)
        if error is None or error.line != statement.line or (error.message, error.line) in told:
            continue
        told.add((error.message, error.line))
        if any(plain(error.message) in finding.message and finding.line == error.line for finding in said):
            continue
        failing, running = open_image(taken, LATEST), open_image(image, LATEST)
        try:
            help_ = how_to_look(error, migration_sql, image.schema, needs, failing=[failing], running=[running])
        finally:
            failing.close()
            running.close()
        yield DEPENDS_ON_ROWS.finding(
            f"Some rows that a database may hold stop it: {plain(error.message)}.",
            line=error.line,
            help=help_ or DEPENDS_ON_ROWS.help,
        )


def _tried(image: Snapshot, merged: MergedInserts, row: NamedRow) -> tuple[EngineError | None, Snapshot]:
    taken = with_rows(image, [row])
    shadow = open_image(taken, LATEST)
    table, column, value = row
    try:
        if not shadow.ask(f"SELECT 1 FROM {quoted(table)} WHERE {quoted(column)} IS ? LIMIT 1", (value,)):
            return None, taken  # its table accepts no such row
        if merged.lines and shadow.apply(merged.sql) is None:
            return None, taken
        return shadow.apply(merged.source), taken
    finally:
        shadow.close()


def _keys(migration_sql: str, schema: Schema) -> Iterator[tuple[Statement, NamedRow]]:
    """Each literal that an INSERT … VALUES gives a column that is a key by itself."""
    for statement in Script.of(migration_sql).statements:
        tree = statement.tree
        if kind(tree) != "InsertStmt" or tree is None or kind(tree["source"]) != "ValuesClause":
            continue
        table = schema.table(name_of(tree["table"]))
        if table is None or tree["conflict_action"] == "IGNORE":
            continue
        columns = [folded(name_of(column)) for column in items(tree, "columns")] or [
            folded(column.name) for column in table.columns if not column.generated
        ]
        single = {folded(name) for name in _single_keys(table, schema)}
        for row in items(tree["source"], "rows"):
            for name, value in zip(columns, items(row), strict=False):
                known = table.column(name)
                if name in single and known is not None and (literal := _literal(value)) is not None:
                    yield statement, (table.name, known.name, literal)


def _single_keys(table: Table, schema: Schema) -> Iterator[str]:
    yield from (key[0] for key in table.unique_keys() if len(key) == 1)
    for index in schema.indexes_of(table.name):
        if index.unique and not index.partial and len(index.indexed) == 1 and index.indexed[0]:
            yield index.indexed[0]


def _literal(node: Node) -> str | int | float | None:
    text = str(node["source"]) if kind(node) == "Literal" else ""
    if text[:1] == "'":
        return text[1:-1].replace("''", "'")
    try:
        return int(text) if text.isdigit() else float(text)
    except ValueError:
        return None

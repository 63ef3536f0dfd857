"""A reference without an index is slow from the other side."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.additions import new_references
from nhimbe_migrations.d1.lint.script.queries import quoted
from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.model import ForeignKey
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.habits.names import index_name

__all__ = ["RULE", "check"]

RULE = Rule(
    name="fk-without-index",
    severity="note",
    summary="A new foreign key without an index on its columns",
    why="Every DELETE or UPDATE of a parent row reads the whole child table, and D1 bills by rows read.",
    help="CREATE INDEX IF NOT EXISTS idx_table_column ON table(column).",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look at the references that the file makes, against the indexes at its end."""
    for item, table, reference in new_references(reading):
        name = reading.final_name(table.name, item)
        if not _indexed(reading, name, reference) and not _was_there(reading, name, reference):
            wanted = index_name(name, reference.columns, reading.conventions.index_prefix)
            columns = ", ".join(map(quoted, reference.columns))
            way = f"CREATE INDEX IF NOT EXISTS {wanted} ON {quoted(name)}({columns});"
            yield RULE.finding(
                f"{name}({columns}) references {reference.table} without an index.",
                help=way,
                line=item.line_of(reference.columns[0]),
            )


def _indexed(reading: LintedScript, name: str, reference: ForeignKey) -> bool:
    table = reading.end.table(name)
    if table is None:
        return True
    wanted = {folded(column) for column in reference.columns}
    lists = [
        *table.unique_keys(),
        *(tuple(folded(c or "") for c in index.indexed) for index in reading.end.indexes_of(name)),
    ]
    return any(set(columns[: len(wanted)]) == wanted for columns in lists)


def _was_there(reading: LintedScript, name: str, reference: ForeignKey) -> bool:
    """Whether the table referenced the same before; a rebuild need not fix what it did not make."""
    old = reading.start.table(name)
    columns = tuple(map(folded, reference.columns))
    return (
        not reading.applied
        and old is not None
        and any(tuple(map(folded, reference.columns)) == columns for reference in old.foreign_keys)
    )

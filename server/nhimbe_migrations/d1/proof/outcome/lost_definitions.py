"""What a table's definition has lost, however it was written: by ALTER TABLE or by a rebuild.

A rebuild that forgets a CHECK runs without an error and draws none later; the schema before and after tells.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping

from nhimbe_migrations.d1.proof.result import DROP_CONSTRAINT
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.schema.normal_form import names_of, said_constraint, table_meaning
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.sql.actions import Create, DropColumn, RenameTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

__all__ = ["DROP_COLUMN", "lost_definitions"]

DROP_COLUMN = "drop-column"
"""The rule of DROP COLUMN, which reads the file (`d1.lint`): a column that a rebuild leaves out is the same loss."""


def lost_definitions(before: Schema, after: Schema, migration_sql: str) -> Iterator[Finding]:
    """Yield what the tables that stand before and after have lost of their definitions."""
    statements = Script.of(migration_sql).statements
    makers = tuple(item for item in statements if isinstance(item.action, RenameTable | Create))
    renames = read_renames(migration_sql, before)
    names = names_of(before, after)
    for old in before.tables:
        new = after.table(renames.table(old.name))
        if new is None or new == old:
            continue
        line = _line_of(makers, new.name)
        moved = renames.columns_of(new.name)
        yield from _columns(old, new, moved, statements, line)
        lost = [*_defaults(old, new, moved), *_constraints(old, new, moved, names, after)]
        if lost:
            yield DROP_CONSTRAINT.finding(f"{new.name} loses what it had: {'; '.join(lost)}.", line=line)


def _columns(
    old: Table, new: Table, moved: Mapping[str, str], statements: tuple[Statement, ...], line: int | None
) -> Iterator[Finding]:
    gone: dict[bool, list[str]] = {False: [], True: []}
    for column in old.columns:
        if new.column(moved.get(folded(column.name), column.name)) is not None or column.generated is not None:
            continue
        if any(_drops(statement, column.name) for statement in statements):
            continue  # the rule that reads the file says it, with the line
        gone[any(_copies(statement, old.name, column.name) for statement in statements)].append(column.name)
    for copied, columns in gone.items():
        if columns:
            yield _without(old, new, columns, copied=copied, line=line)


def _without(old: Table, new: Table, columns: list[str], *, copied: bool, line: int | None) -> Finding:
    counts = ", ".join(f"count({quoted(column)})" for column in columns)
    names = f"no column {columns[0]}" if len(columns) == 1 else f"none of the columns {', '.join(columns)}"
    return Finding(
        DROP_COLUMN,
        "warning" if copied else "error",
        f"The rebuilt {new.name} has {names}; their values go{' but for what is copied' if copied else ''}.",
        f"See what is there: SELECT {counts} FROM {quoted(old.name)}; To go on, accept {DROP_COLUMN} with a reason.",
        line=line,
    )


def _drops(statement: Statement, column: str) -> bool:
    action = statement.action
    return isinstance(action, DropColumn) and folded(action.name.name) == folded(column)


def _copies(statement: Statement, table: str, column: str) -> bool:
    """Whether a statement that copies rows out of `table` speaks of the column."""
    words = statement.significant
    if not words or not words[0].says("INSERT", "REPLACE", "CREATE", "WITH", "UPDATE"):
        return False
    if words[0].says("CREATE") and not any(word.says("SELECT") for word in words):
        return False
    mentioned = {folded(word.name) for word in words if word.kind in ("word", "quoted")}
    return folded(table) in mentioned and folded(column) in mentioned


def _defaults(old: Table, new: Table, moved: Mapping[str, str]) -> Iterator[str]:
    for column in old.columns:
        now = new.column(moved.get(folded(column.name), column.name))
        if now is None:
            continue
        if (
            column.default is not None
            and column.default.upper() != "NULL"
            and now.default is None
            and not now.generated
        ):
            yield f"DEFAULT {column.default} of {now.name}"
        if folded(column.collation) != folded(now.collation):
            yield f"COLLATE {column.collation} of {now.name} (now {now.collation})"


def _constraints(
    old: Table, new: Table, moved: Mapping[str, str], names: frozenset[str], after: Schema
) -> Iterator[str]:
    was, now = table_meaning(old, names), table_meaning(new, names)
    if was is None or now is None:
        return
    left = {folded(column.name) for column in new.columns}
    before = (folded(column.name) for column in old.columns)
    gone = {name for name in before if folded(moved.get(name, name)) not in left}
    unique = {
        tuple(folded(term.column or "") for term in index.terms) for index in after.indexes_of(new.name) if index.unique
    }
    for constraint in was.constraints:
        if constraint[0] not in ("check", "unique"):
            continue
        renamed = _moved(constraint, {key: folded(name) for key, name in moved.items()})
        if renamed in now.constraints or constraint in now.constraints or _words(constraint) & gone:
            continue
        if constraint[0] == "check" and any(
            other[0] == "check" and _words(other) & _words(renamed) & left for other in now.constraints
        ):
            continue  # the columns are checked otherwise now
        if constraint[0] == "unique" and any(set(key) == _words(renamed) & left for key in unique):
            continue
        yield said_constraint(constraint)


def _moved(part: Hashable, names: Mapping[str, str]) -> tuple[Hashable, ...]:
    if isinstance(part, tuple):
        return tuple(_moved(item, names) if isinstance(item, tuple) else _renamed(item, names) for item in part)
    return (part,)


def _renamed(part: Hashable, names: Mapping[str, str]) -> Hashable:
    return names.get(folded(part), part) if isinstance(part, str) else part


def _words(part: Hashable) -> set[str]:
    if isinstance(part, tuple):
        return {word for item in part for word in _words(item)}
    return {folded(part.strip('"'))} if isinstance(part, str) else set()


def _line_of(makers: tuple[Statement, ...], name: str) -> int | None:
    """The line of the statement, of those that make or rename something, that gives the table its last definition."""
    wanted = folded(name)
    for statement in reversed(makers):
        match statement.action:
            case RenameTable(old, to) if folded(to.name) == wanted:
                wanted = folded(old.name)
            case Create("table", made) if folded(made.name) == wanted:
                return statement.line
            case _:
                pass
    return None

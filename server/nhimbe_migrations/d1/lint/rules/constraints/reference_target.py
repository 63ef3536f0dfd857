"""A reference needs a unique key at its other end."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.model import ForeignKey
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import walk
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import listed
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="reference-target",
    severity="error",
    summary="A foreign key to a table that does not exist, or to columns that are not unique",
    why="D1 accepts the CREATE, and then refuses every INSERT into the child and every DELETE from the parent.",
    help="Reference the parent's primary key; create the parent in this file if it is missing.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Look, at the file's end, at references that it made, and at old ones whose parent it dropped."""
    dropped = {
        folded(statement.target)
        for statement in reading.of_kind("DropStmt")
        if statement.tree and statement.tree["object_type"] == "TABLE"
    }
    found: dict[tuple[str, int | None], list[str]] = {}
    referring = _referring(reading)
    for table in reading.end.tables.values():
        maker = reading.made.get(folded(table.name))
        made = maker.line if maker else referring.get(folded(table.name))
        for reference in table.foreign_keys:
            if made is None and folded(reference.table) not in dropped:
                continue
            trouble = _trouble(reading, reference)
            if trouble:
                line = made or _dropping(reading, reference.table)
                found.setdefault((trouble, line), []).append(f"{table.name}({', '.join(reference.columns)})")
    for (trouble, line), children in found.items():
        named = (
            listed(children)
            if len(children) <= _SHOWN
            else f"{', '.join(children[:_SHOWN])} and {len(children) - _SHOWN} more"
        )
        help_ = "" if "not there" in trouble else _key_of(reading, trouble)
        yield RULE.finding(f"{named} reference{'s' if len(children) == 1 else ''} {trouble}.", line=line, help=help_)


_SHOWN = 12


def _key_of(reading: LintedScript, trouble: str) -> str:
    """The key that there is."""
    parent = reading.end.table(trouble.partition("(")[0].partition(",")[0])
    if parent is None:
        return ""
    spelled = {folded(column.name): column.name for column in parent.columns}
    keys = [f"({', '.join(spelled.get(name, name) for name in key)})" for key in parent.unique_keys()]
    if not keys:
        return ""
    one = "it" if len(keys) == 1 else "one of them"
    return f"{parent.name} has the key{'s' if len(keys) > 1 else ''} {listed(keys)}: reference {one}."


def _trouble(reading: LintedScript, reference: ForeignKey) -> str:
    parent = reading.end.table(reference.table)
    if parent is None:
        known = reading.end.relation(reference.table) or reading.end.empty or reading.applied
        return "" if known else f"{reference.table}, which is not there at the end of this file"
    to = tuple(map(folded, reference.to or parent.primary_key))
    if parent.opaque:
        return ""
    missing = next((column for column in to if parent.column(column) is None), None)
    if missing or not to:
        return (
            f"{parent.name}({missing}), a column that {parent.name} does not have"
            if missing
            else f"{parent.name}, which has no primary key"
        )
    keys = [set(key) for key in parent.unique_keys()]
    keys += [
        set(index.compared_as(parent) or ())
        for index in reading.end.indexes_of(parent.name)
        if index.unique and not index.partial
    ]
    return "" if set(to) in keys else f"{parent.name}({', '.join(to)}), which is not unique"


def _referring(reading: LintedScript) -> dict[str, int]:
    """The tables to which an ADD COLUMN of this file gives a reference, by folded name, with its line."""
    found: dict[str, int] = {}
    for item, tree in reading.altering("ADD_COLUMN"):
        if any(node.get("fk_clause") for node in walk(tree)):
            found.setdefault(folded(item.target), item.line)
    return found


def _dropping(reading: LintedScript, table: str) -> int | None:
    return next(
        (statement.line for statement in reading.of_kind("DropStmt") if folded(statement.target) == folded(table)), None
    )

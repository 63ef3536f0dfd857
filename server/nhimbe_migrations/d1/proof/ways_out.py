"""What to do about a statement that D1 refuses, where its words name a cause that lies elsewhere."""

from __future__ import annotations

import re

from nhimbe_migrations.d1.schema.model import ForeignKey, Schema
from nhimbe_migrations.d1.shadow.errors import EngineError
from nhimbe_migrations.d1.sql.actions import Drop, DropColumn
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["way_out"]

_SHOWN = 5
_IN_OBJECT = re.compile(
    r"error in (?P<kind>index|view|trigger) (?P<name>.+?)(?: after (?P<after>rename|drop column))?: no such"
)
_UNQUOTED = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def way_out(error: EngineError, schema: Schema) -> str:
    """Return the next move; nothing where D1's message says all that is known."""
    return (
        _of_dependent(error)
        or _of_drop(error, schema)
        or _of_delete(error, schema)
        or _of_key(error, schema)
        or _of_write(error, schema)
    )


def _of_dependent(error: EngineError) -> str:
    """An index, view or trigger that names what the statement takes away."""
    found = _IN_OBJECT.search(error.message)
    if found is None:
        return ""
    what, name = found["kind"], _shown(found["name"])
    actions = [item.action for item in Script.of(error.statement or "").statements]
    if found["after"] == "drop column" or any(isinstance(action, DropColumn) for action in actions):
        return f"DROP {what.upper()} {name} before this line, and create it again without the column after it."
    return (
        f"DROP {what.upper()} {name} at the start of the file, and create it again at its end. For a table that is made anew, "
        "rebuild_table does both."
    )


def _of_drop(error: EngineError, schema: Schema) -> str:
    """What a DROP TABLE would take along, where a key that allows no such thing stops it first: taking that away is no way out."""
    if "FOREIGN KEY" not in error.message:
        return ""
    dropped = {
        folded(action.name.name)
        for item in Script.of(error.statement or "").statements
        if isinstance(action := item.action, Drop)
    }
    tables = [table for table in schema.tables if folded(table.name) in dropped]
    reached = dict.fromkeys(name for table in tables for name in schema.reached_by_delete(table.name))
    if not reached:
        return ""
    return (
        f"Rows elsewhere reference what it drops; without that key ON DELETE would delete or change rows of {_listed([*reached])}. "
        "Use rebuild_table, which keeps them."
    )


def _of_delete(error: EngineError, schema: Schema) -> str:
    """The tables whose keys keep a DELETE from taking a row that they reference."""
    trees = [item.tree for item in Script.of(error.statement or "").statements]
    if "FOREIGN KEY" not in error.message or len(trees) != 1 or trees[0] is None or kind(trees[0]) != "DeleteStmt":
        return ""
    target = name_of(trees[0]["table"])
    gone = [target, *schema.reached_by_delete(target)]
    holding = [
        (reference.table, reference.key, table)
        for table in gone
        for reference in schema.references_to(table)
        if not reference.key.acts_on_delete
    ]
    if not holding:
        return ""
    names = _listed(list(dict.fromkeys(f"{table} ({', '.join(key.columns)})" for table, key, _ in holding)))
    table, key, parent = holding[0]
    narrow = f" Or leave such rows out: AND {_absent(table, key, target)}." if parent == target else ""
    return f"Rows of {names} may still reference what goes, and their key allows no such thing. Delete or move them first.{narrow}"


def _of_key(error: EngineError, schema: Schema) -> str:
    """The tables whose references do not follow when an UPDATE changes what they point at."""
    trees = [item.tree for item in Script.of(error.statement or "").statements]
    tree = trees[0] if len(trees) == 1 else None
    if "FOREIGN KEY" not in error.message or tree is None or kind(tree) != "UpdateStmt":
        return ""
    target = name_of(tree["table"])
    moved = {folded(str(clause["column"])) for clause in items(tree, "setlist") if clause["column"]}
    left = [
        f"{reference.table} ({', '.join(reference.key.columns)})"
        for reference in schema.references_to(target)
        if moved & set(map(folded, reference.key.to)) and reference.key.on_update in ("NO ACTION", "RESTRICT")
    ]
    if not left:
        return ""
    return (
        f"Rows of {_listed(left)} may still point at the old key of {_shown(target)}, and do not follow: their key has no ON UPDATE CASCADE. "
        "Insert the row under its new key first, point them at it, then delete the old one."
    )


def _of_write(error: EngineError, schema: Schema) -> str:
    """The parents that rows which an INSERT or UPDATE writes must have."""
    trees = [item.tree for item in Script.of(error.statement or "").statements]
    if "FOREIGN KEY" not in error.message or len(trees) != 1 or kind(trees[0]) not in {"InsertStmt", "UpdateStmt"}:
        return ""
    table = schema.table(name_of((trees[0] or {})["table"]))
    if table is None or not table.foreign_keys:
        return ""
    keys = [f"{', '.join(key.columns)} is a key of {key.table}" for key in table.foreign_keys]
    return f"In {table.name} {'; '.join(keys[:_SHOWN])}: write those rows first, or take the value from there (INSERT … SELECT)."


def _absent(child: str, key: ForeignKey, parent: str) -> str:
    pairs = zip(key.columns, key.to, strict=False)
    match = " AND ".join(f"c.{_shown(column)} = {_shown(parent)}.{_shown(to)}" for column, to in pairs)
    return f"NOT EXISTS (SELECT 1 FROM {_shown(child)} AS c WHERE {match})"


def _shown(name: str) -> str:
    return name if _UNQUOTED.fullmatch(name) else quoted(name)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")

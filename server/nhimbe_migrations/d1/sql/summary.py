"""What a SQL migration does, one short phrase a statement, for lists that people and models read."""

from __future__ import annotations

from nhimbe_migrations.d1.sql.actions import (
    Action,
    AddColumn,
    Create,
    Drop,
    DropColumn,
    RenameColumn,
    RenameTable,
    WriteRows,
)
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import Token, unquoted

__all__ = ["summarise_sql"]


def summarise_sql(sql: str | Script) -> tuple[str, ...]:
    """Return what each statement of `sql` does, in order: `create table users`, `add column users.city`."""
    return tuple(dict.fromkeys(_phrase(statement) for statement in Script.of(sql).statements))


def _phrase(statement: Statement) -> str:
    action = statement.action
    return _said(action) if action else " ".join(statement.words[:2]).lower()


def _said(action: Action) -> str:
    match action:
        case Create(kind, name, table):
            return f"create {kind} {_name(name)}" + (f" on {_name(table)}" if table and kind == "index" else "")
        case Drop(kind, name):
            return f"drop {kind} {_name(name)}"
        case RenameTable(name, to):
            return f"rename table {_name(name)} to {_name(to)}"
        case RenameColumn(table, name, to):
            return f"rename column {_name(table)}.{_name(name)} to {_name(to)}"
        case AddColumn(table, name):
            return f"add column {_name(table)}.{_name(name)}"
        case DropColumn(table, name):
            return f"drop column {_name(table)}.{_name(name)}"
        case WriteRows(verb, table):
            return f"{verb.lower()} {_name(table)}"


def _name(token: Token) -> str:
    return unquoted(token.text)

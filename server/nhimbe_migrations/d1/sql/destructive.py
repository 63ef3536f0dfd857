"""Whether a file can take values away, which calls for a bookmark to go back to before it runs, or changes rows at all."""

from __future__ import annotations

from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop, DropColumn, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.script import Script, Statement

__all__ = ["can_take_values", "drops_table", "keeps_rows"]

_TAKING = ("DELETE", "UPDATE", "REPLACE")


def can_take_values(sql: str | Script) -> bool:
    """Say whether a statement of `sql` deletes or writes over rows, or drops a table or a column, accepted or not."""
    return any(_takes(statement) for statement in Script.of(sql).statements)


def drops_table(sql: str | Script) -> bool:
    """Say whether a statement of `sql` drops a table, as each rebuild does."""
    return any(statement.words[:2] == ("DROP", "TABLE") for statement in Script.of(sql).statements)


def keeps_rows(sql: str | Script) -> bool:
    """Say whether `sql` only changes definitions: the tables that there were hold the rows that they held."""
    return all(
        isinstance(action, (AddColumn, Create, DropColumn, RenameColumn, RenameTable))
        or (isinstance(action, Drop) and action.kind != "table")
        for action in (statement.action for statement in Script.of(sql).statements)
    )


def _takes(statement: Statement) -> bool:
    words = statement.words
    match words[0]:
        case "CREATE":
            return False
        case "DROP":
            return words[1:2] == ("TABLE",)
        case "ALTER":
            return any(token.says("DROP") for token in statement.significant)
        case _:
            return any(token.says(*_TAKING) for token in statement.significant)

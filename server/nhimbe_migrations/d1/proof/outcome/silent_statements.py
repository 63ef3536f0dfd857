"""Statements that the engine runs and that do not do what they say.

Misspelt names in double quotes, and guards that swallow a change: both are looked for just before the statement runs,
in the database as it is then.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.result import DOUBLE_QUOTED, GUARD_SWALLOWED
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.sql.actions import Create, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import columns_named
from nhimbe_migrations.d1.sql.tokens import Token, significant
from nhimbe_migrations.d1.sql.value_places import places_of_values
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["quoted_strings", "strings_taken_for_names", "swallowed"]


def strings_taken_for_names(shadow: Shadow, statement: str, line: int) -> Iterator[Finding]:
    """Compile `statement` with strings in double quotes switched off; what then fails was one."""
    words = significant(statement)
    if not any(word.text.startswith('"') for word in words):
        return
    name = quoted_strings(shadow, f"EXPLAIN {statement}")
    if name is not None:
        milder = _is_plain_value(words, name) or _stands_for_a_value(shadow, statement, name)
        yield DOUBLE_QUOTED.finding(
            f"\"{name}\" names no column here, so it is the string '{name}'.",
            line=line,
            severity="warning" if milder else None,
        )


def quoted_strings(shadow: Shadow, sql: str) -> str | None:
    """Return the first name that `sql` needs to be taken for a string, if there is one."""
    import apsw

    switches = (apsw.SQLITE_DBCONFIG_DQS_DDL, apsw.SQLITE_DBCONFIG_DQS_DML)
    for switch in switches:
        shadow.connection.config(switch, 0)
    try:
        shadow.connection.cursor().execute(sql, can_cache=False).fetchall()
    except (apsw.BindingsError, ValueError):  # parameters; a NUL or a lone surrogate: the run says so
        return None
    except apsw.Error as error:
        message = str(error)
        return _name_in(message)
    finally:
        for switch in switches:
            shadow.connection.config(switch, 1)
    return None


def swallowed(shadow: Shadow, statement: str, line: int) -> Iterator[Finding]:
    """A CREATE … IF NOT EXISTS over an object that is there and means something else."""
    words = significant(statement)
    action = read_action(words)
    if not isinstance(action, Create) or not action.guarded:
        return
    found = [item for item in shadow.named(action.name.name) if item[0] != "trigger" or action.kind == "trigger"]
    if not found:
        return
    detail = _difference(words, action, found[0])
    if detail:
        yield GUARD_SWALLOWED.finding(
            f"{action.name.name} is already there and differs, so IF NOT EXISTS skips this statement: {detail}.",
            line=line,
        )


def _difference(words: list[Token], action: Create, found: tuple[str, str | None]) -> str:
    kind, sql = found
    if kind != action.kind.replace("virtual ", ""):
        return f"it is a {kind}, not a {action.kind}"
    wanted = [word.text for word in words if words[action.guard_at] is not word]
    wanted = wanted[: action.guard_at] + wanted[action.guard_at + 2 :]
    if _said(wanted) == _said([word.text for word in significant(sql or "")]):
        return ""
    return _deep_difference(" ".join(wanted), sql or "")


def _deep_difference(wanted: str, present: str) -> str:
    """Compare by meaning, in an empty shadow each."""
    from nhimbe_migrations.d1.schema.comparison import differences

    left, right = _schema_of(present), _schema_of(wanted)
    if left is None or right is None:
        return "its definition is another one"
    return "; ".join(
        difference.detail.replace("on the left", "in the database").replace("on the right", "in this statement")
        for difference in differences(left, right)
        if not difference.order_only
    )


def _schema_of(sql: str) -> Schema | None:
    from nhimbe_migrations.d1.schema.introspection import read_schema
    from nhimbe_migrations.d1.shadow.shadow import StatementRefused, open_shadow

    shadow = open_shadow(LATEST)
    try:
        shadow.ask("BEGIN")
        shadow.run(sql)
        return read_schema(shadow.connection, tracking_table=None)
    except StatementRefused:
        return None
    finally:
        shadow.close()


def _said(words: list[str]) -> list[str]:
    return [word.strip('"`[]').lower() for word in words]


def _name_in(message: str) -> str | None:
    marker = "no such column: "
    if marker not in message:
        return None
    name = message.split(marker, 1)[1].split(" - should", 1)[0].split(" in ", 1)[0]
    return name.strip().strip('"') if '"' in name else None


def _stands_for_a_value(shadow: Shadow, statement: str, name: str) -> bool:
    """Whether it is set, or compared with a column, wherever it occurs."""
    columns = shadow.ask(
        "SELECT DISTINCT lower(c.name) FROM sqlite_master t, temp.pragma_table_xinfo(t.name) c WHERE t.type = 'table'"
    )
    tree = next((item.tree for item in Script.of(statement).statements), None)
    named = [id(node) for node in columns_named(tree) if folded(str(node["column"])) == folded(name)]
    return bool(named) and {*named} <= {*places_of_values(tree, {column for (column,) in columns})}


def _is_plain_value(words: list[Token], name: str) -> bool:
    """A default, or one of the values of an INSERT: a habit from elsewhere rather than a misspelt column."""
    at = next(
        (place for place, word in enumerate(words) if word.text.startswith('"') and folded(word.name) == folded(name)),
        0,
    )
    before = words[:at]
    if before and before[-1].says("DEFAULT"):
        return True
    return any(word.says("VALUES") for word in before) and not any(word.says("WHERE", "CHECK") for word in before)

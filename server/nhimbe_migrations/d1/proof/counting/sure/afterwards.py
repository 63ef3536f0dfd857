"""What a statement makes sure of for those after it: a column that it has filled, or of which it has left one row each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from nhimbe_migrations.d1.proof.counting.sure.expressions import asked_of_null
from nhimbe_migrations.d1.proof.counting.sure.promises import Promises
from nhimbe_migrations.d1.proof.counting.tables.definitions import primary_key_in, required_in, rowid_key_in
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.sql.actions import AddColumn
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of

__all__ = ["run_and_keep"]


def run_and_keep(statement: Statement, relations: Relations) -> None:
    """Follow one statement, and keep what it makes sure of.

    Raises:
        Unreadable: it writes in a form that is not followed.
    """
    action = statement.action
    tree = statement.tree
    if isinstance(action, AddColumn):
        table = folded(action.table.name)
    else:
        table = folded(name_of(tree["table"])) if tree and kind(tree) in ("UpdateStmt", "DeleteStmt") else ""
    before = relations.tables.get(table)
    if before is None:
        relations.run(statement)
        return
    filled, nulls, singled = before.filled, frozenset[str](), before.singled
    if tree and kind(tree) == "UpdateStmt":
        written = Promises(relations).of(statement)
        present = {name for name in written.values if written.is_present(name)}
        all_of_it = {*_asked_of_null(tree["where_clause"])} if tree["where_clause"] else present
        takes_all = tree["conflict_action"] in (None, "DEFAULT") and not tree["from_clause"]
        gains = present & all_of_it if takes_all else set[str]()
        filled = (filled - written.values.keys()) | (filled & present) | gains
        singled = tuple(key for key in singled if not key & written.values.keys())
    elif tree and kind(tree) == "DeleteStmt":
        filled |= {*_asked_of_null(tree["where_clause"])}
        nulls = frozenset(_asked_of_null(tree["where_clause"], present=True))
        singled = (*singled, *_left_alone(tree, before))
    relations.run(statement)
    if any(folded(on) == table for on, _ in relations.triggers.values()):
        return
    after = relations.tables[table]
    relations.tables[table] = replace(after, filled=filled, singled=singled, nulls=after.nulls | nulls)


def _asked_of_null(condition: Node | None, *, present: bool = False) -> Iterator[str]:
    """The column, folded, that a condition wants to be NULL, or `present`, and asks nothing else of."""
    while kind(condition) == "ParenExpr" and condition:
        condition = condition["expr"]
    asked = asked_of_null(condition)
    if asked is not None and asked[1] == present and kind(asked[0]) == "ColumnRef":
        yield folded(name_of(asked[0]))


def _left_alone(tree: Node, relation: Relation) -> Iterator[frozenset[str]]:
    """The columns of which `DELETE … WHERE key NOT IN (SELECT min(key) … GROUP BY columns)` leaves one row each."""
    condition = tree["where_clause"]
    if kind(condition) != "InExpr" or not condition["negated"] or kind(condition["operand"]) != "ColumnRef":
        return
    key, select = folded(name_of(condition["operand"])), condition["source"]
    while select is not None and kind(select) != "SelectStmt" and select.get("select"):
        select = select["select"]
    if kind(select) != "SelectStmt" or select["where_clause"] or select["having"] or select["limit_clause"]:
        return
    origin, groups, columns = select["from_clause"], items(select, "groupby"), items(select, "columns")
    required = {folded(name) for name in required_in(relation.sql)}
    is_key = key in ("rowid", folded(rowid_key_in(relation.sql) or "")) or (
        {folded(name) for name in primary_key_in(relation.sql)} == {key} and key in required
    )
    if kind(origin) != "TableRef" or folded(name_of(origin)) != folded(name_of(tree["table"])) or not is_key:
        return
    value = columns[0]["expr"] if len(columns) == 1 else {}
    arguments = items(value, "args") if value else []
    if str(value.get("func_name", "")).lower() not in ("min", "max") or len(arguments) != 1:
        return
    same = kind(arguments[0]) == "ColumnRef" and folded(name_of(arguments[0])) == key
    if same and groups and all(kind(group) == "ColumnRef" for group in groups):
        yield frozenset(folded(name_of(group)) for group in groups)

"""What the rows that a statement writes are sure to keep, because of where they come from.

A column that is copied keeps what its own table demands of it; a literal is present; a group holds its key once. Only
what is sure is said: everything else is for the rows to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from nhimbe_migrations.d1.proof.counting.sure.expressions import is_alike, text_in
from nhimbe_migrations.d1.proof.counting.sure.joins import inner_tables, leading_table, present_of
from nhimbe_migrations.d1.proof.counting.sure.kept import Written
from nhimbe_migrations.d1.proof.counting.tables.clauses import column_named
from nhimbe_migrations.d1.proof.counting.tables.definitions import (
    collation_in,
    defaults_in,
    keys_in,
    rowid_key_in,
    stored_columns,
)
from nhimbe_migrations.d1.proof.counting.tables.provenance import is_all, source_of
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.sql.create_table import generated_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, default_value, items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import significant

__all__ = ["Promises"]


class Promises:
    """Reads what is sure at one point of a migration."""

    def __init__(self, relations: Relations) -> None:
        self._relations = relations

    def unique(self, table: str, terms: Sequence[str]) -> bool:
        """Whether a key of the table stands among the terms of an index, or a column that holds nothing yet."""
        relation = self._relations.tables[folded(table)]
        names = {*map(column_named, terms)}
        if names & relation.nulls or self._relations.is_empty(table) or any(key <= names for key in relation.singled):
            return True
        if relation.copied is not None and "COLLATE" not in relation.sql.upper():
            own = {relation.copied.columns[name] for name in names & relation.copied.columns.keys()}
            if any(key <= own for key in relation.copied.keys):
                return True
        if relation.step is not None and not relation.origin:
            return False
        others = [index.terms for index in self._relations.indexes_of(table) if not index.where]
        return any({*map(column_named, key)} <= names for key in (*keys_in(relation.sql), *others))

    def generated(self, table: str, column: str) -> bool:
        """Whether a generated column is present in every row of its table."""
        relation = self._relations.tables[folded(table)]
        expression = generated_in(relation.sql).get(folded(column), "NULL")
        tree = next((one.tree for one in Script.of(f"SELECT {expression}").statements), None)
        values = {folded(column): items(tree, "columns")[0]["expr"]} if tree and items(tree, "columns") else {}
        return Written(self._relations, folded(table), folded(table), folded(table), values).is_present(column)

    def of(self, statement: Statement) -> Written:
        """Return what the rows that `statement` writes are sure to keep."""
        tree = statement.tree
        match kind(tree):
            case "UpdateStmt" if tree:
                return self._update(tree)
            case "InsertStmt" if tree:
                return self._insert(tree, statement)
            case _:
                return Written(self._relations, "")

    def _update(self, tree: Node) -> Written:
        table = folded(name_of(tree["table"]))
        alias = folded(name_of(tree["table"].get("alias")) or table)
        values = {folded(str(one["column"])): one["value"] for one in items(tree, "setlist") if one["column"]}
        for clause in items(tree, "setlist"):
            values.update({folded(name_of(column)): {"type": "?"} for column in items(clause, "columns")})
        source = "" if tree["from_clause"] else table
        return Written(
            self._relations,
            table,
            source,
            alias,
            values,
            present_of(alias, tree["where_clause"]),
            joined=dict(inner_tables(tree["from_clause"], self._relations)),
            updates=True,
            whole=True,
        )

    def _insert(self, tree: Node, statement: Statement) -> Written:
        target = folded(name_of(tree["table"]))
        select = tree["source"]
        relation = self._relations.tables.get(target)
        if relation is None:
            return Written(self._relations, target)
        columns = [folded(name_of(column)) for column in items(tree, "columns")] or [
            folded(one) for one in stored_columns(relation.sql, relation.columns)
        ]
        left = _left_to_defaults(relation, columns)
        if kind(select) != "SelectStmt":
            return Written(self._relations, target, values=left)
        joined = dict(inner_tables(select["from_clause"], self._relations))
        origin = leading_table(select["from_clause"], self._relations)
        single = origin is not None and not origin.get("args") and folded(name_of(origin)) in self._relations.tables
        single = single and origin is not None and not _is_made_here(folded(name_of(origin)), statement)
        if any(_is_made_here(name, statement) for name in joined.values()):
            joined = {}
        source = folded(name_of(origin)) if single and origin else ""
        alias = folded(name_of(origin.get("alias")) or source) if single and origin else ""
        expressions = list(self._expressions(select, source))
        values = dict(zip(columns, expressions, strict=False))
        groups = items(select, "groupby")
        grouped: tuple[str, ...] = ()
        if groups:
            texts = [text_in(group) for group in groups]
            grouped = tuple(name for name, value in values.items() if text_in(value) in texts)
            if len({text_in(values[name]) for name in grouped}) < len(set(texts)):
                grouped = ()
            alone = source if kind(select["from_clause"]) == "TableRef" else ""
            if not all(
                is_alike(self._relations, alone, values[name], relation.type_of(name))
                and not collation_in(relation.sql, name)
                for name in grouped
            ):
                grouped = ()
        present = present_of(alias, select["where_clause"])
        if not self._relations.is_empty(target):
            grouped = ()
        whole = source_of(select) is not None and is_all(select) and tree["conflict_action"] in (None, "DEFAULT")
        values |= left
        return Written(self._relations, target, source, alias, values, present, grouped, joined=joined, whole=whole)

    def _expressions(self, select: Node, source: str) -> Iterator[Node]:
        for column in items(select, "columns"):
            if "STAR" in column.get("flags", ()):
                alone = source and kind(select["from_clause"]) == "TableRef"
                names = self._relations.tables[source].columns if alone else ()
                yield from ({"type": "ColumnRef", "column": name, "table": None} for name in names)
            else:
                yield column["expr"]


def _left_to_defaults(relation: Relation, given: Sequence[str]) -> dict[str, Node]:
    """What the other columns get than those `given`, folded; a generated one and the rowid's own key make it themselves."""
    made = generated_in(relation.sql).keys() | {folded(rowid_key_in(relation.sql) or "")}
    defaults = defaults_in(relation.sql)
    found: dict[str, Node] = {}
    for name in map(folded, relation.columns):
        if name in made or name in given:
            continue
        value = default_value(defaults.get(name, "NULL"))
        found[name] = value if value is not None and kind(value) != "ColumnRef" else {"type": "?"}
    return found


def _is_made_here(name: str, statement: Statement) -> bool:
    """Whether a common table expression of the statement may have this name, and stand before the table."""
    words = significant(statement.text)
    return any(word.says("WITH") for word in words) and any(
        folded(word.name) == name and after.says("AS", "(") for word, after in pairwise(words)
    )

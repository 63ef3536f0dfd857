"""Names in a migration: which table a column belongs to, and where its values came from before the migration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nhimbe_migrations.d1.rows.reading.needs import Place
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.create_table import generated_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, parse, selects

__all__ = ["Frame", "Lineage", "Scope", "made_of"]

Places = frozenset[Place]
_NONE: Places = frozenset()


@dataclass(slots=True)
class Frame:
    """The tables of one FROM clause, by the names that they have there."""

    tables: dict[str, dict[str, Places]] = field(default_factory=dict)


Scope = Sequence[Frame]
"""Innermost first."""


class Lineage:
    """The tables as the migration goes along: for each column, the columns of the old schema that feed it."""

    def __init__(self, schema: Schema) -> None:
        self.tables: dict[str, dict[str, Places]] = {}
        self.ctes: dict[str, dict[str, Places]] = {}
        for table in schema.tables:
            name = folded(table.name)
            self.tables[name] = {
                folded(column.name): frozenset({(name, folded(column.name))}) for column in table.columns
            }
        for virtual in schema.virtual_tables:
            self.tables[folded(virtual.name)] = {folded(column.name): _NONE for column in virtual.columns}

    def shape(self, table: str) -> dict[str, Places] | None:
        return self.ctes.get(folded(table)) or self.tables.get(folded(table))

    def create(self, table: str, columns: dict[str, Places]) -> None:
        self.tables.setdefault(folded(table), {folded(name): places for name, places in columns.items()})

    def feed(self, table: str, column: str, places: Places) -> None:
        shape = self.tables.get(folded(table))
        if shape is not None:
            shape[folded(column)] = shape.get(folded(column), _NONE) | places

    def rename_table(self, old: str, new: str) -> None:
        if folded(old) in self.tables:
            self.tables[folded(new)] = self.tables.pop(folded(old))

    def rename_column(self, table: str, old: str, new: str) -> None:
        shape = self.tables.get(folded(table), {})
        if folded(old) in shape:
            shape[folded(new)] = shape.pop(folded(old))

    def drop(self, table: str) -> None:
        self.tables.pop(folded(table), None)

    def resolve(self, node: Node, scope: Scope) -> Places:
        """Return the old columns behind a column reference."""
        if kind(node) != "ColumnRef":
            return _NONE
        column = folded(name_of(node))
        alias = folded(str(node["table"])) if node.get("table") else None
        for frame in scope:
            if alias is not None:
                if alias in frame.tables:
                    return frame.tables[alias].get(column, _NONE)
                continue
            for shape in frame.tables.values():
                if column in shape:
                    return shape[column]
        return _NONE

    def frame(self, source: Node | None) -> Frame:
        """Return the frame that a FROM clause opens; derived tables are told by `_derived`."""
        frame = Frame()
        waiting = [source] if source else []
        while waiting:
            node = waiting.pop(0)
            match kind(node):
                case "JoinClause":
                    waiting[:0] = [node["left"], node["right"]]
                case "TableRef":
                    name = name_of(node)
                    alias = name_of(node.get("alias")) or name
                    shape = self.shape(name)
                    if shape is not None and not node.get("args"):
                        frame.tables[folded(alias)] = shape
                    elif node.get("args"):
                        frame.tables[folded(alias)] = {"value": _NONE, "key": _NONE}
                case "SubqueryTableSource":
                    frame.tables[folded(name_of(node.get("alias")))] = self.outcome(node["select"])
                case _:
                    pass
        return frame

    def outcome(self, select: Node | None) -> dict[str, Places]:
        """Return the columns that a SELECT hands out, with what each is made of."""
        found: dict[str, Places] = {}
        for branch in selects(select):
            if kind(branch) != "SelectStmt":
                continue
            frame = self.frame(branch["from_clause"])
            for at, column in enumerate(items(branch, "columns")):
                if "STAR" in column.get("flags", ()):
                    for shape in frame.tables.values():
                        found.update(shape)
                    continue
                expression = column["expr"]
                name = name_of(column["alias"]) or name_of(expression) or f"?{at}"
                found[folded(name)] = found.get(folded(name), _NONE) | self.behind(expression, [frame])
        return found

    def behind(self, expression: object, scope: Scope) -> Places:
        """Return every old column that an expression reads, those of its subqueries left out."""
        if isinstance(expression, dict):
            if kind(expression) == "ColumnRef":
                return self.resolve(expression, scope)
            if kind(expression) in ("SelectStmt", "CompoundSelect"):
                return _NONE
            return frozenset().union(*(self.behind(value, scope) for value in expression.values()))
        if isinstance(expression, list):
            return frozenset().union(*(self.behind(value, scope) for value in expression))
        return _NONE


def made_of(place: Place, schema: Schema) -> Node | None:
    """Return the expression of a generated column; None for any other column."""
    table = schema.table(place[0])
    column = table.column(place[1]) if table else None
    if table is None or column is None or not column.generated:
        return None
    text = generated_in(table.sql).get(place[1])
    terms = items(parse(f"SELECT {text}"), "columns") if text else []
    found: Node | None = terms[0]["expr"] if len(terms) == 1 else None
    return None if any(folded(name_of(node)) == place[1] for node in columns_named(found)) else found

"""Tables and indexes as their CREATE statements say them: plain values, and how to read them off a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.rules.material.tree import Node, items, name_of
from nhimbe_migrations.d1.schema import folded as fold
from nhimbe_migrations.d1.tokens import unquoted

__all__ = ["Column", "Index", "Reference", "Table", "index_from", "table_from", "with_column"]


@dataclass(frozen=True, slots=True)
class Reference:
    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]
    """Empty when the parent's primary key is meant."""
    on_delete: str = "NO ACTION"
    """`CASCADE`, `SET NULL`, `SET DEFAULT`, `RESTRICT` or `NO ACTION`."""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    not_null: bool = False
    default: Node | None = None
    generated: str = ""
    """`STORED`, `VIRTUAL`, or empty."""


@dataclass(frozen=True, slots=True)
class Table:
    name: str
    columns: tuple[Column, ...] = ()
    primary_key: tuple[str, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    """Of UNIQUE constraints; the primary key is not among them."""
    references: tuple[Reference, ...] = ()
    checks: int = 0
    autoincrement: bool = False
    strict: bool = False
    without_rowid: bool = False
    module: str | None = None
    """Of a virtual table."""
    options: str = ""
    """What stands between the parentheses of a virtual table."""
    opaque: bool = False
    """The columns are not known (CREATE TABLE ... AS SELECT, virtual tables)."""

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if fold(each.name) == fold(name)), None)

    def unique_keys(self) -> Iterator[tuple[str, ...]]:
        """Yield the column lists that are unique by declaration, folded."""
        for key in (self.primary_key, *self.uniques):
            if key:
                yield tuple(fold(each) for each in key)


@dataclass(frozen=True, slots=True)
class Index:
    name: str
    table: str
    columns: tuple[str | None, ...]
    """None stands for an expression."""
    unique: bool = False
    partial: bool = False


def table_from(tree: Node) -> Table:
    """Read a table from its CREATE TABLE tree."""
    flags = set(tree.get("flags") or ())
    table = Table(
        str(tree["table_name"]),
        strict="STRICT" in flags,
        without_rowid="WITHOUT_ROWID" in flags,
        opaque=tree.get("as_select") is not None,
    )
    for column in items(tree, "columns"):
        table = with_column(table, column)
    for group in items(tree, "table_constraints"):
        for constraint in items(group):
            table = _with_constraint(table, constraint)
    return table


def with_column(table: Table, definition: Node) -> Table:
    """Return the table with one more column, and what its definition says of keys and references."""
    name = name_of(definition["column_name"])
    column = Column(name, " ".join(str(definition["type_name"] or "").split()))
    for each in items(definition, "constraints"):
        match each.get("kind"):
            case "PRIMARY_KEY":
                table = replace(table, primary_key=(name,), autoincrement=bool(each["is_autoincrement"]))
            case "UNIQUE":
                table = replace(table, uniques=(*table.uniques, (name,)))
            case "NOT_NULL":
                column = replace(column, not_null=True)
            case "DEFAULT":
                column = replace(column, default=each["default_expr"])
            case "GENERATED":
                column = replace(column, generated="STORED" if each["generated_storage"] == "STORED" else "VIRTUAL")
            case "REFERENCES":
                table = replace(table, references=(*table.references, _reference((name,), each["fk_clause"])))
            case "CHECK":
                table = replace(table, checks=table.checks + 1)
            case _:
                pass
    return replace(table, columns=(*table.columns, column))


def _with_constraint(table: Table, constraint: Node) -> Table:
    match constraint.get("kind"):
        case "PRIMARY_KEY":
            return replace(table, primary_key=_ordered(constraint), autoincrement=bool(constraint["is_autoincrement"]))
        case "UNIQUE":
            return replace(table, uniques=(*table.uniques, _ordered(constraint)))
        case "FOREIGN_KEY":
            columns = tuple(name_of(each) for each in items(constraint, "fk_columns"))
            return replace(table, references=(*table.references, _reference(columns, constraint["fk_clause"])))
        case "CHECK":
            return replace(table, checks=table.checks + 1)
        case _:
            return table


def _ordered(constraint: Node) -> tuple[str, ...]:
    return tuple(name_of(each.get("expr")) for each in items(constraint, "pk_columns"))


def _reference(columns: tuple[str, ...], clause: Node) -> Reference:
    actions = {each["kind"]: str(each["action"]).replace("_", " ") for each in items(clause, "options")}
    return Reference(
        columns,
        unquoted(str(clause["ref_table"])),
        tuple(name_of(each) for each in items(clause, "ref_columns")),
        actions.get("ON_DELETE", "NO ACTION"),
    )


def index_from(tree: Node) -> Index:
    """Read an index from its CREATE INDEX tree."""
    columns = tuple(name_of(each["expr"]) or None for each in items(tree, "columns"))
    return Index(
        str(tree["index_name"]),
        str(tree["table_name"]),
        columns,
        bool(tree["is_unique"]),
        tree["where_clause"] is not None,
    )

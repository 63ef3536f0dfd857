"""Tables and indexes as their CREATE statements say them: plain values, and how to read them off a tree."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from nhimbe_migrations.d1.sql.names import folded as fold
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, name_of
from nhimbe_migrations.d1.sql.tokens import unquoted

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
        return next((column for column in self.columns if fold(column.name) == fold(name)), None)

    def unique_keys(self) -> Iterator[tuple[str, ...]]:
        """Yield the column lists that are unique by declaration, folded."""
        for key in (self.primary_key, *self.uniques):
            if key:
                yield tuple(fold(item) for item in key)


@dataclass(frozen=True, slots=True)
class Index:
    name: str
    table: str
    columns: tuple[str | None, ...]
    """None stands for an expression."""
    unique: bool = False
    partial: bool = False


@dataclass(slots=True)
class _Draft:
    """A table while its definition is read."""

    columns: list[Column] = field(default_factory=list)
    primary_key: tuple[str, ...] = ()
    uniques: list[tuple[str, ...]] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    checks: int = 0
    autoincrement: bool = False

    def add_column(self, definition: Node) -> None:
        name = name_of(definition["column_name"])
        not_null, default, generated = False, None, ""
        for item in items(definition, "constraints"):
            match item.get("kind"):
                case "NOT_NULL":
                    not_null = True
                case "DEFAULT":
                    default = item["default_expr"]
                case "GENERATED":
                    generated = "STORED" if item["generated_storage"] == "STORED" else "VIRTUAL"
                case "REFERENCES":
                    self.references.append(_reference((name,), item["fk_clause"]))
                case _:
                    self.add_constraint(item, (name,))
        type_name = " ".join(str(definition["type_name"] or "").split())
        self.columns.append(Column(name, type_name, not_null, default, generated))

    def add_constraint(self, constraint: Node, columns: tuple[str, ...]) -> None:
        match constraint.get("kind"):
            case "PRIMARY_KEY":
                self.primary_key, self.autoincrement = columns, bool(constraint["is_autoincrement"])
            case "UNIQUE":
                self.uniques.append(columns)
            case "CHECK":
                self.checks += 1
            case "FOREIGN_KEY":
                child = tuple(name_of(item) for item in items(constraint, "fk_columns"))
                self.references.append(_reference(child, constraint["fk_clause"]))
            case _:
                pass


def table_from(tree: Node) -> Table:
    """Read a table from its CREATE TABLE tree."""
    draft = _Draft()
    for column in items(tree, "columns"):
        draft.add_column(column)
    for group in items(tree, "table_constraints"):
        for constraint in items(group):
            draft.add_constraint(constraint, _ordered(constraint))
    flags = set(tree.get("flags") or ())
    return Table(
        unquoted(str(tree["table_name"])),
        tuple(draft.columns),
        draft.primary_key,
        tuple(draft.uniques),
        tuple(draft.references),
        draft.checks,
        draft.autoincrement,
        strict="STRICT" in flags,
        without_rowid="WITHOUT_ROWID" in flags,
        opaque=tree.get("as_select") is not None,
    )


def with_column(table: Table, definition: Node) -> Table:
    """Return the table with one more column, and what its definition says of keys and references."""
    draft = _Draft()
    draft.add_column(definition)
    return replace(
        table,
        columns=(*table.columns, *draft.columns),
        uniques=(*table.uniques, *draft.uniques),
        references=(*table.references, *draft.references),
        checks=table.checks + draft.checks,
    )


def _ordered(constraint: Node) -> tuple[str, ...]:
    return tuple(name_of(item.get("expr")) for item in items(constraint, "pk_columns"))


def _reference(columns: tuple[str, ...], clause: Node) -> Reference:
    actions = {item["kind"]: str(item["action"]).replace("_", " ") for item in items(clause, "options")}
    return Reference(
        columns,
        unquoted(str(clause["ref_table"])),
        tuple(name_of(item) for item in items(clause, "ref_columns")),
        actions.get("ON_DELETE", "NO ACTION"),
    )


def index_from(tree: Node) -> Index:
    """Read an index from its CREATE INDEX tree."""
    columns = tuple(name_of(item["expr"]) or None for item in items(tree, "columns"))
    return Index(
        unquoted(str(tree["index_name"])),
        unquoted(str(tree["table_name"])),
        columns,
        bool(tree["is_unique"]),
        tree["where_clause"] is not None,
    )

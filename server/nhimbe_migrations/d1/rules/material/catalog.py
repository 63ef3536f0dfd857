"""What the database holds at one point of a migration, as far as its CREATE statements say.

The rules need it before and after each statement, also of files that would not run; the shadow database
cannot give that. Every object comes from its own SQL, so that old and new ones read alike.
Names compare without case, as in SQLite; only ASCII letters fold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from nhimbe_migrations.d1.rules.material.tree import Node, items, kind, name_of, parse
from nhimbe_migrations.d1.schema import folded as fold
from nhimbe_migrations.d1.tokens import unquoted

__all__ = ["Catalog", "Column", "Index", "Reference", "Table", "Trigger", "View", "fold", "table_from"]


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
    opaque: bool = False
    """The columns are not known (CREATE TABLE ... AS SELECT, virtual tables)."""

    def column(self, name: str) -> Column | None:
        return next((each for each in self.columns if fold(each.name) == fold(name)), None)

    def keys(self) -> Iterator[tuple[str, ...]]:
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


@dataclass(frozen=True, slots=True)
class View:
    name: str
    tree: Node


@dataclass(frozen=True, slots=True)
class Trigger:
    name: str
    table: str
    tree: Node


@dataclass(frozen=True)
class Catalog:
    """Objects by folded name. A value: `after` returns a new one."""

    tables: dict[str, Table] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    indexes: dict[str, Index] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)

    @classmethod
    def of(cls, statements: Iterable[str]) -> Catalog:
        """Read the catalog that these CREATE statements make; what cannot be read is passed over."""
        catalog = cls()
        for statement in statements:
            catalog = catalog.after(parse(statement))
        return catalog

    def table(self, name: str) -> Table | None:
        return self.tables.get(fold(name))

    def indexes_of(self, table: str) -> tuple[Index, ...]:
        return tuple(index for index in self.indexes.values() if fold(index.table) == fold(table))

    def referring_to(self, table: str) -> Iterator[tuple[Table, Reference]]:
        """Yield who references `table`, itself included."""
        for each in self.tables.values():
            for reference in each.references:
                if fold(reference.table) == fold(table):
                    yield each, reference

    def after(self, tree: Node | None) -> Catalog:
        """Return the catalog once the statement has run."""
        match kind(tree):
            case "CreateTableStmt":
                return self._created(tree, "tables", str(tree["table_name"]), table_from(tree)) if tree else self
            case "CreateVirtualTableStmt" if tree:
                name = str(tree["table_name"])
                return self._created(
                    tree, "tables", name, Table(name, module=str(tree["module_name"]).lower(), opaque=True)
                )
            case "CreateViewStmt" if tree:
                return self._created(tree, "views", str(tree["view_name"]), View(str(tree["view_name"]), tree))
            case "CreateIndexStmt" if tree:
                return self._created(tree, "indexes", str(tree["index_name"]), _index_from(tree))
            case "CreateTriggerStmt" if tree:
                name = str(tree["trigger_name"])
                return self._created(tree, "triggers", name, Trigger(name, name_of(tree["table"]), tree))
            case "DropStmt" if tree:
                return self._dropped(str(tree["object_type"]), name_of(tree["target"]))
            case "AlterTableStmt" if tree:
                return self._altered(tree)
        return self

    def _created(self, tree: Node, shelf: str, name: str, made: object) -> Catalog:
        held: dict[str, object] = getattr(self, shelf)
        if fold(name) in held and tree.get("if_not_exists"):
            return self
        return replace(self, **{shelf: held | {fold(name): made}})

    def _dropped(self, what: str, name: str) -> Catalog:
        gone = fold(name)
        match what:
            case "TABLE":
                return replace(
                    self,
                    tables={key: each for key, each in self.tables.items() if key != gone},
                    indexes={key: each for key, each in self.indexes.items() if fold(each.table) != gone},
                    triggers={key: each for key, each in self.triggers.items() if fold(each.table) != gone},
                )
            case "VIEW":
                return replace(self, views={key: each for key, each in self.views.items() if key != gone})
            case "INDEX":
                return replace(self, indexes={key: each for key, each in self.indexes.items() if key != gone})
            case "TRIGGER":
                return replace(self, triggers={key: each for key, each in self.triggers.items() if key != gone})
        return self

    def _altered(self, tree: Node) -> Catalog:
        name = name_of(tree["target"])
        table = self.table(name)
        if table is None:
            return self
        match tree["op"]:
            case "ADD_COLUMN":
                grown = _with_column(table, tree["column"])
                return replace(self, tables=self.tables | {fold(name): grown})
            case "DROP_COLUMN":
                gone = fold(name_of(tree["old_name"]))
                kept = tuple(each for each in table.columns if fold(each.name) != gone)
                links = tuple(each for each in table.references if gone not in map(fold, each.columns))
                return replace(self, tables=self.tables | {fold(name): replace(table, columns=kept, references=links)})
            case "RENAME_TABLE":
                return self._table_renamed(table, name_of(tree["new_name"]))
            case "RENAME_COLUMN":
                return self._column_renamed(table, name_of(tree["old_name"]), name_of(tree["new_name"]))
        return self

    def _table_renamed(self, table: Table, to: str) -> Catalog:
        old = fold(table.name)
        moved = {
            fold(to) if key == old else key: replace(each, name=to) if key == old else each
            for key, each in self.tables.items()
        }
        return replace(
            self,
            tables={
                key: replace(
                    each,
                    references=tuple(
                        replace(link, table=to) if fold(link.table) == old else link for link in each.references
                    ),
                )
                for key, each in moved.items()
            },
            indexes={
                k: replace(each, table=to) if fold(each.table) == old else each for k, each in self.indexes.items()
            },
            triggers={
                k: replace(each, table=to) if fold(each.table) == old else each for k, each in self.triggers.items()
            },
        )

    def _column_renamed(self, table: Table, old: str, new: str) -> Catalog:
        def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new if fold(each) == fold(old) else each for each in names)

        changed = replace(
            table,
            columns=tuple(replace(each, name=new) if fold(each.name) == fold(old) else each for each in table.columns),
            primary_key=renamed(table.primary_key),
            uniques=tuple(renamed(each) for each in table.uniques),
            references=tuple(replace(each, columns=renamed(each.columns)) for each in table.references),
        )
        indexes = {
            key: replace(
                each, columns=tuple(new if name and fold(name) == fold(old) else name for name in each.columns)
            )
            if fold(each.table) == fold(table.name)
            else each
            for key, each in self.indexes.items()
        }
        return replace(self, tables=self.tables | {fold(table.name): changed}, indexes=indexes)


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
        table = _with_column(table, column)
    for group in items(tree, "table_constraints"):
        for constraint in items(group):
            table = _with_constraint(table, constraint)
    return table


def _with_column(table: Table, definition: Node) -> Table:
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


def _index_from(tree: Node) -> Index:
    columns = tuple(name_of(each["expr"]) or None for each in items(tree, "columns"))
    return Index(
        str(tree["index_name"]),
        str(tree["table_name"]),
        columns,
        bool(tree["is_unique"]),
        tree["where_clause"] is not None,
    )

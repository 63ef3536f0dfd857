"""Tables and indexes as their CREATE statements say them: the model's values, read without a database.

The engine's own reading (see `introspection`) is what counts. This one is for what the engine does not have: the
statements of a migration that has not run, or would not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nhimbe_migrations.d1.schema.model import Column, ForeignKey, Generated, Index, IndexTerm, Table, Unique
from nhimbe_migrations.d1.sql.actions import AddColumn
from nhimbe_migrations.d1.sql.create_table import Element, body_in, body_of, default_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = ["added_column", "index_from", "table_from", "with_column", "without_column"]


@dataclass(slots=True)
class _Draft:
    """A table while its definition is read."""

    columns: list[Column] = field(default_factory=list)
    primary_key: tuple[str, ...] = ()
    uniques: list[Unique] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    autoincrement: bool = False

    def add_column(self, definition: Node, default: str | None) -> None:
        name = name_of(definition["column_name"])
        notnull, collation = False, "BINARY"
        generated: Generated | None = None
        for constraint in items(definition, "constraints"):
            match constraint.get("kind"):
                case "NOT_NULL":
                    notnull = True
                case "COLLATE":
                    collation = str(constraint.get("collation_name") or collation)
                case "GENERATED":
                    generated = "stored" if constraint["generated_storage"] == "STORED" else "virtual"
                case "REFERENCES":
                    self.foreign_keys.append(_foreign_key((name,), constraint["fk_clause"]))
                case _:
                    self.add_constraint(constraint, (name,))
        type_name = " ".join(str(definition["type_name"] or "").split())
        self.columns.append(Column(name, type_name, notnull, default, collation=collation, generated=generated))

    def add_constraint(self, constraint: Node, columns: tuple[str, ...]) -> None:
        match constraint.get("kind"):
            case "PRIMARY_KEY":
                self.primary_key, self.autoincrement = columns, bool(constraint["is_autoincrement"])
            case "UNIQUE":
                self.uniques.append(Unique(columns))
            case "FOREIGN_KEY":
                child = tuple(name_of(item) for item in items(constraint, "fk_columns"))
                self.foreign_keys.append(_foreign_key(child, constraint["fk_clause"]))
            case _:
                pass

    def keyed_columns(self, *, strict: bool = False, without_rowid: bool = False) -> tuple[Column, ...]:
        """The columns with their places in the key.

        In a STRICT or WITHOUT ROWID table a key is never NULL; an INTEGER PRIMARY KEY, which numbers the rows, takes
        NULL for "the next number" in a STRICT table too (sqlite.org/stricttables.html, section 2).
        """
        places = {folded(name): place for place, name in enumerate(self.primary_key, 1)}
        numbers = len(places) == 1 and any(
            folded(column.name) in places and column.type.upper() == "INTEGER" for column in self.columns
        )
        never_null = without_rowid or (strict and not numbers)
        return tuple(
            replace(column, primary_key=place, notnull=column.notnull or never_null)
            if (place := places.get(folded(column.name), 0))
            else column
            for column in self.columns
        )


def table_from(statement: Statement) -> Table:
    """Read a table from its CREATE TABLE; one that is made from a SELECT is opaque."""
    tree = statement.tree or {}
    body = body_in(statement.significant)
    defaults = _defaults(statement, body.columns if body else ())
    draft = _Draft()
    for column in items(tree, "columns"):
        draft.add_column(column, next(defaults, None))
    for group in items(tree, "table_constraints"):
        for constraint in items(group):
            draft.add_constraint(constraint, _ordered(constraint))
    flags = set(tree.get("flags") or ())
    strict, without_rowid = "STRICT" in flags, "WITHOUT_ROWID" in flags
    return Table(
        name=unquoted(str(tree["table_name"])),
        columns=draft.keyed_columns(strict=strict, without_rowid=without_rowid),
        sql=statement.text,
        foreign_keys=tuple(draft.foreign_keys),
        uniques=tuple(draft.uniques),
        strict=strict,
        without_rowid=without_rowid,
        autoincrement=draft.autoincrement,
    )


def added_column(statement: Statement) -> Table:
    """Return a table that holds nothing but the column of an ALTER TABLE … ADD COLUMN, and its constraints."""
    tree = statement.tree or {}
    action, name, start = statement.action, name_of(tree["target"]), statement.span.start
    at = action.definition if isinstance(action, AddColumn) else 0
    added = Element(statement.significant[at:], None)
    draft = _Draft()
    draft.add_column(tree["column"], next(_defaults(statement, [added])))
    words = statement.text[added.span.start - start : added.span.end - start]
    return Table(
        name=name,
        columns=draft.keyed_columns(),
        sql=f"CREATE TABLE {name} ({words})",
        foreign_keys=tuple(draft.foreign_keys),
        uniques=tuple(draft.uniques),
    )


def with_column(table: Table, added: Table) -> Table:
    """Return the table with one more column, and what its definition says of keys and references."""
    body, own = body_of(table.sql), body_of(added.sql)
    sql = table.sql
    if body and own and body.columns and own.columns:
        at, words = body.columns[-1].span.end, own.columns[0].span
        sql = f"{sql[:at]}, {added.sql[words.start : words.end]}{sql[at:]}"
    return replace(
        table,
        columns=(*table.columns, *added.columns),
        uniques=(*table.uniques, *added.uniques),
        foreign_keys=(*table.foreign_keys, *added.foreign_keys),
        sql=sql,
    )


def without_column(table: Table, name: str) -> Table:
    """Return the table without a column, and without the references that it was part of."""
    gone = folded(name)
    body = body_of(table.sql)
    element = (
        next((candidate for candidate in body.columns if folded(candidate.name or "") == gone), None) if body else None
    )
    sql = table.sql
    if element:
        end = element.comma.end if element.comma else element.span.end
        sql = sql[: element.span.start] + sql[end:]
    return replace(
        table,
        columns=tuple(column for column in table.columns if folded(column.name) != gone),
        foreign_keys=tuple(key for key in table.foreign_keys if gone not in map(folded, key.columns)),
        sql=sql,
    )


def index_from(statement: Statement, table: Table | None) -> Index:
    """Read an index from its CREATE INDEX; a key without a COLLATE has the collation of its column in `table`."""
    tree = statement.tree or {}
    return Index(
        name=unquoted(str(tree["index_name"])),
        table=unquoted(str(tree["table_name"])),
        terms=tuple(_term(item, table) for item in items(tree, "columns")),
        unique=bool(tree["is_unique"]),
        partial=tree["where_clause"] is not None,
        sql=statement.text,
    )


def _term(item: Node, table: Table | None) -> IndexTerm:
    expression, own = item["expr"], ""
    if kind(expression) == "CollateExpr":
        expression, own = expression["expr"], str(expression["collation"])
    name = name_of(expression)
    column = table.column(name) if table else None
    return IndexTerm(name or None, own or (column.collation if column else "BINARY"), item["sort_order"] == "DESC")


def _defaults(statement: Statement, elements: Sequence[Element]) -> Iterator[str | None]:
    """Yield the default of each column definition, as its text says it."""
    return (default_in(statement.text, element.words, shift=statement.span.start) for element in elements)


def _ordered(constraint: Node) -> tuple[str, ...]:
    return tuple(name_of(item.get("expr")) for item in items(constraint, "pk_columns"))


def _foreign_key(columns: tuple[str, ...], clause: Node) -> ForeignKey:
    actions = {item["kind"]: str(item["action"]).replace("_", " ") for item in items(clause, "options")}
    return ForeignKey(
        columns,
        unquoted(str(clause["ref_table"])),
        tuple(name_of(item) for item in items(clause, "ref_columns")),
        on_update=actions.get("ON_UPDATE", "NO ACTION"),
        on_delete=actions.get("ON_DELETE", "NO ACTION"),
    )

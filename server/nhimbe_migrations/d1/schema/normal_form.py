"""What a CREATE statement means, without how it is written: two texts with one meaning make the same object.

White space, comments, the case of keywords, the quoting of names, IF NOT EXISTS, the order of a column's constraints,
and whether a constraint stands on its column or below make no difference. Column names keep their case, since results
carry them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

from nhimbe_migrations.d1.schema.elements import ColumnMeaning, ElementReader, Names, normals
from nhimbe_migrations.d1.schema.model import Index, Object, Schema, Table, Trigger, View, VirtualTable
from nhimbe_migrations.d1.sql.actions import Create, read_action
from nhimbe_migrations.d1.sql.create_table import body_of
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.tokens import significant
from nhimbe_migrations.system.kept import Kept

__all__ = [
    "ColumnMeaning",
    "Names",
    "TableMeaning",
    "meaning_of",
    "meaning_of_statement",
    "names_of",
    "said_constraint",
    "table_meaning",
]


def names_of(*schemas: Schema) -> Names:
    return _ALWAYS.union(*(schema.names for schema in schemas))


_ALWAYS = frozenset({"rowid", "oid", "_rowid_", "new", "old", "excluded", "main"})


@dataclass(frozen=True, slots=True)
class TableMeaning:
    columns: tuple[ColumnMeaning, ...]
    constraints: tuple[tuple[Hashable, ...], ...]
    """Keys, references and checks, wherever they are written; sorted."""
    options: frozenset[str]


def meaning_of(item: Object, names: Names) -> Hashable:
    """Return a value that is equal for two objects exactly if their definitions mean the same."""
    if isinstance(item, Table):
        return table_meaning(item, names) or normals(significant(item.sql), names)
    return meaning_of_statement(_KINDS[type(item)], item.sql, names)


_KINDS: dict[type, ObjectKind] = {Index: "index", Trigger: "trigger", View: "view", VirtualTable: "virtual table"}


def meaning_of_statement(kind: ObjectKind, sql: str, names: Names) -> Hashable:
    """Return what a CREATE statement for anything but a table means, whatever stands before the object's name."""
    words = significant(sql)
    action = read_action(words)
    tail = normals(words[action.rest :] if isinstance(action, Create) else words, names)
    if kind == "index":
        return len(words) > 1 and words[1].says("UNIQUE"), tuple(word for word in tail if word != "asc")
    return _trigger(tail) if kind == "trigger" else tail


def table_meaning(table: Table, names: Names) -> TableMeaning | None:
    """Return what a CREATE TABLE means; None where it has no list of columns (CREATE TABLE … AS SELECT)."""
    # Of the names only those matter that the text has in double quotes: so a meaning outlives a change elsewhere.
    said = frozenset(name for name in _in_double_quotes(table.sql) if name in names)
    keys = tuple(key.to for key in table.foreign_keys)
    return _meanings.get(
        (table.sql, said, keys, table.autoincrement),
        lambda: _Weighed(_table_meaning(table.sql, said, keys, autoincrement=table.autoincrement), len(table.sql)),
    ).meaning


@dataclass(frozen=True, slots=True)
class _Weighed:
    meaning: TableMeaning | None
    length: int
    """Code points of what it was read from."""


_MEANINGS_BYTES = 16_000_000
_meanings: Kept[Hashable, _Weighed] = Kept(_MEANINGS_BYTES, lambda kept: 12 * kept.length + 1000)


def _in_double_quotes(sql: str) -> frozenset[str]:
    """The folded names that may stand in double quotes in a text; one too many does no harm."""
    if '"' not in sql:
        return frozenset()
    return frozenset(folded(token.name) for token in significant(sql) if token.text[0] == '"')


def _table_meaning(
    sql: str, names: Names, keys: tuple[tuple[str, ...], ...], *, autoincrement: bool
) -> TableMeaning | None:
    body = body_of(sql)
    if body is None:
        return None
    reader = ElementReader(names, keys, autoincrement=autoincrement)
    columns = tuple(reader.column(element) for element in body.elements if element.is_column)
    for element in body.elements:
        if not element.is_column:
            reader.constraints_in(element)
    options = Counter(normals(body.options, names))
    options.pop(",", None)
    return TableMeaning(columns, tuple(sorted(reader.constraints, key=repr)), frozenset(options))


def said_constraint(constraint: tuple[Hashable, ...]) -> str:
    """Return a constraint of a `TableMeaning` as people read it: `unique (a, b)`."""

    def flat(part: Hashable) -> str:
        if isinstance(part, tuple):
            inner = [flat(item) for item in part if item != ""]
            return f"({', '.join(inner)})" if inner else ""
        return part if isinstance(part, str) else ""

    kind, *rest = constraint
    if kind == "check" and isinstance(rest[1], tuple):
        label = f"{rest[0]} " if rest[0] is not None else ""
        return f"check {label}({' '.join(map(str, rest[1]))})"
    if kind in ("primary key", "unique") and isinstance(rest[0], tuple):
        rest[0] = tuple(" ".join(map(str, term)) for term in rest[0] if isinstance(term, tuple))
    return " ".join(text for text in (str(kind), *map(flat, rest)) if text)


def _trigger(tail: tuple[str, ...]) -> tuple[str, ...]:
    """BEFORE and FOR EACH ROW are what a trigger is when it does not say."""
    if tail and tail[0] not in ("before", "after", "instead"):
        tail = ("before", *tail)
    for at in range(len(tail) - 2):
        if tail[at : at + 3] == ("for", "each", "row"):
            return tail[:at] + tail[at + 3 :]
        if tail[at] == "begin":
            break
    return tail

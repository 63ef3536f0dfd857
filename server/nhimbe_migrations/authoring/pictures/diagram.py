"""Draw the D1 schema, a part of it, or the neighbourhood of what a migration changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from nhimbe_migrations.authoring.pictures.mermaid import attribute_name, attribute_type, label, unique_labels
from nhimbe_migrations.d1.rebuild.dependents import full_text_content
from nhimbe_migrations.d1.schema.model import Column, ForeignKey, Schema, Table, View, VirtualTable
from nhimbe_migrations.d1.schema.renames import Renames
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.rendering import render

__all__ = ["diagram_of", "neighbourhood"]

Relation = Table | VirtualTable | View
_MOST_NEIGHBOURS = 4
"""Links in a picture of a change; the tables that the changed ones reference first."""
_MOST_COLUMNS = 12


@dataclass(frozen=True, slots=True)
class _Attribute:
    type: str
    name: str
    keys: str
    comment: str


@dataclass(frozen=True, slots=True)
class _Link:
    parent: str
    child: str
    ends: str
    label: str


def diagram_of(schema: Schema, names: Sequence[str] = (), *, most: int | None = None) -> str:
    """Return the diagram of all tables, virtual tables and views; with `names` of those, and of what they are linked to.

    What is only linked to is drawn without its columns. A diagram of more than `most` characters is drawn with its keys
    alone, then without columns, since a part of one is none.

    Raises:
        ArgumentError: there is no table or view of one of the names.
    """
    relations = {folded(item.name): item for item in _relations(schema)}
    unknown = [name for name in names if folded(name) not in relations]
    if unknown:
        raise ArgumentError(
            f"There is no table or view {', '.join(unknown)}.",
            way_out=f"There are: {', '.join(sorted(item.name for item in relations.values())[:20]) or 'none'}.",
        )
    chosen = {folded(name) for name in names} or set(relations)
    drawn = [item for key, item in relations.items() if key in chosen]
    text = _drawn(schema, drawn, chosen)
    for keys in (True, False):
        if most is None or len(text) <= most:
            break
        text = _drawn(schema, drawn, chosen, only="keys" if keys else "names")
    return text


def neighbourhood(before: Schema, after: Schema, renames: Renames) -> str | None:
    """Return what a migration changes, marked, and what that is linked to; None where no table or column changes.

    Of each table the columns that change and its keys; a column that goes is drawn where its table stays.
    """
    was_called = {folded(renames.table(table.name)): table for table in before.tables}
    marks: dict[str, Mapping[str, str]] = {}
    status: dict[str, str] = {}
    changed: list[Relation] = []
    for table in after.tables:
        old = was_called.get(folded(table.name))
        if old is None:
            status[folded(table.name)] = "new"
            marks[folded(table.name)] = {folded(column.name): "" for column in table.columns}
            changed.append(table)
            continue
        moved = {folded(new): name for name, new in renames.columns_of(table.name).items()}
        told, lost = _column_marks(old, table, moved)
        if folded(old.name) != folded(table.name):
            status[folded(table.name)] = f"was {old.name}"
        if told or folded(table.name) in status or old.foreign_keys != table.foreign_keys:
            marks[folded(table.name)] = told
            changed.append(replace(table, columns=(*table.columns, *lost)))
    for item in after.virtual_tables:
        if before.find("virtual table", item.name) is None:
            status[folded(item.name)] = "new"
            marks[folded(item.name)] = {folded(column.name): "" for column in item.columns}
            changed.append(item)
    gone = [table for table in before.tables if after.table(renames.table(table.name)) is None]
    for table in gone:
        status[folded(table.name)] = "gone"
    if not changed and not gone:
        return None
    there = replace(after, tables=(*after.tables, *gone))
    drawn = [*changed, *gone]
    return _drawn(there, drawn, {folded(item.name) for item in drawn}, _Change(marks, status))


@dataclass(frozen=True, slots=True)
class _Change:
    """What is marked in a picture of a change; by folded names."""

    columns: Mapping[str, Mapping[str, str]]
    """Table → column → what to say of it."""
    tables: Mapping[str, str]
    """Table → what to say of it."""


def _column_marks(old: Table, table: Table, moved: Mapping[str, str]) -> tuple[dict[str, str], tuple[Column, ...]]:
    """What changes in a table's columns, and those that go."""
    told: dict[str, str] = {}
    for column in table.columns:
        name = folded(column.name)
        was = old.column(moved.get(name, column.name))
        if was is None:
            told[name] = "new"
        elif folded(was.name) != name:
            told[name] = f"was {was.name}"
        elif (was.type, was.notnull) != (column.type, column.notnull):
            told[name] = f"was {was.type}{' NOT NULL' if was.notnull else ''}"
    kept = {folded(name) for name in moved.values()}
    lost = tuple(c for c in old.columns if table.column(c.name) is None and folded(c.name) not in kept)
    return told | {folded(column.name): "gone" for column in lost}, lost


def _relations(schema: Schema) -> Iterator[Relation]:
    yield from schema.tables
    yield from schema.virtual_tables
    yield from schema.views


def _drawn(
    schema: Schema,
    relations: Sequence[Relation],
    chosen: set[str],
    change: _Change | None = None,
    *,
    only: Literal["", "keys", "names"] = "",
) -> str:
    links = [link for link in _links(schema) if folded(link.parent) in chosen or folded(link.child) in chosen]
    if change is not None:
        links = sorted(links, key=lambda link: folded(link.child) not in chosen)[:_MOST_NEIGHBOURS]
    called = {folded(item.name): item.name for item in _relations(schema)}
    ends = [called.get(folded(name), name) for link in links for name in (link.parent, link.child)]
    names = unique_labels(list(dict.fromkeys([*(item.name for item in relations), *ends])))
    if change is not None:
        names = {
            name: f"{text} ({label(change.tables[folded(name)])})" if folded(name) in change.tables else text
            for name, text in names.items()
        }
    entities = [(names[item.name], [*_attributes(schema, item, change, only)]) for item in relations]
    drawn = [
        (names[called.get(folded(link.parent), link.parent)], link.ends, names[link.child], label(link.label))
        for link in links
    ]
    return render("report/diagram.mmd.j2", entities=entities, links=drawn)


def _attributes(schema: Schema, relation: Relation, change: _Change | None, only: str) -> Iterator[_Attribute]:
    keys = _keys(schema, relation) if isinstance(relation, Table) else {}
    shown: Sequence[Column] = [column for column in relation.columns if not column.hidden]
    marks: Mapping[str, str] = {}
    if change is not None:
        marks = change.columns.get(folded(relation.name), {})
        keyed = keys if change.tables.get(folded(relation.name)) != "gone" else {}
        shown = [c for c in shown if folded(c.name) in marks or folded(c.name) in keyed][:_MOST_COLUMNS]
    if only:
        shown = [column for column in shown if only == "keys" and folded(column.name) in keys]
    for column in shown:
        word = attribute_name(column.name)
        notes = [column.name] if word != column.name else []
        if mark := marks.get(folded(column.name)):
            notes.append(mark)
        if change is None and column.notnull and not column.primary_key:
            notes.append("NOT NULL")
        yield _Attribute(
            attribute_type(column.type),
            word,
            ", ".join(keys.get(folded(column.name), ())),
            label(", ".join(notes)) if notes else "",
        )


def _keys(schema: Schema, table: Table) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in table.primary_key:
        found.setdefault(folded(name), []).append("PK")
    for key in table.foreign_keys:
        for name in key.columns:
            if "FK" not in found.setdefault(folded(name), []):
                found[folded(name)].append("FK")
    for name in _unique(schema, table):
        if not found.get(folded(name)):
            found.setdefault(folded(name), []).append("UK")
    return found


def _unique(schema: Schema, table: Table) -> Iterator[str]:
    """Columns that are unique by themselves."""
    for constraint in table.uniques:
        if len(constraint.columns) == 1:
            yield constraint.columns[0]
    for index in schema.indexes_of(table.name):
        if index.unique and not index.partial and len(index.terms) == 1 and index.terms[0].column is not None:
            yield index.terms[0].column


def _links(schema: Schema) -> Iterator[_Link]:
    for table in schema.tables:
        unique = {folded(name) for name in _unique(schema, table)}
        for key in table.foreign_keys:
            yield _Link(
                key.table, table.name, f"{_parent_end(table, key)}--{_child_end(table, key, unique)}", _said(key)
            )
    for virtual in schema.virtual_tables:
        content = full_text_content(virtual)
        if content:
            yield _Link(content, virtual.name, "||..||", "full text")


def _parent_end(table: Table, key: ForeignKey) -> str:
    columns = [table.column(name) for name in key.columns]
    return "||" if all(column is not None and column.notnull for column in columns) else "|o"


def _child_end(table: Table, key: ForeignKey, unique: set[str]) -> str:
    names = [folded(name) for name in key.columns]
    at_most_one = (len(names) == 1 and names[0] in unique) or names == [folded(name) for name in table.primary_key]
    return "o|" if at_most_one else "o{"


def _said(key: ForeignKey) -> str:
    act = "" if key.on_delete == "NO ACTION" else f" ({key.on_delete.lower()})"
    return f"{', '.join(key.columns)}{act}"

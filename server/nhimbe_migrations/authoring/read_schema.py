"""The schema as an answer: tables from the engine, collections from the history; an outline where there are many."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

from nhimbe_migrations.authoring.result.answers import CollectionEntry, SchemaAnswer, TableEntry
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.near_names import did_you_mean, nearest

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.d1.schema.model import Column, Schema, Table, View, VirtualTable
    from nhimbe_migrations.d1.states.states import States
    from nhimbe_migrations.mongodb.state.collections import Collection, Collections

__all__ = ["describe", "read_schema"]

_WHOLE_UP_TO = 20
"""Tables or collections that are told in full without being named; more get an outline, to keep the answer small."""


def read_schema(project: Project, *, target: str, names: Sequence[str] | None) -> SchemaAnswer:
    """Return the tables or collections called `names`, or all of them.

    Raises:
        ArgumentError: a name is not there; the message has the nearest ones.
    """
    if target == "d1":
        answer = _d1(project, names)
    else:
        answer = _mongodb(project.collections(), project.repository.layout.migrations, names)
    unusable = (f"{item.file}: {item.message}" for item in project.unusable_files())
    unread = (*(answer.unread or ()), *unusable)
    return replace(_counted(project, answer), root=project.root, unread=unread or None)


def _counted(project: Project, answer: SchemaAnswer) -> SchemaAnswer:
    """The answer with how often the code uses each table or collection; as it is where there is no code."""
    from nhimbe_migrations.authoring.code.broken import use_counts
    from nhimbe_migrations.authoring.code.files import code_files
    from nhimbe_migrations.code_use.driver_calls import driver_calls

    files = code_files(project)
    if not files:
        return answer
    if answer.tables is not None:
        counts = use_counts(project)
        words = {word.lower() for data in files.values() for word in set(_WORD.findall(data))}
        tables = tuple(
            replace(table, uses=counts.get(table.name.lower()) or _none_if_named(table.name, words, files))
            for table in answer.tables
        )
        return replace(answer, tables=tables)
    named = Counter(call.collection for call in driver_calls(files))
    collections = tuple(replace(item, uses=named[item.name]) for item in answer.collections or ())
    return replace(answer, collections=collections)


def _none_if_named(name: str, words: AbstractSet[bytes], files: Mapping[str, bytes]) -> int | None:
    """0 for a name that the code does not even hold; None where it does, since a query that is not read may be made of it."""
    spelled = name.encode()
    if _WORD.fullmatch(spelled):
        return None if spelled.lower() in words else 0
    word = re.compile(rb"\b" + re.escape(spelled) + rb"\b", re.IGNORECASE)
    return None if any(word.search(data) for data in files.values()) else 0


_WORD = re.compile(rb"\w+")


def describe(schema: SchemaAnswer) -> str:
    """One line a table or collection; of those that were asked for by name the definition, indexes and what references them."""
    if schema.tables is not None:
        lines = [line for table in schema.tables for line in _table_in_words(table)]
        lines += [f"drift: {line}" for table in schema.tables for line in table.drift or ()]
    else:
        lines = [line for item in schema.collections or () for line in _collection_in_words(item)]
    unread = [f"not read: {item}" for item in schema.unread or ()]
    if schema.outline:
        lines.append("Types, keys and indexes: ask again with `names`.")
    return "\n".join([*lines, *unread]) or f"Nothing in {schema.source}."


def _table_in_words(table: TableEntry) -> Iterator[str]:
    used = _used(table.uses)
    if table.sql is None or table.kind is not None:
        yield f"{table.name}{_place_in_words(table)}: {_columns_in_words(table)}{used}"
        return
    yield f"{table.name}{_place_in_words(table)}{used}: {table.sql}"
    if table.indexes:
        yield f"  indexes: {'; '.join(_index_in_words(index) for index in table.indexes)}"
    if table.triggers:
        yield f"  triggers: {', '.join(table.triggers)}"
    if table.referenced_by:
        yield f"  referenced by: {', '.join(table.referenced_by)}"


def _index_in_words(index: Mapping[str, Any]) -> str:
    return str(
        index.get("sql") or f"{'unique ' if index.get('unique') else ''}{index['name']}({', '.join(index['columns'])})"
    )


def _collection_in_words(item: CollectionEntry) -> Iterator[str]:
    fields = ", ".join(f"{name} {kind}" for name, kind in (item.fields or {}).items())
    yield f"{item.name}: {fields or 'no known fields'}{_used(item.uses)}"
    if item.indexes:
        yield f"  indexes: {'; '.join(_keys_in_words(index) for index in item.indexes)}"


def _keys_in_words(index: Mapping[str, Any]) -> str:
    keys = ", ".join(f"{name}: {way}" for name, way in dict(index["keys"]).items())
    return f"{'unique ' if index.get('unique') else ''}{index['name']}({keys})"


def _place_in_words(table: TableEntry) -> str:
    return f" (only in {' and '.join(table.states)})" if table.states else ""


def _used(uses: int | None) -> str:
    return "" if uses is None else " (no query of the code uses it)" if uses == 0 else f" (used by {uses})"


def _columns_in_words(table: TableEntry) -> str:
    if table.columns is None:
        return f"{table.column_count} columns"
    return ", ".join(f"{column['name']} {column['type']}".rstrip() for column in table.columns)


def _d1(project: Project, names: Sequence[str] | None) -> SchemaAnswer:
    from nhimbe_migrations.d1.schema.loading import load_schema

    states = project.states()
    schema, text = states.history.schema, project.schema_text()
    file = project.repository.layout.schema
    source = file if text.strip() else f"the migrations (there is no {file}; update_schema writes one)"
    relations: tuple[Table | VirtualTable | View, ...] = (*schema.tables, *schema.virtual_tables, *schema.views)
    known = {item.name: item for item in relations}
    outline = names is None and len(known) > _WHOLE_UP_TO
    chosen = known if names is None else [_known(name, known, "table", source) for name in names]
    entries = (
        _outlined(known[name]) if outline else _table(schema, name, known[name], whole=names is not None)
        for name in chosen
    )
    drift = {} if outline else _drift_of(states)
    told = tuple(_with_states(entry, states, drift.get(folded(entry.name), ())) for entry in entries)
    unread = tuple(f"{file}, line {line}: {message}" for line, message in load_schema(text).problems)
    return SchemaAnswer("d1", source, tables=told, outline=outline or None, unread=unread or None)


def _with_states(entry: TableEntry, states: States, drift: tuple[str, ...]) -> TableEntry:
    """Say where a table stands, if not everywhere, and what schema.sql has otherwise."""
    standing = states.standing_in(entry.kind or "table", entry.name)
    return replace(entry, states=standing if standing != states.names else None, drift=drift or None)


def _drift_of(states: States) -> dict[str, tuple[str, ...]]:
    """Folded table → how schema.sql differs on it, indexes and triggers included."""
    if states.schema_file is None:
        return {}
    found: dict[str, list[str]] = {}
    for difference in differences(states.schema_file.schema, states.history.schema):
        item = states.history.schema.find(difference.object, difference.name)
        table = getattr(item, "table", difference.name)
        if difference.order_only or states.schema_file.schema.named(table) == ():
            continue
        detail = difference.detail.replace("on the left", "in schema.sql").replace("on the right", "in the history")
        found.setdefault(folded(table), []).append(f"{difference.object} {difference.name}: {detail}")
    return {name: tuple(lines) for name, lines in found.items()}


def _known(name: str, known: Iterable[str], what: str, source: str) -> str:
    lowered = {item.lower(): item for item in known}
    if name.lower() in lowered:
        return lowered[name.lower()]
    names = sorted(known)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    raise ArgumentError(
        f"There is no {what} {name!r} in {source}.",
        way_out=did_you_mean(nearest(name, names)) or f"It has: {', '.join(names[:_NAMED]) or 'none'}{more}.",
    )


_NAMED = 40


def _outlined(item: Any) -> TableEntry:  # noqa: ANN401 Table, VirtualTable or View
    return TableEntry(item.name, _kind(item), column_count=len(item.columns))


def _kind(item: Any) -> Literal["virtual table", "view"] | None:  # noqa: ANN401 Table, VirtualTable or View
    return "virtual table" if hasattr(item, "module") else "view" if hasattr(item, "problem") else None


def _table(schema: Schema, name: str, item: Any, *, whole: bool) -> TableEntry:  # noqa: ANN401 Table, VirtualTable or View
    triggers = tuple(trigger.name for trigger in schema.triggers_of(name)) or None
    columns = tuple(_column(column) for column in item.columns if not column.hidden)
    if _kind(item):
        return TableEntry(
            name, _kind(item), columns, triggers=triggers, problem=getattr(item, "problem", None), sql=item.sql
        )
    options = [
        word
        for word, holds in (
            ("STRICT", item.strict),
            ("WITHOUT ROWID", item.without_rowid),
            ("AUTOINCREMENT", item.autoincrement),
        )
        if holds
    ]
    return TableEntry(
        name=name,
        columns=columns,
        primary_key=item.primary_key or None,
        foreign_keys=tuple(_foreign_key(key) for key in item.foreign_keys) or None,
        unique=tuple(unique.columns for unique in item.uniques) or None,
        checks=tuple(check.expression for check in item.checks) or None,
        indexes=tuple(_index(index) for index in schema.indexes_of(name)) or None,
        triggers=triggers,
        referenced_by=tuple(
            f"{reference.table}.{', '.join(reference.key.columns)} (ON DELETE {reference.key.on_delete})"
            for reference in schema.references_to(name)
        )
        or None,
        options=tuple(options) or None,
        sql=item.sql if whole else None,
    )


def _column(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {"name": column.name, "type": column.type}
    if column.notnull:
        told["notnull"] = True
    if column.primary_key:
        told["primary_key"] = True
    if column.default is not None:
        told["default"] = column.default
    if column.generated:
        told["generated"] = column.generated
    if column.collation.upper() != "BINARY":
        told["collation"] = column.collation
    return told


def _foreign_key(key: Any) -> dict[str, Any]:  # noqa: ANN401 ForeignKey
    told: dict[str, Any] = {"columns": list(key.columns), "table": key.table, "to": list(key.to)}
    actions = {"on_delete": key.on_delete, "on_update": key.on_update}
    return told | {name: action for name, action in actions.items() if action != "NO ACTION"}


def _index(index: Any) -> dict[str, Any]:  # noqa: ANN401 Index
    told: dict[str, Any] = {"name": index.name, "columns": [term.column or "(expression)" for term in index.terms]}
    if index.unique:
        told["unique"] = True
    if index.partial or any(term.column is None for term in index.terms):
        told["sql"] = index.sql
    return told


def _mongodb(collections: Collections, source: str, names: Sequence[str] | None) -> SchemaAnswer:
    known = collections.by_name
    outline = names is None and len(known) > _WHOLE_UP_TO
    chosen = sorted(known) if names is None else [_known(name, known, "collection", source) for name in names]
    entries = tuple(CollectionEntry(name) if outline else _collection(known[name]) for name in chosen)
    unread = tuple(f"{item.file}:{item.line} {item.why}" for item in collections.unread)
    return SchemaAnswer("mongodb", source, collections=entries, unread=unread, outline=outline or None)


def _collection(collection: Collection) -> CollectionEntry:
    validation = collection.validation
    return CollectionEntry(
        name=collection.name,
        indexes=tuple(
            {
                "name": index.name,
                "keys": _plain(index.keys),
                **({"file": index.file} if index.file else {}),
                **_plain(index.options),
            }
            for index in collection.indexes.values()
        ),
        fields=dict(collection.fields) or None,
        validator=_plain(validation.rule) if validation and isinstance(validation.rule, Mapping) else None,
        files=collection.files,
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 values of a migration
    """Return JSON data; what could not be read is named by its source text."""
    match value:
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case str() | int() | float() | bool() | None:
            return value
        case _:
            return str(value)

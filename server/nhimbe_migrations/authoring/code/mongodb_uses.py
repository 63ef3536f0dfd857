"""What a MongoDB migration of typed changes does to the driver calls in the code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.authoring.code.files import code_files
from nhimbe_migrations.authoring.result.report import Use
from nhimbe_migrations.code_use.driver_calls import DriverCall, driver_calls
from nhimbe_migrations.mongodb.code.calls import Call
from nhimbe_migrations.mongodb.code.migration_file import read_migration

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["changes_in", "uses_of_changes", "uses_of_file"]

_NEEDS_INDEX = {"find", "findOne", "aggregate", "countDocuments", "updateOne", "updateMany", "deleteOne", "deleteMany"}


def uses_of_file(
    project: Project, text: str, file: str, changes: Sequence[Mapping[str, Any]] = (), *, before: str | None = None
) -> tuple[Use, ...]:
    """Return the uses that a migration breaks or slows, by its typed `changes`, else by the calls of its up().

    `before` is the file whose place it takes, or itself where it stands in the history.
    """
    own = [change for change in changes if change.get("kind") != "run"]
    if len(own) < len(changes) or not changes:
        up = read_migration(text, file).up
        own += changes_in(up.calls) if up is not None else ()
    if not own:
        return ()
    collections = project.collections_before(before) if before else project.collections()
    indexes = {
        (name, index.name): tuple(index.keys)
        for name, collection in collections.by_name.items()
        for index in collection.indexes.values()
    }
    return uses_of_changes(code_files(project), own, indexes)


def changes_in(calls: Sequence[Call]) -> Iterator[Mapping[str, Any]]:
    """Yield what the calls of an `up` take away or rename, in the words of typed changes; what is computed is left out."""
    for call in calls:
        name, first = call.collection, call.argument(0)
        if not isinstance(name, str):
            kind = {"dropCollection": "drop_collection", "renameCollection": "rename_collection"}.get(call.method)
            if kind and isinstance(first, str):
                yield {"kind": kind, "name": first}
            continue
        if call.method == "drop":
            yield {"kind": "drop_collection", "name": name}
        elif call.method == "rename":
            yield {"kind": "rename_collection", "name": name}
        elif call.method == "dropIndex" and isinstance(first, str):
            yield {"kind": "drop_index", "collection": name, "name": first}
        elif call.method in {"updateMany", "updateOne"}:
            update = call.argument(1)
            for stage in update if isinstance(update, list) else [update]:
                yield from _fields_taken(name, stage)


def _fields_taken(collection: str, update: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401 JSValue
    if not isinstance(update, Mapping):
        return
    renamed, unset = update.get("$rename"), update.get("$unset")
    if isinstance(renamed, Mapping):
        yield from ({"kind": "rename_field", "collection": collection, "field": field} for field in renamed)
    fields = [unset] if isinstance(unset, str) else unset
    if isinstance(fields, (Mapping, list)):
        yield from (
            {"kind": "remove_field", "collection": collection, "field": field}
            for field in fields
            if isinstance(field, str)
        )


def uses_of_changes(
    files: Mapping[str, bytes], changes: Sequence[Mapping[str, Any]], indexes: Mapping[tuple[str, str], Sequence[str]]
) -> tuple[Use, ...]:
    """Return the uses that `changes` break or slow; `indexes` are (collection, index) → its fields, as they are now."""
    calls = driver_calls(files)
    found = (use for change in changes for use in _of_change(calls, change, indexes))
    return tuple(dict.fromkeys(found))


def _of_change(
    calls: Sequence[DriverCall], change: Mapping[str, Any], indexes: Mapping[tuple[str, str], Sequence[str]]
) -> Iterator[Use]:
    kind = change.get("kind")
    collection = str(change.get("collection") or change.get("name") or "")
    own = [call for call in calls if call.collection == collection]
    if kind in {"drop_collection", "rename_collection"}:
        for call in own:
            yield Use(call.file, call.line, call.text, "breaks", f"{collection} is renamed")
    elif kind in {"rename_field", "remove_field", "convert_field", "map_values"}:
        name = str(change.get("field") or "").replace("[]", "")
        for call in own:
            if any(field == name or field.startswith(f"{name}.") for field in call.fields):
                effect = "reads" if kind in {"convert_field", "map_values"} else "breaks"
                yield Use(
                    call.file,
                    call.line,
                    call.text,
                    "breaks" if effect == "breaks" else "reads",
                    f"it names {collection}.{name}",
                )
    elif kind == "drop_index":
        fields = indexes.get((collection, str(change.get("name") or "")), ())
        others = [listed for (of, index), listed in indexes.items() if of == collection and index != change.get("name")]
        for call in own:
            led = bool(fields) and fields[0] in call.fields and call.method in _NEEDS_INDEX
            if led and not any(listed and listed[0] in call.fields for listed in others):
                yield Use(
                    call.file,
                    call.line,
                    call.text,
                    "scans",
                    f"no other index of {collection} leads to what it asks for",
                )

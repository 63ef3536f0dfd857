"""What a MongoDB migration of typed changes does to the driver calls in the code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nhimbe_migrations.authoring.result.report import Use
from nhimbe_migrations.code_use.driver_calls import DriverCall, driver_calls

__all__ = ["uses_of_changes"]

_NEEDS_INDEX = {"find", "findOne", "aggregate", "countDocuments", "updateOne", "updateMany", "deleteOne", "deleteMany"}


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
            yield Use(call.file, call.line, call.text, "breaks", f"{collection} is no longer called so")
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

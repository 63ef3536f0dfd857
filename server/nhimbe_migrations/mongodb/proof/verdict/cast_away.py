"""Values that `up` made into less than they were: decimals cut off, text that became empty or no number.

No `down` can bring them back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.mongodb.proof.verdict.snapshot_values import shown

__all__ = ["cast_away", "overwritten"]

_NUMBER = re.compile(r"\s*[-+]?\d+(?:\.\d+)?")


def cast_away(
    before: Mapping[str, Any], after: Mapping[str, Any], back: Mapping[str, Any]
) -> dict[tuple[str, str], str]:
    """Return collection and path of fields that lost a part of their value in `up`, each with an example that `down` did not restore."""
    found: dict[tuple[str, str], str] = {}
    for name, collection in before.items():
        now, then = _by_key(after, name), _by_key(back, name)
        for document in collection["documents"]:
            key = shown(document.get("_id"))
            other: Mapping[str, Any] = now.get(key) or {}
            for path, old, new in _changed(document, other):
                if _is_less(old, new) and old not in other.values() and _at(then.get(key), path) != old:
                    found.setdefault((name, path), f"{shown(old)} became {shown(new)}")
    return found


def _by_key(snapshot: Mapping[str, Any], name: str) -> dict[str, Mapping[str, Any]]:
    return {shown(document.get("_id")): document for document in snapshot.get(name, {}).get("documents", ())}


def overwritten(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """Return collection and field of values that a `$rename` onto the field took away, each with an example."""
    targets = {found[1] for part in _RENAME.findall(text) for found in _TO.finditer(part)}
    found: dict[tuple[str, str], str] = {}
    for name, collection in before.items():
        now = _by_key(after, name)
        for document in collection["documents"] if targets else ():
            other: Mapping[str, Any] = now.get(shown(document.get("_id"))) or {}
            for field in targets & document.keys():
                if document[field] != other.get(field) and document[field] not in other.values():
                    found.setdefault((name, field), shown(document[field]))
    return found


_RENAME = re.compile(r"\$rename[\"']?\s*:\s*\{([^}]*)\}")
_TO = re.compile(r":\s*[\"'`]([\w]+)[\"'`]")


def _changed(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any, Any]]:
    for field, value in old.items():
        other = new.get(field)
        if isinstance(other, Mapping) and _is_plain(value) and _is_plain(other):
            yield from _changed(value, other, f"{prefix}{field}.")
        elif other is not None and value != other:
            yield f"{prefix}{field}", value, other


def _at(document: Any, path: str) -> Any:  # noqa: ANN401 canonical Extended JSON
    for name in path.split("."):
        document = document.get(name) if isinstance(document, Mapping) else None
    return document


def _is_plain(value: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
    return isinstance(value, dict) and not any(key.startswith("$") for key in value)


def _is_less(old: Any, new: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
    """Whether a number is what is left of a longer one, or of text that is none; or text is empty that was not."""
    if new == "":
        return bool(old)
    after = _number(new)
    if after is None:
        return False
    before = _number(old)
    if before is None and isinstance(old, str):
        if math.isnan(after):
            return True
        stated = _NUMBER.match(old)
        before = float(stated[0]) if stated else None
    return before is not None and before != after and after in {math.trunc(before), math.floor(before), round(before)}


def _number(value: Any) -> float | None:  # noqa: ANN401 canonical Extended JSON
    match value:
        case {"$numberInt": text} | {"$numberLong": text} | {"$numberDouble": text} | {"$numberDecimal": text}:
            try:
                return float(text)
            except ValueError:
                return None
        case _:
            return None

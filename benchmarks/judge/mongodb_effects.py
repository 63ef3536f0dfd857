"""What a MongoDB migration did, from readings of the whole database before `up`, after it, and after `down`."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from judge.d1_effects import Effect

__all__ = ["mongodb_effects"]


def mongodb_effects(text: str, answer: Mapping[str, Any]) -> list[Effect]:
    """Return what came of one run; see `mongodb.mjs` for the answer."""
    if answer["up"] is not None:
        return [Effect("fails", answer["up"])]
    before, after = answer["before"], answer["after"]
    found = [*_lost(text, before, after), *_invalid(before, after), *_of_code(answer.get("code"))]
    if answer["down"] is not None:
        found.append(Effect("down-fails", answer["down"]))
    else:
        found += _differs(before, answer["back"])
    if not found and before == after:
        return [Effect("nothing", "the database is what it was")]
    return sorted(set(found))


def _lost(text: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    kept = {
        _plain(value)
        for reading in after.values()
        for document in reading["documents"]
        for _, value in _leaves(document)
    }
    deletes = re.search(r"\bdelete(One|Many)\b|findOneAndDelete|\.remove\(", text) is not None
    drops = re.search(r"\.drop(Collection)?\(", text) is not None
    unset = {
        part
        for match in re.finditer(r"\$unset:\s*(\{[^}]*\}|\[[^\]]*\]|\"[^\"]*\")", text)
        for part in re.findall(r"[\w.$\[\]]+", match[1])
    }
    for collection, reading in before.items():
        name = _now(text, collection, after)
        documents = {_key(document): document for document in after.get(name, {}).get("documents", [])}
        for document in reading["documents"]:
            now = documents.get(_key(document))
            if now is None:
                if all(_plain(value) in kept for path, value in _leaves(document) if path != "_id"):
                    continue
                gone = name not in after
                yield Effect(
                    "declared-rows-lost" if (gone and drops) or (not gone and deletes) else "rows-lost", collection
                )
                continue
            values = dict(_leaves(now))
            for path, value in _leaves(document):
                if value is None or _plain(value) == _plain(values.get(path)) or _plain(value) in kept:
                    continue
                current = values.get(path)
                plain_path = re.sub(r"\.\d+", "", path)
                if current is None:
                    said = any(
                        part in unset
                        for part in (path, plain_path, plain_path.rpartition(".")[2], plain_path.split(".")[0])
                    )
                    yield Effect("declared-values-lost" if said else "values-lost", f"{collection}.{plain_path}")
                elif _cast_away(value, current):
                    yield Effect("values-lost", f"{collection}.{plain_path}")


def _now(text: str, collection: str, after: Mapping[str, Any]) -> str:
    renamed = re.search(
        rf"[\"'`]{re.escape(collection)}[\"'`]\)\s*\.rename\(\s*[\"'`](\w+)|renameCollection\(\s*[\"'`]{re.escape(collection)}[\"'`],\s*[\"'`](\w+)",
        text,
    )
    name = next((group for group in renamed.groups() if group), collection) if renamed else collection
    return name if name in after else collection


def _invalid(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Effect]:
    for collection, reading in after.items():
        if _number(reading["invalid"]) > _number(before.get(collection, {}).get("invalid", 0)):
            yield Effect("invalid-rows", collection)


def _number(value: Any) -> int:
    return int(next(iter(value.values()))) if isinstance(value, dict) else int(value)


def _differs(before: Mapping[str, Any], back: Mapping[str, Any]) -> Iterator[Effect]:
    for collection in sorted({*before, *back}):
        one, two = before.get(collection), back.get(collection)
        if one is None or two is None:
            some = one or two or {}
            if not some["documents"] and some["validator"] is None and len(some["indexes"]) == 1:
                continue
            yield Effect("down-differs", f"collection {collection}")
            continue
        for part in ("documents", "indexes", "validator", "level"):
            first, second = one[part], two[part]
            if part in {"validator", "level"} and not one["validator"] and not two["validator"]:
                continue  # none at all, and an empty one, hold nothing back
            if part == "indexes":
                first, second = ({_text(item) for item in indexes} for indexes in (first, second))
            if _text(first) != _text(second) if part != "indexes" else first != second:
                yield Effect("down-differs", f"{collection}: {part}")


def _of_code(code: Mapping[str, Any] | None) -> Iterator[Effect]:
    if not code:
        return
    for name, was in code["before"].items():
        now = code["after"].get(name, {"error": "gone", "empty": True})
        if was["error"] is None and now["error"] is not None:
            yield Effect("code-broken", f"{name}: {now['error']}")
        elif was["error"] is None and was["empty"] is False and now["empty"]:
            yield Effect("code-broken", f"{name} finds nothing any more")


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every value with its path; a BSON type in extended JSON is one value."""
    if isinstance(value, dict) and not (len(value) == 1 and next(iter(value)).startswith("$")):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from _leaves(inner, f"{path}.{at}")
    else:
        yield path, value


def _plain(value: Any) -> Any:
    """Numbers of all kinds, and texts that hold one, are one value; so are a date and its ISO text."""
    if isinstance(value, dict):
        kind, inner = next(iter(value.items()))
        if kind in {"$numberInt", "$numberLong", "$numberDouble", "$numberDecimal"}:
            return _number_or_text(str(inner))
        if kind == "$date":
            return _plain_date(inner)
        return _plain(inner) if not isinstance(inner, dict) else _text(inner)
    if isinstance(value, str):
        return _number_or_text(" ".join(value.split()).casefold())
    return _text(value) if isinstance(value, (dict, list)) else value


def _plain_date(inner: Any) -> Any:
    from datetime import UTC, datetime

    milliseconds = int(next(iter(inner.values()))) if isinstance(inner, dict) else 0
    try:
        text = datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="milliseconds")
    except (OverflowError, ValueError):
        return milliseconds
    return text.replace("+00:00", "z").casefold()


def _number_or_text(text: str) -> Any:
    try:
        return float(text) if text and len(text) < 18 else text
    except ValueError:
        return text


def _cast_away(before: Any, now: Any) -> bool:
    if now == "":
        return True
    was, is_ = _plain(before), _plain(now)
    if isinstance(was, str) and isinstance(is_, float):
        start = re.match(r"[-+]?\d+(\.\d*)?", was)
        return bool(math.isnan(is_) or (start and float(start[0]) == is_))
    return (
        isinstance(was, float) and isinstance(is_, float) and was != is_ and is_ in {float(int(was)), float(round(was))}
        if not (isinstance(was, float) and math.isnan(was))
        else False
    )


def _key(document: Mapping[str, Any]) -> str:
    return _text(document.get("_id"))


def _text(value: Any) -> str:
    return json.dumps(value, sort_keys=True)

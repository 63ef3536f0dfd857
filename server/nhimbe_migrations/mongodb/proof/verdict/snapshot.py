"""Two snapshots of a database, compared, and what differs said as a person would say it.

A snapshot is what the harness took: for each collection its type, options, indexes, and documents in canonical Extended JSON,
so that 3 and 3.0 are two values. The order of fields does not count as a difference, but is told apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from nhimbe_migrations.mongodb.proof.verdict.snapshot_values import cut, kind_of, shown, typed

__all__ = ["Difference", "Loss", "differences", "only_chance"]

Snapshot = Mapping[str, Mapping[str, Any]]
Kind = Literal["extra", "missing", "changed", "order"]
What = Literal["collection", "validator", "option", "index", "document", "field"]
_Numbers = Literal["", "others", "widened"]


@dataclass(frozen=True, slots=True)
class Loss:
    """What an author said will not come back: a field of a collection, or the whole collection."""

    collection: str
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which a database is not as it should be."""

    kind: Kind
    what: What
    collection: str
    name: str = ""
    """Of the index, option or field."""
    count: int = 1
    """How many documents show it."""
    example: str = ""
    numbers: _Numbers = ""
    """Both sides are numbers, or lists that differ in numbers alone: other ones, or each int and long as the double that is the same number."""
    by_chance: bool = False
    """Both sides have a value, of one type: it was made anew each time. Of documents: they are alike but for an ObjectId as their key."""

    def covered_by(self, loss: Loss) -> bool:
        if loss.collection != self.collection:
            return False
        inside = self.name == loss.field or self.name.startswith(f"{loss.field}.")
        return loss.field is None or (self.what == "field" and inside) or self.kind == "order"

    def after_down(self) -> str:
        """Say it of a `down` that should have brought everything back."""
        place, thing = self._place(), self._thing()
        match self.kind:
            case "extra":
                return f"down leaves {thing} behind{place}{self._shown()}"
            case "missing":
                verb = "restore" if self.what in {"field", "index", "validator", "option"} else "bring back"
                return f"down does not {verb} {thing}{place}{self._shown()}"
            case "changed":
                return f"down leaves {thing} changed{place}{self._shown()}"
            case "order":
                return (
                    f"down leaves the fields of {_count(self.count, 'document')} of {self.collection} in another order"
                )

    def after_second_up(self) -> str:
        """Say it of an `up` that should have done again what it did before."""
        place, thing = self._place(), self._thing()
        match self.kind:
            case "extra":
                return f"a second up adds {thing}{place} that the first did not{self._shown()}"
            case "missing":
                return f"a second up does not make {thing}{place}, as the first did{self._shown()}"
            case "changed":
                return f"a second up makes {thing} another way{place}{self._shown()}"
            case "order":
                return f"a second up orders the fields of {_count(self.count, 'document')} of {self.collection} another way"

    def _thing(self) -> str:
        match self.what:
            case "collection":
                return f"collection {self.collection}"
            case "validator":
                return "the validator"
            case "document":
                return _count(self.count, "document")
            case "option" | "index" | "field":
                return f"{self.what} {self.name}"

    def _place(self) -> str:
        match self.what:
            case "collection":
                return ""
            case "document":
                return f" in {self.collection}"
            case "field":
                return f" in {_count(self.count, 'document')} of {self.collection}"
            case "validator" | "option" | "index":
                return f" on {self.collection}"

    def _shown(self) -> str:
        return f" ({self.example})" if self.example else ""


def differences(wanted: Snapshot, found: Snapshot) -> tuple[Difference, ...]:
    """Return how `found` departs from `wanted`, collection by collection."""
    return tuple(_all(wanted, found))


def only_chance(found: tuple[Difference, ...]) -> bool:
    """Whether all that differs are values made anew at each run: times, random ids, and documents named by them."""
    counts: dict[str, int] = {}
    for item in found:
        if item.what == "document" and item.kind in {"extra", "missing"}:
            counts[item.collection] = counts.get(item.collection, 0) + (
                item.count if item.kind == "extra" else -item.count
            )
        elif not item.by_chance and item.kind != "order":
            return False
    return not any(counts.values())


def _all(wanted: Snapshot, found: Snapshot) -> Iterator[Difference]:
    for name in sorted({*wanted, *found}):
        before, after = wanted.get(name), found.get(name)
        if before is None:
            yield Difference("extra", "collection", name)
        elif after is None:
            yield Difference("missing", "collection", name)
        else:
            yield from _collection(name, before, after)


def _collection(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    yield from _options(
        name, {"type": before["type"], **before["options"]}, {"type": after["type"], **after["options"]}
    )
    for index in sorted({*before["indexes"], *after["indexes"]}):
        old, new = before["indexes"].get(index), after["indexes"].get(index)
        if old is None or new is None:
            yield Difference("extra" if old is None else "missing", "index", name, index)
        elif old != new:
            changed = [key for key in sorted({*old, *new}) if old.get(key) != new.get(key)]
            example = "; ".join(f"{key} was {shown(old.get(key))}, is {shown(new.get(key))}" for key in changed)
            yield Difference("changed", "index", name, index, example=example)
    yield from _documents(name, before["documents"], after["documents"])


def _options(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Difference]:
    for option in sorted({*before, *after} - {"validationLevel", "validationAction"}):
        if before.get(option) != after.get(option):
            kind: Kind = "extra" if option not in before else "missing" if option not in after else "changed"
            what: What = "validator" if option == "validator" else "option"
            yield Difference(kind, what, name, option)
    for option in ("validationLevel", "validationAction"):
        old, new = before.get(option), after.get(option)
        if old is not None and new is not None and old != new:
            yield Difference("changed", "option", name, option, example=f"was {old}, is {new}")


def _documents(name: str, before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Difference]:
    old = {_id(document): document for document in before}
    new = {_id(document): document for document in after}
    gone, come = [key for key in old if key not in new], [key for key in new if key not in old]
    alike = _without_ids(old[key] for key in gone) == _without_ids(new[key] for key in come)
    for kind, only in (("missing", gone), ("extra", come)):
        if only:
            yield Difference(
                "missing" if kind == "missing" else "extra",
                "document",
                name,
                count=len(only),
                example=f"_id {cut(only[0])}",
                by_chance=alike,
            )
    by_field: dict[tuple[Kind, str], list[tuple[str, bool]]] = {}
    numbers: dict[str, set[_Numbers]] = {}
    reordered = 0
    for key, document in old.items():
        if (other := new.get(key)) is None:
            continue
        for kind, path, example, by_chance in _fields(document, other):
            by_field.setdefault((kind, path), []).append((f"_id {cut(key)}{example}", by_chance))
            if kind == "changed":
                numbers.setdefault(path, set()).add(_numbers(_at(document, path), _at(other, path)))
        reordered += document == other and json.dumps(document) != json.dumps(other)
    for (kind, path), places in by_field.items():
        chance = all(by_chance for _, by_chance in places)
        both = numbers.get(path, {""}) if kind == "changed" else {""}
        told: _Numbers = "" if "" in both else "widened" if both == {"widened"} else "others"
        yield Difference(kind, "field", name, path, len(places), places[0][0], told, by_chance=chance)
    if reordered:
        yield Difference("order", "document", name, count=reordered)


def _without_ids(documents: Iterable[Mapping[str, Any]]) -> list[str]:
    """Documents as text, without the keys that the driver makes."""
    return sorted(
        json.dumps(
            {key: value for key, value in document.items() if key != "_id" or "$oid" not in str(value)}, sort_keys=True
        )
        for document in documents
    )


def _fields(old: Mapping[str, Any], new: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[Kind, str, str, bool]]:
    for field in dict.fromkeys((*old, *new)):
        path = f"{prefix}{field}"
        if field not in new:
            yield "missing", path, f" had {shown(old[field])}", False
        elif field not in old:
            yield "extra", path, f" has {shown(new[field])}", False
        elif old[field] != new[field]:
            before, after = old[field], new[field]
            if _is_document(before) and _is_document(after):
                yield from _fields(before, after, f"{path}.")
            else:
                example = f" had {typed(before, after)}, has {typed(after, before)}"
                yield (
                    "changed",
                    path,
                    example,
                    kind_of(before) == kind_of(after) and not isinstance(before, bool | list),
                )


def _at(document: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 canonical Extended JSON
    """The value at a path as `_fields` writes it: field names may hold dots themselves."""
    if path in document:
        return document[path]
    for name, inner in document.items():
        if path.startswith(f"{name}.") and isinstance(inner, dict):
            return _at(inner, path[len(name) + 1 :])
    return None


_WIDTHS = ("$numberInt", "$numberLong", "$numberDouble")


def _numbers(old: Any, new: Any) -> _Numbers:  # noqa: ANN401 canonical Extended JSON
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return _all_numbers(zip(old, new, strict=True))
    if _is_document(old) and _is_document(new) and old.keys() == new.keys():
        return _all_numbers((old[name], new[name]) for name in old)
    widths = [
        next((width for width in _WIDTHS if isinstance(value, dict) and width in value), None) for value in (old, new)
    ]
    if None in widths:
        return ""
    before, after = (_exactly(value[width], width) for value, width in zip((old, new), widths, strict=True))
    is_wider = widths[0] != "$numberDouble" and widths[1] == "$numberDouble"
    return "widened" if is_wider and before == after else "others"


def _all_numbers(pairs: Iterable[tuple[Any, Any]]) -> _Numbers:
    """What is true of all the places in which two lists or documents differ."""
    found = {_numbers(before, after) for before, after in pairs if before != after}
    return "" if "" in found or not found else "widened" if found == {"widened"} else "others"


def _exactly(text: str, width: str | None) -> Decimal:
    """The number itself: a long may be one that no double is, and a double is written with fewer digits than it has."""
    return Decimal(float(text)) if width == "$numberDouble" else Decimal(text)


def _is_document(value: Any) -> bool:  # noqa: ANN401 canonical Extended JSON
    return isinstance(value, dict) and not any(key.startswith("$") for key in value)


def _id(document: Mapping[str, Any]) -> str:
    return shown(document.get("_id"))


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"

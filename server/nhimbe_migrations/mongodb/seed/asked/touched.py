"""What a migration does to one collection, gathered as its calls are gone through."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.mongodb.code.values import Constructed, is_static

__all__ = ["Touched", "look_for", "plain"]


@dataclass(slots=True)
class Touched:
    """What a migration does to one collection, as far as its text tells."""

    reads: set[str] = field(default_factory=set)
    """Fields that it looks for, takes away, moves or indexes."""
    writes: set[str] = field(default_factory=set)
    """Fields that it gives a value."""
    fresh: set[str] = field(default_factory=set)
    """Those of them that it gave a value before it asked for one."""
    kinds: dict[str, str] = field(default_factory=dict)
    unique: set[str] = field(default_factory=set)
    """Fields of a unique index that it makes."""
    stated: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """What a validator that it sets says of a field."""
    first_stated: set[str] = field(default_factory=set)
    """Fields that are first named by such a validator."""
    values: dict[str, list[Any]] = field(default_factory=dict)
    """Literals that its filters compare with."""
    conditions: list[Mapping[str, Any]] = field(default_factory=list)
    """Its filters, whole: some document meets all that each asks."""
    inserted: list[Mapping[str, Any]] = field(default_factory=list)
    """What it puts in, or would by upsert: a document that is there already would stand in its way."""
    already: list[tuple[str, Any]] = field(default_factory=list)
    """What it writes, literally."""
    twins: list[tuple[str, ...]] = field(default_factory=list)
    """Fields of which it looks for documents that share them."""
    links: list[tuple[str, str, str]] = field(default_factory=list)
    """(path, other collection, its field): what `$lookup` joins."""
    methods: set[str] = field(default_factory=set)
    dropped: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Indexes that it drops, by name, with the keys that the name tells: they are there before."""
    created: bool = False
    """It makes the collection, so that there is none before."""

    shapes: dict[str, str] = field(default_factory=dict)
    """Types of fields without which a run went no further: they count, whatever the history says."""

    needed: set[str] = field(default_factory=set)
    """Fields without which it fails: documents that lack one are left out, and that is said."""

    def drops(self, index: Any) -> None:  # noqa: ANN401 JSValue
        """Take down an index that is dropped, by its name (`email_1_at_-1` says its keys) or by its keys."""
        if isinstance(index, Mapping) and index:
            self.dropped["_".join(f"{key}_{direction}" for key, direction in index.items())] = dict(index)
        elif isinstance(index, str) and index not in {"*", "_id_"}:
            found = re.findall(r"([A-Za-z][\w.]*?)_(-?1|text|2dsphere|hashed)(?=_|$)", index)
            keys = {name: int(way) if way.lstrip("-") == "1" else way for name, way in found}
            plain = re.sub(r"\W+", "_", re.sub(r"^(?:idx|ix|index)_(?:[A-Za-z]+_)?|_(?:idx|index|unique)$", "", index))
            self.dropped[index] = keys or {plain.strip("_") or "indexed": 1}

    def write(self, names: Iterable[str]) -> None:
        new = set(names)
        self.fresh |= new - self.reads
        self.writes |= new


def look_for(condition: Any, touched: Touched) -> None:  # noqa: ANN401 JSValue
    for name, wanted in condition.items() if isinstance(condition, Mapping) else ():
        if name in {"$and", "$or", "$nor"}:
            for item in wanted if isinstance(wanted, list) else ():
                look_for(item, touched)
        elif not name.startswith("$") and wanted != {"$exists": False}:
            if isinstance(wanted, Mapping) and isinstance(wanted.get("$elemMatch"), Mapping):
                touched.reads |= {
                    f"{name}[].{key}"
                    for key, value in wanted["$elemMatch"].items()
                    if not key.startswith("$") and value != {"$exists": False}
                }
                continue
            touched.reads.add(name)
            touched.values.setdefault(name, []).extend(_literals(wanted))


def _literals(wanted: Any) -> Iterator[Any]:  # noqa: ANN401 JSValue
    if isinstance(wanted, Mapping):
        inside = wanted.get("$in", [wanted["$eq"]] if "$eq" in wanted else [])
        yield from (item for item in inside if plain(item)) if isinstance(inside, list) else ()
    elif plain(wanted):
        yield wanted


def plain(value: Any) -> bool:  # noqa: ANN401 JSValue
    pattern = isinstance(value, Constructed) and value.name == "RegExp"
    return is_static(value) and value is not None and not isinstance(value, Mapping | list) and not pattern

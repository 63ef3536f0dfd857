"""Strategies for typed changes whose names and texts were chosen by somebody who means harm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from nhimbe_migrations.changes.names import collection_name, field_name

PIECES = (
    '"', "'", "`", "${", "}", "*/", "/*", "//", "\\", "\n", "\r", "\u2028", "\u2029", "</script>", "🎉", "é", "a", "B", "0",
    " ", ";", "{{", "{%", "#}", "$", ".", "await db.dropDatabase()", "--",
)  # fmt: skip


def _passes(check: Callable[[str], str]) -> Callable[[str], bool]:
    def passes(text: str) -> bool:
        try:
            check(text)
        except ValueError:
            return False
        return True

    return passes


wild_text = st.lists(st.sampled_from(PIECES), max_size=6).map("".join)
plain = st.sampled_from(["title", "city", "startsAt", "email", "slug", "x1"])
collection_names = (st.sampled_from(["users", "events", "themes"]) | wild_text).filter(_passes(collection_name))
field_names = (plain | wild_text).filter(_passes(field_name)).filter(lambda name: not name.isdecimal())
ordinary = field_names.filter(lambda name: name != "_id")
types = st.sampled_from(["string", "number", "int", "boolean", "Date", "ObjectId", "object", "string[]", "ObjectId[]"])
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | wild_text
    | st.just({"$date": "2026-01-01T00:00:00Z"})
    | st.just({"$oid": "5f0000000000000000000001"})
    | st.just({"$numberLong": "9007199254740993"}),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ordinary, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def field_specs(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(types)
    unique = draw(st.booleans())
    return {
        "name": draw(ordinary),
        "type": kind,
        "required": draw(st.booleans()),
        "unique": unique,
        "nullable": not unique and draw(st.booleans()),
        "enum": draw(st.lists(wild_text, max_size=2, unique=True)) if kind == "string" else [],
        "description": draw(wild_text),
    }


fields = st.lists(field_specs(), min_size=1, max_size=3, unique_by=lambda spec: spec["name"])


@dataclass(frozen=True)
class _Names:
    collection: str
    other: str
    field: str
    second: str
    backup: str


@st.composite
def wild_changes(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One to five changes on a few collections and fields, so that they meet one another."""
    collections = draw(st.lists(collection_names, min_size=2, max_size=3, unique=True))
    names = draw(st.lists(ordinary, min_size=3, max_size=4, unique=True))
    return [draw(_change(collections, names)) for _ in range(draw(st.integers(1, 5)))]


@st.composite
def _change(draw: st.DrawFn, collections: list[str], names: list[str]) -> dict[str, Any]:
    collection, other = draw(st.permutations(collections))[:2]
    first, second = draw(st.permutations(names))[:2]
    backup = f"{draw(st.sampled_from(['backup', 'kept']))}{draw(st.integers(0, 999))}"
    kind = draw(st.sampled_from(sorted(_KINDS)))
    return {"kind": kind, **draw(_KINDS[kind](_Names(collection, other, first, second, backup)))}


def _fixed(**values: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({k: v if isinstance(v, st.SearchStrategy) else st.just(v) for k, v in values.items()})


_KINDS: dict[str, Callable[[_Names], st.SearchStrategy[dict[str, Any]]]] = {
    "create_collection": lambda n: _fixed(name=n.collection, fields=fields),
    "drop_collection": lambda n: _fixed(name=n.collection, backup=n.backup),
    "rename_collection": lambda n: _fixed(name=n.collection, to=n.other),
    "create_index": lambda n: _fixed(
        collection=n.collection,
        keys=st.sampled_from([{n.field: 1}, {n.field: 1, n.second: -1}, {n.field: "text"}]),
        partial_filter=st.none() | st.just({n.second: {"$exists": True}}),
    ),
    "set_validator": lambda n: _fixed(
        collection=n.collection, fields=fields, level=st.sampled_from(["moderate", "strict"])
    ),
    "add_field": lambda n: _fixed(
        collection=n.collection, field=_fixed(name=n.field, type="string", description=wild_text), value=wild_text
    ),
    "rename_field": lambda n: _fixed(collection=n.collection, field=n.field, to=n.second),
    "remove_field": lambda n: _fixed(collection=n.collection, field=n.field, backup=n.backup),
    "convert_field": lambda n: _fixed(
        collection=n.collection,
        field=n.field,
        to_type=st.sampled_from(["Date", "int", "string"]),
        on_error=st.sampled_from(["fail", "keep", "null"]),
        backup=n.backup,
    ),
    "seed_documents": lambda n: _fixed(
        collection=n.collection,
        documents=st.lists(
            st.fixed_dictionaries({"_id": wild_text, n.field: json_values}),
            min_size=1,
            max_size=2,
            unique_by=lambda document: document["_id"],
        ),
    ),
}

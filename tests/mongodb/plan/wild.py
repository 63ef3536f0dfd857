"""Strategies for typed changes whose names and texts were chosen by somebody who means harm."""

from __future__ import annotations

from collections.abc import Callable
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
    return {"kind": kind, **draw(_KINDS[kind](collection, other, first, second, backup))}


def _fixed(**values: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({k: v if isinstance(v, st.SearchStrategy) else st.just(v) for k, v in values.items()})


_KINDS: dict[str, Callable[..., st.SearchStrategy[dict[str, Any]]]] = {
    "create_collection": lambda c, o, f, s, b: _fixed(name=c, fields=fields),
    "drop_collection": lambda c, o, f, s, b: _fixed(name=c, backup=b),
    "rename_collection": lambda c, o, f, s, b: _fixed(name=c, to=o),
    "create_index": lambda c, o, f, s, b: _fixed(
        collection=c,
        keys=st.sampled_from([{f: 1}, {f: 1, s: -1}, {f: "text"}]),
        partial_filter=st.none() | st.just({s: {"$exists": True}}),
    ),
    "set_validator": lambda c, o, f, s, b: _fixed(
        collection=c, fields=fields, level=st.sampled_from(["moderate", "strict"])
    ),
    "add_field": lambda c, o, f, s, b: _fixed(
        collection=c, field=_fixed(name=f, type="string", description=wild_text), value=wild_text
    ),
    "rename_field": lambda c, o, f, s, b: _fixed(collection=c, field=f, to=s),
    "remove_field": lambda c, o, f, s, b: _fixed(collection=c, field=f, backup=b),
    "convert_field": lambda c, o, f, s, b: _fixed(
        collection=c,
        field=f,
        to_type=st.sampled_from(["Date", "int", "string"]),
        on_error=st.sampled_from(["fail", "keep", "null"]),
        backup=b,
    ),
    "seed_documents": lambda c, o, f, s, b: _fixed(
        collection=c,
        documents=st.lists(
            st.fixed_dictionaries({"_id": wild_text, f: json_values}),
            min_size=1,
            max_size=2,
            unique_by=lambda document: document["_id"],
        ),
    ),
}

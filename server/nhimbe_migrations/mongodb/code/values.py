"""JavaScript values as they stand in a migration: read from its syntax tree, and written into a new one.

Plain JSON values are themselves. What JSON lacks is a small value here: `new Date("…")` is `Constructed`,
an expression whose value is not known before it runs is `Dynamic`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Constructed", "Dynamic", "JSValue", "code", "from_json", "is_static", "quote", "value_imports"]


@dataclass(frozen=True, slots=True)
class Dynamic:
    """An expression that only running the migration can evaluate."""

    text: str


@dataclass(frozen=True, slots=True)
class Constructed:
    """`new Date("2026-01-01")`, `new ObjectId("…")`, `Decimal128.fromString("1.5")`, a regular expression."""

    name: str
    arguments: tuple[Any, ...] = ()


JSValue = None | bool | int | float | str | Sequence["JSValue"] | Mapping[str, "JSValue"] | Dynamic | Constructed

_FACTORIES = {"Long": "Long.fromString", "Decimal128": "Decimal128.fromString"}
_WRAPPERS = {
    "$date": "Date",
    "$oid": "ObjectId",
    "$numberInt": "Int32",
    "$numberLong": "Long",
    "$numberDouble": "Double",
    "$numberDecimal": "Decimal128",
}
_IDENTIFIER = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)


def from_json(value: Any) -> Any:  # noqa: ANN401 JSON in, JSValue out
    """Return a JSON value with its Extended JSON (`{"$date": …}`) made into what it stands for."""
    match value:
        case {**fields} if len(fields) == 1 and (wrapper := next(iter(fields))) in _WRAPPERS:
            return Constructed(_WRAPPERS[wrapper], (_argument(wrapper, str(fields[wrapper])),))
        case {**fields}:
            return {key: from_json(field) for key, field in fields.items()}
        case [*items]:
            return [from_json(item) for item in items]
        case _:
            return value


def code(value: Any) -> str:  # noqa: ANN401 JSValue; one line a kind
    """Write `value` as one line of TypeScript. What came from outside can only ever be a literal."""
    match value:
        case Dynamic(text):
            return text
        case Constructed("RegExp", (pattern, flags)):
            return f"new RegExp({quote(pattern)}, {quote(flags)})"
        case Constructed(name, arguments):
            call = _FACTORIES.get(name, f"new {name}")
            return f"{call}({', '.join(code(argument) for argument in arguments)})"
        case {**fields}:
            members = (f"{_key(str(key))}: {code(field)}" for key, field in fields.items())
            return "{ " + ", ".join(members) + " }" if fields else "{}"
        case str():
            return quote(value)
        case [*items]:
            return f"[{', '.join(code(item) for item in items)}]"
        case _:
            return json.dumps(value)


def quote(text: str) -> str:
    """Write a string literal; U+2028 and U+2029 are escaped, as are the marks that end a comment."""
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def is_static(value: Any) -> bool:  # noqa: ANN401 JSValue
    """Whether every part of `value` is known without running anything."""
    match value:
        case Dynamic():
            return False
        case Constructed(_, arguments):
            return all(is_static(argument) for argument in arguments)
        case {**fields}:
            return all(is_static(field) for field in fields.values())
        case str():
            return True
        case [*items]:
            return all(is_static(item) for item in items)
        case _:
            return True


def value_imports(value: Any) -> frozenset[str]:  # noqa: ANN401 JSValue
    """Return the names that writing `value` needs from the driver (`ObjectId`, `Long`)."""
    match value:
        case Constructed(name, _):
            return frozenset() if name in {"Date", "RegExp"} else frozenset({name})
        case {**fields}:
            return frozenset().union(*(value_imports(field) for field in fields.values()))
        case str():
            return frozenset()
        case [*items]:
            return frozenset().union(*(value_imports(item) for item in items))
        case _:
            return frozenset()


def _key(key: str) -> str:
    return key if _IDENTIFIER.fullmatch(key) else quote(key)


def _argument(wrapper: str, text: str) -> Any:  # noqa: ANN401 what the constructor takes
    if wrapper == "$numberInt":
        return int(text)
    return float(text) if wrapper == "$numberDouble" else text

"""Values that stand in code against the validator and the types of a collection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nhimbe_migrations.mongodb.code.values import Constructed, Dynamic, is_static
from nhimbe_migrations.mongodb.state.collections import Validation

__all__ = ["is_of", "may_not_meet", "violation"]

_NUMBERS = frozenset({"int", "long", "double", "decimal", "number"})
_OF_CONSTRUCTED = {
    "Date": "date", "ObjectId": "objectId", "Long": "long", "Int32": "int", "Double": "double", "Decimal128": "decimal",
    "RegExp": "regex", "Binary": "binData", "UUID": "binData", "Timestamp": "timestamp",
}  # fmt: skip
_OF_FIELDS = {
    "Date": {"date"}, "boolean": {"bool"}, "string": {"string"}, "ObjectId": {"objectId"}, "decimal": {"decimal"},
    "int": _NUMBERS, "number": _NUMBERS, "long": _NUMBERS,
}  # fmt: skip
_LIMITS = ("enum", "pattern", "minimum", "maximum", "minLength", "maxLength")


def violation(rule: Validation | None, document: Mapping[str, Any], *, partial: bool = False) -> str | None:
    """Return what of a document the validator surely refuses; None for nothing. `partial`: only the fields that are set."""
    schema = rule.schema if rule is not None and rule.level != "off" and rule.action != "warn" else None
    return _violation(schema, document, partial=partial, top=True) if schema is not None else None


def _violation(schema: Mapping[str, Any], document: Mapping[str, Any], *, partial: bool, top: bool) -> str | None:
    properties = schema.get("properties")
    properties = properties if isinstance(properties, Mapping) else {}
    required = schema.get("required")
    if not partial and isinstance(required, list):
        # The driver gives a document its _id.
        missing = [name for name in required if name not in document and not (top and name == "_id")]
        if missing:
            return f"{missing[0]} is required"
    for name, value in document.items():
        of = properties.get(name)
        if of is None and schema.get("additionalProperties") is False and "." not in name:
            return f"{name} is not allowed"
        if isinstance(of, Mapping) and (why := _mismatch(name, of, value)):
            return why
    return None


def _mismatch(name: str, of: Mapping[str, Any], value: Any) -> str | None:  # noqa: ANN401 a value as it stands in the code
    if isinstance(value, Dynamic):
        return None
    stated = of.get("bsonType", of.get("type"))
    kinds = {str(kind) for kind in (stated if isinstance(stated, list) else [stated])} if stated is not None else set()
    own = _kinds(value)
    if kinds and own and not {"boolean" if kind == "bool" else kind for kind in own} & kinds and not own & kinds:
        return f"{name} is {', '.join(sorted(kinds))}"
    listed = of.get("enum")
    if isinstance(listed, list) and is_static(value) and is_static(listed) and value not in listed:
        return f"{name} is one of {', '.join(map(str, listed))}"
    return _violation(of, value, partial=False, top=False) if isinstance(value, Mapping) else None


def _kinds(value: Any) -> set[str]:  # noqa: ANN401 likewise
    """What BSON calls a value; a number of JavaScript counts as each kind of number that the driver may make of it."""
    match value:
        case bool():
            return {"bool"}
        case None:
            return {"null"}
        case int():
            return {"int", "double", "number"}
        case float():
            return {"double", "number"}
        case str():
            return {"string"}
        case Constructed(name=name):
            kind = _OF_CONSTRUCTED.get(name)
            return ({kind, "number"} if kind in _NUMBERS else {kind}) if kind else set()
        case Mapping():
            return {"object"}
        case list():
            return {"array"}
        case _:
            return set()


def is_of(value: Any, kind: str) -> bool:  # noqa: ANN401 likewise
    """Whether a value may be one of a field of this type; what is not known may be."""
    own, wanted = _kinds(value), _OF_FIELDS.get(kind)
    return not own or wanted is None or bool(own & set(wanted))


def may_not_meet(rule: Validation | None, before: Validation | None, document: Mapping[str, Any]) -> str | None:
    """Return the new limit of a validator that a value which the program has only when it runs may not keep."""
    schema = rule.schema if rule is not None and rule.level != "off" and rule.action != "warn" else None
    old = before.schema if before is not None else None
    for name, value in document.items() if schema is not None else ():
        of, was = (_property(item, name) for item in (schema, old))
        new = [limit for limit in _LIMITS if limit in of and of[limit] != was.get(limit)]
        if new and isinstance(value, Dynamic):
            return f"the validator limits {name} ({new[0]})"
    return None


def _property(schema: Mapping[str, Any] | None, name: str) -> Mapping[str, Any]:
    properties = (schema or {}).get("properties")
    found = properties.get(name) if isinstance(properties, Mapping) else None
    return found if isinstance(found, Mapping) else {}

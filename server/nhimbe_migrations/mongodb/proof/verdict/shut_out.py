"""A validator that the documents which are there do not pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.proof.verdict.case import Case

__all__ = ["shut_out"]

_OF_VALUES = frozenset({"bsonType", "properties", "title", "description"})


def shut_out(before: Mapping[str, Any], up: Mapping[str, Any], case: Case) -> Iterator[Finding]:
    """Yield the collections of which no document that was there, or none that has what it speaks of, passes the validator that `up` sets."""
    for name, now in up.items():
        was = before.get(name)
        if was is None or not was["documents"] or was["options"].get("validator") == now["options"].get("validator"):
            continue
        refused, passed = now.get("refused", 0), not was.get("refused", 0)
        spoken_of = _newly_typed(was, now)
        having = sum(any(field in document for field in spoken_of) for document in now["documents"])
        if refused >= len(now["documents"]) > was.get("refused", 0):
            which = f"No document of {name}"
        elif refused >= having > 1 and passed:
            which = f"No document of {name} that has {' or '.join(sorted(spoken_of))}"
        else:
            continue
        message = f"{which} passes the new validator, so that the next update of each is refused."
        yield case.finding("strict-validator", message, case.line_naming("validator", name), "error")


def _newly_typed(was: Mapping[str, Any], now: Mapping[str, Any]) -> frozenset[str]:
    """The fields of which a validator says the type and no other has said it: none where it says more of them.

    Made-up values have the types that are asked for. That they do not fit a pattern says nothing of real ones.
    """
    old, new = _properties(was), _properties(now)
    is_only_more = all(new[name] == old[name] for name in old.keys() & new.keys())
    added = new.keys() - old.keys()
    return frozenset(added) if is_only_more and all(_is_of_types(new[name]) for name in added) else frozenset()


def _is_of_types(schema: Any) -> bool:  # noqa: ANN401 a part of a $jsonSchema
    if not isinstance(schema, Mapping) or not schema.keys() <= _OF_VALUES:
        return False
    inner = schema.get("properties", {})
    return isinstance(inner, Mapping) and all(_is_of_types(each) for each in inner.values())


def _properties(collection: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a validator says of each field: nothing where it asks for more than values."""
    rule = collection["options"].get("validator") or {}
    schema = rule.get("$jsonSchema")
    if not isinstance(schema, Mapping) or len(rule) > 1 or not schema.keys() <= _OF_VALUES:
        return {}
    properties = schema.get("properties")
    return properties if isinstance(properties, Mapping) else {}

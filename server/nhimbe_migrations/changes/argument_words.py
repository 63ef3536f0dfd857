"""What is wrong with an argument, in words: pydantic knows where and what; a caller needs the form that would be right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from nhimbe_migrations.findings.near_names import listed, nearest

__all__ = ["form_of", "problem_in_words"]

_TAKES = {
    "string_type": "takes text",
    "int_type": "takes a whole number",
    "int_parsing": "takes a whole number",
    "int_from_float": "takes a whole number",
    "bool_type": "takes true or false",
    "bool_parsing": "takes true or false",
    "list_type": "takes a list",
    "tuple_type": "takes a list",
    "dict_type": "takes an object",
    "model_type": "takes an object",
    "model_attributes_type": "takes an object",
    "typed_dict_type": "takes an object",
    "dataclass_type": "takes an object",
    "float_type": "takes a number",
    "string_too_short": "takes text of at least {min_length} character",
    "string_too_long": "takes text of at most {max_length} characters",
    "too_short": "takes at least {min_length} item",
    "too_long": "takes at most {max_length} items",
    "greater_than": "takes a number above {gt}",
    "less_than": "takes a number below {lt}",
    "greater_than_equal": "takes a number of at least {ge}",
    "less_than_equal": "takes a number of at most {le}",
}
_EXAMPLES: Mapping[str, Any] = {
    "accept": [{"rule": "drop-table", "reason": "moved to MongoDB in 009"}],
    "changes": [{"kind": "create_index", "collection": "events", "keys": {"city": 1}}],
    "fields": [{"name": "email", "type": "string", "required": True}],
    "field": {"name": "email", "type": "string"},
    "field_paths": ["name", "profile.city"],
    "keys": {"email": 1},
    "values": {"old": "new"},
    "documents": [{"_id": "a", "name": "A"}],
    "columns": {"new_column": "old_column"},
    "renames": {"table.old": "new"},
    "types": {"users.preferences": "Preferences"},
    "partial_filter": {"status": "open"},
    "where": {"status": "open"},
    "collation": {"locale": "en", "strength": 2},
    "names": ["events"],
    "validator": {"$jsonSchema": {"required": ["email"]}},
}
"""Of an argument or a field that takes a list or an object: one that would do."""
_LONG = 80


def problem_in_words(kind: str, given: Any, context: Mapping[str, Any], message: str, name: str) -> str:  # noqa: ANN401 what a caller sent
    """Return what an argument called `name` takes, beside what was given.

    Args:
        kind: pydantic's type of the error.
        given: the value.
        context: pydantic's context of the error.
        message: pydantic's own words, for a kind that has no better ones here.
        name: the argument or field, without its place in a list.
    """
    if kind == "literal_error":
        return f"takes {context['expected']}{_near(given, context['expected'])}{_shown(given)}"
    takes = _TAKES.get(kind)
    if takes is None:
        return message.removeprefix("Value error, ").rstrip(".")
    example = _EXAMPLES.get(name)
    if isinstance(example, list) and takes == "takes an object":
        example = example[0]
    if takes == "takes text" and not isinstance(example, str):
        example = next((item for item in example if isinstance(item, str)), None) if isinstance(example, list) else None
    return f"{takes.format(**context)}{f' such as {_json(example)}' if example is not None else ''}{_shown(given)}"


def form_of(model: Any, called: str) -> str:  # noqa: ANN401 a pydantic model's class
    """Return the form of an object: `add_field{collection, field, value?}`."""
    return f"{called}{{{', '.join(_parts(model))}}}"


def _parts(model: Any) -> Iterator[str]:  # noqa: ANN401 a pydantic model's class
    for name, field in model.model_fields.items():
        if name != "kind":
            yield name if field.is_required() else f"{name}?"


def _near(given: Any, expected: str) -> str:  # noqa: ANN401 what a caller sent
    known = [item.strip(" '") for part in expected.split(",") for item in part.split(" or ")]
    near = nearest(given, known, most=1) if isinstance(given, str) else []
    return f" (did you mean {listed(near)}?)" if near else ""


def _shown(given: Any) -> str:  # noqa: ANN401 what a caller sent
    text = repr(given)
    return f", not {text if len(text) <= _LONG else f'{text[: _LONG - 3]}...'}"


def _json(value: Any) -> str:  # noqa: ANN401 JSON
    return json.dumps(value, ensure_ascii=False)

"""One question for the real database: are the collections and indexes there that a migration makes, and the others gone?

The question is a JavaScript expression over the driver's `db`; it returns a list with a line for each thing that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nhimbe_migrations.mongodb.state.collections import Collections

__all__ = ["verification_expression"]

_NAMES = "n=(await db.listCollections().toArray()).map(c=>c.name)"
_INDEX = "i=async(c,x)=>(await db.collection(c).indexes().catch(()=>[])).find(y=>y.name==x)"
_COUNT = "d=async(c,f,w)=>{let k=await db.collection(c).countDocuments(f);return!k||k+' documents of '+c+w}"


def verification_expression(
    before: Collections, after: Collections, none: Sequence[tuple[str, Mapping[str, Any], str]] = ()
) -> str | None:
    """Return the expression; None where there is nothing to ask.

    `none` are (collection, filter, what is wrong with the documents that it finds), such as those with an old field.
    """
    made = [name for name, item in after.by_name.items() if item.created and name not in before.by_name]
    gone = [name for name in before.by_name if name not in after.by_name]
    dropped = [(of, name) for of, name, _, _ in _indexes(after, before, gone=True) if of not in gone]
    names = [
        *(f"n.includes({_text(name)})||{_text(f'missing: collection {name}')}" for name in made),
        *(f"!n.includes({_text(name)})||{_text(f'still there: collection {name}')}" for name in gone),
    ]
    indexes = [
        *(_wanted(*item) for item in _indexes(before, after)),
        *(
            f"!(await i({_text(of)},{_text(name)}))||{_text(f'still there: index {name} of {of}')}"
            for of, name in dropped
        ),
    ]
    counts = [f"await d({_text(of)},{_text(filter_)},{_text(f' {what}')})" for of, filter_, what in none]
    if not names and not indexes and not counts:
        return None
    helpers = ((_NAMES, names), (_INDEX, indexes), (_COUNT, counts))
    used = ",".join(helper for helper, tests in helpers if tests)
    return f"(async()=>{{const {used};return[{','.join([*names, *indexes, *counts])}].filter(p=>p!==true)}})()"


def _wanted(of: str, name: str, unique: bool, was: bool) -> str:  # noqa: FBT001 fields of an index
    """Whether an index is there; where it is to be unique, or no longer, that too."""
    found = f"await i({_text(of)},{_text(name)})"
    if unique:
        return f"!!({found})?.unique||{_text(f'missing: unique index {name} of {of}')}"
    if was:
        return f"!({found}??{{unique:1}}).unique||{_text(f'missing or still unique: index {name} of {of}')}"
    return f"!!({found})||{_text(f'missing: index {name} of {of}')}"


def _text(value: Any) -> str:  # noqa: ANN401 JSON
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _indexes(before: Collections, after: Collections, *, gone: bool = False) -> Iterator[tuple[str, str, bool, bool]]:
    """The indexes that `after` has and `before` has not, or not so: collection, name, whether it is unique, whether it was."""
    for name, collection in after.by_name.items():
        known = before.by_name.get(name)
        for index in collection.indexes.values():
            old = known.indexes.get(index.name) if known else None
            if old is None or (not gone and old.unique != index.unique):
                yield name, index.name, index.unique, bool(old and old.unique)

"""One question for the real database: are the collections and indexes there that a migration makes, and the others gone?

The question is a JavaScript expression over the driver's `db`; it returns a list with a line for each thing that is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nhimbe_migrations.mongodb.state.collections import Collections

__all__ = ["verification_expression"]

_SCRIPT = (
    "(async () => {{ const wrong = []; "
    "const held = new Map(); "
    "for (const {{ name }} of await db.listCollections({{}}, {{ nameOnly: true }}).toArray()) "
    "held.set(name, await db.collection(name).indexes().catch(() => [])); "
    "const has = ([of, index]) => (held.get(of) ?? []).find((item) => item.name === index); "
    "const {{ made, gone, indexes, dropped, none }} = {wanted}; "
    "for (const name of made) if (!held.has(name)) wrong.push('missing: collection ' + name); "
    "for (const name of gone) if (held.has(name)) wrong.push('still there: collection ' + name); "
    "for (const item of indexes) {{ const found = has(item); "
    "if (!found || !!found.unique !== item[2]) "
    "wrong.push((found ? 'not as it should be: index ' : 'missing: index ') + item[1] + ' of ' + item[0]); }} "
    "for (const item of dropped) if (has(item)) wrong.push('still there: index ' + item[1] + ' of ' + item[0]); "
    "for (const [of, filter, what] of none) {{ const count = await db.collection(of).countDocuments(filter); "
    "if (count) wrong.push(count + ' documents of ' + of + ' ' + what); }} "
    "return wrong; }})()"
)


def verification_expression(
    before: Collections, after: Collections, none: Sequence[tuple[str, Mapping[str, Any], str]] = ()
) -> str | None:
    """Return the expression; None where there is nothing to ask.

    `none` are (collection, filter, what is wrong with the documents that it finds), such as those with an old field.
    """
    made = [name for name, item in after.by_name.items() if item.created and name not in before.by_name]
    gone = [name for name in before.by_name if name not in after.by_name]
    indexes = [*_indexes(before, after)]
    dropped = [[of, name] for of, name, _ in _indexes(after, before, gone=True) if of not in gone]
    wanted = {"made": made, "gone": gone, "indexes": indexes, "dropped": dropped, "none": [list(item) for item in none]}
    if not any(wanted.values()):
        return None
    return _SCRIPT.format(wanted=json.dumps(wanted, ensure_ascii=False))


def _indexes(before: Collections, after: Collections, *, gone: bool = False) -> Iterator[tuple[str, str, bool]]:
    """The indexes that `after` has and `before` has not, or not so."""
    for name, collection in after.by_name.items():
        known = before.by_name.get(name)
        for index in collection.indexes.values():
            old = known.indexes.get(index.name) if known else None
            if old is None or (not gone and old.unique != index.unique):
                yield name, index.name, index.unique

"""Whether an edited file makes what it shall: loaded into a second shadow, and compared.

Of a large file only that part is loaded which the edits could concern: the statements that they touch and every other
one in which a name of these stands. What shares no name with them makes the same objects as before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import replace

from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.loading import Loaded, load_statements
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.schema_file.statement.token_edits import is_plain_name
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.text import Edit, Span, apply_edits

__all__ = ["LARGE", "is_proved_in_part"]

LARGE = 12_000
"""Code points from which on a file is not loaded whole a second time."""


def is_proved_in_part(
    script: Script, edits: Sequence[Edit], before: Loaded, after: Schema, names: Collection[str]
) -> bool:
    """Whether the part of a large file that the edits concern makes what `after` has; False where that is not shown.

    `names` are the objects in which `before` and `after` differ, with the tables on which these stand.
    """
    original = script.text
    if len(original) < LARGE or before.problems or not all(map(is_plain_name, names)):
        return False
    statements = script.statements
    touched = _touched(statements, edits)
    known = {folded(name) for name in names} | {folded(name) for at in touched for name in _named(statements[at])}
    if not all(map(is_plain_name, known)):
        return False
    said = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(known)))})\b")
    parts: list[Statement] = []
    at = 0
    while at < len(statements):
        if at in touched:
            start = at
            while at in touched:
                at += 1
            parts += _edited(original, statements[start:at], edits)
            continue
        if said.search(folded(statements[at].text)):
            parts.append(statements[at])
        at += 1
    loaded = load_statements(parts, known=before.schema)
    return not loaded.problems and not differences(_only(after, known), _only(loaded.schema, known))


def _touched(statements: Sequence[Statement], edits: Sequence[Edit]) -> frozenset[int]:
    """Places of the statements in which, or next to which, something is edited."""
    found: set[int] = set()
    starts = [statement.leading.start for statement in statements]
    for edit in edits:
        first = max(0, bisect_right(starts, edit.span.start) - 2)
        last = min(len(statements) - 1, bisect_right(starts, edit.span.end))
        found.update(range(first, last + 1))
    return frozenset(found)


def _edited(original: str, run: Sequence[Statement], edits: Sequence[Edit]) -> Sequence[Statement]:
    """The statements of a stretch of the file after the edits in it."""
    start = run[0].leading.start
    end = run[-1].terminator.end if run[-1].terminator else len(original)
    inner = [
        Edit(Span(edit.span.start - start, edit.span.end - start), edit.text)
        for edit in edits
        if start <= edit.span.start and edit.span.end <= end
    ]
    return Script(apply_edits(original[start:end], inner)).statements


def _named(statement: Statement) -> list[str]:
    action = statement.action
    tokens = (getattr(action, "name", None), getattr(action, "table", None))
    return [token.name for token in tokens if token is not None]


def _only(schema: Schema, names: Collection[str]) -> Schema:
    """The objects of these names, and what stands on tables of these names."""
    return replace(
        schema,
        tables=tuple(item for item in schema.tables if folded(item.name) in names),
        indexes=tuple(item for item in schema.indexes if {folded(item.name), folded(item.table)} & set(names)),
        triggers=tuple(item for item in schema.triggers if {folded(item.name), folded(item.table)} & set(names)),
        views=tuple(item for item in schema.views if folded(item.name) in names),
        virtual_tables=tuple(item for item in schema.virtual_tables if folded(item.name) in names),
    )

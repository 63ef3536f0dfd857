"""What the tests of schema.sql share: a migration run on a shadow, and edits turned round."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.text import Edit, Span


def run(schema_sql: str, migration_sql: str) -> Schema | None:
    """The schema after the migration; None where D1 refuses it, or the schema before."""
    shadow = open_shadow()
    try:
        if shadow.load(schema_sql) or shadow.apply(migration_sql) is not None:
            return None
        return read_schema(shadow.connection)
    finally:
        shadow.close()


def turned_round(before: str, edits: Iterable[Edit]) -> list[Edit]:
    """The edits of the new text that give `before` back."""
    shift, found = 0, []
    for edit in edits:
        start = edit.span.start + shift
        found.append(Edit(Span(start, start + len(edit.text)), edit.span.of(before)))
        shift += len(edit.text) - (edit.span.end - edit.span.start)
    return found


@pytest.fixture(scope="session")
def schema_after() -> Callable[[str, str], Schema | None]:
    return run


@pytest.fixture(scope="session")
def turn_round() -> Callable[[str, Iterable[Edit]], list[Edit]]:
    return turned_round

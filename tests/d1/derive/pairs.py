"""Pairs of schemas, and what is asked of the statements that are derived for one: the goal is reached, and rows stay."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nhimbe_migrations.d1.derive.plan import derive, schema_text
from nhimbe_migrations.d1.rows.fill import fill
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.rendering import render

TESTS = Path(__file__).parents[2]


def corpus() -> Iterator[tuple[str, str, str]]:
    """Name, schema before and schema after: every shape in the tests' own cases, and each the other way round."""
    for folder in sorted((TESTS / "cases" / "schema").iterdir()):
        before, after = (_read(folder / name) for name in ("before.sql", "after.sql"))
        yield folder.name, before, after
        yield f"{folder.name}, back", after, before
    for line in (TESTS / "d1" / "cases" / "d1-cases.jsonl").read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        after = _after(case["setup_sql"], case["migration_sql"])
        if after is not None:
            yield case["id"], case["setup_sql"], after
            yield f"{case['id']}, back", after, case["setup_sql"]


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _after(setup: str, migration: str) -> str | None:
    shadow = open_shadow()
    try:
        if shadow.load(setup) or shadow.apply(migration) is not None:
            return None
        return schema_text(read_schema(shadow.connection))
    finally:
        shadow.close()


def outcome(before_sql: str, after: Schema) -> str:
    """`nothing to do`, `arrived`, or `refused: …`; raises AssertionError where the goal is missed or a row or value is lost."""
    try:
        plan = derive(before_sql, after, renames={}, drops_accepted=True, render=render)
    except RefusedError as error:
        return f"refused: {error}"
    if not plan.sql:
        return "nothing to do"
    shadow = open_shadow()
    try:
        shadow.load(before_sql)
        fill(shadow)
        before = read_schema(shadow.connection)
        held = {
            table.name: _values(shadow, table, after.table(table.name))
            for table in before.tables
            if after.table(table.name)
        }
        error = shadow.apply(plan.sql)
        if error is not None:
            # A new constraint meets rows that do not fit it: D1 takes the whole file back.
            assert _of_rows(error.message), f"{error.message}\n{plan.sql}"
            return "depends on rows"
        there = read_schema(shadow.connection)
        left = [item for item in differences(there, after) if not item.order_only]
        assert left == [], f"{left}\n{plan.sql}"
        for table in before.tables:
            then = after.table(table.name)
            if then is not None:
                now = _values(shadow, then, table)
                assert held[table.name] == now, f"{table.name}: {held[table.name] - now}\n{plan.sql}"
    finally:
        shadow.close()
    return "arrived"


def _of_rows(message: str) -> bool:
    """D1 says `internal error` where a reference dangles at the commit."""
    return any(
        word in message
        for word in ("constraint failed", "cannot store", "malformed JSON", "non-deterministic", "internal error")
    )


def _values(shadow: Shadow, table: Table, other: Table | None) -> Counter[Any]:
    """The rows in the columns that both definitions have with one type."""
    shared = [
        column.name
        for column in table.columns
        if column.generated is None
        and other is not None
        and (same := other.column(column.name)) is not None
        and same.generated is None
        and same.type.upper() == column.type.upper()
        # A NULL becomes the default where a column is to hold none.
        and same.notnull == column.notnull
    ]
    names = ", ".join(quoted(name) for name in sorted(shared, key=folded)) or "1"
    return Counter(tuple(row) for row in shadow.ask(f"SELECT {names} FROM {quoted(table.name)}"))


def loaded(sql: str) -> Schema:
    return load_schema(sql).schema

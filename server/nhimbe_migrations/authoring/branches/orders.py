"""Two sets of migrations in both orders, on one populated database: do they run, and do they end alike?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from nhimbe_migrations.authoring.code.database import populated
from nhimbe_migrations.d1.proof.latent_errors import compile_errors
from nhimbe_migrations.d1.proof.snapshot import Snapshot
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.shadow import EngineError
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["End", "Step", "differing", "run_order"]

Step = tuple[str, str]
"""File and SQL of a migration."""


@dataclass(frozen=True, slots=True)
class End:
    """What one order leads to."""

    failed: tuple[str, EngineError] | None
    """The file that did not run, and why."""
    schema: Schema | None = None
    broken: frozenset[str] = frozenset()
    """Views, triggers and tables that fail on first use, and why."""
    rows: dict[str, Counter[tuple[Any, ...]]] = field(default_factory=dict)
    """Folded table → its rows, columns by name; the keys that SQLite itself gave left out."""


def run_order(image: Snapshot, steps: Sequence[Step]) -> End:
    """Run `steps` one after another, each in its own transaction."""
    with populated(image) as shadow:
        for file, sql in steps:
            error = shadow.apply(sql)
            if error is not None:
                return End((file, error))
        schema = read_schema(shadow.connection)
        rows = {folded(table.name): _rows(shadow.ask, schema, table.name) for table in schema.tables}
        broken = frozenset(
            f"{error.what} {error.name} fails: {error.message}" for error in compile_errors(shadow, schema)
        )
    return End(None, schema, broken, rows)


def differing(one: End, other: End, unsteady: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield how two ends differ, as a person would say it; tables in `unsteady` differ from run to run by themselves."""
    if one.schema is None or other.schema is None:
        return
    for item in differences(one.schema, other.schema):
        if not item.order_only:
            told = {"only left": "is there in this order only", "only right": "is missing in this order"}
            yield f"{item.object} {item.name} {told.get(item.kind, f'differs: {item.detail}')}"
    for table in one.rows.keys() & other.rows.keys() - unsteady:
        left, right = one.rows[table], other.rows[table]
        if left != right and _columns(one.schema, table) == _columns(other.schema, table):
            count = sum(((left - right) | (right - left)).values())
            yield f"{count} {'row differs' if count == 1 else 'rows differ'} in {table}"


def _columns(schema: Schema, table: str) -> set[str]:
    found = schema.table(table)
    return {folded(column.name) for column in found.columns} if found is not None else set()


def _rows(ask: Any, schema: Schema, table: str) -> Counter[tuple[Any, ...]]:  # noqa: ANN401 a method of the shadow
    found = schema.table(table)
    if found is None:
        return Counter()
    own_key = len(found.primary_key) == 1 and any(
        column.primary_key and column.type.upper() == "INTEGER" for column in found.columns
    )
    named = [column.name for column in found.columns if not (own_key and column.primary_key)]
    if not named:
        return Counter({(): int(ask(f"SELECT count(*) FROM {quoted(table)}")[0][0])})
    listed = ", ".join(quoted(name) for name in sorted(named, key=folded))
    return Counter(tuple(_steady(value) for value in row) for row in ask(f"SELECT {listed} FROM {quoted(table)}"))


_STAMP = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_MINUTE_PARTS = 5


def _steady(value: Any) -> Any:  # noqa: ANN401 an SQL value
    """The value, or `now` where it is the time of this very run."""
    now = datetime.now(UTC)
    if isinstance(value, str) and _STAMP.match(value):
        try:
            then = datetime.fromisoformat(value[:16].replace(" ", "T") + ":00+00:00")
        except ValueError:
            return value
        return "now" if abs((now - then).total_seconds()) < _MINUTE_PARTS * 60 else value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        stamp = now.timestamp()
        for scale in (1, 1000):
            if abs(value / scale - stamp) < _MINUTE_PARTS * 60:
                return "now"
    return value

"""What the row search has to know of a table: which columns take values, which of them move together, what they allow."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.rows.candidates import Value, plausible
from nhimbe_migrations.d1.rows.check_candidates import suggested
from nhimbe_migrations.d1.schema.model import Column, ForeignKey, Schema, Table
from nhimbe_migrations.d1.sql.create_table import Check
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Plans", "TablePlan", "plan_table", "row_key", "rowid_of"]

_JSON_FUNCTIONS = ("JSON", "JSON_EXTRACT", "JSON_VALID", "JSON_EACH", "JSON_TYPE", "JSON_ARRAY_LENGTH", "JSON_TREE")


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table as the filler sees it."""

    table: Table
    columns: tuple[Column, ...]
    """The columns that an INSERT may name."""
    referenced: frozenset[str]
    """Columns that other tables' references point at: these keep their values."""
    json: frozenset[str]
    """Folded names of columns that something reads as JSON."""
    suggestions: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    """By folded column name: what the CHECKs on it speak of."""
    guards: dict[str, frozenset[str]] = field(default_factory=dict)
    """By what a trigger says when it refuses a new row: the folded names of the columns that it looks at."""
    shifts: dict[str, int] = field(default_factory=dict)
    """By folded name: how far ahead a column counts, so that `from_city` and `to_city` of one row differ."""
    ignores: bool = False
    """Whether a trigger may swallow a new row without an error."""

    @property
    def name(self) -> str:
        return self.table.name

    def nullable(self, column: Column) -> bool:
        """Whether rows are to hold a NULL there. SQLite allows NULL in most keys; no application writes one."""
        return not column.notnull and not column.primary_key

    def reference(self, which: int) -> ForeignKey | None:
        """The reference that `PRAGMA foreign_key_check` numbers `which`: SQLite counts them from the last."""
        keys = self.table.foreign_keys
        return keys[len(keys) - 1 - which] if 0 <= which < len(keys) else None

    def value(self, column: Column, serial: int) -> Value:
        """What the column would hold in row `serial`, constraints not yet considered."""
        name = folded(column.name)
        if name in self.json and not column.default:
            return f'{{"key":"value-{serial + 1}"}}'
        suggested = self.suggestions.get(name, ())
        texts = [value for value in suggested if isinstance(value, str)] if len(suggested) > 1 else []
        if texts and all(isinstance(value, str) for value in suggested):
            return texts[serial % len(texts)]
        return plausible(column.name, column.type, column.default, serial + self.shifts.get(name, 0))

    def keys(self, shadow: Shadow, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
        """Return the distinct keys that rows of this table hold in `columns`, oldest first."""
        import apsw

        listed = ", ".join(quoted(column) for column in columns)
        present = " AND ".join(f"{quoted(column)} IS NOT NULL" for column in columns)
        try:
            return shadow.ask(f"SELECT {listed} FROM {quoted(self.name)} WHERE {present} LIMIT 20")
        except apsw.Error:
            return []


def rowid_of(table: Table) -> str:
    """Return a name of the rowid that no column of `table` has taken."""
    taken = {folded(column.name) for column in table.columns}
    return next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), "rowid")


def row_key(table: Table) -> tuple[str, str]:
    """Return what tells the rows of `table` apart: the columns as a list, and the condition that they hold given values."""
    if not table.without_rowid:
        name = rowid_of(table)
        return name, f"{name} = ?"
    names = [quoted(name) for name in table.primary_key]
    return ", ".join(names), " AND ".join(f"{name} IS ?" for name in names)


class Plans(Mapping[str, TablePlan]):
    """The plans of a schema's tables by folded name, each made when it is first asked for."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._tables = {folded(table.name): table for table in schema.tables}
        self._made: dict[str, TablePlan] = {}

    def __getitem__(self, name: str) -> TablePlan:
        if name not in self._made:
            self._made[name] = plan_table(self._tables[name], self._schema)
        return self._made[name]

    def __contains__(self, name: object) -> bool:
        return name in self._tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def plan_table(table: Table, schema: Schema) -> TablePlan:
    """Return the plan of `table` in `schema`."""
    referenced = frozenset(
        folded(column) for reference in schema.references_to(table.name) for column in reference.key.to
    )
    indexes = tuple(index.sql for index in schema.indexes_of(table.name))
    return _planned(table, referenced, indexes, tuple(trigger.sql for trigger in schema.triggers_of(table.name)))


@functools.lru_cache(maxsize=1024)
def _planned(
    table: Table, referenced: frozenset[str], indexes: tuple[str, ...], triggers: tuple[str, ...]
) -> TablePlan:
    columns = tuple(column for column in table.columns if column.generated is None and not column.hidden)
    sources = (table.sql, *indexes, *triggers)
    json = frozenset(name for sql in sources if "json" in sql.lower() or "->" in sql for name in _read_as_json(sql))
    guards = dict(guard for trigger in triggers for guard in _guards(trigger))
    refusals = [Check(trigger) for trigger in triggers if guards and any(_guards(trigger))]
    suggestions = _suggestions((*table.checks, *refusals), columns) if refusals or "check" in table.sql.lower() else {}
    return TablePlan(
        table,
        columns,
        frozenset(column.name for column in columns if folded(column.name) in referenced),
        json,
        {name: tuple(value for value in values if value not in guards) for name, values in suggestions.items()},
        guards,
        _shifts(columns),
        any(_IGNORES.search(trigger) for trigger in triggers),
    )


def _shifts(columns: tuple[Column, ...]) -> dict[str, int]:
    """The texts of one row that would be the same by their names alone, but for the first of them."""
    seen: dict[Value, int] = {}
    found: dict[str, int] = {}
    for column in columns:
        if column.primary_key or "TEXT" not in column.type.upper() or column.default:
            continue
        value = plausible(column.name, column.type, None, 0)
        rank = seen[value] = seen.get(value, -1) + 1
        if rank:
            found[folded(column.name)] = rank
    return found


_IGNORES = re.compile(r"RAISE\s*\(\s*IGNORE", re.IGNORECASE)


def _guards(trigger_sql: str) -> Iterator[tuple[str, frozenset[str]]]:
    """What a trigger says with RAISE, and which columns of the new row it looks at."""
    words = significant(trigger_sql)
    named = frozenset(
        folded(words[at + 2].name) for at in range(len(words) - 2) if words[at].says("NEW") and words[at + 1].says(".")
    )
    for at, word in enumerate(words[:-4]):
        if word.says("RAISE") and words[at + 1].says("(") and words[at + 4].kind in ("string", "quoted") and named:
            yield words[at + 4].name, named


def _suggestions(checks: tuple[Check, ...], columns: tuple[Column, ...]) -> dict[str, tuple[Value, ...]]:
    names = {folded(column.name) for column in columns}
    found: dict[str, list[Value]] = {}
    for check in checks:
        mentioned = {folded(word.name) for word in significant(check.expression) if word.kind in ("word", "quoted")}
        for name in mentioned & names:
            found.setdefault(name, []).extend(suggested(check.expression))
    return {name: tuple(values) for name, values in found.items()}


@lru_cache(maxsize=2048)
def _read_as_json(sql: str) -> frozenset[str]:
    words = significant(sql)
    found: set[str] = set()
    for at, word in enumerate(words):
        if word.says(*_JSON_FUNCTIONS) and at + 2 < len(words) and words[at + 1].says("("):
            found.add(folded(_last_name(words, at + 2)))
        elif word.says("->", "->>") and at:
            found.add(folded(words[at - 1].name))
    return frozenset(found)


def _last_name(words: list[Token], at: int) -> str:
    """The column in `json_extract(new.data, …)`: what stands behind the dot."""
    if at + 2 < len(words) and words[at + 1].says("."):
        return words[at + 2].name
    return words[at].name

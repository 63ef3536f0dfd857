"""What a migration costs as D1 counts and bills it: rows read and written, entries of indexes and triggers included.

D1's SQLite counts a row read at each step of a cursor and a row written at each entry put into a table or an index
(workerd, patches/sqlite, "row counts"). The figures here are the rates per row of a table that follow from the plan of
each statement, and agree with workerd's own `meta` where docs/code-and-cost.md says so. What a WHERE leaves out is counted as written, so
a rate is what may come, never less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.queries.bench import Bench, Compiled
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.actions import Create, Drop
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import unquoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["RowRates", "rates_of"]


@dataclass(slots=True)
class RowRates:
    """Rows read and written: once, and for each row of a table."""

    once_read: int = 0
    once_written: int = 0
    read: Counter[str] = field(default_factory=Counter)
    """Table → rows read for each of its rows."""
    written: Counter[str] = field(default_factory=Counter)
    multiplied: list[str] = field(default_factory=list)
    """Statements that go through one table for each row of another."""


_FIXED = {
    "CREATE TABLE": (1, 2), "CREATE VIEW": (1, 2), "CREATE TRIGGER": (1, 2), "CREATE VIRTUAL": (1, 2),
    "ALTER ADD": (5, 1), "ALTER DROP": (22, 3), "ALTER RENAME COLUMN": (26, 4), "ALTER RENAME TO": (20, 4),
    "DROP TABLE": (5, 0), "DROP INDEX": (6, 0), "DROP VIEW": (5, 0), "DROP TRIGGER": (5, 0),
}  # fmt: skip
"""What a statement reads and writes in the catalogue of a database with one table; more objects, a few rows more."""


def rates_of(shadow: Shadow, migration_sql: str) -> RowRates:
    """Run the migration on `shadow`, statement by statement, and return its rates. The shadow is used up."""
    import apsw

    rates = RowRates()
    bench = Bench(shadow)
    with shadow.references_off():
        for statement in Script.of(migration_sql).statements:
            schema = read_schema(shadow.connection)
            _count(rates, bench, schema, statement)
            try:
                shadow.ask(statement.text)
            except apsw.Error:
                continue
    return rates


def _count(rates: RowRates, bench: Bench, schema: Schema, statement: Statement) -> None:
    if _guard_skips(schema, statement):
        return
    words = tuple(word for word in statement.words if word not in {"UNIQUE", "TEMP", "TEMPORARY"})
    kind = words[0] if words else ""
    if kind == "CREATE" and words[1:2] == ("INDEX",):
        _index(rates, schema, statement)
    elif kind in {"CREATE", "ALTER", "DROP"}:
        _definition(rates, bench, schema, statement, words)
    elif kind in {"INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"}:
        _rows(rates, bench, schema, statement)


def _guard_skips(schema: Schema, statement: Statement) -> bool:
    """Whether IF NOT EXISTS finds the object there, or IF EXISTS finds none: then nothing is done."""
    match statement.action:
        case Create(kind=kind, name=name, guarded=True):
            relations: tuple[ObjectKind, ...] = ("table", "virtual table", "view")
            kinds = relations if kind in relations else (kind,)
            return any(schema.find(item, name.name) is not None for item in kinds)
        case Drop(kind=kind, name=name, guarded=True):
            kinds = ("table", "virtual table") if kind == "table" else (kind,)
            return all(schema.find(item, name.name) is None for item in kinds)
        case _:
            return False


def _index(rates: RowRates, schema: Schema, statement: Statement) -> None:
    words = [token.text for token in statement.significant]
    at = next((place for place, word in enumerate(words) if word.upper() == "ON"), None)
    name = folded(unquoted(words[at + 1])) if at is not None and at + 1 < len(words) else ""
    rates.once_read += 2
    rates.once_written += 1
    if schema.table(name) is not None:
        rates.read[name] += 2
        rates.written[name] += 1


def _definition(rates: RowRates, bench: Bench, schema: Schema, statement: Statement, words: tuple[str, ...]) -> None:
    tokens = statement.significant
    upper = [token.text.upper() for token in tokens]
    if words[0] == "ALTER":
        table = folded(unquoted(tokens[2].text)) if len(tokens) > 3 else ""  # noqa: PLR2004 ALTER TABLE name verb
        verb = upper[3] if len(upper) > 3 else ""  # noqa: PLR2004 likewise
        key = f"ALTER {verb}" if verb != "RENAME" else f"ALTER RENAME {'TO' if upper[4:5] == ['TO'] else 'COLUMN'}"
        if verb == "DROP" and schema.table(table) is not None:
            rates.read[table] += 1
            rates.written[table] += 1
    else:
        key = " ".join(words[:2])
        if words[:2] == ("CREATE", "TABLE"):
            if "SELECT" in upper:
                for name, _ in _scans(bench.compile(statement.text[_select(statement) :]), schema):
                    rates.read[name] += 1
                    rates.written[name] += 1
                    break
            if not any(
                place and upper[place - 1] == "INTEGER" and word == "PRIMARY" for place, word in enumerate(upper)
            ):
                rates.once_written += upper.count("PRIMARY") + upper.count("UNIQUE")
    reads, writes = _FIXED.get(key, (1, 1))
    rates.once_read += reads
    rates.once_written += writes


def _select(statement: Statement) -> int:
    token = next(token for token in statement.significant if token.text.upper() in {"SELECT", "WITH"})
    return token.span.start - statement.span.start


def _rows(rates: RowRates, bench: Bench, schema: Schema, statement: Statement) -> None:
    compiled = bench.compile(statement.text)
    if compiled.error is not None:
        return
    upper = [token.text.upper() for token in statement.significant]
    kind = next((word for word in upper if word in {"INSERT", "REPLACE", "UPDATE", "DELETE"}), "INSERT")
    target = _target(schema, compiled, upper, kind)
    if target is None:
        return
    name = folded(target.name)
    triggered = _by_triggers(schema, name, kind)
    entries = _entries(schema, target, kind, compiled) + triggered
    scans = [*_scans(compiled, schema)]
    if kind in {"INSERT", "REPLACE"} and not scans:
        count = _values(upper)
        rates.once_written += entries * count
        return
    if kind == "DELETE" and "WHERE" not in upper and not triggered and not schema.references_to(target.name):
        rates.written[name] += 1  # emptied at once, and not read
        return
    if not scans:
        rates.once_read += 1
        rates.once_written += entries
        return
    outer, _ = scans[0]
    for place, (scanned, nested) in enumerate(scans):
        rates.read[scanned] += 1
        if nested and place:
            rates.multiplied.append(" ".join(statement.text.split())[:80])
    if kind in {"INSERT", "REPLACE"} and outer == name:
        rates.read[outer] += 1  # kept aside first, so that it does not read what it writes
    if kind in {"UPDATE", "DELETE"} and schema.triggers_of(target.name) and triggered:
        rates.read[name] += 2  # the keys are collected, read again, and looked up
    rates.written[outer] += entries


def _target(schema: Schema, compiled: Compiled, upper: list[str], kind: str) -> Table | None:
    found = [schema.table(name) for name in compiled.writes]
    tables = [table for table in found if table is not None]
    if len(tables) == 1:
        return tables[0]
    names = {folded(table.name): table for table in tables}
    at = upper.index(kind) if kind in upper else 0
    return next((names[word] for word in map(folded, upper[at:]) if word in names), None)


def _scans(compiled: Compiled, schema: Schema) -> Iterator[tuple[str, bool]]:
    """The tables that the plan goes through, at most from end to end; whether an outer loop repeats it."""
    within = False
    for kind, name in compiled.loops:
        table = schema.table(name)
        known = folded(table.name) if table is not None else _aliased(compiled, schema)
        if known and kind != "POINT" and (kind == "SCAN" or not within):
            yield known, within
        within = True


def _aliased(compiled: Compiled, schema: Schema) -> str:
    """The table behind an alias, where there is but one."""
    tables = [name for name in {name for name, _ in compiled.reads} if schema.table(name) is not None]
    return tables[0] if len(tables) == 1 else ""


def _entries(schema: Schema, table: Table, kind: str, compiled: Compiled) -> int:
    """How many entries one row of the statement puts into the table and its indexes."""
    if kind == "DELETE":
        return 1
    own = 0 if table.without_rowid else 1
    rowid_key = any(column.primary_key and column.type.upper() == "INTEGER" for column in table.columns)
    keys = [table.primary_key] if table.primary_key and not (rowid_key and len(table.primary_key) == 1) else []
    keys += [unique.columns for unique in table.uniques if unique.columns != table.primary_key]
    listed = [tuple(_named(index, table)) for index in schema.indexes_of(table.name)]
    # Rows of a migration seldom meet the condition of a partial index as it writes them; they may, so it counts.
    if kind == "UPDATE":
        changed = {column for owner, column in _updated(compiled, table)}
        return own + sum(bool({folded(name) for name in columns} & changed) for columns in (*keys, *listed))
    return own + len(keys) + len(listed)


def _updated(compiled: Compiled, table: Table) -> Iterator[tuple[str, str]]:
    yield from ((owner, column) for owner, column in compiled.updates if owner == folded(table.name))


def _named(index: object, table: Table) -> Iterator[str]:
    """The columns that an index is over, those of its expressions and its condition included."""
    sql = folded(getattr(index, "sql", "") or "")
    for column in table.columns:
        if folded(column.name) in _words(sql):
            yield column.name


def _words(sql: str) -> set[str]:
    return {folded(unquoted(token.text)) for statement in Script.of(sql).statements for token in statement.significant}


def _by_triggers(schema: Schema, table: str, kind: str) -> int:
    """Rows that the triggers of a table write for each of its rows: one for each statement in them."""
    verb = "INSERT" if kind == "REPLACE" else kind
    count = 0
    for trigger in schema.triggers_of(table):
        upper = [
            token.text.upper() for statement in Script.of(trigger.sql).statements for token in statement.significant
        ]
        begin = upper.index("BEGIN") if "BEGIN" in upper else len(upper)
        if verb not in upper[:begin]:
            continue
        count += sum(
            word in {"INSERT", "UPDATE", "DELETE", "REPLACE"} and upper[begin + place] in {";", "BEGIN"}
            for place, word in enumerate(upper[begin + 1 :])
        )
    return count


def _values(upper: list[str]) -> int:
    """How many rows a VALUES list has."""
    if "VALUES" not in upper:
        return 1
    depth = rows = 0
    for word in upper[upper.index("VALUES") + 1 :]:
        if word == "(":
            rows += depth == 0
            depth += 1
        elif word == ")":
            depth -= 1
        elif depth == 0 and word != ",":
            break
    return max(rows, 1)

"""What a migration costs as D1 counts and bills it: rows read and written, entries of indexes and triggers included.

D1's SQLite counts a row read at each step of a cursor and a row written at each entry put into a table or an index
(workerd, patches/sqlite, "row counts"). The figures here are the rates per row of a table that follow from the plan of
each statement, and agree with workerd's own `meta` where docs/code-and-cost.md says so. What a WHERE leaves out is counted as written, so
a rate is what may come, never less.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.queries.bench import Bench, Compiled
from nhimbe_migrations.d1.queries.catalogue import catalogue_rows
from nhimbe_migrations.d1.queries.current_schema import CurrentSchema
from nhimbe_migrations.d1.queries.entries import by_triggers, entries_of, named_columns, updated_columns
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop
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


def rates_of(shadow: Shadow, migration_sql: str, schema: Schema | None = None) -> RowRates:
    """Run the migration on `shadow`, statement by statement, and return its rates. The shadow is used up.

    `schema` is what the shadow holds, where that was read before.
    """
    rates = RowRates()
    bench = Bench(shadow)
    with shadow.references_off():
        now = CurrentSchema(shadow, schema)
        waiting: list[Statement] = []
        statements = Script.of(migration_sql).statements
        for statement in statements:
            # New columns change nothing for one another, and each costs SQLite a reading of the whole schema: they run
            # as soon as something else follows.
            adds = isinstance(statement.action, AddColumn)
            if not adds:
                now.add_columns(waiting)
                waiting.clear()
            if statement.words[:2] != ("DROP", "TABLE"):
                now.settle()
            _count(rates, bench, now, statement)
            if adds:
                waiting.append(statement)
            elif statement is not statements[-1]:  # what nothing follows need not run
                now.follow(statement)
    return rates


def _count(rates: RowRates, bench: Bench, now: CurrentSchema, statement: Statement) -> None:
    if _guard_skips(now, statement):
        return
    words = tuple(word for word in statement.words if word not in {"UNIQUE", "TEMP", "TEMPORARY"})
    kind = words[0] if words else ""
    if kind == "CREATE" and words[1:2] == ("INDEX",):
        _index(rates, now, statement)
    elif kind in {"CREATE", "ALTER", "DROP"}:
        _definition(rates, bench, now, statement, words)
    elif kind in {"INSERT", "REPLACE", "UPDATE", "DELETE", "WITH"}:
        _rows(rates, bench, now, statement)


def _guard_skips(now: CurrentSchema, statement: Statement) -> bool:
    """Whether IF NOT EXISTS finds the object there, or IF EXISTS finds none: then nothing is done."""
    match statement.action:
        case Create(kind=kind, name=name, guarded=True):
            relations: tuple[ObjectKind, ...] = ("table", "view")
            kinds = relations if kind in ("table", "virtual table", "view") else (kind,)
            return any(now.has(item, name.name) for item in kinds)
        case Drop(kind=kind, name=name, guarded=True):
            return not now.has(kind, name.name)
        case _:
            return False


def _index(rates: RowRates, now: CurrentSchema, statement: Statement) -> None:
    words = [token.text for token in statement.significant]
    at = next((place for place, word in enumerate(words) if word.upper() == "ON"), None)
    name = folded(unquoted(words[at + 1])) if at is not None and at + 1 < len(words) else ""
    rates.once_read += 2
    rates.once_written += 1
    if now.has("table", name):
        rates.read[name] += 2
        rates.written[name] += 1


def _definition(
    rates: RowRates, bench: Bench, now: CurrentSchema, statement: Statement, words: tuple[str, ...]
) -> None:
    tokens = statement.significant
    upper = [token.text.upper() for token in tokens]
    place = 4 if upper[2:4] == ["IF", "EXISTS"] else 2
    name = folded(unquoted(tokens[place].text)) if len(tokens) > place else ""
    if words[0] == "ALTER":
        verb = upper[3] if len(upper) > 3 else ""  # noqa: PLR2004 ALTER TABLE name verb
        key = f"ALTER {verb}" if verb != "RENAME" else f"ALTER RENAME {'TO' if upper[4:5] == ['TO'] else 'COLUMN'}"
        if verb == "DROP" and now.has("table", name):
            rates.read[name] += 1
            rates.written[name] += 1
        # The rows are looked over, which ends at once where nothing is wrong.
        rates.once_read += verb == "ADD" and ("CHECK" in upper or now.is_strict(name))
    else:
        key = " ".join(words[:2])
        if words[:2] == ("CREATE", "TABLE"):
            _new_table(rates, bench, now, statement, upper)
        elif words[:2] == ("DROP", "TABLE"):
            schema, gone = now.less_dropped()
            if any(folded(reference.table) not in gone for reference in schema.references_to(name)):
                rates.read[name] += 2  # its rows are deleted first, with what that does to children
                rates.written[name] += 1
                _cascade(rates, schema, name, statement, [name], gone)
    known = now.rows_of_catalogue(name) if key == "DROP TABLE" else None
    reads, writes = catalogue_rows(bench.shadow, key, name) if known is None else (sum(known), 0)
    rates.once_read += reads
    rates.once_written += writes


def _new_table(rates: RowRates, bench: Bench, now: CurrentSchema, statement: Statement, upper: list[str]) -> None:
    if "SELECT" in upper:
        scan = next(_scans(bench.compile(statement.text[_select(statement) :]), now.schema), None)
        if scan is not None:
            rates.read[scan.table] += 1
            rates.written[scan.table] += 1
    if not any(place and upper[place - 1] == "INTEGER" and word == "PRIMARY" for place, word in enumerate(upper)):
        rates.once_written += upper.count("PRIMARY") + upper.count("UNIQUE")
    if "AUTOINCREMENT" in upper and not any(table.autoincrement for table in now.schema.tables):
        rates.once_read += 1  # the table of the sequences is made with the first
        rates.once_written += 2


def _select(statement: Statement) -> int:
    token = next(token for token in statement.significant if token.text.upper() in {"SELECT", "WITH"})
    return token.span.start - statement.span.start


def _rows(rates: RowRates, bench: Bench, now: CurrentSchema, statement: Statement) -> None:
    compiled = bench.compile(statement.text)
    if compiled.error is not None:
        return
    inserts = statement.words[:1] in {("INSERT",), ("REPLACE",)} and not compiled.loops
    schema = now.table(compiled.writes) if inserts else now.schema
    upper = [token.text.upper() for token in statement.significant]
    kind = next((word for word in upper if word in {"INSERT", "REPLACE", "UPDATE", "DELETE"}), "INSERT")
    target = _target(schema, compiled, upper, kind)
    scans = [*_scans(compiled, schema)]
    if target is None:
        if scans and any(schema.find("virtual table", name) for name in compiled.writes):
            rates.read[scans[0].table] += 1
            rates.written[scans[0].table] += 1  # a virtual table counts as one, whatever it keeps inside
        return
    name = folded(target.name)
    asked, triggered = by_triggers(schema, name, kind)
    entries = entries_of(schema, target, kind, compiled) + triggered
    if kind in {"INSERT", "REPLACE"} and not scans:
        _values_inserted(rates, target, upper, entries, asked + bool(triggered))
        return
    if kind == "DELETE" and "WHERE" not in upper:
        if not triggered and not _has_references(schema, target):
            rates.written[name] += 1  # emptied at once, and not read
            return
        scans = scans or [_Scan(name, "SCAN")]
    if not scans:
        rates.once_read += 1 + asked
        rates.once_written += entries
        return
    _gone_through(rates, scans, statement)
    outer = scans[0].table
    if kind in {"INSERT", "REPLACE"} and outer == name:
        rates.read[outer] += 1  # kept aside first, so that it does not read what it writes
    rates.read[outer] += compiled.sorts + asked + _looked_up_again(schema, target, kind, compiled, bool(triggered))
    rates.written[outer] += entries
    if kind == "DELETE":
        _cascade(rates, schema, name, statement, [name])


def _values_inserted(rates: RowRates, target: Table, upper: list[str], entries: int, asked: int) -> None:
    """Rows of a VALUES list: a key that is given, and a row that may be there already, are looked for."""
    count = _values(upper)
    listed = upper[: upper.index("VALUES")] if "VALUES" in upper else []
    looks = "CONFLICT" in upper or upper[0] == "REPLACE" or upper[1:2] == ["OR"]
    looks = looks or folded(_rowid_key(target)) in map(folded, listed)
    rates.once_read += (asked + looks) * count
    rates.once_written += entries * count


def _gone_through(rates: RowRates, scans: list[_Scan], statement: Statement) -> None:
    outer = scans[0].table
    for place, scan in enumerate(scans):
        if scan.kind == "SCAN" or not place:
            rates.read[scan.table] += 1
            if place and scan.within:
                rates.multiplied.append(" ".join(statement.text.split())[:80])
        else:
            # Each row of the outer loop looks once, and finds the rows that are there once in all.
            rates.read[outer] += 1
            rates.read[scan.table] += scan.kind == "SEARCH"


def _rowid_key(table: Table) -> str:
    """The column that is the rowid; empty for none."""
    return next((item.name for item in table.columns if item.primary_key and item.type.upper() == "INTEGER"), "")


def _looked_up_again(schema: Schema, target: Table, kind: str, compiled: Compiled, triggered: bool) -> int:  # noqa: FBT001
    """How often a row is read again, since its key was put aside first."""
    if kind == "UPDATE":
        if triggered:
            return 2
        keys = {
            column for index in schema.indexes_of(target.name) for column in map(folded, named_columns(index, target))
        }
        changed = {column for _, column in updated_columns(compiled, target)}
        return int(target.without_rowid and bool(keys & changed))
    return int(kind == "DELETE" and (triggered or _has_references(schema, target)))


def _has_references(schema: Schema, table: Table) -> bool:
    return bool(table.foreign_keys or schema.references_to(table.name))


def _cascade(  # noqa: PLR0917 what, where, and whose
    rates: RowRates,
    schema: Schema,
    table: str,
    statement: Statement,
    above: list[str],
    gone: AbstractSet[str] = frozenset(),
) -> None:
    """What goes or changes with the rows of `table`: the children are looked for, and each is read and written.

    Tables in `gone` are there no longer.
    """
    for reference in schema.references_to(table):
        child = schema.table(reference.table)
        if child is None or folded(child.name) in gone or not reference.key.acts_on_delete:
            continue
        columns = {folded(column) for column in reference.key.columns}
        name = folded(child.name)
        led = [index for index in schema.indexes_of(child.name) if folded(index.indexed[0] or "") in columns]
        if not led and not any(key[0] in columns for key in child.unique_keys()):
            rates.multiplied.append(" ".join(statement.text.split())[:80])
        rates.read[table] += 2
        if reference.key.on_delete == "CASCADE":
            asked, triggered = by_triggers(schema, name, "DELETE")
            rates.read[name] += 3 + asked
            rates.written[name] += 1 + triggered
            if name not in above:
                _cascade(rates, schema, name, statement, [*above, name], gone)
        else:
            changed = [
                index
                for index in schema.indexes_of(child.name)
                if columns & set(map(folded, named_columns(index, child)))
            ]
            rates.read[name] += 4
            rates.written[name] += 1 + len(changed)


def _target(schema: Schema, compiled: Compiled, upper: list[str], kind: str) -> Table | None:
    found = [schema.table(name) for name in compiled.writes]
    tables = [table for table in found if table is not None]
    if len(tables) == 1:
        return tables[0]
    names = {folded(table.name): table for table in tables}
    at = upper.index(kind) if kind in upper else 0
    return next((names[word] for word in map(folded, upper[at:]) if word in names), None)


@dataclass(frozen=True, slots=True)
class _Scan:
    table: str
    kind: str
    """`SCAN` from end to end, `SEARCH` by an index, `POINT` one row; the first of a plan at most from end to end."""
    within: bool = False
    """An outer loop repeats it."""


def _scans(compiled: Compiled, schema: Schema) -> Iterator[_Scan]:
    """The tables that the plan goes through, outermost first."""
    within = False
    for kind, name in compiled.loops:
        table = schema.table(name)
        known = folded(table.name) if table is not None else _aliased(compiled, schema)
        if known and (kind != "POINT" or within):
            yield _Scan(known, kind, within)
        within = True


def _aliased(compiled: Compiled, schema: Schema) -> str:
    """The table behind an alias, where there is but one."""
    tables = [name for name in {name for name, _ in compiled.reads} if schema.table(name) is not None]
    return tables[0] if len(tables) == 1 else ""


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

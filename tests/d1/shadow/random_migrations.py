"""Random schemas, migrations and populated databases, as wide as what D1 repositories hold.

Several tables with keys of every kind (composite, WITHOUT ROWID, STRICT, references to others and to themselves), CHECKs,
collations, generated columns, triggers and views; migrations of several statements: rebuilds, backfills, merges, upserts.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import apsw

from nhimbe_migrations.d1.proof.result import Proof, queries_that_stop
from nhimbe_migrations.d1.rows.candidates import takes_bytes
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.findings.finding import Finding

TYPES = ("TEXT", "TEXT", "TEXT", "INTEGER", "REAL", "BOOLEAN", "DATETIME", "VARCHAR(20)", "NUMERIC", "")
STRICT_TYPES = ("TEXT", "TEXT", "INTEGER", "REAL", "ANY")
NAMES = ("state", "word", "title", "n", "price", "email", "code", "at", "kind", "body", "settings", "starts_at")
TEXTS = (
    "open", "closed", "Open", " open ", "spam", "12", "12.50", "abc", "", "two words", "{}", '{"a":"b"}', "2026-01-02",
    "2026-01-02 10:00:00", None, "x@y.zw", "X@Y.zw", "a,b", "Ärger", "0", "[1,2]", "k1", "K1", "1",
    "OPEN", "abc ", "spam and more", "[null]", '["a","a"]', '{"a":null}', '{ "a": "b" }', '{"a":"b","b":1}', "2026-01-02T10:00:00Z",
)  # fmt: skip
NUMBERS = (0, 1, 2, 5, 6, 9, 12, None, 100, -1, 2.5)
POOLS: dict[str, tuple[Any, ...]] = {
    "INTEGER": (0, 1, 2, 5, 6, 9, 12, None, 100, -1),
    "BOOLEAN": (0, 1, None),
    "REAL": (0.5, 12.5, None, 3, 0, -2),
    "NUMERIC": NUMBERS,
    "DATETIME": ("2026-01-02 10:00:00", "2020-05-05", None, "2026-01-02T10:00:00Z"),
    "ANY": (1, "1", None, "abc", 2.5),
    "": (1, "1", None, "abc", "open", 2.5),
}
ODD = (7, "seven", 1.5, "12", "", None, "Open", b"\x01", "open", "Seven", "7 seven", "spam", "[null]", "two words")
"""What another type's column holds where nobody looked."""


@dataclass
class Made:
    name: str
    columns: list[tuple[str, str]]
    """Those that a statement may write."""
    key: tuple[str, ...] = ("id",)
    parents: dict[str, tuple[Made, str]] = field(default_factory=dict)
    """Per referencing column: the table and its column."""
    strict: bool = False
    more: list[str] = field(default_factory=list)
    """Generated columns."""

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]

    @property
    def plain(self) -> list[str]:
        """Columns that are neither key nor reference."""
        return [name for name in self.names if name not in self.key and name not in self.parents] or self.names

    def type_of(self, name: str) -> str:
        return dict(self.columns).get(name, "")


def made_schema(chance: random.Random) -> tuple[list[Made], str]:
    tables: list[Made] = []
    texts: list[str] = []
    for at in range(chance.randint(2, 4)):
        table, text = _table(chance, tables, at)
        tables.append(table)
        texts.append(text)
    texts += _extras(chance, tables)
    return tables, "\n".join(texts)


def _table(chance: random.Random, tables: list[Made], at: int) -> tuple[Made, str]:
    key = chance.choice(("INTEGER", "TEXT", "TEXT"))
    strict = chance.random() < 0.12
    table = Made(f"t{at}", [("id", key)], strict=strict)
    composite = chance.random() < 0.15
    parts = [f"id {key}{' NOT NULL' if composite else ' PRIMARY KEY'}"]
    for name in chance.sample(NAMES, chance.randint(2, 5)):
        kind = chance.choice(STRICT_TYPES if strict else TYPES)
        text = kind in ("TEXT", "VARCHAR(20)", "")
        more = chance.choice(
            (
                "",
                "",
                "",
                " NOT NULL",
                " DEFAULT 'x'" if text else " DEFAULT 0",
                " UNIQUE",
                " COLLATE NOCASE" if text else "",
            )
        )
        if chance.random() < 0.1:
            more += f" CHECK ({name} IS NULL OR {name} <> {chance.choice(('7', repr('spam')))})"
        parts.append(f"{name} {kind}{more}")
        table.columns.append((name, kind))
    if composite:
        table.key = ("id", table.columns[1][0])
    tail = []
    if tables and chance.random() < 0.7:
        parent = chance.choice(tables)
        if len(parent.key) == 1:
            _reference(chance, table, parent, "parent", parts)
        else:
            columns = []
            for name in parent.key:
                columns.append(f"p_{name}")
                kind = parent.type_of(name) if not strict or parent.type_of(name) in STRICT_TYPES else "ANY"
                parts.append(f"p_{name} {kind}")
                table.columns.append((f"p_{name}", kind))
                table.parents[f"p_{name}"] = (parent, name)
            tail.append(
                f"FOREIGN KEY ({', '.join(columns)}) REFERENCES {parent.name}({', '.join(parent.key)}){_action(chance)}"
            )
    if not composite and chance.random() < 0.15:
        _reference(chance, table, table, "above", parts)
    if chance.random() < 0.12:
        name = chance.choice(table.plain)
        parts.append(f"g TEXT GENERATED ALWAYS AS (lower({name})) {chance.choice(('VIRTUAL', 'STORED'))}")
        table.more.append("g")
    if composite:
        tail.append(f"PRIMARY KEY ({', '.join(table.key)})")
    if chance.random() < 0.1 and len(table.plain) > 1:
        tail.append(f"UNIQUE ({', '.join(chance.sample(table.plain, 2))})")
    options = [*(["STRICT"] if strict else []), *(["WITHOUT ROWID"] if chance.random() < 0.25 else [])]
    return table, f"CREATE TABLE {table.name} ({', '.join([*parts, *tail])}) {', '.join(options)};".replace(") ;", ");")


def _action(chance: random.Random) -> str:
    return chance.choice(
        ("", "", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON DELETE RESTRICT", " ON UPDATE CASCADE")
    )


def _reference(chance: random.Random, table: Made, parent: Made, name: str, parts: list[str]) -> None:
    kind = parent.columns[0][1]
    parts.append(f"{name} {kind} REFERENCES {parent.name}(id){_action(chance)}")
    table.columns.append((name, kind))
    table.parents[name] = (parent, "id")


def _extras(chance: random.Random, tables: list[Made]) -> list[str]:
    texts: list[str] = []
    for table in tables:
        name = chance.choice(table.plain)
        if chance.random() < 0.2:
            key = chance.choice((name, f"lower({name})"))
            where = chance.choice(("", f" WHERE {name} IS NOT NULL", f" WHERE {name} <> 'spam'"))
            texts.append(f"CREATE UNIQUE INDEX ix_{table.name} ON {table.name}({key}){where};")
        if chance.random() < 0.12:
            texts.append(f"CREATE VIEW v_{table.name} AS SELECT {', '.join(table.names)} FROM {table.name};")
    if chance.random() < 0.2:
        table = chance.choice(tables)
        event = chance.choice(("INSERT", "UPDATE", "DELETE"))
        row = "old" if event == "DELETE" else "new"
        said = chance.choice(("TEXT", "TEXT NOT NULL", "TEXT UNIQUE"))
        texts.append(f"CREATE TABLE journal (id INTEGER PRIMARY KEY, said {said});")
        texts.append(
            f"CREATE TRIGGER tr_{table.name} AFTER {event} ON {table.name} BEGIN INSERT INTO journal (said) VALUES "
            f"({row}.{chance.choice(table.plain)}); END;"
        )
    return texts


def condition(chance: random.Random, table: Made, tables: list[Made]) -> str:
    name = chance.choice(table.names[1:] or table.names)
    second = chance.choice(table.names)
    other = chance.choice(tables)
    theirs = chance.choice(other.names)
    return chance.choice(
        (
            f"{name} = 'open'", f"{name} IN ('spam', 'abc')", f"{name} > 5", f"{name} BETWEEN 2 AND 8", f"{name} LIKE 'two%'",
            f"{name} IS NULL", f"{name} IS NOT NULL", f"length({name}) > 3", f"lower(trim({name})) = 'open'",
            f"coalesce({name}, '') = ''", f"id NOT IN (SELECT min(id) FROM {table.name} GROUP BY {name})",
            f"EXISTS (SELECT 1 FROM {other.name} o WHERE o.{theirs} = {table.name}.{name})",
            f"NOT EXISTS (SELECT 1 FROM {other.name} o WHERE o.id = {table.name}.{name})",
            f"{name} IN (SELECT {theirs} FROM {other.name})", f"{name} NOT IN (SELECT {theirs} FROM {other.name})",
            f"{name} = {second}", f"{name} GLOB 'a*'", f"CAST({name} AS INTEGER) >= 12", f"typeof({name}) = 'text'",
            f"json_valid({name})", f"date({name}) < '2025-01-01'", f"instr({name}, ' ') > 0", f"NOT ({name} = 'closed')",
            f"{name} = 'open' OR {second} IS NULL", f"{name} <> '' AND {second} IS NOT NULL",
            f"EXISTS (SELECT 1 FROM {other.name} o WHERE o.{theirs} LIKE {table.name}.{name} || '%')",
        )
    )  # fmt: skip


def expression(chance: random.Random, table: Made, tables: list[Made]) -> str:
    name = chance.choice(table.names[1:] or table.names)
    second = chance.choice(table.names)
    other = chance.choice(tables)
    theirs, mine = chance.choice(other.names), chance.choice(table.names)
    return chance.choice(
        (
            f"lower(trim({name}))", f"coalesce({name}, 'none')", f"replace({name}, ' ', '-')", f"CAST({name} AS INTEGER)",
            f"json_extract({name}, '$.a')", f"{name} ->> '$.a'", f"substr({name}, 1, 3)", f"upper({name})", f"{name} || '-x'",
            f"CASE {name} WHEN 'open' THEN 1 WHEN 'closed' THEN 0 END", f"CASE WHEN {name} > 5 THEN 'high' ELSE 'low' END",
            f"(SELECT max(o.{theirs}) FROM {other.name} o WHERE o.id = {table.name}.{mine})",
            f"(SELECT o.{theirs} FROM {other.name} o WHERE o.{chance.choice(other.names)} = {table.name}.{mine})",
            f"(SELECT count(*) FROM {other.name} o WHERE o.{theirs} = {table.name}.{mine})",
            f"(SELECT o.id FROM {other.name} o WHERE o.{theirs} LIKE {table.name}.{name} || '%')",
            f"unixepoch({name})", f"date({name})", "NULL", "'fixed'", "0", "1", name, second, f"{name} || {second}",
            f"nullif({name}, '')", f"coalesce({name}, {second})", f"round({name}, 1)", f"typeof({name})",
            f"json_object('v', {name})", f"json_set({name}, '$.b', 1)", f"iif({name} IS NULL, 'none', {name})",
            f"substr({name}, instr({name}, ' ') + 1)", f"printf('%05d', {name})", f"ifnull({name}, 0) + 1",
            f"strftime('%Y', {name})", f"hex({name})", f"length({name})", "lower(hex(randomblob(16)))",
        )
    )  # fmt: skip


def _column(chance: random.Random, table: Made) -> str:
    return chance.choice(table.names[1:] or table.names)


def _unique(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    keys = [
        name,
        f"lower({name})",
        f"trim({name})",
        f"{name} COLLATE NOCASE",
        f"{name}, {chance.choice(table.names)}",
        f"substr({name}, 1, 2)",
    ]
    where = chance.choice(("", "", f" WHERE {name} IS NOT NULL", f" WHERE {name} <> 'spam'"))
    return f"CREATE UNIQUE INDEX u{at} ON {table.name}({chance.choice(keys)}){where};"


def _rule(chance: random.Random, name: str) -> str:
    return chance.choice(
        (
            "", "NOT NULL", "UNIQUE", "NOT NULL UNIQUE", f"CHECK (length({name}) > 1)", f"CHECK ({name} IN ('open', 'closed'))",
            f"CHECK ({name} <> 'spam')", f"CHECK ({name} >= 0)", f"CHECK ({name} = lower({name}))", "COLLATE NOCASE UNIQUE",
            f"NOT NULL CHECK ({name} <> '')", f"CHECK (json_valid({name}))", f"CHECK ({name} IS NOT NULL)",
        )
    )  # fmt: skip


def _insert(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    other = chance.choice([one for one in tables if len(one.key) == 1] or tables)
    into = chance.choice(("INSERT", "INSERT", "INSERT OR IGNORE", "INSERT OR REPLACE"))
    reference = f"REFERENCES {other.name}(id)" if len(other.key) == 1 else ""
    return (
        f"CREATE TABLE f{at} (id INTEGER PRIMARY KEY, v TEXT {_rule(chance, 'v')}, s {other.columns[0][1]} {reference}); "
        f"{into} INTO f{at} (v, s) SELECT {chance.choice(('', 'DISTINCT '))}{expression(chance, table, tables)}, "
        f"{chance.choice((*table.names, 'NULL'))} FROM {table.name} WHERE {condition(chance, table, tables)};"
    )


def _grouped(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    key = chance.choice((name, f"lower({name})", f"date({name})"))
    rule = chance.choice(("PRIMARY KEY", "NOT NULL PRIMARY KEY", "UNIQUE NOT NULL"))
    where = chance.choice(("", f" WHERE {name} IS NOT NULL", f" WHERE {condition(chance, table, tables)}"))
    return (
        f"CREATE TABLE q{at} (k TEXT {rule}, total INTEGER NOT NULL, last TEXT); INSERT INTO q{at} SELECT {key}, count(*), "
        f"max({chance.choice(table.names)}) FROM {table.name}{where} GROUP BY {key};"
    )


def _add(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    value = expression(chance, table, tables)
    where = chance.choice(("", "", f" WHERE {condition(chance, table, tables)}"))
    after = chance.choice(("", "", f" CREATE UNIQUE INDEX uz{at} ON {table.name}(z{at});"))
    return f"ALTER TABLE {table.name} ADD COLUMN z{at} TEXT; UPDATE {table.name} SET z{at} = {value}{where};{after}"


def _add_check(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    rule = chance.choice(
        (f"{name} IS NOT NULL", f"length({name}) < 9", f"{name} <> 'spam'", f"z{at} > 0 OR {name} > 1")
    )
    return f"ALTER TABLE {table.name} ADD COLUMN z{at} INTEGER DEFAULT 1 CHECK ({rule});"


def _add_generated(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    value = chance.choice(
        (f"lower({name})", f"json_extract({name}, '$.a')", f"coalesce({name}, 0) + 1", f"substr({name}, 1, 4)")
    )
    rule = chance.choice(("", "", " NOT NULL"))
    return (
        f"ALTER TABLE {table.name} ADD COLUMN z{at} TEXT{rule} GENERATED ALWAYS AS ({value}) VIRTUAL; "
        f"CREATE {chance.choice(('', 'UNIQUE '))}INDEX iz{at} ON {table.name}(z{at});"
    )


def _rebuild(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    chosen = chance.choice(table.names)
    kept = list(table.names)
    if chance.random() < 0.2 and len(kept) > 2:
        kept.remove(
            chance.choice([name for name in table.plain if name not in table.key and name != chosen] or kept[-1:])
        )
    strict = chance.random() < 0.15 and all(kind in STRICT_TYPES for name, kind in table.columns if name in kept)
    parts = []
    for name, kind in table.columns:
        if name in kept:
            rule = _rule(chance, name) if name == chosen else ""
            refers = ""
            if name in table.parents and chance.random() < 0.5 and len(table.parents[name][0].key) == 1:
                refers = f" REFERENCES {table.parents[name][0].name}(id)"
            elif name not in table.key and chance.random() < 0.08:
                other = chance.choice(tables)
                refers = f" REFERENCES {other.name}(id)" if len(other.key) == 1 else ""
            parts.append(f"{name} {kind} {'PRIMARY KEY ' if table.key == (name,) else ''}{rule}{refers}")
    if len(table.key) > 1 and set(table.key) <= set(kept):
        parts.append(f"PRIMARY KEY ({', '.join(table.key)})")
    values = [
        chance.choice((name, expression(chance, table, tables))) if name == chosen and chance.random() < 0.4 else name
        for name in kept
    ]
    where = chance.choice(("", "", "", f" WHERE {condition(chance, table, tables)}"))
    made = f"n{at}"
    return (
        f"{chance.choice(('', 'PRAGMA defer_foreign_keys = on; '))}CREATE TABLE {made} ({', '.join(parts)}){' STRICT' if strict else ''}; "
        f"{chance.choice(('INSERT', 'INSERT', 'INSERT', 'INSERT OR IGNORE'))} INTO {made} ({', '.join(kept)}) SELECT {', '.join(values)} FROM {table.name}{where}; "
        f"DROP TABLE {table.name}; ALTER TABLE {made} RENAME TO {table.name};"
    )


def _update(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    where = chance.choice(("", f" WHERE {condition(chance, table, tables)}"))
    how = chance.choice(("UPDATE", "UPDATE", "UPDATE", "UPDATE OR IGNORE", "UPDATE OR REPLACE"))
    second = chance.choice(table.names)
    more = f", {second} = {expression(chance, table, tables)}" if chance.random() < 0.15 and second != name else ""
    return f"{how} {table.name} SET {name} = {expression(chance, table, tables)}{more}{where};"


def _update_from(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    other = chance.choice(tables)
    return (
        f"UPDATE {table.name} SET {_column(chance, table)} = o.{chance.choice(other.names)} FROM {other.name} o "
        f"WHERE o.{chance.choice(other.names)} = {table.name}.{chance.choice(table.names)};"
    )


def _delete(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    return f"DELETE FROM {table.name} WHERE {condition(chance, table, tables)};"


def _joined(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    other = chance.choice(tables)
    join = chance.choice(("JOIN", "LEFT JOIN"))
    on = chance.choice(
        (
            f"b.id = a.{chance.choice(table.names)}",
            f"lower(b.{chance.choice(other.names)}) = lower(a.{_column(chance, table)})",
        )
    )
    rule = chance.choice(("", "NOT NULL", "UNIQUE"))
    return (
        f"CREATE TABLE j{at} (id {table.columns[0][1]} {chance.choice(('PRIMARY KEY', ''))}, x TEXT {rule}); INSERT INTO j{at} SELECT a.id, "
        f"b.{chance.choice(other.names)} FROM {table.name} a {join} {other.name} b ON {on};"
    )


def _upsert(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name, other = _column(chance, table), chance.choice(tables)
    theirs = chance.choice(other.names)
    clash = chance.choice(("DO NOTHING", "DO UPDATE SET c = c + 1, l = excluded.l", "DO UPDATE SET l = NULL"))
    rule = chance.choice(("", "NOT NULL", "UNIQUE"))
    return (
        f"CREATE TABLE s{at} (k TEXT PRIMARY KEY, c INTEGER DEFAULT 0, l TEXT {rule}); INSERT INTO s{at} (k, l) SELECT {name}, "
        f"{chance.choice(table.names)} FROM {table.name} WHERE {name} IS NOT NULL ON CONFLICT (k) {clash}; "
        f"INSERT INTO s{at} (k) SELECT {theirs} FROM {other.name} WHERE {theirs} IS NOT NULL ON CONFLICT DO NOTHING;"
    )


def _window(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    key = chance.choice(("p, r", "r"))
    return (
        f"CREATE TABLE w{at} (p TEXT, r INTEGER, UNIQUE ({key})); INSERT INTO w{at} SELECT {name}, row_number() OVER "
        f"({chance.choice(('', f'PARTITION BY {name} '))}ORDER BY id) FROM {table.name};"
    )


def _json_rows(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    return (
        f"CREATE TABLE e{at} (owner {table.columns[0][1]}, tag TEXT NOT NULL, {chance.choice(('PRIMARY KEY (owner, tag)', 'UNIQUE (tag)'))}); "
        f"INSERT INTO e{at} SELECT t.id, j.value FROM {table.name} t, json_each(t.{name}) j WHERE json_valid(t.{name});"
    )


def _existing(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    """Rows of one table into another that is there."""
    other = chance.choice(tables)
    into = chance.choice(("INSERT", "INSERT OR IGNORE", "REPLACE"))
    names = other.names
    values = [chance.choice((*table.names, f"{table.name}.id || '-{at}'", "NULL", "'new'")) for _ in names]
    return f"{into} INTO {other.name} ({', '.join(names)}) SELECT {', '.join(values)} FROM {table.name} WHERE {condition(chance, table, tables)};"


def _with(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = _column(chance, table)
    return (
        f"WITH doubles AS (SELECT min(id) AS keep, {name} AS v FROM {table.name} GROUP BY {name}) DELETE FROM {table.name} "
        f"WHERE id NOT IN (SELECT keep FROM doubles); CREATE UNIQUE INDEX ud{at} ON {table.name}({chance.choice((name, f'lower({name})'))});"
    )


def _trigger(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name, other = _column(chance, table), chance.choice(tables)
    return (
        f"CREATE TABLE h{at} (id INTEGER PRIMARY KEY, said TEXT {chance.choice(('', 'NOT NULL', 'UNIQUE'))}); CREATE TRIGGER ht{at} AFTER UPDATE ON {table.name} "
        f"BEGIN INSERT INTO h{at} (said) VALUES (new.{name}); END; UPDATE {table.name} SET {name} = {expression(chance, table, [other, table])};"
    )


def _rename(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = chance.choice([name for name in table.plain if name not in table.key] or table.names[-1:])
    if table.more or name in table.key:
        return _unique(chance, table, tables, at)
    after = chance.choice(
        (
            f"CREATE UNIQUE INDEX ur{at} ON {table.name}(r{at});",
            f"UPDATE {table.name} SET r{at} = coalesce(r{at}, 'none');",
        )
    )
    back = f" ALTER TABLE {table.name} RENAME COLUMN r{at} TO {name};"
    return f"ALTER TABLE {table.name} RENAME COLUMN {name} TO r{at}; {after}{back}"


def _copy(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    return (
        f"CREATE TABLE c{at} AS SELECT * FROM {table.name} WHERE {condition(chance, table, tables)}; "
        f"CREATE UNIQUE INDEX uc{at} ON c{at}({_column(chance, table)});"
    )


Kind = Callable[[random.Random, Made, list[Made], int], str]
KINDS: tuple[Kind, ...] = (
    _unique, _unique, _insert, _insert, _grouped, _add, _add, _add_check, _add_generated, _rebuild, _rebuild, _rebuild, _update, _update,
    _update_from, _delete, _joined, _upsert, _window, _json_rows, _existing, _with, _trigger, _rename, _copy,
)  # fmt: skip


def made_migration(chance: random.Random, tables: list[Made], kinds: Sequence[Kind] = KINDS) -> str:
    chosen = [chance.choice(kinds) for _ in range(chance.randint(1, 3))]
    return "\n".join(kind(chance, chance.choice(tables), tables, at) for at, kind in enumerate(chosen))


def filled(chance: random.Random, schema: str, tables: list[Made], *, odd: float = 0.05) -> Shadow | None:
    """A database with rows of all kinds; None where a table takes none of those that were tried."""
    shadow = open_shadow(LATEST)
    assert shadow.apply(schema) is None, schema
    few = chance.random() < 0.5  # few values stand in many rows, or most rows differ
    for table in tables:
        pools = {name: _pool(chance, kind, few=few) for name, kind in table.columns}
        for at in range(chance.randint(2, 7)):
            for _ in range(3):
                row = _row(chance, shadow, table, at, pools, odd)
                marks = ", ".join("?" for _ in row)
                try:
                    shadow.ask(f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
                    break
                except apsw.Error:
                    continue
    if all(shadow.ask(f"SELECT count(*) FROM {table.name}")[0][0] for table in tables):
        return shadow
    shadow.close()
    return None


def _pool(chance: random.Random, kind: str, *, few: bool) -> tuple[Any, ...]:
    whole = POOLS.get(kind, TEXTS)
    return tuple(chance.sample(whole, min(len(whole), 4))) if few else whole


def _row(
    chance: random.Random, shadow: Shadow, table: Made, at: int, pools: dict[str, tuple[Any, ...]], odd: float
) -> dict[str, Any]:
    row: dict[str, Any] = {}
    chosen: dict[str, tuple[Any, ...]] = {}
    for name, kind in table.columns:
        if name == "id":
            row[name] = at + 1 if kind == "INTEGER" else f"k{at + 1}"
        elif name in table.parents:
            parent = table.parents[name][0]
            if parent.name not in chosen:
                keys = shadow.ask(f"SELECT {', '.join(parent.key)} FROM {parent.name}")
                chosen[parent.name] = chance.choice([*keys, (None,) * len(parent.key)])
            row[name] = chosen[parent.name][parent.key.index(table.parents[name][1])]
        else:
            value = chance.choice(ODD if chance.random() < odd else pools[name])
            # No application writes a blob into a column of texts or numbers.
            row[name] = value if not isinstance(value, bytes) or takes_bytes(kind) else "\x01"
    return row


def is_clear(shadow: Shadow, queries: Sequence[str]) -> bool:
    """Whether every query counts nothing; one that trips over what another counts is not clear either."""
    clear = True
    for query in queries:
        try:
            clear = clear and shadow.ask(query)[0][0] == 0
        except apsw.Error:
            clear = False
    return clear


def is_full(proof: Proof) -> bool:
    """Whether the proof says “applies, n of n exercised”."""
    return proof.applied and proof.exercised == proof.statements


def without_query(proof: Proof) -> list[str]:
    """What a proof says to depend on rows without saying how to count them."""
    return [
        finding.message
        for finding in proof.findings
        if finding.rule == "depends-on-rows" and finding.severity != "note" and "SELECT" not in finding.help
    ]


def rest_notes(proof: Proof) -> list[Finding]:
    """The note of a proof about what no made row broke."""
    return [
        finding
        for finding in proof.findings
        if finding.rule == "depends-on-rows" and finding.severity == "note" and finding.message.startswith(NOTE)
    ]


NOTE = ("No made row breaks it", "What these may break")


def noted_queries(proof: Proof) -> tuple[str, ...]:
    """Those of the queries of a proof that stand in its note alone."""
    return queries_that_stop(rest_notes(proof))


@dataclass
class Judgement:
    """What populated databases say of one full verdict."""

    cleared: int = 0
    """Databases that every query of the verdict clears."""
    met: list[bool] = field(default_factory=list)
    """Per query, whether it counted rows in any database."""
    counted: int = 0
    """Databases in which some query counted rows."""
    ran: int = 0
    """Of these: on which the migration runs all the same."""
    ran_of_rest: int = 0
    """Of these: where the query of the note alone counted rows."""
    contradicted: str | None = None
    """What D1 says on one of those that are cleared; None where the migration runs on all."""


def judge(
    chance: random.Random, schema: str, sql: str, tables: list[Made], proof: Proof, *, databases: int = 6
) -> Judgement:
    """Try a full verdict on populated databases, as they are drawn and without the rows that its queries count."""
    judgement = Judgement(met=[False] * len(proof.look_first))
    for at in range(databases):
        shadow = filled(chance, schema, tables, odd=0.05 if at % 2 else 0.25)
        if shadow is None:
            continue
        try:
            met = [bool(count(shadow, query)) for query in proof.look_first]
            judgement.met = [one or other for one, other in zip(judgement.met, met, strict=True)]
            if any(met):
                judgement.counted += 1
                runs = _runs(shadow, sql)
                noted = noted_queries(proof)
                judgement.ran += runs
                judgement.ran_of_rest += runs and not any(
                    one for one, query in zip(met, proof.look_first, strict=True) if query not in noted
                )
            if not cleared(chance, shadow, tables, proof.look_first):
                continue
            judgement.cleared += 1
            held = [(table.name, shadow.ask(f"SELECT * FROM {table.name}")) for table in tables]
            error = shadow.apply(sql)
        finally:
            shadow.close()
        if error is not None:
            judgement.contradicted = (
                f"{error.message} (line {error.line}) though {proof.look_first} count nothing:\n{schema}\n{sql}\n{held}"
            )
            break
    return judgement


def _runs(shadow: Shadow, sql: str) -> bool:
    """Whether a migration runs on what a database holds, which stays as it is."""
    other = open_shadow(LATEST, (shadow.connection.serialize("main") or b""))
    try:
        return other.apply(sql) is None
    finally:
        other.close()


def count(shadow: Shadow, query: str) -> int | None:
    """What a query counts; None where it trips over what another counts."""
    try:
        return int(shadow.ask(query)[0][0])
    except apsw.Error:
        return None


def cleared(chance: random.Random, shadow: Shadow, tables: list[Made], queries: Sequence[str]) -> bool:
    """Take rows away until no query counts any; return whether that was possible with a row left in each table."""
    for _ in range(_MOST_TAKEN):
        if is_clear(shadow, queries):
            return True
        before = sum(count(shadow, query) or 0 for query in queries)
        table = chance.choice(tables)
        with suppress(apsw.Error):  # others refer to it
            shadow.ask("SAVEPOINT taken")
            (rows,) = shadow.ask(f"SELECT count(*) FROM {table.name}")[0]
            at = chance.randrange(max(1, rows))
            key = shadow.ask(f"SELECT {', '.join(table.key)} FROM {table.name} LIMIT 1 OFFSET ?", (at,))
            if key and rows > 1:
                same = " AND ".join(f"{name} IS ?" for name in table.key)
                shadow.ask(f"DELETE FROM {table.name} WHERE {same}", key[0])
        empty = any(not count(shadow, f"SELECT count(*) FROM {one.name}") for one in tables)
        worse = sum(count(shadow, query) or 0 for query in queries) > before
        if empty or worse:
            shadow.ask("ROLLBACK TO taken")
        shadow.ask("RELEASE taken")
    return is_clear(shadow, queries)


_MOST_TAKEN = 40


def contradiction(
    chance: random.Random, schema: str, sql: str, tables: list[Made], proof: Proof, *, databases: int = 6
) -> str | None:
    """What D1 says on a populated database that every query of a full verdict clears; None where it runs on all of them."""
    return judge(chance, schema, sql, tables, proof, databases=databases).contradicted if is_full(proof) else None


def judge_all(first: int, count: int, databases: int) -> None:
    """Judge migrations by hand: a line of JSON for each."""
    import json
    import time

    from nhimbe_migrations.d1.proof.prove import prove

    for seed in range(first, first + count):
        chance = random.Random(seed)
        tables, schema = made_schema(chance)
        sql = made_migration(chance, tables)
        start = time.process_time()
        try:
            proof = prove(schema, sql)
        except Exception as error:  # noqa: BLE001 a proof never raises
            print(json.dumps({"seed": seed, "raised": repr(error)}), flush=True)  # noqa: T201
            continue
        said: dict[str, object] = {"seed": seed, "seconds": round(time.process_time() - start, 3)}
        said["verdict"] = "refused" if not proof.applied else "full" if is_full(proof) else "partly exercised"
        said["without a query"] = len(without_query(proof))
        if is_full(proof):
            judgement = judge(chance, schema, sql, tables, proof, databases=databases)
            said |= {"cleared": judgement.cleared, "queries": len(judgement.met)}
            said |= {"counted": judgement.counted, "ran": judgement.ran}
            noted = noted_queries(proof)
            never = [query for query, met in zip(proof.look_first, judgement.met, strict=True) if not met]
            said["never met"] = [query for query in never if query not in noted]
            said |= {"rest": bool(rest_notes(proof)), "rest queries": len(noted), "rest ran": judgement.ran_of_rest}
            said["rest never"] = len(never) - len(said["never met"])  # type: ignore[arg-type]
            said["unfollowed"] = any("not followed" in finding.message for finding in rest_notes(proof))
            said["contradicted"] = judgement.contradicted
        print(json.dumps(said), flush=True)  # noqa: T201


if __name__ == "__main__":
    import sys

    judge_all(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 12)

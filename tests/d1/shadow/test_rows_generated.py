"""Random schemas, migrations and populated databases: “applies, n of n exercised” is not contradicted where the queries are clear.

Wider than `test_rows_properties`: several tables with keys of both kinds, references, WITHOUT ROWID, STRICT, and
statements such as a migration is made of.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import apsw
import pytest

from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import Proof
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow

TYPES = ("TEXT", "TEXT", "TEXT", "INTEGER", "REAL", "BOOLEAN", "DATETIME")
NAMES = ("state", "word", "title", "n", "price", "email", "code", "at", "kind", "body")
TEXTS = (
    "open", "closed", "Open", " open ", "spam", "12", "12.50", "abc", "", "two words", "{}", '{"a":"b"}', "2026-01-02",
    "2026-01-02 10:00:00", None, "x@y.zw", "X@Y.zw",
)  # fmt: skip
POOLS: dict[str, tuple[Any, ...]] = {
    "INTEGER": (0, 1, 2, 5, 6, 9, 12, None, 100),
    "BOOLEAN": (0, 1, None),
    "REAL": (0.5, 12.5, None, 3),
    "DATETIME": ("2026-01-02 10:00:00", "2020-05-05", None),
    "TEXT": TEXTS,
}


@dataclass
class Made:
    name: str
    columns: list[tuple[str, str]]
    parent: Made | None = None

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.columns]


def made_schema(chance: random.Random) -> tuple[list[Made], str]:
    tables: list[Made] = []
    texts: list[str] = []
    for at in range(chance.randint(2, 4)):
        key = chance.choice(("INTEGER", "TEXT", "TEXT"))
        table = Made(f"t{at}", [("id", key)])
        parts = [f"id {key} PRIMARY KEY"]
        for name in chance.sample(NAMES, chance.randint(2, 5)):
            kind = chance.choice(TYPES)
            more = chance.choice(("", "", " NOT NULL", " DEFAULT 'x'" if kind == "TEXT" else " DEFAULT 0", " UNIQUE"))
            parts.append(f"{name} {kind}{more}")
            table.columns.append((name, kind))
        if tables and chance.random() < 0.7:
            table.parent = chance.choice(tables)
            kind = table.parent.columns[0][1]
            parts.append(
                f"parent {kind} REFERENCES {table.parent.name}(id)"
                f"{chance.choice(('', ' ON DELETE CASCADE', ' ON DELETE SET NULL'))}"
            )
            table.columns.append(("parent", kind))
        tables.append(table)
        texts.append(f"CREATE TABLE {table.name} ({', '.join(parts)}){chance.choice(('', '', ' WITHOUT ROWID'))};")
    return tables, "\n".join(texts)


def condition(chance: random.Random, table: Made, tables: list[Made]) -> str:
    name = chance.choice(table.names[1:])
    other = chance.choice(tables).name
    return chance.choice(
        (
            f"{name} = 'open'", f"{name} IN ('spam', 'abc')", f"{name} > 5", f"{name} BETWEEN 2 AND 8", f"{name} LIKE 'two%'",
            f"{name} IS NULL", f"length({name}) > 3", f"lower(trim({name})) = 'open'", f"coalesce({name}, '') = ''",
            f"id NOT IN (SELECT min(id) FROM {table.name} GROUP BY {name})",
            f"EXISTS (SELECT 1 FROM {other} o WHERE o.id = {table.name}.{name})",
        )
    )  # fmt: skip


def expression(chance: random.Random, table: Made, tables: list[Made]) -> str:
    name = chance.choice(table.names[1:])
    other = chance.choice(tables)
    return chance.choice(
        (
            f"lower(trim({name}))", f"coalesce({name}, 'none')", f"replace({name}, ' ', '-')", f"CAST({name} AS INTEGER)",
            f"json_extract({name}, '$.a')", f"substr({name}, 1, 3)", f"CASE {name} WHEN 'open' THEN 1 WHEN 'closed' THEN 0 END",
            f"(SELECT max(o.{chance.choice(other.names)}) FROM {other.name} o WHERE o.id = {table.name}.id)",
            f"unixepoch({name})", f"date({name})", "NULL", "'fixed'",
        )
    )  # fmt: skip


def _unique(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = chance.choice(table.names[1:])
    key = chance.choice((name, f"lower({name})", f"trim({name})"))
    return f"CREATE UNIQUE INDEX u{at} ON {table.name}({key});"


def _insert(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    rule = chance.choice(("", "NOT NULL", "UNIQUE", "NOT NULL UNIQUE"))
    other = chance.choice(tables)
    return (
        f"CREATE TABLE f{at} (id INTEGER PRIMARY KEY, v TEXT {rule}, s {other.columns[0][1]} REFERENCES {other.name}(id)); "
        f"INSERT INTO f{at} (v, s) SELECT {expression(chance, table, tables)}, {chance.choice(table.names)} FROM {table.name} "
        f"WHERE {condition(chance, table, tables)};"
    )


def _add(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    value = expression(chance, table, tables)
    return f"ALTER TABLE {table.name} ADD COLUMN z{at} TEXT; UPDATE {table.name} SET z{at} = {value};"


def _rebuild(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    chosen = chance.choice(table.names[1:])
    rule = chance.choice(
        ("NOT NULL", f"CHECK ({chosen} IN ('open', 'closed'))", "UNIQUE", f"CHECK (length({chosen}) > 1)")
    )
    parts = [
        f"{name} {kind}{' PRIMARY KEY' if name == 'id' else f' {rule}' if name == chosen else ''}"
        for name, kind in table.columns
    ]
    listed = ", ".join(table.names)
    return (
        f"CREATE TABLE n{at} ({', '.join(parts)}); INSERT INTO n{at} ({listed}) SELECT {listed} FROM {table.name}; "
        f"DROP TABLE {table.name}; ALTER TABLE n{at} RENAME TO {table.name};"
    )


def _update(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    name = chance.choice(table.names[1:])
    where = chance.choice(("", f" WHERE {condition(chance, table, tables)}"))
    return f"UPDATE {table.name} SET {name} = {expression(chance, table, tables)}{where};"


def _delete(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    return f"DELETE FROM {table.name} WHERE {condition(chance, table, tables)};"


def _joined(chance: random.Random, table: Made, tables: list[Made], at: int) -> str:
    other = chance.choice(tables)
    return (
        f"CREATE TABLE j{at} (id {table.columns[0][1]} PRIMARY KEY, x TEXT); INSERT INTO j{at} SELECT a.id, "
        f"b.{chance.choice(other.names)} FROM {table.name} a JOIN {other.name} b ON b.id = a.{chance.choice(table.names)};"
    )


KINDS: tuple[Callable[[random.Random, Made, list[Made], int], str], ...] = (
    _unique, _insert, _add, _rebuild, _update, _delete, _joined,
)  # fmt: skip


def filled(chance: random.Random, schema: str, tables: list[Made]) -> Shadow | None:
    """A database with rows of all kinds; None where a table takes none of those that were tried."""
    shadow = open_shadow(LATEST)
    assert shadow.apply(schema) is None
    for table in tables:
        for at in range(chance.randint(2, 7)):
            row: dict[str, Any] = {}
            for name, kind in table.columns:
                if name == "id":
                    row[name] = at + 1 if kind == "INTEGER" else f"k{at + 1}"
                elif name == "parent" and table.parent is not None:
                    keys = [key for (key,) in shadow.ask(f"SELECT id FROM {table.parent.name}")]
                    row[name] = chance.choice([*keys, None])
                else:
                    row[name] = chance.choice(POOLS[kind])
            marks = ", ".join("?" for _ in row)
            try:
                shadow.ask(f"INSERT INTO {table.name} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))
            except apsw.ConstraintError:
                continue
    if all(shadow.ask(f"SELECT count(*) FROM {table.name}")[0][0] for table in tables):
        return shadow
    shadow.close()
    return None


def is_clear(shadow: Shadow, proof: Proof) -> bool:
    """Whether every query counts nothing; one that trips over what another counts is not clear either."""
    clear = True
    for query in proof.look_first:
        try:
            clear = clear and shadow.ask(query)[0][0] == 0
        except apsw.Error:
            clear = False
    return clear


@pytest.mark.parametrize("start", range(0, 50, 10))
def test_a_full_verdict_holds_on_databases_that_the_queries_clear(start: int) -> None:
    for seed in range(start, start + 10):
        _contradicted_by_none(seed)


def _contradicted_by_none(seed: int) -> None:
    chance = random.Random(seed)
    tables, schema = made_schema(chance)
    kinds = [chance.choice(KINDS) for _ in range(chance.randint(1, 3))]
    sql = "\n".join(kind(chance, chance.choice(tables), tables, at) for at, kind in enumerate(kinds))
    proof = prove(schema, sql)
    depends = [f for f in proof.findings if f.rule == "depends-on-rows" and f.severity != "note"]
    if not proof.applied or proof.exercised != proof.statements or not all("SELECT" in f.help for f in depends):
        return
    for _ in range(3):
        shadow = filled(chance, schema, tables)
        if shadow is None:
            continue
        if is_clear(shadow, proof):
            error = shadow.apply(sql)
            assert error is None, (schema, sql, proof.look_first, error)
        shadow.close()

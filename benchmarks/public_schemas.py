"""Stress of the readers on SQL that nobody here wrote: every schema file of the repositories that are given.

    python benchmarks/public_schemas.py [--state FILE] [--write] FOLDER...

Hundreds of repositories take most of an hour: with --state what came of each is kept, and not done again. --write puts
the sums into corpus/stress.json, from which docs/benchmark.md tells them. Each FOLDER is a git repository, a work tree or a bare one; its .sql files are read as HEAD has them, and nothing is
stored. A file that makes tables, and that SQLite runs whole from empty, goes through four stations:

- read: the cuts between statements lose no character, and the model read from the statements is the engine's;
- edited: a table gets a column, and the file follows: it loads to the right schema, and no statement that does not
  name the table changed a byte;
- rebuilt: each table is rebuilt with one more CHECK over made-up rows: every row of every table is where it was, and
  nothing else of the schema changed;
- edited by the rebuild: as edited.

What SQLite does not run (another dialect, half a schema) is counted, and must be told in words, never by a crash.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path

from nhimbe_migrations.d1.drift.report import update
from nhimbe_migrations.d1.rebuild.plan import plan_rebuild
from nhimbe_migrations.d1.rows.fill import fill
from nhimbe_migrations.d1.schema.catalog.catalog import Catalog
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import quoted, tokens
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.rendering import render

RESULT = Path(__file__).parent / "corpus" / "stress.json"
LARGEST = 1_000_000
"""Bytes; a larger file is a dump of data."""


@dataclass(frozen=True)
class Case:
    """A table of a file."""

    where: str
    text: str
    schema: Schema
    table: Table
    made: Made


@dataclass(frozen=True)
class Made:
    """The databases of a file, made once for all its tables."""

    loaded: bytes
    filled: bytes
    rows: dict[str, list[str]]
    """What the filled one holds."""


@dataclass
class Told:
    """What became of each station, and what was wrong."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def refused(self, station: str, where: str, error: MigrationsError) -> None:
        elsewhere = "no such table: main." in str(error)
        self.counts[f"{station}: {'keys name a table of another file' if elsewhere else 'refused in words'}"] += 1
        if elsewhere:
            return
        print(f"refused  {station}  {where}: {str(error)[:300]!r}")

    def bad(self, station: str, where: str, why: str) -> None:
        self.counts[f"{station}: WRONG"] += 1
        self.wrong.append(f"{station}  {where}: {why[:400]}")
        print(f"WRONG    {self.wrong[-1]}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--state", type=Path, help="what came of each repository, as JSON")
    parser.add_argument("--processes", type=int, default=os.cpu_count())
    parser.add_argument("--write", action="store_true", help="write the sums into corpus/stress.json")
    parser.add_argument("folders", nargs="*")
    given = parser.parse_args()
    known = json.loads(given.state.read_text(encoding="utf-8")) if given.state and given.state.exists() else {}
    folders = [folder for folder in given.folders if folder not in known]
    with ProcessPoolExecutor(given.processes) as pool:
        asked = {pool.submit(_of_repository, Path(folder)): folder for folder in folders}
        for done in as_completed(asked):
            told = done.result()
            known[asked[done]] = {"counts": told.counts, "wrong": told.wrong}
            if given.state:
                given.state.write_text(json.dumps(known), encoding="utf-8")
    counts: Counter[str] = Counter()
    for entry in known.values():
        counts.update(entry["counts"])
    wrong = [what for entry in known.values() for what in entry["wrong"]]
    for what, count in sorted(counts.items()):
        print(f"{count:>7,}  {what}")
    if given.write:
        sums = {"repositories": len(known), "counts": dict(sorted(counts.items())), "wrong": wrong}
        RESULT.write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    return bool(wrong)


def _of_repository(folder: Path) -> Told:
    told = Told()
    files = list(_schema_files(folder))
    told.counts["repositories with a file that makes tables"] += bool(files)
    whole = [_stations(told, f"{folder.parent.name}:{path}", text) for path, text in files]
    told.counts["repositories with a file that SQLite runs whole"] += any(whole)
    return told


def _schema_files(folder: Path) -> Iterator[tuple[str, str]]:
    git = ["git", "-C", str(folder)]
    listed = subprocess.run(
        [*git, "ls-tree", "-r", "-z", "--name-only", "HEAD"], capture_output=True, check=False
    ).stdout
    for path in listed.decode("utf-8", "surrogateescape").split("\0"):
        if not path.lower().endswith(".sql") or "node_modules/" in path:
            continue
        content = subprocess.run([*git, "show", f"HEAD:{path}"], capture_output=True, check=False).stdout
        if len(content) > LARGEST:
            continue
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            continue
        if re.search(r"CREATE\s+TABLE", text, re.IGNORECASE):
            yield path, text


def _stations(told: Told, where: str, text: str) -> bool:
    """Take one file through; return whether SQLite runs it whole."""
    told.counts["files that make tables"] += 1
    try:
        loaded = load_schema(text)
        _read(told, where, text)
    except MigrationsError as error:
        told.refused("read", where, error)
        return False
    except Exception:  # noqa: BLE001 a crash is what is looked for
        told.bad("read", where, traceback.format_exc(limit=-2))
        return False
    if loaded.problems or not loaded.schema.tables:
        told.counts["files that SQLite does not run whole (another dialect, a later migration)"] += 1
        return False
    told.counts["files that SQLite runs whole"] += 1
    told.counts["tables in them"] += len(loaded.schema.tables)
    if found := differences(loaded.schema, _as_said(text)):
        told.bad("read", where, f"statements and engine differ: {[(d.name, d.detail) for d in found][:2]}")
    try:
        made = _made(text, loaded.schema)
    except Exception:  # noqa: BLE001 a crash is what is looked for
        told.bad("filled", where, traceback.format_exc(limit=-2))
        return True
    for table in loaded.schema.tables:
        told.counts["tables rebuilt"] += 1
        case = Case(f"{where} {table.name}", text, loaded.schema, table, made)
        _guarded(told, "edited", case, _add_column)
        _guarded(told, "rebuilt", case, _rebuild)
    return True


def _made(text: str, schema: Schema) -> Made:
    shadow = open_shadow()
    try:
        shadow.load(text)
        loaded = shadow.image()
        fill(shadow, schema)
        return Made(loaded, shadow.image(), _rows(shadow, schema))
    finally:
        shadow.close()


def _opened(data: bytes) -> Shadow:
    shadow = open_shadow()
    shadow.connection.deserialize("main", data)
    return shadow


def _guarded(told: Told, station: str, case: Case, step: Callable[[Told, Case], None]) -> None:
    try:
        step(told, case)
        told.counts[f"{station}: gone through"] += 1
    except MigrationsError as error:
        told.refused(station, case.where, error)
    except Exception:  # noqa: BLE001 a crash is what is looked for
        told.bad(station, case.where, traceback.format_exc(limit=-2))


def _read(told: Told, where: str, text: str) -> None:
    script = Script.of(text)
    told.counts["statements in them"] += len(script.statements)
    if "".join(token.text for token in tokens(text)) != text:
        told.bad("read", where, "the tokens are not the text")
    for statement in script.statements:
        if text[statement.span.start : statement.span.end] != statement.text:
            told.bad("read", where, f"a cut is off: {statement.text[:80]!r}")


def _as_said(text: str) -> Schema:
    """The schema as the statements say it; a key without columns refers to the primary key, as the engine says."""
    said = Catalog()
    for statement in Script.of(text).statements:
        said = said.after(statement)

    def resolved(table: Table) -> Table:
        keys = (replace(key, to=key.to or _primary_key(said, key.table)) for key in table.foreign_keys)
        return replace(table, foreign_keys=tuple(keys))

    tables = said.tables.without(("d1_migrations",))  # what wrangler has applied: no part of a schema
    return Schema(
        tuple(map(resolved, tables.values())),
        tuple(said.indexes.values()),
        tuple(said.triggers.values()),
        tuple(said.views.values()),
        tuple(said.virtual_tables.values()),
    )


def _primary_key(said: Catalog, table: str) -> tuple[str, ...]:
    parent = said.table(table)
    return parent.primary_key if parent else ()


def _add_column(told: Told, case: Case) -> None:
    added = f"ALTER TABLE {quoted(case.table.name)} ADD COLUMN zz_added TEXT DEFAULT 'a--b;🌍';"
    _follow(told, "edited", case, added)


def _rebuild(told: Told, case: Case) -> None:
    schema, definition = case.schema, _with_check(case.table)
    plan = plan_rebuild(case.text, table=case.table.name, definition=definition, columns={}, render=render)
    shadow, before = _opened(case.made.filled), case.made.rows
    try:
        if error := shadow.apply(plan.sql):
            told.bad("rebuilt", case.where, error.message)
            return
        after = read_schema(shadow.connection)
        if (rows := _rows(shadow, schema)) != before:
            told.bad(
                "rebuilt", case.where, f"rows changed in {[name for name in before if rows[name] != before[name]]}"
            )
        changed = {folded(difference.name) for difference in differences(schema, after)}
        if changed != {folded(case.table.name)}:
            told.bad("rebuilt", case.where, f"changed: {sorted(changed)}")
    finally:
        shadow.close()
    _follow(told, "edited by the rebuild", case, plan.sql)


def _with_check(table: Table) -> str:
    words = [token for token in tokens(table.sql) if token.kind not in {"space", "comment"}]
    depth, at = 0, 0
    for token in words:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if token.text == ")" and depth == 0:
            at = token.span.start
    column = next(column.name for column in table.columns if not column.generated)
    return f"{table.sql[:at]}\n, CHECK ({quoted(column)} IS NOT 'zz-never')){table.sql[at + 1 :]}"


def _rows(shadow: Shadow, schema: Schema) -> dict[str, list[str]]:
    """Every row of every table, in an order of its own: the order of rows means nothing."""
    return {table.name: sorted(map(repr, shadow.ask(f"SELECT * FROM {quoted(table.name)}"))) for table in schema.tables}


def _follow(told: Told, station: str, case: Case, migration: str) -> None:
    shadow = _opened(case.made.loaded)
    try:
        if error := shadow.apply(migration):
            told.counts[f"{station}: the migration does not run on the file's own rows"] += 1
            print(f"stopped  {station}  {case.where}: {error.message[:200]}")
            return
        wanted = read_schema(shadow.connection)
    finally:
        shadow.close()
    edited = update(case.text, "900_stress.sql", migration).text
    if found := [item for item in differences(wanted, load_schema(edited).schema) if not item.order_only]:
        told.bad(station, case.where, f"another schema: {[item.detail for item in found][:2]}")
    at = 0
    for statement in Script.of(case.text).statements:
        if any(folded(token.name) == folded(case.table.name) for token in statement.significant):
            continue
        found_at = edited.find(statement.text, at)
        if found_at < 0:
            told.bad(station, case.where, f"changed elsewhere: {statement.text[:120]!r}")
            return
        at = found_at + len(statement.text)


if __name__ == "__main__":
    sys.exit(main())

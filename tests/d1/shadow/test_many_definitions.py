"""Parking the catalog changes how long a long file takes, and nothing else."""

from __future__ import annotations

import apsw
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.d1.proof.outcome.coverage import Coverage
from nhimbe_migrations.d1.proof.outcome.silent_statements import swallowed
from nhimbe_migrations.d1.schema.introspection import read_one, read_schema
from nhimbe_migrations.d1.shadow.catalog import parked, reduced, set_aside
from nhimbe_migrations.d1.shadow.catalog.parked import ParkedCatalog
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow

STATEMENTS = (
    "CREATE TABLE t{a} (id TEXT PRIMARY KEY, n INTEGER, p TEXT REFERENCES t{b}(id))",
    "CREATE TABLE IF NOT EXISTS t{a} (id INTEGER PRIMARY KEY AUTOINCREMENT, n UNIQUE)",
    "CREATE TABLE t{a} (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE TABLE s{a} AS SELECT * FROM t{b}",
    "CREATE INDEX IF NOT EXISTS i{a} ON t{b}(n)",
    "CREATE UNIQUE INDEX u{a} ON t{b}(id)",
    "CREATE VIEW v{a} AS SELECT id FROM t{b}",
    "CREATE VIEW v{a} AS SELECT name FROM sqlite_master",
    "CREATE TRIGGER r{a} AFTER INSERT ON t{b} BEGIN UPDATE t{a} SET id = id; END",
    "INSERT INTO t{a} (id) VALUES ({b})",
    "INSERT INTO t{a} (id) SELECT name FROM v{b}",
    "INSERT INTO t{a} (id) SELECT count(*) FROM sqlite_master",
    "ALTER TABLE t{a} ADD COLUMN c{b} TEXT",
    "ALTER TABLE t{a} RENAME TO t{b}",
    "DROP TABLE IF EXISTS t{a}",
    "DROP INDEX i{a}",
    "CREATE VIRTUAL TABLE f{a} USING fts5(body)",
    "CREATE TABLE broken (",
    "CREATE TABLE f{a}_data (id)",
    "CREATE TABLE i{a} (id)",
    "CREATE VIEW IF NOT EXISTS t{a} AS SELECT 1 AS id",
    "CREATE TRIGGER IF NOT EXISTS r{a} AFTER DELETE ON t{b} BEGIN SELECT 1; END",
    "CREATE INDEX main.i{a} ON t{b}(id)",
)
scripts = st.lists(
    st.builds(
        lambda text, a, b: text.format(a=a, b=b),
        st.sampled_from(STATEMENTS) | st.sampled_from(STATEMENTS[:10]),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=60,
)


def _loaded(statements: list[str], least: int, many: int = 1_000) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parked, "_LEAST", least)
        patch.setattr(parked, "_MANY", many)
        shadow = open_shadow()
        try:
            problems = [(p.error.message, p.error.statement) for p in shadow.load(";\n".join(statements))]
            rows = {
                name: shadow.ask(f'SELECT * FROM "{name}"')
                for (name,) in shadow.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
                if name != "sqlite_stat1"
            }
            master = shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid")
            sound = shadow.ask("PRAGMA integrity_check")
            return problems, rows, master, sound, read_schema(shadow.connection)
        finally:
            shadow.close()


@settings(max_examples=100, deadline=None)
@given(scripts, st.integers(1, 4), st.sampled_from((0, 4, 1_000)))
def test_a_file_loads_as_it_does_without(statements: list[str], least: int, many: int) -> None:
    assert _loaded(statements, least, many) == _loaded(statements, 1_000_000)


def test_the_catalog_is_small_while_a_long_file_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes each CREATE cost as much as the one before: no speed is measured."""
    sizes: list[int] = []
    park = ParkedCatalog._park

    def counted(self: ParkedCatalog) -> None:
        ((count,),) = self._connection.execute("SELECT count(*) FROM sqlite_master")
        sizes.append(count)
        park(self)

    monkeypatch.setattr(ParkedCatalog, "_park", counted)
    shadow = open_shadow()
    assert shadow.load("".join(f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY);" for n in range(2_000))) == ()
    assert len(sizes) > 10
    assert max(sizes) <= 130
    assert shadow.ask("SELECT count(*) FROM sqlite_master") == [(2_000,)]
    shadow.close()


def test_a_file_that_runs_out_of_time_leaves_no_ghosts(monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that is stopped takes the whole transaction back: what was parked is gone with it."""
    monkeypatch.setattr(parked, "_LEAST", 2)
    shadow = open_shadow()
    endless = (
        "CREATE TABLE e AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 100000000) "
        "SELECT max(n) FROM c;"
    )
    stop = iter([False] * 1 + [True] * 1_000)

    def load(target: Shadow) -> None:
        target.load("".join(f"CREATE TABLE t{n} (id);" for n in range(9)) + endless + "CREATE TABLE late (id);")

    monkeypatch.setattr(shadow.clock, "_handler", lambda: next(stop))
    shadow.connection.set_progress_handler(lambda: next(stop), 100_000)
    load(shadow)
    tables = {name for (name,) in shadow.ask("SELECT name FROM sqlite_master")}
    assert shadow.ask("PRAGMA integrity_check") == [("ok",)]
    for name in tables:
        shadow.ask(f"SELECT * FROM {name}")
    shadow.close()


def test_a_file_whose_time_is_over_is_told_and_not_broken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading and putting back the catalog takes long enough for the clock to look: it is not stopped by it."""
    monkeypatch.setattr(parked, "_LEAST", 500)
    shadow = open_shadow()
    shadow.connection.set_progress_handler(lambda: True, 2_000)  # as where the time is over
    monkeypatch.setattr(shadow.clock, "_handler", lambda: True)
    shadow.load("".join(f"CREATE TABLE t{n} (id);" for n in range(1_200)))
    assert shadow.ask("PRAGMA integrity_check(1)") == [("ok",)]
    shadow.close()


@settings(max_examples=60, deadline=None)
@given(scripts, scripts)
def test_what_is_known_already_is_read_alike(before: list[str], more: list[str]) -> None:
    shadow = open_shadow()
    try:
        shadow.load(";\n".join(before))
        known = read_schema(shadow.connection)
        shadow.load(";\n".join(more))
        assert read_schema(shadow.connection, known=known) == read_schema(shadow.connection)
    finally:
        shadow.close()


BASE = """
CREATE TABLE t0 (id TEXT PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0);
CREATE TABLE t1 (id INTEGER PRIMARY KEY AUTOINCREMENT, p TEXT REFERENCES t0(id) ON DELETE CASCADE, n UNIQUE);
CREATE TABLE t2 (id TEXT PRIMARY KEY, n INTEGER CHECK (n <> 4)) WITHOUT ROWID;
CREATE TABLE t3 (id TEXT PRIMARY KEY, n INTEGER);
CREATE INDEX i0 ON t0(n);
CREATE UNIQUE INDEX i3 ON t3(n, id);
CREATE VIEW v0 AS SELECT t0.id, t1.n FROM t0 JOIN t1 ON t1.p = t0.id;
CREATE TRIGGER r0 AFTER INSERT ON t0 BEGIN INSERT INTO t1 (p, n) VALUES (new.id, NULL); END;
CREATE TRIGGER r3 AFTER UPDATE ON t3 BEGIN DELETE FROM t0 WHERE id = old.id; END;
CREATE VIRTUAL TABLE f0 USING fts5(body);
INSERT INTO t0 VALUES ('a', 1), ('b', 2);
INSERT INTO t2 VALUES ('a', 1);
INSERT INTO t3 VALUES ('a', 1);
"""
CHANGES = (
    "ALTER TABLE t{a} ADD COLUMN c{b} TEXT",
    "ALTER TABLE t{a} ADD c{b} INTEGER NOT NULL DEFAULT {b}",
    "ALTER TABLE t{a} ADD COLUMN c{b} TEXT REFERENCES t{b}(id)",
    "ALTER TABLE t{a} ADD COLUMN d{b} INTEGER AS (n + 1) CHECK (d{b} < 9)",
    "ALTER TABLE t{a} ADD COLUMN e{b} INTEGER DEFAULT 1 CHECK (e{b} < {b})",
    '/* first */ ALTER TABLE T{a} ADD COLUMN "f{b}" TEXT DEFAULT "x"',
    "ALTER TABLE v{a} ADD COLUMN c{b} TEXT",
    "ALTER TABLE f{a} ADD COLUMN c{b} TEXT",
    "ALTER TABLE t{a} RENAME COLUMN n TO m{b}",
    "ALTER TABLE t{a} RENAME TO t{b}",
    "INSERT INTO t{a} (id) VALUES ({b})",
    "UPDATE t{a} SET n = n + {b}",
    "DELETE FROM t{a} WHERE n = {b}",
    "CREATE TABLE IF NOT EXISTS t{a} (id TEXT PRIMARY KEY, n INTEGER)",
    "CREATE INDEX i{a} ON t{b}(n)",
    "DROP TABLE t{a}",
    "SELECT count(*) FROM sqlite_master",
)  # fmt: skip
files = st.lists(
    st.builds(
        lambda text, a, b: text.format(a=a, b=b),
        st.sampled_from(CHANGES[:2]) | st.sampled_from(CHANGES[:6]) | st.sampled_from(CHANGES),
        st.integers(0, 3),
        st.integers(0, 12),
    ),
    min_size=1,
    max_size=20,
)


def _applied(statements: list[str], least: int, at_once: int) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reduced, "_LEAST", least)
        patch.setattr(reduced, "_LEAST_ROWS", 0)
        patch.setattr(reduced, "_AT_ONCE", at_once)
        shadow = open_shadow()
        try:
            shadow.load(BASE)
            coverage = Coverage(shadow, read_schema(shadow.connection))
            error = shadow.apply(";\n".join(statements) + ";", coverage.begin)
            coverage.end()
            master = shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid")
            rows = {name: shadow.ask(f'SELECT * FROM "{name}"') for kind, name, *_ in master if kind == "table"}
            again = shadow.apply("INSERT INTO t0 (id, n) VALUES ('z', 7); DELETE FROM t0 WHERE id = 'a';")
            with pytest.raises(apsw.Error):
                shadow.ask("DELETE FROM sqlite_master")
            sound = shadow.ask("PRAGMA integrity_check")
            return error, master, rows, again, sound, read_schema(shadow.connection), coverage.idle, coverage.statements
        finally:
            shadow.close()


@settings(max_examples=150, deadline=None)
@given(files, st.integers(1, 3), st.integers(1, 4))
def test_added_columns_in_a_row_do_what_they_do_one_by_one(statements: list[str], least: int, at_once: int) -> None:
    assert _applied(statements, least, at_once) == _applied(statements, 1_000_000, 1)


def test_the_catalog_holds_few_tables_while_columns_are_added_to_many() -> None:
    """What makes each ALTER cost as much as on a small database: no speed is measured."""
    shadow = open_shadow()
    shadow.load("".join(f"CREATE TABLE t{n} (id TEXT PRIMARY KEY, n INTEGER);\n" for n in range(200)))
    sizes: list[int] = []

    def seen(_statement: str, _line: int) -> None:
        ((count,),) = shadow.connection.execute("SELECT count(*) FROM sqlite_master")
        sizes.append(count)

    assert shadow.apply("".join(f"ALTER TABLE t{n} ADD COLUMN more TEXT;\n" for n in range(200)), seen) is None
    assert max(sizes) <= 2 * reduced._AT_ONCE
    assert shadow.ask("SELECT count(*) FROM sqlite_master WHERE sql LIKE '%more%'") == [(200,)]
    shadow.close()


DEFINITIONS = (
    "CREATE TABLE IF NOT EXISTS t{a} (id TEXT PRIMARY KEY, n INTEGER)",
    "CREATE TABLE t{a} (id INTEGER PRIMARY KEY AUTOINCREMENT, p TEXT REFERENCES t{b}(id) ON DELETE CASCADE)",
    "/* first */ CREATE TABLE T{a} (id TEXT PRIMARY KEY, n) WITHOUT ROWID",
    "INSERT INTO t{a} (id) VALUES ({b})",
    "INSERT OR REPLACE INTO t{a} (id) VALUES ('a')",
    "CREATE INDEX IF NOT EXISTS i{a} ON t{b}(n)",
    "DROP TABLE t{a}",
    "DROP TABLE IF EXISTS T{a}",
    "DROP INDEX IF EXISTS i{a}",
    "CREATE TABLE s{a} AS SELECT * FROM t{b}",
    "CREATE TABLE s{a} AS SELECT name FROM sqlite_master",
    "CREATE TRIGGER IF NOT EXISTS r{a} AFTER INSERT ON t{b} BEGIN DELETE FROM t{a} WHERE id = 'a'; END",
    "CREATE TRIGGER r{a} AFTER DELETE ON t{b} BEGIN SELECT RAISE(ABORT, 'no') FROM sqlite_master WHERE name = 't{a}'; END",
    "CREATE VIEW IF NOT EXISTS v{a} AS SELECT id FROM t{b}",
    "CREATE VIEW v{a} AS SELECT name AS id FROM sqlite_master",
    "INSERT INTO t{a} (id) SELECT id FROM v{b}",
    "DROP TABLE IF EXISTS f{a}",
    "DROP VIEW IF EXISTS v{a}",
    "DROP TRIGGER IF EXISTS r{a}",
    "DROP TABLE f0_data",
    "DROP TABLE main.t{a}",
    "CREATE VIRTUAL TABLE f{a} USING fts5(body)",
)  # fmt: skip
definitions = st.lists(
    st.builds(
        lambda text, a, b: text.format(a=a, b=b),
        st.sampled_from(DEFINITIONS[:9])
        | st.sampled_from(DEFINITIONS[:9])
        | st.sampled_from(DEFINITIONS)
        | st.sampled_from((*DEFINITIONS, *CHANGES)),
        st.integers(0, 5),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=24,
)


def _defined(statements: list[str], least: int, at_once: int) -> tuple[object, ...]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(set_aside, "_LEAST", least)
        patch.setattr(set_aside, "_AT_ONCE", at_once)
        patch.setattr(set_aside, "_MOST_RETURNS", 9)
        shadow = open_shadow()
        try:
            shadow.load(BASE)
            coverage = Coverage(shadow, read_schema(shadow.connection))
            seen: list[object] = []

            def watch(text: str, line: int) -> None:
                coverage.begin(text, line)
                seen.extend(swallowed(shadow, text, line))

            error = shadow.apply(";\n".join(statements) + ";", watch)
            coverage.end()
            master = shadow.ask("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid")
            rows = {name: shadow.ask(f'SELECT * FROM "{name}"') for kind, name, *_ in master if kind == "table"}
            again = shadow.apply("CREATE TABLE z (id); INSERT INTO t0 (id, n) VALUES ('z', 7); DROP TABLE t3;")
            with pytest.raises(apsw.Error):
                shadow.ask("DELETE FROM sqlite_master")
            sound = shadow.ask("PRAGMA integrity_check")
            schema = read_schema(shadow.connection)
            return error, master, rows, again, sound, schema, coverage.idle, coverage.statements, seen
        finally:
            shadow.close()


@settings(max_examples=200, deadline=None)
@given(definitions, st.integers(1, 3), st.integers(1, 5))
def test_definitions_in_a_row_do_what_they_do_one_by_one(statements: list[str], least: int, at_once: int) -> None:
    assert _defined(statements, least, at_once) == _defined(statements, 1_000_000, 1)


def test_a_virtual_table_that_goes_first_leaves_every_row_once() -> None:
    texts = ["CREATE TABLE IF NOT EXISTS t0 (id TEXT PRIMARY KEY, n INTEGER)", "DROP TABLE IF EXISTS f0"]
    assert _defined(texts, 1, 1) == _defined(texts, 1_000_000, 1)


@pytest.mark.parametrize(
    "text",
    [
        "DROP TABLE IF EXISTS t{n};",
        "CREATE TABLE IF NOT EXISTS m{n} (id TEXT PRIMARY KEY);\nINSERT INTO m{n} VALUES ('x');",
        "CREATE INDEX IF NOT EXISTS x{n} ON t{n}(n);",
    ],
)
def test_the_catalog_is_small_while_a_long_migration_makes_and_drops(text: str) -> None:
    """What makes each cost as much as on a small database: no speed is measured."""
    shadow = open_shadow()
    shadow.load("".join(f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, n INTEGER);\n" for n in range(1_000)))
    coverage = Coverage(shadow, read_schema(shadow.connection))
    sizes: list[int] = []

    def seen(statement: str, line: int) -> None:
        coverage.begin(statement, line)
        assert not [*swallowed(shadow, statement, line)]
        ((count,),) = shadow.connection.execute("SELECT count(*) FROM sqlite_master")
        sizes.append(count)

    assert shadow.apply("\n".join(text.format(n=n) for n in range(1_000)), seen) is None
    # The first runs with all rows, and whether any trigger swallows rows is asked once.
    assert sum(size > 3 * set_aside._AT_ONCE for size in sizes) <= 2
    expected = 0 if text.startswith("DROP") else 1_000 + 2 * 1_000 if "INSERT" in text else 2_000
    assert shadow.ask("SELECT count(*) FROM sqlite_master") == [(expected,)]
    assert shadow.ask("PRAGMA integrity_check") == [("ok",)]
    shadow.close()


@pytest.mark.parametrize(
    "following", ["CREATE TABLE m{n} (id);", "DROP TABLE t{n};", "ALTER TABLE t{n} ADD COLUMN more;"]
)
def test_what_a_trigger_swallows_is_told_whatever_became_of_the_catalog(following: str) -> None:
    """Setting rows of the catalog aside counts as a change of rows, too: as the last one, were it asked for then."""
    shadow = open_shadow()
    shadow.load("".join(f"CREATE TABLE t{n} (id, quiet);\n" for n in range(80)))
    quiet = "CREATE TRIGGER q BEFORE INSERT ON t0 WHEN NEW.quiet BEGIN SELECT RAISE(IGNORE); END;"
    shadow.ask(quiet)
    shadow.ask("INSERT INTO t1 VALUES (1, 0), (2, 0), (3, 0), (4, 1)")
    coverage = Coverage(shadow, read_schema(shadow.connection))
    before = "".join(f"CREATE TABLE more{n} (id);\n" for n in range(60))
    written = "INSERT INTO t0 SELECT * FROM t1;\n"
    after = "".join(f"{following.format(n=n)}\n" for n in range(2, 70))
    assert shadow.apply(f"{before}{written}{after}{written}", coverage.begin) is None
    coverage.end()
    told = [finding.message for finding in coverage.findings() if finding.rule == "rows-ignored"]
    assert len(told) == 2
    assert all("writes 1 row fewer than it says" in message for message in told)
    shadow.close()


@pytest.mark.parametrize("number", [10, 300])
def test_rows_that_fail_are_not_tried_again(number: int) -> None:
    """OR FAIL leaves what it has written: run again, it would write it twice, or fail on its own rows."""
    definitions = "".join(f"CREATE TABLE t{n} (id);\n" for n in range(number))
    written = "INSERT OR FAIL INTO log VALUES (1, 1), (2, 2), (3, NULL), (4, 4);\n"
    shadow = open_shadow()
    (problem,) = shadow.load(f"{definitions}CREATE TABLE log (a, b NOT NULL);\n{written}")
    assert problem.error.message.startswith("NOT NULL constraint failed: log.b")
    assert shadow.ask("SELECT a FROM log") == [(1,), (2,)]
    keyed = f"CREATE TABLE keyed (a PRIMARY KEY, b NOT NULL);\n{written.replace('log', 'keyed')}"
    error = shadow.apply(f"{definitions.replace('TABLE t', 'TABLE more')}{keyed}")
    assert error is not None
    assert error.message.startswith("NOT NULL constraint failed: keyed.b")
    shadow.close()


def test_one_table_is_read_as_it_is_among_all() -> None:
    shadow = open_shadow()
    shadow.load(BASE)
    whole = read_schema(shadow.connection)
    for table in whole.tables:
        alone = read_one(shadow.connection, table.name.upper())
        assert alone.tables == (table,)
        assert alone.indexes == whole.indexes_of(table.name)
        assert alone.triggers == tuple(item for item in whole.triggers if item.table == table.name)
    shadow.close()


def test_columns_that_wait_are_added_at_once_and_one_that_fails_changes_nothing() -> None:
    shadow = open_shadow()
    shadow.load("".join(f"CREATE TABLE t{n} (id TEXT PRIMARY KEY, n INTEGER);\n" for n in range(80)))
    texts = [f"ALTER TABLE t{n} ADD COLUMN {'n' if n == 7 else 'more'} TEXT" for n in range(60)]
    shadow.ask_all([*texts, "ALTER TABLE gone ADD COLUMN more TEXT"])
    assert not shadow.connection.in_transaction
    assert shadow.ask("SELECT count(*) FROM sqlite_master WHERE sql LIKE '%more%'") == [(59,)]
    assert shadow.ask("SELECT count(*) FROM sqlite_master WHERE type = 'table'") == [(80,)]
    shadow.close()

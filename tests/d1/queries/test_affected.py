"""What a migration cannot affect is not compiled again, and every answer is the one that compiling all of it gives."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nhimbe_migrations.authoring.code.database import Effect, effect_of
from nhimbe_migrations.d1.proof.latent_errors import affected_by, compile_errors
from nhimbe_migrations.d1.queries.bench import Compiled, bench_of, definitions_of
from nhimbe_migrations.d1.queries.tightened import Tightened
from nhimbe_migrations.d1.queries.trials import Trial
from nhimbe_migrations.d1.queries.writes import read_write
from nhimbe_migrations.d1.sql.destructive import keeps_rows

NAMES = ("t0", "t1", "t2", "t3", "t4", "v0", "v1", "my table", "absent")
COLUMNS = ("id", "n", "name", "extra", "p0", "p1", "rowid", "w1", "w3")
ACTIONS = ("CASCADE", "SET NULL", "NO ACTION")


def quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """Tables with references up and down, views on views, triggers that write elsewhere, indexes."""
    parts: list[str] = []
    tables = ["t0", "t1", "t2", *draw(st.lists(st.sampled_from(("t3", "my table")), max_size=2, unique=True))]
    for at, name in enumerate(tables):
        own = ["id TEXT PRIMARY KEY", "n INTEGER"] + (["name TEXT"] if draw(st.booleans()) else [])
        for parent in sorted(draw(st.sets(st.integers(0, at), max_size=2))):
            action = draw(st.sampled_from(ACTIONS))
            own.append(f"p{parent} TEXT REFERENCES {quoted(tables[parent])}(id) ON DELETE {action} ON UPDATE {action}")
        # In a wide table one more column weighs nothing with the planner, which is the case that is not compiled again.
        own += [f"w{number} TEXT" for number in range(draw(st.sampled_from((0, 6, 40, 70))))]
        own += draw(st.sampled_from(([], [], ["g TEXT AS (w1 || n)"], ["CHECK (n <> 7)"]))) if "w1 TEXT" in own else []
        parts.append(f"CREATE TABLE {quoted(name)} ({', '.join(own)});")
    if draw(st.booleans()):
        parts.append(f"CREATE VIEW v0 AS SELECT id, n FROM {quoted(draw(st.sampled_from(tables)))};")
        if draw(st.booleans()):
            parts.append("CREATE VIEW v1 AS SELECT * FROM v0;")
            parts.append("CREATE TRIGGER w1 INSTEAD OF DELETE ON v1 BEGIN DELETE FROM t1 WHERE id = OLD.id; END;")
    for at in sorted(draw(st.sets(st.integers(0, 2), max_size=2))):
        event, other = draw(st.sampled_from(("INSERT", "DELETE", "UPDATE"))), quoted(draw(st.sampled_from(tables)))
        what = draw(st.sampled_from((f"UPDATE {other} SET n = n + 1;", f"DELETE FROM {other} WHERE n = OLD.n;")))
        if "OLD" not in what or event != "INSERT":
            parts.append(f"CREATE TRIGGER r{at} AFTER {event} ON t{at} BEGIN {what} END;")
    if draw(st.booleans()):
        parts.append(f"CREATE VIRTUAL TABLE f0 USING fts5(id, {draw(st.sampled_from(('n', 'w1')))}, content=t0);")
        parts.append(
            "CREATE TRIGGER rf AFTER INSERT ON t0 BEGIN INSERT INTO f0(rowid, id) VALUES (NEW.rowid, NEW.id); END;"
        )
    if draw(st.booleans()):
        other = quoted(draw(st.sampled_from(tables)))
        what = draw(
            st.sampled_from((f"INSERT INTO {other} SELECT * FROM t1", f"INSERT INTO {other} (id) VALUES (NEW.w3)"))
        )
        parts.append(f"CREATE TRIGGER ri AFTER INSERT ON t1 BEGIN {what}; END;")
    parts += [f"CREATE INDEX i{at} ON t{at}(n);" for at in sorted(draw(st.sets(st.integers(0, 2), max_size=2)))]
    return "\n".join(parts)


MIGRATIONS = (
    "ALTER TABLE {a} ADD COLUMN extra TEXT;",
    "ALTER TABLE {a} ADD COLUMN name TEXT;",
    "ALTER TABLE {a} ADD COLUMN extra INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE {a} ADD COLUMN extra TEXT DEFAULT 'x' COLLATE NOCASE;",
    "ALTER TABLE {a} ADD COLUMN extra TEXT CHECK (extra <> n);",
    "ALTER TABLE {a} ADD COLUMN extra TEXT REFERENCES {b}(id) ON DELETE CASCADE;",
    "ALTER TABLE {a} ADD COLUMN extra TEXT AS (n + 1);",
    "ALTER TABLE {a} ADD COLUMN extra TEXT; ALTER TABLE {a} RENAME COLUMN extra TO name;",
    "ALTER TABLE {a} RENAME COLUMN w3 TO extra;",
    "ALTER TABLE {a} RENAME COLUMN w1 TO name;",
    "ALTER TABLE {a} RENAME COLUMN id TO extra;",
    "CREATE TRIGGER r8 AFTER UPDATE ON {a} BEGIN UPDATE {b} SET n = 1; END;",
    "CREATE TRIGGER r7 AFTER INSERT ON {a} BEGIN UPDATE {b} SET n = 1; DELETE FROM t0; END;",
    "CREATE TRIGGER r6 BEFORE UPDATE OF n ON {a} BEGIN INSERT INTO {b} (id) VALUES (NEW.n); END;",
    "ALTER TABLE {a} RENAME TO moved;",
    "ALTER TABLE {a} RENAME COLUMN n TO extra;",
    "ALTER TABLE {a} DROP COLUMN name;",
    "DROP TABLE {a};",
    "DROP VIEW IF EXISTS v0;",
    "CREATE VIEW v0 AS SELECT id, n FROM {a};",
    "CREATE VIEW absent AS SELECT * FROM {a};",
    "CREATE TABLE absent (id TEXT PRIMARY KEY, extra TEXT, p0 TEXT REFERENCES {a}(id) ON DELETE CASCADE);",
    "CREATE TABLE t4 (id INTEGER PRIMARY KEY AUTOINCREMENT, n);",
    "CREATE INDEX i9 ON {a}(n, id);",
    "DROP INDEX IF EXISTS i0;",
    "CREATE UNIQUE INDEX u ON {a}(id, n);",
    "CREATE TRIGGER r9 AFTER DELETE ON {a} BEGIN UPDATE {b} SET n = 1; END;",
    "DROP TRIGGER IF EXISTS r0;",
    "UPDATE {a} SET n = 2;",
    "CREATE TABLE f (id TEXT PRIMARY KEY, n); INSERT INTO f SELECT id, n FROM {a}; DROP TABLE {a}; ALTER TABLE f RENAME TO {a};",
)
QUERIES = (
    "SELECT {c} FROM {a}",
    "SELECT * FROM {a} WHERE n = ? ORDER BY id",
    "SELECT {c} FROM {a}, {b}",
    "SELECT {d}.{c} FROM {a} JOIN {b} AS x USING (id) JOIN {d} ON true",
    "WITH x AS (SELECT id FROM {a}) SELECT extra, * FROM x",
    "SELECT id FROM {a} WHERE id IN (SELECT {c} FROM {b})",
    "SELECT value FROM json_each(?)",
    'SELECT "{c}" FROM {a}',
    "SELECT replace(id, 'a', 'b') FROM {a}",
    "SELECT id FROM {a} NATURAL JOIN {b}",
    "SELECT id FROM {a} WHERE (id) IN {b}",
    "SELECT count(*), count( * ) FROM {a} GROUP BY n ORDER BY id",
    "SELECT 1 FROM {a} WHERE EXISTS (SELECT * FROM {b} WHERE {b}.id = {a}.n)",
    "SELECT id FROM {a} UNION SELECT {c} FROM {b}",
    "SELECT id, w3 FROM {a} WHERE n > ? AND w1 = 'extra' ORDER BY n",
    "SELECT x.id FROM {a} x, {b} y WHERE x.n = y.n AND y.id > x.id ORDER BY y.n",
    "SELECT x.n FROM {a} x JOIN {b} y ON x.id = y.n JOIN {d} z ON z.n = y.n GROUP BY z.id",
    "SELECT n FROM {a} ORDER BY n, w3 LIMIT 3",
    "SELECT rowid FROM f0 WHERE f0 MATCH ?",
    "INSERT INTO {a} DEFAULT VALUES",
    "INSERT INTO {a} SELECT id, {c} FROM {b}",
    "INSERT INTO {a} (id) VALUES (?) RETURNING *",
    "REPLACE INTO {a} (id, n) VALUES (?, ?)",
    "UPDATE {a} SET w3 = {c} FROM {b} WHERE {a}.id = {b}.id",
    "INSERT INTO {a} (id, {c}) VALUES (?, ?)",
    "INSERT OR REPLACE INTO {a} VALUES (?, ?)",
    "INSERT INTO {a} (id) SELECT id FROM {b} WHERE n > 1 ON CONFLICT (id) DO UPDATE SET {c} = 1",
    "UPDATE {a} SET {c} = ? WHERE id = ?",
    "UPDATE {a} SET id = ? WHERE n = ?",
    "DELETE FROM {a} WHERE id = ?",
    "DELETE FROM {a} WHERE n IN (SELECT n FROM {b})",
    "DELETE FROM {a}; SELECT {c} FROM {b}",
    "CREATE INDEX IF NOT EXISTS i0 ON {a}({c})",
    "DROP TABLE {a}",
    "SELECT seq FROM sqlite_sequence",
    "SELECT * FROM {a} INDEXED BY i0 WHERE n = 1",
    "SELECT",
)
names = st.sampled_from(NAMES).map(quoted)
queries = st.builds(
    lambda text, a, b, d, c: text.format(a=a, b=b, c=c, d=d),
    st.sampled_from(QUERIES), names, names, names, st.sampled_from(COLUMNS),
)  # fmt: skip
migrations = st.lists(
    st.builds(
        lambda text, a, b: text.format(a=a, b=b),
        st.sampled_from(MIGRATIONS),
        st.sampled_from(NAMES[:5] + NAMES[7:8]).map(quoted),
        names,
    ),
    min_size=1,
    max_size=2,
).map(" ".join)


def told(compiled: Compiled) -> Compiled:
    """Less what a full-text index reads of its own tables when it is first used, on whichever database that is."""
    return replace(compiled, reads=frozenset(read for read in compiled.reads if not read[0].startswith("f0_")))


def compiled_all(effect: Effect, sql: str) -> Compiled:
    """What a bench says that has the definitions alone, and compiles everything."""
    rows = effect.migrated.ask("SELECT type, name, tbl_name, sql FROM sqlite_master")
    return bench_of(definitions_of(rows)).compile(sql)


@settings(max_examples=60)
@given(schemas(), migrations, st.lists(queries, min_size=4, max_size=16, unique=True))
def test_a_limited_comparison_says_what_a_full_one_says(schema: str, migration: str, asked: list[str]) -> None:
    with effect_of(schema, migration) as effect:
        if effect is not None:
            for sql in asked:
                assert told(effect.after.compile(sql)) == told(compiled_all(effect, sql)), sql


@settings(max_examples=40)
@given(schemas(), migrations)
def test_what_fails_later_is_all_found_among_what_is_affected(schema: str, migration: str) -> None:
    with effect_of(schema, migration) as effect:
        if effect is not None:
            old, new, was, now = effect.unmigrated, effect.migrated, effect.schema_before, effect.schema_after
            known = set(compile_errors(old, was))
            limited = compile_errors(new, now, only=affected_by(old, new, was, now))
            assert set(limited) - known == set(compile_errors(new, now)) - known


@settings(max_examples=60)
@given(schemas(), migrations, st.lists(queries, min_size=4, max_size=16, unique=True))
def test_what_compiles_as_before_is_taken_or_refused_as_before(schema: str, migration: str, asked: list[str]) -> None:
    """Where a migration leaves the rows as they are; each write is tried on both databases, in both directions."""
    with effect_of(schema, migration) as effect:
        if effect is None or not keeps_rows(migration):
            return
        was, now = effect.schema_before, effect.schema_after
        for sql in asked:
            compiled, write = effect.before.compile(sql), read_write(sql)
            if write is None or compiled.error or effect.after.compile(sql).error or effect.after.differs_for(sql):
                continue
            for old, new, less, more in (
                (effect.unmigrated, effect.migrated, was, now),
                (effect.migrated, effect.unmigrated, now, was),
            ):
                trial = Trial(old, new)
                with old.unjudged(), new.unjudged():
                    demands = Tightened.of(write.table, less, more)
                    assert trial.refusal(write, (), trial.row(write.table), demands) is None, sql


BASE = (
    "CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT); CREATE TABLE posts (id TEXT PRIMARY KEY, by TEXT "
    "REFERENCES users(id) ON DELETE CASCADE); CREATE TABLE tags (id TEXT PRIMARY KEY, label TEXT);"
    "CREATE VIEW shown AS SELECT id FROM posts;"
)


@pytest.mark.parametrize(
    ("migration", "query", "works"),
    [
        ("ALTER TABLE posts ADD COLUMN name TEXT;", "SELECT name FROM posts JOIN users ON true", False),  # ambiguous now
        ("ALTER TABLE posts ADD COLUMN name TEXT;", "SELECT name FROM posts", True),
        ("CREATE TABLE later (id TEXT);", "SELECT id FROM later", True),
        ("CREATE VIEW later AS SELECT id FROM tags;", "SELECT id FROM later", True),
        ("ALTER TABLE posts RENAME TO articles;", "SELECT id FROM shown", True),
        ("DROP VIEW shown; DROP TABLE posts;", "DELETE FROM users", True),
        ("ALTER TABLE users RENAME COLUMN id TO key;", "INSERT INTO posts (id, by) VALUES (1, 2)", True),
        ("ALTER TABLE posts RENAME TO articles;", "INSERT INTO posts (id) VALUES (1)", False),
    ],
)  # fmt: skip
def test_a_change_elsewhere_breaks_or_repairs_a_query(migration: str, query: str, works: bool) -> None:
    with effect_of(BASE, migration) as effect:
        assert effect is not None
        assert (effect.after.compile(query).error is None) is works
        assert effect.after.compile(query) == compiled_all(effect, query)


@pytest.mark.parametrize(
    ("migration", "query", "again"),
    [
        ("ALTER TABLE users ADD COLUMN more TEXT;", "SELECT label FROM tags", False),
        ("ALTER TABLE users ADD COLUMN more TEXT;", "SELECT id FROM posts", False),
        ("ALTER TABLE users ADD COLUMN more TEXT;", "UPDATE tags SET label = 1", False),
        ("ALTER TABLE users ADD COLUMN more TEXT;", "SELECT name FROM users", True),
        ("ALTER TABLE users ADD COLUMN more TEXT;", "INSERT INTO posts (id) VALUES (1)", True),  # its key is looked up there
        ("ALTER TABLE posts ADD COLUMN more TEXT;", "DELETE FROM users", True),  # its rows go along
        ("ALTER TABLE posts ADD COLUMN more TEXT;", "SELECT id FROM shown", True),
        ("CREATE INDEX i ON tags(label);", "SELECT id FROM users", False),
        ("UPDATE users SET name = 'x';", "SELECT name FROM users", False),
    ],
)  # fmt: skip
def test_only_what_a_migration_can_affect_is_compiled_again(migration: str, query: str, again: bool) -> None:
    with effect_of(BASE, migration) as effect:
        assert effect is not None
        assert (effect.after.compile(query) is not effect.before.compile(query)) is again


@pytest.mark.parametrize(
    ("table", "migration", "query"),
    [
        # Rows of a child that waited for the parent are looked for by an INSERT of several.
        ("notes", "ALTER TABLE {} ADD COLUMN user TEXT REFERENCES users(id);", "INSERT INTO users (id) SELECT id FROM posts"),
        ("notes", "ALTER TABLE {} ADD COLUMN user TEXT REFERENCES users(id);", "INSERT INTO users (id) VALUES (1) RETURNING id"),
        ('"\N{HONEYBEE}"', "ALTER TABLE {} ADD COLUMN more TEXT;", 'INSERT INTO "\N{HONEYBEE}" DEFAULT VALUES RETURNING *'),
        ('"\N{HONEYBEE}"', "ALTER TABLE {} ADD COLUMN more TEXT;", 'SELECT * FROM "\N{HONEYBEE}"'),
        ('"-"', "ALTER TABLE {} ADD COLUMN more INTEGER;", 'SELECT more FROM "-"'),
    ],
)  # fmt: skip
def test_a_query_meets_a_change_that_its_words_do_not_show(table: str, migration: str, query: str) -> None:
    wide = ", ".join(f"c{at} TEXT" for at in range(40))
    state = f"{BASE} CREATE TABLE {table} (id INTEGER PRIMARY KEY, {wide});"
    with effect_of(state, migration.format(table)) as effect:
        assert effect is not None
        assert effect.before.compile(query) != compiled_all(effect, query)
        assert effect.after.compile(query) == compiled_all(effect, query)


def test_a_text_in_double_quotes_is_a_column_as_soon_as_there_is_one_of_its_name() -> None:
    wide = ", ".join(f"c{at} TEXT" for at in range(40))
    state = f'CREATE TABLE jobs (id INTEGER PRIMARY KEY, state TEXT CHECK (state <> "closed"), {wide});'
    write = "INSERT INTO jobs (state) VALUES ('open')"
    with effect_of(state, "ALTER TABLE jobs ADD COLUMN closed TEXT NOT NULL DEFAULT 'open';") as effect:
        assert effect is not None
        read = read_write(write)
        assert read is not None
        trial = Trial(effect.unmigrated, effect.migrated)
        with effect.unmigrated.unjudged(), effect.migrated.unjudged():
            demands = Tightened.of("jobs", effect.schema_before, effect.schema_after)
            refusal = trial.refusal(read, (), trial.row("jobs"), demands)
        assert refusal is not None
        assert "CHECK" in refusal.error
        assert effect.after.differs_for(write)


WIDE = (
    f"CREATE TABLE wide (id TEXT PRIMARY KEY, name TEXT, {', '.join(f'c{at} TEXT' for at in range(40))});"
    "CREATE TABLE notes (id TEXT PRIMARY KEY, of TEXT REFERENCES wide(id) ON DELETE CASCADE, at INTEGER);"
    "CREATE VIEW some AS SELECT id, name FROM wide; CREATE VIEW every AS SELECT * FROM wide;"
)


@pytest.mark.parametrize(
    "migration", ["ALTER TABLE wide ADD COLUMN more TEXT;", "ALTER TABLE wide RENAME COLUMN c7 TO more;"]
)
@pytest.mark.parametrize(
    ("query", "again"),
    [
        ("SELECT name FROM wide WHERE id = ?", False),
        ("SELECT count(*) FROM wide", False),
        ("SELECT wide.name FROM wide JOIN notes ON notes.of = wide.id WHERE notes.at > 1 ORDER BY notes.at", False),
        ("SELECT name FROM some", False),
        ("INSERT INTO wide (id, name) VALUES (?, ?)", False),
        ("UPDATE wide SET name = ? WHERE id = ?", False),
        ("DELETE FROM wide WHERE id = ?", False),
        ("INSERT INTO notes (id, of) VALUES (?, ?)", False),
        ("SELECT * FROM wide", True),
        ("SELECT notes.*, name FROM wide JOIN notes ON of = wide.id", True),  # whose star it is, is not asked
        ("SELECT more FROM wide", True),
        ("SELECT name AS more FROM wide", True),
        ("SELECT name FROM every", True),
        ("SELECT at FROM notes NATURAL JOIN wide", True),
        ("SELECT at FROM notes WHERE (id, of) IN wide", True),
        ("INSERT INTO wide VALUES (?, ?)", True),
        ("INSERT INTO wide (id) VALUES (?) RETURNING *", True),
    ],
)  # fmt: skip
def test_a_change_of_columns_concerns_who_names_them_or_takes_whole_rows(
    migration: str, query: str, again: bool
) -> None:
    with effect_of(WIDE, migration) as effect:
        assert effect is not None
        assert effect.after.compile(query) == compiled_all(effect, query)
        assert effect.after.differs_for(query) is again


@pytest.mark.parametrize(
    ("migration", "query", "again"),
    [
        ("ALTER TABLE wide ADD COLUMN more TEXT CHECK (more <> name);", "INSERT INTO wide (id) VALUES (?)", True),
        ("ALTER TABLE wide ADD COLUMN more TEXT REFERENCES notes(id);", "DELETE FROM notes WHERE id = ?", True),
        ("ALTER TABLE wide ADD COLUMN more TEXT AS (name || c1);", "UPDATE wide SET name = ?", True),
        ("ALTER TABLE wide RENAME COLUMN id TO more;", "INSERT INTO notes (id, of) VALUES (?, ?)", True),
        ("ALTER TABLE wide ADD COLUMN more; CREATE INDEX i ON wide(name);", "SELECT id FROM wide", True),
        ("CREATE TRIGGER r AFTER UPDATE ON wide BEGIN DELETE FROM notes; END;", "UPDATE wide SET c1 = ?", True),
        ("CREATE TRIGGER r AFTER UPDATE ON wide BEGIN DELETE FROM notes; END;", "INSERT INTO wide (id) VALUES (?)", False),
        ("CREATE TRIGGER r AFTER DELETE ON notes BEGIN SELECT 1; END;", "DELETE FROM wide WHERE id = ?", True),
        ("CREATE TRIGGER r AFTER DELETE ON notes BEGIN SELECT 1; END;", "INSERT INTO wide (id) VALUES (?)", False),
        ("CREATE TRIGGER r AFTER DELETE ON notes BEGIN SELECT 1; END;", "REPLACE INTO notes (id) VALUES (?)", True),
    ],
)  # fmt: skip
def test_a_key_a_condition_or_a_trigger_concerns_every_write_that_meets_it(
    migration: str, query: str, again: bool
) -> None:
    with effect_of(WIDE, migration) as effect:
        assert effect is not None
        assert effect.after.compile(query) == compiled_all(effect, query)
        assert effect.after.differs_for(query) is again

"""What is to be counted before a DELETE or an upsert, asked of databases written by hand."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import queries_that_stop
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow


def counted(schema: str, sql: str, rows: str) -> tuple[bool, bool]:
    """Whether the migration stops on these rows, and whether a query that is told says so."""
    proof = prove(schema, sql)
    assert proof.applied, proof.error
    shadow = open_shadow(LATEST)
    try:
        assert shadow.apply(schema) is None
        assert shadow.apply(rows) is None
        told = any(shadow.ask(query)[0][0] for query in queries_that_stop(proof.findings))
        return shadow.apply(sql) is not None, told
    finally:
        shadow.close()


MANY = "CREATE TABLE p (id INTEGER PRIMARY KEY, k TEXT NOT NULL);" + "".join(
    f"CREATE TABLE c{number} (id INTEGER PRIMARY KEY, p INTEGER REFERENCES p(id));" for number in range(12)
)


@pytest.mark.parametrize("child", [0, 5, 11])
def test_the_children_of_every_table_are_counted(child: int) -> None:
    sql = "DELETE FROM p WHERE k = 'x';"
    rows = f"INSERT INTO p VALUES (1, 'x'), (2, 'y'); INSERT INTO c{child} VALUES (1, %s);"
    assert counted(MANY, sql, rows % 1) == (True, True)
    assert counted(MANY, sql, rows % 2) == (False, False)


def test_rows_of_the_table_itself_count_where_they_stay() -> None:
    schema = (
        "CREATE TABLE users (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES users(id), team INTEGER REFERENCES users(id) ON DELETE CASCADE, active INTEGER);"
        "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES users(id));"
    )
    sql = "DELETE FROM users WHERE active = 0;"
    boss = "INSERT INTO users (id, boss, active) VALUES (1, NULL, 0), (2, 1, %s);"
    assert counted(schema, sql, boss % 1) == (True, True)
    assert counted(schema, sql, boss % 0) == (False, False)
    posts = "INSERT INTO users (id, active) VALUES (1, 0), (2, 1); INSERT INTO posts VALUES (1, %s);"
    assert counted(schema, sql, posts % 1) == (True, True)
    assert counted(schema, sql, posts % 2) == (False, False)


def test_restrict_holds_rows_that_go_themselves() -> None:
    schema = (
        "CREATE TABLE b (id INTEGER PRIMARY KEY, k TEXT);"
        "CREATE TABLE c (id INTEGER PRIMARY KEY, b INTEGER NOT NULL REFERENCES b(id) ON DELETE CASCADE, up INTEGER REFERENCES c(id) ON DELETE RESTRICT);"
    )
    assert prove(schema, "DELETE FROM b WHERE k IS NULL;").applied


@pytest.mark.parametrize("does", ["UPDATE SET n = excluded.n", "UPDATE SET n = excluded.n, k = excluded.k", "NOTHING"])
def test_a_seed_that_is_there_already_does_not_stop_its_upsert(does: str) -> None:
    schema = "CREATE TABLE s (id INTEGER PRIMARY KEY, k TEXT UNIQUE, n INTEGER);"
    sql = f"INSERT INTO s (id, k, n) VALUES (1, 'x', 0), (2, 'y', 0) ON CONFLICT (id) DO {does};"
    assert counted(schema, sql, "INSERT INTO s VALUES (1, 'x', 5), (2, 'y', 5);") == (False, False)
    assert counted(schema, sql, "INSERT INTO s VALUES (3, 'x', 5);") == (True, True)
    both = counted(schema, sql, "INSERT INTO s VALUES (1, 'a', 5), (3, 'x', 5);")
    assert both == ((True, True) if "k = excluded.k" in does else (False, False))


@pytest.mark.parametrize(
    ("defers", "before"), [(" DEFERRABLE INITIALLY DEFERRED", ""), ("", "PRAGMA defer_foreign_keys = ON;\n")]
)
def test_a_check_that_waits_for_the_end_depends_on_rows_as_well(defers: str, before: str) -> None:
    schema = (
        "CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER);"
        f"CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a(id){defers});"
    )
    sql = f"{before}DELETE FROM a WHERE n > 0;"
    assert counted(schema, sql, "INSERT INTO a VALUES (1, 0), (2, 5); INSERT INTO b VALUES (1, 2);") == (True, True)
    assert counted(schema, sql, "INSERT INTO a VALUES (1, 0), (2, 5); INSERT INTO b VALUES (1, 1);") == (False, False)
    assert not prove(schema, f"{before}DELETE FROM a;").applied

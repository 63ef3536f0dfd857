"""Migrations of two branches in both orders: what conflicts is told, what does not is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.repositories import MIGRATIONS, branch, git, worker
from nhimbe_migrations.authoring.branches.conflicts import unmerged_refs
from nhimbe_migrations.authoring.branches.orders import differing, run_order
from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.d1.proof.referenced_rows import named_rows, with_rows
from nhimbe_migrations.d1.proof.snapshot import image_of

TABLES = ("users", "orders", "items")
SCHEMA = (
    "".join(
        f"CREATE TABLE {table} (id TEXT PRIMARY KEY, name TEXT, status TEXT, n INTEGER NOT NULL DEFAULT 0);\n"
        f"CREATE INDEX idx_{table}_name ON {table}(name);\n"
        for table in TABLES
    )
    + "CREATE TABLE log (id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT, at TEXT DEFAULT (datetime('now')));\n"
)


def rebuild(table: str, columns: str = "id, name, status, n") -> str:
    return (
        f"CREATE TABLE new_{table} (id TEXT PRIMARY KEY, name TEXT, status TEXT, n INTEGER NOT NULL DEFAULT 1);\n"
        f"INSERT INTO new_{table} ({columns}) SELECT {columns} FROM {table};\n"
        f"DROP TABLE {table};\nALTER TABLE new_{table} RENAME TO {table};\n"
    )


def conflicting(t: str, _o: str) -> list[tuple[str, str]]:
    return [
        (f"ALTER TABLE {t} ADD COLUMN x TEXT;", f"ALTER TABLE {t} ADD COLUMN x INTEGER;"),
        (f"ALTER TABLE {t} RENAME COLUMN name TO label;", f"CREATE INDEX i_{t} ON {t}(name);"),
        (f"ALTER TABLE {t} RENAME COLUMN name TO label;", f"ALTER TABLE {t} RENAME COLUMN name TO title;"),
        (f"DROP TABLE {t};", f"ALTER TABLE {t} ADD COLUMN y TEXT;"),
        (f"ALTER TABLE {t} RENAME TO {t}_old;", f"UPDATE {t} SET status = 'x';"),
        (f"CREATE TABLE IF NOT EXISTS k_{t} (a TEXT);", f"CREATE TABLE IF NOT EXISTS k_{t} (a TEXT, b TEXT);"),
        (f"CREATE TABLE k_{t} (a TEXT);", f"CREATE TABLE k_{t} (b TEXT);"),
        (f"CREATE INDEX IF NOT EXISTS i_{t} ON {t}(n);", f"CREATE INDEX IF NOT EXISTS i_{t} ON {t}(status);"),
        (f"UPDATE {t} SET status = 'a';", f"UPDATE {t} SET status = 'b';"),
        (f"UPDATE {t} SET n = n + 1;", f"UPDATE {t} SET n = n * 2 + 5;"),
        (rebuild(t), f"ALTER TABLE {t} ADD COLUMN z TEXT;"),
        (rebuild(t), f"CREATE INDEX i2_{t} ON {t}(status);"),
        (f"CREATE TRIGGER tr_{t} AFTER UPDATE ON {t} BEGIN INSERT INTO log (what) VALUES (new.id); END;", f"UPDATE {t} SET n = 9;"),
        (f"ALTER TABLE {t} DROP COLUMN status;", f"UPDATE {t} SET status = 'q';"),
        (f"CREATE VIEW v_{t} AS SELECT name FROM {t};", f"DROP TABLE {t};"),
        (f"DELETE FROM {t};", f"INSERT INTO {t} (id, name) VALUES ('seed', 'a');"),
        (f"INSERT OR IGNORE INTO {t} (id, name) VALUES ('s', 'a');", f"INSERT OR IGNORE INTO {t} (id, name) VALUES ('s', 'b');"),
    ]  # fmt: skip


def harmless(t: str, o: str) -> list[tuple[str, str]]:
    return [
        (f"ALTER TABLE {t} ADD COLUMN x TEXT;", f"ALTER TABLE {t} ADD COLUMN y INTEGER DEFAULT 3;"),
        (f"ALTER TABLE {t} ADD COLUMN x TEXT;", f"ALTER TABLE {o} ADD COLUMN x TEXT;"),
        (f"CREATE INDEX i_{t} ON {t}(n);", f"CREATE INDEX i_{o} ON {o}(n);"),  # drizzle-orm 5639
        (f"CREATE INDEX i_{t} ON {t}(n);", f"CREATE INDEX i2_{t} ON {t}(status);"),
        (f"CREATE TABLE k_{t} (a TEXT);", f"CREATE TABLE k_{o} (a TEXT);"),
        (f"CREATE TABLE IF NOT EXISTS k_{t} (a TEXT);", f"CREATE TABLE IF NOT EXISTS k_{t} (a TEXT);"),
        (f"UPDATE {t} SET status = 'a';", f"UPDATE {t} SET n = 4;"),
        (f"UPDATE {t} SET n = n + 1;", f"UPDATE {t} SET n = n + 2;"),
        (f"INSERT INTO log (what) VALUES ('{t}');", f"INSERT INTO log (what) VALUES ('{o}');"),
        (f"INSERT INTO {t} (id) VALUES ('p');", f"INSERT INTO {t} (id) VALUES ('q');"),
        (rebuild(t), f"ALTER TABLE {o} ADD COLUMN z TEXT;"),
        (f"ALTER TABLE {t} RENAME COLUMN name TO label;", f"ALTER TABLE {t} RENAME COLUMN status TO state;"),
        (f"DROP INDEX idx_{t}_name;", f"ALTER TABLE {t} ADD COLUMN w TEXT;"),
        (f"DROP TABLE {t};", f"UPDATE {o} SET n = 1;"),
        (f"CREATE VIEW v_{t} AS SELECT id FROM {t};", f"ALTER TABLE {t} ADD COLUMN u TEXT;"),
        (f"UPDATE {t} SET status = hex(randomblob(4));", f"ALTER TABLE {t} ADD COLUMN u TEXT;"),
        (f"CREATE TRIGGER tr_{t} AFTER DELETE ON {t} BEGIN INSERT INTO log (what) VALUES ('x'); END;", f"UPDATE {t} SET n = 9;"),
    ]  # fmt: skip


PAIRS = [
    (sql, conflict)
    for at, table in enumerate(TABLES)
    for pairs, conflict in ((conflicting, True), (harmless, False))
    for sql in pairs(table, TABLES[(at + 1) % 3])
]


@pytest.mark.parametrize(("pair", "conflict"), PAIRS)
def test_a_conflict_is_found_where_there_is_one_and_nowhere_else(pair: tuple[str, str], conflict: bool) -> None:
    ours, theirs = ("a.sql", pair[0]), ("b.sql", pair[1])
    image = image_of(SCHEMA)
    if rows := named_rows(";\n".join(pair), image.schema):
        image = with_rows(image, rows)
    first, second, again = (run_order(image, steps) for steps in ([ours, theirs], [theirs, ours], [ours, theirs]))
    unsteady = frozenset(table for table in first.rows if again.rows.get(table) != first.rows[table])
    found = [first.failed, second.failed] if first.failed or second.failed else list(differing(first, second, unsteady))
    alone = run_order(image, [ours]).broken | run_order(image, [theirs]).broken
    assert bool(found or (first.broken | second.broken) - alone) is conflict, found


def test_there_are_a_hundred_pairs() -> None:
    assert len(PAIRS) >= 100


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    return worker(tmp_path / "repo", {"worker/src/db/schema.sql": SCHEMA, f"{MIGRATIONS}/001_init.sql": SCHEMA})


def conflicts(project: Project, *refs: str, unmerged: bool = False) -> list[str]:
    found = check(project, file=None, limit=500, cursor=None, beside=refs, unmerged=unmerged).findings
    return [finding.message for finding in found if finding.rule == "order-conflict"]


def test_the_statement_that_fails_is_told(repo: Path) -> None:
    branch(repo, "theirs", {"002_label.sql": "ALTER TABLE users RENAME COLUMN name TO label;\n"})
    branch(repo, "ours", {"002_index.sql": "-- Migration 002: index\nCREATE INDEX i ON users(name);\n"})
    (message,) = conflicts(open_project(str(repo), {}), "theirs")
    assert message.startswith("002_index.sql fails after 002_label.sql of theirs: no such column: name")
    assert "CREATE INDEX i ON users(name)" in message


def test_every_migration_of_a_branch_counts_not_only_the_last(repo: Path) -> None:
    """drizzle-orm 5504 looks at the last leaf alone."""
    files = {"002_a.sql": "ALTER TABLE users RENAME COLUMN name TO label;\n", "003_b.sql": "CREATE TABLE k (a TEXT);\n"}
    branch(repo, "theirs", files)
    branch(
        repo, "ours", {"002_c.sql": "UPDATE users SET name = trim(name);\n", "003_d.sql": "CREATE TABLE l (a TEXT);\n"}
    )
    assert len(conflicts(open_project(str(repo), {}), "theirs")) == 1


def test_what_both_inherit_from_a_merge_of_two_branches_is_nobodys_own_work(repo: Path) -> None:
    """drizzle-orm 6216 takes the siblings that each leaf carries for the leaf's own statements."""
    branch(repo, "one", {"002_a.sql": "ALTER TABLE users RENAME COLUMN name TO label;\n"})
    branch(repo, "two", {"003_b.sql": "ALTER TABLE orders ADD COLUMN x TEXT;\n"})
    git(repo, "merge", "-q", "--no-edit", "one")
    branch(repo, "theirs", {"004_t.sql": "CREATE INDEX i_t ON users(label);\n"}, start="two")
    branch(repo, "ours", {"005_o.sql": "CREATE INDEX i_o ON orders(x);\n"}, start="two")
    assert conflicts(open_project(str(repo), {}), "theirs") == []


def test_a_migration_that_both_branches_have_is_none_of_the_order(repo: Path) -> None:
    same = {"002_a.sql": "ALTER TABLE users ADD COLUMN x TEXT;\n"}
    branch(repo, "theirs", {**same, "003_t.sql": "CREATE INDEX i_t ON users(n);\n"})
    branch(repo, "ours", {**same, "004_o.sql": "CREATE INDEX i_o ON orders(n);\n"})
    assert conflicts(open_project(str(repo), {}), "theirs") == []


def test_every_open_branch_is_tried_in_ci(repo: Path) -> None:
    branch(repo, "one", {"002_a.sql": "ALTER TABLE users ADD COLUMN x TEXT;\n"})
    branch(repo, "two", {"002_b.sql": "DROP TABLE orders;\n"})
    git(repo, "checkout", "-q", "-b", "words", "main")
    git(repo, "commit", "-q", "--allow-empty", "-m", "no migration")
    branch(repo, "ours", {"002_c.sql": "ALTER TABLE users ADD COLUMN x TEXT;\nUPDATE orders SET n = 1;\n"})
    project = open_project(str(repo), {})
    assert set(unmerged_refs(project)) == {"refs/heads/one", "refs/heads/two"}
    assert len(conflicts(project, unmerged=True)) == 3


def test_mongodb_branches_that_make_one_index_in_two_ways_conflict(repo: Path) -> None:
    def text(options: str) -> str:
        return (
            'import type { Db } from "mongodb";\nexport async function up(db: Db): Promise<void> {\n'
            f'  await db.collection("users").createIndex({{ email: 1 }}, {options});\n}}\n'
            'export async function down(db: Db): Promise<void> {\n  await db.collection("users").dropIndex("idx_users_email");\n}\n'
        )

    branch(repo, "theirs", {"002_a.ts": text('{ name: "idx_users_email" }')})
    branch(repo, "ours", {"002_b.ts": text('{ name: "idx_users_email", unique: true }')})
    assert len(conflicts(open_project(str(repo), {}), "theirs")) == 1

"""What a draft says of rows, to somebody who reads it: each cause once, with the query to look first, and nothing that is settled."""

from __future__ import annotations

from pathlib import Path

import pytest

from authoring.drifted import project_at, put
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.findings.finding import Finding

BASE = """\
-- Migration 001: base
CREATE TABLE IF NOT EXISTS schools (id TEXT PRIMARY KEY, name TEXT NOT NULL, town TEXT, mail TEXT);
CREATE TABLE IF NOT EXISTS pupils (id TEXT PRIMARY KEY, school_id TEXT REFERENCES schools(id) ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS rooms (id TEXT PRIMARY KEY, school_id TEXT REFERENCES schools(id) ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS terms (id TEXT PRIMARY KEY, school_id TEXT REFERENCES schools(id) ON DELETE CASCADE);
CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, state TEXT NOT NULL, total INTEGER CHECK (total >= 0));
CREATE TRIGGER IF NOT EXISTS orders_stay BEFORE UPDATE ON orders WHEN old.state = 'paid' BEGIN SELECT RAISE(ABORT, 'a paid order stays'); END;
"""
WRANGLER = (
    '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "shop"\ndatabase_id = "1"\nmigrations_dir = "migrations"\n'
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    put(tmp_path / "shop", {"wrangler.toml": WRANGLER, "migrations/001_base.sql": BASE})
    return tmp_path / "shop"


def found(root: Path, sql: str) -> tuple[Finding, ...]:
    return tuple(draft(project_at(root), request_from(description="Told", target="d1", sql=sql)).findings)


def of(findings: tuple[Finding, ...], rule: str) -> list[Finding]:
    return [finding for finding in findings if finding.rule == rule]


def test_what_one_statement_takes_along_is_one_finding_with_all_tables(root: Path) -> None:
    (finding,) = of(found(root, "DELETE FROM schools;"), "cascade-data-loss")
    assert all(table in finding.message for table in ("pupils", "rooms", "terms"))
    assert finding.message.count("DELETE FROM schools") == 1


COPY = """\
CREATE TABLE IF NOT EXISTS orders_new (id TEXT PRIMARY KEY, state TEXT NOT NULL, total INTEGER {more});
INSERT OR IGNORE INTO orders_new SELECT id, state, total FROM orders;
DROP TABLE orders;
ALTER TABLE orders_new RENAME TO orders;
"""


def test_a_copy_that_leaves_no_row_out_is_not_warned_of(root: Path) -> None:
    assert of(found(root, COPY.format(more="CHECK (total >= 0)")), "insert-or-ignore-copy") == []
    lossy = found(root, COPY.format(more="NOT NULL"))
    assert of(lossy, "insert-or-ignore-copy") or of(lossy, "rows-lost")


def test_a_key_that_rows_may_break_is_told_once_with_a_query(root: Path) -> None:
    findings = found(root, "CREATE UNIQUE INDEX IF NOT EXISTS schools_mail ON schools(lower(mail));")
    (finding,) = [one for one in findings if "UNIQUE" in one.message or one.rule == "add-unique"]
    assert finding.rule == "depends-on-rows"
    assert "SELECT count(*) FROM (SELECT 1 FROM " in finding.help


def test_rows_that_a_trigger_keeps_are_looked_through_where_no_query_tells_them_apart(root: Path) -> None:
    findings = found(root, "UPDATE orders SET total = total * 100 WHERE total > 0;")
    (finding,) = of(findings, "depends-on-rows")
    assert "a paid order stays" in finding.message
    assert 'SELECT count(*) FROM "orders"' in finding.help

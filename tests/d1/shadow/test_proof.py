"""What a proof finds that no verdict tells: rows that go, links that break, errors that wait."""

from __future__ import annotations

from typing import Any

import apsw
import pytest

from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import Proof, TableEffect

SCHEMA = """
CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL);
CREATE TABLE events (id TEXT PRIMARY KEY, host_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, title TEXT NOT NULL);
CREATE TABLE registrations (id TEXT PRIMARY KEY, event_id TEXT NOT NULL REFERENCES events(id) ON DELETE CASCADE);
CREATE TABLE tickets (id TEXT PRIMARY KEY, registration_id TEXT NOT NULL REFERENCES registrations(id) ON DELETE CASCADE);
CREATE TABLE photos (id TEXT PRIMARY KEY, event_id TEXT REFERENCES events(id) ON DELETE SET NULL);
CREATE VIEW titles AS SELECT title FROM events;
"""
TEXTBOOK = """
PRAGMA foreign_keys=OFF;
CREATE TABLE events_new (id TEXT PRIMARY KEY, host_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE, title TEXT NOT NULL, city TEXT);
INSERT INTO events_new (id, host_id, title) SELECT id, host_id, title FROM events;
DROP VIEW titles;
DROP TABLE events;
ALTER TABLE events_new RENAME TO events;
CREATE VIEW titles AS SELECT title FROM events;
PRAGMA foreign_keys=ON;
"""


def found(proof: Proof, *rules: str) -> list[tuple[str, int | None]]:
    return [(finding.message.split(" ", 1)[0], finding.line) for finding in proof.findings if finding.rule in rules]


def rules(proof: Proof) -> set[str]:
    return {finding.rule for finding in proof.findings if finding.severity == "error"}


def test_the_textbook_rebuild_names_every_table_that_it_empties() -> None:
    """D1 runs it (foreign_keys=OFF does nothing there) and deletes the children."""
    proof = prove(SCHEMA, TEXTBOOK)
    assert proof.applied
    assert found(proof, "cascade-data-loss") == [("registrations", 6), ("tickets", 6)]
    nulled = [finding for finding in proof.findings if finding.rule == "links-nulled"]
    assert [finding.line for finding in nulled] == [6]
    assert "photos" in nulled[0].message
    assert TableEffect("registrations", 2, 0) in proof.rows
    assert TableEffect("events", 2, 2) in proof.rows


def test_children_that_are_put_back_are_not_lost() -> None:
    copy = "".join(
        f"CREATE TABLE {name}_copy AS SELECT * FROM {name};\n" for name in ("registrations", "tickets", "photos")
    )
    back = "".join(f"INSERT INTO {name} SELECT * FROM {name}_copy;\n" for name in ("registrations", "tickets"))
    links = "UPDATE photos SET event_id = (SELECT c.event_id FROM photos_copy c WHERE c.id = photos.id);\n"
    gone = "".join(f"DROP TABLE {name}_copy;\n" for name in ("registrations", "tickets", "photos"))
    proof = prove(SCHEMA, copy + TEXTBOOK + back + links + gone)
    assert proof.applied
    assert rules(proof) == set()


def test_a_delete_that_names_a_row_is_proved_on_that_row() -> None:
    proof = prove(SCHEMA, "DELETE FROM events WHERE id = 'e1';")
    assert found(proof, "cascade-data-loss") == [("registrations", 1), ("tickets", 1)]


def test_replacing_a_parent_deletes_its_children() -> None:
    proof = prove(SCHEMA, "INSERT OR REPLACE INTO users (id, email, name) VALUES ('u1', 'x@y.zw', 'X');")
    assert {name for name, _ in found(proof, "cascade-data-loss")} == {"events"}


def test_a_copy_that_leaves_rows_out_is_named() -> None:
    proof = prove(
        "CREATE TABLE t (id TEXT PRIMARY KEY, n INTEGER);",
        "CREATE TABLE u (id TEXT PRIMARY KEY, n INTEGER NOT NULL);\nINSERT INTO u SELECT * FROM t WHERE n IS NOT NULL;\n"
        "DROP TABLE t;\nALTER TABLE u RENAME TO t;\n",
    )
    assert found(proof, "rows-lost") == [("t", None)]


def test_own_deletes_and_drops_are_the_authors_business() -> None:
    assert rules(prove(SCHEMA, "DELETE FROM tickets;\nDROP TABLE photos;\n")) == set()


def test_the_error_has_d1s_words_and_the_line() -> None:
    proof = prove(
        SCHEMA,
        "-- Migration 013\n\nALTER TABLE users ADD COLUMN a TEXT;\n/* two\nlines */ ALTER TABLE users ADD COLUMN b TEXT NOT NULL;\n",
    )
    assert not proof.applied
    assert proof.error is not None
    assert (proof.error.message, proof.error.line) == (
        "Cannot add a NOT NULL column with default value NULL: SQLITE_ERROR",
        5,
    )
    assert proof.schema_after is None


def test_a_second_run_is_tried_too() -> None:
    once = prove(SCHEMA, "ALTER TABLE users ADD COLUMN a TEXT;")
    assert (once.rerunnable, once.rerun_error is not None and once.rerun_error.message) == (
        False,
        "duplicate column name: a: SQLITE_ERROR",
    )
    assert prove(SCHEMA, "CREATE INDEX IF NOT EXISTS i ON users(name);").rerunnable


@pytest.mark.parametrize(
    ("migration", "rule"),
    [
        ("CREATE VIEW v AS SELECT nope FROM users;", "latent-error"),
        ("CREATE TABLE c (id TEXT PRIMARY KEY, x TEXT REFERENCES users(name));", "latent-error"),
        ("CREATE TABLE c (id TEXT PRIMARY KEY, x TEXT REFERENCES nope(id));", "latent-error"),
        ("CREATE TRIGGER tr AFTER INSERT ON users BEGIN UPDATE users SET nope = 1; END;", "latent-error"),
        ("CREATE TRIGGER tr AFTER UPDATE OF nope ON users BEGIN SELECT 1; END;", "trigger-never-fires"),
        ("CREATE TABLE c (id TEXT PRIMARY KEY, x TEXT CHECK (x GLOB '" + "[0-9a-f]" * 8 + "'));", "latent-error"),
        ('CREATE INDEX i ON users("nmae");', "double-quoted-string"),
        ("UPDATE users SET name = 'x' WHERE \"emial\" = 'y';", "double-quoted-string"),
        ("CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY, phone TEXT);", "guard-swallowed"),
        ("PRAGMA defer_foreign_keys=ON;\nINSERT INTO events VALUES ('e9', 'nobody', 't');\nPRAGMA defer_foreign_keys=OFF;", "dangling-reference"),
        ("PRAGMA page_size;", "generations-differ"),
        ("UPDATE users SET name = iif(1, 'x');", "generations-differ"),
    ],
)  # fmt: skip
def test_traps_are_found(migration: str, rule: str) -> None:
    assert rule in rules(prove(SCHEMA, migration))


def test_a_full_text_index_whose_column_was_renamed_is_found() -> None:
    """FTS5 reads its content table by names that RENAME COLUMN does not rewrite."""
    indexed = "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT); CREATE VIRTUAL TABLE f USING fts5(title, content='posts');"
    assert rules(prove(indexed, "ALTER TABLE posts RENAME COLUMN title TO name;")) == {"latent-error"}


def test_an_error_that_was_there_before_is_not_blamed_on_the_migration() -> None:
    broken = "CREATE TABLE t (id TEXT PRIMARY KEY); CREATE TABLE u (id TEXT PRIMARY KEY, x TEXT REFERENCES nope(id));"
    assert rules(prove(broken, "ALTER TABLE t ADD COLUMN a TEXT;")) == set()


def test_a_check_that_compares_a_number_with_a_text_is_no_error_of_the_table() -> None:
    columns = "id INTEGER PRIMARY KEY AUTOINCREMENT, what TEXT NOT NULL, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP"
    proof = prove(
        f"CREATE TABLE logs ({columns});",
        "CREATE TABLE kept AS SELECT * FROM logs; DROP TABLE logs;"
        f"CREATE TABLE logs ({columns}, CHECK (\"id\" IS NOT 'zz')); INSERT INTO logs SELECT * FROM kept; DROP TABLE kept;",
    )
    assert proof.applied
    assert [finding.message for finding in proof.findings if finding.severity == "error"] == []


def test_a_table_that_could_not_be_filled_is_named() -> None:
    schema = "CREATE TABLE t (id TEXT PRIMARY KEY CHECK (0));"
    assert prove(schema, "CREATE TABLE u (id TEXT PRIMARY KEY);").unfilled == (), "it has nothing to do with t"
    proof = prove(schema, "CREATE TABLE u (id TEXT PRIMARY KEY); CREATE INDEX i ON t(id);")
    assert proof.unfilled == ("t",)
    assert found(proof, "table-not-filled") == [("The", None)]


def test_statements_are_read_as_data_not_run_on_the_machine() -> None:
    proof = prove(SCHEMA, "ATTACH DATABASE '/etc/passwd' AS x;")
    assert proof.error is not None
    assert proof.error.message == "not authorized: SQLITE_AUTH"


@pytest.mark.parametrize(
    "text", ["select 1;\x00 create table x(a);", "create table x(a default '\x00');", "", ";", "-- x", "/* open"]
)
def test_what_is_no_sql_is_refused_and_no_crash(text: str) -> None:
    assert not prove(SCHEMA, text).applied


def test_a_file_of_joins_without_end_does_not_hold_up_the_proof() -> None:
    joins = " JOIN ".join(f"users u{number}" for number in range(40))
    proof = prove(SCHEMA, f"CREATE TABLE j AS SELECT u0.id FROM {joins};")
    assert "depends-on-rows" in {finding.rule for finding in proof.findings}


KEYS = "CREATE TABLE nodes (id TEXT PRIMARY KEY, above TEXT REFERENCES nodes(id) ON UPDATE CASCADE);"


def test_a_fault_of_the_newest_sqlite_is_told_and_stops_no_proof() -> None:
    """The newer generation answers "internal error" to every UPDATE of such a table: seen on real D1 (see test_real)."""
    proof = prove(KEYS, "CREATE UNIQUE INDEX u ON nodes(lower(above)) WHERE above IS NOT NULL;")
    assert proof.applied
    told = [finding.message for finding in proof.findings if finding.rule == "latent-error"]
    assert told, proof.findings
    assert "UPDATE nodes" in told[0]
    assert "internal error" in told[0]


def test_a_proof_stands_where_looking_at_the_rows_trips_over_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    from nhimbe_migrations.d1.proof import prove as module

    calls = list[int]()
    real = module.outcome_findings

    def trips_once(*given: Any) -> Any:
        calls.append(1)
        if len(calls) == 1:
            raise apsw.CorruptError("database disk image is malformed")
        return real(*given)

    monkeypatch.setattr(module, "outcome_findings", trips_once)
    proof = prove(SCHEMA, "UPDATE users SET name = 'x';")
    assert proof.applied
    assert proof.exercised == 0
    assert "not-exercised" in {finding.rule for finding in proof.findings}


@pytest.mark.parametrize("is_there", [True, False])
def test_a_proof_stands_where_a_trigger_takes_every_parent_away(is_there: bool) -> None:
    schema = (
        "CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT);\n"
        "CREATE TABLE results (id INTEGER PRIMARY KEY, job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE, "
        "at TEXT NOT NULL DEFAULT 'now');\n"
    )
    trigger = "CREATE TRIGGER done AFTER INSERT ON results BEGIN DELETE FROM jobs; END;\n"
    change = "ALTER TABLE results RENAME COLUMN at TO finished;\n"
    proof = prove(schema + trigger, change) if is_there else prove(schema, trigger + change)
    assert proof.applied
    assert not rules(proof)


@pytest.mark.parametrize("kind", ["ABORT", "FAIL", "ROLLBACK"])
def test_a_proof_stands_where_a_row_made_for_it_may_not_be_deleted(kind: str) -> None:
    schema = (
        "CREATE TABLE jobs (id INTEGER PRIMARY KEY, name TEXT);\n"
        "CREATE TABLE results (id INTEGER PRIMARY KEY, job INTEGER NOT NULL REFERENCES jobs);\n"
        "CREATE TRIGGER done AFTER INSERT ON results BEGIN DELETE FROM jobs; END;\n"
        f"CREATE TRIGGER kept BEFORE DELETE ON results BEGIN SELECT RAISE({kind}, 'append only'); END;\n"
    )
    proof = prove(schema, "ALTER TABLE results ADD COLUMN at TEXT;")
    assert proof.applied
    assert not rules(proof)


def test_what_stops_a_rename_is_called_by_its_name() -> None:
    """An index over a text in double quotes, which SQLite takes for a text until something is renamed."""
    schema = 'CREATE TABLE a (id TEXT, old TEXT);\nCREATE TABLE b (id TEXT);\nCREATE INDEX seen ON b ("gone");\n'
    change = "ALTER TABLE a RENAME COLUMN old TO new;"
    told = [finding for finding in prove(schema, change).findings if finding.rule == "engine-refuses"]
    assert "after rename" in told[0].message
    assert "DROP INDEX seen at" in (told[0].help or "")
    assert prove(schema, f'DROP INDEX seen;\n{change}\nCREATE INDEX seen ON b ("gone");').applied

"""Rows that a migration copies aside and puts back keep what their table demands; what it makes anew, or leaves out, is in doubt."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.proof.prove import prove

SCHEMA = """
CREATE TABLE hosts (id TEXT PRIMARY KEY, handle TEXT UNIQUE, name TEXT NOT NULL);
CREATE TABLE talks (id INTEGER PRIMARY KEY, host_id TEXT NOT NULL REFERENCES hosts(id), slug TEXT UNIQUE, state TEXT CHECK (state IN ('open', 'done')));
CREATE TABLE votes (talk_id INTEGER NOT NULL REFERENCES talks(id), voter TEXT NOT NULL, stars INTEGER CHECK (stars BETWEEN 1 AND 5), PRIMARY KEY (talk_id, voter));
"""
ASIDE = """
PRAGMA defer_foreign_keys = ON;
CREATE TABLE kept_hosts AS SELECT {hosts} FROM hosts;
CREATE TABLE kept_talks AS SELECT {talks} FROM talks{some};
CREATE TABLE kept_votes AS SELECT * FROM votes;
DELETE FROM votes;
DELETE FROM talks;
DROP TABLE hosts;
CREATE TABLE hosts (id TEXT PRIMARY KEY, handle TEXT UNIQUE, name TEXT NOT NULL, more TEXT);
INSERT INTO hosts (id, handle, name) SELECT id, handle, name FROM kept_hosts;
INSERT INTO talks (id, host_id, slug, state) SELECT id, host_id, slug, state FROM kept_talks;
{insert} INTO votes SELECT * FROM kept_votes;
DROP TABLE kept_hosts; DROP TABLE kept_talks; DROP TABLE kept_votes;
"""
PLAIN = {"hosts": "id, handle, name", "talks": "id, host_id, slug, state", "some": "", "insert": "INSERT"}


def doubts(**changes: str) -> list[str]:
    proof = prove(SCHEMA, ASIDE.format(**(PLAIN | changes)))
    assert proof.applied, proof.error
    return [finding.message for finding in proof.findings if finding.rule == "depends-on-rows"]


def test_a_rebuild_that_puts_every_row_back_depends_on_none() -> None:
    assert doubts() == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hosts": "id, coalesce(handle, id) AS handle, name"}, "UNIQUE constraint failed: hosts.handle"),
        ({"hosts": "id, handle, nullif(name, '') AS name"}, "NOT NULL constraint failed: hosts.name"),
        ({"hosts": "lower(id) AS id, handle, name"}, "UNIQUE constraint failed: hosts.id"),
        ({"talks": "id, host_id, lower(slug) AS slug, state"}, "UNIQUE constraint failed: talks.slug"),
        ({"talks": "id, host_id, slug, trim(slug) AS state"}, "CHECK constraint failed"),
        ({"some": " WHERE state = 'open'"}, "FOREIGN KEY constraint failed"),
    ],
)  # fmt: skip
def test_what_the_copy_makes_anew_or_leaves_out_is_doubted(changes: dict[str, str], said: str) -> None:
    proof = prove(SCHEMA, ASIDE.format(**(PLAIN | changes)))
    told = [finding.message for finding in proof.findings if finding.severity != "note"]
    assert any(said in message for message in told), told


def test_a_table_that_is_filled_before_is_not_taken_for_an_empty_one() -> None:
    script = ASIDE.format(**PLAIN).replace("INSERT INTO talks", "INSERT INTO talks SELECT id + 1, host_id, slug, state FROM kept_talks WHERE id = 7;\nINSERT INTO talks")  # fmt: skip
    proof = prove(SCHEMA, script)
    told = [finding.message for finding in proof.findings if finding.severity != "note"]
    assert any("UNIQUE constraint failed: talks" in message for message in told) or not proof.applied, told


def test_an_empty_database_is_tried_too() -> None:
    schema = "CREATE TABLE artists (id INTEGER PRIMARY KEY, n TEXT); CREATE TABLE albums (id INTEGER PRIMARY KEY, artist_id INTEGER NOT NULL REFERENCES artists(id), badge TEXT NOT NULL);"
    proof = prove(schema, "INSERT INTO albums VALUES (900, (SELECT min(id) FROM artists), 'unknown');")
    told = [finding for finding in proof.findings if "albums.artist_id" in finding.message]
    assert [finding.rule for finding in told] == ["depends-on-rows"]
    assert "IS NULL" in told[0].help


DOUBTS = {
    "a table that takes one row alone": (
        "CREATE TABLE settings (id INTEGER PRIMARY KEY CHECK (id = 1), theme TEXT);",
        "ALTER TABLE settings ADD COLUMN other TEXT NOT NULL DEFAULT 'dark' CHECK (other <> theme);",
        "CHECK constraint failed",
    ),
    "rows of two tables in one": (
        "CREATE TABLE a (id TEXT PRIMARY KEY, note TEXT NOT NULL); CREATE TABLE b (id TEXT PRIMARY KEY, note TEXT NOT NULL);",
        (
            "CREATE TABLE c (id TEXT PRIMARY KEY, note TEXT NOT NULL); INSERT INTO c SELECT id, note FROM a WHERE note > 'm'; "
            "INSERT INTO c SELECT id, note FROM b WHERE note < 'c';"
        ),
        "UNIQUE constraint failed: c.id",
    ),
    "a key that is compared without regard to case from now on": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT UNIQUE, state TEXT NOT NULL);",
        (
            "CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT COLLATE NOCASE UNIQUE); "
            "INSERT INTO n SELECT id, code FROM t WHERE state = 'closed';"
        ),
        "UNIQUE constraint failed: n.code",
    ),
    "a CHECK of another word, told apart by its case": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT CHECK (state <> 'Open'), z TEXT);",
        "CREATE TABLE n (id INTEGER PRIMARY KEY, state TEXT CHECK (state <> 'open')); INSERT INTO n SELECT id, state FROM t WHERE z = 'q';",
        "CHECK constraint failed",
    ),
    "a CHECK that compares otherwise": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, state TEXT COLLATE NOCASE CHECK (state IN ('open', 'done')), z TEXT);",
        (
            "CREATE TABLE n (id INTEGER PRIMARY KEY, state TEXT CHECK (state IN ('open', 'done'))); "
            "INSERT INTO n SELECT id, state FROM t WHERE z = 'q';"
        ),
        "CHECK constraint failed",
    ),
    "the number of the first letter of nothing": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT NOT NULL, letter INTEGER NOT NULL);",
        "UPDATE t SET letter = unicode(code);",
        "NOT NULL constraint failed: t.letter",
    ),
    "numbers without an end": (
        "CREATE TABLE m (id INTEGER PRIMARY KEY, x REAL UNIQUE, y TEXT);",
        "UPDATE m SET x = y WHERE x < 9e999 OR x = -9e999;",
        "UNIQUE constraint failed: m.x",
    ),
    "a common table expression that has the name of the table": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE);",
        (
            "CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE); "
            "WITH t AS (SELECT id, lower(code) AS code FROM main.t) INSERT INTO n SELECT id, code FROM t;"
        ),
        "UNIQUE constraint failed: n.code",
    ),
    "rows set aside that a trigger changes": (
        "CREATE TABLE t (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE); CREATE TABLE log (id INTEGER PRIMARY KEY, word TEXT);",
        (
            "CREATE TABLE aside (id INTEGER PRIMARY KEY, code TEXT NOT NULL); INSERT INTO aside SELECT id, code FROM t; "
            "CREATE TRIGGER g AFTER INSERT ON log BEGIN UPDATE aside SET code = 'x'; END; INSERT INTO log (word) VALUES ('a'); "
            "CREATE TABLE n (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE); INSERT INTO n SELECT id, code FROM aside;"
        ),
        "UNIQUE constraint failed: n.code",
    ),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_what_is_thought_sure_of_copied_rows_is_sure(name: str) -> None:
    """Each stops on rows that the schema allows, so each has to be told."""
    schema, migration, message = DOUBTS[name]
    assert any(message in finding.message for finding in prove(schema, migration).findings)

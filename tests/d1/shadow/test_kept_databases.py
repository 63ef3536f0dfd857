"""What a proof keeps open, runs once for both generations, or takes back, is as if it had been opened and run each time."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.proof.attempts.rewound import Rewound, can_rewind
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.snapshot import image_of, looked_at
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow

SEARCHED = """
CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, body TEXT NOT NULL UNIQUE, seen INTEGER DEFAULT 0);
CREATE VIRTUAL TABLE notes_fts USING fts5(body, content='notes', content_rowid='id');
CREATE TRIGGER notes_added AFTER INSERT ON notes BEGIN INSERT INTO notes_fts(rowid, body) VALUES (NEW.id, NEW.body); END;
"""


def test_a_database_is_as_at_first_whenever_it_is_opened_again() -> None:
    again = Rewound(load_schema(SEARCHED).image)
    try:
        for number in range(3):
            shadow = again.opened()
            assert shadow.ask("SELECT count(*), last_insert_rowid() FROM notes") == [(0, 0)]
            shadow.begin()
            shadow.ask("INSERT INTO notes (body) VALUES (?)", (f"word{number} here",))
            shadow.commit()
            assert shadow.ask("SELECT id FROM notes") == [(1,)], "the sequence is taken back, too"
            copy = open_shadow(LATEST, shadow.image())
            assert copy.ask("SELECT rowid FROM notes_fts WHERE notes_fts MATCH ?", (f"word{number}",)) == [(1,)]
            assert copy.ask("PRAGMA integrity_check") == [("ok",)]
            copy.close()
            assert shadow.apply("UPDATE notes SET seen = 1; INSERT INTO notes (body) VALUES ('more');") is None
            failed = shadow.apply("UPDATE notes SET seen = 2; INSERT INTO notes (body) VALUES ('more');")
            assert failed is not None
            assert "UNIQUE" in failed.message
            assert shadow.ask("SELECT DISTINCT seen FROM notes WHERE id = 1") == [(1,)], (
                "a file runs whole or not at all"
            )
            shadow.close()
    finally:
        again.close()


def test_a_statement_that_takes_everything_back_leaves_nothing_for_the_next() -> None:
    again = Rewound(load_schema(SEARCHED).image)
    try:
        shadow = again.opened()
        shadow.ask("INSERT INTO notes (body) VALUES ('one')")
        assert shadow.apply("INSERT OR ROLLBACK INTO notes (body) VALUES ('one');") is not None
        shadow.ask("INSERT INTO notes (body) VALUES ('outside of any transaction')")
        shadow.close()
        assert again.opened().ask("SELECT count(*) FROM notes") == [(0,)]
    finally:
        again.close()


@pytest.mark.parametrize(
    ("more", "migration"),
    [
        ("", "CREATE TABLE other (id INTEGER);"),
        ("", "UPDATE notes SET seen = changes();"),
        ("", "INSERT OR ROLLBACK INTO notes (body) VALUES ('a');"),
        ("", "PRAGMA defer_foreign_keys = ON; UPDATE notes SET seen = 1;"),
        ("CREATE TABLE kids (of INTEGER REFERENCES notes(id) DEFERRABLE INITIALLY DEFERRED);", "DELETE FROM notes;"),
        ("CREATE VIRTUAL TABLE places USING rtree(id, west, east);", "DELETE FROM notes;"),
    ],
)
def test_what_could_tell_the_difference_gets_a_database_of_its_own(more: str, migration: str) -> None:
    schema = SEARCHED + more
    assert not can_rewind(migration, load_schema(schema).schema, schema)
    assert can_rewind("UPDATE notes SET seen = 1;", load_schema(SEARCHED).schema, SEARCHED)


PLAIN = "CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT);\n"


@pytest.mark.parametrize(
    ("schema", "migration"),
    [
        (PLAIN, "INSERT INTO t (body) VALUES (hex(zeroblob(1500000)));"),
        (PLAIN, "UPDATE t SET body = iif(id > 1, 'a');"),
        (PLAIN, "CREATE VIRTUAL TABLE places USING rtree(id, west, east);"),
        (PLAIN, "UPDATE t SET body = (SELECT group_concat(value) FROM jsonb_each('[1]'));"),
    ],
)
def test_what_the_older_generation_alone_refuses_is_told(schema: str, migration: str) -> None:
    proof = prove(schema, f"{migration}\n")
    assert not proof.applied
    assert "generations-differ" in {finding.rule for finding in proof.findings}
    assert "baseline" in next(item.message for item in proof.findings if item.rule == "generations-differ")


def test_a_database_that_was_changed_is_not_lent_again() -> None:
    image = image_of(PLAIN)
    count = "SELECT count(*) FROM t"
    with looked_at(image) as shadow:
        ((rows,),) = shadow.ask(count)
        shadow.ask("DELETE FROM t")
    with looked_at(image) as shadow, looked_at(image) as other:
        assert rows > 0
        assert shadow.ask(count) == other.ask(count) == [(rows,)]
        with pytest.raises(ZeroDivisionError), looked_at(image):
            raise ZeroDivisionError
    with looked_at(image) as shadow:
        assert shadow.ask(count) == [(rows,)]

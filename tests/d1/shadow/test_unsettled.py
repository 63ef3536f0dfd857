"""What no made row breaks and nothing rules out is said in one note, with a query; what is sure is not said at all."""

from __future__ import annotations

import random
from collections.abc import Sequence

import apsw
import pytest

from d1.shadow.random_migrations import contradiction, made_migration, made_schema, rest_notes
from nhimbe_migrations.d1.proof.attempts.unsettled import unsettled
from nhimbe_migrations.d1.proof.counting.risks import Risk, Risks, risks
from nhimbe_migrations.d1.proof.counting.sure.checks import is_as_wide
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.snapshot import image_of
from nhimbe_migrations.d1.rows.reading.read import read_needs
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow

SHOP = """
CREATE TABLE users (id TEXT PRIMARY KEY NOT NULL, email TEXT UNIQUE, role TEXT CHECK (role IN ('owner', 'member')), n INTEGER, price NUMERIC);
CREATE TABLE orders (id TEXT PRIMARY KEY NOT NULL, user_id TEXT NOT NULL REFERENCES users(id), note TEXT, total REAL);
CREATE TABLE strict_ones (id TEXT PRIMARY KEY NOT NULL, state TEXT CHECK (state IN ('on', 'off')), n INTEGER) STRICT;
CREATE TABLE words (id TEXT PRIMARY KEY NOT NULL, said TEXT, meant TEXT, total REAL);
CREATE UNIQUE INDEX said ON words(lower(said));
CREATE UNIQUE INDEX meant ON words(meant COLLATE NOCASE);
"""


def of(migration: str, schema: str = SHOP) -> Risks:
    image = image_of(schema, migration)
    return risks(migration, image.schema, read_needs(migration, image.schema))


SURE = {
    "a new column is NULL still": "ALTER TABLE users ADD COLUMN handle TEXT; CREATE UNIQUE INDEX u ON users(handle);",
    "a list that is longer": (
        "CREATE TABLE u2 (id TEXT PRIMARY KEY NOT NULL, email TEXT UNIQUE, role TEXT CHECK (u2.role IN ('owner', 'member', 'guest')));"
        "INSERT INTO u2 (id, email, role) SELECT id, email, role FROM users;"
    ),
    "a unique column, rebuilt": (
        "CREATE TABLE u2 (id TEXT PRIMARY KEY NOT NULL, email TEXT); INSERT INTO u2 SELECT id, email FROM users;"
        "CREATE UNIQUE INDEX e ON u2(email);"
    ),
    "a table without rows": "CREATE TABLE logs (id TEXT, at TEXT); CREATE UNIQUE INDEX l ON logs(id, at);",
    "a random token": "ALTER TABLE users ADD COLUMN t TEXT; CREATE UNIQUE INDEX t ON users(t); UPDATE users SET t = lower(hex(randomblob(16)));",
    "rows that are written out": (
        "CREATE TABLE s (id INTEGER PRIMARY KEY CHECK (id = 1), days INTEGER NOT NULL CHECK (days > 0)); INSERT INTO s VALUES (1, 30);"
    ),
    "values that are written out": "UPDATE strict_ones SET state = 'on', n = 3 WHERE id = 'x';",
    "a CHECK of the new column alone": "ALTER TABLE users ADD COLUMN level INTEGER NOT NULL DEFAULT 1 CHECK (level > 0);",
    "a partner by its key": (
        "CREATE TABLE o2 (id TEXT PRIMARY KEY NOT NULL, who TEXT NOT NULL);"
        "INSERT INTO o2 SELECT o.id, u.id FROM orders o JOIN users u ON u.id = o.user_id;"
    ),
    "another table's value that is never NULL": (
        "CREATE TABLE e (who TEXT NOT NULL); INSERT INTO e SELECT o.user_id FROM users u, orders o WHERE o.total > u.n;"
    ),
    "a generated column of what is there": "ALTER TABLE users ADD COLUMN k TEXT NOT NULL GENERATED ALWAYS AS (lower(id)) VIRTUAL;",
    "a number that is counted": (
        "CREATE TABLE w (p TEXT, r INTEGER, UNIQUE (p, r)); INSERT INTO w SELECT price, row_number() OVER (PARTITION BY price ORDER BY id) FROM users;"
    ),
    "JSON of rows that hold some": (
        "CREATE TABLE tags (owner TEXT, tag TEXT); INSERT INTO tags SELECT o.id, j.value FROM orders o, json_each(o.note) j WHERE json_valid(o.note);"
    ),
    "a function of a value that is wanted": (
        "CREATE TABLE e (email TEXT NOT NULL); INSERT INTO e SELECT email FROM users WHERE length(email) > 3;"
    ),
    "JSON of rows whose condition asks first": "UPDATE orders SET total = note ->> '$.t' WHERE json_valid(note) AND json_extract(note, '$.t') > 1;",
    "JSON in a SELECT of rows that hold some": (
        "CREATE TABLE tags (owner TEXT, tag TEXT); INSERT INTO tags SELECT id, json_extract(note, '$.t') FROM orders WHERE json_valid(note);"
    ),
    "a moment, and arithmetic with numbers": (
        "CREATE TABLE s (id TEXT PRIMARY KEY NOT NULL, at TEXT NOT NULL, n INTEGER NOT NULL, m INTEGER NOT NULL);"
        "INSERT INTO s SELECT id, strftime('%Y-%m-%d', 'now', '-1 day'), unixepoch() * 1000, -length(id) / 2 FROM users;"
    ),
    "columns that are left to the table": (
        "CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT, uses INTEGER, sign TEXT UNIQUE, of TEXT REFERENCES users(id));"
        "INSERT INTO tags (name) SELECT DISTINCT note FROM orders;"
    ),
    "a key that its default makes at random": (
        "CREATE TABLE k (id TEXT PRIMARY KEY NOT NULL DEFAULT (lower(hex(randomblob(16)))), name TEXT); INSERT INTO k (name) SELECT note FROM orders;"
    ),
}
UNSURE = {
    "a new column that is written": (
        "UNIQUE",
        "ALTER TABLE users ADD COLUMN handle TEXT; UPDATE users SET handle = email WHERE n = 1; CREATE UNIQUE INDEX u ON users(handle);",
    ),
    "a list that lacks one": (
        "CHECK",
        "CREATE TABLE u2 (id TEXT PRIMARY KEY NOT NULL, role TEXT CHECK (role IN ('owner', 'guest'))); INSERT INTO u2 (id, role) SELECT id, role FROM users;",
    ),
    "a list of what must not be": (
        "CHECK",
        "CREATE TABLE u2 (id TEXT PRIMARY KEY NOT NULL, role TEXT CHECK (role NOT IN ('owner', 'member', 'guest'))); INSERT INTO u2 (id, role) SELECT id, role FROM users;",
    ),
    "a short random value": ("UNIQUE", "ALTER TABLE users ADD COLUMN t TEXT; UPDATE users SET t = hex(randomblob(1)); CREATE UNIQUE INDEX t ON users(t);"),
    "a value that the CHECK refuses": ("CHECK", "UPDATE strict_ones SET state = 'broken' WHERE id = 'x';"),
    "a text among whole numbers": ("cannot store", "UPDATE strict_ones SET n = 'three' WHERE id = 'x';"),
    "a CHECK that names another column": ("CHECK", "ALTER TABLE users ADD COLUMN level INTEGER DEFAULT 1 CHECK (level > 0 AND n > 0);"),
    "a new column's CHECK that names another column alone": ("CHECK", "ALTER TABLE users ADD COLUMN level INTEGER DEFAULT 1 CHECK (n IS NOT NULL);"),
    "an index over an expression of what is written": (
        "UNIQUE",
        "UPDATE words SET said = total WHERE total > 1;",
    ),
    "an index with another collation than its column": (
        "UNIQUE",
        "UPDATE words SET meant = o.id FROM words o WHERE o.total = words.total;",
    ),
    "partners by what is no key": (
        "UNIQUE",
        "CREATE TABLE o2 (id TEXT PRIMARY KEY NOT NULL); INSERT INTO o2 SELECT o.id FROM orders o JOIN users u ON u.n = o.total;",
    ),
    "a partner that may be missing": (
        "NOT NULL",
        "CREATE TABLE o2 (id TEXT PRIMARY KEY NOT NULL, who TEXT NOT NULL); INSERT INTO o2 SELECT o.id, u.id FROM orders o LEFT JOIN users u ON u.id = o.user_id;",
    ),
    "JSON of all rows": (
        "malformed JSON",
        "CREATE TABLE tags (owner TEXT, tag TEXT); INSERT INTO tags SELECT o.id, j.value FROM orders o, json_each(o.note) j WHERE o.total > 1;",
    ),
    "a generated column that may be NULL": ("NOT NULL", "ALTER TABLE users ADD COLUMN k TEXT NOT NULL GENERATED ALWAYS AS (lower(email)) VIRTUAL;"),
    "a key that may be NULL and is numbered": (
        "UNIQUE",
        "CREATE TABLE c (id INTEGER PRIMARY KEY); INSERT INTO c SELECT CAST(note AS INTEGER) FROM orders;",
    ),
    "a value out of another field than the one that is tested": (
        "NOT NULL",
        "CREATE TABLE e (v TEXT NOT NULL); INSERT INTO e SELECT CASE WHEN note ->> '$.A' IS NULL THEN 'x' ELSE note ->> '$.a' END FROM orders;",
    ),
    "VALUES that ask the table": ("NOT NULL", "INSERT INTO orders (id, user_id) VALUES ('a', (SELECT user_id FROM orders WHERE id = 'b'));"),
    "a CHECK that names other columns alone": ("CHECK", "ALTER TABLE users ADD COLUMN level INTEGER CHECK (n > 0);"),
    "a column filled from a table that may be empty": (
        "NOT NULL",
        "ALTER TABLE orders ADD COLUMN who TEXT; UPDATE orders SET who = u.id FROM users u; CREATE TABLE o2 (who TEXT NOT NULL); INSERT INTO o2 SELECT who FROM orders;",
    ),
    "hex() of NULL": ("NOT NULL", "CREATE TABLE e (email TEXT NOT NULL); INSERT INTO e SELECT email FROM users WHERE hex(email) <> '00';"),
    "a sum of fractions among whole numbers": ("cannot store", "UPDATE strict_ones SET n = (SELECT total(total) FROM orders);"),
    "JSON that is read before it is found valid": (
        "malformed JSON",
        "UPDATE orders SET total = 1 WHERE json_extract(note, '$.t') = 1 AND json_valid(note);",
    ),
    "no moment": ("NOT NULL", "CREATE TABLE s (at TEXT NOT NULL); INSERT INTO s SELECT datetime('now', 'tomorrow') FROM users;"),
    "a division by nothing": ("NOT NULL", "CREATE TABLE s (n INTEGER NOT NULL); INSERT INTO s SELECT length(id) / 0 FROM users;"),
    "a default that is the same in each row": (
        "UNIQUE",
        "CREATE TABLE k (id TEXT PRIMARY KEY NOT NULL DEFAULT 'x', name TEXT); INSERT INTO k (name) SELECT note FROM orders;",
    ),
    "a required column that is left out": ("NOT NULL", "INSERT INTO orders (id, note) SELECT id || '-', note FROM orders;"),
}  # fmt: skip


@pytest.mark.parametrize("migration", SURE.values(), ids=SURE.keys())
def test_what_is_sure_is_no_doubt(migration: str) -> None:
    assert [risk.message for risk in of(migration).found] == []


@pytest.mark.parametrize(("words", "migration"), UNSURE.values(), ids=UNSURE.keys())
def test_what_is_less_than_that_is_one(words: str, migration: str) -> None:
    assert any(risk.message.startswith(words) and risk.queries for risk in of(migration).found)


@pytest.mark.parametrize("term", ["email", "`email`", '"email"', "[email]", "lower(email)", "email COLLATE NOCASE"])
def test_an_update_may_break_an_index_whatever_its_term(term: str) -> None:
    schema = f"CREATE TABLE users (id TEXT PRIMARY KEY NOT NULL, email TEXT, n INTEGER); CREATE UNIQUE INDEX u ON users({term});"
    (risk,) = of("UPDATE users SET email = trim(email) WHERE n = 1;", schema).found
    assert risk.message.startswith("UNIQUE")
    assert of("UPDATE users SET n = 2;", schema).found == ()


def test_a_rebuild_as_drizzle_writes_it_is_sure() -> None:
    schema = (
        "CREATE TABLE `users` (`id` text PRIMARY KEY NOT NULL, `email` text, `role` text, CONSTRAINT c CHECK (\"users\".\"role\" IN ('a', 'b')));"
        "CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);"
    )
    migration = (
        "CREATE TABLE `__new_users` (`id` text PRIMARY KEY NOT NULL, `email` text, `role` text, CONSTRAINT c CHECK (\"__new_users\".\"role\" IN ('a', 'b', 'c')));"
        'INSERT INTO `__new_users`("id", "email", "role") SELECT "id", "email", "role" FROM `users`; DROP TABLE `users`;'
        "ALTER TABLE `__new_users` RENAME TO `users`; CREATE UNIQUE INDEX `users_email_unique` ON `users` (`email`);"
    )
    assert of(migration, schema).found == ()


def test_what_an_expression_makes_of_a_column_changes_with_it() -> None:
    schema = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, g TEXT GENERATED ALWAYS AS (lower(a)) VIRTUAL UNIQUE CHECK (g <> 'x'));"
    messages = [risk.message for risk in of("UPDATE t SET a = trim(a);", schema).found]
    assert [message.split()[0] for message in messages] == ["CHECK", "UNIQUE"]


@pytest.mark.parametrize(
    ("parent", "seeded"),
    [
        ("INSERT INTO roles VALUES ('r', 'admin');", True),
        ("INSERT INTO roles SELECT 'r', 'admin' WHERE NOT EXISTS (SELECT 1 FROM roles WHERE name = 'admin');", False),
    ],
)
def test_a_parent_that_is_added_in_some_databases_alone_is_not_sure_to_be_there(parent: str, seeded: bool) -> None:
    schema = "CREATE TABLE roles (id TEXT PRIMARY KEY, name TEXT); CREATE TABLE grants (id TEXT PRIMARY KEY, role TEXT NOT NULL REFERENCES roles(id));"
    found = of(f"{parent} INSERT INTO grants VALUES ('g', 'r');", schema).found
    assert [risk.seeded for risk in found if risk.message.startswith("FOREIGN KEY")] == [seeded]


@pytest.mark.parametrize(
    ("check", "before", "wide"),
    [
        ("role IN ('a', 'b', 'c')", "role IN ('a', 'b')", True),
        ("role IN ('a', 'b') AND n IS NOT NULL", "ROLE IN ('a') AND \"n\" IS NOT NULL", True),
        ("role IN ('A', 'b')", "role IN ('a', 'b')", False),
        ("role NOT IN ('a', 'b')", "role NOT IN ('a')", False),
        ("CASE WHEN role IN ('a', 'b') THEN n > 0 ELSE 1 END", "CASE WHEN role IN ('a') THEN n > 0 ELSE 1 END", False),
        ("(role IN ('a', 'b')) = (n > 0)", "(role IN ('a')) = (n > 0)", False),
    ],
)
def test_a_list_may_grow_where_no_row_can_break_it_for_that(check: str, before: str, wide: bool) -> None:
    assert is_as_wide(check, before) is wide


def test_rows_that_are_written_out_keep_what_one_run_has_shown_though_a_trigger_tells_of_them() -> None:
    schema = f"{SHOP} CREATE TABLE said (t TEXT); CREATE TRIGGER f AFTER INSERT ON users BEGIN INSERT INTO said VALUES (new.id); END;"
    messages = [risk.message for risk in of("INSERT INTO users (id, role, n) VALUES ('a', 'owner', 1);", schema).found]
    assert not any(message.startswith(("NOT NULL", "CHECK")) for message in messages)


ACCOUNTS = """
CREATE TABLE parts (id TEXT PRIMARY KEY NOT NULL, above TEXT REFERENCES parts(id) ON DELETE RESTRICT, code TEXT);
CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, a TEXT, b TEXT, said TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, said TEXT UNIQUE);
CREATE TABLE tags (id INTEGER PRIMARY KEY, word TEXT, slug TEXT UNIQUE COLLATE NOCASE);
CREATE TABLE labels (id INTEGER PRIMARY KEY, word TEXT, name TEXT UNIQUE COLLATE NOCASE);
CREATE TABLE tagged (slug TEXT REFERENCES tags(slug));
"""
TWO = "INSERT INTO parts VALUES ('p', NULL, 'x'), ('q', 'p', 'x');"
COUNTED: dict[str, tuple[str, str]] = {
    "a row that goes holds another that goes, by RESTRICT": ("DELETE FROM parts WHERE code = 'x';", TWO),
    "of two columns only the second is no JSON": (
        "UPDATE notes SET said = json_extract(a, '$.x') || json_extract(b, '$.x');",
        "INSERT INTO notes VALUES ('n', '{}', 'no', '');",
    ),
    "a key that is NULL takes a number that another has written out": (
        "CREATE TABLE c (id INTEGER PRIMARY KEY); INSERT INTO c SELECT CAST(a AS INTEGER) FROM notes ORDER BY id;",
        "INSERT INTO notes VALUES ('m', NULL, '', ''), ('n', '1', '', '');",
    ),
    "a key that another row holds in another case until its turn comes": (
        "UPDATE labels SET name = coalesce(word, id);",
        "INSERT INTO labels VALUES (1, 'B', 'a'), (2, 'C', 'b'), (3, 'D', 'z');",
    ),
    "a row that is made takes the place of another in another case": (
        "REPLACE INTO tags (id, slug) SELECT length(id) + 1, upper(id) FROM parts;",
        f"{TWO} INSERT INTO tags VALUES (9, '', 'P'); INSERT INTO tagged VALUES ('p');",
    ),
    "a fraction that is whole becomes a whole number, which a trigger writes as a text": (
        (
            "ALTER TABLE parts ADD COLUMN n INTEGER;"
            "CREATE TRIGGER t AFTER UPDATE ON parts BEGIN INSERT INTO log (said) VALUES (new.n); END;"
            "UPDATE parts SET n = length(id) * (1.0 + (id = 'q') * 0) + 0;"
        ),
        TWO,
    ),
}


@pytest.mark.parametrize(("migration", "rows"), COUNTED.values(), ids=COUNTED.keys())
def test_rows_that_stop_it_are_counted(migration: str, rows: str) -> None:
    proof = prove(ACCOUNTS, migration)
    shadow = open_shadow(LATEST)
    try:
        assert shadow.apply(ACCOUNTS + rows) is None
        counts = [shadow.ask(query)[0][0] for query in proof.look_first]
        assert shadow.apply(migration) is not None
    finally:
        shadow.close()
    assert any(counts), proof.findings


def test_an_update_that_reads_its_own_table_row_by_row_is_named() -> None:
    migration = "UPDATE orders SET user_id = (SELECT o.id FROM orders o WHERE o.user_id LIKE orders.user_id || '%');"
    (note,) = rest_notes(prove(SHOP, migration))
    assert "line 1 (it reads orders, row by row, while it changes it)" in note.message


def test_a_trigger_that_may_refuse_is_named() -> None:
    schema = f"{SHOP} CREATE TRIGGER stop BEFORE UPDATE ON users BEGIN SELECT RAISE(ABORT, 'no') WHERE old.n > 5; END;"
    update = "UPDATE users SET n = 1 WHERE email = 'a';"
    assert of(update, schema).unfollowed == ((1, "trigger stop fires"),)
    harmless = schema.replace("SELECT RAISE(ABORT, 'no') WHERE old.n > 5", "UPDATE users SET n = 2 WHERE id = new.id")
    assert of(update, harmless).unfollowed == ()


def _note(rest: Sequence[Risk], told: Sequence[str] = ()) -> str:
    return " | ".join(f"{note.severity}: {note.message} {note.help}" for note in unsettled(rest, (), told, ()))


def test_the_note_names_a_few_constraints_and_counts_all_of_them() -> None:
    rest = [Risk(f"NOT NULL constraint failed: t.c{at}", "x", at // 2 + 1, (f"SELECT {at}",)) for at in range(9)]
    note = _note(rest)
    assert note.startswith("note: ")
    assert "line 1, NOT NULL t.c0, NOT NULL t.c1; line 2, NOT NULL t.c2" in note
    assert "; 3 more" in note
    assert "SELECT (SELECT 0) + (SELECT 1)" in note
    assert "(SELECT 8)" in note


def test_what_a_doubt_counts_already_is_not_noted() -> None:
    assert not _note(
        [Risk("CHECK constraint failed: a", "x", 1, ("SELECT 1",))], told=("SELECT (SELECT 1) + (SELECT 2);",)
    )


@pytest.mark.parametrize(
    "seed",
    [
        890000671,
        890000863,
        891001106,
        891001295,
        880000565,
        880000973,
        900000179,
        900300012,
        903000723,
        904000116,
        904001125,
    ],
)
def test_verdicts_that_were_contradicted_once_hold(seed: int) -> None:
    chance = random.Random(seed)
    tables, schema = made_schema(chance)
    sql = made_migration(chance, tables)
    assert contradiction(chance, schema, sql, tables, prove(schema, sql), databases=12) is None


def test_a_proof_stands_where_the_engine_trips_over_the_search_for_other_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite may fail on rows of its own that it cannot read; the refusal stands as it is."""

    def trips(*_: object) -> None:
        raise apsw.CorruptError("database disk image is malformed")

    monkeypatch.setattr("nhimbe_migrations.d1.proof.prove.retry_with_fitting_rows", trips)
    proof = prove(SHOP, "ALTER TABLE users ADD COLUMN x TEXT NOT NULL;")
    assert not proof.applied
    assert any("NOT NULL" in finding.message for finding in proof.findings)

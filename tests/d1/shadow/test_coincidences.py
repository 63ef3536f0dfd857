"""What stops a migration through a coincidence of two rows: each database on which it fails is counted by a query that is told.

The rows are written by hand, and the proof never sees them; beside each stands a database on which the migration runs.
"""

from __future__ import annotations

import pytest

from d1.shadow.random_migrations import count
from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import Shadow, open_shadow

ITEMS = "CREATE TABLE items (id INTEGER PRIMARY KEY, code INTEGER NOT NULL, n INTEGER, word TEXT, settings UNIQUE, UNIQUE (code, n));"
OWNERS = "CREATE TABLE owners (id TEXT PRIMARY KEY, email TEXT UNIQUE, name TEXT); CREATE TABLE pets (id TEXT PRIMARY KEY, owner TEXT REFERENCES owners(id));"
CASES = {
    "two columns of a key, one cast": (
        ITEMS,
        "UPDATE items SET n = CAST(n AS INTEGER);",
        "INSERT INTO items (id, code, n) VALUES (1, 5, '7 of 9'), (2, 5, 7);",
        "INSERT INTO items (id, code, n) VALUES (1, 5, '7 of 9'), (2, 6, 7);",
    ),
    "a key that a later row still holds": (
        ITEMS,
        "UPDATE items SET settings = code;",
        "INSERT INTO items (id, code, settings) VALUES (1, 2, 1), (2, 3, 2);",
        "INSERT INTO items (id, code, settings) VALUES (1, 2, 1), (2, 3, 9);",
    ),
    "a number and the same as text in a column of texts": (
        ITEMS,
        "ALTER TABLE items ADD COLUMN z TEXT; UPDATE items SET z = coalesce(settings, word); CREATE UNIQUE INDEX u ON items(z);",
        "INSERT INTO items (id, code, settings) VALUES (1, 1, 1), (2, 2, '1');",
        "INSERT INTO items (id, code, settings) VALUES (1, 1, 1), (2, 2, '2');",
    ),
    "a row that REPLACE takes away, and that others refer to": (
        OWNERS,
        "UPDATE OR REPLACE owners SET email = lower(email);",
        "INSERT INTO owners VALUES ('a', 'X@y.zw', 'A'), ('b', 'x@y.zw', 'B'); INSERT INTO pets VALUES ('p', 'b');",
        "INSERT INTO owners VALUES ('a', 'X@y.zw', 'A'), ('b', 'z@y.zw', 'B'); INSERT INTO pets VALUES ('p', 'b');",
    ),
    "a key of whole numbers out of texts": (
        ITEMS,
        "CREATE TABLE copies (id INTEGER PRIMARY KEY, word TEXT); INSERT OR IGNORE INTO copies SELECT word, word FROM items;",
        "INSERT INTO items (id, code, word) VALUES (1, 1, 'seven');",
        "INSERT INTO items (id, code, word) VALUES (1, 1, '7');",
    ),
    "null inside JSON": (
        ITEMS,
        "CREATE TABLE tags (owner INTEGER, tag TEXT NOT NULL); INSERT INTO tags SELECT i.id, j.value FROM items i, json_each(i.word) j WHERE json_valid(i.word);",
        "INSERT INTO items (id, code, word) VALUES (1, 1, '[null]');",
        "INSERT INTO items (id, code, word) VALUES (1, 1, '[\"a\"]');",
    ),
    "one of several partners": (
        f"{OWNERS} CREATE TABLE marks (id INTEGER PRIMARY KEY, name TEXT, at TEXT CHECK (at IS NULL OR at <> 'spam'));",
        "UPDATE marks SET at = o.email FROM owners o WHERE o.name = marks.name;",
        "INSERT INTO owners VALUES ('a', 'spam', 'A'), ('b', 'eve@y.zw', 'A'); INSERT INTO marks VALUES (1, 'A', NULL);",
        "INSERT INTO owners VALUES ('a', 'x@y.zw', 'A'), ('b', 'z@y.zw', 'A'); INSERT INTO marks VALUES (1, 'A', NULL);",
    ),
    "what a STRICT table does not store, though the statement ignores": (
        "CREATE TABLE items (id INTEGER PRIMARY KEY, word);",
        "CREATE TABLE copies (id INTEGER PRIMARY KEY, word TEXT) STRICT; INSERT OR IGNORE INTO copies SELECT id, word FROM items;",
        "INSERT INTO items VALUES (1, x'01');",
        "INSERT INTO items VALUES (1, 'x');",
    ),
    "an upsert that moves a value from one row to another": (
        ITEMS,
        "CREATE TABLE last (code TEXT PRIMARY KEY, word TEXT UNIQUE); INSERT INTO last (code, word) SELECT code, word FROM items WHERE true ON CONFLICT (code) DO UPDATE SET word = excluded.word;",
        "INSERT INTO items (id, code, n, word) VALUES (1, 5, 1, 'a'), (2, 6, 1, 'b'), (3, 6, 2, 'a'), (4, 6, 3, 'c');",
        "INSERT INTO items (id, code, n, word) VALUES (1, 5, 1, 'a'), (2, 6, 1, 'b'), (3, 6, 2, 'c');",
    ),
    "one day in two spellings": (
        ITEMS,
        "ALTER TABLE items ADD COLUMN day TEXT; UPDATE items SET day = date(settings); CREATE UNIQUE INDEX u ON items(day);",
        "INSERT INTO items (id, code, settings) VALUES (1, 1, '2026-01-02'), (2, 2, '2026-01-02 10:00:00');",
        "INSERT INTO items (id, code, settings) VALUES (1, 1, '2026-01-02'), (2, 2, '2026-01-03 10:00:00');",
    ),
    "what a partial key leaves out, twice": (
        f"{ITEMS} CREATE UNIQUE INDEX once ON items(word) WHERE word <> 'none';",
        "ALTER TABLE items RENAME COLUMN word TO label; CREATE UNIQUE INDEX u ON items(label);",
        "INSERT INTO items (id, code, word) VALUES (1, 1, 'none'), (2, 2, 'none');",
        "INSERT INTO items (id, code, word) VALUES (1, 1, 'none'), (2, 2, 'some');",
    ),
    "a parent whose key the new CHECK refuses": (
        "CREATE TABLE places (id TEXT PRIMARY KEY); CREATE TABLE visits (id INTEGER PRIMARY KEY, place TEXT REFERENCES places(id));",
        "CREATE TABLE copies (id INTEGER PRIMARY KEY, place TEXT CHECK (place = lower(place))); INSERT INTO copies SELECT id, place FROM visits; DROP TABLE visits; ALTER TABLE copies RENAME TO visits;",
        "INSERT INTO places VALUES ('Harare'); INSERT INTO visits VALUES (1, 'Harare');",
        "INSERT INTO places VALUES ('Harare'), ('mutare'); INSERT INTO visits VALUES (1, 'mutare'), (2, NULL);",
    ),
    "a partner's value that a later row still holds": (
        ITEMS,
        "UPDATE items SET settings = o.word FROM items o WHERE o.n = items.n;",
        "INSERT INTO items (id, code, n, word, settings) VALUES (1, 1, 1, 'b', 'a'), (2, 2, 2, 'c', 'b');",
        "INSERT INTO items (id, code, n, word, settings) VALUES (1, 1, 1, 'b', 'a'), (2, 2, 2, 'c', 'd');",
    ),
    "a generated column that must be unique": (
        "CREATE TABLE pages (id INTEGER PRIMARY KEY, title TEXT, body TEXT, slug TEXT GENERATED ALWAYS AS (substr(title, 1, 3)) VIRTUAL UNIQUE);",
        "UPDATE pages SET title = lower(body);",
        "INSERT INTO pages (id, title, body) VALUES (1, 'a', 'Home one'), (2, 'b', 'home two');",
        "INSERT INTO pages (id, title, body) VALUES (1, 'a', 'Home one'), (2, 'b', 'else');",
    ),
    "a key that a row of the same table takes": (
        ITEMS,
        "INSERT INTO items (id, code, n, settings) SELECT id + 1000, code, 0, word FROM items WHERE n = 7;",
        "INSERT INTO items (id, code, n, word, settings) VALUES (1, 1, 7, 'a', 'b'), (2, 2, 2, 'c', 'a');",
        "INSERT INTO items (id, code, n, word, settings) VALUES (1, 1, 7, 'a', 'b'), (2, 2, 2, 'c', 'd');",
    ),
    "a partner's blob in a column of texts": (
        "CREATE TABLE notes (id INTEGER PRIMARY KEY, place REAL, raw ANY, body TEXT) STRICT;",
        "UPDATE notes SET body = o.raw FROM notes o WHERE o.place = notes.place;",
        "INSERT INTO notes VALUES (1, 1.5, x'01', 'a');",
        "INSERT INTO notes VALUES (1, 1.5, 'b', 'a');",
    ),
    "a number that is no date": (
        "CREATE TABLE events (id INTEGER PRIMARY KEY, at REAL);",
        "CREATE TABLE days (day TEXT NOT NULL, events INTEGER); INSERT INTO days SELECT date(at), count(*) FROM events WHERE at IS NOT NULL GROUP BY date(at);",
        "INSERT INTO events VALUES (1, -9000000);",
        "INSERT INTO events VALUES (1, 2460000.5), (2, NULL);",
    ),
    "a row that another one has just replaced": (
        "CREATE TABLE seats (id INTEGER PRIMARY KEY, label TEXT UNIQUE); CREATE TABLE tickets (id INTEGER PRIMARY KEY, seat INTEGER REFERENCES seats(id)); CREATE TABLE plans (id INTEGER PRIMARY KEY, seat INTEGER, label TEXT);",
        "INSERT OR REPLACE INTO seats (id, label) SELECT seat, label FROM plans WHERE seat > 0;",
        "INSERT INTO seats VALUES (1, 'A'), (2, 'B'); INSERT INTO tickets VALUES (1, 2); INSERT INTO plans VALUES (1, 2, 'C'), (2, 1, 'C');",
        "INSERT INTO seats VALUES (1, 'A'), (2, 'B'); INSERT INTO tickets VALUES (1, 2); INSERT INTO plans VALUES (1, 2, 'C'), (2, 1, 'D');",
    ),
    "a number written as a text, where the CHECK compares numbers": (
        "CREATE TABLE items (id INTEGER PRIMARY KEY, n INTEGER);",
        "CREATE TABLE labels (id INTEGER PRIMARY KEY, label TEXT CHECK (label >= 0)); INSERT INTO labels SELECT id, printf('%05d', n) FROM items;",
        "INSERT INTO items VALUES (1, -2);",
        "INSERT INTO items VALUES (1, 2), (2, NULL);",
    ),
    "a number that an UPDATE makes the one text that the CHECK refuses": (
        "CREATE TABLE items (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, label TEXT CHECK (label <> 7));",
        "UPDATE items SET label = n WHERE n BETWEEN 2 AND 8;",
        "INSERT INTO items VALUES (1, 7, '1');",
        "INSERT INTO items VALUES (1, 6, '1'), (2, 9, '9');",
    ),
    "a blob among texts, which a CHECK compares with a text": (
        "CREATE TABLE items (id INTEGER PRIMARY KEY, label);",
        "CREATE TABLE labels (id INTEGER PRIMARY KEY, label TEXT CHECK (label = lower(label))); INSERT INTO labels SELECT id, coalesce(label, 'none') FROM items;",
        "INSERT INTO items VALUES (1, x'01');",
        "INSERT INTO items VALUES (1, 'a'), (2, 1), (3, NULL);",
    ),
    "a text among numbers, which a CHECK compares with a text": (
        "CREATE TABLE items (id INTEGER PRIMARY KEY, flag BOOLEAN);",
        "CREATE TABLE flags (id INTEGER PRIMARY KEY, flag BOOLEAN CHECK (flag = lower(flag))); INSERT INTO flags SELECT id, coalesce(flag, 'none') FROM items;",
        "INSERT INTO items VALUES (1, 'Yes');",
        "INSERT INTO items VALUES (1, 1), (2, 'yes'), (3, NULL);",
    ),
    "a row that only counts where its key is one of a table that nothing else names": (
        "CREATE TABLE places (id TEXT PRIMARY KEY, price REAL, title UNIQUE); CREATE TABLE areas (id TEXT PRIMARY KEY);",
        (
            "CREATE TABLE offers (id INTEGER PRIMARY KEY, label TEXT CHECK (label >= 0), area TEXT REFERENCES areas(id)); "
            "INSERT INTO offers (label, area) SELECT DISTINCT printf('%05d', price), id FROM places WHERE title = 'open' OR title IS NULL;"
        ),
        "INSERT INTO areas VALUES ('a'); INSERT INTO places VALUES ('a', -2.0, 'open');",
        "INSERT INTO areas VALUES ('a'); INSERT INTO places VALUES ('a', 2.0, 'open'), ('b', -2.0, 'closed');",
    ),
    "NULL in a part of a key, of a row that a careless comparison joins": (
        "CREATE TABLE shops (id TEXT PRIMARY KEY, word TEXT DEFAULT 'x'); CREATE TABLE wares (id TEXT NOT NULL, kind BOOLEAN, label TEXT, PRIMARY KEY (id, kind));",
        "CREATE TABLE both (id TEXT PRIMARY KEY, kind TEXT NOT NULL); INSERT INTO both SELECT a.id, b.kind FROM shops a JOIN wares b ON lower(b.label) = lower(a.word);",
        "INSERT INTO shops VALUES ('s', 'Open'); INSERT INTO wares VALUES ('w', NULL, 'open');",
        "INSERT INTO shops VALUES ('s', 'Open'); INSERT INTO wares VALUES ('w', 1, 'open'), ('v', NULL, 'closed');",
    ),
    "a value missing where all rows have to be alike": (
        "CREATE TABLE owners (id TEXT PRIMARY KEY); CREATE TABLE pets (id INTEGER PRIMARY KEY, owner TEXT REFERENCES owners(id));",
        (
            "CREATE TABLE ranks (owner TEXT, place INTEGER UNIQUE); INSERT INTO ranks SELECT owner, row_number() OVER (PARTITION BY owner ORDER BY id) FROM pets; "
            "CREATE TABLE homes (id INTEGER, owner TEXT NOT NULL); INSERT INTO homes SELECT id, owner FROM pets;"
        ),
        "INSERT INTO pets VALUES (1, NULL), (2, NULL);",
        "INSERT INTO owners VALUES ('o'); INSERT INTO pets VALUES (1, 'o'), (2, 'o');",
    ),
    "a value that an upsert empties only where its key comes twice": (
        "CREATE TABLE places (id INTEGER PRIMARY KEY); CREATE TABLE visits (id TEXT PRIMARY KEY, at REAL NOT NULL, place INTEGER REFERENCES places(id));",
        "CREATE TABLE latest (place TEXT PRIMARY KEY, at TEXT UNIQUE); INSERT INTO latest SELECT place, at FROM visits WHERE place IS NOT NULL ON CONFLICT (place) DO UPDATE SET at = NULL;",
        "INSERT INTO places VALUES (1), (2); INSERT INTO visits VALUES ('a', 2.0, 1), ('b', 2.0, 2);",
        "INSERT INTO places VALUES (1), (2); INSERT INTO visits VALUES ('a', 2.0, 1), ('b', 3.0, 1), ('c', 2.0, 2), ('d', 2.0, 1);",
    ),
    "a value that a row holds until its turn, where keys move as well": (
        "CREATE TABLE pages (id TEXT NOT NULL, lang TEXT, title TEXT, slug TEXT UNIQUE, PRIMARY KEY (id, lang));",
        "UPDATE pages SET slug = nullif(title, ''), id = title;",
        "INSERT INTO pages VALUES ('a', 'en', 'about', 'home'), ('b', 'en', 'news', 'about');",
        "INSERT INTO pages VALUES ('a', 'en', 'about', 'about'), ('b', 'en', 'news', 'news');",
    ),
    "a row that REPLACE takes the place of by an index over some rows": (
        (
            "CREATE TABLE rooms (id TEXT PRIMARY KEY, number INTEGER); CREATE UNIQUE INDEX once ON rooms(number) WHERE number <> 0; "
            "CREATE TABLE keys (id INTEGER PRIMARY KEY, room TEXT REFERENCES rooms(id)); CREATE TABLE plans (id INTEGER PRIMARY KEY, room TEXT NOT NULL);"
        ),
        "REPLACE INTO rooms (id, number) SELECT room, id FROM plans;",
        "INSERT INTO rooms VALUES ('a', 1); INSERT INTO keys VALUES (1, 'a'); INSERT INTO plans VALUES (1, 'b');",
        "INSERT INTO rooms VALUES ('a', 1); INSERT INTO keys VALUES (1, 'a'); INSERT INTO plans VALUES (1, 'a'), (2, 'b');",
    ),
    "what two tables ask for at once": (
        "CREATE TABLE owners (id TEXT PRIMARY KEY, label TEXT); CREATE TABLE pets (id TEXT NOT NULL, n TEXT, email, PRIMARY KEY (id, n));",
        (
            "CREATE TABLE mails (id INTEGER PRIMARY KEY, owner TEXT REFERENCES owners(id)); INSERT INTO mails (owner) SELECT id FROM pets WHERE email = 'open' OR email IS NULL; "
            "CREATE TABLE totals (email TEXT NOT NULL PRIMARY KEY, pets INTEGER); INSERT INTO totals SELECT email, count(*) FROM pets GROUP BY email;"
        ),
        "INSERT INTO owners VALUES ('o', 'a'); INSERT INTO pets VALUES ('o', 'n', NULL);",
        "INSERT INTO owners VALUES ('o', 'a'); INSERT INTO pets VALUES ('o', 'n', 'open'), ('p', 'n', 'closed');",
    ),
    "a text of the length that the CHECK refuses": (
        "CREATE TABLE items (id INTEGER PRIMARY KEY, label TEXT CHECK (label <> 7), n INTEGER);",
        "UPDATE items SET label = length(n);",
        "INSERT INTO items VALUES (1, 'a', 'a b c d');",
        "INSERT INTO items VALUES (1, 'a', 7), (2, 'b', NULL);",
    ),
    "a key on a column that has another name by then": (
        "CREATE TABLE items (id TEXT PRIMARY KEY, price REAL);",
        "CREATE UNIQUE INDEX once ON items(price); ALTER TABLE items RENAME COLUMN price TO cost; UPDATE items SET cost = coalesce(cost, 'none');",
        "INSERT INTO items VALUES ('a', NULL), ('b', NULL);",
        "INSERT INTO items VALUES ('a', NULL), ('b', 1.5);",
    ),
    "a row that a condition meets, and that points nowhere": (
        (
            "CREATE TABLE owners (id TEXT PRIMARY KEY, label TEXT); CREATE TABLE pets (id TEXT NOT NULL, at TEXT, label TEXT, PRIMARY KEY (id, at)); "
            "CREATE TABLE visits (id TEXT PRIMARY KEY, owner TEXT REFERENCES owners(id));"
        ),
        "CREATE TABLE years (id INTEGER PRIMARY KEY, year TEXT CHECK (json_valid(year)), owner TEXT REFERENCES owners(id)); INSERT INTO years (year, owner) SELECT DISTINCT strftime('%Y', at), at FROM pets WHERE at = 'open';",
        "INSERT INTO owners VALUES ('o', 'a'); INSERT INTO pets VALUES ('p', 'open', 'a');",
        "INSERT INTO owners VALUES ('open', 'a'); INSERT INTO pets VALUES ('p', 'open', 'a'), ('q', 'o', 'b');",
    ),
}


def database(*texts: str) -> Shadow:
    shadow = open_shadow(LATEST)
    for text in texts:
        assert shadow.apply(text) is None, text
    return shadow


@pytest.mark.parametrize("name", CASES)
def test_a_coincidence_that_stops_it_is_counted(name: str) -> None:
    schema, migration, fails, runs = CASES[name]
    proof = prove(schema, migration)
    assert proof.applied, proof.error
    stopped, fine = database(schema, fails), database(schema, runs)
    assert any(count(stopped, query) for query in proof.look_first), proof.look_first
    assert not any(count(fine, query) for query in proof.look_first), proof.look_first
    assert stopped.apply(migration) is not None
    assert fine.apply(migration) is None
    stopped.close()
    fine.close()


GUARDED = """
CREATE TABLE members (id INTEGER PRIMARY KEY, role TEXT NOT NULL, name TEXT, email TEXT, phone TEXT, city TEXT, notes TEXT,
    joined TEXT NOT NULL, left_at TEXT, archived_at TEXT);
CREATE UNIQUE INDEX one_owner ON members(role) WHERE role = 'owner';
CREATE TRIGGER dates BEFORE INSERT ON members WHEN NEW.archived_at IS NOT NULL AND NEW.archived_at < NEW.joined
BEGIN SELECT RAISE(ABORT, 'archived_at must be on or after joined'); END;
CREATE TRIGGER never BEFORE INSERT ON members WHEN NEW.left_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a member is new'); END;
CREATE TABLE sessions (id INTEGER PRIMARY KEY, member_id INTEGER NOT NULL REFERENCES members(id));
"""


def test_what_a_trigger_refuses_is_read_like_a_check() -> None:
    proof = prove(GUARDED, "UPDATE sessions SET member_id = member_id;")
    assert proof.unfilled == (), proof.problems
    assert (proof.exercised, proof.statements) == (1, 1)


LOOPS = """
CREATE TABLE parents (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE links (a TEXT, b TEXT, PRIMARY KEY (a, b), FOREIGN KEY (a, b) REFERENCES parents(a, b) DEFERRABLE INITIALLY DEFERRED) WITHOUT ROWID;
CREATE TABLE marks (id INTEGER PRIMARY KEY, a TEXT, b TEXT, FOREIGN KEY (a, b) REFERENCES links(a, b) DEFERRABLE INITIALLY DEFERRED);
"""


def test_rows_that_refer_to_nothing_go_from_tables_without_rowids_too() -> None:
    from nhimbe_migrations.d1.rows.references import take_away_dangling
    from nhimbe_migrations.d1.rows.table_plan import Plans
    from nhimbe_migrations.d1.schema.loading import load_schema

    shadow = database(LOOPS, "INSERT INTO parents VALUES ('x', 'y');")
    shadow.ask("BEGIN")
    shadow.ask("INSERT INTO links VALUES ('x', 'y'), ('x', 'z')")
    shadow.ask("INSERT INTO marks VALUES (1, 'x', 'y'), (2, 'x', 'z'), (3, NULL, 'z')")
    take_away_dangling(shadow, Plans(load_schema(LOOPS).schema))
    shadow.ask("COMMIT")
    assert shadow.ask("SELECT * FROM links") == [("x", "y")]
    assert shadow.ask("SELECT id FROM marks") == [(1,), (3,)]
    shadow.close()

"""Where a rule looks twice: habits of the schema, rebuilds, files of the history, what a proof has said."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.lint.fix import normalise
from nhimbe_migrations.d1.lint.lint import accepted_in, conventions_of, lint
from nhimbe_migrations.findings.accepted import Accepted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

EVENTS = "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT, capacity INTEGER)"
REGISTRATIONS = (
    "CREATE TABLE registrations (id TEXT PRIMARY KEY, event_id TEXT REFERENCES events(id) ON DELETE CASCADE)"
)
PLAIN = (EVENTS,)


def found(sql: str, *schema: str, **options: object) -> dict[str, str]:
    findings = lint(f"-- Migration 013: x\n{sql}\n", schema=schema or PLAIN, **options)  # type: ignore[arg-type]
    return {finding.rule: finding.severity for finding in findings}


# What the schema at hand has settled on


def test_a_type_that_the_schema_uses_throughout_is_not_foreign() -> None:
    habit = "CREATE TABLE a (id TEXT PRIMARY KEY, x DATETIME, y DATETIME, z DATETIME)"
    sql = "ALTER TABLE a ADD COLUMN w DATETIME;"
    assert found(sql, habit) == {}
    assert found(sql, "CREATE TABLE a (id TEXT PRIMARY KEY)") == {"foreign-type": "warning"}


def test_one_stray_type_is_no_habit() -> None:
    columns = ", ".join(f"c{number} TEXT" for number in range(30))
    sql = "ALTER TABLE a ADD COLUMN w VARCHAR(20);"
    assert found(sql, f"CREATE TABLE a (id TEXT PRIMARY KEY, {columns}, v VARCHAR(20))") == {"foreign-type": "warning"}


@pytest.mark.parametrize(
    ("habit", "sql"),
    [
        ("CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE IF NOT EXISTS b (id INTEGER PRIMARY KEY);"),
        ("CREATE TABLE eventTags (id TEXT PRIMARY KEY)", "CREATE TABLE IF NOT EXISTS userTags (id TEXT PRIMARY KEY);"),
        ("CREATE TABLE a (id TEXT PRIMARY KEY, startsAt TEXT)", "ALTER TABLE a ADD COLUMN endsAt TEXT;"),
        ("CREATE TABLE a (id TEXT PRIMARY KEY, created_at INTEGER)", "ALTER TABLE a ADD COLUMN updated_at INTEGER;"),
    ],
)
def test_habits_of_naming_keys_and_times_are_followed(habit: str, sql: str) -> None:
    assert found(sql, habit) == {}


def test_an_index_prefix_on_which_the_schema_has_settled_is_followed() -> None:
    schema = (
        EVENTS,
        "CREATE INDEX ix_events_title ON events(title)",
        "CREATE INDEX ix_events_both ON events(id, title)",
    )
    sql = "CREATE INDEX IF NOT EXISTS ix_events_capacity ON events(capacity);"
    assert found(sql, *schema) == {}
    assert found(sql) == {"index-name": "note"}


def test_a_configured_index_prefix_wins_over_the_habit() -> None:
    chosen = conventions_of(PLAIN, settled={"index_prefix": "ix_"})
    sql = "-- Migration 013: x\nCREATE INDEX ON events(title);\n"
    fixed = normalise(sql, number="013", description="x", schema=PLAIN, conventions=chosen).sql
    assert fixed == "-- Migration 013: x\nCREATE INDEX IF NOT EXISTS ix_events_title ON events(title);\n"
    assert lint(fixed, schema=PLAIN, conventions=chosen) == ()
    (finding,) = lint(fixed.replace("ix_events", "by"), schema=PLAIN, conventions=chosen)
    assert (finding.rule, finding.help) == ("index-name", "Call it ix_events_title.")


@pytest.mark.parametrize("name", ["idx_event_capacity", "idx_events_by_capacity", "IDX_EVENTS_CAPACITY"])
def test_an_index_name_that_says_its_table_in_its_own_way_passes(name: str) -> None:
    assert found(f"CREATE INDEX IF NOT EXISTS {name} ON events(capacity);") == {}


# Drops whose rows live on


REBUILD = """CREATE TABLE events_new (id TEXT PRIMARY KEY, title TEXT, capacity INTEGER);
INSERT INTO events_new (id, title, capacity) SELECT id, title, capacity FROM events;
DROP TABLE IF EXISTS events;
ALTER TABLE events_new RENAME TO events;"""


def test_a_rebuild_that_carries_the_rows_over_is_no_drop() -> None:
    assert found(REBUILD) == {}


def test_a_rebuild_of_a_parent_names_the_child_that_it_would_empty() -> None:
    assert found(REBUILD, EVENTS, REGISTRATIONS) == {"cascading-drop": "error"}


def test_a_rebuild_that_puts_the_childrens_rows_back_is_fine() -> None:
    kept = (
        "CREATE TABLE keep AS SELECT * FROM registrations;\n"
        f"{REBUILD}\n"
        "INSERT INTO registrations SELECT * FROM keep;\nDROP TABLE keep;"
    )
    assert found(kept, EVENTS, REGISTRATIONS) == {}


def test_a_child_that_is_dropped_as_well_is_told_as_that() -> None:
    both = "DROP TABLE IF EXISTS events;\nDROP TABLE IF EXISTS registrations;"
    assert found(both, EVENTS, REGISTRATIONS) == {"drop-table": "error"}


def test_a_child_that_is_copied_only_after_its_rows_went_is_named() -> None:
    late = "CREATE TABLE kept (id TEXT PRIMARY KEY);\nDROP TABLE events;\nINSERT INTO kept SELECT id FROM registrations;\nDROP TABLE registrations;"
    assert found(late, EVENTS, REGISTRATIONS)["cascading-drop"] == "error"


QUOTES = ['"{}"', "`{}`", "[{}]"]


@pytest.mark.parametrize("quote", QUOTES)
def test_quoted_names_are_the_names(quote: str) -> None:
    """As other people's tools write them: in references, bodies of triggers, views, indexes."""
    accounts, handle, posts, author = (quote.format(name) for name in ("accounts", "handle", "posts", "author"))
    parent = f"CREATE TABLE {accounts} ({handle} TEXT PRIMARY KEY NOT NULL)"
    sql = (
        f"CREATE TABLE IF NOT EXISTS {posts} (id TEXT PRIMARY KEY, {author} TEXT REFERENCES {accounts}({handle}) ON DELETE CASCADE);\n"
        f"CREATE INDEX IF NOT EXISTS {quote.format('idx_posts_author')} ON {posts}({author});\n"
        f"CREATE VIEW IF NOT EXISTS {quote.format('written')} AS SELECT {posts}.id FROM {posts} JOIN {accounts} ON {author} = {handle};\n"
        f"CREATE TRIGGER IF NOT EXISTS {quote.format('noted')} AFTER INSERT ON {posts} BEGIN "
        f"UPDATE {accounts} SET {handle} = trim({handle}) WHERE {handle} = NEW.{author}; "
        f"DELETE FROM {posts} WHERE {author} IS NULL; INSERT INTO {accounts} ({handle}) SELECT {author} FROM {posts} WHERE 0; END;"
    )
    assert found(sql, parent) == {}
    wrong = sql.replace(f"DELETE FROM {posts}", f"DELETE FROM {quote.format('gone')}")
    assert found(wrong, parent) == {"unknown-table": "error"}
    children = (
        f"CREATE TABLE {posts} (id TEXT PRIMARY KEY, {author} TEXT REFERENCES {accounts}({handle}) ON DELETE CASCADE)"
    )
    drop = f"DROP TABLE IF EXISTS {accounts};"
    assert "cascading-drop" in found(drop, parent, children)


def test_a_backup_makes_a_drop_milder() -> None:
    sql = "CREATE TABLE IF NOT EXISTS old_events AS SELECT * FROM events;\nDROP TABLE IF EXISTS events;"
    assert found(sql) == {"drop-table": "warning"}


def test_add_copy_drop_and_rename_back_is_no_drop() -> None:
    sql = (
        "ALTER TABLE events ADD COLUMN capacity_text TEXT;\n"
        "UPDATE events SET capacity_text = CAST(capacity AS TEXT) WHERE capacity IS NOT NULL;\n"
        "ALTER TABLE events DROP COLUMN capacity;\n"
        "ALTER TABLE events RENAME COLUMN capacity_text TO capacity;"
    )
    assert found(sql) == {"change-type": "warning"}


def test_a_condition_that_always_holds_is_none() -> None:
    for condition in ("1 = 1", "1", "true", "'a' = 'a'"):
        assert found(f"DELETE FROM events WHERE {condition};") == {"unbounded-delete": "error"}


# What needs the tables' definitions


def test_the_query_in_a_finding_shows_the_duplicates() -> None:
    (finding,) = lint(
        "-- Migration 013: x\nCREATE UNIQUE INDEX IF NOT EXISTS idx_events_title ON events(title) WHERE capacity > 3;\n",
        schema=PLAIN,
    )
    assert finding.help == (
        "Look for them: SELECT title, count(*) FROM events WHERE title IS NOT NULL AND (capacity > 3) "
        "GROUP BY title HAVING count(*) > 1;"
    )


def test_a_reference_may_be_made_before_its_target() -> None:
    sql = (
        "CREATE TABLE IF NOT EXISTS photos (id TEXT PRIMARY KEY, album_id TEXT REFERENCES albums(id));\n"
        "CREATE INDEX IF NOT EXISTS idx_photos_album_id ON photos(album_id);\n"
        "CREATE TABLE IF NOT EXISTS albums (id TEXT PRIMARY KEY);"
    )
    assert found(sql) == {}


def test_renaming_the_old_table_first_leaves_the_children_behind() -> None:
    sql = (
        "ALTER TABLE events RENAME TO events_old;\n"
        "CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, title TEXT, capacity INTEGER);\n"
        "INSERT INTO events SELECT * FROM events_old;\nDROP TABLE events_old;"
    )
    assert found(sql, EVENTS, REGISTRATIONS)["reference-target"] == "error"


def test_a_quoted_name_of_a_table_that_is_not_known_is_left_alone() -> None:
    assert found('DELETE FROM elsewhere WHERE "whatever" = 1;') == {}


def test_a_quoted_alias_is_a_name() -> None:
    sql = 'CREATE VIEW IF NOT EXISTS v AS SELECT title AS "t" FROM events ORDER BY "t";'
    assert found(sql) == {}


def test_a_double_quoted_value_beside_a_column_is_only_a_warning() -> None:
    for condition in ('title = "draft"', 'title IN ("a", "b")', 'title LIKE "a%"', 'json_extract(title, "$.a") = 1'):
        assert found(f"UPDATE events SET capacity = 1 WHERE {condition};") == {"double-quoted-string": "warning"}


def test_integer_primary_key_desc_numbers_nothing() -> None:
    sql = "CREATE TABLE IF NOT EXISTS a (n INTEGER PRIMARY KEY DESC);"
    assert found(sql) == {"int-primary-key": "error"}


@pytest.mark.parametrize("default", ["'CURRENT_TIMESTAMP'", "'datetime(''now'')'", "'NULL'", "'gen_random_uuid()'"])
def test_code_in_quotes_is_a_text(default: str) -> None:
    assert found(f"ALTER TABLE events ADD COLUMN a TEXT DEFAULT {default};") == {"default-word": "error"}


def test_a_rebuild_by_select_has_lost_everything_but_the_rows() -> None:
    sql = (
        "CREATE TABLE events_new AS SELECT * FROM events;\nDROP TABLE IF EXISTS events;\n"
        "ALTER TABLE events_new RENAME TO events;"
    )
    assert found(sql) == {"rebuild-loses": "error"}


def test_columns_written_out_in_the_same_order_are_no_misaligned_copy() -> None:
    table = "CREATE TABLE IF NOT EXISTS old_events (id TEXT PRIMARY KEY, capacity INTEGER, title TEXT);\n"
    assert found(f"{table}INSERT INTO old_events (id, title) SELECT id, title FROM events;") == {}
    assert found(f"{table}INSERT INTO old_events SELECT id, capacity + 1, title FROM events;") == {}
    assert found(f"{table}INSERT INTO old_events SELECT * FROM events;") == {"misaligned-copy": "error"}


def test_a_view_over_json_or_its_own_tables_names_nothing_unknown() -> None:
    sql = (
        "CREATE VIEW IF NOT EXISTS event_tags AS WITH e AS (SELECT id, title FROM events) "
        "SELECT e.id, j.value FROM e, json_each(e.title) AS j;"
    )
    assert found(sql) == {}


def test_a_hundred_and_first_column_is_refused() -> None:
    columns = ", ".join(f"c{number} TEXT" for number in range(99))
    wide = f"CREATE TABLE wide (id TEXT PRIMARY KEY, {columns})"
    assert found("ALTER TABLE wide ADD COLUMN one TEXT;", wide) == {"too-many-columns": "error"}
    assert found("CREATE VIEW IF NOT EXISTS v AS SELECT w.*, 1 AS x FROM wide AS w;", wide) == {
        "too-many-columns": "error"
    }


def test_bytes_are_counted_for_long_statements() -> None:
    for text, rules in (("é" * 49_960, {}), ("é" * 50_000, {"statement-too-long": "error"})):
        assert found(f"UPDATE events SET title = '{text}' WHERE id = 'a';") == rules


def test_a_long_comment_counts_since_wrangler_sends_it_along() -> None:
    assert found(f"/* {'x' * 100_000} */ ALTER TABLE events ADD COLUMN a TEXT;") == {"statement-too-long": "error"}


def test_a_trigger_with_carriage_returns_is_told_about() -> None:
    sql = "CREATE TRIGGER IF NOT EXISTS t AFTER INSERT ON events BEGIN\r\n  SELECT 1;\r\nEND;"
    assert found(sql) == {"trigger-line-endings": "warning"}


def test_lines_are_those_of_the_words_that_the_finding_is_about() -> None:
    sql = "-- Migration 013: x\n\nCREATE TABLE IF NOT EXISTS a (\n  id TEXT PRIMARY KEY,\n  b VARCHAR(3),\n  c TEXT\n    d TEXT\n);\n"
    assert [(finding.rule, finding.line) for finding in lint(sql, schema=PLAIN)] == [
        ("foreign-type", 5),
        ("swallowed-words", 7),
    ]


# Acceptance


def test_an_accepted_finding_stays_away_wherever_the_comment_stands() -> None:
    assert found("-- accept: drop-column – nobody reads it\nALTER TABLE events DROP COLUMN capacity;") == {}
    assert found("ALTER TABLE events DROP COLUMN capacity;\n/**/ -- accept: drop-column – nobody reads it") == {}
    accepted = [Accepted("drop-column", "nobody reads it")]
    assert found("ALTER TABLE events DROP COLUMN capacity;", *PLAIN, accepted=accepted) == {}


def test_a_comment_in_a_string_accepts_nothing() -> None:
    sql = "UPDATE events SET title = '\n-- accept: drop-column – no\n' WHERE id = 'a';\nALTER TABLE events DROP COLUMN capacity;"
    assert accepted_in(sql) == ()
    assert found(sql) == {"drop-column": "error"}


def test_what_d1_refuses_cannot_be_accepted() -> None:
    sql = "-- accept: refused-pragma – please\nPRAGMA user_version = 3;"
    assert found(sql) == {"accept-comment": "warning", "refused-pragma": "error"}


def test_a_proofs_rule_can_be_named() -> None:
    sql = "-- accept: cascade-data-loss – the rows are stale\nALTER TABLE events ADD COLUMN a TEXT;"
    assert found(sql) == {}


def test_a_rule_of_another_room_can_be_named_where_it_is_known() -> None:
    sql = "-- accept: elsewhere – we know\nALTER TABLE events ADD COLUMN a TEXT;"
    assert found(sql) == {"accept-comment": "warning"}
    assert found(sql, *PLAIN, known=[Rule("elsewhere", "error", "", "", "")]) == {}


# Beside other judges


def test_what_a_proof_has_said_is_not_said_again() -> None:
    said = [Finding("cascade-data-loss", "error", "rows of registrations go")]
    assert found(REBUILD, EVENTS, REGISTRATIONS, beside=said) == {}


def test_in_the_history_a_loss_that_happened_is_a_warning() -> None:
    assert found("DROP TABLE IF EXISTS events;", *PLAIN, applied=True) == {"drop-table": "warning"}
    assert found("DROP TABLE IF EXISTS events;") == {"drop-table": "error"}


def test_a_table_that_schema_sql_does_not_know_may_still_be_there() -> None:
    assert found("DROP TABLE IF EXISTS reviews;") == {"drop-table": "warning"}


def test_in_the_history_what_is_there_is_no_clash() -> None:
    sql = "CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY);"
    assert found(sql, *PLAIN, applied=True) == {}
    assert found(sql) == {"guard-swallowed": "error"}


# SQL of other databases


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("ALTER TABLE events ALTER COLUMN title SET NOT NULL;", "rebuild_table"),
        ("ALTER TABLE events MODIFY title VARCHAR(20);", "rebuild_table"),
        ("ALTER TABLE events ADD COLUMN a TEXT, ADD COLUMN b TEXT;", "one statement for each"),
        ("ALTER TABLE events ADD CONSTRAINT u UNIQUE (title);", "UNIQUE INDEX"),
        ("CREATE TABLE a (id TEXT, t TEXT DEFAULT NOW());", "DEFAULT (datetime('now'))"),
        ("CREATE TABLE a (id TEXT, s ENUM('a', 'b'));", "CHECK"),
        ("CREATE TABLE a (id INTEGER AUTO_INCREMENT NOT NULL, order TEXT);", "AUTOINCREMENT"),
        ("CREATE TABLE a (id TEXT, order TEXT);", 'write "order" with double quotes'),
        ("CREATE TABLE a (id TEXT, INDEX idx_a (id));", "CREATE INDEX"),
        ("CREATE TABLE a (id TEXT,);", "comma"),
        ("CREATE TABLE a (id TEXT) ENGINE=InnoDB;", "storage engines"),
        ("INSERT INTO events (id) VALUES ('a') ON DUPLICATE KEY UPDATE title = 'b';", "ON CONFLICT"),
        ("INSERT IGNORE INTO events (id) VALUES ('a');", "INSERT OR IGNORE"),
        ("TRUNCATE TABLE events;", "DELETE FROM"),
        ("SELECT title::text FROM events;", "CAST"),
        ("SELECT * FROM events WHERE title ILIKE 'a%';", "LIKE"),
        ("CREATE OR REPLACE VIEW v AS SELECT 1;", "DROP"),
        ("COMMENT ON TABLE events IS 'x';", "comment"),
        ("```sql\nSELECT 1;", "Markdown"),
    ],
)  # fmt: skip
def test_a_syntax_error_comes_with_the_sqlite_spelling(sql: str, word: str) -> None:
    (finding,) = (each for each in lint(sql, schema=PLAIN) if each.rule == "syntax-error")
    assert word in finding.help


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM events WHERE id > 'a' ORDER BY id LIMIT 10;",
        "UPDATE events SET title = 'x' WHERE id = 'a' LIMIT 1;",
        "WITH a AS (SELECT 1) DELETE FROM events WHERE id IN (SELECT * FROM a) LIMIT 1;",
    ],
)
def test_what_only_d1s_build_of_sqlite_reads_is_no_syntax_error(sql: str) -> None:
    assert found(sql) == {}


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TRIGGER t AFTER INSERT ON events BEGIN CREATE TABLE x (a); END;",
        "CREATE TRIGGER t AFTER INSERT ON events FOR EACH STATEMENT BEGIN SELECT 1; END;",
        "SELEC 1;",
        "SELECT 'open;",
        "\x00;",
    ],
)
def test_what_cannot_be_read_does_not_pass(sql: str) -> None:
    assert found(sql)["syntax-error"] == "error"


@pytest.mark.parametrize(
    ("columns", "told"), [("mail", True), ("mail, a", False), ("a", False)], ids=["the same", "more", "others"]
)
def test_a_unique_index_over_what_is_unique_already_is_redundant(columns: str, *, told: bool) -> None:
    table = "CREATE TABLE u (id TEXT PRIMARY KEY, mail TEXT UNIQUE, a TEXT);"
    found = lint(f"CREATE UNIQUE INDEX IF NOT EXISTS idx_u_x ON u({columns});", schema=[table])
    assert ("redundant-index" in {finding.rule for finding in found}) is told


def test_an_index_with_another_collation_than_its_column_is_not_the_columns_index() -> None:
    table = "CREATE TABLE u (id TEXT PRIMARY KEY, mail TEXT UNIQUE);"
    index = "CREATE UNIQUE INDEX IF NOT EXISTS idx_u_mail ON u(mail COLLATE NOCASE);"
    found = {finding.rule: finding for finding in lint(index, schema=[table])}
    assert "redundant-index" not in found, "A@x and a@x are two values to the key, and one to the index"
    assert "GROUP BY mail COLLATE NOCASE HAVING" in (found["add-unique"].help or "")


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("CREATE TABLE keptFactors AS SELECT * FROM twoFactor; DROP TABLE keptFactors;", False),
        (
            "CREATE TABLE f (id TEXT PRIMARY KEY, a TEXT); DROP TABLE twoFactor; ALTER TABLE f RENAME TO twoFactor;",
            False,
        ),
        ("CREATE TABLE fNew (id TEXT PRIMARY KEY); DROP TABLE twoFactor; ALTER TABLE fNew RENAME TO twoFactor;", False),
        ("CREATE TABLE newThing (id TEXT PRIMARY KEY);", True),
    ],
)
def test_the_spelling_of_a_table_that_was_there_before_or_is_gone_after_is_nobodys_choice_now(
    sql: str, told: bool
) -> None:
    others = [f"CREATE TABLE a_table_{number} (id TEXT PRIMARY KEY)" for number in range(5)]
    found = lint(sql, schema=["CREATE TABLE twoFactor (id TEXT PRIMARY KEY)", *others])
    assert ("table-name" in {finding.rule for finding in found}) is told


# A column that triggers kept in step with another

MIRRORED = (
    "CREATE TABLE events (id TEXT PRIMARY KEY, title TEXT, name TEXT, capacity INTEGER)",
    "CREATE TRIGGER i AFTER INSERT ON events BEGIN UPDATE events SET name = NEW.title WHERE id = NEW.id; END",
    'CREATE TRIGGER u AFTER UPDATE OF title ON events BEGIN UPDATE Events SET "Name" = NEW.title WHERE id = NEW.id; END',
)


def test_what_triggers_kept_elsewhere_until_now_is_no_error() -> None:
    sql = "DROP TRIGGER IF EXISTS i;\nDROP TRIGGER IF EXISTS u;\nALTER TABLE events DROP COLUMN title;"
    assert found(sql, *MIRRORED) == {"drop-column": "warning"}
    (finding,) = lint(f"-- Migration 013: x\n{sql}\n", schema=MIRRORED)
    assert "SELECT count(*) FROM events WHERE title IS NOT name;" in finding.help


@pytest.mark.parametrize(
    ("sql", "without"),
    [
        ("ALTER TABLE events DROP COLUMN capacity;", ""),
        ("ALTER TABLE events DROP COLUMN title;", "CREATE TRIGGER u"),
        ("ALTER TABLE events DROP COLUMN title;", "CREATE TRIGGER i"),
    ],
    ids=["another column", "on INSERT alone", "on UPDATE alone"],
)
def test_a_column_that_nothing_kept_in_step_is_lost(sql: str, without: str) -> None:
    sql = f"DROP TRIGGER IF EXISTS i;\nDROP TRIGGER IF EXISTS u;\n{sql}"
    schema = [item for item in MIRRORED if not without or not item.startswith(without)]
    assert found(sql, *schema)["drop-column"] == "error"


@pytest.mark.parametrize(
    "body",
    [
        "UPDATE events SET name = NEW.title IS NOT NULL WHERE id = NEW.id",
        "UPDATE events SET name = NEW.title || ' ' || NEW.capacity WHERE id = NEW.id",
        "UPDATE events SET name = NEW.title WHERE id = NEW.capacity",
        "UPDATE events SET name = NEW.title",
    ],
    ids=["whether there is one", "several in one", "in another row", "in every row"],
)
def test_what_triggers_make_of_a_column_does_not_keep_it(body: str) -> None:
    triggers = [f"CREATE TRIGGER on_{way} AFTER {way} ON events BEGIN {body}; END" for way in ("INSERT", "UPDATE")]
    sql = "DROP TRIGGER on_INSERT;\nDROP TRIGGER on_UPDATE;\nALTER TABLE events DROP COLUMN title;"
    assert found(sql, MIRRORED[0], *triggers)["drop-column"] == "error"


def test_a_trigger_that_waits_for_another_column_keeps_nothing() -> None:
    schema = [item.replace("UPDATE OF title", "UPDATE OF capacity") for item in MIRRORED]
    sql = "DROP TRIGGER IF EXISTS i;\nDROP TRIGGER IF EXISTS u;\nALTER TABLE events DROP COLUMN title;"
    assert found(sql, *schema)["drop-column"] == "error"


def test_what_is_made_of_a_column_and_makes_it_again_keeps_it() -> None:
    made = "UPDATE events SET capacity = CAST(NEW.title AS INTEGER) WHERE id = NEW.id"
    back = "UPDATE events SET title = CAST(NEW.capacity AS TEXT) WHERE id = NEW.id"
    ways = {"a": f"INSERT ON events BEGIN {made}", "b": f"UPDATE OF title ON events BEGIN {made}",
            "c": f"INSERT ON events BEGIN {back}", "d": f"UPDATE OF capacity ON events BEGIN {back}"}  # fmt: skip
    triggers = [f"CREATE TRIGGER {name} AFTER {way}; END" for name, way in ways.items()]
    sql = "".join(f"DROP TRIGGER {name};\n" for name in ways) + "ALTER TABLE events DROP COLUMN title;"
    assert found(sql, MIRRORED[0], *triggers)["drop-column"] == "warning"


def test_a_column_that_goes_along_keeps_nothing() -> None:
    sql = "DROP TRIGGER IF EXISTS i;\nDROP TRIGGER IF EXISTS u;\nALTER TABLE events DROP COLUMN name;\nALTER TABLE events DROP COLUMN title;"
    findings = lint(f"-- Migration 013: x\n{sql}\n", schema=MIRRORED)
    assert [item.severity for item in findings if item.rule == "drop-column"] == ["error", "error"]


# What goes, and what is meant


def test_a_generated_column_takes_no_values_along() -> None:
    table = (
        "CREATE TABLE notes (id TEXT PRIMARY KEY, body TEXT, size INTEGER GENERATED ALWAYS AS (length(body)) VIRTUAL)"
    )
    assert "drop-column" not in found("ALTER TABLE notes DROP COLUMN size;", table)
    assert found("ALTER TABLE notes DROP COLUMN body;", table)["drop-column"] == "error"


def test_the_way_back_of_a_route_is_no_misaligned_copy() -> None:
    table = "CREATE TABLE rates (id INTEGER PRIMARY KEY, origin TEXT, target TEXT)"
    assert "misaligned-copy" not in found("INSERT INTO rates (origin, target) SELECT target, origin FROM rates;", table)
    sql = "CREATE TABLE rates_new (id INTEGER PRIMARY KEY, origin TEXT, target TEXT); INSERT INTO rates_new SELECT id, target, origin FROM rates;"
    assert found(sql, table)["misaligned-copy"] == "error"


def test_arithmetic_with_a_text_is_asked_of_the_number_that_it_makes() -> None:
    table = "CREATE TABLE wares (id TEXT PRIMARY KEY, price TEXT, cents INTEGER)"
    for value in ("CAST(round(price * 100) AS INTEGER)", "CAST(round(CAST(price AS REAL) * 100) AS INTEGER)"):
        findings = lint(f"-- Migration 013: x\nUPDATE wares SET cents = {value};\n", schema=(table,))
        told = next(finding for finding in findings if finding.rule == "cast-to-number")
        assert "CAST(price AS REAL)" in told.help

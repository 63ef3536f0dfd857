"""Sub-selects that do not say what was meant, and what looks like them and is right."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.lint.lint import lint

SCHEMA = (
    "CREATE TABLE teams (id TEXT PRIMARY KEY, slug TEXT UNIQUE, lead_id TEXT, name TEXT)",
    "CREATE TABLE members (id TEXT PRIMARY KEY, team_id TEXT NOT NULL REFERENCES teams(id) ON DELETE CASCADE, email TEXT, score INTEGER)",
    "CREATE TABLE badges (member_id TEXT NOT NULL REFERENCES members(id) ON DELETE CASCADE, label TEXT, given INTEGER)",
    "CREATE TABLE notes (id TEXT PRIMARY KEY, member_id TEXT REFERENCES members(id) ON DELETE SET NULL, body TEXT)",
    "CREATE TABLE amounts (id TEXT PRIMARY KEY, price TEXT, cents INTEGER, paid BOOLEAN, day DATE)",
    "CREATE VIEW leads AS SELECT lead_id FROM teams",
)
OURS = {
    "all-or-nothing",
    "arbitrary-row",
    "cascading-delete",
    "cast-to-number",
    "not-in-null",
    "outer-column",
    "self-comparison",
    "text-in-number",
}


def found(sql: str, *, notes: bool = True) -> set[str]:
    findings = lint(sql, schema=SCHEMA)
    return {item.rule for item in findings if item.rule in OURS and (notes or item.severity != "note")}


@pytest.mark.parametrize(
    ("sql", "rules"),
    [
        ("DELETE FROM badges WHERE member_id IN (SELECT member_id FROM members WHERE email LIKE 'bot%');", {"outer-column"}),
        ("UPDATE badges SET label = (SELECT label FROM members WHERE id = badges.member_id);", {"outer-column"}),
        ('DELETE FROM badges WHERE "member_id" NOT IN (SELECT "Member_Id" FROM members m);', {"outer-column"}),
        ("UPDATE badges SET label = (SELECT email FROM members WHERE id = id);", {"self-comparison"}),
        ("UPDATE members SET email = (SELECT name FROM teams t WHERE t.id = id);", {"self-comparison"}),
        ("DELETE FROM badges WHERE EXISTS (SELECT 1 FROM members WHERE email = 'x');", {"all-or-nothing"}),
        ("UPDATE badges SET label = 'x' WHERE given > 1 AND NOT EXISTS (SELECT 1 FROM members m WHERE m.email = 'x');", {"all-or-nothing"}),
        ("UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT lead_id FROM teams);", {"not-in-null"}),
        ("UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT n.member_id FROM teams t LEFT JOIN notes n ON n.member_id = t.id);", {"not-in-null"}),
        ("UPDATE members SET score = 0 WHERE score = 1 AND NOT EXISTS (SELECT 1 FROM notes WHERE member_id = 'x');", {"all-or-nothing"}),
        ("DELETE FROM badges WHERE label IN (SELECT email FROM members WHERE EXISTS (SELECT 1 FROM notes n WHERE (n.body = body)));", {"self-comparison"}),
        ("UPDATE members SET email = n.body FROM notes n WHERE n.member_id = members.id;", {"arbitrary-row"}),
        ("UPDATE members SET email = (SELECT body FROM notes WHERE notes.member_id = members.id) WHERE email IS NULL;", {"arbitrary-row"}),
        ("UPDATE members SET email = t.name FROM notes n JOIN teams t ON t.id = n.body WHERE n.member_id = members.id;", {"arbitrary-row"}),
        ("DELETE FROM members WHERE email = 'x';", {"cascading-delete"}),
        ("DELETE FROM teams WHERE NOT EXISTS (SELECT 1 FROM badges b WHERE b.label = teams.id);", {"cascading-delete"}),
        ("UPDATE amounts SET cents = CAST(price AS INTEGER) WHERE cents IS NULL;", {"cast-to-number"}),
        ("UPDATE amounts SET cents = ROUND(CAST(price AS REAL) * 100) WHERE price IS NOT NULL;", {"cast-to-number"}),
        ("UPDATE amounts SET cents = datetime(cents, 'unixepoch');", {"text-in-number"}),
        ("UPDATE amounts SET paid = CASE WHEN cents > 0 THEN 'yes' ELSE 'no' END;", {"text-in-number"}),
        ("UPDATE amounts SET cents = coalesce(cents, 'none');", {"text-in-number"}),
    ],
)  # fmt: skip
def test_what_was_not_meant_is_found_in_the_statement_that_says_it(sql: str, rules: set[str]) -> None:
    assert found(sql) == rules


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM badges WHERE member_id IN (SELECT id FROM members WHERE email LIKE 'bot%');",
        "DELETE FROM badges WHERE member_id IN (SELECT lead_id FROM leads);",  # a view: its columns are not looked up
        "DELETE FROM badges WHERE member_id IN (WITH x AS (SELECT id FROM members) SELECT id FROM x);",
        "WITH x(member_id) AS (SELECT id FROM members) DELETE FROM badges WHERE member_id IN (SELECT member_id FROM x);",
        "UPDATE badges SET label = (SELECT badges.label || email FROM members WHERE id = badges.member_id);",
        "DELETE FROM badges WHERE EXISTS (SELECT 1 FROM members m WHERE m.id = member_id AND m.email = 'x');",
        "DELETE FROM badges WHERE EXISTS (SELECT 1 FROM json_each('[1]') j WHERE j.value = 1);",
        "UPDATE badges SET label = (SELECT a.email FROM members a JOIN members b ON a.id = b.id WHERE a.id = badges.member_id);",
        "INSERT INTO badges (member_id) SELECT id FROM members WHERE NOT EXISTS (SELECT 1 FROM badges WHERE label = 'x');",
        "UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT lead_id FROM teams WHERE lead_id IS NOT NULL);",
        "UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT lead_id FROM teams WHERE lead_id > '');",
        "UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT team_id FROM members);",  # NOT NULL
        "UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT max(lead_id) FROM teams GROUP BY name);",
        "UPDATE members SET email = t.name FROM teams t WHERE t.id = members.team_id;",
        "UPDATE members SET email = t.name FROM teams t WHERE t.slug = members.email;",  # UNIQUE
        "UPDATE members SET score = s.n FROM (SELECT member_id, count(*) AS n FROM badges GROUP BY member_id) s WHERE s.member_id = members.id;",
        "WITH s AS (SELECT member_id, max(given) AS n FROM badges GROUP BY member_id) UPDATE members SET score = s.n FROM s WHERE s.member_id = members.id;",
        "UPDATE members SET score = r.n FROM (SELECT member_id, given AS n, row_number() OVER (PARTITION BY member_id ORDER BY given) AS rn FROM badges) r WHERE r.member_id = members.id AND r.rn = 1;",
        "UPDATE members SET score = 1 FROM badges b WHERE b.member_id = members.id;",  # any of them says the same
        "UPDATE members SET score = (SELECT count(*) FROM badges b WHERE b.member_id = members.id);",
        "UPDATE members SET score = (SELECT given FROM badges b WHERE b.member_id = members.id ORDER BY given DESC);",
        "UPDATE members SET score = (SELECT given FROM badges b WHERE b.member_id = members.id LIMIT 1);",
        "UPDATE members SET team_id = (SELECT id FROM teams WHERE name = 'Main') WHERE team_id = '';",
        "DELETE FROM members WHERE NOT EXISTS (SELECT 1 FROM badges b WHERE b.member_id = members.id) AND id NOT IN (SELECT member_id FROM notes WHERE member_id IS NOT NULL);",
        "UPDATE notes SET member_id = NULL WHERE member_id = 'x'; DELETE FROM badges WHERE member_id = 'x'; DELETE FROM members WHERE id = 'x';",
        "DELETE FROM badges WHERE given < 1;",
        "UPDATE amounts SET cents = CAST(price AS INTEGER) WHERE price NOT GLOB '*[^0-9]*';",
        "UPDATE amounts SET cents = CASE WHEN price GLOB '[0-9]*' THEN CAST(price AS INTEGER) END;",
        "UPDATE amounts SET cents = CAST(strftime('%s', price) AS INTEGER);",
        "UPDATE amounts SET cents = strftime('%s', price);",  # digits: stored as a number
        "UPDATE amounts SET cents = '12';",
        "UPDATE amounts SET day = date(day);",  # DATE holds text in SQLite, as everybody uses it
        "UPDATE amounts SET price = upper(price) || '!';",
        # A name in a sub-select of the sub-select is its own column there.
        "DELETE FROM badges WHERE member_id IN (SELECT id FROM members WHERE EXISTS (SELECT 1 FROM notes WHERE id = members.id));",
        "DELETE FROM badges WHERE label IN (SELECT label FROM (SELECT b.* FROM badges b));",
        "DELETE FROM badges WHERE label IN (SELECT id FROM teams WHERE id IN (WITH members AS (SELECT lead_id AS label FROM teams) SELECT id FROM notes WHERE id IN (SELECT label FROM members)));",
        "UPDATE members SET email = (SELECT name FROM teams WHERE (teams.id = members.team_id));",
        "UPDATE members SET email = t.name FROM teams t WHERE (t.id = members.team_id AND t.name > '');",
        "UPDATE members SET email = (SELECT name FROM teams WHERE (id, name) = (members.team_id, 'x'));",
        "UPDATE members SET email = (SELECT t.name FROM notes n JOIN teams t USING (id) WHERE n.id = members.id);",
        "UPDATE members SET email = (SELECT t.name FROM notes n NATURAL JOIN teams t WHERE n.id = members.id);",
        "UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT lead_id FROM teams WHERE (lead_id IS NOT NULL));",
        "UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT lead_id FROM teams WHERE NOT (lead_id IS NULL));",
        "UPDATE teams SET name = 'x' WHERE id NOT IN (SELECT t.lead_id FROM teams t JOIN members m ON m.id = t.lead_id);",
        "UPDATE members SET score = 0 WHERE id = 'x' AND NOT EXISTS (SELECT 1 FROM notes WHERE member_id = 'x');",
    ],
)  # fmt: skip
def test_what_only_looks_like_it_draws_no_finding(sql: str) -> None:
    assert found(sql) == set()


def test_a_look_up_by_a_name_that_nothing_keeps_unique_is_only_a_note() -> None:
    sql = "UPDATE members SET team_id = (SELECT id FROM teams WHERE teams.name = members.email) WHERE team_id = '';"
    assert found(sql) == {"arbitrary-row"}
    assert found(sql, notes=False) == set()


def test_the_children_are_counted_by_the_condition_of_the_delete_itself() -> None:
    findings = lint("DELETE FROM members WHERE email = 'x''y';", schema=SCHEMA)
    help_ = next(item.help for item in findings if item.rule == "cascading-delete")
    assert "SELECT count(*) FROM badges WHERE member_id IN (SELECT id FROM members WHERE email = 'x''y');" in help_


def test_replace_under_a_trigger_that_adds_up_counts_twice() -> None:
    schema = (
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, total REAL)",
        "CREATE TABLE items (order_id INTEGER, product TEXT, price REAL, PRIMARY KEY (order_id, product))",
        "CREATE TABLE log (what TEXT)",
        "CREATE TRIGGER items_total AFTER INSERT ON items BEGIN UPDATE orders SET total = total + NEW.price WHERE id = NEW.order_id; END",
        "CREATE TRIGGER items_log AFTER UPDATE OF price ON items BEGIN INSERT INTO log VALUES ('price'); END",
    )

    def told(sql: str) -> list[tuple[str, bool]]:
        findings = lint(sql, schema=schema)
        return [(item.severity, "twice" in item.message) for item in findings if item.rule == "trigger-fires"]

    assert told("INSERT OR REPLACE INTO items SELECT order_id, product, price * 2 FROM items;") == [("warning", True)]
    assert told("INSERT INTO items VALUES (1, 'a', 2);") == [("note", False)]
    assert told("UPDATE items SET price = 2 WHERE product = 'a';") == [("note", False)]
    assert told("UPDATE items SET product = 'b' WHERE product = 'a';") == []
    assert told("DROP TRIGGER items_total;\nINSERT INTO items VALUES (1, 'a', 2);") == []


def test_a_drop_says_where_only_a_part_of_the_values_was_copied() -> None:
    def told(sql: str) -> str:
        return next(item.message for item in lint(sql, schema=SCHEMA) if item.rule == "drop-column")

    drop = " ALTER TABLE amounts DROP COLUMN price;"
    assert "(copied before)" in told("UPDATE amounts SET day = price;" + drop)
    assert "(copied before)" in told("UPDATE amounts SET day = coalesce(day, price);" + drop)
    assert "only what an expression makes" in told("UPDATE amounts SET cents = CAST(price AS INTEGER);" + drop)
    assert "only what an expression makes" in told("UPDATE amounts SET day = substr(price, 1, 4);" + drop)

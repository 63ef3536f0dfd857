"""A migration against the code around it: what it breaks, what it does not, and what may go live first."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from authoring.repositories import MIGRATIONS, git, worker
from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.code.assessment import Assessment
from nhimbe_migrations.authoring.code.facts import facts_command
from nhimbe_migrations.authoring.deploy.assess import assess_d1
from nhimbe_migrations.authoring.project.project import Project, open_project
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.findings.finding import Finding

SCHEMA = """CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, nick TEXT, email TEXT);
CREATE TABLE posts (id TEXT PRIMARY KEY, user_id TEXT, title TEXT, status TEXT DEFAULT 'draft');
CREATE INDEX idx_posts_user ON posts(user_id);
"""
CODE = """
export async function one(env, id) {
  const user = await env.DB.prepare("SELECT * FROM users WHERE id = ?").bind(id).first();
  return { nick: user.nick };
}
export const add = (env, u) =>
  env.DB.prepare("INSERT INTO users (id, name) VALUES (?, ?)").bind(u.id, u.name).run();
export const titles = (env, id) => env.DB.prepare("SELECT title FROM posts WHERE user_id = ?").bind(id).all();
export const archive = (env, id) => env.DB.prepare("UPDATE posts SET status = 'archived' WHERE id = ?").bind(id).run();
"""


@pytest.fixture
def repo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NHIMBE_MIGRATIONS_STATE", str(tmp_path / "state"))
    files = {
        "worker/src/db/schema.sql": SCHEMA,
        f"{MIGRATIONS}/001_init.sql": SCHEMA,
        "worker/src/code.ts": CODE,
    }
    top = worker(tmp_path / "repo", files)
    git(top, "checkout", "-qb", "feature")
    return top


def at(repo: Path) -> Project:
    return open_project(str(repo), {})


def assessed(repo: Path, sql: str, code: str | None = None) -> Assessment:
    if code is not None:
        (repo / "worker/src/code.ts").write_text(code)
    return assess_d1(at(repo), sql)


def order(found: Assessment) -> str | None:
    return found.deploy.order if found.deploy else None


def effects(found: Assessment) -> set[tuple[str, int]]:
    return {(use.effect, use.line) for use in found.uses}


def test_a_renamed_column_names_its_queries_and_members_and_no_others(repo: Path) -> None:
    found = assessed(repo, "ALTER TABLE users RENAME COLUMN nick TO handle;")
    assert effects(found) == {("reads", 3), ("reads", 4)}
    found = assessed(repo, "ALTER TABLE users RENAME COLUMN name TO full_name;")
    assert effects(found) == {("breaks", 7), ("reads", 3)}
    assert order(found) == "none"


def test_a_dropped_index_that_a_query_lived_on_is_a_scan(repo: Path) -> None:
    found = assessed(repo, "DROP INDEX idx_posts_user;")
    assert effects(found) == {("scans", 8)}
    assert order(found) == "any"


def test_a_new_column_waits_for_no_code(repo: Path) -> None:
    assert order(assessed(repo, "ALTER TABLE users ADD COLUMN age INTEGER;")) == "any"


def test_code_that_needs_the_new_column_comes_second(repo: Path) -> None:
    code = CODE + 'export const age = (env) => env.DB.prepare("SELECT age FROM users").all();\n'
    assert order(assessed(repo, "ALTER TABLE users ADD COLUMN age INTEGER;", code)) == "migrate-first"


def test_a_member_of_a_new_column_read_by_star_comes_second(repo: Path) -> None:
    code = CODE.replace("{ nick: user.nick }", "{ nick: user.nick, age: user.age }")
    assert order(assessed(repo, "ALTER TABLE users ADD COLUMN age INTEGER;", code)) == "migrate-first"


def test_code_that_no_longer_needs_a_column_comes_first(repo: Path) -> None:
    code = CODE.replace("{ nick: user.nick }", "{}")
    assert order(assessed(repo, "ALTER TABLE users DROP COLUMN nick;", code)) == "code-first"


def test_a_rename_with_code_that_follows_it_has_no_order(repo: Path) -> None:
    code = CODE.replace("(id, name)", "(id, full_name)")
    found = assessed(repo, "ALTER TABLE users RENAME COLUMN name TO full_name;", code)
    assert order(found) == "none"
    assert found.deploy is not None
    assert "Expand and contract" in found.deploy.why


REQUIRED = """\
CREATE TABLE new (id TEXT PRIMARY KEY, name TEXT NOT NULL, nick TEXT, email TEXT NOT NULL);
INSERT INTO new SELECT id, name, nick, coalesce(email, '') FROM users;
DROP TABLE users;
ALTER TABLE new RENAME TO users;
"""


def test_an_insert_that_leaves_out_what_is_now_required_breaks(repo: Path) -> None:
    found = assessed(repo, REQUIRED)
    assert ("breaks", 7) in effects(found)
    assert order(found) == "code-first"
    code = CODE.replace("(id, name) VALUES (?, ?)", "(id, name, email) VALUES (?, ?, ?)").replace(
        "u.name)", "u.name, u.email)"
    )
    assert order(assessed(repo, REQUIRED, code)) == "code-first"


def test_a_check_that_old_code_writes_against_breaks_it(repo: Path) -> None:
    sql = (
        "CREATE TABLE p2 (id TEXT PRIMARY KEY, user_id TEXT, title TEXT,"
        " status TEXT DEFAULT 'draft' CHECK (status IN ('draft', 'live')));\n"
        "INSERT INTO p2 (id, user_id, title) SELECT id, user_id, title FROM posts;\n"
        "DROP TABLE posts;\nALTER TABLE p2 RENAME TO posts;\n"
    )
    assert ("breaks", 9) in effects(assessed(repo, sql))


def test_a_trigger_that_refuses_what_old_code_writes_breaks_it(repo: Path) -> None:
    sql = (
        "CREATE TRIGGER no_archive BEFORE UPDATE OF status ON posts WHEN NEW.status = 'archived'"
        " BEGIN SELECT RAISE(ABORT, 'not allowed'); END;"
    )
    assert effects(assessed(repo, sql)) == {("breaks", 9)}


def test_a_query_that_is_broken_today_is_a_warning_with_its_place(repo: Path) -> None:
    (repo / "worker/src/more.js").write_text(
        'env.DB.prepare("SELECT nope FROM users");\nenv.DB.prepare("SELECT 1 FROM d1_migrations");\n'
        'other.prepare("SELECT 1 FROM elsewhere");\nenv.DB.prepare("SELECT id FROM");\n'
    )
    (repo / "worker/src/db/seed.sql").write_text(
        "INSERT INTO users (id, name) VALUES ('1', 'a');\n\nINSERT INTO gone VALUES (1);\n"
    )
    found = check(at(repo), file=None, limit=100, cursor=None).findings
    assert {(item.severity, item.file, item.line) for item in found if item.rule == "broken-query"} == {
        ("warning", "worker/src/more.js", 1),
        ("warning", "worker/src/db/seed.sql", 3),
    }
    assert "worker/src/more.js" in {item.file for item in found if item.rule == "queries-not-read"}


def broken(repo: Path, code: str) -> list[tuple[int | None, str]]:
    (repo / "worker/src/code.ts").write_text(code)
    found = check(at(repo), file=None, limit=100, cursor=None).findings
    return [(item.line, item.rule) for item in found if item.rule in {"broken-query", "queries-not-read"}]


def test_what_the_code_makes_itself_is_missed_by_none_of_its_queries(repo: Path) -> None:
    code = """
const SCHEMA = ["CREATE TABLE IF NOT EXISTS buckets (ip TEXT PRIMARY KEY, hits INTEGER)", "ALTER TABLE users ADD COLUMN age INTEGER"];
export async function ready(env) { for (const sql of SCHEMA) await env.DB.prepare(sql).run(); }
export const hit = (env, ip) => env.DB.prepare("SELECT hits FROM buckets WHERE ip = ?").bind(ip).first();
export const ages = (env) => env.DB.prepare("SELECT age FROM users").all();
"""
    assert broken(repo, code) == [(3, "queries-not-read")]
    assert ("broken-query") in {rule for _, rule in broken(repo, code.replace("SELECT age", "SELECT agee"))}


def test_code_that_changes_a_schema_which_is_changed_already_is_not_broken(repo: Path) -> None:
    code = """
export async function upgrade(env, columns) {
  if (!columns.has("nick")) await env.DB.prepare("ALTER TABLE users ADD COLUMN nick TEXT").run();
  await env.DB.prepare("CREATE INDEX idx_posts_user ON posts(user_id)").run();
  await env.DB.prepare("CREATE TABLE posts (id TEXT PRIMARY KEY)").run();
}
"""
    assert broken(repo, code) == []


def test_a_name_that_is_told_at_run_time_is_not_read(repo: Path) -> None:
    code = """
export const count = (env, table) => env.DB.prepare(`SELECT COUNT(*) AS n FROM ${table}`).first();
export const order = (env, table) => env.DB.prepare(`UPDATE ${table} SET sort = ? WHERE id = ?`);
export const widen = (env, column) => env.DB.prepare(`ALTER TABLE users ADD COLUMN ${column.sql}`).run();
"""
    assert {rule for _, rule in broken(repo, code)} == {"queries-not-read"}


def test_the_cost_is_told_and_facts_make_figures_of_it(repo: Path) -> None:
    cost = assessed(repo, "UPDATE users SET email = name;").cost
    assert cost is not None
    assert [(item.table, item.rows_read, item.rows_written) for item in cost.per_row] == [("users", 1, 1)]
    assert [(item.rows, item.rows_written) for item in cost.estimates] == [(100_000, 100_000), (10_000_000, 10_000_000)]
    (repo / "nhimbe-migrations.facts.json").write_text('[{"results": [{"users rows": 5000}], "success": true}]')
    cost = assessed(repo, "UPDATE users SET email = name;").cost
    assert cost is not None
    assert (cost.rows_read, cost.rows_written, cost.estimates) == (5000, 5000, ())


def test_facts_settle_what_depends_on_duplicates(repo: Path) -> None:
    sql = "CREATE UNIQUE INDEX IF NOT EXISTS idx_users_email ON users(email);"
    warning = Finding("add-unique", "warning", "UNIQUE over users(email): it fails on duplicates.")
    facts = repo / "nhimbe-migrations.facts.json"
    assert assess_d1(at(repo), sql, (warning,)).findings == (warning,)
    facts.write_text('[{"results": [{"users.email duplicates": 0}]}]')
    assert assess_d1(at(repo), sql, (warning,)).findings == ()
    facts.write_text('[{"results": [{"users.email duplicates": 12}]}]')
    assert "users.email: duplicates 12" in assess_d1(at(repo), sql, (warning,)).findings[0].message


def test_the_command_for_facts_runs_on_d1_and_prints_numbers_only(repo: Path) -> None:
    command = shlex.split(facts_command(at(repo), ["users.email"]))
    query = command[-1].removeprefix("--command=")
    shadow = open_shadow()
    shadow.load(SCHEMA)
    (row,) = shadow.run(query)
    shadow.close()
    assert row == (0, 0, 0, 0)
    assert "--remote" in command


def test_a_new_query_that_reads_all_of_a_large_table_is_told(repo: Path) -> None:
    (repo / "nhimbe-migrations.facts.json").write_text('{"results": [{"users rows": 50000}]}')
    code = CODE + 'env.DB.prepare("SELECT id FROM users WHERE nick = ?");\n'
    found = assessed(repo, "ALTER TABLE posts ADD COLUMN x TEXT;", code).findings
    assert [(item.rule, item.line) for item in found] == [("large-scan", 10)]


def test_what_a_guard_skips_costs_nothing(repo: Path) -> None:
    from nhimbe_migrations.authoring.code.cost import cost_of
    from nhimbe_migrations.authoring.code.database import effect_of

    for statement in (
        "CREATE INDEX IF NOT EXISTS idx_posts_user ON posts(user_id);",
        "CREATE TABLE IF NOT EXISTS users (id TEXT PRIMARY KEY);",
        "DROP INDEX IF EXISTS idx_nothing;",
        "DROP TABLE IF EXISTS absent;",
    ):
        with effect_of(SCHEMA, statement) as effect:
            assert effect is not None
            cost = cost_of(effect)
        assert (cost.rows_read, cost.rows_written, cost.per_row) == (0, 0, ()), statement
    with effect_of(SCHEMA, "CREATE INDEX IF NOT EXISTS idx_posts_title ON posts(title);") as effect:
        assert effect is not None
        per_row = cost_of(effect).per_row
    assert [(item.table, item.rows_read, item.rows_written) for item in per_row] == [("posts", 2, 1)]


def test_a_check_of_one_file_tells_its_uses_its_order_and_its_cost(repo: Path) -> None:
    file = repo / "worker/src/db/migrations/002_name.sql"
    file.write_text("-- Migration 002: name\nALTER TABLE users RENAME COLUMN nick TO nickname;\n")
    answer = check(at(repo), file="002", limit=50, cursor=None, execute=False)
    assert [(use.effect, use.line) for use in answer.uses] == [("reads", 3), ("reads", 4)]
    assert answer.deploy is not None
    assert answer.deploy.order == "none"
    assert answer.cost is not None
    # The next one is judged on what it found, and so is this one when a later one stands behind it.
    (repo / "worker/src/db/migrations/003_gone.sql").write_text("-- Migration 003: gone\nDROP TABLE posts;\n")
    again = check(at(repo), file="002", limit=50, cursor=None, execute=False)
    assert again.uses == answer.uses
    assert check(at(repo), file=None, limit=50, cursor=None, execute=False).uses == ()


def test_a_query_that_the_base_has_broken_too_is_a_note(repo: Path) -> None:
    git(repo, "checkout", "-q", "main")
    code = repo / "worker/src/code.ts"
    code.write_text(f'{CODE}export const old = (env) => env.DB.prepare("SELECT gone FROM users").all();\n')
    git(repo, "commit", "-qam", "a broken query")
    git(repo, "checkout", "-qb", "later")
    code.write_text(f'{code.read_text()}export const now = (env) => env.DB.prepare("SELECT went FROM users").all();\n')
    git(repo, "commit", "-qam", "another")
    found = [
        (finding.severity, finding.message[:16])
        for finding in check(at(repo), file=None, limit=50, cursor=None, base="main", execute=False).findings
        if finding.rule == "broken-query"
    ]
    assert sorted(found) == [("note", "On the base too:"), ("warning", "no such column: ")]


def test_what_the_own_code_of_a_mongodb_migration_takes_away_is_found_in_the_code(repo: Path) -> None:
    file = repo / "worker/src/db/migrations/002_reviews.ts"
    body = (
        'import type { Db } from "mongodb";\nexport async function up(db: Db): Promise<void> {\n'
        '  await db.collection("reviews").updateMany({ stars: { $exists: true } }, { $rename: { stars: "rating" } });\n'
        '  await db.collection("notes").drop();\n}\nexport async function down(db: Db): Promise<void> {}\n'
    )
    file.write_text(body)
    (repo / "worker/src/reviews.ts").write_text(
        'export const best = (db) => db.collection("reviews").find({ stars: 5 }).toArray();\n'
        'export const all = (db) => db.collection("reviews").find({ book: 1 }).toArray();\n'
        'export const notes = (db) => db.collection("notes").countDocuments();\n'
    )
    answer = check(at(repo), file="002", limit=50, cursor=None, execute=False)
    assert [(use.effect, use.line) for use in answer.uses] == [("breaks", 1), ("breaks", 3)]


@pytest.mark.parametrize(
    ("sql", "facts", "stays"),
    [
        ("CREATE UNIQUE INDEX IF NOT EXISTS idx_users_email ON users(email);", '{"users.email duplicates": 0}', False),
        ("CREATE UNIQUE INDEX IF NOT EXISTS idx_users_email ON users(email);", '{"users.email nulls": 0}', True),
        ("CREATE UNIQUE INDEX IF NOT EXISTS idx_users_email ON users(email);", '{"users.nick duplicates": 0}', True),
    ],
)
def test_facts_settle_only_what_they_counted(repo: Path, sql: str, facts: str, stays: bool) -> None:
    """On the findings that a real draft has, in the engine's own words."""
    from nhimbe_migrations.authoring.compose.request import request_from
    from nhimbe_migrations.authoring.draft import draft

    def rules() -> set[str]:
        report = draft(at(repo), request_from(description="Unique", target="d1", sql=sql))
        return {finding.rule for finding in report.findings} & {"add-unique", "depends-on-rows"}

    without = rules()
    assert without
    (repo / "nhimbe-migrations.facts.json").write_text(f'[{{"results": [{facts}], "success": true}}]')
    assert rules() == (without if stays else set())


def test_a_count_of_nulls_says_nothing_of_a_check(repo: Path) -> None:
    from nhimbe_migrations.authoring.code.database import effect_of
    from nhimbe_migrations.authoring.code.facts import Facts
    from nhimbe_migrations.authoring.code.settle import settled

    sql = (
        "CREATE TABLE n (id TEXT PRIMARY KEY, name TEXT NOT NULL, nick TEXT NOT NULL CHECK (nick <> ''), email TEXT);"
        "INSERT INTO n SELECT id, name, coalesce(nick, 'x') || 'x', email FROM users; DROP TABLE users; ALTER TABLE n RENAME TO users;"
    )
    said = [
        Finding("depends-on-rows", "warning", f"Some rows that a database may hold stop it: {why}", "", None)
        for why in ("CHECK constraint failed: nick <> ''", "NOT NULL constraint failed: n.nick: SQLITE_CONSTRAINT")
    ]
    with effect_of(SCHEMA, sql) as effect:
        assert effect is not None
        assert [*settled(said, effect, Facts(nulls={("users", "nick"): 0}))] == said[:1]


TWO = """[[d1_databases]]
binding = "DB"
database_name = "main"
database_id = "1"
migrations_dir = "src/db/migrations"

[[d1_databases]]
binding = "LOGS"
database_name = "logs"
database_id = "2"
migrations_dir = "src/logs"
"""


def test_a_query_is_of_the_database_on_whose_binding_it_is_prepared(repo: Path) -> None:
    (repo / "worker/wrangler.toml").write_text(TWO)
    (repo / "worker/src/logs").mkdir()
    (repo / "worker/src/logs/0001_init.sql").write_text(
        "CREATE TABLE users (id TEXT, seen TEXT);\nCREATE TABLE hits (n INT);\n"
    )
    (repo / "worker/src/code.ts").write_text(
        "const all = async (db, sql) => (await db.prepare(sql).all()).results;\n"
        "export const a = ({ env }) => all(env.DB, 'SELECT nick FROM users');\n"
        "export const b = ({ env }) => all(env.LOGS, 'SELECT id FROM users');\n"
        "export class Store {\n  constructor(private env) {}\n"
        "  seen() { return this.env.LOGS.prepare('SELECT seen FROM users').all(); }\n"
        "  hits(db) { return db.prepare('SELECT n FROM hits').all(); }\n"
        "  wrong() { return this.env.LOGS.prepare('SELECT nick FROM users').all(); }\n}\n"
    )
    main, logs = (open_project(str(repo), {}, database=name) for name in ("main", "logs"))
    drop = "ALTER TABLE users RENAME TO people;"
    assert [use.line for use in assess_d1(main, drop).uses] == [2]
    assert [use.line for use in assess_d1(logs, drop).uses] == [3, 6]
    for project, lines in ((main, []), (logs, [8])):
        found = check(project, file=None, limit=50, cursor=None, execute=False).findings
        assert [item.line for item in found if item.rule == "broken-query"] == lines


def test_a_condition_that_a_call_gives_is_a_use_of_the_columns_that_it_names(repo: Path) -> None:
    code = (
        "const drop = (env, where) => env.DB.prepare(`DELETE FROM posts WHERE ${where}`).run();\n"
        "export const a = (env) => drop(env, `status = 'old'`);\nexport const b = (env) => drop(env, 'user_id IS NULL');\n"
    )
    assert effects(assessed(repo, "ALTER TABLE posts RENAME COLUMN status TO state;", code)) == {("breaks", 2)}
    assert effects(assessed(repo, "ALTER TABLE posts RENAME TO articles;", code)) == {("breaks", 1)}


def test_a_table_that_goes_breaks_its_queries_and_names_no_member(repo: Path) -> None:
    assert effects(assessed(repo, "DROP TABLE users;")) == {("breaks", 3), ("breaks", 7)}


def test_what_keys_read_for_a_query_is_not_its_use(repo: Path) -> None:
    schema = (
        "CREATE TABLE users (id TEXT PRIMARY KEY);\n"
        "CREATE TABLE posts (id TEXT PRIMARY KEY, user_id TEXT REFERENCES users(id) ON DELETE CASCADE);\n"
    )
    (repo / "worker/src/db/migrations/001_init.sql").write_text(schema)
    (repo / "worker/src/db/schema.sql").write_text(schema)
    code = "export const f = (env) => env.DB.prepare('DELETE FROM users WHERE id = ?').bind(1).run();\n"
    assert effects(assessed(repo, "ALTER TABLE posts RENAME COLUMN user_id TO owner_id;", code)) == set()


def test_the_text_of_a_draft_says_which_write_may_fail_and_facts_make_its_cost_a_figure(repo: Path) -> None:
    from nhimbe_migrations.authoring.compose.request import request_from
    from nhimbe_migrations.authoring.draft import draft
    from nhimbe_migrations.authoring.result.report_text import describe

    (repo / "worker/src/code.ts").write_text(
        CODE.replace("(id, name) VALUES (?, ?)", "(id, name, email) VALUES (?, ?, ?)").replace(
            "u.name)", "u.name, u.email)"
        )
    )
    git(repo, "commit", "-qam", "writes the address")
    git(repo, "branch", "-f", "main")
    (repo / "nhimbe-migrations.facts.json").write_text(
        '[{"results": [{"users rows": 3, "users.email duplicates": 0}]}]'
    )
    sql = "CREATE UNIQUE INDEX IF NOT EXISTS idx_users_email ON users(email);"
    told = describe(draft(at(repo), request_from(description="Unique", target="d1", sql=sql)))
    assert "Deploy order: any. After it a write may fail that works now: worker/src/code.ts:7" in told
    assert "Cost: 8 rows read and 4 written (rows: 3 of users)." in told


def test_a_new_reference_makes_no_insert_of_its_parent_slow(repo: Path) -> None:
    """The plan of an INSERT lists the children; they are gone through where a deferred reference waits, and nowhere else."""
    schema = SCHEMA.replace("user_id TEXT,", "user_id TEXT REFERENCES users(id),")
    (repo / "worker/src/db/migrations/001_init.sql").write_text(schema)
    (repo / "worker/src/db/schema.sql").write_text(schema)
    code = CODE + 'export const gone = (env, id) => env.DB.prepare("DELETE FROM users WHERE id = ?").bind(id).run();\n'
    found = assessed(repo, "ALTER TABLE posts ADD COLUMN editor_id TEXT REFERENCES users(id);", code)
    assert effects(found) == {("scans", 10)}


def test_a_table_that_the_code_names_without_a_query_is_not_called_unused(repo: Path) -> None:
    from nhimbe_migrations.authoring.read_schema import read_schema

    (repo / "worker/src/code.ts").write_text(
        "const of = (kind) => ({ a: 'users' })[kind];\n"
        "export const f = (env, kind) => env.DB.prepare(`SELECT * FROM ${of(kind)}`).all();\n"
    )
    tables = read_schema(at(repo), target="d1", names=None).tables or ()
    assert {table.name: table.uses for table in tables} == {"users": None, "posts": 0}

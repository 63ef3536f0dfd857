"""SQL in code: what is read of it, and what is said to be made at run time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nhimbe_migrations.code_use.query import Query
from nhimbe_migrations.code_use.sources import read_code
from nhimbe_migrations.code_use.texts.parts import Hole
from nhimbe_migrations.code_use.texts.variants import variants


def read(text: str, **others: str) -> tuple[Query, ...]:
    files = {"src/a.ts": text, **{f"src/{name}.ts": content for name, content in others.items()}}
    return read_code({path: content.encode() for path, content in files.items()}).queries


def texts(query: Query) -> list[str]:
    """The first text that is tried for each choice."""
    return [group[0] for group in variants(query.parts).groups()]


def test_literals_templates_and_concatenations_are_one_text() -> None:
    (query,) = read("const T = 'users';\nexport const f = (db: D1) => db.prepare('SELECT ' + `id FROM ${T} ` + \"x\");")
    assert query.text == "SELECT id FROM users x"
    assert (query.file, query.line) == ("src/a.ts", 2)


def test_escapes_are_read() -> None:
    (query,) = read(r"""db.prepare('SELECT \'it\x27s\' AS \u{61}, "\n" \
FROM t')""")
    assert query.text == "SELECT 'it's' AS a, \"\n\" FROM t"


def test_a_constant_of_another_file_is_followed() -> None:
    (query,) = read(
        "import { COLUMNS as C } from './columns';\ndb.prepare(`SELECT ${C} FROM t`)",
        columns="export const COLUMNS = ['id', 'name'].join(', ');",
    )
    assert query.text == "SELECT id, name FROM t"


def test_a_property_of_a_constant_object_is_followed() -> None:
    (query,) = read("const Q = { byId: 'SELECT 1 FROM t WHERE id = ?' } as const;\ndb.prepare(Q.byId)")
    assert query.text == "SELECT 1 FROM t WHERE id = ?"


def test_what_is_appended_under_a_condition_is_a_choice() -> None:
    (query,) = read(
        "function f(db, q) { let sql = 'SELECT * FROM t WHERE 1=1'; if (q) { sql += ' AND name = ?'; }\n"
        "  sql += ' LIMIT 1'; return db.prepare(sql).all(); }"
    )
    assert texts(query) == ["SELECT * FROM t WHERE 1=1 AND name = ? LIMIT 1", "SELECT * FROM t WHERE 1=1 LIMIT 1"]


def test_both_sides_of_a_ternary_are_choices() -> None:
    (query,) = read("db.prepare(`SELECT ${host ? 'a, b' : 'a'} FROM t`)")
    assert texts(query) == ["SELECT a, b FROM t", "SELECT a FROM t"]


def test_pushed_conditions_and_placeholders_are_joined() -> None:
    first, second = read(
        "function f(db, ids) { const w = ['a = ?']; if (x) w.push('b = ?');\n"
        "  db.prepare(`SELECT 1 FROM t WHERE ${w.join(' AND ')}`);\n"
        "  const marks = ids.map(() => '?').join(',');\n"
        "  db.prepare(`DELETE FROM t WHERE id IN (${marks})`); }"
    )
    assert first.text == "SELECT 1 FROM t WHERE a = ? AND b = ?"
    assert second.text == "DELETE FROM t WHERE id IN (?)"


def test_a_part_made_at_run_time_is_named() -> None:
    (query,) = read("function f(db, table: string) { return db.prepare(`SELECT id FROM ${table} WHERE id = ?`); }")
    assert variants(query.parts).made_at_run_time == ("table",)
    assert any(isinstance(part, Hole) for part in query.parts)


def test_a_text_that_passes_through_functions_is_found_where_it_is_written() -> None:
    queries = read(
        "import { all } from './db';\nexport const f = (env) => all(env.DB, 'SELECT id FROM users');",
        db="export async function all(db: D1, sql: string) { return one(db, sql); }\n"
        "const one = (db: D1, sql: string) => db.prepare(sql).all();",
    )
    assert [(query.file, query.line, query.text) for query in queries] == [("src/a.ts", 2, "SELECT id FROM users")]


def test_regular_expressions_durable_objects_and_other_engines_are_none() -> None:
    assert read("/select (.*)/.exec(text); this.ctx.storage.sql.exec('SELECT 1 FROM t'); log.prepare('hello')") == ()
    assert read("import Database from 'better-sqlite3';\nnew Database('x').prepare('SELECT 1 FROM t')") == ()


def test_tests_are_not_read() -> None:
    use = read_code({"src/a.ts": b"import { drizzle } from 'drizzle-orm/d1';"})
    assert use.builders == (("src/a.ts", "drizzle"),)


def test_bound_values_are_told() -> None:
    (query,) = read("db.prepare('INSERT INTO t (a, b, c) VALUES (?, ?, ?)').bind('x', body.y ?? null, n)")
    assert [(item.known, item.literal, item.may_be_null) for item in query.arguments] == [
        (True, "x", False),
        (False, None, True),
        (False, None, False),
    ]


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    read_code({"src/x.ts": f"db.prepare(`{text}`)".encode(errors="replace")})


@given(st.text(alphabet=st.characters(exclude_characters="\\`$\r\x00", exclude_categories=["Cs"]), min_size=1))
def test_a_template_without_parts_says_its_text(text: str) -> None:
    (query,) = read(f"db.prepare(`SELECT {text}`)")
    assert query.text == f"SELECT {text}"


def test_branches_of_a_condition_are_alternatives_and_not_one_after_another() -> None:
    (query,) = read(
        "function f(db, o) { let sql = 'SELECT * FROM t'; if (o.q) { sql += ' WHERE a = ?'; }\n"
        "  if (o.random) { sql += ' ORDER BY RANDOM()'; } else if (o.b) { sql += ' ORDER BY b'; } else { sql += ' ORDER BY a'; }\n"
        "  switch (o.l) { case 1: sql += ' LIMIT 1'; break; default: sql += ' LIMIT 9'; }\n  return db.prepare(sql); }"
    )
    found = texts(query)
    assert found[0] == "SELECT * FROM t WHERE a = ? ORDER BY RANDOM() LIMIT 1"
    assert {" ORDER BY a LIMIT", " ORDER BY b LIMIT"} <= {text[text.index(" ORDER") : -2] for text in found}
    assert all(text.count("ORDER BY") == 1 and text.count("LIMIT") == 1 for text in found)


def test_a_text_that_is_assigned_with_itself_in_front_is_appended_to() -> None:
    (query,) = read(
        "function f(db, q) { let sql = 'SELECT * FROM t'; sql = sql + ' WHERE 1=1';\n"
        "  if (q) sql = `${sql} AND a = ?`;\n  return db.prepare(sql); }"
    )
    assert texts(query) == ["SELECT * FROM t WHERE 1=1 AND a = ?", "SELECT * FROM t WHERE 1=1"]


def test_a_sum_of_many_lines_is_one_text() -> None:
    lines = " +\n".join(f"' c{number},'" for number in range(300))
    (query,) = read(f"db.prepare('SELECT ' +\n{lines} +\n' 1 FROM t')")
    assert query.text.startswith("SELECT  c0, c1,")
    assert query.text.endswith("c299, 1 FROM t")


def test_a_function_that_is_told_its_table_is_a_query_at_each_of_its_calls() -> None:
    base = """export class Base {
  async find(table, where) {
    const keys = Object.keys(where);
    return this.db.prepare(`SELECT * FROM ${table} WHERE ${keys.map((k) => `${k} = ?`).join(' AND ')}`).first();
  }
  async create(table, data) {
    const fields = Object.keys(data);
    const sql = `INSERT INTO ${table} (${fields.join(', ')}) VALUES (${fields.map(() => '?').join(', ')})`;
    return this.db.prepare(sql).bind(...Object.values(data)).run();
  }
  one(table, id) { return this.find(table, { id }); }
}
"""
    queries = read(
        "import { Base } from './base';\nimport { T } from './tables';\nexport class Users extends Base {\n"
        "  byNick(nick) { return this.find(T.USERS, { nick, active: 1 }); }\n"
        "  add(u) {\n    return super.create(\n      'users',\n      { id: u.id, nick: u.nick });\n  }\n"
        "  get(id) { return this.one('tags', id); }\n}\n",
        base=base,
        tables="export const T = Object.freeze({ USERS: 'users' });",
    )
    assert [(query.file, query.line, query.text) for query in queries] == [
        ("src/a.ts", 4, "SELECT * FROM users WHERE nick = ? AND active = ?"),
        ("src/a.ts", 7, "INSERT INTO users (id, nick) VALUES (?, ?)"),
        ("src/a.ts", 10, "SELECT * FROM tags WHERE id = ?"),
    ]


def test_generic_helpers_are_followed_behind_await_too() -> None:
    (query,) = read(
        "import { all } from './db';\nexport const f = async (env) => await all<Row>(env.DB, 'SELECT id FROM users');",
        db="export const all = <T,>(db: D1, sql: string) => db.prepare(sql).all<T>();",
    )
    assert query.text == "SELECT id FROM users"


def test_constants_behind_aliases_and_packages_of_the_workspace_are_followed() -> None:
    files = {
        "apps/web/src/routes/a.ts": "import { C } from '@/columns';\nimport { T } from '@acme/shared';\n"
        "db.prepare(`SELECT ${C} FROM ${T.USERS}`)",
        "apps/web/src/columns.ts": "export const C = 'id, nick';",
        "packages/shared/src/tables.ts": "export const T = { USERS: 'users' } as const;",
    }
    (query,) = read_code({path: text.encode() for path, text in files.items()}).queries
    assert query.text == "SELECT id, nick FROM users"


def test_a_function_that_adds_to_the_text_it_is_given_is_a_query_at_each_call() -> None:
    queries = read(
        "import { page } from './db';\nexport const f = (c) => page(c, 'SELECT * FROM t WHERE a = ?',\n"
        "  'SELECT count(*) AS n FROM t', [1], 'id desc');",
        db="export const page = async (c, query: string, count: string, values: any[], order: string) => {\n"
        "  const rows = await c.env.DB.prepare(`${query} ORDER BY ${order} LIMIT ?`).bind(...values).all();\n"
        "  return { rows, n: await c.env.DB.prepare(count).first('n') };\n};",
    )
    assert [(query.line, query.text) for query in queries] == [
        (2, "SELECT * FROM t WHERE a = ? ORDER BY id desc LIMIT ?"),
        (3, "SELECT count(*) AS n FROM t"),
    ]


def test_texts_without_end_are_told_as_not_read_and_end() -> None:
    many = "".join(f"if (o.a{number}) s += ' AND a{number} = ?';\n" for number in range(5_000))
    circle = "const a = b + a; const b = a + b; let c = c + 'x';"
    queries = read(
        f"function f(db, o) {{ let s = 'SELECT 1 FROM t';\n{many}return db.prepare(s); }}\n{circle}\n"
        "db.prepare('SELECT 1 FROM t ' + a); db.prepare('SELECT 2 FROM t ' + c);"
    )
    assert len(queries) == 3
    assert all(variants(query.parts).made_at_run_time for query in queries[:2])


def test_each_text_of_an_array_is_a_query_of_a_loop_over_it() -> None:
    made = [f"CREATE TABLE t{number} (id TEXT)" for number in range(20)]
    array = "const ALL: readonly string[] = [" + ", ".join(f"'{text}'" for text in made) + "] as const;\n"
    assert [
        query.text
        for query in read(array + "async function f(db) { for (const sql of ALL) await db.prepare(sql).run(); }")
    ] == made
    assert [
        query.text for query in read(array + "const f = (db) => db.batch(ALL.map((sql) => db.prepare(sql)));")
    ] == made
    assert [query.text for query in read(array + "ALL.forEach(sql => { db.prepare(sql).run(); });")] == made


def test_a_loop_over_an_array_that_nobody_knows_is_made_at_run_time() -> None:
    (query,) = read("async function f(db, all) { for (const sql of all) await db.prepare(sql).run(); }")
    assert query.parts == (Hole("sql"),)


def test_a_loops_variable_hides_the_one_outside() -> None:
    queries = read(
        "const sql = 'SELECT 1';\nfunction f(db, all) { for (const sql of all) { db.prepare(sql); } db.prepare(sql); }"
    )
    assert {(query.text, query.line) for query in queries} == {("${sql}", 2), ("SELECT 1", 1)}


def test_two_choices_that_hang_on_one_condition_are_tried_together() -> None:
    (query,) = read(
        "function f(db, day) {\n"
        "  const head = day ? 'WITH d(x) AS (VALUES (?)) ' : '';\n"
        "  const at = day ? '(SELECT x FROM d)' : '?';\n"
        "  return db.prepare(`${head}SELECT 1 FROM t WHERE day = ${at}`);\n}"
    )
    groups = list(variants(query.parts).groups())
    assert all("SELECT 1 FROM t WHERE day = ?" in group for group in groups[1:])


def test_the_exec_of_a_regular_expression_is_no_query() -> None:
    text = "function f(html: string) { const link = /href=(\\S+)/g; let m; while ((m = link.exec(html))) use(m); }\n"
    assert read(text + "function g(html: string) { const tag = new RegExp('<a', 'g'); tag.exec(html); }") == ()

"""SQL in code: what is read of it, and what is said to be made at run time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nhimbe_migrations.code_use.folding import Hole
from nhimbe_migrations.code_use.queries import Query
from nhimbe_migrations.code_use.sources import read_code
from nhimbe_migrations.code_use.variants import variants


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

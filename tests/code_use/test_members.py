"""Where rows go in a program: every member that is read off them is found, and none that is not."""

from __future__ import annotations

from nhimbe_migrations.code_use.members import flow_of, members_of
from nhimbe_migrations.code_use.sources import CodeUse, read_code


def code(**files: str) -> CodeUse:
    return read_code({f"src/{name}.ts": text.encode() for name, text in files.items()})


def found(use: CodeUse, *names: str, types: bool = False) -> list[tuple[str, int]]:
    """File and line of the members `names` that are read off any query's rows."""
    wanted = dict.fromkeys(range(len(use.queries)), names)
    return sorted((member.file.removeprefix("src/"), member.line) for member in members_of(use, wanted, types=types))


DB = """export async function all<T>(db: D1Database, sql: string, ...values: unknown[]): Promise<T[]> {
  const result = await db.prepare(sql).bind(...values).all<T>();
  return result.results ?? [];
}
export const one = async <T,>(db: D1Database, sql: string) => (await all<T>(db, sql))[0] ?? null;
export function rowsOf(statement: D1PreparedStatement) { return statement.all().then(r => r.results); }
"""


def test_rows_are_followed_through_helpers_and_mappers_of_other_files() -> None:
    use = code(
        db=DB,
        map="import type { EventRow } from './types';\n"
        "export function toEvent(row: EventRow) {\n  return { city: row.city, name: format(row) };\n}\n"
        "function format(r: any) {\n  return r.city + r.name;\n}\n",
        types="export interface EventRow {\n  id: string;\n  city: string;\n}\n",
        routes="import { all, one } from './db';\nimport { toEvent } from './map';\n"
        "export const list = async (c) => (await all<EventRow>(c.env.DB, 'SELECT * FROM events')).map(toEvent);\n"
        "export const get = async (c) => {\n  const row = await one(c.env.DB, 'SELECT * FROM events LIMIT 1');\n"
        "  const { city, ...rest } = row;\n  return { ...rest, city };\n};\n",
    )
    assert found(use, "city") == [("map.ts", 3), ("map.ts", 6), ("routes.ts", 6)]


def test_what_a_helper_gives_goes_back_to_its_own_caller_only() -> None:
    use = code(
        db=DB,
        a="import { all } from './db';\nexport const users = async (db) => {\n"
        "  for (const u of await all(db, 'SELECT * FROM users')) log(u.name);\n};\n",
        b="import { all } from './db';\nexport const posts = async (db) => {\n"
        "  const rows = await all(db, 'SELECT * FROM posts');\n  return rows.filter((p) => p.name);\n};\n",
    )
    (users,) = [number for number, query in enumerate(use.queries) if "users" in query.text]
    assert [(member.file, member.line) for member in members_of(use, {users: {"name"}})] == [("src/a.ts", 3)]


def test_a_statement_that_is_handed_on_keeps_its_query() -> None:
    use = code(
        db=DB,
        a="import { rowsOf } from './db';\nexport async function f(env) {\n"
        "  const users = await rowsOf(env.DB.prepare('SELECT * FROM users'));\n"
        "  const posts = await rowsOf(env.DB.prepare('SELECT * FROM posts'));\n"
        "  return [users[0].name, posts.map((p) => p.name)];\n}\n"
        "export async function g(env) {\n  return (await rowsOf(env.DB.prepare('SELECT * FROM posts'))).map(p => p.title);\n}\n",
    )
    assert [member.line for member in members_of(use, {0: {"name", "title"}})] == [5]
    assert [member.line for member in members_of(use, {2: {"name", "title"}})] == [8]


def test_batches_promises_loops_and_maps_are_followed() -> None:
    use = code(
        a="export async function f(env) {\n"
        "  const [users, posts] = await env.DB.batch([\n"
        "    env.DB.prepare('SELECT * FROM users'),\n    env.DB.prepare('SELECT * FROM posts'),\n  ]);\n"
        "  const byId = new Map(users.results.map((u) => [u.id, u]));\n"
        "  const [a, b] = await Promise.all([env.DB.prepare('SELECT * FROM tags').first(), other()]);\n"
        "  for (const post of posts.results) {\n    send(byId.get(post.author)?.nick, a.nick);\n  }\n"
        "  return posts.results.reduce((sum, p) => sum + p.nick, 0);\n}\n"
    )
    assert [query.text[14:] for query in use.queries] == ["users", "posts", "tags"]
    users, posts, tags = ({number: {"nick"}} for number in range(3))
    assert [m.line for m in members_of(use, users)] == [9]
    assert [m.line for m in members_of(use, posts)] == [11]
    assert [m.line for m in members_of(use, tags)] == [9]


def test_classes_their_fields_and_their_bases_are_followed() -> None:
    use = code(
        base="export abstract class Repo {\n  constructor(protected db: D1Database) {}\n"
        "  protected async first(sql: string) { return this.db.prepare(sql).first(); }\n}\n",
        users="import { Repo } from './base';\nexport class Users extends Repo {\n  private last;\n"
        "  async twice() {\n    return [(await this.first('SELECT * FROM users')).nick, (await this.first('SELECT 1')).one];\n  }\n"
        "  async get() {\n    this.last = await this.first('SELECT * FROM users');\n    return this.last;\n  }\n"
        "  nick() {\n    return this.last.nick;\n  }\n}\n",
        app="import { Users } from './users';\nexport const show = async (env) => {\n"
        "  const users = new Users(env.DB);\n  return (await users.get()).nick;\n};\n",
    )
    assert found(use, "nick") == [("app.ts", 4), ("users.ts", 5), ("users.ts", 12)]


def test_what_is_not_a_row_is_none() -> None:
    use = code(
        a="export async function f(env, body) {\n"
        "  const user = await env.DB.prepare('SELECT * FROM users').first();\n"
        "  const shown = { name: 'x', ...body };\n  const { name } = body;\n"
        "  const result = await env.DB.prepare('SELECT * FROM users').all();\n"
        "  return [shown.name, body.name, result.name, user.profile.name, name];\n}\n"
        "export const g = (user) => user.name;\n"
    )
    assert found(use, "name") == []


def test_an_object_that_a_row_is_spread_into_has_its_members_but_those_it_gives_itself() -> None:
    use = code(
        a="const shape = (row) => ({ ...row, tags: JSON.parse(row.tags) });\nexport async function f(env) {\n"
        "  const user = shape(await env.DB.prepare('SELECT * FROM users').first());\n"
        "  return user.tags.length;\n}\nexport async function g(env) {\n"
        "  return shape(await env.DB.prepare('SELECT * FROM users').first()).name;\n}\n"
    )
    assert found(use, "tags") == [("a.ts", 1)]
    assert found(use, "name") == [("a.ts", 7)]


def test_types_of_rows_say_their_members() -> None:
    use = code(
        types="export interface Base { id: string; city: string }\n"
        "export type UserRow = Base & {\n  nick: string;\n};\nexport interface Other { nick: string }\n",
        a="import { UserRow, Other } from './types';\nexport async function f(env, other: Other) {\n"
        "  const user = await env.DB.prepare('SELECT * FROM users').first<UserRow>();\n"
        "  const slim = (await env.DB.prepare('SELECT * FROM users').all()).results as { nick: string }[];\n"
        "  return toUser(user);\n}\nfunction label(u: UserRow | null) {\n  return u?.nick;\n}\n",
    )
    assert found(use, "nick", types=True) == [("a.ts", 4), ("a.ts", 8), ("types.ts", 3)]
    assert found(use, "city", types=True) == [("types.ts", 1)]
    assert found(use, "nick") == [("a.ts", 8)]


def test_what_a_context_is_given_is_read_where_it_is_asked_for() -> None:
    use = code(
        auth="export const auth = async (c, next) => {\n"
        "  c.set('user', await c.env.DB.prepare('SELECT * FROM users').first());\n  await next();\n};\n",
        app="import { auth } from './auth';\napp.get('/', auth, (c) => c.json(c.get('user').nick));\n",
    )
    assert found(use, "nick") == [("app.ts", 2)]


def test_the_column_that_first_is_asked_for_is_read() -> None:
    use = code(a="export const f = (env) =>\n  env.DB.prepare('SELECT nick FROM users').first('nick');\n")
    assert found(use, "nick") == [("a.ts", 2)]


def test_files_that_import_one_another_and_functions_that_call_one_another_end() -> None:
    use = code(
        a="import { b } from './b';\nexport const a = (x) => (x.n ? b(x) : x);\n"
        "export const start = async (db) => a(await db.prepare('SELECT * FROM t').first());\n",
        b="import { a } from './a';\nexport * from './a';\nexport const b = (x) => a({ ...x, deeper: a(x) });\n",
    )
    assert found(use, "n") == [("a.ts", 2)]


def test_names_with_emoji_and_lines_with_carriage_returns_have_the_right_lines() -> None:
    text = "// 😀\r\nexport async function f(env) {\r\n  const é = await env.DB.prepare('SELECT * FROM t').first();\r\n  return '😀' + é.nick;\r\n}\r\n"
    assert found(code(a=text), "nick") == [("a.ts", 4)]


def test_the_binding_of_each_query_is_told() -> None:
    use = code(
        db=DB,
        a="import { all } from './db';\nconst stats = (env) => env.STATS;\n"
        "export async function f(c, { DB }) {\n  const db = c.env.OTHER;\n"
        "  await DB.prepare('SELECT 1 FROM a').all();\n  await db.prepare('SELECT 1 FROM b').all();\n"
        "  await stats(c.env).prepare('SELECT 1 FROM c').all();\n  await all(c.env.MAIN, 'SELECT 1 FROM d');\n"
        "  await all(c.env.LOGS, 'SELECT 1 FROM e');\n}\n"
        "export class Store {\n  constructor(private readonly env: Env) {}\n"
        "  get() { return this.env.KEPT.prepare('SELECT 1 FROM f').first(); }\n}\n",
    )
    names = flow_of(use).bindings
    assert {query.text[-1]: sorted(names.get(number, ())) for number, query in enumerate(use.queries)} == {
        "a": ["DB"], "b": ["OTHER"], "c": ["STATS"], "d": ["MAIN"], "e": ["LOGS"], "f": ["KEPT"],
    }  # fmt: skip


def test_following_is_linear_in_the_program() -> None:
    def steps(count: int) -> int:
        files = {"db": DB}
        for number in range(count):
            files[f"f{number}"] = (
                f"import {{ all }} from './db';\nexport const q{number} = async (env) =>\n"
                f"  (await all(env.DB, 'SELECT * FROM t{number}')).map((row) => ({{ a: row.name, ...row }}));\n"
            )
        return flow_of(code(**files)).steps

    assert steps(320) < 10 * steps(40)


def test_components_of_svelte_vue_and_astro_are_read_where_their_code_stands() -> None:
    astro = (
        "---\nimport Card from './Card.astro';\nconst { DB } = Astro.locals.runtime.env;\n"
        "const { results } = await DB.prepare('SELECT * FROM posts').all();\n---\n<style>p { color: red }</style>\n"
        '<ul>\n  {results.map((post) => (\n    <li class="a">{post.title}</li>\n  ))}\n</ul>\n'
    )
    svelte = (
        "<h1>{'SELECT 1 FROM no'}</h1>\n<script lang=\"ts\">\n"
        "  const row = await platform.env.DB.prepare('SELECT * FROM posts').first();\n  export let t = row.title;\n</script>\n"
    )
    use = read_code({"src/a.astro": astro.encode(), "src/b.svelte": svelte.encode(), "src/c.vue": svelte.encode()})
    assert [(query.file, query.line) for query in use.queries] == [
        ("src/a.astro", 4), ("src/b.svelte", 3), ("src/c.vue", 3),
    ]  # fmt: skip
    assert found(use, "title") == [("a.astro", 9), ("b.svelte", 4), ("c.vue", 4)]


def test_casts_in_comments_hide_no_row() -> None:
    use = code(
        a="export async function f(env) {\n  const rows = /** @type {{ nick: string }[]} */ (\n"
        "    /** @type {any[]} */ ((await env.DB.prepare('SELECT * FROM users').all()).results)\n  )\n"
        "  return rows.filter((row) => row.nick != null)\n}\n"
    )
    assert found(use, "nick") == [("a.ts", 5)]

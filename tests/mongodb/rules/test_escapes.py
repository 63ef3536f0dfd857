"""Whatever leaves the database that a migration is given is refused before anything runs, however it is dressed."""

from __future__ import annotations

import pytest

from mongodb.rules.gallery import found
from nhimbe_migrations.mongodb.lint.rules import rules

REFUSED = {rule.name for rule in rules() if rule.severity == "error" and not rule.acceptable}

BODIES = [
    "await db.admin().listDatabases();",
    "await db?.admin?.().listDatabases();",
    "await (db as any).admin().listDatabases();",
    "await (<any>db).admin().listDatabases();",
    "await db!.admin().listDatabases();",
    'await db["admin"]().listDatabases();',
    'await (db as any)["admin"]().listDatabases();',
    'const key = "client"; (db as any)[key];',
    "const d = db as any; d['client'];",
    "const { client } = db as any; await client.close();",
    "const { admin: a } = db; await a();",
    'db.client.db("other");',
    'await db.collection("users").client.db("other").dropDatabase();',
    "const s = (db as any).s;",
    "await db.command({ shutdown: 1 });",
    "await db.command(make());",
    'await db.command({ renameCollection: "a.b", to: "c.d" });',
    'await db.collection("users").aggregate([{ $out: { db: "x", coll: "y" } }]).toArray();',
    'await db.collection("users").aggregate([{ "$merge": { "into": { "db": "x", "coll": "y" } } }]).toArray();',
    'await fetch("https://example.com");',
    "new WebSocket('wss://example.com');",
    'const fs = require("fs"); fs.rmSync("/");',
    'const fs = require("node:" + "fs");',
    'const m = require("mongodb"); await m.MongoClient.connect("mongodb://x");',
    'const m = await import("mongodb");',
    'const m = await import("node:child_process");',
    "const m = await import(`node:${'net'}`);",
    "process.exit(1);",
    "const p = globalThis; p;",
    "const g = global as any; g;",
    "eval('1');",
    "(0, eval)('1');",
    "\\u0065val('1');",
    "db.\\u0061dmin();",
    "new Function('return process')();",
    "(() => {}).constructor('return process')();",
    "[]['constructor']['constructor']('return process')();",
    "[]['con' + 'structor']('x');",
    "Reflect.get(db, 'client');",
    "const a = arguments[0]; a;",
    "import.meta.url;",
    "const x = { process }; x;",
    "{ const process = 1; } process.cwd();",
    "process['exit'](1);",
    "const { exit } = process; exit(1);",
    "process.env.constructor('x');",
    "const { constructor: F } = () => {}; F('return process')();",
    "const { ['constructor']: F } = () => {}; F('return process')();",
    "const { constructor } = () => {}; constructor('return process')();",
    "await Deno.readTextFile('x');",
    "Bun.file('x');",
]
IMPORTS = [
    'import fs from "fs";',
    'import { readFile } from "node:fs/promises";',
    'import "node:child_process";',
    'import fs = require("fs");',
    'export * from "./helpers";',
    'import * as mongodb from "mongodb";',
    'import mongodb from "mongodb";',
    'import { MongoClient as Client } from "mongodb";',
    'import { MongoClient } from "mongodb/lib/index";',
    'import { User } from "../models/user";',
    'import axios from "axios";',
    'import { connect } from "net";',
]


def migration(body: str, imports: str = "") -> str:
    return (
        f'// Migration 013: Escape\nimport type {{ Db }} from "mongodb";\n{imports}\n'
        f"export async function up(db: Db): Promise<void> {{\n{body}\n}}\n\n"
        'export async function down(db: Db): Promise<void> {\n  await db.collection("events").findOne({});\n}\n'
    )


@pytest.mark.parametrize("body", BODIES)
def test_code_that_reaches_out_is_refused_on_its_line(body: str) -> None:
    refusals = [(line, rule) for line, rule in found(migration(body)) if rule in REFUSED]
    assert refusals
    assert {line for line, _ in refusals} <= {5, 6}


@pytest.mark.parametrize("statement", IMPORTS)
def test_code_from_elsewhere_is_refused_on_its_line(statement: str) -> None:
    body = 'await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });'
    assert {line for line, rule in found(migration(body, statement)) if rule in REFUSED} == {3}


def test_the_client_that_a_runner_hands_over_may_not_be_used() -> None:
    source = migration('await client.db("other").dropDatabase();').replace(
        "up(db: Db)", "up(db: Db, client: MongoClient)"
    )
    assert (5, "escapes-database") in found(source)


def test_an_unused_client_is_nobodys_business() -> None:
    body = 'await db.collection("events").updateMany({ city: { $exists: false } }, { $set: { city: "" } });'
    source = migration(body).replace("up(db: Db)", "up(db: Db, client: MongoClient)")
    assert {rule for _, rule in found(source)} & REFUSED == set()


def test_an_acceptance_does_not_open_the_door() -> None:
    source = migration("await db.admin().listDatabases();").replace(
        "import type", "// accept: escapes-database – I know what I do\nimport type", 1
    )
    assert {rule for _, rule in found(source)} >= {"escapes-database", "accept-comment"}


def test_code_that_nests_without_end_is_refused_rather_than_read() -> None:
    # Brackets are counted before a parser sees them, so their line is known; a chain of calls is deep in the tree alone.
    nests = (("[" * 3000 + "]" * 3000, 5), ("(" * 3000 + "1" + ")" * 3000, 5), ("a" + ".b()" * 3000, 1))
    for body, line in nests:
        assert found(migration(f"const x = {body};")) == [(line, "syntax-error")]

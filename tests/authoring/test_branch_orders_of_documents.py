"""MongoDB migrations of two branches in both orders, on a real server with documents: conflicts are told, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from nhimbe_migrations.authoring.branches.documents import BothOrders, NotTriedError, try_both_orders
from nhimbe_migrations.mongodb.sandbox.sandbox import Sandbox
from nhimbe_migrations.mongodb.state.replay import fold

pytestmark = [pytest.mark.mongod, pytest.mark.xdist_group("branch-documents")]

COLLECTIONS = ("users", "orders")


def text(body: str) -> str:
    return (
        'import type { Db } from "mongodb";\n\nexport async function up(db: Db): Promise<void> {\n'
        f"  {body}\n}}\n\nexport async function down(db: Db): Promise<void> {{}}\n"
    )


HISTORY = text(
    "\n  ".join(
        f'await db.createCollection("{name}", {{ validator: {{ $jsonSchema: {{ bsonType: "object", properties: {{ name: {{ bsonType: "string" }}, '
        f'status: {{ bsonType: "string" }}, n: {{ bsonType: ["int", "double"] }}, tags: {{ bsonType: "array" }}, email: {{ bsonType: "string" }} }} }} }} }});\n'
        f'  await db.collection("{name}").createIndex({{ name: 1 }}, {{ name: "idx_{name}_name" }});'
        for name in COLLECTIONS
    )
)


def conflicting(c: str) -> list[tuple[str, str]]:
    of = f'await db.collection("{c}")'
    return [
        (f'{of}.createIndex({{ email: 1 }}, {{ name: "i" }});', f'{of}.createIndex({{ email: 1 }}, {{ name: "i", unique: true }});'),
        (f'{of}.createIndex({{ email: 1 }}, {{ name: "i" }});', f'{of}.createIndex({{ email: 1 }}, {{ name: "j" }});'),
        (f'{of}.updateMany({{}}, {{ $rename: {{ name: "label" }} }});', f'{of}.updateMany({{}}, {{ $rename: {{ name: "title" }} }});'),
        (f"{of}.drop();", f'{of}.insertOne({{ _id: "x", name: "a" }});'),
        (f"{of}.drop();", f'{of}.createIndex({{ n: 1 }}, {{ name: "i" }});'),
        (f'{of}.rename("old_{c}");', f'{of}.updateMany({{}}, {{ $set: {{ status: "x" }} }});'),
        (f'{of}.rename("old_{c}");', f'await db.createCollection("old_{c}");'),
        (f'{of}.updateMany({{}}, {{ $set: {{ status: "a" }} }});', f'{of}.updateMany({{}}, {{ $set: {{ status: "b" }} }});'),
        (f"{of}.updateMany({{}}, {{ $inc: {{ n: 1 }} }});", f"{of}.updateMany({{}}, {{ $mul: {{ n: 2 }} }});"),
        (f'await db.command({{ collMod: "{c}", validator: {{ name: {{ $exists: true }} }} }});', f'await db.command({{ collMod: "{c}", validator: {{ email: {{ $exists: true }} }} }});'),
        (f'await db.command({{ collMod: "{c}", validator: {{ city: {{ $exists: true }} }} }});', f'{of}.insertOne({{ _id: "x", name: "a" }});'),
        (f'{of}.createIndex({{ code: 1 }}, {{ name: "i", unique: true, sparse: true }});', f"{of}.insertMany([{{ _id: 'x', code: 1 }}, {{ _id: 'y', code: 1 }}]);"),
        (f'{of}.dropIndex("idx_{c}_name");', f'{of}.dropIndex("idx_{c}_name");'),
        (f'{of}.updateMany({{}}, {{ $unset: {{ name: "" }} }});', f'{of}.updateMany({{}}, [{{ $set: {{ label: "$name" }} }}]);'),
        (f"{of}.deleteMany({{}});", f'{of}.insertOne({{ _id: "x", name: "a" }});'),
        (f'{of}.updateMany({{ status: "active" }}, {{ $set: {{ status: "live" }} }});', f'{of}.updateMany({{ status: "active" }}, {{ $set: {{ seen: true }} }});'),
        (f'{of}.updateMany({{}}, [{{ $set: {{ n: {{ $toString: "$n" }} }} }}], {{ bypassDocumentValidation: true }});', f"{of}.updateMany({{}}, {{ $inc: {{ n: 1 }} }});"),
        (f'{of}.insertOne({{ _id: "x", name: "a" }});', f'{of}.insertOne({{ _id: "x", name: "b" }});'),
        (f"{of}.updateMany({{}}, {{ $set: {{ tags: [] }} }});", f'{of}.updateMany({{}}, {{ $push: {{ tags: "a" }} }});'),
        (f'for await (const item of db.collection("{c}").find()) {of}.updateOne({{ _id: item._id }}, {{ $set: {{ slug: item.name }} }});', f'{of}.updateMany({{}}, {{ $set: {{ name: "z" }} }});'),
    ]  # fmt: skip


def harmless(c: str, o: str) -> list[tuple[str, str]]:
    of, other = f'await db.collection("{c}")', f'await db.collection("{o}")'
    return [
        (f'{of}.createIndex({{ email: 1 }}, {{ name: "i" }});', f'{of}.createIndex({{ n: 1 }}, {{ name: "j" }});'),
        (f'{of}.createIndex({{ email: 1 }}, {{ name: "i" }});', f'{other}.createIndex({{ email: 1 }}, {{ name: "i" }});'),
        (f'{of}.createIndex({{ email: 1 }}, {{ name: "i" }});', f'{of}.createIndex({{ email: 1 }}, {{ name: "i" }});'),
        (f'{of}.updateMany({{}}, {{ $set: {{ status: "a" }} }});', f"{of}.updateMany({{}}, {{ $set: {{ n: 4 }} }});"),
        (f'{of}.updateMany({{}}, {{ $set: {{ status: "a" }} }});', f'{other}.updateMany({{}}, {{ $set: {{ status: "b" }} }});'),
        (f"{of}.updateMany({{}}, {{ $inc: {{ n: 1 }} }});", f"{of}.updateMany({{}}, {{ $inc: {{ n: 2 }} }});"),
        (f'{of}.insertOne({{ _id: "p", name: "a" }});', f'{of}.insertOne({{ _id: "q", name: "b" }});'),
        (f'{of}.insertOne({{ name: "a" }});', f'{of}.insertOne({{ name: "b" }});'),
        (f"{of}.updateMany({{}}, {{ $set: {{ at: new Date() }} }});", f"{of}.updateMany({{}}, {{ $set: {{ n: 4 }} }});"),
        (f'{of}.updateMany({{}}, {{ $rename: {{ name: "label" }} }});', f'{of}.updateMany({{}}, {{ $set: {{ status: "b" }} }});'),
        (f'{of}.updateMany({{}}, {{ $rename: {{ name: "label" }} }});', f'{of}.updateMany({{}}, {{ $rename: {{ email: "mail" }} }});'),
        (f"{of}.drop();", f'{other}.createIndex({{ n: 1 }}, {{ name: "i" }});'),
        (f'{of}.updateMany({{}}, {{ $unset: {{ name: "" }} }});', f'{of}.updateMany({{}}, {{ $unset: {{ email: "" }} }});'),
        (f'await db.createCollection("a_{c}");', f'await db.createCollection("b_{c}");'),
        (f'await db.command({{ collMod: "{c}", validator: {{ name: {{ $exists: true }} }} }});', f'{of}.createIndex({{ n: 1 }}, {{ name: "i" }});'),
        (f"{of}.updateMany({{ x: {{ $exists: false }} }}, {{ $set: {{ x: 1 }} }});", f"{of}.updateMany({{ x: {{ $exists: false }} }}, {{ $set: {{ x: 1 }} }});"),
        (f'{of}.dropIndex("idx_{c}_name");', f"{of}.updateMany({{}}, {{ $set: {{ n: 4 }} }});"),
        (f'await db.createCollection("log_{c}"); await db.collection("log_{c}").insertOne({{ at: new Date() }});', f"{of}.insertOne({{ at: new Date() }});"),
    ]  # fmt: skip


PAIRS = [
    (*pair, conflict)
    for at, name in enumerate(COLLECTIONS)
    for pairs, conflict in ((conflicting(name), True), (harmless(name, COLLECTIONS[1 - at]), False))
    for pair in pairs
]


def tried(sandbox: Sandbox, root: Path, one: str, other: str) -> BothOrders:
    start = fold([("001_init.ts", HISTORY)])
    return try_both_orders(start, [("002_a.ts", text(one))], [("002_b.ts", text(other))], root, sandbox=sandbox)


@pytest.mark.parametrize(("one", "other", "conflict"), PAIRS)
def test_a_conflict_is_found_where_there_is_one_and_nowhere_else(
    sandbox: Sandbox, tmp_path: Path, one: str, other: str, conflict: bool
) -> None:
    found = tried(sandbox, tmp_path, one, other)
    assert bool(found.ours_first or found.theirs_first or found.differing) is conflict, found


def test_what_fails_is_told_with_its_line(sandbox: Sandbox, tmp_path: Path) -> None:
    found = tried(
        sandbox,
        tmp_path,
        'await db.collection("users").rename("people");',
        'await db.collection("users").rename("folk");',
    )
    assert found.ours_first is not None
    assert (found.ours_first.place, found.ours_first.line) == (1, 4)
    assert "does not exist" in found.ours_first.message


def test_two_files_of_one_name_are_two(sandbox: Sandbox, tmp_path: Path) -> None:
    start = fold([("001_init.ts", HISTORY)])
    one, other = (text(f'await db.collection("users").insertOne({{ _id: "{name}" }});') for name in "ab")
    found = try_both_orders(start, [("002_x.ts", one)], [("002_x.ts", other)], tmp_path, sandbox=sandbox)
    assert found == BothOrders()


def test_code_that_reaches_beyond_its_database_is_not_run(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(NotTriedError, match="beyond"):
        tried(
            sandbox, tmp_path, 'await (db as any).client.db("other").dropDatabase();', 'await db.createCollection("x");'
        )


def test_what_does_not_run_by_itself_says_nothing_of_its_order(sandbox: Sandbox, tmp_path: Path) -> None:
    with pytest.raises(NotTriedError, match="by itself"):
        tried(sandbox, tmp_path, 'throw new Error("not today");', 'await db.createCollection("x");')

"""types.ts says what documents look like: documents are made of it, so that a migration whose text tells nothing meets some."""

import pytest

from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.typescript.match.read_fields import fields_of

TYPES = """import type { ObjectId } from "mongodb";
type Status = "draft" | "live";
interface Line { unit: string; n: number; tax?: { rate: number } }
export interface Order {
  _id: ObjectId;
  status: Status;
  kind?: "a" | 'b' | null;
  createdAt: Date;
  tags: string[];
  ids?: Array<ObjectId>;
  profile: { city: string; zip?: string | null };
  lines: Line[];
  meta: Record<string, unknown>;
  odd: string | number;
}
"""
DECLARED = {
    "_id": "ObjectId", "status": "string", "kind": "string", "createdAt": "Date", "tags": "string[]", "ids": "ObjectId[]", "profile": "object",
    "profile.city": "string", "profile.zip": "string", "lines": "object[]", "lines[].unit": "string", "lines[].n": "number",
    "lines[].tax": "object", "lines[].tax.rate": "number", "meta": "object",
}  # fmt: skip


def declared():
    return fields_of(TYPES, ["orders", "people"], {})


def test_members_are_read_with_their_types_and_the_texts_allowed():
    fields = declared()["orders"]
    assert {field.path: field.kind for field in fields} == DECLARED
    literals = {field.path: field.literals for field in fields if field.literals}
    assert literals == {"status": ("draft", "live"), "kind": ("a", "b")}
    assert {field.path for field in fields if field.optional} == {"kind", "ids", "profile.zip", "lines[].tax"}


def test_a_collection_without_an_interface_is_left_out():
    assert set(declared()) == {"orders"}


@pytest.mark.mongod
def test_documents_have_the_declared_types(sandbox, root):
    up = """for await (const o of db.collection("orders").find()) {
  const rate = helper(o);
  await db.collection("orders").updateOne({ _id: o._id }, { $set: { rate, at: o._id.getTimestamp() } });
}"""
    text = f"export async function up(db) {{\n{up}\n}}\nconst helper = (o: any) => [o.createdAt.getTime(), ...o.lines.map((l: any) => l.tax.rate.toFixed(1)), o.profile.city.trim()];\nexport async function down(db) {{ await db.collection('orders').updateMany({{}}, {{ $unset: {{ rate: '', at: '' }} }}); }}\n"
    known = [
        (owner, field.path, field.kind, field.literals) for owner, fields in declared().items() for field in fields
    ]
    seed = seed_for(read_migration(text, "m.ts"), Collections(), declared=known)
    orders = next(collection for collection in seed.collections if collection.name == "orders")
    assert {document["status"] for document in orders.documents if "status" in document} <= {"draft", "live"}
    found = execute(text, seed=seed, repository_root=root, file="m.ts", sandbox=sandbox)
    reached = [write.met for write in found.writes]
    assert sum(reached) > 0, found


@pytest.mark.mongod
@pytest.mark.parametrize(
    "body",
    [
        "for await (const o of db.collection('orders').find()) await db.collection('orders').updateOne({ _id: o._id }, { $set: { out: o.ids[0] ?? null } });",
        "await db.collection('orders').updateMany({}, [{ $set: { out: { $size: '$ids' } } }]);",
        "for await (const o of db.collection('orders').find()) await db.collection('orders').updateOne({ _id: o._id }, { $set: { out: o.profile.zip.trim() } });",
    ],
    ids=["read by the code", "read by the server", "in an object"],
)
def test_what_fails_on_a_document_without_a_field_that_types_call_optional_is_refused(body, sandbox, root):
    text = f"export async function up(db) {{\n{body}\n}}\nexport async function down(db) {{ await db.collection('orders').updateMany({{}}, {{ $unset: {{ out: '' }} }}); }}\n"
    parsed = read_migration(text, "m.ts")

    def proved(*, stood):
        known = [
            (owner, field.path, field.kind, field.literals, field.optional, stood)
            for owner, fields in declared().items()
            for field in fields
        ]
        made = seed_for(parsed, Collections(), declared=known)
        found = execute(
            text,
            seed=made,
            repository_root=root,
            file="m.ts",
            sandbox=sandbox,
            reseed=lambda observed: seed_for(parsed, Collections(), declared=known, observed=observed),
        )
        return {item.severity for item in found.findings if item.rule == "depends-on-documents"}

    assert proved(stood=True) == {"error"}
    assert proved(stood=False) <= {"warning"}, "an interface that was edited with the migration says less"

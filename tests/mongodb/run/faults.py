"""Migrations that are wrong in one way each. `HERE` marks the line that a finding has to name."""

from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.mongodb.seed.model import Seed, SeedCollection

USERS = (
    {"_id": "a", "email": "a@example.org", "phone": "12", "age": {"$numberInt": "30"}},
    {"_id": "b", "email": "b@example.org", "age": {"$numberDouble": "41.0"}},
    {"_id": "c", "email": "b@example.org"},
)
STRICT = {"validator": {"$jsonSchema": {"required": ["email"], "properties": {"email": {"bsonType": "string"}}}}}


def users(options: dict[str, Any] | None = None, documents: tuple[dict[str, Any], ...] = USERS) -> Seed:
    return Seed((SeedCollection("users", options or {}, (), documents),))


@dataclass(frozen=True)
class Fault:
    name: str
    rule: str
    says: str
    up: str
    down: str = ""
    head: str = ""
    seed: Seed = field(default_factory=users)

    @property
    def text(self) -> str:
        return (
            f'// Migration 002: change\nimport type {{ Db }} from "mongodb";\n{self.head}\n'
            f"export async function up(db: Db): Promise<void> {{\n{self.up}\n}}\n\n"
            f"export async function down(db: Db): Promise<void> {{\n{self.down}\n}}\n"
        )

    @property
    def line(self) -> int | None:
        marked = [number for number, line in enumerate(self.text.splitlines(), start=1) if "HERE" in line]
        return marked[0] if marked else None


INDEX = '  await db.collection("users").createIndex({ phone: 1 }, { name: "idx_users_phone" }); // HERE'

FAULTS = (
    Fault("a forgotten index", "down-leaves-residue", "down leaves index idx_users_phone behind on users.", INDEX),
    Fault(
        "a lossy unset",
        "down-leaves-residue",
        'down does not restore field phone in 1 document of users (_id "a" had "12").',
        '  await db.collection("users").updateMany({}, { $unset: { phone: "" } }); // HERE',
    ),
    Fault(
        "a number that comes back as another type",
        "down-leaves-residue",
        'down leaves field age changed in 1 document of users (_id "b" had 41.0 (double), has 41 (int)).',
        '  await db.collection("users").updateMany({ age: { $exists: true } }, [{ $set: { age: { $toString: "$age" } } }]); // HERE',
        '  await db.collection("users").updateMany({ age: { $exists: true } }, [{ $set: { age: { $toInt: "$age" } } }]);',
    ),
    Fault(
        "a validator left behind",
        "down-leaves-residue",
        "down leaves the validator behind on users.",
        '  await db.command({ collMod: "users", validator: { email: { $exists: true } } }); // HERE',
    ),
    Fault(
        "a validator not put back",
        "down-leaves-residue",
        "down does not restore the validator on users.",
        '  await db.command({ collMod: "users", validator: {} }); // HERE',
        seed=users(STRICT),
    ),
    Fault(
        "a collection left behind",
        "down-leaves-residue",
        "down leaves collection rooms behind.",
        '  await db.createCollection("rooms"); // HERE',
        '  await db.collection("rooms").deleteMany({});',
    ),
    Fault(
        "a collection not brought back",
        "down-leaves-residue",
        "down does not bring back collection users.",
        '  await db.collection("users").drop(); // HERE',
    ),
    Fault(
        "documents left behind",
        "down-leaves-residue",
        'down leaves 1 document behind in users (_id "d").',
        '  await db.collection<{ _id: string }>("users").replaceOne({ _id: "d" }, {}, { upsert: true }); // HERE',
        '  await db.collection<{ _id: string }>("users").deleteMany({ _id: "e" });',
    ),
    Fault(
        "documents deleted for good",
        "down-leaves-residue",
        'down does not bring back 2 documents in users (_id "b").',
        '  await db.collection("users").deleteMany({ email: "b@example.org" }); // HERE',
    ),
    Fault(
        "a missing await",
        "missing-await",
        "up does not wait: updateMany() is not awaited.",
        '  db.collection("users").updateMany({}, { $set: { ready: true } }); // HERE',
        '  await db.collection("users").updateMany({}, { $unset: { ready: "" } });',
    ),
    Fault(
        "a missing await that happens to end in time",
        "missing-await",
        "up does not wait: createIndex() is not awaited.",
        '  db.collection("users").createIndex({ phone: 1 }, { name: "idx_users_phone" }); // HERE\n'
        '  for (let round = 0; round < 40; round++) await db.collection("users").findOne({ round });',
        '  await db.collection("users").dropIndex("idx_users_phone");',
    ),
    Fault(
        "a missing await in down",
        "missing-await",
        "down does not wait: dropIndex() is not awaited.",
        '  await db.collection("users").createIndex({ phone: 1 }, { name: "idx_users_phone" });',
        '  void db.collection("users").dropIndex("idx_users_phone"); // HERE',
    ),
    Fault(
        "a floating forEach over a list",
        "missing-await",
        "up does not wait: updateOne() is not awaited.",
        '  const all = await db.collection("users").find().toArray();\n  all.forEach(async (user) => {\n'
        '    await db.collection("users").updateOne({ _id: user._id }, { $set: { seen: true } }); // HERE\n  });',
    ),
    Fault(
        "a floating forEach over a cursor",
        "missing-await",
        "up does not wait: updateOne() is not awaited.",
        '  await db.collection("users").find().forEach(async (user) => {\n'
        '    await db.collection("users").updateOne({ _id: user._id }, { $set: { seen: true } }); // HERE\n  });',
    ),
    Fault(
        "work left to a timer",
        "missing-await",
        "up does not wait: updateMany() is not awaited.",
        '  setTimeout(() => db.collection("users").updateMany({}, { $set: { late: 1 } }), 5); // HERE',
    ),
    Fault(
        "a rejection that nobody hears",
        "missing-await",
        "up does not wait: a promise that nobody waits for fails: boom.",
        '  Promise.reject(new Error("boom")); // HERE',
    ),
    Fault(
        "duplicate keys",
        "up-fails",
        'up fails: documents share a key that is to be unique: { email: "b@example.org" } in users, index idx_users_email.',
        '  await db.collection("users").createIndex({ email: 1 }, { name: "idx_users_email", unique: true }); // HERE',
        '  await db.collection("users").dropIndex("idx_users_email");',
    ),
    Fault(
        "a rename against the validator",
        "up-fails",
        "up fails: a document does not pass the collection's validator: email (missing).",
        '  await db.collection("users").updateMany({}, { $rename: { email: "mail" } }); // HERE',
        '  await db.collection("users").updateMany({}, { $rename: { mail: "email" } });',
        seed=users(STRICT),
    ),
    Fault(
        "old documents against a new strict validator",
        "up-fails",
        "up fails: a document does not pass the collection's validator: phone (missing).",
        '  await db.command({ collMod: "users", validator: { $jsonSchema: { required: ["phone"] } } });\n'
        '  await db.collection("users").updateMany({}, { $set: { checked: true } }); // HERE',
    ),
    Fault(
        "a document that the validator refuses",
        "up-fails",
        "up fails: a document does not pass the collection's validator: email (type did not match).",
        '  await db.collection<{ _id: string }>("users").insertOne({ _id: "d", email: 3 }); // HERE',
        seed=users(STRICT),
    ),
    Fault(
        "a misspelt operator",
        "up-fails",
        "up fails: Unknown modifier: $sett.",
        '  await db.collection("users").updateMany({}, { $sett: { a: 1 } }); // HERE',
    ),
    Fault(
        "a method that drivers no longer have",
        "up-fails",
        "ensureIndex is not a function.",
        '  await db.collection("users").ensureIndex({ phone: 1 }); // HERE',
    ),
    Fault("an error of its own", "up-fails", "up fails: no.", '  throw new Error("no"); // HERE'),
    Fault(
        "a down that misses its index",
        "down-fails",
        "down fails: index not found with name [idx_users_fone].",
        '  await db.collection("users").createIndex({ phone: 1 }, { name: "idx_users_phone" });',
        '  await db.collection("users").dropIndex("idx_users_fone"); // HERE',
    ),
    Fault(
        "another database by its name",
        "escapes-database",
        "up sends insert to the database other.",
        '  await db.client.db("other").collection("users").insertOne({ a: 1 }); // HERE',
    ),
    Fault(
        "another database by an admin command",
        "escapes-database",
        "up sends listDatabases to the database admin.",
        "  await db.admin().listDatabases(); // HERE",
    ),
    Fault(
        "another database by $out",
        "escapes-database",
        "up $out names the database other.",
        '  await db.collection("users").aggregate([{ $out: { db: "other", coll: "users" } }]).toArray(); // HERE',
    ),
    Fault(
        "another database by $merge, caught and hushed up",
        "escapes-database",
        "up $merge names the database other.",
        "  try {\n"
        '    await db.collection("users").aggregate([{ $merge: { into: { db: "other", coll: "users" } } }]).toArray(); // HERE\n'
        "  } catch {}",
    ),
    Fault(
        "another database by renaming",
        "escapes-database",
        "up renames",
        '  await db.client.db("admin").command({ renameCollection: `${db.databaseName}.users`, to: "other.users" }); // HERE',
    ),
    Fault(
        "another database by a bulk of the client",
        "escapes-database",
        "up writes to other.users, in another database.",
        '  await db.client.bulkWrite([{ namespace: "other.users", name: "insertOne", document: { a: 1 } }]); // HERE',
    ),
    Fault(
        "a connection of its own",
        "escapes-database",
        "up opens a connection of its own.",
        '  await new MongoClient("mongodb://127.0.0.1:27017").connect(); // HERE',
        head='import { MongoClient } from "mongodb";',
    ),
    Fault(
        "a file write",
        "escapes-sandbox",
        "up uses node:fs.writeFileSync, which a migration under proof does not have.",
        '  fs.writeFileSync("/tmp/escaped", "1"); // HERE',
        head='import * as fs from "node:fs";',
    ),
    Fault(
        "a file read by a default import",
        "escapes-sandbox",
        "up reads /etc/passwd (readFile), which is not of the repository.",
        '  await fs.readFile("/etc/passwd"); // HERE',
        head='import fs from "fs/promises";',
    ),
    Fault(
        "a file read by a dynamic import",
        "escapes-sandbox",
        "up reads /etc/passwd (readFileSync), which is not of the repository.",
        '  (await import("node:fs")).readFileSync("/etc/passwd"); // HERE',
    ),
    Fault(
        "a child process",
        "escapes-sandbox",
        "up uses node:child_process.execSync, which a migration under proof does not have.",
        '  execSync("true"); // HERE',
        head='import { execSync } from "node:child_process";',
    ),
    Fault(
        "a network call",
        "escapes-sandbox",
        "up uses fetch, which a migration under proof does not have.",
        '  await fetch("https://example.org"); // HERE',
    ),
    Fault(
        "a socket",
        "escapes-sandbox",
        "up uses node:net.connect, which a migration under proof does not have.",
        '  net.connect(80, "192.0.2.1"); // HERE',
        head='import net from "node:net";',
    ),
    Fault(
        "a socket by way of the driver's own",
        "escapes-sandbox",
        "up connects to 192.0.2.1:80.",
        "  const open: any[] = [db.client], seen = new Set<unknown>();\n"
        "  while (open.length > 0) {\n"
        "    const value = open.shift();\n"
        "    if (value === null || typeof value !== 'object' || seen.has(value)) continue;\n"
        "    seen.add(value);\n"
        "    if (value.constructor?.name === 'Socket') {\n"
        "      new value.constructor().connect({ port: 80, host: '192.0.2.1' }); // HERE\n"
        "      break;\n"
        "    }\n"
        "    const members = value instanceof Map || value instanceof Set ? [...value.values()] : [];\n"
        "    for (const key of Reflect.ownKeys(value)) { try { members.push(value[key]); } catch {} }\n"
        "    open.push(...members);\n"
        "  }",
    ),
    Fault("an exit", "escapes-sandbox", "up calls process.exit().", "  process.exit(0); // HERE"),
    Fault("code made of text", "escapes-sandbox", "up makes code out of text (eval).", '  eval("1"); // HERE'),
    Fault("an endless loop", "time-limit", "up runs longer than it may.", "  while (true) {} // HERE"),
    Fault(
        "an endless loop that waits",
        "time-limit",
        "up runs longer than it may.",
        '  for (;;)\n    await db.collection("users").findOne({}); // HERE',
    ),
    Fault(
        "a call that does not come back",
        "time-limit",
        "up runs longer than it may.",
        '  await db.collection("users").findOne({ $where: "sleep(9000)" }); // HERE',
    ),
    Fault(
        "a second up that finds less to do",
        "second-up-differs",
        "a second up does not make collection log, as the first did.",
        '  if ((await db.collection("users").countDocuments({ phone: null })) === 2) await db.createCollection("log"); // HERE\n'
        '  await db.collection<{ _id: string }>("users").updateMany({ _id: "c" }, { $set: { email: "c@example.org" } });\n'
        "  count += 1;\n"
        '  if (count > 1) await db.collection("log").drop();',
        '  await db.collection<{ _id: string }>("users").updateMany({ _id: "c" }, { $set: { email: "b@example.org" } });\n'
        '  await db.collection("log").drop();',
        head="let count = 0;",
    ),
    Fault(
        "a second up that fails",
        "second-up-fails",
        "a second up fails: once only.",
        '  if (count++ > 0) throw new Error("once only"); // HERE',
        head="let count = 0;",
    ),
    Fault(
        "values made anew each time",
        "non-deterministic",
        "a second up makes field at another way in 3 documents of users",
        '  await db.collection("users").updateMany({}, { $set: { at: new Date() } }); // HERE',
        '  await db.collection("users").updateMany({}, { $unset: { at: "" } });',
    ),
    Fault(
        "ids made anew each time",
        "non-deterministic",
        "a second up does not make 1 document in users, as the first did",
        '  await db.collection("users").insertOne({ email: "new@example.org" }); // HERE',
        '  await db.collection("users").deleteMany({ email: "new@example.org" });',
    ),
    Fault(
        "an import of what is not installed",
        "import-not-found",
        'Could not resolve "lodash-of-nobody"',
        "  map([]);",
        head='import { map } from "lodash-of-nobody"; // HERE',
    ),
    Fault(
        "an import of a file that is not there",
        "import-not-found",
        'Could not resolve "./helper"',
        "  await helper(db);",
        head='import { helper } from "./helper"; // HERE',
    ),
)

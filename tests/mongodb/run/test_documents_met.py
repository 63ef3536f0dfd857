"""Documents are made from what the code reads, so that it meets them; what met none is said, and never called a reversal."""

import json

import pytest

from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections

pytestmark = pytest.mark.mongod

LOOP = "for await (const d of db.collection('things').find({{}})) {{ const v = {}; await db.collection('things').updateOne({{ _id: d._id }}, {{ $set: {{ out: v ?? null }} }}); }}"
READ = {
    "text": "d.name?.trim().toLowerCase()", "text by split": "d.tag?.split(',')[0]", "text in an object": "d.publisher?.address?.town?.toUpperCase()",
    "a list": "d.items?.map((i) => i.unit)", "a list in an object": "d.order?.lines?.length", "text in each element": "d.items?.map((i) => i.name?.trim())",
    "a list of lists of fields": "d.groups?.flatMap((g) => (g.members ?? []).map((m) => m.email?.toLowerCase()))",
    "a number": "d.price?.toFixed(2)", "arithmetic": "(d.cents ?? 0) / 100", "a date": "d.born?.getTime()", "an id": "d.owner?.getTimestamp?.()",
    "a subscript": "d['first name']?.trim()", "destructured": "(({ city }) => city?.trim())(d)", "a default": "(d.kind || 'none')",
}  # fmt: skip
FILTERS = [
    "{ status: 'old' }", "{ status: 'old', kind: 'b' }", "{ 'profile.city': 'Harare' }", "{ n: { $in: [3, 4] } }", "{ n: { $gt: 10 } }", "{ n: { $lte: -3 } }",
    "{ email: { $regex: '^admin@' } }", "{ code: /^ZW-[0-9]{3}$/ }", "{ at: { $type: 'string' } }", "{ at: { $type: 'date' } }", "{ n: { $type: [16, 18] } }",
    "{ tags: 'red' }", "{ tags: { $size: 3 } }", "{ items: { $elemMatch: { unit: 'kg', n: 2 } } }", "{ 'items.unit': 'kg' }", "{ $or: [{ a: 1 }, { b: 'x', c: 2 }] }",
    "{ $and: [{ a: 1 }, { b: { $ne: 'x' } }] }", "{ gone: { $exists: true }, kind: 'z' }", "{ _id: 'fixed' }", "{ price: { $gte: 1.5 } }", "{ flag: true }", "{ flag: false, n: 7 }",
    "{ owner: null }", "{ kind: { $nin: ['a'] }, state: 'open' }", "{ 'a.b.c': 5 }", "{ list: { $all: ['x', 'y'] } }", "{ n: { $mod: [4, 1] } }", "{ when: { $lt: new Date('2020-01-01') } }",
    "{ ref: new ObjectId('65f000000000000000000001') }", "{ name: { $eq: 'é 🎉' } }",
]  # fmt: skip
PIPELINES = {
    "lookup": "const r = await db.collection('orders').aggregate([{ $lookup: { from: 'users', localField: 'userId', foreignField: '_id', as: 'u' } }, { $match: { 'u.0': { $exists: true } } }]).toArray(); for (const o of r) await db.collection('orders').updateOne({ _id: o._id }, { $set: { joined: true } });",
    "find by another's field": "for await (const o of db.collection('orders').find({})) { const u = await db.collection('users').findOne({ _id: o.userId }); if (u) await db.collection('orders').updateOne({ _id: o._id }, { $set: { joined: true } }); }",
    "duplicates": "const r = await db.collection('orders').aggregate([{ $group: { _id: '$email', n: { $sum: 1 }, ids: { $push: '$_id' } } }, { $match: { n: { $gt: 1 } } }]).toArray(); for (const g of r) await db.collection('orders').updateMany({ email: g._id }, { $set: { joined: true } });",
    "duplicates by two fields": "const r = await db.collection('orders').aggregate([{ $group: { _id: { a: '$a', b: '$b' }, n: { $sum: 1 } } }, { $match: { n: { $gt: 1 } } }]).toArray(); for (const g of r) await db.collection('orders').updateMany({ a: g._id.a, b: g._id.b }, { $set: { joined: true } });",
    "array filters": "await db.collection('orders').updateMany({ lines: { $exists: true } }, { $set: { 'lines.$[l].unit': 'kilogram', joined: true } }, { arrayFilters: [{ 'l.unit': 'kg' }] });",
    "every element": "await db.collection('orders').updateMany({ lines: { $exists: true } }, { $set: { 'lines.$[].seen': true, joined: true } });",
    "bulk": "await db.collection('orders').bulkWrite([{ updateMany: { filter: { state: 'x', n: 3 }, update: { $set: { joined: true } } } }]);",
    "find and modify": "await db.collection('orders').findOneAndUpdate({ state: 'x' }, { $set: { joined: true } });",
    "delete": "await db.collection('orders').deleteMany({ state: 'spam', n: 3 });",
    "a cursor by hand": "const c = db.collection('orders').find({ state: 'x' }); while (await c.hasNext()) { const o = await c.next(); await db.collection('orders').updateOne({ _id: o._id }, { $set: { t: o.title.trim() } }); }",
    "a helper": "await fill(db.collection('orders'));\n}\nasync function fill(c: any) { await c.updateMany({ state: 'y' }, { $set: { joined: true } });",
}


def ran(up, sandbox, root, down="", form="ts"):
    text = f'import {{ ObjectId, type Db }} from "mongodb";\nexport async function up(db: Db) {{\n{up}\n}}\nexport async function down(db: Db) {{\n{down}\n}}\n'
    file = f"migrations/002_change.{form}"
    return execute(
        text, seed=seed_for(read_migration(text, file), Collections()), repository_root=root, file=file, sandbox=sandbox
    )


def met(found) -> int:
    return sum(write.met for write in found.writes)


@pytest.mark.parametrize("expression", READ.values(), ids=READ.keys())
def test_what_the_code_reads_is_there(expression, sandbox, root):
    found = ran(LOOP.format(expression), sandbox, root)
    assert {each.rule for each in found.findings if each.severity == "error"} <= {"down-leaves-residue"}, found
    assert met(found) > 0


@pytest.mark.parametrize("condition", FILTERS)
def test_some_document_meets_a_filter_and_another_misses_it(condition, sandbox, root):
    found = ran(f"await db.collection('things').updateMany({condition}, {{ $set: {{ touched: 1 }} }});", sandbox, root)
    assert {each.rule for each in found.findings if each.severity == "error"} == {"down-leaves-residue"}, found
    assert 0 < met(found) < found.documents


@pytest.mark.parametrize("body", PIPELINES.values(), ids=PIPELINES.keys())
def test_joins_groups_and_elements_find_something(body, sandbox, root):
    found = ran(body, sandbox, root)
    assert {each.rule for each in found.findings if each.severity == "error"} <= {"down-leaves-residue"}, found
    assert met(found) > 0


BACK = {
    "spelling": (
        "{ status: 'canceled' }",
        "{ $set: { status: 'cancelled' } }",
        "{ status: 'cancelled' }",
        "{ $set: { status: 'canceled' } }",
    ),
    "a flag": ("{ on: false }", "{ $set: { on: true } }", "{ on: true }", "{ $set: { on: false } }"),
    "a level": ("{ level: 1 }", "{ $set: { level: 2 } }", "{ level: 2 }", "{ $set: { level: 1 } }"),
    "a nested value": ("{ 'a.b': 'x' }", "{ $set: { 'a.b': 'y' } }", "{ 'a.b': 'y' }", "{ $set: { 'a.b': 'x' } }"),
}


@pytest.mark.parametrize("steps", BACK.values(), ids=BACK.keys())
def test_a_way_back_that_takes_more_than_the_way_there_is_found_out(steps, sandbox, root):
    where, there, whence, back = steps
    found = ran(
        f"await db.collection('things').updateMany({where}, {there});",
        sandbox,
        root,
        f"await db.collection('things').updateMany({whence}, {back});",
    )
    assert {each.rule for each in found.findings if each.severity == "error"} == {"down-leaves-residue"}


SOUND = {
    "text to a list and back": ("await db.collection('t').updateMany({ tag: { $type: 'string' } }, [{ $set: { tags: ['$tag'] } }, { $unset: 'tag' }]);", "await db.collection('t').updateMany({ tags: { $type: 'array' } }, [{ $set: { tag: { $first: '$tags' } } }, { $unset: 'tags' }]);"),
    "a nested rename": ("await db.collection('t').updateMany({ 'a.b': { $exists: true } }, { $rename: { 'a.b': 'a.c' } });", "await db.collection('t').updateMany({ 'a.c': { $exists: true } }, { $rename: { 'a.c': 'a.b' } });"),
    "a guarded insert": ("if (!(await db.collection('t').findOne({ name: 'root' }))) await db.collection('t').insertOne({ _id: 'r' as any, name: 'root' });", "await db.collection('t').deleteOne({ name: 'root' });"),
    "an upsert": ("await db.collection('t').updateOne({ name: 'root' }, { $setOnInsert: { _id: 'r' as any } }, { upsert: true });", "await db.collection('t').deleteOne({ name: 'root' });"),
    "a copy into a new collection": ("const all = await db.collection('t').find({ kind: 'old' }).toArray(); if (all.length) await db.collection('archive').insertMany(all);", "await db.collection('archive').drop().catch(() => false);"),
    "a number that comes back as a double": ("await db.collection('t').updateMany({ n: 4 }, { $mul: { n: 2 } });", "await db.collection('t').updateMany({ n: 8 }, { $mul: { n: 0.5 } });"),
    "a session": ("const s = db.client.startSession(); try { await db.collection('t').updateMany({ k: 'v' }, { $set: { extra: 1 } }, { session: s }); } finally { await s.endSession(); }", "await db.collection('t').updateMany({ k: 'v' }, { $unset: { extra: '' } });"),
}  # fmt: skip


@pytest.mark.parametrize("steps", SOUND.values(), ids=SOUND.keys())
def test_what_is_sound_is_not_refused(steps, sandbox, root):
    found = ran(steps[0], sandbox, root, steps[1])
    assert [each for each in found.findings if each.severity == "error"] == []
    assert found.status == "passed"


def test_what_met_nothing_is_said_and_proves_nothing(sandbox, root):
    found = ran(
        "await db.collection('t').updateMany({ $expr: { $eq: ['$never', 'x'] } }, { $set: { z: 1 } });", sandbox, root
    )
    assert [each.rule for each in found.findings] == ["changed-nothing"]
    assert found.changed is False


def test_a_second_up_in_a_row_tells_whether_it_can_be_run_again(sandbox, root):
    once = ran("await db.collection('t').rename('u');", sandbox, root, "await db.collection('u').rename('t');")
    twice = ran(
        "await db.collection('t').updateMany({ k: 1 }, { $set: { z: 1 } });",
        sandbox,
        root,
        "await db.collection('t').updateMany({ k: 1 }, { $unset: { z: '' } });",
    )
    assert (once.rerunnable, twice.rerunnable) == (False, True)


TRANSACTION = """await client.withSession(async (s) => s.withTransaction(async () => {
  await db.collection('t').updateMany({ k: 'v' }, { $set: { extra: 1 } }, { session: s });
}));"""


def test_a_transaction_through_the_given_client_is_run(replica_set, root):
    text = f"module.exports = {{ async up(db, client) {{ {TRANSACTION} }}, async down(db, client) {{ await client.db().collection('t').updateMany({{ k: 'v' }}, {{ $unset: {{ extra: '' }} }}); }} }};"
    seed = seed_for(read_migration(text, "m.js"), Collections())
    found = execute(text, seed=seed, repository_root=root, file="m.js", sandbox=replica_set)
    assert (found.status, [each for each in found.findings if each.severity == "error"]) == ("passed", [])
    assert met(found) > 0


HELPERS = {
    "a file beside it": ("./fill", "migrations/fill.ts"), "a folder's index": ("../lib", "lib/index.js"), "its JavaScript name": ("./fill.js", "migrations/fill.ts"),
    "an alias": ("@/db/fill", "src/db/fill.ts"), "a package of the repository": ("shared/fill", "packages/shared/fill.ts"),
    "a subpath import": ("#db/fill.js", "src/db/fill.js"), "a subpath import of one file": ("#fill", "src/fill.js"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "path"), HELPERS.values(), ids=HELPERS.keys())
def test_files_of_the_repository_run_with_the_migration(name, path, sandbox, tmp_path):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text(
        "export const fill = async (db: any) => db.collection('t').updateMany({}, { $set: { z: 1 } });\n".replace(
            ": any", "" if path.endswith(".js") else ": any"
        )
    )
    imports = {"#db/*.js": "./src/db/*.js", "#fill": {"default": "./src/fill.js"}, "#out": "../../out.js"}
    (tmp_path / "package.json").write_text(json.dumps({"workspaces": ["packages/*"], "imports": imports}))
    if "packages" in path:
        (tmp_path / "packages/shared/package.json").write_text('{"name": "shared"}')
    text = f"import {{ fill }} from '{name}';\nexport const up = async ({{ db }}) => {{ await db.createCollection('made'); await fill(db); }};\nexport const down = async ({{ db }}) => {{ await db.collection('made').drop(); }};\n"
    found = execute(text, repository_root=tmp_path, file="migrations/002_a.ts", sandbox=sandbox)
    assert (found.status, [each for each in found.findings if each.severity != "note"]) == ("passed", [])


@pytest.mark.parametrize("name", ["/etc/hostname.json", "../../../../etc/hostname", "./link.json", "#out"])
def test_what_lies_outside_the_repository_is_not_read(name, sandbox, tmp_path):
    outside, root = tmp_path / "secret.json", tmp_path / "repository"
    outside.write_text('{"key": "s3cret"}')
    (root / "migrations").mkdir(parents=True)
    (root / "migrations/link.json").symlink_to(outside)
    (root / "package.json").write_text('{"imports": {"#out": "../secret.json"}}')
    text = f"import secret from '{name}';\nexport async function up(db) {{ throw new Error(JSON.stringify(secret)); }}\nexport async function down() {{}}\n"
    found = execute(text, repository_root=root, file="migrations/002_a.js", sandbox=sandbox)
    assert [each.rule for each in found.findings] == ["import-not-found"]
    assert "s3cret" not in str(found)


def test_a_package_is_not_run_and_not_held_against_the_migration(sandbox, tmp_path):
    """It runs with a stand-in; what rests on an answer of that is neither proved nor refuted, and that is said."""
    (tmp_path / "package.json").write_text('{"dependencies": {"natural": "4"}}')
    text = "import _ from 'natural';\nexport async function up(db) { await db.collection('t').insertOne({ a: _.last([1]) }); }\nexport async function down() {}\n"
    found = execute(text, repository_root=tmp_path, file="m.js", sandbox=sandbox)
    assert (found.status, {item.severity for item in found.findings}) == ("not checked", {"note"})
    assert "natural, a package of the repository" in found.why
    assert [write.met for write in found.writes] == [1]


def test_a_package_that_comes_with_this_program_is_run(sandbox, tmp_path):
    (tmp_path / "package.json").write_text('{"dependencies": {"lodash": "4", "dayjs": "1"}}')
    text = """import _ from 'lodash';
import get from 'lodash/get';
import dayjs from 'dayjs';
import utc from 'dayjs/plugin/utc';
dayjs.extend(utc);
export async function up(db) {
  const at = dayjs.utc('2026-01-31').add(1, 'month').format('YYYY-MM-DD');
  await db.collection('t').insertOne({ _id: 'a', last: _.last([1, 2]), at, deep: get({ a: { b: 3 } }, 'a.b') });
  const [kept] = await db.collection('t').find().toArray();
  if (!_.isEqual(kept, { _id: 'a', last: 2, at: '2026-02-28', deep: 3 })) throw new Error(JSON.stringify(kept));
}
export async function down(db) { await db.collection('t').drop(); }
"""
    found = execute(text, repository_root=tmp_path, file="m.js", sandbox=sandbox)
    assert (found.status, [item.rule for item in found.findings]) == ("passed", ["stand-in"]), found
    assert all(name in found.findings[0].message for name in ("lodash", "dayjs"))


def test_what_is_called_for_its_own_sake_decides_nothing(sandbox, tmp_path):
    (tmp_path / "package.json").write_text('{"dependencies": {"job-processor": "1"}}')
    text = "import { addJob } from 'job-processor';\nexport async function up(db) { await db.collection('t').insertOne({ _id: 'a' }); await addJob({ name: 'x' }); }\nexport async function down(db) { await db.collection('t').drop(); }\n"
    found = execute(text, repository_root=tmp_path, file="m.js", sandbox=sandbox)
    assert (found.status, [item.rule for item in found.findings]) == ("passed", ["stand-in"])
    assert "job-processor" in found.findings[0].message


READS = """const fs = require('fs');
const path = require('path');
module.exports = {
  async up(db) {
    const rows = JSON.parse(fs.readFileSync(path.join(__dirname, '../data/rows.json'), 'utf8'));
    await db.collection('t').insertMany(rows);
  },
  async down(db) { await db.collection('t').drop(); },
};
"""


def test_a_file_of_the_repository_is_read_and_no_other(sandbox, tmp_path):
    (tmp_path / "migrations").mkdir()
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "rows.json").write_text('[{"_id": "a"}, {"_id": "b"}]')
    found = execute(READS, repository_root=tmp_path, file="migrations/m.js", sandbox=sandbox)
    assert (found.status, [write.met for write in found.writes]) == ("passed", [2]), found
    secret = tmp_path.parent / f"{tmp_path.name}-secret.json"
    secret.write_text('[{"_id": "secret"}]')
    for there in (f"../../{secret.name}", str(secret), "../.env", "../node_modules/x.json", "../link.json"):
        (tmp_path / ".env").write_text("[]")
        if not (tmp_path / "link.json").is_symlink():
            (tmp_path / "link.json").symlink_to(secret)
        text = READS.replace(
            "path.join(__dirname, '../data/rows.json')",
            repr(there) if there.startswith("/") else f"path.join(__dirname, {there!r})",
        )
        found = execute(text, repository_root=tmp_path, file="migrations/m.js", sandbox=sandbox)
        assert (found.status, found.writes) != ("passed", ()), there
        assert not any(write.met for write in found.writes), there
        assert 'secret"' not in repr(found), there


def test_what_a_stand_in_kept_from_loading_is_no_fault_of_the_migration(sandbox, tmp_path):
    (tmp_path / "package.json").write_text('{"dependencies": {"lodash": "4"}}')
    text = (
        "import _ from 'lodash';\n_.ours.begin();\nexport async function up(db) {}\nexport async function down() {}\n"
    )
    found = execute(text, repository_root=tmp_path, file="m.js", sandbox=sandbox)
    assert (found.status, [item.severity for item in found.findings if item.severity == "error"]) == ("not checked", [])
    assert "lodash" in found.why


SHAPES = {
    "a list in an object, taken apart": "const fixed = ({ state }) => state.lines.length === 0 ? { lines: ['x'] } : { lines: [...state.lines, 'y'] };\nexport async function up(db) {\n  for await (const d of db.collection('things').find({ state: { $exists: true } })) await db.collection('things').updateOne({ _id: d._id }, { $set: { state: fixed(d) } });\n}",
    "lists in elements of lists, by a function of its own": "const tree = (e) => ({ ...e, kids: (e.kids ?? []).map((kid) => leaf(kid)) });\nconst leaf = (e) => { if (e.modifiers) e.modifiers.forEach((m) => { m.seen = true; }); return { ...e, leaf: true }; };\nexport async function up(db) {\n  for await (const d of db.collection('things').find()) await db.collection('things').updateOne({ _id: d._id }, { $set: { tree: tree(d.tree), name: d.name } });\n}",
    "a method that no list and no object has as a field": "export async function up(db) {\n  for await (const d of db.collection('things').find()) {\n    if (d.top.parameters.findIndex((p) => p.id === 'c') === -1) d.top.parameters.push({ id: 'c' });\n    await db.collection('things').updateOne({ _id: d._id }, { $set: { top: d.top } });\n  }\n}",
}  # fmt: skip


@pytest.mark.parametrize("body", SHAPES.values(), ids=SHAPES.keys())
def test_documents_get_the_shape_that_the_code_works_on(body, sandbox, root):
    text = f"{body}\nexport async function down(db) {{}}\n"
    parsed = read_migration(text, "m.js")
    found = execute(
        text,
        seed=seed_for(parsed, Collections()),
        repository_root=root,
        file="m.js",
        sandbox=sandbox,
        reseed=lambda observed: seed_for(parsed, Collections(), observed=observed),
    )
    assert "up-fails" not in {item.rule for item in found.findings}, found.findings
    assert met(found) > 0


LACKING = {
    "a setting of the process": ("const Db = process['_mongo_db'];\nexport async function up() { await Db.db.command({ create: 'x' }); }", "process._mongo_db"),
    "an end while it is loaded": ("if (!globalThis.settings) process.exit(1);\nexport async function up(db) { await db.createCollection('x'); }", "process.exit()"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "told"), LACKING.values(), ids=LACKING.keys())
def test_what_another_part_of_the_program_would_have_set_is_no_fault_of_the_migration(text, told, sandbox, root):
    found = execute(f"{text}\nexport async function down() {{}}\n", repository_root=root, file="m.js", sandbox=sandbox)
    assert (found.status, found.findings) == ("not checked", ())
    assert told in found.why


def test_another_database_is_told_as_that_also_where_the_error_is_thrown_on_in_other_words(sandbox, root):
    up = "try { await db.client.db('other').collection('x').updateMany({}, { $set: { a: 1 } }); } catch (e) { throw new Error(`Migration failed: ${e.message}`); }"
    found = ran(up, sandbox, root)
    assert {item.rule for item in found.findings if item.severity == "error"} == {"escapes-database"}

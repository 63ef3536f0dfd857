"""States that a database may well be in and that the documents of the verdict do not show: told where `up` fails on one, and only there."""

import pytest

from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold

pytestmark = pytest.mark.mongod

INIT = """export async function up(db) {
  await db.createCollection("users");
  await db.collection("users").createIndex({ email: 1 }, { unique: true, name: "idx_users_email" });
  await db.createCollection("events");
}
export async function down(db) { await db.collection("events").drop(); await db.collection("users").drop(); }
"""
DECLARED = [
    ("users", "email", "string", (), False, True),
    ("users", "name", "string", (), False, True),
    ("users", "handle", "string", (), True, True),
    ("users", "logins", "number", (), False, True),
    ("users", "price", "string", (), False, True),
    ("events", "hostId", "string", (), False, True),
    ("events", "status", "string", ("live", "over"), False, True),
]


def proved(sandbox, root, up, down="", declared=DECLARED):
    """The findings that are not notes, as rule and message."""
    return [(item.rule, item.message, item.help) for item in findings(sandbox, root, up, down, declared)]


def findings(sandbox, root, up, down, declared):
    text = f"export async function up(db: any) {{\n{up}\n}}\nexport async function down(db: any) {{\n{down}\n}}\n"
    parsed, before = read_migration(text, "m.ts"), fold([("001_init.ts", INIT)], Collections())

    def seed(observed=None):
        return seed_for(parsed, before, declared=declared, observed=observed)

    done = execute(text, seed=seed(), repository_root=root, file="m.ts", sandbox=sandbox, reseed=seed)
    return [item for item in done.findings if item.severity != "note"]


EMBED = """for await (const event of db.collection("events").find()) {{
  const host = await db.collection("users").findOne({{ _id: event.hostId }});
  {then}
}}"""
SET_NAME = 'await db.collection("events").updateOne({ _id: event._id }, { $set: { hostName: host.name } });'
UNSET_NAME = 'await db.collection("events").updateMany({}, { $unset: { hostName: "" } });'
ARCHIVE = """const over = await db.collection("events").find({{ status: "over" }}).toArray();
const list = over.map((event: any) => ({{ updateOne: {{ filter: {{ _id: event._id }}, update: {{ $set: {{ archived: true }} }} }} }}));
{guard}await db.collection("events").bulkWrite(list);"""
UNARCHIVE = 'await db.collection("events").updateMany({}, { $unset: { archived: "" } });'
ADMIN = '{ _id: "admin", email: "a@example.org", name: "Admin", logins: 0 }'
INDEX = 'await db.collection("users").createIndex({{ {field}: 1 }}, {{ unique: true, sparse: true, name: "idx_users_{field}" }});'
COUNT = 'await db.collection("users").updateMany({filter}, {{ $inc: {{ logins: 1 }} }});'
UNCOUNT = 'await db.collection("users").updateMany({ logins: { $type: "number" } }, { $inc: { logins: -1 } });'

DEPENDING = {
    "a reference that leads nowhere": (EMBED.format(then=SET_NAME), UNSET_NAME, "users lacks a document", "$lookup"),
    "the next of a cursor": (
        (
            'const first = await db.collection("users").find({ handle: "x" }).next();\n'
            'await db.collection("events").updateMany({}, { $set: { hostName: first.name } });'
        ),
        UNSET_NAME,
        "users lacks a document",
        'countDocuments({"handle": "x"})',
    ),
    "a list of nothing": (ARCHIVE.format(guard=""), UNARCHIVE, "where nothing matches", "length of the list"),
    "a key that is taken": (
        f'await db.collection("users").insertOne({ADMIN});',
        'await db.collection("users").deleteOne({ _id: "admin" });',
        'email "a@example.org"',
        'countDocuments({"email": "a@example.org"})',
    ),
    "a key that is taken, by an upsert": (
        'await db.collection("users").updateOne({ _id: "admin" }, { $setOnInsert: { email: "a@example.org", name: "Admin" } }, { upsert: true });',
        'await db.collection("users").deleteOne({ _id: "admin" });',
        'email "a@example.org"',
        'countDocuments({"email": "a@example.org"})',
    ),
    "two that share what a sparse index may hold once": (
        INDEX.format(field="handle"),
        'await db.collection("users").dropIndex("idx_users_handle");',
        "two documents of users share handle",
        "$group",
    ),
    "a count that was never filled in": (COUNT.format(filter="{}"), UNCOUNT, "logins", '$type: "number"'),
}
HANDLED = {
    "a reference that is looked at first": (EMBED.format(then=f"if (host) {SET_NAME}"), UNSET_NAME),
    "a list that is asked for its length": (ARCHIVE.format(guard="if (list.length > 0) "), UNARCHIVE),
    "a key that is looked for first": (
        f'if (!(await db.collection("users").findOne({{ $or: [{{ _id: "admin" }}, {{ email: "a@example.org" }}] }}))) await db.collection("users").insertOne({ADMIN});',
        'await db.collection("users").deleteOne({ _id: "admin", name: "Admin" });',
    ),
    "an index on a field of its own making": (
        INDEX.format(field="badge"),
        'await db.collection("users").dropIndex("idx_users_badge");',
    ),
    "a count of numbers alone": (COUNT.format(filter='{ logins: { $type: "number" } }'), UNCOUNT),
}


@pytest.mark.parametrize("kind", DEPENDING)
def test_a_state_on_which_up_fails_is_told_with_what_counts_it(sandbox, root, kind):
    up, down, told, counted = DEPENDING[kind]
    found = proved(sandbox, root, up, down)
    assert [rule for rule, message, help_ in found if told in message and counted in help_] == ["depends-on-documents"]


@pytest.mark.parametrize("kind", HANDLED)
def test_one_that_the_code_handles_is_not(sandbox, root, kind):
    assert [item for item in proved(sandbox, root, *HANDLED[kind]) if item[0] == "depends-on-documents"] == []


CITY = 'await db.collection("events").updateMany({}, { $set: { city: "Harare" } });'
NO_CITY = 'await db.collection("events").updateMany({}, { $unset: { city: "" } });'


def test_what_an_older_interface_says_stands_in_documents_and_is_overwritten(sandbox, root):
    known = [*DECLARED, ("events", "city", "string", (), True, True)]
    assert "down does not restore field city" in {r: m for r, m, _ in proved(sandbox, root, CITY, NO_CITY, known)}["down-leaves-residue"]  # fmt: skip


def test_what_the_interface_says_since_the_migration_does_not(sandbox, root):
    new = [*DECLARED, ("events", "city", "string", (), True, False)]
    assert proved(sandbox, root, CITY, NO_CITY, new) == []


def test_decimals_that_are_cut_off_are_named(sandbox, root):
    up = """for await (const user of db.collection("users").find()) {
  await db.collection("users").updateOne({ _id: user._id }, { $set: { price: parseInt(user.price) } });
}"""
    down = """for await (const user of db.collection("users").find()) {
  await db.collection("users").updateOne({ _id: user._id }, { $set: { price: String(user.price) } });
}"""
    assert [m for r, m, _ in proved(sandbox, root, up, down) if r == "cuts-values" and '.50" became' in m]


def test_a_strict_validator_that_no_document_passes_is_an_error(sandbox, root):
    up = """await db.command({ collMod: "events", validationLevel: "strict", validator: { $jsonSchema: { required: ["language"],
  properties: { language: { bsonType: "string" } } } } });"""
    down = 'await db.command({ collMod: "events", validator: {} });'
    assert [rule for rule, _, _ in proved(sandbox, root, up, down)] == ["strict-validator"]


def test_promises_that_are_gathered_and_waited_for_later_are_waited_for(sandbox, root):
    up = """const all: any[] = [];
for (const user of await db.collection("users").find().toArray()) all.push(Promise.reject(new Error(`no ${user._id}`)));
await new Promise((resolve) => setTimeout(resolve, 5));
await Promise.all(all);"""
    assert {rule for rule, _, _ in proved(sandbox, root, up)} == {"up-fails"}


def test_a_backup_that_up_makes_and_down_drops_is_not_there_before(sandbox, root):
    up = """for await (const user of db.collection("users").find({ handle: { $exists: true } })) {
  await db.collection("users_backup").replaceOne({ _id: user._id }, { handle: user.handle }, { upsert: true });
}
await db.collection("users").updateMany({}, { $unset: { handle: "" } });"""
    down = """for await (const kept of db.collection("users_backup").find()) {
  await db.collection("users").updateOne({ _id: kept._id }, { $set: { handle: kept.handle } });
}
await db.collection("users_backup").drop();"""
    assert proved(sandbox, root, up, down) == []


def test_each_key_that_is_taken_is_tried(sandbox, root):
    up = f'if (!(await db.collection("users").findOne({{ email: "a@example.org" }}))) await db.collection("users").insertOne({ADMIN});'
    down = 'await db.collection("users").deleteOne({ _id: "admin" });'
    found = proved(sandbox, root, up, down)
    assert ['_id "admin"' in message for rule, message, _ in found if rule == "depends-on-documents"] == [True]


PROMISED = [(*item, item[3], item[4]) for item in DECLARED]
MAP = 'await db.collection("events").updateMany({{ status: "{old}" }}, {{ $set: {{ status: "{new}" }} }});'
DOUBLE = 'await db.collection("users").updateMany({{}}, {{ $mul: {{ logins: {by} }} }});'


@pytest.mark.parametrize(
    ("up", "down", "told"),
    [
        (MAP.format(old="over", new="ended"), MAP.format(old="ended", new="over"), 'events: status is "ended"'),
        (DOUBLE.format(by=2), DOUBLE.format(by=0.5), "users: logins is lacking"),
    ],
)
def test_what_only_documents_show_that_the_interface_rules_out_is_a_warning_that_says_so(sandbox, root, up, down, told):
    found = findings(sandbox, root, up, down, PROMISED)
    assert [item.message for item in found if item.severity == "error"] == []
    assert [told in item.message for item in found if item.rule == "down-leaves-residue"] == [True]


def test_a_value_that_the_interface_lists_is_held_before_and_no_down_tells_it_apart(sandbox, root):
    up, down = MAP.format(old="over", new="live"), MAP.format(old="live", new="over")
    assert [item.severity for item in findings(sandbox, root, up, down, PROMISED)] == ["error"]


def test_a_value_that_the_interface_lists_no_longer_is_what_the_migration_is_for(sandbox, root):
    """No document as the interface has it is changed: the others are judged as they were."""
    up = 'await db.collection("events").updateMany({ status: "old" }, { $set: { status: "over" } });'
    down = 'await db.collection("events").updateMany({ status: "over" }, { $set: { status: "old" } });'
    assert [item.severity for item in findings(sandbox, root, up, down, PROMISED)] == ["error"]


def test_a_list_that_is_empty_on_every_document_that_the_interface_allows_is_an_error(sandbox, root):
    up = ARCHIVE.format(guard="").replace('"over"', '"retired"')
    assert [item.severity for item in findings(sandbox, root, up, UNARCHIVE, PROMISED) if "none is what it looks for" in item.message] == ["error"]  # fmt: skip


@pytest.mark.parametrize(
    ("down", "told"),
    [
        ('await db.collection("users").deleteOne({ _id: "admin" });', [True]),
        ('await db.collection("users").deleteOne({ _id: "admin", madeBy: "002" });', []),
    ],
)
def test_a_down_that_deletes_what_an_upsert_found_there_is_told(sandbox, root, down, told):
    up = 'await db.collection("users").updateOne({ _id: "admin" }, { $setOnInsert: { madeBy: "002", email: "a@example.org" } }, { upsert: true });'
    found = findings(sandbox, root, up, down, [])
    assert ["also where it was there before up" in item.message for item in found if item.rule == "down-leaves-residue"] == told  # fmt: skip


LISTED = [*PROMISED, ("events", "lines", "object[]", (), False, True, (), False), ("events", "lines[].item", "string", (), False, True, (), False)]  # fmt: skip
SPLIT = """for await (const event of db.collection("events").find({filter})) {{
  await db.collection("event_lines").insertMany(event.lines.map((line: any, at: number) => ({{ ...line, _id: `${{event._id}}-${{at}}`, owner: event._id }})));
}}
await db.collection("events").updateMany({{}}, {{ $unset: {{ lines: "" }} }});"""
JOIN = """for await (const { _id, owner, ...rest } of db.collection("event_lines").find().sort({ _id: 1 })) {
  await db.collection("events").updateOne({ _id: owner }, { $push: { lines: rest } });
}
await db.collection("event_lines").drop();"""


@pytest.mark.parametrize(
    ("filter_", "rule", "told"),
    [
        ("", "depends-on-documents", "up fails where lines of a document of events is an empty list"),
        ('{ "lines.0": { $exists: true } }', "down-leaves-residue", "down does not bring lines back where lines"),
    ],
)
def test_a_list_that_holds_nothing_is_tried(sandbox, root, filter_, rule, told):
    found = findings(sandbox, root, SPLIT.format(filter=filter_), JOIN, LISTED)
    assert [item.severity for item in found if item.rule == rule and told in item.message] == ["warning"]


def test_a_step_that_fails_on_what_the_interface_rules_out_depends_on_documents(sandbox, root):
    up = 'await db.collection("events").aggregate([{ $group: { _id: "$status", n: { $sum: 1 } } }, { $merge: { into: "by_status" } }]).toArray();'
    found = findings(sandbox, root, up, 'await db.collection("by_status").drop();', PROMISED)
    assert [item.severity for item in found if "cannot be missing" in item.message] == ["warning"]
    assert [item for item in found if item.severity == "error"] == []


def test_a_down_that_deletes_what_was_looked_for_first_is_told(sandbox, root):
    up = f'if (!(await db.collection("users").findOne({{ email: "a@example.org" }}))) await db.collection("users").insertOne({ADMIN});'
    found = findings(sandbox, root, up, 'await db.collection("users").deleteOne({ _id: "admin" });', DECLARED)
    assert [item.severity for item in found if "also where it was there before up" in item.message] == ["warning"]


TICKETS = [
    ("tickets", "messages", "object[]", (), False, True),
    ("tickets", "messages[].by", "string", (), False, True),
]
MARK = (
    'await db.collection("tickets").updateMany({ "messages.by": "staff" }, { $set: { "messages.$[m].hidden": false } }, '
    '{ arrayFilters: [{ "m.by": "staff", "m.hidden": { $exists: false } }] });'
)
UNMARK = 'await db.collection("tickets").updateMany({ "messages.hidden": { $exists: true } }, { $unset: { "messages.$[].hidden": "" } });'


def test_a_part_of_a_lists_elements_that_nothing_speaks_of_is_new(sandbox, root):
    assert proved(sandbox, root, MARK, UNMARK, TICKETS) == []


def test_but_one_that_an_interface_has_is_there_on_some(sandbox, root):
    known = [*TICKETS, ("tickets", "messages[].hidden", "boolean", (), True, True)]
    assert "down-leaves-residue" in {rule for rule, _, _ in proved(sandbox, root, MARK, UNMARK, known)}


REFERENCE = """for await (const event of db.collection("events").find()) {
  if (!ObjectId.isValid(event.hostId)) continue;
  await db.collection("events").updateOne({ _id: event._id }, { $set: { host: new ObjectId(String(event.hostId)) } });
}"""


def test_a_text_that_is_asked_for_an_id_holds_one_in_some_document(sandbox, root):
    down = 'await db.collection("events").updateMany({}, { $unset: { host: "" } });'
    text = f'import {{ ObjectId }} from "mongodb";\nexport async function up(db: any) {{\n{REFERENCE}\n}}\nexport async function down(db: any) {{\n{down}\n}}\n'
    parsed, before = read_migration(text, "m.ts"), fold([("001_init.ts", INIT)], Collections())
    done = execute(
        text, seed=seed_for(parsed, before, declared=DECLARED), repository_root=root, file="m.ts", sandbox=sandbox
    )
    assert done.status == "passed"
    assert [write.met > 0 for write in done.writes] == [True]


def test_a_text_that_down_puts_back_is_not_cut_though_others_had_none(sandbox, root):
    """`""` and "new here" are one after up, so that down cannot tell them apart: of these, the empty one is not brought back."""
    up = 'await db.collection("users").updateMany({ price: "new here" }, { $set: { price: "" } });'
    down = 'await db.collection("users").updateMany({ price: "" }, { $set: { price: "new here" } });'
    rules = [rule for rule, _, _ in proved(sandbox, root, up, down)]
    assert "down-leaves-residue" in rules
    assert "cuts-values" not in rules


LEFT_OVER = """const count = await db.collection("badges").countDocuments();
if (count > 0) throw new Error(`badges still holds ${count} documents`);
await db.collection("badges").drop();"""
BADGES = [("badges", "name", "string", (), False, True)]


def test_who_stops_by_himself_where_documents_are_is_told_on_what_it_depends(sandbox, root):
    ((rule, message, _),) = proved(sandbox, root, LEFT_OVER, 'await db.createCollection("badges");', BADGES)
    assert rule == "depends-on-documents"
    assert message.startswith("up stops by itself where badges holds a document: badges still holds")


@pytest.mark.parametrize(
    "thrown", ['throw new Error("never");', "null.never;", 'if (count === 0) throw new Error("no");']
)
def test_who_stops_whatever_there_is_fails(sandbox, root, thrown):
    up = f'const count = await db.collection("badges").countDocuments();\nif (count > 0) null.some;\n{thrown}'
    rules = {rule for rule, _, _ in proved(sandbox, root, up, "", BADGES)}
    assert "up-fails" in rules

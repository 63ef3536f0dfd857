"""Values as people leave them: what tidies them up has something to do, and does not seem to come back."""

import pytest

from nhimbe_migrations.mongodb import read_migration
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.mongodb.state.collections import Collections

pytestmark = pytest.mark.mongod


def judged(sandbox, root, up, down):
    text = f"export async function up(db) {{\n{up}\n}}\nexport async function down(db) {{\n{down}\n}}\n"
    parsed, before = read_migration(text, "001-a.js"), Collections()
    return execute(text, seed=seed_for(parsed, before), repository_root=root, file="001-a.js", sandbox=sandbox,
                   reseed=lambda observed: seed_for(parsed, before, observed=observed))  # fmt: skip


def rules(ran, *severities):
    return {item.rule for item in ran.findings if item.severity in severities}


LOSING = {
    "case": (
        "await db.collection('people').updateMany({ name: { $type: 'string' } }, [{ $set: { name: { $toUpper: '$name' } } }]);",
        "await db.collection('people').updateMany({ name: { $type: 'string' } }, [{ $set: { name: { $toLower: '$name' } } }]);",
    ),
    "blanks around": (
        "for await (const one of db.collection('people').find({ name: { $type: 'string' } })) await db.collection('people').updateOne({ _id: one._id }, { $set: { name: one.name.trim() } });",
        "",
    ),
    "elements twice": (
        "await db.collection('people').updateMany({ tags: { $type: 'array' } }, [{ $set: { tags: { $setUnion: ['$tags', []] } } }]);",
        "",
    ),
    "what is cut off": (
        "await db.collection('people').updateMany({ memo: { $type: 'string' } }, [{ $set: { memo: { $substrCP: ['$memo', 0, 100] } } }]);",
        "",
    ),
    "fields that a copy leaves out": (
        (
            "const old = await db.collection('tickets').find({ status: 'done' }).project({ subject: 1, status: 1 }).toArray();\n"
            "if (old.length) await db.collection('archive').insertMany(old);\nawait db.collection('tickets').deleteMany({ status: 'done' });"
        ),
        "const old = await db.collection('archive').find({}).toArray();\nif (old.length) await db.collection('tickets').insertMany(old);\nawait db.collection('archive').drop();",
    ),
    "elements past the last ten": (
        "await db.collection('people').updateMany({ tags: { $type: 'array' } }, { $push: { tags: { $each: [], $slice: -10 } } });",
        "",
    ),
    "elements that are taken out": (
        "await db.collection('people').updateMany({}, { $pull: { friends: { visits: 0 } } });",
        "",
    ),
    "decimals": (
        "await db.collection('spools').updateMany({ weight: { $type: 'number' } }, [{ $set: { weight: { $round: [{ $multiply: ['$weight', 1000] }, 0] } } }]);",
        "await db.collection('spools').updateMany({ weight: { $type: 'number' } }, [{ $set: { weight: { $divide: ['$weight', 1000] } } }]);",
    ),
}


@pytest.mark.parametrize("kind", LOSING)
def test_what_tidying_takes_away_is_seen(sandbox, root, kind):
    ran = judged(sandbox, root, *LOSING[kind])
    assert ran.status == "failed"
    assert ran.changed
    assert "down-leaves-residue" in rules(ran, "error")


def test_a_key_that_is_an_object_stops_nothing(sandbox, root):
    up = "for await (const one of db.collection('people').find({ _id: { kind: 'a', year: 2020 } })) await db.collection('people').updateOne({ _id: one._id }, { $set: { named: one.name.trim() } });"
    ran = judged(sandbox, root, up, "await db.collection('people').updateMany({}, { $unset: { named: '' } });")
    assert (ran.status, ran.changed) == ("passed", True)


def test_a_tidied_copy_beside_the_value_loses_nothing(sandbox, root):
    up = "await db.collection('people').updateMany({ email: { $type: 'string' }, emailLower: { $exists: false } }, [{ $set: { emailLower: { $toLower: { $trim: { input: '$email' } } } } }]);"
    ran = judged(sandbox, root, up, "await db.collection('people').updateMany({}, { $unset: { emailLower: '' } });")
    assert (ran.status, rules(ran, "error", "warning")) == ("passed", set())


def test_a_text_that_a_pipeline_cannot_convert_is_told_and_one_that_it_passes_over_is_not(sandbox, root):
    up = "await db.collection('shop').updateMany({ price: { $type: 'string' } }, [{ $set: { amount: %s } }]);"
    down = "await db.collection('shop').updateMany({}, { $unset: { amount: '' } });"
    ran = judged(sandbox, root, up % "{ $toDecimal: '$price' }", down)
    (told,) = (item for item in ran.findings if item.rule == "depends-on-documents")
    assert "price" in told.message
    assert "another shape" in told.message
    ran = judged(sandbox, root, up % "{ $convert: { input: '$price', to: 'decimal', onError: null } }", down)
    assert "depends-on-documents" not in rules(ran, "warning", "error")


def test_a_number_that_is_divided_by_may_be_zero(sandbox, root):
    up = "await db.collection('payments').updateMany({ rate: { $type: 'number' } }, [{ $set: { sats: %s } }]);"
    down = "await db.collection('payments').updateMany({}, { $unset: { sats: '' } });"
    divided = "{ $divide: ['$amount', '$rate'] }"
    ran = judged(sandbox, root, up % divided, down)
    assert any("rate of a document of payments is 0" in item.message for item in ran.findings)
    guarded = f"{{ $cond: [{{ $eq: ['$rate', 0] }}, null, {divided}] }}"
    ran = judged(sandbox, root, up % guarded, down)
    assert rules(ran, "warning", "error") == set()


def test_a_text_where_an_index_wants_a_place_is_told_unless_something_rules_it_out(sandbox, root):
    index = "await db.collection('venues').createIndex({ at: '2dsphere' }, { name: 'near' });"
    down = "await db.collection('venues').dropIndex('near');"
    ran = judged(sandbox, root, index, down)
    (told,) = (item for item in ran.findings if item.rule == "depends-on-documents")
    assert "at of a document of venues is neither GeoJSON nor a pair of numbers" in told.message
    made = "await db.collection('venues').updateMany({ at: { $exists: false } }, { $set: { at: { type: 'Point', coordinates: [31, -17] }, marked: 1 } });\n"
    back = "\nawait db.collection('venues').updateMany({ marked: 1 }, { $unset: { at: '', marked: '' } });"
    assert "depends-on-documents" not in rules(
        judged(sandbox, root, made + index, down + back), "note", "warning", "error"
    )


def test_twins_that_are_told_apart_before_a_unique_index_do_not_become_twins_again(sandbox, root):
    up = (
        "const seen = new Set();\nfor await (const one of db.collection('events').find({ slug: { $exists: true } })) {\n"
        "  if (seen.has(one.slug)) await db.collection('events').updateOne({ _id: one._id }, { $set: { slug: one.slug + '-2' } });\n"
        "  seen.add(one.slug);\n}\nawait db.collection('events').createIndex({ slug: 1 }, { unique: true, sparse: true, name: 'one_slug' });"
    )
    text = f"export async function up(db) {{\n{up}\n}}\nexport async function down(db) {{\nawait db.collection('events').dropIndex('one_slug');\n}}\n"
    parsed, before = read_migration(text, "001-a.js"), Collections()
    declared = [("events", "slug", "string", (), True, True, (), True)]
    seed = seed_for(parsed, before, declared=declared)
    ran = execute(text, seed=seed, repository_root=root, file="001-a.js", sandbox=sandbox)
    assert any("slug back where two documents of events share it" in item.message for item in ran.findings)


def test_an_index_that_lets_text_expire_is_an_error_where_an_interface_calls_it_text(sandbox, root):
    for up, wrong in (
        ("", True),
        (
            "await db.collection('users').updateMany({ joined: { $type: 'string' } }, [{ $set: { joined: new Date(0) } }]);",
            False,
        ),
    ):
        index = "await db.collection('users').createIndex({ joined: 1 }, { expireAfterSeconds: 60, name: 'gone' });"
        text = f"export async function up(db) {{\n{up}\n{index}\n}}\nexport async function down(db) {{\nawait db.collection('users').dropIndex('gone');\n}}\n"
        parsed, before = read_migration(text, "001-a.js"), Collections()
        seed = seed_for(parsed, before, declared=[("users", "joined", "string", (), False, True, (), False)])
        ran = execute(text, seed=seed, repository_root=root, file="001-a.js", sandbox=sandbox)
        assert ("ttl-on-text" in rules(ran, "error")) is wrong


def test_code_that_asks_keys_for_what_only_an_objectid_has_gets_such_keys(sandbox, root):
    up = (
        "const twins = await db.collection('ips').aggregate([{ $group: { _id: '$ip', keep: { $first: '$_id' }, all: { $push: '$_id' } } }]).toArray();\n"
        "for (const twin of twins) for (const id of twin.all.filter((one) => !one.equals(twin.keep)))\n"
        "  await db.collection('ips').updateOne({ _id: id }, { $set: { twinOf: twin.keep } });"
    )
    ran = judged(sandbox, root, up, "await db.collection('ips').updateMany({}, { $unset: { twinOf: '' } });")
    assert (ran.status, rules(ran, "error")) == ("passed", set())


def test_a_mark_within_an_object_is_the_migrations_own(sandbox, root):
    up = "await db.collection('files').updateMany({ metadata: { $type: 'object' }, 'metadata.kind': { $exists: false } }, { $set: { 'metadata.kind': 'photo', 'metadata.marked': 1 } });"
    down = "await db.collection('files').updateMany({ 'metadata.marked': 1 }, { $unset: { 'metadata.kind': '', 'metadata.marked': '' } });"
    ran = judged(sandbox, root, up, down)
    assert (ran.status, ran.changed, rules(ran, "error")) == ("passed", True, set())


def test_documents_that_are_put_in_again_with_keys_of_the_driver_are_no_news(sandbox, root):
    up = "for await (const one of db.collection('tickets').find({ subject: { $type: 'string' } })) await db.collection('letters').insertOne({ subject: one.subject, copied: true });"
    ran = judged(sandbox, root, up, "await db.collection('letters').deleteMany({ copied: true });")
    assert (ran.status, rules(ran, "error", "warning")) == ("passed", set())


def test_an_up_that_a_filter_keeps_from_doing_it_twice_is_known_to_repeat(sandbox, root):
    push = "await db.collection('accounts').updateMany({ history: { $type: 'array'%s } }, { $push: { history: { note: 'migrated' } } });"
    down = "await db.collection('accounts').updateMany({}, { $pull: { history: { note: 'migrated' } } });"
    assert judged(sandbox, root, push % ", $not: { $elemMatch: { note: 'migrated' } }", down).repeats is True
    assert judged(sandbox, root, push % "", down).repeats is False

"""A collection that code names is known, whether by the driver or by a model of mongoose."""

from nhimbe_migrations.code_use.collection_names import collections_named

CODE = b"""
const users = db.collection<User>("users");
const old = await db.collection('legacy.items').find();
export const Alert = mongoose.model("Alerts", AlertsSchema);
export const Entry = mongoose.model<Entry>('Category', schema);
export const Printer = model(`Printer`, schema);
export const Spool = mongoose.model("Spool", schema, "spools_v2");
new Schema({}, { collection: "settings" });
"""


def test_names_are_those_of_the_driver_and_of_models():
    named = collections_named({"a.js": CODE, "b.ts": b"collection(name); model(schema)"})
    assert named >= {"users", "legacy.items", "alerts", "categories", "printers", "spools_v2", "settings"}
    assert "name" not in named

"""MongoDB migrations made up by seed, guarded and unguarded, as people and assistants write them. Nothing here knows what comes of them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from fresh.mongodb_worlds import Collection, MongoWorld

__all__ = ["MONGO_PRODUCTIONS"]

Bodies = tuple[str, str]
"""What stands in `up` and in `down`."""
Maker = Callable[[MongoWorld, random.Random], Bodies | None]


def _db(item: Collection | str) -> str:
    return f'db.collection("{item if isinstance(item, str) else item.name}")'


def add_field(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    name, value = chance.choice((("verified", "false"), ("tier", '"basic"'), ("score", "0"), ("labels", "[]")))
    up = chance.choice(
        (
            f"await {_db(item)}.updateMany({{ {name}: {{ $exists: false }} }}, {{ $set: {{ {name}: {value} }} }});",
            f"await {_db(item)}.updateMany({{}}, {{ $set: {{ {name}: {value} }} }});",
            f"for await (const doc of {_db(item)}.find({{ {name}: {{ $exists: false }} }})) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {name}: {value} }} }});\n}}",
            f"const docs = await {_db(item)}.find().toArray();\nawait {_db(item)}.bulkWrite(docs.map((doc) => ({{ updateOne: {{ filter: {{ _id: doc._id }}, update: {{ $set: {{ {name}: {value} }} }} }} }})));",
        )
    )
    return up, f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ {name}: "" }} }});'


def overwrite_field(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = item.of(chance.choice(("optional", "text", "count")))
    value = "0" if part.kind == "count" else json.dumps(chance.choice(("", "none", "standard")))
    filter_ = chance.choice(("{}", f"{{ {part.name}: {{ $exists: false }} }}", f"{{ {part.name}: null }}"))
    down = chance.choice(
        (
            f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ {part.name}: "" }} }});',
            f'await {_db(item)}.updateMany({{ {part.name}: {value} }}, {{ $unset: {{ {part.name}: "" }} }});',
        )
    )
    return f"await {_db(item)}.updateMany({filter_}, {{ $set: {{ {part.name}: {value} }} }});", down


def rename_field(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = chance.choice([item for item in item.fields if item.kind != "link"])
    others = [other.name for other in item.fields if other is not part]
    to = chance.choice((f"{part.name}New", f"main{part.name.title()}", chance.choice(others)))
    filter_ = chance.choice(("{}", f"{{ {part.name}: {{ $exists: true }} }}"))
    back = chance.choice(("{}", f"{{ {to}: {{ $exists: true }} }}"))
    return (
        f'await {_db(item)}.updateMany({filter_}, {{ $rename: {{ {part.name}: "{to}" }} }});',
        f'await {_db(item)}.updateMany({back}, {{ $rename: {{ {to}: "{part.name}" }} }});',
    )


def remove_field(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = item.of(chance.choice(("optional", "price")))
    if chance.random() < 0.4:
        kept = f"{item.name}_backup"
        return (
            f'for await (const doc of {_db(item)}.find({{ {part.name}: {{ $exists: true }} }})) {{\n  await {_db(kept)}.replaceOne({{ _id: doc._id }}, {{ {part.name}: doc.{part.name} }}, {{ upsert: true }});\n}}\nawait {_db(item)}.updateMany({{}}, {{ $unset: {{ {part.name}: "" }} }});',
            f"for await (const kept of {_db(kept)}.find()) {{\n  await {_db(item)}.updateOne({{ _id: kept._id }}, {{ $set: {{ {part.name}: kept.{part.name} }} }});\n}}\nawait {_db(kept)}.drop();",
        )
    return (
        f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ {part.name}: "" }} }});',
        f'await {_db(item)}.updateMany({{ {part.name}: {{ $exists: false }} }}, {{ $set: {{ {part.name}: "" }} }});',
    )


def convert(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    name = item.of("price").name
    to = chance.choice(("$toDouble", "$toInt", "$toDecimal"))
    forms = (
        f'await {_db(item)}.updateMany({{ {name}: {{ $exists: true }} }}, [{{ $set: {{ {name}: {{ {to}: "${name}" }} }} }}]);',
        f'await {_db(item)}.updateMany({{ {name}: {{ $type: "string" }} }}, [{{ $set: {{ {name}: {{ $convert: {{ input: "${name}", to: "double", onError: null, onNull: null }} }} }} }}]);',
        f"for await (const doc of {_db(item)}.find()) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {name}: parseFloat(doc.{name}) }} }});\n}}",
        f"for await (const doc of {_db(item)}.find({{ {name}: {{ $exists: true }} }})) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {name}: Math.round(Number(doc.{name})) }} }});\n}}",
    )
    if chance.random() < 0.3:
        text = f"{name}Text"
        return (
            f'await {_db(item)}.updateMany({{ {name}: {{ $type: "string" }}, {text}: {{ $exists: false }} }}, [{{ $set: {{ {text}: "${name}", {name}: {{ $convert: {{ input: "${name}", to: "double", onError: "${name}" }} }} }} }}]);',
            f'await {_db(item)}.updateMany({{ {text}: {{ $exists: true }} }}, [{{ $set: {{ {name}: "${text}" }} }}, {{ $unset: "{text}" }}]);',
        )
    return (
        chance.choice(forms),
        f'await {_db(item)}.updateMany({{ {name}: {{ $type: "number" }} }}, [{{ $set: {{ {name}: {{ $toString: "${name}" }} }} }}]);',
    )


def map_state(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = item.of("state")
    old, other = part.choices[:2]
    new = chance.choice((f"{old}ed", other))
    return (
        f'await {_db(item)}.updateMany({{ {part.name}: "{old}" }}, {{ $set: {{ {part.name}: "{new}" }} }});',
        f'await {_db(item)}.updateMany({{ {part.name}: "{new}" }}, {{ $set: {{ {part.name}: "{old}" }} }});',
    )


def unique_index(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = item.of(chance.choice(("optional", "text", "count", "state")))
    options = chance.choice(
        ("", ", sparse: true", f", partialFilterExpression: {{ {part.name}: {{ $exists: true }} }}")
    )
    name = f"idx_{item.name}_{part.name}"
    return (
        f'await {_db(item)}.createIndex({{ {part.name}: 1 }}, {{ unique: true{options}, name: "{name}" }});',
        f'await {_db(item)}.dropIndex("{name}");',
    )


def plain_index(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    one, two = chance.sample([part.name for part in item.fields], 2)
    keys = chance.choice((f"{one}: 1", f"{one}: 1, {two}: -1", f"{item.of('code').name}: 1"))
    name = f"idx_{item.name}_" + "_".join(key.split(":")[0].strip() for key in keys.split(","))
    return (
        f'await {_db(item)}.createIndex({{ {keys} }}, {{ name: "{name}" }});',
        f'await {_db(item)}.dropIndex("{chance.choice((name, name, name + "_1"))}");',
    )


def seed(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    document = dict(item.documents[0]) | {"_id": chance.choice(("seed-1", item.documents[0]["_id"]))}
    code = item.of("code").name
    document[code] = chance.choice((document[code], "brand-new"))
    document = {key: value for key, value in document.items() if not isinstance(value, dict)}
    date = next((part.name for part in item.fields if part.kind == "date" and not part.optional), None)
    text = json.dumps(document)
    if date:
        text = f'{text[:-1]}, "{date}": new Date("2026-01-01") }}'
    how = chance.randrange(4)
    if how == 0:
        up = f"await {_db(item)}.insertOne({text} as any);"
    elif how == 1:
        up = f"if (!(await {_db(item)}.findOne({{ {code}: {json.dumps(document[code])} }}))) {{\n  await {_db(item)}.insertOne({text} as any);\n}}"
    elif how == 2:
        rest = {key: value for key, value in document.items() if key != "_id"}
        up = f"await {_db(item)}.updateOne({{ _id: {json.dumps(document['_id'])} as any }}, {{ $setOnInsert: {json.dumps(rest)} }}, {{ upsert: true }});"
    else:
        fresh = chance.choice(("themes", "settings"))
        return (
            f'await {_db(fresh)}.insertMany([{{ _id: "a", label: "A" }}, {{ _id: "b", label: "B" }}] as any[]);',
            f'await {_db(fresh)}.deleteMany({{ _id: {{ $in: ["a", "b"] as any[] }} }});',
        )
    return up, f"await {_db(item)}.deleteOne({{ _id: {json.dumps(document['_id'])} as any }});"


def embed(world: MongoWorld, chance: random.Random) -> Bodies:
    child = chance.choice(world.collections[1:])
    parent = next(item for item in world.collections if item.name == child.parent)
    link, text = child.of("link").name, parent.of("text").name
    name = f"{parent.interface.lower()}{text.title()}"
    read = chance.choice((f"owner!.{text}", f"owner?.{text}", f"owner.{text}", f"owner ? owner.{text} : null"))
    guard = chance.choice(("", "", "  if (!owner) continue;\n"))
    kind = ": any" if "owner." in read and "!" not in read else ""
    up = f"for await (const doc of {_db(child)}.find()) {{\n  const owner{kind} = await {_db(parent)}.findOne({{ _id: doc.{link} }});\n{guard}  await {_db(child)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {name}: {read} }} }});\n}}"
    if chance.random() < 0.3:
        up = f"for (const doc of await {_db(child)}.find().toArray()) {{\n  const [owner] = await {_db(parent)}.find({{ _id: doc.{link} }}).toArray();\n  await {_db(child)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {name}: owner.{text} }} }});\n}}"
    return up, f'await {_db(child)}.updateMany({{}}, {{ $unset: {{ {name}: "" }} }});'


def bulk(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = item.of("state")
    state = chance.choice((*part.choices, "retired"))
    guard = chance.choice(("", "if (operations.length > 0) "))
    return (
        f"const docs = await {_db(item)}.find({{ {part.name}: {json.dumps(state)} as any }}).toArray();\nconst operations = docs.map((doc) => ({{ updateOne: {{ filter: {{ _id: doc._id }}, update: {{ $set: {{ archived: true }} }} }} }}));\n{guard}await {_db(item)}.bulkWrite(operations);",
        f'await {_db(item)}.updateMany({{ archived: true }}, {{ $unset: {{ archived: "" }} }});',
    )


def delete(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = item.of("state")
    state = chance.choice(part.choices)
    if chance.random() < 0.4:
        kept = f"{item.name}_{state}"
        return (
            f'const gone = await {_db(item)}.find({{ {part.name}: "{state}" }}).toArray();\nif (gone.length > 0) await {_db(kept)}.insertMany(gone);\nawait {_db(item)}.deleteMany({{ {part.name}: "{state}" }});',
            f"const kept = await {_db(kept)}.find().toArray();\nif (kept.length > 0) await {_db(item)}.insertMany(kept);\nawait {_db(kept)}.drop().catch(() => undefined);",
        )
    return f'await {_db(item)}.deleteMany({{ {part.name}: "{state}" }});', f"await {_db(item)}.countDocuments();"


def rename_collection(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    to = chance.choice((f"{item.name}Archive", chance.choice(world.collections).name))
    if chance.random() < 0.4:
        return (
            f'await db.renameCollection("{item.name}", "{to}");',
            f'await db.renameCollection("{to}", "{item.name}");',
        )
    return f'await {_db(item)}.rename("{to}");', f'await {_db(to)}.rename("{item.name}");'


def validator(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    part = chance.choice((item.of("state"), item.of("optional"), item.of("text")))
    rule = (
        {"enum": list(part.choices[: chance.choice((2, 3))])}
        if part.kind == "state"
        else {"bsonType": chance.choice(("string", "string", "int"))}
    )
    required = chance.choice(([], [part.name], ["language"]))
    properties = {part.name: rule} | ({"language": {"bsonType": "string"}} if required == ["language"] else {})
    schema = {"bsonType": "object", **({"required": required} if required else {}), "properties": properties}
    level = chance.choice(("strict", "moderate"))
    fill = (
        f'await {_db(item)}.updateMany({{ {required[0]}: {{ $exists: false }} }}, {{ $set: {{ {required[0]}: "none" }} }});\n'
        if required and chance.random() < 0.3
        else ""
    )
    before = "{}" if not item.validated else None
    if before is None:
        return None  # type: ignore[return-value]
    return (
        f'{fill}await db.command({{ collMod: "{item.name}", validator: {{ $jsonSchema: {json.dumps(schema)} }}, validationLevel: "{level}" }});',
        f'await db.command({{ collMod: "{item.name}", validator: {{}}, validationLevel: "strict" }});'
        + (
            f'\nawait {_db(item)}.updateMany({{ {required[0]}: "none" }}, {{ $unset: {{ {required[0]}: "" }} }});'
            if fill
            else ""
        ),
    )


def counter(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    name = item.of("count").name
    filter_ = chance.choice(("{}", f'{{ {name}: {{ $type: "number" }} }}', f"{{ {name}: {{ $exists: true }} }}"))
    operator, there, back = chance.choice((("$inc", "1", "-1"), ("$mul", "2", "0.5"), ("$mul", "0", "1")))
    return (
        f"await {_db(item)}.updateMany({filter_}, {{ {operator}: {{ {name}: {there} }} }});",
        f"await {_db(item)}.updateMany({filter_}, {{ {operator}: {{ {name}: {back} }} }});",
    )


def tags(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = next((item for item in world.collections if item.has("tags")), None)
    if item is None:
        return None
    name = item.of("tags").name
    return chance.choice(
        (
            (
                f'await {_db(item)}.updateMany({{}}, {{ $addToSet: {{ {name}: "shared" }} }});',
                f'await {_db(item)}.updateMany({{}}, {{ $pull: {{ {name}: "shared" }} }});',
            ),
            (
                f'await {_db(item)}.updateMany({{}}, {{ $push: {{ {name}: "fresh" }} }});',
                f'await {_db(item)}.updateMany({{}}, {{ $pull: {{ {name}: "fresh" }} }});',
            ),
            (
                f'await {_db(item)}.updateMany({{ {name}: {{ $type: "array" }} }}, [{{ $set: {{ {name}Count: {{ $size: "${name}" }} }} }}]);',
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ {name}Count: "" }} }});',
            ),
            (
                f'await {_db(item)}.updateMany({{}}, [{{ $set: {{ {name}Count: {{ $size: "${name}" }} }} }}]);',
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ {name}Count: "" }} }});',
            ),
            (
                f"for await (const doc of {_db(item)}.find()) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ first: doc.{name}[0] ?? null }} }});\n}}",
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ first: "" }} }});',
            ),
        )
    )


def nested(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = next((item for item in world.collections if item.has("inner")), None)
    if item is None:
        return None
    part = item.of("inner")
    one = part.inner[0]
    path = f"{part.name}.{one}"
    return chance.choice(
        (
            (
                f'await {_db(item)}.updateMany({{ "{path}": {{ $exists: true }} }}, {{ $rename: {{ "{path}": "{one}" }} }});',
                f'await {_db(item)}.updateMany({{ {one}: {{ $exists: true }} }}, {{ $rename: {{ {one}: "{path}" }} }});',
            ),
            (
                f'await {_db(item)}.updateMany({{}}, {{ $set: {{ "{path}": "unknown" }} }});',
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ "{path}": "" }} }});',
            ),
            (
                f"for await (const doc of {_db(item)}.find()) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ place: doc.{path}.toUpperCase() }} }});\n}}",
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ place: "" }} }});',
            ),
            (
                f'for await (const doc of {_db(item)}.find({{ "{path}": {{ $type: "string" }} }})) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ place: doc.{path}.toUpperCase() }} }});\n}}',
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ place: "" }} }});',
            ),
        )
    )


def drop_index(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    code = item.of("code").name
    name = chance.choice((f"idx_{item.name}_{code}",) * 3 + (f"{code}_1",))
    back = chance.choice(("unique: true, ", "unique: true, ", ""))
    return (
        f'await {_db(item)}.dropIndex("{name}");',
        f'await {_db(item)}.createIndex({{ {code}: 1 }}, {{ {back}name: "{name}" }});',
    )


def not_awaited(world: MongoWorld, chance: random.Random) -> Bodies:
    item = chance.choice(world.collections)
    return chance.choice(
        (
            f"{_db(item)}.updateMany({{}}, {{ $set: {{ seen: true }} }});",
            f"const docs = await {_db(item)}.find().toArray();\ndocs.forEach(async (doc) => {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ seen: true }} }});\n}});",
            f"const docs = await {_db(item)}.find().toArray();\nawait Promise.all(docs.map((doc) => {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ seen: true }} }})));",
        )
    ), f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ seen: "" }} }});'


MONGO_PRODUCTIONS: dict[str, tuple[Maker, int]] = {
    "add field": (add_field, 3),
    "overwrite field": (overwrite_field, 3),
    "rename field": (rename_field, 3),
    "remove field": (remove_field, 2),
    "convert": (convert, 4),
    "map state": (map_state, 2),
    "unique index": (unique_index, 3),
    "plain index": (plain_index, 2),
    "seed": (seed, 3),
    "embed": (embed, 3),
    "bulk": (bulk, 2),
    "delete": (delete, 2),
    "rename collection": (rename_collection, 2),
    "validator": (validator, 3),
    "counter": (counter, 2),
    "tags": (tags, 2),
    "nested": (nested, 2),
    "drop index": (drop_index, 2),
    "not awaited": (not_awaited, 2),
}

"""More MongoDB migrations made up by seed, in the forms that repositories have: update pipelines, batches, sessions, types of BSON.

Drawn from seed 7 on, so that the figures of earlier seeds can be had again. Nothing here knows what comes of them.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable

from fresh.mongodb_worlds import Collection, Field, MongoWorld

__all__ = ["MONGO_FORMS", "written"]

Bodies = tuple[str, str, str]
"""What stands in `up` and in `down`, and what is imported of the driver."""
Maker = Callable[[MongoWorld, random.Random], Bodies | None]


def _db(item: Collection | str) -> str:
    return f'db.collection("{item if isinstance(item, str) else item.name}")'


def _one(
    world: MongoWorld, chance: random.Random, kind: str, *, optional: bool | None = None
) -> tuple[Collection, Field] | None:
    """A field of that kind, and its collection; None where no collection has one."""
    found = [
        (item, part)
        for item in world.collections
        for part in item.fields
        if part.kind == kind and optional in (None, part.optional)
    ]
    return chance.choice(found) if found else None


def _unset(item: Collection, name: str, filter_: str = "{}") -> str:
    return f'await {_db(item)}.updateMany({filter_}, {{ $unset: {{ {name}: "" }} }});'


def joined(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    code, text, optional = item.of("code").name, item.of("text").name, item.of("optional").name
    made = chance.choice(
        (
            f'{{ $concat: ["${code}", " ", "${text}"] }}',
            f'{{ $concat: ["${text}", " ", {{ $ifNull: ["${optional}", ""] }}] }}',
            f'{{ $toUpper: "${text}" }}',
            f'{{ $toLower: {{ $trim: {{ input: "${optional}" }} }} }}',
            f'{{ $split: ["${text}", " "] }}',
            f'{{ $substrCP: ["${code}", 0, 3] }}',
            f'{{ $arrayElemAt: [{{ $split: ["${optional}", " "] }}, 0] }}',
        )
    )
    name = chance.choice(("searchText", "label2", "shown", text))
    filter_ = chance.choice(("{}", f"{{ {name}: {{ $exists: false }} }}"))
    down = (
        _unset(item, name)
        if name != text
        else f'await {_db(item)}.updateMany({{}}, [{{ $set: {{ {text}: "${text}" }} }}]);'
    )
    return f"await {_db(item)}.updateMany({filter_}, [{{ $set: {{ {name}: {made} }} }}]);", down, ""


def switched(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    part = item.of("state")
    one, two, *others = part.choices
    name = chance.choice(("isOpen", "weight2", "priority"))
    form = chance.randrange(3)
    if form == 0:
        made = f'{{ $cond: [{{ $eq: ["${part.name}", "{one}"] }}, true, false] }}'
    elif form == 1:
        default = chance.choice((", default: 0", ""))
        named = chance.choice(((one, two), part.choices))
        cases = ", ".join(
            f'{{ case: {{ $eq: ["${part.name}", "{each}"] }}, then: {at + 1} }}' for at, each in enumerate(named)
        )
        made = f"{{ $switch: {{ branches: [{cases}]{default} }} }}"
    else:
        made = f'{{ $in: ["${part.name}", {json.dumps([one, *others])}] }}'
    return f"await {_db(item)}.updateMany({{}}, [{{ $set: {{ {name}: {made} }} }}]);", _unset(item, name), ""


def elements(world: MongoWorld, chance: random.Random) -> Bodies | None:
    found = _one(world, chance, "lines")
    if found is None:
        return None
    item, part = found
    new = chance.choice(("piece", "pcs"))
    return chance.choice(
        (
            (
                f'await {_db(item)}.updateMany({{ "{part.name}.unit": "pc" }}, {{ $set: {{ "{part.name}.$[old].unit": "{new}" }} }}, {{ arrayFilters: [{{ "old.unit": "pc" }}] }});',
                f'await {_db(item)}.updateMany({{ "{part.name}.unit": "{new}" }}, {{ $set: {{ "{part.name}.$[now].unit": "pc" }} }}, {{ arrayFilters: [{{ "now.unit": "{new}" }}] }});',
                "",
            ),
            (
                f'await {_db(item)}.updateMany({{}}, {{ $set: {{ "{part.name}.$[].checked": false }} }});',
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ "{part.name}.$[].checked": "" }} }});',
                "",
            ),
            (
                f'await {_db(item)}.updateMany({{ "{part.name}.unit": "pc" }}, {{ $set: {{ "{part.name}.$[line].unit": "{new}" }} }});',
                f'await {_db(item)}.updateMany({{}}, {{ $set: {{ "{part.name}.$[].unit": "pc" }} }});',
                "",
            ),
            (
                f"for await (const doc of {_db(item)}.find()) {{\n  const {part.name} = doc.{part.name}.map((line: any) => ({{ ...line, total: line.quantity * 2 }}));\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {part.name} }} }});\n}}",
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ "{part.name}.$[].total": "" }} }});',
                "",
            ),
            (
                f'await {_db(item)}.updateMany({{}}, [{{ $set: {{ {part.name}: {{ $map: {{ input: "${part.name}", as: "line", in: {{ $mergeObjects: ["$$line", {{ amount: "$$line.quantity" }}] }} }} }} }} }}]);',
                f'await {_db(item)}.updateMany({{}}, {{ $unset: {{ "{part.name}.$[].amount": "" }} }});',
                "",
            ),
        )
    )


def wrapped_tags(world: MongoWorld, chance: random.Random) -> Bodies | None:
    found = _one(world, chance, "tags")
    if found is None:
        return None
    item, part = found
    filter_ = chance.choice(
        ("{}", f'{{ {part.name}: {{ $type: "array" }} }}', f"{{ {part.name}: {{ $exists: true }} }}")
    )
    return (
        f'await {_db(item)}.updateMany({filter_}, [{{ $set: {{ {part.name}: {{ $map: {{ input: "${part.name}", as: "tag", in: {{ name: "$$tag" }} }} }} }} }}]);',
        f'await {_db(item)}.updateMany({filter_}, [{{ $set: {{ {part.name}: "${part.name}.name" }} }}]);',
        "",
    )


def summary(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    state, count = item.of("state").name, item.of("count").name
    into = chance.choice((f"{item.name}_by_{state}", f"{item.name}_by_{state}", world.collections[0].name))
    last = chance.choice(
        (
            f'{{ $out: "{into}" }}',
            f'{{ $merge: {{ into: "{into}" }} }}',
            f'{{ $merge: {{ into: "{into}", on: "_id", whenMatched: "replace" }} }}',
        )
    )
    run = chance.choice((".toArray()", ".toArray()", ""))
    down = chance.choice((f"await {_db(into)}.drop();", f"await {_db(into)}.deleteMany({{}});"))
    if into == world.collections[0].name:
        down = f"await {_db(into)}.deleteMany({{ total: {{ $exists: true }} }});"
    return (
        f'await {_db(item)}.aggregate([{{ $group: {{ _id: "${state}", total: {{ $sum: "${count}" }} }} }}, {last}]){run};',
        down,
        "",
    )


def expiring(world: MongoWorld, chance: random.Random) -> Bodies | None:
    found = _one(world, chance, "date")
    if found is None:
        return None
    item, part = found
    seconds = chance.choice(("60 * 60 * 24 * 30", "3600", "60 * 60 * 24 * 365 * 10"))
    name = f"ttl_{item.name}_{part.name}"
    return (
        f'await {_db(item)}.createIndex({{ {part.name}: 1 }}, {{ expireAfterSeconds: {seconds}, name: "{name}" }});',
        f'await {_db(item)}.dropIndex("{name}");',
        "",
    )


def partial_index(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    part, state = item.of(chance.choice(("code", "text", "count"))), item.of("state")
    condition = chance.choice(
        (
            f'{{ {state.name}: "{state.choices[0]}" }}',
            f"{{ {part.name}: {{ $gt: 0 }} }}",
            f'{{ {state.name}: {{ $ne: "{state.choices[0]}" }} }}',
        )
    )
    unique = chance.choice(("unique: true, ", ""))
    named = chance.choice((f', name: "idx_partial_{part.name}"', ""))
    down = f'"idx_partial_{part.name}"' if named else f'"{part.name}_1_{state.name}_1"'
    return (
        f"await {_db(item)}.createIndex({{ {part.name}: 1, {state.name}: 1 }}, {{ {unique}partialFilterExpression: {condition}{named} }});",
        f"await {_db(item)}.dropIndex({down});",
        "",
    )


def replaced_index(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    code, state = item.of("code").name, item.of("state").name
    old = f"idx_{item.name}_{code}"
    keys = chance.choice((f"{code}: 1, {state}: 1", f"{code}: -1", f'{code}: "text"'))
    unique = chance.choice(("unique: true, ", "")) if '"text"' not in keys else ""
    new = chance.choice((old, f"{old}_2"))
    up = f'await {_db(item)}.createIndex({{ {keys} }}, {{ {unique}name: "{new}" }});'
    drop = chance.choice(
        (
            f'await {_db(item)}.dropIndex("{old}");',
            f"await {_db(item)}.dropIndex({{ {code}: 1 }} as any);",
            f"await {_db(item)}.dropIndexes();",
        )
    )
    back = f'await {_db(item)}.dropIndex("{new}");\nawait {_db(item)}.createIndex({{ {code}: 1 }}, {{ unique: true, name: "{old}" }});'
    return (f"{drop}\n{up}" if chance.random() < 0.7 else f"{up}\n{drop}"), back, ""


def batches(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    text = item.of(chance.choice(("text", "optional"))).name
    size = chance.choice((2, 500))
    value = chance.choice((f"doc.{text}.toLowerCase()", f'(doc.{text} ?? "").trim()', f"String(doc.{text}).length"))
    end = chance.choice(
        (
            f"if (batch.length > 0) await {_db(item)}.bulkWrite(batch);",
            f"if (batch.length) {{\n  await {_db(item)}.bulkWrite(batch, {{ ordered: false }});\n}}",
            f"await {_db(item)}.bulkWrite(batch);",
            "",
        )
    )
    return (
        f"let batch: any[] = [];\nconst cursor = {_db(item)}.find({{}}, {{ projection: {{ {text}: 1 }} }});\nwhile (await cursor.hasNext()) {{\n  const doc: any = await cursor.next();\n  batch.push({{ updateOne: {{ filter: {{ _id: doc._id }}, update: {{ $set: {{ sortKey: {value} }} }} }} }});\n"
        f"  if (batch.length >= {size}) {{\n    await {_db(item)}.bulkWrite(batch);\n    batch = [];\n  }}\n}}\n{end}".rstrip(),
        _unset(item, "sortKey"),
        "",
    )


def in_a_transaction(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    other = chance.choice(world.collections)
    given = chance.choice((", { session }", ", { session }", ""))
    second = chance.choice(
        (
            f'await {_db("audit")}.insertOne({{ _id: "m2" as any, note: "moved" }}{given});',
            f"await {_db(other)}.updateMany({{}}, {{ $set: {{ audited: false }} }}{given});",
            f"await {_db(item)}.createIndex({{ audited: 1 }}, {{ session }});",
        )
    )
    back = {
        "insertOne": f'await {_db("audit")}.deleteOne({{ _id: "m2" as any }});',
        "createIndex": f'await {_db(item)}.dropIndex("audited_1");',
    }
    undo = next((text for word, text in back.items() if word in second), _unset(other, "audited"))
    first = f"await {_db(item)}.updateMany({{ audited: {{ $exists: false }} }}, {{ $set: {{ audited: true }} }}, {{ session }});"
    form = chance.choice(
        (
            "const session = client.startSession();\ntry {\n  await session.withTransaction(async () => {\n    FIRST\n    SECOND\n  });\n} finally {\n  await session.endSession();\n}",
            "await client.withSession(async (session: any) => {\n  session.startTransaction();\n  FIRST\n  SECOND\n  await session.commitTransaction();\n});",
            "const session = client.startSession();\nsession.startTransaction();\nFIRST\nSECOND\nawait session.endSession();",
        )
    )
    return form.replace("FIRST", first).replace("SECOND", second), f"{_unset(item, 'audited')}\n{undo}", "client"


def special_collection(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    date = 'new Date("2026-02-01")'
    options, documents = chance.choice(
        (
            (
                '{ timeseries: { timeField: "at", metaField: "of", granularity: "hours" } }',
                f'[{{ at: {date}, of: "a", value: 1 }}, {{ at: {date}, of: "b", value: 2 }}]',
            ),
            ('{ timeseries: { timeField: "at" } }', '[{ of: "a", value: 1 }]'),
            ("{ capped: true, size: 4096, max: 2 }", '[{ _id: "a" as any, note: 1 }, { _id: "b" as any, note: 2 }]'),
            ("{ capped: true }", '[{ _id: "a" as any, note: 1 }]'),
            ('{ collation: { locale: "en", strength: 2 } }', '[{ _id: "a" as any, note: 1 }]'),
            (
                '{ validator: { $jsonSchema: { bsonType: "object", required: ["note"] } } }',
                '[{ _id: "a" as any, note: 1 }, { _id: "b" as any }]',
            ),
        )
    )
    name = chance.choice(("readings", "readings", "readings", item.name))
    fill = f"\nawait {_db(name)}.insertMany({documents});" if chance.random() < 0.7 else ""
    return f'await db.createCollection("{name}", {options});{fill}', f"await {_db(name)}.drop();", ""


def bson_types(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    price, count = item.of("price").name, item.of("count").name
    loop = "for await (const doc of {where}.find({filter})) {{\n  await {where}.updateOne({{ _id: doc._id }}, {{ $set: {{ {name}: {made} }} }});\n}}"
    form = chance.randrange(4)
    if form == 0:
        filter_ = chance.choice(("", f"{{ {price}: {{ $exists: true }} }}", f'{{ {price}: {{ $type: "string" }} }}'))
        up = loop.format(where=_db(item), filter=filter_, name=price, made=f"Decimal128.fromString(doc.{price})")
        down = loop.format(
            where=_db(item), filter=f'{{ {price}: {{ $type: "decimal" }} }}', name=price, made=f"doc.{price}.toString()"
        )
        return up, down, "Decimal128"
    if form == 1:
        up = loop.format(where=_db(item), filter="", name=count, made=f"Long.fromNumber(doc.{count})")
        down = loop.format(
            where=_db(item),
            filter="",
            name=count,
            made=chance.choice((f"Number(doc.{count})", f"new Int32(doc.{count})")),
        )
        return up, down, "Long, Int32"
    if form == 2:
        to = chance.choice(("$toLong", "$toInt", "$toString"))
        back = chance.choice(("$toInt", "$toDouble"))
        return (
            f'await {_db(item)}.updateMany({{}}, [{{ $set: {{ {count}: {{ {to}: "${count}" }} }} }}]);',
            f'await {_db(item)}.updateMany({{}}, [{{ $set: {{ {count}: {{ {back}: "${count}" }} }} }}]);',
            "",
        )
    made = chance.choice(
        ("new ObjectId()", "new ObjectId(doc._id)", "doc._id.toString()", 'String(doc._id).padStart(6, "0")')
    )
    return loop.format(where=_db(item), filter="", name="publicId", made=made), _unset(item, "publicId"), "ObjectId"


def dates(world: MongoWorld, chance: random.Random) -> Bodies | None:
    found = _one(world, chance, "date")
    if found is None:
        return None
    item, part = found
    filter_ = chance.choice(("{}", f'{{ {part.name}: {{ $type: "date" }} }}'))
    up = chance.choice(
        (
            f'await {_db(item)}.updateMany({filter_}, [{{ $set: {{ {part.name}: {{ $dateToString: {{ date: "${part.name}", format: "%Y-%m-%d" }} }} }} }}]);',
            f'await {_db(item)}.updateMany({filter_}, [{{ $set: {{ {part.name}: {{ $toString: "${part.name}" }} }} }}]);',
            f"for await (const doc of {_db(item)}.find({filter_})) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {part.name}: doc.{part.name}.toISOString() as any }} }});\n}}",
            f"for await (const doc of {_db(item)}.find({filter_})) {{\n  await {_db(item)}.updateOne({{ _id: doc._id }}, {{ $set: {{ {part.name}: doc.{part.name}.getTime() as any }} }});\n}}",
        )
    )
    kind = "number" if "getTime" in up else "string"
    return (
        up,
        f'await {_db(item)}.updateMany({{ {part.name}: {{ $type: "{kind}" }} }}, [{{ $set: {{ {part.name}: {{ $toDate: "${part.name}" }} }} }}]);',
        "",
    )


def split_out(world: MongoWorld, chance: random.Random) -> Bodies | None:
    found = _one(world, chance, "lines")
    if found is None:
        return None
    item, part = found
    to = f"{item.interface.lower()}_{part.name}"
    take = _unset(item, part.name)
    up = f"for await (const doc of {_db(item)}.find()) {{\n  await {_db(to)}.insertMany(doc.{part.name}.map((line: any, at: number) => ({{ ...line, _id: `${{doc._id}}-${{at}}`, owner: doc._id }})));\n}}"
    guarded = f'for await (const doc of {_db(item)}.find({{ "{part.name}.0": {{ $exists: true }} }})) {{\n  await {_db(to)}.insertMany(doc.{part.name}.map((line: any, at: number) => ({{ ...line, _id: `${{doc._id}}-${{at}}`, owner: doc._id }})));\n}}'
    removed = chance.random() < 0.5
    back = (
        f"for await (const line of {_db(to)}.find().sort({{ _id: 1 }})) {{\n  const {{ _id, owner, ...rest }} = line;\n  await {_db(item)}.updateOne({{ _id: owner }}, {{ $push: {{ {part.name}: rest }} }} as any);\n}}\n"
        if removed
        else ""
    )
    return chance.choice((up, guarded)) + (f"\n{take}" if removed else ""), f"{back}await {_db(to)}.drop();", ""


def first_of_twins(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    text = item.of(chance.choice(("text", "optional"))).name
    match = chance.choice((f"{{ $match: {{ {text}: {{ $ne: null }} }} }}, ", ""))
    sparse = chance.choice((", sparse: true", ""))
    up = (
        f'const groups = await {_db(item)}.aggregate([{match}{{ $sort: {{ _id: 1 }} }}, {{ $group: {{ _id: "${text}", ids: {{ $push: "$_id" }}, n: {{ $sum: 1 }} }} }}, {{ $match: {{ n: {{ $gt: 1 }} }} }}]).toArray();\n'
        f'for (const group of groups) {{\n  await {_db(item)}.updateMany({{ _id: {{ $in: group.ids.slice(1) }} }}, [{{ $set: {{ {text}: {{ $concat: ["${text}", " ", {{ $toString: "$_id" }}] }} }} }}]);\n}}\n'
        f'await {_db(item)}.createIndex({{ {text}: 1 }}, {{ unique: true{sparse}, name: "idx_once_{text}" }});'
    )
    return up, f'await {_db(item)}.dropIndex("idx_once_{text}");', ""


def once_only(world: MongoWorld, chance: random.Random) -> Bodies | None:
    item = chance.choice(world.collections)
    count = item.of("count").name
    return chance.choice(
        (
            (
                f'await {_db("settings")}.replaceOne({{ _id: "limits" as any }}, {{ most: 10 }}, {{ upsert: true }});',
                f'await {_db("settings")}.deleteOne({{ _id: "limits" as any }});',
                "",
            ),
            (
                f'const top = await {_db(item)}.find().sort({{ {count}: -1 }}).limit(1).next();\nawait {_db("counters")}.insertOne({{ _id: "{item.name}" as any, next: top!.{count} + 1 }});',
                f'await {_db("counters")}.deleteOne({{ _id: "{item.name}" as any }});',
                "",
            ),
            (
                f'const top = await {_db(item)}.find().sort({{ {count}: -1 }}).limit(1).next();\nawait {_db("counters")}.insertOne({{ _id: "{item.name}" as any, next: (top?.{count} ?? 0) + 1 }});',
                f'await {_db("counters")}.deleteOne({{ _id: "{item.name}" as any }});',
                "",
            ),
            (
                f'await {_db("counters")}.findOneAndUpdate({{ _id: "{item.name}" as any }}, {{ $set: {{ next: await {_db(item)}.countDocuments() }} }}, {{ upsert: true }});',
                f"await {_db('counters')}.drop();",
                "",
            ),
        )
    )


MONGO_FORMS: dict[str, tuple[Maker, int]] = {
    "joined text": (joined, 3),
    "switched": (switched, 2),
    "elements": (elements, 3),
    "wrapped tags": (wrapped_tags, 2),
    "summary": (summary, 3),
    "expiring": (expiring, 2),
    "partial index": (partial_index, 2),
    "replaced index": (replaced_index, 3),
    "batches": (batches, 3),
    "transaction": (in_a_transaction, 3),
    "special collection": (special_collection, 3),
    "bson types": (bson_types, 4),
    "dates": (dates, 2),
    "split out": (split_out, 2),
    "first of twins": (first_of_twins, 2),
    "once only": (once_only, 2),
}


def written(kind: str, bodies: Bodies, chance: random.Random) -> str:
    """The file around the bodies, in one of the forms that migrations are exported in."""
    up, down, needed = bodies
    values = [] if needed in {"", "client"} else [needed]
    given = "db, client" if needed == "client" or chance.random() < 0.2 else "db"
    form = chance.choice(("function", "function", "arrow", "commonjs", "default"))
    if form == "commonjs":
        head = f'const {{ {values[0]} }} = require("mongodb");\n\n' if values else ""
        return f"{head}module.exports = {{\n  async up({given}) {{\n{_indented(_plain(up), 4)}\n  }},\n\n  async down({given}) {{\n{_indented(_plain(down), 4)}\n  }},\n}};\n"
    types = ["Db", *(["MongoClient"] if "client" in given else [])]
    head = f'// Migration 002: {kind}\nimport type {{ {", ".join(types)} }} from "mongodb";\n'
    head += f'import {{ {values[0]} }} from "mongodb";\n' if values else ""
    typed = given.replace("db", "db: Db", 1).replace("client", "client: MongoClient")
    if form == "arrow":
        functions = [
            f"export const {name} = async ({typed}): Promise<void> => {{\n{_indented(body, 2)}\n}};"
            for name, body in (("up", up), ("down", down))
        ]
    else:
        export = "export " if form == "function" else ""
        functions = [
            f"{export}async function {name}({typed}): Promise<void> {{\n{_indented(body, 2)}\n}}"
            for name, body in (("up", up), ("down", down))
        ]
    end = "\nexport default { up, down };\n" if form == "default" else ""
    return f"{head}\n" + "\n\n".join(functions) + f"\n{end}"


def _indented(body: str, by: int) -> str:
    return "\n".join(" " * by + line if line else line for line in body.splitlines())


def _plain(text: str) -> str:
    """Without what only TypeScript knows."""
    for typed in (" as any[]", " as any", ": any[]", ": any", ": number"):
        text = text.replace(typed, "")
    return text.replace("top!.", "top.")

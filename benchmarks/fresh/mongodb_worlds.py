"""MongoDB databases made up by seed: collections, indexes, validators, interfaces, documents, and code that uses them."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from typing import Any

from fresh.worlds import FAMILIES, STATES, WORDS

__all__ = ["Collection", "Field", "MongoWorld", "mongo_world"]

NAMES = {
    "code": ("code", "slug", "serial", "badge"),
    "text": ("title", "label", "heading", "summary"),
    "optional": ("remark", "nickname", "colour", "phone"),
    "state": ("stage", "phase", "level"),
    "count": ("amount", "rank", "visits", "size"),
    "price": ("price", "fee", "weight"),
    "date": ("startedAt", "seenAt", "bookedAt"),
    "tags": ("tags", "topics", "marks"),
    "inner": ("details", "address", "origin"),
    "lines": ("lines", "parts", "steps"),
}
INNER = (("town", "street"), ("colour", "size"), ("from", "until"))
TYPES = {"code": "string", "text": "string", "optional": "string", "count": "number", "price": "string", "date": "Date", "tags": "string[]", "link": "string"}  # fmt: skip


@dataclass(slots=True)
class Field:
    name: str
    kind: str
    """A key of NAMES, or `link`."""
    optional: bool = False
    choices: tuple[str, ...] = ()
    inner: tuple[str, str] = ("", "")

    @property
    def type(self) -> str:
        match self.kind:
            case "state":
                return " | ".join(json.dumps(choice) for choice in self.choices)
            case "inner":
                return f"{{ {self.inner[0]}?: string; {self.inner[1]}?: string }}"
            case "lines":
                return "{ item: string; quantity: number; unit?: string }[]"
            case kind:
                return TYPES[kind]


@dataclass(slots=True)
class Collection:
    name: str
    interface: str
    fields: list[Field]
    parent: str | None = None
    validated: bool = False
    documents: list[dict[str, Any]] = field(default_factory=list)
    odd: list[dict[str, Any]] = field(default_factory=list)

    def of(self, *kinds: str) -> Field:
        return next(item for item in self.fields if item.kind in kinds)

    def has(self, kind: str) -> bool:
        return any(item.kind == kind for item in self.fields)


@dataclass(slots=True)
class MongoWorld:
    collections: list[Collection]
    """The parent, its child, and the grandchild."""
    code: str

    @property
    def schema(self) -> str:
        lines = [line for item in self.collections for line in _made(item)]
        drops = [f'await db.collection("{item.name}").drop();' for item in reversed(self.collections)]
        return (
            '// Migration 001: Init\nimport type { Db } from "mongodb";\n\n'
            + _function("up", lines)
            + "\n\n"
            + _function("down", drops)
            + "\n"
        )

    @property
    def types(self) -> str:
        return "\n".join(
            f"export interface {item.interface} {{\n  _id: string;\n"
            + "".join(f"  {part.name}{'?' if part.optional else ''}: {part.type};\n" for part in item.fields)
            + "}\n"
            for item in self.collections
        )

    def populations(self) -> dict[str, Any]:
        sane = {item.name: item.documents for item in self.collections}
        odd = {item.name: [*item.documents, *item.odd] for item in self.collections}
        return {"empty": {}, "sane": sane, "odd": odd}


def _function(name: str, lines: list[str]) -> str:
    body = "\n".join(f"  {line}" for line in lines)
    return f"export async function {name}(db: Db): Promise<void> {{\n{body}\n}}"


def _made(item: Collection) -> list[str]:
    code = item.of("code").name
    lines = [f'await db.createCollection("{item.name}"{_validator(item)});']
    lines.append(
        f'await db.collection("{item.name}").createIndex({{ {code}: 1 }}, {{ unique: true, name: "idx_{item.name}_{code}" }});'
    )
    if item.parent:
        link = item.of("link").name
        lines.append(
            f'await db.collection("{item.name}").createIndex({{ {link}: 1 }}, {{ name: "idx_{item.name}_{link}" }});'
        )
    return lines


def _validator(item: Collection) -> str:
    if not item.validated:
        return ""
    bson = {"code": "string", "text": "string", "count": "number", "date": "date", "tags": "array", "link": "string"}
    required = [part.name for part in item.fields if not part.optional]
    properties = {
        part.name: {"enum": list(part.choices)} if part.kind == "state" else {"bsonType": bson[part.kind]}
        for part in item.fields
        if not part.optional and (part.kind in bson or part.kind == "state")
    }
    schema = {"bsonType": "object", "required": required, "properties": properties}
    return f", {{ validator: {{ $jsonSchema: {json.dumps(schema)} }} }}"


def mongo_world(chance: random.Random) -> MongoWorld:
    """Make one up."""
    names = chance.choice(FAMILIES)
    collections: list[Collection] = []
    for at, name in enumerate(names):
        parent = collections[-1] if collections else None
        plural = name[:-1] + "ies" if name.endswith("y") else name + "s"
        fields = [_field("code", chance), _field("text", chance), _field("optional", chance), _field("state", chance)]
        fields += [
            _field(kind, chance) for kind in chance.sample(("count", "price", "date", "tags", "inner", "lines"), 4)
        ]
        if not any(item.kind == "count" for item in fields):
            fields.append(_field("count", chance))
        if not any(item.kind == "price" for item in fields):
            fields.append(_field("price", chance))
        if parent is not None:
            fields.append(Field(f"{names[at - 1]}Id", "link"))
        item = Collection(
            plural, name[0].upper() + name[1:], fields, parent.name if parent else None, validated=chance.random() < 0.3
        )
        _fill(item, parent, chance)
        collections.append(item)
    code = "\n".join(
        f'export const {word}{at} = (db: any) => db.collection("{item.name}").find({{ {part.name}: {json.dumps(_sample(item, part))} }}).toArray();'
        for at, item in enumerate(collections)
        for word, part in (("state", item.of("state")), ("code", item.of("code")))
        if chance.random() < 0.6
    )
    return MongoWorld(collections, code + "\n" if code else "")


def _field(kind: str, chance: random.Random) -> Field:
    name = chance.choice(NAMES[kind])
    optional = kind in {"optional", "inner", "tags"} or (kind in {"price", "date"} and chance.random() < 0.4)
    states = chance.choice(STATES) if kind == "state" else ()
    return Field(name, kind, optional, states, chance.choice(INNER) if kind == "inner" else ("", ""))


def _sample(item: Collection, part: Field) -> Any:
    return item.documents[0][part.name]


def _fill(item: Collection, parent: Collection | None, chance: random.Random) -> None:
    words = chance.sample(WORDS, 5)
    for at, word in enumerate(words[: chance.randrange(3, 5)]):
        document: dict[str, Any] = {"_id": f"{item.name[0]}{at + 1}"}
        for part in item.fields:
            # Optional fields are there on most documents.
            if part.optional and at == 2:
                continue
            document[part.name] = _value(part, word, at, parent)
        item.documents.append(document)
    strange = {**item.documents[0], "_id": f"{item.name[0]}9"}
    code = item.of("code").name
    strange[code] = f"{words[4]}-odd"
    if not item.validated:
        for part in item.fields:
            match part.kind:
                case "price":
                    strange[part.name] = "on request"
                case "link":
                    strange[part.name] = "nobody"
                case "count" if chance.random() < 0.4:
                    strange[part.name] = None
                case "tags":
                    strange[part.name] = []
                case "optional" if chance.random() < 0.5:
                    strange.pop(part.name, None)
                case _:
                    pass
    item.odd.append(strange)


def _value(part: Field, word: str, at: int, parent: Collection | None) -> Any:
    match part.kind:
        case "code":
            return f"{word}-{at}"
        case "text" | "optional":
            return f"{word.title()} {part.name}"
        case "state":
            return part.choices[at % len(part.choices)]
        case "count":
            return (at + 1) * 3
        case "price":
            return ("12.50", "7", "30.00", "9.99")[at]
        case "date":
            return {"$date": f"2026-0{at + 1}-11T08:00:00Z"}
        case "tags":
            return [word, "shared"]
        case "inner":
            return {part.inner[0]: word, part.inner[1]: f"{word} {at}"}
        case "lines":
            return [{"item": word, "quantity": at + 1, "unit": "pc"}]
        case _:
            return parent.documents[at % len(parent.documents)]["_id"] if parent else None

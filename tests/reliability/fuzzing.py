"""Calls that no author would make: hostile names, texts, paths and types, all from one seeded source of chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

HOSTILE = (
    "{{ 7 * 7 }}", "{% for x in y %}", "{% raw %}", "{# note #}", "{{", "%}", "*/", "/*", "--", "//", "#", "${process.exit()}",
    "`", "``", "'", '"', "''", '"";', "\\", "\\u0000", "\u2028", "\u2029", "\x00", "\ud800", "\udfff", "\ud83d", "\r\n", "\n",
    "\r", "\t", "\x1b[31m", "\x7f", "\x85", "\ufeff", "\u202e", "\u200b", ";", "); DROP TABLE events; --",
    "BEGIN TRANSACTION;", "COMMIT", "END", "../", "../../../etc/passwd", "/etc/passwd", "..\\..\\", "~/.ssh", "C:\\x", "CON",
    ".git/config", "%2e%2e%2f", "\U0001f389", "\u00e9", "e\u0301", "x" * 3000, "$where", "__proto__", "constructor", "$$ROOT",
    "a.b", "*/ export const evil = 1; /*", "\n} evil(); {", "\nexport const evil = 1;\n", "</script>", "<!--", "-- accept: ",
    "// accept: drop-table – x", "Migration 999: ", "null", "undefined", "NaN", "0", "-1", "013", "1e999", "%s", "{0}", "$1",
)  # fmt: skip
WORDS = ("events", "themes", "users", "city", "starts", "name", "id", "edge", "note", "Add", "index", "of", "to")
TOOLS = {
    "list_migrations": ("target", "limit", "cursor"),
    "next_number": (),
    "classify_target": ("request",),
    "read_schema": ("target", "names"),
    "draft_migration": (
        "description", "target", "sql", "changes", "up", "down", "sync", "accept", "types", "replace", "engine",
    ),
    "rebuild_table": ("table", "definition", "columns"),
    "check_migrations": ("file", "limit", "cursor"),
    "write_migration": ("draft", "description", "target", "sql", "changes", "up", "down", "sync", "accept", "types"),
    "update_schema": ("file", "preview"),
    "update_types": ("file", "interface", "fields", "preview"),
    "renumber_migration": ("file", "preview"),
    "undo_migration": (),
}  # fmt: skip
SQL = (
    "CREATE TABLE IF NOT EXISTS notes (id TEXT PRIMARY KEY, body TEXT DEFAULT 'x', FOREIGN KEY (id) REFERENCES events(id));",
    "ALTER TABLE events ADD COLUMN city TEXT;",
    "CREATE INDEX IF NOT EXISTS idx_events_name ON events(name);",
    "CREATE TRIGGER tr AFTER INSERT ON events BEGIN UPDATE events SET name = 'x'; END;",
    "INSERT INTO events (id, name) VALUES ('a', 'b') ON CONFLICT DO NOTHING;",
    "DROP TABLE IF EXISTS events;",
    "UPDATE events SET name = upper(name) WHERE id IN (SELECT id FROM events);",
    "CREATE VIEW IF NOT EXISTS v AS SELECT * FROM events;",
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 5) SELECT x FROM c;",
    "PRAGMA foreign_keys = OFF;",
    "ALTER TABLE events RENAME TO happenings;",
    "CREATE VIRTUAL TABLE f USING fts5(name);",
)
CODE = (
    'await db.collection("events").createIndex({ city: 1 }, { name: "idx_events_city" });',
    'await db.createCollection("themes");',
    'await db.collection("events").updateMany({}, { $set: { x: 1 } });',
    "for (const name of ['a', 'b']) { await db.collection(name).drop(); }",
    "const x = `a${1 + 1}b`; // note",
    "if (true) { /* nothing */ }",
    "type T = { a: string };",
    'await db.collection("events").dropIndex("idx_events_city");',
)
TYPES = ("string", "number", "boolean", "string | null", "Array<string>", "{ a: number }")


@dataclass(frozen=True)
class Call:
    """One call, and what it means where that is known."""

    tool: str
    arguments: dict[str, Any]
    meant: dict[str, Any] = field(default_factory=dict)


class Fuzzer:
    """The calls, in an order that the seed decides."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        kinds: tuple[tuple[Callable[[], Call], int], ...] = (
            (self.wrong_types, 30), (self.lookup, 24), (self.sql_draft, 9), (self.table, 5), (self.code_draft, 12),
            (self.collection, 8), (self.handle, 4), (self.types_edit, 5), (self.rebuild, 3),
        )  # fmt: skip
        self._kinds, self._weights = [kind for kind, _ in kinds], [weight for _, weight in kinds]

    def call(self) -> Call:
        return self.chance.choices(self._kinds, self._weights)[0]()

    def text(self) -> str:
        """A few words with something hostile among them."""
        parts = [self.chance.choice(WORDS) for _ in range(self.chance.randrange(3))]
        for _ in range(self.chance.randrange(1, 4)):
            parts.insert(self.chance.randrange(len(parts) + 1), self.chance.choice(HOSTILE))
        if self.chance.random() < 0.2:
            parts.append("".join(chr(self.chance.randrange(0x3000)) for _ in range(self.chance.randrange(12))))
        return self.chance.choice(("", " ", "_")).join(parts)

    def value(self, depth: int = 0) -> Any:
        """Any JSON value, and numbers that JSON's writers quarrel about."""
        simple = (None, True, False, 0, -1, 7, 1.5, 2**63, -(2**70), float("inf"), "", "d1", "mongodb", "013", "events")
        kind = self.chance.randrange(8 if depth < 3 else 5)
        if kind < 3:
            return self.chance.choice(simple)
        if kind < 5:
            return self.text()
        if kind == 5:
            return [self.value(depth + 1) for _ in range(self.chance.randrange(4))]
        keys = (*WORDS, "kind", "name", "rule", "reason", "collection", "fields", "keys")
        return {
            self.chance.choice((*keys, self.text())): self.value(depth + 1) for _ in range(self.chance.randrange(4))
        }

    def wrong_types(self) -> Call:
        tool = self.chance.choice(list(TOOLS))
        names = [name for name in TOOLS[tool] if self.chance.random() < 0.6]
        if self.chance.random() < 0.2:
            names.append(self.chance.choice(("bogus", "self", "ctx", "__class__", self.text())))
        given = {name: self.value() for name in names}
        if self.chance.random() < 0.5 and "target" in TOOLS[tool]:
            given["target"] = self.chance.choice(("d1", "mongodb"))
        return Call(tool, given)

    def lookup(self) -> Call:
        path = self.chance.choice(
            (self.text(), "../" + self.text(), "worker/src/db/migrations/" + self.text(), "initial")
        )
        return self.chance.choice(
            (
                Call("list_migrations", {"cursor": self.text()}),
                Call("read_schema", {"target": self.chance.choice(("d1", "mongodb")), "names": [self.text()]}),
                Call("classify_target", {"request": self.text()}),
                Call("check_migrations", {"file": path}),
                Call("renumber_migration", {"file": path, "preview": self.chance.random() < 0.5}),
                Call("update_schema", {"file": path}),
                Call("update_types", {"file": path}),
            )
        )

    def mutated(self, texts: tuple[str, ...]) -> str:
        """Some of `texts`, cut, doubled and with hostile pieces in between."""
        text = " ".join(self.chance.choice(texts) for _ in range(self.chance.randrange(1, 4)))
        for _ in range(self.chance.randrange(4)):
            at = self.chance.randrange(len(text) + 1)
            end = min(len(text), at + self.chance.randrange(6))
            text = text[:at] + self.chance.choice((self.chance.choice(HOSTILE), "", text[at:end] * 2)) + text[end:]
        return text[: self.chance.choice((len(text), len(text), self.chance.randrange(len(text) + 1)))]

    def sql_draft(self) -> Call:
        tool = self.chance.choice(("draft_migration", "draft_migration", "write_migration"))
        return Call(tool, {"description": self.text(), "target": "d1", "sql": self.mutated(SQL)})

    def code_draft(self) -> Call:
        given = {"description": self.text(), "target": "mongodb", "up": self.mutated(CODE)}
        if self.chance.random() < 0.7:
            given["down"] = self.mutated(CODE)
        return Call(self.chance.choice(("draft_migration", "write_migration")), given)

    def table(self) -> Call:
        """A table with a hostile name and default, quoted as SQLite wants it."""
        name, default = "t" + self.text(), self.text()
        quoted, literal = name.replace('"', '""'), default.replace("'", "''")
        return Call(
            "write_migration",
            {
                "description": self.text(),
                "target": "d1",
                "sql": f"CREATE TABLE IF NOT EXISTS \"{quoted}\" (id TEXT PRIMARY KEY, body TEXT DEFAULT '{literal}');",
                "accept": [{"rule": "table-name", "reason": self.text() + "x"}],
            },
            {"table": name, "default": f"'{literal}'"},
        )

    def collection(self) -> Call:
        """A collection and what stands in it; `plain` is the same call without anything hostile."""
        seed = self.chance.randrange(2**32)
        hostile, plain = self.changes(seed, self.text), self.changes(seed, lambda: "plain words")
        common = {"target": "mongodb", "sync": self.chance.random() < 0.5}
        return Call(
            "write_migration",
            {"description": self.text(), "changes": hostile, **common},
            {"plain": {"description": "plain words", "changes": plain, **common}},
        )

    def changes(self, seed: int, say: Callable[[], str]) -> list[dict[str, Any]]:
        chance = random.Random(seed)
        name = "c" + chance.choice((lambda: "themes", say))()
        member = chance.choice((lambda: "city", say))()
        field_ = {"name": member, "type": "string", "description": say(), "enum": [say() + "1", say() + "2"]}
        return [
            {"kind": "create_collection", "name": name, "fields": [field_]},
            chance.choice(
                (
                    {"kind": "create_index", "collection": name, "keys": {member: 1}},
                    {"kind": "create_index", "collection": name, "keys": {"a": 1}, "name": say()},
                    {"kind": "create_index", "collection": name, "keys": {"a": 1}, "partial_filter": {"b": say()}},
                    {"kind": "seed_documents", "collection": name, "documents": [{"_id": say(), member: say() + "1"}]},
                    {
                        "kind": "add_field",
                        "collection": name,
                        "field": {"name": "more", "type": "string"},
                        "value": say(),
                    },
                    {"kind": "run", "up": "", "down": "", "why": say()},
                )
            ),
        ]

    def handle(self) -> Call:
        return Call(
            "write_migration", {"draft": self.chance.choice((self.text(), f"{self.chance.getrandbits(40):010x}"))}
        )

    def types_edit(self) -> Call:
        member, kind = self.chance.choice(WORDS), self.chance.choice((*TYPES, self.text()))
        fields = {self.chance.choice((member, member + "?", self.text())): kind}
        interface = self.chance.choice(("Event", "Event", self.text()))
        return Call("update_types", {"interface": interface, "fields": fields, "preview": self.chance.random() < 0.5})

    def rebuild(self) -> Call:
        definition = "CREATE TABLE events (id TEXT PRIMARY KEY, name TEXT NOT NULL, city TEXT)"
        return Call(
            "rebuild_table",
            {
                "table": self.chance.choice(("events", self.text())),
                "definition": self.mutated((definition,)),
                "columns": {self.chance.choice(("city", self.text())): self.mutated(("name", "upper(name)", "'x'"))},
            },
        )

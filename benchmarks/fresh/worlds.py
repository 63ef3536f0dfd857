"""Databases made up by seed: tables, keys, indexes, views, triggers and sane rows, under names that no case of the corpus has."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

__all__ = ["Column", "Table", "World", "world"]

FAMILIES = (
    ("farm", "field", "harvest"), ("depot", "truck", "delivery"), ("course", "lesson", "attempt"), ("venue", "seat", "ticket"),
    ("artist", "album", "track"), ("branch", "loan", "instalment"), ("shelter", "animal", "vaccination"), ("league", "team", "fixture"),
    ("museum", "exhibit", "visit"), ("garage", "vehicle", "repair"), ("market", "stall", "sale"), ("library", "book", "lending"),
)  # fmt: skip
WORDS = (
    "amber",
    "baobab",
    "cedar",
    "delta",
    "ember",
    "fern",
    "granite",
    "harbour",
    "indigo",
    "juniper",
    "kestrel",
    "lagoon",
)
STATES = (("open", "closed", "held"), ("new", "used", "broken"), ("low", "mid", "high"), ("north", "south", "east"))


@dataclass(slots=True)
class Column:
    name: str
    kind: str
    """`code`, `text`, `state`, `count`, `measure`, `date`, `json`, `flag`, `digits`, `link`."""
    declared: str
    required: bool = False
    states: tuple[str, ...] = ()


@dataclass(slots=True)
class Table:
    name: str
    key: str
    """The declaration of `id`."""
    columns: list[Column]
    parent: str | None = None
    action: str = ""
    rows: list[list[object]] = field(default_factory=list)

    def of(self, *kinds: str) -> list[Column]:
        return [column for column in self.columns if column.kind in kinds]

    def definition(
        self,
        name: str | None = None,
        *,
        changed: dict[str, str] | None = None,
        without: str | None = None,
        parent: str | None = None,
    ) -> str:
        """Return its CREATE TABLE; `changed` gives other declarations for some columns."""
        parts = [f"id {self.key}"]
        for column in self.columns:
            if column.name != without:
                parts.append((changed or {}).get(column.name, f"{column.name} {self.declaration(column, parent)}"))
        parts += [f"{name_} {text}" for name_, text in (changed or {}).items() if name_.startswith("+")]
        return f"CREATE TABLE {name or self.name} ({', '.join(part.removeprefix('+') for part in parts)})"

    def declaration(self, column: Column, parent: str | None = None) -> str:
        text = column.declared
        if column.kind == "link":
            text += f" REFERENCES {parent or self.parent}(id){f' ON DELETE {self.action}' if self.action else ''}"
        return text


@dataclass(slots=True)
class World:
    tables: list[Table]
    """The parent, its child, the grandchild, and one without keys."""
    extras: list[str]
    code: list[str]

    @property
    def schema(self) -> str:
        return "\n".join(f"{text};" for text in (*(table.definition() for table in self.tables), *self.extras)) + "\n"

    @property
    def sane(self) -> str:
        return "\n".join(
            f"INSERT INTO {table.name} (id, {', '.join(column.name for column in table.columns)}) VALUES {', '.join(_row(row) for row in table.rows)};"
            for table in self.tables
        )


def _row(row: list[object]) -> str:
    return (
        "("
        + ", ".join(
            "NULL" if value is None else f"'{value}'" if isinstance(value, str) else str(value) for value in row
        )
        + ")"
    )


def world(chance: random.Random) -> World:
    """Make one up."""
    one, two, three = chance.choice(FAMILIES)
    plural = chance.random() < 0.7
    names = [f"{name}s" if plural and not name.endswith("y") else name for name in (one, two, three)]
    text_key = chance.random() < 0.5
    tables: list[Table] = []
    for at, name in enumerate((*names, f"{chance.choice(('import', 'staging', 'legacy'))}_{one}")):
        parent = tables[at - 1] if at in {1, 2} else None
        key = (
            "TEXT PRIMARY KEY"
            if text_key
            else chance.choice(("INTEGER PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT"))
        )
        columns = _columns(chance)
        action = ""
        if parent is not None:
            action = chance.choice(("CASCADE", "CASCADE", "SET NULL", "RESTRICT", ""))
            required = action != "SET NULL" and chance.random() < 0.7
            kind = "TEXT" if parent.key.startswith("TEXT") else "INTEGER"
            columns.insert(
                0,
                Column(
                    f"{parent.name.removesuffix('s')}_id", "link", f"{kind}{' NOT NULL' if required else ''}", required
                ),
            )
        table = Table(name, key, columns, parent.name if parent else None, action)
        table.rows = _rows(table, parent, chance, loose=at == 3)
        tables.append(table)
    return World(tables, [*_extras(tables, chance)], _code(tables, chance))


def _columns(chance: random.Random) -> list[Column]:
    states = chance.choice(STATES)
    pool = [
        Column(chance.choice(("serial", "badge", "ref")), "code", "TEXT NOT NULL", required=True),
        Column(chance.choice(("label", "caption")), "text", chance.choice(("TEXT", "TEXT NOT NULL"))),
        Column(chance.choice(("grade", "zone", "phase")), "state", f"TEXT DEFAULT '{states[0]}'", states=states),
        Column(chance.choice(("amount", "points")), "count", chance.choice(("INTEGER", "INTEGER NOT NULL DEFAULT 0"))),
        Column(chance.choice(("height", "ratio")), "measure", "REAL"),
        Column(chance.choice(("since", "logged_at")), "date", chance.choice(("TEXT", "TEXT NOT NULL"))),
        Column(chance.choice(("details", "extra")), "json", "TEXT"),
        Column(chance.choice(("visible", "checked")), "flag", "INTEGER NOT NULL DEFAULT 1"),
        Column(chance.choice(("width_text", "quantity_text")), "digits", "TEXT"),
    ]
    chosen = [pool[0], *chance.sample(pool[1:], 5)]
    for column in chosen:
        column.required = column.required or "NOT NULL" in column.declared
    return chosen


def _rows(table: Table, parent: Table | None, chance: random.Random, *, loose: bool) -> list[list[object]]:
    made = []
    count = chance.choice((3, 4, 5))
    for at in range(count):
        row: list[object] = [f"{table.name[:2]}{at}" if table.key.startswith("TEXT") else at + 1]
        for column in table.columns:
            row.append(_value(column, at, parent, chance, loose=loose))
        made.append(row)
    return made


def _value(column: Column, at: int, parent: Table | None, chance: random.Random, *, loose: bool) -> object:
    word = WORDS[(at * 5 + len(column.name)) % len(WORDS)]
    match column.kind:
        case "link":
            return chance.choice(parent.rows)[0] if parent and (column.required or chance.random() < 0.8) else None
        case "code":
            return f"{word[:3].upper()}-{100 + at}"
        case "state":
            return column.states[at % len(column.states)]
        case "count":
            return 10 * at + 3
        case "measure":
            return at + 0.5
        case "date":
            return f"2026-0{at + 1}-1{at} 0{at}:30:00"
        case "json":
            return f'{{"size":{at},"colour":"{word}"}}'
        case "flag":
            return at % 2
        case "digits":
            return str(7 * at + 1)
        case _:
            return None if loose and at == 2 and not column.required else f"{word} {at}"


def _extras(tables: list[Table], chance: random.Random) -> list[str]:
    found = []
    one, two, three, _ = tables
    for table in (two, three):
        if chance.random() < 0.7:
            found.append(
                f"CREATE INDEX idx_{table.name}_{table.columns[0].name} ON {table.name}({table.columns[0].name})"
            )
    if chance.random() < 0.4:
        found.append(
            f"CREATE UNIQUE INDEX idx_{one.name}_{one.of('code')[0].name} ON {one.name}({one.of('code')[0].name})"
        )
    if chance.random() < 0.3:
        shown = chance.choice(two.columns[1:]).name
        found.append(f"CREATE VIEW {two.name}_list AS SELECT t.id, t.{shown} FROM {two.name} t")
    dates = three.of("date")
    if dates and chance.random() < 0.4:
        found.append(
            f"CREATE TRIGGER {three.name}_stamp AFTER INSERT ON {three.name} WHEN NEW.{dates[0].name} IS NULL BEGIN UPDATE {three.name} SET {dates[0].name} = '2026-01-01' WHERE id = NEW.id; END"
        )
    return found


def _code(tables: list[Table], chance: random.Random) -> list[str]:
    found = []
    for table in chance.sample(tables[:3], 2):
        columns = chance.sample(table.columns, 2)
        found.append(
            f'const {table.name}Rows = await env.DB.prepare("SELECT id, {columns[0].name}, {columns[1].name} FROM {table.name} WHERE id = ?").bind(id).all();'
        )
    return found

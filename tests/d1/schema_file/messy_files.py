"""Makes schema files as people leave them, and migrations for them, from a seed."""

from __future__ import annotations

import random

NAMES = ("users", "event_tags", "mitambo", "Order Lines", "notes", "straße", "t1", "plans", "select", "kiosk_sessions")
COLUMNS = (
    "name",
    "kind",
    "body text",
    "mutengo",
    "größe",
    "starts_at",
    "value",
    "x",
    "group",
    "is_open",
    "city",
    "zita",
)
DEFAULTS = (
    "'a--b'",
    "'/* no */'",
    "'; DROP TABLE users; --'",
    "'it''s'",
    "'🌱 Tariro'",
    "0",
    "NULL",
    "(1 + 2)",
    "'\"'",
    '"plain"',
)
PROSE = (
    "shown, as typed; may hold '",
    "trailing comma,",
    'says "x"',
    "🎉 mhoroi",
    "one, two; three (four",
    "see users",
)
CODE = ("-- old_rank INTEGER DEFAULT 0,", "-- legacy TEXT,", "-- FOREIGN KEY (x) REFERENCES y(z),")
STATEMENTS = (
    "-- CREATE TABLE drafts (id TEXT PRIMARY KEY, body TEXT);",
    "/* CREATE TABLE notes (\n   id TEXT\n); */",
    "-- ALTER TABLE users ADD COLUMN ghost TEXT;",
    "-- INSERT INTO plans VALUES ('x;', '--');",
    "-- ===== Section =====",
    "/* a block, with ; and '\n   and -- in it */",
    "PRAGMA foreign_keys = ON;",
)


class Messy:
    """One file, with what stands in it."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self.tables: dict[str, list[str]] = {}
        self.indexes: list[str] = []
        pieces = [self._any(("", "-- Edge schema; made by hand\n", "/* schema.sql */\n\n"))]
        for name in self._random.sample(NAMES, self._random.randint(2, 5)):
            pieces += [self._between(), self._table(name)]
        pieces.append(self._between())
        text = "".join(pieces).rstrip("\n") + self._any(("\n", "", "\n\n"))
        self.text = self._endings(text)

    def migration(self) -> tuple[str, str]:
        """A change, and the name of the object that it is about."""
        table = self._random.choice(list(self.tables))
        columns = self.tables[table]
        column = self._random.choice(columns)
        of = quoted(table)
        choices = [
            (f"ALTER TABLE {of} ADD COLUMN zz_new TEXT DEFAULT 'n--;';", table),
            (f"ALTER TABLE {of} RENAME COLUMN {quoted(column)} TO zz_longer_name;", table),
            (f"ALTER TABLE {of} DROP COLUMN {quoted(column)};", table),
            (f"CREATE INDEX idx_zz ON {of}({quoted(column)});", table),
            (f"DROP TABLE {of};", table),
            (f"ALTER TABLE {of} RENAME TO zz_table;", table),
            ("CREATE TABLE zz_fresh (id TEXT PRIMARY KEY);", "zz_fresh"),
        ]
        if self.indexes:
            choices.append((f"DROP INDEX {self._random.choice(self.indexes)};", "idx"))
        return self._random.choice(choices)

    def _any(self, options: tuple[str, ...]) -> str:
        return self._random.choice(options)

    def _between(self) -> str:
        lines = [self._any(STATEMENTS) + "\n" for _ in range(self._random.choice((0, 0, 1, 1, 2)))]
        gaps = [self._any(("", "\n", "\n\n")) for _ in lines]
        return "\n" * self._random.randint(0, 2) + "".join(line + gap for line, gap in zip(lines, gaps, strict=True))

    def _table(self, name: str) -> str:
        columns = self._random.sample(COLUMNS, self._random.randint(2, 5))
        self.tables[name] = columns
        guard = self._any(("", "IF NOT EXISTS "))
        definition = [f"{spelt(column, self._random)} TEXT{self._default()}" for column in columns]
        listed = ["id TEXT PRIMARY KEY", *definition]
        layout = self._random.choice(("lines", "lines", "tabs", "aligned", "one line", "commas first"))
        of = quoted(name) if not name.isascii() or " " in name or name == "select" else name
        made = f"CREATE TABLE {guard}{of} {self._body(listed, layout)};{self._any(('', ' -- ' + self._any(PROSE)))}\n"
        if self._random.random() < 0.3:
            made += f"ALTER TABLE {of} ADD COLUMN later_on TEXT;{self._any(('', ' -- later'))}\n"
            columns.append("later_on")
        if self._random.random() < 0.4:
            self.indexes.append(f"idx_{len(self.indexes)}")
            made += f"CREATE INDEX {self.indexes[-1]} ON {of}(id);\n"
        if self._random.random() < 0.4:
            made += f"INSERT INTO {of} (id, {spelt(columns[0], self._random)}) VALUES ('--', 'a;''b'), ('/*', NULL);\n"
        if guard and self._random.random() < 0.3:
            made += f"CREATE TABLE IF NOT EXISTS {of} (id TEXT PRIMARY KEY);\n"
        return made

    def _default(self) -> str:
        return f" DEFAULT {self._any(DEFAULTS)}" if self._random.random() < 0.5 else ""

    def _body(self, listed: list[str], layout: str) -> str:
        if layout == "one line":
            return "(" + self._any((", ", ",")).join(listed) + ")"
        lines: list[str] = []
        width = max(map(len, listed)) + 2
        for at, item in enumerate(listed):
            if at and self._random.random() < 0.2:
                lines.append(f"  {self._any(CODE)}")
            note = f"-- {self._any(PROSE)}" if self._random.random() < 0.5 else ""
            comma = "" if at == len(listed) - 1 else ","
            if layout == "commas first":
                lines.append(f"  {', ' if at else '  '}{item} {note}".rstrip())
            elif layout == "aligned":
                lines.append(f"  {(item + comma).ljust(width)}{note}".rstrip())
            else:
                indent = "\t" if layout == "tabs" else "  "
                lines.append(f"{indent}{item}{comma} {note}".rstrip())
        return "(\n" + "\n".join(lines) + "\n)"

    def _endings(self, text: str) -> str:
        match self._random.choice(("lf", "lf", "crlf", "mixed")):
            case "crlf":
                return text.replace("\n", "\r\n")
            case "mixed":
                return "".join(line + self._any(("\n", "\r\n")) for line in text.split("\n")).removesuffix("\n")
            case _:
                return text


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def spelt(column: str, random: random.Random) -> str:
    plain = column.isascii() and " " not in column and column != "group"
    return column if plain and random.random() < 0.6 else random.choice((f'"{column}"', f"`{column}`", f"[{column}]"))

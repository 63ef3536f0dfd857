"""Random schemas in odd formatting, and random migrations of them. Everything follows from one seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from nhimbe_migrations.d1.drift.report import DriftReport

NAMES = ["id", "name", "title", "a b", "Group", "order", "x1", "état", "key", "createdAt", "end", "begin", "c,d", "e;f"]
TYPES = ["TEXT", "INTEGER", "REAL", "BOOLEAN", "VARCHAR(20)", "DECIMAL(10, 2)", ""]
DEFAULTS = ["0", "-1", "'x'", "'a, b; c'", "'it''s -- not'", "NULL", "('[]')", "'/* no */'", "1.5e3", "TRUE", "'('"]
COMMENTS = [
    "-- a, b;\n",
    "/* ( */",
    "-- 'open\n",
    "/* ; */",
    '-- ) -- "\n',
    "/* two\n lines, */",
    "-- CREATE TABLE x (\n",
]
BARE = {"id", "name", "title", "x1", "key", "createdAt"}


@dataclass
class Sampled:
    name: str
    columns: list[str] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    """Columns that nothing else uses."""


class Sampler:
    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.style = self.random.choice(["lines", "lines", "lines", "comma first", "inline", "wild"])
        self.tables: list[Sampled] = []
        self.made: list[tuple[str, str]] = []
        self.counter = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def name(self, prefix: str) -> str:
        self.counter += 1
        return f"{prefix}{self.counter}"

    def quoted(self, name: str) -> str:
        if name in BARE or (name.isalnum() and name not in ("order", "end", "begin", "Group", "état")):
            return self.random.choice([name, name, name, f'"{name}"', f"`{name}`", f"[{name}]"])
        return self.random.choice([f'"{name}"', f"`{name}`", f"[{name}]"])

    def word(self, text: str) -> str:
        return text.lower() if self.chance(0.1) else text

    def noise(self) -> str:
        if self.style == "wild" or self.chance(0.06):
            return self.random.choice([" ", "  ", "\n", "\t", " " + self.random.choice(COMMENTS) + " ", "\n\n  "])
        return " "

    def joined(self, *parts: str) -> str:
        return "".join(part + (self.noise() if at < len(parts) - 1 else "") for at, part in enumerate(parts) if part)

    def remark(self) -> str:
        return self.random.choice(["", "", "", " -- remark, ;", " /* ( remark */", "  -- it's"])

    def column(self, table: Sampled, name: str, *, first: bool) -> str:
        parts = [self.quoted(name), self.random.choice(TYPES)]
        if first and self.chance(0.8):
            return self.joined(parts[0], "TEXT", self.word("PRIMARY"), self.word("KEY"))
        if self.chance(0.3):
            parts += [self.word("NOT"), "NULL", self.word("DEFAULT"), self.random.choice(["0", "'x, y'", "('z')"])]
        elif self.chance(0.4):
            parts += [self.word("DEFAULT"), self.random.choice(DEFAULTS)]
        if self.chance(0.15):
            parts += ["CHECK", f"(length(trim({self.quoted(name)}, ' (,')) >= (0))"]
        elif self.chance(0.1):
            parts += ["COLLATE", "NOCASE"]
        elif self.chance(0.15) and self.tables:
            other = self.random.choice(self.tables)
            parts = [parts[0], "TEXT", "REFERENCES", self.quoted(other.name), f"({self.quoted(other.columns[0])})"]
            parts += ["ON", "DELETE", "SET", "NULL"] if self.chance(0.5) else []
        elif self.chance(0.1) and table.columns:
            return self.joined(
                parts[0], "TEXT", "GENERATED", "ALWAYS", "AS", f"({self.quoted(table.columns[0])} || ', ')"
            )
        else:
            table.plain.append(name)
        return self.joined(*parts)

    def create_table(self) -> str:
        table = Sampled(self.name("t"))
        names = self.random.sample(NAMES, self.random.randint(1, 5))
        elements = []
        for at, name in enumerate(names):
            elements.append(self.column(table, name, first=at == 0))
            table.columns.append(name)
        if self.chance(0.25) and len(names) > 1:
            elements.append(self.joined("UNIQUE", f"({self.quoted(names[0])}, {self.quoted(names[1])})"))
            table.plain = [name for name in table.plain if name not in names[:2]]
        if self.chance(0.2):
            elements.append(f"CONSTRAINT ok CHECK ({self.quoted(names[0])} <> ');,')")
        options = self.random.choice(["", "", "", " WITHOUT ROWID" if "PRIMARY" in elements[0].upper() else ""])
        self.tables.append(table)
        self.made.append(("TABLE", table.name))
        guard = self.random.choice(["", "IF NOT EXISTS"])
        return f"{self.joined('CREATE', 'TABLE', guard, self.quoted(table.name))} {self.listed(elements)}{options}"

    def listed(self, elements: list[str]) -> str:
        if self.style == "inline":
            return "(" + ", ".join(elements) + ")"
        if self.style == "comma first":
            rest = "".join(f"\n, {element}{self.remark()}" for element in elements[1:])
            return f"\n( {elements[0]}{self.remark()}{rest}\n)"
        lines = []
        for at, element in enumerate(elements):
            comma = "," if at < len(elements) - 1 else ""
            above = self.random.choice(["", "", "", "\n", "  -- about what follows\n", "  /* heading, */\n\n"])
            lines.append(f"{above}  {element}{comma}{self.remark()}\n")
        return "(\n" + "".join(lines) + ")"

    def create_index(self) -> str:
        table = self.random.choice(self.tables)
        name = self.name("i")
        column = self.random.choice(table.columns)
        if column in table.plain:
            table.plain.remove(column)
        term = self.random.choice([self.quoted(column), f"lower({self.quoted(column)})", f"{self.quoted(column)} DESC"])
        where = self.random.choice(["", "", f" WHERE {self.quoted(column)} <> ';'"])
        self.made.append(("INDEX", name))
        guard = self.random.choice(["", "IF NOT EXISTS"])
        unique = "UNIQUE" if self.chance(0.2) else ""
        return f"{self.joined('CREATE', unique, 'INDEX', guard, name, 'ON', self.quoted(table.name))}({term}){where}"

    def create_trigger(self) -> str:
        table = self.random.choice(self.tables)
        name, column = self.name("g"), self.random.choice(table.columns)
        if column in table.plain:
            table.plain.remove(column)
        self.made.append(("TRIGGER", name))
        head = self.joined("CREATE", "TRIGGER", name, "AFTER", "INSERT", "ON", self.quoted(table.name))
        body = f"SELECT NEW.{self.quoted(column)} || ';'; -- ; END;\n  SELECT CASE WHEN 1 THEN 'END;' ELSE ')' END;"
        return f"{head}\nBEGIN\n  {body}\nEND"

    def create_view(self) -> str:
        table = self.random.choice(self.tables)
        name, column = self.name("v"), self.random.choice(table.columns)
        if column in table.plain:
            table.plain.remove(column)
        self.made.append(("VIEW", name))
        return self.joined("CREATE", "VIEW", name, "AS", "SELECT", self.quoted(column), "FROM", self.quoted(table.name))

    def create_search(self) -> str:
        name = self.name("f")
        self.made.append(("TABLE", name))
        return self.joined("CREATE", "VIRTUAL", "TABLE", name, "USING", "fts5(body, tokenize = 'porter ascii')")

    def schema(self) -> str:
        makers = [self.create_table]
        makers += self.random.choices(
            [self.create_table, self.create_index, self.create_trigger, self.create_view, self.create_search],
            weights=[4, 4, 1, 1, 0.4],
            k=self.random.randint(0, 6),
        )
        pieces = ["-- The schema, by hand; (\n\n" if self.chance(0.5) else ""]
        for maker in makers:
            heading = self.random.choice(
                ["", "", "-- about it, with ;\n", "\n-- =====\n-- Part\n-- =====\n", "/* a\n\n b */\n\n"]
            )
            pieces.append(f"{heading}{maker()};{self.remark()}{self.random.choice([chr(10), chr(10) * 2])}")
        text = "".join(pieces)
        if self.chance(0.2):
            text = text.rstrip("\n")
        if self.chance(0.25):
            text = text.replace("\n", "\r\n")
        return "\ufeff" + text if self.chance(0.1) else text

    def operation(self) -> tuple[str, bool]:
        """A statement of a migration, and whether it only adds."""
        match self.random.choice(
            ["add", "add", "rename", "drop", "table", "index", "trigger", "view", "retable", "remove", "rebuild"]
        ):
            case "add" if self.tables:
                table = self.random.choice(self.tables)
                name = self.random.choice([name for name in NAMES if name not in table.columns] or ["x2"])
                table.columns.append(name)
                default = self.random.choice(["", f" DEFAULT {self.random.choice(DEFAULTS)}", " CHECK (1 IN (1, (2)))"])
                return f"ALTER TABLE {self.quoted(table.name)} ADD COLUMN {self.quoted(name)} TEXT{default}", True
            case "rename" if self.tables:
                table = self.random.choice(self.tables)
                old = self.random.choice(table.columns)
                new = self.random.choice([name for name in NAMES if name not in table.columns])
                table.columns[table.columns.index(old)] = new
                return (
                    f"ALTER TABLE {self.quoted(table.name)} RENAME COLUMN {self.quoted(old)} TO {self.quoted(new)}",
                    False,
                )
            case "drop" if any(table.plain for table in self.tables):
                table = self.random.choice([table for table in self.tables if table.plain])
                old = self.random.choice(table.plain)
                table.plain.remove(old)
                if old in table.columns and len(table.columns) > 1:
                    table.columns.remove(old)
                return f"ALTER TABLE {self.quoted(table.name)} DROP COLUMN {self.quoted(old)}", False
            case "index" if self.tables:
                return self.create_index(), True
            case "trigger" if self.tables:
                return self.create_trigger(), True
            case "view" if self.tables:
                return self.create_view(), True
            case "retable" if self.tables:
                table = self.random.choice(self.tables)
                old, table.name = table.name, self.name("r")
                return f"ALTER TABLE {self.quoted(old)} RENAME TO {self.quoted(table.name)}", False
            case "remove" if len(self.made) > 1:
                kind, name = self.made.pop(self.random.randrange(len(self.made)))
                self.tables = [table for table in self.tables if table.name != name]
                return f"DROP {kind} IF EXISTS {self.quoted(name)}", False
            case "rebuild" if self.tables:
                return self.rebuild(), False
            case _:
                return self.create_table(), True

    def rebuild(self) -> str:
        table = self.random.choice(self.tables)
        columns = list(table.columns)
        if self.chance(0.4):
            self.random.shuffle(columns)
        body = ",\n  ".join(
            f"{self.quoted(name)} {self.random.choice(['TEXT', 'INTEGER NOT NULL DEFAULT 0'])}" for name in columns
        )
        new, old = self.name("n"), self.quoted(table.name)
        return f"CREATE TABLE {new} (\n  {body}\n);\nDROP TABLE {old};\nALTER TABLE {new} RENAME TO {old}"

    def migration(self) -> tuple[str, bool]:
        """A migration, and whether it only adds."""
        parts, additive = ["-- Migration 009: things, and more;\n\n"], True
        for _ in range(self.random.randint(1, 4)):
            statement, adds = self.operation()
            additive = additive and adds
            parts.append(f"{self.random.choice(['', '-- why, though;', '/* ( */'])}\n{statement};{self.remark()}\n")
        return "".join(parts), additive


def in_step(report: DriftReport) -> bool:
    """Whether schema.sql says what the history makes; notes do not count."""
    return all(found.kind == "unexplained" for found in report.drifts)

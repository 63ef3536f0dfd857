"""Makes databases and the definition that one of their tables is to get, from a seed.

Everything that a rebuild can trip over is drawn: every ON DELETE action, references to itself, in circles and to
columns that are no key, AUTOINCREMENT with counters ahead of the rows, rowids with gaps, tables without rowids or with
columns that shadow them, generated columns, names in quotes, partial, expression and unique indexes, triggers on the
table and on others, views, full-text indexes over it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from d1.rebuild.rebuild_forms import EXTRAS, Form, Made, q
from d1.rebuild.rebuild_wishes import Wisher

__all__ = ["Case", "rebuild_case"]


@dataclass(frozen=True)
class Case:
    seed: int
    schema: str
    rows: str
    table: str
    definition: str
    columns: dict[str, str]
    same: tuple[tuple[str, str], ...]
    """Old column, new column: pairs whose values stay what they were."""
    keeps_rowids: bool


ACTIONS = ("", " ON DELETE CASCADE", " ON DELETE CASCADE", " ON DELETE SET NULL", " ON DELETE RESTRICT", " ON DELETE SET DEFAULT",
           " ON DELETE NO ACTION", " ON DELETE CASCADE ON UPDATE CASCADE", " DEFERRABLE INITIALLY DEFERRED",
           " ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED")  # fmt: skip
NAMES = ("t{}", "t{}", "t{}", "Tab {}", 'o"{}', "t-{}")
KEYS = ("INTEGER PRIMARY KEY", "INTEGER PRIMARY KEY AUTOINCREMENT", "TEXT PRIMARY KEY", "TEXT NOT NULL UNIQUE",
        "INTEGER PRIMARY KEY DESC", "TEXT PRIMARY KEY NOT NULL", "INTEGER NOT NULL UNIQUE")  # fmt: skip


def rebuild_case(seed: int) -> Case:
    """Return the case that `seed` names."""
    return _Maker(seed).case()


class _Maker:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = random.Random(seed)
        self.forms: list[Form] = []
        self.keys: dict[str, str] = {}
        self.parents: dict[tuple[str, str], str] = {}
        self.named: set[str] = set()
        """Columns of the table to rebuild that something else names: they have to stay."""

    def case(self) -> Case:
        count = self.random.randint(2, 5)
        names = [self.pick(NAMES).format(number) for number in range(count)]
        for at, name in enumerate(names):
            self.forms.append(self.form(name, names, at))
        root = self.pick(self.forms)
        extra = list(self.extras(root))
        rows = "\n".join(
            ["PRAGMA defer_foreign_keys = ON;", *(line for form in self.forms for line in self.rows(form))]
        )
        if any("fts5" in text for text in extra):
            rows += "\nINSERT INTO ft(ft) VALUES ('rebuild');"
        schema = "\n".join([*(f"{form};" for form in self.forms), *extra])
        wish = Wisher(self.random, root, self.named).wish(numbered=self.keys[root.name] == "INTEGER")
        same = tuple(wish.same.items())
        return Case(
            self.seed, schema, rows, root.name, str(wish.new), wish.columns, same, wish.new.options == root.options
        )

    def pick(self, options):  # type: ignore[no-untyped-def]
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # The database.

    def form(self, name: str, names: list[str], at: int) -> Form:
        key = self.pick(KEYS)
        self.keys[name] = "TEXT" if key.startswith("TEXT") else "INTEGER"
        form = Form(name, [Made("id", *key.split(" ", 1)) if " " in key else Made("id", key)])
        form.columns[0] = replace(form.columns[0], rest=" " + key.split(" ", 1)[1], type=key.split(" ", 1)[0])
        for extra in self.random.sample(EXTRAS, self.random.randint(1, 4)):
            form.columns.append(self.column(extra))
        if self.chance(0.15):
            form.columns.append(
                Made("twice", "TEXT", " AS (id || id) " + self.pick(("VIRTUAL", "STORED")), generated=True)
            )
        self._refer(form, names, at)
        if (
            "AUTOINCREMENT" not in key
            and self.chance(0.15)
            and "PRIMARY KEY" in key
            and not any(c.name == "rowid" for c in form.columns)
        ):
            form.options = " WITHOUT ROWID"
        return form

    def column(self, name: str) -> Made:
        type_ = self.pick(("TEXT", "INTEGER", "REAL", "BLOB", "NUMERIC", "BOOLEAN", ""))
        default = self.pick((None, None, "'x'", "0", "CURRENT_TIMESTAMP", "(1 + 1)"))
        rest = self.pick(("", "", "", " COLLATE NOCASE", f" CHECK ({q(name)} IS NOT 'bad')"))
        return Made(name, type_, rest, notnull=default is not None and self.chance(0.3), default=default)

    def _refer(self, form: Form, names: list[str], at: int) -> None:
        for number in range(self.random.choice((0, 1, 1, 2)) if at else self.random.choice((0, 0, 1))):
            # Mostly to a table before; to itself, or to one that comes later, for circles.
            parent = self.pick([*names[:at], *names[:at], form.name, self.pick(names)])
            column = f"ref{number}"
            self.parents[form.name, column] = parent
            action = self.pick(ACTIONS)
            free = parent != form.name and names.index(parent) < at
            notnull = free and self.chance(0.4) and "SET" not in action
            made = Made(column, "", notnull=notnull)
            if self.chance(0.7):
                form.columns.append(replace(made, rest=f" REFERENCES {q(parent)}(id){action}"))
            else:
                form.columns.append(made)
                form.constraints.append(f"FOREIGN KEY ({column}) REFERENCES {q(parent)}(id){action}")

    def extras(self, root: Form) -> Iterator[str]:
        yield "CREATE TABLE log (what TEXT);"
        for number in range(self.random.randint(0, 3)):
            form = self.pick([root, root, *self.forms])
            column = self.pick(form.columns)
            if column.generated and form is root:
                self.named.add(column.name)
            name = q(column.name)
            unique = column.name == "id" and self.chance(0.3)
            term = self.pick((name, f"{name} DESC", f"{name} COLLATE NOCASE", f"length({name})"))
            where = self.pick(("", f" WHERE {name} IS NOT NULL"))
            yield f"CREATE {'UNIQUE ' if unique else ''}INDEX ix{number} ON {q(form.name)}({name if unique else term}){where};"
            if form is root:
                self.named.add(column.name)
        for number in range(self.random.randint(0, 3)):
            form = self.pick([root, *self.forms])
            event = self.pick(("INSERT", "DELETE", "UPDATE"))
            other = self.pick(self.forms)
            body = self.pick(("INSERT INTO log VALUES ('fired');", f"UPDATE {q(other.name)} SET id = id WHERE id IS NULL;",
                              f"INSERT INTO log SELECT id FROM {q(root.name)} LIMIT 1;"))  # fmt: skip
            yield f"CREATE TRIGGER tr{number} {self.pick(('AFTER', 'BEFORE'))} {event} ON {q(form.name)} BEGIN\n  {body}\nEND;"
        for number in range(self.random.randint(0, 2)):
            form = self.pick([root, *self.forms])
            yield self.pick((f"CREATE VIEW v{number} AS SELECT id FROM {q(form.name)};",
                             f"CREATE VIEW v{number} AS SELECT a.id FROM {q(form.name)} a JOIN {q(root.name)} b ON b.id = a.id;"))  # fmt: skip
        text = next((c.name for c in root.columns if c.name in ("note", "label", "a")), None)
        if text and self.chance(0.3) and not root.options and not any(c.name == "rowid" for c in root.columns):
            self.named.add(text)
            yield f"CREATE VIRTUAL TABLE ft USING fts5({text}, content={q(root.name)}, content_rowid=rowid);"

    def rows(self, form: Form) -> Iterator[str]:
        ids = list(self.ids(form))
        places = self.random.sample(range(-5, 90), len(ids)) if form.has_hidden_rowid else []
        for at, key in enumerate(ids):
            columns = ["rowid"] if places else []
            values = [str(places[at])] if places else []
            for column in form.stored:
                columns.append(q(column.name))
                values.append(self.value(form, column, key, at))
            yield f"INSERT INTO {q(form.name)} ({', '.join(columns)}) VALUES ({', '.join(values)});"
        if "AUTOINCREMENT" in form.columns[0].rest and self.chance(0.6):
            yield f"UPDATE sqlite_sequence SET seq = seq + 1000 WHERE name = '{form.name}';"
        yield "DELETE FROM log;"

    def ids(self, form: Form) -> Iterator[str]:
        pointed_at = form.name in self.parents.values()
        rows = (len(form.name) * 7 + self.seed) % 9 if not pointed_at else 1 + (len(form.name) + self.seed * 5) % 9
        for number in range(1, rows + 1):
            yield (
                str(number * 3) if self.keys[form.name] == "INTEGER" else f"'{q(form.name)[:2].strip(chr(34))}{number}'"
            )

    def value(self, form: Form, column: Made, key: str, at: int) -> str:
        if column.name == "id":
            return key
        if parent := self.parents.get((form.name, column.name)):
            held = list(self.ids(next(each for each in self.forms if each.name == parent)))
            if parent == form.name and self.chance(0.7) and at:
                return held[at - 1]  # a chain, deeper than D1 nests triggers now and then
            return self.pick(held) if held and (column.notnull or self.chance(0.8)) else "NULL"
        if not column.notnull and self.chance(0.25):
            return "NULL"
        return self.pick(("'v'", "'Wert'", "7", "1.5", "x'00ff'", "'12'", "'Ω ''q'''"))

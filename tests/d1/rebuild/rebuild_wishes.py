"""Draws the definition that a generated table is to get."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from d1.rebuild.rebuild_forms import EXTRAS, Form, Made, q

__all__ = ["Wish", "Wisher"]

NEW = (
    Made("extra", "TEXT"),
    Made("extra", "TEXT", default="(datetime('now'))"),
    Made("extra", "INTEGER", notnull=True, default="5"),
    Made("extra", "TEXT", notnull=True),
    Made("extra", "TEXT", " AS (id || '!') STORED", generated=True),
)


@dataclass
class Wish:
    """The new form, what `columns` says, and which columns (old → new) keep their values."""

    new: Form
    columns: dict[str, str]
    same: dict[str, str]


class Wisher:
    """Changes a form step by step; `named` are the columns that something else names and that have to stay."""

    def __init__(self, draw: random.Random, root: Form, named: set[str]) -> None:
        self.random = draw
        self.root = root
        self.named = named

    def wish(self, *, numbered: bool) -> Wish:
        root = self.root
        wish = Wish(
            Form(root.name, list(root.columns), list(root.constraints), root.options),
            {},
            {column.name: column.name for column in root.stored},
        )
        steps = [self.add, self.drop, self.tighten, self.check, self.act, self.shuffle, self.rename, self.map]
        for step in self.random.sample(steps, self.random.randint(1, 3)):
            step(wish)
        if sorted(map(str, wish.new.columns)) == sorted(map(str, root.columns)):
            self.check(wish)
        if numbered and not root.options and self.random.random() < 0.2:
            self.toggle_autoincrement(wish.new)
        return wish

    def free(self, form: Form) -> list[Made]:
        return [c for c in form.columns if c.name in EXTRAS and c.name not in self.named and not c.generated]

    def untouched(self, wish: Wish) -> list[Made]:
        return [column for column in self.free(wish.new) if wish.same.get(column.name) == column.name]

    def add(self, wish: Wish) -> None:
        made = self.random.choice(NEW)
        if made.notnull and made.default is None:
            wish.columns["extra"] = self.random.choice(("'new'", "'n' || id", "(SELECT count(*) FROM log)"))
        wish.new.columns.insert(self.random.randint(1, len(wish.new.columns)), made)

    def drop(self, wish: Wish) -> None:
        if (free := self.untouched(wish)) and not wish.columns and len(wish.new.columns) > 2:
            gone = self.random.choice(free)
            wish.new.columns.remove(gone)
            del wish.same[gone.name]

    def tighten(self, wish: Wish) -> None:
        if loose := [column for column in self.untouched(wish) if not column.notnull and column.default]:
            column = self.random.choice(loose)
            wish.new.columns[wish.new.columns.index(column)] = replace(column, notnull=True)
            del wish.same[column.name]

    def check(self, wish: Wish) -> None:
        wish.new.constraints.append(self.random.choice(("CHECK (id IS NOT NULL)", "CHECK (length(id) < 50)")))

    def act(self, wish: Wish) -> None:
        for at, column in enumerate(wish.new.columns):
            if "REFERENCES" in column.rest:
                bare = column.rest.split(")", 1)[0] + ")"
                action = self.random.choice((" ON DELETE CASCADE", "", " ON DELETE RESTRICT"))
                wish.new.columns[at] = replace(column, rest=bare + action)

    def shuffle(self, wish: Wish) -> None:
        self.random.shuffle(wish.new.columns)

    def rename(self, wish: Wish) -> None:
        movable = [column for column in self.untouched(wish) if not column.rest and column.name != "rowid"]
        if movable and not wish.columns and not self.named & set(EXTRAS):
            column = self.random.choice(movable)
            wish.new.columns[wish.new.columns.index(column)] = replace(column, name="renamed")
            wish.columns["renamed"] = self.random.choice((q(column.name), q(column.name).upper(), f"[{column.name}]"))
            wish.same[column.name] = "renamed"

    def map(self, wish: Wish) -> None:
        if (free := self.untouched(wish)) and not wish.columns:
            column = self.random.choice(free)
            wish.columns[column.name] = f"coalesce({q(column.name)}, 'none')"
            del wish.same[column.name]

    def toggle_autoincrement(self, form: Form) -> None:
        key = next(column for column in form.columns if column.name == "id")
        if "PRIMARY KEY" in key.rest and "DESC" not in key.rest:
            rest = key.rest.replace(" AUTOINCREMENT", "") if "AUTO" in key.rest else " PRIMARY KEY AUTOINCREMENT"
            form.columns[form.columns.index(key)] = replace(key, rest=rest)

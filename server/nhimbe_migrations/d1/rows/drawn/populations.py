"""Small databases with rows at random, all of which the schema allows: to try a verdict on rows that nobody aimed.

The rows of the proof are aimed, each at one thing that the migration says. What lies between those things (two rows that
an expression makes equal where a condition meets both, a text that is one key and the start of another) is met here:
few values stand in many columns at once, and each population draws another few. The same migration always meets the same.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.rows.candidates import Value, affinity, takes_bytes
from nhimbe_migrations.d1.rows.column_values import fitting_values, odd_values
from nhimbe_migrations.d1.rows.drawn.drawing import Drawing, DrawnColumn, echo, literals
from nhimbe_migrations.d1.rows.fill import parents_first
from nhimbe_migrations.d1.rows.reading.needs import Needs, Place
from nhimbe_migrations.d1.rows.reading.values import variants
from nhimbe_migrations.d1.rows.references import take_away_dangling
from nhimbe_migrations.d1.rows.search import RowProblem, RowSearch
from nhimbe_migrations.d1.rows.table_plan import Plans, TablePlan
from nhimbe_migrations.d1.schema.model import Column, ForeignKey, Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import distinct, quoted, significant, unquoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Populations"]

_MOST_TABLES = 14
_MOST_ROWS = 7
_TRIES = 4
_FIRST = 20
"""Serial number of the first row: what the schema itself puts in has lower ones."""
_OWN = 100
"""How far apart the serial numbers of two tables are in keys that are texts."""
_TEXTS: tuple[Value, ...] = (
    "", "a", "A", " a ", "a b", "ab", "Abc", "ABC", "1", "12.50", "no json", "{}", '{"a":"b"}', '["a","a"]', "[null]", "2026-01-02", "2026-01-02 10:00:00", "x@y.zw",
)  # fmt: skip
_SAMPLES = ("abc", "a b")
"""Texts of which careless forms are made."""
_NUMBERS: tuple[Value, ...] = (0, 1, 2, 5, 10, 12, 100, -1)
_AIMED = 0.4
"""How often a row is made to meet a condition."""
_TWINS = 0.3
"""How often a row is another one again, but for its key and a column or two."""
_FITTING = 0.7
"""How often a plain value is one that the migration expects."""
_READ, _ECHOED, _ANY = 0.4, 0.25, 0.4
"""How often a value is one that the migration reads there, one that stands elsewhere, or any, rather than one of the few."""
_SPOKEN = 0.6
"""How often one of the few is what the migration, or a constraint of its tables, speaks of."""
_TYPED = 0.85
"""How often a column of numbers holds one: SQLite lets it hold anything, unless its table is STRICT."""
_NOTHING = 0.2
"""How often a column that may be NULL is."""


class Populations:
    """Makes them for one migration."""

    def __init__(self, schema: Schema, needs: Needs, migration_sql: str) -> None:
        self._schema = schema
        self.plans = Plans(schema)
        self._needs = needs
        self._columns: dict[str, tuple[DrawnColumn, ...]] = {}
        self._seed = zlib.crc32(migration_sql.encode(errors="surrogatepass"))
        self._links = list(
            dict.fromkeys([*needs.links, *needs.meets, *(link for branch in needs.branches for link in branch.links)])
        )
        self.tables = self._reached()
        self._refused = [
            value for name in self.tables for trigger in schema.triggers_of(name) for value in literals(trigger.sql)
        ]
        self.spoken = (*literals(migration_sql), *self.kept_out(self.tables), *self._refused)
        self._of_bytes = any(
            kind == "blob" or (kind == "string" and unquoted(text).lower() == "blob")
            for kind, text in distinct(migration_sql)
        )
        self.pool = (*self.spoken, *_TEXTS, *_NUMBERS, b"\x00")

    def _reached(self) -> list[str]:
        """The tables that the migration names, what they hang on, and what hangs on them, parents first."""
        wanted = {name for name in self._needs.named if name in self.plans}
        # What a new table points at may be named nowhere else.
        wanted |= {table for link in self._links for table, _ in link if table in self.plans}
        wanted |= {name for trigger in self._fired(wanted) for name in trigger}
        wanted |= self.hanging_on(wanted)
        waiting = list(wanted)
        while waiting:
            table = self.plans[waiting.pop()].table if waiting[-1] in self.plans else waiting.pop() and None
            for key in table.foreign_keys if table else ():
                if folded(key.table) not in wanted and folded(key.table) in self.plans:
                    wanted.add(folded(key.table))
                    waiting.append(folded(key.table))
        order = [name for name in parents_first(self._schema) if name in wanted and name in self.plans]
        return order if len(order) <= _MOST_TABLES else [name for name in order if name in self._needs.named]

    def hanging_on(self, tables: Collection[str]) -> set[str]:
        """Return the tables that refer to these, and those that refer to rows which go, or change, along with them."""
        found: set[str] = set()
        waiting = list(tables)
        while waiting:
            for reference in self._schema.references_to(waiting.pop()):
                name = folded(reference.table)
                if name not in found:
                    found.add(name)
                    if "CASCADE" in (reference.key.on_delete, reference.key.on_update):
                        waiting.append(name)
        return found

    def kept_out(self, tables: Collection[str]) -> tuple[Value, ...]:
        """Return what the conditions of the CHECKs and partial indexes of these tables speak of."""
        found: list[Value] = []
        for table in sorted(tables):
            found += (value for values in self.plans[table].suggestions.values() for value in values)
            for index in self._schema.indexes_of(table):
                found += literals(index.sql) if index.partial else ()
        return tuple(dict.fromkeys(found))

    def _fired(self, tables: Collection[str]) -> Iterator[set[str]]:
        for trigger in self._schema.triggers:
            if folded(trigger.table) in tables:
                words = {folded(word.name) for word in significant(trigger.sql) if word.kind in ("word", "quoted")}
                yield {name for name in self.plans if name in words}

    def fill(
        self, shadow: Shadow, number: int, focus: frozenset[Place] = frozenset(), *, plainly: bool = False
    ) -> None:
        """Put the rows of population `number` into `shadow`, which holds the schema; `focus` are columns to try hard.

        `plainly`, every row is one that an application would write.
        """
        chance = random.Random(self._seed + number)  # noqa: S311 rows, no secrets
        draw = Drawing(shadow, chance, self._few(chance), self._wild(chance, number, focus))
        shadow.begin()
        for name in self.tables:
            self._fill_table(draw, self.plans[name], plainly=plainly)
        _commit(shadow, self.plans)

    def places(self, words: Collection[str]) -> frozenset[Place]:
        """Return the columns, of the tables that get rows, whose table and name are both among these folded words."""
        named = [(name, self.plans[name].columns) for name in self.tables if name in words]
        return frozenset((name, folded(c.name)) for name, columns in named for c in columns if folded(c.name) in words)

    def partners(self, place: Place) -> list[Place]:
        """Return the columns that the migration compares with this one."""
        compared = (*self._links, *self._needs.beside)
        return [there if here == place else here for here, there in compared if place in (here, there)]

    def _wild(self, chance: random.Random, number: int, focus: frozenset[Place]) -> frozenset[Place] | None:
        """The columns that are not plain: in every other population a few, so that what they break is not hidden by others."""
        if number % 2:
            return None
        if focus:
            return frozenset(chance.sample(sorted(focus), min(len(focus), chance.randint(1, 5))))
        places = [(name, folded(column.name)) for name in self.tables for column in self.plans[name].columns]
        return frozenset(chance.sample(places, min(len(places), chance.randint(1, 3))))

    def _few(self, chance: random.Random) -> list[Value]:
        """The values that this population's columns share: some that the migration speaks of, with what is like them."""
        others = [*chance.sample(_TEXTS, 5), *chance.sample(_NUMBERS, 4)]
        few = [
            chance.choice(self.spoken if self.spoken and chance.random() < _SPOKEN else others)
            for _ in range(chance.randint(2, 6))
        ]
        if self._refused:  # what a trigger speaks of is what it lets no statement touch
            few.append(chance.choice(self._refused))
        few += [str(value) for value in few if isinstance(value, int)][:1]  # the same, and not the same, to SQLite
        return few

    def _fill_table(self, draw: Drawing, plan: TablePlan, *, plainly: bool) -> None:
        import apsw

        columns = self.columns_of(plan)
        names = ", ".join(quoted(column.name) for column in plan.columns)
        insert = f"INSERT INTO {quoted(plan.name)} ({names}) VALUES ({', '.join('?' * len(columns))})"
        draw.start(columns)
        for serial in range(_FIRST, _FIRST + draw.chance.randint(2, _MOST_ROWS)):
            for attempt in range(_TRIES):
                row = self._row(draw, plan, serial, plainly=plainly or attempt == _TRIES - 1)
                try:
                    draw.shadow.ask(insert, tuple(column.held(row[column.name]) for column in columns))
                except (apsw.Error, OverflowError, TypeError):
                    continue
                draw.keep(row)
                break
        if not draw.rows:
            with suppress(RowProblem):
                RowSearch(draw.shadow, plan, self.plans, start=_FIRST).insert({})

    def columns_of(self, plan: TablePlan) -> tuple[DrawnColumn, ...]:
        """Return what rows of a table are drawn from."""
        table = folded(plan.name)
        if table not in self._columns:
            self._columns[table] = tuple(self._column(plan, column) for column in plan.columns)
        return self._columns[table]

    def _column(self, plan: TablePlan, column: Column) -> DrawnColumn:
        place = folded(plan.name), folded(column.name)
        use = self._needs.uses.get(place)
        fitting = fitting_values(column, use) if use is not None and not column.primary_key else []
        # Numbers count from 1 in every table; a text that is a key in one table is seldom one in another.
        own = affinity(column.type) == "TEXT" and any(place[1] in key for key in self.keys_of(plan))
        first = _FIRST + (_OWN * [*self.plans].index(place[0]) if own else 0)
        return DrawnColumn(
            place,
            is_key=column.primary_key > 0,
            nullable=plan.nullable(column) or self._may_lack(plan, column),
            numeric=affinity(column.type) in ("INTEGER", "REAL"),
            binary=self._of_bytes or takes_bytes(column.type),
            plain=tuple(plan.value(column, serial) for serial in range(first, first + _MOST_ROWS)),
            fitting=tuple(fitting),
            odd=tuple(odd_values(column, use, _SAMPLES)) if use is not None and not column.primary_key else (),
            read=tuple(value for _, value in (*use.holds, *use.odd)) if use is not None else (),
            transforms=tuple(use.transforms) if use is not None else (),
        )

    @staticmethod
    def _may_lack(plan: TablePlan, column: Column) -> bool:
        """SQLite allows NULL in a part of a key; in a whole one it would be a row that nobody finds."""
        free = not (column.notnull or plan.table.strict or plan.table.without_rowid)
        return free and column.primary_key > 0 and len(plan.table.primary_key) > 1

    def _row(self, draw: Drawing, plan: TablePlan, serial: int, *, plainly: bool) -> dict[str, Value]:
        """Draw one row; `plainly`, as an application would write it."""
        chance, row = draw.chance, dict[str, Value]()
        met = self._met(draw, plan) if not plainly and chance.random() < _AIMED else {}
        twin = chance.choice(draw.rows) if draw.rows and not plainly and chance.random() < _TWINS else None
        alike = frozenset[str]()
        if twin is not None:
            alike = frozenset(chance.sample(sorted(twin), max(1, len(twin) - chance.randint(0, 3))))
        for column in self.columns_of(plan):
            name = column.name
            if name in met:
                row[name] = met[name]
            elif twin is not None and name in alike and not column.is_key:
                row[name] = twin[name]
            else:
                row[name] = self._drawn(draw, column, serial, plainly=plainly)
        for key in plan.table.foreign_keys:
            if twin is None or not {folded(name) for name in key.columns} <= alike:
                self._link(draw, plan, key, row)
                if len(key.columns) == 1 and (linked := folded(key.columns[0])) in met:
                    # What is to be equal to a reference is equal to one that is there.
                    row.update({name: row[linked] for name, value in met.items() if value == met[linked]})
        self._spare(plan, row, serial)
        return row

    def _drawn(self, draw: Drawing, column: DrawnColumn, serial: int, *, plainly: bool) -> Value:
        plain = plainly or draw.is_plain(column)
        if column.nullable and draw.chance.random() < (0 if plain and draw.wild else _NOTHING):
            return None
        if not plain:
            return self._value(draw, column)
        if column.fitting and draw.chance.random() < _FITTING:
            return column.fitting[serial % len(column.fitting)]
        return column.plain[serial - _FIRST]

    def _met(self, draw: Drawing, plan: TablePlan) -> dict[str, Value]:
        """What a row of this table holds to meet one of the conditions, or to find a partner in another table."""
        table = folded(plan.name)
        branches = [branch for branch in self._needs.branches if any(place[0] == table for place, _ in branch.values)]
        given = {}
        if branches:
            given = {place[1]: value for place, value in draw.chance.choice(branches).values if place[0] == table}
        links = [pair for pair in self._links if table in (pair[0][0], pair[1][0])]
        if links:
            mine, other = draw.chance.choice(links)
            mine, other = (mine, other) if mine[0] == table else (other, mine)
            found = self.plans[other[0]].keys(draw.shadow, (other[1],)) if other[0] in self.plans else []
            if found:
                given[mine[1]] = draw.chance.choice(found)[0]
        return given

    def _spare(self, plan: TablePlan, row: dict[str, Value], serial: int) -> None:
        """A key that the migration inserts itself is not there yet."""
        for key in self.own_keys(plan, row):
            plain = next(column.plain for column in self.columns_of(plan) if column.name == key[0])
            row[key[0]] = plain[serial - _FIRST]

    def own_keys(self, plan: TablePlan, row: Mapping[str, Value]) -> Iterator[tuple[str, ...]]:
        """Yield the keys in which `row` holds what the migration inserts itself."""
        for key in self.keys_of(plan) if self._needs.inserted else ():
            if all(row.get(name) in self._needs.inserted.get((folded(plan.name), name), ()) for name in key):
                yield key

    def keys_of(self, plan: TablePlan) -> Iterator[tuple[str, ...]]:
        """Yield the keys of a table, those of unique indexes included, as folded columns."""
        yield from plan.table.unique_keys()
        for index in self._schema.indexes_of(plan.name):
            if index.unique and all(index.indexed):
                yield tuple(folded(name or "") for name in index.indexed)

    def _value(self, draw: Drawing, column: DrawnColumn) -> Value:
        chance = draw.chance
        if column.read and chance.random() < _READ:
            return chance.choice(column.read)
        if column.transforms and draw.rows and chance.random() < _READ:
            value = chance.choice(draw.rows)[column.name]
            alike = variants(chance.choice(column.transforms), value) if isinstance(value, str) else []
            if alike:
                return chance.choice(alike)
        if column.numeric and chance.random() < _TYPED:
            return chance.choice(draw.numbers or _NUMBERS)
        if draw.pot and chance.random() < _ECHOED:
            return echo(chance, chance.choice(draw.pot))
        if draw.wild is not None and chance.random() < _ANY:
            return chance.choice(self.pool)
        return chance.choice(draw.few)

    def _link(self, draw: Drawing, plan: TablePlan, key: ForeignKey, row: dict[str, Value]) -> None:
        """Let the row reference one that is there, or nothing."""
        columns = [folded(name) for name in key.columns]
        if not key.to or len(key.to) != len(columns) or not all(name in row for name in columns):
            return
        parent = self.plans.get(folded(key.table))
        keys = parent.keys(draw.shadow, key.to) if parent is not None else []
        free = [column.name for column in self.columns_of(plan) if column.nullable and column.name in columns]
        if keys and not (free and draw.chance.random() < _NOTHING):
            row.update(zip(columns, draw.chance.choice(keys), strict=True))
        else:
            row.update(dict.fromkeys(free))


def _commit(shadow: Shadow, plans: Plans) -> None:
    """Commit without the rows whose deferred reference leads nowhere; with none of the rows where that does not do."""
    import apsw

    with suppress(apsw.Error):  # a key that can refer to nothing cannot be checked
        take_away_dangling(shadow, plans)
    try:
        shadow.commit()
    except apsw.ConstraintError:
        shadow.roll_back()

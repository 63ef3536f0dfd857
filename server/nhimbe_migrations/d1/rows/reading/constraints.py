"""New constraints, and what the rows that will meet them must hold: a rebuilt table's, or an added column's."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nhimbe_migrations.d1.rows.candidates import Value, affinity, plausible
from nhimbe_migrations.d1.rows.check_candidates import suggested
from nhimbe_migrations.d1.rows.reading.needs import Needs, Place
from nhimbe_migrations.d1.rows.reading.scopes import Lineage
from nhimbe_migrations.d1.rows.reading.values import UNKNOWN, literal
from nhimbe_migrations.d1.schema.model import Column, Schema, Table
from nhimbe_migrations.d1.sql.create_table import Check, checks_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import quoted, significant

__all__ = ["Constraints"]

_TRIES = 1_000
_COMBINATIONS = 6


@dataclass(slots=True)
class _Table:
    """A table that the migration creates."""

    types: dict[str, str] = field(default_factory=dict)
    notnull: set[str] = field(default_factory=set)
    uniques: list[list[str]] = field(default_factory=list)
    references: list[tuple[str, str, str | None]] = field(default_factory=list)
    """(column, parent, parent's column)."""
    checks: tuple[Check, ...] = ()
    nocase: set[str] = field(default_factory=set)


class Constraints:
    """Collects the constraints of tables that are created, and applies them when rows are copied in."""

    def __init__(self, needs: Needs, lineage: Lineage, schema: Schema) -> None:
        self._needs = needs
        self._lineage = lineage
        self._schema = schema
        self._tables: dict[str, _Table] = {}

    def created(self, name: str, node: Node, text: str) -> None:
        table = _Table(checks=checks_of(text))
        for column in items(node, "columns"):
            self._column(table, column)
        for group in items(node, "table_constraints"):
            for constraint in items(group):
                self._table_constraint(table, constraint)
        self._tables[folded(name)] = table

    def _column(self, table: _Table, column: Node) -> None:
        name = folded(name_of(column["column_name"]))
        table.types[name] = str(column["type_name"] or "")
        for constraint in items(column, "constraints"):
            match str(constraint.get("kind")):
                case "NOT_NULL":
                    table.notnull.add(name)
                case "PRIMARY_KEY" | "UNIQUE":
                    table.uniques.append([name])
                case "COLLATE" if str(constraint["collation_name"]).upper() == "NOCASE":
                    table.nocase.add(name)
                case "REFERENCES":
                    clause = constraint["fk_clause"]
                    to = items(clause, "ref_columns")
                    table.references.append((name, str(clause["ref_table"]), name_of(to[0]) if to else None))
                case _:
                    pass

    def _table_constraint(self, table: _Table, constraint: Node) -> None:
        match str(constraint.get("kind")):
            case "UNIQUE" | "PRIMARY_KEY":
                names = [folded(name_of(_bare(term["expr"]))) for term in items(constraint, "pk_columns")]
                if all(names):
                    table.uniques.append(names)
            case "FOREIGN_KEY":
                clause = constraint["fk_clause"]
                columns, to = items(constraint, "fk_columns"), items(clause, "ref_columns")
                if len(columns) == 1:
                    target = name_of(to[0]) if to else None
                    table.references.append((folded(name_of(columns[0])), str(clause["ref_table"]), target))
            case _:
                pass

    def copied(self, table: str, columns: list[str], source: Node) -> None:
        """Rows of `source` go into `columns` of a table: one that the migration created, or one that was there."""
        new = self._tables.get(folded(table)) or self._existing(table)
        if new is None:
            return
        made = list(self._lineage.outcome(source).values())
        fed = {folded(column): places for column, places in zip(columns, made, strict=False)}
        self._apply(new, fed)
        if folded(table) not in self._tables:
            for name in {*(name for key in new.uniques for name in key), *self._partly_unique(table)}:
                for place in sorted(fed.get(name, ())):
                    self._needs.meets[place, (folded(table), name)] = None

    def _partly_unique(self, table: str) -> Iterator[str]:
        """The columns of the partial unique indexes of a table."""
        for index in self._schema.indexes_of(table):
            if index.unique and index.partial:
                yield from (folded(term.column) for term in index.terms if term.column)

    def _existing(self, name: str) -> _Table | None:
        table = self._schema.table(name)
        if table is None:
            return None
        types = {folded(column.name): column.type for column in table.columns}
        uniques = [list(table.primary_key)] if table.primary_key else []
        uniques += [list(unique.columns) for unique in table.uniques]
        uniques += [
            [term.column or "" for term in index.terms]
            for index in self._schema.indexes_of(name)
            if index.unique and not index.partial
        ]
        return _Table(
            types,
            {folded(column.name) for column in table.columns if column.notnull or column.primary_key},
            [[folded(column) for column in key] for key in uniques],
            checks=table.checks,
        )

    def _apply(self, new: _Table, fed: dict[str, frozenset[Place]]) -> None:
        for name, places in fed.items():
            for place in places:
                old = self._old(place)
                if old is None:
                    continue
                table, column = old
                if name in new.notnull and not column.notnull and not column.primary_key:
                    self._needs.use(place).nullable = True
                numeric = affinity(new.types.get(name, "")) in ("INTEGER", "REAL", "NUMERIC")
                if (
                    numeric
                    and affinity(column.type) in ("TEXT", "BLOB")
                    and not column.primary_key
                    and len(places) == 1
                ):
                    self._needs.use(place).number = True
                if name in new.nocase and column.collation != "NOCASE":
                    self._needs.use(place).transforms["nocase",] = None
                del table
        for names in new.uniques:
            self._unique([place for name in names for place in sorted(fed.get(name, ()))[:1]], len(names))
        for name, parent, to in new.references:
            self._reference(fed.get(name, frozenset()), parent, to)
        for check in new.checks:
            self._check(check, fed, new.types, {})

    def _old(self, place: Place) -> tuple[Table, Column] | None:
        table = self._schema.table(place[0])
        column = table.column(place[1]) if table else None
        return (table, column) if table and column else None

    def _unique(self, places: list[Place], wanted: int) -> None:
        tables = {place[0] for place in places}
        if len(places) != wanted or len(tables) != 1:
            return
        table = self._schema.table(places[0][0])
        names = {place[1] for place in places}
        if table is None or names >= {folded(c) for c in table.primary_key or ("",)}:
            return
        keys = [unique.columns for unique in table.uniques]
        keys += [
            tuple(term.column or "" for term in index.terms)
            for index in self._schema.indexes_of(table.name)
            if index.unique and not index.partial
        ]
        if not any(names >= {folded(column) for column in key} for key in keys):
            self._needs.groups[places[0][0], tuple(place[1] for place in places)] = None

    def _reference(self, places: Iterable[Place], parent: str, to: str | None) -> None:
        known = self._schema.table(parent)
        if known is None:
            return
        target = to or (known.primary_key[0] if len(known.primary_key) == 1 else None)
        for place in places:
            old = self._old(place)
            if old is None or target is None:
                continue
            has = any(
                folded(key.table) == folded(parent) and folded(key.columns[0]) == place[1]
                for key in old[0].foreign_keys
            )
            if not has and place[0] != folded(parent):
                self._needs.links[place, (folded(parent), folded(target))] = None

    def added(self, table: str, column: Node, text: str) -> None:
        """A column with a CHECK that speaks of other columns of its table."""
        name = folded(name_of(column["column_name"]))
        default: Value = None
        for constraint in items(column, "constraints"):
            if constraint["default_expr"]:
                value = literal(_bare(constraint["default_expr"]))
                default = None if value is UNKNOWN else value
        shape = self._lineage.tables.get(folded(table), {})
        for expression in _checks_after(text):
            self._check(Check(expression), dict(shape), {}, {name: default})

    def _check(
        self, check: Check, fed: dict[str, frozenset[Place]], types: dict[str, str], fixed: dict[str, Value]
    ) -> None:
        words = {folded(word.name) for word in significant(check.expression) if word.kind in ("word", "quoted")}
        names = [name for name in fed if name in words and name not in fixed]
        places = {name: sorted(fed[name]) for name in names}
        tables = {place[0] for found in places.values() for place in found}
        if not names or len(tables) != 1 or any(len(found) != 1 for found in places.values()):
            return
        table = self._schema.table(next(iter(tables)))
        if table is None or any(_same(old.expression, check.expression) for old in table.checks):
            return
        olds = {name: old[1] for name in names if (old := self._old(places[name][0])) is not None}
        if len(olds) < len(names):
            return
        lists, careless = _candidates(check.expression, olds, types)
        met, missed = _tried(check.expression, lists, fixed)
        if not missed:
            missed = _tried(check.expression, careless, fixed)[1]
        for combination in met:
            values = {places[name][0][1]: value for name, value in combination.items()}
            if len(names) == 1:
                ((name, value),) = combination.items()
                self._needs.use(places[name][0]).hold([value])
            else:
                self._needs.combinations.setdefault(folded(table.name), []).append(values)
        if len(names) > 1:
            self._needs.violations.setdefault(folded(table.name), []).extend(
                {places[name][0][1]: value for name, value in combination.items()} for combination in missed[:1]
            )
            return
        for combination in missed[:1]:
            for name, value in combination.items():
                self._needs.use(places[name][0]).hold_odd([value])


def _careless(value: Value) -> list[Value]:
    """What a database holds where nobody looked: another case, spaces around, nothing."""
    return [f"{value}Aa".swapcase(), f"{value}aA", f" {value} ", ""] if isinstance(value, str) else [-1, 0, "Aa", ""]


def _stored(value: Value, type_: str) -> Value:
    """What a column of this type makes of the value."""
    return str(value) if isinstance(value, (int, float)) and affinity(type_) == "TEXT" else value


def _candidates(
    expression: str, columns: dict[str, Column], types: dict[str, str]
) -> tuple[dict[str, list[Value]], dict[str, list[Value]]]:
    """By column: values that an application may have written, and those with careless ones before them."""
    from_check = suggested(expression)
    likely: dict[str, list[Value]] = {}
    for name, column in columns.items():
        own = [plausible(column.name, column.type or types.get(name, ""), column.default, n) for n in range(4)]
        likely[name] = [_stored(value, column.type) for value in (*from_check, *own)]
    firsts = [values[len(from_check)] for values in likely.values()]  # what columns hold when they hold the same
    careless = {name: [*_careless(values[len(from_check)]), *values] for name, values in likely.items()}
    return {name: list(dict.fromkeys([*values, *firsts])) for name, values in likely.items()}, careless


def _tried(
    expression: str, lists: dict[str, list[Value]], fixed: dict[str, Value]
) -> tuple[list[dict[str, Value]], list[dict[str, Value]]]:
    """Try values until some make the expression true, and some false."""
    import apsw

    names = [*lists, *fixed]
    marks = ", ".join(f"? AS {quoted(name)}" for name in names)
    met: list[dict[str, Value]] = []
    missed: list[dict[str, Value]] = []
    connection = apsw.Connection(":memory:")
    try:
        for choice in itertools.islice(itertools.product(*lists.values()), _TRIES):
            try:
                ((outcome,),) = connection.execute(
                    f"SELECT ({expression}) FROM (SELECT {marks})", (*choice, *fixed.values())
                )
            except apsw.Error:
                return met, missed
            values = dict(zip(lists, choice, strict=True))
            if outcome and values not in met and len(met) < _COMBINATIONS:
                met.append(values)
            elif outcome is not None and not outcome and not missed:
                missed.append(values)
            if len(met) == _COMBINATIONS and missed:
                break
    finally:
        connection.close()
    return met, missed


def _checks_after(text: str) -> Iterator[str]:
    """The CHECK expressions of an ALTER TABLE … ADD COLUMN."""
    from nhimbe_migrations.d1.sql.create_table import parenthesised

    words = significant(text)
    for at, word in enumerate(words):
        if word.says("CHECK") and (inner := parenthesised(words, at + 1)):
            yield text[inner[0].span.end : inner[-1].span.start]


def _same(left: str, right: str) -> bool:
    return [word.text.lower() for word in significant(left)] == [word.text.lower() for word in significant(right)]


def _bare(node: Any) -> Any:  # noqa: ANN401 any part of a tree
    while kind(node) in ("ParenExpr", "CollateExpr"):
        node = node["expr"]
    return node

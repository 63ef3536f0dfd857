"""Runs a write of an application on two populated databases and takes it back: does one refuse what the other accepts?

Nothing is worked out from definitions that the engine itself can be asked: a second row with the same address, an id that
nobody has, a parent with children, a value beyond the ones seen are put there, and what happens is what would happen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from nhimbe_migrations.d1.queries.tightened import Tightened
from nhimbe_migrations.d1.queries.writes import Given, Row, Write
from nhimbe_migrations.d1.schema.model import Reference
from nhimbe_migrations.d1.shadow.shadow import Shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["Refusal", "Trial", "sample_row"]

_NOBODY = "~no such row"
_ODD: tuple[Any, ...] = ("", "~something else", "~" * 1000, -1, 0, 1_000_000_007)
"""Values that a condition may not allow."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the database refuses a write."""

    error: str
    always: bool
    """Whatever the program gives; else only what a program may give now and then."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Two databases with rows: `works` takes the writes today, `fails` perhaps not."""

    works: Shadow
    fails: Shadow

    def row(self, table: str) -> dict[str, Any]:
        """Return a row of `table` as either database has it, the first one's values last: folded column → value."""
        return {**sample_row(self.works, table), **sample_row(self.fails, table)}

    def refusal(
        self, write: Write, given: Given, row: Row, more: Tightened, before: Sequence[Write] = ()
    ) -> Refusal | None:
        """Return why `fails` refuses `write` and `works` does not; None where neither or both do.

        `row` gives the values of variables that the code does not; `before` are the deletes that the program runs first.
        """
        error = self._plainly(write, given, row)
        if error is not None:
            return Refusal(error, always=True)
        tries = (
            *self._second_rows(write, given, row, more, before),
            *self._unknown_parents(write, given, row, more),
            *self._parents(write, given, more, before),
            *self._odd_values(write, given, row, more),
        )
        return next((item for item in tries if item.always), next(iter(tries), None))

    def _plainly(self, write: Write, given: Given, row: Row) -> str | None:
        """The write on a table in which nothing stands in its way; references are not looked at."""
        values = write.bindings(row, given)
        with self._without_references():
            ran, changed = self._once(self.works, write, values)
            if ran is not None:
                return None
            error, _ = self._once(self.fails, write, values)
            if error is None and not changed and write.everywhere:
                # It met no row: what it does to one is seen without its condition.
                all_rows = values[: len(values) - len(write.filters)]
                if _error(self.works, write.everywhere, all_rows) is None:
                    error = _error(self.fails, write.everywhere, all_rows)
        return error

    @staticmethod
    def _once(shadow: Shadow, write: Write, values: Sequence[Any]) -> tuple[str | None, int]:
        with shadow.savepoint():
            if write.kind == "INSERT":
                _empty(shadow, write.table)
            before = shadow.connection.total_changes()
            error = _error(shadow, write.sql, values, keep=True)
            return error, shadow.connection.total_changes() - before

    # --- keys

    def _second_rows(
        self, write: Write, given: Given, row: Row, more: Tightened, before: Sequence[Write]
    ) -> Iterator[Refusal]:
        """A second row that is the same where a new key looks, and another one elsewhere."""
        for key in more.keys:
            found = None
            if write.kind == "INSERT":
                everything_else, only_what_must = frozenset(row) - key, more.own_keys - key
                others = (_with_others(row, columns) for columns in (everything_else, only_what_must))
                found = self._second_insert(write, given, (row, *others), before)
            if write.kind == "UPDATE" and write.sets & key:
                found = self._second_update(write, given, row, key)
            if found is not None:
                yield Refusal(found, always=write.kind == "INSERT" and not write.open_columns(given) & key)

    def _second_insert(self, write: Write, given: Given, rows: Sequence[Row], before: Sequence[Write]) -> str | None:
        row, *others = rows
        for other in others:
            with self._without_references():
                ran, had = self._twice(self.works, write, (row, other), given, before)
                if ran is None:
                    error, has = self._twice(self.fails, write, (row, other), given, before)
                    if error is not None:
                        return error
                    if write.replaces and has < had:
                        same = sorted(column for column in row if row[column] == other[column])
                        return f"it would replace another row of {write.table} ({', '.join(same)})"
        return None

    @staticmethod
    def _twice(
        shadow: Shadow, write: Write, rows: Sequence[Row], given: Given, before: Sequence[Write]
    ) -> tuple[str | None, int]:
        with shadow.savepoint():
            _empty(shadow, write.table)
            for row in rows:
                for item in before:
                    _error(shadow, item.sql, item.bindings(row), keep=True)
                error = _error(shadow, write.sql, write.bindings(row, given), keep=True)
                if error is not None:
                    return error, 0
            return None, _count(shadow, write.table)

    def _second_update(self, write: Write, given: Given, row: Row, key: frozenset[str]) -> str | None:
        """The row of somebody else is given the values that this row has."""
        changing = {column for column in row if column not in key or column in write.sets}
        other = _with_others(row, frozenset(changing))
        target = {column: row[column] if column in key else value for column, value in other.items()}
        values = tuple(
            known_value if known else (other if place in write.filters else target).get(column or "", 1)
            for place, (column, (known, known_value)) in enumerate(zip(write.columns, write.known(given), strict=True))
        )
        with self._without_references():
            for shadow in (self.works, self.fails):
                with shadow.savepoint():
                    _empty(shadow, write.table)
                    if not all(_put(shadow, write.table, item) for item in (row, other)):
                        return None
                    error = _error(shadow, write.sql, values, keep=True)
                if error is not None:
                    return error if shadow is self.fails else None
        return None

    # --- references

    def _unknown_parents(self, write: Write, given: Given, row: Row, more: Tightened) -> Iterator[Refusal]:
        """An id that no parent has, where a new reference looks."""
        if write.kind == "DELETE":
            return
        for key in more.references:
            columns = {folded(column) for column in key.columns}
            if write.kind == "UPDATE" and not write.sets & columns:
                continue
            fitting = row if write.kind == "UPDATE" else _with_others(row, more.own_keys)
            asked = {**fitting, **dict.fromkeys(columns, _NOBODY)}
            values = write.bindings(asked, given)
            if self._breaks_reference(self.works, write, values) is not None:
                continue
            error = self._breaks_reference(self.fails, write, values)
            if error is not None:
                certain = folded(key.table) in more.new_parents and not write.open_columns(given) & columns
                yield Refusal(f"{error} ({', '.join(key.columns)} → {key.table})", always=certain)

    @staticmethod
    def _breaks_reference(shadow: Shadow, write: Write, values: Sequence[Any]) -> str | None:
        with shadow.savepoint():
            before = _dangling(shadow, write.table)
            error = _error(shadow, write.sql, values, keep=True)
            if error is None and _dangling(shadow, write.table) > before:
                error = "FOREIGN KEY constraint failed"  # a deferred one, at the commit
        return error

    def _parents(self, write: Write, given: Given, more: Tightened, before: Sequence[Write]) -> Iterator[Refusal]:
        """A parent with a child, where a new reference points at the table."""
        if write.kind != "DELETE":
            return
        for reference in more.referenced_by:
            with self.works.savepoint(), self.fails.savepoint():
                parent = self.row(write.table)
                child = self._child(reference, parent)
                if child is None:
                    continue
                errors = []
                for shadow in (self.works, self.fails):
                    for item in before:
                        values = item.bindings(child if item.table == reference.table else parent)
                        _error(shadow, item.sql, values, keep=True)
                    errors.append(_error(shadow, write.sql, write.bindings(parent, given), keep=True))
            if errors[0] is None and errors[1] is not None:
                yield Refusal(f"{errors[1]} ({reference.table} still points at the row)", always=False)

    def _child(self, reference: Reference, parent: Row) -> dict[str, Any] | None:
        """Give the parent a child in both databases, and return it."""
        to = reference.key.to or reference.key.columns
        link = {
            folded(column): parent.get(folded(name)) for column, name in zip(reference.key.columns, to, strict=False)
        }
        child = {**self.row(reference.table), **link}
        child = {column: value if column in link else _varied(value) for column, value in child.items()}
        put = [_put(shadow, reference.table, child) for shadow in (self.works, self.fails)]
        return child if all(put) else None

    # --- conditions

    def _odd_values(self, write: Write, given: Given, row: Row, more: Tightened) -> Iterator[Refusal]:
        """Values that a new condition may not allow, in the columns that it names."""
        for column in sorted(write.open_columns(given) & more.tested):
            # NULL is tried where the code says that it may come.
            values = (*(value for value in _values(self.works, write.table, column) if value is not None), *_ODD)
            for value in values:
                error = self._plainly(write, given, {**row, column: value})
                if error is not None:
                    yield Refusal(error, always=False)
                    break

    @contextmanager
    def _without_references(self) -> Iterator[None]:
        with self.works.references_off(), self.fails.references_off():
            yield


def sample_row(shadow: Shadow, table: str) -> dict[str, Any]:
    """Return the first row of a table, folded column → value; nothing where it has none."""
    import apsw

    try:
        row = shadow.connection.execute(f"SELECT * FROM {quoted(table)} LIMIT 1").fetchone()
        if row is None:
            return {}
        names = [folded(str(info[1])) for info in shadow.ask(f"PRAGMA table_info({quoted(table)})")]
    except apsw.Error:
        return {}
    return dict(zip(names, row, strict=False))


def _error(shadow: Shadow, sql: str, bindings: Sequence[Any], *, keep: bool = False) -> str | None:
    """Run `sql` and return why it was refused; taken back unless it is to `keep`."""
    import apsw

    try:
        if keep:
            shadow.connection.execute(sql, tuple(bindings), can_cache=False).fetchall()
        else:
            with shadow.savepoint():
                shadow.connection.execute(sql, tuple(bindings), can_cache=False).fetchall()
    except (apsw.Error, TypeError, ValueError) as error:
        return str(error).removeprefix("ConstraintError: ")
    return None


def _empty(shadow: Shadow, table: str) -> None:
    """Take the rows away, where the table lets them go."""
    _error(shadow, f"DELETE FROM {quoted(table)}", (), keep=True)


def _count(shadow: Shadow, table: str) -> int:
    return int(shadow.ask(f"SELECT count(*) FROM {quoted(table)}")[0][0])


def _dangling(shadow: Shadow, table: str) -> int:
    import apsw

    try:
        return len(shadow.ask(f"PRAGMA foreign_key_check({quoted(table)})"))
    except apsw.Error:
        return 0


def _values(shadow: Shadow, table: str, column: str) -> list[Any]:
    import apsw

    try:
        return [row[0] for row in shadow.ask(f"SELECT DISTINCT {quoted(column)} FROM {quoted(table)} LIMIT 20")]
    except apsw.Error:
        return []


def _put(shadow: Shadow, table: str, row: Mapping[str, Any]) -> bool:
    """Insert a row, the columns that this database does not have left out."""
    import apsw

    try:
        listed = shadow.ask(f"PRAGMA table_xinfo({quoted(table)})")
    except apsw.Error:
        return False
    names = [str(info[1]) for info in listed if info[6] == 0 and folded(str(info[1])) in row]
    if not names:
        return False
    sql = f"INSERT INTO {quoted(table)} ({', '.join(map(quoted, names))}) VALUES ({', '.join('?' * len(names))})"
    return _error(shadow, sql, [row[folded(name)] for name in names], keep=True) is None


def _with_others(row: Row, columns: frozenset[str]) -> dict[str, Any]:
    """The row with other values in `columns`."""
    return {column: _varied(value) if column in columns else value for column, value in row.items()}


def _varied(value: Any) -> Any:  # noqa: ANN401 an SQL value
    """Another value of the same type."""
    if isinstance(value, (int, float)):
        return value + 1009
    if isinstance(value, str):
        return f"{value}~2"
    return value + b"2" if isinstance(value, bytes) else value

"""One query for the real database: does it hold, after a migration, what the migration makes, and no more of what it takes?

D1 answers `sqlite_master` and the `pragma_…()` table functions, and takes at most five parts of a UNION (VALUES may have
any number of rows). The query returns a row for each thing that is wrong, and none otherwise. It is short, and its names
are in brackets, since people paste it into a shell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.schema.model import Column, Schema, Table
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["counting_query", "rebuilt_tables", "verification_query"]

_COUNTS = 50
"""Tables in one query of counts; D1 allows a hundred columns."""


def verification_query(before: Schema, after: Schema, *, references: bool = False) -> str | None:
    """Return the query that tells what is missing or still there; None where the schema stays as it was.

    With `references` it also tells which tables hold rows whose parent is not there.
    """
    wanted, gone = [*_new(before, after)], [*_old(before, after)]
    if not wanted and not gone:
        return None
    problems = [*_missing(wanted), *_still_there(gone)]
    if references:
        problems.append(
            "SELECT 'rows without their parent: '||count(*)||' of '||[table] FROM pragma_foreign_key_check GROUP BY [table]"
        )
    return f"{_united(problems)};"


def _missing(things: Sequence[_Thing]) -> Iterator[str]:
    """A query for the objects, and one for the columns of each table."""
    objects, tables = _parted(things)
    requiring = {name for kind, name, rest in things if _requires((kind, name, rest))}
    if objects:
        yield _not_in("missing: ", objects, "SELECT type||' '||name FROM sqlite_master")
    for table, columns in tables.items():
        required = "||iif([notnull],' NOT NULL','')" if table in requiring else ""
        yield _not_in(
            f"missing: column {table}.",
            columns,
            f"SELECT name||' '||type{required} FROM pragma_table_xinfo({_literal(table)})",
        )


def _requires(thing: _Thing) -> bool:
    """Whether NOT NULL has to be compared: a column that is new and takes NULL cannot be anything else."""
    kind, _, rest = thing
    return kind == "column" and (rest.endswith(" NOT NULL") or not rest.startswith(_ADDED))


def _not_in(told: str, items: Sequence[str], found: str) -> str:
    """The shorter of two ways to say it; the first has room for one item alone."""
    one = f"SELECT {_literal(told + items[0])} problem WHERE {_literal(items[0])}COLLATE NOCASE NOT IN({found})"
    any_number = (
        f"SELECT {_literal(told)}||column1 problem FROM({_values(items)})WHERE column1 COLLATE NOCASE NOT IN({found})"
    )
    return one if len(items) == 1 and len(one) < len(any_number) else any_number


def _still_there(things: Sequence[_Thing]) -> Iterator[str]:
    objects, tables = _parted(things)
    if objects:
        names = ",".join(map(_literal, objects))
        yield (
            "SELECT 'still there: '||type||' '||name problem FROM sqlite_master "
            f"WHERE type||' '||name COLLATE NOCASE IN({names})"
        )
    for table, columns in tables.items():
        names = ",".join(map(_literal, columns))
        yield (
            f"SELECT {_literal(f'still there: column {table}.')}||name problem "
            f"FROM pragma_table_xinfo({_literal(table)})WHERE name COLLATE NOCASE IN({names})"
        )


def _parted(things: Sequence[_Thing]) -> tuple[list[str], dict[str, list[str]]]:
    """The objects, and the columns of each table."""
    objects = list(dict.fromkeys(f"{kind} {name}" for kind, name, _ in things if kind != "column"))
    tables: dict[str, list[str]] = {}
    for kind, name, rest in things:
        if kind == "column":
            tables.setdefault(name, []).append(rest.removeprefix(_ADDED).removeprefix("."))
    return objects, tables


def _united(queries: Sequence[str]) -> str:
    """All of them as one, with at most five parts in each UNION."""
    if len(queries) <= _PARTS:
        return " UNION ALL ".join(queries)
    groups = [queries[at : at + _PARTS] for at in range(0, len(queries), _PARTS)]
    return _united([f"SELECT * FROM({' UNION ALL '.join(group)})" for group in groups])


_PARTS = 5


def counting_query(tables: Sequence[str]) -> str:
    """Return the query that counts the rows of `tables`, the first fifty of them, a column each."""
    counts = (f"(SELECT count(*) FROM {_short(name)}) {_short(name)}" for name in tables[:_COUNTS])
    return f"SELECT {', '.join(counts)};"


def _short(name: str) -> str:
    """The name as a shell takes it with the fewest marks: bare where it can stand so."""
    return name if _BARE.fullmatch(name) else f"[{name}]" if _BRACKETED.fullmatch(name) else quoted(name)


_BARE = re.compile(r"[a-z]\w*_\w*", re.ASCII)
"""No word of SQL that stands between other words has an underscore, but for the three CURRENT_…"""
_BRACKETED = re.compile(r"[^\]\0]+")


def rebuilt_tables(before: Schema, after: Schema) -> tuple[str, ...]:
    """Return the tables that are there before and after under one name and another definition, and who references them.

    Those are the tables whose rows a rebuild has to carry over, or could take along.
    """
    changed = [
        table.name for table in before.tables if (then := after.table(table.name)) is not None and then.sql != table.sql
    ]
    reached = [name for table in changed for name in before.reached_by_delete(table) if after.table(name) is not None]
    return tuple(dict.fromkeys((*changed, *reached)))


_Thing = tuple[str, str, str]
"""Kind, table or name, and what follows: of a column `.name TYPE`, behind a mark where the migration adds it."""
_ADDED = "+"


def _new(before: Schema, after: Schema) -> Iterator[_Thing]:
    for kind, item in after.objects():
        found = before.find(kind, item.name)
        if found is None:
            yield _stored(kind), item.name, ""
        if isinstance(item, Table):
            old = found if isinstance(found, Table) else None
            for column in item.columns:
                was = old.column(column.name) if old is not None else None
                if was is None or _typed(was) != _typed(column):
                    yield "column", item.name, f"{_ADDED if was is None else ''}.{column.name}{_typed(column)}"


def _old(before: Schema, after: Schema) -> Iterator[_Thing]:
    for kind, item in before.objects():
        found = after.find(kind, item.name)
        if found is None:
            yield _stored(kind), item.name, ""
        elif isinstance(item, Table) and isinstance(found, Table):
            for column in item.columns:
                if found.column(column.name) is None:
                    yield "column", item.name, f".{column.name}"


def _stored(kind: str) -> str:
    """The word that `sqlite_master` has for it."""
    return "table" if kind == "virtual table" else kind


def _typed(column: Column) -> str:
    return f" {column.type}{' NOT NULL' if column.notnull else ''}"


def _values(items: Sequence[str]) -> str:
    return f"VALUES{','.join(f'({_literal(item)})' for item in items)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

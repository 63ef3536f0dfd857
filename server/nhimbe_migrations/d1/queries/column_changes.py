"""Tables that only got columns, or only call some of theirs by another name: who reads such a table need not meet that.

A statement that names none of these columns, and takes no row whole, compiles to what it compiled to. A row is taken whole by
`*`, by NATURAL, by `IN table` and by an INSERT without a list of columns. Whatever else a definition may change (a key,
a condition, a generated column) makes it a change of the table, and not one of these.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from math import log2

from nhimbe_migrations.d1.schema.model import Column, Schema, Table
from nhimbe_migrations.d1.sql.create_table import checks_of
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["changed_columns", "takes_whole_rows"]

_MOST = 60
"""Columns from which on SQLite no longer keeps apart which of them a statement uses."""


def changed_columns(name: str, before: Schema, after: Schema) -> frozenset[str] | None:
    """Return the folded names, old and new, by which a statement can meet the change of table `name`.

    None where it is, or may be, more than columns that are added at the end or renamed.
    """
    old, new = before.table(name), after.table(name)
    if old is None or new is None or not old.columns or len(new.columns) > _MOST:
        return None
    added = new.columns[len(old.columns) :]
    others = [(was, now) for was, now in zip(old.columns, new.columns, strict=False) if was != now]
    moved = {folded(was.name): folded(now.name) for was, now in others}
    renamed_alone = all(replace(now, name=was.name) == was for was, now in others)
    same = len(new.columns) >= len(old.columns) and replace(new, columns=old.columns, sql=old.sql) == old
    if not renamed_alone or not same or _conditions(old) != _conditions(new):
        return None
    if moved and not _is_free(old, frozenset(moved), before):
        return None
    if not all(_is_plain(column, new) for column in added) or not _costs_the_same(old, new, before):
        return None
    names = frozenset((*moved.values(), *(folded(column.name) for column in added)))
    return None if _are_said(names, old, before) else names | moved.keys()


def _are_said(names: frozenset[str], table: Table, schema: Schema) -> bool:
    """Whether a condition, default, generated column or index may say one of `names` already.

    SQLite takes a text in double quotes for a column as soon as there is one of that name.
    """
    texts = (table.sql, *(index.sql for index in schema.indexes_of(table.name)))
    said = {word for text in texts for word in re.findall(r"\w+", folded(text))}
    return any(said.issuperset(re.findall(r"\w+", name)) for name in names)


def _conditions(table: Table) -> list[str]:
    return [check.expression for check in checks_of(table.sql)]


def _is_plain(column: Column, table: Table) -> bool:
    """Whether every row that was written without the column can be written still."""
    if column.generated is not None or column.hidden or column.primary_key:
        return False
    if column.default is None:
        return not column.notnull
    return not table.strict and _LITERAL.fullmatch(column.default) is not None


_LITERAL = re.compile(r"[+-]?\d+(?:\.\d+)?|'[^']*'")


def _is_free(table: Table, names: frozenset[str], schema: Schema) -> bool:
    """Whether no key, index, condition or generated column of any table may be over one of `names`."""
    if any(column.generated is not None for column in table.columns):
        return False
    keyed = {name for key in table.unique_keys() for name in key}
    keyed.update(folded(name) for key in table.foreign_keys for name in key.columns)
    keyed.update(folded(name) for item in schema.references_to(table.name) for name in item.key.to)
    texts = (*_conditions(table), *(index.sql for index in schema.indexes_of(table.name)))
    keyed.update(word for text in texts for word in re.findall(r"\w+", folded(text)))
    return all(re.fullmatch(r"\w+", name) and name not in keyed for name in names)


def _costs_the_same(old: Table, new: Table, schema: Schema) -> bool:
    """Whether a wider row leaves the planner's choice between indexes as it is.

    It weighs an index by its entry's size in parts of fifteen of the row's (where.c, `whereLoopAddBtree`), both as rounded logarithms.
    """
    if len(old.columns) == len(new.columns):
        return True
    row, wider = _size(old, range(len(old.columns))), _size(new, range(len(new.columns)))
    if row == wider:
        return True
    places = {folded(column.name): at for at, column in enumerate(old.columns)}
    keys = [[places[name] for name in key] for key in old.unique_keys()]
    for index in schema.indexes_of(old.name):
        if None in index.indexed:
            return False  # the size of an expression is not looked at further
        keys.append([places[folded(name)] for name in index.indexed if name is not None])
    entries = {_size(old, key) for key in keys}
    return not old.without_rowid and all(
        15 * entry // row == 15 * entry // wider and (entry < row) == (entry < wider) for entry in entries
    )


def _size(table: Table, places: range | list[int]) -> int:
    """How large a row of these columns, and its number, is taken to be: ten times the binary logarithm."""
    return round(10 * log2(4 * (1 + sum(_width(table.columns[at].type) for at in places))))


@lru_cache(maxsize=256)
def _width(declared: str) -> int:
    """What the planner takes a value of this type for (build.c, `sqlite3AffinityType`)."""
    words = declared.upper()
    if not re.search(r"CHAR|CLOB|TEXT|BLOB", words) or "INT" in words:
        return 1
    length = re.search(r"\((\d+)", words)
    return min(255, (int(length[1]) if length else 16) // 4 + 1)


@lru_cache(maxsize=8192)
def takes_whole_rows(sql: str) -> bool:
    """Say whether a text may take whole rows of a table that it names; a text that it cannot tell of, may."""
    text = _COUNT.sub("", folded(sql))
    if "*" in text or _NATURAL.search(text):
        return True
    if len(_IN.findall(text)) != len(_IN_LIST.findall(text)):
        return True
    return len(_INTO.findall(text)) != len(_INTO_LIST.findall(text))


_COUNT = re.compile(r"\bcount\s*\(\s*\*\s*\)")
_NATURAL = re.compile(r"\bnatural\b")
_IN, _IN_LIST = re.compile(r"\bin\b"), re.compile(r"\bin\s*\(")
_INTO = re.compile(r"\binto\b")
_INTO_LIST = re.compile(r"""\binto\s+(?:[\w.]+|"[^"]*"|`[^`]*`|\[[^\]]*\])\s*\(""")

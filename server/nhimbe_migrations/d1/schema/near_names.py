"""What somebody may have meant by a name that the engine does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.schema.model import Schema, Table, View, VirtualTable
from nhimbe_migrations.findings.near_names import did_you_mean, listed, nearest

__all__ = ["candidates", "plain"]

Relation = Table | VirtualTable | View
_UNKNOWN = re.compile(
    r"no such (?P<kind>table|column|index|view|trigger): (?P<name>.+?)(?: at offset \d+)?(?:: SQLITE_\w+.*)?$"
    r"|table (?P<owner>.+?) has no column named (?P<column>.+?)(?: at offset \d+)?(?:: SQLITE_\w+.*)?$"
    r'|unknown column "(?P<key>.+?)" in foreign key definition'
)
_CODE = re.compile(r"(?: at offset \d+)?: SQLITE_\w+(?: \(extended: SQLITE_\w+\))?$")
_NEAR = 3
_SHOWN = 14
"""Columns of one table that are listed where none is near."""


def plain(message: str) -> str:
    """Return the engine's words without its code and the place in a text that nobody sees."""
    return _CODE.sub("", message)


def candidates(message: str, statement: str | None, schema: Schema, *, script: str = "") -> str:
    """Return a sentence with the names that may be meant, where `message` says that a name is unknown; else nothing.

    Columns are looked for in the tables that `statement` names, else `script`, the text that it stands in.
    """
    found = _UNKNOWN.search(message)
    if found is None:
        return ""
    kind = found["kind"] or "column"
    if kind != "column":
        return did_you_mean(nearest(_bare(found["name"]), _objects(schema, kind)))
    given = found["name"] or found["column"] or found["key"]
    name, owner = _bare(given), found["owner"] or _aliased(given.rpartition(".")[0], statement or "", schema)
    relations: Sequence[Relation] = (*schema.tables, *schema.virtual_tables, *schema.views)
    named: list[Relation] = [item for item in relations if owner is None and _says(statement or "", item.name)]
    if not named and owner is None:
        named = [item for item in relations if _says(script, item.name)]
    if owner is not None:
        named = [item for item in relations if item.name.casefold() == owner.casefold()]
    own = nearest(name, (column for _, column in _columns(named)))
    near = [f"{item.name}.{column}" for column in own for item in named if column in {c.name for c in item.columns}][
        :_NEAR
    ]
    if near:
        return did_you_mean(near)
    if len(named) == 1:
        names = [column for _, column in _columns(named)]
        more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
        return f"{named[0].name} has {', '.join(names[:_SHOWN])}{more}."
    elsewhere = [
        f"{item.name}.{column}" for item, column in _columns(relations) if column.casefold() == name.casefold()
    ]
    return f"{listed(elsewhere[:_NEAR])} has that name." if elsewhere and named else ""


def _aliased(alias: str, statement: str, schema: Schema) -> str | None:
    """The table that the statement calls `alias`; None where it names none."""
    if not alias:
        return None
    relations: Sequence[Relation] = (*schema.tables, *schema.virtual_tables, *schema.views)
    names = {item.name.casefold() for item in relations}
    told = re.finditer(rf"(\w+)[\"\]`]?\s+(?:AS\s+)?{re.escape(alias)}(?!\w)", statement, re.IGNORECASE)
    found = [alias, *(item[1] for item in told)]
    return next((name for name in found if name.casefold() in names), None)


def _columns(relations: Sequence[Relation]) -> Iterator[tuple[Relation, str]]:
    yield from ((item, column.name) for item in relations for column in item.columns if not column.hidden)


def _objects(schema: Schema, kind: str) -> Iterator[str]:
    """The names that could stand where one of `kind` was not found: a table may be a view."""
    like: set[str] = {"table", "virtual table", "view"} if kind in {"table", "view"} else {kind}
    yield from (item.name for found, item in schema.objects() if found in like)


def _bare(name: str) -> str:
    return name.rpartition(".")[2].strip("\"'`[]")


def _says(statement: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", statement, re.IGNORECASE) is not None

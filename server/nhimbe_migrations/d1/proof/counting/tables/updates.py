"""A table as an UPDATE leaves it, as a query over the table before."""

from __future__ import annotations

import re
from collections.abc import Mapping

from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write
from nhimbe_migrations.d1.proof.counting.tables.definitions import with_generated
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation
from nhimbe_migrations.d1.proof.counting.tables.stored_values import as_stored
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["updated"]


def updated(write: Write, relation: Relation, types: Mapping[str, str]) -> str:
    """Return a SELECT of the whole table of `write` as that UPDATE leaves it; `types` are those of the columns that it may name."""
    values: dict[str, str] = {}
    for names, value in write.sets:
        if len(names) == 1:
            values[folded(names[0])] = value
        elif value.startswith("(") and re.match(r"\(\s*SELECT\b", value, re.IGNORECASE):
            for at, name in enumerate(names):
                picked = ", ".join(f"c{n}" for n in range(len(names)))
                values[folded(name)] = f"WITH picked({picked}) AS {value} SELECT c{at} FROM picked LIMIT 1"
        else:
            raise Unreadable(write.table)
    values = {name: as_stored(value, relation.type_of(name), types) for name, value in values.items()}
    where = write.where
    if write.others:
        found = f" FROM {write.others}" + (f" WHERE {where}" if where else "")
        # Of several partners the last one stays.
        each = ", row_number() OVER () AS n"
        values = {
            name: f"SELECT v FROM (SELECT {value} AS v{each}{found}) ORDER BY n DESC LIMIT 1"
            for name, value in values.items()
        }
        where = f"EXISTS (SELECT 1{found})"
    alias = quoted(write.alias)
    terms = []
    for column in relation.columns:
        name = quoted(column)
        value_ = values.get(folded(column))
        if value_ is None:
            terms.append(name if not write.others else f"{alias}.{name}")
        elif where:
            terms.append(f"CASE WHEN {where} THEN ({value_}) ELSE {alias}.{name} END AS {name}")
        else:
            terms.append(f"({value_}) AS {name}")
    select = f"SELECT {', '.join(terms)} FROM {quoted(write.table)} AS {alias}"
    return with_generated(select, relation.columns, values, relation.sql)

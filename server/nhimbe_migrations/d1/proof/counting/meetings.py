"""Where a value that a statement writes meets one that is there: the rows to change for a key to clash, and to what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nhimbe_migrations.d1.proof.counting.replaced import may_replace
from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write, read_write
from nhimbe_migrations.d1.proof.counting.tables.definitions import keys_in, primary_key_in
from nhimbe_migrations.d1.proof.counting.tables.provenance import source_of
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import quoted

__all__ = ["Meeting", "meeting"]


@dataclass(frozen=True, slots=True)
class Meeting:
    """Columns of a table of the database that may hold already what a statement is going to write."""

    table: str
    """Folded."""
    columns: tuple[str, ...]
    query: str
    """A SELECT of what it would write into them, over the database as it is."""


def meeting(message: str, statement: Statement, relations: Relations) -> Meeting | None:
    """Return where the key that `message` names may be taken; None where that is not known."""
    named = re.match(r"UNIQUE constraint failed: (?!index ')(.*)", message)
    try:
        write = read_write(statement) if named or message.startswith("FOREIGN KEY") else None
        if write is None or folded(write.table) not in relations.tables:
            return None
        source, columns = relations.made(write)
    except Unreadable:
        return None
    if named is None:
        names = _replacing(write, relations)
    else:
        names = tuple(part.strip().rpartition(".")[2] for part in named[1].split(","))
    if not names or not {folded(name) for name in names} <= {folded(name) for name in columns}:
        return None
    table = _holder(write, relations)
    known = relations.schema.table(table) if table else None
    if known is None or not all(known.column(name) for name in names):
        return None
    listed = ", ".join(map(quoted, names))
    made = f"made({', '.join(map(quoted, columns))}) AS ({source})"
    ctes = ", ".join(filter(None, (write.ctes, made)))
    return Meeting(folded(known.name), names, relations.query(f"SELECT {listed} FROM made", ctes=ctes))


def _replacing(write: Write, relations: Relations) -> tuple[str, ...]:
    """The key, other than the primary one, by which a row that is written takes the place of one that others refer to."""
    if not may_replace(write, relations):
        return ()
    relation = relations.tables[folded(write.table)]
    known = {folded(name) for name in relation.columns}
    keys = [*keys_in(relation.sql), *(index.terms for index in relations.indexes_of(write.table))]
    bare = [tuple(term.strip('"`[]') for term in key) for key in keys]
    others = [key for key in bare if set(map(folded, key)) <= known and key != primary_key_in(relation.sql)]
    return others[-1] if others else ()


def _holder(write: Write, relations: Relations) -> str | None:
    """The table of the schema whose rows stand beside what is written: the target, or the one that it takes the place of."""
    relation = relations.tables[folded(write.table)]
    if relation.origin and not relations.is_empty(write.table):
        return relation.origin
    if relation.copied is not None:
        return relation.copied.table
    tree = next((one.tree for one in Script.of(write.source).statements), None) if write.source else None
    origin = relations.provenance_of(source_of(tree) or "")
    return origin.table if origin is not None else None

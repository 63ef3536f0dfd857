"""Loads a schema file into a shadow, once for each text, and keeps what came of it: the schema, and the database itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import WriteRows
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.system.kept import Kept

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import LoadProblem, Shadow

__all__ = ["Loaded", "keep_loaded", "load_schema", "load_statements", "open_loaded", "schema_of"]


@dataclass(frozen=True, slots=True)
class Loaded:
    schema: Schema
    refused: tuple[LoadProblem, ...]
    """The statements that the engine would not run."""
    image: bytes = field(repr=False, compare=False)
    """The database as SQLite writes it to a file; nothing where it is empty."""

    @property
    def problems(self) -> tuple[tuple[int, str], ...]:
        """Line and message of each statement that the engine would not run."""
        return tuple((problem.error.line or 1, problem.error.message) for problem in self.refused)


def schema_of(schema: Schema | Iterable[str]) -> Schema:
    """Return the schema, or the one that these CREATE statements make."""
    if isinstance(schema, Schema):
        return schema
    return load_schema("".join(f"{statement}\n;\n" for statement in schema)).schema


def load_schema(schema_sql: str) -> Loaded:
    """Run `schema_sql` in an empty shadow and return what it defines, with the statements that did not run."""
    key = hashlib.sha256(schema_sql.encode(errors="surrogatepass")).digest()
    return _loaded.get(key, lambda: load_statements(Script.of(schema_sql).statements))


def keep_loaded(schema_sql: str, loaded: Loaded) -> None:
    """Take for `load_schema` what it gave for this text in an earlier process."""
    key = hashlib.sha256(schema_sql.encode(errors="surrogatepass")).digest()
    _loaded.get(key, lambda: loaded)


def load_statements(statements: Iterable[Statement], *, known: Schema | None = None) -> Loaded:
    """Do as `load_schema` with a file that is cut already, which is most of the work.

    Seeds may come in any order: references are not enforced. `known` is what much the same statements define: of what
    is the same the engine is not asked.
    """
    from nhimbe_migrations.d1.schema.introspection import read_schema
    from nhimbe_migrations.d1.shadow.shadow import open_shadow

    shadow = open_shadow()
    try:
        refused = shadow.load(statements)
        schema = read_schema(shadow.connection, known=known)
        return Loaded(schema, refused, shadow.image())
    finally:
        shadow.close()


def open_loaded(schema_sql: str, *, rows: bool = True) -> Shadow:
    """Return a shadow that holds what `schema_sql` makes; what does not run of it is passed over.

    Without `rows` its seeds are left out.
    """
    from nhimbe_migrations.d1.shadow.shadow import open_shadow

    if rows:
        return open_shadow(image=load_schema(schema_sql).image)
    statements = Script.of(schema_sql).statements
    shadow = open_shadow()
    shadow.load(item for item in statements if not isinstance(item.action, WriteRows))
    return shadow


_KEPT_BYTES = 128_000_000
_loaded: Kept[bytes, Loaded] = Kept(_KEPT_BYTES, lambda loaded: 2 * len(loaded.image) + 100_000, least=2)
"""The two states of a proof take turns; each made anew for the other is a load of thousands of tables at each turn."""

"""A populated shadow as bytes: made once per schema text, then copied for every proof."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.latent_errors import LatentError, compile_errors
from nhimbe_migrations.d1.rows.fill import FillResult, fill
from nhimbe_migrations.d1.rows.reach import tables_in_reach
from nhimbe_migrations.d1.schema.loading import Loaded, load_schema
from nhimbe_migrations.d1.shadow.generations import LATEST, Generation
from nhimbe_migrations.d1.shadow.shadow import LoadProblem, Shadow, open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.system.kept import Kept

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["Snapshot", "bare_image", "count_rows", "image_of", "keep_open", "looked_at", "open_image", "reopened"]

_KEPT_BYTES = 48_000_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A database that was loaded from schema.sql and filled."""

    data: bytes
    schema: Schema
    fills: tuple[FillResult, ...]
    problems: tuple[LoadProblem, ...]
    broken: frozenset[LatentError]
    """What would fail on first use before any migration."""
    rows: dict[str, int]
    schema_sql: str = ""
    bare: bytes = b""
    """The database before it was filled: with no rows but those of schema.sql."""
    reach: frozenset[str] | None = None
    """The folded names of the tables that were given rows; None for all of them."""

    @property
    def beyond(self) -> dict[str, int]:
        """Rows of the tables that no statement of the migration can reach: as many before it as after."""
        reach = self.reach
        return {} if reach is None else {name: count for name, count in self.rows.items() if folded(name) not in reach}

    @property
    def unfilled(self) -> tuple[FillResult, ...]:
        return tuple(result for result in self.fills if result.problem is not None)


_images: Kept[tuple[bytes, bool], Snapshot] = Kept(_KEPT_BYTES, lambda image: len(image.data) + 10_000, least=2)


def image_of(schema_sql: str, migration_sql: str | None = None) -> Snapshot:
    """Return the image of `schema_sql`, from memory where it was made before.

    With `migration_sql` only the tables that it can reach have rows; without, all of them.
    """
    loaded = load_schema(schema_sql)
    reach = None if migration_sql is None else tables_in_reach(loaded.schema, migration_sql)
    digest = hashlib.sha256(schema_sql.encode(errors="surrogatepass"))
    digest.update(b"\0".join(name.encode(errors="surrogatepass") for name in sorted(reach or ())))
    return _images.get((digest.digest(), reach is None), lambda: _make(schema_sql, loaded, reach))


def bare_image(image: Snapshot) -> Snapshot:
    """Return the image with no rows but those of schema.sql."""
    bare = replace(image, data=image.bare)
    with looked_at(bare) as shadow:
        return replace(bare, rows=count_rows(shadow, image.schema))


def open_image(image: Snapshot, generation: Generation) -> Shadow:
    """Return a fresh shadow of `generation` that holds what the image holds."""
    return open_shadow(generation, image.data)


@contextmanager
def looked_at(image: Snapshot) -> Iterator[Shadow]:
    """Lend a shadow of the latest generation that holds what the image holds, to ask it something.

    One that is given back as it was is kept for the next who asks: SQLite has read its schema already.
    """
    shadow = reopened(image.data)
    try:
        yield shadow
    except BaseException:
        shadow.close()
        raise
    keep_open(shadow, image.data)


def reopened(data: bytes) -> Shadow:
    """Return a shadow of the latest generation that holds `data`: one that was kept open, where there is one."""
    return _open.pop(data, None) or open_shadow(LATEST, data)


def keep_open(shadow: Shadow, data: bytes) -> None:
    """Keep a shadow for the next who wants `data`, which it holds; close it where it does not, or too many are open."""
    is_as_before = not (shadow.connection.in_transaction or shadow.exhausted) and shadow.image() == data
    if is_as_before and data not in _open and len(data) <= _OPEN_BYTES:
        shadow.connection.set_last_insert_rowid(0)
        _open[data] = shadow
    else:
        shadow.close()
    while len(_open) > _MOST_OPEN or sum(map(len, _open)) > _OPEN_BYTES:
        _open.pop(next(iter(_open))).close()


_open: dict[bytes, Shadow] = {}
_MOST_OPEN = 4
_OPEN_BYTES = 4_000_000


def count_rows(shadow: Shadow, schema: Schema, *, known: Mapping[str, int] | None = None) -> dict[str, int]:
    """Return the number of rows of every table, in the order of the schema; `known` ones are not counted again."""
    import apsw

    counts = dict[str, int]()
    for name in (*(table.name for table in schema.tables), *(table.name for table in schema.virtual_tables)):
        if known is not None and name in known:
            counts[name] = known[name]
            continue
        try:
            counts[name] = int(shadow.ask(f"SELECT count(*) FROM {quoted(name)}")[0][0])
        except apsw.Error:  # a virtual table whose content table is gone
            counts[name] = 0
    return counts


def _make(schema_sql: str, loaded: Loaded, reach: frozenset[str] | None) -> Snapshot:
    schema = loaded.schema
    shadow = open_shadow(LATEST, loaded.image)
    try:
        fills = fill(shadow, schema, only=reach)
        rows = count_rows(shadow, schema)
        broken = frozenset(compile_errors(shadow, schema))
        has_objects = bool(schema.tables or schema.views or schema.virtual_tables)
        data, bare = (shadow.image(), loaded.image) if has_objects else (b"", b"")
        return Snapshot(data, schema, fills, loaded.refused, broken, rows, schema_sql, bare, reach)
    finally:
        shadow.close()

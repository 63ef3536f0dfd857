"""A populated shadow as bytes: made once per schema text, then copied for every proof."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.latent_errors import LatentError, compile_errors
from nhimbe_migrations.d1.rows.fill import FillResult, fill
from nhimbe_migrations.d1.shadow.generations import LATEST, Generation
from nhimbe_migrations.d1.shadow.shadow import LoadProblem, Shadow, open_shadow
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["Snapshot", "bare_image", "count_rows", "image_of", "open_image"]

_KEPT = 6
"""Images kept in memory; a large schema takes some megabytes."""


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

    @property
    def unfilled(self) -> tuple[FillResult, ...]:
        return tuple(result for result in self.fills if result.problem is not None)


_images: OrderedDict[str, Snapshot] = OrderedDict()
_lock = threading.Lock()


def image_of(schema_sql: str) -> Snapshot:
    """Return the image of `schema_sql`, from memory where it was made before."""
    key = hashlib.sha256(schema_sql.encode(errors="surrogatepass")).hexdigest()
    with _lock:
        if key in _images:
            _images.move_to_end(key)
            return _images[key]
    image = _make(schema_sql)
    with _lock:
        _images[key] = image
        while len(_images) > _KEPT:
            _images.popitem(last=False)
    return image


def bare_image(image: Snapshot) -> Snapshot:
    """Return the image with no rows but those of schema.sql."""
    shadow = open_shadow(LATEST)
    try:
        if image.bare:
            shadow.connection.deserialize("main", image.bare)
        return replace(image, data=image.bare, rows=count_rows(shadow, image.schema))
    finally:
        shadow.close()


def open_image(image: Snapshot, generation: Generation) -> Shadow:
    """Return a fresh shadow of `generation` that holds what the image holds."""
    shadow = open_shadow(generation)
    if image.data:
        shadow.connection.deserialize("main", image.data)
    return shadow


def count_rows(shadow: Shadow, schema: Schema) -> dict[str, int]:
    """Return the number of rows of every table, in the order of the schema."""
    import apsw

    counts = {}
    names = [table.name for table in schema.tables] + [table.name for table in schema.virtual_tables]
    for name in names:
        try:
            counts[name] = int(shadow.ask(f"SELECT count(*) FROM {quoted(name)}")[0][0])
        except apsw.Error:  # a virtual table whose content table is gone
            counts[name] = 0
    return counts


def _make(schema_sql: str) -> Snapshot:
    from nhimbe_migrations.d1.schema.introspection import read_schema

    shadow = open_shadow(LATEST)
    try:
        problems = shadow.load(schema_sql.removeprefix("\ufeff"))
        schema = read_schema(shadow.connection)
        has_objects = bool(schema.tables or schema.views or schema.virtual_tables)
        bare = shadow.connection.serialize("main") if has_objects else b""
        fills = fill(shadow, schema)
        rows = count_rows(shadow, schema)
        broken = frozenset(compile_errors(shadow, schema))
        data = shadow.connection.serialize("main") if has_objects else b""
        return Snapshot(data or b"", schema, fills, problems, broken, rows, schema_sql, bare or b"")
    finally:
        shadow.close()

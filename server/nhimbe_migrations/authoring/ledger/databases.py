"""Read the ledger of a database: the developer's own local D1, or a MongoDB server that a URI names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.ledger.by_schema import applied_by_schema
from nhimbe_migrations.authoring.ledger.entries import Applied, Ledger, moment
from nhimbe_migrations.authoring.stores.d1_local import local_file
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.d1.states.local import FOLDER, copy_of
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.mongodb.sandbox.documents import read_documents

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["local_ledger", "mongodb_ledger"]

_CONFIGURED = re.compile(r"""changelogCollectionName["']?\s*:\s*(["'`])([^"'`\n]+)\1""")
_CONFIGS = tuple(f"migrate-mongo-config.{ending}" for ending in ("js", "cjs", "mjs", "ts"))


def local_ledger(project: Project) -> tuple[Ledger, str | None]:
    """Return the ledger of the local D1 database, and what it leaves open.

    A database whose files were run by `d1 execute` has none: then its schema says which of them it has.

    Raises:
        ArgumentError: there is no local database.
    """
    import apsw

    file = local_file(project)
    if file is None:
        where = posixpath.join(posixpath.dirname(project.repository.layout.wrangler or ""), FOLDER)
        raise ArgumentError(
            f"There is no local D1 database in {where}.",
            why="`wrangler dev` or a command with --local makes one.",
            way_out="For the remote one: `wrangler d1 migrations list NAME --remote | nhimbe-migrations status --ledger -`.",
        )
    connection = apsw.Connection(":memory:")
    try:
        connection.deserialize("main", copy_of(file))
        source = f"the local database {file.name[:8]}….sqlite"
        tables = dict.fromkeys(item.migrations_table for item in project.repository.databases) or {
            "d1_migrations": None
        }
        for table in tables:
            if _has(connection, table):
                return Ledger(f"{table} of {source}", tuple(_rows(connection, table))), None
        note = (
            f"It has no {' or '.join(tables)}, which `d1 migrations apply` keeps; `d1 execute` keeps none. "
            "What counts as applied has all its tables, columns and indexes there."
        )
        return Ledger(f"the schema of {source}", tuple(applied_by_schema(project, read_schema(connection)))), note
    except apsw.Error as error:
        raise ArgumentError(f"The local database cannot be read: {error}.") from error
    finally:
        connection.close()


def _has(connection: apsw.Connection, table: str) -> bool:
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchall()
    return bool(found)


def _rows(connection: apsw.Connection, table: str) -> Iterator[Applied]:
    for name, at in connection.execute(f"SELECT name, applied_at FROM {quoted(table)} ORDER BY id"):
        yield Applied(str(name), moment(str(at)))


def mongodb_ledger(project: Project, uri: str, changelog: str | None) -> Ledger:
    """Return migrate-mongo's changelog; its collection is the one that its configuration names, else `changelog`.

    Raises:
        ToolMissingError: Deno is not here, or the server does not answer.
    """
    collection = changelog or _configured(project) or "changelog"
    found = read_documents(uri, collection, ("fileName", "appliedAt", "fileHash"))
    applied = tuple(
        Applied(str(row["fileName"]), moment(str(row.get("appliedAt", ""))), row.get("fileHash") or None)
        for row in found
        if row.get("fileName")
    )
    return Ledger(f"the collection {collection}", applied)


def _configured(project: Project) -> str | None:
    """The name in a migrate-mongo configuration above the migrations, read as text; it is never run."""
    repository = project.repository
    folder = repository.layout.migrations
    places = [folder]
    while folder:
        folder = posixpath.dirname(folder)
        places.append(folder)
    for place in (*places, posixpath.dirname(repository.layout.wrangler or "")):
        for name in _CONFIGS:
            text = repository.read(posixpath.join(place, name))
            if text and (found := _CONFIGURED.search(text)):
                return found[2]
    return None

"""The developer's own local D1 database: found where wrangler keeps it, and copied.

`wrangler dev` and `wrangler d1 … --local` keep a database in `.wrangler/state/v3/d1/miniflare-D1DatabaseObject/` beside
the wrangler file, under a name made of the database's id (miniflare, `durableObjectNamespaceIdFromName`). It is read, never
opened in place: SQLite would write beside it. What it holds stays on this machine; an answer has counts.
"""

from __future__ import annotations

import hashlib
import hmac
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from nhimbe_migrations.errors import RepositoryError

__all__ = ["FOLDER", "copy_of", "file_names"]

FOLDER = ".wrangler/state/v3/d1/miniflare-D1DatabaseObject"
"""Where wrangler keeps local databases, from the folder of the wrangler file."""
_MOST_BYTES = 256 * 1024 * 1024
_TRIES = 3


def file_names(ids: Sequence[str]) -> tuple[str, ...]:
    """Return the names under which miniflare keeps the databases of these ids."""
    return tuple(f"{_object_id(name)}.sqlite" for name in ids)


def _object_id(name: str) -> str:
    key = hashlib.sha256(b"miniflare-D1DatabaseObject").digest()
    first = hmac.digest(key, name.encode(), "sha256")[:16]
    return (first + hmac.digest(key, first, "sha256")[:16]).hex()


def copy_of(file: Path) -> bytes:
    """Return the database as bytes, with what stands in its write-ahead log.

    Raises:
        RepositoryError: it cannot be read, is too large, or changes all the while.
    """
    import apsw

    with tempfile.TemporaryDirectory(prefix="nhimbe-migrations-") as folder:
        target = Path(folder, "copy.sqlite")
        _copy(file, target)
        try:
            connection = apsw.Connection(str(target))
            try:
                connection.execute("PRAGMA journal_mode = DELETE").fetchall()
                return connection.serialize("main") or b""
            finally:
                connection.close()
        except apsw.Error as error:
            raise RepositoryError(
                f"The local database {file.name} cannot be read: {error}.", way_out="Stop `wrangler dev` and try again."
            ) from error


def _copy(file: Path, target: Path) -> None:
    parts = [(file, target), (Path(f"{file}-wal"), Path(f"{target}-wal"))]
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise RepositoryError(
                f"The local database {file.name} is larger than {_MOST_BYTES // 1024 // 1024} MB.",
                way_out="Leave `engine` out: the proof generates its own rows.",
            )
        for _ in range(_TRIES):
            before = [_stamp(source) for source, _ in parts]
            for source, copy in parts:
                copy.unlink(missing_ok=True)
                if source.is_file():
                    shutil.copyfile(source, copy)
            if before == [_stamp(source) for source, _ in parts]:
                return
    except OSError as error:
        raise RepositoryError(f"The local database {file.name} cannot be read: {error.strerror}.") from error
    raise RepositoryError(
        f"The local database {file.name} changes while it is copied.", way_out="Stop `wrangler dev` and try again."
    )


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size

"""What was dear to work out, kept in the user's cache directory for the next process.

An entry is named by all that went into it, so it is never out of date: other texts, another version of this program or of
an engine, have another name. It is written beside and moved into its place, carries its own hash, and is stepped over when
anything about it is odd: torn, forged, somebody else's, a link. Whatever goes wrong with the disk, the answer is worked out.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import time
import zlib
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path

from nhimbe_migrations.system.limits import CACHE_BYTES, CACHE_ENTRY_BYTES

__all__ = ["CACHE_VARIABLE", "load", "name_of", "save"]

CACHE_VARIABLE = "NHIMBE_MIGRATIONS_CACHE"
_STATE_VARIABLE = "NHIMBE_MIGRATIONS_STATE"
_OFF = frozenset({"off", "0", "no", "false", "none"})
_MARK = b"nhimbe1\n"
_HASH_BYTES = 32
_LARGEST = 8
"""How many times its size an entry may be when it is unpacked, and the limit of one besides."""
_UNFINISHED = ".part"
_STALE_SECONDS = 600.0
_SHARE_LEFT = 0.75
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MAKE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def name_of(kind: str, parts: Iterable[str | bytes]) -> str:
    """Return the name of an entry: `kind`, and the hash of `parts` and of the program that works on them."""
    digest = hashlib.sha256(_program())
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode(errors="surrogatepass")
        digest.update(f"{len(data)}:".encode() + data)
    return f"{kind}-{digest.hexdigest()}"


def load(name: str) -> bytes | None:
    """Return what was saved under `name`; None where nothing was, or it is not to be trusted."""
    folder = _folder(os.environ)
    if folder is None or not _is_ours(folder):
        return None
    try:
        data = _read(folder / name)
        if data is None or data[: len(_MARK)] != _MARK:
            return None
        told, packed = data[len(_MARK) : len(_MARK) + _HASH_BYTES], data[len(_MARK) + _HASH_BYTES :]
        if not secrets.compare_digest(told, _hash(name, packed)):
            return None
        unpacking = zlib.decompressobj()
        content = unpacking.decompress(packed, CACHE_ENTRY_BYTES * _LARGEST)
    except (OSError, zlib.error, MemoryError):
        return None
    return content if unpacking.eof else None


def save(name: str, content: bytes) -> None:
    """Keep `content` under `name`, where there is room and a place for it; the oldest entries go for it."""
    folder = _folder(os.environ)
    if folder is None:
        return
    packed = zlib.compress(content, 1)
    if len(packed) > CACHE_ENTRY_BYTES or len(content) > CACHE_ENTRY_BYTES * _LARGEST:
        return
    with suppress(OSError, ValueError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _is_ours(folder):
            return
        _write(folder, name, _MARK + _hash(name, packed) + packed)
        _make_room(folder)


def _folder(environment: Mapping[str, str]) -> Path | None:
    chosen = environment.get(CACHE_VARIABLE, "").strip()
    if chosen.lower() in _OFF:
        return None
    if chosen:
        return Path(chosen).expanduser().absolute()
    if state := environment.get(_STATE_VARIABLE):
        return Path(state).expanduser().absolute() / "cache"
    try:
        from platformdirs import user_cache_path

        return user_cache_path("nhimbe-migrations", appauthor=False)
    except (OSError, RuntimeError, KeyError):  # a user without a home
        return None


def _is_ours(folder: Path) -> bool:
    """Whether the folder is one that nobody else can write to."""
    try:
        state = os.lstat(folder)
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(state.st_mode) and _is_private(state)


def _is_private(state: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or (state.st_uid == os.geteuid() and not state.st_mode & 0o022)


def _read(path: Path) -> bytes | None:
    handle = os.open(path, _OPEN)
    try:
        state = os.fstat(handle)
        if not stat.S_ISREG(state.st_mode) or not _is_private(state) or state.st_size > CACHE_ENTRY_BYTES + 100:
            return None
        data = bytearray()
        while len(data) <= state.st_size and (chunk := os.read(handle, 1 << 20)):
            data += chunk
    finally:
        os.close(handle)
    with suppress(OSError):
        os.utime(path)  # what is used stays
    return bytes(data)


def _write(folder: Path, name: str, data: bytes) -> None:
    unfinished = folder / f"{secrets.token_hex(8)}{_UNFINISHED}"
    handle = os.open(unfinished, _MAKE, 0o600)
    try:
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
        finally:
            os.close(handle)
        unfinished.replace(folder / name)
    except OSError:
        with suppress(OSError):
            unfinished.unlink()
        raise


def _make_room(folder: Path) -> None:
    """Delete what was used the longest ago, once all weigh too much, and what killed writers left."""
    found: list[tuple[float, int, str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                state = entry.stat(follow_symlinks=False)
                if not entry.name.endswith(_UNFINISHED):
                    found.append((state.st_mtime, state.st_size, entry.path))
                elif time.time() - state.st_mtime > _STALE_SECONDS:
                    Path(entry.path).unlink()
    total = sum(size for _, size, _ in found)
    if total <= CACHE_BYTES:
        return
    for _, size, path in sorted(found)[:-1]:
        if total <= CACHE_BYTES * _SHARE_LEFT:
            break
        with suppress(OSError):
            Path(path).unlink()
            total -= size


def _hash(name: str, packed: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\0" + packed).digest()


@cache
def _program() -> bytes:
    """What tells this program from another version of it: its version, and where it is not installed its files."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        told = version("nhimbe-migrations")
    except PackageNotFoundError:
        told = ""
    digest = hashlib.sha256(f"{told} {sys.version}".encode())
    top = Path(__file__).resolve().parent.parent
    if top.parent.name not in {"site-packages", "dist-packages"}:
        for folder, folders, files in os.walk(top):
            folders.sort()
            for file in sorted(files):
                if file.endswith(".py"):
                    state = os.lstat(os.path.join(folder, file))  # noqa: PTH118 hundreds of them, at the first question
                    digest.update(f"{file} {state.st_mtime_ns} {state.st_size}\n".encode())
    return digest.digest()

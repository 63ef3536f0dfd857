"""One way to open a file that somebody else put there: a regular file, in its place, of a bearable size.

A repository keeps symbolic links, and a checkout can hold pipes and devices: opened by name they lead out of it,
never end, or hold the reader up. So a path is followed once, the place it leads to is checked, and then it is walked
from the top with every link refused, which closes the moment between the two.
"""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

from nhimbe_migrations.errors import UnusableFileError
from nhimbe_migrations.system.limits import SETTINGS_BYTES
from nhimbe_migrations.system.unchanged import Unchanged

__all__ = ["read_head", "read_regular", "read_settings"]

_HOLDS_FOLDERS = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_CLOSED = getattr(os, "O_CLOEXEC", 0)
_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | _CLOSED | getattr(os, "O_BINARY", 0)
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | _CLOSED
_NO_FILE = {errno.ELOOP, errno.EMLINK, errno.ENXIO, errno.ENODEV}
_CHUNK = 1 << 20


def read_regular(path: Path | str, *, within: Path | None, most: int, seen: os.stat_result | None = None) -> bytes:
    """Return the bytes of a file, from memory where it is as it was when it was read.

    Args:
        path: Absolute.
        within: The resolved folder that it may not leave, also through links; None where any place will do.
        most: Bytes that it may have.
        seen: How the file was found, itself and not what it links to, where somebody looked just now.

    Raises:
        UnusableFileError: it lies elsewhere, is no regular file, or is larger.
        FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError: as they say.
    """
    return _contents.get(path, lambda: _read(Path(path), within, most), seen=seen, also=(within, most))


_KEPT_BYTES = 32_000_000
_contents: Unchanged[bytes] = Unchanged(_KEPT_BYTES, lambda data: len(data) + 500)


def _read(path: Path, within: Path | None, most: int) -> bytes:
    handle = _opened(path, within)
    try:
        size = os.fstat(handle).st_size
        if size > most:
            raise _too_large(path, size, most)
        data = bytearray()
        while chunk := os.read(handle, min(_CHUNK, most + 1 - len(data))):
            data += chunk
            if len(data) > most:
                raise _too_large(path, len(data), most)
        return bytes(data)
    finally:
        os.close(handle)


def read_head(path: Path, *, within: Path | None, count: int) -> bytes:
    """Return the first `count` bytes of a file, however large it is.

    Raises:
        UnusableFileError, OSError: as `read_regular` does.
    """
    handle = _opened(path, within)
    try:
        return os.read(handle, count)
    finally:
        os.close(handle)


def read_settings(path: Path, *, within: Path | None = None, most: int = SETTINGS_BYTES) -> str | None:
    """Return a small text; None where there is none, or it cannot be used. Bytes that are not UTF-8 become surrogates."""
    with suppress(OSError, UnusableFileError):
        return read_regular(path, within=within, most=most).decode("utf-8", "surrogateescape")
    return None


def _opened(path: Path, within: Path | None) -> int:
    """Open a regular file; the caller closes it."""
    try:
        real = Path(os.path.realpath(path))
    except (OSError, ValueError) as error:
        raise UnusableFileError(f"{path.name} cannot be followed: {error}.") from error
    if within is not None and within not in real.parents:
        raise UnusableFileError(
            f"{path.name} is a symbolic link that leads out of the repository, and is not read.",
            way_out="Put the file itself there.",
        )
    try:
        handle = _walked(real, within)
    except OSError as error:
        if error.errno in _NO_FILE:
            raise _no_regular(path) from error
        raise
    mode = os.fstat(handle).st_mode
    if stat.S_ISREG(mode):
        return handle
    os.close(handle)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    raise _no_regular(path)


def _walked(real: Path, within: Path | None) -> int:
    if within is None or not _HOLDS_FOLDERS:
        return os.open(real, _FILE)
    *folders, name = real.relative_to(within).parts
    at = os.open(within, _FOLDER)
    try:
        for folder in folders:
            inner = os.open(folder, _FOLDER, dir_fd=at)
            os.close(at)
            at = inner
        return os.open(name, _FILE, dir_fd=at)
    finally:
        os.close(at)


def _no_regular(path: Path) -> UnusableFileError:
    return UnusableFileError(
        f"{path.name} is not a regular file (a pipe, a device, a socket or a circle of links), so it is not read.",
        way_out="Move it out of the way.",
    )


def _too_large(path: Path, size: int, most: int) -> UnusableFileError:
    return UnusableFileError(
        f"{path.name} is too large to read: {size:,} bytes or more; the limit is {most:,}.",
        way_out="Split it, or move it out of the way.",
    )

"""Two files change names in one step, where the system can: renameat2(2) of Linux, which Python does not wrap."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from functools import cache

__all__ = ["exchange"]

_HERE = -100
"""AT_FDCWD: paths count from the working directory."""
_EXCHANGE = 2
"""RENAME_EXCHANGE."""
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


def exchange(first: str, first_folder: int | None, second: str, second_folder: int | None) -> bool:
    """Let two names change files; False where the system or the file system cannot, and nothing has happened.

    Raises:
        OSError: it can, and refuses: one of the two is not there, or they lie on two file systems.
    """
    call = _call()
    if call is None:
        return False
    if call(_folder(first_folder), os.fsencode(first), _folder(second_folder), os.fsencode(second), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), second)


def _folder(handle: int | None) -> int:
    return _HERE if handle is None else handle


@cache
def _call() -> Callable[[int, bytes, int, bytes, int], int] | None:
    if sys.platform != "linux":
        return None
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return None
    call.argtypes = (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint)
    call.restype = ctypes.c_int

    def renameat2(from_folder: int, source: bytes, to_folder: int, target: bytes, flags: int) -> int:
        return int(call(from_folder, source, to_folder, target, flags))

    return renameat2

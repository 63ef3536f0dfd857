"""What the name of a file says: whether it is a migration, and which number it carries."""

from __future__ import annotations

import os
import re

__all__ = ["goes_up", "is_migration", "is_module", "number_of", "speakable"]

_NUMBERED = re.compile(r"[Vv]?([0-9]{1,6})(?:__|[_\-. ])")
_DATED = re.compile(r"[0-9]{4}([-_.])[0-9]{2}\1[0-9]{2}(?![0-9])")
_VERSIONED = re.compile(r"[Vv][0-9]+(?:[._][0-9]+)+[_\-. ]|[0-9]+(?:\.[0-9]+)+[_\-. ]")
"""A version with several parts is no number: `V1_0_2__x`, `1.2.3-x`."""
_UNSAID = re.compile(r"[\x00-\x1f\x7f\\]")
_SCRIPT = re.compile(r"[Vv]?[0-9].*\.(?:[cm]?js|[cm]ts)", re.DOTALL)
"""JavaScript is a migration where its name begins with a number or a time: beside them lie helpers and configuration."""
_NO_MIGRATION = re.compile(
    r"(\.d|\.test|\.spec|\.config)\.[cm]?[jt]s$|^index\.[cm]?[jt]s$|^(?:sample|template|example)[-_.]?(?:migration)?\.[cm]?[jt]s$|^\."
)
"""Beside migrations lie tests, what collects them, and the file from which a runner makes a new one (`sample-migration.js`)."""
_MODULE = re.compile(r"\.[cm]?[jt]s$")
_GOES_UP = re.compile(
    r"\bfunction\s*\*?\s*up\b|\bup\s*(?:=|:)\s*(?:async\b|function\b|\(|\w+\s*=>)|\b(?:const|let|var)\s+up\b|\bexports\.up\b|"
    r"^\s*(?:public\s+|static\s+|override\s+|async\s+)*up\s*\(|[{,]\s*(?:async\s+)?up\s*[(,}]|\bmigrate\s*[,:(]\s*|\bmigrate\s*=",
    re.MULTILINE,
)


def is_migration(name: str) -> bool:
    """Say whether a file of this name, in the migrations folder, is a migration.

    A name that cannot be said in JSON, or that no path of this program may hold, is none.
    """
    return (
        (name.endswith((".sql", ".ts")) or _SCRIPT.fullmatch(name) is not None)
        and not _NO_MIGRATION.search(name)
        and speakable(name) == name
    )


def is_module(name: str) -> bool:
    """Say whether a file of this name may be a module with `up` and `down`: no declaration, test or index."""
    return _MODULE.search(name) is not None and not _NO_MIGRATION.search(name) and speakable(name) == name


def goes_up(text: str) -> bool:
    """Say whether the text of a module defines `up`, in any form: read as text, so that it costs nothing."""
    return _GOES_UP.search(text) is not None


def speakable(name: str) -> str:
    r"""Return a file name with control characters, backslashes and bytes that are no UTF-8 written out as `\x…`."""
    return os.fsencode(_UNSAID.sub(_written_out, name)).decode("utf-8", "backslashreplace")


def _written_out(match: re.Match[str]) -> str:
    return f"\\x{ord(match[0]):02x}"


def number_of(name: str) -> int | None:
    """Return the number that a file name carries; None for legacy names. A date in front is no number."""
    match = _NUMBERED.match(name)
    return int(match[1]) if match and not _DATED.match(name) and not _VERSIONED.match(name) else None

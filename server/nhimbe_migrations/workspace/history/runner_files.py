"""Which files of the migrations folder its runner takes: wrangler's `migrations_pattern`, flat files, a folder for each."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from nhimbe_migrations.workspace.repository.migration_names import is_migration

__all__ = ["files_taken", "glob_regex"]


def files_taken(pattern: str | None, names: Sequence[str]) -> Callable[[str], bool]:
    """What the runner takes: what wrangler's pattern matches, else the files of the folder, else a folder for each."""
    if pattern is not None:
        matcher = re.compile(glob_regex(pattern), re.DOTALL)
        return lambda name: matcher.fullmatch(name) is not None or not name.endswith(".sql")
    flat = any("/" not in name and is_migration(name) for name in names)
    return lambda name: "/" not in name or not flat


def glob_regex(pattern: str) -> str:
    """Return a glob as wrangler reads it (minimatch: `*`, `**`, `?`, `[…]`, `{a,b}`), as a regular expression."""
    return "".join(
        _GLOB.get(piece, piece if piece.startswith("[") else re.escape(piece)) for piece in _PIECES.findall(pattern)
    )


_GLOB = {"**/": r"(?:[^./][^/]*/)*", "**": ".*", "*": r"(?!\.)[^/]*", "?": "[^/]", "{": "(?:", "}": ")", ",": "|"}
_PIECES = re.compile(r"\*\*/|\*\*|\*|\?|[{},]|\[[^\]/]+\]|[^*?{},\[]+|\[")

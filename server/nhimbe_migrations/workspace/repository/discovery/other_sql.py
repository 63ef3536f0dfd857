"""Which SQL is another database's: PostgreSQL and MySQL beside a Worker have folders and files of the same names."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

from nhimbe_migrations.errors import PathError
from nhimbe_migrations.system.files import read_head
from nhimbe_migrations.system.unchanged import Unchanged

__all__ = ["holds_other_sql", "is_other_sql"]

_HEAD = 65_536
"""Bytes of a file that are looked at."""
_LOOKED_AT = 8
"""Files of a folder that are looked at."""
_OF_ONE = frozenset({"supabase", "postgres", "postgresql", "pg", "mysql", "mariadb", "clickhouse", "hyperdrive"})
"""Folders that are called after one database."""
_COMMENT = re.compile(r"--[^\n]*|/\*.*?(?:\*/|\Z)|'(?:[^']|'')*'", re.DOTALL)
_OTHER = re.compile(
    r"\bCREATE\s+(?:EXTENSION|SCHEMA|DATABASE|SEQUENCE|POLICY|TYPE|DOMAIN|ROLE|(?:OR\s+REPLACE\s+)?FUNCTION|PROCEDURE)\b"
    r"|\bCREATE\s+OR\s+REPLACE\b|\bROW\s+LEVEL\s+SECURITY\b|\$\w*\$|\bALTER\s+TABLE\s+ONLY\b|\bADD\s+CONSTRAINT\b"
    r"|\bPARTITION\s+OF\b|\bBIGSERIAL\b|\bGRANT\s+\w+|\w::\w|\bAUTO_INCREMENT\b|\bENGINE\s*=|\bON\s+UPDATE\s+CURRENT_TIMESTAMP\b|\bALTER\s+COLUMN\b"
    r"|\bDEFAULT\s+(?:now|gen_random_uuid|uuid_generate_v4)\s*\(",
    re.IGNORECASE,
)
"""What SQLite cannot read, and what people do not write by mistake."""
_PRISMA = re.compile(r"""provider\s*=\s*["'](?!sqlite)\w+""")


def is_other_sql(root: Path, path: str) -> bool:
    """Say whether a file of SQL is another database's, by its folder or by statements that SQLite cannot read."""
    if not _OF_ONE.isdisjoint(path.lower().split("/")[:-1]):
        return True
    return _judged.get(root / path, lambda: _OTHER.search(_COMMENT.sub(" ", _head(root, path))) is not None, also=root)


_judged: Unchanged[bool] = Unchanged(2_000, lambda _: 1)


def holds_other_sql(root: Path, folder: str) -> bool:
    """Say whether a folder of migrations is another database's: by its path, Prisma's lock, or most of its files."""
    if not _OF_ONE.isdisjoint(folder.lower().split("/")):
        return True
    if _PRISMA.search(_head(root, posixpath.join(folder, "migration_lock.toml"))):
        return True
    try:
        names = sorted(item.name for item in (root / folder).iterdir() if item.name.endswith(".sql"))[:_LOOKED_AT]
    except OSError:
        return False
    return 2 * sum(is_other_sql(root, posixpath.join(folder, name)) for name in names) > len(names)


def _head(root: Path, path: str) -> str:
    try:
        return read_head(root / path, within=root, count=_HEAD).decode("utf-8", "replace")
    except (OSError, PathError):
        return ""

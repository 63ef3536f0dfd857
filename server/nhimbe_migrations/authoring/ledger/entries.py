"""What a runner keeps of the files that it has run, whatever it was read from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

__all__ = ["Applied", "Ledger", "moment"]


@dataclass(frozen=True, slots=True)
class Applied:
    """One file in the ledger."""

    name: str
    """As the runner wrote it: a file name, perhaps with folders."""
    at: datetime | None = None
    digest: str | None = None
    """SHA-256 of the file as it ran, where the runner keeps it (migrate-mongo with `useFileHash`)."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The files that have run; or, where the runner says only that, the ones that have not."""

    source: str
    """Where it was read, for people."""
    applied: tuple[Applied, ...] = ()
    pending: tuple[str, ...] | None = None
    """Where this is known: every other file has run."""


def moment(text: str) -> datetime | None:
    """Read a time as runners write it; without a zone it is UTC, as SQLite's `datetime('now')` is. None for anything else."""
    found = re.search(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?", text)
    if found is None:
        return None
    try:
        read = datetime.fromisoformat(found[0])
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)

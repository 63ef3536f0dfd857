"""Drift told by cause: one finding a kind, with the migrations that made what schema.sql lacks."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.result.rules import DRIFT, SCHEMA_EDITED
from nhimbe_migrations.findings.finding import Finding, Severity

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.branch import Branch
    from nhimbe_migrations.authoring.result.answers import DriftEntry
    from nhimbe_migrations.d1.schema.comparison import Difference

__all__ = ["drift_findings", "wish_findings"]

_KINDS = ("table", "virtual table", "column", "view", "trigger", "index")
_PLURAL = {"index": "indexes"}
_NAMED = 6


def drift_findings(entries: Sequence[DriftEntry], branch: Branch, schema: str) -> Iterator[Finding]:
    """Yield one finding a kind of drift; an error where a migration of this branch made it, else a warning at most.

    What the base has already has drifted before, and nothing that this branch holds back mends it.
    """
    for kind, rule in DRIFT.items():
        for new in (True, False):
            found = [item for item in entries if item.kind == kind and (item.file in branch.added) == new]
            if not found:
                continue
            severity: Severity = rule.severity if new or rule.severity != "error" else "warning"
            # A single object keeps its own sentence and place.
            message = (found[0].message or found[0].name) if len(found) == 1 else _told(kind, found)
            file = found[0].file or schema if len(found) == 1 else schema
            line = found[0].line if len(found) == 1 else None
            yield rule.finding(message, file=file, line=line, severity=severity)


def _told(kind: str, found: list[DriftEntry]) -> str:
    counted = Counter(item.object for item in found)
    what = _listed([_counted(counted[name], name) for name in _KINDS if counted[name]])
    files = _listed(list(dict.fromkeys(posixpath.basename(item.file) for item in found if item.file)))
    names = [item.name for item in found]
    shown = ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
    match kind:
        case "missing":
            return (
                f"schema.sql lacks {what} that {files or 'the history'} make{'' if ' and ' in files else 's'}: {shown}."
            )
        case "different":
            return f"schema.sql differs from the migrations on {what}: {shown}. Made by: {files or 'its baseline'}."
        case _:
            return f"No migration makes {what} that schema.sql has: {shown}."


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {_PLURAL.get(name, name + 's')}"


def _listed(parts: list[str]) -> str:
    if len(parts) > _NAMED:
        parts = [*parts[:_NAMED], f"{len(parts) - _NAMED} more"]
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part) if parts else ""


def wish_findings(wishes: Sequence[Difference], schema: str) -> Iterator[Finding]:
    """Yield what schema.sql, edited by hand, asks for that no migration does."""
    if wishes:
        asked = "; ".join(_asked(item) for item in wishes[:_NAMED])
        more = f"; and {len(wishes) - _NAMED} more" if len(wishes) > _NAMED else ""
        yield SCHEMA_EDITED.finding(
            f"schema.sql was edited, and no migration does what it asks for: {asked}{more}.", file=schema
        )


def _asked(wish: Difference) -> str:
    match wish.kind:
        case "only right":
            return f"{wish.object} {wish.name} is new"
        case "only left":
            return f"{wish.object} {wish.name} is gone"
        case _:
            detail = wish.detail.replace("only on the right", "only in the edited file")
            return f"{wish.object} {wish.name}: {detail.replace('only on the left', 'only in the database')}"

"""Which may go live first: the base's code on the database after, the branch's code on the database before.

Writes are run, not only compiled: old code that leaves out a column which is now NOT NULL compiles and fails.
"""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.authoring.code.database import Effect
from nhimbe_migrations.authoring.code.uses import Comparison
from nhimbe_migrations.authoring.code.verdicts import Verdict
from nhimbe_migrations.authoring.deploy.writes import FailingWrites, failing_writes
from nhimbe_migrations.authoring.result.report import Deploy
from nhimbe_migrations.code_use.members import members_of
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["deploy_order"]

_SHOWN = 3


def deploy_order(effect: Effect, base: Comparison, branch: Comparison, writes: FailingWrites) -> Deploy:
    """Say which order of the migration and the branch's code keeps every query working.

    `writes` are those of the branch that fail after the migration.
    """
    of_base = writes if base is branch else failing_writes(effect, base)
    old_broken = [*_stops(effect, base, of_base)]
    waiting = [*_waits(effect, branch)]
    unadapted = [*_stops(effect, branch, writes)]
    if unadapted:
        return _unadapted(effect, unadapted)
    may, still = _possible(of_base), _possible(writes)
    if not old_broken and not waiting:
        if may and not still:
            return Deploy(
                "code-first",
                f"The code that is live now may fail after it, and the code of this branch does not: {may}.",
            )
        return Deploy("any", f"No query of the code depends on which of the two comes first.{_warned(still)}")
    if not old_broken:
        return Deploy(
            "migrate-first",
            f"The code of this branch needs what the migration makes: {_listed(waiting)}.{_warned(may or still)}",
        )
    if not waiting:
        return Deploy(
            "code-first", f"The code that is live now stops working after it: {_listed(old_broken)}.{_warned(still)}"
        )
    return Deploy(
        "none",
        f"The code that is live now fails after the migration ({_listed(old_broken)}), and the code of this branch fails "
        f"before it ({_listed(waiting)}). {_EXPAND}",
    )


def _possible(writes: FailingWrites) -> str:
    """The writes that fail now and then, with the engine's reason for the first."""
    if not writes.sometimes:
        return ""
    places = _listed([f"{query.file}:{query.line}" for query, _ in writes.sometimes])
    return f"{places} ({writes.sometimes[0][1]})"


def _warned(possible: str) -> str:
    return f" After it a write may fail that works now: {possible}." if possible else ""


_EXPAND = (
    "Expand and contract: add the new beside the old and fill it (first migration), deploy code that writes both and "
    "reads the new, then take the old away (second migration)."
)


def _unadapted(effect: Effect, broken: list[str]) -> Deploy:
    """The branch's own code fails after the migration: it must change, and the question is whether it can beforehand."""
    renames = read_renames(effect.migration, effect.schema_before)
    moved = bool(renames.tables) or any(renames.columns.values())
    needed = _new_and_required(effect)
    if moved or needed:
        what = "what it renames" if moved else f"{', '.join(needed)}, which is new and has no default that works"
        return Deploy(
            "none",
            f"The code of this branch still fails after the migration ({_listed(broken)}), and code that knows {what} "
            f"cannot run before it. {_EXPAND}",
        )
    return Deploy(
        "code-first",
        f"The code of this branch still fails after the migration ({_listed(broken)}): change it and deploy it, then migrate.",
    )


def _new_and_required(effect: Effect) -> list[str]:
    """New columns of old tables that every INSERT must give: required ones, and those whose default may have no parent."""
    new = effect.new()
    found: list[str] = []
    for table in effect.schema_after.tables:
        if effect.schema_before.table(table.name) is None:
            continue
        pointing = {folded(column) for key in table.foreign_keys for column in key.columns}
        for column in table.columns:
            required = column.notnull and column.default is None
            unsure = column.default is not None and folded(column.name) in pointing
            if (folded(table.name), folded(column.name)) in new and (required or unsure):
                found.append(f"{table.name}.{column.name}")
    return found


def _stops(effect: Effect, code: Comparison, writes: FailingWrites) -> Iterator[str]:
    """Places of `code` that work before and not after."""
    for query, _ in code.broken_by_it():
        yield f"{query.file}:{query.line}"
    for query, _ in writes.always:
        yield f"{query.file}:{query.line}"
    yield from _read_by_star(code, code.before, effect.gone())


def _waits(effect: Effect, code: Comparison) -> Iterator[str]:
    """Places of `code` that work after and not before."""
    for query, _ in code.waiting_for_it():
        yield f"{query.file}:{query.line}"
    for query, _ in failing_writes(effect, code, now=True).always:
        yield f"{query.file}:{query.line}"
    yield from _read_by_star(code, code.after, effect.new())


def _read_by_star(
    code: Comparison, verdicts: tuple[Verdict, ...], columns: frozenset[tuple[str, str]]
) -> Iterator[str]:
    """Members of rows that only one of the databases has: `SELECT *` compiles on both, and the value is missing."""
    names = {
        number: called
        for number, (verdict, before, after) in enumerate(zip(verdicts, code.before, code.after, strict=True))
        if before.state == after.state == "fits" and (called := verdict.names_of(columns))
    }
    for member in members_of(code.code, names):
        yield f"{member.file}:{member.line}"


def _listed(places: list[str]) -> str:
    told = list(dict.fromkeys(places))
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return f"{', '.join(told[:_SHOWN])}{more}"

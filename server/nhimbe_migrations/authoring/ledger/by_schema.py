"""Which migrations a database has, where no ledger says so: those whose every table, column, index and trigger is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.ledger.entries import Applied
from nhimbe_migrations.d1.schema.model import Schema, Table
from nhimbe_migrations.d1.states.states import build_states, states_before

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["applied_by_schema"]


def applied_by_schema(project: Project, there: Schema) -> Iterator[Applied]:
    """Yield each migration of the history whose work `there` has.

    Only what a migration made and no later one took away or renamed is asked for. One that made nothing of that kind
    (it filled rows, say) counts as applied where a later one does.
    """
    history = project.migration_texts("d1")
    if not history:
        return
    baseline = project.states().told.baseline
    before = states_before(history, frozenset(file for file, _ in history), committed=None, baseline=baseline)
    stages = [before[file].history.schema for file, _ in history]
    end = build_states(history, committed=None, baseline=baseline).history.schema
    stages.append(end)
    verdicts: list[bool | None] = []
    for at in range(len(history)):
        made = _things(stages[at + 1]) - _things(stages[at])
        lasting = made & _things(end)
        verdicts.append(lasting <= _things(there) if lasting else None)
    last = max((at for at, verdict in enumerate(verdicts) if verdict), default=-1)
    for at, (file, _) in enumerate(history):
        if verdicts[at] or (verdicts[at] is None and at < last):
            yield Applied(file)


def _things(schema: Schema) -> frozenset[tuple[str, str, str]]:
    found: set[tuple[str, str, str]] = {(kind, item.name.lower(), "") for kind, item in schema.objects()}
    for _, item in schema.objects():
        if isinstance(item, Table):
            found |= {("column", item.name.lower(), column.name.lower()) for column in item.columns}
    return frozenset(found)

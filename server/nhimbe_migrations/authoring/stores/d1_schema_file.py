"""schema.sql follows a migration: as the engine leaves the database made from it, or as far as the file goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.compose.base import BaseState
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.project.states import Databases
from nhimbe_migrations.authoring.result.rules import SCHEMA_EDITED, SCHEMA_NOT_PROVABLE
from nhimbe_migrations.d1.drift.report import update
from nhimbe_migrations.d1.proof.every_state import StateProofs
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.schema_file.editor import SchemaEdit, bring_up_to_date
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import names_in
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["follow_in_schema_file"]


def follow_in_schema_file(
    project: Project,
    request: MigrationRequest,
    base_state: BaseState,
    databases: Databases,
    proofs: StateProofs,
    *,
    sql: str,
    path: str,
) -> tuple[str | None, tuple[Finding, ...]]:
    """Return schema.sql with the migration in it; None where it stays as it is, or there is none and none is made."""
    file = project.repository.layout.schema
    if unusable := project.unusable(file):
        return None, (unusable,)
    absent = base_state.on_disk.get(file) is None and not _begins_with_one(project)
    if not proofs.decisive.applied or not request.sync or absent:
        return None, ()
    if request.from_schema:
        return None, tuple(finding.at(file=file) for finding in _not_arrived(base_state.schema, proofs))
    try:
        edit = _edit(base_state.schema, databases, proofs, sql, path)
    except RefusedError as error:
        why = "No edit of schema.sql could be proved equal to the database after this migration. "
        return None, (SCHEMA_NOT_PROVABLE.finding(why + str(error), file=file),)
    after = proofs.decisive.schema_after
    left = _left_over(edit.text, after, sql) if databases.wishes and after else ()
    return edit.text, (*edit.findings, *(finding.at(file=file) for finding in left))


def _begins_with_one(project: Project) -> bool:
    """Whether the first migration makes schema.sql: only in nhimbe's own layout, of which the file is a part."""
    return project.repository.layout.schema == "worker/src/db/schema.sql" and not project.migration_texts("d1")


def _edit(schema_sql: str, databases: Databases, proofs: StateProofs, sql: str, path: str) -> SchemaEdit:
    """The edit that `update_schema` makes for the file once it is written: towards what the proof leaves.

    Where the file is behind, or ahead, of the databases it takes what of this migration it has not got yet.
    """
    on_file = proofs.on("schema.sql") or (proofs.history if databases.states.schema_file else None)
    if on_file is None or databases.wishes or not on_file.proof.applied or on_file.proof.schema_after is None:
        return update(schema_sql, path, sql)
    return bring_up_to_date(schema_sql, on_file.proof.schema_after, sql)


def _not_arrived(schema_sql: str, proofs: StateProofs) -> Iterator[Finding]:
    """What schema.sql says that the statements derived from it do not make of the database that it describes."""
    on_file = proofs.on("schema.sql") or proofs.history
    if on_file.proof.schema_after is None:
        return
    for difference in differences(on_file.proof.schema_after, load_schema(schema_sql).schema):
        if not difference.order_only:
            detail = f"{difference.object} {difference.name}: {_here(difference.detail)}"
            yield SCHEMA_NOT_PROVABLE.finding(f"The database that is made from schema.sql ends otherwise: {detail}.")


def _left_over(schema_sql: str, after: Schema, sql: str) -> Iterator[Finding]:
    """What schema.sql, edited by hand, says otherwise than the database will, of what this migration touches."""
    named = names_in(sql)
    for difference in differences(after, load_schema(schema_sql).schema):
        if not difference.order_only and folded(difference.name) in named:
            yield SCHEMA_EDITED.finding(
                f"schema.sql was edited by hand and still differs from the database after this migration: "
                f"{difference.object} {difference.name}: {_here(difference.detail)}.",
                severity="warning",
            )


def _here(detail: str) -> str:
    return detail.replace("on the left", "in the database").replace("on the right", "in schema.sql")

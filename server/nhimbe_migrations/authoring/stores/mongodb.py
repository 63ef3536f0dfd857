"""The MongoDB half of a draft: render or take the text, lint it, type-check it, run it there and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.authoring.code.files import code_files
from nhimbe_migrations.authoring.compose.composed import Check, ComposedMigration
from nhimbe_migrations.authoring.compose.request import MigrationRequest, Strategy
from nhimbe_migrations.authoring.project.conventions import accepted_everywhere
from nhimbe_migrations.authoring.result.report import Verification
from nhimbe_migrations.authoring.stores.module_form import module_form
from nhimbe_migrations.authoring.stores.mongodb_proof import ProofResult, judge
from nhimbe_migrations.authoring.stores.prepare import read_ahead
from nhimbe_migrations.changes.mongodb import Change, ConvertField, RenameField, parse_changes
from nhimbe_migrations.changes.shapes import ShapeChange
from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.findings.accepted import Accepted, parse_accepted, without_accepted
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb import assemble, normalise, read_migration
from nhimbe_migrations.mongodb.code.migration_file import ParsedMigration
from nhimbe_migrations.mongodb.form.write import in_form
from nhimbe_migrations.mongodb.lint.habits import MongoHabits, habits_of
from nhimbe_migrations.mongodb.lint.rules import lint, rules
from nhimbe_migrations.mongodb.plan.plan import deduplicate, plan
from nhimbe_migrations.mongodb.plan.rules import UNKNOWN_COLLECTION
from nhimbe_migrations.mongodb.proof.verdict.snapshot import Loss
from nhimbe_migrations.mongodb.sandbox.engines import begin_engines
from nhimbe_migrations.mongodb.state.replay import fold_parsed
from nhimbe_migrations.mongodb.state.type_changes import shape_changes
from nhimbe_migrations.mongodb.state.verification import verification_expression
from nhimbe_migrations.mongodb.two_steps.plan import plan_step
from nhimbe_migrations.rendering import render
from nhimbe_migrations.workspace.history.history import Migration

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.mongodb.form.skeleton import Skeleton
    from nhimbe_migrations.mongodb.plan.step import AssumedNewField
    from nhimbe_migrations.mongodb.state.collections import Collections

_REFUTED_BY_PROOF = frozenset({"remove-field", "delete-documents", "convert-field", "overwrites-documents"})

__all__ = ["compose_mongodb", "examine_mongodb", "lint_mongodb", "shapes_of_mongodb"]


def compose_mongodb(
    project: Project, request: MigrationRequest, *, replaced: str | None, number: str, path: str
) -> ComposedMigration:
    """Work out a MongoDB migration on top of the collections that the history makes.

    Raises:
        ArgumentError: a change is not one, or `up` is a whole file.
    """
    begin_engines(f"{request.up}\n{request.down}", path, project.repository.root)
    before = project.collections_before(replaced) if replaced else project.collections()
    changes = parse_changes([*request.changes]) if request.changes else _own_code(request)
    planned = plan(changes, before) if request.strategy == "direct" else plan_step(changes, before, request.strategy)
    text = assemble(planned, number=number, description=request.description, render=render, accepted=request.accept)
    form = module_form(project, replaced)
    # The first file of somebody else's runner is written as the runner writes it: without a header of ours.
    is_ours = form is None or bool(project.migration_texts("mongodb"))
    headed = is_ours and _habits(project, replaced).headed
    fixed = normalise(text, number=number, description=request.description, file=path, headed=headed)
    written = _in_form(fixed.text, form, path, request.description, headed=headed)
    # Where the file fetches its database by itself, its bodies are proved with the database handed in.
    is_as_written = form is None or form.access.is_direct
    judged_at = path if is_as_written else f"{path.rpartition('.')[0]}.ts"
    parsed = read_migration(written if is_as_written else fixed.text, judged_at)
    judged, standing, accepted = _examined(
        project,
        parsed,
        before,
        file=judged_at,
        changes=changes,
        planned=planned.findings,
        absent=planned.taken_as_new,
        meanwhile=lambda: read_ahead(project),
    )
    return ComposedMigration(
        text=written,
        findings=tuple(finding.at(file=path) for finding in (*standing, *fixed.fixes)),
        verification=judged.verification if is_as_written else _with_database_handed_in(judged.verification, form),
        shapes=planned.shapes or shape_changes(parsed, before),
        loses_rows=bool(planned.irreversible),
        manual_steps=tuple(f"down() does not give back {loss}." for loss in planned.irreversible),
        accepted=accepted,
        look_first=tuple(_differing(changes, request.strategy)),
        verify=tuple(_checks(parsed, before, changes, request.strategy)),
    )


def _checks(
    parsed: ParsedMigration, before: Collections, changes: Sequence[Change], strategy: Strategy
) -> Iterator[Check]:
    """What to ask the real database after it."""
    gone: list[tuple[str, Mapping[str, Any], str]] = []
    for change in changes:
        name = _field(change) or "[]"
        if change.kind not in {"rename_field", "remove_field"} or "[]" in name:
            continue
        owner, filter_ = str(getattr(change, "collection", "")), {name: {"$exists": True}}
        if strategy == "expand":
            filter_[str(getattr(change, "to", ""))] = {"$exists": False}
        gone.append((owner, filter_, f"have {name} alone" if strategy == "expand" else f"still have {name}"))
    expression = verification_expression(before, fold_parsed(parsed, before), gone)
    if expression:
        yield Check("[] means that all is well", expression)


def _in_form(text: str, form: Skeleton | None, path: str, description: str, *, headed: bool) -> str:
    if form is None:
        return text
    return in_form(text, form, file=path, description=description, headed=headed)


def _with_database_handed_in(verification: Verification, form: Skeleton | None) -> Verification:
    how = " ".join(form.access.prologue) if form else ""
    why = f"how the file gets its database ({how}): its statements were run with the database handed in"
    return replace(verification, not_checked=(*verification.not_checked, why))


def _differing(changes: Sequence[Change], strategy: Strategy) -> Iterator[Check]:
    """Before the old name goes: the documents in which it holds something else than the new one."""
    for change in changes if strategy == "contract" else ():
        if isinstance(change, RenameField) and not any(isinstance(other, ConvertField) for other in changes):
            both = {change.field: {"$exists": True}, "$expr": {"$ne": [f"${change.field}", f"${change.to}"]}}
            yield Check(
                "documents in which the new name has another value, which then wins",
                f"db.collection({json.dumps(change.collection)}).countDocuments({json.dumps(both)})",
            )


def examine_mongodb(
    project: Project, migration: Migration, *, execute: bool
) -> tuple[Verification | None, tuple[Finding, ...]]:
    """Everything that can be said of a MongoDB migration as it stands."""
    text = project.migration_text(migration)
    if execute:
        begin_engines(text, migration.file, project.repository.root)
    before = project.collections_before(migration.file)
    parsed = read_migration(text, migration.file)
    judged, standing, _ = _examined(project, parsed, before, file=migration.file, execute=execute)
    if execute and judged.why_not_executed:
        # A proof that was asked for and not made is no pass.
        told = Finding("not-executed", "warning", judged.why_not_executed, "", migration.file)
        standing = without_accepted((*standing, told), parse_accepted(text, "//"), rules())
    return judged.verification, standing


def _examined(
    project: Project,
    parsed: ParsedMigration,
    before: Collections,
    *,
    file: str,
    changes: Sequence[Change] = (),
    planned: Sequence[Finding] = (),
    absent: Sequence[AssumedNewField] = (),
    execute: bool = True,
    meanwhile: Callable[[], None] | None = None,
) -> tuple[ProofResult, tuple[Finding, ...], tuple[Accepted, ...]]:
    """Judge and lint a migration, whether it is drafted or stands in the history; leave out what is accepted."""
    accepted = (*parse_accepted(parsed.text, "//"), *accepted_everywhere(project))
    found = _without_known_to_code(project, deduplicate(planned, lint(parsed, before, file)))
    losses = _losses(changes, parsed, accepted)
    judged = judge(project, parsed, before, absent=absent, losses=losses, execute=execute, meanwhile=meanwhile)
    ran = judged.findings
    if any(item.rule in _LOSSES_OF_CHANGES for item in planned):
        # One cause, told once: what the change loses is said already, and that it is lost is no news.
        ran = tuple(item for item in ran if item.rule != "down-leaves-residue")
    # That down cannot bring it back is a guess of the text, which the run has refuted.
    found = tuple(
        replace(item, severity="note", message=f"{item.message} On the documents of the proof it did.")
        if item.rule in _REFUTED_BY_PROOF and item.line in judged.given_back and item.severity == "error"
        else item
        for item in found
    )
    found = tuple(
        replace(item, severity="note", message=f"{item.message} up drops it only where it holds none.")
        if item.rule == "drop-collection" and item.line in judged.empty
        else item
        for item in found
    )
    found = tuple(
        replace(item, severity="note", message=f"{item.message} In the proof a second up changed nothing more.")
        if item.rule == "not-rerunnable" and item.line in judged.repeated
        else item
        for item in found
    )
    if any(item.rule == "ttl-on-text" for item in ran):
        # Text is never too old.
        found = tuple(item for item in found if item.rule != "ttl-on-existing")
        told = {item.line for item in found if item.rule == "ttl-on-text"}
        ran = tuple(item for item in ran if item.rule != "ttl-on-text" or item.line not in told)
    standing = without_accepted((*found, *ran), accepted, rules())
    return judged, _habits(project, file).judged(standing), accepted


def lint_mongodb(project: Project, migration: Migration, text: str) -> tuple[Finding, ...]:
    """The rules alone."""
    parsed = read_migration(text, migration.file)
    found = _without_known_to_code(project, lint(parsed, project.collections_before(migration.file), migration.file))
    standing = without_accepted(found, (*parse_accepted(text, "//"), *accepted_everywhere(project)), rules())
    return _habits(project, migration.file).judged(standing)


def _habits(project: Project, without: str | None) -> MongoHabits:
    """The habits of the history, without the file that is judged."""
    return habits_of([item for item in project.migration_texts("mongodb") if item[0] != without])


def shapes_of_mongodb(project: Project, migration: Migration, text: str) -> tuple[ShapeChange, ...]:
    """What a migration of the history changes in the shapes of documents."""
    return tuple(shape_changes(read_migration(text, migration.file), project.collections_before(migration.file)))


def _own_code(request: MigrationRequest) -> tuple[Change, ...]:
    up = request.up or ""
    if _is_whole_file(up):
        raise ArgumentError(
            "`up` is a whole file.",
            why="It takes the statements between the braces of up(db); header, import and signatures are added.",
            way_out="Pass the two bodies as `up` and `down`.",
        )
    return parse_changes([{"kind": "run", "up": up, **({"down": request.down} if request.down is not None else {})}])


def _is_whole_file(body: str) -> bool:
    return any(line.startswith(("export ", "import ")) for line in body.splitlines())


def _losses(changes: Sequence[Change], parsed: ParsedMigration, accepted: Sequence[Accepted]) -> Iterator[Loss]:
    """What the author accepted not to get back: of typed changes exactly that, of own code what it touches."""
    rules_accepted = {item.rule for item in accepted if item.reason}
    for change in changes:
        rule = _LOSSY.get(change.kind)
        if rule in rules_accepted and not getattr(change, "backup", None):
            owner = getattr(change, "collection", getattr(change, "name", ""))
            yield Loss(owner, _field(change))
    own_code = not changes or any(change.kind == "run" for change in changes)
    if own_code and parsed.up and rules_accepted & _LOSSES_OF_CODE:
        yield from {Loss(call.collection) for call in parsed.up.calls if isinstance(call.collection, str)}


_LOSSY: Mapping[str, str] = {
    "drop_collection": "drop-collection",
    "remove_field": "remove-field",
    "convert_field": "convert-field",
    "map_values": "map-values",
    "seed_documents": "overwrites-documents",
}
_LOSSES_OF_CHANGES = frozenset(_LOSSY.values())
_LOSSES_OF_CODE = frozenset({*_LOSSY.values(), "delete-documents", "down-leaves-residue", "cuts-values"})


def _field(change: Any) -> str | None:  # noqa: ANN401 one of the typed changes
    field = getattr(change, "field", None)
    return field if isinstance(field, str) else None


def _without_known_to_code(project: Project, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without those of collections that the code of the repository names: such a name is not misspelt."""
    if not any(item.rule == UNKNOWN_COLLECTION.name for item in findings):
        return tuple(findings)
    from nhimbe_migrations.code_use.collection_names import collections_named

    named = collections_named(code_files(project))
    told = {f"collection {name!r}" for name in named}
    return tuple(
        item
        for item in findings
        if item.rule != UNKNOWN_COLLECTION.name or not any(f"names a {name}." in item.message for name in told)
    )

"""One file of a plan: a plan for one store has one, a plan over both has the MongoDB file first and the D1 file after it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal

from nhimbe_migrations.authoring.compose.base import BaseState
from nhimbe_migrations.authoring.compose.commands import d1_commands, d1_manual_steps, d1_runner
from nhimbe_migrations.authoring.compose.composed import ComposedMigration
from nhimbe_migrations.authoring.compose.file_names import file_name
from nhimbe_migrations.authoring.compose.mongodb_commands import mongodb_commands, mongodb_manual_steps
from nhimbe_migrations.authoring.compose.request import MigrationRequest
from nhimbe_migrations.authoring.project.drift import stops_new_databases
from nhimbe_migrations.authoring.result.report import Command, Level, Verification
from nhimbe_migrations.authoring.stores.schema_owners import schema_steps
from nhimbe_migrations.findings.accepted import Accepted

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.workspace.repository.discovery.runner import Runner

__all__ = ["Part", "commands_and_steps", "compose_parts", "joint_verification"]

_LEVELS: Final[tuple[Level, ...]] = ("not checked", "parsed", "type-checked", "executed")
_TITLES: Final = {"d1": "D1", "mongodb": "MongoDB"}


@dataclass(frozen=True, slots=True)
class Part:
    """One migration file, worked out."""

    target: Literal["d1", "mongodb"]
    number: str
    path: str
    body: ComposedMigration
    replaced: str | None
    """The file whose place it takes."""


def compose_parts(project: Project, request: MigrationRequest, base_state: BaseState, number: str) -> tuple[Part, ...]:
    """Work out each file of the plan: `number`, then the one after it.

    Raises:
        ArgumentError: a change is not one, or `up` is a whole file.
    """
    return tuple(_parts(project, request, base_state, number))


def _parts(project: Project, request: MigrationRequest, base_state: BaseState, number: str) -> Iterator[Part]:
    for place, target in enumerate(request.targets):
        own = _own_number(number, place)
        replaced = base_state.files[place] if place < len(base_state.files) else None
        path = _path(project, own, request.description, target, replaced)
        part = replace(request, target=target, accept=_accepted_by(request, target))
        base = replace(base_state, file=replaced)
        yield Part(target, own, path, _body(project, part, base, _in_header(own, path), path), replaced)


def _path(project: Project, number: str, description: str, target: str, replaced: str | None) -> str:
    history = project.history()
    if replaced is not None and not history.form.is_numbered:
        # The point in time in its name is its place in the order, which it keeps.
        return replaced
    folder = project.repository.layout.migrations
    if target == "d1":
        return posixpath.join(folder, file_name(history, number, description, target))
    from nhimbe_migrations.authoring.stores.module_form import ending_of, name_form

    ending, form = ending_of(project, replaced), name_form(project)
    return posixpath.join(folder, file_name(history, number, description, target, ending=ending, form=form))


def _in_header(number: str, path: str) -> str:
    """The number that the header says: where the name begins with a point in time, that; a header tells which file it is."""
    leading = re.match(r"(\d+)[_-]", posixpath.basename(path))
    return leading[1] if leading is not None and int(leading[1]) != int(number) else number


def _own_number(number: str, place: int) -> str:
    return f"{int(number) + place:0{len(number)}d}" if place else number


def _accepted_by(request: MigrationRequest, target: Literal["d1", "mongodb"]) -> tuple[Accepted, ...]:
    """Of a plan over both, each file keeps what its own rules say; what neither knows is told by both."""
    if request.target != "both":
        return request.accept
    own, other = _rule_names(target), _rule_names("d1" if target == "mongodb" else "mongodb")
    return tuple(item for item in request.accept if item.rule in own or item.rule not in other)


@lru_cache(maxsize=2)
def _rule_names(target: str) -> frozenset[str]:
    if target == "d1":
        from nhimbe_migrations.d1.lint.rules import rules as d1_rules
        from nhimbe_migrations.d1.proof.result import PROOF_RULES

        return frozenset(rule.name for rule in (*d1_rules(), *PROOF_RULES))
    from nhimbe_migrations.mongodb.lint.rules import rules as mongodb_rules

    return frozenset(rule.name for rule in mongodb_rules())


def _body(
    project: Project, request: MigrationRequest, base_state: BaseState, number: str, path: str
) -> ComposedMigration:
    if request.target == "d1":
        from nhimbe_migrations.authoring.stores.d1 import compose_d1

        return compose_d1(project, request, base_state=base_state, number=number, path=path)
    from nhimbe_migrations.authoring.stores.mongodb import compose_mongodb

    return compose_mongodb(project, request, replaced=base_state.file, number=number, path=path)


def commands_and_steps(project: Project, parts: Sequence[Part]) -> tuple[tuple[Command, ...], tuple[str, ...]]:
    """Return what runs each file, in the order of the files, and what a person has to know or do besides."""
    runner = d1_runner(project.repository) if any(part.target == "d1" for part in parts) else None
    commands = tuple(command for part in parts for command in _commands(project, part, runner))
    return commands, _steps(project, parts, runner)


def _commands(project: Project, part: Part, runner: Runner | None) -> tuple[Command, ...]:
    if part.target == "d1":
        return d1_commands(
            project.repository,
            part.path,
            loses_rows=part.body.loses_rows,
            look_first=part.body.look_first,
            verify=part.body.verify,
            runner=runner,
        )
    return mongodb_commands(project.repository, part.path, look_first=part.body.look_first, verify=part.body.verify)


def _steps(project: Project, parts: Sequence[Part], runner: Runner | None) -> tuple[str, ...]:
    order = (
        () if len(parts) == 1 else (f"Run {posixpath.basename(parts[0].path)} first: MongoDB is the source of truth.",)
    )
    own = (
        step
        for part in parts
        for step in (
            *part.body.manual_steps,
            *(schema_steps(project, part.body.shapes) if part.target == "d1" else ()),
            *(_stopped_before(project, runner) if part.target == "d1" else ()),
            *(
                d1_manual_steps(project.repository, part.path, runner)
                if part.target == "d1"
                else mongodb_manual_steps(project.repository, part.path)
            ),
        )
    )
    return (*order, *own)


def _stopped_before(project: Project, runner: Runner | None) -> Iterator[str]:
    """Say that a new database does not come as far as this file, since an earlier one fails there."""
    stop = stops_new_databases(project) if runner is not None and runner.way == "apply" else None
    if stop is not None:
        yield (
            f"A fresh local database does not come as far as this file: {posixpath.basename(stop.origin.file)} stops it "
            f"({stop.message}). check_migrations says more."
        )


def joint_verification(parts: Sequence[Part]) -> Verification:
    """Return one verdict: as good as the worse of two, each sentence with its store."""
    if len(parts) == 1:
        return parts[0].body.verification
    verdicts = [part.body.verification for part in parts]
    base = next(part.body.verification for part in parts if part.target == "d1")
    errors = [
        f"{_TITLES[part.target]}: {part.body.verification.error}" for part in parts if part.body.verification.error
    ]
    return replace(
        base,
        engine=" + ".join(verdict.engine for verdict in verdicts),
        level=min((verdict.level for verdict in verdicts), key=_LEVELS.index),
        applied=_both([verdict.applied for verdict in verdicts]),
        rerunnable=_both([verdict.rerunnable for verdict in verdicts]),
        down=next((verdict.down for verdict in verdicts if verdict.down), None),
        error="; ".join(errors) or None,
        not_checked=tuple(
            f"{_TITLES[part.target]}: {gap}" for part in parts for gap in part.body.verification.not_checked
        ),
    )


def _both(verdicts: Sequence[bool | None]) -> bool | None:
    if False in verdicts:
        return False
    return None if None in verdicts else True

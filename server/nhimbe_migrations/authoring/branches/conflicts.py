"""Migrations of two branches that are each right and not together: found by running both orders, with rows."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.branches.orders import End, Step, differing, run_order
from nhimbe_migrations.authoring.project.schema_versions import committed_versions, configured_baseline
from nhimbe_migrations.authoring.result.rules import ORDER_CONFLICT, ORDER_NOT_CHECKED
from nhimbe_migrations.d1.proof.referenced_rows import named_rows, with_rows
from nhimbe_migrations.d1.proof.snapshot import Snapshot, image_of
from nhimbe_migrations.d1.states.states import build_states
from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.workspace.git.queries import (
    ask_git,
    current_branch,
    default_refs,
    merge_base,
    names_at,
    text_at,
)
from nhimbe_migrations.workspace.repository.migration_names import is_migration

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.branches.documents import BothOrders
    from nhimbe_migrations.authoring.project.project import Project
    from nhimbe_migrations.mongodb.state.collections import Collection

__all__ = ["order_conflicts", "unmerged_refs"]

_SHOWN = 4


def order_conflicts(project: Project, ref: str, *, execute: bool = True) -> Iterator[Finding]:
    """Yield where the migrations of this branch and those of `ref` do not go together.

    MongoDB migrations are run on documents where they may be (`execute`), and compared by what they say elsewhere.

    Raises:
        ArgumentError: git knows no such ref, or there is no git.
    """
    base = merge_base(project.repository, ref)
    ours, theirs = _ours(project, base), _theirs(project, base, ref)
    known = dict(ours)
    theirs = [(file, text) for file, text in theirs if known.get(file) != text]
    mine = dict(theirs)
    ours = [(file, text) for file, text in ours if mine.get(file) != text]
    yield from _in_sql(project, base, ref, _of(ours, ".sql"), _of(theirs, ".sql"))
    yield from _in_mongodb(project, ref, ours, theirs, execute=execute)


def unmerged_refs(project: Project) -> tuple[str, ...]:
    """Return the other branches, here and on remotes, that the default branch does not hold and that have migrations of their own."""
    repository = project.repository
    if repository.git is None:
        return ()
    default = default_refs(repository)
    merged = ("--no-merged", default[0]) if default else ()
    printed = ask_git(
        repository.root,
        "for-each-ref",
        "--format=%(refname)%09%(objectname)%09%(symref)",
        *merged,
        "refs/heads",
        "refs/remotes",
    )
    head = current_branch(repository.git)
    here = (ask_git(repository.root, "rev-parse", "HEAD") or b"").decode().strip()
    refs: dict[str, str] = {}
    for line in (printed or b"").decode("utf-8", "surrogateescape").splitlines():
        name, commit, symbolic = (*line.split("\t"), "", "")[:3]
        if symbolic or name == head or commit == here or name in default:
            continue
        refs.setdefault(commit, name)
    return tuple(ref for ref in refs.values() if _theirs(project, merge_base(repository, ref), ref))


def _of(steps: list[Step], ending: str) -> list[Step]:
    return [step for step in steps if step[0].endswith(ending)]


def _ours(project: Project, base: str) -> list[Step]:
    folder = project.repository.layout.migrations
    there = _at(project, base)
    return [
        (migration.file, project.kept_text(migration))
        for migration in project.history().migrations
        if posixpath.relpath(migration.file, folder) not in there
    ]


def _theirs(project: Project, base: str, ref: str) -> list[Step]:
    folder = project.repository.layout.migrations
    there = _at(project, base)
    found: list[Step] = []
    for name in sorted(_at(project, ref) - there, key=_place):
        text = text_at(project.repository, ref, posixpath.join(folder, name))
        if text is not None:
            found.append((posixpath.join(folder, name), text))
    return found


def _at(project: Project, ref: str) -> frozenset[str]:
    names = names_at(project.repository, ref, project.repository.layout.migrations)
    return frozenset(name for name in names if is_migration(name))


def _place(name: str) -> tuple[int, str]:
    number = re.match(r"\d+", name)
    return (int(number[0]) if number else 0, name)


def _in_sql(project: Project, base: str, ref: str, ours: list[Step], theirs: list[Step]) -> Iterator[Finding]:
    if not ours or not theirs:
        return
    image = _image(project, base, ours, theirs)
    broken: set[str] = set()
    for steps, whose in ((ours, "this branch"), (theirs, ref)):
        alone = run_order(image, steps)
        if alone.failed is not None:
            file, error = alone.failed
            yield ORDER_NOT_CHECKED.finding(
                f"{_name(file)} of {whose} does not run by itself ({error.message}), so its order with the other branch was not tried.",
                file=ours[0][0],
            )
            return
        broken |= alone.broken
    first, second = run_order(image, [*ours, *theirs]), run_order(image, [*theirs, *ours])
    yield from _failures(first, second, ref, ours, theirs)
    if first.failed is None and second.failed is None:
        again = run_order(image, [*ours, *theirs])
        unsteady = frozenset(table for table in first.rows if again.rows.get(table) != first.rows[table])
        told = list(differing(first, second, unsteady))
        lost = sorted((first.broken | second.broken) - broken)
        if lost:
            yield ORDER_CONFLICT.finding(
                f"{_listed(ours)} and {_listed(theirs)} of {ref} each work alone, and after both {'; '.join(lost[:_SHOWN])}.",
                file=ours[0][0],
            )
        if told:
            yield _ends_differ(told, ref, ours, theirs)


def _failures(first: End, second: End, ref: str, ours: list[Step], theirs: list[Step]) -> Iterator[Finding]:
    own = {file for file, _ in ours}
    for end, after in (
        (first, f"the migrations of this branch ({_listed(ours)})"),
        (second, f"{_listed(theirs)} of {ref}"),
    ):
        if end.failed is None:
            continue
        file, error = end.failed
        statement = " ".join((error.statement or "").split())[:120]
        yield ORDER_CONFLICT.finding(
            f"{_name(file)}{'' if file in own else f' of {ref}'} fails after {after}: {error.message}"
            + (f" in `{statement}`." if statement else "."),
            file=file if file in own else ours[0][0],
            line=error.line if file in own else None,
        )


def _image(project: Project, base: str, ours: list[Step], theirs: list[Step]) -> Snapshot:
    """The database where the branches parted, with rows that the migrations of both speak of."""
    repository = project.repository
    new = {file for file, _ in ours}
    history = tuple(item for item in project.migration_texts("d1") if item[0] not in new)
    committed = text_at(repository, base, repository.layout.schema)
    states = build_states(
        history,
        committed=committed if committed and committed.strip() else None,
        versions=committed_versions(repository, base),
        baseline=configured_baseline(repository),
    )
    image = image_of(states.history.sql)
    rows = named_rows("\n;\n".join(sql for _, sql in (*ours, *theirs)), image.schema)
    return with_rows(image, rows) if rows else image


def _in_mongodb(
    project: Project, ref: str, ours: list[Step], theirs: list[Step], *, execute: bool
) -> Iterator[Finding]:
    ours, theirs = ([step for step in steps if not step[0].endswith(".sql")] for steps in (ours, theirs))
    if not ours or not theirs:
        return
    from nhimbe_migrations.mongodb.state.replay import fold

    new = {file for file, _ in ours}
    start = fold([item for item in project.migration_texts("mongodb") if item[0] not in new])
    if execute:
        from nhimbe_migrations.authoring.branches.documents import NotTriedError, try_both_orders

        try:
            found = try_both_orders(start, ours, theirs, project.repository.root)
        except (NotTriedError, ToolMissingError) as problem:
            why = f"{str(problem).rstrip('.')}, so the order of {_listed(ours)} and {_listed(theirs)} of {ref} was compared by what they say, without documents."
            way_out = problem.way_out if isinstance(problem, ToolMissingError) else ""
            help_ = way_out or ORDER_NOT_CHECKED.help
            yield ORDER_NOT_CHECKED.finding(why, help=help_, file=ours[0][0])
        else:
            yield from _run_on_documents(found, ref, ours, theirs)
            return
    one, other = fold([*ours, *theirs], start), fold([*theirs, *ours], start)
    names = sorted(
        name
        for name in one.by_name.keys() | other.by_name.keys()
        if _told(one.by_name.get(name)) != _told(other.by_name.get(name))
    )
    if names:
        yield ORDER_CONFLICT.finding(
            f"{_listed(ours)} and {_listed(theirs)} of {ref} leave {', '.join(names)} differently when they run in another order.",
            file=ours[0][0],
        )


def _run_on_documents(found: BothOrders, ref: str, ours: list[Step], theirs: list[Step]) -> Iterator[Finding]:
    told: list[str] = []
    line: int | None = None
    file = ours[0][0]
    for failure, steps, after in (
        (found.ours_first, [*ours, *theirs], f"the migrations of this branch ({_listed(ours)})"),
        (found.theirs_first, [*theirs, *ours], f"{_listed(theirs)} of {ref}"),
    ):
        if failure is None:
            continue
        failing, text = steps[failure.place]
        own = steps[failure.place] in ours
        statement = text.splitlines()[failure.line - 1].strip()[:120] if failure.line else ""
        told.append(
            f"{_name(failing)}{'' if own else f' of {ref}'} fails after {after}: {failure.message.rstrip('.')}"
            + (f" in `{statement}`." if statement else ".")
        )
        if own:
            file, line = failing, failure.line
    if told:
        yield ORDER_CONFLICT.finding(" ".join(told), file=file, line=line)
    if found.differing:
        yield _ends_differ(found.differing, ref, ours, theirs)


def _ends_differ(told: Sequence[str], ref: str, ours: list[Step], theirs: list[Step]) -> Finding:
    more = f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else ""
    return ORDER_CONFLICT.finding(
        f"{_listed(ours)} and {_listed(theirs)} of {ref} end differently when they run in another order: "
        f"with this branch first, {'; '.join(told[:_SHOWN])}{more}.",
        file=ours[0][0],
    )


def _told(collection: Collection | None) -> object:
    """A collection without the files and lines that it comes from, which follow the order."""
    if collection is None:
        return None
    indexes = {name: ([*index.keys.items()], dict(index.options)) for name, index in collection.indexes.items()}
    validation = collection.validation
    rule = None if validation is None else (validation.rule, validation.level, validation.action)
    return (
        indexes,
        rule,
        {name: kind for name, kind in collection.fields.items() if kind != "unknown"},
        collection.options,
    )


def _listed(steps: list[Step]) -> str:
    return ", ".join(_name(file) for file, _ in steps[:3]) + (f" and {len(steps) - 3} more" if len(steps) > 3 else "")  # noqa: PLR2004


def _name(file: str) -> str:
    return file.rpartition("/")[2]

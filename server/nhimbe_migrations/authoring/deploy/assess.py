"""What a report says of a D1 migration beyond its proof: uses in the code, the order of deployment, the cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.authoring.code.assessment import Assessment
from nhimbe_migrations.authoring.code.cost import cost_of
from nhimbe_migrations.authoring.code.database import Effect, effect_of
from nhimbe_migrations.authoring.code.facts import saved_facts
from nhimbe_migrations.authoring.code.files import code_at, code_files
from nhimbe_migrations.authoring.code.indexes import large_scans
from nhimbe_migrations.authoring.code.owners import queries_of_others
from nhimbe_migrations.authoring.code.settle import settled
from nhimbe_migrations.authoring.code.uses import Comparison, compare, uses_of
from nhimbe_migrations.authoring.deploy.order import deploy_order
from nhimbe_migrations.authoring.deploy.writes import failing_writes, write_uses
from nhimbe_migrations.authoring.result.report import Use
from nhimbe_migrations.code_use.sources import CodeFiles, CodeUse, read_code
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb import read_migration
from nhimbe_migrations.system import steps
from nhimbe_migrations.workspace.git.queries import default_refs, head_commit, merge_base

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.compose.request import Strategy
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["assess_d1", "assess_mongodb", "read_base"]


def assess_d1(
    project: Project,
    migration: str,
    findings: tuple[Finding, ...] = (),
    *,
    without: str | None = None,
    schema: str | None = None,
    state_sql: str | None = None,
) -> Assessment:
    """Compare the repository's code with the database before and after `migration`.

    `findings` are the proof's, which the saved facts may settle; `without` and `schema` are those of `Project.databases`.
    `state_sql` makes the database that the migration found, where that is not the one there is now.
    """
    steps.begin("Compiling the code's queries before and after")
    if state_sql is None:
        state_sql = project.databases(without=without, schema=schema).states.history.sql
    with effect_of(state_sql, migration) as effect:
        return Assessment(findings=findings) if effect is None else _assessed(project, effect, findings)


def _assessed(project: Project, effect: Effect, findings: tuple[Finding, ...]) -> Assessment:
    facts = saved_facts(project)
    findings = tuple(settled(findings, effect, facts))
    cost = cost_of(effect, facts.rows)
    code = read_code(code_files(project))
    branch = compare(code, effect.before, effect.after, queries_of_others(project, code))
    base = _of_base(project, branch.code, effect) or branch
    if not branch.code.queries and not base.code.queries:
        return Assessment(cost=cost, findings=findings)
    writes = failing_writes(effect, branch)
    uses = (*uses_of(branch, effect.gone(), effect.tables_gone()), *write_uses(writes))
    return Assessment(
        tuple(dict.fromkeys(uses)),
        deploy_order(effect, base, branch, writes),
        cost,
        (*findings, *large_scans(branch, base, facts)),
    )


def assess_mongodb(
    project: Project,
    text: str,
    file: str,
    changes: Sequence[Mapping[str, Any]] = (),
    *,
    before: str | None = None,
    strategy: Strategy = "direct",
) -> Assessment:
    """Compare the repository's driver calls with the collections before and after a MongoDB migration.

    `changes` are its typed changes, where it is made of them. `before` is the file whose place it takes, or itself where
    it stands in the history. An `expand` step takes nothing away, so nothing uses what goes.
    """
    from nhimbe_migrations.authoring.code.mongodb_uses import uses_of_file
    from nhimbe_migrations.authoring.deploy.mongodb.calls import app_calls
    from nhimbe_migrations.authoring.deploy.mongodb.effect import effect_of_calls
    from nhimbe_migrations.authoring.deploy.mongodb.order import asking_for_old_values, mongodb_order

    uses = () if strategy == "expand" else uses_of_file(project, text, file, changes, before=before)
    collections = project.collections_before(before) if before else project.collections()
    effect = effect_of_calls(read_migration(text, file), collections, changes if strategy == "direct" else ())
    branch = app_calls(code_files(project))
    if strategy != "expand":
        asking = [
            Use(item.call.file, item.call.line, item.call.text, "breaks", why)
            for item, why in asking_for_old_values(effect, branch)
        ]
        places = {(use.file, use.line, use.text) for use in asking}
        uses = (*asking, *(use for use in uses if (use.file, use.line, use.text) not in places))
    commit = _parting_commit(project)
    files = _files_of_base(project, commit) if commit is not None else None
    base = app_calls(files) if files is not None else branch
    return Assessment(uses=uses, deploy=mongodb_order(effect, base, branch))


def read_base(project: Project) -> None:
    """Read the code of this branch and of the commit where it parted, which every comparison begins with."""
    code_files(project)
    commit = _parting_commit(project)
    if commit is not None:
        _Base.files(project, commit)


def _of_base(project: Project, branch: CodeUse, effect: Effect) -> Comparison | None:
    """The code of the commit where this branch parted from the default branch; None where it is the branch's own."""
    commit = _parting_commit(project)
    if commit is None:
        return None
    code = read_code(_Base.files(project, commit))
    same = code.key == branch.key
    return None if same else compare(code, effect.before, effect.after, queries_of_others(project, code))


def _files_of_base(project: Project, commit: str) -> Mapping[str, bytes] | None:
    """The code at the commit; None where it is the branch's own."""
    files = _Base.files(project, commit)
    return None if files == code_files(project) else files


def _parting_commit(project: Project) -> str | None:
    repository = project.repository
    if repository.git is None or head_commit(repository.git) is None:
        return None
    refs = default_refs(repository)
    return merge_base(repository, refs[0]) if refs else head_commit(repository.git)


class _Base:
    """Code of commits, which never changes."""

    _kept: dict[tuple[str, str], CodeFiles] = {}  # noqa: RUF012 one for the process

    @classmethod
    def files(cls, project: Project, commit: str) -> CodeFiles:
        key = project.root, commit
        if key not in cls._kept:
            while len(cls._kept) >= _COMMITS:
                cls._kept.pop(next(iter(cls._kept)))
            cls._kept[key] = code_at(project, commit)
        return cls._kept[key]


_COMMITS = 4

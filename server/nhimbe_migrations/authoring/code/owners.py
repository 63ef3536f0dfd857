"""Which of several D1 databases a query of the code is for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.authoring.code.database import bench_now
from nhimbe_migrations.authoring.project.project import Project
from nhimbe_migrations.code_use.members import flow_of
from nhimbe_migrations.code_use.query import Query
from nhimbe_migrations.code_use.sources import CodeUse
from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.workspace.repository.repository import find_repository

if TYPE_CHECKING:
    from nhimbe_migrations.d1.queries.bench import Bench
    from nhimbe_migrations.workspace.repository.discovery.homes import Home

__all__ = ["Owners", "binding_of", "other_benches", "owners_of", "queries_of_others"]


def binding_of(query: Query) -> str:
    """The last name in what prepare() is called on: `DB` of `c.env.DB`."""
    return re.split(r"[.?!\[\]()\s]+", query.owner.rstrip("!?)("))[-1]


@dataclass(frozen=True, slots=True)
class Owners:
    """Numbers of queries by whose they are; what is in neither may be anybody's."""

    own: frozenset[int] = frozenset()
    others: frozenset[int] = frozenset()


def owners_of(project: Project, code: CodeUse) -> Owners:
    """Return which queries are prepared on a binding of the project's database, and which on another one's.

    A binding means what the wrangler file nearest above the code calls so; where several files call different databases
    so and none is above, it may be any of them.
    """
    homes = _homes(project)
    if len({id(home) for _, _, home in homes}) < _SEVERAL or not code.queries:
        return Owners()
    chosen = project.repository.discovery.chosen
    bindings = flow_of(code).bindings
    own: set[int] = set()
    others: set[int] = set()
    for number, query in enumerate(code.queries):
        names = bindings.get(number) or {binding_of(query)}
        meant = [home for name in names for home in _meant(name, query.file, homes)]
        if meant and all(home is chosen for home in meant):
            own.add(number)
        elif meant and all(home is not chosen for home in meant):
            others.add(number)
    return Owners(frozenset(own), frozenset(others))


def queries_of_others(project: Project, code: CodeUse) -> frozenset[int]:
    """Return the numbers of the queries that are another D1 database's."""
    return owners_of(project, code).others


_SEVERAL = 2


def _homes(project: Project) -> list[tuple[str, str, Home]]:
    """Folder of the wrangler file, binding, database."""
    discovery = project.repository.discovery
    return [
        (posixpath.dirname(home.wrangler or ""), item.binding, home)
        for home in discovery.homes
        for item in home.bindings
    ]


def _meant(name: str, file: str, homes: list[tuple[str, str, Home]]) -> Iterator[Home]:
    """The databases that `name` may be in a file: those of the nearest wrangler file above it that has the name."""
    named = [(folder, home) for folder, binding, home in homes if binding == name]
    above = [(folder, home) for folder, home in named if not folder or file.startswith(f"{folder}/")]
    nearest = max((len(folder) for folder, _ in above), default=None)
    for folder, home in above or named:
        if nearest is None or len(folder) == nearest:
            yield home


def other_benches(project: Project) -> Iterator[Bench]:
    """The other D1 databases of the repository whose history is there."""
    discovery = project.repository.discovery
    for home in discovery.homes:
        if home is discovery.chosen or not home.is_there or home.folder is None or home.is_aside:
            continue
        try:
            other = Project(find_repository(str(project.repository.root), {}, database=home.folder))
            yield bench_now(other)
        except MigrationsError:
            continue

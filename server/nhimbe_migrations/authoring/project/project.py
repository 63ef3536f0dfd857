"""The repository as the use cases see it: read once, kept while its files are unchanged.

Nothing is read before the first question. Texts are compared by content, so a file that changes under us is read
again; what was worked out from a text (schema, folded collections, interfaces) is kept by that text.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from nhimbe_migrations.errors import PathError, RepositoryError, UnusableFileError
from nhimbe_migrations.system.nesting import deep_line
from nhimbe_migrations.system.unchanged import Unchanged
from nhimbe_migrations.typescript_tree import DEEPEST
from nhimbe_migrations.workspace.changes.recover import recover
from nhimbe_migrations.workspace.history.history import History, Migration, read_history
from nhimbe_migrations.workspace.history.next_number import NextNumber, next_number
from nhimbe_migrations.workspace.history.rules import UNREADABLE_MIGRATION
from nhimbe_migrations.workspace.repository.discovery.discover import label
from nhimbe_migrations.workspace.repository.repository import Repository, find_repository
from nhimbe_migrations.workspace.repository.rules import UNUSABLE_FILE

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.states import Databases
    from nhimbe_migrations.d1.schema.model import Schema, Table, View, VirtualTable
    from nhimbe_migrations.d1.states.states import States
    from nhimbe_migrations.findings.finding import Finding
    from nhimbe_migrations.mongodb.state.collections import Collections
    from nhimbe_migrations.targets.request.vocabulary import Vocabulary

_Value = TypeVar("_Value")

__all__ = ["Project", "open_every_project", "open_project"]


class Project:
    """One repository with what was read of it."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._unusable: dict[str, Finding] = {}
        self._found: dict[Hashable, Any] | None = None

    @property
    def root(self) -> str:
        """The top of the repository, as results echo it."""
        return str(self.repository.root)

    @property
    def database(self) -> str | None:
        """The D1 database that is meant, by its shortest name; None where there is one alone."""
        return self.repository.discovery.name

    @property
    def mark(self) -> Mapping[str, str]:
        """What the journal keeps of a change set besides its files."""
        return {"database": self.database} if self.database else {}

    def history(self) -> History:
        return self.once("history", lambda: read_history(self.repository))

    def next_number(self, files: int = 1) -> NextNumber:
        """The next free number; with `files` the first of so many successive ones."""
        return next_number(self.repository, self.history(), run=files)

    def last_d1_file(self) -> str | None:
        """The D1 migration that comes last, from the migrations folder; None where there is none."""
        names = [item.name for item in self.history().migrations if item.target == "d1"]
        return names[-1] if names else None

    def schema_text(self) -> str:
        """schema.sql, or nothing where there is none yet."""
        return self.usable_text(self.repository.layout.schema) or ""

    def types_text(self) -> str | None:
        path = self.repository.layout.types
        return None if path is None else self.usable_text(path)

    def usable_text(self, path: str) -> str | None:
        """The text of a file that nobody asked for by name; None where there is none, or it cannot be used.

        What cannot be used (a link out, a pipe, too large, not UTF-8) is a finding, and everything else goes on without it.
        """
        try:
            text = self.repository.read(path)
            return None if text is None else _demand_flat(path, text)
        except PathError as error:
            self._unusable[path] = UNUSABLE_FILE.finding(
                f"{error.what} Everything else is taken without it.", file=path
            )
            return None

    def unusable(self, path: str) -> Finding | None:
        """What is wrong with a file that was looked at and could not be used."""
        return self._unusable.get(path)

    def unusable_files(self) -> tuple[Finding, ...]:
        """The files that were looked at so far and could not be used, the wrangler file among them."""
        settings = (item for item in self.repository.findings if item.rule == UNUSABLE_FILE.name)
        return (*settings, *self._unusable.values())

    def migration_text(self, migration: Migration) -> str:
        """The text of a migration of the history.

        Raises:
            RepositoryError: it has gone since the history was read.
        """
        text = self.repository.read(migration.file)
        if text is None:
            raise RepositoryError(f"{migration.file} has just gone.", way_out="Call list_migrations again.")
        return text

    def kept_text(self, migration: Migration) -> str:
        """The text of a migration, not read again while its file is unchanged; empty where it cannot be used (`unusable`)."""
        try:
            return _texts.get(
                f"{self.root}/{migration.file}", lambda: _demand_flat(migration.file, self.migration_text(migration))
            )
        except PathError as error:
            message = f"{error.what} The history is taken without it."
            help_ = error.way_out or UNREADABLE_MIGRATION.help
            found = UNREADABLE_MIGRATION.finding(message, file=migration.file, severity="warning", help=help_)
            self._unusable[migration.file] = found
            return ""

    def migration_texts(self, target: str) -> tuple[tuple[str, str], ...]:
        """File and text of every migration of `target` that can be read, in the order of the history.

        One that cannot be read is left out here: a finding tells of it, and the others are worked with.
        """
        return self.once(("texts", target), lambda: tuple(self._readable(target)))

    @contextmanager
    def as_found(self) -> Iterator[None]:
        """Take the files, inside, for what they were when somebody asked first: each of hundreds of migrations asks for all."""
        outer, self._found = self._found, {} if self._found is None else self._found
        try:
            yield
        finally:
            self._found = outer

    def once(self, key: Hashable, make: Callable[[], _Value]) -> _Value:
        """Return what `make` gives; inside `as_found` what it gave for this key."""
        if self._found is None:
            return make()
        if key not in self._found:
            self._found[key] = make()
        found: _Value = self._found[key]
        return found

    def _readable(self, target: str) -> Iterator[tuple[str, str]]:
        for migration in self.history().migrations:
            if migration.target == target:
                text = self.kept_text(migration)
                if self.unusable(migration.file) is None:
                    yield migration.file, text

    def databases(self, *, without: str | None = None, schema: str | None = None) -> Databases:
        """The D1 databases that a new migration meets; kept while the files stand.

        `without` leaves a migration out that is to be replaced; `schema` stands in for schema.sql on disk.
        """
        from nhimbe_migrations.authoring.project.states import databases_of

        texts = self.migration_texts("d1")
        uncommitted = frozenset(item.file for item in self.history().migrations if not item.committed)
        on_disk = self.schema_text() if schema is None else schema
        return databases_of(self.repository, texts, uncommitted, without=without, schema=on_disk)

    def states(self) -> States:
        """The states of D1 (see `d1.states`)."""
        return self.databases().states

    def schema(self) -> Schema:
        """The D1 schema that there is: what the history makes, with all that only schema.sql has."""
        return self.states().history.schema

    def collections(self) -> Collections:
        """The MongoDB collections that the history makes."""
        return _stages_of(self.migration_texts("mongodb"))[-1]

    def collections_before(self, file: str) -> Collections:
        """The collections that the migrations before `file` make; all of them where it is none of the history."""
        texts = self.migration_texts("mongodb")
        stages = _stages_of(texts)
        place = next((at for at, (name, _) in enumerate(texts) if name == file), len(texts))
        return stages[place]

    def table_names(self) -> tuple[str, ...]:
        """Tables, virtual tables and views of D1."""
        schema = self.schema()
        relations: tuple[Table | VirtualTable | View, ...] = (*schema.tables, *schema.virtual_tables, *schema.views)
        return tuple(relation.name for relation in relations)

    def collection_names(self) -> tuple[str, ...]:
        return tuple(sorted(self.collections().by_name))

    def vocabulary(self) -> Vocabulary | None:
        """The words by which requests are sorted here; None where the configuration adds none."""
        words = self.repository.config.target.vocabulary
        return _vocabulary(words.core, words.edge, words.replace) if words.core or words.edge else None


def _demand_flat(path: str, text: str) -> str:
    """Return the text of a file.

    Raises:
        UnusableFileError: it is TypeScript that nests deeper than a parser is given; SQL is measured by the statement.
    """
    line = (
        deep_line(text.encode("utf-8", "replace"), DEEPEST) if path.endswith((".ts", ".js", ".mjs", ".cjs")) else None
    )
    if line is not None:
        raise UnusableFileError(f"{path} nests deeper than {DEEPEST:,} levels on line {line}.")
    return text


_TEXT_BYTES = 32_000_000
_texts: Unchanged[str] = Unchanged(_TEXT_BYTES, lambda text: len(text) + 500)


def open_project(
    explicit: str | None,
    environment: Mapping[str, str],
    cwd: Path | None = None,
    *,
    database: str | None = None,
    undecided: bool = False,
    mongodb: bool = False,
) -> Project:
    """Find the repository and sit down at it; what a killed writer left half done is settled first.

    Args:
        explicit: the folder that somebody named.
        environment: where the variables are read.
        cwd: where the search begins without either.
        database: which of several D1 databases is meant.
        undecided: do not ask which; for what concerns none of them.
        mongodb: MongoDB's history is meant, where it stands apart from D1's.

    Raises:
        RepositoryError: there is none; the message says how to name one.
        ArgumentError: several D1 databases stand equal, or none answers to `database`.
    """
    repository = find_repository(explicit, environment, cwd, database=database, undecided=undecided, mongodb=mongodb)
    recover(repository)
    return Project(repository)


def open_every_project(
    explicit: str | None, environment: Mapping[str, str], *, database: str | None = None, file: str | None = None
) -> tuple[Project, ...]:
    """As `open_project`, and where several D1 databases stand equal, one for each; of a `file`, the one that it is of.

    Raises:
        RepositoryError: there is none.
        ArgumentError: no D1 database answers to `database`.
    """
    first = open_project(explicit, environment, database=database, undecided=True)
    found = first.repository.discovery
    if found.question is None:
        return (first,)
    names = [label(home, found.homes) for home in found.equal if file is None or _holds(home.folder, file, first)]
    if not names:
        raise found.question
    return tuple(open_project(explicit, environment, database=name) for name in names)


def _holds(folder: str | None, file: str, project: Project) -> bool:
    inside = (
        Path(os.path.relpath(os.path.realpath(file), project.root)).as_posix() if Path(file).is_absolute() else file
    )
    return folder is not None and posixpath.normpath(inside).startswith(f"{folder}/")


@lru_cache(maxsize=2)
def _stages_of(files: tuple[tuple[str, str], ...]) -> tuple[Collections, ...]:
    """The collections before each file, and after the last; each file is read once."""
    from nhimbe_migrations.mongodb.state.replay import fold

    stages = [fold(())]
    for file in files:
        stages.append(fold((file,), stages[-1]))
    return tuple(stages)


@lru_cache(maxsize=4)
def _vocabulary(core: tuple[str, ...], edge: tuple[str, ...], replace: bool) -> Vocabulary:  # noqa: FBT001 a cache key
    from nhimbe_migrations.targets.request.vocabulary import Vocabulary

    sections: dict[str, Any] = {}
    if core:
        sections["entities"] = {"core": {"configured": list(core)}}
    if edge:
        sections["purposes"] = {"d1": list(edge)}
    delivered = Vocabulary.delivered()
    return delivered.replaced(sections) if replace else delivered.extended(sections)

"""The databases that this repository's migrations meet, read from its files and its git history.

schema.sql counts as committed. Where the file on disk says only what the history makes too, it is about to be
committed and is taken as it is; an edit by hand that no migration makes is a wish, not a database.
"""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.authoring.project.schema_versions import committed_versions, configured_baseline
from nhimbe_migrations.d1.schema.comparison import Difference, differences
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.states.states import Migrations, States, build_states
from nhimbe_migrations.workspace.git.queries import head_commit, text_at
from nhimbe_migrations.workspace.repository.repository import Repository

__all__ = ["Databases", "databases_of", "wishes"]


@dataclass(frozen=True, slots=True)
class Databases:
    """The states, and what schema.sql on disk asks for beyond them."""

    states: States
    wishes: tuple[Difference, ...] = ()
    """How schema.sql, edited by hand, differs from what the migrations and the committed file make."""


def databases_of(
    repository: Repository,
    history: Migrations,
    uncommitted: frozenset[str],
    *,
    without: str | None = None,
    schema: str,
) -> Databases:
    """Return the states that a new migration meets.

    Args:
        repository: where the files and git are.
        history: file and text of every D1 migration, in order.
        uncommitted: the files among them that the commit at HEAD has not.
        without: a migration that is to be replaced, which is none of the history then.
        schema: the text of schema.sql; empty where there is none.
    """
    history = tuple(item for item in history if item[0] != without)
    text = schema if schema.strip() else None
    versions = committed_versions(repository)
    baseline = configured_baseline(repository)
    committed = _committed_text(repository)
    if text is None or committed is None or committed == text or without is not None:
        return Databases(build_states(history, committed=text, versions=versions, baseline=baseline))
    pending = tuple(item for item in history if item[0] in uncommitted)
    states = build_states(history, committed=committed, versions=versions, baseline=baseline, pending=pending)
    wished = wishes(states, text)
    if not wished:
        return Databases(build_states(history, committed=text, versions=versions, baseline=baseline))
    return Databases(states, wished)


def _committed_text(repository: Repository) -> str | None:
    if repository.git is None or head_commit(repository.git) is None:
        return None
    text = text_at(repository, "HEAD", repository.layout.schema)
    return text if text and text.strip() else None


def wishes(states: States, on_disk: str) -> tuple[Difference, ...]:
    """What the file on disk says that neither the committed file with the new migrations nor the history does."""
    file = states.schema_file
    if file is None:
        return ()
    edited = load_schema(on_disk).schema
    from_file = {(item.object, item.name): item for item in differences(file.schema, edited) if not item.order_only}
    from_history = {
        (item.object, item.name) for item in differences(states.history.schema, edited) if not item.order_only
    }
    return tuple(item for key, item in from_file.items() if key in from_history)

"""The form of a new MongoDB file in this repository: its neighbours', else its runner's own, else this project's."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nhimbe_migrations.errors import MigrationsError
from nhimbe_migrations.mongodb.form.first import first_model, plain_model
from nhimbe_migrations.mongodb.form.skeleton import Skeleton, skeleton_of
from nhimbe_migrations.workspace.history.name_form import NameForm, form_of

if TYPE_CHECKING:
    from nhimbe_migrations.authoring.project.project import Project

__all__ = ["ending_of", "module_form", "name_form"]


def module_form(project: Project, without: str | None = None) -> Skeleton | None:
    """Return the form of the history, without a file that is replaced; None for this project's own form."""
    files = [item for item in project.migration_texts("mongodb") if item[0] != without]
    home = project.repository.discovery.chosen
    runner = home.runner if home is not None else ""
    if files:
        return skeleton_of(files, runner) or _plain_form(project, [file for file, _ in files])
    model = _first(project)
    return skeleton_of([model], runner) if model else None


def ending_of(project: Project, without: str | None = None) -> str:
    """Return the ending of a new file, with its dot."""
    form = module_form(project, without)
    return ".ts" if form is None else form.extension


def name_form(project: Project) -> NameForm:
    """Return how a new file is called: as the history's, and the first one as its runner calls them."""
    history = project.history()
    if history.total:
        return history.form
    model = _first(project)
    return form_of([model[0]]) if model else history.form


def _plain_form(project: Project, files: list[str]) -> Skeleton | None:
    """The plainest form with the newest file's ending; TypeScript has this project's own."""
    ending = f".{files[-1].rpartition('.')[2]}"
    if ending.endswith("ts"):
        return None
    is_module = ending == ".mjs" or (ending == ".js" and _is_module(project, project.repository.layout.migrations))
    return skeleton_of([plain_model(ending, is_module=is_module)])


def _first(project: Project) -> tuple[str, str] | None:
    home = project.repository.discovery.chosen
    if home is None or not home.runner or home.folder != project.repository.layout.migrations:
        return None
    config = _text(project, home.config) if home.config else ""
    is_typescript = (home.config or "").endswith("ts")
    return first_model(
        home.runner, config, is_module_package=_is_module(project, home.folder), is_typescript=is_typescript
    )


def _is_module(project: Project, folder: str) -> bool:
    """Whether the package around a folder says `"type": "module"`; the nearest one decides, as Node.js does."""
    for parent in (PurePosixPath(folder), *PurePosixPath(folder).parents):
        text = _text(project, str(parent / "package.json"))
        if text:
            try:
                data = json.loads(text)
            except (ValueError, RecursionError):
                return False
            return isinstance(data, dict) and data.get("type") == "module"
    return False


def _text(project: Project, path: str) -> str:
    try:
        return project.repository.read(path) or ""
    except MigrationsError:
        return ""

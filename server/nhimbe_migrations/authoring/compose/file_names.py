"""A description becomes a file name and a header line. Both come from whoever asks, so neither may carry more than words."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.workspace.history.history import History
from nhimbe_migrations.workspace.history.name_form import NameForm

__all__ = ["clean_description", "file_name", "slug"]

_HEADER_LENGTH = 200
_SLUG_LENGTH = 60


def clean_description(description: str) -> str:
    """Return `description` as one line of at most 200 characters, fit for a comment in SQL or TypeScript.

    Raises:
        ArgumentError: nothing readable is left.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in description).split())
    if not any(c.isalnum() or unicodedata.category(c) in {"So", "Sm"} for c in line):
        raise ArgumentError(
            "The description is empty.",
            why="It becomes the file's name and its header.",
            way_out='Say in a few words what the migration does, such as "add a city to events".',
        )
    return line if len(line) <= _HEADER_LENGTH else line[: _HEADER_LENGTH - 1].rstrip() + "…"


def slug(description: str) -> str:
    """Return the words of `description` in snake_case ASCII, cut at a word; `migration` where no letter is left."""
    plain = unicodedata.normalize("NFKD", description).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    kept: list[str] = []
    for word in words:
        if kept and len("_".join([*kept, word])) > _SLUG_LENGTH:
            break
        kept.append(word[:_SLUG_LENGTH])
    return "_".join(kept) or "migration"


def file_name(
    history: History, number: str, description: str, target: str, *, ending: str = ".ts", form: NameForm | None = None
) -> str:
    """Return the name of a new file: `NNN_description.sql` or `.ts`, or whatever form its neighbours have.

    `ending` is that of a MongoDB file; `form` stands in for the history's where there is no history.

    It sorts after all files of the history, for runners that take them by the number in front or by name.
    """
    ending = ".sql" if target == "d1" else ending
    after = max((migration.name for migration in history.migrations), default="")
    if form is None and history.nameless:
        return f"{slug(description)}{ending}"
    return (form or history.form).name(number, slug(description), ending, now=datetime.now(UTC), after=after)

"""Edits of whole statements: other names in them, their options, their IF NOT EXISTS."""

from __future__ import annotations

from collections.abc import Sequence

from nhimbe_migrations.d1.schema_file.layout import Layout
from nhimbe_migrations.d1.schema_file.statement.token_edits import rename_token, renamed_only, rewrite, same
from nhimbe_migrations.d1.sql.actions import Create, read_action
from nhimbe_migrations.d1.sql.create_table import Body
from nhimbe_migrations.d1.sql.names import ObjectKind
from nhimbe_migrations.d1.sql.tokens import Token, significant
from nhimbe_migrations.text import Edit, Span

__all__ = ["changed_names", "guarded", "option_edits", "with_guard"]


def changed_names(words: Sequence[Token], new_sql: str, old_sql: str | None = None) -> list[Edit] | None:
    """Return the edits that put other names into a statement; None where more than names differs.

    `old_sql` is what the engine had of the same object before. Where it has another name than the file, a later
    statement of the file renames it: that name is not the migration's to change.
    """
    new_words = significant(new_sql.replace("\r\n", "\n"))
    old, new = _plain(words), _plain(new_words)
    if old is None or new is None or not renamed_only(old, new):
        return None
    was = _plain(significant(old_sql.replace("\r\n", "\n"))) if old_sql else None
    if was is not None and renamed_only(was, new) and renamed_only(old, was):
        return [
            rename_token(word, now)
            for word, then, now in zip(old, was, new, strict=True)
            if not same(then, now) and same(word, then)
        ]
    return rewrite(old, new, new_sql)


def _plain(words: Sequence[Token]) -> list[Token] | None:
    """The tokens of a CREATE statement without IF NOT EXISTS and the name of the database."""
    action = read_action(words)
    return [*words[: action.guard_at], *words[action.rest - 1 :]] if isinstance(action, Create) else None


def option_edits(body: Body, wanted: Body) -> list[Edit]:
    old, new = [word.text.upper() for word in body.options], [word.text.upper() for word in wanted.options]
    if sorted(old) == sorted(new):
        return []
    text = " ".join(word.text for word in wanted.options).replace(" ,", ",")
    if body.options:
        start = body.options[0].span.start if text else body.closing.end
        return [Edit(Span(start, body.options[-1].span.end), text)]
    return [Edit(Span(body.closing.end, body.closing.end), f" {text}")]


def guarded(text: str, layout: Layout, kind: ObjectKind) -> str:
    """Give a new statement IF NOT EXISTS if all of its kind in the file have it, and take it off if none has."""
    creates = [placed.action for placed in layout.statements if isinstance(placed.action, Create)]
    alike = [create.guarded for create in creates if create.kind == kind] or [create.guarded for create in creates]
    if alike and all(alike):
        return with_guard(text, wanted=True)
    return with_guard(text, wanted=False) if len(alike) > 1 and not any(alike) else text


def with_guard(text: str, *, wanted: bool) -> str:
    words = significant(text)
    action = read_action(words)
    if not isinstance(action, Create) or action.guarded == wanted:
        return text
    before = words[action.guard_at - 1]
    if wanted:
        guard = " IF NOT EXISTS" if before.text.isupper() else " if not exists"
        return text[: before.span.end] + guard + text[before.span.end :]
    return text[: before.span.end] + text[words[action.guard_at + 2].span.end :]

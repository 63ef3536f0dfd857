"""Brings schema.sql up to date: the smallest edit that says what changed, proved by the engine.

The difference comes from the engine, never from the text of the migration; the migration only lends its words
(comments, layout, IF NOT EXISTS) to what is new. The edited file is loaded into a second shadow and must define what
the first one has. If no edit proves that, nothing is written and the difference is shown.
"""

from __future__ import annotations

from dataclasses import dataclass

from nhimbe_migrations.d1.schema.comparison import Difference, differences
from nhimbe_migrations.d1.schema.loading import Loaded, load_schema, load_statements
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.schema.renames import Renames, read_renames
from nhimbe_migrations.d1.schema_file.authored import AuthoredText
from nhimbe_migrations.d1.schema_file.layout import lay_out
from nhimbe_migrations.d1.schema_file.plan import Change, plan_edits, tasks_for
from nhimbe_migrations.d1.schema_file.token_edits import keep_columns
from nhimbe_migrations.d1.sql.newlines import LineFeeds
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.text import Edit, apply_edits

__all__ = ["SchemaEdit", "bring_up_to_date"]

RULE = "schema-not-provable"


@dataclass(frozen=True, slots=True)
class SchemaEdit:
    text: str
    """The whole file after the edits."""
    edits: tuple[Edit, ...]
    """Edits of the file as it was; none where it was up to date."""
    findings: tuple[Finding, ...] = ()

    @property
    def changed(self) -> bool:
        return bool(self.edits)


def bring_up_to_date(
    schema_sql: str, after: Schema, migration_sql: str = "", renames: Renames | None = None
) -> SchemaEdit:
    """Return the smallest edit of `schema_sql` after which it defines `after`.

    `migration_sql` is where comments and layout of new statements come from; `renames` is read from it unless given.

    Raises:
        RefusedError: no edit was proved to define `after`; the findings name each difference that is left.
    """
    lines = LineFeeds.of(schema_sql)
    layout = lay_out(lines.text)
    unchanged = lines.text == schema_sql
    before = load_statements(layout.originals) if unchanged else load_schema(schema_sql)
    if not differences(before.schema, after):
        return SchemaEdit(schema_sql, ())
    renames = renames or read_renames(migration_sql, before.schema)
    change = Change(before.schema, after, AuthoredText(migration_sql), renames)
    tasks = tasks_for(before.schema, after, renames)
    left: tuple[Difference | str, ...] = ()
    for whole in (False, True):
        planned = keep_columns(layout.text, plan_edits(layout, tasks, change, whole=whole))
        try:
            edits = lines.restore(sorted(planned, key=lambda edit: (edit.span.start, edit.span.end)))
            text = apply_edits(schema_sql, edits)
        except ValueError as overlap:
            left = (str(overlap),)
            continue
        left = _unproved(before, load_schema(text), after)
        if not left:
            return SchemaEdit(text, tuple(edit for edit in edits if edit.text or edit.span.start != edit.span.end))
    raise _refusal(before.schema, after, left)


def _unproved(before: Loaded, edited: Loaded, after: Schema) -> tuple[Difference | str, ...]:
    """Return what keeps the edited file from being right: differences, and statements that ran before and do not now."""
    known = [message for _, message in before.problems]
    fresh = [f"line {line}: {message}" for line, message in edited.problems if message not in known]
    return (*differences(after, edited.schema), *fresh)


def _refusal(before: Schema, after: Schema, left: tuple[Difference | str, ...]) -> RefusedError:
    findings = tuple(Finding(RULE, "error", _said(item), _to_place(item)) for item in left)
    changed = differences(before, after)
    return RefusedError(
        "No edit of schema.sql could be proved to match the database.",
        why=(
            f"The migration changes {', '.join(f'{found.object} {found.name}' for found in changed)}. "
            f"In every edit that was tried this was wrong: {'; '.join(map(_said, left))}."
        ),
        way_out=f"Edit schema.sql by hand so that it says: {' '.join(map(_to_say, changed))}",
        findings=findings,
    )


def _said(item: Difference | str) -> str:
    return item if isinstance(item, str) else f"{item.object} {item.name}: {item.detail}"


def _to_place(item: Difference | str) -> str:
    return "" if isinstance(item, str) or item.left_sql is None else f"schema.sql must say: {item.left_sql};"


def _to_say(change: Difference) -> str:
    return f"{change.right_sql};" if change.right_sql else f"(nothing of {change.object} {change.name})."

"""Brings schema.sql up to date: the smallest edit that says what changed, proved by the engine.

The difference comes from the engine, never from the text of the migration; the migration only lends its words
(comments, layout, IF NOT EXISTS) to what is new. The edited file is loaded into a second shadow and must define what
the first one has. If no edit proves that, nothing is written and the difference is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.schema.comparison import Difference, differences
from nhimbe_migrations.d1.schema.loading import Loaded, load_schema
from nhimbe_migrations.d1.schema.model import Index, Object, Schema, Trigger
from nhimbe_migrations.d1.schema.renames import Renames, read_renames
from nhimbe_migrations.d1.schema_file.authored import AuthoredText
from nhimbe_migrations.d1.schema_file.columns import keep_columns
from nhimbe_migrations.d1.schema_file.layout import lay_out
from nhimbe_migrations.d1.schema_file.plan import Change, plan_edits, tasks_for
from nhimbe_migrations.d1.schema_file.proof import is_proved_in_part
from nhimbe_migrations.d1.sql.newlines import LineFeeds
from nhimbe_migrations.d1.sql.script import Script
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
    script = Script.of(schema_sql)
    layout = lay_out(script if lines.text == schema_sql else lines.text)
    before = load_schema(schema_sql)
    if not differences(before.schema, after):
        return SchemaEdit(schema_sql, ())
    renames = renames or read_renames(migration_sql, before.schema)
    change = Change(before.schema, after, AuthoredText(migration_sql), renames)
    tasks = tasks_for(before.schema, after, renames)
    names = {name for task in tasks for item in (task.before, task.after) if item for name in _names_of(item)}
    left: tuple[Difference | _Stopped, ...] = ()
    for whole in (False, True):
        planned = keep_columns(layout.text, plan_edits(layout, tasks, change, whole=whole))
        try:
            edits = lines.restore(sorted(planned, key=lambda edit: (edit.span.start, edit.span.end)))
            text = apply_edits(schema_sql, edits)
        except ValueError:  # two edits of one place: as the whole object, then
            continue
        found = (
            ()
            if is_proved_in_part(script, edits, before, after, names)
            else _unproved(before, Script.of(text), edits, schema_sql, after)
        )
        if not found:
            return SchemaEdit(text, tuple(edit for edit in edits if edit.text or edit.span.start != edit.span.end))
        left = found if not left or len(found) < len(left) else left
    raise _refusal(before.schema, after, left)


def _names_of(item: Object) -> tuple[str, ...]:
    return (item.name, item.table) if isinstance(item, Index | Trigger) else (item.name,)


@dataclass(frozen=True, slots=True)
class _Stopped:
    """A statement of the file that would not run any more."""

    line: int
    """In the file as it stands."""
    text: str
    message: str


def _unproved(
    before: Loaded, edited: Script, edits: Sequence[Edit], original: str, after: Schema
) -> tuple[Difference | _Stopped, ...]:
    """Return what keeps the edited file from being right: differences, and statements that ran before and do not now."""
    loaded = load_schema(edited.text)
    known = [message for _, message in before.problems]
    fresh = [(line, message) for line, message in loaded.problems if message not in known]
    return (*differences(after, loaded.schema), *_stopped(fresh, edited, edits, original))


def _stopped(
    fresh: Sequence[tuple[int, str]], edited: Script, edits: Sequence[Edit], original: str
) -> Iterator[_Stopped]:
    """Find the statements that stopped in the file as it stands, where the person will look for them."""
    if not fresh:
        return
    texts = {statement.line: statement for statement in edited.statements}
    untouched = Script.of(original).statements
    for line, message in fresh:
        place = _before_edits(texts[line].span.start, edits) if line in texts else 0
        statement = next((item for item in untouched if item.span.end > place), None)
        if statement is not None:
            yield _Stopped(statement.line, " ".join(statement.text.split()), message)


def _before_edits(place: int, edits: Sequence[Edit]) -> int:
    """Where a place in the edited text was before the edits."""
    grown = 0
    for edit in edits:
        if edit.span.start + grown >= place:
            break
        grown += len(edit.text) - (edit.span.end - edit.span.start)
    return place - grown


def _refusal(before: Schema, after: Schema, left: tuple[Difference | _Stopped, ...]) -> RefusedError:
    findings = tuple(Finding(RULE, "error", _said(item), _to_place(item)) for item in left)
    changed = differences(before, after)
    objects = ", ".join(f"{found.object} {found.name}" for found in changed)
    why = (
        f"The migration changes {objects}. In every edit that was tried this was wrong: {'; '.join(map(_said, left))}."
    )
    stopped = [item for item in left if isinstance(item, _Stopped)]
    if stopped and len(stopped) == len(left):
        places = ", ".join(f"line {item.line}" for item in stopped)
        way_out = (
            f"Change or delete in schema.sql what does not fit the new schema ({places}), and repeat this: the "
            f"rest of the edit is made then."
        )
    else:
        way_out = f"Edit schema.sql so that it says: {' '.join(map(_to_say, changed))}"
    return RefusedError(
        "No edit of schema.sql could be proved to match the database.", why=why, way_out=way_out, findings=findings
    )


def _said(item: Difference | _Stopped) -> str:
    if isinstance(item, Difference):
        return f"{item.object} {item.name}: {item.detail}"
    start = item.text if len(item.text) <= _LONGEST_TEXT else item.text[:_LONGEST_TEXT] + "…"
    return f"line {item.line} (`{start}`): {item.message}"


_LONGEST_TEXT = 80


def _to_place(item: Difference | _Stopped) -> str:
    if isinstance(item, _Stopped):
        return f"Change or delete the statement on line {item.line} of schema.sql, then repeat this."
    return "" if item.left_sql is None else f"schema.sql must say: {item.left_sql};"


def _to_say(change: Difference) -> str:
    return f"{change.right_sql};" if change.right_sql else f"(nothing of {change.object} {change.name})."

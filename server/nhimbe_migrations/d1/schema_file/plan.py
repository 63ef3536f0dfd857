"""From what differs between two schemas to the edits of the file: changed in place, taken out, put in.

Nothing here proves anything; `schema_file` does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nhimbe_migrations.d1.schema.elements import Names
from nhimbe_migrations.d1.schema.model import Index, Object, Schema, Table, Trigger
from nhimbe_migrations.d1.schema.normal_form import meaning_of, names_of
from nhimbe_migrations.d1.schema.renames import Renames
from nhimbe_migrations.d1.schema_file.authored import AuthoredStatement, AuthoredText
from nhimbe_migrations.d1.schema_file.layout import Layout, Placed
from nhimbe_migrations.d1.schema_file.placement import NewStatement, insertion_edits
from nhimbe_migrations.d1.schema_file.removals import removal_edits
from nhimbe_migrations.d1.schema_file.statement.seed_rows import row_edits
from nhimbe_migrations.d1.schema_file.statement.token_edits import rename_token
from nhimbe_migrations.d1.schema_file.statement.whole_edits import changed_names, guarded, with_guard
from nhimbe_migrations.d1.schema_file.table.table_edits import table_edits
from nhimbe_migrations.d1.sql.actions import Create, RenameTable, read_action
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.tokens import Token, significant
from nhimbe_migrations.text import Edit, apply_edits

__all__ = ["Change", "Task", "plan_edits", "tasks_for"]


@dataclass(frozen=True, slots=True)
class Task:
    """One object that the file must say otherwise: new without `before`, gone without `after`."""

    kind: ObjectKind
    before: Object | None
    after: Object | None

    @property
    def name(self) -> str:
        item = self.after or self.before
        return item.name if item else ""


def tasks_for(before: Schema, after: Schema, renames: Renames) -> tuple[Task, ...]:
    """Return what differs, with tables that were renamed seen as one object."""
    names = names_of(before, after)
    found: list[Task] = []
    met: set[tuple[str, str]] = set()
    for kind, item in before.objects():
        now = item.name
        if kind in ("table", "virtual table") and after.find(kind, item.name) is None:
            now = renames.table(item.name)
        other = after.find(kind, now)
        if other is not None:
            met.add((kind, folded(now)))
        if other is None or item.name != other.name or _differs(item, other, names):
            found.append(Task(kind, item, other))
    found += [Task(kind, None, item) for kind, item in after.objects() if (kind, folded(item.name)) not in met]
    return tuple(found)


def _differs(left: Object, right: Object, names: Names) -> bool:
    return left.sql != right.sql and meaning_of(left, names) != meaning_of(right, names)


@dataclass(frozen=True, slots=True)
class Change:
    """The whole of what happened between two schemas, and in whose words."""

    before: Schema
    after: Schema
    author: AuthoredText
    renames: Renames


def plan_edits(layout: Layout, tasks: Sequence[Task], change: Change, *, whole: bool = False) -> list[Edit]:
    """Return the edits of the file for `tasks`. With `whole`, changed objects are written anew from the engine's text."""
    planner = _Planner(
        layout, change, frozenset(folded(task.name) for task in tasks if task.before is None), whole=whole
    )
    for task in tasks:
        planner.take(task)
    return planner.edits()


class _Planner:
    def __init__(self, layout: Layout, change: Change, fresh: frozenset[str], *, whole: bool) -> None:
        self._layout = layout
        self._author = change.author
        self._renames = change.renames
        self._fresh = fresh
        self._whole = whole
        self._names = names_of(change.before, change.after)
        self._edits: list[Edit] = []
        self._gone: dict[int, str] = {}
        self._new: list[tuple[int, bool, NewStatement]] = []

    def edits(self) -> list[Edit]:
        ordered = [statement for *_, statement in sorted(self._new, key=_order)]
        return [
            *self._edits,
            *removal_edits(self._layout, self._gone),
            *insertion_edits(self._layout, ordered, self._gone),
        ]

    def take(self, task: Task) -> None:
        if task.after is None and task.before is not None:
            self._remove(task.kind, task.before)
        elif task.before is None and task.after is not None:
            self._add(task.kind, task.after)
        elif task.before is not None and isinstance(task.after, Index | Trigger) and self._is_new(task.after.table):
            self._remove(task.kind, task.before)
            self._add(task.kind, task.after)
        elif task.before is not None and task.after is not None:
            self._change(task.kind, task.before, task.after)

    def _remove(self, kind: ObjectKind, item: Object) -> None:
        slot = ("table" if kind == "virtual table" else kind, folded(item.name))
        places = [*self._layout.companions.get(slot, ())]
        if slot in self._layout.definitions:
            places.append(self._layout.definitions[slot])
        if slot[0] == "table":
            places += self._layout.alterations.get(slot[1], [])
            places += self._layout.rows.get(slot[1], [])
        for at in places:
            self._gone[at] = item.name

    def _add(self, kind: ObjectKind, item: Object) -> None:
        written = self._author.written(kind, item.name)
        text = item.sql if written is None or self._whole else self._made_to_fit(written, item)
        new = NewStatement(
            kind,
            item.name,
            item.table if isinstance(item, Index | Trigger) else None,
            guarded(text, self._layout, kind),
            written.comment if written else "",
            written.note if written else "",
            frozenset(folded(word.name) for word in significant(item.sql)),
            tuple(key.table for key in item.foreign_keys) if isinstance(item, Table) else (),
            close=written is not None and written.close,
        )
        place = self._author.order(kind, item.name)
        if new.table is not None:  # never above the table on which it stands
            place = max(place, self._author.order("table", new.table)) if self._is_new(new.table) else place
        self._new.append((place, kind not in ("table", "virtual table"), new))

    def _is_new(self, table: str) -> bool:
        return folded(table) in self._fresh

    def _made_to_fit(self, written: AuthoredStatement, item: Object) -> str:
        """The author's text, changed where later statements of the migration changed what it made."""
        if isinstance(item, Table):
            edits = self._table_edits(written.text, written.words, (), item, {})
            return item.sql if edits is None else apply_edits(written.text, edits)
        if self._fits(written, item):
            return written.text
        edits = changed_names(written.words, item.sql)
        return item.sql if edits is None else apply_edits(written.text, edits)

    def _fits(self, written: AuthoredStatement, item: Object) -> bool:
        """Whether the author's statement means what the schema has."""
        action = read_action(written.words)
        if not isinstance(action, Create):
            return False
        head, tail = written.words[: action.guard_at], written.words[action.rest - 1 :]
        plain = " ".join(word.text for word in (*head, *tail))
        return meaning_of(replace(item, sql=plain), self._names) == meaning_of(item, self._names)

    def _change(self, kind: ObjectKind, old: Object, new: Object) -> None:
        placed = self._layout.definition(kind, old.name)
        if placed is None:
            self._add(kind, new)
            return
        edits = None
        if not self._whole:
            edits = self._edits_in_place(placed, old, new)
        self._edits += self._written_anew(placed, kind, new) if edits is None else edits
        if isinstance(new, Table):
            columns = self._renames.columns_of(new.name)
            rows = row_edits(self._layout, old, new, columns)
            self._edits += rows.edits
            self._gone.update(dict.fromkeys(rows.gone, old.name))

    def _edits_in_place(self, placed: Placed, old: Object, new: Object) -> list[Edit] | None:
        if isinstance(new, Table):
            slot = folded(old.name)
            additions = self._layout.alterations.get(slot, ())
            edits = self._table_edits(
                self._layout.text, placed.words, additions, new, self._renames.columns_of(new.name)
            )
            moved = any(isinstance(self._layout.statements[at].action, RenameTable) for at in additions)
            # A DROP above a table that the file makes under another name drops what was there before.
            return edits if edits is None or moved else edits + self._companion_edits(("table", slot), new.name)
        edits = changed_names(placed.words, new.sql, old.sql)
        return None if edits is None else edits + self._shadowed_edits(old, new)

    def _shadowed_edits(self, old: Object, new: Object) -> list[Edit]:
        """The same statement once more, skipped by its guard, must still find the names in it."""
        edits: list[Edit] = []
        for slot in ("index", "trigger", "view"):
            for at in self._layout.companions.get((slot, folded(old.name)), ()):
                placed = self._layout.statements[at]
                if isinstance(placed.action, Create) and placed.action.kind == slot:
                    edits += changed_names(placed.words, new.sql, old.sql) or []
        return edits

    def _table_edits(
        self,
        text: str,
        words: Sequence[Token],
        additions: Sequence[int],
        new: Table,
        renamed: Mapping[str, str],
    ) -> list[Edit] | None:
        made = table_edits(text, words, new, renamed, layout=self._layout, additions=additions, author=self._author)
        if made is None:
            return None
        self._gone.update(made.gone)
        self._new += [(-1, False, statement) for statement in made.new]
        return made.edits

    def _companion_edits(self, slot: tuple[str, str], name: str) -> list[Edit]:
        """DROP TABLE IF EXISTS above a CREATE TABLE follows its name."""
        edits: list[Edit] = []
        for at in self._layout.companions.get(slot, ()):
            named = self._layout.statements[at].action
            token = getattr(named, "name", None)
            if isinstance(token, Token) and token.name != name:
                edits.append(rename_token(token, name))
        return edits

    def _written_anew(self, placed: Placed, kind: ObjectKind, new: Object) -> list[Edit]:
        """Replace the statement by the author's, or the engine's, and keep the comment above it."""
        text = new.sql
        written = self._author.written(kind, new.name)
        if written is not None and not self._whole:
            text = self._made_to_fit(written, new)
        action = placed.action
        if isinstance(action, Create) and kind == "table":
            self._gone.update(dict.fromkeys(self._layout.alterations.get(folded(action.name.name), ()), new.name))
        guarded = isinstance(action, Create) and action.guarded
        return [Edit(placed.statement.span, with_guard(text, wanted=guarded))]


def _order(entry: tuple[int, bool, NewStatement]) -> tuple[int, bool]:
    """As the author made them, and what a table needs after the table."""
    return entry[0], entry[1]

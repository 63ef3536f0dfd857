"""What a migration does to tables that it does not name: seen by a hook while it runs, statement by statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from nhimbe_migrations.d1.sql.actions import Drop, RenameTable, WriteRows, read_action
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, significant

if TYPE_CHECKING:
    import apsw

    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Act", "DeleteObserver", "after_with"]


@dataclass(slots=True)
class Act:
    """What one statement does to tables that it does not name."""

    line: int
    statement: str
    deleted: dict[str, int] = field(default_factory=dict)
    nulled: dict[str, int] = field(default_factory=dict)


class DeleteObserver:
    """Watches a migration run: what each statement names, and what else it changes."""

    def __init__(self, shadow: Shadow) -> None:
        self._connection = shadow.connection
        self._acts: list[Act] = []
        self._reaching: list[Act] = []
        """Those that have done something to tables which they do not name, in their order."""
        self.named_for_deletion: set[str] = set()
        """Folded names of tables that the migration itself deletes from or drops for good."""
        self.dropped: set[str] = set()
        self.updated: set[str] = set()
        self.touched: dict[str, None] = {}

    def __enter__(self) -> Self:
        self._connection.preupdate_hook(self._seen)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.preupdate_hook(None)

    def statement(self, text: str, line: int) -> None:
        """Called before each statement."""
        self._acts.append(Act(line, text))
        words = after_with(significant(text))
        self.touched.update(
            dict.fromkeys(folded(word.name) for word in words if word.kind in ("word", "quoted", "string"))
        )
        match read_action(words):
            case WriteRows(verb="DELETE", table=table):
                self.named_for_deletion.add(folded(table.name))
            case WriteRows(verb="UPDATE", table=table) if not words[2:3] or not words[2].says("REPLACE"):
                self.updated.add(folded(table.name))
            case Drop(kind="table", name=name):
                self.dropped.add(folded(name.name))
            case RenameTable(name=name, to=to):
                self._renamed(folded(name.name), folded(to.name))
            case _:
                pass

    def _renamed(self, old: str, new: str) -> None:
        for act in self._reaching:
            for record in (act.deleted, act.nulled):
                if old in record:
                    record[new] = record.pop(old)
        for names in (self.named_for_deletion, self.updated):
            if old in names:
                names.add(new)

    def _seen(self, change: apsw.PreUpdate) -> None:
        if not change.depth or not self._acts:
            return
        act, name = self._acts[-1], folded(change.table_name)
        if not self._reaching or self._reaching[-1] is not act:
            self._reaching.append(act)
        if change.op == "DELETE":
            act.deleted[name] = act.deleted.get(name, 0) + 1
        elif change.op == "UPDATE" and _empties(change):
            act.nulled[name] = act.nulled.get(name, 0) + 1

    def cause(self, table: str, *, nulled: bool = False) -> Act | None:
        """The first statement whose consequences reached `table`."""
        name = folded(table)
        return next((act for act in self._reaching if name in (act.nulled if nulled else act.deleted)), None)


def _empties(change: apsw.PreUpdate) -> bool:
    """Whether a row loses a value; taken for granted in a table with VIRTUAL columns, of whose rows SQLite gives no values here."""
    import apsw

    try:
        pairs = zip(change.old or (), change.new or (), strict=False)
    except apsw.Error:
        return True
    return any(new is None and old is not None for old, new in pairs)


def after_with(words: list[Token]) -> list[Token]:
    """Leave out a leading WITH …: the statement's own verb stands outside all parentheses."""
    if not words or not words[0].says("WITH"):
        return words
    depth = 0
    for at, word in enumerate(words):
        depth += word.says("(") - word.says(")")
        if depth == 0 and at and word.says("DELETE", "UPDATE", "INSERT", "REPLACE", "SELECT"):
            return words[at:]
    return words

"""What the author wrote: the statements of a migration that make objects, with the comments beside them.

The schema difference says what to write into schema.sql; this says in whose words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from nhimbe_migrations.d1.schema_file.layout import Placed, lay_out
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.newlines import LineFeeds
from nhimbe_migrations.d1.sql.tokens import Token

__all__ = ["AuthoredStatement", "AuthoredText"]

_HEADER = re.compile(r"\s*(--|/\*)\s*(migration\b.*\d|accept\s*:)", re.IGNORECASE)
"""Lines that speak of the migration, not of what it makes."""


@dataclass(frozen=True, slots=True)
class AuthoredStatement:
    """A CREATE statement of the migration."""

    text: str
    """Without its semicolon."""
    words: tuple[Token, ...]
    """Its significant tokens, with places in `text`."""
    comment: str
    note: str
    close: bool
    """Whether it stands right below the statement before it."""


class AuthoredText:
    """A migration as a source of words."""

    def __init__(self, migration_sql: str) -> None:
        self._layout = lay_out(LineFeeds.of(migration_sql).text.removeprefix("\ufeff"))
        self._makers: dict[tuple[str, str], list[int]] = {}
        """Where an object of this kind and folded name is made."""
        self._about: dict[str, list[int]] = {}
        """Where a column of the table is added or renamed, or a table is renamed so, by its folded name."""
        for at, placed in enumerate(self._layout.statements):
            match placed.action:
                case Create(made, name):
                    self._makers.setdefault((made, folded(name.name)), []).append(at)
                case RenameTable(_, name) | RenameColumn(name) | AddColumn(name):
                    self._about.setdefault(folded(name.name), []).append(at)
                case _:
                    pass

    def creates(self, kind: ObjectKind, name: str) -> list[tuple[int, Placed]]:
        """Return the statements that make an object which ends up as `name`, the last first."""
        found: list[tuple[int, Placed]] = []
        wanted, end = folded(name), len(self._layout.statements)
        while True:
            renamed = self._renamed(wanted, end) if kind in ("table", "virtual table") else None
            start = -1 if renamed is None else renamed[0]
            made = self._makers.get((kind, wanted), ())
            found += ((at, self._layout.statements[at]) for at in reversed(made) if start < at < end)
            if renamed is None:
                return found
            end, wanted = renamed

    def _renamed(self, name: str, end: int) -> tuple[int, str] | None:
        """Return the last statement before `end` that renames a table so, and what it was called before."""
        for at in reversed(self._about.get(name, ())):
            action = self._layout.statements[at].action
            if at < end and isinstance(action, RenameTable):
                return at, folded(action.name.name)
        return None

    def order(self, kind: ObjectKind, name: str) -> int:
        """Return the place in the migration at which the object is made; a large number where it is not."""
        found = self.creates(kind, name)
        return found[0][0] if found else len(self._layout.statements)

    def written(
        self, kind: ObjectKind, name: str, fits: Callable[[AuthoredStatement], bool] = lambda _: True
    ) -> AuthoredStatement | None:
        """Return the last statement that makes the object and fits."""
        for _, placed in self.creates(kind, name):
            written = self._written(placed)
            if fits(written):
                return written
        return None

    def column_note(self, table: str, column: str) -> str:
        """Return the comment behind the ALTER TABLE that adds `column`, with its marks."""
        placed = self._addition(table, column)
        return "" if placed is None else self._note(placed)

    def addition(self, table: str, column: str) -> AuthoredStatement | None:
        """Return the ALTER TABLE that adds `column`, whatever the two were called then; None where none does."""
        placed = self._addition(table, column)
        return None if placed is None else self._written(placed)

    def _addition(self, table: str, column: str) -> Placed | None:
        names = {folded(table)}
        ahead = [-at for at in self._about.get(folded(table), ())]
        heapify(ahead)
        while ahead:
            at = -heappop(ahead)
            placed = self._layout.statements[at]
            match placed.action:
                case RenameTable(old) if folded(old.name) not in names:
                    names.add(folded(old.name))
                    for earlier in self._about.get(folded(old.name), ()):
                        if earlier < at:
                            heappush(ahead, -earlier)
                case RenameColumn(_, old, to) if folded(to.name) == folded(column):
                    column = old.name
                case AddColumn(_, name) if folded(name.name) == folded(column):
                    return placed
                case _:
                    pass
        return None

    def _written(self, placed: Placed) -> AuthoredStatement:
        start = placed.statement.span.start
        words = tuple(
            Token(word.kind, word.text, type(word.span)(word.span.start - start, word.span.end - start))
            for word in placed.words
        )
        return AuthoredStatement(
            placed.statement.text, words, self._comment(placed), self._note(placed), self._close(placed)
        )

    def _comment(self, placed: Placed) -> str:
        lines = placed.lead.comment.of(self._layout.text).strip("\n").splitlines()
        return "\n".join(_without_header(lines)).strip("\n")

    def _close(self, placed: Placed) -> bool:
        lead = self._layout.text[placed.lead.kept.start : placed.lead.indent.end]
        return len(lead) - len(lead.lstrip("\n")) == 1

    def _note(self, placed: Placed) -> str:
        note = placed.tail.of(self._layout.text).strip()
        return "" if _HEADER.match(note) else note


def _without_header(lines: Sequence[str]) -> list[str]:
    kept = [line for line in lines if not _HEADER.match(line)]
    return [] if all(not line.strip(" -*/=─") for line in kept) else kept

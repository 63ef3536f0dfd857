"""A database before a migration and after it, as whatever looks for a difference needs them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.proof.counting.losses import Losses
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import quoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["BothEnds"]


@dataclass(frozen=True, slots=True)
class BothEnds:
    """One database, twice."""

    before: Shadow
    after: Shadow
    was: Schema
    now: Schema
    losses: Losses
    """Writes the queries that count what is gone."""
    tells_values: bool = True
    """Whether a finding may name values of rows; those of somebody's own database stay there."""
    _rows: dict[str, list[tuple[tuple[str, ...], tuple[int, ...]]]] = field(default_factory=dict, repr=False)

    def stands_elsewhere(self, table: str, column: str, value: Any, key: Sequence[str]) -> bool:  # noqa: ANN401 any SQL value
        """Whether what stood in `column`, in the row of this key, has come to another place.

        A word counts wherever it is; a number or a short text is found by chance, so it has to stand beside the key.
        What another column held all along is there by chance too, and keeps nothing.
        """
        text = str(value)
        by_itself = isinstance(value, str) and len(text) > _SHORT
        for other in self.now.tables:
            own = folded(other.name) == folded(table)
            for row, came in self._rows_of(other.name):
                places = [at for at in came if row[at] == text]
                if own:
                    places = [at for at in places if folded(other.columns[at].name) != folded(column)]
                if places and ((by_itself and not own) or all(part in row for part in key)):
                    return True
        return False

    def _rows_of(self, name: str) -> list[tuple[tuple[str, ...], tuple[int, ...]]]:
        """Each row afterwards, with the places of what its column did not hold before."""
        table = self.now.table(name)
        if name not in self._rows and table is not None:
            listed = [column.name for column in table.columns]
            before = self.was.table(name)
            held = [
                Counter(str(value) for (value,) in self._asked(self.before, name, [column]))
                if before is not None and before.column(column) is not None
                else Counter[str]()
                for column in listed
            ]
            found = []
            for values in self._asked(self.after, name, listed):
                row = tuple(map(str, values))
                found.append((row, tuple(at for at, item in enumerate(row) if not held[at][item])))
                for counts, item in zip(held, row, strict=True):
                    counts[item] -= counts[item] > 0
            self._rows[name] = found
        return self._rows.get(name, [])

    @staticmethod
    def _asked(shadow: Shadow, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
        listed = ", ".join(map(quoted, columns))
        return [*shadow.ask(f"SELECT {listed} FROM {quoted(table)} LIMIT {_MOST_ROWS}")]


_SHORT = 2
"""Characters of a text that may well be found by chance."""
_MOST_ROWS = 20_000
"""Of a table that is searched: the copy of somebody's own database may be large."""

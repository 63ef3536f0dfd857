"""A database before a migration and after it, as whatever looks for a difference needs them."""

from __future__ import annotations

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
    _rows: dict[str, list[tuple[str, ...]]] = field(default_factory=dict, repr=False)

    def stands_elsewhere(self, table: str, column: str, value: Any, key: Sequence[str]) -> bool:  # noqa: ANN401 any SQL value
        """Whether what stood in `column`, in the row of this key, is in another place afterwards.

        A word counts wherever it is; a number or a short text is found by chance, so it has to stand beside the key.
        """
        text = str(value)
        by_itself = isinstance(value, str) and len(text) > _SHORT
        for other in self.now.tables:
            own = folded(other.name) == folded(table)
            for row in self._rows_of(other.name):
                places = [at for at, item in enumerate(row) if item == text]
                if own:
                    names = [name.name for name in other.columns]
                    places = [
                        at for at in places if folded(names[at]) != folded(column) and all(part in row for part in key)
                    ]
                if places and ((by_itself and not own) or all(part in row for part in key)):
                    return True
        return False

    def _rows_of(self, name: str) -> list[tuple[str, ...]]:
        if name not in self._rows:
            table = self.now.table(name)
            listed = ", ".join(quoted(column.name) for column in table.columns) if table else "1"
            rows = self.after.ask(f"SELECT {listed} FROM {quoted(name)} LIMIT {_MOST_ROWS}")
            self._rows[name] = [tuple(str(item) for item in row) for row in rows]
        return self._rows[name]


_SHORT = 2
"""Characters of a text that may well be found by chance."""
_MOST_ROWS = 20_000
"""Of a table that is searched: the copy of somebody's own database may be large."""

"""The steps by which the tables get to where a migration leaves them: common table expressions, each over those before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nhimbe_migrations.d1.proof.counting.tables.provenance import own_provenance
from nhimbe_migrations.d1.proof.counting.tables.relation import Provenance, Relation, UniqueIndex
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import names_in, quoted, significant

__all__ = ["NO_ROWS", "Steps"]

NO_ROWS = " WHERE 0"
"""How a step ends that leaves nothing in its table."""


@dataclass
class Steps:
    """The tables, each with the step that holds its rows."""

    schema: Schema
    tables: dict[str, Relation] = field(default_factory=dict)
    steps: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name of each common table expression: the list of its columns, where it needs one, and its SELECT."""
    dropped: set[str] = field(default_factory=set)
    """Indexes that the migration has dropped."""

    def is_changed(self, table: str) -> bool:
        """Whether a statement has changed rows of the table of this folded name."""
        return table in self.tables and self.tables[table].step is not None

    def is_empty(self, table: str) -> bool:
        """Whether the table holds no row, whatever the database holds."""
        relation = self.tables.get(folded(table))
        return relation is not None and relation.step is not None and self.steps[relation.step][1].endswith(NO_ROWS)

    def moment(self) -> dict[str, str | None]:
        """Return the step at which each table stands."""
        return {name: relation.step for name, relation in self.tables.items()}

    def provenance_of(self, table: str) -> Provenance | None:
        """Return what is sure of the rows of a table: what it demands of them itself, or what the one they come from does."""
        relation = self.tables.get(folded(table))
        if relation is None:
            return None
        if not relation.sql:
            return relation.copied
        return own_provenance(table, relation, [*self.indexes_of(table)], self.moment())

    def indexes_of(self, table: str) -> Iterator[UniqueIndex]:
        """Yield the unique indexes of a table as they are now."""
        found = self.tables[folded(table)].unique_indexes(self.schema)
        return (index for index in found if folded(index.name) not in self.dropped)

    def query(self, text: str, *, ctes: str = "") -> str:
        """Return `text`, a SELECT in terms of the tables as they are now, as a query over the database before.

        `ctes` are common table expressions of the author that `text` draws on.
        """
        scope = self._scope(text + ctes)
        needed = self._needed([step for name in scope if (step := self.tables[name].step) is not None])
        inner = self._inside(text, ctes)
        if len(needed) == 1 and len(scope) == 1 and not ctes:
            (name,), (step,) = scope, needed
            head, body = self.steps[step]
            if not head and quoted(name) in text and sum(folded(word.name) == name for word in significant(text)) == 1:
                named = "" if f"{quoted(name)} AS " in text else f" AS {quoted(name)}"
                return text.replace(quoted(name), f"({body}){named}")
        steps = [
            f"{quoted(name)}{head} AS {_made_once(body)}({body})"
            for name, (head, body) in self.steps.items()
            if name in needed
        ]
        return f"WITH {', '.join(steps)} SELECT * FROM ({inner})" if steps else inner

    def _inside(self, text: str, ctes: str) -> str:
        """`text` where the tables stand for their last steps, and the author's own expressions beside them."""
        recursive = ctes[:10].upper() == "RECURSIVE "
        parts = [*self._scope(text + ctes).values(), *([ctes[10:] if recursive else ctes] if ctes else [])]
        if not parts:
            return text
        if text[:5].upper() == "WITH ":
            return f"WITH {', '.join(parts)} SELECT * FROM ({text})"
        return f"WITH {'RECURSIVE ' if recursive else ''}{', '.join(parts)} {text}"

    def _scope(self, text: str) -> dict[str, str]:
        """For each changed table that `text` names: the expression that lets it stand for its last step."""
        words = names_in(text, strings=False)
        return {
            name: f"{quoted(name)} AS (SELECT * FROM {quoted(relation.step)})"
            for name, relation in self.tables.items()
            if relation.step is not None and name in words
        }

    def _needed(self, waiting: list[str]) -> set[str]:
        needed: set[str] = set()
        while waiting:
            step = waiting.pop()
            if step not in needed:
                needed.add(step)
                body = self.steps[step][1]
                waiting += [other for other in self.steps if other != step and quoted(other) in body]
        return needed

    def _step(self, table: str, select: str, columns: Sequence[str], *, ctes: str = "") -> None:
        old = self.tables[folded(table)]
        name = f"{table} {len(self.steps) + 1}"
        self.steps[name] = ("", self._inside(select, ctes))
        self.tables[folded(table)] = replace(
            old, columns=tuple(columns), step=name, copied=None, filled=frozenset(), singled=()
        )


def _made_once(body: str) -> str:
    """SQLite would else ask a condition of every row of a long seed where it stands: a list of keys of a thousand rows each."""
    return "MATERIALIZED " if len(body) > _LONG_SEED and body.startswith("VALUES") else ""


_LONG_SEED = 4_000
"""Code points."""

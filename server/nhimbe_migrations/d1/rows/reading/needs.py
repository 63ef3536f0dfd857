"""What a migration needs of the rows that it meets: values, as the text of the migration suggests them.

Every column is named as the database had it before the migration, whatever the migration renames or copies.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nhimbe_migrations.d1.rows.candidates import Value

__all__ = ["Branch", "ColumnUse", "Needs", "Place"]

Place = tuple[str, str]
"""Table and column, both folded, of the schema before the migration."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows that meet one condition: what columns hold, and which columns of two tables hold the same."""

    values: tuple[tuple[Place, Value], ...] = ()
    links: tuple[tuple[Place, Place], ...] = ()
    several: bool = False
    """Whether such rows are there more than once: each then finds several partners."""

    def joined(self, other: Branch) -> Branch:
        """Both at once; where they differ on a column, this one's value stands."""
        known = {place for place, _ in self.values}
        more = tuple(pair for pair in other.values if pair[0] not in known)
        links = tuple(dict.fromkeys((*self.links, *other.links)))
        return Branch((*self.values, *more), links, several=self.several or other.several)


@dataclass(slots=True)
class ColumnUse:
    """What the migration does with the values of one column."""

    json_paths: dict[str, None] = field(default_factory=dict)
    json: bool = False
    json_array: bool = False
    date: bool = False
    number: bool = False
    transforms: dict[tuple[str, ...], None] = field(default_factory=dict)
    """Functions that may turn two values into one: `("lower",)`, `("replace", "a", "b")`, `("substr", 1, 8)`."""
    holds: dict[tuple[type, Value], None] = field(default_factory=dict)
    """Values that it should hold, likeliest first."""
    odd: dict[tuple[type, Value], None] = field(default_factory=dict)
    """Values that a database may hold and that no careful application would write."""
    nullable: bool = False
    """NULL makes a difference there."""

    def hold(self, values: Iterable[Value]) -> None:
        self.holds.update(dict.fromkeys((type(value), value) for value in values))

    def hold_odd(self, values: Iterable[Value]) -> None:
        self.odd.update(dict.fromkeys((type(value), value) for value in values))


@dataclass(slots=True)
class Needs:
    """Everything that was read."""

    uses: dict[Place, ColumnUse] = field(default_factory=dict)
    branches: dict[Branch, None] = field(default_factory=dict)
    groups: dict[tuple[str, tuple[str, ...]], None] = field(default_factory=dict)
    """(table, columns) whose values may stand in several rows."""
    links: dict[tuple[Place, Place], None] = field(default_factory=dict)
    """Columns that are compared across tables."""
    beside: dict[tuple[Place, Place], None] = field(default_factory=dict)
    """Columns of one table that are compared, of one row or of two."""
    meets: dict[tuple[Place, Place], None] = field(default_factory=dict)
    """Columns whose values go into a column of another table that is there: what stands in both meets a key twice."""
    written: dict[Place, dict[tuple[type, Value], None]] = field(default_factory=dict)
    """Literals that UPDATE sets: they may be there already."""
    inserted: dict[Place, set[Value]] = field(default_factory=dict)
    """Literals that the migration inserts itself: a key among them is not in the database yet."""
    combinations: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    """By table: values of several columns that satisfy a new constraint together."""
    violations: dict[str, list[dict[str, Value]]] = field(default_factory=dict)
    """By table: values of several columns that break one together."""
    group_conditions: dict[tuple[str, tuple[str, ...]], Branch] = field(default_factory=dict)
    """What rows of a group hold besides: the WHERE of a partial unique index."""
    deleted_from: dict[str, None] = field(default_factory=dict)
    """Tables whose rows may go, with what hangs on them."""
    chosen: dict[str, None] = field(default_factory=dict)
    """Those of which a condition chooses the rows."""
    named: dict[str, None] = field(default_factory=dict)
    """Tables of the schema before that some statement reads or writes."""

    def use(self, place: Place) -> ColumnUse:
        return self.uses.setdefault(place, ColumnUse())

    @property
    def is_empty(self) -> bool:
        """Whether plain rows do: nothing asks for particular values."""
        return not (self.uses or self.branches or self.groups or self.links or self.written or self.combinations)

"""What a change of the schema reads and writes in the catalogue (`sqlite_master`), as D1 counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["catalogue_rows"]

_FIXED = {
    "CREATE TABLE": (1, 2), "CREATE VIEW": (1, 2), "CREATE TRIGGER": (0, 1), "CREATE VIRTUAL": (1, 2),
}  # fmt: skip
"""However many objects there are."""
_ROWS = "SELECT count(*) FROM sqlite_master"


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """The rows of `sqlite_master`, by what ALTER TABLE does with them."""

    rows: int
    made: int
    """Those that a statement made; an index of a key is none."""
    own_rows: int
    """Those of the table and of its indexes."""
    own_made: int
    others: int
    """Tables, views and triggers that are not the table."""


def _listed(shadow: Shadow, table: str) -> _Catalogue:
    """Count what the catalogue lists; SQLite's lower() folds as it compares names."""
    own = "lower(tbl_name) = ?1 AND type IN ('table', 'index')"
    counted = (
        "SELECT count(*), total(sql IS NOT NULL), "
        f"total({own}), total({own} AND sql IS NOT NULL), total(type <> 'index' AND lower(name) <> ?1) FROM sqlite_master"
    )
    return _Catalogue(*map(int, shadow.ask(counted, (table,))[0]))


def catalogue_rows(shadow: Shadow, key: str, name: str) -> tuple[int, int]:
    """Return the rows read and written for a statement such as `ALTER RENAME TO` or `DROP INDEX` of `name`.

    The catalogue is gone through, and what may name the object is written anew; each term was fitted to what workerd
    counts on schemas of one to six objects (`benchmarks/cost.py`).
    """
    if key in _FIXED:
        return _FIXED[key]
    if key in {"ALTER ADD", "DROP INDEX"}:  # many of these stand in one file: the pages are counted, no row is read
        rows = int(shadow.ask(_ROWS)[0][0])
        return (2 + rows, 1) if key == "ALTER ADD" else (rows + 1, 0)
    if key == "DROP TABLE":
        own = "SELECT count(*) FROM sqlite_master WHERE tbl_name = ? COLLATE NOCASE AND type IN ('table', 'index')"
        rows, own_rows = (int(shadow.ask(query, values)[0][0]) for query, values in ((_ROWS, ()), (own, (name,))))
        return rows + own_rows, 0
    found = _listed(shadow, name)
    match key:
        case "ALTER RENAME COLUMN":
            writes = found.made + found.own_made + found.others
            return 6 + 4 * found.rows + 2 * writes, writes
        case "ALTER RENAME TO":
            writes = found.own_made + found.others + found.own_rows
            return 3 + 3 * found.rows + 2 * writes, writes
        case "ALTER DROP":
            writes = 1 + found.made
            return 4 + 4 * found.rows + 2 * writes, writes
        case _:
            return (found.rows, 0) if key.startswith("DROP") else (1, 1)

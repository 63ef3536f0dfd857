"""The two generations of D1 that are in the field, and what sets them apart.

A migration has to run on both, since nobody outside Cloudflare can tell which one a database is on. The process holds
one SQLite (3.54); what the older generation lacks is taken away again by mechanism, each field below naming one.
Facts were measured on workerd of 2026-04-26 (wrangler 4.86) and of 2026-11-17 (wrangler 4.164).
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BASELINE", "GENERATIONS", "LATEST", "Generation"]


@dataclass(frozen=True, slots=True)
class Generation:
    """One version of D1, by what it does differently."""

    name: str
    wrangler: str
    """The wrangler whose local D1 this is."""
    sqlite: str
    """The SQLite inside."""
    splits_as_sqlite: bool
    """wrangler cuts files as `sqlite3_complete` does; else with the character loop of the older one."""
    modules: frozenset[str]
    """Virtual table modules that CREATE VIRTUAL TABLE may name."""
    checks_default_functions: bool
    """A function in `DEFAULT (f())` is looked up at CREATE; else not before a row needs it."""
    reserves_any_case: bool
    """`_CF_x` is as forbidden as `_cf_x`, and RENAME TO is looked at; else only lower case in CREATE."""
    grammar: tuple[int, int]
    """(3, 47) knows no ALTER TABLE … ADD CONSTRAINT, no two-argument iif(), and so on."""
    value_bytes: int
    """The longest string or blob, in bytes."""
    program_steps: int | None
    """The longest program that a statement may compile to (SQLite's VDBE_OP); None where no limit was met."""

    def __str__(self) -> str:
        return f"{self.name} (SQLite {self.sqlite}, as in wrangler {self.wrangler})"


BASELINE = Generation(
    name="baseline",
    wrangler="4.86",
    sqlite="3.47",
    splits_as_sqlite=False,
    modules=frozenset({"fts5", "fts5vocab"}),
    checks_default_functions=False,
    reserves_any_case=False,
    grammar=(3, 47),
    value_bytes=2_200_000,
    program_steps=25_000,
)
LATEST = Generation(
    name="latest",
    wrangler="4.164",
    sqlite="3.54",
    splits_as_sqlite=True,
    modules=frozenset({"fts5", "fts5vocab", "rtree", "rtree_i32"}),
    checks_default_functions=True,
    reserves_any_case=True,
    grammar=(3, 54),
    value_bytes=8_388_637,
    program_steps=None,
)
GENERATIONS = (BASELINE, LATEST)

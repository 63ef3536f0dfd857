"""What a D1 migration changes, drawn, and the tables that it takes rows from, as a tree along the references that do it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from nhimbe_migrations.authoring.pictures.diagram import neighbourhood
from nhimbe_migrations.authoring.pictures.mermaid import label
from nhimbe_migrations.authoring.result.proofs import Stake, Stakes
from nhimbe_migrations.d1.proof.every_state import StateProofs
from nhimbe_migrations.d1.proof.result import Proof, TableEffect
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.schema.renames import read_renames
from nhimbe_migrations.d1.sql.actions import Drop, WriteRows
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.rendering import render

__all__ = ["flowchart", "picture_of_change", "stakes_of"]

_DEEPEST = 12
_MOST = 40
"""Tables in one tree; a picture of more is not looked at."""


def picture_of_change(migration: str | Script, proofs: StateProofs) -> str | None:
    """Return the diagram of the tables that change; None where no table or column does."""
    before, after = proofs.decisive.schema_before, proofs.decisive.schema_after
    return None if after is None else neighbourhood(before, after, read_renames(migration, before))


def stakes_of(migration: str | Script, proofs: StateProofs) -> Stakes:
    """Return what loses rows, on the database on which most go; the tables that the migration names stand on top."""
    worst = max((item.proof for item in proofs.all), key=_lost_in)
    rows = {folded(effect.table): effect for effect in worst.rows}
    losing = tuple(name for name, effect in rows.items() if _lost(effect))
    if not losing:
        return ()
    walk = _Walk(worst.schema_before, rows, frozenset(losing))
    trees = (walk.below(name) for name in (*_named(Script.of(migration)), *losing))
    at_stake = (stake for tree in trees if any(folded(stake.table) in losing for stake in tree) for stake in tree)
    return tuple(at_stake)[:_MOST]


@dataclass(frozen=True, slots=True)
class _Node:
    """A table in the flowchart."""

    place: int
    label: str
    parent: int | None
    through: str
    loses: bool


def flowchart(stakes: Stakes) -> str:
    """Return the tree as a Mermaid flowchart; a table that loses rows has a red edge and says how many are left."""
    nodes: list[_Node] = []
    above: list[int] = []
    for place, stake in enumerate(stakes):
        before, after = (("gone" if rows is None else f"{rows:,}") for rows in (stake.before, stake.after))
        del above[stake.depth :]
        parent = above[-1] if above else None
        loses = (stake.after or 0) < (stake.before or 0)
        text = f"{label(stake.table)}: {before} → {after}"
        nodes.append(_Node(place, text, parent, label(stake.through or ""), loses))
        above.append(place)
    return render("report/stakes.mmd.j2", nodes=nodes)


@dataclass(frozen=True, slots=True)
class _Walk:
    schema: Schema
    rows: Mapping[str, TableEffect]
    losing: frozenset[str]
    seen: set[str] = field(default_factory=set)

    def below(self, name: str) -> Stakes:
        """The table of that name with the children that lose rows through it; nothing where it was met before."""
        return tuple(self._below(name, 0, None)) if name in self.rows else ()

    def _below(self, name: str, depth: int, through: str | None) -> Iterator[Stake]:
        if name in self.seen or depth > _DEEPEST:
            return
        self.seen.add(name)
        effect = self.rows[name]
        yield Stake(effect.table, depth, effect.before, effect.after, through)
        for reference in self.schema.references_to(effect.table):
            child = folded(reference.table)
            if reference.key.on_delete == "CASCADE" and child in self.losing:
                yield from self._below(child, depth + 1, ", ".join(reference.key.columns))


def _named(script: Script) -> Iterable[str]:
    """The tables that statements delete from, drop, or write over."""
    for statement in script.statements:
        match statement.action:
            case Drop(kind="table", name=name):
                yield folded(name.name)
            case WriteRows(verb=verb, table=table) if verb == "DELETE" or "REPLACE" in statement.words:
                yield folded(table.name)
            case _:
                pass


def _lost_in(proof: Proof) -> int:
    return sum(_lost(effect) for effect in proof.rows)


def _lost(effect: TableEffect) -> int:
    return max((effect.before or 0) - (effect.after or 0), 0)

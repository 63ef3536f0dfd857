"""Cases of the corpus as values. A case says what there was and what was asked for; never how it comes out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

__all__ = ["CORPUS", "Case", "Part", "Store", "developed", "sql_in", "typescript"]

CORPUS = Path(__file__).parents[1] / "corpus"
Store = Literal["d1", "mongodb"]
Part = Literal["developed", "fresh", "mutant"]


@dataclass(frozen=True, slots=True)
class Case:
    """One migration, the database that it meets, and the code that uses that database."""

    id: str
    store: Store
    part: Part
    kind: str
    """What the migration is about: the name of the file that holds it, or of the generator's production."""
    by: str
    """`person` or `assistant`: whose manner it is written in; `script` in the fresh part."""
    schema: str
    """D1: the SQL of the earlier migrations. MongoDB: the body of the earlier migration's `up(db)`."""
    migration: str
    """D1: the file. MongoDB: the TypeScript file."""
    populations: Mapping[str, Any]
    """Name → rows (SQL) or documents (collection → list, in extended JSON). `sane` is what a careful application wrote."""
    types: str = ""
    """MongoDB: the interfaces of types.ts, which say what a document may lack."""
    code: str = ""
    """TypeScript that uses the database."""
    origin: str = ""
    """Of a mutant: the case and the change it was made by."""
    notes: str = field(default="", compare=False)


def developed(store: Store | None = None) -> tuple[Case, ...]:
    """The part of the corpus that was written by hand, in the order of the files."""
    return tuple(case for name in ("d1", "mongodb") if store in (None, name) for case in _of_store(name))


@lru_cache(maxsize=2)
def _of_store(store: Store) -> tuple[Case, ...]:
    folder = CORPUS / store
    worlds = tomllib.loads((folder / "worlds.toml").read_text(encoding="utf-8"))
    cases = tuple(
        case
        for path in sorted(folder.glob("*.toml"))
        if path.name != "worlds.toml"
        for case in _of_file(path, store, worlds)
    )
    names = [case.id for case in cases]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two cases are called {sorted(twice)}")
    return cases


def _of_file(path: Path, store: Store, worlds: Mapping[str, Any]) -> Iterator[Case]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
        world = worlds.get(entry.get("world", ""), {})
        unknown = set(entry) - {
            "id",
            "by",
            "world",
            "schema",
            "sane",
            "odd",
            "sql",
            "ts",
            "up",
            "down",
            "head",
            "code",
            "types",
            "notes",
        }
        if unknown or ("world" in entry and not world):
            raise ValueError(f"{path.name}, {entry.get('id')}: unknown {sorted(unknown) or entry['world']}")
        yield Case(
            id=f"{store}/{path.stem}/{entry['id']}",
            store=store,
            part="developed",
            kind=path.stem,
            by=entry.get("by", "person"),
            schema="\n".join(part for part in (world.get("schema", ""), entry.get("schema", "")) if part),
            migration=entry["sql"] if store == "d1" else entry.get("ts") or typescript(entry),
            populations=_populations(store, world, entry),
            types=entry.get("types", world.get("types", "")),
            code="\n".join(part for part in (world.get("code", ""), entry.get("code", "")) if part),
            notes=entry.get("notes", ""),
        )


def typescript(entry: Mapping[str, Any]) -> str:
    """The file around the bodies of `up` and `down`."""
    head = entry.get("head", 'import type { Db } from "mongodb";')
    parts = [f"// Migration 002: {entry['id'].replace('-', ' ')}", head, "", _function("up", entry["up"])]
    if "down" in entry:
        parts += ["", _function("down", entry["down"])]
    return "\n".join(parts) + "\n"


def _function(name: str, body: str) -> str:
    lines = "\n".join(f"  {line}".rstrip() for line in body.strip().splitlines())
    return f"export async function {name}(db: Db): Promise<void> {{\n{lines}\n}}"


def _populations(store: Store, world: Mapping[str, Any], entry: Mapping[str, Any]) -> dict[str, Any]:
    """A case's rows come on top of those of its world, unless it has a schema of its own alone."""
    if store == "d1":
        found: dict[str, Any] = {"empty": ""}
        found["sane"] = "\n".join(part for part in (world.get("sane", ""), entry.get("sane", "")) if part)
        odd = [part for part in (world.get("odd", ""), entry.get("odd", "")) if part]
        if odd:
            found["odd"] = "\n".join((found["sane"], *odd))
        return found
    sane = _merged(world.get("sane", {}), entry.get("sane", {}))
    found = {"empty": {}, "sane": sane}
    if "odd" in world or "odd" in entry:
        found["odd"] = _merged(_merged(sane, world.get("odd", {})), entry.get("odd", {}))
    return found


def _merged(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, Any]:
    return {name: [*first.get(name, []), *second.get(name, [])] for name in dict.fromkeys((*first, *second))}


_PREPARED = re.compile(r"\bprepare\(\s*(?:`([^`]*)`|\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)')")


def sql_in(code: str) -> tuple[str, ...]:
    """The static SQL of D1 code: the literal arguments of `prepare()`."""
    return tuple(next(text for text in match.groups() if text is not None) for match in _PREPARED.finditer(code))

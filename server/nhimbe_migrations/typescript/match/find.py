"""Which interface is the table's: by its name, by the configuration, or nobody's."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from nhimbe_migrations.changes.shapes import Source as Database
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import did_you_mean, nearest
from nhimbe_migrations.typescript.match import rules
from nhimbe_migrations.typescript.syntax.declarations import Body, Declaration, Item, bodies
from nhimbe_migrations.typescript.syntax.naming import folded, forms, singular, words
from nhimbe_migrations.typescript_tree import Source, walk

__all__ = ["Target", "locate", "mapped_name", "property_named", "target_of"]

ROW_NAMES: dict[Database, tuple[str, ...]] = {
    "d1": ("row", "dbrow", "record", "entity", "model", "table"),
    "mongodb": ("document", "doc", "record", "entity", "model"),
}
"""Endings of a name that say "this mirrors the database", for each database."""
OTHER_NAMES: dict[Database, tuple[str, ...]] = {"d1": ("document", "doc"), "mongodb": ("row", "table")}


PREFIXES = (("", 1), ("db", 0), ("i", 1), ("t", 1))


@dataclass(frozen=True, slots=True)
class Target:
    """The interface to edit: its declarations (an interface may be declared in parts) and their bodies."""

    declarations: tuple[Declaration, ...]
    bodies: tuple[Body, ...]
    notes: tuple[Finding, ...] = ()
    mapped: bool = False
    """The configuration names it."""

    @property
    def declaration(self) -> Declaration:
        return self.declarations[0]

    @property
    def properties(self) -> tuple[Item, ...]:
        return tuple(item for body in self.bodies for item in body.properties)

    def body_of(self, item: Item) -> Body:
        return next(body for body in self.bodies if item in body.items)


def locate(
    source: Source,
    declared: Sequence[Declaration],
    owner: str,
    database: Database,
    mapping: Mapping[str, str],
    *,
    suggesting: bool = True,
) -> Target | Finding | None:
    """Return the interface of the table or collection `owner`; a finding when there is no single one.

    Where there is none, names like it are looked for and told, unless `suggesting` is off.

    None means that the configuration says that there is none to keep up to date (`owner = ""`).

    Raises:
        RefusedError: the interface does not parse.
    """
    mapped = mapped_name(owner, mapping)
    if mapped is not None:
        return _by_path(source, declared, owner, mapped) if mapped else None
    fitting = _fitting(owner, database)
    named = ((fitting.get(declaration.name.replace("_", "").lower()), declaration) for declaration in declared)
    ranked = sorted(((rank, node) for rank, node in named if rank), key=lambda pair: pair[0])
    candidates = [(rank, item) for rank, item in ranked if bodies(source, item)]
    if not candidates:
        near = declared if suggesting else ()
        return _nothing(source, near, owner, [item for _, item in ranked], fitting)
    best = [candidate for rank, candidate in candidates if rank == candidates[0][0]]
    if len({item.path for item in best}) > 1:
        top = [item for item in best if not item.namespace]
        best = top if len({item.path for item in top}) == 1 else best
    if len({item.path for item in best}) > 1:
        names = _listed(f"`{item.path}` (line {_line(item)})" for item in best)
        return rules.AMBIGUOUS.finding(
            f"{owner!r} could be {names}.", help=_naming(owner, best[0].path), line=_line(best[0])
        )
    others = [candidate for _, candidate in candidates if candidate.path != best[0].path]
    note = rules.CHOSEN.finding(
        f"{owner!r} was taken to be `{best[0].path}`; {_listed(f'`{other.path}`' for other in others)} stays as it is.",
        line=_line(best[0]),
    )
    return target_of(source, best, notes=(note,) if others else ())


def target_of(
    source: Source, parts: Sequence[Declaration], *, notes: tuple[Finding, ...] = (), mapped: bool = False
) -> Target:
    """Return the declarations with their bodies.

    Raises:
        RefusedError: one of them does not parse.
    """
    for part in parts:
        if part.outer.has_error:
            raise RefusedError(
                f"`{part.path}` on line {_line(part)} of the types file does not parse.",
                why="An edit in code that does not parse could go wrong.",
                way_out="Repair the syntax there, then run it again.",
            )
    return Target(tuple(parts), tuple(body for part in parts for body in bodies(source, part)), notes, mapped)


def property_named(items: Iterable[Item], name: str) -> Item | None:
    """Return the member for a column: of that name, else the only one that differs in case and underscores alone."""
    known = list(items)
    exact = next((item for item in known if item.name == name), None)
    alike = [item for item in known if item.name and folded(item.name) == folded(name)]
    return exact or (alike[0] if len(alike) == 1 else None)


def mapped_name(owner: str, mapping: Mapping[str, str]) -> str | None:
    """Return the interface that the configuration names for `owner`; an empty text when it says that there is none."""
    if owner in mapping:
        return mapping[owner]
    return next((name for table, name in mapping.items() if folded(table) == folded(owner)), None)


def _by_path(source: Source, declared: Sequence[Declaration], owner: str, path: str) -> Target | Finding:
    parts = [declaration for declaration in declared if declaration.path == path] or [
        declaration for declaration in declared if declaration.name == path
    ]
    if len({part.path for part in parts}) != 1:
        state = "is not there" if not parts else "is there more than once"
        return rules.NOT_FOUND.finding(
            f"The configuration names `{path}` for {owner!r}, which {state}.",
            help=f"Correct [types.interfaces] {_key(owner)} in nhimbe-migrations.toml.{_near(path, declared)}",
        )
    target = target_of(source, parts, mapped=True)
    return target if target.bodies else _not_editable(owner, parts[0])


def _nothing(
    source: Source, declared: Sequence[Declaration], owner: str, named: Sequence[Declaration], fitting: Container[str]
) -> Finding:
    inferred = [node for node in named if not _is_literal(node)]
    if inferred:
        return _not_editable(owner, inferred[0])
    origin = _imported(source, fitting)
    if origin:
        return rules.NOT_EDITABLE.finding(f"The interface for {owner!r} is declared in another file: {origin}.")
    broken = " The file has a syntax error, which may hide it." if source.root.has_error else ""
    wanted = "".join(word[0].upper() + word[1:] for word in _singular_words(owner))
    return rules.NOT_FOUND.finding(
        f"No interface for {owner!r} was found in the types file.{broken}",
        help=f"{_naming(owner, wanted or 'Name')}{_near(wanted, declared)}",
    )


def _imported(source: Source, fitting: Container[str]) -> str:
    """Return the import or re-export that brings the interface in, as written; empty when there is none."""
    for statement in source.root.named_children:
        if statement.type in {"import_statement", "export_statement"} and statement.child_by_field_name("source"):
            names = (source.of(node) for node in walk(statement) if node.type in {"identifier", "type_identifier"})
            if any(name.replace("_", "").lower() in fitting for name in names):
                return " ".join(source.of(statement).removesuffix(";").split())
    return ""


def _not_editable(owner: str, declaration: Declaration) -> Finding:
    return rules.NOT_EDITABLE.finding(
        f"`{declaration.path}` for {owner!r} is declared without members of its own.", line=_line(declaration)
    )


@cache
def _fitting(owner: str, database: Database) -> dict[str, tuple[int, int]]:
    """Return the folded names that fit `owner`, each with how well, smaller is better.

    First counts the kind of name (0: a row's, 1: the bare one, 2: the other database's), then its place among these,
    then the number (0: the singular, 1: as the database spells it, 2: any other reading).
    """
    *before, last = words(owner) or ("",)
    heads = ("".join(before), "".join(singular(word) for word in before))
    readings = (singular(last), last, *sorted(forms(last)))
    names = {
        head + form: min(number, 2)
        for form, number in zip(reversed(readings), range(len(readings) - 1, -1, -1), strict=True)
        for head in heads
    }
    fitting: dict[str, tuple[int, int]] = {}
    endings = [("", 1), *((name, 0) for name in ROW_NAMES[database]), *((name, 2) for name in OTHER_NAMES[database])]
    for place, ((ending, kind), (prefix, own)) in enumerate(product(endings, PREFIXES)):
        for name, number in names.items():
            fitting.setdefault(prefix + name + ending, (min(kind, own), 10 * place + number))
    return fitting


def _is_literal(declaration: Declaration) -> bool:
    """A union of literals, or a plain alias such as `string`, is no record at all."""
    value = declaration.node.child_by_field_name("value")
    if value is None:
        return False
    kinds = {value.type} if value.type != "union_type" else {child.type for child in value.named_children}
    return kinds <= {"literal_type", "predefined_type", "union_type", "array_type", "template_literal_type", "comment"}


def _singular_words(owner: str) -> tuple[str, ...]:
    *before, last = words(owner) or ("",)
    return tuple(filter(None, (*before, singular(last))))


def _naming(owner: str, name: str) -> str:
    return f'Name it in nhimbe-migrations.toml: [types.interfaces] {_key(owner)} = "{name}".'


def _key(owner: str) -> str:
    return owner if re.fullmatch(r"[A-Za-z0-9_-]+", owner) else f'"{owner}"'


def _near(name: str, declared: Sequence[Declaration]) -> str:
    meant = did_you_mean(nearest(name, (declaration.path for declaration in declared[:2000])))
    return f" {meant}" if meant else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _line(declaration: Declaration) -> int:
    return declaration.node.start_point.row + 1

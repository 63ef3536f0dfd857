"""The syntax tree of one statement, as syntaqlite's JSON gives it: typed access, no judgement.

Nodes carry no positions; who needs a line looks the word up among the statement's tokens.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.tokens import unquoted

if TYPE_CHECKING:
    from syntaqlite import Syntaqlite

__all__ = [
    "Node",
    "calls",
    "columns_named",
    "items",
    "kind",
    "name_of",
    "parse",
    "selects",
    "sources",
    "trouble",
    "walk",
]

Node = dict[str, Any]


@lru_cache(maxsize=2048)
def parse(statement: str) -> Node | None:
    """Return the tree of one statement; None when it is not SQLite's grammar (or not exactly one statement).

    Trees are shared between callers: read them, never change them.
    """
    trees: list[Node] = _parser().parse_raw(statement)
    return trees[0] if len(trees) == 1 else None


def trouble(statement: str) -> tuple[int, str]:
    """Return where (in code points) and what the grammar refuses in a statement that does not parse."""
    report = _parser().analyze(statement)
    for diagnostic in report.diagnostics:
        if diagnostic.severity == "error":
            before = statement.encode()[: diagnostic.start_offset]
            return len(before.decode(errors="replace")), f"SQLite cannot read this: {diagnostic.message}"
    return 0, "SQLite cannot read this statement"


def kind(node: Node | None) -> str:
    """Return the node's type name, `""` for None."""
    return str(node["type"]) if node else ""


def items(node: Node | None, key: str | None = None) -> list[Node]:
    """Return the children of a list node, or of the list node under `key`."""
    held = node.get(key) if node and key else node
    return list(held.get("children", ())) if held else []


def walk(node: object) -> Iterator[Node]:
    """Yield `node` and every node below it, parents first."""
    match node:
        case dict():
            if "type" in node:
                yield node
            for value in node.values():
                yield from walk(value)
        case list():
            for value in node:
                yield from walk(value)


def name_of(node: Node | None) -> str:
    """Return the bare name of a name node (`IdentName`, `QualifiedName`, `ColumnRef`, `TableRef`), unquoted."""
    match kind(node), node:
        case "IdentName", {"source": str(source)}:
            return unquoted(source)
        case "QualifiedName", {"object_name": inner}:
            return name_of(inner)
        case "ColumnRef", {"column": str(column)}:
            return column
        case "TableRef", {"table_name": str(table)}:
            return table
    return ""


def calls(node: object) -> Iterator[Node]:
    """Yield every function call below `node`."""
    return (
        each for each in walk(node) if kind(each) in {"FunctionCall", "AggregateFunctionCall", "OrderedSetFunctionCall"}
    )


def sources(node: object) -> Iterator[str]:
    """Yield the names of the tables and views that `node` reads or writes (not what it defines or references)."""
    for each in walk(node):
        if kind(each) == "TableRef" and each["table_name"]:
            yield str(each["table_name"])


def selects(node: Node | None) -> Iterator[Node]:
    """Yield the plain SELECTs of a possibly compound one, from the left."""
    if kind(node) == "CompoundSelect" and node:
        yield from selects(node["left"])
        yield from selects(node["right"])
    elif node:
        yield node


def columns_named(node: object) -> Iterator[Node]:
    """Yield every column reference below `node`."""
    return (each for each in walk(node) if kind(each) == "ColumnRef")


_own = threading.local()


def _parser() -> Syntaqlite:
    """Return this thread's parser: one instance is not made for concurrent use."""
    if not hasattr(_own, "parser"):
        from syntaqlite import Syntaqlite

        _own.parser = Syntaqlite()
    parser: Syntaqlite = _own.parser
    return parser

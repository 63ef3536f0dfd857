"""The syntax tree of one statement, as syntaqlite's JSON gives it: typed access, no judgement.

Nodes carry no positions; who needs a line looks the word up among the statement's tokens.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.sql.tokens import Token, significant, unquoted

if TYPE_CHECKING:
    from syntaqlite import Diagnostic, Syntaqlite

__all__ = [
    "Node",
    "calls",
    "columns_named",
    "default_value",
    "items",
    "kind",
    "name_of",
    "parse",
    "selects",
    "sources",
    "too_deep",
    "trouble",
    "walk",
]

Node = dict[str, Any]

DEEPEST = 200
"""Levels of brackets, CASE, and operators behind one another, together. The parser is recursive, and a deep nest ends the
process; SQLite refuses an expression deeper than a hundred levels on D1, so nothing that runs there is near the limit."""
_LINKS = frozenset(
    {
        "AND", "BETWEEN", "CASE", "COLLATE", "ESCAPE", "GLOB", "IN", "IS", "ISNULL", "JOIN", "LIKE", "MATCH", "NOT",
        "NOTNULL", "OR", "REGEXP",
    }
)  # fmt: skip
_COMPOUNDS = frozenset({"UNION", "INTERSECT", "EXCEPT"})
_FRESH = frozenset({"FROM", "GROUP", "HAVING", "LIMIT", "ORDER", "SELECT", "SET", "VALUES", "WHERE"})


@lru_cache(maxsize=2048)
def parse(statement: str) -> Node | None:
    """Return the tree of one statement; None when it is not SQLite's grammar, not exactly one statement, or too deep.

    Trees are shared between callers: read them, never change them.
    """
    if too_deep(statement) is not None:
        return None
    try:
        trees: list[Node] = _parser().parse_raw(statement)
    except RecursionError:
        return None
    if len(trees) != 1:
        return None
    # After an error in a trigger's body the parser goes on behind the next semicolon and hands out what it finds there.
    if ";" in statement and any(
        diagnosis.severity == "error" and not diagnosis.code for diagnosis in _diagnoses(statement)
    ):
        return None
    if kind(trees[0]) == "CreateTriggerStmt":
        _without_quotes(trees[0])
    if kind(trees[0]) in _SETTING:
        _set_without_quotes(trees[0].get("upsert") if kind(trees[0]) == "InsertStmt" else trees[0])
    if '""' in statement or "``" in statement:
        _with_single_quotes(trees[0])
    return trees[0]


_SETTING = ("UpdateStmt", "InsertStmt", "CreateTriggerStmt")


def _set_without_quotes(tree: Node | None) -> None:
    """Take the quotes off the columns that SET names: the parser leaves them on there."""
    for node in walk(tree):
        if kind(node) == "SetClause" and node["column"]:
            node["column"] = unquoted(str(node["column"]))


def _with_single_quotes(tree: Node) -> None:
    """Write a quote inside a quoted name once, as the name has it: the parser leaves it doubled."""
    for node in walk(tree):
        for key, value in node.items():
            if isinstance(value, str) and ('""' in value or "``" in value) and value[0] not in "'\"`[":
                node[key] = value.replace('""', '"') if '""' in value else value.replace("``", "`")


def _without_quotes(trigger: Node) -> None:
    """Take the quotes off the tables that a trigger's body writes: the parser leaves them on there, and nowhere else."""
    for node in walk(trigger):
        if kind(node) == "TableRef" and node["table_name"]:
            node["table_name"] = unquoted(str(node["table_name"]))


def default_value(default: str | None) -> Node | None:
    """Return the tree of a column's default, given as the engine tells it: without outer parentheses.

    A bare word is a text there (`DEFAULT SYSDATE`), so it cannot be read as an expression.
    """
    if default is None:
        return None
    tree = parse(f"CREATE TABLE t (c DEFAULT {default})") or parse(f"CREATE TABLE t (c DEFAULT ({default}))")
    constraints = items(items(tree, "columns")[0], "constraints") if tree else []
    value: Node | None = next((item["default_expr"] for item in constraints if item["kind"] == "DEFAULT"), None)
    return value


def trouble(statement: str) -> tuple[int, str]:
    """Return where (in code points) and what the grammar refuses in a statement that does not parse."""
    deep = too_deep(statement)
    if deep is not None:
        return deep, f"This nests deeper than {DEEPEST} levels here, which is not read (D1 itself takes 100)"
    for diagnostic in _diagnoses(statement):
        if diagnostic.severity == "error":
            before = statement.encode()[: diagnostic.start_offset]
            return len(before.decode(errors="replace")), f"SQLite cannot read this: {diagnostic.message}"
    return 0, "SQLite cannot read this statement"


def kind(node: Node | None) -> str:
    """Return the node's type name, `""` for None."""
    return str(node["type"]) if node else ""


def items(node: Node | None, key: str | None = None) -> list[Node]:
    """Return the children of a list node, or of the list node under `key`."""
    parent = node.get(key) if node and key else node
    return list(parent.get("children", ())) if parent else []


def walk(node: object) -> Iterator[Node]:
    """Yield `node` and every node below it, parents first, in the order of the text."""
    pending = [node]
    while pending:
        part = pending.pop()
        if isinstance(part, dict):
            if "type" in part:
                yield part
            pending.extend(value for value in reversed(part.values()) if isinstance(value, dict | list))
        elif isinstance(part, list):
            pending.extend(reversed(part))


def name_of(node: Node | None) -> str:
    """Return the bare name of a name node (`IdentName`, `QualifiedName`, `ColumnRef`, `TableRef`), unquoted."""
    tree = node or {}
    match kind(node):
        case "IdentName":
            return unquoted(str(tree["source"]))
        case "QualifiedName":
            return name_of(tree["object_name"])
        case "ColumnRef":
            return _undoubled(str(tree["column"]))
        case "TableRef":
            return _undoubled(str(tree["table_name"] or ""))
        case _:
            return ""


def _undoubled(name: str) -> str:
    """A name whose outer quotes the parser has taken off, and whose quotes inside it has left doubled (measured)."""
    return name.replace('""', '"').replace("``", "`")


def calls(node: object) -> Iterator[Node]:
    """Yield every function call below `node`."""
    return (
        item for item in walk(node) if kind(item) in {"FunctionCall", "AggregateFunctionCall", "OrderedSetFunctionCall"}
    )


def sources(node: object) -> Iterator[str]:
    """Yield the names of the tables and views that `node` reads or writes (not what it defines or references)."""
    for item in walk(node):
        if kind(item) == "TableRef" and item["table_name"]:
            yield str(item["table_name"])


def selects(node: Node | None) -> Iterator[Node]:
    """Yield the plain SELECTs of a possibly compound one, from the left."""
    if kind(node) == "CompoundSelect" and node:
        yield from selects(node["left"])
        yield from selects(node["right"])
    elif node:
        yield node


def columns_named(node: object) -> Iterator[Node]:
    """Yield every column reference below `node`."""
    return (item for item in walk(node) if kind(item) == "ColumnRef")


def _diagnoses(statement: str) -> list[Diagnostic]:
    diagnostics: list[Diagnostic] = _parser().analyze(statement).diagnostics
    return diagnostics


_own = threading.local()


def _parser() -> Syntaqlite:
    """Return this thread's parser: one instance is not made for concurrent use."""
    if not hasattr(_own, "parser"):
        from syntaqlite import Syntaqlite

        _own.parser = Syntaqlite()
    parser: Syntaqlite = _own.parser
    return parser


@lru_cache(maxsize=2048)
def too_deep(statement: str) -> int | None:
    """Return the place, in code points, where a statement nests deeper than the limit; None where it does not."""
    if len(statement) < DEEPEST:
        return None
    chains, compounds = [0], [0]
    total = 0
    for token in significant(statement):
        total += _step(token, chains, compounds)
        if total > DEEPEST:
            return token.span.start
    return None


def _step(token: Token, chains: list[int], compounds: list[int]) -> int:
    """Take in one token; return by how much the depth changes."""
    word = token.text.upper() if token.kind in {"word", "punctuation", "operator"} else ""
    if word == "(":
        chains.append(0)
        compounds.append(0)
        return 1
    if word == ")" and len(chains) > 1:
        return -1 - chains.pop() - compounds.pop()
    if word in {",", ";"} or word in _FRESH:
        fresh, chains[-1] = chains[-1], 0
        if word != ";":
            return -fresh
        fresh, compounds[-1] = fresh + compounds[-1], 0
        return -fresh
    if word in _COMPOUNDS:
        compounds[-1] += 1
        return 1
    if word in _LINKS or token.kind == "operator":
        chains[-1] += 1
        return 1
    return 0

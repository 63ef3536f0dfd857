"""Where in a statement a value is likely: a name in double quotes there is a habit from elsewhere, not a misspelt column."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, walk

__all__ = ["places_of_values"]


def places_of_values(tree: Node | None, known: Collection[str]) -> Iterator[int]:
    """Yield the identities of nodes that stand in VALUES, in IN (…), beside a column or behind SET; `known` are columns, folded."""

    def is_column(node: Node) -> bool:
        return kind(node) == "ColumnRef" and folded(str(node["column"])) in known

    for node in walk(tree):
        match kind(node):
            case "ValuesClause":
                yield from (id(item) for item in walk(node))
            case "InExpr" if is_column(node["operand"]):
                yield from (id(item) for item in items(node, "source"))
            case "BinaryExpr" | "LikeExpr" | "IsExpr":
                sides = [value for value in node.values() if isinstance(value, dict)]
                if any(map(is_column, sides)):
                    yield from map(id, sides)
            case "SetClause":
                yield id(node["value"])
            case _:
                pass

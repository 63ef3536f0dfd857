"""The syntax tree of a migration, and what this room asks of its nodes."""

from __future__ import annotations

from nhimbe_migrations.typescript_tree import Source as Tree
from nhimbe_migrations.typescript_tree import depth_of, line_of, named, parse, text_of, walk

__all__ = ["Tree", "depth_of", "line_of", "named", "parse", "text_of", "walk", "within_function"]


def within_function(body: str) -> Tree:
    """Parse statements as the body of a migration function; they stand from the second line on."""
    return parse(f"async function body(db: Db): Promise<void> {{\n{body}\n}}\n")

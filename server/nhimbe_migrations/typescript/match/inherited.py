"""Members that an interface has from another one of the same file."""

from __future__ import annotations

from collections.abc import Sequence

from nhimbe_migrations.typescript.match.find import Target, property_named, target_of
from nhimbe_migrations.typescript.syntax.declarations import Declaration, Item
from nhimbe_migrations.typescript.syntax.references import type_mentions
from nhimbe_migrations.typescript_tree import Source

__all__ = ["inherited_member", "is_shared"]


def inherited_member(
    source: Source, declared: Sequence[Declaration], target: Target, name: str
) -> tuple[Target, Item] | None:
    """Return the member `name` of a base, bases of bases included, with the declaration that it stands in."""
    seen, pending = {part.path for part in target.declarations}, [*target.declarations]
    while pending:
        for base in pending.pop(0).extends:
            parts = [declaration for declaration in declared if base in {declaration.path, declaration.name}]
            if not parts or parts[0].path in seen:
                continue
            seen.add(parts[0].path)
            found = target_of(source, parts)
            item = property_named(found.properties, name)
            if item is not None:
                return found, item
            pending += parts
    return None


def is_shared(source: Source, base: Target) -> bool:
    """Tell whether more than one place builds on `base`: changing it would change more than the table's interface."""
    declarations = len(base.declarations)
    return len(type_mentions(source, base.declaration.name)) - declarations > 1

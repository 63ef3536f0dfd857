"""The same definition with its new columns behind the old ones, as ALTER TABLE would put them."""

from __future__ import annotations

from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.create_table import Element, body_of
from nhimbe_migrations.d1.sql.names import folded

__all__ = ["new_columns_last"]


def new_columns_last(definition: str, old: Table) -> str | None:
    """Return `definition` with the columns of `old` in their order and the new ones last; None where it is so already."""
    body = body_of(definition)
    if body is None:
        return None
    places = {folded(column.name): at for at, column in enumerate(old.columns)}

    def place(element: Element) -> int:
        return places.get(folded(element.name or ""), len(places))

    columns = sorted(body.columns, key=place)
    if columns == list(body.columns):
        return None
    constraints = [element for element in body.elements if not element.is_column]
    inside = ", ".join(element.span.of(definition) for element in (*columns, *constraints))
    return f"{definition[: body.opening.end]}{inside}{definition[body.closing.start :]}"

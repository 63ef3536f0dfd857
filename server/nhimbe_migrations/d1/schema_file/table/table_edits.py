"""Edits of a CREATE TABLE and of the ALTER TABLE statements in the file that go on with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.schema_file.authored import AuthoredText
from nhimbe_migrations.d1.schema_file.layout import Layout
from nhimbe_migrations.d1.schema_file.placement import NewStatement
from nhimbe_migrations.d1.schema_file.statement.token_edits import rename_token, rewrite
from nhimbe_migrations.d1.schema_file.statement.whole_edits import option_edits
from nhimbe_migrations.d1.schema_file.table.alterations import Alterations, addition_head
from nhimbe_migrations.d1.schema_file.table.body_edits import body_edits
from nhimbe_migrations.d1.schema_file.table.element_list import NewElement, elements_wanted
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, read_action
from nhimbe_migrations.d1.sql.create_table import Body, body_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token, significant
from nhimbe_migrations.text import Edit

__all__ = ["TableEdits", "table_edits"]


@dataclass
class TableEdits:
    edits: list[Edit] = field(default_factory=list)
    gone: dict[int, str] = field(default_factory=dict)
    """Places of statements that go, with the name of what goes with them."""
    new: list[NewStatement] = field(default_factory=list)


def table_edits(
    text: str,
    words: Sequence[Token],
    new: Table,
    renamed: Mapping[str, str],
    *,
    layout: Layout,
    additions: Sequence[int],
    author: AuthoredText,
) -> TableEdits | None:
    """Return what makes a CREATE TABLE say `new`; None where it is not written as a list of columns.

    Args:
        text: where the statement stands.
        words: its tokens.
        new: the table as it shall be.
        renamed: folded old column names → new ones.
        layout: the file of the statement.
        additions: places in `layout` of the ALTER TABLE statements on it.
        author: whose comments new columns get.
    """
    body, action = body_in(words), read_action(words)
    altered = Alterations(layout, additions, new, renamed)
    altered.read()
    sql = altered.put_back() if body is not None and isinstance(action, Create) else None
    wanted_body = body_in(significant(sql)) if sql is not None else None
    if body is None or not isinstance(action, Create) or sql is None or wanted_body is None:
        return None
    wanted = _commented(elements_wanted(sql, wanted_body), new.name, author)
    made = TableEdits([*altered.edits], dict(altered.gone))
    if action.name.name != altered.first_name:
        made.edits.append(rename_token(action.name, altered.first_name))
    _follow_additions(made, layout, additions, wanted, renamed)
    _add_by_alter(made, layout, additions, body=body, wanted=wanted, altered=altered, author=author)
    _keep_dropped(body, wanted, altered.dropped, text)
    made.edits += body_edits(text, body, wanted, renamed)
    made.edits += option_edits(body, wanted_body)
    return made


def _follow_additions(
    made: TableEdits, layout: Layout, additions: Sequence[int], wanted: list[NewElement], renamed: Mapping[str, str]
) -> None:
    """Edit the ALTER TABLE … ADD COLUMN statements of the file, and take their columns off `wanted`."""
    for at in additions:
        placed = layout.statements[at]
        action = placed.action
        if not isinstance(action, AddColumn):
            continue
        key = folded(renamed.get(folded(action.name.name), action.name.name))
        element = next((item for item in wanted if item.element.name and folded(item.element.name) == key), None)
        if element is None:
            made.gone[at] = action.name.name
            continue
        wanted.remove(element)
        made.edits += rewrite(placed.words[action.definition :], element.element.words, element.sql)


def _add_by_alter(
    made: TableEdits,
    layout: Layout,
    additions: Sequence[int],
    *,
    body: Body,
    wanted: list[NewElement],
    altered: Alterations,
    author: AuthoredText,
) -> None:
    """New columns of a table to which the file adds others by ALTER TABLE are added below those, in that way."""
    staying = [at for at in additions if at not in made.gone]
    if not staying:
        return
    table, renamed = altered.new.name, altered.renamed
    known = {folded(renamed.get(folded(item.name), item.name)) for item in body.elements if item.name}
    for item in [item for item in wanted if item.element.name and folded(item.element.name) not in known]:
        wanted.remove(item)
        written = author.addition(table, item.element.name or "")
        comment, note = (written.comment, written.note) if written else ("", "")
        sql = addition_head(layout, staying, table) + item.text
        made.new.append(NewStatement("table", "", None, sql, comment, note, below=max(staying)))


def _keep_dropped(body: Body, wanted: list[NewElement], dropped: Sequence[str], text: str) -> None:
    """Leave the columns in the CREATE TABLE that the file itself drops below it."""
    names = {folded(name) for name in dropped}
    for at, element in enumerate(body.elements):
        if element.name and folded(element.name) in names:
            before = body.elements[at - 1].name if at else None
            place = next((n for n, item in enumerate(wanted) if before and item.element.name == before), -1)
            wanted.insert(place + 1, NewElement(element, text))


def _commented(elements: Sequence[NewElement], table: str, author: AuthoredText) -> list[NewElement]:
    """Give elements the comments that their author wrote, in the CREATE TABLE or behind the ALTER TABLE.

    Those in the engine's text are not to be trusted: it adds columns in front of the comment of the one before.
    """
    written = author.written("table", table)
    body = body_in(written.words) if written else None
    own = {item.element.name: item for item in elements_wanted(written.text, body)} if written and body else {}
    found: list[NewElement] = []
    for element in elements:
        name = element.element.name
        twin = own.get(name) if name is not None else None
        note = twin.note if twin else author.column_note(table, name) if name else ""
        found.append(replace(element, comment=twin.comment if twin else "", note=note))
    return found

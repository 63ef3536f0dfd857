"""A column that was made anew: its member stays where it is, and says the new type where the old one was plain.

What a person wrote more narrowly than the database can say (`UserRole`, an imported type) is kept, and named.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nhimbe_migrations.changes.shapes import FieldShape
from nhimbe_migrations.text import Edit
from nhimbe_migrations.typescript.edit.members import retype_item
from nhimbe_migrations.typescript.edit.type_text import field_type, is_guess, nullable_type, quoted
from nhimbe_migrations.typescript.edit.types_file import EditStep, TypesFile
from nhimbe_migrations.typescript.match import rules
from nhimbe_migrations.typescript.syntax.declarations import Body, Item
from nhimbe_migrations.typescript.syntax.style import most
from nhimbe_migrations.typescript_tree import walk

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["retype"]

PLAIN = re.compile(
    r"(?:(?:string|number|boolean|bigint|Date|unknown|any|object|(?:\w+\.)*ObjectId|Record<string, ?(?:unknown|any)>)(?:\[\])?"
    r"|Array<(?:string|number|boolean|Date|unknown|any|ObjectId)>|0 \| 1|1 \| 0)?"
)
"""Types that say no more than the database does."""
NOTHING = re.compile(r"\s*\|\s*(?:null|undefined)\b|\b(?:null|undefined)\s*\|\s*")
STRING = re.compile(r"""(["'])((?:\\.|(?!\1).)*)\1""")


def retype(types_file: TypesFile, body: Body, item: Item, field: FieldShape) -> EditStep:
    """Return what the new type of a column asks of its member.

    Raises:
        RefusedError: the field's own type is no type.
    """
    style = types_file.style(body)
    written = item.type.of(types_file.text) if item.type else ""
    core = NOTHING.sub("", written)
    wanted = field_type(field, style, types_file.aliases)
    asked = field.ts_type is not None and not is_guess(field)
    literal = bool(STRING.match(core)) and not STRING.sub("", core).strip(" |\r\n\t")
    if field.type == "unknown" and not asked:
        kind, step = core or wanted, EditStep()
    elif asked or PLAIN.fullmatch(core) or (literal and wanted != "string"):
        kind, step = wanted, EditStep()
    else:
        kind, step = core, _alias_step(types_file, item, core, field, wanted)
    if not field.nullable:
        full, optional = kind, False
    elif item.optional or core != written:
        full, optional = (written if kind == core else written.replace(core, kind)), item.optional
    else:
        full, optional = nullable_type(kind, style), style.nullable in {"optional", "both"}
    edits = retype_item(types_file.source, body, item, full, optional=optional)
    imports = types_file.imports([kind], style) if edits else ()
    return EditStep((*imports, *edits, *step.edits), step.findings)


def _alias_step(types_file: TypesFile, item: Item, core: str, field: FieldShape, wanted: str) -> EditStep:
    """Let the file's own union of literals follow the column; any other type of a person's is only named."""
    union = next(
        (
            declaration
            for declaration in types_file.declared
            if declaration.path == core and declaration.path in types_file.aliases.values()
        ),
        None,
    )
    value = union.node.child_by_field_name("value") if union else None
    if field.literals and value is not None and not any(node.type == "comment" for node in walk(value)):
        return EditStep(_follow(types_file, value, field.literals))
    if wanted == core or (wanted == "string" and _ALL_LITERALS.fullmatch(core)):
        return EditStep()
    kept = rules.TYPE_KEPT.finding(
        f"`{item.name}` keeps its type `{core}`; the column would be `{wanted}`.", line=item.node.start_point.row + 1
    )
    return EditStep(findings=(kept,))


_ALL_LITERALS = re.compile(r"""(?:\s*\|?\s*(?:'[^']*'|"[^"]*"))+\s*""")
"""Texts, and nothing else: a column of texts has no other type for them."""


def _follow(types_file: TypesFile, value: Node, literals: tuple[str, ...]) -> tuple[Edit, ...]:
    """Make the union say `literals`: known ones in their order, new ones behind them, in its own layout."""
    text = types_file.source.of(value)
    known = [match[2] for match in STRING.finditer(text)]
    ordered = [
        *(item for item in known if item in literals),
        *(literal for literal in literals if literal not in known),
    ]
    if ordered == known:
        return ()
    quote = most(match[1] for match in STRING.finditer(text))
    gaps = re.findall(r"""(?<=["'])(\s*\|\s*)(?=["'])""", text)
    opening = re.match(r"\|\s*", text)
    union = (gaps[-1] if gaps else " | ").join(quoted(item, quote) for item in ordered)
    return (Edit(types_file.source.span(value), (opening[0] if opening else "") + union),)

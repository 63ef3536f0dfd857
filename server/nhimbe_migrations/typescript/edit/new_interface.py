"""New interfaces: how this file would name them, write them, and where it would put them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from nhimbe_migrations.changes.shapes import AddShape
from nhimbe_migrations.changes.shapes import Source as Database
from nhimbe_migrations.text import Edit, Span
from nhimbe_migrations.typescript.edit.members import documented
from nhimbe_migrations.typescript.edit.type_text import field_type, signature
from nhimbe_migrations.typescript.edit.types_file import TypesFile
from nhimbe_migrations.typescript.syntax.declarations import Declaration, bodies
from nhimbe_migrations.typescript.syntax.lines import indentation_at, line_end
from nhimbe_migrations.typescript.syntax.naming import pascal, singular, words
from nhimbe_migrations.typescript.syntax.references import is_taken
from nhimbe_migrations.typescript.syntax.style import SAMPLE, Style, most
from nhimbe_migrations.typescript_tree import Source

__all__ = ["new_interface"]

BUILT_IN = frozenset({
    "Array", "Awaited", "Boolean", "Date", "Error", "Exclude", "Extract", "Function", "Map", "Number", "Object", "Omit",
    "Partial", "Pick", "Promise", "Readonly", "Record", "RegExp", "Required", "Set", "String", "Symbol",
})  # fmt: skip
"""Names that types are written with: an interface of that name would change what they mean."""


ENDINGS = ("DbRow", "Row", "Record", "Entity", "Model", "Document", "Doc")


def new_interface(types_file: TypesFile, change: AddShape, name: str | None = None) -> tuple[Edit, ...]:
    """Declare the interface of a new table or collection beside its relatives, else at the end of the file.

    `name` is what the configuration calls it; without one it is named as the file names others.
    """
    source, declared, style = types_file.source, types_file.declared, types_file.style(None)
    anchor = _anchor(types_file, change.owner)
    start = source.span(anchor.outer).start if anchor else 0
    indentation = indentation_at(source.text, start) if anchor else ""
    kinds = [field_type(field, style, types_file.aliases) for field in change.fields]
    names = [style.cased(field.name) for field in change.fields]
    if len(set(names)) < len(names):  # `user_id` beside `userId`: only the database's own spelling tells them apart
        names = [field.name for field in change.fields]
    members = [
        signature(spelled, kind, style, nullable=field.nullable) + style.terminator
        for spelled, field, kind in zip(names, change.fields, kinds, strict=True)
    ]
    lines = [
        documented(member, indentation + style.unit, style, " ".join(field.description.split()))
        for field, member in zip(change.fields, members, strict=True)
    ]
    declared_name = name or new_name(change.owner, change.source, types_file)
    head, tail = _frame(source, _model(types_file), declared_name)
    if _explained(source, declared):
        noun = "A row of" if change.source == "d1" else "A document of"
        owner = " ".join(change.owner.replace("*/", "").split())
        head = f"/** {noun} `{owner}`. */\n{indentation}{head}"
    text = style.newline.join((indentation + head.replace("\n", style.newline), *lines, indentation + tail))
    return (*types_file.imports(kinds, style), _placed(source, anchor, text, style))


def new_name(owner: str, database: Database, types_file: TypesFile) -> str:
    """Return the name that this file would give the interface of `owner`: `EventTag`, or `EventTagRow`.

    A name that is taken, or that the language needs for itself, gets the ending of its database.
    """
    *before, last = words(owner) or ("record",)
    name = pascal("_".join((*before, singular(last))))
    records = [record.name for record in types_file.records]
    ending = most(next((ending for ending in ENDINGS if record.endswith(ending)), "") or "-" for record in records)
    prefix = "I" if records and all(re.match(r"I[A-Z]", record) for record in records) else ""
    name = prefix + name + (ending if ending in ENDINGS and not name.endswith(ending) else "")
    name = f"_{name}" if name[0].isdigit() else name
    if name in BUILT_IN or is_taken(types_file.source, types_file.declared, name):
        name += "Row" if database == "d1" else "Document"
    return name


def _model(types_file: TypesFile) -> Declaration | None:
    """Return a declaration to copy the frame from: the last record, else the last one with a body."""
    known = types_file.records or [
        declaration for declaration in types_file.declared[:SAMPLE] if bodies(types_file.source, declaration)
    ]
    exported = [item for item in known if item.exported] or [item for item in types_file.with_members if item.exported]
    known = exported or known
    kind = most(item.kind for item in known)
    return next((item for item in reversed(known) if item.kind == kind), None)


def _anchor(types_file: TypesFile, owner: str) -> Declaration | None:
    """Return the declaration to stand behind: the last that shares the most leading words."""
    wanted = [singular(word) for word in words(owner)]
    with_members_first = types_file.with_members, types_file.declared
    best = next((found for known in with_members_first if (found := _nearest(wanted, known)) is not None), None)
    if best is not None:
        return best
    inner = [record for record in types_file.records if record.namespace]
    return inner[-1] if len(inner) * 2 > len(types_file.records) else None


def _nearest(wanted: Sequence[str], declared: Sequence[Declaration]) -> Declaration | None:
    best, shared = None, 0
    for declaration in declared:
        count = 0
        for word, other in zip(wanted, _singulars(declaration.name), strict=False):
            if word != other:
                break
            count += 1
        if count and count >= shared:
            best, shared = declaration, count
    return best


@lru_cache(maxsize=4096)
def _singulars(name: str) -> tuple[str, ...]:
    return tuple(singular(word) for word in words(name))


def _frame(source: Source, model: Declaration | None, name: str) -> tuple[str, str]:
    """Return what stands before and after the members: `export interface X {` and `}`."""
    if model is None:
        return f"export interface {name} {{", "}"
    body = bodies(source, model)[0]
    start = source.span(model.outer).start
    before = source.text[start : source.span(model.node).start]
    gap = source.text[: body.span.start]
    between = gap[len(gap.rstrip()) :]
    brace = "\n" + indentation_at(source.text, start) if re.search(r"[\r\n]", between) else " "
    before = before if re.fullmatch(r"(?:(?:export|declare)\s+)*", before) else "export "
    end = source.span(model.outer).end
    ending = ";" if model.kind == "type" and ";" in source.text[end - 1 : end + 1] else ""
    if model.kind == "type":
        return f"{before}type {name} ={brace}{{", "}" + ending
    return f"{before}interface {name}{brace}{{", "}"


def _explained(source: Source, declared: Sequence[Declaration]) -> bool:
    """Tell whether most declarations carry a JSDoc block."""
    seen = declared[:200]
    told = [item for item in seen if (before := item.outer.prev_sibling) and source.of(before).startswith("/**")]
    return len(told) * 2 > len(seen)


def _placed(source: Source, anchor: Declaration | None, text: str, style: Style) -> Edit:
    blank = style.newline * 2
    if anchor is None:
        kept = source.text.rstrip()
        start = len(kept)
        if not kept.removeprefix("\ufeff"):
            return Edit(Span(start, len(source.text)), text + style.newline)
        return Edit(Span(start, start), blank + text)
    end = source.span(anchor.outer).end
    end += source.text.startswith(";", end)
    behind = source.text[end : line_end(source.text, end)]
    at = end + len(behind.rstrip()) if re.match(r"\s*(?://|/\*(?:(?!\*/).)*\*/\s*$)", behind) else end
    return Edit(Span(at, at), blank + text)

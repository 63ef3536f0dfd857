"""New, renamed and removed interfaces."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.changes.shapes import AddShape
from nhimbe_migrations.changes.shapes import Source as Database
from nhimbe_migrations.text import Edit, Finding, Span
from nhimbe_migrations.typescript import findings
from nhimbe_migrations.typescript.declarations import Declaration, bodies
from nhimbe_migrations.typescript.find import Target
from nhimbe_migrations.typescript.kinds import field_type, signature
from nhimbe_migrations.typescript.members import documented
from nhimbe_migrations.typescript.naming import forms, pascal, singular, words
from nhimbe_migrations.typescript.references import lines_of, type_mentions, value_mentions
from nhimbe_migrations.typescript.sheet import Sheet
from nhimbe_migrations.typescript.style import FileStyle, Style, most
from nhimbe_migrations.typescript.syntax import Source, indentation_at, line_end, line_start, next_line

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["new_interface", "new_name", "remove_interface", "rename_interface"]

BUILT_IN = frozenset({
    "Array", "Awaited", "Boolean", "Date", "Error", "Exclude", "Extract", "Function", "Map", "Number", "Object", "Omit",
    "Partial", "Pick", "Promise", "Readonly", "Record", "RegExp", "Required", "Set", "String", "Symbol",
})  # fmt: skip
"""Names that types are written with: an interface of that name would change what they mean."""

ENDINGS = ("DbRow", "Row", "Record", "Entity", "Model", "Document", "Doc")


def new_name(owner: str, database: Database, file: FileStyle, declared: Sequence[Declaration]) -> str:
    """Return the name that this file would give the interface of `owner`: `EventTag`, or `EventTagRow`.

    A name that is taken, or that the language needs for itself, gets the ending of its database.
    """
    *before, last = words(owner) or ("record",)
    name = pascal("_".join((*before, singular(last))))
    records = [each.name for each in _records(file, declared)]
    ending = most(next((each for each in ENDINGS if record.endswith(each)), "") or "-" for record in records)
    prefix = "I" if records and all(re.match(r"I[A-Z]", record) for record in records) else ""
    name = prefix + name + (ending if ending in ENDINGS and not name.endswith(ending) else "")
    name = f"_{name}" if name[0].isdigit() else name
    if name in BUILT_IN or is_taken(file.source, declared, name):
        name += "Row" if database == "d1" else "Document"
    return name


def is_taken(source: Source, declared: Sequence[Declaration], name: str) -> bool:
    """Tell whether the file declares, imports or exports something of this name already."""
    exported = (node for node in type_mentions(source, name) if node.type == "identifier")
    return any(each.name == name for each in declared) or bool(value_mentions(source, name)) or any(exported)


def new_interface(sheet: Sheet, change: AddShape, name: str | None = None) -> tuple[Edit, ...]:
    """Declare the interface of a new table or collection beside its relatives, else at the end of the file.

    `name` is what the configuration calls it; without one it is named as the file names others.
    """
    source, declared, style = sheet.source, sheet.declared, sheet.style(None)
    anchor = _anchor(sheet.file, declared, change.owner)
    start = source.span(anchor.outer).start if anchor else 0
    indentation = indentation_at(source.text, start) if anchor else ""
    kinds = [field_type(field, style, sheet.aliases) for field in change.fields]
    members = [
        signature(style.cased(field.name), kind, style, nullable=field.nullable) + style.terminator
        for field, kind in zip(change.fields, kinds, strict=True)
    ]
    lines = [
        documented(member, indentation + style.unit, style, " ".join(field.description.split()))
        for field, member in zip(change.fields, members, strict=True)
    ]
    name = name or new_name(change.owner, change.source, sheet.file, declared)
    head, tail = _frame(source, _model(sheet.file, declared), name)
    if _explained(source, declared):
        noun = "A row of" if change.source == "d1" else "A document of"
        head = f"/** {noun} `{change.owner.replace('*/', '')}`. */\n{indentation}{head}"
    text = style.newline.join((indentation + head.replace("\n", style.newline), *lines, indentation + tail))
    return (*sheet.imports(kinds, style), _placed(source, anchor, text, style))


def rename_interface(
    source: Source, declared: Sequence[Declaration], target: Target, owner: str, to: str
) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """Give the interface of a renamed table its new name, here and wherever this file names it."""
    declaration = target.declaration
    name = _renamed(declaration.name, owner, to)
    line = declaration.node.start_point.row + 1
    if target.mapped:
        note = findings.NOT_FOUND.finding(
            f"`{declaration.path}` keeps its name: the configuration gives it to {owner!r}, which is now {to!r}.",
            help=f'Rename the key in [types.interfaces]: {to} = "{declaration.path}".', line=line,
        )  # fmt: skip
        return (), (note,)
    taken = is_taken(source, declared, name)
    others = value_mentions(source, declaration.name)
    elsewhere = [each for each in declared if each.name == declaration.name and each.path != declaration.path]
    if name == declaration.name:
        return (), ()
    if taken or others or elsewhere:
        reason = f"`{name}` is taken" if taken else f"`{declaration.name}` names something else too"
        note = findings.REFERENCED.finding(
            f"`{declaration.path}` was not renamed to `{name}` for {to!r}: {reason}.",
            help=f'Rename it by hand, or keep it: [types.interfaces] {to} = "{declaration.path}".', line=line,
        )  # fmt: skip
        return (), (note,)
    edits = tuple(_reference_edit(source, node, name) for node in type_mentions(source, declaration.name))
    return edits, _told(source, declaration, f"was renamed to `{name}`")


def remove_interface(source: Source, target: Target, owner: str) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """Remove the interface of a dropped table when nothing else in the file names it."""
    declaration = target.declaration
    inside = [part.node for part in target.declarations]
    named = (*type_mentions(source, declaration.name), *value_mentions(source, declaration.name))
    others = [node for node in named if not any(each.start_byte <= node.start_byte < each.end_byte for each in inside)]
    if others:
        note = findings.REFERENCED.finding(
            f"`{declaration.path}` stays although {owner!r} is gone: it is named on {lines_of(others)}.",
            line=others[0].start_point.row + 1,
        )
        return (), (note,)
    edits = tuple(Edit(_statement(source, part.outer), "") for part in target.declarations)
    return edits, _told(source, declaration, "was removed")


def _renamed(name: str, owner: str, to: str) -> str:
    """Put the new stem where the old one is: `IEventRow` of `events` → `IMeetingRow` of `meetings`."""
    *before, last = words(owner) or ("",)
    *new_before, new_last = words(to) or ("",)
    heads = {pascal("_".join(before)), pascal("_".join(singular(word) for word in before))}
    stems = {(head + pascal(form), form) for head in heads for form in forms(last)}
    for stem, form in sorted(stems, key=lambda pair: -len(pair[0])):
        place = name.lower().find(stem.lower())
        if stem and place >= 0:
            many = form == last != singular(last)
            return (
                name[:place]
                + pascal("_".join((*new_before, new_last if many else singular(new_last))))
                + name[place + len(stem) :]
            )
    return name


def _reference_edit(source: Source, node: Node, name: str) -> Edit:
    return Edit(source.span(node), name)


def _told(source: Source, declaration: Declaration, what: str) -> tuple[Finding, ...]:
    listed = any(node.type == "identifier" for node in type_mentions(source, declaration.name))
    if not (declaration.exported or listed):
        return ()
    return (
        findings.EXPORTED.finding(f"`{declaration.path}` {what}; other files may still import `{declaration.name}`."),
    )


def _records(file: FileStyle, declared: Sequence[Declaration]) -> list[Declaration]:
    """Return the declarations that look like rows: they have an id."""
    return [
        each
        for each in declared[:200]
        if any(item.name in {"id", "_id", "uuid"} for body in bodies(file.source, each) for item in body.items)
    ]


def _model(file: FileStyle, declared: Sequence[Declaration]) -> Declaration | None:
    """Return a declaration to copy the frame from: the last record, else the last one with a body."""
    known = _records(file, declared) or [each for each in declared[:200] if bodies(file.source, each)]
    kind = most(each.kind for each in known)
    return next((each for each in reversed(known) if each.kind == kind), None)


def _anchor(file: FileStyle, declared: Sequence[Declaration], owner: str) -> Declaration | None:
    """Return the declaration to stand behind: the last that shares the most leading words."""
    wanted = [singular(word) for word in words(owner)]
    best, shared = None, 0
    for each in declared:
        count = 0
        for one, other in zip(wanted, words(each.name), strict=False):
            if one != singular(other):
                break
            count += 1
        if count and count >= shared:
            best, shared = each, count
    if best is not None:
        return best
    records = _records(file, declared)
    inner = [each for each in records if each.namespace]
    return inner[-1] if len(inner) * 2 > len(records) else None


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
    ending = ";" if source.text[body.span.end : body.span.end + 1] == ";" and model.kind == "type" else ""
    if model.kind == "type":
        return f"{before}type {name} ={brace}{{", "}" + ending
    return f"{before}interface {name}{brace}{{", "}"


def _explained(source: Source, declared: Sequence[Declaration]) -> bool:
    """Tell whether most declarations carry a JSDoc block."""
    seen = declared[:200]
    told = [each for each in seen if (before := each.outer.prev_sibling) and source.of(before).startswith("/**")]
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


def _statement(source: Source, outer: Node) -> Span:
    """Return the lines of a declaration with its JSDoc, and the blank lines that would be left doubled."""
    text, start, end = source.text, source.span(outer).start, source.span(outer).end
    end += text.startswith(";", end)
    before = outer.prev_sibling
    if before is not None and before.type == "comment" and source.of(before).startswith("/**"):
        comment = source.span(before)
        if re.fullmatch(r"[ \t]*(?:\r\n|\r|\n)[ \t]*", text[comment.end : start]):
            start = comment.start
    if text[line_start(text, start) : start].removeprefix("\ufeff").strip() or text[end : line_end(text, end)].strip():
        return Span(start, end)
    start, end = line_start(text, start), next_line(text, end)
    start += text.startswith("\ufeff", start)
    while end < len(text) and not text[end : line_end(text, end)].strip():
        end = next_line(text, end)
    if (end >= len(text) or text.startswith("}", end + len(indentation_at(text, end)))) and text[:start].strip(
        "\ufeff \t\r\n"
    ):
        start = next_line(text, len(text[:start].rstrip()))
    return Span(start, end)

"""Renamed and removed interfaces, and who names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.text import Edit, Span
from nhimbe_migrations.typescript.match import rules
from nhimbe_migrations.typescript.match.find import Target
from nhimbe_migrations.typescript.syntax.declarations import Declaration
from nhimbe_migrations.typescript.syntax.lines import indentation_at, line_end, line_start, next_line
from nhimbe_migrations.typescript.syntax.naming import forms, pascal, singular, words
from nhimbe_migrations.typescript.syntax.references import is_taken, lines_of, type_mentions, value_mentions
from nhimbe_migrations.typescript_tree import Source

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["remove_interface", "rename_interface"]


def rename_interface(
    source: Source, declared: Sequence[Declaration], target: Target, owner: str, to: str
) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """Give the interface of a renamed table its new name, here and wherever this file names it."""
    declaration = target.declaration
    name = _renamed(declaration.name, owner, to)
    line = declaration.node.start_point.row + 1
    if target.mapped:
        note = rules.NOT_FOUND.finding(
            f"`{declaration.path}` keeps its name: the configuration gives it to {owner!r}, which is now {to!r}.",
            help=f'Rename the key in [types.interfaces]: {to} = "{declaration.path}".', line=line,
        )  # fmt: skip
        return (), (note,)
    taken = is_taken(source, declared, name)
    others = value_mentions(source, declaration.name)
    elsewhere = [item for item in declared if item.name == declaration.name and item.path != declaration.path]
    if name == declaration.name:
        return (), ()
    if taken or others or elsewhere:
        reason = f"`{name}` is taken" if taken else f"`{declaration.name}` names something else too"
        note = rules.REFERENCED.finding(
            f"`{declaration.path}` was not renamed to `{name}` for {to!r}: {reason}.",
            help=f'Rename it yourself, or keep it: [types.interfaces] {to} = "{declaration.path}".', line=line,
        )  # fmt: skip
        return (), (note,)
    edits = tuple(_reference_edit(source, node, name) for node in type_mentions(source, declaration.name))
    return edits, _told(source, declaration, f"was renamed to `{name}`")


def remove_interface(source: Source, target: Target, owner: str) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """Remove the interface of a dropped table when nothing else in the file names it."""
    declaration = target.declaration
    inside = [part.node for part in target.declarations]
    named = (*type_mentions(source, declaration.name), *value_mentions(source, declaration.name))
    others = [node for node in named if not any(item.start_byte <= node.start_byte < item.end_byte for item in inside)]
    if others:
        note = rules.REFERENCED.finding(
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
    return (rules.EXPORTED.finding(f"`{declaration.path}` {what}; other files may still import `{declaration.name}`."),)


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

"""The statements of a model that carry `up` and `down`, taken apart: text that stays, and the places of what is a file's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.evaluate import evaluate, unwrapped
from nhimbe_migrations.mongodb.code.forms import parameters_of
from nhimbe_migrations.mongodb.code.tree import Tree, named, parse, text_of, walk
from nhimbe_migrations.mongodb.code.values import is_static

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Piece", "block_of", "bound_names", "in_own_steps", "pieces_of", "with_down"]

_OWN_NAMES = frozenset({"id", "name", "identifier", "migrationId", "title"})
_OTHER_NAMES = ("migrate", "rollback")
"""What east calls the two."""
_OWN_TEXTS = frozenset({"description", "summary", "comment"})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the new file: text as it stands, or the place of a body."""

    text: str
    role: str = ""
    """`up`, `down`: the body goes here, its closing brace at `margin`; `name`, `description`: a value of the file's own;
    `class`: the name of the class; empty: text."""
    margin: str = ""


def pieces_of(tree: Tree, bodies: dict[str, Node]) -> Iterator[Piece]:
    """The statements that carry the functions, without what else they hold."""
    carried: list[Node] = []
    for statement in named(tree.root):
        inside = [name for name, node in bodies.items() if _within(node, statement)]
        if inside:
            carried.append(statement)
    exporting = [
        statement
        for statement in named(tree.root)
        if statement not in carried and _exports(statement, {*bodies, *_OTHER_NAMES})
    ]
    first = True
    for statement in named(tree.root):
        own = [*_own_values(tree, statement)] if statement not in carried else []
        if statement in carried:
            pieces = [*_carrying(tree, statement, bodies)]
        elif statement in exporting:
            pieces = [Piece(tree.of(statement))]
        elif own:
            pieces = own
        else:
            continue
        if not first:
            yield Piece("\n\n")
        first = False
        yield from pieces
    yield Piece("\n")


def _within(node: Node, statement: Node) -> bool:
    return statement.start_byte <= node.start_byte and node.end_byte <= statement.end_byte


def _exports(statement: Node, names: set[str]) -> bool:
    """`module.exports = { up, down }`, `export { up, down }`, `export default { up, down }`, `exports.up = up`."""
    text = text_of(statement)
    if not text.startswith(("module.exports", "exports.", "export ")) or "=>" in text:
        return False
    return re.fullmatch(r"[^()]*", text) is not None and any(re.search(rf"\b{name}\b", text) for name in names)


def _own_values(tree: Tree, statement: Node) -> Iterator[Piece]:
    """`exports.id = "…"`, `export const requireShutdown = true`: what each file says of itself."""
    text = tree.of(statement)
    match = re.match(
        r"(?P<head>(?:module\.)?exports\.(?P<name>\w+)\s*=\s*|export\s+const\s+(?P<const>\w+)\s*(?::\s*\w+\s*)?=\s*)(?P<value>.+?);?$",
        text,
        re.DOTALL,
    )
    if match is None or not is_static(_value(match["value"])):
        return
    yield from _value_pieces(match["name"] or match["const"], match["head"], match["value"], text[match.end("value") :])


def _value(text: str) -> object:
    found = named(parse(f"({text})").root)
    return evaluate(unwrapped(named(found[0])[0]), {}) if found and named(found[0]) else None


def _value_pieces(name: str, head: str, value: str, tail: str) -> Iterator[Piece]:
    quoted = value[:1] if value[:1] in "'\"`" else ""
    if quoted and name in _OWN_NAMES:
        yield from (Piece(f"{head}{quoted}"), Piece(value[1:-1], "name"), Piece(f"{quoted}{tail}"))
    elif quoted and name in _OWN_TEXTS:
        yield from (Piece(f"{head}{quoted}"), Piece(value[1:-1], "description"), Piece(f"{quoted}{tail}"))
    else:
        yield Piece(f"{head}{value}{tail}")


def _carrying(tree: Tree, statement: Node, bodies: dict[str, Node]) -> Iterator[Piece]:
    holder = _holder(statement, bodies)
    inside = sorted((node.start_byte, name) for name, node in bodies.items() if _within(node, statement))
    comment = _comment_before(tree, statement)
    if comment:
        yield Piece(f"{comment}\n")
    if holder is None:
        at = statement.start_byte
        for _, name in inside:
            block = bodies[name].child_by_field_name("body") or bodies[name]
            yield Piece(_head(tree, at, bodies[name], bodies["up"]))
            yield Piece("", name, _margin(tree, block))
            at = block.end_byte
        yield Piece(tree.data[at : statement.end_byte].decode())
        return
    head = tree.data[statement.start_byte : holder.start_byte].decode()
    match = re.search(r"\bclass\s+(?P<name>[A-Za-z_$][\w$]*)", head)
    if match:
        yield from (Piece(head[: match.start("name")]), Piece(match["name"], "class"), Piece(head[match.end("name") :]))
    else:
        yield Piece(head)
    is_class = holder.type == "class_body"
    members = [member for member in named(holder) if _kept(member, bodies)]
    yield Piece("{\n")
    for position, member in enumerate(members):
        margin = _margin(tree, member)
        if position:
            yield Piece("\n\n" if is_class or any(_within(node, member) for node in bodies.values()) else "\n")
        comment = _comment_before(tree, member)
        yield Piece(f"{margin}{comment}\n{margin}" if comment else margin)
        yield from _member(tree, member, bodies)
        yield Piece(_after(tree, member, is_class=is_class, is_last=position == len(members) - 1))
    yield Piece(f"\n{_margin(tree, holder)}}}")
    yield Piece(tree.data[holder.end_byte : statement.end_byte].decode())


def _head(tree: Tree, start: int, function: Node, up: Node) -> str:
    """What stands before a body. `down` takes what `up` takes: one that had nothing to do may take nothing."""
    block = function.child_by_field_name("body") or function
    own, wanted = _parameters(function), _parameters(up)
    if own is None or wanted is None or [*bound_names(parameters_of(function))] == [*bound_names(parameters_of(up))]:
        return tree.data[start : block.start_byte].decode()
    given = tree.of(wanted)
    given = given if given.startswith("(") else f"({given})"
    return f"{tree.data[start : own.start_byte].decode()}{given}{tree.data[own.end_byte : block.start_byte].decode()}"


def _parameters(function: Node) -> Node | None:
    return function.child_by_field_name("parameters") or function.child_by_field_name("parameter")


def _after(tree: Tree, member: Node, *, is_class: bool, is_last: bool) -> str:
    follows = tree.data[member.end_byte : member.end_byte + 1].decode("utf-8", "replace")
    if is_class:
        return ";" if follows == ";" else ""
    return "," if not is_last or follows == "," else ""


def _holder(statement: Node, bodies: dict[str, Node]) -> Node | None:
    """The object or the class that has the functions as members."""
    block = next(node for node in bodies.values() if _within(node, statement))
    at = block.parent
    while at is not None and at.id != statement.id:
        if at.type in {"object", "class_body"}:
            return at
        at = at.parent
    return None


def _kept(member: Node, bodies: dict[str, Node]) -> bool:
    if any(_within(node, member) for node in bodies.values()):
        return True
    if member.type == "shorthand_property_identifier":
        return text_of(member) in bodies
    if member.type == "pair":
        value = member.child_by_field_name("value")
        return value is not None and (text_of(value) in bodies or is_static(evaluate(value, {})))
    return False


def _member(tree: Tree, member: Node, bodies: dict[str, Node]) -> Iterator[Piece]:
    name = next((name for name, node in bodies.items() if _within(node, member)), None)
    if name is not None:
        block = bodies[name].child_by_field_name("body") or bodies[name]
        yield Piece(_head(tree, member.start_byte, bodies[name], bodies["up"]))
        yield Piece("", name, _margin(tree, block))
        yield Piece(tree.data[block.end_byte : member.end_byte].decode())
        return
    key, value = member.child_by_field_name("key"), member.child_by_field_name("value")
    if key is None or value is None:
        yield Piece(tree.of(member))
        return
    head = tree.data[member.start_byte : value.start_byte].decode()
    yield from _value_pieces(text_of(key).strip("'\""), head, tree.of(value), "")


def _comment_before(tree: Tree, node: Node) -> str:
    """The comment that states the parameters' types, where JavaScript has no other way to."""
    before = node.prev_sibling
    if before is None or before.type != "comment":
        return ""
    text = tree.of(before)
    lines = [line for line in text.split("\n") if "@param" in line or "@returns" in line or "@type" in line]
    if not text.startswith("/**") or not lines:
        return ""
    if len(lines) == 1 and "\n" not in text:
        return text
    margin = _margin(tree, node)
    return "\n".join(["/**", *(f"{margin} {line.strip()}" for line in lines), f"{margin} */"])


def _margin(tree: Tree, node: Node) -> str:
    line = tree.data.split(b"\n")[node.start_point.row].decode("utf-8", "replace")
    return line[: len(line) - len(line.lstrip(" \t"))]


def _in_steps(margin: str, indent: str) -> str:
    """An indentation in this project's own steps of two spaces, and the space before a comment's star."""
    if margin.startswith("\t"):
        return "  " * margin.count("\t") + " " * margin.endswith(" ")
    step = max(len(indent.expandtabs(4)), 1)
    return "  " * (len(margin) // step) + " " * (len(margin) % step)


def in_own_steps(pieces: Iterable[Piece], indent: str) -> Iterator[Piece]:
    starts_line = True
    for piece in pieces:
        text = re.sub(r"(?<=\n)[ \t]+", lambda found: _in_steps(found[0], indent), piece.text)
        if starts_line and text[:1] in (" ", "\t"):
            margin = text[: len(text) - len(text.lstrip(" \t"))]
            text = _in_steps(margin, indent) + text[len(margin) :]
        starts_line = text.endswith("\n") if text else starts_line and not piece.role
        yield Piece(text, piece.role, _in_steps(piece.margin, indent))


def with_down(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Add `down` in the form of `up`: the same text with the other name."""
    place = next(index for index, piece in enumerate(pieces) if piece.role == "up")
    begin = place
    while (
        begin > 0
        and not pieces[begin - 1].role
        and "\n\n" not in pieces[begin - 1].text
        and pieces[begin - 1].text != "{\n"
    ):
        begin -= 1
    end = place + 1
    while end < len(pieces) and not pieces[end].role and not pieces[end].text.startswith("\n"):
        end += 1
    own = pieces[begin:end]
    head = "".join(piece.text for piece in own if not piece.role)
    if not re.search(r"\bup\b", head):
        # `module.exports = { up }` and the function apart: both have to name it.
        yield from pieces
        return
    copy = [
        Piece(re.sub(r"\bup\b", "down", piece.text), "down" if piece.role == "up" else piece.role, piece.margin)
        for piece in own
    ]
    in_class = any(piece.role == "class" or re.search(r"\bclass\b", piece.text) for piece in pieces[:begin])
    in_object = begin > 0 and pieces[begin - 1].text == "{\n" and not in_class
    if in_object and not own[-1].text.endswith(","):
        own = [*own, Piece(",")]
    yield from (*pieces[:begin], *own, Piece("\n\n"), *copy)
    yield from (_naming_both(piece) for piece in pieces[end:])


def _naming_both(piece: Piece) -> Piece:
    """`module.exports = { up }` → `module.exports = { up, down }`."""
    return Piece(re.sub(r"\{\s*up\s*,?\s*\}", "{ up, down }", piece.text), piece.role, piece.margin)


def block_of(function: Node) -> Node | None:
    body = function.child_by_field_name("body")
    return body if body is not None and body.type == "statement_block" else None


def bound_names(patterns: Sequence[Node]) -> Iterator[str]:
    """The names that the parameters bind."""
    for pattern in patterns:
        for node in walk(pattern):
            if node.type in {"identifier", "shorthand_property_identifier_pattern"}:
                yield text_of(node)

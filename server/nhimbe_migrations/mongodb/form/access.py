"""How the functions of a history come by the database: as a parameter, in an object, from mongoose, from `this`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.forms import CALLBACKS, parameters_of
from nhimbe_migrations.mongodb.code.tree import Tree, named, text_of
from nhimbe_migrations.mongodb.form.pieces import block_of, bound_names

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["Access", "access_of"]

_FIRST_USE = re.compile(
    r"(?:^|[^\w$.])(?P<path>(?:this|[A-Za-z_$][\w$]*)(?:!?\??\.[A-Za-z_$][\w$]*(?:\(\))?|\[['\"][\w]+['\"]\])*?)!?\??\s*\.\s*(?:collection|command|createCollection|listCollections|dropCollection)\s*[(<]"
)
_CONNECTS = re.compile(r"^(?:await\s+)?[\w$.]*connect\w*\(.*\);?$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Access:
    """How a function comes by the database."""

    name: str = "db"
    """What the database is called in the body."""
    prologue: tuple[str, ...] = ()
    """Statements that must come first."""
    callback: str = ""
    """The parameter that is called at the end, where the runner waits for it."""
    parameter: str = ""
    """No function of the history takes a database, and its runner hands one in: the parameter that is added."""

    @property
    def is_direct(self) -> bool:
        """Whether the runner hands the database in."""
        return not self.prologue


def access_of(tree: Tree, up: Node, runner: str, *, is_typed: bool = False) -> Access:
    """Return how `up` comes by the database, and with it every function in its form.

    Args:
        tree: the file.
        up: its function.
        runner: what takes it, which decides what a function without parameters is handed.
        is_typed: the file is TypeScript.
    """
    patterns = parameters_of(up)
    callback = text_of(patterns[-1]) if patterns and text_of(patterns[-1]) in CALLBACKS else ""
    bound = [*bound_names(patterns[:-1] if callback else patterns)]
    uses = [match["path"] for match in _FIRST_USE.finditer(text_of(block_of(up)))]
    plain = [re.sub(r"[!?]", "", path) for path in uses]
    if bound:
        return _by_parameter(up, bound, plain, callback)
    return _by_itself(tree, up, plain, callback, runner=runner) or _handed_in(runner, callback, is_typed=is_typed)


def _by_parameter(up: Node, bound: Sequence[str], uses: Sequence[str], callback: str) -> Access:
    rooted = [path for path in uses if _root(path) in bound]
    if rooted and not (rooted[0] in bound and _is_connection(up, rooted[0])):
        return _by_path(rooted[0], callback, asserted=".db!" in text_of(block_of(up)))
    statement = next((statement for statement, path in _taken_apart(up) if _root(path) in bound), None)
    if statement and not rooted:
        return Access("db", (statement,), callback)
    first = rooted[0] if rooted else next((name for name in bound if name in {"db", "database", "mongo"}), bound[0])
    if first not in {"db", "database"} and _is_connection(up, first):
        return Access("db", (_of_connection(up, first),), callback)
    if first == "client":
        return Access("db", (f"const db = {first}.db();",), callback)
    return Access(first, (), callback)


def _by_itself(tree: Tree, up: Node, uses: Sequence[str], callback: str, *, runner: str) -> Access | None:
    """A function that fetches the database by itself: from `this`, from a module, from mongoose."""
    stated = [*_stated(tree, up)]
    paths = [path for path in uses if _root(path) not in {name for name, _ in stated}]
    if paths and (_root(paths[0]) == "this" or _is_top_level(tree, _root(paths[0]))):
        access = _by_path(paths[0], callback, asserted=".db!" in text_of(block_of(up)))
        return Access(access.name, (*_connecting(up), *access.prologue), callback)
    for name, expression in stated:
        if any(_root(path) == name for path in uses) and not expression.startswith("await get"):
            return Access("db", (*_connecting(up), f"const db = {expression};"), callback)
    mongoose = next((name for name in ("mongoose", "Mongoose") if _is_top_level(tree, name)), None)
    if mongoose and runner != "migrate-mongo":
        return Access("db", (*_connecting(up), f"const {{ db }} = {mongoose}.connection;"), callback)
    return None


def _handed_in(runner: str, callback: str, *, is_typed: bool) -> Access:
    """What the runner hands to a function that takes nothing."""
    if runner == "ts-migrate-mongoose":
        return Access("db", (f"const db = connection.db{'!' if is_typed else ''};",), callback, parameter="connection")
    return Access("db", (), callback, parameter="" if callback else "{ context: db }" if runner == "umzug" else "db")


def _taken_apart(up: Node) -> Iterator[tuple[str, str]]:
    """The body's own statements that take the database out of what the function is given, and what that is."""
    block = block_of(up)
    for statement in named(block) if block is not None else ():
        match = re.fullmatch(
            r"const\s*\{\s*db\s*\}\s*=\s*(?P<path>[\w$.]+);?|const\s+db\s*=\s*(?P<own>[\w$.]+(?:\(\))?);?",
            text_of(statement),
        )
        if match:
            yield text_of(statement), match["path"] or match["own"]


def _is_connection(up: Node, name: str) -> bool:
    """Whether a parameter is mongoose's connection, which has collections, and is no database."""
    return (
        re.search(r"[Cc]onnection|[Mm]ongoose", f"{name} {text_of(up.child_by_field_name('parameters'))}") is not None
    )


def _of_connection(up: Node, name: str) -> str:
    """Say how the database comes out of it: mongoose types the database of a connection as one that may not be there yet."""
    typed = ":" in text_of(up.child_by_field_name("parameters"))
    return f"const db = {name}.db!;" if typed else f"const {{ db }} = {name};"


def _by_path(path: str, callback: str, *, asserted: bool = False) -> Access:
    """The database is `path`: the parameter itself, or a member of what is at hand."""
    if re.fullmatch(r"[A-Za-z_$][\w$]*", path) and path != "this":
        return Access(path, (), callback)
    if path.endswith((".connection", "onnection")):
        return Access("db", (f"const {{ db }} = {path};",), callback)
    if path.endswith(".db"):
        owner = path.removesuffix(".db")
        return Access("db", (f"const db = {path}!;" if asserted else f"const {{ db }} = {owner};",), callback)
    return Access("db", (f"const db = {path};",), callback)


def _root(path: str) -> str:
    return re.split(r"[.\[]", path, maxsplit=1)[0]


def _stated(tree: Tree, up: Node) -> Iterator[tuple[str, str]]:
    """The names that the body's own first declarations bind, with what they stand for."""
    block = block_of(up)
    for statement in named(block) if block is not None else ():
        if statement.type == "lexical_declaration":
            for node in named(statement):
                name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
                if name is not None and value is not None and name.type == "identifier":
                    yield text_of(name), tree.of(value)
                elif name is not None and value is not None and name.type == "object_pattern":
                    for part in named(name):
                        yield text_of(part), f"{tree.of(value)}.{text_of(part)}"


def _is_top_level(tree: Tree, name: str) -> bool:
    return any(
        re.search(rf"\b{re.escape(name)}\b", tree.of(statement))
        for statement in named(tree.root)
        if statement.type in {"import_statement", "lexical_declaration", "variable_declaration"}
    )


def _connecting(up: Node) -> Iterator[str]:
    """The first statements of the body, as long as all they do is connect."""
    block = block_of(up)
    for statement in named(block) if block is not None else ():
        text = text_of(statement)
        if statement.type == "expression_statement" and _CONNECTS.match(text):
            yield text
        elif statement.type != "comment":
            return

"""A way out of the database that the migration was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.evaluate import unwrapped
from nhimbe_migrations.mongodb.code.tree import line_of, named, text_of, walk
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.reach import database_names

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["RULE", "check"]

RULE = Rule(
    name="escapes-database",
    severity="error",
    summary="The migration reaches beyond the database it is given",
    why="A migration is proved on a scratch database. What leaves it would change another database there, or the whole server, and nothing could take that back.",
    help="Use only the `db` parameter: db.collection(name) and what it offers.",
    target="mongodb",
    acceptable=False,
)

_WAYS_OUT = frozenset(
    {"admin", "client", "s", "addUser", "removeUser", "setProfilingLevel", "profilingLevel", "topology"}
)
_STAGES = frozenset({"$merge", "$out", "into", "$lookup", "from"})
_METHODS_OUT = frozenset({"db", "withSession", "startSession", "admin"})
_SERVER_COMMANDS = frozenset(
    {
        "renameCollection", "shutdown", "fsync", "setParameter", "createUser", "updateUser", "dropUser", "grantRolesToUser",
        "createRole", "dropAllUsersFromDatabase", "replSetReconfig", "replSetInitiate", "enableSharding", "shardCollection",
        "killOp", "setFeatureCompatibilityVersion", "cloneCollectionAsCapped", "eval", "$eval", "copydb", "mapReduce",
    }
)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    """Look at each member of `db`, at sessions and clients, at stages and commands that name something else."""
    yield from _members(context)
    yield from _clients(context)
    yield from _stages(context)
    yield from _commands(context)


def _members(context: Context) -> Iterator[Finding]:
    names = database_names(context)
    for node in context.nodes("member_expression", "subscript_expression"):
        held = node.child_by_field_name("object")
        ours = held is not None and text_of(unwrapped(held)) in names
        member = text_of(node.child_by_field_name("property")).removeprefix("#")
        if member in _METHODS_OUT and node.parent is not None and node.parent.type == "call_expression":
            yield RULE.finding(f"{text_of(node)}() leaves the database that was given.", line=line_of(node))
        elif ours and node.type == "subscript_expression":
            yield RULE.finding(
                f"{text_of(node)} picks a member that cannot be seen before it runs.", line=line_of(node)
            )
        elif member in _WAYS_OUT and (ours or member in {"admin", "client"}):
            yield RULE.finding(f"{text_of(node)} leads out of the database that was given.", line=line_of(node))
    for node in context.nodes("variable_declarator"):
        pattern, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if (
            pattern is not None
            and pattern.type == "object_pattern"
            and value is not None
            and text_of(unwrapped(value)) in names
        ):
            yield RULE.finding("The database is taken apart; call its methods on it.", line=line_of(node))


def _clients(context: Context) -> Iterator[Finding]:
    """A second parameter is the client, by the custom of migrate-mongo."""
    for function in context.functions:
        identifiers = [node for node in walk(function.node) if node.type == "identifier"]
        for parameter in function.parameters[1:]:
            # The first one is the parameter itself.
            for use in [identifier for identifier in identifiers if text_of(identifier) == parameter.name][1:2]:
                yield RULE.finding(f"{parameter.name} reaches every database of the server.", line=line_of(use))


def _stages(context: Context) -> Iterator[Finding]:
    for node in context.nodes("pair"):
        key, stage = _key(node), node.child_by_field_name("value")
        names_more = stage is not None and stage.type == "object" and key in _STAGES
        if stage is not None and names_more and "db" in {_key(node) for node in named(stage)}:
            yield RULE.finding(f"{key} names another database.", line=line_of(node))


def _commands(context: Context) -> Iterator[Finding]:
    for call in (*context.up, *context.down):
        command = call.argument(0)
        if call.method == "runCursorCommand" or (call.method == "command" and not isinstance(command, Mapping)):
            yield RULE.finding(f"{call.method}() with a computed command could do anything.", line=call.line)
        elif call.method == "command" and next(iter(command), "") in _SERVER_COMMANDS:
            yield RULE.finding(
                f"The command {next(iter(command))} acts on the server, not on this database.", line=call.line
            )


def _key(pair: Node) -> str:
    return text_of(pair.child_by_field_name("key")).strip("\"'")

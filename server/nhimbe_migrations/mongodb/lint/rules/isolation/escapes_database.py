"""A way out of the database that the migration was given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.evaluate import unwrapped
from nhimbe_migrations.mongodb.code.forms import CALLBACKS
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
_METHODS_OUT = frozenset({"db", "admin"})
_OF_CLIENTS = frozenset({"withSession", "startSession"})
"""What a transaction needs of a client: sessions stay in the database that is given."""
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
        owner = node.child_by_field_name("object")
        ours = owner is not None and text_of(unwrapped(owner)) in names
        member = text_of(node.child_by_field_name("property")).removeprefix("#")
        if _is_session(node) or _is_given_database(node):
            continue
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
            and {text_of(child) for child in named(pattern)} != {"client"}
        ):
            yield RULE.finding("The database is taken apart; call its methods on it.", line=line_of(node))


def _clients(context: Context) -> Iterator[Finding]:
    """A second parameter is the client, by the custom of migrate-mongo; it may start sessions, and give the same database."""
    for function in context.functions:
        names = {parameter.name for parameter in function.parameters[1:2]} - CALLBACKS
        nodes = [node for node in walk(function.node) if node.type == "identifier"]
        names |= {
            text_of(node.child_by_field_name("name")).strip("{} ")
            for node in walk(function.node)
            if node.type == "variable_declarator" and _is_client(node)
        }
        told: set[str] = set()
        for use in nodes:
            name, parent = text_of(use), use.parent
            if name not in names or name in told or parent is None or parent.type in _DECLARES:
                continue
            if not (parent.type == "member_expression" and (_is_session(parent) or _is_given_database(parent))):
                told.add(name)
                yield RULE.finding(f"{name} reaches every database of the server.", line=line_of(use))


_DECLARES = frozenset(
    {"formal_parameters", "required_parameter", "optional_parameter", "variable_declarator", "arrow_function"}
)


def _is_client(declarator: Node) -> bool:
    """`const client = db.client`, `const { client } = db`."""
    pattern, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
    return text_of(value).endswith(".client") or (
        pattern is not None
        and pattern.type == "object_pattern"
        and {text_of(child) for child in named(pattern)} == {"client"}
    )


def _is_session(node: Node) -> bool:
    """`client.startSession`, `db.client.withSession`, and the `db.client` within it."""
    if text_of(node.child_by_field_name("property")) in _OF_CLIENTS:
        return True
    parent = node.parent
    client = text_of(node.child_by_field_name("property")) == "client"
    if client and parent is not None and parent.type == "variable_declarator":
        return True
    return (
        client
        and parent is not None
        and parent.type == "member_expression"
        and (_is_session(parent) or _is_given_database(parent))
    )


def _is_given_database(node: Node) -> bool:
    """`client.db()` without a name is the database that the runner was told of."""
    call = node.parent
    arguments = call.child_by_field_name("arguments") if call is not None and call.type == "call_expression" else None
    return text_of(node.child_by_field_name("property")) == "db" and arguments is not None and not named(arguments)


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

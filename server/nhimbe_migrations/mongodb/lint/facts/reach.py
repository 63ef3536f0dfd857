"""What code may touch: the database that it is given, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.code.evaluate import evaluate, unwrapped
from nhimbe_migrations.mongodb.code.tree import line_of, named, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from nhimbe_migrations.mongodb.lint.facts.context import Context

__all__ = [
    "DRIVER_VALUES",
    "FILE_MODULES",
    "NETWORK_MODULES",
    "database_names",
    "global_nodes",
    "globals_used",
    "loaded_later",
    "modules_named",
]

FILE_MODULES = frozenset({"fs", "path", "os", "zlib", "readline", "sqlite", "fs-extra", "graceful-fs"})
NETWORK_MODULES = frozenset(
    {
        "net", "tls", "dns", "dgram", "http", "https", "http2", "undici", "axios", "node-fetch", "got", "ws",
        "superagent", "request", "ky", "inspector",
    }
)  # fmt: skip
DRIVER_VALUES = frozenset(
    {
        "BSONRegExp", "BSONSymbol", "Binary", "Code", "DBRef", "Decimal128", "Double", "Int32", "Long", "MaxKey",
        "MinKey", "MongoBulkWriteError", "MongoError", "MongoServerError", "ObjectId", "ReadPreference", "Timestamp",
        "UUID", "BSONType", "BSON", "EJSON",
    }
)  # fmt: skip
"""What the driver exports that does not open a connection."""


def modules_named(context: Context) -> Iterator[tuple[str, int]]:
    """Every module that the file names to load it, with its line: imports, `require`, `import()`, `export … from`."""
    for imported in context.parsed.imports:
        if not imported.type_only:
            yield imported.module, imported.line
    for node in context.nodes("import_require_clause"):
        yield _literal(node.child_by_field_name("source")), line_of(node)
    for node in loaded_later(context):
        arguments = node.child_by_field_name("arguments")
        given = named(arguments) if arguments is not None else []
        yield _literal(given[0] if given else None), line_of(node)
    for node in context.nodes("export_statement"):
        source = node.child_by_field_name("source")
        if source is not None:
            yield _literal(source), line_of(node)


def loaded_later(context: Context) -> Iterator[Node]:
    """The calls that load a module while the migration runs."""
    for node in context.nodes("call_expression"):
        if text_of(node.child_by_field_name("function")) in _LOADING:
            yield node


def globals_used(context: Context, names: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Every use of a global of these names, unless the file declares one itself, for all of its functions to see."""
    for node in global_nodes(context, names):
        yield text_of(node), line_of(node)


def global_nodes(context: Context, names: frozenset[str]) -> Iterator[Node]:
    """The same as nodes of the tree."""
    declared = {
        text_of(node.child_by_field_name("name"))
        for statement in named(context.parsed.tree.root)
        for node in (statement, *named(statement))
        if node.type in {"variable_declarator", "function_declaration"}
    }
    for node in context.nodes("identifier", "shorthand_property_identifier"):
        name = text_of(node)
        if name in names and name not in declared:
            yield node


def database_names(context: Context) -> frozenset[str]:
    """What the functions of the file call the database: their parameters of that type, and everything set to one."""
    names = {function.parameters[0].name for function in context.functions if function.parameters} or {"db"}
    for node in context.nodes("required_parameter", "optional_parameter"):
        if text_of(node.child_by_field_name("type")).removeprefix(":").strip() == "Db":
            names.add(text_of(node.child_by_field_name("pattern")))
    for node in context.nodes("variable_declarator"):
        value = node.child_by_field_name("value")
        if value is not None and text_of(unwrapped(value)) in names:
            names.add(text_of(node.child_by_field_name("name")))
    return frozenset(names)


_LOADING = frozenset({"require", "import", "process.getBuiltinModule", "createRequire", "module.require"})


def _literal(node: Node | None) -> str:
    value = evaluate(node, {})
    return value if isinstance(value, str) else text_of(node)

"""What code may touch: the database that it is given, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.mongodb.tree import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

    from nhimbe_migrations.mongodb.rules.material.context import Context

__all__ = ["DRIVER_VALUES", "FILE_MODULES", "NETWORK_MODULES", "database_names", "globals_used", "modules_named"]

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
    """Every module that the file names, with its line: imports, `require`, `import()`, `export … from`."""
    for each in context.parsed.imports:
        if not each.type_only:
            yield each.module, each.line
    for node in context.nodes("call_expression"):
        callee = text_of(node.child_by_field_name("function"))
        arguments = node.child_by_field_name("arguments")
        if callee in {"require", "import", "process.getBuiltinModule", "createRequire", "module.require"}:
            yield text_of(arguments).strip("()\"'` "), line_of(node)
    for node in context.nodes("export_statement"):
        source = node.child_by_field_name("source")
        if source is not None:
            yield text_of(source).strip("\"'`"), line_of(node)


def globals_used(context: Context, names: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Every use of a global of these names, unless the file declares one itself."""
    declared = {
        text_of(node.child_by_field_name("name"))
        for node in context.nodes("variable_declarator", "function_declaration")
    }
    for node in context.nodes("identifier"):
        name = text_of(node)
        if name in names and name not in declared and not _is_key(node):
            yield name, line_of(node)


def database_names(context: Context) -> frozenset[str]:
    """What `up` and `down` call their first parameter, and everything that is set to it."""
    names = {function.parameters[0].name for function in context.functions if function.parameters} or {"db"}
    for node in context.nodes("variable_declarator"):
        if text_of(node.child_by_field_name("value")) in names:
            names.add(text_of(node.child_by_field_name("name")))
    return frozenset(names)


def _is_key(node: Node) -> bool:
    parent = node.parent
    return parent is not None and parent.type == "pair" and parent.child_by_field_name("key") == node

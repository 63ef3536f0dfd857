"""Code from outside the migration."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.code.tree import line_of, named, text_of
from nhimbe_migrations.mongodb.lint.facts.context import Context
from nhimbe_migrations.mongodb.lint.facts.reach import (
    DRIVER_VALUES,
    FILE_MODULES,
    NETWORK_MODULES,
    loaded_later,
    modules_named,
)
from nhimbe_migrations.mongodb.lint.rules.code.type_import import TYPES

if TYPE_CHECKING:
    from tree_sitter import Node

__all__ = ["RULE", "check"]

RULE = Rule(
    name="foreign-import",
    severity="error",
    summary="Something other than the driver's own values is imported",
    why=(
        "A migration must always do the same. Models and helpers of the application change, and the "
        "history would change with them; other packages may do anything."
    ),
    help='Copy the few lines that are needed into the migration. Types, and values like ObjectId, may come from "mongodb".',
    target="mongodb",
    acceptable=False,
)

_CLASSES = frozenset({"Db", "Collection", "FindCursor", "AggregationCursor"})
"""Types of the driver that are classes too, but open nothing by themselves."""


def check(context: Context) -> Iterator[Finding]:
    """Only values of the driver may be loaded, by name, and not while the migration runs."""
    elsewhere = FILE_MODULES | NETWORK_MODULES
    for module, line in modules_named(context):
        if module in {"mongodb", "bson"} or module.removeprefix("node:").split("/")[0] in elsewhere:
            continue
        inside = module.startswith((".", "/", "@/", "~"))
        why = " The next change to it changes what this migration does." if inside else ""
        # Files of the repository are read and run with the migration; a package is not run: no harm is done here.
        yield RULE.finding(f"{module!r} is not the driver.{why}", line=line, severity="warning")
    for node in loaded_later(context):
        if ("mongodb" in text_of(node) or "bson" in text_of(node)) and not _of_values(node):
            yield RULE.finding(
                "The driver is loaded while the migration runs, with what opens connections.", line=line_of(node)
            )
    used = {text_of(node) for node in context.nodes("identifier", "property_identifier") if not _in_import(node)}
    for imported in context.parsed.imports:
        more = [name for name in imported.names if name not in DRIVER_VALUES | TYPES | _CLASSES]
        if imported.module in {"mongodb", "bson"} and not imported.type_only and more:
            opens = used & {*more, "MongoClient"}
            yield RULE.finding(
                f"{', '.join(more)} is more than a value: it can open a connection of its own.",
                line=imported.line,
                severity="error" if opens else "warning",
            )


def _of_values(node: Node) -> bool:
    """Whether nothing is taken of the driver but values, as `const { ObjectId } = require("mongodb")` does, also within `up`."""
    declarator = node.parent
    member = None
    if declarator is not None and declarator.type == "await_expression":
        declarator = declarator.parent
    if declarator is not None and declarator.type == "member_expression":
        member, declarator = declarator.child_by_field_name("property"), declarator.parent
    if declarator is None or declarator.type != "variable_declarator":
        return False
    pattern = declarator.child_by_field_name("name")
    if member is not None:
        names = [text_of(member)]
    elif pattern is not None and pattern.type == "object_pattern":
        names = [re.split(r"[:=\s]", text_of(item))[0] for item in named(pattern)]
    else:
        return False
    return set(names) <= DRIVER_VALUES | TYPES | _CLASSES


def _in_import(node: Node) -> bool:
    at: Node | None = node
    while at is not None and at.type != "program":
        if at.type == "import_statement":
            return True
        at = at.parent
    return False

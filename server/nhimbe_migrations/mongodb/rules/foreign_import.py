"""Code from outside the migration."""

from __future__ import annotations

from collections.abc import Iterator

from nhimbe_migrations.changes.rule import Rule
from nhimbe_migrations.mongodb.rules.material.context import Context
from nhimbe_migrations.mongodb.rules.material.reach import DRIVER_VALUES, FILE_MODULES, NETWORK_MODULES, modules_named
from nhimbe_migrations.text import Finding

__all__ = ["RULE", "check"]

RULE = Rule(
    name="foreign-import",
    severity="error",
    summary="Something other than the driver's own values is imported",
    why="A migration must do the same for ever. Models and helpers of the application change, and history changes with them; other packages may do anything at all.",
    help='Copy the few lines that are needed into the migration. Types, and values like ObjectId, may come from "mongodb".',
    target="mongodb",
    acceptable=False,
)

_OPENING = frozenset({"MongoClient", "Admin", "Db", "Collection"}) - {"Db", "Collection"}


def check(context: Context) -> Iterator[Finding]:
    elsewhere = FILE_MODULES | NETWORK_MODULES
    for module, line in modules_named(context):
        if module in {"mongodb", "bson"} or module.removeprefix("node:").split("/")[0] in elsewhere:
            continue
        why = (
            " The next change to it changes what this migration does."
            if module.startswith((".", "/", "@/", "~"))
            else ""
        )
        yield RULE.finding(f"{module!r} is not the driver.{why}", line=line)
    for each in context.parsed.imports:
        opening = [name for name in each.names if name not in DRIVER_VALUES and name in _OPENING]
        if each.module == "mongodb" and not each.type_only and opening:
            yield RULE.finding(f"{', '.join(opening)} opens a connection of its own.", line=each.line)
        if each.module == "mongodb" and not each.type_only and any(name.startswith("*") for name in each.names):
            yield RULE.finding("The whole driver is imported, with what opens connections.", line=each.line)

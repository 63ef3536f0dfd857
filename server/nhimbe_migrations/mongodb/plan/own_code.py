"""The author's own code: read, and where every call has an inverse, reversed."""

from __future__ import annotations

from typing import Any

from nhimbe_migrations.changes import mongodb as changes
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.mongodb.code.migration_file import ParsedFunction, read_migration
from nhimbe_migrations.mongodb.code.rules import SYNTAX_ERROR
from nhimbe_migrations.mongodb.code.tree import named, text_of, walk
from nhimbe_migrations.mongodb.plan import rules
from nhimbe_migrations.mongodb.plan.inverse import derive_down
from nhimbe_migrations.mongodb.plan.step import Planned, Step
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold_calls
from nhimbe_migrations.mongodb.state.type_changes import shapes_between

__all__ = ["run"]

VALUES = frozenset(
    {
        "BSONRegExp", "BSONSymbol", "Binary", "Code", "DBRef", "Decimal128", "Double", "Int32", "Long", "MaxKey", "MinKey",
        "MongoBulkWriteError", "MongoError", "MongoServerError", "ObjectId", "ReadPreference", "Timestamp", "UUID",
    }
)  # fmt: skip
"""What the driver exports that code may use at run time without leaving the database it was given."""

TYPES = frozenset(
    {
        "AnyBulkWriteOperation", "BulkWriteResult", "Collection", "CollectionInfo", "CreateIndexesOptions", "Document",
        "Filter", "FindCursor", "IndexSpecification", "MatchKeysAndValues", "OptionalId", "UpdateFilter", "WithId",
    }
)  # fmt: skip


def run(change: changes.Run, collections: Collections) -> Planned:
    up, broken = _read(change.up, "up")
    down, also_broken = _read(change.down or "", "down")
    findings = [*broken, *also_broken]
    values: dict[str, Any] = {"why": change.why, "up": change.up, "down": change.down or ""}
    step = Step("mongodb/run", values, _used(VALUES, up, down), _used(TYPES, up, down), verbatim=True)
    if up is None or broken:
        return Planned(step, collections, findings=tuple(findings))
    after = fold_calls(up.calls, collections, "")
    shapes = shapes_between(collections, after, up)
    if change.down is not None:
        return Planned(step, after, shapes, tuple(findings))
    inverse = derive_down(up, collections)
    findings += [
        rules.UNDERIVABLE_DOWN.finding(
            f"`down` was left out, and line {reason.line} of `up` has no inverse: {reason.why}."
        )
        for reason in inverse.reasons
    ]
    derived = Step(step.template, values, step.imports, step.types, verbatim=True, inverse=inverse.steps)
    return Planned(derived, after, shapes, tuple(findings), taken_as_new=inverse.taken_as_new)


def _read(body: str, name: str) -> tuple[ParsedFunction | None, list[Finding]]:
    """Read a body as the inside of its function; it may not close that function, nor leave anything open."""
    text = f"export async function {name}(db: Db): Promise<void> {{{body}\n}}\n"
    parsed = read_migration(text, name)
    wrong = [error for error in parsed.errors if error.rule == SYNTAX_ERROR.name]
    if not wrong and len(named(parsed.tree.root)) != 1:
        wrong = [SYNTAX_ERROR.finding("A brace closes the function before its end.", line=1)]
    function = parsed.up if name == "up" else parsed.down
    # The line counts from the start of the body; the file gives it another one.
    worded = [
        Finding(item.rule, item.severity, f"In `{name}`, line {item.line}: {item.message}", item.help) for item in wrong
    ]
    return function, worded


def _used(names: frozenset[str], *functions: ParsedFunction | None) -> frozenset[str]:
    """Which of the driver's `names` the functions use."""
    identifiers = {"identifier", "type_identifier"}
    used = {
        text_of(node) for function in functions if function for node in walk(function.node) if node.type in identifiers
    }
    return frozenset(used & names)

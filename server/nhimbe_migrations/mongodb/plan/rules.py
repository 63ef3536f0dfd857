"""The rules that a plan knows to be broken before a line is written. Each has its page in `docs/rules/mongodb/`."""

from __future__ import annotations

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.near_names import did_you_mean, nearest
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.mongodb.state.collections import Collections, Validation

__all__ = [
    "COLLECTION_EXISTS",
    "CONVERT_FIELD",
    "DROP_COLLECTION",
    "FIELD_EXISTS",
    "MAP_VALUES",
    "OVERWRITES_DOCUMENTS",
    "PLANNING_RULES",
    "REMOVE_FIELD",
    "TEXT_TO_BOOLEAN",
    "UNDERIVABLE_DOWN",
    "UNKNOWN_COLLECTION",
    "UNKNOWN_INDEX",
    "UNREADABLE_VALIDATOR",
    "taken",
    "unknown",
    "unreadable_validator",
]

DROP_COLLECTION = Rule(
    name="drop-collection",
    severity="error",
    summary="A collection is dropped and nothing keeps its documents",
    why="down() can create the collection again, but not its documents.",
    help="Rename it away instead (`drop_collection` with `backup`), and drop the copy when nobody misses it.",
    target="mongodb",
)
REMOVE_FIELD = Rule(
    name="remove-field",
    severity="error",
    summary="A field is removed and nothing keeps its values",
    why="down() cannot know what $unset threw away.",
    help="Name a `backup` collection: up() copies the values there, down() puts them back.",
    target="mongodb",
)
CONVERT_FIELD = Rule(
    name="convert-field",
    severity="error",
    summary="The values of a field change their type and nothing keeps the old ones",
    why='"007" becomes 7, and 7 does not become "007" again.',
    help="Name a `backup` collection: up() copies the old values there, down() puts them back.",
    target="mongodb",
)
MAP_VALUES = Rule(
    name="map-values",
    severity="error",
    summary=("Values are mapped to others, and nothing shows afterwards which documents had the new value already"),
    why='When "canceled" becomes "cancelled", a document that said "cancelled" before looks the same as one that was changed.',
    help="Name a `backup` collection: up() copies the old values there, down() puts them back.",
    target="mongodb",
)
OVERWRITES_DOCUMENTS = Rule(
    name="overwrites-documents",
    severity="error",
    summary="Whole documents are replaced and nothing keeps the old ones",
    why="down() cannot bring back what was there before.",
    help="Name a `backup` collection, or write only what is missing ($setOnInsert with upsert).",
    target="mongodb",
)
FIELD_EXISTS = Rule(
    name="field-exists",
    severity="error",
    summary="A field is added, or takes a name, that documents may already have",
    why="down() cannot tell the documents that had the field before from those that up() gave it to.",
    help="For `add_field` name a `backup` collection, which remembers the documents that were filled; else choose another name.",
    target="mongodb",
)
COLLECTION_EXISTS = Rule(
    name="collection-exists",
    severity="error",
    summary="A collection is created, or takes a name, that is already there",
    why="createCollection and rename fail with NamespaceExists, or a guard skips them, and then down() drops what was there before.",
    help="Choose another name, or leave the creation out.",
    target="mongodb",
)
UNKNOWN_COLLECTION = Rule(
    name="unknown-collection",
    severity="warning",
    summary="No migration names the collection",
    why="A misspelt name changes nothing, or creates a second collection that down() leaves behind.",
    help="Check the spelling; `read_schema` lists the collections that the migrations know.",
    target="mongodb",
)
UNKNOWN_INDEX = Rule(
    name="unknown-index",
    severity="error",
    summary="An index is dropped whose definition no migration holds",
    why="down() cannot create it again.",
    help="Check the name with `read_schema`, or write the drop with `run` and give `down` the definition.",
    target="mongodb",
)
UNREADABLE_VALIDATOR = Rule(
    name="unreadable-validator",
    severity="error",
    summary="The change needs the present validator, which the migrations do not state in a readable way",
    why="collMod replaces the whole validator: it cannot be carried along, nor restored, unread.",
    help="Use `run` and state both validators, or accept that down() leaves the collection without it.",
    target="mongodb",
)
TEXT_TO_BOOLEAN = Rule(
    name="text-to-boolean",
    severity="warning",
    summary="Text is converted to boolean",
    why='$convert makes every text true, also "false", "no" and "".',
    help='Use `run` with a pipeline that says which texts mean true ({ $in: ["$field", ["true", "yes"]] }).',
    target="mongodb",
)
UNDERIVABLE_DOWN = Rule(
    name="underivable-down",
    severity="error",
    summary="`down` was left out, and `up` has a call without a known inverse",
    why="Only the author knows how to undo it.",
    help="Write `down`.",
    target="mongodb",
    acceptable=False,
)

PLANNING_RULES = (
    DROP_COLLECTION,
    REMOVE_FIELD,
    CONVERT_FIELD,
    MAP_VALUES,
    OVERWRITES_DOCUMENTS,
    FIELD_EXISTS,
    COLLECTION_EXISTS,
    UNKNOWN_COLLECTION,
    UNKNOWN_INDEX,
    UNREADABLE_VALIDATOR,
    TEXT_TO_BOOLEAN,
    UNDERIVABLE_DOWN,
)


def taken(name: str | None, collections: Collections) -> tuple[Finding, ...]:
    """A finding when the name that something is to get belongs to a collection already."""
    there = collections.get(name) if name else None
    if there is None:
        return ()
    where = f" ({there.files[0]})" if there.files else ""
    return (COLLECTION_EXISTS.finding(f"There is already a collection {name!r}{where}."),)


def unknown(name: str, collections: Collections) -> tuple[Finding, ...]:
    """A finding when no migration names the collection; none where the history has no collection at all."""
    if collections.get(name) is not None or not collections.by_name:
        return ()
    meant = did_you_mean(nearest(name, collections.by_name, most=2))
    return (
        UNKNOWN_COLLECTION.finding(f"No migration names a collection {name!r}.", help=meant or UNKNOWN_COLLECTION.help),
    )


def unreadable_validator(name: str, validation: Validation) -> Finding:
    where = f" ({validation.file}:{validation.line})" if validation.file else ""
    return UNREADABLE_VALIDATOR.finding(f"The present validator of {name!r} cannot be read from the migrations{where}.")

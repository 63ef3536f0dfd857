"""The rules of the use cases themselves: what no single room can see, since it lies between two of them."""

from __future__ import annotations

from nhimbe_migrations.d1.states.rules import SCHEMA_BEHIND
from nhimbe_migrations.findings.rule import Rule

__all__ = [
    "BROKEN_QUERY",
    "COMMITTED_EDITED",
    "CONTRACT_BEFORE_DEPLOY",
    "COPY_IN_D1",
    "DRIFT",
    "LARGE_SCAN",
    "NEAR_DUPLICATE",
    "NOT_REPLAYED",
    "NUMBER_ON_BASE",
    "OLD_NAME_IN_USE",
    "ORDER_CONFLICT",
    "ORDER_NOT_CHECKED",
    "PROVED_AGAIN",
    "QUERIES_NOT_READ",
    "RENUMBERED",
    "REPOSITORY_HABIT",
    "REVERT_LOSES",
    "SCHEMA_EDITED",
    "SCHEMA_NOT_PROVABLE",
    "STOPS_NEW_DATABASES",
    "TYPES_ABSENT",
    "TYPES_BREAK_CODE",
    "TYPES_NOT_UPDATED",
    "rules",
]

NUMBER_ON_BASE = Rule(
    name="number-taken-on-base",
    severity="error",
    summary="This branch and its base both used the same number",
    why="Git merges two files of different names without a conflict, and both then carry one number.",
    help="renumber_migration gives the one of this branch the next free number.",
    acceptable=False,
)
COMMITTED_EDITED = Rule(
    name="committed-migration-edited",
    severity="error",
    summary="A migration that the base has was edited on this branch",
    why="Databases that ran it will not run it again, so they stay as they are.",
    help="Take the edit back and write a new migration.",
)
DRIFT = {
    "missing": Rule(
        name="schema-drift-missing",
        severity="error",
        summary="schema.sql lacks what a migration makes",
        why="A database built from schema.sql differs from the one that the migrations make.",
        help="Run update_schema without a file.",
        target="d1",
        acceptable=False,
    ),
    "different": Rule(
        name="schema-drift-different",
        severity="error",
        summary="schema.sql differs from what the migrations make",
        why="A database built from schema.sql differs from the one that the migrations make.",
        help="Run update_schema without a file.",
        target="d1",
        acceptable=False,
    ),
    "unexplained": Rule(
        name="schema-drift-unexplained",
        severity="note",
        summary="schema.sql has objects that no migration creates",
        why="It may be older than the history, or a migration for it was forgotten.",
        help="Nothing to do where it was there before the first migration.",
        target="d1",
    ),
}
NOT_REPLAYED = Rule(
    name="not-replayed",
    severity="note",
    summary="A statement of the history could not be run again on schema.sql",
    why="What it made cannot be compared; the rest of the history was.",
    help="Nothing to do where schema.sql has its effect already.",
    target="d1",
)
STOPS_NEW_DATABASES = Rule(
    name="stops-new-databases",
    severity="warning",
    summary="A migration of the history fails on a new database",
    why="The databases there are ran the files as they once were. A new one, as of CI or of another developer, runs them as they are, and stops there.",
    help="Give the earlier file its old text back, or take the statement out of this one; databases that ran both stay as they are.",
    target="d1",
)
SCHEMA_NOT_PROVABLE = Rule(
    name="schema-not-provable",
    severity="error",
    summary="No edit of schema.sql was proved equal to the database after the migration",
    why="A schema.sql that differs from the database is worse than one that is behind it.",
    help="Edit schema.sql yourself, then draft with sync=false.",
    target="d1",
    acceptable=False,
)
SCHEMA_EDITED = Rule(
    name="schema-edited",
    severity="warning",
    summary="schema.sql was edited by hand, and no migration makes what the edit asks for",
    why="Existing databases do not change with the file; only a migration changes them.",
    help="draft_migration with from_schema=true writes the migration (`nhimbe-migrations diff` prints it); or take the edit back.",
    target="d1",
)
REVERT_LOSES = Rule(
    name="revert-loses",
    severity="error",
    summary="A revert cannot bring back what the migration removed",
    why="A column or table comes back empty: the schema is what it was, the values are not.",
    help="Restore the values from a backup or a bookmark, or accept it with a reason.",
    target="d1",
)
OLD_NAME_IN_USE = Rule(
    name="old-name-in-use",
    severity="error",
    summary="The last step of a change in two would take away a name that the code still knows",
    why="Whatever still reads or writes the old name fails as soon as the column is gone.",
    help="Change these places to the new name and deploy them, then contract; or accept it with a reason.",
)
CONTRACT_BEFORE_DEPLOY = Rule(
    name="contract-before-deploy",
    severity="warning",
    summary="The last step of a change in two is drafted before the first one is merged",
    why="Between the two, code that knows the new name has to be deployed everywhere; run together they are a plain rename.",
    help="Merge and apply the first step, deploy the code, then contract.",
)
RENUMBERED = Rule(
    name="renumbered",
    severity="note",
    summary="The number of the draft was taken before it was written",
    why="Numbers are claimed when the file is written; somebody else wrote first.",
    help="Use the number and the commands of this report.",
)
PROVED_AGAIN = Rule(
    name="proved-again",
    severity="note",
    summary="Files that the draft's proof rests on changed, so it was proved again",
    why="A proof holds for the files that it was made on.",
    help="Nothing to do.",
)
REPOSITORY_HABIT = Rule(
    name="repository-habit",
    severity="note",
    summary="This repository follows another habit than the written convention",
    why="A schema in two styles is harder to read than one in either.",
    help="New migrations follow it; conventions.d1 in nhimbe-migrations.toml chooses otherwise.",
    target="d1",
)
TYPES_ABSENT = Rule(
    name="types-absent",
    severity="note",
    summary="There is no types.ts to update",
    why="Nothing says which TypeScript file mirrors the databases.",
    help="Name it as paths.types in nhimbe-migrations.toml.",
)
TYPES_NOT_UPDATED = Rule(
    name="types-not-updated",
    severity="warning",
    summary="types.ts could not be edited safely",
    why="An edit that does not parse, or that might mean something else, is not made.",
    help="Edit it yourself.",
)
TYPES_BREAK_CODE = Rule(
    name="types-break-code",
    severity="warning",
    summary="The repository's compiler finds new errors with the changed types.ts",
    why="Code elsewhere relies on what the migration changes.",
    help="Fix the code that these lines name in the same commit.",
)


BROKEN_QUERY = Rule(
    name="broken-query",
    severity="warning",
    summary="A query of the code does not compile on the database that the history makes",
    why="It fails whenever it is reached, whatever the next migration does.",
    help="Fix the query, or write the migration that it waits for.",
    target="d1",
)
QUERIES_NOT_READ = Rule(
    name="queries-not-read",
    severity="note",
    summary="Queries are made at run time, so they were not compared with the schema",
    why="What a migration breaks there is not known before it runs.",
    help="Look at these places by hand when a migration renames or drops something.",
    target="d1",
)


ORDER_CONFLICT = Rule(
    name="order-conflict",
    severity="error",
    summary="Migrations of two branches fail, or end differently, in one of their two orders",
    why="Databases run them in the order in which they are merged and deployed, and then differ from one another.",
    help="Agree on the order: merge one branch, and write the other's migration for what it finds then.",
)
ORDER_NOT_CHECKED = Rule(
    name="order-not-checked",
    severity="note",
    summary="The order of two branches' migrations could not be tried",
    why="A migration that fails by itself says nothing about the order.",
    help="Fix that migration first.",
)

NEAR_DUPLICATE = Rule(
    name="near-duplicate",
    severity="note",
    summary="A table, collection or column is created beside one with a similar name",
    why="Two places for the same data drift apart, and code reads the wrong one.",
    help="Use the existing one, or continue if it is something else.",
)
COPY_IN_D1 = Rule(
    name="copy-in-d1",
    severity="note",
    summary="D1 may hold a copy of the data that changes in MongoDB",
    why="The copy at the edge keeps its old shape until it changes too.",
    help="If the copy has to follow, draft with target both.",
    target="mongodb",
)


LARGE_SCAN = Rule(
    name="large-scan",
    severity="note",
    summary="A new query reads every row of a table that the saved facts call large",
    why="D1 bills each row that is read, on every request.",
    help="Add an index over the columns that its WHERE compares, in this migration.",
    target="d1",
)


def rules() -> tuple[Rule, ...]:
    """Return every rule of the use cases, by name."""
    named = (
        NUMBER_ON_BASE, COMMITTED_EDITED, *DRIFT.values(), NOT_REPLAYED, STOPS_NEW_DATABASES, SCHEMA_BEHIND, SCHEMA_EDITED, SCHEMA_NOT_PROVABLE, REVERT_LOSES, OLD_NAME_IN_USE, CONTRACT_BEFORE_DEPLOY, RENUMBERED, PROVED_AGAIN,
        BROKEN_QUERY, QUERIES_NOT_READ, NEAR_DUPLICATE, COPY_IN_D1, ORDER_CONFLICT, ORDER_NOT_CHECKED, LARGE_SCAN, REPOSITORY_HABIT, TYPES_ABSENT, TYPES_NOT_UPDATED, TYPES_BREAK_CODE,
    )  # fmt: skip
    return tuple(sorted(named))

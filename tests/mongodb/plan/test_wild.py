"""Whatever names and texts say, the migration that is written is TypeScript, does what was asked, and takes it back."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from mongodb.plan.building import planned, structure, written
from mongodb.plan.wild import json_values, ordinary, wild_changes, wild_text
from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.code.values import from_json
from nhimbe_migrations.mongodb.lint.rules import lint
from nhimbe_migrations.mongodb.plan.plan import assemble, plan
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold_calls, fold_parsed
from nhimbe_migrations.rendering import render

NEVER = {
    "syntax-error", "missing-export", "escapes-database", "file-access", "network-call", "hidden-code", "import-effect",
    "foreign-import", "missing-await", "unknown-operator", "migration-signature", "missing-header", "drop-database",
    "unnamed-index", "empty-down", "down-misses", "validator-not-restored", "remove-field", "convert-field",
    "overwrites-documents", "delete-documents", "drop-collection", "computed-name", "not-rerunnable", "unbounded-write",
    "non-deterministic", "unguarded-create", "unfiltered-conversion",
}  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(wild_changes(), wild_text)
def test_what_is_written_reads_back_as_what_was_planned(changes: list[dict[str, Any]], description: str) -> None:
    wanted = plan(parse_changes(changes), Collections())
    assume(all(finding.severity != "error" for finding in wanted.findings))  # a refused plan is never written
    parsed = read_migration(
        assemble(wanted, number="013", description=f"Wild {description}", render=render), "013_wild.ts"
    )
    assert parsed.errors == ()
    assert NEVER & {finding.rule for finding in lint(parsed, Collections())} == set()
    after = fold_parsed(parsed, Collections())
    assert after.unread == ()
    assert structure(after) == structure(wanted.collections)


@settings(max_examples=150, deadline=None)
@given(wild_changes(), st.integers(0, 3))
def test_down_leads_back_to_the_collections_before(changes: list[dict[str, Any]], earlier: int) -> None:
    before, wanted = planned(changes[:earlier]).collections, changes[earlier:]
    parsed = read_migration(written(wanted, before), "013_wild.ts")
    told = {finding.rule for finding in lint(parsed, before)}
    if "index-conflict" in told or any(each.severity == "error" for each in planned(wanted, before).findings):
        return
    assert parsed.up
    assert parsed.down
    after = fold_calls(parsed.up.calls, before, "013_wild.ts")
    back = fold_calls(parsed.down.calls, after, "013_wild.ts")
    assert structure(back) == structure(before)


@settings(max_examples=150, deadline=None)
@given(json_values, ordinary)
def test_a_value_arrives_as_it_was_given(value: Any, name: str) -> None:
    text = written([{"kind": "seed_documents", "collection": "themes", "documents": [{"_id": "a", name: value}]}])
    parsed = read_migration(text, "013_wild.ts")
    assert parsed.up
    (call,) = parsed.up.calls
    given_back = call.argument(0)[0]["updateOne"]["update"]["$setOnInsert"]
    assert given_back == {name: from_json(value)}


@settings(max_examples=100, deadline=None)
@given(wild_text)
def test_a_description_stays_on_the_first_line(description: str) -> None:
    text = written([{"kind": "create_index", "collection": "users", "keys": {"a": 1}}], description=description)
    assert text.splitlines()[1] == 'import type { Db } from "mongodb";'
    assert read_migration(text, "013_wild.ts").loose == ()

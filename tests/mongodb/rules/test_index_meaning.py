"""A fix never changes which index a call means, and an index may be dropped by its keys."""

import pytest

from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.lint.fix import normalise
from nhimbe_migrations.mongodb.lint.rules import lint
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold_calls

MADE = 'await db.collection("c").createIndex({ code: 1 });'


def text(up: str, down: str = "") -> str:
    return f'// Migration 002: x\nimport type {{ Db }} from "mongodb";\nexport async function up(db: Db): Promise<void> {{\n{up}\n}}\nexport async function down(db: Db): Promise<void> {{\n{down}\n}}\n'


def history() -> Collections:
    return fold_calls(read_migration(text(MADE), "1.ts").up.calls, Collections(), "1.ts")


def fixed(up: str, down: str = "") -> str:
    return normalise(text(up, down), number="002", description="x", file="2.ts").text


def test_an_index_of_the_history_keeps_the_name_that_databases_have() -> None:
    up = 'await db.collection("c").dropIndex("code_1");'
    assert fixed(up, MADE) == text(up, MADE)


def test_an_index_made_again_otherwise_is_named_and_the_one_before_it_is_not() -> None:
    up = 'await db.collection("c").dropIndex("code_1");\nawait db.collection("c").createIndex({ code: 1 }, { unique: true });'
    found = fixed(up, f'await db.collection("c").dropIndex("code_1");\n{MADE}')
    assert (
        'dropIndex("code_1");\nawait db.collection("c").createIndex({ code: 1 }, { name: "idx_c_code", unique: true })'
        in found
    )
    assert f'dropIndex("idx_c_code");\n{MADE}' in found


@pytest.mark.parametrize(
    "keys", ["{ code: 1 } as any", "{ code: 1, other: -1 } as any", '"code_1"', '["code_1"] as any', "name()"]
)
def test_an_index_dropped_in_any_way_is_read(keys: str) -> None:
    parsed = read_migration(text(f'await db.collection("c").dropIndex({keys});'), "2.ts")
    lint(parsed, history(), "2.ts")
    known = fold_calls(parsed.up.calls, history(), "2.ts").known("c").indexes
    assert ("code_1" in known) is (keys not in {"{ code: 1 } as any", '"code_1"'})


TYPES = {"boolean": False, "int": 3, "number": 1.5, "string": "x", "Date": {"$date": "2026-01-01T00:00:00Z"}, "string[]": ["a"], "object": {"a": 1}, "ObjectId": {"$oid": "6" * 24}}  # fmt: skip


@pytest.mark.parametrize(("kind", "value"), TYPES.items())
def test_a_field_may_be_given_by_its_name_alone(kind: str, value: object) -> None:
    (change,) = parse_changes([{"kind": "add_field", "collection": "users", "field": "verified", "value": value}])
    assert (change.field.name, change.field.type) == ("verified", kind)

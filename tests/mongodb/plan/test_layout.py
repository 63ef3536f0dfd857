"""Statements are laid out as prettier lays them out: the expected texts are prettier 3's own, at a width of 120."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from mongodb.plan.building import written
from mongodb.plan.wild import wild_changes
from nhimbe_migrations.mongodb.code.formatting import lay_out, shift

LONG = "x" * 60

PRETTIER = [
    ("await db.collection('a').drop();", "await db.collection('a').drop();"),
    (
        f'await db.collection("{LONG}").createIndex({{ eventId: 1 }}, {{ name: "idx_registrations", unique: true }});',
        f'await db\n  .collection("{LONG}")\n  .createIndex({{ eventId: 1 }}, {{ name: "idx_registrations", unique: true }});',
    ),
    (
        f'await db.collection("a").createIndex({{ eventId: 1, userId: 1 }}, {{ name: "{LONG}{LONG[:20]}", unique: true }});',
        f'await db\n  .collection("a")\n  .createIndex(\n    {{ eventId: 1, userId: 1 }},\n    {{ name: "{LONG}{LONG[:20]}", unique: true }},\n  );',
    ),
    (
        'await db.command({ collMod: "users", validator: { a: { $exists: true } }, validationLevel: "moderate", validationAction: "error" });',
        'await db.command({\n  collMod: "users",\n  validator: { a: { $exists: true } },\n  validationLevel: "moderate",\n  validationAction: "error",\n});',
    ),
    (
        'await db.collection("users").aggregate([{ $match: { nickname: { $exists: true } } }, { $project: { nickname: 1 } }, { $merge: { into: "backup" } }]).toArray();',
        'await db\n  .collection("users")\n  .aggregate([\n    { $match: { nickname: { $exists: true } } },\n    { $project: { nickname: 1 } },\n    { $merge: { into: "backup" } },\n  ])\n  .toArray();',
    ),
    (
        'await db.collection<{ _id: string }>("a").deleteMany({ $or: [{ _id: "a", x: 1 }, { _id: "b", x: 2 }] });',
        'await db.collection<{ _id: string }>("a").deleteMany({\n  $or: [\n    { _id: "a", x: 1 },\n    { _id: "b", x: 2 },\n  ],\n});',
    ),
    (
        'if (!(await db.listCollections({ name: "a" }).hasNext())) {\nawait db.createCollection("a");\n}',
        'if (!(await db.listCollections({ name: "a" }).hasNext())) {\n  await db.createCollection("a");\n}',
    ),
    ("// a comment\nawait db.dropCollection('a');", "// a comment\nawait db.dropCollection('a');"),
]


@pytest.mark.parametrize(("flat", "laid_out"), PRETTIER)
def test_it_looks_as_prettier_makes_it(flat: str, laid_out: str) -> None:
    assert lay_out(flat, 0) == laid_out


def _tokens(text: str) -> str:
    return "".join(text.split()).replace(",}", "}").replace(",]", "]").replace(",)", ")")


@settings(max_examples=60, deadline=None)
@given(wild_changes())
def test_laying_out_again_changes_nothing_and_loses_nothing(changes: list[dict[str, Any]]) -> None:
    body = written(changes).split("Promise<void> {\n")[1].split("\n}\n\nexport")[0]
    again = lay_out(body)
    assert again == body
    assert _tokens(again) == _tokens(body)


def test_own_code_is_shifted_whole_and_what_lies_in_template_strings_is_not() -> None:
    code = "\n    const text = `a\n  b\n`;\n    if (x) {\n      y();\n    }\n\n"
    assert shift(code) == "  const text = `a\n  b\n`;\n  if (x) {\n    y();\n  }"

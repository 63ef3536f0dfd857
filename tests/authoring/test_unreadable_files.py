"""Whatever stands in one file of a MongoDB history: the others are read, and that one is a finding with its place."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import propose
from nhimbe_migrations.authoring.list_migrations import list_migrations
from nhimbe_migrations.authoring.project.project import Project, open_project

GOOD = "module.exports = {\n  async up(db) {\n    await db.createCollection('kept');\n  },\n  async down(db) {\n    await db.collection('kept').drop();\n  },\n};\n"
ODD_CALLS = (
    "await db.collection('a').dropIndex({ code: 1 } as any); await db.collection('a').createIndex([['a', 1]]);"
    "await db.collection('a').createIndexes([{ key: null }, null, 3]); await db.collection(1).drop(); await db.command(3);"
    "await db.renameCollection(1, 2); await db.createCollection(...x); await db.collection('a').bulkWrite([1, { updateOne: 3 }]);"
    "await db.collection('a').aggregate([{ $merge: 3 }, 4, { $out: {} }]).toArray(); await db.collection('a').updateMany(null);"
    "await db.createCollection('w', { validator: { $jsonSchema: { properties: 3, required: 4, bsonType: {} } } });"
)
ODD: dict[str, tuple[str, bytes, str]] = {
    # file, content, the rule that tells of it; none where the file is only odd
    "bytes": ("2-a.js", bytes(range(256)), "unreadable-migration"),
    "zeros": ("2-a.js", b"\0\0exports.up = \0", "syntax-error"),
    "nothing": ("2-a.js", b"", "missing-export"),
    "half a function": ("2-a.ts", b"export async function up(db { await", "syntax-error"),
    "ten thousand parentheses": ("2-a.js", b"exports.up = async (db) => {" + b"(" * 5000 + b"1" + b")" * 5000 + b"}", "syntax-error"),
    "a page": ("2-a.js", b"<html></html>", "syntax-error"),
    "a number": ("2-a.js", b"exports.up = 3;", "missing-export"),
    "itself": ("2-a.js", b"module.exports = require('./2-a.js'); exports.up = up; var up = up;", "missing-export"),
    "a prototype": ("2-a.js", b"exports.__proto__ = { up() {} }; exports['up'] = 3;", "missing-export"),
    "calls of every wrong kind": ("2-a.ts", f"export async function up(db: any) {{ {ODD_CALLS} }}".encode(), ""),
    "a loop": ("2-a.js", b"const a = () => a(); exports.up = a; exports.down = exports.up;", ""),
    "a number without end": ("2" * 30 + "-a.js", b"exports.up = () => {};", ""),
    "no day": ("2024-13-45-a.js", b"exports.up = () => {};", ""),
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "steps").mkdir()
    (tmp_path / "migrate-mongo-config.js").write_text("module.exports = { migrationsDir: 'steps' };", encoding="utf-8")
    (tmp_path / "steps" / "1-good.js").write_text(GOOD, encoding="utf-8")
    return tmp_path


def goes_on(project: Project) -> list[tuple[str, str | None, int | None]]:
    """What the tools that read everything say; each of them has to answer."""
    assert list_migrations(project, target=None, limit=50, cursor=None).total == 2
    assert "kept" in project.collection_names()
    request = request_from(
        description="an index",
        target="mongodb",
        changes=[{"kind": "create_index", "collection": "kept", "keys": {"n": 1}}],
    )
    assert propose(project, request, number="900").report.file.startswith("steps/")
    found = check(project, file=None, limit=500, cursor=None, execute=False).findings
    return [(finding.rule, finding.file, finding.line) for finding in found]


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_stands_alone(root: Path, name: str) -> None:
    file, content, rule = ODD[name]
    (root / "steps" / file).write_bytes(content)
    found = goes_on(open_project(str(root), {}))
    if rule:
        assert (rule, f"steps/{file}") in {(own, path) for own, path, _ in found}
        assert all(line for own, path, line in found if own == rule and path == f"steps/{file}")


@pytest.mark.parametrize("kind", ["pipe", "out", "loop"])
def test_what_is_no_file_stands_alone(root: Path, kind: str) -> None:
    path = root / "steps" / "2-a.js"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "out":
            path.symlink_to("/etc/passwd")
        case _:
            path.symlink_to("2-a.js")
    assert "unreadable-migration" in {rule for rule, _, _ in goes_on(open_project(str(root), {}))}

"""One bad file disables no tool: it is a finding with its path, and everything else goes on."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from nhimbe_migrations.system.nesting import deep_line
from security.conftest import Serve
from security.hostile import SECRET, bad_file
from security.test_break_in import ALTER, LOOKS, reasoned, said

KINDS = ("device", "link out", "circle", "pipe", "folder", "huge", "deep", "bytes")
SCHEMA, TYPES, WRANGLER = "worker/src/db/schema.sql", "worker/src/types.ts", "worker/wrangler.toml"
PLACES = (SCHEMA, TYPES, WRANGLER, "worker/src/db/migrations/initial.sql", "worker/src/db/migrations/003_bad.ts")
CALLS: tuple[tuple[str, dict[str, Any]], ...] = (
    *LOOKS[:6],
    LOOKS[7],
    ("check_migrations", {}),
    ("update_schema", {"preview": True}),
    ("update_types", {"interface": "Event", "fields": {"city": "string"}, "preview": True}),
    ("write_migration", {"description": "Add city", "target": "d1", "sql": ALTER}),
    ("undo_migration", {}),
)
ASKED_FOR = {"update_schema": SCHEMA, "update_types": TYPES}
"""Tools whose whole errand is one file; they may refuse, and say why."""


@pytest.mark.parametrize("kind", KINDS)
def test_every_tool_goes_on_beside_a_bad_file_and_the_check_names_it(hostile: Path, serve: Serve, kind: str) -> None:
    with serve() as client:
        for place in PLACES:
            kept = (hostile / place).read_bytes() if (hostile / place).is_file() else None
            bad_file(hostile, place, kind)
            for tool, arguments in CALLS:
                result = client.call(tool, arguments)
                reasoned(result)
                assert SECRET not in said(result)
                if result.get("isError"):
                    assert ASKED_FOR.get(tool) == place, (tool, place, said(result))
                elif tool == "check_migrations" and not (kind == "deep" and place.endswith(".sql")):
                    named = {item.get("file") for item in result["structuredContent"]["findings"]}
                    assert place in named, (place, named)
            _removed(hostile / place)
            if kept is not None:
                (hostile / place).write_bytes(kept)


def _removed(place: Path) -> None:
    if place.is_dir() and not place.is_symlink():
        place.rmdir()
    else:
        place.unlink()


DEEP = {
    "else": "export function q(db: any) { " + "if (a) { db.prepare('SELECT 1') } else " * 5_000 + "{} }",
    "members": "export const q = (db: any) => db.prepare(a" + ".b" * 20_000 + ");",
    "brackets": "export const q = (db: any) => db.prepare(" + "(" * 50_000 + "1" + ")" * 50_000 + ");",
    "templates": "export const q = (db: any) => db.prepare(" + "`${" * 20_000 + "1" + "}`" * 20_000 + ");",
}


@pytest.mark.parametrize("shape", DEEP)
def test_code_that_nests_without_end_is_left_out_and_told(hostile: Path, serve: Serve, shape: str) -> None:
    (hostile / "worker/src/deep.ts").write_text(DEEP[shape], encoding="utf-8")
    (hostile / "worker/src/plain.ts").write_text(
        "export async function q(env: any) { return env.DB.prepare('SELECT nothing FROM events').all(); }\n"
        "export async function r(env: any) { return env.DB.prepare('SELECT id FROM events').all(); }\n",
        encoding="utf-8",
    )
    with serve() as client:
        drafted = client.call("draft_migration", LOOKS[5][1])
        assert not drafted.get("isError"), said(drafted)
        checked = client.call("check_migrations", {})
        assert not checked.get("isError"), said(checked)
    found = {(item["rule"], item["file"]) for item in checked["structuredContent"]["findings"]}
    assert ("queries-not-read", "worker/src/deep.ts") in found
    assert any(file == "worker/src/plain.ts" for _, file in found)


TEXTS = {
    b"([{" * 40: 1,
    b"\n\n" + b"[" * 101: 3,
    b"[]" * 500: None,
    b"x = '('\n" * 300: None,
    b'"(" + ' * 300: None,
    b"// (\n" * 300: None,
    b"/* ( */" * 300: None,
    b"`(${a}`" * 300: None,
    b"[" * 100 + b"]" * 100: None,
    b"[" * 50 + b"]" * 50 + b"(" * 101: 1,
}


@pytest.mark.parametrize(("data", "line"), TEXTS.items(), ids=range(len(TEXTS)))
def test_only_brackets_that_nest_count(data: bytes, line: int | None) -> None:
    assert deep_line(data, 100) == line


def test_a_settings_file_that_nests_is_refused_with_its_line(hostile: Path, serve: Serve) -> None:
    (hostile / "nhimbe-migrations.toml").write_text("\na = " + "[" * 5_000, encoding="utf-8")
    with serve() as client:
        result = client.call("next_number", {})
    assert "nhimbe-migrations.toml nests deeper than 100 levels on line 2" in said(result)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_without_rights_is_told(hostile: Path, serve: Serve) -> None:
    (hostile / SCHEMA).chmod(0)

    with serve() as client:
        assert not client.call("draft_migration", LOOKS[5][1]).get("isError")

"""Repositories that somebody made to do harm: what they hold is written here, and nothing of it is obeyed."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

WRANGLER = '[[d1_databases]]\nbinding = "DB"\ndatabase_name = "nhimbe-db"\ndatabase_id = "1"\n'
SCHEMA = "CREATE TABLE IF NOT EXISTS events (\n  id TEXT PRIMARY KEY,\n  name TEXT NOT NULL\n);\n"
TYPES = "export interface Event {\n  id: string;\n  name: string;\n}\n"
FILES = {
    "worker/wrangler.toml": WRANGLER,
    "worker/src/db/schema.sql": SCHEMA,
    "worker/src/types.ts": TYPES,
    "worker/src/db/migrations/initial.sql": SCHEMA,
}
SECRET = "correct-horse-battery-staple"


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


def make(root: Path) -> Path:
    """nhimbe's layout with one table, committed."""
    for path, text in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "start")
    return root


def alarm(root: Path) -> Path:
    """A program that leaves a trace when it is run; the trace is where nobody looks for anything else."""
    bell = root.parent / "bell"
    bell.mkdir(exist_ok=True)
    program = bell / "ring"
    program.write_text(f'#!/bin/sh\necho "$0 $*" >> {bell}/rung\ncat\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def rung(root: Path) -> str:
    trace = root.parent / "bell" / "rung"
    return trace.read_text(encoding="utf-8") if trace.exists() else ""


def programs(root: Path) -> None:
    """node_modules at every height, with everything that anybody could think of running."""
    ring = alarm(root)
    script = f"require('fs').appendFileSync({str(ring.parent / 'rung')!r}, __filename + '\\n');\n"
    for base in (root, root / "worker"):
        binaries = base / "node_modules" / ".bin"
        binaries.mkdir(parents=True)
        for name in ("wrangler", "tsc", "esbuild", "node", "deno", "mongod", "npx", "tsx", "git"):
            shutil.copy(ring, binaries / name)
        for path in (
            "typescript/lib/tsc.js", "typescript/bin/tsc", "mongodb/lib/index.js", "esbuild/bin/esbuild",
            "@esbuild/linux-x64/bin/esbuild", "@typescript/typescript-linux-x64/lib/tsc", "@deno/linux-x64-glibc/deno",
            "wrangler/bin/wrangler.js", "@typescript/native-preview-linux-x64/lib/tsgo",
        ):  # fmt: skip
            place = base / "node_modules" / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(script if path.endswith(".js") else ring.read_text(encoding="utf-8"), encoding="utf-8")
            place.chmod(0o755)
        for package in ("typescript", "mongodb", "esbuild", "wrangler"):
            text = f'{{"name": "{package}", "version": "6.9.0", "main": "lib/index.js"}}'
            (base / "node_modules" / package / "package.json").write_text(text, encoding="utf-8")
        (base / "node_modules/mongodb/mongodb.d.ts").write_text("export class Db {}\n", encoding="utf-8")
        (base / "tsconfig.json").write_text('{"compilerOptions": {"plugins": [{"name": "evil"}]}}', encoding="utf-8")


def git_programs(root: Path) -> None:
    """Hooks, filters, monitors, aliases, pagers and helpers in the repository's own .git."""
    ring = alarm(root)
    for hook in ("post-index-change", "post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        place = root / ".git" / "hooks" / hook
        place.parent.mkdir(exist_ok=True)
        shutil.copy(ring, place)
    settings = {
        "core.fsmonitor": ring, "core.hooksPath": root / ".git/hooks", "core.pager": ring, "core.sshCommand": ring,
        "core.editor": ring, "core.askPass": ring, "filter.evil.clean": ring, "filter.evil.smudge": ring,
        "filter.evil.process": ring, "filter.odd = name.clean": ring, "diff.external": ring, "diff.evil.command": ring,
        "diff.evil.textconv": ring, "gpg.program": ring, "log.showSignature": "true", "alias.diff": f"!{ring}",
        "alias.ls-files": f"!{ring}", "alias.cat-file": f"!{ring}", "credential.helper": ring, "interactive.diffFilter": ring,
        "uploadpack.packObjectsHook": ring, "core.alternateRefsCommand": ring, "sequence.editor": ring,
    }  # fmt: skip
    for name, value in settings.items():
        git(root, "config", name, str(value))
    (root / ".gitattributes").write_text(
        "* filter=evil diff=evil\n*.sql filter=odd\\ =\\ name diff=evil\n", encoding="utf-8"
    )
    (root / ".git/info").mkdir(exist_ok=True)
    (root / ".git/info/attributes").write_text("*.sql filter=evil diff=evil\n", encoding="utf-8")
    migration = root / "worker/src/db/migrations/initial.sql"
    migration.write_text(SCHEMA + "-- edited\n", encoding="utf-8")
    os.utime(root / "worker/src/db/schema.sql")


def bad_file(root: Path, path: str, kind: str) -> None:
    """Put something at `path` that is no file to be read."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists() or place.is_symlink():
        place.unlink()
    outside = root.parent / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "secret").write_text(f'-- {SECRET}\nname = "{SECRET}"\n', encoding="utf-8")
    match kind:
        case "device":
            place.symlink_to("/dev/zero")
        case "link out":
            place.symlink_to(outside / "secret")
        case "circle":
            place.symlink_to(place.name)
        case "pipe":
            os.mkfifo(place)
        case "folder":
            place.mkdir()
        case "huge":
            with place.open("wb") as file:
                file.truncate(3_000_000_000)
        case "deep":
            place.write_text("a = " + "[" * 50_000, encoding="utf-8")
        case "bytes":
            place.write_bytes(bytes(range(256)) * 4)
        case _:
            raise ValueError(kind)

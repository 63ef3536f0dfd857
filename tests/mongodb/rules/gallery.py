"""Migrations as files: a history, faulty ones that say on each line what is to be found there, and good ones."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.lint.rules import lint
from nhimbe_migrations.mongodb.state.collections import Collections
from nhimbe_migrations.mongodb.state.replay import fold

CASES = Path(__file__).parents[2] / "cases" / "mongodb"
FAULTY = sorted(path.stem for path in (CASES / "faulty").glob("*.ts"))
GOOD = sorted(path.stem for path in (CASES / "good").glob("*.ts"))


def text(folder: str, name: str) -> str:
    return (CASES / folder / f"{name}.ts").read_text(encoding="utf-8")


@cache
def history() -> Collections:
    files = sorted((CASES / "history").glob("*.ts"))
    return fold([(path.name, path.read_text(encoding="utf-8")) for path in files])


def expected(source: str) -> list[tuple[int, str]]:
    """What the marks `✗ rule, rule` of a file say, line by line."""
    found: list[tuple[int, str]] = []
    for number, line in enumerate(source.splitlines(), start=1):
        mark = re.search(r"✗ ([a-z-]+(?:, [a-z-]+)*)", line)
        found += [(number, rule) for rule in mark[1].split(", ")] if mark else []
    return sorted(found)


def found(source: str, file: str = "worker/src/db/migrations/013_case.ts") -> list[tuple[int, str]]:
    findings = lint(read_migration(source, file), history(), file)
    return sorted((finding.line or 0, finding.rule) for finding in findings)

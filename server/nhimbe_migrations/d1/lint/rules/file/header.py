"""The file says its number and what it does: `-- Migration NNN: <description>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.sql.header import header_of
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.text import line_at

__all__ = ["RULE", "check"]

RULE = Rule(
    name="header",
    severity="note",
    summary="No `-- Migration NNN: <description>` header, or one with another number than the file",
    why="The header is what lists and reviews show; a wrong number sends people to the wrong file.",
    help="Start the file with `-- Migration NNN: <description>`.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare the header with the number in the file's name; legacy files without a number need none."""
    name = PurePosixPath(reading.file or "").name
    numbered = re.match(r"(\d+)[_-]", name)
    if reading.file is not None and numbered is None:
        return
    header = header_of(reading.sql)
    if header is None and not reading.conventions.headers:
        return
    if header is None or not header.title:
        yield RULE.finding("The file does not start with `-- Migration NNN: <description>`.", line=1)
    elif numbered and header.number and int(header.number) != int(numbered[1]):
        message = f"The header says migration {header.number}, the file name {numbered[1]}."
        yield RULE.finding(message, help="Give both one number.", line=line_at(reading.sql, header.span.start))

"""The fixes that need no judgement, made in the text itself and told as notes.

Everything else stays to the byte: comments, blanks, line endings, a BOM. What could hide a mistake is not fixed:
a guard is only added where the object really is absent (CREATE) or there (DROP), so that it never swallows a clash.
A text without a line ending at its end gets one, untold.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.lint.fix_rules import FINAL_SEMICOLON, GUARD, HEADER, INDEX_NAME, OPEN_COMMENT
from nhimbe_migrations.d1.lint.habits import conventions_of
from nhimbe_migrations.d1.lint.lint import accepted_in
from nhimbe_migrations.d1.schema.loading import schema_of
from nhimbe_migrations.d1.sql.header import header_of, is_open_comment
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.findings.accepted import Accepted, accept_line, one_line
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.habits.conventions import Conventions
from nhimbe_migrations.habits.names import index_name
from nhimbe_migrations.text import Edit, Span, apply_edits, line_at, newline_of

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.catalog.catalog import Catalog
    from nhimbe_migrations.d1.schema.model import Schema

__all__ = ["FixedScript", "normalise"]

DESCRIPTION_LENGTH = 120
"""Code points of a description that the header keeps."""


@dataclass(frozen=True, slots=True)
class FixedScript:
    """The migration as it goes on, and what was fixed in it."""

    sql: str
    fixes: tuple[Finding, ...]
    script: Script = field(default_factory=lambda: Script(""), compare=False, repr=False)
    """`sql` as it was read while it was fixed."""


@dataclass(frozen=True, slots=True)
class _Fix:
    edit: Edit
    rule: Rule | None
    message: str


def normalise(
    sql: str,
    *,
    number: str,
    description: str,
    schema: Schema | Iterable[str],
    conventions: Conventions | None = None,
    accept: Sequence[Accepted] = (),
) -> FixedScript:
    """Fix what can be fixed mechanically; a second time changes nothing.

    Args:
        sql: the migration as its author wrote it.
        number: the header's number, zero-padded.
        description: the header's title when the text brings none; hostile text is folded to one line.
        schema: the database before the migration (or its CREATE statements).
        conventions: what this repository has chosen; read from the schema's habits when None.
        accept: written into the head as comments, where the text does not hold them already.
    """
    from nhimbe_migrations.d1.schema.catalog.catalog import catalog_of

    schema = schema_of(schema)
    start = catalog_of(schema)
    conventions = conventions or conventions_of(schema)
    fixes: list[Finding] = []
    script = Script.of(sql)
    script = _with_fixes(script, _head(script, number, description, accept, headed=conventions.headers), fixes)
    script = _with_fixes(script, _closing(script), fixes)
    script = _with_fixes(script, _ending(script), fixes)
    script = _with_fixes(script, _index_names(script, start, conventions.index_prefix), fixes)
    if conventions.guards:
        script = _with_fixes(script, _guards(script, start), fixes)
    return FixedScript(script.text, tuple(fixes), script)


def _with_fixes(script: Script, found: Iterable[_Fix], fixes: list[Finding]) -> Script:
    """Make the edits of one pass. No pass after the head's adds a line, so lines are those of the final text."""
    made = list(found)
    if not made:
        return script
    fixed = apply_edits(script.text, (fix.edit for fix in made))
    shift = 0
    for fix in sorted(made, key=lambda fix: fix.edit):
        if fix.rule:
            fixes.append(fix.rule.finding(fix.message, line=line_at(fixed, fix.edit.span.start + shift)))
        shift += len(fix.edit.text) - (fix.edit.span.end - fix.edit.span.start)
    return Script.of(fixed)


def _head(script: Script, number: str, description: str, accept: Sequence[Accepted], *, headed: bool) -> Iterator[_Fix]:
    newline = newline_of(script.text)
    header = header_of(script)
    top = 1 if script.text.startswith("\ufeff") else 0
    line = (
        f"-- Migration {number}: {(header and header.title) or one_line(description, DESCRIPTION_LENGTH) or 'untitled'}"
    )
    if header is None:
        if headed:
            added = f"The header `-- Migration {number}: …` was added."
            yield _Fix(Edit(Span(top, top), line + newline), HEADER, added)
    elif not header.regular or header.number != number or not header.title:
        yield _Fix(Edit(header.span, line), HEADER, f"The header now says `-- Migration {number}: …`.")
    already = {item.rule for item in accepted_in(script)}
    at = header.span.end if header else top
    for item in {acceptance.rule: acceptance for acceptance in accept if acceptance.rule not in already}.values():
        comment = accept_line(item)
        text = newline + comment if header else comment + newline
        yield _Fix(Edit(Span(at, at), text), None, "")


def _closing(script: Script) -> Iterator[_Fix]:
    last = script.last
    if last and (is_open_comment(last) or (script.text.endswith("/*") and last.kind == "operator")):
        at = last.span.start + len(last.text.rstrip())
        message = "The open comment was closed: wrangler would run the file and not record it."
        yield _Fix(Edit(Span(at, at), " */"), OPEN_COMMENT, message)


def _ending(script: Script) -> Iterator[_Fix]:
    sql, last = script.text, script.last
    if last is not None and last.kind == "illegal":
        return  # an open quote: what is added would stand inside it
    statements = script.statements
    if statements and statements[-1].terminator is None and not statements[-1].unfinished:
        at = statements[-1].span.end
        message = "Added the final semicolon: wrangler appends a statement of its own to the file."
        yield _Fix(Edit(Span(at, at), ";"), FINAL_SEMICOLON, message)
    if sql and not sql.endswith(("\n", "\r")):
        yield _Fix(Edit(Span(len(sql), len(sql)), newline_of(sql)), None, "")


def _index_names(script: Script, start: Catalog, prefix: str) -> Iterator[_Fix]:
    taken = {*start.tables, *start.virtual_tables, *start.indexes, *start.views}
    for statement in script.statements:
        words = statement.significant
        at = _unnamed_index(words)
        if at is None:
            continue
        wanted = index_name(words[at + 1].name, _indexed(words[at + 2 :]), prefix)
        name = next(name for name in _numbered(wanted) if name.lower() not in taken)
        taken.add(name.lower())
        place = words[at].span.start
        yield _Fix(Edit(Span(place, place), f"{name} "), INDEX_NAME, f"The index was given the name {name}.")


def _unnamed_index(words: Sequence[Token]) -> int | None:
    """Return the place of ON in a CREATE INDEX that forgot its name."""
    upper_words = [token.text.upper() for token in words[:8]]
    for head in (["CREATE", "INDEX"], ["CREATE", "UNIQUE", "INDEX"]):
        for guard in ([], ["IF", "NOT", "EXISTS"]):
            at = len(head) + len(guard)
            if upper_words[: at + 1] == [*head, *guard, "ON"] and len(words) > at + 2 and words[at + 2].says("("):
                return at
    return None


def _indexed(words: Sequence[Token]) -> Iterator[str | None]:
    """Yield the columns between the parentheses; None for an expression."""
    depth, part = 0, list[Token]()
    for token in words:
        depth += token.says("(")
        if (token.says(",") and depth == 1) or (token.says(")") and depth == 1):
            plain = [item for item in part if not item.says("ASC", "DESC")]
            yield plain[0].name if len(plain) == 1 and plain[0].kind in ("word", "quoted") else None
            part = []
        elif not (token.says("(") and depth == 1):
            part.append(token)
        depth -= token.says(")")
        if depth == 0:
            return


def _numbered(name: str) -> Iterator[str]:
    yield name
    for number in range(2, 1000):
        yield f"{name}_{number}"


def _guards(script: Script, start: Catalog) -> Iterator[_Fix]:
    """Add the guards; many of a kind are told once, with the first."""
    from nhimbe_migrations.d1.lint.script.guards import missing_guards
    from nhimbe_migrations.d1.lint.script.reading import statements_of
    from nhimbe_migrations.d1.lint.wording import listed

    missing = [guard for _, guard in missing_guards(statements_of(script, start))]
    for words, state in (("IF NOT EXISTS", "not there yet"), ("IF EXISTS", "there already")):
        names = [guard.name for guard in missing if guard.words == words]
        message = f"Added {words} to {listed(names)} ({state}, so nothing is masked)."
        for place, guard in enumerate(guard for guard in missing if guard.words == words):
            yield _Fix(Edit(Span(guard.at, guard.at), f" {words}"), None if place else GUARD, message)

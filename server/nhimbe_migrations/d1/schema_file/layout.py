"""Where things stand in a schema file: each statement with the comments that are its own, and what it defines.

Works on text with bare line feeds (see `edit_lines`).
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from nhimbe_migrations.d1.sql.actions import (
    Action,
    AddColumn,
    Create,
    Drop,
    DropColumn,
    RenameColumn,
    RenameTable,
    WriteRows,
)
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.tokens import Token, tokens
from nhimbe_migrations.text import Span

__all__ = ["Layout", "LeadingTrivia", "Placed", "lay_out", "line_tail", "read_lead"]

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class LeadingTrivia:
    """The spaces and comments before something, cut where its own begin."""

    kept: Span
    """What stays when the thing goes: headings, blank lines, comments further up."""
    comment: Span
    """The comment block directly above it (from its line break on); empty where there is none."""
    indent: Span
    """The line break and blanks directly before it."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement in its place. The spans of neighbours touch: nothing lies between them."""

    statement: Statement
    action: Action | None
    lead: LeadingTrivia
    end: int
    """After its semicolon."""
    tail: Span
    """Blanks and comments on the rest of its last line."""

    @property
    def words(self) -> tuple[Token, ...]:
        """Its significant tokens."""
        return self.statement.significant


@dataclass(frozen=True)
class Layout:
    text: str
    statements: tuple[Placed, ...]
    definitions: dict[tuple[str, str], int] = field(default_factory=dict)
    """(kind, folded name) → place in `statements` of the CREATE that counts."""
    alterations: dict[str, list[int]] = field(default_factory=dict)
    """Folded table, as it is called at the end of the file → its ALTER TABLE statements there."""
    companions: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    """(kind, folded name) → statements that only make sense beside it: DROP … IF EXISTS, shadowed CREATEs."""
    rows: dict[str, list[int]] = field(default_factory=dict)
    """Folded table → INSERT, UPDATE and DELETE statements on it."""

    def definition(self, kind: ObjectKind, name: str) -> Placed | None:
        at = self.definitions.get((_slot(kind), folded(name)))
        return None if at is None else self.statements[at]


def lay_out(sql: str | Script) -> Layout:
    """Read where the statements of a text with bare line feeds stand; the same answer again for a text just read."""
    script = Script.of(sql)
    return _remembered(script.text) if len(script.text) <= _KEPT_LENGTH else _laid_out(script)


_KEPT_LENGTH = 131_072


@lru_cache(maxsize=4)
def _remembered(text: str) -> Layout:
    return _laid_out(Script.of(text))


def _laid_out(script: Script) -> Layout:
    text = script.text
    placed: list[Placed] = []
    start = 1 if text.startswith(_BOM) else 0
    for statement in script.statements:
        end = statement.terminator.end if statement.terminator else statement.span.end
        lead = read_lead(text, Span(min(start, statement.span.start), statement.span.start))
        tail = Span(end, line_tail(text, end))
        placed.append(Placed(statement, statement.action, lead, end, tail))
        start = tail.end
    layout = Layout(text, tuple(placed))
    _index(layout)
    return layout


def _index(layout: Layout) -> None:  # noqa: C901 one case a kind of statement
    alterations: dict[str, list[int]] = defaultdict(list)
    companions: dict[tuple[str, str], list[int]] = defaultdict(list)
    rows: dict[str, list[int]] = defaultdict(list)
    for at, placed in enumerate(layout.statements):
        match placed.action:
            case Create(kind, name, _, guarded):
                key = (_slot(kind), folded(name.name))
                if guarded and key in layout.definitions:
                    companions[key].append(at)
                else:
                    layout.definitions[key] = at
            case Drop(kind, name):
                key = (_slot(kind), folded(name.name))
                companions[key].append(at)
                if (shadowed := layout.definitions.pop(key, None)) is not None:
                    companions[key].append(shadowed)
            case AddColumn(table) | DropColumn(table) | RenameColumn(table):
                alterations[folded(table.name)].append(at)
            case RenameTable(name, to):
                was, now = folded(name.name), folded(to.name)
                alterations[now] = [*alterations.pop(now, []), *alterations.pop(was, []), at]
                rows[now] += rows.pop(was, [])
                if ("table", was) in layout.definitions:
                    layout.definitions["table", now] = layout.definitions.pop(("table", was))
            case WriteRows(_, table):
                rows[folded(table.name)].append(at)
            case None:
                pass
    layout.alterations.update(alterations)
    layout.companions.update(companions)
    layout.rows.update(rows)


def _slot(kind: ObjectKind) -> str:
    """Tables and virtual tables are dropped, and named, alike."""
    return "table" if kind == "virtual table" else kind


def read_lead(text: str, span: Span) -> LeadingTrivia:
    """Cut the spaces and comments in `span` at the block of comments that touches what follows."""
    pieces = _pieces(text, span)
    indent = span.end
    if pieces and pieces[-1].kind == "space":
        gap = pieces.pop()
        indent = _last_break(gap)
        if gap.text.count("\n") > 1:
            pieces = []
    comment = indent
    for piece in reversed(pieces):
        if piece.kind == "comment":
            comment = piece.span.start
            continue
        if "\n" in piece.text:
            comment = _last_break(piece)
        if piece.text.count("\n") > 1:
            break
    return LeadingTrivia(Span(span.start, comment), Span(comment, indent), Span(indent, span.end))


def _last_break(gap: Token) -> int:
    """Where the last line break in `gap` is; its start where it has none."""
    return gap.span.start + max(0, gap.text.rfind("\n"))


def _pieces(text: str, span: Span) -> list[Token]:
    return [
        Token(token.kind, token.text, Span(token.span.start + span.start, token.span.end + span.start))
        for token in tokens(span.of(text))
    ]


def line_tail(text: str, start: int) -> int:
    """Return where the blanks and comments that follow `start` on its line end; blanks before other text stay out."""
    stop = text.find("\n", start)
    stop = len(text) if stop < 0 else stop
    at = start
    for token in itertools.takewhile(lambda token: token.kind in ("space", "comment"), tokens(text[start:stop])):
        if token.kind == "comment":
            if token.text.startswith("/*") and not token.text.endswith("*/"):
                return at  # a block comment that runs on belongs to what follows
            at = start + token.span.end
    rest = text[at:stop]
    return stop if not rest.strip(" \t\f") else at

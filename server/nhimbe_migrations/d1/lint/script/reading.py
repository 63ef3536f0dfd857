"""A migration as the rules see it: its statements with trees, tokens, and the catalog before and after each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from nhimbe_migrations.d1.lint.sameness import same_index
from nhimbe_migrations.d1.schema.catalog.catalog import Catalog, catalog_of
from nhimbe_migrations.d1.schema.definitions import added_column, table_from
from nhimbe_migrations.d1.schema.model import Column, Index, Schema, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind, name_of, sources
from nhimbe_migrations.d1.sql.tokens import Token, unquoted
from nhimbe_migrations.habits.conventions import Conventions
from nhimbe_migrations.text import line_at

__all__ = ["LintedScript", "LintedStatement", "read", "statements_of"]


@dataclass(frozen=True, slots=True)
class LintedStatement:
    """One statement."""

    statement: Statement
    tree: Node | None
    """None when it does not parse."""
    before: Catalog
    after: Catalog
    lines: tuple[int, ...]
    """Line of each token, by position in `statement.significant`."""
    position: int
    """In the file's statements, from 0."""

    @property
    def kind(self) -> str:
        return kind(self.tree)

    @property
    def line(self) -> int:
        return self.statement.line

    @property
    def target(self) -> str:
        """The table that the statement alters, fills, empties, drops or creates; empty for other statements."""
        if self.tree is None:
            return ""
        named = self.tree.get("target") or self.tree.get("table")
        return name_of(named) if named else unquoted(str(self.tree.get("table_name") or ""))

    def line_of(self, name: str) -> int:
        """Return the line of the first token that says `name`; the statement's own line where none does."""
        wanted = folded(name)
        found = (at for at, token in enumerate(self.statement.significant) if folded(token.name) == wanted)
        return self.lines[at] if (at := next(found, None)) is not None else self.line

    def may_say(self, *words: str) -> bool:
        """Whether the text holds one of these words or signs anywhere: where it does not, its tree of a long seed need not be gone through."""
        text = self.statement.text.upper()
        return any(word in text for word in words)

    def line_at(self, token: Token) -> int:
        """Return the line of one of the statement's own tokens."""
        return self.lines[self.statement.significant.index(token)]


@dataclass(frozen=True)
class LintedScript:
    """The whole file."""

    sql: str
    file: str | None
    statements: tuple[LintedStatement, ...]
    start: Catalog
    """Before the file; when `applied`, what the schema says now."""
    end: Catalog
    conventions: Conventions
    applied: bool
    """The schema already contains this migration, so that nothing follows from an object's being there."""
    comments: tuple[tuple[Token, int], ...]
    """Every comment with its line."""

    def of_kind(self, *kinds: str) -> Iterator[LintedStatement]:
        return (statement for statement in self.statements if statement.kind in kinds)

    def altering(self, *operations: str) -> Iterator[tuple[LintedStatement, Node]]:
        for statement in self.of_kind("AlterTableStmt"):
            if statement.tree and statement.tree["op"] in operations:
                yield statement, statement.tree

    def new_columns(self) -> Iterator[tuple[LintedStatement, Table, Column]]:
        """Yield every column that a CREATE TABLE or ADD COLUMN of this file defines.

        A column that a rebuilt table had before, with the same type, is not new.
        """
        for statement in self.of_kind("CreateTableStmt"):
            if statement.tree is None:
                continue
            table = table_from(statement.statement)
            old = self.start.table(self.final_name(table.name, statement))
            for column in table.columns:
                before = old.column(column.name) if old and not self.applied else None
                if before is None or before.type.upper() != column.type.upper():
                    yield statement, table, column
        for item, _ in self.altering("ADD_COLUMN"):
            table = added_column(item.statement)
            yield item, table, table.columns[0]

    def final_name(self, name: str, this: LintedStatement) -> str:
        """Return what the table is called at the end of the file: a rebuilt one is renamed in it."""
        position = this.position
        while renamed := next((item for item in self._renamed.get(folded(name), ()) if item[0] > position), None):
            position, name = renamed
        return name

    @cached_property
    def made(self) -> dict[str, LintedStatement]:
        """By the folded name that it has at the end: each table that the file makes, and the first CREATE that does."""
        made: dict[str, LintedStatement] = {}
        for statement in self.of_kind("CreateTableStmt"):
            made.setdefault(folded(self.final_name(statement.target, statement)), statement)
        return made

    @cached_property
    def altered(self) -> dict[str, LintedStatement]:
        """The last ALTER TABLE of each table, by the folded name that it has there."""
        return {folded(statement.target): statement for statement in self.of_kind("AlterTableStmt")}

    @cached_property
    def _renamed(self) -> dict[str, list[tuple[int, str]]]:
        """The tables that are renamed, by their folded names: where, and what they are called then."""
        renamed: dict[str, list[tuple[int, str]]] = {}
        for statement, tree in self.altering("RENAME_TABLE"):
            renamed.setdefault(folded(statement.target), []).append((statement.position, name_of(tree["new_name"])))
        return renamed

    @cached_property
    def _makers(self) -> dict[str, LintedStatement]:
        """The first statement that gives the file a table of this folded name, by CREATE or by RENAME TO."""
        makers: dict[str, LintedStatement] = {}
        for statement in self.statements:
            if statement.kind in {"CreateTableStmt", "CreateVirtualTableStmt"}:
                makers.setdefault(folded(statement.target), statement)
            elif statement.kind == "AlterTableStmt" and statement.tree and statement.tree["op"] == "RENAME_TABLE":
                makers.setdefault(folded(name_of(statement.tree["new_name"])), statement)
        return makers

    def made_again(self, index: Index) -> bool:
        """Whether an index that stood before the file is only made again, as a rebuild must: its form is not new."""
        existing = self.start.indexes.get(folded(index.name))
        return not self.applied and existing is not None and same_index(existing, index)

    def replaces_with_same_key(self, table: Table, this: LintedStatement) -> bool:
        """Whether the new table stands in for one that had this very key (a rebuild)."""
        old = self.start.table(self.final_name(table.name, this))
        return old is not None and not self.applied and old.primary_key == table.primary_key

    def created_before(self, name: str, this: LintedStatement) -> bool:
        """Whether this file makes the table `name` before the statement `this` (by CREATE or by RENAME TO)."""
        maker = self._makers.get(folded(name))
        if maker is None or maker.position >= this.position:
            return False
        if maker.kind == "AlterTableStmt":
            return True
        return self.applied or not self.start.holds_rows(name) or not (maker.tree or {}).get("if_not_exists")

    def holds_old_rows(self, name: str, this: LintedStatement) -> bool:
        """Whether the table may hold rows from before this file when `this` runs."""
        if self.created_before(name, this):
            return False
        return self.applied or this.before.holds_rows(name) or this.before.empty

    def copied_before(self, table: str, this: LintedStatement) -> Iterator[LintedStatement]:
        """Yield the statements before `this` that copy rows out of `table` into another table."""
        for statement in self._filling.get(folded(table), ()):
            if statement.position >= this.position:
                return
            if folded(statement.target) != folded(table):
                yield statement

    @cached_property
    def _filling(self) -> dict[str, list[LintedStatement]]:
        """By folded name: the statements that fill a table, not always another one, with rows of it."""
        filling: dict[str, list[LintedStatement]] = {}
        for statement in self.statements:
            if statement.kind == "InsertStmt" or (
                statement.kind == "CreateTableStmt" and (statement.tree or {}).get("as_select")
            ):
                for name in {folded(name) for name in _read_from(statement)}:
                    filling.setdefault(name, []).append(statement)
        return filling

    def statements_after(self, this: LintedStatement) -> tuple[LintedStatement, ...]:
        return self.statements[this.position + 1 :]

    def rebuilt(self) -> Iterator[tuple[LintedStatement, Table, Table]]:
        """Yield (the DROP, the old table, the table that took its name) for every table rebuilt in this file."""
        for statement in self.of_kind("DropStmt"):
            old = statement.before.table(statement.target)
            new = self.end.table(statement.target)
            if old and new and old.columns and any(self.copied_before(statement.target, statement)):
                yield statement, old, new


def read(
    sql: str | Script, schema: Schema, *, file: str | None, conventions: Conventions, applied: bool
) -> LintedScript:
    """Read `sql` against a schema."""
    script = Script.of(sql)
    start = catalog_of(schema)
    found = statements_of(script, start)
    end = found[-1].after if found else start
    comments = tuple((token, line_at(script.text, token.span.start)) for token in script.comments)
    return LintedScript(script.text, file, found, start, end, conventions, applied, comments)


def statements_of(script: Script, start: Catalog) -> tuple[LintedStatement, ...]:
    """Return the statements of a script, each between the catalogs that it finds and leaves."""
    found: list[LintedStatement] = []
    catalog = start
    for position, statement in enumerate(script.statements):
        after = catalog.after(statement)
        found.append(LintedStatement(statement, statement.tree, catalog, after, _lines(statement), position))
        catalog = after
    return tuple(found)


def _lines(statement: Statement) -> tuple[int, ...]:
    if "\n" not in statement.text and "\r" not in statement.text:
        return (statement.line,) * len(statement.significant)
    start, line, lines = statement.span.start, statement.line, []
    at = 0
    for token in statement.significant:
        offset = token.span.start - start
        line += len(re.findall(r"\r\n|\r|\n", statement.text[at:offset]))
        at = offset
        lines.append(line)
    return tuple(lines)


def _read_from(statement: LintedStatement) -> Iterator[str]:
    if statement.tree:
        yield from sources(statement.tree.get("source") or statement.tree.get("as_select"))

"""Which statements of a migration met a row: a proof on rows that a statement never meets proves nothing about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, index_terms, read_write
from nhimbe_migrations.d1.proof.result import IGNORED, NOT_EXERCISED
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop, DropColumn, RenameColumn, RenameTable, read_action
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import kind
from nhimbe_migrations.d1.sql.tokens import quoted, significant
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.quotation import excerpt

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Coverage"]

_WRITES = ("INSERT", "REPLACE", "UPDATE", "DELETE")


@dataclass(slots=True)
class _Statement:
    line: int
    text: str
    changes: int
    """Changes to rows that the connection had counted when it began."""
    met: bool
    chosen: int | None = None
    """Rows that it is about to write, where a trigger of the table may skip some; None where none does."""
    skipped: int = 0


class Coverage:
    """Told of each statement before it runs, and of the end."""

    def __init__(self, shadow: Shadow, schema: Schema) -> None:
        self._shadow = shadow
        self._schema = schema
        self._statements: list[_Statement] = []
        self._any_ignores: bool | None = None
        """None until it is asked, and again where a statement may have made such a trigger; that one goes is no matter."""

    def begin(self, text: str, line: int) -> None:
        """A statement is about to run."""
        self.end()
        met = not _writes(text) or _brings_its_rows(text)
        if not _writes(text) and "RAISE" in text.upper():
            self._any_ignores = None
        if met and (table := self._table_of(text)) is not None:
            met = self._has_rows(table) and self._has_values(text, table)
        if text[:6].upper() == "UPDATE" and "IGNORE" in text.upper():
            met = met or bool(self._chosen_by(text))
        before = self._shadow.changed_rows()
        self._statements.append(_Statement(line, text, before, met, self._chosen(text)))

    def end(self) -> None:
        """The statement that began last is over."""
        if self._statements:
            last = self._statements[-1]
            last.met = last.met or self._shadow.changed_rows() > last.changes
            if last.chosen is not None:
                last.skipped = max(0, last.chosen - self._shadow.changed_by_last())
                last.met = last.met or last.skipped > 0
                last.chosen = None

    @property
    def statements(self) -> int:
        return len(self._statements)

    @property
    def exercised(self) -> int:
        return sum(statement.met for statement in self._statements)

    @property
    def idle(self) -> tuple[tuple[int, str], ...]:
        """Line and text of the statements that met no row."""
        return tuple((statement.line, statement.text) for statement in self._statements if not statement.met)

    def findings(self) -> list[Finding]:
        return self._ignored() + [
            NOT_EXERCISED.finding(f"“{excerpt(text)}” met no row of the proof, so its effect is not proved.", line=line)
            for line, text in self.idle
        ]

    def _ignored(self) -> list[Finding]:
        return [
            IGNORED.finding(
                f"“{excerpt(statement.text)}” {_what(statement)}: a trigger of the table says RAISE(IGNORE).",
                line=statement.line,
            )
            for statement in self._statements
            if statement.skipped
        ]

    def _chosen(self, text: str) -> int | None:
        """How many rows a statement is about to write, where a trigger of its table says RAISE(IGNORE)."""
        return self._chosen_by(text, ignoring=True) if _writes(text) and self._ignores() else None

    def _chosen_by(self, text: str, *, ignoring: bool = False) -> int | None:
        """How many rows a statement is about to write; with `ignoring`, None where no trigger of its table says RAISE(IGNORE)."""
        import apsw

        try:
            write = read_write(Script.of(text).statements[0])
            # Whether a key or the trigger leaves out a row of INSERT OR IGNORE is not told apart.
            if write is None or write.others or (write.verb == "INSERT" and write.conflict not in ("", "REPLACE")):
                return None
            about = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE AND sql LIKE ?"
            if ignoring and not self._shadow.ask(about, (write.table, "%RAISE%IGNORE%")):
                return None
            ctes = f"WITH {write.ctes} " if write.ctes else ""
            if write.verb == "INSERT":
                return int(self._shadow.ask(f"{ctes}SELECT count(*) FROM ({write.source})")[0][0])
            where = f" WHERE {write.where}" if write.where else ""
            source = f"{quoted(write.table)} AS {quoted(write.alias)}"
            return int(self._shadow.ask(f"{ctes}SELECT count(*) FROM {source}{where}")[0][0])
        except (apsw.Error, Unreadable, IndexError):
            return None

    def _ignores(self) -> bool:
        """Whether any trigger says RAISE(IGNORE): asked once, and not of thousands of tables for each write."""
        import apsw

        if self._any_ignores is None:
            try:
                about = "SELECT 1 FROM sqlite_master WHERE type = 'trigger' AND sql LIKE ? LIMIT 1"
                self._any_ignores = bool(self._shadow.ask(about, ("%RAISE%IGNORE%",)))
            except apsw.Error:
                return True
        return self._any_ignores

    def _table_of(self, text: str) -> str | None:
        """The table, there before the migration, on whose rows a change of the schema works."""
        match read_action(significant(text)):
            case AddColumn(table=table) | DropColumn(table=table) | RenameColumn(table=table):
                name = table.name
            case RenameTable(name=token) | Drop(kind="table", name=token):
                name = token.name
            case Create(kind="index", table=token) if token is not None:
                name = token.name
            case _:
                return None
        known = self._schema.table(name)
        return known.name if known is not None else None

    def _has_values(self, text: str, table: str) -> bool:
        """Whether a UNIQUE index has two rows to tell apart: NULLs never clash."""
        import apsw

        statement = Script.of(text).statements[0]
        terms, where = index_terms(statement) if statement.words[1:2] == ("UNIQUE",) else ([], "")
        if not terms:
            return True
        present = " AND ".join([f"({term}) IS NOT NULL" for term in terms] + ([f"({where})"] if where else []))
        try:
            return len(self._shadow.ask(f"SELECT 1 FROM {quoted(table)} WHERE {present} LIMIT 2")) > 1
        except apsw.Error:
            return True

    def _has_rows(self, table: str) -> bool:
        import apsw

        try:
            return bool(self._shadow.ask(f"SELECT 1 FROM {quoted(table)} LIMIT 1"))
        except apsw.Error:  # dropped or renamed by a statement before this one
            return True


def _what(statement: _Statement) -> str:
    """What became of the rows that were skipped."""
    number = "1 row" if statement.skipped == 1 else f"{statement.skipped} rows"
    if kind(Script.of(statement.text).statements[0].tree) == "InsertStmt":
        return f"writes {number} fewer than it says in the proof"
    return f"leaves {number} of the proof as they were"


def _brings_its_rows(text: str) -> bool:
    """Whether it is an INSERT of rows that it spells out: it needs none that are there, also where ON CONFLICT skips them."""
    statements = Script.of(text).statements
    tree = statements[0].tree if statements else None
    return kind(tree) == "InsertStmt" and kind((tree or {}).get("source")) == "ValuesClause"


def _writes(text: str) -> bool:
    words = significant(text)
    if not words:
        return False
    if words[0].says("WITH"):
        depth = 0
        for word in words:
            depth += word.says("(") - word.says(")")
            if depth == 0 and word.says(*_WRITES, "SELECT"):
                return not word.says("SELECT")
        return False
    return words[0].says(*_WRITES)

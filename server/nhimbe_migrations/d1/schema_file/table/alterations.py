"""What a schema file says of a table by ALTER TABLE, below its CREATE TABLE, and how a change is said there.

Such a file is a little history: the CREATE TABLE has the names and columns of the first day. So a wanted table is put
back, by the engine, to what it must have been before the file's own statements, and the CREATE TABLE is compared with
that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.schema_file.layout import Layout
from nhimbe_migrations.d1.schema_file.statement.token_edits import is_plain_name, rename_token
from nhimbe_migrations.d1.sql.actions import AddColumn, DropColumn, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.text import Edit

__all__ = ["Alterations", "addition_head"]


@dataclass
class Alterations:
    """The ALTER TABLE statements of one table in a file, against the table as it shall be."""

    layout: Layout
    places: Sequence[int]
    """In the file's order."""
    new: Table
    renamed: Mapping[str, str]
    """Folded old column name → new one, by the migration."""
    edits: list[Edit] = field(default_factory=list)
    gone: dict[int, str] = field(default_factory=dict)
    """Statements that say nothing any more, with the name that they were about."""
    dropped: list[str] = field(default_factory=list)
    """Columns of the CREATE TABLE that the file itself drops further down."""
    _inverse: list[str] = field(default_factory=list)

    @property
    def moves(self) -> bool:
        """Whether a name in the CREATE TABLE is not the name at the end of the file."""
        return any(
            isinstance(self.layout.statements[at].action, RenameColumn | RenameTable | DropColumn) for at in self.places
        )

    def read(self) -> None:
        """Work out which of the statements change or go."""
        self._follow_columns()
        self._follow_table()

    def put_back(self) -> str | None:
        """Return the CREATE TABLE that becomes the wanted one once the file's statements have run; None where none does."""
        sql = self.new.sql.replace("\r\n", "\n")
        if not self._inverse:
            return sql
        from nhimbe_migrations.d1.shadow.shadow import StatementRefused, open_shadow

        shadow = open_shadow()
        try:
            for statement in (sql, *self._inverse):
                shadow.run(statement)
            query = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND sql NOT NULL ORDER BY rowid LIMIT 1"
            return next((str(row[0]) for row in shadow.connection.execute(query)), None)
        except StatementRefused:
            return None
        finally:
            shadow.close()

    def _follow_columns(self) -> None:
        chains: dict[str, list[int]] = {}
        for at in self.places:
            match self.layout.statements[at].action:
                case RenameColumn(_, old, to):
                    chains[folded(to.name)] = [*chains.pop(folded(old.name), []), at]
                case DropColumn(_, name):
                    chains.pop(folded(name.name), None)
                    self.dropped.append(name.name)
                case _:
                    pass
        known = {folded(column.name) for column in self.new.columns}
        for final, chain in chains.items():
            now = self.renamed.get(final, final)
            if folded(now) not in known:
                self.gone.update(dict.fromkeys(chain, final))
            elif final in self.renamed:
                last = self.layout.statements[chain[-1]].action
                if isinstance(last, RenameColumn):
                    self.edits.append(rename_token(last.to, now))

    def _follow_table(self) -> None:
        table = self.new.name
        for at in reversed(self.places):
            action = self.layout.statements[at].action
            if action is None or at in self.gone:
                continue
            match action:
                case RenameTable(name, to):
                    if to.name != table:
                        self.edits.append(rename_token(to, table))
                    self._inverse.append(f"ALTER TABLE {_quoted(table)} RENAME TO {_quoted(name.name)}")
                    table = name.name
                    continue
                case RenameColumn(of, old, to):
                    now = self.renamed.get(folded(to.name), to.name) if self._is_last(at, to.name) else to.name
                    self._inverse.append(
                        f"ALTER TABLE {_quoted(table)} RENAME COLUMN {_quoted(now)} TO {_quoted(old.name)}"
                    )
                case AddColumn(of) | DropColumn(of):
                    pass
                case _:
                    continue
            if of.name != table:
                self.edits.append(rename_token(of, table))
        self.first_name = table

    first_name: str = ""
    """What the CREATE TABLE calls the table."""

    def _is_last(self, at: int, name: str) -> bool:
        """Whether no later statement of the file renames the column again."""
        later = (self.layout.statements[n].action for n in self.places if n > at)
        return not any(
            isinstance(action, RenameColumn) and folded(action.name.name) == folded(name) for action in later
        )


def addition_head(layout: Layout, places: Sequence[int], table: str) -> str:
    """Return `ALTER TABLE … ADD COLUMN ` as the last such statement of the table writes it."""
    for at in reversed(places):
        placed = layout.statements[at]
        if isinstance(placed.action, AddColumn):
            column = placed.action.name.span.start
            of = placed.action.table
            start = placed.statement.span.start
            named = rename_token(of, table).text if of.name != table else of.text
            return f"{layout.text[start : of.span.start]}{named}{layout.text[of.span.end : column]}"
    return f"ALTER TABLE {_quoted(table)} ADD COLUMN "


def _quoted(name: str) -> str:
    return name if is_plain_name(name) else '"' + name.replace('"', '""') + '"'

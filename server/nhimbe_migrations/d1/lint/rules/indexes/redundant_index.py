"""An index that another one already is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nhimbe_migrations.d1.lint.script.reading import LintedScript
from nhimbe_migrations.d1.schema.model import Index, Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

__all__ = ["RULE", "check"]

RULE = Rule(
    name="redundant-index",
    severity="note",
    summary="An index whose columns begin another index, a UNIQUE or the primary key",
    why="It is never needed for a query, and every write pays for it.",
    help="Leave it out.",
    target="d1",
)


def check(reading: LintedScript) -> Iterator[Finding]:
    """Compare each new index with what the table has at the file's end; a UNIQUE one says the same only of the same columns."""
    known: dict[str, _Beginnings] = {}
    for statement in reading.of_kind("CreateIndexStmt"):
        index = reading.end.index(statement.tree)
        if index is None or reading.made_again(index) or index.partial or "DESC" in statement.statement.text.upper():
            continue
        table = reading.end.table(index.table)
        if (columns := index.compared_as(table)) is None:
            continue
        name = folded(index.table)
        if name not in known:
            known[name] = _Beginnings(table, reading.end.indexes_of(index.table))
        covering = known[name].covering(index, columns)
        if covering:
            yield RULE.finding(f"{index.name} is already covered by {covering}.", line=statement.line)


class _Beginnings:
    """What begins with which columns on one table: its keys, and its indexes of whole rows."""

    def __init__(self, table: Table | None, indexes: Sequence[Index]) -> None:
        self._any: dict[tuple[str, ...], list[str]] = {}
        self._unique: dict[tuple[str, ...], list[str]] = {}
        for key in table.unique_keys() if table else ():
            self._add("its key", key, unique=True)
        for index in indexes:
            if not index.partial:
                self._add(index.name, index.compared_as(table) or (), unique=index.unique)

    def _add(self, name: str, columns: tuple[str, ...], *, unique: bool) -> None:
        for length in range(1, len(columns) + 1):
            self._any.setdefault(columns[:length], []).append(name)
        if unique:
            self._unique.setdefault(columns, []).append(name)

    def covering(self, index: Index, columns: tuple[str, ...]) -> str | None:
        """Return the first other one that `index`, of these columns, says nothing beyond."""
        names = (self._unique if index.unique else self._any).get(columns, ())
        return next((name for name in names if name != index.name), None)

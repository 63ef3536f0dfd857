"""Values that a migration takes: emptied, cut short, or made equal to others. Seen by comparing keys before and after."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.result import DEPENDS_ON_ROWS, VALUES_LOST, look_first
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, walk
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["lost_values", "multiplied_rows"]

_CUTS = ("substr", "substring", "cast", "round", "printf", "format", "instr", "trunc", "floor", "ceil")
_NUMBER = re.compile(r"\s*[-+]?\d+(\.\d*)?")

_SHORT = 30
"""Characters of a value that is quoted: a made-up key tells nobody anything."""


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A value that a statement gives a column: by UPDATE, or by copying a table."""

    line: int
    column: str
    value: Node | None
    where: Node | None


def lost_values(ends: BothEnds, migration_sql: str) -> Iterator[Finding]:
    """Yield a warning for every column whose values are emptied, cut or merged by an expression of the migration."""
    assigned = _assignments(migration_sql)
    for table in ends.was.tables:
        current = ends.now.table(table.name)
        if current is None or not table.primary_key or table.primary_key != current.primary_key:
            continue
        columns = [
            column.name
            for column in table.columns
            if folded(column.name) in assigned and current.column(column.name) and not column.primary_key
        ]
        if columns:
            yield from _compared(ends, table, columns, assigned)


def multiplied_rows(ends: BothEnds, migration_sql: str) -> Iterator[Finding]:
    """Yield a warning for a table that was copied through a join and has more rows afterwards."""
    assigned = _assignments(migration_sql)
    for line, name, joined in _copies(migration_sql):
        table, current = ends.was.table(name), ends.now.table(name)
        if table is None or current is None or not joined:
            continue
        kept = [
            column.name
            for column in table.columns
            if current.column(column.name) and folded(column.name) not in assigned and not column.generated
        ]
        if not kept:
            continue
        count_before = _tally(ends.before, table.name, kept)
        more = sum(
            max(0, count - count_before[row])
            for row, count in _tally(ends.after, current.name, kept).items()
            if row in count_before
        )
        if more:
            yield DEPENDS_ON_ROWS.finding(
                f"{table.name} holds {_rows(more)} more than once afterwards: the join finds several partners for a row.",
                line=line,
                help=look_first(
                    ends.losses.multiplied(table, kept, more),
                    "Join on a key, or pick one partner (a subquery with min(), or GROUP BY).",
                ),
            )


def _tally(shadow: Shadow, table: str, columns: list[str]) -> Counter[tuple[str, ...]]:
    listed = ", ".join(quoted(column) for column in columns)
    return Counter(tuple(str(value) for value in row) for row in shadow.ask(f"SELECT {listed} FROM {quoted(table)}"))


def _assignments(migration_sql: str) -> dict[str, list[_Assignment]]:
    """By folded column name, what the migration puts there; a renamed column counts under its last name too."""
    found: dict[str, list[_Assignment]] = {}
    for statement in Script.of(migration_sql).statements:
        if statement.words[:1] not in (("UPDATE",), ("INSERT",), ("REPLACE",), ("ALTER",), ("WITH",)):
            continue
        tree = statement.tree
        match kind(tree):
            case "UpdateStmt" if tree:
                for clause in items(tree, "setlist"):
                    names = [clause["column"]] if clause["column"] else map(name_of, items(clause, "columns"))
                    for name in names:
                        assignment = _Assignment(statement.line, str(name), clause["value"], tree["where_clause"])
                        found.setdefault(folded(str(name)), []).append(assignment)
            case "InsertStmt" if tree and kind(tree["source"]) == "SelectStmt":
                columns = [name_of(column) for column in items(tree, "columns")]
                for name, column in zip(columns, items(tree["source"], "columns"), strict=False):
                    value = column.get("expr")
                    if value is not None and kind(value) != "ColumnRef":
                        assignment = _Assignment(statement.line, name, value, None)
                        found.setdefault(folded(name), []).append(assignment)
            case "AlterTableStmt" if tree and tree["op"] == "RENAME_COLUMN":
                old, new = folded(name_of(tree["old_name"])), folded(name_of(tree["new_name"]))
                found.setdefault(new, []).extend(found.pop(old, []))
            case _:
                pass
    return found


def _copies(migration_sql: str) -> Iterator[tuple[int, str, bool]]:
    """Line, table (under its last name) and whether a join feeds it, for each INSERT … SELECT."""
    copied: list[list[Any]] = []
    for statement in Script.of(migration_sql).statements:
        if statement.words[:1] not in (("INSERT",), ("ALTER",), ("CREATE",)):
            continue
        tree = statement.tree
        match kind(tree):
            case "InsertStmt" if tree and kind(tree["source"]) == "SelectStmt":
                copied.append(
                    [statement.line, name_of(tree["table"]), kind(tree["source"]["from_clause"]) == "JoinClause"]
                )
            case "CreateTableStmt" if tree and kind(tree["as_select"]) == "SelectStmt":
                joined = kind(tree["as_select"]["from_clause"]) == "JoinClause"
                copied.append([statement.line, str(tree["table_name"]), joined])
            case "AlterTableStmt" if tree and tree["op"] == "RENAME_TABLE":
                for entry in copied:
                    if folded(entry[1]) == folded(name_of(tree["target"])):
                        entry[1] = name_of(tree["new_name"])
            case _:
                pass
    yield from ((line, name, joined) for line, name, joined in copied)


def _compared(
    ends: BothEnds, table: Table, columns: list[str], assigned: dict[str, list[_Assignment]]
) -> Iterator[Finding]:
    import apsw

    key = table.primary_key
    try:
        old, new = _values(ends.before, table.name, key, columns), _values(ends.after, table.name, key, columns)
    except apsw.Error:
        return
    for at, column in enumerate(columns):
        pairs = [(old[row][at], new[row][at]) for row in old if row in new and old[row][at] is not None]
        yield from _of_column(table, column, pairs, assigned[folded(column)], ends)


def _of_column(
    table: Table, column: str, pairs: list[tuple[Any, Any]], assigned: list[_Assignment], ends: BothEnds
) -> Iterator[Finding]:
    computed = [assignment for assignment in assigned if kind(assignment.value) != "Literal"]
    if not assigned:
        return
    line = (computed or assigned)[0].line
    emptied = sum(after is None for _, after in pairs)
    if emptied and computed:
        yield VALUES_LOST.finding(
            f"{table.name}.{column} is emptied in {_rows(emptied)} of the proof: where the expression finds nothing it gives NULL.",
            line=line,
            help=look_first(ends.losses.emptied(table, column, emptied), VALUES_LOST.help),
        )
    own = [assignment for assignment in computed if _reads(assignment.value, column)]
    if any(_cuts(assignment.value) for assignment in own):
        cut = [(before, after) for before, after in pairs if after is not None and _is_cut(before, after)]
        if cut:
            shown = f" ({cut[0][0]!r} becomes {cut[0][1]!r})" if ends.tells_values else ""
            yield VALUES_LOST.finding(
                f"{table.name}.{column} is cut short in {_rows(len(cut))} of the proof{shown}.",
                line=own[0].line,
            )
    mapped = own or [assignment for assignment in assigned if _reads(assignment.where, column)]
    if not mapped:
        return
    made: dict[str, dict[str, bool]] = {}
    for before, after in pairs:
        if after is not None:
            made.setdefault(str(after), {})[str(before)] = before != after
    same = next((olds for olds in made.values() if len(olds) > 1 and any(olds.values())), None)
    if same:
        # One value into one that is there already is what a renaming of values does; several into one loses more.
        several = sum(same.values()) > 1
        short = ends.tells_values and all(len(value) <= _SHORT for value in sorted(same)[:2])
        shown = " and ".join(repr(value) for value in sorted(same)[:2]) if short else "two values"
        yield VALUES_LOST.finding(
            f"{table.name}.{column}: {shown} become one value and cannot be told apart afterwards.",
            line=mapped[0].line,
            severity=None if several else "note",
        )


def _is_cut(before: Any, after: Any) -> bool:  # noqa: ANN401 any SQL value
    if isinstance(after, str) and isinstance(before, str):
        return len(after) < len(before.strip()) and after in before
    if isinstance(after, (int, float)) and isinstance(before, str):
        lead = _NUMBER.match(before)
        if lead is None:
            return after == 0
        return not _is_number(before, after) and float(after) == float(
            int(float(lead.group())) if isinstance(after, int) else float(lead.group())
        )
    return isinstance(before, float) and isinstance(after, (int, float)) and before != after and abs(before - after) < 1


def _is_number(text: str, value: float) -> bool:
    try:
        return float(text) == float(value)
    except ValueError:
        return False


def _reads(node: Node | None, column: str) -> bool:
    return any(folded(name_of(item)) == folded(column) for item in columns_named(node)) if node else False


def _cuts(node: Node | None) -> bool:
    return any(kind(item) == "CastExpr" or str(item.get("func_name", "")).lower() in _CUTS for item in walk(node))


def _values(
    shadow: Shadow, table: str, key: tuple[str, ...], columns: list[str]
) -> dict[tuple[str, ...], tuple[Any, ...]]:
    listed = ", ".join(quoted(name) for name in (*key, *columns))
    rows = shadow.ask(f"SELECT {listed} FROM {quoted(table)}")
    return {tuple(str(value) for value in row[: len(key)]): row[len(key) :] for row in rows}


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"

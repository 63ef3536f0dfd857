"""Values that a migration takes: emptied, cut short, or made equal to others. Seen by comparing keys before and after."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from nhimbe_migrations.d1.proof.outcome.assignments import Assignment, assignments, copies
from nhimbe_migrations.d1.proof.outcome.both_ends import BothEnds
from nhimbe_migrations.d1.proof.result import ROWS_MULTIPLIED, VALUES_LOST, look_first
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, walk
from nhimbe_migrations.d1.sql.tokens import quoted
from nhimbe_migrations.findings.finding import Finding

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["lost_values", "multiplied_rows"]

_CUTS = ("substr", "substring", "cast", "round", "printf", "format", "instr", "trunc", "floor", "ceil")
_NUMBER = re.compile(r"\s*[-+]?\d+(\.\d*)?")

_PLACES = 8
"""Places behind the point that round() may leave."""
_SPELLING = ("lower", "upper", "trim", "ltrim", "rtrim", "replace")
"""Functions that bring values into one spelling: that some become the same is what they are called for."""
_SHORT = 30
"""Characters of a value that is quoted: a made-up key tells nobody anything."""


def lost_values(ends: BothEnds, migration_sql: str) -> Iterator[Finding]:
    """Yield a finding for every column whose values are emptied, cut or merged by an expression of the migration."""
    assigned = assignments(migration_sql, ends.was)
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
    """Yield an error for a table that was copied through a join and has more rows afterwards."""
    assigned = assignments(migration_sql, ends.was)
    for line, name, joined in copies(migration_sql):
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
            yield ROWS_MULTIPLIED.finding(
                f"{table.name} holds {_rows(more)} more than once afterwards: the join finds several partners for a row.",
                line=line,
                help=look_first(ends.losses.multiplied(table, kept, more), ROWS_MULTIPLIED.help),
            )


def _tally(shadow: Shadow, table: str, columns: list[str]) -> Counter[tuple[str, ...]]:
    listed = ", ".join(quoted(column) for column in columns)
    return Counter(tuple(str(value) for value in row) for row in shadow.ask(f"SELECT {listed} FROM {quoted(table)}"))


def _compared(
    ends: BothEnds, table: Table, columns: list[str], assigned: dict[str, list[Assignment]]
) -> Iterator[Finding]:
    import apsw

    key = table.primary_key
    try:
        old, new = _values(ends.before, table.name, key, columns), _values(ends.after, table.name, key, columns)
    except apsw.Error:
        return
    for at, column in enumerate(columns):
        pairs = [_Pair(row, old[row][at], new[row][at]) for row in old if row in new and old[row][at] is not None]
        yield from _of_column(table, column, pairs, assigned[folded(column)], ends)


class _Pair(NamedTuple):
    """One value of a row before and afterwards."""

    key: tuple[str, ...]
    before: Any
    after: Any


def _of_column(
    table: Table, column: str, pairs: list[_Pair], assigned: list[Assignment], ends: BothEnds
) -> Iterator[Finding]:
    computed = [assignment for assignment in assigned if kind(assignment.value) != "Literal"]
    if not assigned:
        return
    line = (computed or assigned)[0].line

    def lost(found: list[_Pair]) -> list[_Pair]:
        return [pair for pair in found if not ends.stands_elsewhere(table.name, column, pair.before, pair.key)]

    emptied = lost([pair for pair in pairs if pair.after is None and str(pair.before).strip()]) if computed else []
    if emptied:
        yield VALUES_LOST.finding(
            f"{table.name}.{column} is emptied in {_rows(len(emptied))} of the proof: where the expression finds nothing it gives NULL.",
            line=line,
            help=look_first(ends.losses.emptied(table, column, len(emptied)), VALUES_LOST.help),
            severity="warning" if all(_says_null(assignment.value) for assignment in computed) else None,
        )
    own = [
        assignment
        for assignment in computed
        if _reads(assignment.value, column) and not _sets_paths(assignment.value, column)
    ]
    if any(_cuts(assignment.value) for assignment in own):
        cut = lost([pair for pair in pairs if pair.after is not None and _is_cut(pair.before, pair.after)])
        cut.sort(key=lambda pair: _NUMBER.match(str(pair.before)) is None)
        if cut:
            shown = f" ({cut[0].before!r} becomes {cut[0].after!r})" if ends.tells_values else ""
            # substr() and round() say themselves what they leave; a CAST takes what does not look like a number for 0.
            casts = any(kind(node) == "CastExpr" for assignment in own for node in walk(assignment.value))
            yield VALUES_LOST.finding(
                f"{table.name}.{column} is cut short in {_rows(len(cut))} of the proof{shown}.",
                line=own[0].line,
                help=look_first(ends.losses.changed(table, column, len(cut)), VALUES_LOST.help),
                severity=_of_cut(cut, affinity(_type_of(table, column)), casts=casts),
            )
    mapped = own or [
        assignment
        for assignment in assigned
        if _reads(assignment.where, column) and not _sets_paths(assignment.value, column)
    ]
    # A number that is counted or added up anew, and a reference that leads elsewhere, are no spelling of what was there.
    if not mapped or _is_reference(table, column) or all(_is_reckoned(assignment.value) for assignment in mapped):
        return
    made: dict[str, dict[str, bool]] = {}
    for _, before, after in pairs:
        if after is not None:
            made.setdefault(str(after), {})[str(before)] = before != after
    same = next((olds for olds in made.values() if len(olds) > 1 and any(olds.values())), None)
    if same:
        # One value into one that is there already is what a renaming of values does; several into one loses more.
        several = sum(same.values()) > 1 and not all(_spells(assignment.value) for assignment in mapped)
        short = ends.tells_values and all(len(value) <= _SHORT for value in sorted(same)[:2])
        shown = " and ".join(repr(value) for value in sorted(same)[:2]) if short else "two values"
        yield VALUES_LOST.finding(
            f"{table.name}.{column}: {shown} become one, for good.",
            line=mapped[0].line,
            severity="warning" if several else "note",
        )


def _is_reference(table: Table, column: str) -> bool:
    return any(folded(column) in map(folded, key.columns) for key in table.foreign_keys)


def _sets_paths(node: Node | None, column: str) -> bool:
    """Whether it is a document of the column with paths set in it: those that are named are written over, as SET writes over a column."""
    while kind(node) == "ParenExpr" and node:
        node = node["expr"]
    arguments = items(node, "args") if node and str(node.get("func_name", "")).lower() in _SETTING else []
    return bool(arguments) and (_reads(arguments[0], column) or _sets_paths(arguments[0], column))


_SETTING = (
    "json_set",
    "json_insert",
    "json_replace",
    "json_patch",
    "jsonb_set",
    "jsonb_insert",
    "jsonb_replace",
    "json",
)


def _spells(node: Node | None) -> bool:
    """Whether an expression does no more than bring a value into one spelling."""
    named = [item for item in walk(node) if kind(item)]
    calls = [str(item["func_name"]).lower() for item in named if item.get("func_name")]
    return (
        bool(calls)
        and set(calls) <= {*_SPELLING}
        and not any(kind(item) in ("CaseExpr", "SubqueryExpr") for item in named)
    )


def _is_reckoned(node: Node | None) -> bool:
    """Whether a value comes of other rows by arithmetic or a count, or of its own by a sum: no table of old and new values."""
    found = list(walk(node))
    kinds = {kind(item) for item in found if kind(item)}
    if "ColumnRef" in kinds <= _OF_SUMS and all(str(item.get("op") or "PLUS") in _SUMS for item in found):
        return True
    counts = any(str(item.get("func_name", "")).lower() in _COUNTING or item.get("over_clause") for item in found)
    inner = any(kind(item) == "SubqueryExpr" for item in found)
    return inner and (counts or any(str(item.get("op", "")) in _ARITHMETIC for item in found))


_COUNTING = ("count", "sum", "total", "avg", "row_number", "rank", "dense_rank", "ntile")
_SUMS = ("PLUS", "MINUS", "STAR")
_ARITHMETIC = (*_SUMS, "SLASH")
_OF_SUMS = {"BinaryExpr", "UnaryExpr", "ParenExpr", "Literal", "ColumnRef"}


def _of_cut(cut: list[_Pair], kind_of_column: str, *, casts: bool) -> Literal["warning", "note"] | None:
    if kind_of_column in ("INTEGER", "REAL") and all(isinstance(pair.before, str) for pair in cut):
        return "note"  # words in a column of numbers, which no application writes
    return None if casts and kind_of_column in _TEXTUAL else "warning"


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
    if (
        not isinstance(before, float)
        or not isinstance(after, int | float)
        or before == after
        or not math.isfinite(before)
    ):
        return False
    # What is also multiplied or added to is another number, and no shorter one.
    return after in (math.floor(before), math.ceil(before)) or any(after == round(before, at) for at in range(_PLACES))


def _is_number(text: str, value: float) -> bool:
    try:
        return float(text) == float(value)
    except ValueError:
        return False


_TEXTUAL = ("TEXT", "BLOB", "REAL")
"""Affinities of columns that may hold fractions and words by rights."""


def _type_of(table: Table, column: str) -> str:
    found = table.column(column)
    return found.type if found else ""


def _says_null(node: Node | None) -> bool:
    """Whether the expression itself says which values are to go: NULL is written in it, or nullif()."""
    return any(
        (kind(item) == "Literal" and str(item["literal_type"]) == "NULL")
        or str(item.get("func_name", "")).lower() == "nullif"
        for item in walk(node)
    )


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

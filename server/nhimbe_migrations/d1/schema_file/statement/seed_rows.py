"""Seed rows in a schema file: they follow renamed tables and columns, and keep to the columns that they were for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.schema.model import Object, Table
from nhimbe_migrations.d1.schema_file.layout import Layout, Placed
from nhimbe_migrations.d1.schema_file.statement.token_edits import is_keyword, is_plain_name, rename_token
from nhimbe_migrations.d1.sql.actions import WriteRows
from nhimbe_migrations.d1.sql.create_table import body_in, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.tokens import Token
from nhimbe_migrations.text import Edit, Span

__all__ = ["RowEdits", "row_edits"]


@dataclass(frozen=True, slots=True)
class RowEdits:
    edits: tuple[Edit, ...]
    gone: tuple[int, ...] = ()
    """Statements that did nothing but write what is gone."""


def row_edits(layout: Layout, old: Object, new: Table, columns: Mapping[str, str]) -> RowEdits:
    """Return what makes the INSERT, UPDATE and DELETE statements on `old` fit `new`.

    `columns` maps folded old column names to new ones. A statement that needs more, since it reads a column that goes,
    is left to the proof.
    """
    edits: list[Edit] = []
    gone: list[int] = []
    spelled = _spelled(layout, old)
    for at in layout.rows.get(folded(old.name), ()):
        placed = layout.statements[at]
        if not isinstance(placed.action, WriteRows):
            continue
        fitter = _Fitter(placed, placed.action, old, new, columns, spelled=spelled)
        if fitter.goes():
            gone.append(at)
            continue
        if placed.action.table.name != new.name and folded(placed.action.table.name) == folded(old.name):
            edits.append(rename_token(placed.action.table, new.name))
        edits += fitter.edits()
    if old.name != new.name:
        edits += _read_elsewhere(layout, old.name, new.name, gone)
    return RowEdits(tuple(edits), tuple(gone))


def _read_elsewhere(layout: Layout, old: str, new: str, gone: Sequence[int]) -> list[Edit]:
    """Rename a table where statements that write rows, of whatever table, read it: `FROM old`, `old.column`."""
    edits: list[Edit] = []
    for at in sorted({at for places in layout.rows.values() for at in places} - {*gone}):
        placed = layout.statements[at]
        written = placed.action.table if isinstance(placed.action, WriteRows) else None
        edits += [
            rename_token(word, new)
            for n, word in enumerate(placed.words)
            if word != written and folded(word.name) == folded(old) and _is_relation(placed.words, n)
        ]
    return edits


def _is_relation(words: Sequence[Token], at: int) -> bool:
    """Whether the word there names a table and no column."""
    if words[at].kind not in ("word", "quoted"):
        return False
    read = at > 0 and words[at - 1].says("FROM", "JOIN", "INTO")
    return read or (at + 1 < len(words) and words[at + 1].text == "." and not (at > 0 and words[at - 1].text == "."))


def _spelled(layout: Layout, table: Object) -> dict[str, str]:
    """How the file writes the names of the columns, by folded name."""
    placed = layout.definition("table", table.name)
    body = body_in(placed.words) if placed else None
    return {folded(item.name): item.words[0].text for item in body.columns if item.name} if body else {}


class _Fitter:
    """One statement on rows of a table whose columns change."""

    def __init__(
        self,
        placed: Placed,
        action: WriteRows,
        old: Object,
        new: Table,
        columns: Mapping[str, str],
        *,
        spelled: Mapping[str, str],
    ) -> None:
        self._words = placed.words
        self._action = action
        self._columns = columns
        self._old = old if isinstance(old, Table) else None
        self._now = {folded(column.name): column.name for column in new.columns}
        self._spelled = spelled

    def goes(self) -> bool:
        """Whether it is an UPDATE of nothing but columns that go."""
        assigned = self._assignments()
        return bool(assigned) and all(self._is_gone(group[0]) for group in assigned)

    def edits(self) -> list[Edit]:
        if self._action.verb != "INSERT":
            return self._renamed(self._words[self._action.rest :]) + self._fewer_assignments()
        listed = parenthesised(self._words, self._action.rest)
        if not listed:
            return self._positional()
        rest = self._words[self._action.rest + len(listed) :]
        return self._renamed(listed) + self._renamed(_conflict_clause(rest)) + self._fewer_values(listed)

    def _is_gone(self, word: Token) -> bool:
        """Whether `word` names a column that the table had and has no more."""
        if word.kind not in ("word", "quoted") or self._old is None or self._old.column(word.name) is None:
            return False
        return folded(self._columns.get(folded(word.name), word.name)) not in self._now

    def _renamed(self, words: Sequence[Token]) -> list[Edit]:
        return [
            rename_token(word, self._columns[folded(word.name)])
            for at, word in enumerate(words)
            if word.kind in ("word", "quoted") and folded(word.name) in self._columns and not _is_relation(words, at)
        ]

    def _assignments(self) -> list[Sequence[Token]]:
        """The assignments of an UPDATE, each from its column on; none where a list is assigned."""
        words, at = self._words, self._action.rest
        if self._action.verb != "UPDATE":
            return []
        while at < len(words) and not words[at].says("SET"):
            at += 1
        groups = _split(words[at + 1 :], _AFTER_SET)
        return groups if all(len(group) > 1 and group[1].text in ("=", "==") for group in groups) else []

    def _fewer_assignments(self) -> list[Edit]:
        groups = self._assignments()
        gone = [at for at, group in enumerate(groups) if self._is_gone(group[0])]
        return _without_groups(groups, gone) if len(gone) < len(groups) else []

    def _positional(self) -> list[Edit]:
        """INSERT INTO t VALUES … names no columns: it must once there are others, and loses the values of those gone."""
        if self._old is None:
            return []
        was = [column.name for column in self._old.columns]
        kept = [self._columns.get(folded(name), name) for name in was]
        gone = [at for at, name in enumerate(kept) if folded(name) not in self._now]
        rows = self._rows(self._action.rest)
        if gone and rows and all(len(_items(row)) == len(was) for row in rows):
            edits = [edit for row in rows for edit in _without(row, gone)]
            left = [name for n, name in enumerate(kept) if n not in gone]
            return edits + ([] if [folded(name) for name in left] == list(self._now) else self._naming(left))
        if gone:
            return self._fewer_selected(self._action.rest, gone, len(was))
        return [] if [folded(name) for name in kept] == list(self._now) else self._naming(kept)

    def _naming(self, names: Sequence[str]) -> list[Edit]:
        if self._words[self._action.rest].says("DEFAULT"):
            return []
        end = self._words[self._action.rest - 1].span.end
        columns = ", ".join(self._spelled.get(folded(name)) or _quoted(self._now[folded(name)]) for name in names)
        return [Edit(Span(end, end), f" ({columns})")]

    def _fewer_values(self, listed: Sequence[Token]) -> list[Edit]:
        """Take dropped columns out of the list, and their values out of every row."""
        names = [word for word in listed if not word.says("(", ")", ",")]
        gone = [at for at, word in enumerate(names) if self._is_gone(word)]
        if not gone or len(gone) == len(names):
            return []
        start = self._action.rest + len(listed)
        rows = self._rows(start)
        if rows:
            return [edit for group in (listed, *rows) for edit in _without(group, gone)]
        selected = self._fewer_selected(start, gone, len(names))
        return [*_without(listed, gone), *selected] if selected else []

    def _rows(self, at: int) -> list[Sequence[Token]]:
        """The rows of VALUES at `at`; none where another thing stands there."""
        found: list[Sequence[Token]] = []
        if at >= len(self._words) or not self._words[at].says("VALUES"):
            return found
        at += 1
        while at < len(self._words) and self._words[at].says("("):
            found.append(parenthesised(self._words, at))
            at += len(found[-1])
            at += at < len(self._words) and self._words[at].says(",")
        return found

    def _fewer_selected(self, at: int, gone: Sequence[int], count: int) -> list[Edit]:
        """Take items out of a plain SELECT; none where it is not plain, or selects another number of them."""
        words = self._words
        if at >= len(words) or not words[at].says("SELECT") or any(word.says(*_COMPOUND) for word in words[at:]):
            return []
        start = at + 1 + words[at + 1].says("ALL", "DISTINCT")
        groups = _split(words[start:], _AFTER_SELECT)
        if len(groups) != count or any(group[-1].text == "*" for group in groups) or words[at + 1].says("DISTINCT"):
            return []
        return _without_groups(groups, gone)


_AFTER_SET = ("WHERE", "FROM", "RETURNING", "ORDER", "LIMIT")
_AFTER_SELECT = ("FROM", "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "ON")
_COMPOUND = ("UNION", "INTERSECT", "EXCEPT")


def _conflict_clause(words: Sequence[Token]) -> Sequence[Token]:
    """The tokens of ON CONFLICT … in the rest of an INSERT; names there are columns of the table."""
    for at in range(len(words) - 1):
        if words[at].says("ON") and words[at + 1].says("CONFLICT"):
            return words[at:]
    return ()


def _split(words: Sequence[Token], ends: Sequence[str]) -> list[Sequence[Token]]:
    """Cut at the commas that stand in no parentheses, up to the first of `ends`."""
    groups: list[Sequence[Token]] = []
    start = depth = at = 0
    for at, word in enumerate(words):
        depth += word.says("(") - word.says(")")
        if depth == 0 and word.says(*ends):
            break
        if depth == 0 and word.says(","):
            groups.append(words[start:at])
            start = at + 1
    else:
        at = len(words)
    return [group for group in (*groups, words[start:at]) if group]


def _without_groups(groups: Sequence[Sequence[Token]], gone: Sequence[int]) -> list[Edit]:
    """Return the edits that take some of several groups away, each with one comma beside it."""
    staying = [at for at in range(len(groups)) if at not in gone]
    edits: list[Edit] = []
    for at in gone if staying else ():
        if at < staying[0]:
            edits.append(Edit(Span(groups[at][0].span.start, groups[at + 1][0].span.start), ""))
        else:
            edits.append(Edit(Span(groups[at - 1][-1].span.end, groups[at][-1].span.end), ""))
    return edits


def _items(group: Sequence[Token]) -> list[Sequence[Token]]:
    """The items of a parenthesised list."""
    return _split(group[1:-1], ())


def _quoted(name: str) -> str:
    plain = is_plain_name(name) and not is_keyword(name)
    return name if plain else '"' + name.replace('"', '""') + '"'


def _without(group: Sequence[Token], gone: Sequence[int]) -> list[Edit]:
    """Return the edits that take items out of a parenthesised list."""
    commas = [group[0]]
    depth = 0
    for token in group:
        depth += token.says("(") - token.says(")")
        if depth == 1 and token.says(","):
            commas.append(token)
    commas.append(group[-1])
    staying = [at for at in range(len(commas) - 1) if at not in gone]
    edits: list[Edit] = []
    for at in gone:
        if at < staying[0]:  # what goes from the front takes the comma behind it
            first = next(token for token in group if token.span.start >= commas[at].span.end)
            after = next(token for token in group if token.span.start >= commas[at + 1].span.end)
            edits.append(Edit(Span(first.span.start, after.span.start), ""))
        else:
            last = [token for token in group if token.span.end <= commas[at + 1].span.start][-1]
            edits.append(Edit(Span(commas[at].span.start, last.span.end), ""))
    return edits

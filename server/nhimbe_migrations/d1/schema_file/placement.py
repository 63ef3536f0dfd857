"""Where a person would put a new statement in a schema file, and with how much room around it.

An index goes below its table's indexes, a trigger below its table's triggers, a table at the end of its section or of
the file; what a migration makes together stays together. Where the file groups its statements by kind, so does this.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nhimbe_migrations.d1.schema_file.comments import is_ruled
from nhimbe_migrations.d1.schema_file.layout import Layout, Placed
from nhimbe_migrations.d1.sql.actions import Create
from nhimbe_migrations.d1.sql.names import ObjectKind, folded
from nhimbe_migrations.text import Edit, Span

__all__ = ["NewStatement", "insertion_edits"]


@dataclass(frozen=True, slots=True)
class NewStatement:
    kind: ObjectKind
    name: str
    table: str | None
    """On what an index or trigger stands."""
    text: str
    """Without its semicolon."""
    comment: str = ""
    """Comment lines to stand above it."""
    note: str = ""
    """Comment to stand behind it on its line."""
    mentions: frozenset[str] = frozenset()
    """Folded names that it uses."""
    references: tuple[str, ...] = ()
    """Tables that a new table points at."""
    close: bool = False
    """Whether its author left no blank line above it."""
    below: int | None = None
    """The statement below which it must stand, for an ALTER TABLE; None where any fitting place will do."""

    @property
    def group(self) -> str:
        return self.kind if self.below is None else "other"


_END = -1
_BESIDE_TABLES: tuple[ObjectKind, ...] = ("index", "trigger", "view", "virtual table")
"""What may stand between tables; where a file keeps one of these below all tables, a new table stays above it."""


def insertion_edits(layout: Layout, new: Sequence[NewStatement], gone: Mapping[int, str]) -> list[Edit]:
    """Return the edits that put the `new` statements, in the order of their migration, where they belong."""
    if not new:
        return []
    if not layout.statements:
        return [_into_empty(layout.text, new)]
    return _Planner(layout, gone).edits(new)


def _into_empty(text: str, new: Sequence[NewStatement]) -> Edit:
    written = _written(new[0]) + "".join(
        ("\n" if statement.close and not statement.comment else "\n\n") + _written(statement) for statement in new[1:]
    )
    end = len(text.rstrip())
    if not text.strip("\ufeff \t\r\n"):
        start = 1 if text.startswith("\ufeff") else 0
        return Edit(Span(start, len(text)), written + "\n")
    return Edit(Span(end, end), "\n\n" + written + ("" if text[end:] else "\n"))


def _written(statement: NewStatement) -> str:
    comment = f"{statement.comment}\n" if statement.comment else ""
    note = f" {statement.note}" if statement.note else ""
    return f"{comment}{statement.text};{note}"


class _Planner:
    def __init__(self, layout: Layout, gone: Mapping[int, str]) -> None:
        self._layout = layout
        self._gone = gone
        self._creates = [
            (at, placed.action)
            for at, placed in enumerate(layout.statements)
            if isinstance(placed.action, Create) and at not in gone
        ]
        self._gaps = _usual_gaps(layout)

    def edits(self, new: Sequence[NewStatement]) -> list[Edit]:
        below: dict[int, list[int]] = defaultdict(list)
        children: dict[int, list[int]] = defaultdict(list)
        made: dict[str, int] = {}
        for at, statement in enumerate(new):
            parent = _made_with(statement, made)
            if statement.kind not in ("index", "trigger"):
                made[folded(statement.name)] = at
            if parent is not None:
                children[parent].append(at)
            else:
                below[self._anchor(statement)].append(at)
        edits: list[Edit] = []
        for anchor, firsts in sorted(below.items()):
            edits += self._written_below(anchor, [new[at] for at in _flattened(firsts, children)])
        return edits

    def _anchor(self, new: NewStatement) -> int:
        """Return the place of the statement below which `new` goes."""
        match new.kind:
            case _ if new.below is not None:
                return new.below
            case "index" | "trigger":
                return self._beside_table(new)
            case "table":
                return self._table_anchor(new)
            case _:
                return self._last(new.kind) if self._last(new.kind) != _END else self._end()

    def _beside_table(self, new: NewStatement) -> int:
        table = folded(new.table or "")
        own = self._defined_at(table)
        siblings = [
            at
            for at, made in self._creates
            if made.kind == new.kind and made.table and folded(made.table.name) == table
        ]
        if siblings:
            return max(siblings[-1], own)
        if self._is_grouped(new.kind) or (new.kind == "trigger" and self._last("trigger") == _END):
            last = self._last(new.kind)
            return max(last, own) if last != _END else self._end()
        indexes = [
            at for at, made in self._creates if made.kind == "index" and made.table and folded(made.table.name) == table
        ]
        return max([own, *indexes]) if own != _END else self._end()

    def _table_anchor(self, new: NewStatement) -> int:
        beside = {"table", *(kind for kind in _BESIDE_TABLES if not self._is_grouped(kind))}
        start, end = self._section_of(self._relative(new)) or (0, len(self._layout.statements))
        inside = [at for at, made in self._creates if start <= at < end and made.kind in beside]
        return self._with_what_hangs_on(self._with_alterations(inside[-1])) if inside else self._end()

    def _with_what_hangs_on(self, at: int) -> int:
        """Go past what stands close below `at` and belongs to the same table: nothing is put between the two."""
        action = self._layout.statements[at].action
        own = (action.table or action.name) if isinstance(action, Create) else None
        while own is not None and at + 1 < len(self._layout.statements):
            below = self._layout.statements[at + 1]
            lead = self._layout.text[below.lead.kept.start : below.lead.indent.end]
            made = below.action
            if lead.strip() or lead.count("\n") > 1 or not isinstance(made, Create) or made.table is None:
                break
            if folded(made.table.name) != folded(own.name):
                break
            at += 1
        return at

    def _relative(self, new: NewStatement) -> str | None:
        """The existing table to which a new one belongs: by the first word of its name, else by its first reference."""
        tables = [folded(made.name.name) for _, made in self._creates if made.kind == "table"]
        stem = folded(new.name).split("_")[0].rstrip("s")
        alike = [name for name in tables if name.split("_")[0].rstrip("s") == stem]
        if alike:
            return alike[-1]
        return next((folded(name) for name in new.references if folded(name) in tables), None)

    def _section_of(self, table: str | None) -> tuple[int, int] | None:
        """The statements from the heading above `table` to the next heading; None in a file without sections."""
        if table is None:
            return None
        heads = [
            at
            for at, placed in enumerate(self._layout.statements)
            if is_ruled(self._layout.text[placed.lead.kept.start : placed.lead.indent.end])
        ]
        own = self._defined_at(table)
        above = [at for at in heads if at <= own]
        if len(heads) <= 1 or not above:
            return None
        return above[-1], next((at for at in heads if at > own), len(self._layout.statements))

    def _is_grouped(self, kind: ObjectKind) -> bool:
        """Whether all statements of `kind` stand below all tables, of which there are several."""
        tables = [at for at, made in self._creates if made.kind == "table"]
        own = [at for at, made in self._creates if made.kind == kind]
        return len(tables) > 1 and bool(own) and min(own) > max(tables)

    def _last(self, kind: ObjectKind) -> int:
        return max((at for at, made in self._creates if made.kind == kind), default=_END)

    def _defined_at(self, table: str) -> int:
        places = (self._layout.definitions.get((slot, table), _END) for slot in ("table", "view"))
        at = max(places)
        return self._with_alterations(at) if at != _END else _END

    def _with_alterations(self, at: int) -> int:
        action = self._layout.statements[at].action
        if not isinstance(action, Create):
            return at
        names = [name for (slot, name), place in self._layout.definitions.items() if place == at and slot == "table"]
        return max([at, *(n for name in names for n in self._layout.alterations.get(name, ()) if n not in self._gone)])

    def _end(self) -> int:
        """The last statement that defines something; seed rows stay below."""
        altered = (n for places in self._layout.alterations.values() for n in places if n not in self._gone)
        found = max([*(at for at, _ in self._creates), *altered], default=_END)
        return found if found != _END else len(self._layout.statements) - 1

    def _written_below(self, anchor: int, new: Sequence[NewStatement]) -> list[Edit]:
        placed = self._layout.statements[anchor]
        edits: list[Edit] = []
        if placed.statement.terminator is None:
            edits.append(Edit(Span(placed.end, placed.end), ";"))
        above: str | NewStatement = _kind(placed)
        pieces: list[str] = []
        for statement in new:
            pieces += (self._gap(above, statement), _written(statement))
            above = statement
        if self._nothing_above(anchor):
            pieces[0] = ""
        at = placed.tail.end
        follows = self._layout.text[at:]
        if (follows and not follows.startswith("\n")) or (
            pieces[0] == "\n\n" and follows.strip() and not follows.startswith("\n\n")
        ):
            pieces.append("\n")
        edits.append(Edit(Span(at, at), "".join(pieces)))
        return edits

    def _nothing_above(self, anchor: int) -> bool:
        """Whether all that stood up to the anchor goes."""
        kept = self._layout.statements[0].lead.kept.of(self._layout.text)
        return not kept.strip("\n") and all(at in self._gone for at in range(anchor + 1))

    def _gap(self, above: str | NewStatement, new: NewStatement) -> str:
        """The line breaks between two statements: as the file has them, else as the author has."""
        if new.group == "other":  # one more ALTER TABLE stands right below the others
            return "\n"
        kind = above if isinstance(above, str) else above.group
        usual = self._gaps.get((kind, new.group))
        if new.comment:
            usual = self._gaps.get((kind, new.group, "comment"), usual if usual == "\n\n" else None)
        if usual is None and isinstance(above, NewStatement) and new.close and not new.comment:
            return "\n"
        if usual is None:
            return "\n" if kind == new.group == "index" and not new.comment else "\n\n"
        return usual


def _made_with(new: NewStatement, earlier: Mapping[str, int]) -> int | None:
    """Return which of the earlier new statements, by folded name, `new` belongs to: its table, or what its trigger writes to."""
    names = {folded(new.table)} if new.table is not None else set[str]()
    if new.kind in ("trigger", "view", "virtual table"):
        names |= new.mentions
    return max((earlier[name] for name in names if name in earlier), default=None)


def _flattened(firsts: Sequence[int], children: Mapping[int, Sequence[int]]) -> list[int]:
    found: list[int] = []
    for at in firsts:
        found += (at, *_flattened(children.get(at, ()), children))
    return found


def _kind(placed: Placed) -> str:
    return placed.action.kind if isinstance(placed.action, Create) else "other"


def _usual_gaps(layout: Layout) -> dict[tuple[str, ...], str]:
    """Return, for pairs of neighbouring kinds, whether the file mostly leaves a blank line between them."""
    counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for before, after in zip(layout.statements, layout.statements[1:], strict=False):
        lead = layout.text[after.lead.kept.start : after.lead.indent.end]
        breaks = len(lead) - len(lead.lstrip("\n"))
        if breaks == 0 or is_ruled(lead):
            continue
        key = (_kind(before), _kind(after)) if not lead.strip() else (_kind(before), _kind(after), "comment")
        counts[key]["\n" if breaks == 1 else "\n\n"] += 1
    return {key: counted.most_common(1)[0][0] for key, counted in counts.items()}

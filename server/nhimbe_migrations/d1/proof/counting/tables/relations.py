"""The tables as the statements of a migration leave them, each written as a query over the database before it.

So a question about the rows that a later statement meets can be asked of the real database, where nothing has run yet.
Every step is a common table expression with a name of its own; inside a step the tables stand under the names that
the author's expressions use.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nhimbe_migrations.d1.proof.counting.tables.clauses import Unreadable, Write, index_terms, read_write
from nhimbe_migrations.d1.proof.counting.tables.definitions import (
    careful,
    collation_in,
    default_of,
    defaults_in,
    kept_type,
    listed,
    renamed_in,
    stored_as,
    stored_columns,
    type_in,
    with_column,
)
from nhimbe_migrations.d1.proof.counting.tables.links import links_to, rows_left
from nhimbe_migrations.d1.proof.counting.tables.relation import Relation, UniqueIndex
from nhimbe_migrations.d1.proof.counting.tables.updates import updated
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop, DropColumn, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.create_table import body_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import quoted, significant

__all__ = ["Relations"]

_EMPTY = " WHERE 0"


@dataclass
class Relations:
    """All tables at one point of the migration."""

    schema: Schema
    tables: dict[str, Relation] = field(default_factory=dict)
    dropped: set[str] = field(default_factory=set)
    """Indexes that the migration has dropped."""
    triggers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By folded name: the table on which a trigger fires, and its text."""
    steps: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Name of each common table expression: the list of its columns, where it needs one, and its SELECT."""

    def __post_init__(self) -> None:
        for table in self.schema.tables:
            names = tuple(column.name for column in table.columns if not column.hidden)
            types = tuple((folded(column.name), kept_type(column.type, table.sql)) for column in table.columns)
            self.tables[folded(table.name)] = Relation(names, table.sql, types=types, origin=table.name)
        self.triggers.update({folded(trigger.name): (trigger.table, trigger.sql) for trigger in self.schema.triggers})

    def after(self, statement: Statement) -> Relations:
        """Return the tables as the statement leaves them; these stay as they are.

        Args:
            statement: one that writes rows.

        Raises:
            Unreadable: it writes in a form that is not followed.
        """
        other = self.copied()
        other.run(statement)
        return other

    def copied(self) -> Relations:
        """Return the same, to follow other statements from here."""
        other = Relations(self.schema)
        other.tables, other.steps, other.dropped = dict(self.tables), dict(self.steps), set(self.dropped)
        other.triggers = dict(self.triggers)
        return other

    def is_changed(self, table: str) -> bool:
        """Whether a statement has changed rows of the table of this folded name."""
        return table in self.tables and self.tables[table].step is not None

    def indexes_of(self, table: str) -> Iterator[UniqueIndex]:
        """Yield the unique indexes of a table as they are now."""
        found = self.tables[folded(table)].unique_indexes(self.schema)
        return (index for index in found if folded(index.name) not in self.dropped)

    def run(self, statement: Statement) -> None:  # noqa: C901 one case per kind of statement
        """Follow one statement.

        Raises:
            Unreadable: it writes in a form that is not followed.
        """
        match statement.action:
            case Create(kind="table", name=name) as action:
                self._create(name.name, statement, guarded=action.guarded)
            case Drop(kind="table", name=name):
                self._drop(name.name)
            case Drop(kind="trigger") | Create(kind="trigger") as action:
                self._trigger(action, statement)
            case Drop(kind="index", name=name):
                self.dropped.add(folded(name.name))
            case Create(kind="index", table=on, name=name) if on and folded(on.name) in self.tables:
                self._index(on.name, name.name, statement)
            case RenameTable(name=name, to=to) if folded(name.name) in self.tables:
                self._rename(name.name, to.name)
            case AddColumn(table=table, name=name, definition=at) if folded(table.name) in self.tables:
                self._add_column(table.name, name.name, at, statement)
            case RenameColumn(table=table, name=name, to=to) if folded(table.name) in self.tables:
                self._rename_column(table.name, name.name, to.name)
            case DropColumn(table=table, name=name) if folded(table.name) in self.tables:
                old = self.tables[folded(table.name)]
                kept = [column for column in old.columns if folded(column) != folded(name.name)]
                self._step(table.name, f"SELECT {listed(kept)} FROM {quoted(table.name)}", kept)
            case _:
                write = read_write(statement)
                if write is not None and folded(write.table) in self.tables:
                    self.write(write)

    def _trigger(self, action: Drop | Create, statement: Statement) -> None:
        if isinstance(action, Drop):
            self.triggers.pop(folded(action.name.name), None)
        elif action.table is not None:
            self.triggers.setdefault(folded(action.name.name), (action.table.name, statement.text))

    def _drop(self, table: str) -> None:
        self._lose(table, "1")
        self.tables.pop(folded(table), None)
        self.triggers = {name: one for name, one in self.triggers.items() if folded(one[0]) != folded(table)}

    def query(self, text: str, *, ctes: str = "") -> str:
        """Return `text`, a SELECT in terms of the tables as they are now, as a query over the database before.

        `ctes` are common table expressions of the author that `text` draws on.
        """
        scope = self._scope(text + ctes)
        needed = self._needed([step for name in scope if (step := self.tables[name].step) is not None])
        inner = self._inside(text, ctes)
        if len(needed) == 1 and len(scope) == 1 and not ctes:
            (name,), (step,) = scope, needed
            head, body = self.steps[step]
            if not head and sum(folded(word.name) == name for word in significant(text)) == 1 and quoted(name) in text:
                named = "" if f"{quoted(name)} AS " in text else f" AS {quoted(name)}"
                return text.replace(quoted(name), f"({body}){named}")
        steps = [f"{quoted(name)}{head} AS ({body})" for name, (head, body) in self.steps.items() if name in needed]
        return f"WITH {', '.join(steps)} SELECT * FROM ({inner})" if steps else inner

    def _inside(self, text: str, ctes: str) -> str:
        """`text` where the tables stand for their last steps, and the author's own expressions beside them."""
        recursive = ctes[:10].upper() == "RECURSIVE "
        parts = [*self._scope(text + ctes).values(), *([ctes[10:] if recursive else ctes] if ctes else [])]
        if not parts:
            return text
        if text[:5].upper() == "WITH ":
            return f"WITH {', '.join(parts)} SELECT * FROM ({text})"
        return f"WITH {'RECURSIVE ' if recursive else ''}{', '.join(parts)} {text}"

    def made(self, write: Write) -> tuple[str, tuple[str, ...]]:
        """Return a SELECT of the rows that an INSERT or UPDATE writes, and its columns.

        In terms of the tables as they are now; an UPDATE gives the whole table as it leaves it.
        """
        relation = self.tables[folded(write.table)]
        if write.verb == "UPDATE":
            return updated(write, relation, self.types_in(write)), relation.columns
        return write.source, write.columns or stored_columns(relation.sql, relation.columns)

    def collates(self, write: Write) -> bool:
        """Whether a table that the statement names compares by a collation, which its values would take along."""
        return any("COLLATE" in self.tables[name].sql.upper() for name in write.words if name in self.tables)

    def _scope(self, text: str) -> dict[str, str]:
        """For each changed table that `text` names: the expression that lets it stand for its last step."""
        words = {folded(word.name) for word in significant(text) if word.kind in ("word", "quoted")}
        return {
            name: f"{quoted(name)} AS (SELECT * FROM {quoted(relation.step)})"
            for name, relation in self.tables.items()
            if relation.step is not None and name in words
        }

    def _needed(self, waiting: list[str]) -> set[str]:
        needed: set[str] = set()
        while waiting:
            step = waiting.pop()
            if step not in needed:
                needed.add(step)
                body = self.steps[step][1]
                waiting += [other for other in self.steps if other != step and quoted(other) in body]
        return needed

    def _step(self, table: str, select: str, columns: Sequence[str], *, ctes: str = "") -> None:
        old = self.tables[folded(table)]
        name = f"{table} {len(self.steps) + 1}"
        self.steps[name] = ("", self._inside(select, ctes))
        self.tables[folded(table)] = replace(old, columns=tuple(columns), step=name)

    def _create(self, name: str, statement: Statement, *, guarded: bool) -> None:
        if guarded and folded(name) in self.tables:
            return
        body = body_of(statement.text)
        if body is None:
            at = next((n for n, word in enumerate(statement.significant) if word.says("AS")), None)
            tree = statement.tree
            if at is None or tree is None:
                raise Unreadable(statement.text)
            select = statement.text[statement.significant[at].span.end - statement.span.start :].strip()
            self.tables[folded(name)] = Relation((), "")
            self._step(name, select, ())
            return
        names = tuple(element.name or "" for element in body.columns)
        types = tuple(
            (folded(element.name or ""), kept_type(type_in(element.words), statement.text)) for element in body.columns
        )
        self.tables[folded(name)] = Relation(names, statement.text, types=types)
        self._step(name, f"SELECT {', '.join(f'NULL AS {quoted(column)}' for column in names)}{_EMPTY}", names)

    def _index(self, table: str, name: str, statement: Statement) -> None:
        if statement.significant[1].says("UNIQUE"):
            terms, where = index_terms(statement)
            old = self.tables[folded(table)]
            self.dropped.discard(folded(name))
            index = UniqueIndex(name, tuple(terms), where)
            self.tables[folded(table)] = replace(old, indexes=(*old.indexes, index))

    def _rename(self, old: str, new: str) -> None:
        relation = self.tables.pop(folded(old))
        moved = {name: (new, sql) for name, (on, sql) in self.triggers.items() if folded(on) == folded(old)}
        self.triggers.update(moved)
        if relation.step is None:
            step = f"{new} {len(self.steps) + 1}"
            self.steps[step] = ("", f"SELECT * FROM {quoted(old)}")
            relation = replace(relation, step=step)
        self.tables[folded(new)] = relation

    def _add_column(self, table: str, column: str, at: int, statement: Statement) -> None:
        """`at` is the place of the column's name among the tokens."""
        old = self.tables[folded(table)]
        words = statement.significant
        generated = next((n for n, word in enumerate(words[:-1]) if word.says("AS") and words[n + 1].says("(")), None)
        value = default_of(statement, words)
        if generated is not None:
            inner = parenthesised(words, generated + 1)
            value = statement.text[
                inner[0].span.start - statement.span.start : inner[-1].span.end - statement.span.start
            ]
        self._step(table, f"SELECT *, {value} AS {quoted(column)} FROM {quoted(table)}", (*old.columns, column))
        definition = statement.text[words[at].span.start - statement.span.start :]
        types = (*old.types, (folded(column), type_in(words[at:])))
        stepped = self.tables[folded(table)]
        self.tables[folded(table)] = replace(stepped, sql=with_column(old.sql, definition), types=types)

    def _rename_column(self, table: str, column: str, to: str) -> None:
        old = self.tables[folded(table)]
        terms = [
            f"{quoted(name)} AS {quoted(to)}" if folded(name) == folded(column) else quoted(name)
            for name in old.columns
        ]
        columns = [to if folded(name) == folded(column) else name for name in old.columns]
        self._step(table, f"SELECT {', '.join(terms)} FROM {quoted(table)}", columns)
        types = tuple((folded(to) if name == folded(column) else name, type_) for name, type_ in old.types)
        stepped = self.tables[folded(table)]
        sql, renamed = renamed_in(old.sql, column, to), (*old.renamed, (column, to))
        self.tables[folded(table)] = replace(stepped, sql=sql, types=types, renamed=renamed)

    def write(self, write: Write) -> None:
        """Follow a statement that is there in pieces.

        Raises:
            Unreadable: the columns of its table are not known.
        """
        relation = self.tables[folded(write.table)]
        if not relation.columns:
            raise Unreadable(write.table)
        name = quoted(write.table)
        if write.verb == "UPDATE":
            self._step(write.table, updated(write, relation, self.types_in(write)), relation.columns, ctes=write.ctes)
        elif write.verb == "DELETE":
            condition = write.where or "1"
            self._lose(write.table, condition)
            self._step(
                write.table,
                f"SELECT * FROM {name} AS {quoted(write.alias)} WHERE NOT coalesce(({condition}), 0)",
                relation.columns,
                ctes=write.ctes,
            )
        else:
            self._insert(write, relation)

    def _insert(self, write: Write, relation: Relation) -> None:
        source, columns = self.made(write)
        given = {folded(column): column for column in columns}
        defaults = defaults_in(relation.sql)
        values = {
            name: stored_as(quoted(given[folded(name)]), relation.type_of(name))
            if folded(name) in given
            else defaults.get(folded(name), "NULL")
            for name in relation.columns
        }
        fresh = f"new rows {len(self.steps) + 1}"
        self.steps[fresh] = (f"({listed(columns)})", self._inside(source, write.ctes))
        if self.collates(write):
            values = {
                name: f"{value}{collation_in(relation.sql, name) or ' COLLATE BINARY'}"
                for name, value in values.items()
            }
        named = ", ".join(f"{value} AS {quoted(name)}" for name, value in values.items())
        made = f"SELECT {named} FROM {quoted(fresh)}"
        if write.conflict:
            made = careful(made, relation.sql, write.conflict, write.spared)
        is_empty = relation.step is not None and self.steps[relation.step][1].endswith(_EMPTY)
        before = f"SELECT {listed(relation.columns)} FROM {quoted(write.table)}"
        self._step(write.table, made if is_empty else f"{before} UNION ALL {made}", relation.columns)

    def types_in(self, write: Write) -> dict[str, str]:
        """The types of the columns that the expressions of a statement may name, where one name has one type."""
        found: dict[str, set[str]] = {}
        for name in write.words & self.tables.keys():
            for column, type_ in self.tables[name].types:
                found.setdefault(column, set()).add(type_)
        return {column: types.pop() for column, types in found.items() if len(types) == 1}

    def _lose(self, parent: str, condition: str) -> None:
        """Let go, or empty the links of, what references the rows of `parent` that meet `condition`."""
        for child, key, chosen in links_to(self.schema, parent, condition):
            relation = self.tables.get(folded(child))
            if relation is None or folded(child) == folded(parent):
                continue
            rows = rows_left(child, relation.columns, key, chosen)
            if rows is not None:
                self._step(child, rows, relation.columns)

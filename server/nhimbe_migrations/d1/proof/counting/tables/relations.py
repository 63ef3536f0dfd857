"""The tables as the statements of a migration leave them, each written as a query over the database before it.

So a question about the rows that a later statement meets can be asked of the real database, where nothing has run yet.
Every step is a common table expression with a name of its own; inside a step the tables stand under the names that
the author's expressions use.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    with_generated,
)
from nhimbe_migrations.d1.proof.counting.tables.links import links_to, rows_left, with_own_descendants
from nhimbe_migrations.d1.proof.counting.tables.provenance import (
    copied_on,
    is_all,
    result_columns,
    source_of,
)
from nhimbe_migrations.d1.proof.counting.tables.relation import Provenance, Relation, UniqueIndex
from nhimbe_migrations.d1.proof.counting.tables.steps import NO_ROWS, Steps
from nhimbe_migrations.d1.proof.counting.tables.stored_values import stored_alike
from nhimbe_migrations.d1.proof.counting.tables.updates import updated
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.actions import AddColumn, Create, Drop, DropColumn, RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.create_table import body_of, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script, Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node
from nhimbe_migrations.d1.sql.tokens import quoted, significant

__all__ = ["Relations"]

_AS_MADE = {"TEXT": "TEXT", "NUMERIC": "NUM", "INTEGER": "INT", "REAL": "REAL", "BLOB": ""}
"""The type that CREATE TABLE AS gives a column, by the affinity of the one that it copies."""


@dataclass
class Relations(Steps):
    """All tables at one point of the migration."""

    drops: list[tuple[str, Relations]] = field(default_factory=list)
    """Each table that was dropped, and the tables as they were before."""
    triggers: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By folded name: the table on which a trigger fires, and its text."""

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
        other.triggers, other.drops = dict(self.triggers), list(self.drops)
        return other

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
        if not self.is_empty(table):
            self.drops.append((table, self.copied()))
        self._lose(table, "1")
        self.tables.pop(folded(table), None)
        self.triggers = {name: one for name, one in self.triggers.items() if folded(one[0]) != folded(table)}

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
            self._create_as(name, select, tree["as_select"])
            return
        names = tuple(element.name or "" for element in body.columns)
        types = tuple(
            (folded(element.name or ""), kept_type(type_in(element.words), statement.text)) for element in body.columns
        )
        self.tables[folded(name)] = Relation(names, statement.text, types=types)
        self._step(name, f"SELECT {', '.join(f'NULL AS {quoted(column)}' for column in names)}{NO_ROWS}", names)

    def _create_as(self, name: str, select: str, tree: Node) -> None:
        """A table that SELECT makes: it demands nothing of its rows, whose first table did."""
        source = source_of(tree)
        origin = self.provenance_of(source) if source else None
        columns = result_columns(tree, self.tables[source].columns) if source in self.tables and source else None
        self.tables[folded(name)] = Relation((), "")
        self._step(name, select, [column for column, _ in columns or ()])
        if origin is not None and columns is not None:
            copied = copied_on(origin, columns, None, whole=is_all(tree))
            types = tuple(
                (new, _AS_MADE[affinity(origin.relation.type_of(old))]) for new, old in copied.columns.items()
            )
            self.tables[folded(name)] = replace(self.tables[folded(name)], copied=copied, types=types)

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
        nulls = old.nulls - {folded(column)} | (
            {folded(column)} if generated is None and value.upper() == "NULL" else set[str]()
        )
        self.tables[folded(table)] = replace(stepped, sql=with_column(old.sql, definition), types=types, nulls=nulls)

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
        indexes = tuple(
            replace(
                one,
                terms=tuple(renamed_in(term, column, to) for term in one.terms),
                where=renamed_in(one.where, column, to),
            )
            for one in old.indexes
        )
        nulls = frozenset(folded(to) if name == folded(column) else name for name in old.nulls)
        self.tables[folded(table)] = replace(
            stepped, sql=sql, types=types, renamed=renamed, indexes=indexes, nulls=nulls
        )

    def write(self, write: Write) -> None:
        """Follow a statement that is there in pieces.

        Raises:
            Unreadable: the columns of its table are not known.
        """
        relation = self.tables[folded(write.table)]
        if not relation.columns:
            raise Unreadable(write.table)
        if relation.nulls and write.verb != "DELETE":
            given = {folded(name) for names, _ in (*write.sets, *write.renewed) for name in names}
            given |= {*map(folded, self.made(write)[1])} if write.verb == "INSERT" else set()
            self.tables[folded(write.table)] = replace(relation, nulls=relation.nulls - given)
        if write.verb == "UPDATE":
            self._step(write.table, updated(write, relation, self.types_in(write)), relation.columns, ctes=write.ctes)
        elif write.verb == "DELETE":
            self._delete(write, relation)
        else:
            self._insert(write, relation)
        self._fire(write.table)

    def _fire(self, table: str) -> None:
        """What the triggers of a table name may hold other rows than was sure before."""
        words = {
            folded(word.name)
            for on, sql in self.triggers.values()
            if folded(on) == folded(table)
            for word in significant(sql)
        }
        for name in words & self.tables.keys():
            relation = self.tables[name]
            if relation.nulls or relation.filled or relation.singled:
                relation = self.tables[name] = replace(relation, nulls=frozenset(), filled=frozenset(), singled=())
            if relation.copied is not None or self.is_empty(name):
                self._step(name, f"SELECT {listed(relation.columns)} FROM {quoted(name)}", relation.columns)

    def _delete(self, write: Write, relation: Relation) -> None:
        name, condition = quoted(write.table), write.where or "1"
        self._lose(write.table, condition)
        if not write.where:
            self._step(write.table, f"SELECT {listed(relation.columns)} FROM {name}{NO_ROWS}", relation.columns)
            return
        own = self.schema.table(relation.origin) if folded(write.alias) == folded(write.table) else None
        if own is not None:
            condition = with_own_descendants(own, condition)
        left = f"SELECT * FROM {name} AS {quoted(write.alias)} WHERE NOT coalesce(({condition}), 0)"
        self._step(write.table, left, relation.columns, ctes=write.ctes)
        if relation.copied is not None:
            copied = replace(relation.copied, whole=False)
            self.tables[folded(write.table)] = replace(self.tables[folded(write.table)], copied=copied)

    def _insert(self, write: Write, relation: Relation) -> None:
        source, columns = self.made(write)
        given = {folded(column): column for column in columns}
        defaults = defaults_in(relation.sql)
        alike = stored_alike(source, columns, relation, self.types_in(write))
        values = {
            name: quoted(given[folded(name)])
            if folded(name) in alike
            else stored_as(quoted(given[folded(name)]), relation.type_of(name))
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
        made = with_generated(made, relation.columns, given, relation.sql)
        if write.conflict:
            made = careful(made, relation.sql, write.conflict, write.spared)
        is_empty = self.is_empty(write.table)
        copied = self._copied_by(write, relation, columns) if is_empty else None
        before = f"SELECT {listed(relation.columns)} FROM {quoted(write.table)}"
        self._step(write.table, made if is_empty else f"{before} UNION ALL {made}", relation.columns)
        self.tables[folded(write.table)] = replace(self.tables[folded(write.table)], copied=copied)

    def _copied_by(self, write: Write, relation: Relation, columns: Sequence[str]) -> Provenance | None:
        """Whose rows an INSERT into an empty table writes."""
        tree = None if write.ctes else next((one.tree for one in Script.of(write.source).statements), None)
        source = source_of(tree)
        origin = self.provenance_of(source) if source else None
        given = result_columns(tree, self.tables[source].columns) if tree and source in self.tables and source else None
        if origin is None or given is None or tree is None:
            return None
        renamed = [(name, copied) for name, (_, copied) in zip(columns, given, strict=False)]
        fires = any(folded(on) == folded(write.table) for on, _ in self.triggers.values())
        whole = is_all(tree) and write.conflict == "" and not fires
        return copied_on(origin, renamed, dict(relation.types), whole=whole)

    def types_in(self, write: Write) -> dict[str, str]:
        """The types of the columns that the expressions of a statement may name, where one name has one affinity."""
        found: dict[str, dict[str, str]] = {}
        for name in write.words & self.tables.keys():
            for column, type_ in self.tables[name].types:
                found.setdefault(column, {})[affinity(type_)] = type_
        return {column: next(iter(types.values())) for column, types in found.items() if len(types) == 1}

    def _lose(self, parent: str, condition: str) -> None:
        """Let go, or empty the links of, what references the rows of `parent` that meet `condition`."""
        if self.is_empty(parent):
            return
        for child, key, chosen in links_to(self.schema, parent, condition):
            relation = self.tables.get(folded(child))
            if relation is None or folded(child) == folded(parent) or self.is_empty(child):
                continue
            rows = rows_left(child, relation.columns, key, chosen)
            if rows is not None:
                self._step(child, rows, relation.columns)

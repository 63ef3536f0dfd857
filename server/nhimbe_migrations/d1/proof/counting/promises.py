"""What the rows that a statement writes are sure to keep, because of where they come from.

A column that is copied keeps what its own table demands of it; a literal is present; a group holds its key once. Only
what is sure is said: everything else is for the rows to show.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nhimbe_migrations.d1.proof.counting.tables.definitions import keys_in, required_in, rowid_key_in
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.violations import references_in
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.create_table import body_of, checks_of
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import significant

__all__ = ["Promises", "Written"]

_STRICT_IN_NULL = (
    "lower", "upper", "trim", "ltrim", "rtrim", "replace", "length", "substr", "substring", "hex", "abs", "round", "instr", "unicode",
)  # fmt: skip
"""Functions that give NULL for NULL alone."""
_NEVER_NULL = ("count", "total", "row_number", "rank", "dense_rank", "typeof", "quote", "printf", "json_object", "json_array", "random", "randomblob", "char", "concat", "changes")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    """What a statement writes into each column, with the table that its expressions read."""

    relations: Relations
    target: str
    source: str = ""
    """The one table that the rows are read from, row by row; nothing where there are several, or groups."""
    alias: str = ""
    values: dict[str, Node] = field(default_factory=dict)
    present: frozenset[str] = frozenset()
    """Columns of the source that a condition keeps NULL out of, folded."""
    grouped: tuple[str, ...] = ()
    """Columns of the target that hold the whole key of the groups, folded."""
    updates: bool = False

    def is_present(self, column: str) -> bool:
        """Whether no row gets NULL there."""
        value = self.values.get(folded(column))
        if value is None:
            return self.updates
        return self._present(value)

    def _present(self, node: Node | None) -> bool:  # noqa: C901 one case per kind of expression
        match kind(node):
            case "Literal" if node:
                return str(node["literal_type"]) != "NULL"
            case "ParenExpr" | "CollateExpr" | "CastExpr" if node:
                return self._present(node["expr"])
            case "ColumnRef" if node:
                column = folded(name_of(node))
                if not self.source or (node.get("table") and folded(str(node["table"])) != self.alias):
                    return False
                relation = self.relations.tables[self.source]
                return column in self.present or column in {folded(name) for name in self._required(relation.sql)}
            case "FunctionCall" if node:
                name, arguments = str(node["func_name"]).lower(), items(node, "args")
                if name in ("coalesce", "ifnull"):
                    return any(self._present(argument) for argument in arguments)
                if name in _STRICT_IN_NULL:
                    return bool(arguments) and all(self._present(argument) for argument in arguments)
                return name in _NEVER_NULL
            case "AggregateFunctionCall" if node:
                return str(node["func_name"]).lower() in ("count", "total")
            case "BinaryExpr" if node and node["op"] in ("CONCAT", "PLUS", "MINUS", "STAR"):
                return self._present(node["left"]) and self._present(node["right"])
            case "CaseExpr" if node:
                outcomes = [when["then_expr"] for when in items(node, "whens")]
                return all(self._present(outcome) for outcome in (*outcomes, node["else_expr"]))
            case _:
                return False

    @staticmethod
    def _required(sql: str) -> list[str]:
        """Columns that hold no NULL: a rowid's own key among them."""
        keys = [key for key in keys_in(sql) if len(key) == 1]
        whole = [key[0] for key in keys if f"{key[0]} INTEGER PRIMARY KEY".upper() in sql.upper().replace('"', "")]
        return [*required_in(sql), *whole]

    def _copied(self, column: str) -> str | None:
        """The column of the source that is copied as it is, of a type that leaves it so."""
        value = self.values.get(folded(column))
        while kind(value) == "ParenExpr" and value:
            value = value["expr"]
        if value is None and self.updates:
            return folded(column)
        if kind(value) != "ColumnRef" or not self.source or value is None:
            return None
        if value.get("table") and folded(str(value["table"])) != self.alias:
            return None
        name = folded(name_of(value))
        source, target = self.relations.tables[self.source], self.relations.tables[folded(self.target)]
        types = affinity(source.type_of(name)), affinity(target.type_of(column))
        known = name in {folded(one) for one in source.columns}
        return name if known and (types[0] == types[1] or types[1] == "BLOB") else None

    def keeps_type(self, column: str) -> bool:
        """Whether it is copied from a column of a STRICT table that holds nothing else."""
        if not self.source or self._copied(column) is None:
            return False
        body = body_of(self.relations.tables[self.source].sql)
        return body is not None and any(word.says("STRICT") for word in body.options)

    def is_whole_number(self, column: str) -> bool:
        """Whether it is a number without a fraction, or NULL, in every row."""
        value = self.values.get(folded(column))
        if value is None:
            return True
        if kind(value) == "Literal":
            return str(value["literal_type"]) in ("INTEGER", "NULL")
        if str(value.get("func_name", "")).lower() in ("count", "row_number", "rank", "dense_rank", "length", "instr"):
            return True
        copied = self._copied(column)
        return copied is not None and copied == folded(rowid_key_in(self.relations.tables[self.source].sql) or "")

    def keeps_check(self, expression: str) -> bool:
        """Whether the same CHECK stands on the columns that are copied."""
        if not self.source:
            return False
        names = {folded(word.name) for word in significant(expression) if word.kind in ("word", "quoted")}
        columns = {folded(one) for one in self.relations.tables[folded(self.target)].columns}
        if any(self._copied(name) != name for name in names & columns):
            return False
        mine = [word.text.lower() for word in significant(expression)]
        checks = checks_of(self.relations.tables[self.source].sql)
        return any([word.text.lower() for word in significant(check.expression)] == mine for check in checks)

    def keeps_key(self, key: Sequence[str]) -> bool:
        """Whether no two rows are alike in these columns of the target."""
        names = {folded(term) for term in key}
        if self.grouped and set(self.grouped) <= names:
            return True
        if not self.source or self.updates or self.relations.tables[folded(self.target)].origin:
            return False
        if any(self._counts_up(self.values.get(name), names) for name in names):
            return True
        copied = {name for term in names if (name := self._copied(term)) is not None}
        return self._is_key(copied)

    def _counts_up(self, value: Node | None, names: set[str]) -> bool:
        """Whether it is row_number() over rows that `names` of the target tell apart."""
        if value is None or str(value.get("func_name", "")).lower() != "row_number":
            return False
        parts = items(value["over_clause"], "partition_by") if value["over_clause"] else []
        target = self.relations.tables[folded(self.target)]
        return all(
            any(
                _text(self.values.get(name)) == _text(part)
                and _is_alike(self.relations, self.source, part, target.type_of(name))
                for name in names
            )
            for part in parts
        )

    def _is_key(self, names: set[str]) -> bool:
        sql = self.relations.tables[self.source].sql
        known = [key for key in keys_in(sql) if "COLLATE" not in sql.upper()]
        indexes = [index.terms for index in self.relations.indexes_of(self.source) if not index.where]
        return any({folded(name) for name in key} <= names for key in (*known, *indexes))

    def keeps_reference(self, columns: Sequence[str], parent: str, to: Sequence[str]) -> bool:
        """Whether each row points at a parent, or at none."""
        values = [self.values.get(folded(name)) for name in columns]
        if any(kind(value) == "Literal" and value and str(value["literal_type"]) == "NULL" for value in values):
            return True
        if not self.source:
            return False
        copied = tuple(self._copied(name) for name in columns)
        if self.source == folded(parent) and copied == tuple(folded(name) for name in to):
            return True
        return any(
            tuple(folded(name) for name in mine) == copied
            and folded(theirs) == folded(parent)
            and [folded(name) for name in target] == [folded(name) for name in to]
            for mine, theirs, target in references_in(self.source, self.relations)
        )


class Promises:
    """Reads what is sure at one point of a migration."""

    def __init__(self, relations: Relations) -> None:
        self._relations = relations

    def unique(self, table: str, terms: Sequence[str]) -> bool:
        """Whether a key of the table stands among the terms of an index."""
        relation = self._relations.tables[folded(table)]
        names = {folded(term.strip('"`[]')) for term in terms}
        if relation.step is not None and not relation.origin:
            return False
        others = [index.terms for index in self._relations.indexes_of(table) if not index.where]
        return any({folded(name) for name in key} <= names for key in (*keys_in(relation.sql), *others))

    def of(self, statement: Statement) -> Written:
        """Return what the rows that `statement` writes are sure to keep."""
        tree = statement.tree
        match kind(tree):
            case "UpdateStmt" if tree:
                return self._update(tree)
            case "InsertStmt" if tree:
                return self._insert(tree)
            case _:
                return Written(self._relations, "")

    def _update(self, tree: Node) -> Written:
        table = folded(name_of(tree["table"]))
        alias = folded(name_of(tree["table"].get("alias")) or table)
        values = {folded(str(one["column"])): one["value"] for one in items(tree, "setlist") if one["column"]}
        for clause in items(tree, "setlist"):
            values.update({folded(name_of(column)): {"type": "?"} for column in items(clause, "columns")})
        source = "" if tree["from_clause"] else table
        return Written(
            self._relations, table, source, alias, values, frozenset(_present_in(tree["where_clause"])), updates=True
        )

    def _insert(self, tree: Node) -> Written:
        target = folded(name_of(tree["table"]))
        select = tree["source"]
        relation = self._relations.tables.get(target)
        if kind(select) != "SelectStmt" or relation is None:
            return Written(self._relations, target)
        origin = select["from_clause"]
        single = (
            kind(origin) == "TableRef" and not origin.get("args") and folded(name_of(origin)) in self._relations.tables
        )
        source = folded(name_of(origin)) if single else ""
        alias = folded(name_of(origin.get("alias")) or source) if single else ""
        columns = [folded(name_of(column)) for column in items(tree, "columns")] or [
            folded(one) for one in relation.columns
        ]
        expressions = list(self._expressions(select, source))
        values = dict(zip(columns, expressions, strict=False))
        groups = items(select, "groupby")
        grouped: tuple[str, ...] = ()
        if groups:
            texts = [_text(group) for group in groups]
            grouped = tuple(name for name, value in values.items() if _text(value) in texts)
            if len({_text(values[name]) for name in grouped}) < len(set(texts)):
                grouped = ()
            if not all(_is_alike(self._relations, source, values[name], relation.type_of(name)) for name in grouped):
                grouped = ()
        present = frozenset(_present_in(select["where_clause"]))
        return Written(self._relations, target, source, alias, values, present, grouped if not relation.origin else ())

    def _expressions(self, select: Node, source: str) -> Iterator[Node]:
        for column in items(select, "columns"):
            if "STAR" in column.get("flags", ()):
                names = self._relations.tables[source].columns if source else ()
                yield from ({"type": "ColumnRef", "column": name, "table": None} for name in names)
            else:
                yield column["expr"]


def _is_alike(relations: Relations, source: str, value: Node, type_: str) -> bool:
    """Whether a grouped value is stored as it was told apart."""
    if kind(value) != "ColumnRef":
        return str(value.get("func_name", "")).lower() in ("lower", "upper", "trim", "date", "substr") and affinity(
            type_
        ) in ("TEXT", "BLOB")
    if not source:
        return False
    return affinity(relations.tables[source].type_of(name_of(value))) == affinity(type_) != "BLOB"


def _text(node: Node | None) -> str:
    return repr(node).lower()


def _present_in(condition: Node | None) -> Iterator[str]:
    """Columns, folded, that hold no NULL in the rows that meet a condition."""
    match kind(condition):
        case "BinaryExpr" if condition and condition["op"] == "AND":
            yield from _present_in(condition["left"])
            yield from _present_in(condition["right"])
        case "BinaryExpr" if condition and condition["op"] in (
            "EQ",
            "EQ_EQ",
            "NE",
            "NE_BANG",
            "NE_ANGLE",
            "LT",
            "GT",
            "LE",
            "GE",
        ):
            yield from (
                folded(name_of(side)) for side in (condition["left"], condition["right"]) if kind(side) == "ColumnRef"
            )
        case "IsExpr" if condition and condition["op"] in ("IS_NOT", "NOT_NULL", "NOTNULL", "IS_NOT_NULL"):
            right = condition.get("right")
            if kind(condition["left"]) == "ColumnRef" and (
                right is None or (kind(right) == "Literal" and str(right["literal_type"]) == "NULL")
            ):
                yield folded(name_of(condition["left"]))
        case "ParenExpr" if condition:
            yield from _present_in(condition["expr"])
        case "LikeExpr" | "BetweenExpr" if condition and kind(condition["operand"]) == "ColumnRef":
            yield folded(name_of(condition["operand"]))
        case _:
            return

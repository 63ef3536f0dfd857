"""What is sure of the rows that one statement writes: which constraints they keep whatever the database holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nhimbe_migrations.d1.proof.counting.sure.checks import is_as_wide, is_kept_by_literals, unqualified
from nhimbe_migrations.d1.proof.counting.sure.expressions import (
    NEVER_NULL,
    STRICT_IN_NULL,
    asked_of_null,
    counts_alone,
    divides,
    gives,
    is_alike,
    is_null,
    is_of_the_moment,
    is_random,
    text_in,
)
from nhimbe_migrations.d1.proof.counting.tables.clauses import column_named
from nhimbe_migrations.d1.proof.counting.tables.definitions import collation_in, required_in, rowid_key_in
from nhimbe_migrations.d1.proof.counting.tables.references import is_held_still, refers
from nhimbe_migrations.d1.proof.counting.tables.relation import Provenance
from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.create_table import body_of, checks_of, generated_in
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, items, kind, name_of
from nhimbe_migrations.d1.sql.tokens import significant

__all__ = ["Written"]


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
    joined: dict[str, str] = field(default_factory=dict)
    """The aliases, folded, whose columns are what the rows of a table hold, with that table: none is without a partner."""
    updates: bool = False
    whole: bool = False
    """No row of the source is left out."""

    def is_present(self, column: str) -> bool:
        """Whether no row gets NULL there."""
        value = self.values.get(folded(column))
        if value is None:
            return self.updates
        return self._present(value)

    def _present(self, node: Node | None) -> bool:  # noqa: C901, PLR0912 one case per kind of expression
        match kind(node):
            case "Literal" if node:
                return str(node["literal_type"]) != "NULL"
            case "ParenExpr" | "CollateExpr" | "CastExpr" if node:
                return self._present(node["expr"])
            case "ColumnRef" if node:
                column, qualifier = folded(name_of(node)), folded(str(node.get("table") or ""))
                if not self.source or (qualifier and qualifier != self.alias):
                    return qualifier in self.joined and self._is_required(self.joined[qualifier], column)
                return column in self.present or self._is_required(self.source, column)
            case "FunctionCall" if node:
                name, arguments = str(node["func_name"]).lower(), items(node, "args")
                if name in ("coalesce", "ifnull"):
                    return any(self._present(argument) for argument in arguments)
                if name == "iif" and len(arguments) == len(("condition", "one", "other")):
                    return self._chosen(*arguments)
                if name in STRICT_IN_NULL:
                    return bool(arguments) and all(self._present(argument) for argument in arguments)
                return name in NEVER_NULL or is_of_the_moment(node)
            case "SubqueryExpr" if node:
                return counts_alone(node)
            case "AggregateFunctionCall" if node:
                return str(node["func_name"]).lower() in ("count", "total")
            case "BinaryExpr" if node and node["op"] in ("CONCAT", "PLUS", "MINUS", "STAR"):
                return self._present(node["left"]) and self._present(node["right"])
            case "BinaryExpr" if node and node["op"] == "SLASH":
                return divides(node["right"]) and self._present(node["left"])
            case "UnaryExpr" if node:
                return self._present(node["operand"])
            case "IsExpr" | "ExistsExpr":
                return True
            case "CaseExpr" if node and not node["operand"] and len(items(node, "whens")) == 1:
                (when,) = items(node, "whens")
                return self._chosen(when["when_expr"], when["then_expr"], node["else_expr"])
            case "CaseExpr" if node:
                outcomes = [when["then_expr"] for when in items(node, "whens")]
                return all(self._present(outcome) for outcome in (*outcomes, node["else_expr"]))
            case _:
                return False

    def _chosen(self, condition: Node, one: Node | None, other: Node | None) -> bool:
        """Whether both outcomes of a choice are present, of which the condition may say as much."""
        asked = asked_of_null(condition)
        if asked is None:
            return self._present(one) and self._present(other)
        tested, is_there = asked
        found, missing = (one, other) if is_there else (other, one)
        return self._present(missing) and (text_in(found) == text_in(tested) or self._present(found))

    def _is_required(self, table: str, column: str) -> bool:
        """Whether a column of a table holds no NULL: a rowid's own key is one of them."""
        origin = self.relations.provenance_of(table)
        first = origin.columns.get(column) if origin is not None else None
        if origin is None or first is None:
            return False
        sql = origin.relation.sql
        required = {folded(name) for name in required_in(sql)} | origin.relation.filled
        return first in required or first == folded(rowid_key_in(sql) or "")

    def _origin(self) -> Provenance | None:
        """The table whose rows the source holds, which may be the source itself."""
        return self.relations.provenance_of(self.source) if self.source else None

    def _copied(self, column: str) -> str | None:
        """The column of the table that the rows come from which is copied as it is, of a type that leaves it so."""
        value = self.values.get(folded(column))
        while kind(value) == "ParenExpr" and value:
            value = value["expr"]
        if value is None and self.updates:
            return None if self._is_made(column) else folded(column)
        origin = self._origin()
        if kind(value) != "ColumnRef" or origin is None or value is None:
            return None
        if value.get("table") and folded(str(value["table"])) != self.alias:
            return None
        name = origin.columns.get(folded(name_of(value)))
        if name is None:
            return None
        target = self.relations.tables[folded(self.target)]
        types = affinity(origin.relation.type_of(name)), affinity(target.type_of(column))
        return name if types[0] == types[1] or types[1] == "BLOB" else None

    def keeps_type(self, column: str) -> bool:
        """Whether it is copied from a column that holds nothing else, one of a STRICT table or of texts, or made so."""
        if gives(self.values.get(folded(column)), self.relations.tables[folded(self.target)].type_of(column)):
            return True
        origin = self._origin()
        if origin is None or self._copied(column) is None:
            return False
        if affinity(self.relations.tables[folded(self.target)].type_of(column)) == "TEXT":
            return True  # what an application does not write into it is no doubt
        body = body_of(origin.relation.sql)
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
        copied, origin = self._copied(column), self._origin()
        return origin is not None and copied is not None and copied == folded(rowid_key_in(origin.relation.sql) or "")

    def keeps_check(self, expression: str) -> bool:
        """Whether the same CHECK stands on the columns that are copied, or it asks for no more than that one is present."""
        words = significant(unqualified(expression))
        if is_kept_by_literals(words, self.values, self.relations.tables[folded(self.target)]):
            return True
        if [word.text.upper() for word in words[1:]] in (["IS", "NOT", "NULL"], ["NOTNULL"]):
            return self.is_present(words[0].name)
        origin = self._origin()
        if origin is None:
            return False
        names = {folded(word.name) for word in words if word.kind in ("word", "quoted")}
        columns = {folded(one) for one in self.relations.tables[folded(self.target)].columns}
        if any(self._copied(name) != name or not self._compares_alike(name) for name in names & columns):
            return False
        mine = unqualified(expression)
        return any(is_as_wide(mine, unqualified(check.expression)) for check in checks_of(origin.relation.sql))

    def _compares_alike(self, column: str) -> bool:
        """Whether the target compares this copied column as the table does that the rows come from."""
        origin, name = self._origin(), self._copied(column)
        if origin is None or name is None:
            return False
        mine, theirs = self.relations.tables[folded(self.target)].sql, origin.relation.sql
        return collation_in(mine, column).upper() == collation_in(theirs, name).upper()

    def keeps_key(self, key: Sequence[str]) -> bool:
        """Whether no two rows are alike in these columns of the target."""
        names = {*map(column_named, key)}
        values = [self.values.get(name) for name in names]
        if any(is_random(value) or is_null(value) for value in values):
            return True
        if self.grouped and set(self.grouped) <= names:
            return True
        if self.updates and all(self._folds(name) for name in names):
            return True
        if not self.source or self.updates or self._may_hold_others():
            return False
        if any(self._counts_up(self.values.get(name), names) for name in names):
            return True
        copied = {name for term in names if (name := self._copied(term)) is not None and self._compares_alike(term)}
        return self._is_key(copied)

    def _folds(self, column: str) -> bool:
        """Whether it stays as it is, or gets another case where its table tells no cases apart."""
        value = self.values.get(folded(column))
        target = self.relations.tables[folded(self.target)]
        if value is None:  # what is more than a column, or made of others, may change with them
            return column in map(folded, target.columns) and not self._is_made(column)
        arguments = items(value, "args")
        sql = target.sql
        return (
            str(value.get("func_name", "")).lower() in ("lower", "upper")
            and len(arguments) == 1
            and kind(arguments[0]) == "ColumnRef"
            and folded(name_of(arguments[0])) == folded(column)
            and collation_in(sql, column).upper() == " COLLATE NOCASE"
        )

    def _is_made(self, column: str) -> bool:
        """Whether an expression over other columns of the target makes its value."""
        return folded(column) in generated_in(self.relations.tables[folded(self.target)].sql)

    def _may_hold_others(self) -> bool:
        """Whether rows may stand in the target already."""
        return not self.relations.is_empty(self.target)

    def _counts_up(self, value: Node | None, names: set[str]) -> bool:
        """Whether it is row_number() over rows that `names` of the target tell apart."""
        if value is None or str(value.get("func_name", "")).lower() != "row_number":
            return False
        parts = items(value["over_clause"], "partition_by") if value["over_clause"] else []
        target = self.relations.tables[folded(self.target)]
        return all(
            any(
                text_in(self.values.get(name)) == text_in(part)
                and is_alike(self.relations, self.source, part, target.type_of(name))
                for name in names
            )
            for part in parts
        )

    def _is_key(self, names: set[str]) -> bool:
        origin = self._origin()
        return origin is not None and any(key <= names for key in origin.keys)

    def keeps_reference(self, columns: Sequence[str], parent: str, to: Sequence[str]) -> bool:
        """Whether each row points at a parent, or at none."""
        values = [self.values.get(folded(name)) for name in columns]
        if any(map(is_null, values)):
            return True
        origin = self._origin()
        if origin is None:
            return False
        copied, key = tuple(self._copied(name) for name in columns), tuple(folded(name) for name in to)
        if origin.table == folded(parent) and copied == key:
            return is_held_still(parent, origin.relation.step, to, self.relations)
        if not refers(origin, copied, parent, to, self.relations):
            return False
        if origin.table == folded(parent) == folded(self.target):  # what they point at comes along
            return self.whole and origin.whole and tuple(self._copied(name) for name in to) == key
        return is_held_still(parent, origin.moment.get(folded(parent)), to, self.relations)

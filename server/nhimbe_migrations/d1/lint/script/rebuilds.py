"""Tables that are there before and after the file, and what became of them on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nhimbe_migrations.d1.lint.script.reading import LintedScript, LintedStatement
from nhimbe_migrations.d1.schema.model import Table
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.syntax_tree import Node, columns_named, items, kind, name_of, selects, walk

__all__ = ["Changed", "affinity", "changed_tables", "copied_out", "is_rebuilt", "kept_in", "kept_whole"]


@dataclass(frozen=True, slots=True)
class Changed:
    """A table under one name at both ends of the file, with different definitions."""

    old: Table
    new: Table
    line: int
    """Of the statement that defines the new form."""


def changed_tables(reading: LintedScript) -> Iterator[Changed]:
    """Yield the tables that the file changes; none for a file that the schema already contains."""
    if reading.applied:
        return
    for key, old in reading.start.tables.items():
        new = reading.end.tables.get(key)
        if new is not None and new != old and not (new.opaque or old.opaque) and (line := _line(reading, new.name)):
            yield Changed(old, new, line)


def is_rebuilt(reading: LintedScript, drop: LintedStatement) -> bool:
    """Whether a dropped table's rows were copied before into one that carries its name in the end."""
    name = drop.target
    for copy in kept_in(reading, drop):
        if folded(reading.final_name(copy, drop)) == folded(name):
            return True
        if any(
            statement.kind == "InsertStmt" and folded(statement.target) == folded(name)
            for statement in reading.statements_after(drop)
        ):
            return True
    return False


def kept_in(reading: LintedScript, this: LintedStatement) -> tuple[str, ...]:
    """Return the tables that the rows of `this` statement's table were copied to before it."""
    return tuple(item.target for item in reading.copied_before(this.target, this))


def copied_out(reading: LintedScript, this: LintedStatement, column: str) -> bool:
    """Whether an UPDATE or a copy before `this` reads `column` of the same table, so that its values live on."""
    for statement in reading.statements[: this.position]:
        tree = statement.tree or {}
        if statement.kind == "UpdateStmt" and folded(statement.target) == folded(this.target):
            values = [clause["value"] for clause in items(tree, "setlist")]
            if any(folded(name_of(node)) == folded(column) for node in columns_named(values)):
                return True
    copies = reading.copied_before(this.target, this)
    return any(
        folded(name_of(node)) == folded(column) or "STAR" in (node.get("flags") or ())
        for copy in copies
        for node in walk((copy.tree or {}).get("source") or (copy.tree or {}).get("as_select"))
    )


def kept_whole(reading: LintedScript, this: LintedStatement, column: str) -> bool:
    """Whether a copy before `this` carries the values of `column` as they are; else only what an expression makes of them."""
    values: list[Node] = []
    for statement in reading.statements[: this.position]:
        if statement.kind == "UpdateStmt" and folded(statement.target) == folded(this.target):
            values += [clause["value"] for clause in items(statement.tree, "setlist")]
    for copy in reading.copied_before(this.target, this):
        tree = copy.tree or {}
        for select in selects(tree.get("source") or tree.get("as_select")):
            given = items(select, "columns")
            if any("STAR" in (result.get("flags") or ()) for result in given):
                return True
            values += [result["expr"] for result in given]
    return any(_carries(value, column) for value in values)


def _carries(value: Node | None, column: str) -> bool:
    """Whether the whole value of the column can be read off the expression's."""
    match kind(value):
        case "ColumnRef":
            return folded(name_of(value)) == folded(column)
        case "FunctionCall" if value:
            whole = str(value["func_name"]).lower() in _WHOLE
            return whole and any(_carries(given, column) for given in items(value, "args"))
        case "BinaryExpr" if value:
            return value["op"] == "CONCAT" and (_carries(value["left"], column) or _carries(value["right"], column))
        case "CaseExpr" if value:
            results = [when["then_expr"] for when in items(value, "whens")]
            return any(_carries(result, column) for result in [*results, value.get("else_expr")])
        case "CastExpr" if value:
            return affinity(str(value["type_name"])) == "TEXT" and _carries(value["expr"], column)
        case "SubqueryExpr" | "ParenExpr":
            return True  # not followed: the milder reading
        case _:
            return False


_WHOLE = frozenset(
    {
        "coalesce",
        "concat",
        "concat_ws",
        "format",
        "ifnull",
        "iif",
        "json_array",
        "json_insert",
        "json_object",
        "json_quote",
        "json_set",
        "printf",
        "quote",
    }
)
"""Functions whose result holds what they are given."""


def affinity(type_name: str) -> str:
    """Return the affinity of a declared type (sqlite.org/datatype3.html, section 3.1)."""
    upper = type_name.upper()
    for found, words in (
        ("INTEGER", ("INT",)),
        ("TEXT", ("CHAR", "CLOB", "TEXT")),
        ("BLOB", ("BLOB",)),
        ("REAL", ("REAL", "FLOA", "DOUB")),
    ):
        if any(word in upper for word in words):
            return found
    return "NUMERIC" if upper else "BLOB"


def _line(reading: LintedScript, name: str) -> int | None:
    statement = reading.made.get(folded(name)) or reading.altered.get(folded(name))
    return statement.line if statement else None

"""What is sure of an expression by what it is made of: that it is no NULL, of which type it is, that no two are alike."""

from __future__ import annotations

from functools import lru_cache

from nhimbe_migrations.d1.proof.counting.tables.relations import Relations
from nhimbe_migrations.d1.proof.counting.tables.stored_values import NUMBERS, REALS, TEXTS
from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.shadow.generations import LATEST
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.syntax_tree import Node, calls, items, kind, name_of

__all__ = [
    "NEVER_NULL",
    "STRICT_IN_NULL",
    "asked_of_null",
    "counts_alone",
    "divides",
    "gives",
    "is_alike",
    "is_null",
    "is_of_the_moment",
    "is_random",
    "text_in",
]

STRICT_IN_NULL = (
    "lower", "upper", "trim", "ltrim", "rtrim", "replace", "length", "substr", "substring", "abs", "round", "instr",
)  # fmt: skip
"""Functions that give NULL for NULL alone."""
NEVER_NULL = ("count", "hex", "total", "row_number", "rank", "dense_rank", "typeof", "quote", "json_object", "json_array", "random", "randomblob", "char", "concat", "changes")  # fmt: skip


def counts_alone(subquery: Node) -> bool:
    """Whether a subquery gives one number whatever it finds: count() of all rows that there are."""
    select = next((node for node in subquery.values() if isinstance(node, dict) and kind(node) == "SelectStmt"), None)
    columns = items(select, "columns") if select else []
    if not select or len(columns) != 1 or items(select, "groupby") or select["having"] or select["limit_clause"]:
        return False
    value = columns[0]["expr"]
    return str(value.get("func_name", "")).lower() in ("count", "total") and not value.get("over_clause")


def is_null(value: Node | None) -> bool:
    """Whether it is NULL, written out, or left to a default that is."""
    return kind(value) == "Literal" and value is not None and str(value["literal_type"]) == "NULL"


def asked_of_null(condition: Node | None) -> tuple[Node, bool] | None:
    """What a condition asks of NULL, and nothing else: the operand, and whether it is to be present; None for any other."""
    if (
        condition is None
        or kind(condition) != "IsExpr"
        or not (condition.get("right") is None or is_null(condition["right"]))
    ):
        return None
    if condition["op"] in ("IS_NOT", "NOT_NULL", "NOTNULL", "IS_NOT_NULL"):
        return condition["left"], True
    return (condition["left"], False) if condition["op"] in ("IS", "ISNULL", "IS_NULL") else None


def is_random(value: Node | None) -> bool:
    """Whether it is so long a random value that no two are alike."""
    arguments = items(value, "args") if value and kind(value) == "FunctionCall" else []
    name = str(value["func_name"]).lower() if value and arguments else ""
    if name == "randomblob":
        size = str(arguments[0].get("source", ""))
        return size.isdigit() and int(size) >= _ENOUGH_BYTES
    if kind(value) == "BinaryExpr" and value and value["op"] == "CONCAT":
        return is_random(value["left"]) or is_random(value["right"])
    return name in ("hex", "lower", "upper") and is_random(arguments[0])


_ENOUGH_BYTES = 8


def is_of_the_moment(call: Node) -> bool:
    """Whether it is a date or time made of literals (`datetime('now')`) that is no NULL: it is the same for every row."""
    name, arguments = str(call["func_name"]).lower(), items(call, "args")
    if name not in _MOMENTS or any(kind(argument) != "Literal" for argument in arguments):
        return False
    return _is_given(f"{name}({', '.join(str(argument['source']) for argument in arguments)})")


_MOMENTS = ("date", "time", "datetime", "julianday", "unixepoch", "strftime")


@lru_cache(maxsize=256)
def _is_given(call: str) -> bool:
    import apsw

    shadow = open_shadow(LATEST)
    try:
        return bool(shadow.ask(f"SELECT {call} IS NOT NULL")[0][0])
    except apsw.Error:
        return False
    finally:
        shadow.close()


def divides(value: Node | None) -> bool:
    """Whether it is a number, written out, by which one may divide."""
    if not value or kind(value) != "Literal" or value["literal_type"] not in ("INTEGER", "FLOAT"):
        return False
    return any(digit in "123456789" for digit in str(value["source"]).lower().partition("e")[0])


def is_alike(relations: Relations, source: str, value: Node, type_: str) -> bool:
    """Whether a grouped value is stored as it was told apart."""
    if kind(value) != "ColumnRef":
        return str(value.get("func_name", "")).lower() in ("lower", "upper", "trim", "date", "substr") and affinity(
            type_
        ) in ("TEXT", "BLOB")
    if not source:
        return False
    own, other = affinity(relations.tables[source].type_of(name_of(value))), affinity(type_)
    # A text among numbers is none that reads as one of them, so that no two of these become the same text.
    return own == other != "BLOB" or (own in ("NUMERIC", "INTEGER") and other == "TEXT")


def gives(value: Node | None, type_: str) -> bool:
    """Whether a column of this type in a STRICT table takes all that an expression may give."""
    while kind(value) == "ParenExpr" and value:
        value = value["expr"]
    wanted = "STRING" if affinity(type_) == "TEXT" else "INTEGER"
    if kind(value) == "Literal" and value:
        literal = str(value["literal_type"])
        return literal in ("NULL", wanted) or (literal == "FLOAT" and affinity(type_) != "INTEGER")
    if kind(value) == "SubqueryExpr" and value and counts_alone(value):
        totals = any(str(call["func_name"]).lower() == "total" for call in calls(value))
        return affinity(type_) != "INTEGER" or not totals
    name = str(value.get("func_name", "")).lower() if value else ""
    whole = name in NUMBERS and name not in REALS
    return whole or (affinity(type_) == "TEXT" and (name in TEXTS + REALS or kind(value) == "BinaryExpr"))


def text_in(node: Node | None) -> str:
    """Return what two nodes of the same text have in common: a name in any case is the same, a string is not."""
    return repr(_in_one_case(node))


def _in_one_case(part: object) -> object:
    if isinstance(part, dict):
        if part.get("type") == "Literal" and part.get("literal_type") == "STRING":
            return part
        return {key: _in_one_case(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_in_one_case(value) for value in part]
    return part.lower() if isinstance(part, str) else part

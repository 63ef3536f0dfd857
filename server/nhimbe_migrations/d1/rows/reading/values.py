"""Values beside a literal: that meet a comparison with it, or miss it narrowly."""

from __future__ import annotations

import json
import re
from typing import Any

from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.rows.check_candidates import suggested
from nhimbe_migrations.d1.sql.syntax_tree import Node, kind
from nhimbe_migrations.d1.sql.tokens import unquoted

__all__ = [
    "UNKNOWN",
    "above",
    "as_literal",
    "below",
    "beside",
    "json_document",
    "json_path",
    "like",
    "literal",
    "variants",
]

UNKNOWN = object()
_DATE = re.compile(r"(\d{4})(-\d\d-\d\d.*)", re.DOTALL)


def literal(node: Node | None) -> Any:  # noqa: ANN401 any SQL value
    """Return the value of a literal (with a sign, or joined from several), UNKNOWN for any other expression."""
    match kind(node):
        case "Literal" if node:
            return _literal(str(node["literal_type"]), str(node["source"]))
        case "UnaryExpr" if node and node["op"] in ("MINUS", "PLUS"):
            value = literal(node["operand"])
            return -value if isinstance(value, (int, float)) and node["op"] == "MINUS" else value
        case "BinaryExpr" if node and node["op"] == "CONCAT":
            left, right = literal(node["left"]), literal(node["right"])
            return left + right if isinstance(left, str) and isinstance(right, str) else UNKNOWN
        case "ParenExpr" | "CollateExpr" if node:
            return literal(node.get("expr"))
        case _:
            return UNKNOWN


def _literal(kind_: str, source: str) -> Any:  # noqa: ANN401 any SQL value
    match kind_:
        case "STRING":
            return unquoted(source)
        case "INTEGER":
            value = int(source.replace("_", ""), 0) if source[:2] in ("0x", "0X") else int(source.replace("_", ""))
            return value if -(2**63) <= value < 2**63 else float(value)
        case "FLOAT":
            return float(source.replace("_", ""))
        case "NULL":
            return None
        case _:
            return {"true": 1, "false": 0}.get(source.lower(), UNKNOWN)


def above(value: Value) -> Value:
    """Return a value that is greater."""
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, str):
        date = _DATE.fullmatch(value)
        return f"{min(int(date[1]) + 1, 9999):04}{date[2]}" if date else f"{value}z"
    return value


def below(value: Value) -> Value:
    """Return a value that is smaller."""
    if isinstance(value, (int, float)):
        return value - 1
    if isinstance(value, str):
        date = _DATE.fullmatch(value)
        return f"{max(int(date[1]) - 1, 0):04}{date[2]}" if date else value[:-1]
    return value


def beside(value: Value) -> Value:
    """Return another value of the same kind."""
    if isinstance(value, (int, float)):
        return value + 7
    return f"other-{value}"[:40] if isinstance(value, str) else "other"


def like(pattern: str, keyword: str, *, want: bool = True) -> Value:
    """Return a text that the pattern matches (or not)."""
    if not want:
        return "~none~"
    found = suggested(f"x {keyword} {as_literal(pattern)}")
    return found[0] if found else pattern


def as_literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def json_path(path: str) -> list[str | int] | None:
    """Return the steps of a JSON path; a bare name is what `->>` takes for one. None where it is beyond this."""
    if not path.startswith("$"):
        return [path]
    steps: list[str | int] = []
    for match in re.finditer(r'\.(?:"([^"]+)"|([^.\[\]"]+))|\[(#?-?\d*)\]', path):
        if match[3] is not None:
            steps.append(int(match[3]) if match[3].isdigit() else 0)
        else:
            steps.append(match[1] or match[2])
    return steps


def json_document(paths: dict[str, Value], *, array: bool = False) -> str:
    """Return a JSON text that holds a value at each of these paths."""
    document: Any = ["item-1", "item-2"] if array and not paths else {}
    for path, value in paths.items():
        steps = json_path(path)
        if steps:
            document = _put(document, steps, value)
    return json.dumps(document if document or paths else {"key": "value-1"})


def _put(document: Any, steps: list[str | int], value: Value) -> Any:  # noqa: ANN401 JSON
    if not steps:
        return value if not isinstance(value, bytes) else value.decode(errors="replace")
    step, *rest = steps
    if isinstance(step, int):
        elements = document if isinstance(document, list) else []
        while len(elements) <= step:
            elements.append(None)
        elements[step] = _put(elements[step] if elements[step] is not None else {}, rest, value)
        return elements
    members = document if isinstance(document, dict) else {}
    members[step] = _put(members.get(step, {}), rest, value)
    return members


def variants(transform: tuple[Any, ...], text: str) -> list[str]:
    """Return texts that this function makes equal to what it makes of `text`, or that it cuts short."""
    name, *rest = transform
    match name:
        case "lower" | "upper" | "nocase":
            return [text.swapcase()]
        case "trim" | "ltrim" | "rtrim":
            return [f" {text} " if name == "trim" else f" {text}" if name == "ltrim" else f"{text} "]
        case "replace" if len(rest) > 1 and rest[0]:
            return [f"{text}{rest[0]}z", f"{text}{rest[1]}z"]
        case "substr":
            length = rest[-1] if rest and isinstance(rest[-1], int) and rest[-1] > 0 else 8
            stem = (text * (length // max(1, len(text)) + 1))[:length] if text else "a" * length
            return [f"{stem}-tail-one", f"{stem}-tail-two"]
        case "instr" if rest:
            sides = [f"z{rest[0]}{text}", f"{text}{rest[0]}z"] if text else []
            return [*sides, "Single", f"One{rest[0]}Two{rest[0]}Three", f"One{rest[0]}Two{rest[0]}Four"]
        case _:
            return []

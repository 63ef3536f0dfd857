"""One population in the making: the columns of its tables, the values that it draws from, and the rows so far."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.d1.rows.candidates import Value
from nhimbe_migrations.d1.rows.reading.needs import Place
from nhimbe_migrations.d1.sql.tokens import distinct, significant, unquoted

if TYPE_CHECKING:
    from nhimbe_migrations.d1.shadow.shadow import Shadow

__all__ = ["Drawing", "DrawnColumn", "echo", "literals", "respelled"]


@dataclass(frozen=True, slots=True)
class DrawnColumn:
    place: Place
    is_key: bool
    nullable: bool
    numeric: bool
    binary: bool
    """Whether a blob may stand there."""
    plain: tuple[Value, ...]
    """What an application would write, row by row."""
    fitting: tuple[Value, ...]
    """What it would have written for the migration to fit."""
    read: tuple[Value, ...]
    """What the migration reads there, careless values included."""
    odd: tuple[Value, ...]
    """What a database may hold there besides, where nobody looked."""
    transforms: tuple[tuple[Any, ...], ...]
    """What it does to them that may make two of them one."""

    @property
    def name(self) -> str:
        return self.place[1]

    def held(self, value: Value) -> Value:
        """Return the value as this column may hold it: a blob as text where no application writes blobs."""
        return value.decode("latin-1") if isinstance(value, bytes) and not self.binary else value


@dataclass(slots=True)
class Drawing:
    """One population in the making."""

    shadow: Shadow
    chance: random.Random
    few: list[Value]
    wild: frozenset[Place] | None
    """The columns that hold what no application would write; None where any may."""
    pot: list[Value] = field(default_factory=list)
    """Values that are there so far."""
    numbers: list[Value] = field(default_factory=list)
    """Those that are numbers."""
    rows: list[dict[str, Value]] = field(default_factory=list)
    """The rows of the table so far."""
    plain: dict[str, float] = field(default_factory=dict)
    """Per column of the table: how often it holds what an application would write, rather than one of the few."""

    def start(self, columns: tuple[DrawnColumn, ...]) -> None:
        """Go on to the next table."""
        self.rows = []
        self.numbers = [value for value in (*self.few, *self.pot) if _number(value) is not None]
        self.plain = {column.name: self.chance.choice((0.0, 0.3, 0.8)) for column in columns}

    def keep(self, row: dict[str, Value]) -> None:
        self.rows.append(row)
        self.pot += [value for value in row.values() if value is not None]

    def is_plain(self, column: DrawnColumn) -> bool:
        if self.wild is not None:
            return column.place not in self.wild
        return self.chance.random() < self.plain[column.name]


def echo(chance: random.Random, value: Value) -> Value:
    """The value again, or a text that holds it, or that it is in another spelling."""
    text = str(value) if isinstance(value, (int, float)) else value
    if not isinstance(text, str):
        return value
    return chance.choice(
        (
            value,
            text,
            text.swapcase(),
            f" {text} ",
            f"{text} b",
            f"{text}b",
            f"b {text}",
            text.split(" ")[0],
            *_spelled(text),
        )
    )


def respelled(chance: random.Random, value: Value) -> Value:
    """The same date, number or JSON in another spelling or type; what is none of these becomes a date."""
    if isinstance(value, (int, float)):
        return chance.choice((str(value), str(int(value) if math.isfinite(value) else value), float(value)))
    if not isinstance(value, str):
        return chance.choice(_DATES)
    if day := _DAY.fullmatch(value):
        return chance.choice((*_spelled(value), f"{day[1]} 23:59:59", f"{day[1][:8]}28", f"{day[1][:4]}-12-31"))
    if (number := _number(value)) is not None:
        return chance.choice((number, f"{number}.0", f" {number}"))
    return chance.choice((*_spelled(value), *_DATES, 1, "1"))


_DATES: tuple[Value, ...] = ("2026-01-02", "2026-01-02 00:00:00", "2026-01-02T00:00:00Z", "2026-01-02 10:00:00")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d:\d\d)Z?)?")


def _spelled(text: str) -> tuple[Value, ...]:
    """The same date, number or JSON in another spelling, as blob, or nothing."""
    if day := _DAY.fullmatch(text):
        return f"{day[1]} {day[2] or '00:00:00'}", f"{day[1]}T{day[2] or '00:00:00'}Z", day[1]
    if text[:1] in ("{", "["):
        return f"{text} ", text.replace(":", " : "), "[null]", '{"a":null}'
    return (number, f"{text}.0") if (number := _number(text)) is not None else ("", text.encode())


def _number(value: Any) -> int | float | None:  # noqa: ANN401 any SQL value
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() else number


def literals(sql: str, *, once: bool = False) -> Iterator[Value]:
    """What the migration speaks of, and what lies beside it; `once` each literal, however often it stands there."""
    for kind, text in distinct(sql) if once else ((word.kind, word.text) for word in significant(sql)):
        if kind == "string":
            value = unquoted(text)
            yield value
            if "%" in value or "*" in value:
                yield value.replace("%", "b").replace("*", "b")
                yield value.replace("%", "").replace("*", "")
        elif kind == "number" and text.isdigit() and len(text) < 12:  # noqa: PLR2004
            number = int(text)
            yield from (number, number + 1, number - 1)

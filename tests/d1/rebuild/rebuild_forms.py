"""How a generated table is written down."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["EXTRAS", "Form", "Made", "q"]

EXTRAS = ("a", "note", "order", "group", "rowid", "b c", "label", "index")
"""Names of columns that hold nothing but values; some need quotes, one shadows the rowid."""


def q(name: str) -> str:
    return (
        name if name.isidentifier() and name not in ("order", "group", "index") else '"' + name.replace('"', '""') + '"'
    )


@dataclass(frozen=True)
class Made:
    """A column as it is written."""

    name: str
    type: str
    rest: str = ""
    notnull: bool = False
    default: str | None = None
    generated: bool = False

    def __str__(self) -> str:
        null = " NOT NULL" if self.notnull else ""
        default = f" DEFAULT {self.default}" if self.default else ""
        return f"{q(self.name)} {self.type}{null}{default}{self.rest}"


@dataclass
class Form:
    """A table: its columns, and what comes after them."""

    name: str
    columns: list[Made]
    constraints: list[str] = field(default_factory=list)
    options: str = ""

    def __str__(self) -> str:
        body = ",\n  ".join([*map(str, self.columns), *self.constraints])
        return f"CREATE TABLE {q(self.name)} (\n  {body}\n){self.options}"

    @property
    def stored(self) -> list[Made]:
        return [column for column in self.columns if not column.generated]

    @property
    def has_hidden_rowid(self) -> bool:
        """Whether `rowid` is a column that stands in no list."""
        key = f"{self.columns[0].type}{self.columns[0].rest}"
        aliased = key.startswith("INTEGER PRIMARY KEY") and "DESC" not in key
        return not self.options and not aliased and all(column.name != "rowid" for column in self.columns)

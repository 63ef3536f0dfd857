"""The habits of a D1 schema, counted: how it names, types and writes things, and where that differs from the written convention.

Takes plain values and text, so that it knows no engine. A repository that has plainly settled on another habit is followed,
configuration settles the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, NamedTuple

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.habits.names import CREATED, MODIFIED, index_prefix_of, is_snake_case, is_timestamp_name

__all__ = ["WRITTEN", "ColumnFact", "Habit", "Habits", "IndexFact", "habits"]

WRITTEN: Final[Mapping[str, str]] = MappingProxyType(
    {
        "created": "created_at",
        "modified": "updated_at",
        "identifier": "id",
        "timestamp_type": "TEXT",
        "timestamp_default": "datetime('now')",
        "boolean": "INTEGER",
        "index": "idx_table_columns",
        "index_prefix": "idx_",
        "comment": "-- line",
        "keywords": "upper",
        "table_name": "snake_case",
    }
)
"""The written convention of each trait."""

_COUNTED: Final = ("type", "key_type", "column_name")
"""Traits that only the rules ask for: nobody is told to follow them."""
_ALSO_WRITTEN: Final[Mapping[str, frozenset[str]]] = MappingProxyType({"boolean": frozenset({"BOOLEAN"})})
"""What the written convention leaves free."""

_SPOKEN: Final = {
    "created": "The time of creation is called",
    "modified": "The time of the last change is called",
    "identifier": "The primary key is called",
    "timestamp_type": "The type of a timestamp is",
    "timestamp_default": "The default of a timestamp is",
    "boolean": "The type of a boolean is",
    "index": "The pattern of an index name is",
    "comment": "The style of a comment is",
    "keywords": "The case of keywords is",
    "table_name": "The style of a table name is",
}
_SETTLED_SHARE: Final = 2 / 3
_SETTLED_COUNT: Final = 3
"""A habit is plain when at least this many places have it, and at least that share of them."""

_BOOLEAN_NAME: Final = re.compile(
    r"^(?:is|has|can|allow|allows|should|was)_|_(?:enabled|verified|active|visible)$", re.IGNORECASE
)
_WHOLE: Final = frozenset({"INTEGER", "INT", "TINYINT"})
_BOOLEANS: Final = frozenset({"BOOLEAN", "BOOL"})
_CASES: Final = (
    ("camelCase", re.compile(r"[a-z][A-Za-z0-9]*")),
    ("PascalCase", re.compile(r"[A-Z][A-Za-z0-9]*")),
)
_TEXT_PARTS: Final = re.compile(
    r"(?P<line>--[^\n]*)|(?P<block>/\*.*?(?:\*/|\Z))|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*(?:\]|\Z)"
    r"|(?P<word>\b(?:create|table|index|primary|key|not|null|default|references|unique|on|if|exists|text|integer)\b)",
    re.IGNORECASE | re.DOTALL,
)


class ColumnFact(NamedTuple):
    """A column as the schema declares it; a plain tuple will do."""

    name: str
    type: str
    default: str | None = None
    primary: bool = False


class IndexFact(NamedTuple):
    """An index that has a name of its own; a plain tuple will do."""

    name: str
    table: str
    columns: Sequence[str]


@dataclass(frozen=True, slots=True)
class Habit:
    """What the schema does about one trait."""

    trait: str
    counts: Mapping[str, int]
    """How many places do it each way, the most frequent first."""
    latest: str | None
    """What the last table in the file does."""
    follow: str
    """What a new migration should do: configuration, else the plain habit, else the written convention."""

    @property
    def usual(self) -> str | None:
        """The most frequent way; None when the schema has no place for it."""
        return next(iter(self.counts), None)

    @property
    def is_settled(self) -> bool:
        """Whether one way is plainly the repository's."""
        most = next(iter(self.counts.values()), 0)
        return most >= _SETTLED_COUNT and most >= _SETTLED_SHARE * sum(self.counts.values())

    def difference(self) -> str | None:
        """Return a sentence on how this differs from the written convention, if it does."""
        written = WRITTEN[self.trait]
        fine = {written} | _ALSO_WRITTEN.get(self.trait, frozenset())
        others = [(way, count) for way, count in self.counts.items() if way not in fine]
        if not others or self.trait not in _SPOKEN:
            return None
        total = sum(self.counts.values())
        ways = " and ".join(f"{way} in {count} of {total} places" for way, count in others)
        return f"{_SPOKEN[self.trait]} {ways}; the written convention is {written}. New migrations use {self.follow}."


@dataclass(frozen=True, slots=True)
class Habits:
    """All habits of a schema, by trait (the keys of `WRITTEN`)."""

    traits: Mapping[str, Habit]
    counts: Mapping[str, Mapping[str, int]]
    """How many places do it each way, for every trait: those of `WRITTEN`, and those that only the rules ask for."""
    settled: Mapping[str, str]
    """What configuration says."""
    virtual_tables: bool

    def follow(self, trait: str) -> str:
        """Return what a new migration should do about `trait`."""
        return self.traits[trait].follow


def habits(
    tables: Mapping[str, Sequence[tuple[str, str, str | None] | ColumnFact]],
    indexes: Sequence[tuple[str, str, Sequence[str]] | IndexFact] = (),
    schema_sql: str = "",
    *,
    settled: Mapping[str, str] = MappingProxyType({}),
    virtual_tables: bool = False,
) -> Habits:
    """Count the habits of a schema.

    Args:
        tables: the columns of each table, in the order of the file.
        indexes: every index that somebody named.
        schema_sql: the text, for comments and the case of keywords.
        settled: what configuration says; it wins.
        virtual_tables: whether the schema has any.

    Raises:
        ConfigurationError: `settled` has a trait that does not exist.
    """
    if unknown := sorted(set(settled) - set(WRITTEN)):
        raise ConfigurationError(
            f"There is no convention named {unknown[0]}.", way_out=f"There are: {', '.join(WRITTEN)}."
        )
    places: dict[str, list[str]] = {trait: [] for trait in (*WRITTEN, *_COUNTED)}
    for table, columns in tables.items():
        facts = [ColumnFact(*column) for column in columns]
        places["table_name"].append(_case(table))
        keys = [fact for fact in facts if fact.primary]
        places["key_type"] += [_bare(fact.type) for fact in keys if len(keys) == 1]
        for trait, way in (found for fact in facts for found in _of_column(table, fact)):
            places[trait].append(way)
    places["index"] = [_index_pattern(IndexFact(*index)) for index in indexes]
    places["index_prefix"] = [prefix for index in indexes if (prefix := index_prefix_of(IndexFact(*index).name))]
    places["comment"], places["keywords"] = _of_text(schema_sql)
    traits = {trait: _habit(trait, places[trait], settled.get(trait)) for trait in WRITTEN}
    counts = {trait: MappingProxyType(dict(Counter(ways).most_common())) for trait, ways in places.items()}
    return Habits(MappingProxyType(traits), MappingProxyType(counts), dict(settled), virtual_tables)


def _habit(trait: str, ways: Sequence[str], settled: str | None) -> Habit:
    counts = dict(Counter(ways).most_common())
    habit = Habit(trait, MappingProxyType(counts), ways[-1] if ways else None, WRITTEN[trait])
    follow = settled or (habit.usual if habit.is_settled else None) or WRITTEN[trait]
    return Habit(trait, habit.counts, habit.latest, follow)


def _case(name: str) -> str:
    if is_snake_case(name):
        return "snake_case"
    return next((style for style, pattern in _CASES if pattern.fullmatch(name)), "another case")


def _bare(declared: str) -> str:
    return re.sub(r"\(.*", "", declared).strip().upper()


def _of_column(table: str, column: ColumnFact) -> list[tuple[str, str]]:
    name, declared = column.name.lower(), column.type.upper()
    found: list[tuple[str, str]] = [("column_name", _case(column.name))]
    if bare := _bare(declared):
        found.append(("type", bare))
    if name in {"id", "_id", "uuid", f"{table.lower().removesuffix('s')}_id"} and (
        column.primary or name in {"id", "_id"}
    ):
        found.append(("identifier", column.name))
    if name in CREATED:
        found.append(("created", column.name))
    if name in MODIFIED:
        found.append(("modified", column.name))
    if is_timestamp_name(column.name) or name in CREATED | MODIFIED:
        found.append(("timestamp_type", declared or "no type"))
        if column.default is not None:
            found.append(("timestamp_default", _default(column.default)))
    elif declared in _BOOLEANS or (declared in _WHOLE and _BOOLEAN_NAME.search(name)):
        found.append(("boolean", declared))
    return found


def _default(default: str) -> str:
    bare = " ".join(default.split())
    while bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip()
    return bare.upper() if bare.upper().startswith("CURRENT_") else bare


def _index_pattern(index: IndexFact) -> str:
    """Return the pattern of an index name with what it names put in, so that equal habits read equal."""
    columns = "_".join(index.columns)
    for prefix in ("idx_", "ix_", "index_", "uq_", "uniq_", ""):
        rest = index.name.removeprefix(prefix)
        for suffix in ("", "_idx", "_index", "_key"):
            core = rest.removesuffix(suffix) if suffix else rest
            if index.name.startswith(prefix) and core == f"{index.table}_{columns}":
                return f"{prefix}table_columns{suffix}"
    return "idx_ and another name" if index.name.startswith("idx_") else "another name"


def _of_text(schema_sql: str) -> tuple[list[str], list[str]]:
    comments: list[str] = []
    keywords: list[str] = []
    for match in _TEXT_PARTS.finditer(schema_sql):
        if match.lastgroup == "line":
            comments.append("-- line")
        elif match.lastgroup == "block":
            comments.append("/* block */")
        elif match.lastgroup == "word":
            word = match.group()
            keywords.append("upper" if word.isupper() else "lower" if word.islower() else "mixed")
    return comments, keywords

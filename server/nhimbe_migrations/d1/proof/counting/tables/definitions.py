"""What a CREATE TABLE makes of the rows that are written to it, as SQL over those rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from nhimbe_migrations.d1.rows.candidates import affinity
from nhimbe_migrations.d1.sql.create_table import COLUMN_CONSTRAINTS, body_of, checks_of, generated_in, parenthesised
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Statement
from nhimbe_migrations.d1.sql.tokens import Token, quoted, significant

__all__ = [
    "careful",
    "default_of",
    "defaults_in",
    "kept_type",
    "keys_in",
    "listed",
    "primary_key_in",
    "renamed_in",
    "required_in",
    "rowid_key_in",
    "sources_of",
    "stored_as",
    "stored_columns",
    "type_in",
    "with_column",
    "with_generated",
]

_NUMERIC = ("INTEGER", "REAL", "NUMERIC")


def stored_columns(sql: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that take values: generated ones do not."""
    body = body_of(sql)
    if body is None:
        return columns
    generated = {
        folded(element.name or "")
        for element in body.columns
        if any(word.says("AS") and element.words[n + 1].says("(") for n, word in enumerate(element.words[:-1]))
    }
    return tuple(column for column in columns if folded(column) not in generated)


def sources_of(names: Collection[str], sql: str) -> set[str]:
    """These folded columns, with those that the generated ones among them are made of."""
    generated = generated_in(sql) if "AS" in sql.upper() else {}
    found, waiting = set(names), list(names)
    while waiting:
        expression = generated.get(waiting.pop())
        more = {folded(word.name) for word in significant(expression)} - found if expression else set()
        found |= more
        waiting += more
    return found


def with_generated(select: str, columns: Sequence[str], written: Collection[str], sql: str) -> str:
    """A SELECT of the whole table in which the generated columns follow what is `written`, folded, into the others."""
    generated = {
        name: expression
        for name, expression in generated_in(sql).items()
        if sources_of([name], sql) & set(written) and name in {folded(column) for column in columns}
    }
    if not generated:
        return select
    terms = [
        f"{generated[folded(column)]} AS {quoted(column)}" if folded(column) in generated else quoted(column)
        for column in columns
    ]
    return f"SELECT {', '.join(terms)} FROM ({select})"


def keys_in(sql: str) -> list[tuple[str, ...]]:
    """The keys that the CREATE TABLE `sql` makes unique: the primary key and the UNIQUE ones."""
    body = body_of(sql)
    keys: list[tuple[str, ...]] = []
    for element in body.elements if body else ():
        words = element.words
        for at, word in enumerate(words):
            if word.says("UNIQUE") or (word.says("PRIMARY") and words[at + 1].says("KEY")):
                inner = () if element.is_column else parenthesised(words, at + (1 if word.says("UNIQUE") else 2))
                names = tuple(w.name for w in inner[1:-1] if w.kind in ("word", "quoted") and not w.says("ASC", "DESC"))
                keys.append(names or (element.name or "",))
    return keys


def required_in(sql: str) -> list[str]:
    """The columns of the CREATE TABLE `sql` that are NOT NULL, those of a key WITHOUT ROWID or STRICT included."""
    body = body_of(sql)
    found: list[str] = []
    for element in body.columns if body else ():
        words = element.words
        if any(word.says("NOT") and words[at + 1].says("NULL") for at, word in enumerate(words[:-1])):
            found.append(element.name or "")
    options = {word.text.upper() for word in body.options} if body else set()
    if options & {"WITHOUT", "STRICT"}:
        primary = next((key for key in keys_in(sql)[:1] if body and "PRIMARY" in sql.upper()), ())
        found += [name for name in primary if name not in found]
    return found


def primary_key_in(sql: str) -> tuple[str, ...]:
    """The columns of the primary key of the CREATE TABLE `sql`; none where it has none."""
    body = body_of(sql)
    for element in body.elements if body else ():
        words = element.words
        for at, word in enumerate(words[:-1]):
            if word.says("PRIMARY") and words[at + 1].says("KEY"):
                inner = () if element.is_column else parenthesised(words, at + 2)
                names = tuple(w.name for w in inner[1:-1] if w.kind in ("word", "quoted") and not w.says("ASC", "DESC"))
                return names or (element.name or "",)
    return ()


def rowid_key_in(sql: str) -> str | None:
    """The column of the CREATE TABLE `sql` that is the rowid itself, INTEGER PRIMARY KEY: it takes whole numbers alone."""
    body, key = body_of(sql), primary_key_in(sql)
    if body is None or len(key) != 1 or any(word.says("WITHOUT") for word in body.options):
        return None
    column = next((one for one in body.columns if folded(one.name or "") == folded(key[0])), None)
    return key[0] if column is not None and type_in(column.words).upper() == "INTEGER" else None


def careful(made: str, sql: str, conflict: str, spared: tuple[str, ...] = ()) -> str:
    """The rows of `made` that stay where one that breaks a key, a NOT NULL or a CHECK is left out or replaces another."""
    conditions = [f"coalesce(({check.expression}), 1)" for check in checks_of(sql)]
    conditions += [f"{quoted(name)} IS NOT NULL" for name in required_in(sql)]
    if conditions and conflict == "IGNORE":
        made = f"SELECT * FROM ({made}) WHERE {' AND '.join(conditions)}"
    for key in keys_in(sql):
        if spared and set(map(folded, key)) != set(map(folded, spared)):
            continue
        # Rows with NULL in a key break it with no other: each stays.
        absent = " OR ".join(f"{quoted(name)} IS NULL" for name in key)
        made = f"SELECT * FROM ({made}) GROUP BY {listed(key)}, CASE WHEN {absent} THEN random() END"
    return made


def stored_as(expression: str, type_: str) -> str:
    """What a column of this type makes of a value."""
    kind = affinity(type_)
    if kind in _NUMERIC:
        number = "REAL" if kind == "REAL" else "NUMERIC"
        whole = (
            ""
            if kind == "REAL"
            else f" WHEN CAST({expression} AS INTEGER) = {expression} THEN CAST({expression} AS INTEGER)"
        )
        return f"CASE{whole} WHEN CAST({expression} AS NUMERIC) = {expression} THEN CAST({expression} AS {number}) ELSE {expression} END"
    return f"CAST({expression} AS TEXT)" if kind == "TEXT" else expression


def typed_as(expression: str, type_: str) -> str:
    """A value that such a column stores, which compares as the column does; not for one that `is_odd` there."""
    kind = affinity(type_)
    if kind in _NUMERIC:
        return f"CAST({expression} AS {'REAL' if kind == 'REAL' else 'NUMERIC'})"
    return f"CAST({expression} AS TEXT)" if kind == "TEXT" else f"+{expression}"


def is_odd(expression: str, type_: str) -> str:
    """Whether a value is one that such a column stores and CAST would make another of: a blob, or a text among numbers."""
    if affinity(type_) == "TEXT":
        return f"typeof({expression}) = 'blob'"
    return f"coalesce(CAST({expression} AS NUMERIC) <> {expression}, 0)"


def defaults_in(sql: str) -> dict[str, str]:
    body = body_of(sql)
    found: dict[str, str] = {}
    for element in body.columns if body else ():
        for at, word in enumerate(element.words[:-1]):
            if word.says("DEFAULT"):
                inner = parenthesised(element.words, at + 1)
                end = inner[-1] if inner else element.words[at + (2 if element.words[at + 1].says("-", "+") else 1)]
                found[folded(element.name or "")] = sql[element.words[at + 1].span.start : end.span.end]
                break
    return found


def constant_defaults(sql: str) -> dict[str, str]:
    """Return, by folded column, the defaults of the CREATE TABLE `sql` that are constants and not NULL."""
    return {name: text for name, text in defaults_in(sql).items() if text[:1] != "(" and text.upper() != "NULL"}


def default_of(statement: Statement, words: tuple[Token, ...]) -> str:
    for at, word in enumerate(words[:-1]):
        if word.says("DEFAULT"):
            inner = parenthesised(words, at + 1)
            end = inner[-1] if inner else words[min(at + (2 if words[at + 1].says("-", "+") else 1), len(words) - 1)]
            shift = statement.span.start
            return statement.text[words[at + 1].span.start - shift : end.span.end - shift]
    return "NULL"


def type_in(words: tuple[Token, ...]) -> str:
    found: list[str] = []
    for word in words[1:]:
        if word.says(*COLUMN_CONSTRAINTS):
            break
        found.append(word.text)
    return " ".join(found)


def listed(names: Sequence[str]) -> str:
    return ", ".join(quoted(name) for name in names)


def with_column(sql: str, definition: str) -> str:
    """Return the CREATE TABLE `sql` with one more column."""
    body = body_of(sql)
    if body is None or not body.columns:
        return sql
    end = body.columns[-1].span.end
    return f"{sql[:end]}, {definition}{sql[end:]}"


def renamed_in(sql: str, column: str, to: str) -> str:
    """Return the CREATE TABLE `sql` with a column under another name."""
    parts: list[str] = []
    at = 0
    for word in significant(sql):
        if word.kind in ("word", "quoted") and folded(word.name) == folded(column):
            parts += [sql[at : word.span.start], quoted(to)]
            at = word.span.end
    return "".join([*parts, sql[at:]])


def collation_in(sql: str, column: str) -> str:
    """The collation that a column of the CREATE TABLE `sql` names, as it is written behind a term; nothing for none."""
    body = body_of(sql)
    for element in body.columns if body else ():
        if folded(element.name or "") == folded(column):
            for at, word in enumerate(element.words[:-1]):
                if word.says("COLLATE"):
                    return f" COLLATE {element.words[at + 1].text}"
    return ""


def kept_type(type_: str, sql: str) -> str:
    """A column of ANY in a STRICT table converts nothing, as one without a type does elsewhere."""
    if type_.upper() != "ANY":
        return type_
    body = body_of(sql)
    return "" if body is not None and any(word.says("STRICT") for word in body.options) else type_

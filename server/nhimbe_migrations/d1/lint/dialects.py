"""What people write out of habit from other databases, and how SQLite says it.

Only asked about statements that do not parse, so that a hit explains a refusal and is never one itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from nhimbe_migrations.d1.sql.tokens import Token

__all__ = ["RESERVED", "spelling"]

_SPELLINGS: tuple[tuple[str, str], ...] = (
    ("ADD COLUMN IF NOT EXISTS", "SQLite has no IF NOT EXISTS for columns: write plain ADD COLUMN."),
    ("DROP COLUMN IF EXISTS", "SQLite has no IF EXISTS for columns: write plain DROP COLUMN."),
    ("ALTER COLUMN", "SQLite cannot change a column in place: rebuild the table (rebuild_table)."),
    ("MODIFY", "SQLite cannot change a column in place: rebuild the table (rebuild_table)."),
    ("CHANGE COLUMN", "Use ALTER TABLE … RENAME COLUMN … TO …; for another type rebuild the table (rebuild_table)."),
    (
        "ADD CONSTRAINT",
        "SQLite on D1 cannot add a constraint to a table: rebuild it (rebuild_table), or use a UNIQUE INDEX.",
    ),
    ("DROP CONSTRAINT", "SQLite on D1 cannot drop a constraint: rebuild the table (rebuild_table)."),
    ("ADD FOREIGN KEY", "SQLite cannot add a foreign key to a table: rebuild it (rebuild_table)."),
    ("ADD INDEX", "Write CREATE INDEX IF NOT EXISTS idx_table_field ON table(field)."),
    ("CREATE OR REPLACE", "SQLite has no OR REPLACE here: DROP … IF EXISTS first, then CREATE."),
    ("TRUNCATE", "Write DELETE FROM table."),
    ("MERGE", "Write INSERT … ON CONFLICT (…) DO UPDATE SET …"),
    ("ON DUPLICATE KEY", "Write ON CONFLICT (…) DO UPDATE SET … = excluded.…"),
    ("INSERT IGNORE", "Write INSERT OR IGNORE."),
    (
        "ON UPDATE CURRENT_TIMESTAMP",
        "SQLite has no such thing: set the column in the application, or in an AFTER UPDATE trigger.",
    ),
    ("COMMENT ON", "SQLite keeps no comments on objects: use a `--` comment."),
    ("COMMENT =", "SQLite keeps no comments on objects: use a `--` comment."),
    ("ENGINE =", "SQLite has no storage engines: end the table with `)`."),
    ("ENUM (", "Write TEXT CHECK (column IN ('a', 'b'))."),
    ("UNSIGNED", "SQLite has no unsigned numbers: write INTEGER, with CHECK (column >= 0) where it matters."),
    ("AUTO_INCREMENT", "Write INTEGER PRIMARY KEY AUTOINCREMENT, or the convention's TEXT PRIMARY KEY."),
    ("AUTOINCREMENT", "AUTOINCREMENT is only allowed after INTEGER PRIMARY KEY."),
    ("IDENTITY", "Write INTEGER PRIMARY KEY AUTOINCREMENT, or the convention's TEXT PRIMARY KEY."),
    ("ILIKE", "LIKE already ignores the case of ASCII letters in SQLite."),
    ("CREATE TYPE", "SQLite has no user-defined types: use TEXT with a CHECK."),
    ("CREATE SEQUENCE", "SQLite has no sequences: use INTEGER PRIMARY KEY, or UUIDs made by the application."),
    ("CREATE EXTENSION", "D1 loads no extensions."),
    ("CREATE FUNCTION", "D1 has no stored functions."),
    ("CREATE PROCEDURE", "D1 has no stored procedures."),
    ("CREATE DATABASE", "The database is made with `wrangler d1 create`."),
    ("USE", "A migration runs in the one database that the command names."),
    ("GRANT", "D1 has no users to grant to."),
    ("SET", "SQLite has no session variables; PRAGMA is the nearest thing, and D1 allows few."),
    ("DELIMITER", "SQLite needs no other delimiter: triggers are read to their END."),
    ("GO", "Separate statements with `;`."),
    ("CONCURRENTLY", "Leave CONCURRENTLY out: SQLite builds an index inside the migration's transaction."),
    ("USING BTREE", "Leave USING out: SQLite has one kind of index."),
    ("USING GIN", "Leave USING out; for text search use an fts5 table."),
    ("SELECT TOP", "Write LIMIT at the end."),
    ("DEFAULT NOW ( )", "Write DEFAULT (datetime('now')), with the outer parentheses."),
    ("GETDATE ( )", "Write datetime('now')."),
    ("DESCRIBE", "Write PRAGMA table_info(table)."),
    ("SHOW", "Read sqlite_master, or PRAGMA table_info(table)."),
)

RESERVED = frozenset(
    [
        "add",
        "all",
        "alter",
        "and",
        "as",
        "autoincrement",
        "between",
        "case",
        "check",
        "collate",
        "commit",
        "constraint",
        "create",
        "default",
        "deferrable",
        "delete",
        "distinct",
        "drop",
        "else",
        "escape",
        "except",
        "exists",
        "foreign",
        "from",
        "group",
        "having",
        "in",
        "index",
        "insert",
        "intersect",
        "into",
        "is",
        "isnull",
        "join",
        "limit",
        "not",
        "nothing",
        "notnull",
        "null",
        "on",
        "or",
        "order",
        "primary",
        "references",
        "select",
        "set",
        "table",
        "then",
        "to",
        "transaction",
        "union",
        "unique",
        "update",
        "using",
        "values",
        "when",
        "where",
    ]
)
"""SQLite's reserved words (sqlite.org/lang_keywords.html): as names they need double quotes. Lower case."""


def spelling(tokens: Sequence[Token]) -> str:
    """Return the SQLite way of what the statement seems to want; empty where nothing is recognised."""
    words = [token.text.upper() for token in tokens]
    for pattern, advice in _SPELLINGS:
        if _stands(pattern.split(), words):
            return advice
    if _bare_function_default(tokens):
        return "A default that calls a function needs parentheses: DEFAULT (datetime('now'))."
    if words[:2] == ["ALTER", "TABLE"] and sum(word in {"ADD", "DROP", "RENAME"} for word in words[3:]) > 1:
        return "SQLite makes one change per ALTER TABLE: write one statement for each."
    if words[:2] == ["CREATE", "TABLE"]:
        return _table_advice(tokens)
    if any(a.text.startswith(":") and b.text.startswith(":") for a, b in pairwise(tokens)):
        return "Write CAST(value AS TYPE)."
    if any(token.kind == "illegal" for token in tokens):
        strange = next(token.text[:10] for token in tokens if token.kind == "illegal")
        return f"{strange!r} is not SQL: look for a quote left open, a smart quote, or Markdown around the SQL."
    return ""


def _stands(pattern: Sequence[str], words: Sequence[str]) -> bool:
    """Whether the pattern's words stand in the statement; a lone word that starts statements must start this one."""
    if len(pattern) == 1 and pattern[0] in {
        "USE",
        "SET",
        "GO",
        "SHOW",
        "GRANT",
        "MERGE",
        "TRUNCATE",
        "DESCRIBE",
        "DELIMITER",
    }:
        return words[:1] == list(pattern)
    return any(list(words[at : at + len(pattern)]) == list(pattern) for at in range(len(words)))


def _bare_function_default(tokens: Sequence[Token]) -> bool:
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return any(a.says("DEFAULT") and b.kind == "word" and c.says("(") for a, b, c in triples)


def _table_advice(tokens: Sequence[Token]) -> str:
    for before, token, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (
            before.says(",", "(")
            and token.says("INDEX", "KEY")
            and token.kind == "word"
            and (after.kind == "word" or after.says("("))
        ):
            return (
                "SQLite has no indexes inside CREATE TABLE: write CREATE INDEX IF NOT EXISTS idx_table_field after it."
            )
        if (
            before.says(",", "(")
            and token.kind == "word"
            and token.text.lower() in RESERVED - {"constraint", "primary", "unique", "check", "foreign"}
        ):
            return f'{token.text} is a reserved word: write "{token.text}" with double quotes, or choose another name.'
    if any(before.says(",") and token.says(")") for before, token in pairwise(tokens)):
        return "Take the comma before `)` out."
    return ""

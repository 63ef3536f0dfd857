"""What a proof says: values, and the rules under whose names its findings stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from nhimbe_migrations.findings.finding import Finding
from nhimbe_migrations.findings.rule import Rule

if TYPE_CHECKING:
    from nhimbe_migrations.d1.schema.model import Schema
    from nhimbe_migrations.d1.shadow.shadow import EngineError

__all__ = ["PROOF_RULES", "Proof", "TableEffect", "look_first", "queries_that_stop", "without_long_query"]


_LOOK_FIRST = "Count them first: "


def look_first(query: str | None, advice: str) -> str:
    """Return the help of a finding: the query that counts the rows it is about, where there is one, and the next move."""
    return f"{_LOOK_FIRST}{query.rstrip(';')}; {advice}" if query else advice


def without_long_query(finding: Finding) -> Finding:
    """Return the finding; where its query makes it too long to read, with a word of where the query is instead."""
    query = _query_in(finding.help) if len(finding.message) + len(finding.help) >= _LONGEST else None
    if query is None:
        return finding
    advice = finding.help.removeprefix(_LOOK_FIRST).removeprefix(query.rstrip(";")).lstrip("; ")
    return replace(
        finding, help=f"Count them first: a draft gives the query, among its commands (“look first”). {advice}"
    )


_LONGEST = 700
"""Characters that a reader takes in at once."""


def _query_in(help_: str) -> str | None:
    from nhimbe_migrations.d1.sql.script import Script

    if not help_.startswith(_LOOK_FIRST):
        return None
    statements = Script.of(help_.removeprefix(_LOOK_FIRST)).statements
    return f"{statements[0].text};" if statements else None


@dataclass(frozen=True, slots=True)
class TableEffect:
    """Rows of a table in the populated shadow; None where the table is not there."""

    table: str
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Proof:
    """What happened when a migration ran on a populated shadow of the database."""

    applied: bool
    """Would D1 run this file, on every generation that was asked?"""
    error: EngineError | None
    """Why not, from the first generation that refuses."""
    rerunnable: bool | None
    """Would it run a second time? None where it did not run once."""
    rerun_error: EngineError | None
    rows: tuple[TableEffect, ...]
    """Every table, in the order of the schema before, then new ones."""
    unfilled: tuple[str, ...]
    """Tables for which no two rows were found."""
    findings: tuple[Finding, ...]
    schema_before: Schema
    schema_after: Schema | None
    """None where it did not apply."""
    sql_after: tuple[tuple[Any, ...], ...] = ()
    """`sqlite_master` afterwards: type, name, tbl_name, sql."""
    problems: tuple[tuple[str, str], ...] = ()
    """Per unfilled table, why."""
    exercised: int | None = None
    """Statements that met at least one row, or need none; None where the migration did not run."""
    statements: int | None = None
    met: bytes = field(default=b"", repr=False, compare=False)
    """The database with all rows that were made for the migration, those included on which it fails."""
    passed: bytes = field(default=b"", repr=False, compare=False)
    """The database on which the verdict was reached."""
    migrated: bytes = field(default=b"", repr=False, compare=False)
    """What the migration made of the image of the state (`image_of`); nothing where the verdict was reached on other rows."""

    @property
    def look_first(self) -> tuple[str, ...]:
        """Queries that count, in the real database, the rows on which the verdict hangs: with any of them it fails."""
        return self._queries(stops=True)

    @property
    def losses(self) -> tuple[str, ...]:
        """Queries that count there what the migration takes: rows, links, values."""
        return self._queries(stops=False)

    def _queries(self, *, stops: bool) -> tuple[str, ...]:
        return _queries_of(self.findings, stops=stops)


def queries_that_stop(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Return the queries that `findings` give for rows that stop a migration, each once."""
    return _queries_of(findings, stops=True)


def _queries_of(findings: Iterable[Finding], *, stops: bool) -> tuple[str, ...]:
    told = (_query_in(finding.help) for finding in findings if (finding.rule == DEPENDS_ON_ROWS.name) is stops)
    # What is no JSON is counted first: a query that reads it as JSON would only fail.
    return tuple(
        sorted(dict.fromkeys(query for query in told if query), key=lambda query: "NOT json_valid" not in query)
    )


def _rule(name: str, severity: str, summary: str, why: str, help_: str, *, acceptable: bool = True) -> Rule:
    return Rule(name, severity, summary, why, help_, target="d1", acceptable=acceptable)  # type: ignore[arg-type]


ENGINE_REFUSES = _rule(
    "engine-refuses",
    "error",
    "D1 does not run the migration",
    "A statement fails, and D1 rolls back the whole file.",
    "Fix the statement on that line; the message is D1's own.",
    acceptable=False,
)
GENERATIONS_DIFFER = _rule(
    "generations-differ",
    "error",
    "One generation of D1 runs the migration and the other does not",
    "Production may be on either, and nobody outside Cloudflare can tell which.",
    "Write it so that both run it.",
    acceptable=False,
)
CASCADE = _rule(
    "cascade-data-loss",
    "error",
    "A statement deletes rows of a table that it does not name",
    "On D1 foreign keys are always on: DROP TABLE, DELETE and REPLACE on a parent delete the children's rows "
    "(ON DELETE CASCADE), and no PRAGMA stops that.",
    "Change the table in place, or use rebuild_table, which keeps every child's rows.",
)
LINKS_NULLED = _rule(
    "links-nulled",
    "error",
    "A statement sets references of other tables to NULL",
    "On D1 foreign keys are always on: deleting a parent's row empties the children's links (ON DELETE SET NULL).",
    "Change the table in place, or use rebuild_table, which keeps every link.",
)
ROWS_LOST = _rule(
    "rows-lost",
    "error",
    "A table has fewer rows afterwards although nothing deletes from it",
    "A copy that leaves rows out (INSERT OR IGNORE, a join, a WHERE) loses them when the old table goes.",
    "Copy every row, or delete the rows that are to go in a statement that says so.",
)
DANGLING = _rule(
    "dangling-reference",
    "error",
    "Rows reference rows that do not exist",
    "D1 accepts this only because the check was deferred; every later write to these rows may fail.",
    "Fix or remove the rows before the reference is added.",
)
LATENT = _rule(
    "latent-error",
    "error",
    "The migration applies, and a later statement fails because of it",
    "SQLite looks at defaults, triggers, views and references only when they are used.",
    "Fix the object that the message names in this migration.",
)
NEVER_FIRES = _rule(
    "trigger-never-fires",
    "error",
    "A trigger waits for changes of a column that does not exist",
    "SQLite accepts any name in UPDATE OF.",
    "Name a column of the table.",
)
DOUBLE_QUOTED = _rule(
    "double-quoted-string",
    "error",
    "A name in double quotes that is no column there, which SQLite takes for a string",
    "`DELETE FROM t WHERE \"aa\" = 'x'` deletes nothing, a CHECK on it never fires, and an index on it indexes a constant. "
    "D1 gives no error.",
    "Spell the column as the table does, or write a string in single quotes.",
)
GUARD_SWALLOWED = _rule(
    "guard-swallowed",
    "error",
    "IF NOT EXISTS for an object that exists with another definition",
    "The statement does nothing, without an error, and the database stays as it was.",
    "Change what is there (ALTER TABLE or rebuild_table; DROP and CREATE for an index, view or trigger), or give the new "
    "object its own name.",
)
CHECK_BROKEN = _rule(
    "stored-against-check",
    "error",
    "The table holds rows that its own constraints refuse",
    "They were stored while checks were switched off; later updates of these rows fail.",
    "Leave the checks on and fix the rows.",
)
NOT_FILLED = _rule(
    "table-not-filled",
    "warning",
    "The proof ran without rows in a table",
    "No rows were found that satisfy its constraints, so what depends on rows there was not tried.",
    "Seed the table in schema.sql, or look at its constraints: perhaps nothing can satisfy them.",
)
SCHEMA_REFUSED = _rule(
    "schema-not-loadable",
    "error",
    "A statement of schema.sql does not run on D1",
    "The proof starts from schema.sql; what it cannot load is not in the shadow.",
    "Fix schema.sql.",
)
DROP_CONSTRAINT = _rule(
    "drop-constraint",
    "warning",
    "A table loses a CHECK, UNIQUE, DEFAULT or collation that it had",
    (
        "A rebuild restates the whole definition; what it leaves out is gone without an error, and later"
        " rows may break it."
    ),
    "Repeat it in the new definition, or accept that it goes.",
)
DEPENDS_ON_ROWS = _rule(
    "depends-on-rows",
    "warning",
    "Whether D1 runs the migration depends on the rows in the table",
    "The new constraint applies to rows that nothing has kept to it so far.",
    "Look at the data first, and fix it in the same migration where it does not fit.",
)

VALUES_LOST = _rule(
    "values-lost",
    "error",
    "Values of a column are cut, emptied, left behind or made equal",
    (
        "A subquery that finds no row gives NULL, and so does a CASE without ELSE; CAST and substr() "
        "drop what they do not keep. A copy that leaves a column out fills it with its default. D1 runs them "
        "without an error, and afterwards nothing shows what was there."
    ),
    "Check such rows first, or keep the old values in another column.",
)
ROWS_MULTIPLIED = _rule(
    "rows-multiplied",
    "error",
    "A table that was copied holds rows more than once",
    (
        "A join finds several partners for one row and copies it for each. Where the new table has no key, "
        "D1 runs it without an error."
    ),
    "Join on a key, or pick one partner (a subquery with min(), or GROUP BY).",
)
NOT_EXERCISED = _rule(
    "not-exercised",
    "note",
    "A statement met no row in the proof",
    "Rows were made for it and none met its conditions, so nothing is known of what it does to the rows that do.",
    "Try it on a copy of the data (engine `local`), or make the condition simpler.",
)
NULL_KEY = _rule(
    "null-key",
    "warning",
    "Rows get NULL as their key",
    "SQLite allows NULL in a primary key that is not INTEGER PRIMARY KEY, any number of times: nothing can reference such a row, "
    "find it by its key or keep it from being written twice.",
    "Write the key (`lower(hex(randomblob(16)))` makes one), or leave these rows out.",
)
IGNORED = _rule(
    "rows-ignored",
    "warning",
    "A trigger keeps a statement from doing what it says",
    "RAISE(IGNORE) skips the row without an error: D1 runs the statement, and the rows stay as they were.",
    "Drop the trigger before the statement and make it again afterwards, or leave the statement out.",
)

PROOF_RULES = (
    CASCADE,
    CHECK_BROKEN,
    DANGLING,
    DEPENDS_ON_ROWS,
    DOUBLE_QUOTED,
    DROP_CONSTRAINT,
    ENGINE_REFUSES,
    GENERATIONS_DIFFER,
    GUARD_SWALLOWED,
    IGNORED,
    LATENT,
    LINKS_NULLED,
    NEVER_FIRES,
    NOT_EXERCISED,
    NOT_FILLED,
    NULL_KEY,
    ROWS_LOST,
    ROWS_MULTIPLIED,
    SCHEMA_REFUSED,
    VALUES_LOST,
)
"""What only a run can find."""

"""The findings of this room: what is wrong with the history as a set of files, and with the settings."""

from __future__ import annotations

from nhimbe_migrations.findings.rule import Rule
from nhimbe_migrations.workspace.repository import rules as repository_rules

__all__ = ["rules"]

DUPLICATE_NUMBER = Rule(
    "duplicate-number",
    "error",
    "Two migrations have the same number",
    "Which of them ran, and in which order, depends on who looks: a number no longer names a state of the database.",
    "Move one of them with renumber_migration: the one that is not on the default branch.",
    acceptable=False,
)
SHARED_NUMBER = Rule(
    "number-shared-by-targets",
    "error",
    "A .sql and a .ts migration have the same number",
    "Both databases share one sequence, so that the history has one order.",
    "Move one of them with renumber_migration: the one that is not on the default branch.",
    acceptable=False,
)
NUMBER_GAP = Rule(
    "number-gap",
    "note",
    "A number of the sequence has no migration",
    "A file may have been lost, or a branch that holds it is not merged yet.",
    "Nothing to do where the number was given up on purpose; numbers are not used twice.",
)
DRIZZLE_JOURNAL = Rule(
    "drizzle-journal",
    "warning",
    "drizzle-kit's journal and the files differ",
    "drizzle-kit and its migrators run what meta/_journal.json lists, in its order: a file that it does not list never runs "
    "through them, and a name without a file stops them.",
    "Make new migrations with `drizzle-kit generate` or with this program; after a merge keep the entries of both sides.",
)
LEGACY_OVERLAP = Rule(
    "legacy-overlap",
    "note",
    "An unnumbered legacy migration counts as a number that a numbered one has",
    "Legacy files count as 001, 002, … in the order in which they came; numbered files may have begun below their "
    "count. Such a number alone names two files.",
    ("Use the file name where the number is ambiguous. Do not rename legacy files: a ledger knows them by name."),
)
FOREIGN_FILE = Rule(
    "foreign-file",
    "warning",
    "A file in the migrations folder is not a migration",
    (
        "wrangler takes files that end in `.sql`, in small letters, directly in the folder. Others never"
        " run, even if they look like migrations."
    ),
    "Move it out of the folder, or rename it.",
)
WRANGLER_ORDER = Rule(
    "wrangler-order",
    "warning",
    "wrangler would run the migrations in another order",
    "`wrangler d1 migrations apply` orders by the number before the first underscore; names without one come last, or "
    "anywhere. The history has the order in which the files came.",
    "Run such files one by one with `wrangler d1 execute --file`, or keep `migrations apply` for databases that have "
    "the legacy files already.",
)
HEADER_NUMBER = Rule(
    "header-number",
    "note",
    "The header of a migration names another number than its file",
    "People quote the number in the header; the tools go by the file name.",
    "Correct the header line.",
)
NUMBER_STYLE = Rule(
    "number-style",
    "note",
    "A migration's number is not padded as the others are",
    "Lists sort by name in most tools: `10_…` comes before `2_…`.",
    "Leave what is on the default branch; pad new numbers to three digits.",
)
SHALLOW_HISTORY = Rule(
    "shallow-history",
    "note",
    "The order of the legacy migrations is not known",
    "This clone is shallow: the commits that added them are not in it, so their order is a guess by name.",
    "Fetch the whole history: `git fetch --unshallow`.",
)
GIT_UNAVAILABLE = Rule(
    "git-unavailable",
    "warning",
    "This is a git checkout, and git does not answer",
    (
        "Which migrations are committed, in which order the legacy ones came, and which numbers other "
        "branches have taken is then unknown."
    ),
    ("Check that git is installed and `git status` works here (a checkout of another user needs `safe.directory`)."),
)
UNREADABLE_MIGRATION = Rule(
    "unreadable-migration",
    "error",
    "A migration cannot be read",
    "It takes its number, but what it does is unknown.",
    "Fix the file's permissions, or the symbolic link.",
    acceptable=False,
)


def rules() -> tuple[Rule, ...]:
    """Return every rule of this room and of the room that finds the repository, by name."""
    own = {**globals(), **vars(repository_rules)}
    return tuple(sorted({value for value in own.values() if isinstance(value, Rule)}))

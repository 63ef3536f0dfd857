"""Examples of the rules that a commit, a branch or the code decides, and not the text of one migration (docs/rules/any).

The first is what is found, the second what is not. They show a situation in words and files; the tests of each rule
make it for real.
"""

from __future__ import annotations

EXAMPLES: dict[str, tuple[str, str, str]] = {
    "broken-query": (
        'worker/src/routes/admin.ts reads a column that the history does not make:\n\n```ts\nenv.DB.prepare("SELECT u.id FROM users u"); // the key of users is _id\n```',
        '```ts\nenv.DB.prepare("SELECT u._id FROM users u");\n```',
        "Where another program makes the table or column before the query runs.",
    ),
    "committed-migration-edited": (
        "The branch changes `007_add_city.sql`, which main already has:\n\n```diff\n-ALTER TABLE users ADD COLUMN city TEXT;\n+ALTER TABLE users ADD COLUMN town TEXT;\n```",
        "A new file, `012_rename_city.sql`, says the difference.",
        "Where the migration has run nowhere yet.",
    ),
    "contract-before-deploy": (
        "One branch holds both steps of a rename:\n\n```text\n012_rename_name_expand.sql\n013_rename_name_contract.sql\n```",
        "012 is merged and deployed with code that knows both names; a later branch adds 013.",
        "Where the first step is deployed from somewhere else than the base branch.",
    ),
    "copy-in-d1": (
        "A MongoDB migration renames `events.name`, and D1 has a table `events` with a column `name`.",
        'The draft has `target: "both"`, or D1 keeps nothing of events.',
        "Where the table in D1 is not a copy, or is filled anew from MongoDB anyway.",
    ),
    "large-scan": (
        '`nhimbe-migrations.facts.json` says that `registrations` has 4,000,000 rows, and a new query is\n\n```ts\nenv.DB.prepare("SELECT * FROM registrations WHERE note = ?");\n```',
        "```sql\nCREATE INDEX IF NOT EXISTS idx_registrations_note ON registrations(note);\n```",
        "Where the query runs rarely, for a report or once.",
    ),
    "near-duplicate": (
        "The schema has `waitlists`:\n\n```sql\nCREATE TABLE IF NOT EXISTS waitlist (id TEXT PRIMARY KEY);\n```",
        "```sql\nALTER TABLE waitlists ADD COLUMN note TEXT;\n```",
        "Where the two are different things.",
    ),
    "not-replayed": (
        "`004_seed.sql` of the history inserts into a table that no migration makes:\n\n```sql\nINSERT INTO legacy_settings VALUES ('theme', 'dark');\n```",
        "The table is in schema.sql as committed, or in an earlier migration.",
        "Where the object was made by hand in the real database; it is then not part of any proof.",
    ),
    "number-taken-on-base": (
        "This branch adds `013_add_city.sql`, and main got `013_add_tags.sql` meanwhile.",
        "`renumber_migration` makes it `014_add_city.sql`.",
        "",
    ),
    "old-name-in-use": (
        '`contract` would drop `users.name`, and the code still says\n\n```ts\nenv.DB.prepare("SELECT name FROM users");\n```',
        '```ts\nenv.DB.prepare("SELECT display_name FROM users");\n```',
        "Where the code that is named is never deployed.",
    ),
    "order-conflict": (
        "Branch A:\n\n```sql\nALTER TABLE users RENAME COLUMN name TO display_name;\n```\n\nBranch B, which fails when A is merged first:\n\n```sql\nCREATE INDEX IF NOT EXISTS idx_users_name ON users(name);\n```",
        "One of the branches is rebased on the other, and its migration uses the new name.",
        "Where the order of merging is settled, and it is the one that works.",
    ),
    "order-not-checked": (
        "A migration of the other branch fails by itself, so that no order of the two can be tried.",
        "Both migrations run on the history.",
        "Where the other branch is abandoned.",
    ),
    "proved-again": (
        "Between `draft_migration` and `write_migration`, somebody edits schema.sql.",
        "The draft is written while the files are as they were.",
        "It needs no acceptance: the new proof came out the same.",
    ),
    "queries-not-read": (
        '```ts\nenv.DB.prepare(`SELECT * FROM ${table} WHERE ${conditions.join(" AND ")}`);\n```',
        '```ts\nenv.DB.prepare("SELECT * FROM events WHERE city = ?");\n```',
        "Where you have looked at the queries that are listed.",
    ),
    "renumbered": (
        "A draft of 013 is written after another branch's 013 arrived: it becomes 014.",
        "The number is still free.",
        "It needs no acceptance.",
    ),
    "repository-habit": (
        "The convention says `created_at`, and the later tables of the repository say `date_created`.",
        "Both agree, or `nhimbe-migrations.toml` decides.",
        "It needs no acceptance: the repository is followed.",
    ),
    "revert-loses": (
        '`reverts: "012"`, where 012 is\n\n```sql\nALTER TABLE users DROP COLUMN phone;\n```',
        "The reverted migration only added things, or a backup table holds what it removed.",
        "Where the values are meant to stay lost.",
    ),
    "schema-behind": (
        "`005_links.sql` makes `tracked_links`; schema.sql lacks it, and the new migration says\n\n```sql\nALTER TABLE tracked_links ADD COLUMN note TEXT;\n```",
        "`update_schema` has brought schema.sql up to date first.",
        "Where schema.sql is no longer maintained.",
    ),
    "schema-drift-different": (
        "schema.sql:\n\n```sql\nCREATE TABLE tags (id TEXT PRIMARY KEY, name TEXT);\n```\n\nThe migrations:\n\n```sql\nCREATE TABLE tags (id TEXT PRIMARY KEY, name TEXT NOT NULL);\n```",
        "Both say `name TEXT NOT NULL`.",
        "Where the difference was made on purpose, as a comment there says.",
    ),
    "schema-drift-missing": (
        "`011_links.sql` creates `tracked_links`, and schema.sql has no such table.",
        "schema.sql has it, in the same words or others that mean the same.",
        "Where schema.sql holds only a part of the database on purpose.",
    ),
    "schema-drift-unexplained": (
        "schema.sql has an index `idx_users_city`, and no migration creates one.",
        "A migration creates it.",
        "Where it was made by hand in every database.",
    ),
    "schema-edited": (
        "Uncommitted, in schema.sql:\n\n```diff\n+  nickname TEXT,\n```\n\nNo migration adds `nickname`.",
        "`draft_migration(from_schema=true)` writes the migration that the edit asks for.",
        "Where the edit is not finished.",
    ),
    "schema-not-provable": (
        "schema.sql holds a statement that does not load, beside the table that the migration changes.",
        "schema.sql loads, and the edited file makes the same database as the migration.",
        "",
    ),
    "stops-new-databases": (
        "`004_add_city.sql` was edited after it had run, and `006_add_city.sql` now repeats it:\n\n```sql\nALTER TABLE users ADD COLUMN city TEXT;\n```",
        "The column is added by one file of the history.",
        "Where every new database is made from something else, such as a dump.",
    ),
    "types-absent": (
        "Nothing in the repository looks like a file of types, and `nhimbe-migrations.toml` names none.",
        '```toml\n[paths]\ntypes = "worker/src/types.ts"\n```',
        "Where the repository keeps no types for its tables.",
    ),
    "types-break-code": (
        "The migration drops `users.phone`, so `User.phone` goes, and the code still says\n\n```ts\nsend(user.phone);\n```",
        "The code no longer reads `user.phone`.",
        "Where the code is changed in the same branch afterwards.",
    ),
    "types-not-updated": (
        "types.ts has a syntax error, so that no edit of it is safe.",
        "types.ts parses, and its interfaces follow the migration.",
        "Where types.ts is changed by hand.",
    ),
}
"""Rule → what is found, what is not, and when to accept it; an empty last part where it cannot be accepted."""

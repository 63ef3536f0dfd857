"""The databases that a migration may meet, as values.

A migration meets databases, not a file. Three of them can be had from a repository:

- `history`: what the migrations make. They run in order from a **baseline** (a committed version of schema.sql, or
  nothing) that is chosen by replay; last comes what only the committed schema.sql has, since somebody made it by hand.
  It holds all that any state has, and it decides.
- `schema.sql`: what a database has that was made from the file, as committed.
- `local`: a read-only copy of the developer's own local D1 database, only when asked for.

How to use it:

    from nhimbe_migrations.d1.states.states import build_states, state_of

    states = build_states(migrations, committed=text_or_none, versions=versions, baseline=None)
    states.history.sql        # statements that make the database: goes wherever the text of a schema.sql goes
    states.history.schema     # the same as a `Schema`
    states.schema_file        # the State made from schema.sql, or None where there is none
    states.distinct           # the states that differ, `history` first: a proof runs on each
    states.history.made_by("table", "tracked_links")   # Origin(file, line) of the statement that makes it, or None

A use case does not call this room: `Project.states()` reads the texts and keeps the result (`authoring/project/states`).
`States.key` names everything that went in, so that a draft can tell whether it still rests on the same databases.
"""

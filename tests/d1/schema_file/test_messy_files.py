"""Whatever else stands in schema.sql: an edit changes the objects that the migration names, and not a byte elsewhere."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from d1.schema_file.messy_files import Messy
from nhimbe_migrations.d1.drift.report import update
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema.loading import load_schema
from nhimbe_migrations.d1.schema.model import Schema
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.d1.sql.names import folded
from nhimbe_migrations.d1.sql.script import Script
from nhimbe_migrations.d1.sql.tokens import tokens


def schema_after(text: str, migration: str) -> Schema | None:
    shadow = open_shadow()
    try:
        assert shadow.load(text) == ()
        return None if shadow.apply(migration) else read_schema(shadow.connection)
    finally:
        shadow.close()


def statements_without(text: str, names: set[str]) -> list[str]:
    """The statements, to the byte, that say none of `names`."""
    return [
        statement.text
        for statement in Script(text).statements
        if not names & {folded(word.name) for word in statement.significant}
    ]


def comments(text: str) -> Counter[str]:
    return Counter(token.text.rstrip("\r") for token in tokens(text) if token.kind == "comment")


def commented_out(text: str) -> Counter[str]:
    """Comments that are code or headings: nobody's, whatever goes."""
    code = ("-- old_rank", "-- legacy", "-- FOREIGN", "-- CREATE", "/* CREATE", "-- ALTER", "-- INSERT")
    return Counter({comment: count for comment, count in comments(text).items() if comment.startswith(code)})


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**48))
def test_nothing_else_is_touched(seed: int) -> None:
    file = Messy(seed)
    migration, name = file.migration()
    after = schema_after(file.text, migration)
    assume(after is not None)
    assert after is not None
    edit = update(file.text, "001_edit.sql", migration)
    before = load_schema(file.text).schema
    changed = {folded(name), *(folded(found.name) for found in differences(before, after))}

    assert not [found for found in differences(after, load_schema(edit.text).schema) if not found.order_only]
    assert statements_without(edit.text, changed) == statements_without(file.text, changed)
    dropped_table = migration.startswith("DROP TABLE")
    if not dropped_table:
        assert commented_out(edit.text) == commented_out(file.text)
    if migration.startswith(("ALTER", "CREATE")) and " DROP COLUMN " not in migration:
        assert not comments(file.text) - comments(edit.text)
    assert update(edit.text, "001_edit.sql", "SELECT 1;").edits == ()

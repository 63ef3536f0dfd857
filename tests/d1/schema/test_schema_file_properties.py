"""Whatever the schema and the migration look like: proved or refused, nothing else touched, and it can be undone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from d1.schema.schema_samples import Sampler
from nhimbe_migrations.d1.schema.introspection import read_schema
from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date
from nhimbe_migrations.d1.shadow.shadow import open_shadow
from nhimbe_migrations.errors import RefusedError
from nhimbe_migrations.text import apply_edits

EXAMPLES = settings(
    max_examples=1000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def _facts(schema):
    """What the engine says of a schema, without the texts: a judge that shares nothing with the editor."""
    return {
        (kind, item.name): sorted(map(repr, item.terms))
        if kind == "index"
        else replace(item, sql="", **_unordered(item))
        for kind, item in schema.objects()
    }


def _unordered(item):
    return {
        name: tuple(sorted(getattr(item, name), key=repr))
        for name in ("foreign_keys", "uniques")
        if hasattr(item, name)
    }


def _kept_characters(before, edits):
    at, kept = 0, []
    for edit in edits:
        kept.append(before[at : edit.span.start])
        at = edit.span.end
    return [*kept, before[at:]]


def test_an_edit_is_proved_or_refused_and_changes_nothing_else(schema_after, turn_round):
    """One edit in a hundred may be refused: an editor that refuses everything would touch nothing else either."""
    refused: list[int] = []
    proved: list[int] = []

    @EXAMPLES
    @given(seed=st.integers(min_value=0, max_value=2**40))
    def edits(seed):
        sampler = Sampler(seed)
        before = sampler.schema()
        migration, additive = sampler.migration()
        after = schema_after(before, migration)
        assume(after is not None)
        try:
            edit = bring_up_to_date(before, after, migration)
        except RefusedError:
            refused.append(seed)
            return
        proved.append(seed)

        loaded = open_shadow()
        assert loaded.load(edit.text) == ()
        assert _facts(read_schema(loaded.connection)) == _facts(after)
        loaded.close()

        assert apply_edits(before, edit.edits) == edit.text
        position = 0
        for piece in _kept_characters(before, edit.edits):
            position = edit.text.index(piece, position) + len(piece)
        if additive:
            assert all(found.span.start == found.span.end for found in edit.edits)
        assert edit.text.startswith("\ufeff") == before.startswith("\ufeff")
        assert bring_up_to_date(edit.text, after, migration).edits == ()
        assert apply_edits(edit.text, turn_round(before, edit.edits)) == before

    edits()
    assert len(proved) >= 900
    assert len(refused) <= len(proved) // 100

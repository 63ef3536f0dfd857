"""Histories of random migrations: schema.sql that followed them shows no drift, and one that did not is repaired."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from d1.schema.schema_samples import Sampler, in_step
from nhimbe_migrations.d1.drift.report import drift, repair, update
from nhimbe_migrations.d1.schema_file.editor import bring_up_to_date
from nhimbe_migrations.d1.sql.actions import RenameColumn, RenameTable
from nhimbe_migrations.d1.sql.script import Script

HISTORIES = settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def takes_a_freed_name(history):
    """Whether a column is renamed to a name that another column of its table gave up before.

    The history runs once more over its own result: columns that exchanged their names do it again there, and of a
    column that was added and took a freed name later, the replay cannot tell that it is there already. A name that is
    freed in another table, or that its own column takes back, hides nothing.
    """
    original, freed = {}, {}
    for _, sql in history:
        for action in (statement.action for statement in Script.of(sql).statements):
            if isinstance(action, RenameTable):
                for known in (original, freed):
                    known[action.to.name] = known.pop(action.name.name, known.get(action.to.name, {}))
            elif isinstance(action, RenameColumn):
                old, new = action.name.name, action.to.name
                names, givers = (known.setdefault(action.table.name, {}) for known in (original, freed))
                column = names.pop(old, old)
                if givers.get(new, set()) - {column}:
                    return True
                givers.setdefault(old, set()).add(column)
                names[new] = column
    return False


@HISTORIES
@given(seed=st.integers(min_value=0, max_value=2**40))
def test_a_followed_history_is_clean_and_a_forgotten_one_is_repaired_at_once(seed, schema_after):
    sampler = Sampler(seed)
    texts, history = [sampler.schema()], []
    for at in range(3):
        migration, _ = sampler.migration()
        after = schema_after(texts[-1], migration)
        if after is None or any(view.problem for view in after.views):
            break
        history.append((f"{at}.sql", migration))
        texts.append(bring_up_to_date(texts[-1], after, migration).text)
    assume(history)
    assume(not takes_a_freed_name(history))

    assert in_step(drift(texts[-1], history))
    assert repair(texts[-1], history).edits == ()
    for at, (file, migration) in enumerate(history):
        assert update(texts[-1], file, migration, history[at + 1 :]).edits == ()

    repaired = repair(texts[0], history).text
    assert in_step(drift(repaired, history))
    assert repair(repaired, history).edits == ()

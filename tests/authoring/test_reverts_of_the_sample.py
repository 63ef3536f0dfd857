"""Every migration of the sample is taken back when it is the newest, and the schema is what it was before it."""

from __future__ import annotations

from pathlib import Path

from authoring.drifted import git, project_at
from nhimbe_migrations.authoring.compose.request import request_from
from nhimbe_migrations.authoring.draft import draft
from nhimbe_migrations.authoring.write import write_draft
from nhimbe_migrations.d1.schema.comparison import differences
from nhimbe_migrations.d1.states.states import states_before

LET_THROUGH = [
    "revert-loses", "drop-table", "drop-column", "cascading-drop", "cascade-data-loss", "rebuild-loses", "rename-column",
    "remove-field", "drop-collection", "delete-documents",
]  # fmt: skip


def test_every_migration_of_the_sample_comes_back(sample: Path) -> None:
    """From the newest to the oldest; each is undone in the files before the next one is tried."""
    project = project_at(sample)
    newest_first = list(reversed(project.history().migrations))
    (sample / project.repository.layout.schema).unlink()
    git(sample, "commit", "-qam", "the history is the schema")
    for migration in newest_first:
        project = project_at(sample)
        accept = [{"rule": rule, "reason": "taken back"} for rule in LET_THROUGH]
        report = draft(
            project,
            request_from(description="Take back", target=migration.target, reverts=migration.name, accept=accept),
        )
        assert report.draft is not None, (migration.name, report.findings)
        written = write_draft(project, report.draft)
        after = project_at(sample)
        if migration.target == "d1":
            texts = after.migration_texts("d1")
            before = states_before(
                texts, frozenset({migration.file}), committed=None, baseline=after.states().told.baseline
            )[migration.file].history.schema
            left = [item for item in differences(after.states().history.schema, before) if not item.order_only]
            assert left == [], migration.name
        else:
            before_it = after.collections_before(migration.file)
            there = {name: sorted(item.indexes) for name, item in after.collections().by_name.items()}
            assert there == {name: sorted(item.indexes) for name, item in before_it.by_name.items()}, migration.name
        (sample / str(written["file"] if isinstance(written, dict) else written.file)).unlink()
        (sample / migration.file).unlink()
        git(sample, "add", "-A")
        git(sample, "commit", "-qm", "without it")

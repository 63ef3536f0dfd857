"""What the configuration accepts for every migration is looked at too: a name that is no rule lets nothing through."""

from __future__ import annotations

from pathlib import Path

from nhimbe_migrations.authoring.check import check
from nhimbe_migrations.authoring.project.project import open_project


def told(sample: Path, settings: str) -> list[tuple[str, str, str | None, str]]:
    (sample / "nhimbe-migrations.toml").write_text(settings, encoding="utf-8")
    verdict = check(open_project(str(sample), {}), file=None, limit=100, cursor=None, execute=False)
    return [(each.rule, each.message, each.file, each.help) for each in verdict.findings if "accept" in each.rule]


def test_a_rule_that_is_none_names_the_nearest(sample: Path) -> None:
    ((rule, message, file, help_),) = told(sample, '[accept]\nunbounded-wirte = "small tables"\n')
    assert (rule, message, file) == (
        "accept-comment",
        "There is no rule 'unbounded-wirte' to accept.",
        "nhimbe-migrations.toml",
    )
    assert help_.startswith("Did you mean unbounded-write")


def test_rules_of_either_database_may_be_named(sample: Path) -> None:
    assert told(sample, '[accept]\nunbounded-write = "small"\nadd-check = "looked at"\n') == []

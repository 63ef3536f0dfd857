"""What git is asked."""

from pathlib import Path

import pytest

from nhimbe_migrations.errors import ArgumentError
from nhimbe_migrations.workspace.git.queries import (
    blobs,
    changed_since,
    committed_on_default,
    default_branch,
    files_added_since,
    head_commit,
    merge_base,
    names_at,
    text_at,
)
from nhimbe_migrations.workspace.git.references import find_references
from workspace.checkouts import MIGRATIONS, SCHEMA, Checkout


def test_head_is_read_without_a_process_loose_packed_and_detached(nhimbe: Checkout):
    place = nhimbe.open().git
    assert place is not None
    commit = nhimbe.git("rev-parse", "HEAD").strip()
    found = [head_commit(place)]
    nhimbe.git("pack-refs", "--all")
    found.append(head_commit(place))
    nhimbe.git("switch", "--quiet", "--detach")
    assert [*found, head_commit(place)] == [commit] * 3


def test_before_the_first_commit_there_is_no_head(checkout: Checkout):
    place = checkout.open().git
    assert place is not None
    assert head_commit(place) is None


def test_the_default_branch_is_the_remotes_then_a_usual_name_then_the_only_one(nhimbe: Checkout, tmp_path: Path):
    nhimbe.git("branch", "other")
    found = [default_branch(nhimbe.open())]
    nhimbe.git("branch", "--move", "main", "develop")
    found.append(default_branch(nhimbe.open()))
    nhimbe.git("clone", "--quiet", str(nhimbe.root), str(tmp_path / "clone"))
    found.append(default_branch(nhimbe.open(tmp_path / "clone")))
    nhimbe.git("branch", "--delete", "--force", "other")
    found.append(default_branch(nhimbe.open()))
    nhimbe.write("nhimbe-migrations.toml", '[git]\ndefault_branch = "release"\n')
    assert [*found, default_branch(nhimbe.open())] == ["main", None, "develop", "develop", "release"]


def test_committed_on_default_means_there_and_nowhere_else(nhimbe: Checkout):
    nhimbe.git("switch", "--quiet", "--create", "side")
    nhimbe.migration("013_side.sql")
    nhimbe.commit()
    repository = nhimbe.open()
    files = [f"{MIGRATIONS}/{name}" for name in ("011_step.sql", "013_side.sql", "nothing.sql")]
    assert [committed_on_default(repository, file) for file in files] == [True, False, False]


def test_what_a_branch_adds_and_changes_is_counted_from_where_it_parted(nhimbe: Checkout):
    parted = nhimbe.git("rev-parse", "HEAD").strip()
    nhimbe.git("switch", "--quiet", "--create", "side")
    nhimbe.migration("013_committed.sql")
    nhimbe.commit()
    nhimbe.migration("014_staged.sql")
    nhimbe.git("add", "--all")
    nhimbe.migration("015_únträcked file.sql")
    nhimbe.write(SCHEMA, "edited")
    nhimbe.git("stash", "--quiet", "--include-untracked")
    nhimbe.git("switch", "--quiet", "main")
    nhimbe.migration("013_on_main.sql")
    nhimbe.commit()
    nhimbe.git("switch", "--quiet", "side")
    nhimbe.git("stash", "pop", "--quiet", "--index")
    repository = nhimbe.open()
    added = {f"{MIGRATIONS}/{name}" for name in ("013_committed.sql", "014_staged.sql", "015_únträcked file.sql")}
    assert merge_base(repository, "main") == parted
    assert set(files_added_since(repository, "main")) == added
    assert changed_since(repository, "main") == added | {SCHEMA}


def test_a_checkout_that_was_broken_off_makes_nothing_new(nhimbe: Checkout):
    """git leaves the index empty then: every file is untracked to it, and the default branch has them all the same."""
    nhimbe.migration("013_new.sql")
    nhimbe.git("read-tree", "--empty")
    assert set(files_added_since(nhimbe.open(), "main")) == {f"{MIGRATIONS}/013_new.sql"}


def test_texts_and_names_at_a_commit(nhimbe: Checkout):
    repository = nhimbe.open()
    assert text_at(repository, "HEAD", SCHEMA) == "CREATE TABLE a (id TEXT PRIMARY KEY);\n"
    assert (text_at(repository, "HEAD", "no"), text_at(repository, "no", SCHEMA)) == (None, None)
    assert names_at(repository, "HEAD~1", MIGRATIONS) == (
        "add_event_reviews.sql", "add_registrations.sql", "fts_search.sql", "initial.sql",
    )  # fmt: skip


def test_many_objects_are_read_with_one_process(nhimbe: Checkout):
    nhimbe.write("odd", b"\0\n missing\nblob 3\n")
    nhimbe.write("empty", b"")
    nhimbe.commit()
    asked = ["HEAD:odd", "HEAD:none", "HEAD:a\nb", "HEAD:empty", "HEAD:odd"]
    assert blobs(nhimbe.open(), asked) == (b"\0\n missing\nblob 3\n", None, None, b"", b"\0\n missing\nblob 3\n")


@pytest.mark.parametrize("ref", ["no/such", "--all", "", "HEAD\nHEAD", "-x"])
def test_an_unknown_commit_is_refused_with_what_to_name(nhimbe: Checkout, ref: str):
    with pytest.raises(ArgumentError, match="Git knows no commit"):
        changed_since(nhimbe.open(), ref)


def test_outside_git_every_question_has_an_answer(plain: Checkout):
    repository = plain.open()
    assert (default_branch(repository), committed_on_default(repository, "a"), text_at(repository, "HEAD", "a")) == (
        None, False, None,
    )  # fmt: skip
    with pytest.raises(ArgumentError, match="not under git"):
        changed_since(repository, "main")


def test_a_hooks_environment_leads_nowhere_else(nhimbe: Checkout, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    assert committed_on_default(nhimbe.open(), SCHEMA)


def test_a_monitor_that_the_repository_brings_along_is_not_run(nhimbe: Checkout, tmp_path: Path):
    trap = nhimbe.write("trap.sh", f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    nhimbe.git("config", "core.fsmonitor", str(trap))
    changed_since(nhimbe.open(), "HEAD")
    assert not (tmp_path / "sprung").exists()


@pytest.mark.parametrize("kind", ["git", "plain"])
def test_references_are_found_in_all_that_is_not_ignored(kind: str, checkout: Checkout, plain: Checkout):
    place = checkout if kind == "git" else plain
    place.write("docs/a.md", "see 013_themes.sql here")
    place.write("b.sh", "013_themes.sql")
    place.write("c.sh", "013xthemes.sql 013_theme.sql")
    place.write("binary", b"\0 013_themes.sql")
    place.write("node_modules/x.js", "013_themes.sql")
    place.write(".gitignore", "node_modules\n")
    if kind == "git":
        place.git("add", "docs")
    assert find_references(place.open(), "013_themes.sql") == ["b.sh", "docs/a.md"]
    assert find_references(place.open(), "nothing of the kind") == []


def test_a_name_that_looks_like_an_option_is_a_name(checkout: Checkout):
    checkout.write("a", "--open-files-in-pager=x")
    assert find_references(checkout.open(), "--open-files-in-pager=x") == ["a"]

"""The next number collides with nothing here, on another branch, on a remote, or in another work tree."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nhimbe_migrations.errors import ToolMissingError
from nhimbe_migrations.workspace.git.queries import committed_on_default
from nhimbe_migrations.workspace.history.history import History, Migration, padded, read_history
from nhimbe_migrations.workspace.history.next_number import NextNumber, Taken, next_number
from nhimbe_migrations.workspace.repository.repository import Layout, Repository
from nhimbe_migrations.workspace.repository.settings import Config
from workspace.checkouts import MIGRATIONS, Checkout


def _next(checkout: Checkout, root: Path | None = None) -> NextNumber:
    repository = checkout.open(root)
    return next_number(repository, read_history(repository))


def _on_branch(checkout: Checkout, branch: str, *names: str) -> None:
    checkout.git("switch", "--quiet", "--create", branch)
    for name in names:
        checkout.migration(name)
    checkout.commit()
    checkout.git("switch", "--quiet", "main")


def test_twelve_files_give_013(nhimbe: Checkout):
    assert _next(nhimbe) == NextNumber(
        "013", 13, "013: there are 12 files, 4 of them unnumbered, and the highest number is 011.", 12, 11, ()
    )


def test_nothing_yet_gives_001(plain: Checkout):
    assert _next(plain) == NextNumber("001", 1, "001: there are no migrations yet.", 0, 0, ())


def test_a_number_above_the_count_is_passed(plain: Checkout):
    plain.migration("041_x.sql")
    assert _next(plain) == NextNumber(
        "042", 42, "042: the highest number is 041, above the count of 1 files.", 1, 41, ()
    )


def test_a_fourth_digit_comes_from_1000_on(plain: Checkout):
    plain.migration("998_x.sql")
    found = [_next(plain).number]
    plain.migration("999_x.sql")
    assert [*found, _next(plain).number] == ["999", "1000"]


def test_a_repository_that_uses_four_digits_keeps_them_and_configuration_decides(plain: Checkout):
    plain.migration("0001_x.sql")
    found = [_next(plain).number]
    plain.write("nhimbe-migrations.toml", "[numbering]\ndigits = 3\n")
    assert [*found, _next(plain).number] == ["0002", "002"]


def test_the_reason_writes_numbers_as_the_files_do(plain: Checkout):
    plain.migration("0001_x.sql")
    assert _next(plain).why == "0002: there is 1 file and the highest number is 0001."


def test_numbers_of_other_branches_are_passed_and_named(nhimbe: Checkout):
    _on_branch(nhimbe, "themes", "013_themes.sql", "014_more.ts")
    _on_branch(nhimbe, "team/search", "016_search.sql")
    found = _next(nhimbe)
    assert (found.number, found.taken_elsewhere) == (
        "015",
        (
            Taken(13, f"{MIGRATIONS}/013_themes.sql", "themes"),
            Taken(14, f"{MIGRATIONS}/014_more.ts", "themes"),
            Taken(16, f"{MIGRATIONS}/016_search.sql", "team/search"),
        ),
    )
    assert found.why == (
        "015: there are 12 files, 4 of them unnumbered, and the highest number is 011, which gives 013; "
        "taken elsewhere: 013_themes.sql on themes, 014_more.ts on themes."
    )


def test_the_numbers_of_a_branch_stop_counting_when_it_is_gone(nhimbe: Checkout):
    _on_branch(nhimbe, "themes", "013_themes.sql")
    found = [_next(nhimbe).number]
    nhimbe.git("branch", "--quiet", "--delete", "--force", "themes")
    assert [*found, _next(nhimbe).number] == ["014", "013"]


def test_packed_refs_count_too(nhimbe: Checkout):
    _on_branch(nhimbe, "themes", "013_themes.sql")
    nhimbe.git("pack-refs", "--all")
    assert _next(nhimbe).number == "014"


def test_remote_tracking_branches_count(nhimbe: Checkout, tmp_path: Path):
    nhimbe.git("clone", "--quiet", str(nhimbe.root), str(tmp_path / "clone"))
    _on_branch(nhimbe, "themes", "013_themes.sql")
    nhimbe.git("fetch", "--quiet", cwd=tmp_path / "clone")
    found = _next(nhimbe, tmp_path / "clone")
    assert (found.number, found.taken_elsewhere) == (
        "014",
        (Taken(13, f"{MIGRATIONS}/013_themes.sql", "origin/themes"),),
    )


def test_uncommitted_files_of_other_work_trees_count_both_ways(nhimbe: Checkout, tmp_path: Path):
    side = tmp_path / "side"
    nhimbe.git("worktree", "add", "--quiet", "-b", "side", str(side))
    (side / MIGRATIONS / "013_side.sql").write_text("SELECT 1;", encoding="utf-8")
    assert (_next(nhimbe).number, _next(nhimbe).taken_elsewhere) == (
        "014",
        (Taken(13, f"{MIGRATIONS}/013_side.sql", f"worktree {side.resolve()}"),),
    )
    nhimbe.migration("014_main.sql")
    assert _next(nhimbe, side).number == "015"


def test_a_file_that_the_own_branch_has_and_the_work_tree_lost_leaves_its_number_free(nhimbe: Checkout):
    (nhimbe.root / MIGRATIONS / "011_step.sql").unlink()
    assert _next(nhimbe).number == "012"


def test_looking_elsewhere_can_be_switched_off(nhimbe: Checkout):
    _on_branch(nhimbe, "themes", "013_themes.sql")
    nhimbe.write("nhimbe-migrations.toml", "[numbering]\nlook_elsewhere = false\n")
    assert (_next(nhimbe).number, _next(nhimbe).taken_elsewhere) == ("013", ())


def test_other_files_of_other_branches_take_no_number(nhimbe: Checkout):
    _on_branch(nhimbe, "themes", "013_notes.md", "013_old.sql.bak", "014.d.ts")
    assert _next(nhimbe).number == "013"


def test_a_new_commit_on_another_branch_is_seen_at_once(nhimbe: Checkout):
    repository = nhimbe.open()
    found = []
    for number in range(13, 17):
        _on_branch(nhimbe, f"b{number}", f"{number:03d}_x.sql")
        found.append(next_number(repository, read_history(repository)).number)
    assert found == ["014", "015", "016", "017"]


def test_two_repositories_in_turn_keep_their_own_numbers(nhimbe: Checkout, tmp_path: Path):
    _on_branch(nhimbe, "themes", "013_themes.sql")
    nhimbe.git("clone", "--quiet", str(nhimbe.root), str(tmp_path / "clone"))
    _on_branch(nhimbe, "more", "014_more.sql")
    for folder, _, files in os.walk(tmp_path):
        for name in [*files, "."]:
            os.utime(Path(folder, name), (1_700_000_000, 1_700_000_000))
    found = [_next(nhimbe, root).number for root in (nhimbe.root, tmp_path / "clone") * 3]
    assert found == ["015", "014"] * 3


def test_no_process_runs_while_nothing_changes(nhimbe: Checkout, monkeypatch: pytest.MonkeyPatch):
    _on_branch(nhimbe, "themes", "013_themes.sql")
    for folder, _, files in os.walk(nhimbe.root):
        for name in [*files, "."]:
            os.utime(Path(folder, name), (1_700_000_000, 1_700_000_000))
    repository = nhimbe.open()
    first = next_number(repository, read_history(repository))
    monkeypatch.setenv("PATH", "/nowhere")
    assert next_number(repository, read_history(repository)) == first
    assert first.number == "014"


def test_a_repository_without_git_installed_still_has_numbers(nhimbe: Checkout):
    repository = nhimbe.open()
    with pytest.MonkeyPatch.context() as away:
        away.setenv("PATH", "/nowhere")
        history = read_history(repository)
        found = next_number(repository, history).number
        with pytest.raises(ToolMissingError, match="Git cannot be asked"):
            committed_on_default(repository, "README.md")
    assert (found, history.findings[0].rule) == ("013", "git-unavailable")
    assert read_history(repository).findings[0].rule == "wrangler-order"


@given(st.lists(st.integers(0, 1200), max_size=30), st.integers(0, 5))
def test_the_next_number_is_above_the_count_and_above_every_number(numbers: list[int], legacy: int):
    named = [*range(1, legacy + 1), *sorted(numbers)]
    migrations = tuple(
        Migration(number, f"m/{place}", str(place), "d1", "", place < legacy, committed=False)
        for place, number in enumerate(named)
    )
    repository = Repository(Path("/none"), Config(), Layout("m", "s", None, None))
    found = next_number(repository, History(migrations))
    assert found.value == max(len(named), max(named, default=0)) + 1
    assert found.number == padded(found.value)
    assert len(found.number) == (3 if found.value < 1000 else 4)

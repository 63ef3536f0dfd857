"""Unnumbered migrations come in the order in which git first saw them."""

import os

from nhimbe_migrations.workspace.history.history import read_history
from workspace.checkouts import MIGRATIONS, Checkout


def _order(checkout: Checkout) -> list[str]:
    return [each.name for each in read_history(checkout.open()).migrations]


def _add(checkout: Checkout, name: str) -> None:
    checkout.migration(name, f"-- this is {name}\nCREATE TABLE {name.partition('.')[0]} (id TEXT PRIMARY KEY);\n" * 3)
    checkout.commit(f"add {name}")


def test_the_first_commit_decides_not_the_name(checkout: Checkout):
    for name in ("zebra.sql", "apple.sql", "mango.sql"):
        _add(checkout, name)
    assert _order(checkout) == ["zebra.sql", "apple.sql", "mango.sql"]


def test_files_of_one_commit_come_by_name(checkout: Checkout):
    for name in ("c.sql", "a.sql", "b.sql"):
        checkout.migration(name, name)
    checkout.commit()
    assert _order(checkout) == ["a.sql", "b.sql", "c.sql"]


def test_a_rename_keeps_the_place(checkout: Checkout):
    _add(checkout, "first.sql")
    _add(checkout, "second.sql")
    checkout.git("mv", f"{MIGRATIONS}/first.sql", f"{MIGRATIONS}/zz_renamed.sql")
    checkout.commit()
    assert _order(checkout) == ["zz_renamed.sql", "second.sql"]


def test_a_move_of_the_whole_folder_twice_keeps_the_order(checkout: Checkout):
    for name in ("zebra.sql", "apple.sql"):
        _add(checkout, name)
    for old, new in ((MIGRATIONS, "database/old"), ("database/old", "sql"), ("sql", "worker/src/db/m")):
        (checkout.root / new).parent.mkdir(parents=True, exist_ok=True)
        checkout.git("mv", old, new)
        checkout.commit("move")
    checkout.write("nhimbe-migrations.toml", '[paths]\nmigrations = "worker/src/db/m"\n')
    assert _order(checkout) == ["zebra.sql", "apple.sql"]


def test_a_file_that_was_away_for_a_while_keeps_its_first_place(checkout: Checkout):
    for name in ("zebra.sql", "apple.sql"):
        _add(checkout, name)
    text = (checkout.root / MIGRATIONS / "zebra.sql").read_text(encoding="utf-8")
    (checkout.root / MIGRATIONS / "zebra.sql").unlink()
    checkout.commit("delete")
    checkout.migration("zebra.sql", text)
    checkout.commit("bring back")
    assert _order(checkout) == ["zebra.sql", "apple.sql"]


def test_a_file_that_came_with_a_merged_branch_has_the_branchs_commit(checkout: Checkout):
    checkout.commit()
    checkout.git("switch", "--quiet", "--create", "side")
    _add(checkout, "zebra.sql")
    checkout.git("switch", "--quiet", "main")
    _add(checkout, "apple.sql")
    checkout.git("merge", "--quiet", "--no-edit", "side")
    assert _order(checkout) == ["zebra.sql", "apple.sql"]


def test_what_is_not_committed_comes_last_by_its_time(checkout: Checkout):
    _add(checkout, "zebra.sql")
    for name, when in (("b.sql", 200), ("a.sql", 300), ("d.sql", 100), ("c.sql", 100)):
        os.utime(checkout.migration(name), (when, when))
    assert _order(checkout) == ["zebra.sql", "c.sql", "d.sql", "b.sql", "a.sql"]


def test_outside_git_the_time_of_the_file_decides_then_the_name(plain: Checkout):
    for name, when in (("b.sql", 200), ("a.sql", 300), ("d.sql", 100), ("c.sql", 100)):
        os.utime(plain.migration(name), (when, when))
    assert _order(plain) == ["c.sql", "d.sql", "b.sql", "a.sql"]


def test_a_repository_inside_a_larger_checkout_is_asked_with_its_own_paths(checkout: Checkout):
    checkout.write("apps/one/nhimbe-migrations.toml", "")
    for name in ("zebra.sql", "apple.sql"):
        checkout.write(f"apps/one/{MIGRATIONS}/{name}", name)
        checkout.commit()
    repository = checkout.open(checkout.root / "apps/one")
    assert [(each.name, each.committed) for each in read_history(repository).migrations] == [
        ("zebra.sql", True),
        ("apple.sql", True),
    ]


def test_names_with_spaces_quotes_and_other_scripts_are_ordered_too(checkout: Checkout):
    names = ["zé bra.sql", "it's.sql", 'a"b.sql', "日本.sql"]
    for name in names:
        checkout.migration(name, name)
        checkout.commit()
    assert _order(checkout) == names


def test_a_shallow_clone_says_that_its_order_is_a_guess(checkout: Checkout):
    for name in ("zebra.sql", "apple.sql"):
        _add(checkout, name)
    checkout.git("clone", "--quiet", "--depth=1", f"file://{checkout.root}", str(checkout.root.parent / "shallow"))
    found = read_history(checkout.open(checkout.root.parent / "shallow")).findings
    assert [each.rule for each in found] == ["shallow-history"]


def test_a_checkout_before_its_first_commit_has_a_history(checkout: Checkout):
    checkout.migration("a.sql")
    checkout.migration("001_b.sql")
    assert [(each.name, each.committed) for each in read_history(checkout.open()).migrations] == [
        ("a.sql", False),
        ("001_b.sql", False),
    ]

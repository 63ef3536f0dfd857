"""Which folder is the repository, and where things are in it."""

from pathlib import Path

import pytest

from nhimbe_migrations.errors import ConfigurationError, RepositoryError
from nhimbe_migrations.workspace.repository.repository import Layout, find_repository
from nhimbe_migrations.workspace.repository.wrangler import D1Binding
from workspace.checkouts import WRANGLER, Checkout

NHIMBE = Layout("worker/src/db/migrations", "worker/src/db/schema.sql", "worker/src/types.ts", "worker/wrangler.toml")


def test_the_argument_wins_over_the_variables_and_the_variables_over_the_working_directory(tmp_path: Path):
    for name in ("argument", "own", "claude", "here"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "wrangler.toml").write_text("", encoding="utf-8")
    own = {"NHIMBE_MIGRATIONS_REPO": str(tmp_path / "own")}
    claude = {"CLAUDE_PROJECT_DIR": str(tmp_path / "claude")}
    here = tmp_path / "here"
    found = [
        find_repository(str(tmp_path / "argument"), own | claude, here),
        find_repository(None, own | claude, here),
        find_repository(None, claude, here),
        find_repository(None, {}, here),
    ]
    assert [each.root.name for each in found] == ["argument", "own", "claude", "here"]


def test_text_that_a_client_did_not_expand_counts_as_not_given(checkout: Checkout):
    unexpanded = {"NHIMBE_MIGRATIONS_REPO": "${workspaceFolder}", "CLAUDE_PROJECT_DIR": " "}
    assert find_repository("${CLAUDE_PROJECT_DIR}", unexpanded, checkout.root / "worker").root == checkout.root


def test_a_marker_further_up_wins_over_a_nearer_git(checkout: Checkout, tmp_path: Path):
    (tmp_path / "nhimbe-migrations.toml").write_text("", encoding="utf-8")
    assert find_repository(None, {}, checkout.root).root == tmp_path.resolve()


def test_the_nearest_wrangler_file_of_a_checkout_with_several_is_taken(checkout: Checkout):
    checkout.write("apps/b/wrangler.toml", WRANGLER)
    checkout.write("apps/b/src/x.ts")
    found = find_repository(None, {}, checkout.root / "apps/b/src")
    assert (found.root, found.layout.wrangler) == (checkout.root, "apps/b/wrangler.toml")


def test_no_repository_at_all_says_how_to_name_one(tmp_path: Path):
    with pytest.raises(RepositoryError, match=r"--repo PATH.*NHIMBE_MIGRATIONS_REPO"):
        find_repository(None, {}, tmp_path)


@pytest.mark.parametrize("name", ["missing", "file"])
def test_a_named_repository_that_is_no_folder_is_refused_by_its_source(tmp_path: Path, name: str):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RepositoryError, match=r"NHIMBE_MIGRATIONS_REPO names .*not a folder"):
        find_repository(None, {"NHIMBE_MIGRATIONS_REPO": str(tmp_path / name)}, tmp_path)


def test_nhimbe_needs_no_configuration(nhimbe: Checkout):
    found = nhimbe.open()
    assert (found.layout, found.databases) == (NHIMBE, (D1Binding("DB", "nhimbe-db", "1"),))


def test_an_empty_folder_is_laid_out_as_nhimbe_is(plain: Checkout):
    assert plain.open().layout == Layout(NHIMBE.migrations, NHIMBE.schema, NHIMBE.types, None)


def test_a_worker_with_its_schema_beside_the_wrangler_file_gets_wranglers_own_folder(plain: Checkout):
    plain.write("worker/wrangler.toml", WRANGLER)
    plain.write("worker/schema.sql", "CREATE TABLE users (id TEXT PRIMARY KEY);\n")
    assert plain.open().layout.migrations == "worker/migrations"
    plain.write("worker/src/db/types.ts")
    assert plain.open().layout.migrations == "worker/src/db/migrations"


def test_another_databases_migrations_at_the_top_are_left_to_it(plain: Checkout):
    plain.write("migrations/0001_first.sql", "CREATE TABLE t (id UUID PRIMARY KEY DEFAULT gen_random_uuid());\n")
    assert plain.open().layout.migrations == "worker/src/db/migrations"
    plain.write("wrangler.toml", "")
    assert plain.open().layout.migrations == "d1/migrations"


def test_a_wrangler_file_at_the_root_leads_to_its_migrations_dir(plain: Checkout):
    plain.write(
        "wrangler.jsonc",
        '{"d1_databases": [{"binding": "DB", "database_name": "x", "migrations_dir": "./db/migrations",}]}',
    )
    plain.write("schema.sql")
    plain.write("src/types.ts")
    assert plain.open().layout == Layout("db/migrations", "schema.sql", "src/types.ts", "wrangler.jsonc")


def test_without_a_migrations_dir_it_is_wranglers_default_beside_the_file(plain: Checkout):
    plain.write("wrangler.toml", WRANGLER)
    assert plain.open().layout == Layout("migrations", "schema.sql", None, "wrangler.toml")


def test_a_migrations_dir_that_leaves_the_repository_is_not_followed(plain: Checkout):
    plain.write("wrangler.toml", WRANGLER + 'migrations_dir = "../../etc"\n')
    assert plain.open().layout.migrations == "migrations"


def test_an_existing_folder_wins_over_a_declared_one_that_is_not_there(checkout: Checkout):
    checkout.write("worker/wrangler.toml", WRANGLER + 'migrations_dir = "migrations"\n')
    checkout.migration("001_a.sql")
    assert checkout.open().layout.migrations == "worker/src/db/migrations"


def test_several_wrangler_files_are_a_note_and_the_one_with_a_database_is_taken(plain: Checkout):
    plain.write("apps/a/wrangler.toml", 'name = "a"\n')
    plain.write("apps/b/wrangler.toml", WRANGLER)
    found = plain.open()
    assert found.layout.wrangler == "apps/b/wrangler.toml"
    assert [(each.rule, each.file) for each in found.findings] == [("several-wrangler-files", "apps/b/wrangler.toml")]


def test_a_broken_wrangler_file_is_not_passed_over_for_another(checkout: Checkout):
    checkout.write("worker/wrangler.toml", "[[d1_databases")
    checkout.write("apps/b/wrangler.toml", WRANGLER)
    found = checkout.open()
    assert (found.layout.wrangler, found.databases) == ("worker/wrangler.toml", ())
    assert [(item.rule, item.file) for item in found.findings if item.rule == "unusable-file"] == [
        ("unusable-file", "worker/wrangler.toml")
    ]
    assert "wrangler.toml cannot be used" in found.findings[0].message


def test_the_workers_file_is_taken_without_a_look_at_the_rest(checkout: Checkout):
    checkout.write("wrangler.toml", WRANGLER)
    checkout.write("apps/b/wrangler.toml", WRANGLER)
    assert (checkout.open().layout.wrangler, checkout.open().findings) == ("worker/wrangler.toml", ())


def test_an_edit_of_the_settings_shows_at_once(checkout: Checkout):
    found = []
    for name in ("one", "two"):
        checkout.write("worker/wrangler.toml", WRANGLER.replace("nhimbe-db", name))
        checkout.write("nhimbe-migrations.toml", f'[paths]\nschema = "{name}.sql"\n')
        repository = checkout.open()
        found.append((repository.databases[0].name, repository.layout.schema))
    assert found == [("one", "one.sql"), ("two", "two.sql")]


def test_a_wrangler_file_in_node_modules_is_nobodys(plain: Checkout):
    plain.write("node_modules/x/wrangler.toml", WRANGLER)
    assert plain.open().layout.wrangler is None


TWO = """
[[d1_databases]]
binding = "CACHE"
database_name = "cache"
[[d1_databases]]
binding = "DB"
database_name = "main"
database_id = "7"
migrations_dir = "src/db/migrations"
[[env.staging.d1_databases]]
binding = "DB"
database_name = "main-staging"
database_id = "7"
"""


def test_of_several_databases_the_one_whose_migrations_these_are_is_chosen(checkout: Checkout):
    checkout.write("worker/wrangler.toml", TWO)
    found = checkout.open()
    assert [each.name for each in found.databases] == ["main", "main-staging"]
    assert [each.name for each in found.other_databases] == ["cache"]
    assert [each.rule for each in found.findings] == ["shared-database"]


def test_configuration_overrides_what_would_be_found(nhimbe: Checkout):
    nhimbe.write("worker/wrangler.toml", TWO)
    nhimbe.write(
        "nhimbe-migrations.toml",
        '[paths]\nmigrations = "m"\nschema = "s.sql"\ntypes = "t.ts"\n[database]\nbinding = "CACHE"\n',
    )
    found = nhimbe.open()
    assert found.layout == Layout("m", "s.sql", "t.ts", "worker/wrangler.toml")
    assert [each.name for each in found.databases] == ["cache"]


def test_a_binding_that_the_wrangler_file_has_not_is_refused_with_those_it_has(checkout: Checkout):
    checkout.write("worker/wrangler.toml", TWO)
    checkout.write("nhimbe-migrations.toml", '[database]\nbinding = "DBB"\n')
    with pytest.raises(ConfigurationError, match=r"no D1 binding 'DBB'.*CACHE, DB"):
        checkout.open()


def test_a_database_can_be_named_without_any_wrangler_file(plain: Checkout):
    plain.write("nhimbe-migrations.toml", '[database]\nname = "other-db"\n')
    assert plain.open().databases == (D1Binding("DB", "other-db"),)


def test_a_configured_path_that_leaves_the_repository_names_its_setting(plain: Checkout):
    plain.write("nhimbe-migrations.toml", '[paths]\nschema = "../schema.sql"\n')
    with pytest.raises(ConfigurationError, match=r"`paths\.schema` cannot be used"):
        plain.open()


def test_a_linked_worktree_shares_the_git_folder(nhimbe: Checkout, tmp_path: Path):
    nhimbe.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "side"))
    here, there = nhimbe.open().git, nhimbe.open(tmp_path / "side").git
    assert here is not None
    assert there is not None
    assert (there.common, there.top) == (here.common, (tmp_path / "side").resolve())


def test_a_git_file_that_leads_nowhere_is_no_git(plain: Checkout):
    plain.write(".git", "gitdir: ../gone\n")
    assert plain.open().git is None


@pytest.mark.parametrize("named", ["", 'migrations_dir = "migrations"\n'])
def test_of_two_workers_on_one_database_the_one_that_holds_the_migrations_runs_them(plain: Checkout, named: str):
    """Each Worker has a local database of its own: `--local` in the admin's folder would change another one."""
    plain.write("apps/admin/wrangler.toml", WRANGLER + 'migrations_dir = "../api/migrations"\n')
    plain.write("apps/api/wrangler.toml", WRANGLER + named)
    plain.write("apps/api/migrations/0001_first.sql", "CREATE TABLE t (id TEXT PRIMARY KEY);\n")
    found = plain.open().layout
    assert (found.migrations, found.wrangler) == ("apps/api/migrations", "apps/api/wrangler.toml")

"""The D1 bindings of a wrangler file (developers.cloudflare.com/workers/wrangler/configuration)."""

import json
from pathlib import Path

import pytest

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.workspace.repository.wrangler import D1Binding, read_wrangler, shared_databases

TOML = """
name = "api"
[[d1_databases]]
binding = "DB"
database_name = "main-db"
database_id = "1"
migrations_dir = "src/db/migrations"
[[d1_databases]]
binding = "CACHE"
database_name = "cache-db"
migrations_table = "ledger"
[env.staging]
name = "staging"
[[env.staging.d1_databases]]
binding = "DB"
database_name = "main-db-staging"
database_id = "1"
[env.bare]
"""
BINDINGS = (
    D1Binding("DB", "main-db", "1", None, "src/db/migrations"),
    D1Binding("CACHE", "cache-db", None, None, None, "ledger"),
    D1Binding("DB", "main-db-staging", "1", "staging"),
)


def test_every_binding_of_every_environment_is_read(tmp_path: Path):
    (tmp_path / "wrangler.toml").write_text(TOML, encoding="utf-8")
    assert read_wrangler(tmp_path / "wrangler.toml") == BINDINGS


@pytest.mark.parametrize("name", ["wrangler.json", "wrangler.jsonc"])
def test_the_json_forms_say_the_same(tmp_path: Path, name: str):
    import tomllib

    text = json.dumps(tomllib.loads(TOML), indent=2).replace("\n}", ",\n} // end")
    (tmp_path / name).write_text("// a comment\n" + text, encoding="utf-8")
    assert read_wrangler(tmp_path / name) == BINDINGS


def test_environments_that_share_a_database_are_named():
    assert shared_databases(BINDINGS) == (("default", "staging"),)


def test_a_binding_without_a_database_name_goes_by_its_binding(tmp_path: Path):
    (tmp_path / "wrangler.toml").write_text('[[d1_databases]]\nbinding = "DB"\n', encoding="utf-8")
    assert read_wrangler(tmp_path / "wrangler.toml") == (D1Binding("DB", "DB"),)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("wrangler.toml", "name = ", "cannot be read"),
        ("wrangler.json", '{"a": }', "cannot be read"),
        ("wrangler.json", "[" * 100_000, "nests deeper than 100 levels on line 1"),
        ("wrangler.json", "[]", "no table at its top"),
        ("wrangler.toml", "env = 1", "`env` is no table"),
        ("wrangler.toml", "[env]\na = 1", "env.a is no table"),
        ("wrangler.toml", 'd1_databases = "x"', "not a list of tables"),
        ("wrangler.toml", "[[d1_databases]]\nbinding = 1", "`binding` of a D1 database is not a string"),
        ("wrangler.toml", "[[d1_databases]]\ndatabase_id = 'x'", "neither `binding` nor `database_name`"),
    ],
)
def test_a_file_that_wrangler_would_not_take_is_refused_with_the_reason(tmp_path: Path, name: str, text: str, why: str):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=why):
        read_wrangler(tmp_path / name)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path):
    (tmp_path / "wrangler.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_wrangler(tmp_path / "wrangler.toml")

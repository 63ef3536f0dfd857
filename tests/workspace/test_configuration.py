"""nhimbe-migrations.toml."""

import re
import sys
import tomllib

import pytest

from nhimbe_migrations.errors import ConfigurationError
from nhimbe_migrations.workspace.repository.first_settings import default_toml
from nhimbe_migrations.workspace.repository.settings import Config
from nhimbe_migrations.workspace.repository.settings_file import read_config, settings
from workspace.checkouts import Checkout

FULL = """
[paths]
migrations = "db"
[target]
default = "d1"
[target.vocabulary]
core = ["payments"]
replace = true
[types.interfaces]
event_reviews = "Review"
[numbering]
digits = 4
look_elsewhere = false
[git]
default_branch = "develop"
[conventions.d1]
created_column = "date_created"
boolean_type = "BOOLEAN"
[accept]
drop-column = "we keep a backup"
"""


def test_no_file_means_all_defaults(plain: Checkout):
    assert read_config(plain.root) == Config()


def test_every_kind_of_setting_is_read(plain: Checkout):
    plain.write("nhimbe-migrations.toml", FULL)
    read = read_config(plain.root)
    assert (
        read.paths.migrations,
        read.target.default,
        read.target.vocabulary.core,
        read.target.vocabulary.replace,
        dict(read.types.interfaces),
        read.numbering.digits,
        read.numbering.look_elsewhere,
        read.git.default_branch,
        read.conventions.d1.created_column,
        read.conventions.d1.boolean_type,
        dict(read.accept),
    ) == (
        "db", "d1", ("payments",), True, {"event_reviews": "Review"}, 4, False, "develop", "date_created", "BOOLEAN",
        {"drop-column": "we keep a backup"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[paths]\nmigration = 'x'", r"no setting `paths\.migration`; the nearest is `paths\.migrations`"),
        ("[path]\nschema = 'x'", r"no setting `path`; the nearest is `paths`"),
        ("schema = 'x'", r"no setting `schema`; the nearest is `paths\.schema`"),
        ("[conventions]\nboolean_type = 'INTEGER'", r"the nearest is `conventions\.d1\.boolean_type`"),
        ("[target]\ndefault = 'mysql'", r"`target\.default`: input should be 'mongodb' or 'd1'"),
        ("[numbering]\ndigits = 2", r"`numbering\.digits`"),
        ("[target.vocabulary]\ncore = 'x'", r"`target\.vocabulary\.core`"),
        ("[paths\n", "is not valid TOML"),
        ("[paths]\nx = 1\ny = 2", r"`paths\.x`.*`paths\.y`"),
    ],
)
def test_a_mistake_names_itself_and_the_nearest_right_setting(plain: Checkout, text: str, named: str):
    plain.write("nhimbe-migrations.toml", text)
    with pytest.raises(ConfigurationError, match=named):
        read_config(plain.root)


def test_init_writes_what_was_found_and_reads_back_as_it(nhimbe: Checkout):
    text = default_toml(nhimbe.open())
    assert tomllib.loads(text)["paths"] == {
        "migrations": "worker/src/db/migrations",
        "schema": "worker/src/db/schema.sql",
        "types": "worker/src/types.ts",
        "wrangler": "worker/wrangler.toml",
    }
    before = nhimbe.open()
    nhimbe.write("nhimbe-migrations.toml", text)
    after = nhimbe.open()
    assert (after.layout, after.databases) == (before.layout, before.databases)


def test_every_commented_setting_of_init_is_valid_when_the_comment_is_taken_away(plain: Checkout):
    text = re.sub(r"(?m)^# (?=[a-z_]+ = )", "", default_toml(plain.open()))
    plain.write("nhimbe-migrations.toml", re.sub(r"(?m)^\w+ =.*worker.*$", "", text))
    assert read_config(plain.root) == Config()


def test_every_setting_says_what_it_means():
    assert [(table, key) for table, key, _, description in settings() if not description.endswith(".")] == []


def test_the_description_reaches_the_json_schema():
    from pydantic import TypeAdapter

    schema = TypeAdapter(Config).json_schema()
    assert schema["$defs"]["Paths"]["properties"]["schema"]["description"] == "The canonical SQL schema of D1."


def test_a_repository_without_the_file_does_not_load_pydantic(plain: Checkout):
    import subprocess

    code = (
        "import sys; from nhimbe_migrations.workspace.repository.repository import find_repository;"
        f"find_repository({str(plain.root)!r}, {{}}); print('pydantic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"

"""The same gate for the same loss, whichever way it is written."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.proof.prove import prove

SCHEMA = "CREATE TABLE t (id TEXT PRIMARY KEY, a TEXT DEFAULT 'x', b TEXT COLLATE NOCASE, c INTEGER CHECK (c > 0), d TEXT UNIQUE);"
WHOLE = "id TEXT PRIMARY KEY, a TEXT DEFAULT 'x', b TEXT COLLATE NOCASE, c INTEGER CHECK (c > 0), d TEXT UNIQUE"


def found(definition: str, columns: str = "id, a, b, c, d", more: str = "") -> dict[str, tuple[str, str]]:
    sql = (
        f"CREATE TABLE t_new ({definition}); INSERT INTO t_new ({columns}) SELECT {columns} FROM t;"
        f"DROP TABLE t; ALTER TABLE t_new RENAME TO t;{more}"
    )
    proof = prove(SCHEMA, sql)
    assert proof.applied
    return {finding.rule: (finding.severity, finding.message) for finding in proof.findings}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (" DEFAULT 'x'", "", "DEFAULT 'x' of a"),
        (" COLLATE NOCASE", "", "COLLATE NOCASE of b (now BINARY)"),
        (" CHECK (c > 0)", "", "check (c > 0)"),
        (" UNIQUE", "", "unique (d)"),
    ],
)
def test_a_rebuild_that_forgets_part_of_the_definition_says_which(old: str, new: str, said: str) -> None:
    severity, message = found(WHOLE.replace(old, new))["drop-constraint"]
    assert severity == "warning"
    assert said in message


def test_a_rebuild_that_leaves_a_column_out_is_stopped_as_drop_column_is() -> None:
    told = found(WHOLE.replace(", d TEXT UNIQUE", ""), "id, a, b, c")
    assert told["drop-column"][0] == "error"
    assert "no column d" in told["drop-column"][1]
    assert "drop-constraint" not in told, "its UNIQUE goes with it"


def test_a_unique_index_stands_in_for_the_constraint() -> None:
    assert "drop-constraint" not in found(WHOLE.replace(" UNIQUE", ""), more="CREATE UNIQUE INDEX idx_t_d ON t(d);")


def test_a_faithful_rebuild_loses_nothing() -> None:
    assert {"drop-constraint", "drop-column"}.isdisjoint(found(WHOLE.replace("b TEXT", "b VARCHAR")))


def test_renamed_columns_keep_their_constraints() -> None:
    proof = prove(SCHEMA, "ALTER TABLE t RENAME COLUMN c TO amount; ALTER TABLE t RENAME COLUMN d TO code;")
    assert {finding.rule for finding in proof.findings} & {"drop-constraint", "drop-column"} == set()

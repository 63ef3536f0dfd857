"""A refusal names the next move: what to drop first, what still references a row, which row must be there."""

from __future__ import annotations

import pytest

from nhimbe_migrations.d1.proof.prove import prove
from nhimbe_migrations.d1.proof.result import Proof
from nhimbe_migrations.d1.queries.cost import rates_of
from nhimbe_migrations.d1.shadow.shadow import open_shadow

SCHEMA = """
CREATE TABLE doctors (id TEXT PRIMARY KEY, name TEXT NOT NULL, field TEXT);
CREATE TABLE patients (id TEXT PRIMARY KEY, doctor_id TEXT REFERENCES doctors(id) ON DELETE RESTRICT, note TEXT);
CREATE TABLE visits (patient_id TEXT NOT NULL REFERENCES patients(id) ON DELETE CASCADE, day TEXT NOT NULL, PRIMARY KEY (patient_id, day)) WITHOUT ROWID;
CREATE INDEX idx_patients_note ON patients(note);
CREATE VIEW fields AS SELECT field FROM doctors;
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT);
"""


def refusal(proof: Proof) -> str:
    return next(finding.help for finding in proof.findings if finding.rule == "engine-refuses")


@pytest.mark.parametrize(
    ("sql", "way"),
    [
        ("ALTER TABLE patients DROP COLUMN note;", "DROP INDEX idx_patients_note before this line"),
        ("ALTER TABLE doctors DROP COLUMN field;", "DROP VIEW fields before this line"),
        (
            "CREATE TABLE d (id TEXT PRIMARY KEY); UPDATE patients SET doctor_id = NULL; DROP TABLE doctors; ALTER TABLE d RENAME TO doctors;",
            "DROP VIEW fields at the start of the file, and create it again at its end.",
        ),
        ("DELETE FROM doctors WHERE id IN (SELECT doctor_id FROM patients);", "AND NOT EXISTS (SELECT 1 FROM patients AS c WHERE c.doctor_id = doctors.id)"),
    ],
)  # fmt: skip
def test_what_stands_in_the_way_is_named_with_what_to_do_about_it(sql: str, way: str) -> None:
    assert way in refusal(prove(SCHEMA, sql))


def test_the_condition_that_a_refusal_gives_lets_the_delete_run() -> None:
    narrowed = "DELETE FROM doctors WHERE field IS NULL AND NOT EXISTS (SELECT 1 FROM patients AS c WHERE c.doctor_id = doctors.id);"
    assert prove(SCHEMA, narrowed).applied


def test_a_parent_that_new_rows_of_a_table_without_rowid_name_is_assumed_and_told() -> None:
    proof = prove(SCHEMA, "INSERT INTO visits (patient_id, day) VALUES ('p-7', '2026-01-01');")
    assert proof.applied
    assert any("patients.id = 'p-7'" in finding.message for finding in proof.findings)


@pytest.mark.parametrize("more", ["", " ON CONFLICT (key) DO NOTHING", " ON CONFLICT (key) DO UPDATE SET value = 'x'"])
def test_rows_that_an_insert_spells_out_are_exercised_and_cost_what_they_are(more: str) -> None:
    sql = f"INSERT INTO settings (key, value) VALUES ('a', '1'), ('b', '2'){more};"
    proof = prove(SCHEMA, sql)
    assert (proof.exercised, proof.statements) == (1, 1)
    shadow = open_shadow()
    try:
        shadow.apply(SCHEMA)
        rates = rates_of(shadow, sql)
    finally:
        shadow.close()
    assert not any(rates.read.values())
    assert not any(rates.written.values())
    assert rates.once_written == 4  # each row, and its key in the index


def test_a_new_table_that_the_migration_fills_or_whose_parent_is_as_new_needs_no_row_of_ours() -> None:
    sql = """
    CREATE TABLE levels (doctor_id TEXT PRIMARY KEY REFERENCES doctors(id), n INTEGER NOT NULL);
    INSERT INTO levels (doctor_id, n) SELECT id, 1 FROM doctors;
    CREATE TABLE rooms (id TEXT PRIMARY KEY);
    CREATE TABLE beds (id TEXT PRIMARY KEY, room_id TEXT NOT NULL REFERENCES rooms(id));
    """
    proof = prove(SCHEMA, sql)
    assert proof.applied
    assert [finding.message for finding in proof.findings if finding.rule == "table-not-filled"] == []


def test_a_doubt_is_told_in_words_and_not_with_the_engines_code() -> None:
    proof = prove(SCHEMA, "UPDATE doctors SET name = (SELECT max(note) FROM patients WHERE doctor_id = doctors.id);")
    told = [finding.message for finding in proof.findings if finding.rule == "depends-on-rows"]
    assert told
    assert not any("SQLITE_" in message for message in told)


def test_a_key_that_moves_names_the_tables_that_do_not_follow() -> None:
    schema = "CREATE TABLE wards (code TEXT PRIMARY KEY); CREATE TABLE beds (id INTEGER PRIMARY KEY, ward TEXT NOT NULL REFERENCES wards(code));"
    proof = prove(schema, "UPDATE wards SET code = 'ICU' WHERE code = 'icu';")
    told = [finding.help for finding in proof.findings if "FOREIGN KEY" in finding.message]
    assert told
    assert all("beds (ward)" in help_ and "ON UPDATE CASCADE" in help_ for help_ in told)

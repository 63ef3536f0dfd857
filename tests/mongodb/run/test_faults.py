import pytest

from mongodb.run.faults import FAULTS, users
from nhimbe_migrations.mongodb.proof.prove import execute

pytestmark = pytest.mark.mongod

FILE = "migrations/002_change.ts"


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_faulty_migration_is_found_out_for_its_own_reason_in_its_line(fault, sandbox, root):
    found = execute(fault.text, seed=fault.seed, repository_root=root, file=FILE, sandbox=sandbox)
    loud = [each for each in found.findings if each.severity != "note"]
    assert [(each.rule, each.line) for each in loud][:1] == [(fault.rule, fault.line)], found
    assert fault.says in loud[0].message
    assert {each.rule for each in loud} == {fault.rule}
    assert found.status == ("passed" if fault.rule == "non-deterministic" else "failed")


def test_a_migration_that_cannot_be_interrupted_is_killed(root, mongod):
    text = (
        "export async function up(db) {\n  const spin = () => { try { spin(); } finally { spin(); } };\n  spin();\n}\n"
        "export async function down(db) {}\n"
    )
    found = execute(text, repository_root=root, mongod=mongod, limit=0.5, environment={})
    assert found.status == "failed"
    assert [(each.rule, each.line) for each in found.findings] == [("time-limit", 1)]


def test_a_spoilt_process_does_not_spoil_the_next_run(sandbox, root):
    vandal = "export async function up(db) { Array.prototype.push = () => { throw new Error('mine') }; fetch(''); }\nexport async function down(db) {}\n"
    honest = 'export async function up(db) { await db.createCollection("rooms"); }\nexport async function down(db) { await db.collection("rooms").drop(); }\n'
    assert execute(vandal, repository_root=root, sandbox=sandbox).status == "failed"
    assert execute(honest, seed=users(), repository_root=root, sandbox=sandbox).status == "passed"

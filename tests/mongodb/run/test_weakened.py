"""A proof that passes everything proves nothing: take a statement out of a good `down`, and it has to fail."""

import pytest

from mongodb.run.proving import FILE, history
from mongodb.run.test_typed_changes import ALONE
from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.code.migration_file import read_migration
from nhimbe_migrations.mongodb.code.tree import named
from nhimbe_migrations.mongodb.plan.plan import assemble, plan
from nhimbe_migrations.mongodb.proof.prove import execute
from nhimbe_migrations.mongodb.seed.build import seed_for
from nhimbe_migrations.rendering import render

SUPERFLUOUS = {
    "add a field without a value": "it takes a field away that only documents written since can have",
}

pytestmark = pytest.mark.mongod


def weakened(text: str) -> list[str]:
    """The migration, each time without another one of the statements of its `down`."""
    body = read_migration(text, FILE).down.node.child_by_field_name("body")
    source = text.encode()
    return [(source[: gone.start_byte] + source[gone.end_byte :]).decode() for gone in named(body)]


@pytest.mark.parametrize("name", ALONE)
def test_a_down_that_lacks_one_of_its_statements_does_not_pass(name, sandbox, root):
    change = ALONE[name]
    planned = plan(parse_changes([change]), history())
    whole = assemble(planned, number="002", description="change", render=render)
    texts = weakened(whole)
    verdicts = []
    for text in texts:
        seed = seed_for(read_migration(text, FILE), history(), absent=planned.taken_as_new)
        found = execute(text, seed=seed, repository_root=root, file=FILE, sandbox=sandbox)
        wrong = [each for each in found.findings if each.severity == "error"]
        assert {each.rule for each in wrong} <= {"down-leaves-residue", "down-fails"}, text
        assert all(each.line for each in wrong)
        verdicts.append(found.status)
    assert verdicts.count("passed") == (1 if name in SUPERFLUOUS else 0)
    assert "failed" in verdicts

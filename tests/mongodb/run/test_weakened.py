"""A proof that passes everything proves nothing: take one statement out of a good `down`, and it has to fail."""

import pytest

from mongodb.run.proving import FILE, Author, history
from nhimbe_migrations.changes.mongodb import parse_changes
from nhimbe_migrations.mongodb.plan import assemble, plan
from nhimbe_migrations.mongodb.run import execute
from nhimbe_migrations.mongodb.seed_collections import seed_for
from nhimbe_migrations.mongodb.syntax import read_migration
from nhimbe_migrations.mongodb.tree import named
from nhimbe_migrations.rendering import render

pytestmark = [pytest.mark.mongod, pytest.mark.node, pytest.mark.slow]


def weakened(text: str, turn: int) -> str:
    """The migration without one of the statements of its `down`."""
    parsed = read_migration(text, FILE)
    statements = named(parsed.down.node.child_by_field_name("body"))
    gone = statements[turn % len(statements)]
    source = text.encode()
    return (source[: gone.start_byte] + source[gone.end_byte :]).decode()


@pytest.mark.parametrize("number", range(1000, 1020))
def test_a_down_that_lacks_one_of_its_statements_does_not_pass(number, sandbox, root):
    planned = plan(parse_changes(Author(number).sequence()), history())
    whole = assemble(planned, number="002", description="change", render=render)
    text = weakened(whole, number)
    seed = seed_for(read_migration(text, FILE), history(), absent=planned.taken_as_new)
    found = execute(text, seed=seed, repository_root=root, file=FILE, sandbox=sandbox)
    assert found.status == "failed", text
    assert {each.rule for each in found.findings if each.severity == "error"} <= {"down-leaves-residue", "down-fails"}
    assert all(each.line for each in found.findings if each.severity == "error")
